-- SPDX-License-Identifier: EUPL-1.2
-- A correction may ask about provisions that the newer text has added. Twin of 0041_correction.postgres.sql.

-- added_by: the correction that brought the provision; NULL: asked about since the round was made.
ALTER TABLE question ADD COLUMN added_by @int@ REFERENCES correction (id);
DROP TRIGGER question_frozen_insert;
CREATE TRIGGER question_frozen_insert BEFORE INSERT ON question
WHEN (SELECT state FROM consultation WHERE id = NEW.consultation_id) IN ('open', 'withdrawn')
    AND NOT EXISTS (SELECT 1 FROM correction k WHERE k.id = NEW.added_by AND k.consultation_id = NEW.consultation_id)
BEGIN
    SELECT RAISE(ABORT, 'what is asked in an open round never changes');
END;
