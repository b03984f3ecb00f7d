-- SPDX-License-Identifier: EUPL-1.2
-- How the event log is searched: by person, by action, by time; objects by what they begin with, byte by byte, whatever the
-- database's collation. Twin of 0026_audit.sqlite.sql.
CREATE INDEX event_actor ON event (actor, seq);
CREATE INDEX event_action ON event (action, seq);
CREATE INDEX event_at ON event (at);
CREATE INDEX event_object_bytes ON event (object COLLATE "C", seq);
