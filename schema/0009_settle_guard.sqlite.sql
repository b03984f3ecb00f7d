-- SPDX-License-Identifier: EUPL-1.2
-- What is published stays as it is. In SQLite, INSERT OR REPLACE and UPDATE OR REPLACE remove the row
-- that is in the way without firing its delete trigger, so every key that could be in the way is
-- asked for before the insert and the update.

-- Statements: born as drafts, content fixed at birth, never removed.
CREATE TRIGGER statement_born BEFORE INSERT ON statement
WHEN NEW.status <> 'draft' OR NEW.discarded_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'statement: starts as a draft'); END;

CREATE TRIGGER statement_no_replace BEFORE INSERT ON statement
WHEN EXISTS (SELECT 1 FROM statement o WHERE o.id = NEW.id
    OR o.number = NEW.number OR o.hash = NEW.hash
    OR (o.issuer_code = NEW.issuer_code AND o.year = NEW.year AND o.serial = NEW.serial)
    OR (o.issuer_code = NEW.issuer_code AND o.chain_no = NEW.chain_no)
    OR (o.matter_id = NEW.matter_id AND o.payer_id = NEW.payer_id
        AND o.recipient_id = NEW.recipient_id AND o.year = NEW.year AND o.month = NEW.month
        AND o.kind = 'INSTALMENT' AND NEW.kind = 'INSTALMENT' AND o.discarded_at IS NULL))
BEGIN SELECT RAISE(ABORT, 'statement: there is one already'); END;

CREATE TRIGGER statement_frozen BEFORE UPDATE ON statement
WHEN OLD.status = 'published' OR OLD.discarded_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'statement: published or discarded, cannot change'); END;

CREATE TRIGGER statement_content BEFORE UPDATE ON statement
WHEN NEW.id <> OLD.id OR NEW.matter_id <> OLD.matter_id OR NEW.param_set_id <> OLD.param_set_id
    OR NEW.kind <> OLD.kind OR NEW.payer_id <> OLD.payer_id OR NEW.recipient_id <> OLD.recipient_id
    OR NEW.payer_code <> OLD.payer_code OR NEW.recipient_code <> OLD.recipient_code
    OR NEW.issuer_code <> OLD.issuer_code OR NEW.year <> OLD.year OR NEW.month <> OLD.month
    OR NEW.period <> OLD.period OR NEW.pay_day <> OLD.pay_day OR NEW.n_lines <> OLD.n_lines
    OR NEW.total_ore <> OLD.total_ore OR NEW.lines_root <> OLD.lines_root
    OR NEW.content_hash <> OLD.content_hash OR NEW.corrects_id IS NOT OLD.corrects_id
    OR NEW.prepared_by <> OLD.prepared_by OR NEW.prepared_at <> OLD.prepared_at
BEGIN SELECT RAISE(ABORT, 'statement: the content is fixed, discard it and make a new one'); END;

CREATE TRIGGER statement_no_overwrite BEFORE UPDATE ON statement
WHEN EXISTS (SELECT 1 FROM statement o WHERE o.id <> OLD.id AND (o.number = NEW.number
    OR o.hash = NEW.hash
    OR (o.issuer_code = NEW.issuer_code AND o.year = NEW.year AND o.serial = NEW.serial)
    OR (o.issuer_code = NEW.issuer_code AND o.chain_no = NEW.chain_no)))
BEGIN SELECT RAISE(ABORT, 'statement: the number, hash or place in the chain is taken'); END;

CREATE TRIGGER statement_publish BEFORE UPDATE ON statement
WHEN NEW.status = 'published' AND OLD.status <> 'published'
BEGIN
    SELECT RAISE(ABORT, 'statement: the preparer may not publish')
        WHERE NEW.published_by = NEW.prepared_by;
    SELECT RAISE(ABORT, 'statement: the numbers may have no gap')
        WHERE NEW.serial <> 1 + (SELECT coalesce(max(o.serial), 0) FROM statement o
            WHERE o.issuer_code = NEW.issuer_code AND o.year = NEW.year);
    SELECT RAISE(ABORT, 'statement: the chain may have no gap')
        WHERE NEW.chain_no <> 1 + (SELECT coalesce(max(o.chain_no), 0) FROM statement o
            WHERE o.issuer_code = NEW.issuer_code);
    SELECT RAISE(ABORT, 'statement: prev is not the hash of the one before')
        WHERE NEW.prev <> coalesce((SELECT o.hash FROM statement o
            WHERE o.issuer_code = NEW.issuer_code AND o.chain_no = NEW.chain_no - 1),
            '0000000000000000000000000000000000000000000000000000000000000000');
    SELECT RAISE(ABORT, 'statement: the total is not the sum of its lines')
        WHERE NEW.total_ore <> (SELECT coalesce(sum(l.amount_ore), 0) FROM statement_line l
            WHERE l.statement_id = NEW.id)
        OR NEW.n_lines <> (SELECT count(*) FROM statement_line l WHERE l.statement_id = NEW.id);
END;

CREATE TRIGGER statement_no_delete BEFORE DELETE ON statement
BEGIN SELECT RAISE(ABORT, 'statement: nothing is deleted'); END;

-- Lines: written with their draft, then never touched.
CREATE TRIGGER statement_line_born BEFORE INSERT ON statement_line
WHEN (SELECT s.status FROM statement s WHERE s.id = NEW.statement_id) <> 'draft'
    OR EXISTS (SELECT 1 FROM statement_line o WHERE o.id = NEW.id
        OR (o.statement_id = NEW.statement_id AND o.seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, 'statement_line: published, or there is one already'); END;

CREATE TRIGGER statement_line_no_update BEFORE UPDATE ON statement_line
BEGIN SELECT RAISE(ABORT, 'statement_line: cannot change'); END;

CREATE TRIGGER statement_line_no_delete BEFORE DELETE ON statement_line
BEGIN SELECT RAISE(ABORT, 'statement_line: nothing is deleted'); END;

-- Parameters and frames: fixed as soon as a published statement was reckoned from them.
CREATE TRIGGER param_set_no_replace BEFORE INSERT ON param_set
WHEN EXISTS (SELECT 1 FROM param_set o WHERE o.id = NEW.id
    OR (o.matter_id = NEW.matter_id AND o.year = NEW.year AND o.version = NEW.version))
BEGIN SELECT RAISE(ABORT, 'param_set: there is one already'); END;

CREATE TRIGGER param_set_no_update BEFORE UPDATE ON param_set
BEGIN SELECT RAISE(ABORT, 'param_set: a new decision is a new version'); END;

CREATE TRIGGER param_set_no_delete BEFORE DELETE ON param_set
BEGIN SELECT RAISE(ABORT, 'param_set: nothing is deleted'); END;

CREATE TRIGGER frame_no_insert BEFORE INSERT ON frame
WHEN EXISTS (SELECT 1 FROM statement s WHERE s.param_set_id = NEW.param_set_id
    AND s.status = 'published')
    OR EXISTS (SELECT 1 FROM frame o WHERE o.id = NEW.id
        OR (o.param_set_id = NEW.param_set_id AND o.component = NEW.component
            AND o.payer_id = NEW.payer_id AND o.recipient_id = NEW.recipient_id))
BEGIN SELECT RAISE(ABORT, 'frame: in use, or there is one already'); END;

CREATE TRIGGER frame_no_update BEFORE UPDATE ON frame
BEGIN SELECT RAISE(ABORT, 'frame: a new decision is a new version'); END;

CREATE TRIGGER frame_no_delete BEFORE DELETE ON frame
BEGIN SELECT RAISE(ABORT, 'frame: nothing is deleted'); END;
