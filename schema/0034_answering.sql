-- SPDX-License-Identifier: EUPL-1.2
-- Several people write one answer: who writes now, what it read before, what they say among themselves.

-- Who writes an answer now: a notice that lapses by itself, not a lock.
CREATE TABLE answer_lease (
    draft_id @int@ NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    question_id @int@ NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    account_id @int@ NOT NULL REFERENCES account (id),
    since @int@ NOT NULL,
    until @int@ NOT NULL,
    PRIMARY KEY (draft_id, question_id)
) @clustered@;
CREATE INDEX answer_lease_account ON answer_lease (account_id);

-- What an answer read. What one person saves within ten minutes is one row, unless much of the text went; began and at are when that
-- person first and last saved it.
CREATE TABLE answer_history (
    id @id@,
    draft_id @int@ NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    question_id @int@ NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    grade_id @int@ REFERENCES grade (id),
    comment TEXT NOT NULL,
    wording TEXT,
    joins_id @int@ REFERENCES organisation (id),
    began @int@ NOT NULL,
    at @int@ NOT NULL,
    account_id @int@ REFERENCES account (id),
    by_name TEXT NOT NULL
) @strict@;
CREATE INDEX answer_history_answer ON answer_history (draft_id, question_id);
CREATE INDEX answer_history_account ON answer_history (account_id);
INSERT INTO answer_history (draft_id, question_id, grade_id, comment, wording, joins_id, began, at, by_name)
SELECT draft_id, question_id, grade_id, comment, wording, joins_id, changed_at, changed_at, changed_by FROM draft_answer
ORDER BY draft_id, question_id;

-- What the writing party's people say to each other. It stays with the party (practice 8): no answer, export or search reads this table.
-- question_id NULL: about the whole answer. source: where it came from when no account wrote it ("Internremiss till socialnämnden").
-- A note that was taken away keeps its row without its text.
CREATE TABLE internal_note (
    id @id@,
    draft_id @int@ NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    question_id @int@ REFERENCES question (id) ON DELETE CASCADE,
    source TEXT CHECK (length(source) BETWEEN 1 AND 300),
    account_id @int@ REFERENCES account (id),
    author TEXT NOT NULL CHECK (length(author) BETWEEN 1 AND 200),
    at @int@ NOT NULL,
    text TEXT NOT NULL CHECK (length(text) <= 10000),
    removed_at @int@
) @strict@;
CREATE INDEX internal_note_draft ON internal_note (draft_id);
CREATE INDEX internal_note_account ON internal_note (account_id);
