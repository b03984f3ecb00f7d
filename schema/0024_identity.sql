-- SPDX-License-Identifier: EUPL-1.2
-- Who a person is to others: an identity provider of the organisation (OpenID Connect) or a proxy in front of the portal.

-- One person at one issuer. issuer and subject together name somebody, and nothing else does: an e-mail address can pass to
-- another person. provider: the configuration's name of it when the identity was linked, for people to read.
CREATE TABLE identity (
    id @id@,
    account_id @int@ NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('oidc', 'proxy')),
    provider TEXT NOT NULL,
    issuer TEXT NOT NULL CHECK (length(issuer) BETWEEN 1 AND 1000),
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    created_at @int@ NOT NULL,
    last_used @int@,
    UNIQUE (issuer, subject)
) @strict@;
CREATE INDEX identity_account ON identity (account_id);

-- Somebody who was sent to a provider and is expected back. state and browser are not here, only their SHA-256; nonce and PKCE
-- verifier are made of both and are nowhere. Each row serves once.
CREATE TABLE oidc_attempt (
    id @id@,
    state_hash TEXT NOT NULL UNIQUE CHECK (length(state_hash) = 64),
    browser_hash TEXT NOT NULL CHECK (length(browser_hash) = 64),
    provider TEXT NOT NULL,
    issuer TEXT NOT NULL,
    target TEXT NOT NULL,
    created_at @int@ NOT NULL,
    expires_at @int@ NOT NULL,
    used_at @int@
) @strict@;
CREATE INDEX oidc_attempt_expires ON oidc_attempt (expires_at);
