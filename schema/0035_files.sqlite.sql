-- SPDX-License-Identifier: EUPL-1.2
-- What was sent stays as it was sent; answers that staff type in; pieces of attachments placed on provisions.
CREATE TRIGGER response_file_no_update BEFORE UPDATE ON response_file
BEGIN
    SELECT RAISE(ABORT, 'a file of a response is never changed');
END;
CREATE TRIGGER response_file_no_delete BEFORE DELETE ON response_file
BEGIN
    SELECT RAISE(ABORT, 'a file of a response is never removed');
END;
CREATE TRIGGER stored_file_no_update BEFORE UPDATE ON stored_file
BEGIN
    SELECT RAISE(ABORT, 'a stored file is never changed');
END;

-- What goes with a draft of kind entry. arrived_why: why the instant of arrival is earlier than when it was typed in. replaces: number
-- of the registered response that it corrects. address: whom the confirmation is asked of, NULL: the party's registry.
CREATE TABLE entry (
    draft_id @int@ NOT NULL PRIMARY KEY REFERENCES draft (id),
    legal_status TEXT NOT NULL,
    arrived_why TEXT NOT NULL DEFAULT '',
    replaces TEXT,
    address TEXT
) @strict@;

-- "Stämmer det vi har skrivit in?": asked of whoever answered on paper or by mail. token_hash: of the link in the mail, used once.
CREATE TABLE entry_check (
    response_id @int@ NOT NULL PRIMARY KEY REFERENCES response (id),
    asked_at @int@ NOT NULL,
    address TEXT,
    token_hash TEXT,
    state TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'confirmed', 'disputed')),
    text TEXT,
    answered_at @int@,
    answered_by TEXT,
    account_id @int@ REFERENCES account (id)
) @strict@;
CREATE UNIQUE INDEX entry_check_token ON entry_check (token_hash);

-- A piece of what came in an attachment, put on a question by staff. It is no answer of the party's: no grade is made of it, and no
-- figure counts it. Taken away by a row of its own.
CREATE TABLE placement (
    id @id@,
    response_id @int@ NOT NULL REFERENCES response (id),
    question_id @int@ NOT NULL REFERENCES question (id),
    text TEXT NOT NULL,
    by_id @int@ REFERENCES account (id),
    by_name TEXT NOT NULL,
    at @int@ NOT NULL
) @strict@;
CREATE INDEX placement_response ON placement (response_id);
CREATE INDEX placement_question ON placement (question_id);
CREATE TABLE placement_removed (
    placement_id @int@ NOT NULL PRIMARY KEY REFERENCES placement (id),
    by_id @int@ REFERENCES account (id),
    by_name TEXT NOT NULL,
    at @int@ NOT NULL
) @strict@;

-- The latest row of a response says whether its attachments have been gone through.
CREATE TABLE placement_done (
    id @id@,
    response_id @int@ NOT NULL REFERENCES response (id),
    done @int@ NOT NULL CHECK (done IN (0, 1)),
    by_id @int@ REFERENCES account (id),
    by_name TEXT NOT NULL,
    at @int@ NOT NULL
) @strict@;
CREATE INDEX placement_done_response ON placement_done (response_id);
