-- SPDX-License-Identifier: EUPL-1.2
-- How the event log is searched: by person, by action, by time. Twin of 0026_audit.postgres.sql.
CREATE INDEX event_actor ON event (actor);
CREATE INDEX event_action ON event (action);
CREATE INDEX event_at ON event (at);
