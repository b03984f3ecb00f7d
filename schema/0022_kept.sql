-- SPDX-License-Identifier: EUPL-1.2
-- Forms that came after their session had ended. They wait for their owner, in the same browser: of the key in its cookie only
-- the SHA-256 is here. page: where the form stood. body: its fields, urlencoded, without the token. unasked: the form says
-- itself that it may be stored as soon as its owner has signed in again. files: a file came with it, which is not kept.
CREATE TABLE kept_form (
    id @id@,
    key_hash TEXT NOT NULL CHECK (length(key_hash) = 64),
    account_id @int@ NOT NULL REFERENCES account (id),
    path TEXT NOT NULL,
    page TEXT NOT NULL,
    body @blob@ NOT NULL,
    unasked @int@ NOT NULL CHECK (unasked IN (0, 1)),
    files @int@ NOT NULL CHECK (files IN (0, 1)),
    kept_at @int@ NOT NULL
) @strict@;
CREATE INDEX kept_form_account ON kept_form (account_id, key_hash);
CREATE INDEX kept_form_time ON kept_form (kept_at);
