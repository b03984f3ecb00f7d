-- SPDX-License-Identifier: EUPL-1.2
-- Documents, their versions, and provisions (nodes) that keep their identity from version to version.

CREATE TABLE document (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    UNIQUE (matter_id, title)
) @strict@;

-- slug: the {version} of the address, unique in the matter. published_at is NULL while a draft;
-- then canonical holds the exact bytes behind hash (overens-text-1). source: the original file.
-- words: for the reading time. Only drafts and working versions are unpublished.
-- The large columns stand last: SQLite walks over them to reach what stands behind.
CREATE TABLE version (
    id @id@,
    document_id @int@ NOT NULL REFERENCES document (id),
    matter_id @int@ NOT NULL REFERENCES matter (id),
    slug TEXT NOT NULL CHECK (length(slug) BETWEEN 1 AND 64),
    label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 200),
    status TEXT NOT NULL
        CHECK (status IN ('draft', 'working', 'consultation', 'proposal', 'adopted', 'replaced')),
    day @int@ NOT NULL,
    hash TEXT,
    words @int@ NOT NULL,
    nodes @int@ NOT NULL,
    source_name TEXT,
    created_at @int@ NOT NULL,
    published_at @int@,
    published_by TEXT,
    canonical @blob@ NOT NULL,
    source @blob@ NOT NULL,
    UNIQUE (matter_id, slug),
    CHECK ((published_at IS NULL) = (hash IS NULL))
) @strict@;
CREATE INDEX version_document ON version (document_id);

-- The provision itself: an identity that all its wordings share.
CREATE TABLE node (
    id @id@,
    document_id @int@ NOT NULL REFERENCES document (id)
) @strict@;
CREATE INDEX node_document ON node (document_id);

-- Its wording in one version. seq: place in document order; depth: in the tree, from 1 (level may
-- skip). body is canonical (overens-text-1), html what the markdown renderer made of it. layout tells the
-- page how to set it, in one number because that page is read most (bits in src/text/prepare.h): has text; in
-- the table of contents; begins a list below the entry before; has no such list; one list or two end
-- after it; and the heading's rank.
CREATE TABLE node_text (
    version_id @int@ NOT NULL REFERENCES version (id),
    seq @int@ NOT NULL,
    node_id @int@ NOT NULL REFERENCES node (id),
    number TEXT,
    heading TEXT,
    level @int@ NOT NULL CHECK (level BETWEEN 1 AND 6),
    depth @int@ NOT NULL CHECK (depth BETWEEN 1 AND 6),
    kind TEXT NOT NULL CHECK (kind IN ('heading', 'provision', 'preamble')),
    body TEXT NOT NULL,
    html TEXT NOT NULL,
    anchor TEXT NOT NULL,
    hash TEXT NOT NULL,
    title TEXT NOT NULL,
    layout @int@ NOT NULL,
    PRIMARY KEY (version_id, seq),
    UNIQUE (version_id, node_id),
    UNIQUE (version_id, anchor)
) @strict@;
CREATE INDEX node_text_node ON node_text (node_id);
