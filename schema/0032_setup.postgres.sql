-- SPDX-License-Identifier: EUPL-1.2
-- Setting up a round. Once it is open, what is asked and in which words never changes; a correction changes only which version of a
-- document is answered. Twin of 0032_setup.sqlite.sql.

-- asked_day: the last day as it was chosen (deadline_day is what the law made of it; NULL: the same). how_to_answer: to the parties.
-- text_row, times_row, questions_row: raised when that part of the set-up changes, so that two people notice each other.
ALTER TABLE consultation ADD COLUMN asked_day @int@;
ALTER TABLE consultation ADD COLUMN how_to_answer TEXT;
ALTER TABLE consultation ADD COLUMN text_row @int@ NOT NULL DEFAULT 1;
ALTER TABLE consultation ADD COLUMN times_row @int@ NOT NULL DEFAULT 1;
ALTER TABLE consultation ADD COLUMN questions_row @int@ NOT NULL DEFAULT 1;
ALTER TABLE question ADD COLUMN row_version @int@ NOT NULL DEFAULT 1;

-- A second scale that anybody may take over: ordinal, so that a median may be shown.
INSERT INTO scale (code, title, is_ordinal) VALUES ('instammer', 'Instämmer, i fyra steg', 1);
INSERT INTO grade (scale_id, position, code, label, hint, ordinal, needs_reason)
SELECT id, 1, 'fully', 'Instämmer helt', NULL, 1, 0 FROM scale WHERE code = 'instammer';
INSERT INTO grade (scale_id, position, code, label, hint, ordinal, needs_reason)
SELECT id, 2, 'mostly', 'Instämmer till stor del', NULL, 2, 0 FROM scale WHERE code = 'instammer';
INSERT INTO grade (scale_id, position, code, label, hint, ordinal, needs_reason)
SELECT id, 3, 'partly', 'Instämmer delvis', 'Skriv vad ni inte instämmer i.', 3, 1 FROM scale WHERE code = 'instammer';
INSERT INTO grade (scale_id, position, code, label, hint, ordinal, needs_reason)
SELECT id, 4, 'not', 'Instämmer inte', 'Skriv varför.', 4, 1 FROM scale WHERE code = 'instammer';
INSERT INTO grade (scale_id, position, code, label, hint, ordinal, needs_reason)
SELECT id, 5, 'no_comment', 'Inga synpunkter', NULL, NULL, 0 FROM scale WHERE code = 'instammer';

CREATE FUNCTION round_is_open(round_id BIGINT) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM consultation c WHERE c.id = $1 AND c.state IN ('open', 'withdrawn'))
$$;
CREATE FUNCTION scale_is_used(used_id BIGINT) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM consultation c WHERE c.state IN ('open', 'withdrawn') AND (c.scale_id = $1
        OR EXISTS (SELECT 1 FROM question q WHERE q.consultation_id = c.id AND q.scale_id = $1)))
$$;
CREATE FUNCTION round_part_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND round_is_open(OLD.consultation_id)
        OR TG_OP <> 'DELETE' AND round_is_open(NEW.consultation_id) THEN
        RAISE EXCEPTION '%: an open round never changes', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER question_frozen BEFORE INSERT OR DELETE OR UPDATE OF consultation_id, n, document_id, node_id, kind, scale_id, number, heading, title, hint,
    required ON question
    FOR EACH ROW EXECUTE FUNCTION round_part_refuse();
CREATE TRIGGER consultation_document_frozen BEFORE INSERT OR DELETE ON consultation_document
    FOR EACH ROW EXECUTE FUNCTION round_part_refuse();
CREATE TRIGGER consultation_document_frozen_update BEFORE UPDATE OF consultation_id, position ON consultation_document
    FOR EACH ROW EXECUTE FUNCTION round_part_refuse();
CREATE FUNCTION grade_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND scale_is_used(OLD.scale_id) OR TG_OP <> 'DELETE' AND scale_is_used(NEW.scale_id) THEN
        RAISE EXCEPTION 'the words of a scale that an open round uses never change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER grade_frozen BEFORE INSERT OR UPDATE OR DELETE ON grade FOR EACH ROW EXECUTE FUNCTION grade_refuse();
CREATE FUNCTION scale_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF scale_is_used(OLD.id) THEN
        RAISE EXCEPTION 'the words of a scale that an open round uses never change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER scale_frozen BEFORE UPDATE OR DELETE ON scale FOR EACH ROW EXECUTE FUNCTION scale_refuse();
CREATE FUNCTION round_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('open', 'withdrawn') THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'an open round is never removed' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.scale_id <> OLD.scale_id OR NEW.matter_id <> OLD.matter_id OR NEW.state IN ('draft', 'checked') THEN
            RAISE EXCEPTION 'an open round is never set up again' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER consultation_frozen BEFORE UPDATE OR DELETE ON consultation
    FOR EACH ROW EXECUTE FUNCTION round_refuse();
