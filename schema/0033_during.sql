-- SPDX-License-Identifier: EUPL-1.2
-- What happens while a round runs: letters with proof, extensions, questions, corrections, links.

-- What is to be mailed about a round; the jobs process writes the mails when it is due. organisation_id NULL: every party that has not
-- declined. object_id: of the extension request, the correction or the link. key_hash: of what the link in the mail carries, so
-- that a visit is known (practice 29). reached: how many addresses; 0: nobody could be reached.
CREATE TABLE round_post (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ REFERENCES organisation (id),
    kind TEXT NOT NULL CHECK (kind IN ('invitation', 'extension_asked', 'inquiry_asked', 'extension', 'correction',
        'withdrawn', 'guest')),
    object_id @int@,
    due_at @int@ NOT NULL,
    made_at @int@ NOT NULL,
    key_hash TEXT UNIQUE CHECK (length(key_hash) = 64),
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'mailed', 'dropped')),
    settled_at @int@,
    reached @int@
) @strict@;
CREATE INDEX round_post_due ON round_post (state, due_at);
CREATE INDEX round_post_party ON round_post (consultation_id, organisation_id);

-- Which mails it became. account_id NULL: the registry mailbox.
CREATE TABLE round_mail (
    mail_id @int@ NOT NULL PRIMARY KEY REFERENCES mail (id),
    post_id @int@ NOT NULL REFERENCES round_post (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    account_id @int@ REFERENCES account (id)
) @strict@;
CREATE INDEX round_mail_post ON round_mail (post_id);

-- opened_by: 'link' (somebody visited the link of the mail) or the log-in of who opened the round's pages.
ALTER TABLE invitation ADD COLUMN opened_by TEXT;
ALTER TABLE invitation ADD COLUMN declined_by TEXT;

-- A party asks for more time. wanted_day: the day it asks for; granted_day: the one it got. answer: what staff say, to the party.
CREATE TABLE extension_request (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    wanted_day @int@ NOT NULL,
    why TEXT NOT NULL CHECK (length(why) BETWEEN 1 AND 2000),
    asked_at @int@ NOT NULL,
    asked_by @int@ REFERENCES account (id),
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'granted', 'refused', 'withdrawn')),
    settled_at @int@,
    settled_by @int@ REFERENCES account (id),
    granted_day @int@,
    answer TEXT CHECK (length(answer) <= 2000)
) @strict@;
CREATE UNIQUE INDEX extension_request_waiting ON extension_request (consultation_id, organisation_id) WHERE state = 'waiting';

-- Every last day that was moved, as the round's page says it. organisation_id NULL: of all.
CREATE TABLE deadline_change (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ REFERENCES organisation (id),
    old_day @int@ NOT NULL,
    old_deadline @int@ NOT NULL,
    new_day @int@ NOT NULL,
    new_deadline @int@ NOT NULL,
    why TEXT NOT NULL CHECK (length(why) BETWEEN 1 AND 2000),
    made_at @int@ NOT NULL
) @strict@;
CREATE INDEX deadline_change_round ON deadline_change (consultation_id);

-- What a party asks while it answers. question_id NULL: about the whole. answer NULL: only for staff and the one who asked; with an
-- answer it is for every reader of the round. shows_org: the party may be named.
CREATE TABLE inquiry (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    question_id @int@ REFERENCES question (id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    shows_org @int@ NOT NULL DEFAULT 0 CHECK (shows_org IN (0, 1)),
    asked_at @int@ NOT NULL,
    asked_by @int@ REFERENCES account (id),
    answer TEXT CHECK (length(answer) BETWEEN 1 AND 10000),
    answered_at @int@,
    answered_by @int@ REFERENCES account (id),
    row_version @int@ NOT NULL DEFAULT 1
) @strict@;
CREATE INDEX inquiry_round ON inquiry (consultation_id, question_id);

-- A newer version of a document takes the place of the one that was sent out.
CREATE TABLE correction (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    document_id @int@ NOT NULL REFERENCES consultation_document (id),
    old_version_id @int@ NOT NULL REFERENCES version (id),
    new_version_id @int@ NOT NULL REFERENCES version (id),
    why TEXT NOT NULL CHECK (length(why) BETWEEN 1 AND 2000),
    made_at @int@ NOT NULL
) @strict@;
CREATE INDEX correction_round ON correction (consultation_id);

-- "Svaret gäller fortfarande": said by the party of an answer to an earlier text.
CREATE TABLE response_confirmation (
    id @id@,
    response_id @int@ NOT NULL REFERENCES response (id),
    correction_id @int@ NOT NULL REFERENCES correction (id),
    confirmed_at @int@ NOT NULL,
    confirmed_by @int@ REFERENCES account (id),
    UNIQUE (response_id, correction_id)
) @strict@;

-- removed_by: the correction that took the provision away. Answers to it stay.
ALTER TABLE question ADD COLUMN removed_by @int@ REFERENCES correction (id);

ALTER TABLE consultation ADD COLUMN withdrawn_at @int@;
ALTER TABLE consultation ADD COLUMN withdrawn_why TEXT;

-- own: only for parties with a last day of their own, three days before it and the day after.
ALTER TABLE reminder ADD COLUMN own @int@ NOT NULL DEFAULT 0 CHECK (own IN (0, 1));

-- Answering by link and code, without an account. Only hashes are kept: of the token (NULL until it is mailed), and of link and code
-- (NULL: the code is to be made and mailed too).
CREATE TABLE guest_link (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    token_hash TEXT UNIQUE CHECK (length(token_hash) = 64),
    code_hash TEXT CHECK (length(code_hash) = 64),
    expires_at @int@ NOT NULL,
    made_at @int@ NOT NULL,
    ended_at @int@
) @strict@;
CREATE INDEX guest_link_round ON guest_link (consultation_id, organisation_id);

-- Each signer has an account of its own, without password, whose only mandate is for this party and matter.
CREATE TABLE guest_signer (
    account_id @int@ NOT NULL PRIMARY KEY REFERENCES account (id),
    link_id @int@ NOT NULL REFERENCES guest_link (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 90),
    first_at @int@ NOT NULL,
    last_at @int@ NOT NULL,
    uses @int@ NOT NULL DEFAULT 1
) @strict@;
CREATE INDEX guest_signer_link ON guest_signer (link_id);
