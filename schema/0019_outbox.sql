-- SPDX-License-Identifier: EUPL-1.2
-- What is to be sent: written in the transaction that causes it, sent by the jobs process at least once.

-- message_id: without angle brackets, the same at every attempt. kind: "account.invitation"; object: "account/12", what it is
-- about. body: plain text, LF; emptied when a secret one (with a single-use link) has been sent or given up. once_key: at
-- most one row for each. state: waiting (due at next_try), sending (taken until lease_until), sent, failed (given up),
-- bounced (came back later), held (restored from a backup, or stopped by staff), cancelled.
CREATE TABLE mail (
    id @id@,
    message_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    account_id @int@ REFERENCES account (id),
    organisation_id @int@ REFERENCES organisation (id),
    to_address TEXT NOT NULL CHECK (length(to_address) BETWEEN 3 AND 254),
    to_name TEXT,
    lang TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    secret @int@ NOT NULL DEFAULT 0 CHECK (secret IN (0, 1)),
    once_key TEXT UNIQUE,
    state TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'bounced', 'held', 'cancelled')),
    created_at @int@ NOT NULL,
    next_try @int@ NOT NULL,
    give_up_at @int@ NOT NULL,
    attempts @int@ NOT NULL DEFAULT 0,
    lease_until @int@,
    sent_at @int@,
    fault TEXT
) @strict@;
CREATE INDEX mail_due ON mail (state, next_try);
CREATE INDEX mail_account ON mail (account_id, created_at);
CREATE INDEX mail_object ON mail (object);
