-- SPDX-License-Identifier: EUPL-1.2
-- What was published stays: its base, its reasons, how it was published, and its lineage. A reason or
-- a source may be added later to a version that came without, and then stays too.
CREATE FUNCTION edit_published(version_id BIGINT) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM version v WHERE v.id = $1 AND v.published_at IS NOT NULL)
$$;
CREATE FUNCTION edit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF edit_published(OLD.version_id)
        OR TG_OP = 'UPDATE' AND (TG_TABLE_NAME IN ('change_source', 'node_lineage')
                                 OR NEW.version_id <> OLD.version_id) THEN
        RAISE EXCEPTION '%: what is published is never changed', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER version_work_no_change BEFORE UPDATE OR DELETE ON version_work
    FOR EACH ROW EXECUTE FUNCTION edit_refuse();
CREATE TRIGGER change_note_no_change BEFORE UPDATE OR DELETE ON change_note
    FOR EACH ROW EXECUTE FUNCTION edit_refuse();
CREATE TRIGGER change_source_no_change BEFORE UPDATE OR DELETE ON change_source
    FOR EACH ROW EXECUTE FUNCTION edit_refuse();
CREATE TRIGGER publication_no_delete BEFORE DELETE ON publication
    FOR EACH ROW EXECUTE FUNCTION edit_refuse();
CREATE TRIGGER node_lineage_no_change BEFORE UPDATE OR DELETE ON node_lineage
    FOR EACH ROW EXECUTE FUNCTION edit_refuse();

CREATE FUNCTION edit_refuse_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'asked' THEN
        RAISE EXCEPTION 'an answered request is never changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER publication_no_update BEFORE UPDATE ON publication
    FOR EACH ROW EXECUTE FUNCTION edit_refuse_answered();

CREATE FUNCTION edit_refuse_late() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF edit_published(NEW.version_id) THEN
        RAISE EXCEPTION 'lineage is fixed when a version is published'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER node_lineage_no_insert BEFORE INSERT ON node_lineage
    FOR EACH ROW EXECUTE FUNCTION edit_refuse_late();
