-- SPDX-License-Identifier: EUPL-1.2
-- Questions on a provision, a document or the whole round, of several kinds. Twin of
-- 0030_question.sqlite.sql.

-- A round has one document or several, each in the version that is answered now (a correction puts a newer one in its place).
CREATE TABLE consultation_document (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    position @int@ NOT NULL,
    version_id @int@ NOT NULL REFERENCES version (id),
    UNIQUE (consultation_id, position)
) @strict@;
INSERT INTO consultation_document (consultation_id, position, version_id)
SELECT id, 1, version_id FROM consultation ORDER BY id;

-- kind: grade (a grade of the scale and a comment), choice (the same with choices of its own: a scale too), text, wording (the
-- provision as it ought to read), file. document_id NULL: the whole round; node_id NULL: the whole document. number and heading are
-- the provision's when the round was made; title and hint what staff ask beyond them.
ALTER TABLE question ALTER COLUMN node_id DROP NOT NULL;
ALTER TABLE question ADD COLUMN document_id @int@ REFERENCES consultation_document (id);
ALTER TABLE question ADD COLUMN kind TEXT NOT NULL DEFAULT 'grade'
    CHECK (kind IN ('grade', 'choice', 'text', 'wording', 'file'));
ALTER TABLE question ADD COLUMN scale_id @int@ REFERENCES scale (id);
ALTER TABLE question ADD COLUMN title TEXT CHECK (length(title) BETWEEN 1 AND 300);
ALTER TABLE question ADD COLUMN hint TEXT CHECK (length(hint) <= 2000);
ALTER TABLE question ADD COLUMN required @int@ NOT NULL DEFAULT 0 CHECK (required IN (0, 1));
UPDATE question SET
    scale_id = (SELECT c.scale_id FROM consultation c WHERE c.id = question.consultation_id),
    document_id = (SELECT d.id FROM consultation_document d WHERE d.consultation_id = question.consultation_id);
CREATE INDEX question_document ON question (document_id);
