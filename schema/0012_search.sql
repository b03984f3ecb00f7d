-- SPDX-License-Identifier: EUPL-1.2
-- The search index: documents that modules hand in, and an inverted index of their stems. No other
-- table refers to it and `overens reindex` makes it anew. src/db/search_inside.h has the format.

-- Who may read what: each document stands in one or two classes. Postings lie on shelves: 0 for
-- what is public, else the class, so that nobody's search reads what only others may see.
CREATE TABLE search_class (
    id @id@,
    kind TEXT NOT NULL,
    action TEXT NOT NULL,
    organisation_id @int@ NOT NULL,
    matter_id @int@ NOT NULL,
    owner_id @int@ NOT NULL,
    is_public @int@ NOT NULL CHECK (is_public IN (0, 1)),
    UNIQUE (kind, action, organisation_id, matter_id)
) @strict@;
CREATE INDEX search_class_reader ON search_class (is_public, organisation_id);

-- object_id: what several wordings have in common (a provision); 0 for a document that stands
-- alone. ref_id: what it came with and goes with (a version, a response). Ids are never used again.
CREATE TABLE search_doc (
    id @int@ NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    object_id @int@ NOT NULL,
    ref_id @int@ NOT NULL,
    class1 @int@ NOT NULL REFERENCES search_class (id),
    shelf1 @int@ NOT NULL,
    class2 @int@ REFERENCES search_class (id),
    shelf2 @int@,
    day @int@ NOT NULL,
    label TEXT NOT NULL,
    path TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL
) @strict@;
CREATE INDEX search_doc_ref ON search_doc (kind, ref_id, object_id);

CREATE TABLE search_state (
    one @int@ NOT NULL PRIMARY KEY CHECK (one = 1),
    last_doc @int@ NOT NULL
) @strict@;
INSERT INTO search_state (one, last_doc) VALUES (1, 0);

-- What the postings do not hold yet (gone = 0), or hold still (gone = 1).
CREATE TABLE search_todo (
    shelf @int@ NOT NULL,
    doc_id @int@ NOT NULL,
    gone @int@ NOT NULL CHECK (gone IN (0, 1)),
    PRIMARY KEY (shelf, doc_id)
) @clustered@;
CREATE INDEX search_todo_doc ON search_todo (doc_id);

-- chunk: 512 documents each, so that sorting one in never writes a long list anew.
CREATE TABLE search_term (
    shelf @int@ NOT NULL,
    stem TEXT COLLATE @bytes@ NOT NULL,
    chunk @int@ NOT NULL,
    postings @blob@ NOT NULL,
    PRIMARY KEY (shelf, stem, chunk)
) @clustered@;

-- Every stem from three letters on, under each of its endings: a range of it holds the stems that
-- contain a part.
CREATE TABLE search_part (
    part TEXT COLLATE @bytes@ NOT NULL,
    stem TEXT COLLATE @bytes@ NOT NULL,
    PRIMARY KEY (part, stem)
) @clustered@;
