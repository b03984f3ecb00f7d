# SPDX-License-Identifier: EUPL-1.2
"""Pages through nginx: every way to be refused, what is kept and what is not, sign-in, escaping."""
import fcntl
import gzip
import http.client
import os
import re
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import fcgiclient as f  # noqa: E402
from portal import POLICY, SRC, Answer, Client, Portal, check_headers, sha256, until  # noqa: E402

FORM = "application/x-www-form-urlencoded"
NASTY = """<script>alert(1)</script><img src=x onerror=alert(2)> "citat" 'apostrof' `grav` & &amp; {{title}} </textarea>"""


class Pages(unittest.TestCase):
    longMessage = True
    maxDiff = 2000
    settings = {"serve__workers": 2, "database__lock_timeout": "1s"}

    running = {}  # by settings: (portal, its signed-in clients); classes with the same settings share one

    @classmethod
    def setUpClass(cls):
        key = repr(cls.settings)
        if key not in Pages.running:
            Pages.running[key] = (Portal(**cls.settings), {})
        cls.portal, cls.clients = Pages.running[key]
        cls.respond = cls.portal.routes["respond"]
        cls.round = cls.respond.rsplit("/svara", 1)[0]
        cls.send = cls.portal.routes["send"]

    def client(self, name=None):
        """Signed in as that user; one session a user, so that passwords are hashed once. None: a new visitor."""
        if name is None:
            return Client(self.portal)
        if name not in self.clients:
            self.clients[name] = self.portal.client(name)
        return self.clients[name]

    def direct(self, uri, **options):
        """Past nginx, on the socket."""
        reply = f.ask(self.portal.socket, uri, **options)
        answer = Answer(reply.status, [(k.title(), v) for k, v in reply.headers.items()], reply.body)
        check_headers(options.get("method", "GET"), uri, answer)
        return answer

    def assert_refused(self, answer, status, says=None):
        """A page of ours in Swedish that says what to do."""
        self.assertEqual(answer.status, status, answer.words[:500])
        self.assertEqual(answer.headers["content-type"], "text/html; charset=utf-8")
        self.assertIn('<html lang="sv"', answer.text)
        self.assertEqual(answer.text.count("<h1>"), 1)
        self.assertIn('href="/"', answer.text)
        if says:
            self.assertIn(says, answer.words)

    def draft(self, client, n=9):
        """A question's page and its form."""
        page = client.get("%s/svara/%d" % (self.round, n))
        self.assertEqual(page.status, 200, page.words[:300])
        return page.form(field="radversion")


def tearDownModule():
    for portal, _ in Pages.running.values():
        portal.stop()


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
        before = self.portal.sql("SELECT count(*), max(seq) FROM event")
        for body in (b"kommentar=%zz", b"kommentar=%00", b"kommentar=%ff%fe", b"kommentar=\xff", b"a=%u0041"):
            with self.subTest(body=body):
                self.assert_refused(client.post(self.respond, body), 400)
                self.assert_refused(self.direct(self.respond, method="POST", body=body, content_type=FORM), 400)
        self.assertEqual(self.portal.sql("SELECT count(*), max(seq) FROM event"), before)

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
        self.assertIn("officer", second.words)
        self.assertIn("board_decided", second.words)
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
        connection = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=20)
        connection.putrequest("POST", self.respond)
        connection.putheader("Content-Length", str(34 << 20))
        connection.putheader("Content-Type", FORM)
        connection.endheaders(b"a=")
        response = connection.getresponse()
        page = response.read().decode()
        connection.close()
        self.assertEqual(response.status, 413)
        self.assertIn("för stor", page)
        self.assertNotIn("nginx", page)

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
                               "WHERE i.status = 'not_opened' ORDER BY i.id DESC LIMIT 1")[0][0]
        done = self.portal.overens("user", "add", "tomt", "--name", "Tomas Tom", "--org", code, "--role",
                                   "authorised_sender", stdin=b"ett langt losenord\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.portal.users["empty"] = ["tomt", "ett langt losenord"]
        client = self.client("empty")
        self.assertIn("inget att skicka", client.get(self.send).words)
        before = self.portal.number("SELECT count(*) FROM response")
        answer = client.post(self.send, {"_token": client.token(), "rattslage": "officer"})
        self.assert_refused(answer, 422, "Svara på minst en bestämmelse")
        self.assertEqual(self.portal.number("SELECT count(*) FROM response"), before)

    def test_login_without_words(self):
        visitor = self.client()
        form = visitor.get("/logga-in").form("/logga-in")
        answer = visitor.post("/logga-in", dict(form.fields, anvandare="", losenord=""))
        self.assert_field_error(answer, "anvandare", "saknas")


class Busy(Pages):
    """503: another process holds the write lock for longer than the configured second."""

    def test_a_write_that_does_not_get_its_turn(self):
        client = self.client("municipality_a")
        path = "%s/svara/9" % self.round
        fields = dict(self.draft(client).fields, betyg="support", kommentar="Väntar på sin tur.", gor="stanna")
        with open(self.portal.db + "-lock", "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            began = time.monotonic()
            answer = client.post(path, fields)
            waited = time.monotonic() - began
            self.assert_refused(answer, 503, "Vänta några sekunder")
            self.assertRegex(answer.headers["retry-after"], r"^[1-9]\d*$")
            self.assertIn("Väntar på sin tur.", answer.words)
            self.assertGreater(waited, 0.9)
            self.assertLess(waited, 4)
            for page in ("/", "/arenden", path, "/konto"):  # reading goes on
                self.assertEqual(client.get(page).status, 200, page)
        self.assertEqual(client.post(path, fields).status, 303)
        self.assertEqual(self.draft(client).fields["kommentar"], "Väntar på sin tur.")

    def test_a_lock_that_is_released_in_time(self):
        client = self.client("municipality_a")
        fields = dict(self.draft(client).fields, betyg="support", kommentar="Fick sin tur.")
        lock = open(self.portal.db + "-lock", "r+")
        fcntl.flock(lock, fcntl.LOCK_EX)
        timer = threading.Timer(0.4, lock.close)
        timer.start()
        self.assertEqual(client.post("%s/svara/9" % self.round, fields).status, 303)
        timer.join()


class Reading(Pages):
    """What a visitor gets: headers, copies, addresses, settings."""

    def test_head_is_get_without_the_body(self):
        for path in ("/", "/arenden", "/arende/halsoavtal-2026", "/finns-inte", self.portal.routes["proposal"] + ".txt"):
            with self.subTest(path=path):
                visitor = self.client()
                get, head = visitor.get(path), visitor.request("HEAD", path)
                self.assertEqual((head.status, head.body), (get.status, b""))
                for name in ("content-type", "etag", "cache-control", "content-security-policy"):
                    self.assertEqual(head.headers.get(name), get.headers.get(name), name)

    def test_a_visitors_copy_is_true_until_something_changes(self):
        visitor = self.client()
        for path in ("/", "/arenden", "/arende/halsoavtal-2026", self.round, self.portal.routes["proposal"]):
            with self.subTest(path=path):
                first = visitor.get(path)
                self.assertEqual((first.status, first.headers["cache-control"]), (200, "no-cache"))
                self.assertIn("Cookie", first.headers["vary"])
                tag = first.headers["etag"]
                for _ in range(4):  # by each worker
                    again = visitor.get(path, If_None_Match=tag)
                    self.assertEqual((again.status, again.body, again.headers["etag"]), (304, b"", tag))
        client = self.client("municipality_a")
        tag = visitor.get("/").headers["etag"]
        client.post("%s/svara/9" % self.round, dict(self.draft(client).fields, kommentar="Ändring."))
        changed = visitor.get("/", If_None_Match=tag)
        self.assertEqual(changed.status, 200)
        self.assertNotEqual(changed.headers["etag"], tag)

    def test_what_is_personal_is_never_kept(self):
        a = self.client("municipality_a")
        tag = self.client().get("/").headers["etag"]
        for path in ("/", "/konto", self.respond, "/arende/halsoavtal-2026"):
            answer = a.get(path, If_None_Match=tag)
            self.assertEqual((answer.status, answer.headers["cache-control"]), (200, "no-store"), path)
            self.assertNotIn("etag", answer.headers)
        login = self.client().get("/logga-in")  # has a token
        self.assertEqual(login.headers["cache-control"], "no-store")
        self.assertEqual(self.client().get("/finns-inte").headers["cache-control"], "no-store")

    def test_compressed_and_plain_are_the_same(self):
        visitor = self.client()
        for _ in range(4):
            plain = visitor.get("/arenden")
            packed = visitor.get("/arenden", Accept_Encoding="gzip")
            body = gzip.decompress(packed.body) if packed.headers.get("content-encoding") == "gzip" else packed.body
            self.assertEqual(body, plain.body)
        self.assertEqual(packed.headers.get("content-encoding"), "gzip")

    def test_theme_and_language_are_only_a_cookie(self):
        visitor = self.client()
        before = self.portal.sql("SELECT max(seq) FROM event")
        for theme in ("dark", "light"):
            answer = visitor.post("/utseende", {"tema": theme, "till": "/arenden"})
            self.assertEqual((answer.status, answer.location), (303, "/arenden"))
            self.assertIn('data-theme="%s"' % theme, visitor.get("/arenden").text)
        visitor.post("/utseende", {"tema": "auto"})
        self.assertNotIn("data-theme", visitor.get("/arenden").text)
        self.assertIn('<html lang="sv"', visitor.get("/").text)
        self.assertIn("Logga in", visitor.get("/").words)
        answer = visitor.post("/sprak", {"sprak": "en"})
        self.assertEqual((answer.status, answer.location), (303, "/"))
        english = visitor.get("/")
        self.assertIn('<html lang="en"', english.text)
        self.assertRegex(english.words, r"\d+ (January|February|March|April|May|June|July|August|September|October|"
                                        r"November|December) \d{4}")
        with open(os.path.join(SRC, "po", "en.po")) as file:
            for swedish, translated in re.findall(r'msgid "(Logga in|Ärenden)"\nmsgstr "([^"]+)"', file.read()):
                self.assertIn(translated, english.words)
        self.assertIn('<html lang="en"', visitor.get("/finns-inte").text)
        visitor.post("/sprak", {"sprak": "sv"})
        self.assertIn('<html lang="sv"', visitor.get("/").text)
        for path, fields in (("/utseende", {"tema": "rosa"}), ("/utseende", {}), ("/sprak", {"sprak": "fi"})):
            answer = visitor.post(path, fields)
            self.assert_refused(answer, 422)
            self.assertNotIn("set-cookie", answer.headers)
        self.assertEqual(self.portal.sql("SELECT max(seq) FROM event"), before)

    def test_a_provision_is_found_by_its_number(self):
        for slug, number in (("halsoavtal-2026", "2.1"), ("sydostra-2024", "7.3")):
            answer = self.client().get("/arende/%s/p/%s" % (slug, number))
            self.assertIn(answer.status, (301, 302, 303, 307, 308))
            self.assertRegex(answer.location, r"^/arende/%s/p/\d+$" % slug)
            page = self.client().get(answer.location)
            self.assertEqual(page.status, 200)
            self.assertIn(number, page.words)

    def test_the_printed_hash_is_that_of_the_text(self):
        seen = 0
        for slug in ("halsoavtal-2026", "sydostra-2024"):
            listing = self.client().get("/arende/%s/dokument" % slug)
            self.assertEqual(listing.status, 200)
            for path in sorted(set(re.findall(r'href="(/arende/%s/text/[^"./]+)"' % slug, listing.text))):
                with self.subTest(path=path):
                    page, text = self.client().get(path), self.client().get(path + ".txt")
                    self.assertEqual((page.status, text.status), (200, 200))
                    self.assertEqual(text.headers["content-type"], "text/plain; charset=utf-8")
                    self.assertTrue(text.body.startswith(b"overens-text-1\ndocument: "))
                    self.assertTrue(text.body.endswith(b"\n") and not text.body.endswith(b"\n\n"))
                    self.assertNotRegex(text.text, r"[ \t]\n|\r|\ufeff|\u00ad")
                    self.assertIn("sha256 " + sha256(text.body), re.sub(r"(?<=\b[0-9a-f]{4}) (?=[0-9a-f]{4}\b)", "",
                                                                        page.words))
                    seen += 1
        self.assertGreaterEqual(seen, 4)

    def test_everything_a_visitor_is_led_to_is_there(self):
        seen, queue = set(), ["/"]
        visitor = self.client()
        while queue:
            path = queue.pop()
            if path in seen or len(seen) > 400:
                continue
            seen.add(path)
            answer = visitor.get(path)
            self.assertIn(answer.status, (200, 301, 303), path)
            if answer.location and not answer.location.startswith("/logga-in"):
                queue.append(answer.location)
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            self.assertNotRegex(answer.text, r"\{\{|\}\}|&amp;amp;|\(null\)", path)
            ids = [a["id"] for _, a in answer.page.elements if "id" in a]
            self.assertEqual(len(ids), len(set(ids)), "%s: an id stands twice" % path)
            for tag, a in answer.page.elements:
                self.assertFalse([name for name in a if name.startswith("on") or name == "style"], "%s: %s" % (path, a))
                href = a.get("href", "").split("#")[0] if tag == "a" else ""
                if href.startswith("/") and not href.startswith("/static/"):
                    queue.append(href)
        self.assertGreater(len(seen), 30)

    def test_static_files(self):
        visitor = self.client()
        page = visitor.get("/")
        for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
            answer = visitor.request("GET", path, safe=False)
            self.assertEqual(answer.status, 200, path)
            self.assertEqual(answer.headers["x-content-type-options"], "nosniff")
        for path in ("/static/../overens.conf", "/static/..%2foverens.conf", "/static../overens.conf", "/static/"):
            self.assertIn(visitor.request("GET", path, safe=False).status, (400, 403, 404), path)
        self.assertIn("default-src 'none'", POLICY)

    def test_machines_get_words(self):
        for path in ("/healthz", "/readyz"):
            answer = self.client().get(path)
            self.assertEqual((answer.status, answer.body, answer.headers["cache-control"]), (200, b"ok\n", "no-store"))


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
            self.assertNotIn(password + '"', answer.text)
        self.assertEqual(len(set(pages)), 1)

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
        self.assertTrue(until(lambda: not noted or self.portal.number("SELECT max(last_seen) FROM session") == self.now, 5))

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


class Escaping(Pages):
    def assert_harmless(self, answer, status=200, shown=True):
        self.assertEqual(answer.status, status, answer.words[:300])
        for raw in ("<script>alert", "<img src=x", "</textarea>\"", "onerror=alert(2)> \""):
            self.assertNotIn(raw, answer.text)
        for tag, a in answer.page.elements:
            self.assertNotIn("onerror", a)
        if shown:
            self.assertIn("<script>alert(1)</script>", answer.words.replace("&amp;amp;", "&amp;"))

    def test_a_comment_is_text_wherever_it_is_shown(self):
        a, staff = self.client("municipality_a"), self.client("staff")
        path = "%s/svara/2" % self.round
        form = self.draft(a, 2)
        stale = dict(form.fields)
        saved = a.post(path, dict(form.fields, betyg="support_with_change", kommentar=NASTY, gor="stanna"))
        self.assertEqual(saved.status, 303)
        self.assertEqual(self.draft(a, 2).fields["kommentar"], NASTY)
        self.assert_harmless(a.get(path), shown=False)
        self.assert_harmless(a.get(self.round + "/granska"))
        self.assert_harmless(a.get(self.round + "/svara"), shown=False)
        # Given back: refused, without token, and beside a colleague's.
        self.assert_harmless(a.post(path, dict(self.draft(a, 2).fields, betyg="<script>alert", kommentar=NASTY)), 422, False)
        self.assert_harmless(a.post(path, {"kommentar": NASTY, "<script>alert(1)</script>": "x"}), 403)
        other = self.client("approver_a")
        self.assert_harmless(other.post(path, dict(stale, _token=other.token(), betyg="reject", kommentar=NASTY + "!")), 409)
        # Sent: the receipt, the staff's pages, the compilation.
        form = a.get(self.send).form(self.send)
        receipt = a.post(self.send, dict(form.fields, rattslage="officer")).location
        self.assert_harmless(a.get(receipt))
        text = a.get(receipt + ".txt")
        self.assertIn(NASTY, text.text)  # the exact bytes, as plain text
        self.assertEqual(text.headers["content-type"], "text/plain; charset=utf-8")
        self.assert_harmless(staff.get(self.portal.routes["response_a"]))
        self.assert_harmless(staff.get(self.round + "/sammanstallning?fraga=2"))
        # Under a token that was used: both bodies are shown.
        self.assert_harmless(a.post(self.send, dict(form.fields, rattslage=NASTY)), 422, False)
        self.assert_harmless(a.post(self.send, dict(form.fields, rattslage="delegated", annat=NASTY)), 409)

    def test_addresses_and_queries_are_text(self):
        for path in ("/%3Cscript%3Ealert(1)%3C/script%3E", "/arenden?q=%3Cscript%3Ealert(1)%3C/script%3E",
                     "/logga-in?till=/%22%3E%3Cscript%3Ealert(1)", self.round + "/sammanstallning?fraga=%3Cscript%3Ealert"):
            self.assert_harmless(self.client().get(path), self.client().get(path).status, False)


if __name__ == "__main__":
    unittest.main()
