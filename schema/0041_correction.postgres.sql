-- SPDX-License-Identifier: EUPL-1.2
-- A correction may ask about provisions that the newer text has added. Twin of 0041_correction.sqlite.sql.

-- added_by: the correction that brought the provision; NULL: asked about since the round was made.
ALTER TABLE question ADD COLUMN added_by @int@ REFERENCES correction (id);
DROP TRIGGER question_frozen ON question;
CREATE FUNCTION round_question_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF round_is_open(NEW.consultation_id)
        AND NOT EXISTS (SELECT 1 FROM correction k WHERE k.id = NEW.added_by AND k.consultation_id = NEW.consultation_id) THEN
        RAISE EXCEPTION 'question: an open round never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER question_frozen_insert BEFORE INSERT ON question FOR EACH ROW EXECUTE FUNCTION round_question_refuse();
CREATE TRIGGER question_frozen BEFORE DELETE OR UPDATE OF consultation_id, n, document_id, node_id, kind, scale_id, number, heading,
    title, hint, required ON question
    FOR EACH ROW EXECUTE FUNCTION round_part_refuse();
