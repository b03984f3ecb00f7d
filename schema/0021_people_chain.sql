-- SPDX-License-Identifier: EUPL-1.2
-- People as their organisation's administrator sees them, and who approves what an organisation answers.

-- sort_key: the name in Swedish order. search_key: the words of name, e-mail and login in small letters; both NULL until the
-- account is changed. invited_at: the latest invitation. row_version: raised by every change, so that two who write at once
-- are told.
ALTER TABLE account ADD COLUMN sort_key TEXT;
ALTER TABLE account ADD COLUMN search_key TEXT;
ALTER TABLE account ADD COLUMN invited_at @int@;
ALTER TABLE account ADD COLUMN row_version @int@ NOT NULL DEFAULT 1;
CREATE INDEX account_sort ON account (sort_key, id);

ALTER TABLE mandate ADD COLUMN row_version @int@ NOT NULL DEFAULT 1;
CREATE INDEX mandate_substitute ON mandate (substitute_for);

-- An approval chain of an organisation; matter_id 0: for every matter. is_default: the one that is used where no chain is for
-- the matter itself. version_id: what applies now. A chain is never removed: ended_at says since when nothing new uses it.
CREATE TABLE chain (
    id @id@,
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    matter_id @int@ NOT NULL DEFAULT 0,
    is_default @int@ NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    version_id @int@,
    ended_at @int@,
    row_version @int@ NOT NULL DEFAULT 1
) @strict@;
CREATE INDEX chain_organisation ON chain (organisation_id, matter_id);

-- used: something was approved by it, so it is never changed again; a change makes the next version.
CREATE TABLE chain_version (
    id @id@,
    chain_id @int@ NOT NULL REFERENCES chain (id),
    number @int@ NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    used @int@ NOT NULL DEFAULT 0 CHECK (used IN (0, 1)),
    made_at @int@ NOT NULL,
    made_by @int@ REFERENCES account (id),
    UNIQUE (chain_id, number)
) @strict@;

-- needs: any of those who are named, or all of them.
CREATE TABLE chain_step (
    id @id@,
    version_id @int@ NOT NULL REFERENCES chain_version (id),
    number @int@ NOT NULL,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    needs TEXT NOT NULL CHECK (needs IN ('any', 'all')),
    UNIQUE (version_id, number)
) @strict@;

-- Who acts in a step: a person, whoever sits in a body, or whoever holds a role.
CREATE TABLE chain_actor (
    id @id@,
    step_id @int@ NOT NULL REFERENCES chain_step (id),
    account_id @int@ REFERENCES account (id),
    body_id @int@,
    role TEXT,
    CHECK ((account_id IS NOT NULL AND body_id IS NULL AND role IS NULL)
        OR (account_id IS NULL AND body_id IS NOT NULL AND role IS NULL)
        OR (account_id IS NULL AND body_id IS NULL AND role IS NOT NULL))
) @strict@;
CREATE INDEX chain_actor_step ON chain_actor (step_id);
