-- SPDX-License-Identifier: EUPL-1.2
-- The list of mails stays quick when there are many: in its own order (outbox.list), its kinds, and the counts of each state.

CREATE INDEX mail_listed ON mail ((CASE state WHEN 'failed' THEN 0 WHEN 'bounced' THEN 0 WHEN 'held' THEN 1 WHEN 'waiting' THEN 2
    WHEN 'sending' THEN 2 ELSE 3 END), created_at DESC, id DESC);
CREATE INDEX mail_kind ON mail (kind);
CREATE INDEX mail_state ON mail (state, created_at);
