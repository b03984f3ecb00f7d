-- SPDX-License-Identifier: EUPL-1.2
-- A response and its answers are written once: nothing changes or removes them.
CREATE FUNCTION consult_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER response_no_change BEFORE UPDATE OR DELETE ON response
    FOR EACH ROW EXECUTE FUNCTION consult_refuse_change();
CREATE TRIGGER response_answer_no_change BEFORE UPDATE OR DELETE ON response_answer
    FOR EACH ROW EXECUTE FUNCTION consult_refuse_change();
