-- SPDX-License-Identifier: EUPL-1.2
-- What was published stays: its base, its reasons, how it was published, and its lineage. A reason or
-- a source may be added later to a version that came without, and then stays too.
CREATE TRIGGER version_work_no_update BEFORE UPDATE ON version_work
WHEN (SELECT published_at FROM version WHERE id = OLD.version_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'the base of a published version is never changed');
END;
CREATE TRIGGER version_work_no_delete BEFORE DELETE ON version_work
WHEN (SELECT published_at FROM version WHERE id = OLD.version_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'the base of a published version is never removed');
END;
CREATE TRIGGER change_note_no_update BEFORE UPDATE ON change_note
WHEN (SELECT published_at FROM version WHERE id = OLD.version_id) IS NOT NULL
    OR NEW.version_id IS NOT OLD.version_id
BEGIN
    SELECT RAISE(ABORT, 'a published reason is never changed');
END;
CREATE TRIGGER change_note_no_delete BEFORE DELETE ON change_note
WHEN (SELECT published_at FROM version WHERE id = OLD.version_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a published reason is never removed');
END;
CREATE TRIGGER change_source_no_update BEFORE UPDATE ON change_source
BEGIN
    SELECT RAISE(ABORT, 'a source is never changed');
END;
CREATE TRIGGER change_source_no_delete BEFORE DELETE ON change_source
WHEN (SELECT published_at FROM version WHERE id = OLD.version_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a published source is never removed');
END;
CREATE TRIGGER publication_no_update BEFORE UPDATE ON publication
WHEN OLD.state <> 'asked'
BEGIN
    SELECT RAISE(ABORT, 'an answered request is never changed');
END;
CREATE TRIGGER publication_no_delete BEFORE DELETE ON publication
WHEN (SELECT published_at FROM version WHERE id = OLD.version_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'how a version was published is never removed');
END;
CREATE TRIGGER node_lineage_no_insert BEFORE INSERT ON node_lineage
WHEN (SELECT published_at FROM version WHERE id = NEW.version_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'lineage is fixed when a version is published');
END;
CREATE TRIGGER node_lineage_no_update BEFORE UPDATE ON node_lineage
BEGIN
    SELECT RAISE(ABORT, 'lineage is never changed');
END;
CREATE TRIGGER node_lineage_no_delete BEFORE DELETE ON node_lineage
WHEN (SELECT published_at FROM version WHERE id = OLD.version_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'lineage is never removed');
END;
