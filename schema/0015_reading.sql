-- SPDX-License-Identifier: EUPL-1.2
-- The reader's aids: what each person has read, words explained where they stand, and layers beside
-- the legal text (easy-read).

-- A wording that a person has ticked as read. Nobody else sees it. It holds in every version where
-- the provision has these words, and says nothing about other wordings of it.
CREATE TABLE reading (
    account_id @int@ NOT NULL REFERENCES account (id),
    node_id @int@ NOT NULL REFERENCES node (id),
    node_hash TEXT NOT NULL,
    read_at @int@ NOT NULL,
    PRIMARY KEY (account_id, node_id, node_hash)
) @clustered@;

-- The versions that a person has ticked anything in: what "changed since you read" is measured from.
CREATE TABLE reading_version (
    account_id @int@ NOT NULL REFERENCES account (id),
    version_id @int@ NOT NULL REFERENCES version (id),
    read_at @int@ NOT NULL,
    PRIMARY KEY (account_id, version_id)
) @clustered@;

-- A word that the agreement gives a meaning of its own. forms: other ways to write it, one a line.
-- html is what the markdown renderer made of definition. node_id: the provision that defines it.
CREATE TABLE term (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    slug TEXT NOT NULL CHECK (length(slug) BETWEEN 1 AND 100),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    sort_key TEXT NOT NULL,
    forms TEXT NOT NULL,
    definition TEXT NOT NULL,
    html TEXT NOT NULL,
    node_id @int@ REFERENCES node (id),
    row_version @int@ NOT NULL,
    changed_at @int@ NOT NULL,
    changed_by TEXT NOT NULL,
    UNIQUE (matter_id, slug)
) @strict@;
CREATE INDEX term_node ON term (node_id);

-- Where a published version uses a term: found when it is published and when a term changes, so that
-- no page has to look.
CREATE TABLE node_term (
    version_id @int@ NOT NULL REFERENCES version (id),
    node_id @int@ NOT NULL REFERENCES node (id),
    term_id @int@ NOT NULL REFERENCES term (id),
    PRIMARY KEY (version_id, node_id, term_id)
) @clustered@;
CREATE INDEX node_term_term ON node_term (term_id);

-- A text beside the legal one, for one wording of a provision: easy (easy-read), en (English),
-- comment. version_id: the version in which that wording was read when it was written.
CREATE TABLE text_layer (
    id @id@,
    node_id @int@ NOT NULL REFERENCES node (id),
    kind TEXT NOT NULL CHECK (kind IN ('easy', 'en', 'comment')),
    node_hash TEXT NOT NULL,
    version_id @int@ NOT NULL REFERENCES version (id),
    body TEXT NOT NULL,
    html TEXT NOT NULL,
    row_version @int@ NOT NULL,
    changed_at @int@ NOT NULL,
    changed_by TEXT NOT NULL,
    UNIQUE (node_id, kind, node_hash)
) @strict@;
CREATE INDEX text_layer_version ON text_layer (version_id, kind);

-- What all rounds say about one provision.
CREATE INDEX question_node ON question (node_id);
