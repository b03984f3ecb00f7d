-- SPDX-License-Identifier: EUPL-1.2
-- Who is there: organisations, accounts with their roles, sessions, and commands that happen once.

-- A code stands in addresses, so it is unique over all types; sort_key orders names as Swedish does
-- on both engines. parent_id: a municipality's region.
CREATE TABLE organisation (
    id @id@,
    type TEXT NOT NULL
        CHECK (type IN ('region', 'municipality', 'federation', 'company', 'council', 'authority')),
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    sort_key TEXT NOT NULL,
    org_no TEXT CHECK (length(org_no) = 10),
    registry_email TEXT,
    parent_id @int@ REFERENCES organisation (id),
    UNIQUE (type, code)
) @strict@;
CREATE INDEX organisation_parent ON organisation (parent_id);

-- login is stored in lower case. organisation_id: the home organisation.
CREATE TABLE account (
    id @id@,
    login TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 1 AND 64),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    email TEXT,
    organisation_id @int@ REFERENCES organisation (id),
    password TEXT NOT NULL,
    disabled @int@ NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    created_at @int@ NOT NULL
) @strict@;
CREATE INDEX account_organisation ON account (organisation_id);

-- A role that a person holds. organisation_id 0: in none; matter_id 0: for every matter.
CREATE TABLE mandate (
    id @id@,
    account_id @int@ NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    organisation_id @int@ NOT NULL DEFAULT 0,
    matter_id @int@ NOT NULL DEFAULT 0,
    UNIQUE (account_id, role, organisation_id, matter_id)
) @strict@;

-- The cookie itself is not here, only its SHA-256.
CREATE TABLE session (
    id @id@,
    account_id @int@ NOT NULL REFERENCES account (id),
    cookie_hash TEXT NOT NULL UNIQUE CHECK (length(cookie_hash) = 64),
    created_at @int@ NOT NULL,
    last_seen @int@ NOT NULL
) @strict@;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_last_seen ON session (last_seen);

-- subject is a hash of a login, of an address, or of both: people type passwords where logins
-- belong.
CREATE TABLE login_failure (
    id @id@,
    subject TEXT NOT NULL,
    failed_at @int@ NOT NULL
) @strict@;
CREATE INDEX login_failure_subject ON login_failure (subject, failed_at);
CREATE INDEX login_failure_time ON login_failure (failed_at);

-- One row per form token that was spent: what came, and the address that was answered.
CREATE TABLE once (
    id @id@,
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    body_hash TEXT NOT NULL CHECK (length(body_hash) = 64),
    body @blob@ NOT NULL,
    location TEXT NOT NULL,
    done_at @int@ NOT NULL
) @strict@;
CREATE INDEX once_time ON once (done_at);
