-- SPDX-License-Identifier: EUPL-1.2
-- How documents hang together and when they apply; which renderer made the stored HTML; whether an
-- original can be read by everybody.

-- A matter's documents form families: an agreement with its sub-agreements, guidelines, appendices.
ALTER TABLE document ADD COLUMN kind TEXT NOT NULL DEFAULT 'other'
    CHECK (kind IN ('main', 'sub_agreement', 'guideline', 'appendix', 'other'));
ALTER TABLE document ADD COLUMN parent_id @int@ REFERENCES document (id);
ALTER TABLE document ADD COLUMN position @int@ NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN row_version @int@ NOT NULL DEFAULT 1;
CREATE INDEX document_parent ON document (parent_id);
UPDATE document SET kind = 'main'
WHERE id IN (SELECT min(id) FROM document GROUP BY matter_id);

-- What a document, or one provision of it, refers to outside itself: laws, parent agreements …
CREATE TABLE document_link (
    id @id@,
    document_id @int@ NOT NULL REFERENCES document (id),
    node_id @int@ REFERENCES node (id),
    kind TEXT NOT NULL CHECK (kind IN ('law', 'agreement', 'guideline', 'predecessor', 'other')),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    reference TEXT,
    address TEXT CHECK (address LIKE 'https://%'),
    note TEXT
) @strict@;
CREATE INDEX document_link_document ON document_link (document_id, id);
CREATE INDEX document_link_node ON document_link (node_id);

-- When an adopted version applies. It is not text: it may change after publication, and each change
-- leaves a row in validity_change and an event. valid_to NULL: until further notice. notice_day: last
-- day for notice that ends it at valid_to. prolong_months: it goes on that many months at
-- a time unless notice is given; 0: it does not. ended: notice was given, or its end was decided, so
-- that nothing of it applies after valid_to. addition: applies beside the version in force.
CREATE TABLE validity (
    version_id @int@ NOT NULL PRIMARY KEY REFERENCES version (id),
    valid_from @int@ NOT NULL,
    valid_to @int@,
    notice_day @int@,
    prolong_months @int@ NOT NULL DEFAULT 0 CHECK (prolong_months BETWEEN 0 AND 600),
    prolong_how TEXT,
    predecessor_id @int@ REFERENCES version (id),
    ended @int@ NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
    addition @int@ NOT NULL DEFAULT 0 CHECK (addition IN (0, 1)),
    row_version @int@ NOT NULL DEFAULT 1,
    CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CHECK (ended = 0 OR valid_to IS NOT NULL)
) @strict@;
CREATE INDEX validity_predecessor ON validity (predecessor_id);
CREATE TABLE validity_change (
    id @id@,
    version_id @int@ NOT NULL REFERENCES version (id),
    at @int@ NOT NULL,
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    became TEXT NOT NULL,
    hash TEXT NOT NULL
) @strict@;
CREATE INDEX validity_change_version ON validity_change (version_id, id);

-- Which generation of the renderer made the HTML of a version's provisions; no row: the first.
-- 0 stands only inside the transaction that renders anew, and is what lets the HTML change. A table
-- of its own, because in version it would stand behind the large columns.
CREATE TABLE text_rendering (
    version_id @int@ NOT NULL PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE,
    generation @int@ NOT NULL CHECK (generation >= 0)
) @strict@;

-- Can the original file be read by everybody? faults: codes (original.h), one a line. Practice 28.
CREATE TABLE upload_check (
    version_id @int@ NOT NULL PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL CHECK (verdict IN ('ok', 'failing', 'unknown')),
    media TEXT NOT NULL,
    bytes @int@ NOT NULL,
    faults TEXT NOT NULL,
    checked_at @int@ NOT NULL
) @strict@;
CREATE TABLE accessible_request (
    id @id@,
    version_id @int@ NOT NULL REFERENCES version (id),
    account_id @int@ REFERENCES account (id),
    email TEXT,
    message TEXT NOT NULL,
    created_at @int@ NOT NULL,
    done_at @int@,
    done_by TEXT,
    CHECK ((done_at IS NULL) = (done_by IS NULL))
) @strict@;
CREATE INDEX accessible_request_version ON accessible_request (version_id);
