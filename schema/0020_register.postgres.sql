-- SPDX-License-Identifier: EUPL-1.2
-- The register: hospitals, contact data, organisations that have ended. Twin of
-- 0020_register.sqlite.sql.

-- ended_on: the last day of an organisation that is no more. It stays, with its answers and agreements. row_version: raised
-- by every change, so that two who write at once are told.
ALTER TABLE organisation DROP CONSTRAINT organisation_type_check;
ALTER TABLE organisation ADD CONSTRAINT organisation_type_check
    CHECK (type IN ('region', 'municipality', 'federation', 'hospital', 'company', 'council', 'authority'));
ALTER TABLE organisation ADD COLUMN address TEXT;
ALTER TABLE organisation ADD COLUMN phone TEXT;
ALTER TABLE organisation ADD COLUMN web TEXT;
ALTER TABLE organisation ADD COLUMN ended_on @int@;
ALTER TABLE organisation ADD COLUMN row_version @int@ NOT NULL DEFAULT 1;
