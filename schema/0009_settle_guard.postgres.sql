-- SPDX-License-Identifier: EUPL-1.2
-- What is published stays as it is: the same rules as in the SQLite file beside this one.

CREATE FUNCTION settle_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: nothing is changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION settle_statement_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'draft' OR NEW.discarded_at IS NOT NULL THEN
        RAISE EXCEPTION 'statement: starts as a draft'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION settle_statement_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'published' OR OLD.discarded_at IS NOT NULL THEN
        RAISE EXCEPTION 'statement: published or discarded, cannot change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF ROW(NEW.id, NEW.matter_id, NEW.param_set_id, NEW.kind, NEW.payer_id, NEW.recipient_id,
           NEW.payer_code, NEW.recipient_code, NEW.issuer_code, NEW.year, NEW.month, NEW.period,
           NEW.pay_day, NEW.n_lines, NEW.total_ore, NEW.lines_root, NEW.content_hash,
           NEW.corrects_id, NEW.prepared_by, NEW.prepared_at)
       IS DISTINCT FROM
       ROW(OLD.id, OLD.matter_id, OLD.param_set_id, OLD.kind, OLD.payer_id, OLD.recipient_id,
           OLD.payer_code, OLD.recipient_code, OLD.issuer_code, OLD.year, OLD.month, OLD.period,
           OLD.pay_day, OLD.n_lines, OLD.total_ore, OLD.lines_root, OLD.content_hash,
           OLD.corrects_id, OLD.prepared_by, OLD.prepared_at) THEN
        RAISE EXCEPTION 'statement: the content is fixed, discard it and make a new one'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.status = 'published' THEN
        IF NEW.published_by = NEW.prepared_by THEN
            RAISE EXCEPTION 'statement: the preparer may not publish'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.serial <> 1 + (SELECT coalesce(max(o.serial), 0) FROM statement o
                WHERE o.issuer_code = NEW.issuer_code AND o.year = NEW.year) THEN
            RAISE EXCEPTION 'statement: the numbers may have no gap'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.chain_no <> 1 + (SELECT coalesce(max(o.chain_no), 0) FROM statement o
                WHERE o.issuer_code = NEW.issuer_code) THEN
            RAISE EXCEPTION 'statement: the chain may have no gap'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.prev <> coalesce((SELECT o.hash FROM statement o
                WHERE o.issuer_code = NEW.issuer_code AND o.chain_no = NEW.chain_no - 1),
                repeat('0', 64)) THEN
            RAISE EXCEPTION 'statement: prev is not the hash of the one before'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.total_ore <> (SELECT coalesce(sum(l.amount_ore), 0) FROM statement_line l
                WHERE l.statement_id = NEW.id)
           OR NEW.n_lines <> (SELECT count(*) FROM statement_line l
                WHERE l.statement_id = NEW.id) THEN
            RAISE EXCEPTION 'statement: the total is not the sum of its lines'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION settle_line_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT s.status FROM statement s WHERE s.id = NEW.statement_id) <> 'draft' THEN
        RAISE EXCEPTION 'statement_line: the statement is published'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION settle_frame_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM statement s WHERE s.param_set_id = NEW.param_set_id
               AND s.status = 'published') THEN
        RAISE EXCEPTION 'frame: in use' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER statement_born BEFORE INSERT ON statement
    FOR EACH ROW EXECUTE FUNCTION settle_statement_born();
CREATE TRIGGER statement_change BEFORE UPDATE ON statement
    FOR EACH ROW EXECUTE FUNCTION settle_statement_change();
CREATE TRIGGER statement_no_delete BEFORE DELETE ON statement
    FOR EACH ROW EXECUTE FUNCTION settle_refuse();
CREATE TRIGGER statement_no_truncate BEFORE TRUNCATE ON statement
    FOR EACH STATEMENT EXECUTE FUNCTION settle_refuse();

CREATE TRIGGER statement_line_born BEFORE INSERT ON statement_line
    FOR EACH ROW EXECUTE FUNCTION settle_line_born();
CREATE TRIGGER statement_line_no_change BEFORE UPDATE OR DELETE ON statement_line
    FOR EACH ROW EXECUTE FUNCTION settle_refuse();
CREATE TRIGGER statement_line_no_truncate BEFORE TRUNCATE ON statement_line
    FOR EACH STATEMENT EXECUTE FUNCTION settle_refuse();

CREATE TRIGGER param_set_no_change BEFORE UPDATE OR DELETE ON param_set
    FOR EACH ROW EXECUTE FUNCTION settle_refuse();
CREATE TRIGGER frame_born BEFORE INSERT ON frame
    FOR EACH ROW EXECUTE FUNCTION settle_frame_born();
CREATE TRIGGER frame_no_change BEFORE UPDATE OR DELETE ON frame
    FOR EACH ROW EXECUTE FUNCTION settle_refuse();
