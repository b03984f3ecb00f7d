-- SPDX-License-Identifier: EUPL-1.2
-- The chain of mandates behind a hospital agreement, and what the follow-up of the former one found.
CREATE TABLE hospital_mandate (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    decided_on @int@ NOT NULL,   -- day number
    body TEXT NOT NULL,          -- who gave it
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    reference TEXT               -- register number or minute item
) @strict@;
CREATE INDEX hospital_mandate_matter ON hospital_mandate (matter_id);

CREATE TABLE hospital_development_area (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    source TEXT NOT NULL         -- what it rests on: interviews, workshops, figures
) @strict@;
CREATE INDEX hospital_development_area_matter ON hospital_development_area (matter_id);
