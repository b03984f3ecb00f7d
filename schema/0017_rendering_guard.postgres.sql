-- SPDX-License-Identifier: EUPL-1.2
-- The guard of 0007 as it was, but for the HTML: a newer renderer may make it anew.
CREATE OR REPLACE FUNCTION text_refuse_node() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND ROW(NEW.version_id, NEW.seq, NEW.node_id, NEW.number, NEW.heading,
                                NEW.level, NEW.depth, NEW.kind, NEW.body, NEW.anchor, NEW.hash,
                                NEW.title, NEW.layout)
                            IS NOT DISTINCT FROM
                            ROW(OLD.version_id, OLD.seq, OLD.node_id, OLD.number, OLD.heading,
                                OLD.level, OLD.depth, OLD.kind, OLD.body, OLD.anchor, OLD.hash,
                                OLD.title, OLD.layout)
       AND EXISTS (SELECT 1 FROM text_rendering
                   WHERE version_id = OLD.version_id AND generation = 0) THEN
        RETURN NEW;
    END IF;
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
