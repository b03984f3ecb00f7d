-- SPDX-License-Identifier: EUPL-1.2
-- Setting up a round. Once it is open, what is asked and in which words never changes; a correction changes only which version of a
-- document is answered. Twin of 0032_setup.postgres.sql.

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

CREATE TRIGGER question_frozen_insert BEFORE INSERT ON question
WHEN (SELECT state FROM consultation WHERE id = NEW.consultation_id) IN ('open', 'withdrawn')
BEGIN
    SELECT RAISE(ABORT, 'what is asked in an open round never changes');
END;
CREATE TRIGGER question_frozen_update BEFORE UPDATE OF consultation_id, n, document_id, node_id, kind, scale_id, number, heading, title, hint,
    required ON question
WHEN (SELECT state FROM consultation WHERE id = OLD.consultation_id) IN ('open', 'withdrawn')
    OR (SELECT state FROM consultation WHERE id = NEW.consultation_id) IN ('open', 'withdrawn')
BEGIN
    SELECT RAISE(ABORT, 'what is asked in an open round never changes');
END;
CREATE TRIGGER question_frozen_delete BEFORE DELETE ON question
WHEN (SELECT state FROM consultation WHERE id = OLD.consultation_id) IN ('open', 'withdrawn')
BEGIN
    SELECT RAISE(ABORT, 'what is asked in an open round never changes');
END;
CREATE TRIGGER consultation_document_frozen_insert BEFORE INSERT ON consultation_document
WHEN (SELECT state FROM consultation WHERE id = NEW.consultation_id) IN ('open', 'withdrawn')
BEGIN
    SELECT RAISE(ABORT, 'the documents of an open round never change');
END;
CREATE TRIGGER consultation_document_frozen_update BEFORE UPDATE ON consultation_document
WHEN (NEW.consultation_id <> OLD.consultation_id OR NEW.position <> OLD.position)
    AND (SELECT state FROM consultation WHERE id = OLD.consultation_id) IN ('open', 'withdrawn')
BEGIN
    SELECT RAISE(ABORT, 'the documents of an open round never change');
END;
CREATE TRIGGER consultation_document_frozen_delete BEFORE DELETE ON consultation_document
WHEN (SELECT state FROM consultation WHERE id = OLD.consultation_id) IN ('open', 'withdrawn')
BEGIN
    SELECT RAISE(ABORT, 'the documents of an open round never change');
END;
CREATE TRIGGER grade_frozen_insert BEFORE INSERT ON grade
WHEN EXISTS (SELECT 1 FROM consultation c WHERE c.state IN ('open', 'withdrawn') AND (c.scale_id = NEW.scale_id
        OR EXISTS (SELECT 1 FROM question q WHERE q.consultation_id = c.id AND q.scale_id = NEW.scale_id)))
BEGIN
    SELECT RAISE(ABORT, 'the words of a scale that an open round uses never change');
END;
CREATE TRIGGER grade_frozen_update BEFORE UPDATE ON grade
WHEN EXISTS (SELECT 1 FROM consultation c WHERE c.state IN ('open', 'withdrawn') AND (c.scale_id = OLD.scale_id
        OR EXISTS (SELECT 1 FROM question q WHERE q.consultation_id = c.id AND q.scale_id = OLD.scale_id)))
    OR EXISTS (SELECT 1 FROM consultation c WHERE c.state IN ('open', 'withdrawn') AND (c.scale_id = NEW.scale_id
        OR EXISTS (SELECT 1 FROM question q WHERE q.consultation_id = c.id AND q.scale_id = NEW.scale_id)))
BEGIN
    SELECT RAISE(ABORT, 'the words of a scale that an open round uses never change');
END;
CREATE TRIGGER grade_frozen_delete BEFORE DELETE ON grade
WHEN EXISTS (SELECT 1 FROM consultation c WHERE c.state IN ('open', 'withdrawn') AND (c.scale_id = OLD.scale_id
        OR EXISTS (SELECT 1 FROM question q WHERE q.consultation_id = c.id AND q.scale_id = OLD.scale_id)))
BEGIN
    SELECT RAISE(ABORT, 'the words of a scale that an open round uses never change');
END;
CREATE TRIGGER scale_frozen_update BEFORE UPDATE ON scale
WHEN EXISTS (SELECT 1 FROM consultation c WHERE c.state IN ('open', 'withdrawn') AND (c.scale_id = OLD.id
        OR EXISTS (SELECT 1 FROM question q WHERE q.consultation_id = c.id AND q.scale_id = OLD.id)))
BEGIN
    SELECT RAISE(ABORT, 'the words of a scale that an open round uses never change');
END;
CREATE TRIGGER scale_frozen_delete BEFORE DELETE ON scale
WHEN EXISTS (SELECT 1 FROM consultation c WHERE c.state IN ('open', 'withdrawn') AND (c.scale_id = OLD.id
        OR EXISTS (SELECT 1 FROM question q WHERE q.consultation_id = c.id AND q.scale_id = OLD.id)))
BEGIN
    SELECT RAISE(ABORT, 'the words of a scale that an open round uses never change');
END;
CREATE TRIGGER consultation_frozen_update BEFORE UPDATE OF scale_id, matter_id, state ON consultation
WHEN OLD.state IN ('open', 'withdrawn')
    AND (NEW.scale_id <> OLD.scale_id OR NEW.matter_id <> OLD.matter_id OR NEW.state IN ('draft', 'checked'))
BEGIN
    SELECT RAISE(ABORT, 'an open round is never set up again');
END;
CREATE TRIGGER consultation_frozen_delete BEFORE DELETE ON consultation
WHEN OLD.state IN ('open', 'withdrawn')
BEGIN
    SELECT RAISE(ABORT, 'an open round is never removed');
END;
