-- SPDX-License-Identifier: EUPL-1.2
-- The life of a version: drafts, who edits, reasons, publication by a second person, lineage.

-- Where a version comes from and how often it has been changed. base_id: what its changes are told
-- against; NULL: nothing came before. revision: raised by every change of a draft, so that what
-- somebody has read can be told from what stands there now.
CREATE TABLE version_work (
    version_id @int@ NOT NULL PRIMARY KEY REFERENCES version (id),
    base_id @int@ REFERENCES version (id),
    revision @int@ NOT NULL DEFAULT 0,
    started_by @int@ REFERENCES account (id),
    CHECK (base_id <> version_id)
) @strict@;
CREATE INDEX version_work_base ON version_work (base_id);
INSERT INTO version_work (version_id, base_id)
SELECT v.id, (SELECT b.id FROM version b
              WHERE b.document_id = v.document_id AND b.published_at IS NOT NULL
                AND (b.day < v.day OR (b.day = v.day AND b.id < v.id))
              ORDER BY b.day DESC, b.id DESC LIMIT 1)
FROM version v;

-- Who last wrote in a provision of a draft; no row: as it came. row_version tells two writers apart.
CREATE TABLE node_edit (
    version_id @int@ NOT NULL REFERENCES version (id),
    node_id @int@ NOT NULL REFERENCES node (id),
    row_version @int@ NOT NULL,
    by_id @int@ REFERENCES account (id),
    by_name TEXT NOT NULL,
    at @int@ NOT NULL,
    PRIMARY KEY (version_id, node_id)
) @clustered@;
CREATE INDEX node_edit_node ON node_edit (node_id);

-- "Anna redigerar nu": a notice to the others, not a lock.
CREATE TABLE node_lease (
    version_id @int@ NOT NULL REFERENCES version (id),
    node_id @int@ NOT NULL REFERENCES node (id),
    account_id @int@ NOT NULL REFERENCES account (id),
    since @int@ NOT NULL,
    until @int@ NOT NULL,
    PRIMARY KEY (version_id, node_id)
) @clustered@;
CREATE INDEX node_lease_node ON node_lease (node_id);
CREATE INDEX node_lease_account ON node_lease (account_id);

-- Why a provision differs from the version's base; also of one that was removed.
CREATE TABLE change_note (
    version_id @int@ NOT NULL REFERENCES version (id),
    node_id @int@ NOT NULL REFERENCES node (id),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 4000),
    by_id @int@ REFERENCES account (id),
    by_name TEXT NOT NULL,
    at @int@ NOT NULL,
    PRIMARY KEY (version_id, node_id)
) @strict@;
CREATE INDEX change_note_node ON change_note (node_id);

-- What led to the change. ref: an address of the portal ("/arende/x/synpunkt/4") or what others call it
-- ("HSN 2025-0125 § 3"); with title one of a kind.
CREATE TABLE change_source (
    id @id@,
    version_id @int@ NOT NULL REFERENCES version (id),
    node_id @int@ NOT NULL REFERENCES node (id),
    kind TEXT NOT NULL CHECK (kind IN ('viewpoint', 'issue', 'decision', 'other')),
    ref TEXT NOT NULL CHECK (length(ref) <= 500),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    by_name TEXT NOT NULL,
    at @int@ NOT NULL,
    UNIQUE (version_id, node_id, kind, ref, title)
) @strict@;
CREATE INDEX change_source_node ON change_source (node_id);

-- A request to publish, and what became of it. label, day, status and replaces are what the version
-- gets; hash is that of its canonical text then; content_hash covers the reasons too, and is what the
-- second person sends back. One request at a time is open; nobody answers their own.
CREATE TABLE publication (
    id @id@,
    version_id @int@ NOT NULL REFERENCES version (id),
    state TEXT NOT NULL
        CHECK (state IN ('asked', 'void', 'withdrawn', 'returned', 'published')),
    label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 200),
    day @int@ NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('consultation', 'proposal', 'adopted')),
    replaces @int@ NOT NULL CHECK (replaces IN (0, 1)),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    content_hash TEXT NOT NULL CHECK (length(content_hash) = 64),
    revision @int@ NOT NULL,
    message TEXT,
    asked_id @int@ NOT NULL REFERENCES account (id),
    asked_name TEXT NOT NULL,
    asked_at @int@ NOT NULL,
    closed_id @int@ REFERENCES account (id),
    closed_name TEXT,
    closed_at @int@,
    closed_note TEXT,
    CHECK ((state = 'asked') = (closed_at IS NULL)),
    CHECK (state NOT IN ('returned', 'published') OR (closed_id IS NOT NULL AND closed_id <> asked_id))
) @strict@;
CREATE UNIQUE INDEX publication_open ON publication (version_id) WHERE state = 'asked';
CREATE INDEX publication_version ON publication (version_id);
CREATE INDEX publication_asked ON publication (asked_id);
CREATE INDEX publication_closed ON publication (closed_id);

-- What became of each provision between a version and its base, worked out when it (version_id) was
-- published; also a provision that came from, or went to, another document of the matter.
CREATE TABLE node_lineage (
    id @id@,
    version_id @int@ NOT NULL REFERENCES version (id),
    from_version @int@ REFERENCES version (id),
    from_node @int@ REFERENCES node (id),
    to_version @int@ NOT NULL REFERENCES version (id),
    to_node @int@ REFERENCES node (id),
    kind TEXT NOT NULL CHECK (kind IN ('same', 'moved', 'moved_changed', 'changed', 'split',
                                       'merged', 'new', 'removed')),
    CHECK ((from_node IS NULL) = (kind = 'new')),
    CHECK ((to_node IS NULL) = (kind = 'removed')),
    CHECK (from_node IS NULL OR from_version IS NOT NULL)
) @strict@;
CREATE INDEX node_lineage_version ON node_lineage (version_id);
CREATE INDEX node_lineage_from_version ON node_lineage (from_version);
CREATE INDEX node_lineage_from ON node_lineage (from_node);
CREATE INDEX node_lineage_to ON node_lineage (to_node);
CREATE INDEX node_lineage_to_version ON node_lineage (to_version);

-- For what was published before lineage was kept: by identity and wording.
INSERT INTO node_lineage (version_id, from_version, from_node, to_version, to_node, kind)
SELECT w.version_id, o.version_id, o.node_id, w.version_id, t.node_id,
       CASE WHEN o.node_id IS NULL THEN 'new' WHEN o.hash = t.hash THEN 'same' ELSE 'changed' END
FROM version_work w
JOIN version v ON v.id = w.version_id AND v.published_at IS NOT NULL
JOIN node_text t ON t.version_id = w.version_id
LEFT JOIN node_text o ON o.version_id = w.base_id AND o.node_id = t.node_id
WHERE w.base_id IS NOT NULL;
INSERT INTO node_lineage (version_id, from_version, from_node, to_version, to_node, kind)
SELECT w.version_id, o.version_id, o.node_id, w.version_id, NULL, 'removed'
FROM version_work w
JOIN version v ON v.id = w.version_id AND v.published_at IS NOT NULL
JOIN node_text o ON o.version_id = w.base_id
WHERE NOT EXISTS (SELECT 1 FROM node_text t
                  WHERE t.version_id = w.version_id AND t.node_id = o.node_id);
