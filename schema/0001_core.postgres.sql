-- SPDX-License-Identifier: EUPL-1.2
-- The event log, its head, and the change counter. Twin of 0001_core.sqlite.sql.

-- Every change of state, in one chain of hashes (canonical text overens-event-1).
CREATE TABLE event (
    seq @int@ PRIMARY KEY,
    at @int@ NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    before_hash TEXT NOT NULL,
    after_hash TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE INDEX event_object ON event (object);

CREATE FUNCTION event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an event is never changed or removed';
END
$$;

CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_refuse();

CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_refuse();

-- One row: where the chain ends.
CREATE TABLE event_head (
    id @int@ PRIMARY KEY CHECK (id = 1),
    seq @int@ NOT NULL,
    at @int@ NOT NULL,
    hash TEXT NOT NULL
);

INSERT INTO event_head (id, seq, at, hash)
VALUES (1, 0, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER event_head_no_delete BEFORE DELETE ON event_head
    FOR EACH ROW EXECUTE FUNCTION event_refuse();

-- One row: raised by every write, so that kept pages know when they are stale.
CREATE TABLE change_seq (
    id @int@ PRIMARY KEY CHECK (id = 1),
    seq @int@ NOT NULL
);

INSERT INTO change_seq (id, seq) VALUES (1, 0);
