-- SPDX-License-Identifier: EUPL-1.2
-- Parameters, frames and statements of agreements. Money in öre, days as day numbers, instants in
-- microseconds UTC. What may never change is guarded by the triggers of the next migration.

-- A party of an agreement under the names that the agreement uses: short_name for people ("RÖ"),
-- code_ascii in the canonical text of a statement ("RO"). place is the agreement's party order.
CREATE TABLE settle_party (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    code_ascii TEXT NOT NULL,
    short_name TEXT NOT NULL,
    place @int@ NOT NULL,
    UNIQUE (matter_id, organisation_id),
    UNIQUE (matter_id, code_ascii),
    UNIQUE (matter_id, place)
) @strict@;

-- What the parties decided for a year. A new decision is a new version; an old one stays.
CREATE TABLE param_set (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    year @int@ NOT NULL CHECK (year BETWEEN 1990 AND 2200),
    version @int@ NOT NULL CHECK (version >= 1),
    base_price_kr @int@ NOT NULL CHECK (base_price_kr >= 0),
    share_num @int@ NOT NULL CHECK (share_num >= 0),
    share_den @int@ NOT NULL CHECK (share_den > 0),
    billing_price_ore @int@ NOT NULL CHECK (billing_price_ore >= 0),
    policy TEXT NOT NULL CHECK (policy IN ('cumulative', 'first', 'last')),
    unit_ore @int@ NOT NULL CHECK (unit_ore IN (1, 100)),
    pay_day @int@ NOT NULL CHECK (pay_day BETWEEN 1 AND 31),
    terms_days @int@ NOT NULL CHECK (terms_days >= 0),
    limit_months @int@ NOT NULL CHECK (limit_months >= 0),
    decision_ref TEXT NOT NULL CHECK (decision_ref <> ''),
    frames_clause TEXT NOT NULL,
    price_clause TEXT NOT NULL,
    UNIQUE (matter_id, year, version)
) @strict@;

-- One cell of a payer × recipient matrix. The diagonal is a host's own share, never invoiced.
CREATE TABLE frame (
    id @id@,
    param_set_id @int@ NOT NULL REFERENCES param_set (id),
    component TEXT NOT NULL CHECK (component IN ('FIXED', 'SHARED')),
    payer_id @int@ NOT NULL REFERENCES organisation (id),
    recipient_id @int@ NOT NULL REFERENCES organisation (id),
    year_ore @int@ NOT NULL CHECK (year_ore >= 0),
    UNIQUE (param_set_id, component, payer_id, recipient_id)
) @strict@;

-- serial is gap-free per issuer and year, chain_no per issuer over all years: the order of the hash
-- chain, whatever year a statement belongs to.
CREATE TABLE statement (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    param_set_id @int@ NOT NULL REFERENCES param_set (id),
    kind TEXT NOT NULL CHECK (kind IN ('INSTALMENT', 'VARIABLE', 'CREDIT')),
    payer_id @int@ NOT NULL REFERENCES organisation (id),
    recipient_id @int@ NOT NULL REFERENCES organisation (id),
    payer_code TEXT NOT NULL,
    recipient_code TEXT NOT NULL,
    issuer_code TEXT NOT NULL,
    year @int@ NOT NULL,
    month @int@ NOT NULL CHECK (month BETWEEN 1 AND 12),
    period TEXT NOT NULL,
    pay_day @int@ NOT NULL,
    n_lines @int@ NOT NULL CHECK (n_lines >= 1),
    total_ore @int@ NOT NULL,
    lines_root TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    corrects_id @int@ REFERENCES statement (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'checked', 'approved', 'published')),
    prepared_by @int@ NOT NULL REFERENCES account (id),
    prepared_at @int@ NOT NULL,
    discarded_at @int@,
    published_by @int@ REFERENCES account (id),
    published_at @int@,
    serial @int@,
    chain_no @int@,
    number TEXT UNIQUE,
    prev TEXT,
    hash TEXT UNIQUE,
    UNIQUE (issuer_code, year, serial),
    UNIQUE (issuer_code, chain_no),
    CHECK (payer_id <> recipient_id),
    CHECK ((kind = 'CREDIT') = (corrects_id IS NOT NULL)),
    CHECK ((status = 'published') = (number IS NOT NULL)),
    CHECK ((status = 'published') = (serial IS NOT NULL)),
    CHECK ((status = 'published') = (chain_no IS NOT NULL)),
    CHECK ((status = 'published') = (prev IS NOT NULL)),
    CHECK ((status = 'published') = (hash IS NOT NULL)),
    CHECK ((status = 'published') = (published_at IS NOT NULL)),
    CHECK ((status = 'published') = (published_by IS NOT NULL)),
    CHECK (published_by IS NULL OR published_by <> prepared_by),
    CHECK (discarded_at IS NULL OR status <> 'published')
) @strict@;

-- One instalment a pair and month: a draft in work or the published one, never two.
CREATE UNIQUE INDEX statement_live ON statement (matter_id, payer_id, recipient_id, year, month)
    WHERE kind = 'INSTALMENT' AND discarded_at IS NULL;
CREATE INDEX statement_of_params ON statement (param_set_id);

-- entry is the line as it is hashed, with its own salt; rule and clause say how the amount was
-- reached and where the agreement says so.
CREATE TABLE statement_line (
    id @id@,
    statement_id @int@ NOT NULL REFERENCES statement (id),
    seq @int@ NOT NULL CHECK (seq >= 1),
    component TEXT NOT NULL,
    label TEXT NOT NULL,
    amount_ore @int@ NOT NULL,
    rule TEXT NOT NULL,
    clause TEXT NOT NULL,
    entry TEXT NOT NULL,
    salt @blob@ NOT NULL,
    leaf TEXT NOT NULL,
    UNIQUE (statement_id, seq)
) @strict@;
