-- SPDX-License-Identifier: EUPL-1.2
-- A published version never changes (its status may go on to "replaced"), nor do its provisions.
CREATE FUNCTION text_refuse_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a published version is never removed'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.status IN ('draft', 'working')
            OR ROW(NEW.id, NEW.document_id, NEW.matter_id, NEW.slug, NEW.label, NEW.day, NEW.hash,
                   NEW.words, NEW.nodes, NEW.canonical, NEW.source, NEW.source_name,
                   NEW.created_at, NEW.published_at, NEW.published_by)
               IS DISTINCT FROM
               ROW(OLD.id, OLD.document_id, OLD.matter_id, OLD.slug, OLD.label, OLD.day, OLD.hash,
                   OLD.words, OLD.nodes, OLD.canonical, OLD.source, OLD.source_name,
                   OLD.created_at, OLD.published_at, OLD.published_by) THEN
            RAISE EXCEPTION 'a published version is never changed'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER version_no_change BEFORE UPDATE OR DELETE ON version
    FOR EACH ROW EXECUTE FUNCTION text_refuse_version();

CREATE FUNCTION text_refuse_node() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM version
            WHERE id = OLD.version_id AND published_at IS NOT NULL)
       OR TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM version
            WHERE id = NEW.version_id AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the provisions of a published version are never changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER node_text_no_change BEFORE INSERT OR UPDATE OR DELETE ON node_text
    FOR EACH ROW EXECUTE FUNCTION text_refuse_node();
