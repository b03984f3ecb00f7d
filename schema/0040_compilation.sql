-- SPDX-License-Identifier: EUPL-1.2
-- Which answers counted when, what is masked before anybody may read it, what has been published.

-- An answer goes into the figures (timing) or out of them (NULL), so that the figures of a past instant can be made again. The last
-- row of a response at that instant says how it stood. why, made_by: staff chose so.
CREATE TABLE counted_log (
    id @id@,
    response_id @int@ NOT NULL REFERENCES response (id),
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    class TEXT NOT NULL,
    timing TEXT CHECK (timing IN ('in_time', 'included', 'late')),
    at @int@ NOT NULL,
    why TEXT CHECK (length(why) BETWEEN 1 AND 300),
    made_by @int@ REFERENCES account (id)
) @strict@;
CREATE INDEX counted_log_response ON counted_log (response_id, at);
CREATE INDEX counted_log_round ON counted_log (consultation_id);
INSERT INTO counted_log (response_id, consultation_id, organisation_id, class, timing, at)
SELECT r.id, r.consultation_id, r.organisation_id, r.class, r.timing, r.committed FROM response r
WHERE r.timing <> 'refused' AND (r.timing = 'in_time' OR NOT EXISTS (SELECT 1 FROM response e
    WHERE e.consultation_id = r.consultation_id AND e.organisation_id = r.organisation_id AND e.timing = 'in_time'
    AND e.committed <= r.committed)) ORDER BY r.id;
INSERT INTO counted_log (response_id, consultation_id, organisation_id, class, timing, at)
SELECT f.id, f.consultation_id, f.organisation_id, f.class, NULL, r.committed FROM response r
JOIN response f ON f.id = r.replaces_id WHERE r.timing <> 'refused' ORDER BY r.id;

-- A look at a stretch of what a party wrote, before it is published: hidden 1 masks it, 0 says that it may be read. The answer itself
-- never changes, so its bytes from from_byte up to to_byte stay the same ones.
CREATE TABLE screening (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    response_id @int@ NOT NULL REFERENCES response (id),
    question_id @int@ NOT NULL REFERENCES question (id),
    field TEXT NOT NULL CHECK (field IN ('comment', 'wording')),
    from_byte @int@ NOT NULL CHECK (from_byte >= 0),
    to_byte @int@ NOT NULL CHECK (to_byte > from_byte),
    hidden @int@ NOT NULL CHECK (hidden IN (0, 1)),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    made_at @int@ NOT NULL,
    made_by @int@ REFERENCES account (id),
    undone_at @int@,
    undone_by @int@ REFERENCES account (id)
) @strict@;
CREATE INDEX screening_round ON screening (consultation_id, response_id);

-- What everybody may read, and the figures as they stood then. scope: figures alone, or the answers of official parties and councils
-- too. query: which answers were meant; figures: their JSON; hash: of it. ended_at: taken back.
CREATE TABLE round_publication (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    scope TEXT NOT NULL CHECK (scope IN ('figures', 'answers')),
    files @int@ NOT NULL DEFAULT 0 CHECK (files IN (0, 1)),
    query TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    made_at @int@ NOT NULL,
    made_by @int@ REFERENCES account (id),
    ended_at @int@,
    ended_by @int@ REFERENCES account (id),
    ended_why TEXT CHECK (length(ended_why) BETWEEN 1 AND 300),
    figures TEXT NOT NULL
) @strict@;
CREATE UNIQUE INDEX round_publication_now ON round_publication (consultation_id) WHERE ended_at IS NULL;
