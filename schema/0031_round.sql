-- SPDX-License-Identifier: EUPL-1.2
-- The life of a round from set-up to publication; drafts of their own; which responses count.

-- state: draft (being set up), checked (waits for a second person), open (opens and closes by its instants), withdrawn. What is
-- draft or checked is seen only by those who run the round. statutory: a last day on a day of rest moves to the next weekday (lag
-- 1930:173). closes_at: the latest of the round's deadline and the parties' own. published_at: the compilation is for everybody.
-- decides: who decides on what comes of it; next_steps: what happens to the answers. Account ids: who made, checked and opened it.
ALTER TABLE consultation ADD COLUMN state TEXT NOT NULL DEFAULT 'open'
    CHECK (state IN ('draft', 'checked', 'open', 'withdrawn'));
ALTER TABLE consultation ADD COLUMN statutory @int@ NOT NULL DEFAULT 0 CHECK (statutory IN (0, 1));
ALTER TABLE consultation ADD COLUMN closes_at @int@ NOT NULL DEFAULT 0;
ALTER TABLE consultation ADD COLUMN published_at @int@;
ALTER TABLE consultation ADD COLUMN decides TEXT;
ALTER TABLE consultation ADD COLUMN next_steps TEXT;
ALTER TABLE consultation ADD COLUMN contact_name TEXT;
ALTER TABLE consultation ADD COLUMN contact_email TEXT;
ALTER TABLE consultation ADD COLUMN contact_phone TEXT;
ALTER TABLE consultation ADD COLUMN dnr TEXT;
ALTER TABLE consultation ADD COLUMN made_by @int@ REFERENCES account (id);
ALTER TABLE consultation ADD COLUMN checked_by @int@ REFERENCES account (id);
ALTER TABLE consultation ADD COLUMN opened_by @int@ REFERENCES account (id);
ALTER TABLE consultation ADD COLUMN row_version @int@ NOT NULL DEFAULT 1;
UPDATE consultation SET closes_at = deadline, published_at = deadline;

-- A scale of one round only (its own words, or the choices of one question); NULL: anybody may take it over.
ALTER TABLE scale ADD COLUMN consultation_id @int@ REFERENCES consultation (id);

-- class: which kind of voice it is, never summed with another unless asked (practice 47: official, council, uninvited). invited_at
-- NULL: let in, not invited. deadline: the party's own (an extension), NULL: the round's. review_state: how far the approval has come.
ALTER TABLE invitation ADD COLUMN class TEXT NOT NULL DEFAULT 'official'
    CHECK (class IN ('official', 'council', 'uninvited'));
ALTER TABLE invitation ADD COLUMN invited_at @int@;
ALTER TABLE invitation ADD COLUMN opened_at @int@;
ALTER TABLE invitation ADD COLUMN acknowledged_at @int@;
ALTER TABLE invitation ADD COLUMN acknowledged_by TEXT;
ALTER TABLE invitation ADD COLUMN declined_at @int@;
ALTER TABLE invitation ADD COLUMN declined_why TEXT;
ALTER TABLE invitation ADD COLUMN deadline_day @int@;
ALTER TABLE invitation ADD COLUMN deadline @int@;
ALTER TABLE invitation ADD COLUMN review_state TEXT NOT NULL DEFAULT 'none'
    CHECK (review_state IN ('none', 'in_review', 'approved', 'returned'));
UPDATE invitation SET invited_at = (SELECT c.opens_at FROM consultation c WHERE c.id = invitation.consultation_id);
UPDATE invitation SET class = 'council' WHERE organisation_id IN (SELECT id FROM organisation WHERE type = 'council');

-- What somebody writes before it is sent. own: a party's (one for each round); entry: staff type in what came on paper or by mail, for
-- a party or for somebody outside the register (respondent; organisation_id is then the one that registers it); test: staff try the
-- form, nothing of it is ever sent. A draft stays after it was sent, so that a new response may follow.
CREATE TABLE draft (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL CHECK (kind IN ('own', 'entry', 'test')),
    respondent TEXT CHECK (length(respondent) BETWEEN 1 AND 200),
    class TEXT CHECK (class IN ('official', 'council', 'uninvited', 'private')),
    source TEXT CHECK (source IN ('paper', 'email')),
    arrived @int@,
    made_at @int@ NOT NULL,
    made_by @int@ REFERENCES account (id),
    ended_at @int@
) @strict@;
CREATE UNIQUE INDEX draft_own ON draft (consultation_id, organisation_id) WHERE kind = 'own';
CREATE INDEX draft_round ON draft (consultation_id, kind);
INSERT INTO draft (consultation_id, organisation_id, kind, made_at)
SELECT consultation_id, organisation_id, 'own', min(changed_at) FROM draft_answer
GROUP BY consultation_id, organisation_id ORDER BY consultation_id, organisation_id;

-- wording: the provision as the party would have it; the comment is then its motive. joins_id: "ansluter sig till" that party's point.
CREATE TABLE draft_answer_next (
    draft_id @int@ NOT NULL REFERENCES draft (id),
    question_id @int@ NOT NULL REFERENCES question (id),
    grade_id @int@ REFERENCES grade (id),
    comment TEXT NOT NULL DEFAULT '',
    wording TEXT,
    joins_id @int@ REFERENCES organisation (id),
    row_version @int@ NOT NULL,
    changed_at @int@ NOT NULL,
    changed_by TEXT NOT NULL,
    writer TEXT,
    PRIMARY KEY (draft_id, question_id)
) @strict@;
INSERT INTO draft_answer_next (draft_id, question_id, grade_id, comment, row_version, changed_at, changed_by, writer)
SELECT d.id, a.question_id, a.grade_id, a.comment, a.row_version, a.changed_at, a.changed_by, a.writer FROM draft_answer a
JOIN draft d ON d.consultation_id = a.consultation_id AND d.organisation_id = a.organisation_id AND d.kind = 'own';
DROP TABLE draft_answer;
ALTER TABLE draft_answer_next RENAME TO draft_answer;

-- A response keeps the class and the way it came; the decision is what it said when it was sent. respondent: somebody outside the
-- register. format: 1 for overens-receipt-1, 2 for overens-receipt-2. with_parties: the other parties of a joint response, as printed.
ALTER TABLE response ADD COLUMN class TEXT NOT NULL DEFAULT 'official'
    CHECK (class IN ('official', 'council', 'uninvited', 'private'));
ALTER TABLE response ADD COLUMN source TEXT NOT NULL DEFAULT 'portal'
    CHECK (source IN ('portal', 'link', 'word', 'joint', 'paper', 'email'));
ALTER TABLE response ADD COLUMN format @int@ NOT NULL DEFAULT 1;
ALTER TABLE response ADD COLUMN draft_id @int@ REFERENCES draft (id);
ALTER TABLE response ADD COLUMN respondent TEXT;
ALTER TABLE response ADD COLUMN decision_body TEXT;
ALTER TABLE response ADD COLUMN decision_day @int@;
ALTER TABLE response ADD COLUMN decision_ref TEXT;
ALTER TABLE response ADD COLUMN with_parties TEXT;
ALTER TABLE response_answer ADD COLUMN wording TEXT;
ALTER TABLE response_answer ADD COLUMN joins_id @int@ REFERENCES organisation (id);

-- Which responses count now: of each party the latest in time, else its latest late one; of those outside the list each that nothing
-- has replaced. timing: included is a late one that staff count as if it had come in time, with a reason in the event log.
CREATE TABLE counted (
    response_id @int@ NOT NULL PRIMARY KEY REFERENCES response (id),
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    class TEXT NOT NULL CHECK (class IN ('official', 'council', 'uninvited', 'private')),
    timing TEXT NOT NULL CHECK (timing IN ('in_time', 'included', 'late'))
) @strict@;
CREATE INDEX counted_round ON counted (consultation_id, class, timing);
INSERT INTO counted (response_id, consultation_id, organisation_id, class, timing)
SELECT COALESCE(i.response_id, i.late_response_id), i.consultation_id, i.organisation_id, i.class,
    CASE WHEN i.response_id IS NULL THEN 'late' ELSE 'in_time' END
FROM invitation i WHERE COALESCE(i.response_id, i.late_response_id) IS NOT NULL;

-- The figures by class and timing. grade_id 0: an answer without a grade. n counts answers, comments those with a text.
DROP TABLE tally;
CREATE TABLE tally (
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    question_id @int@ NOT NULL REFERENCES question (id),
    class TEXT NOT NULL,
    timing TEXT NOT NULL,
    grade_id @int@ NOT NULL,
    n @int@ NOT NULL,
    comments @int@ NOT NULL,
    PRIMARY KEY (consultation_id, question_id, class, timing, grade_id)
) @clustered@;
INSERT INTO tally (consultation_id, question_id, class, timing, grade_id, n, comments)
SELECT k.consultation_id, a.question_id, k.class, k.timing, COALESCE(a.grade_id, 0), count(*),
    sum(CASE WHEN a.comment = '' THEN 0 ELSE 1 END)
FROM counted k JOIN response_answer a ON a.response_id = k.response_id
GROUP BY k.consultation_id, a.question_id, k.class, k.timing, COALESCE(a.grade_id, 0);

-- Files that come with answers. They are never executed or shown inside a page. type: what libmagic says; scan: what the virus scanner
-- said; text: what could be read out of it. The large columns stand last.
CREATE TABLE stored_file (
    id @id@,
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    type TEXT NOT NULL,
    size @int@ NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    scan TEXT NOT NULL DEFAULT 'not_scanned' CHECK (scan IN ('clean', 'not_scanned', 'found')),
    made_at @int@ NOT NULL,
    made_by @int@ REFERENCES account (id),
    text TEXT,
    bytes @blob@ NOT NULL
) @strict@;
CREATE INDEX stored_file_hash ON stored_file (sha256);

-- question_id NULL: with the whole answer. use: attachment, reservation (practice 5), decision (the extract of the minutes), original
-- (what came on paper or by mail).
CREATE TABLE draft_file (
    id @id@,
    draft_id @int@ NOT NULL REFERENCES draft (id),
    question_id @int@ REFERENCES question (id),
    file_id @int@ NOT NULL REFERENCES stored_file (id),
    use TEXT NOT NULL DEFAULT 'attachment' CHECK (use IN ('attachment', 'reservation', 'decision', 'original')),
    removed_at @int@
) @strict@;
CREATE INDEX draft_file_draft ON draft_file (draft_id);
CREATE INDEX draft_file_file ON draft_file (file_id);

CREATE TABLE response_file (
    id @id@,
    response_id @int@ NOT NULL REFERENCES response (id),
    question_id @int@ REFERENCES question (id),
    file_id @int@ NOT NULL REFERENCES stored_file (id),
    use TEXT NOT NULL CHECK (use IN ('attachment', 'reservation', 'decision', 'original'))
) @strict@;
CREATE INDEX response_file_response ON response_file (response_id);
CREATE INDEX response_file_file ON response_file (file_id);
