-- SPDX-License-Identifier: EUPL-1.2
-- A published version never changes (its status may go on to "replaced"), nor do its provisions.
CREATE TRIGGER version_no_update BEFORE UPDATE ON version
WHEN OLD.published_at IS NOT NULL AND (
    NEW.id IS NOT OLD.id OR NEW.document_id IS NOT OLD.document_id
    OR NEW.matter_id IS NOT OLD.matter_id OR NEW.slug IS NOT OLD.slug
    OR NEW.label IS NOT OLD.label OR NEW.day IS NOT OLD.day OR NEW.hash IS NOT OLD.hash
    OR NEW.words IS NOT OLD.words OR NEW.nodes IS NOT OLD.nodes
    OR NEW.canonical IS NOT OLD.canonical OR NEW.source IS NOT OLD.source
    OR NEW.source_name IS NOT OLD.source_name OR NEW.created_at IS NOT OLD.created_at
    OR NEW.published_at IS NOT OLD.published_at OR NEW.published_by IS NOT OLD.published_by
    OR NEW.status IN ('draft', 'working'))
BEGIN
    SELECT RAISE(ABORT, 'a published version is never changed');
END;
CREATE TRIGGER version_no_delete BEFORE DELETE ON version
WHEN OLD.published_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a published version is never removed');
END;
CREATE TRIGGER node_text_no_insert BEFORE INSERT ON node_text
WHEN (SELECT published_at FROM version WHERE id = NEW.version_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'nothing is added to a published version');
END;
CREATE TRIGGER node_text_no_update BEFORE UPDATE ON node_text
WHEN (SELECT published_at FROM version WHERE id = OLD.version_id) IS NOT NULL
    OR (SELECT published_at FROM version WHERE id = NEW.version_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a provision of a published version is never changed');
END;
CREATE TRIGGER node_text_no_delete BEFORE DELETE ON node_text
WHEN (SELECT published_at FROM version WHERE id = OLD.version_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a provision of a published version is never removed');
END;
