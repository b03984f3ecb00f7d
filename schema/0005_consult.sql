-- SPDX-License-Identifier: EUPL-1.2
-- Consultations: scales of grades, rounds, drafts, responses as they were received, tallies.

-- A grading scale is data. position is the order on the page; ordinal is the grade's place among
-- those that count in n, NULL where it stands outside (practice 11).
CREATE TABLE scale (
    id @id@,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    is_ordinal @int@ NOT NULL DEFAULT 0
) @strict@;

CREATE TABLE grade (
    id @id@,
    scale_id @int@ NOT NULL REFERENCES scale (id),
    position @int@ NOT NULL CHECK (position BETWEEN 1 AND 8),
    code TEXT NOT NULL,
    label TEXT NOT NULL,
    hint TEXT,
    ordinal @int@,
    needs_reason @int@ NOT NULL DEFAULT 0,
    UNIQUE (scale_id, position),
    UNIQUE (scale_id, code)
) @strict@;

INSERT INTO scale (code, title, is_ordinal) VALUES ('svar', 'Ställningstagande i ord', 0);
INSERT INTO grade (scale_id, position, code, label, hint, ordinal, needs_reason)
SELECT id, 1, 'support', 'Tillstyrker', NULL, 1, 0 FROM scale WHERE code = 'svar';
INSERT INTO grade (scale_id, position, code, label, hint, ordinal, needs_reason)
SELECT id, 2, 'support_with_change', 'Tillstyrker med ändring', 'Skriv vilken ändring ni vill ha.', 2, 1
FROM scale WHERE code = 'svar';
INSERT INTO grade (scale_id, position, code, label, hint, ordinal, needs_reason)
SELECT id, 3, 'reject', 'Avstyrker', 'Skriv varför.', 3, 1 FROM scale WHERE code = 'svar';
INSERT INTO grade (scale_id, position, code, label, hint, ordinal, needs_reason)
SELECT id, 4, 'abstain', 'Avstår', 'Ni tar inte ställning.', NULL, 0 FROM scale WHERE code = 'svar';
INSERT INTO grade (scale_id, position, code, label, hint, ordinal, needs_reason)
SELECT id, 5, 'no_comment', 'Inga synpunkter',
       'Ni har läst bestämmelsen och har inget att tillägga.', NULL, 0
FROM scale WHERE code = 'svar';

-- deadline is the first instant that is too late, resolved when the round was made.
CREATE TABLE consultation (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    version_id @int@ NOT NULL REFERENCES version (id),
    scale_id @int@ NOT NULL REFERENCES scale (id),
    title TEXT NOT NULL,
    intro TEXT,
    opens_at @int@ NOT NULL,
    deadline_day @int@ NOT NULL,
    deadline @int@ NOT NULL,
    refuse_late @int@ NOT NULL DEFAULT 0 CHECK (refuse_late IN (0, 1))
) @strict@;
CREATE INDEX consultation_matter ON consultation (matter_id);
CREATE INDEX consultation_deadline ON consultation (deadline);

-- number and heading are copied from the version, which never changes once it is published.
CREATE TABLE question (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    n @int@ NOT NULL,
    node_id @int@ NOT NULL REFERENCES node (id),
    number TEXT,
    heading TEXT,
    UNIQUE (consultation_id, n)
) @strict@;

-- What a party was sent and what came back. A response is written once and never changed; number is
-- gap-free within the year of arrival (response_counter). canonical holds the exact bytes of
-- overens-receipt-1, hash their SHA-256.
CREATE TABLE response_counter (
    year @int@ NOT NULL PRIMARY KEY,
    last @int@ NOT NULL
) @strict@;

CREATE TABLE response (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    account_id @int@ REFERENCES account (id),
    number TEXT NOT NULL UNIQUE,
    received @int@ NOT NULL,
    committed @int@ NOT NULL,
    timing TEXT NOT NULL CHECK (timing IN ('in_time', 'late', 'refused')),
    legal_status TEXT NOT NULL
        CHECK (legal_status IN ('officer', 'preliminary', 'delegated', 'chair_urgent', 'board_decided')),
    replaces_id @int@ REFERENCES response (id),
    party_code TEXT NOT NULL,
    party_name TEXT NOT NULL,
    hash TEXT NOT NULL,
    answers @int@ NOT NULL,
    canonical @blob@ NOT NULL
) @strict@;
CREATE INDEX response_party ON response (consultation_id, organisation_id);

CREATE TABLE response_answer (
    response_id @int@ NOT NULL REFERENCES response (id),
    question_id @int@ NOT NULL REFERENCES question (id),
    grade_id @int@ REFERENCES grade (id),
    comment TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (response_id, question_id)
) @strict@;

-- response_id: the one that counts, in time; late_response_id: the latest that came too late.
CREATE TABLE invitation (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    status TEXT NOT NULL DEFAULT 'not_opened'
        CHECK (status IN ('not_opened', 'working', 'submitted', 'late')),
    response_id @int@ REFERENCES response (id),
    late_response_id @int@ REFERENCES response (id),
    UNIQUE (consultation_id, organisation_id)
) @strict@;
CREATE INDEX invitation_party ON invitation (organisation_id);

-- One draft per invitation; it stays after it was sent, so that a new response may follow. writer:
-- hash of the mark of the page that wrote last.
CREATE TABLE draft_answer (
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    question_id @int@ NOT NULL REFERENCES question (id),
    grade_id @int@ REFERENCES grade (id),
    comment TEXT NOT NULL DEFAULT '',
    row_version @int@ NOT NULL,
    changed_at @int@ NOT NULL,
    changed_by TEXT NOT NULL,
    writer TEXT,
    PRIMARY KEY (consultation_id, organisation_id, question_id)
) @strict@;

-- The figures, kept by the transaction that stores a response. grade_id 0: a comment without a
-- grade. n counts answers, comments those with a text.
CREATE TABLE tally (
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    question_id @int@ NOT NULL REFERENCES question (id),
    grade_id @int@ NOT NULL,
    n @int@ NOT NULL,
    comments @int@ NOT NULL,
    PRIMARY KEY (consultation_id, question_id, grade_id)
) @clustered@;
