-- SPDX-License-Identifier: EUPL-1.2
-- Files that have been read in and are being checked before they become a draft of a version. Only
-- those who may read texts into the matter see them.
--
-- state: what is stored or discarded keeps its row, so that no id comes again, but nothing of the file.
-- nodes: the provisions as they are now, a JSON list in document order; first_nodes: as the file
-- gave them; previous: as they were before the latest correction, NULL when it cannot be undone.
-- warnings: a JSON list. row_version counts the corrections. source_words is -1 when they could not be
-- counted; lost: the words of the file that the text lacked at first, each with how often, by LF.
-- The large columns stand last.
CREATE TABLE staged_import (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    account_id @int@ REFERENCES account (id),
    person TEXT NOT NULL,
    created_at @int@ NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'stored', 'discarded')),
    row_version @int@ NOT NULL DEFAULT 1,
    document_title TEXT NOT NULL CHECK (length(document_title) BETWEEN 1 AND 300),
    label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 200),
    day @int@ NOT NULL,
    file_name TEXT NOT NULL CHECK (length(file_name) BETWEEN 1 AND 200),
    kind TEXT NOT NULL,
    size @int@ NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    source_words @int@ NOT NULL,
    lost_words @int@ NOT NULL,
    lost TEXT NOT NULL,
    warnings TEXT NOT NULL,
    nodes TEXT NOT NULL,
    first_nodes TEXT NOT NULL,
    previous TEXT,
    source @blob@ NOT NULL
) @strict@;
CREATE INDEX staged_import_matter ON staged_import (matter_id) WHERE state = 'open';
CREATE INDEX staged_import_account ON staged_import (account_id);
