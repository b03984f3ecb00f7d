# SPDX-License-Identifier: EUPL-1.2
"""Answers sent around the last instant, with a clock that is turned: in time before it, late or refused from it on, by
each party's own last day; and never open again (R9)."""
import contextlib
import datetime
import json
import os
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal import Portal  # noqa: E402

SECOND = 1000000
DAY = 86400 * SECOND
BEFORE = [-SECOND, -SECOND // 2, -1000, -999, -2, -1]
AFTER = [0, 1, 2, 999, 1000, SECOND // 2, SECOND]


def iso(micros):
    at = datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(microseconds=micros)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Deadline(unittest.TestCase):
    """The clock only goes forward, so that one test follows the other."""

    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(serve__workers=2)
        cls.addClassCleanup(cls.portal.stop)
        cls.send = cls.portal.routes["send"]
        cls.number = int(cls.send.split("/remiss/")[1].split("/")[0])
        cls.deadline = cls.portal.number("SELECT deadline FROM consultation WHERE id = %d" % cls.number)
        cls.own = cls.deadline + 3 * DAY  # B has been given three days more
        cls.write("UPDATE invitation SET deadline_day = %d, deadline = %d WHERE consultation_id = %d AND organisation_id = "
                  "(SELECT id FROM organisation WHERE code = '1490')" % (
                      cls.portal.number("SELECT deadline_day FROM consultation WHERE id = %d" % cls.number) + 3,
                      cls.own, cls.number))
        cls.write("UPDATE consultation SET closes_at = %d WHERE id = %d" % (cls.own, cls.number))

    @classmethod
    def write(cls, statement):
        with cls.portal.database(write=True) as db:
            db.execute(statement)

    def submit(self, client, form, at):
        """What became of it: timing, received, deadline, as its receipt says."""
        self.portal.set_clock(iso(at))
        fields = dict(form.fields, _token=client.get(self.send).form(self.send).token, rattslage="officer")
        answer = client.post(self.send, fields)
        self.assertEqual(answer.status, 303, answer.words[:400])
        text = client.get(answer.location + ".txt").text
        return dict(line.split(": ", 1) for line in text.partition("\n\n")[0].splitlines() if ": " in line)

    def around(self, name, deadline, offsets, timing):
        self.portal.set_clock(iso(deadline + offsets[0] - SECOND))
        client = self.portal.client(name)
        form = client.get(self.send).form(self.send)
        for offset in offsets:
            receipt = self.submit(client, form, deadline + offset)
            self.assertEqual((receipt["timing"], receipt["received"]), (timing, iso(deadline + offset)), offset)
        return receipt

    def test_1_before_it_everybody_is_in_time(self):
        self.around("municipality_a", self.deadline, BEFORE, "in_time")

    def test_2_from_it_on_late_but_not_for_whom_was_given_longer(self):
        self.around("municipality_a", self.deadline, AFTER, "late")
        self.around("municipality_b", self.deadline + 2 * SECOND, AFTER, "in_time")

    def test_3_the_own_last_instant_holds_as_exactly(self):
        receipt = self.around("municipality_b", self.own, BEFORE, "in_time")
        self.assertEqual(receipt["deadline"], iso(self.own))
        self.around("municipality_b", self.own, AFTER, "late")

    def test_4_refused_with_a_receipt_that_says_so(self):
        self.write("UPDATE consultation SET refuse_late = 1 WHERE id = %d" % self.number)
        count = "SELECT count(*) FROM response_answer a JOIN response r ON r.id = a.response_id WHERE r.timing = 'refused'"
        self.around("municipality_a", self.own + 10 * SECOND, [0, 1000, SECOND], "refused")
        self.assertEqual(self.portal.number(count), 0)  # nothing of it is kept

    def test_5_a_clock_set_back_an_hour_opens_nothing(self):
        """What comes is taken for as late as the newest thing that has happened."""
        self.portal.set_clock(iso(self.deadline - 3600 * SECOND))
        client = self.portal.client("municipality_a")
        form = client.get(self.send).form(self.send)
        receipt = self.submit(client, form, self.deadline - 3600 * SECOND)
        self.assertEqual(receipt["timing"], "refused")
        self.assertGreaterEqual(receipt["received"], iso(self.own))
        said = [line for line in self.portal.log.splitlines() if "the clock went back" in line]
        self.assertTrue(said)  # whoever looks after the machine is told, and not at each request:
        self.assertLessEqual(len(said), 2)  # at most once by each worker
        self.assertEqual(self.portal.overens("verify").returncode, 0)


class LastInstant(unittest.TestCase):
    """A round that refuses what comes too late, and two hundred answers around its last instant."""
    # every microsecond nearest to it, and ever longer from it, up to eight tenths of a second
    OFFSETS = sorted(set(range(-70, 71)) | {s * b * 10 ** p for s in (-1, 1) for p in range(2, 6) for b in range(1, 9)})

    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(serve__workers=2)
        cls.addClassCleanup(cls.portal.stop)
        cls.send = cls.portal.routes["send"]
        cls.round = cls.send.rsplit("/", 1)[0]
        cls.number = int(cls.round.rsplit("/", 1)[1])
        with contextlib.closing(sqlite3.connect(cls.portal.db, timeout=20)) as db, db:
            db.execute("UPDATE consultation SET refuse_late = 1, closes_at = deadline WHERE id = ?", (cls.number,))
        cls.deadline = cls.portal.number("SELECT deadline FROM consultation WHERE id = %d" % cls.number)

    def type_at_the_end(self, clients, pages):
        """The clock stands on the first instant that is too late: what is typed is kept, by script and without."""
        for client, fields in zip(clients, pages):
            typed = dict(fields, _token=client.token("/konto"), betyg="reject", kommentar="Skrivet i sista")
            saved = client.post(self.round + "/svara/3?spara=1", typed, {"Accept": "application/json"})
            self.assertEqual(saved.status, 200, saved.text[:300])
            typed.update(kommentar="Skrivet i sista stund <b>.", radversion=str(json.loads(saved.text)["radversion"]), gor="stanna")
            answer = client.post(self.round + "/svara/3", typed)
            self.assertEqual(answer.status, 303, answer.words[:300])
            self.assertIn("Skrivet i sista stund &lt;b&gt;.", client.get(self.round + "/svara/3").text)

    def test_two_hundred_answers_are_in_time_or_refused_and_no_text_is_lost(self):
        offsets = self.OFFSETS
        self.assertGreaterEqual(len(offsets), 200)
        self.portal.set_clock(iso(self.deadline + offsets[0] - SECOND))
        clients = [self.portal.client(name) for name in ("municipality_a", "municipality_b")]
        pages = []
        for client in clients:
            page = client.get(self.round + "/svara/2").form(field="radversion")
            self.assertEqual(client.post(self.round + "/svara/2", dict(page.fields, betyg="reject", kommentar="Skrivet i tid.",
                                                                        gor="stanna")).status, 303)
            pages.append(client.get(self.round + "/svara/3").form(field="radversion").fields)
        sent = []
        for i, offset in enumerate(offsets):
            self.portal.set_clock(iso(self.deadline + offset))
            client = clients[i % 2]
            if offset == 0:
                self.type_at_the_end(clients, pages)
            answer = client.post(self.send, {"_token": client.token("/konto"), "rattslage": "officer"})
            self.assertEqual(answer.status, 303, (offset, answer.words[:400]))
            sent.append((offset, answer.location.rsplit("/", 1)[1]))
        self.assertEqual(len({number for _, number in sent}), len(offsets))
        told = {n: (timing, int(received) - self.deadline, int(answers)) for n, timing, received, answers in self.portal.sql(
            "SELECT number, timing, received, (SELECT count(*) FROM response_answer a WHERE a.response_id = r.id) FROM response r")}
        for offset, number in sent:
            timing, received, answers = told[number]
            self.assertEqual((timing, received), ("in_time" if offset < 0 else "refused", offset))
            self.assertEqual(answers > 0, offset < 0, offset)  # what is refused is no answer of anybody's
        for client in clients:  # what was written is still there, though it was refused a hundred times
            self.assertIn("Skrivet i tid.", client.get(self.round + "/svara/2").text)
            self.assertIn("Skrivet i sista stund &lt;b&gt;.", client.get(self.round + "/svara/3").text)
        self.assertEqual(self.portal.overens("verify").returncode, 0)


if __name__ == "__main__":
    unittest.main()
