-- SPDX-License-Identifier: EUPL-1.2
-- Mandates get a period and substitutes, accounts their settings, sessions a history.

-- language, theme: NULL: as the browser says. text_size: per cent. mail_mode: when mail that is not about one's own act
-- comes. email_fault: what the last bounce said, NULL: none known. password '': none, one signs in in another way.
ALTER TABLE account ADD COLUMN title TEXT;
ALTER TABLE account ADD COLUMN language TEXT CHECK (language IN ('sv', 'en'));
ALTER TABLE account ADD COLUMN theme TEXT CHECK (theme IN ('light', 'dark'));
ALTER TABLE account ADD COLUMN text_size @int@ NOT NULL DEFAULT 100 CHECK (text_size IN (100, 115, 130, 150));
ALTER TABLE account ADD COLUMN mail_mode TEXT NOT NULL DEFAULT 'daily'
    CHECK (mail_mode IN ('direct', 'daily', 'weekly', 'own'));
ALTER TABLE account ADD COLUMN email_fault TEXT;
ALTER TABLE account ADD COLUMN last_sign_in @int@;
CREATE INDEX account_email ON account (email);

-- A role that a person holds from one day to another (both inside; NULL: open). organisation_id 0: in none; matter_id 0:
-- for every matter; body_id 0: in no body. substitute_for: the mandate that this one stands in for. A mandate is never
-- removed: ended_at says when somebody ended it before its time, ended_why why.
CREATE TABLE mandate_next (
    id @id@,
    account_id @int@ NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    organisation_id @int@ NOT NULL DEFAULT 0,
    matter_id @int@ NOT NULL DEFAULT 0,
    body_id @int@ NOT NULL DEFAULT 0,
    valid_from @int@,
    valid_to @int@,
    substitute_for @int@,
    note TEXT,
    ended_at @int@,
    ended_why TEXT,
    CHECK (valid_to >= valid_from)
) @strict@;
INSERT INTO mandate_next (account_id, role, organisation_id, matter_id)
SELECT account_id, role, organisation_id, matter_id FROM mandate ORDER BY id;
DROP TABLE mandate;
ALTER TABLE mandate_next RENAME TO mandate;
CREATE INDEX mandate_account ON mandate (account_id);
CREATE INDEX mandate_organisation ON mandate (organisation_id, role);

-- method: how one signed in (password, link, oidc, proxy). strong: with a second factor, or a provider that vouches for one.
-- device: what the browser said it is, in words. A session that ended keeps its row for a while: what was written in it can
-- still be given to the same person.
ALTER TABLE session ADD COLUMN method TEXT NOT NULL DEFAULT 'password';
ALTER TABLE session ADD COLUMN strong @int@ NOT NULL DEFAULT 0 CHECK (strong IN (0, 1));
ALTER TABLE session ADD COLUMN device TEXT;
ALTER TABLE session ADD COLUMN ended_at @int@;
