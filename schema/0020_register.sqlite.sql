-- SPDX-License-Identifier: EUPL-1.2
-- The register: hospitals, contact data, organisations that have ended. Twin of
-- 0020_register.postgres.sql. The migrator turns foreign keys off and checks them all before it commits.

-- ended_on: the last day of an organisation that is no more. It stays, with its answers and agreements. row_version: raised
-- by every change, so that two who write at once are told.
CREATE TABLE organisation_next (
    id @id@,
    type TEXT NOT NULL
        CHECK (type IN ('region', 'municipality', 'federation', 'hospital', 'company', 'council', 'authority')),
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    sort_key TEXT NOT NULL,
    org_no TEXT CHECK (length(org_no) = 10),
    registry_email TEXT,
    parent_id @int@ REFERENCES organisation (id),
    address TEXT,
    phone TEXT,
    web TEXT,
    ended_on @int@,
    row_version @int@ NOT NULL DEFAULT 1,
    UNIQUE (type, code)
) @strict@;
INSERT INTO organisation_next (id, type, code, name, sort_key, org_no, registry_email, parent_id)
SELECT id, type, code, name, sort_key, org_no, registry_email, parent_id FROM organisation ORDER BY id;
DROP TABLE organisation;
ALTER TABLE organisation_next RENAME TO organisation;
CREATE INDEX organisation_parent ON organisation (parent_id);
