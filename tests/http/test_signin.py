# SPDX-License-Identifier: EUPL-1.2
"""Signing in and out: what a stranger learns, what a cookie is worth, when a session ends."""
import os
import re
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import Pages, tearDownModule  # noqa: E402,F401
from portal import until  # noqa: E402


class SignIn(Pages):
    def attempt(self, login, password):
        visitor = self.client()
        form = visitor.get("/logga-in").form("/logga-in")
        return visitor, visitor.post("/logga-in", dict(form.fields, anvandare=login, losenord=password))

    def test_nobody_and_a_wrong_password_look_the_same(self):
        self.portal.overens("user", "add", "avstangd", "--name", "Avstängd", stdin=b"ett langt losenord\n")
        self.portal.overens("user", "disable", "avstangd")
        pages = []
        for login, password in (("alingsas", "fel losenord"), ("finns-inte", "overens-demo"), ("avstangd", "ett langt losenord"),
                                ("<b>", "x"), ("a" * 90, "x")):
            _, answer = self.attempt(login, password)
            self.assertEqual(answer.status, 422)
            self.assertNotIn("__Host-overens=", str(answer.all_headers))
            text = re.sub(r'value="[^"]*"', "", answer.text)
            pages.append(re.sub(r"[0-9a-f]{32}", "", text))
            # Without the attribute of the token, which may well end in the password that is one letter.
            self.assertNotIn('value="%s"' % password, answer.text)
            self.assertNotIn(password + '"', text)
        self.assertEqual(len(set(pages)), 1)

    def test_what_is_wrong_is_said_in_english_too(self):
        visitor = self.client()
        visitor.cookies["overens-lang"] = "en"
        form = visitor.get("/logga-in/lank").form("/logga-in/lank")
        self.assertIn("E-mail address is missing. Fill it in or choose.", visitor.post("/logga-in/lank", form.fields).words)
        form = visitor.get("/logga-in").form("/logga-in")
        answer = visitor.post("/logga-in", dict(form.fields, anvandare="alingsas", losenord="fel"))
        self.assertEqual(answer.status, 422)
        self.assertNotIn("stämmer inte", answer.words)

    def test_signing_in_makes_a_new_session_and_signing_out_ends_it(self):
        login, password = self.portal.users["council"]
        visitor, answer = self.attempt(login, password)
        self.assertEqual(answer.status, 303)
        cookies = [v for n, v in answer.all_headers if n.lower() == "set-cookie" and "HttpOnly" in v]
        self.assertEqual(len(cookies), 1)
        name, _, value = cookies[0].split("; ")[0].partition("=")
        self.assertTrue(name.startswith("__Host-"))
        self.assertGreaterEqual(len(value), 43)  # 256 bits
        self.assertEqual(visitor.get("/konto").status, 200)
        self.assertFalse([row for row in self.portal.sql("SELECT cookie_hash FROM session") if value in row[0]])
        thief = self.client()
        thief.cookies[name] = value
        self.assertEqual(thief.get("/konto").status, 200)
        answer = visitor.post("/logga-ut", {"_token": visitor.token()})
        self.assertEqual((answer.status, answer.location), (303, "/"))
        self.assertNotIn(name, visitor.cookies)
        self.assertEqual(thief.get("/konto").status, 303)

    def test_a_forged_session(self):
        for value in ("A" * 43, "", "x", "A" * 5000, "../../etc", "' OR 1=1 --"):
            visitor = self.client()
            visitor.cookies["__Host-overens"] = value
            self.assertEqual(visitor.get("/konto").status, 303)
            self.assertEqual(visitor.get("/").status, 200)

    def test_a_disabled_account_is_out_at_once(self):
        self.portal.overens("user", "add", "kort", "--name", "Kort Tid", stdin=b"ett langt losenord\n")
        visitor, answer = self.attempt("kort", "ett langt losenord")
        self.assertEqual((answer.status, visitor.get("/konto").status), (303, 200))
        self.portal.overens("user", "disable", "kort")
        self.assertEqual(visitor.get("/konto").status, 303)

    def test_guessing_is_slowed_down_and_others_are_not(self):
        self.portal.overens("user", "add", "gissad", "--name", "Gissad", stdin=b"ett langt losenord\n")
        statuses = [self.attempt("gissad", "gissning %d" % i)[1] for i in range(7)]
        self.assertEqual([a.status for a in statuses[:4]], [422] * 4)
        self.assertEqual(statuses[-1].status, 503)
        self.assertRegex(statuses[-1].headers["retry-after"], r"^\d+$")
        self.assertEqual(self.attempt(*self.portal.users["auditor"])[1].status, 303)


class Idle(Pages):
    """The session's time, by a clock that the test turns. Use is noted at most every five minutes."""
    settings = dict(Pages.settings, auth__session_idle="30m")

    def at(self, minutes):
        self.now = (self.start + minutes * 60) * 1000000
        self.portal.set_clock(time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(self.start + minutes * 60)))

    def use(self, client, noted=True):
        """A page; waits until the use is noted, which happens after the answer has left."""
        self.assertEqual(client.get("/konto").status, 200)
        self.assertTrue(until(lambda: not noted or self.portal.number("SELECT max(last_seen) FROM session") == self.now, 30))

    def test_a_session_that_is_not_used_ends(self):
        self.start = int(time.time())
        self.at(0)
        used, unused = self.portal.client("staff"), self.portal.client("staff_2")
        for minutes in (10, 29, 56, 80):
            self.at(minutes)
            self.use(used)
        self.assertEqual(unused.get("/konto").status, 303)
        self.at(80 + 29)
        self.use(used)
        self.at(80 + 29 + 31)
        answer = used.get("/konto")
        self.assertEqual(answer.status, 303)
        self.assertIn("/logga-in", answer.location)
        page = used.get(answer.location)
        self.assertIn("loggats ut", page.words)

    def test_no_session_is_longer_than_a_working_day(self):
        self.start = int(time.time()) + 24 * 3600
        self.at(0)
        client = self.portal.client("auditor")
        for minutes in range(25, 12 * 60, 25):
            self.at(minutes)
            self.use(client)
        self.at(12 * 60 + 1)
        self.assertEqual(client.get("/konto").status, 303)


if __name__ == "__main__":
    unittest.main()
