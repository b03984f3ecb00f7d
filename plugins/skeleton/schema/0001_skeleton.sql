-- SPDX-License-Identifier: EUPL-1.2
-- Notes on a matter. A plugin's tables begin with its id.
CREATE TABLE skeleton_note (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    body TEXT NOT NULL,
    written_at @int@ NOT NULL,   -- instant
    author TEXT NOT NULL
) @strict@;
CREATE INDEX skeleton_note_matter ON skeleton_note (matter_id, id);
