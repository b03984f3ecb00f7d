-- SPDX-License-Identifier: EUPL-1.2
-- When a consultation reminds those who have not answered, and what waits for a person's next mail.

-- Who is reminded is computed when it happens, never before. registry: the parties' registry mailboxes too.
CREATE TABLE reminder (
    id @id@,
    consultation_id @int@ NOT NULL REFERENCES consultation (id),
    due_at @int@ NOT NULL,
    registry @int@ NOT NULL DEFAULT 0 CHECK (registry IN (0, 1)),
    state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'sent', 'cancelled')),
    made_at @int@ NOT NULL,
    made_by TEXT NOT NULL,
    settled_at @int@,
    reached @int@,
    UNIQUE (consultation_id, due_at)
) @strict@;
CREATE INDEX reminder_due ON reminder (state, due_at);

-- One line of somebody's next mail. account_id NULL: the organisation's registry mailbox. Whether it still holds is asked
-- when the mail is put together, and once more when it is sent.
CREATE TABLE notice (
    id @id@,
    account_id @int@ REFERENCES account (id),
    organisation_id @int@ REFERENCES organisation (id),
    kind TEXT NOT NULL,
    object_id @int@ NOT NULL,
    made_at @int@ NOT NULL,
    not_after @int@ NOT NULL,
    once_key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'mailed', 'dropped')),
    settled_at @int@,
    mail_id @int@ REFERENCES mail (id)
) @strict@;
CREATE INDEX notice_account ON notice (account_id, state);
CREATE INDEX notice_waiting ON notice (state, organisation_id);
CREATE INDEX notice_mail ON notice (mail_id);
