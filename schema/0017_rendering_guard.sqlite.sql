-- SPDX-License-Identifier: EUPL-1.2
-- The guard of 0007 as it was, but for the HTML: a newer renderer may make it anew.
DROP TRIGGER node_text_no_update;
CREATE TRIGGER node_text_no_update BEFORE UPDATE ON node_text
WHEN ((SELECT published_at FROM version WHERE id = OLD.version_id) IS NOT NULL
      OR (SELECT published_at FROM version WHERE id = NEW.version_id) IS NOT NULL)
    AND (NEW.version_id IS NOT OLD.version_id OR NEW.seq IS NOT OLD.seq
         OR NEW.node_id IS NOT OLD.node_id OR NEW.number IS NOT OLD.number
         OR NEW.heading IS NOT OLD.heading OR NEW.level IS NOT OLD.level
         OR NEW.depth IS NOT OLD.depth OR NEW.kind IS NOT OLD.kind OR NEW.body IS NOT OLD.body
         OR NEW.anchor IS NOT OLD.anchor OR NEW.hash IS NOT OLD.hash
         OR NEW.title IS NOT OLD.title OR NEW.layout IS NOT OLD.layout
         OR (SELECT generation FROM text_rendering WHERE version_id = OLD.version_id) IS NOT 0)
BEGIN
    SELECT RAISE(ABORT, 'a provision of a published version is never changed');
END;
