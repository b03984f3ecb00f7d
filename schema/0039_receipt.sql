-- SPDX-License-Identifier: EUPL-1.2
-- Receipts: a seal over the columns of a response that its text does not say, register numbers that the registries write back, kept
-- PDF files.

-- SHA-256 over those columns (consult/submit.c); NULL: sent before there was one.
ALTER TABLE response ADD COLUMN seal TEXT;

-- The register number that a registry gave a response, in its own diary: the sender's or the receiver's. The latest row of each side
-- holds; earlier ones are what it was before it was corrected. by: who wrote it, or the mailbox whose link was used.
CREATE TABLE diary_entry (
    id @id@,
    response_id @int@ NOT NULL REFERENCES response (id),
    side TEXT NOT NULL CHECK (side IN ('sender', 'receiver')),
    dnr TEXT NOT NULL CHECK (length(dnr) BETWEEN 1 AND 100),
    at @int@ NOT NULL,
    by_name TEXT NOT NULL,
    account_id @int@ REFERENCES account (id)
) @strict@;
CREATE INDEX diary_entry_response ON diary_entry (response_id, side, id);

-- A link in the mail to a registry: writes one number, once, without account.
CREATE TABLE diary_link (
    id @id@,
    response_id @int@ NOT NULL REFERENCES response (id),
    side TEXT NOT NULL CHECK (side IN ('sender', 'receiver')),
    token_hash TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL,
    made_at @int@ NOT NULL,
    expires_at @int@ NOT NULL,
    used_at @int@
) @strict@;
CREATE INDEX diary_link_response ON diary_link (response_id, side);

-- The PDF of a receipt, made once: it says what was sent, which never changes. The large column stands last.
CREATE TABLE receipt_pdf (
    response_id @int@ NOT NULL PRIMARY KEY REFERENCES response (id),
    renderer TEXT NOT NULL,
    made_at @int@ NOT NULL,
    bytes @blob@ NOT NULL
) @strict@;

-- Responses whose receipts are still to be mailed; a row goes when its mails are written.
CREATE TABLE receipt_post (
    response_id @int@ NOT NULL PRIMARY KEY REFERENCES response (id)
) @strict@;
