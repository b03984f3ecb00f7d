# SPDX-License-Identifier: EUPL-1.2
"""Reminders of a consultation: the plan, whom one would reach, sending it, and who may."""
import datetime
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import Pages, tearDownModule  # noqa: E402,F401
from portal import until  # noqa: E402


class Reminders(Pages):
    settings = {"serve__workers": 2, "database__lock_timeout": "5s"}

    @classmethod
    def setUpClass(cls):
        """Mid-morning, so that mail that waits for seven o'clock leaves at once."""
        super().setUpClass()
        cls.portal.set_clock((datetime.date.today() + datetime.timedelta(1)).strftime("%Y-%m-%dT09:00:00Z"))

    @property
    def address(self):
        return self.round + "/paminnelser"

    def page(self, name="staff"):
        answer = self.client(name).get(self.address)
        self.assertEqual(answer.status, 200, answer.words[:300])
        return answer

    def act(self, what, name="staff", **fields):
        client = self.client(name)
        return client.post(self.address, dict({"_token": client.token(), "gor": what}, **fields))

    def mails(self):
        return self.portal.sql("SELECT to_address, subject FROM mail WHERE kind = 'notices'")

    def test_1_the_demo_has_a_plan_and_says_whom_it_would_reach(self):
        page = self.page()
        self.assertIn("Planerad", page.words)
        self.assertIn("Om den skickades nu", page.words)
        self.assertRegex(page.words, r"\d+ parter har inte svarat")

    def test_2_only_those_who_run_the_round_see_it(self):
        self.assert_refused(self.client("municipality_a").get(self.address), 403)
        self.assert_refused(self.client("auditor").get(self.address), 403)
        visitor = self.client().get(self.address)
        self.assertEqual(visitor.status, 303)
        self.assertTrue(visitor.location.startswith("/logga-in?"))
        missing = self.client("staff").get(self.address.replace("/remiss/2", "/remiss/999"))
        self.assert_refused(missing, 404)

    def test_3_days_are_checked_and_given_back(self):
        for day, says in (("", "Skriv vilken dag"), ("2020-01-01", "Välj en dag efter i dag"), ("i morgon", "")):
            answer = self.act("ny", dag=day)
            self.assertEqual(answer.status, 422, day)
            self.assertIn(says, answer.words)
        self.assert_refused(self.act("bort", id="999"), 404)
        self.assertEqual(self.act("hittepa").status, 422)

    def test_4_one_sent_now_leaves_as_one_mail_each_and_only_once(self):
        before = len(self.mails())
        client = self.client("staff")
        form = {"_token": client.token(), "gor": "nu"}
        first, again = client.post(self.address, form), client.post(self.address, form)  # a double click
        self.assertEqual((first.status, again.status), (303, 303), first.words[:300])
        sent = self.portal.number("SELECT count(*) FROM reminder WHERE due_at = made_at")
        self.assertEqual(sent, 1)
        self.assertTrue(until(lambda: len(self.mails()) > before, 90, 0.5), "no mail of a reminder")
        addresses = [address for address, _ in self.mails()]
        self.assertEqual(len(addresses), len(set(addresses)))
        self.assertIn("Skickad", self.page().words)

    def test_5_a_planned_one_is_taken_away_once(self):
        form = self.page().form(field="id").fields
        self.assertEqual(self.act("bort", id=form["id"]).status, 303)
        self.assert_refused(self.act("bort", id=form["id"]), 409)


if __name__ == "__main__":
    unittest.main()
