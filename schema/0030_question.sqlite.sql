-- SPDX-License-Identifier: EUPL-1.2
-- Questions on a provision, a document or the whole round, of several kinds. Twin of
-- 0030_question.postgres.sql. The migrator turns foreign keys off and checks them all before it commits.

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
CREATE TABLE question_next (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    n @int@ NOT NULL,
    document_id @int@ REFERENCES consultation_document (id),
    node_id @int@ REFERENCES node (id),
    kind TEXT NOT NULL DEFAULT 'grade' CHECK (kind IN ('grade', 'choice', 'text', 'wording', 'file')),
    scale_id @int@ REFERENCES scale (id),
    number TEXT,
    heading TEXT,
    title TEXT CHECK (length(title) BETWEEN 1 AND 300),
    hint TEXT CHECK (length(hint) <= 2000),
    required @int@ NOT NULL DEFAULT 0 CHECK (required IN (0, 1)),
    UNIQUE (consultation_id, n)
) @strict@;
INSERT INTO question_next (id, consultation_id, n, document_id, node_id, scale_id, number, heading)
SELECT q.id, q.consultation_id, q.n, d.id, q.node_id, c.scale_id, q.number, q.heading FROM question q
JOIN consultation c ON c.id = q.consultation_id
JOIN consultation_document d ON d.consultation_id = q.consultation_id ORDER BY q.id;
DROP TABLE question;
ALTER TABLE question_next RENAME TO question;
CREATE INDEX question_node ON question (node_id);
CREATE INDEX question_document ON question (document_id);
