-- SPDX-License-Identifier: EUPL-1.2
-- Activities that the parties pay for with a fixed frame alone, whatever is used (section 3.2).
CREATE TABLE regional_activity (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    host_id @int@ NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    place @int@ NOT NULL,
    UNIQUE (matter_id, place)
) @strict@;
