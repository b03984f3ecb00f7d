# SPDX-License-Identifier: EUPL-1.2
"""The outbox as its keepers see it: failures with their reason, what may be done once, and no link that is somebody else's."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fault"))
from mailtest import BadServer, MailPortal, until  # noqa: E402
from portal import Client, Portal  # noqa: E402


class Keepers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = BadServer()
        cls.portal = MailPortal(cls.server.port)
        cls.admin = cls.portal.client("admin")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.portal.stop()

    def mail(self, address, mode, state):
        """The number of a new mail that has come to a state."""
        self.server.mode = mode
        self.portal.write(1, address)
        query = "SELECT id, state, fault_kind IS NULL FROM mail WHERE to_address = '%s' ORDER BY id DESC LIMIT 1" % address
        tried = [state, "1" if state == "sent" else "0"]
        self.assertTrue(until(lambda: self.portal.sql(query)[0][1:] == tried, 60), self.portal.log[-500:])
        return int(self.portal.sql(query)[0][0])

    def state(self, number):
        return self.portal.sql("SELECT state FROM mail WHERE id = %d" % number)[0][0]

    def command(self, number, what):
        place = "/admin/utskick/%d" % number
        form = self.admin.get(place).form(place)
        return self.admin.post(place, dict(form.fields, gor=what))

    def test_a_failure_is_shown_and_tried_again(self):
        number = self.mail("saknas@example.se", "unknown", "failed")
        self.mail("bra@example.se", "good", "sent")
        page = self.admin.get("/admin/utskick")
        self.assertEqual(page.status, 200)
        self.assertLess(page.text.index("saknas@example.se"), page.text.index("bra@example.se"))
        self.assertIn("Adressen finns inte", page.words)
        self.assertNotIn("saknas@", self.admin.get("/admin/utskick?lage=sent").text)
        self.assertIn("saknas@", self.admin.get("/admin/utskick?till=SAKNAS").text)
        self.assertIn("no such user", self.admin.get("/admin/utskick/%d" % number).words)
        answer = self.command(number, "forsok")
        self.assertEqual((answer.status, answer.location), (303, "/admin/utskick/%d" % number))
        self.assertTrue(until(lambda: self.state(number) == "sent", 60))
        self.assertEqual(self.portal.number("SELECT count(*) FROM event WHERE action = 'mail.retried'"), 1)

    def test_what_waits_can_be_held_released_and_cancelled(self):
        first, second = self.mail("vanta@example.se", "busy", "waiting"), self.mail("vanta2@example.se", "busy", "waiting")
        self.assertEqual(self.command(first, "hall").status, 303)
        self.assertEqual(self.state(first), "held")
        self.assertEqual(self.command(second, "avbryt").status, 303)
        self.server.mode = "good"
        place = "/admin/utskick/%d" % first
        form = self.admin.get(place).form(place)
        fields = dict(form.fields, gor="slapp")
        self.assertEqual([self.admin.post(place, fields).status for _ in range(2)], [303, 303])
        self.assertTrue(until(lambda: self.state(first) == "sent", 60))
        self.assertEqual(self.portal.number("SELECT count(*) FROM event WHERE action = 'mail.released'"), 1)
        self.assertEqual(self.state(second), "cancelled")
        # The page of somebody who was slower.
        self.assertEqual(self.admin.post(place, {"_token": self.admin.token(), "gor": "hall"}).status, 409)
        self.assertEqual(self.admin.post(place, {"_token": self.admin.token(), "gor": "annat"}).status, 422)

    def test_only_keepers_see_it(self):
        number = self.mail("nagon@example.se", "good", "sent")
        for client in (Client(self.portal), self.portal.client("municipality_a")):
            for place in ("/admin/utskick", "/admin/utskick/%d" % number):
                self.assertNotEqual(client.get(place).status, 200)
        self.assertEqual(self.admin.get("/admin/utskick/99999").status, 404)


class WithoutServer(unittest.TestCase):
    def test_mail_waits_and_the_page_says_why(self):
        with Portal() as portal:
            self.assertEqual(portal.overens("mail", "test", "anna@example.se").returncode, 0)
            page = portal.client("admin").get("/admin/utskick")
            self.assertIn("Ingen mejlserver", page.words)
            self.assertIn("anna@example.se", page.words)
            listed = portal.overens("mail", "list", "waiting").stdout.decode().splitlines()
            self.assertEqual([line.split("\t")[1:4] for line in listed if "anna@" in line], [["waiting", "mail.test", "anna@example.se"]])


if __name__ == "__main__":
    unittest.main()
