# SPDX-License-Identifier: EUPL-1.2
"""One's own account: where one is signed in, how long, and how one wants the portal."""
import os
import re
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import Pages, tearDownModule  # noqa: E402,F401

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0"
IPAD = ("Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
        "Mobile/15E148 Safari/604.1")
SESSIONS, SETTINGS = "/konto/sessioner", "/konto/installningar"


class Account(Pages):
    def signed_in(self, name, agent):
        """In a browser that calls itself so."""
        client = self.client()
        login, password = self.portal.users[name]
        form = client.get("/logga-in").form("/logga-in")
        body = dict(form.fields, anvandare=login, losenord=password)
        self.assertEqual(client.post("/logga-in", body, {"User-Agent": agent}).status, 303)
        return client

    def own_id(self, client):
        ids = re.findall(r'name="id" value="(\d+)"', client.get(SESSIONS).text)
        return [row[0] for row in self.portal.sql("SELECT max(id) FROM session")][0], ids

    def test_sessions_are_told_in_words_and_can_be_ended(self):
        tablet = self.signed_in("council", IPAD)
        strange = self.signed_in("council", "<b>Robot</b>/1.0")
        here = self.signed_in("council", FIREFOX)
        page = here.get(SESSIONS)
        for words in ("Firefox på Windows", "Safari på iPad", "Okänd webbläsare", "Den här", "med lösenord"):
            self.assertIn(words, page.words)
        for raw in ("Mozilla", "Robot", "Gecko"):
            self.assertNotIn(raw, page.text)
        self.assertNotIn("Robot", str(self.portal.sql("SELECT device FROM session")))
        ids = re.findall(r'name="id" value="(\d+)"', page.text)
        self.assertEqual(len(ids), 2)
        form = page.form(SESSIONS)
        last = max(ids, key=int)  # the strange browser
        answer = here.post(SESSIONS, {"_token": form.token, "id": last})
        self.assertEqual((answer.status, answer.location), (303, SESSIONS + "?klart=en"))
        self.assertEqual(strange.get("/konto").status, 303)
        self.assertEqual(tablet.get("/konto").status, 200)
        self.assertEqual(here.post(SESSIONS, {"_token": form.token, "id": last}).status, 404)
        answer = here.post(SESSIONS, {"_token": form.token})
        self.assertEqual(answer.location, SESSIONS + "?klart=andra")
        self.assertIn("bara här", here.get(answer.location).words)
        self.assertEqual(tablet.get("/konto").status, 303)
        self.assertEqual(here.get("/konto").status, 200)

    def test_somebody_elses_session_is_not_there(self):
        mine, theirs = self.client("municipality_a"), self.client("municipality_b")
        login = self.portal.users["municipality_b"][0]
        row = self.portal.sql("SELECT max(s.id) FROM session s JOIN account a ON a.id = s.account_id "
                              "WHERE a.login = '%s'" % login)[0][0]
        token = mine.token()
        for number in (row, "0", "-1", "x", "99999999999999999999"):
            self.assertEqual(mine.post(SESSIONS, {"_token": token, "id": number}).status, 404, number)
        self.assertEqual(theirs.get("/konto").status, 200)

    def test_settings_follow_the_person(self):
        client = self.signed_in("auditor", FIREFOX)
        form = client.get(SETTINGS).form(SETTINGS)
        self.assertEqual((form.fields["sprak"], form.fields["tema"], form.fields["textstorlek"]), ("sv", "auto", "100"))
        answer = client.post(SETTINGS, dict(form.fields, sprak="en", tema="dark", textstorlek="130", utskick="weekly"))
        self.assertEqual((answer.status, answer.location), (303, SETTINGS + "?sparat=1"))
        self.assertIn("Firefox on Windows", client.get(SESSIONS).words)
        elsewhere = self.signed_in("auditor", IPAD)
        page = elsewhere.get(SETTINGS)
        self.assertRegex(page.text, r'<html lang="en" data-theme="dark" data-text="130">')
        form = page.form(SETTINGS)
        self.assertEqual([form.fields[n] for n in ("sprak", "tema", "textstorlek", "utskick")],
                         ["en", "dark", "130", "weekly"])
        answer = elsewhere.post("/sprak", {"sprak": "sv", "till": "/konto"}, {"Origin": "http://" + elsewhere.host})
        self.assertEqual(answer.status, 303)
        answer = elsewhere.post("/utseende", {"tema": "auto", "till": "/konto"}, {"Origin": "http://" + elsewhere.host})
        client.cookies.pop("__Host-overens-theme", None)
        client.cookies = {k: v for k, v in client.cookies.items() if k == "__Host-overens"}
        self.assertRegex(client.get("/konto").text, r'<html lang="sv" data-text="130">')
        self.assertIn("account.settings", str(self.portal.sql("SELECT action FROM event")))

    def test_settings_that_there_are_not(self):
        client = self.client("municipality_b")
        form = client.get(SETTINGS).form(SETTINGS)
        for field, value in (("sprak", "de"), ("tema", "rosa"), ("textstorlek", "500"), ("utskick", "aldrig"),
                             ("textstorlek", "")):
            answer = client.post(SETTINGS, dict(form.fields, **{field: value}))
            self.assertEqual(answer.status, 422, field)
            self.assertIn("Rätta det här", answer.words)

    def test_the_account_page_tells_who_and_for_whom(self):
        page = self.client("municipality_a").get("/konto")
        for words in ("Alingsås", "Handläggare", "Gäller nu", "Där du är inloggad"):
            self.assertIn(words, page.words)

    def test_visitors_pages_know_nobody(self):
        page = self.client().get("/")
        self.assertNotIn("data-kvar", page.text)
        self.assertNotIn("data-text", page.text)


class Stay(Pages):
    """How long one is signed in, by a clock that the test turns."""
    settings = dict(Pages.settings, auth__session_idle="30m")

    def at(self, minutes):
        self.portal.set_clock(time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(self.start + minutes * 60)))

    def left(self, page):
        return int(re.search(r'data-kvar="(\d+)"', page.text).group(1))

    def test_what_is_promised_is_never_later_than_the_truth(self):
        self.start = int(time.time())
        self.at(0)
        client = self.portal.client("municipality_a")
        self.at(4)  # not noted
        page = client.get("/konto")
        self.assertEqual(self.left(page), 26 * 60)
        self.at(30)
        self.assertEqual(client.get("/konto").status, 303)

    def test_a_script_stays_signed_in(self):
        self.start = int(time.time()) + 24 * 3600
        self.at(0)
        client = self.portal.client("municipality_a")
        token = client.token()
        self.at(3)
        answer = client.post("/konto/fortsatt", {"_token": token}, {"Accept": "application/json", "Sec-Fetch-Mode": "cors"})
        self.assertEqual((answer.status, answer.body), (204, b""))
        self.assertEqual(answer.headers["overens-kvar"], str(30 * 60))
        self.at(32)
        self.assertEqual(client.get("/konto").status, 200)
        answer = client.post("/konto/fortsatt", {"_token": token})
        self.assertEqual((answer.status, answer.location), (303, SESSIONS + "?klart=fortsatt"))
        self.assertIn("Du är inloggad till kl.", client.get(answer.location).words)
        self.assertEqual(client.post("/konto/fortsatt", {"_token": "x"}).status, 403)
        self.at(32 + 31)
        answer = client.post("/konto/fortsatt", {"_token": token}, {"Accept": "application/json"})
        self.assertEqual(answer.status, 403)

    def test_no_promise_beyond_twelve_hours(self):
        self.start = int(time.time()) + 3 * 24 * 3600
        self.at(0)
        client = self.portal.client("municipality_a")
        for minutes in range(25, 12 * 60 - 5, 25):
            self.at(minutes)
            self.assertEqual(client.post("/konto/fortsatt", {"_token": client.token()}).status, 303)
        self.at(12 * 60 - 10)
        self.assertEqual(self.left(client.get("/konto")), 10 * 60)

    def test_pages_with_a_form_say_when_one_is_signed_out(self):
        self.start = int(time.time()) + 5 * 24 * 3600
        self.at(0)
        client = self.portal.client("municipality_a")
        page = client.get("%s/svara/1" % self.round)
        self.assertRegex(page.words, r"Du loggas ut kl\. \d\d\.\d\d om du inte sparar")
        self.assertNotIn("Du loggas ut", client.get("/arenden").words)


if __name__ == "__main__":
    unittest.main()
