-- SPDX-License-Identifier: EUPL-1.2
-- The event log, its head, and the change counter. Twin of 0001_core.postgres.sql.

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
) @strict@;

CREATE INDEX event_object ON event (object);

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN
    SELECT raise(ABORT, 'an event is never changed');
END;

CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN
    SELECT raise(ABORT, 'an event is never removed');
END;

-- One row: where the chain ends.
CREATE TABLE event_head (
    id @int@ PRIMARY KEY CHECK (id = 1),
    seq @int@ NOT NULL,
    at @int@ NOT NULL,
    hash TEXT NOT NULL
) @strict@;

INSERT INTO event_head (id, seq, at, hash)
VALUES (1, 0, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER event_head_no_delete BEFORE DELETE ON event_head
BEGIN
    SELECT raise(ABORT, 'the head of the event log is never removed');
END;

-- One row: raised by every write, so that kept pages know when they are stale.
CREATE TABLE change_seq (
    id @int@ PRIMARY KEY CHECK (id = 1),
    seq @int@ NOT NULL
) @strict@;

INSERT INTO change_seq (id, seq) VALUES (1, 0);
