-- SPDX-License-Identifier: EUPL-1.2
-- Approval of an answer before it is sent, and the decision behind it.

-- One way of an answer through its organisation's chain (version_id: as the chain was when it began). hash: what is approved; when the
-- draft holds something else, nothing of it is approved (state changed). step: the number of the step that is waited for. alerted_at:
-- when those who write and send were told that the deadline is near.
CREATE TABLE approval (
    id @id@,
    draft_id @int@ NOT NULL REFERENCES draft (id),
    version_id @int@ NOT NULL REFERENCES chain_version (id),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    state TEXT NOT NULL DEFAULT 'in_review'
        CHECK (state IN ('in_review', 'approved', 'returned', 'changed', 'withdrawn', 'sent')),
    step @int@ NOT NULL DEFAULT 1,
    begun_at @int@ NOT NULL,
    begun_by @int@ REFERENCES account (id),
    ended_at @int@,
    ended_by @int@ REFERENCES account (id),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 2000),
    alerted_at @int@,
    row_version @int@ NOT NULL DEFAULT 1
) @strict@;
CREATE UNIQUE INDEX approval_open ON approval (draft_id) WHERE state IN ('in_review', 'approved');
CREATE INDEX approval_draft ON approval (draft_id, id);
CREATE INDEX approval_state ON approval (state);

-- What was done in its steps. seat: whose place it was: p and an account, b and a body, r and an actor of the chain that nobody was.
-- approved: the seat is filled; passed: the seat is another's (to_id) from now on, with a reason.
CREATE TABLE approval_act (
    id @id@,
    approval_id @int@ NOT NULL REFERENCES approval (id),
    step_id @int@ NOT NULL REFERENCES chain_step (id),
    seat TEXT NOT NULL CHECK (length(seat) BETWEEN 2 AND 30),
    kind TEXT NOT NULL CHECK (kind IN ('approved', 'passed')),
    account_id @int@ REFERENCES account (id),
    to_id @int@ REFERENCES account (id),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 2000),
    at @int@ NOT NULL
) @strict@;
CREATE UNIQUE INDEX approval_act_seat ON approval_act (approval_id, step_id, seat) WHERE kind = 'approved';

-- Who has decided an answer. response_id NULL: the decision on a draft (locked_at: the draft is as it was decided, and is not changed
-- until it is unlocked); else it came after the response had been sent, which never changes itself. outcome: as the draft, with
-- changes, or not at all. ref: § or number of the decision, or of the delegation. reported_day: when the board is told.
CREATE TABLE decision (
    id @id@,
    draft_id @int@ NOT NULL REFERENCES draft (id),
    response_id @int@ REFERENCES response (id),
    legal_status TEXT NOT NULL CHECK (legal_status IN ('delegated', 'chair_urgent', 'board_decided')),
    outcome TEXT NOT NULL DEFAULT 'as_is' CHECK (outcome IN ('as_is', 'changed', 'rejected')),
    body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 200),
    day @int@ NOT NULL,
    ref TEXT NOT NULL CHECK (length(ref) BETWEEN 1 AND 200),
    reported_day @int@,
    note TEXT CHECK (length(note) BETWEEN 1 AND 4000),
    file_id @int@ REFERENCES stored_file (id),
    hash TEXT CHECK (length(hash) = 64),
    made_at @int@ NOT NULL,
    made_by @int@ REFERENCES account (id),
    by_link @int@ NOT NULL DEFAULT 0 CHECK (by_link IN (0, 1)),
    locked_at @int@,
    ended_at @int@,
    ended_by @int@ REFERENCES account (id),
    ended_why TEXT CHECK (length(ended_why) BETWEEN 1 AND 2000)
) @strict@;
CREATE UNIQUE INDEX decision_draft ON decision (draft_id) WHERE response_id IS NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX decision_response ON decision (response_id) WHERE response_id IS NOT NULL AND ended_at IS NULL;

-- A link to the registry mailbox, for a board secretary without account; it works once.
CREATE TABLE decision_link (
    id @id@,
    draft_id @int@ NOT NULL REFERENCES draft (id),
    response_id @int@ REFERENCES response (id),
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    address TEXT NOT NULL,
    made_at @int@ NOT NULL,
    made_by @int@ REFERENCES account (id),
    expires_at @int@ NOT NULL,
    used_at @int@,
    ended_at @int@
) @strict@;
CREATE INDEX decision_link_draft ON decision_link (draft_id);
