# SPDX-License-Identifier: EUPL-1.2
"""Every way to be refused, through nginx and on the socket: what is told, what is kept, what is not done."""
import contextlib
import http.client
import os
import re
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import FORM, Pages, tearDownModule  # noqa: E402,F401
from portal import sha256  # noqa: E402
from webclient import Answer, check_headers  # noqa: E402


class BadRequest(Pages):
    """400."""

    def test_a_malformed_address(self):
        for path in ("/arenden%zz", "/%00", "/arende/%c3%28", "/arenden%", "/a%ff", "/arende/%e5lder"):
            with self.subTest(path=path):
                self.assert_refused(self.direct(path), 400)
                # nginx answers some of these itself.
                self.assertEqual(self.client().request("GET", path, safe=False).status, 400)

    def test_a_malformed_query(self):
        for query in ("q=%zz", "q=%00", "q=%ff", "%c0%af=1", "q=%ed%a0%80"):
            with self.subTest(query=query):
                self.assert_refused(self.client().get("/arenden?" + query), 400)

    def test_a_malformed_form(self):
        client = self.client("municipality_a")
        events = "SELECT count(*), max(seq) FROM event WHERE actor <> 'system'"
        before = self.portal.sql(events)
        for body in (b"kommentar=%zz", b"kommentar=%00", b"kommentar=%ff%fe", b"kommentar=\xff", b"a=%u0041"):
            with self.subTest(body=body):
                self.assert_refused(client.post(self.respond, body), 400)
                self.assert_refused(self.direct(self.respond, method="POST", body=body, content_type=FORM), 400)
        self.assertEqual(self.portal.sql(events), before)

    def test_a_malformed_multipart_body(self):
        client = self.client("municipality_a")
        bodies = {
            "multipart/form-data": b"--x\r\n\r\n--x--\r\n",
            "multipart/form-data; boundary=": b"----\r\n",
            "multipart/form-data; boundary=x": b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end',
            "multipart/form-data; boundary=y": b"--y\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--y--\r\n",
            "multipart/form-data; boundary=z": b'--z\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--z--\r\n',
        }
        for kind, body in bodies.items():
            with self.subTest(kind=kind, body=body):
                answer = client.post(self.respond, body, {"Content-Type": kind})
                self.assert_refused(answer, 400)

    def test_a_body_where_there_may_be_none(self):
        self.assert_refused(self.client().request("GET", "/arenden", b"x=1", {"Content-Type": FORM}), 400)

    def test_too_many_fields(self):
        self.assertIn(self.client("municipality_a").post(self.respond, b"a=1&" * 1500).status, (400, 413))


class Forbidden(Pages):
    """403, and to the login page instead where that may help."""

    def test_a_form_without_its_token_is_given_back(self):
        client = self.client("municipality_a")
        fields = dict(self.draft(client).fields, kommentar="Det här har jag skrivit länge på.")
        del fields["_token"]
        answer = client.post("%s/svara/9" % self.round, fields)
        self.assert_refused(answer, 403, "Inget är sparat")
        self.assertIn("Det här har jag skrivit länge på.", answer.words)
        self.assertNotIn("länge på", self.draft(client).fields["kommentar"])

    def test_a_wrong_or_foreign_or_former_token(self):
        a, b = self.client("municipality_a"), self.client("municipality_b")
        good = self.draft(a)
        former = self.portal.client("municipality_a")
        old = former.token()
        former.post("/logga-ut", {"_token": old})
        visitor = self.client()
        tokens = {"another letter": ("B" if good.token[0] == "A" else "A") + good.token[1:], "short": good.token[:-4],
                  "empty": "", "of B": b.token(), "of a session that has ended": old,
                  "of a visitor": visitor.get("/logga-in").form("/logga-in").token}
        for what, token in tokens.items():
            with self.subTest(token=what):
                answer = a.post("%s/svara/9" % self.round, dict(good.fields, _token=token, kommentar="smuggel"))
                self.assert_refused(answer, 403)
        self.assertNotIn("smuggel", self.draft(a).fields["kommentar"])

    def test_the_login_form_needs_its_own_token(self):
        login, password = self.portal.users["council"]
        visitor = self.client()
        form = visitor.get("/logga-in").form("/logga-in")
        fields = dict(form.fields, anvandare=login, losenord=password)
        without = dict(fields)
        del without["_token"]
        stranger = self.client()  # has no cookie that the token was made with
        for client, what in ((visitor, without), (stranger, fields)):
            answer = client.post("/logga-in", what)
            self.assert_refused(answer, 403)
            self.assertNotIn(password, answer.text)
        self.assertEqual(visitor.post("/logga-in", fields).status, 303)

    def test_a_post_from_another_site(self):
        client = self.client("municipality_a")
        form = self.draft(client)
        for headers in ({"Origin": "https://ond.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                        {"Origin": "http://%s.ond.example" % client.host}, {"Sec-Fetch-Site": "same-site"}):
            with self.subTest(headers=headers):
                answer = client.post("%s/svara/9" % self.round, dict(form.fields, kommentar="smuggel"), headers)
                self.assert_refused(answer, 403, "en annan webbplats")
                answer = client.post("/utseende", {"tema": "dark"}, headers)
                self.assert_refused(answer, 403, "en annan webbplats")
                self.assertNotIn("set-cookie", answer.headers)
        answer = client.post("%s/svara/9" % self.round, dict(form.fields, kommentar="egen"),
                             {"Origin": "http://" + client.host, "Sec-Fetch-Site": "same-origin"})
        self.assertEqual(answer.status, 303)

    def test_signed_in_without_the_right(self):
        refused = [("council", "GET", self.respond), ("council", "GET", self.portal.routes["responses"]),
                   ("municipality_a", "GET", self.portal.routes["responses"]),
                   ("municipality_a", "GET", self.round + "/status"), ("approver_a", "GET", self.send),
                   ("staff", "GET", self.respond), ("municipality_a", "POST", "/arende/sydostra-2024/avrakning"),
                   ("auditor", "POST", "/arende/sydostra-2024/avrakning"), ("auditor", "POST", self.send),
                   ("approver_a", "POST", self.send), ("council", "POST", self.portal.routes["publish"])]
        for name, method, path in refused:
            with self.subTest(user=name, path=path):
                client = self.client(name)
                answer = client.get(path) if method == "GET" else client.post(path, {"_token": client.token()})
                self.assert_refused(answer, 403, "behörighet")

    def test_a_visitor_is_sent_to_sign_in_and_back(self):
        # The same for what is there and what is not: nothing is learned of drafts.
        for path in (self.respond, self.send, self.portal.routes["responses"], "/konto",
                     "/arende/sydostra-2024/avrakning/utkast/3", "/arende/sydostra-2024/avrakning/utkast/999"):
            answer = self.client().get(path)
            self.assertEqual((answer.status, answer.body), (303, b""), path)
            self.assertRegex(answer.location, "^/logga-in\\?till=(%2F|/)")
        visitor = self.client()
        form = visitor.get(visitor.get(self.respond).location).form("/logga-in")
        login, password = self.portal.users["municipality_a"]
        self.assertEqual(visitor.post("/logga-in", dict(form.fields, anvandare=login, losenord=password)).location,
                         self.respond)

    def test_what_was_written_after_the_session_is_given_back(self):
        answer = self.client().post("%s/svara/1" % self.round, {"kommentar": "Viktig text", "radversion": "7"})
        self.assert_refused(answer, 403, "inte inloggad")
        self.assertIn("Viktig text</textarea>", answer.text)
        self.assertNotIn("radversion", answer.text)

    def test_sign_in_leads_nowhere_else(self):
        client = self.client("municipality_a")
        for to in ("//ond.example/", "https://ond.example/", "/\\ond.example", "javascript:alert(1)", "/a\r\nX: y"):
            with self.subTest(to=to):
                answer = client.post("/utseende", {"tema": "auto", "till": to})
                self.assertEqual((answer.status, answer.location), (303, "/"))


class NotFound(Pages):
    """404: what is not there, and what is another's."""

    def test_what_is_not_there(self):
        for path in ("/finns-inte", "/arende", "/arende/finns-inte", "/arende/halsoavtal-2026/finns-inte",
                     "/arende/halsoavtal-2026/remiss/999", "/arende/halsoavtal-2026/remiss/0",
                     "/arende/halsoavtal-2026/remiss/1x", "/arende/halsoavtal-2026/remiss/-1",
                     "/arende/halsoavtal-2026/remiss/99999999999999999999", "/arende/halsoavtal-2026/p/999999",
                     "/arende/halsoavtal-2026/p/99.9", "/arende/halsoavtal-2026/text/finns-inte",
                     "/arende/halsoavtal-2026/text/finns-inte.txt", "/arende/halsoavtal-2026/ramar",
                     "/arende/sydostra-2024/avrakning/AVR-05-2024-000999", "/kvittens/SVAR-2025-999999",
                     "/arende/sydostra-2024" + self.round.removeprefix("/arende/halsoavtal-2026")):
            with self.subTest(path=path):
                self.assert_refused(self.client().get(path), 404, "Sidan finns inte")

    def test_another_partys_answer(self):
        b = self.client("municipality_b")
        theirs, unknown = b.get(self.portal.routes["response_a"]), b.get(self.round + "/svar/9999")
        self.assert_refused(theirs, 404)
        self.assert_refused(unknown, 404)
        hide = re.compile(r"[0-9a-f]{32}|/svar/\d+|[\w-]{64,}")
        self.assertEqual(hide.sub("", theirs.text), hide.sub("", unknown.text), "the two can be told apart")
        for name in ("municipality_a", "approver_a", "staff", "auditor"):
            self.assertEqual(self.client(name).get(self.portal.routes["response_a"]).status, 200, name)
        self.assert_refused(self.client("council").get(self.portal.routes["response_a"]), 404)
        question = self.respond.replace("/svara/1", "/svara/9999")
        self.assert_refused(b.get(question), 404)

    def test_another_partys_receipt(self):
        number = self.portal.sql("SELECT number FROM response WHERE party_code = '1489' ORDER BY id DESC LIMIT 1")[0][0]
        own = self.client("municipality_a").get("/kvittens/%s.txt" % number)
        self.assertEqual(own.status, 200)
        printed = re.search(r"sha256 ([0-9a-f]{64})", self.client("municipality_a").get("/kvittens/" + number).text)
        self.assertEqual(printed.group(1), sha256(own.body))
        for name in (None, "municipality_b", "council", "economist"):
            with self.subTest(user=name):
                client = self.client(name)
                self.assert_refused(client.get("/kvittens/%s.txt" % number), 404)
                page = client.get("/kvittens/" + number)  # the number's holder sees that it came, and no more
                self.assertEqual(page.status, 200)
                self.assertIn("Alingsås", page.words)
                self.assertIn(printed.group(1), page.words)
                self.assertNotIn("Kopia av det som skickades", page.words)
                self.assertNotIn(".txt", page.text)

    def test_another_regions_draft(self):
        draft = self.portal.routes["publish"].removesuffix("/publicera")
        self.assertEqual(self.client("economist").get(draft).status, 200)
        self.assertEqual(self.client("economist_2").get(draft).status, 200)
        self.portal.users.setdefault("economist_rjl", ["ekonom.rjl", self.portal.users["economist"][1]])
        other = self.client("economist_rjl")
        self.assert_refused(other.get(draft), 404)
        for what in ("/publicera", "/kasta"):
            answer = other.post(draft + what, {"_token": other.token(), "innehall": "0" * 64})
            self.assert_refused(answer, 404)
        self.assertEqual(self.client("economist").get(draft).status, 200)
        self.assertNotIn("/utkast/", self.client().get("/arende/sydostra-2024/avrakning").text)

    def test_a_slash_too_many(self):
        answer = self.client().get("/arenden/?a=1")
        self.assertEqual((answer.status, answer.location), (301, "/arenden?a=1"))
        self.assertEqual(self.client().get("/arende//halsoavtal-2026").status, 400)


class MethodNotAllowed(Pages):
    """405."""

    def test_allow_says_what_may_be_done(self):
        cases = [("POST", "/arenden", "GET, HEAD"), ("DELETE", "/", "GET, HEAD"), ("PUT", "/logga-in", "GET, HEAD, POST"),
                 ("GET", "/logga-ut", "POST"), ("GET", "/utseende", "POST"), ("PATCH", "/konto", "GET, HEAD"),
                 ("POST", "/arende/halsoavtal-2026/tidslinje", "GET, HEAD"), ("DELETE", self.respond, "GET, HEAD, POST"),
                 ("OPTIONS", "/arenden", "GET, HEAD"), ("GET", self.portal.routes["publish"], "POST")]
        for method, path, allow in cases:
            with self.subTest(method=method, path=path):
                answer = self.client().request(method, path, b"" if method == "POST" else None)
                self.assert_refused(answer, 405)
                self.assertEqual(answer.headers["allow"], allow)


class Conflict(Pages):
    """409: nothing is written over, nothing is lost."""

    def test_another_body_under_the_same_token(self):
        client = self.client("municipality_a")
        before = self.portal.number("SELECT count(*) FROM response")
        form = client.get(self.send).form(self.send)
        first = client.post(self.send, dict(form.fields, rattslage="officer"))
        self.assertEqual(first.status, 303)
        second = client.post(self.send, dict(form.fields, rattslage="board_decided"))
        self.assert_refused(second, 409, "Skickades först")
        self.assertIn("Tjänstepersonssvar", second.words)
        self.assertIn("Beslut i nämnd eller styrelse", second.words)
        self.assertNotIn(form.token, second.text)
        self.assertEqual(client.post(self.send, dict(form.fields, rattslage="officer")).location, first.location)
        self.assertEqual(self.portal.number("SELECT count(*) FROM response"), before + 1)

    def test_two_colleagues_write_at_the_same_time(self):
        mine, theirs = self.client("approver_a"), self.client("municipality_a")
        path = "%s/svara/5" % self.round
        my_form, their_form = self.draft(mine, 5), self.draft(theirs, 5)
        saved = theirs.post(path, dict(their_form.fields, betyg="support", kommentar="Kollegans text.", gor="stanna"))
        self.assertEqual((saved.status, saved.location), (303, path))
        clash = mine.post(path, dict(my_form.fields, betyg="reject", kommentar="Min text.", gor="stanna"))
        self.assert_refused(clash, 409, "Ni skrev samtidigt")
        self.assertIn("Kollegans text.", clash.words)
        self.assertIn("Min text.", clash.words)
        self.assertEqual(self.draft(theirs, 5).fields["kommentar"], "Kollegans text.")
        both = clash.form(path)
        self.assertEqual(both.fields["kommentar"], "Kollegans text.\n\nMin text.")
        self.assertEqual(mine.post(path, both.fields).status, 303)
        self.assertEqual(self.draft(theirs, 5).fields["kommentar"], "Kollegans text.\n\nMin text.")
        # The same page may save again over its own, as autosave does; and a retry is no clash.
        for text in ("Ett.", "Ett, två.", "Ett, två.", "Ett, två, tre."):
            answer = theirs.post(path + "?spara=1", dict(self.draft(theirs, 5).fields, kommentar=text))
            self.assertEqual((answer.status, answer.headers["content-type"]), (200, "application/json"))

    def test_a_statement_that_is_not_what_was_read(self):
        client = self.client("economist_2")
        draft = self.portal.routes["publish"].removesuffix("/publicera")
        form = client.get(draft).form(self.portal.routes["publish"])
        before = self.portal.sql("SELECT count(*) FROM statement WHERE number IS NOT NULL")
        answer = client.post(self.portal.routes["publish"], dict(form.fields, innehall="0" * 64))
        self.assert_refused(answer, 409, "Läs beloppen igen")
        self.assertEqual(self.portal.sql("SELECT count(*) FROM statement WHERE number IS NOT NULL"), before)
        answer = client.post(self.portal.routes["publish"], dict(form.fields, innehall="trams"))
        self.assert_refused(answer, 422)

    def test_a_statement_that_is_there_already(self):
        client = self.client("economist")
        form = client.get("/arende/sydostra-2024/avrakning").form("/arende/sydostra-2024/avrakning")
        answer = client.post(form.action, dict(form.fields, betalare="06", manad="1"))
        self.assert_refused(answer, 422, "har redan ett besked")
        self.assertEqual(answer.form(form.action).fields["manad"], "1")


class TooLarge(Pages):
    """413."""

    def test_a_form_over_the_limit(self):
        client = self.client("municipality_a")
        body = b"kommentar=" + b"a" * (1 << 20)
        self.assert_refused(client.post(self.respond, body), 413)
        self.assert_refused(self.direct(self.respond, method="POST", body=body, content_type=FORM), 413)

    def test_an_upload_over_the_limit_at_the_socket(self):
        head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        body = head + b"a" * (32 << 20) + b"\r\n--x--\r\n"
        answer = self.direct(self.respond, method="POST", body=body, content_type="multipart/form-data; boundary=x")
        self.assert_refused(answer, 413)

    def test_nginx_refuses_more_before_it_is_sent(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=60)
        connection.putrequest("POST", self.respond)
        connection.putheader("Content-Length", str(34 << 20))
        connection.putheader("Content-Type", FORM)
        connection.endheaders(b"a=")
        response = connection.getresponse()
        answer = Answer(response.status, response.getheaders(), response.read())
        connection.close()
        check_headers("POST", self.respond, answer)
        self.assertEqual(answer.status, 413)
        self.assertIn("för stor", answer.text)
        self.assertNotIn("nginx", answer.text)

    def test_a_long_address(self):
        self.assert_refused(self.client().get("/" + "a" * 3000), 413)
        self.assert_refused(self.client().get("/arenden?q=" + "a" * 5000), 413)
        self.assertEqual(self.client().request("GET", "/" + "a" * 9000, safe=False).status, 414)


class Refused(Pages):
    """422: the form comes back with everything that was written, and says beside the field what is wrong."""

    def assert_field_error(self, answer, field, says, kept=None):
        self.assert_refused(answer, 422, says)
        found = answer.element(id=field, **{"aria-describedby": None})
        self.assertIsNotNone(found, "#%s points to no message" % field)
        described = found[1]["aria-describedby"].split()
        self.assertIn(field + "-fel", described)
        for name in described:
            self.assertIsNotNone(answer.element(id=name), "#%s is not on the page" % name)
        message = re.search(r'id="%s-fel"[^>]*>(.*?)</p>' % field, answer.text, re.DOTALL).group(1)
        self.assertIn(says, re.sub("<[^>]*>", "", message))
        self.assertEqual(found[1].get("aria-invalid"), "true")
        self.assertIn('href="#%s"' % field, answer.text)  # from the summary above the form
        if kept is not None:
            self.assertEqual(answer.form(field=field).fields[field], kept)

    def test_a_grade_that_asks_for_a_reason(self):
        client = self.client("municipality_a")
        form = self.draft(client)
        answer = client.post("%s/svara/9" % self.round, dict(form.fields, betyg="reject", kommentar="  "))
        self.assert_field_error(answer, "kommentar", "Skriv varför ni avstyrker.")
        self.assertEqual(answer.form(field="betyg").fields["betyg"], "reject")

    def test_a_comment_that_is_too_long(self):
        client = self.client("municipality_a")
        text = "å" * 20001
        answer = client.post("%s/svara/9" % self.round, dict(self.draft(client).fields, betyg="support", kommentar=text))
        self.assert_field_error(answer, "kommentar", "högst 20", text)
        answer = client.post("%s/svara/9" % self.round, dict(self.draft(client).fields, betyg="support", kommentar=text[1:]))
        self.assertEqual(answer.status, 303)
        self.assertEqual(self.draft(client).fields["kommentar"], text[1:])

    def test_a_comment_with_characters_that_cannot_be_stored(self):
        client = self.client("municipality_a")
        answer = client.post("%s/svara/9" % self.round, dict(self.draft(client).fields, kommentar="a\x07b"))
        self.assert_field_error(answer, "kommentar", "tecken som inte går att spara")

    def test_an_unknown_grade(self):
        client = self.client("municipality_a")
        answer = client.post("%s/svara/9" % self.round, dict(self.draft(client).fields, betyg="kanske", kommentar="Text."))
        self.assert_refused(answer, 422, "ett av alternativen")
        self.assertEqual(answer.form(field="kommentar").fields["kommentar"], "Text.")

    def test_a_statement_for_no_month(self):
        client = self.client("economist")
        form = client.get("/arende/sydostra-2024/avrakning").form("/arende/sydostra-2024/avrakning")
        for month, says in (("13", "mellan 1 och 12"), ("x", "heltal"), ("", "saknas")):
            answer = client.post(form.action, dict(form.fields, manad=month))
            self.assert_field_error(answer, "manad", says)
        answer = client.post(form.action, dict(form.fields, betalare="99"))
        self.assert_field_error(answer, "betalare", "ett av alternativen")

    def test_sending_nothing(self):
        code = self.portal.sql("SELECT o.code FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                               "WHERE i.status = 'not_opened' AND i.consultation_id = %s ORDER BY i.id DESC LIMIT 1"
                               % self.round.rsplit("/", 1)[1])[0][0]
        done = self.portal.overens("user", "add", "tomt", "--name", "Tomas Tom", "--org", code, "--role",
                                   "authorised_sender", stdin=b"ett langt losenord\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.portal.users["empty"] = ["tomt", "ett langt losenord"]
        client = self.client("empty")
        self.assertIn("inget att skicka", client.get(self.send).words)
        before = self.portal.number("SELECT count(*) FROM response")
        answer = client.post(self.send, {"_token": client.token(), "rattslage": "officer"})
        self.assert_refused(answer, 422, "Svara på minst en fråga")
        self.assertEqual(self.portal.number("SELECT count(*) FROM response"), before)

    def test_login_without_words(self):
        visitor = self.client()
        form = visitor.get("/logga-in").form("/logga-in")
        answer = visitor.post("/logga-in", dict(form.fields, anvandare="", losenord=""))
        self.assert_field_error(answer, "anvandare", "saknas")


class Busy(Pages):
    """503: another process holds the write lock for longer than the configured second."""
    settings = dict(Pages.settings, database__lock_timeout="1s")

    def test_a_write_that_does_not_get_its_turn(self):
        client = self.client("municipality_a")
        path = "%s/svara/9" % self.round
        fields = dict(self.draft(client).fields, betyg="support", kommentar="Väntar på sin tur.", gor="stanna")
        with self.portal.write_lock():
            began = time.monotonic()
            answer = client.post(path, fields)
            waited = time.monotonic() - began
            self.assert_refused(answer, 503, "Vänta några sekunder")
            self.assertRegex(answer.headers["retry-after"], r"^[1-9]\d*$")
            self.assertIn("Väntar på sin tur.", answer.words)
            self.assertGreater(waited, 0.9)
            self.assertLess(waited, 10)
            for page in ("/", "/arenden", path, "/konto"):  # reading goes on
                self.assertEqual(client.get(page).status, 200, page)
        self.assertEqual(client.post(path, fields).status, 303)
        self.assertEqual(self.draft(client).fields["kommentar"], "Väntar på sin tur.")


class Turn(Pages):
    """Nobody is refused who gets the write lock in time."""

    def test_a_lock_that_is_released_in_time(self):
        client = self.client("municipality_a")
        fields = dict(self.draft(client).fields, betyg="support", kommentar="Fick sin tur.")
        lock = contextlib.ExitStack()
        lock.enter_context(self.portal.write_lock())
        timer = threading.Timer(0.4, lock.close)
        timer.start()
        self.assertEqual(client.post("%s/svara/9" % self.round, fields).status, 303)
        timer.join()


class Down(Pages):
    """The portal does not run: nginx says so in our words, and goes on giving what it has itself."""
    settings = dict(Pages.settings, site__name="Nere")

    def test_a_page_of_our_own(self):
        visitor = self.client()
        self.assertEqual(visitor.get("/").status, 200)
        self.assertEqual(self.portal.stop_master(), 0)
        for method in ("GET", "POST"):
            answer = visitor.request(method, "/logga-in", b"a=1" if method == "POST" else None)
            self.assertEqual(answer.status, 502)
            self.assertIn("kunde inte visas just nu", answer.words)
            self.assertNotIn("nginx", answer.text)
            self.assertNotIn("expires", answer.headers)
        self.assertEqual(visitor.request("GET", "/static/css/overens.css").status, 200)
        self.portal.start()
        self.assertEqual(visitor.get("/").status, 200)


if __name__ == "__main__":
    unittest.main()
