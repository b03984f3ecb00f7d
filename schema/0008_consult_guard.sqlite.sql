-- SPDX-License-Identifier: EUPL-1.2
-- A response and its answers are written once: nothing changes or removes them.
CREATE TRIGGER response_no_update BEFORE UPDATE ON response
BEGIN
    SELECT RAISE(ABORT, 'a response is never changed');
END;
CREATE TRIGGER response_no_delete BEFORE DELETE ON response
BEGIN
    SELECT RAISE(ABORT, 'a response is never removed');
END;
CREATE TRIGGER response_answer_no_update BEFORE UPDATE ON response_answer
BEGIN
    SELECT RAISE(ABORT, 'an answer of a response is never changed');
END;
CREATE TRIGGER response_answer_no_delete BEFORE DELETE ON response_answer
BEGIN
    SELECT RAISE(ABORT, 'an answer of a response is never removed');
END;
