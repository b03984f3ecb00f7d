-- SPDX-License-Identifier: EUPL-1.2
-- How the sending of mail went, and what came back.

-- fault_kind: a word for what hinders it ("connect", "temporary", "unknown_recipient" …), fault: what the server said.
-- return_token: proves that what comes back to the return address answers this very mail.
ALTER TABLE mail ADD COLUMN fault_kind TEXT;
ALTER TABLE mail ADD COLUMN return_token TEXT;
CREATE INDEX mail_created ON mail (created_at);

-- What happened to a mail, in order. outcome: sent, again (tried, to be tried again), failed, bounced, delayed (a server on the
-- way said that it is late), held, released, retried (by staff), cancelled. code: of SMTP, where there was one.
CREATE TABLE mail_attempt (
    id @id@,
    mail_id @int@ NOT NULL REFERENCES mail (id),
    at @int@ NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN
        ('sent', 'again', 'failed', 'bounced', 'delayed', 'held', 'released', 'retried', 'cancelled')),
    fault_kind TEXT,
    code @int@,
    told TEXT,
    actor TEXT
) @strict@;
CREATE INDEX mail_attempt_mail ON mail_attempt (mail_id, id);

-- Letters of a return mailbox that were read and left where they are, because they answer none of our mails.
CREATE TABLE mail_return (
    uid TEXT PRIMARY KEY,
    seen_at @int@ NOT NULL
) @strict@;
