# SPDX-License-Identifier: EUPL-1.2
"""Answers sent around the last instant, with a clock that is turned: in time before it, late or refused from it on, by
each party's own last day; and never open again (R9)."""
import datetime
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
        db = sqlite3.connect(cls.portal.db, timeout=20)
        with db:
            db.execute(statement)
        db.close()

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


if __name__ == "__main__":
    unittest.main()
