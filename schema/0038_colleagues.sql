-- SPDX-License-Identifier: EUPL-1.2
-- What a party does together with others before it answers: internal referral to colleagues by link (practice 4), proposals that are
-- shared with other parties, and joint answers (practice 10).

-- due_day never blocks anything: it only says when the answer is wanted. shows_draft: those who are asked see what is written so far.
CREATE TABLE referral (
    id @id@,
    draft_id @int@ NOT NULL REFERENCES draft (id),
    message TEXT NOT NULL DEFAULT '' CHECK (length(message) <= 4000),
    due_day @int@,
    shows_draft @int@ NOT NULL DEFAULT 0 CHECK (shows_draft IN (0, 1)),
    made_at @int@ NOT NULL,
    made_by @int@ NOT NULL REFERENCES account (id),
    ended_at @int@
) @strict@;
CREATE INDEX referral_draft ON referral (draft_id);

CREATE TABLE referral_question (
    referral_id @int@ NOT NULL REFERENCES referral (id),
    question_id @int@ NOT NULL REFERENCES question (id),
    PRIMARY KEY (referral_id, question_id)
) @clustered@;

-- One who is asked. The token itself is not here, only its SHA-256.
CREATE TABLE referral_person (
    id @id@,
    referral_id @int@ NOT NULL REFERENCES referral (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    email TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    answered_at @int@,
    ended_at @int@
) @strict@;
CREATE INDEX referral_person_referral ON referral_person (referral_id);

-- A proposal: a party's draft as it stood when it was shared. The rows are never changed; ended_at: not offered any more.
CREATE TABLE proposal (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    message TEXT NOT NULL DEFAULT '' CHECK (length(message) <= 4000),
    made_at @int@ NOT NULL,
    made_by @int@ NOT NULL REFERENCES account (id),
    ended_at @int@
) @strict@;
CREATE INDEX proposal_round ON proposal (consultation_id, organisation_id);
CREATE TABLE proposal_answer (
    proposal_id @int@ NOT NULL REFERENCES proposal (id),
    question_id @int@ NOT NULL REFERENCES question (id),
    grade_id @int@ REFERENCES grade (id),
    comment TEXT NOT NULL,
    wording TEXT,
    PRIMARY KEY (proposal_id, question_id)
) @strict@;
CREATE TABLE proposal_party (
    proposal_id @int@ NOT NULL REFERENCES proposal (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    copied_at @int@,
    PRIMARY KEY (proposal_id, organisation_id)
) @clustered@;
CREATE INDEX proposal_party_org ON proposal_party (organisation_id);

-- A joint answer: one party writes, the others say that it is theirs too. agreed_hash: of the draft as they read it; when the draft is
-- changed they are asked again. Each gets a response and a receipt of its own.
CREATE TABLE joint (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    message TEXT NOT NULL DEFAULT '' CHECK (length(message) <= 4000),
    made_at @int@ NOT NULL,
    made_by @int@ NOT NULL REFERENCES account (id),
    sent_at @int@,
    ended_at @int@
) @strict@;
CREATE INDEX joint_round ON joint (consultation_id, organisation_id);
CREATE TABLE joint_party (
    joint_id @int@ NOT NULL REFERENCES joint (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    agreed_hash TEXT,
    agreed_at @int@,
    agreed_by TEXT,
    declined_at @int@,
    response_id @int@ REFERENCES response (id),
    PRIMARY KEY (joint_id, organisation_id)
) @clustered@;
CREATE INDEX joint_party_org ON joint_party (organisation_id);
