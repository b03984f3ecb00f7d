-- SPDX-License-Identifier: EUPL-1.2
-- Ways to sign in beside the password: mailed single-use links, codes from an app, recovery codes.

-- The token itself is not here, only its SHA-256. target: where to go on to; address: the e-mail address that the link
-- proves (purpose email); made_by: who sent it, NULL: the person's own request. ended_at: no longer valid, though not used.
CREATE TABLE link (
    id @id@,
    purpose TEXT NOT NULL CHECK (purpose IN ('invite', 'reset', 'login', 'email')),
    account_id @int@ NOT NULL REFERENCES account (id),
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    target TEXT,
    address TEXT,
    made_by @int@ REFERENCES account (id),
    created_at @int@ NOT NULL,
    expires_at @int@ NOT NULL,
    used_at @int@,
    ended_at @int@
) @strict@;
CREATE INDEX link_account ON link (account_id, purpose, created_at);
CREATE INDEX link_expires ON link (expires_at);

-- A code app (TOTP, RFC 6238). secret: sealed with the key file, hex. confirmed_at NULL: shown, but no code has proved it yet.
-- last_step: the newest time step whose code was used, so that each works once.
CREATE TABLE factor (
    id @id@,
    account_id @int@ NOT NULL UNIQUE REFERENCES account (id),
    secret TEXT NOT NULL,
    created_at @int@ NOT NULL,
    confirmed_at @int@,
    last_step @int@ NOT NULL DEFAULT 0
) @strict@;

-- Codes to write down, for who has lost the app; each works once. SHA-256 with the account's number.
CREATE TABLE recovery_code (
    id @id@,
    account_id @int@ NOT NULL REFERENCES account (id),
    code_hash TEXT NOT NULL CHECK (length(code_hash) = 64),
    used_at @int@,
    UNIQUE (account_id, code_hash)
) @strict@;

-- Somebody has shown the first factor and not yet the second: no session, no rights, for a few minutes.
CREATE TABLE half_sign_in (
    id @id@,
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    account_id @int@ NOT NULL REFERENCES account (id),
    method TEXT NOT NULL,
    target TEXT,
    device TEXT,
    expires_at @int@ NOT NULL,
    used_at @int@
) @strict@;
CREATE INDEX half_sign_in_expires ON half_sign_in (expires_at);
