# SPDX-License-Identifier: EUPL-1.2
"""The trusted proxy: a FastCGI parameter that only the web server can set says who somebody is."""
import unittest

import fcgiclient as f
from portal import Answer, Client, Portal, write_config


class TrustedProxy(unittest.TestCase):
    longMessage = True

    @classmethod
    def setUpClass(cls):
        with Portal(serve=False) as probe:
            rows = probe.sql("SELECT a.login, a.email, o.code, a.id FROM account a JOIN organisation o"
                             " ON o.id = a.organisation_id WHERE a.email IS NOT NULL AND a.disabled = 0 ORDER BY a.id")
        cls.login, cls.email, cls.org, cls.account = rows[0]
        cls.portal = Portal(serve__workers=2, auth__proxy_user="REMOTE_USER", auth__proxy_email="TEST_MAIL",
                            auth__proxy_organisation=cls.org, auth__proxy_issuer="natet")

    @classmethod
    def tearDownClass(cls):
        cls.portal.stop()

    def ask(self, uri, user=None, mail=None, cookies=None, **options):
        """One request on the portal's socket, with what the web server says of the person."""
        extra = dict(options.pop("extra", {}))
        if user is not None:
            extra["REMOTE_USER"] = user
        if mail is not None:
            extra["TEST_MAIL"] = mail
        if cookies:
            extra["HTTP_COOKIE"] = "; ".join("%s=%s" % item for item in cookies.items())
        reply = f.ask(self.portal.socket, uri, extra=extra, **options)
        answer = Answer(reply.status, [(k.title(), v) for k, v in reply.headers.items()], reply.body)
        return answer

    def session(self, answer):
        for name, value in answer.all_headers:
            if name.lower() == "set-cookie" and value.startswith("__Host-overens="):
                return {"__Host-overens": value.split(";")[0].partition("=")[2]}
        self.fail("no session: %d %s" % (answer.status, answer.words[:400]))

    def test_1_a_browser_cannot_say_who_it_is(self):
        for headers in ({"Remote-User": "anna"}, {"Remote_User": "anna"}, {"REMOTE_USER": "anna"},
                        {"Authorization": "Basic YW5uYTp4"}):
            client = Client(self.portal)
            self.assertEqual(client.request("GET", "/logga-in", headers=headers).status, 200)
            self.assertNotIn("__Host-overens", client.cookies)
        answer = self.ask("/logga-in", extra={"HTTP_REMOTE_USER": "anna", "HTTP_TEST_MAIL": self.email})
        self.assertEqual(answer.status, 200)
        self.assertNotIn("__Host-overens=", str(answer.all_headers))

    def test_2_whom_nobody_knows_gets_the_page_to_sign_in(self):
        accounts = self.portal.number("SELECT count(*) FROM account")
        for mail in (None, "ingen@example.se"):
            answer = self.ask("/logga-in", user="okand", mail=mail)
            self.assertEqual(answer.status, 200)
            self.assertIn("inget öppet konto här är kopplat till dig", answer.words)
        self.assertEqual(self.portal.number("SELECT count(*) FROM account"), accounts)
        self.assertEqual(self.portal.number("SELECT count(*) FROM identity"), 0)

    def test_3_known_by_the_address_first_and_by_the_name_from_then_on(self):
        answer = self.ask("/logga-in?till=/konto", user="KOMMUN/anna", mail=self.email.upper())
        self.assertEqual((answer.status, answer.location), (303, "/konto"), answer.words[:400])
        page = self.ask("/konto", user="KOMMUN/anna", cookies=self.session(answer))
        self.assertEqual(page.status, 200)
        self.assertIn(self.login, page.text)
        self.assertEqual(self.portal.sql("SELECT account_id, kind, issuer, subject FROM identity"),
                         [[self.account, "proxy", "natet", "KOMMUN/anna"]])
        self.assertEqual(self.portal.sql("SELECT method FROM session ORDER BY id DESC LIMIT 1"), [["proxy"]])
        answer = self.ask("/logga-in", user="KOMMUN/anna")
        self.assertEqual(answer.status, 303)

    def test_4_a_page_that_needs_it_leads_there_and_back(self):
        answer = self.ask("/konto/sessioner", user="KOMMUN/anna")
        self.assertEqual(answer.location, "/logga-in?till=%2Fkonto%2Fsessioner")
        answer = self.ask(answer.location, user="KOMMUN/anna")
        self.assertEqual((answer.status, answer.location), (303, "/konto/sessioner"))

    def test_5_somebody_else_ends_the_session(self):
        cookies = self.session(self.ask("/logga-in", user="KOMMUN/anna"))
        self.assertEqual(self.ask("/konto", cookies=cookies).status, 200, "a page that the proxy does not guard")
        answer = self.ask("/konto?x=1", user="KOMMUN/bo", cookies=cookies)
        self.assertEqual((answer.status, answer.location), (303, "/konto?x=1"))
        self.assertIn("Max-Age=0", str(answer.all_headers))
        self.assertEqual(self.ask("/konto", cookies=cookies).status, 303, "the session is ended, not only its cookie")

    def test_6_by_hand_and_taken_away_again(self):
        done = self.portal.overens("identity", "add", self.login, "proxy", "anna2")
        self.assertEqual(done.returncode, 0, done.stderr)
        cookies = self.session(self.ask("/logga-in", user="anna2"))
        rows = [line.split("\t") for line in self.portal.overens("identity", "list", self.login).stdout.decode().splitlines()]
        self.assertEqual([row[1:] for row in rows], [["proxy", "natet", "natet", "KOMMUN/anna"], ["proxy", "natet", "natet", "anna2"]])
        self.assertEqual(self.portal.overens("identity", "remove", self.login, rows[1][0]).returncode, 0)
        self.assertEqual(self.ask("/konto", cookies=cookies).status, 303)
        self.assertEqual(self.ask("/logga-in", user="anna2").status, 200)
        self.assertEqual(self.portal.overens("identity", "add", self.login, "okand", "x").returncode, 2)

    def test_7_a_configuration_that_would_let_anybody_in_is_refused(self):
        for settings, word in (({"auth.proxy_user": "HTTP_REMOTE_USER"}, "proxy_user"),
                               ({"auth.proxy_user": "QUERY_STRING"}, "proxy_user"),
                               ({"auth.proxy_user": "remote_user"}, "proxy_user"),
                               ({"auth.proxy_user": "REMOTE_USER", "auth.proxy_issuer": "https://id.example"}, "proxy_issuer"),
                               ({"auth.proxy_user": "REMOTE_USER", "serve.socket_mode": "0666"}, "socket_mode"),
                               ({"auth.proxy_user": "REMOTE_USER", "auth.proxy_organisation": "9999"}, "9999"),
                               ({"oidc.x": "1"}, "unknown section")):
            with self.subTest(settings):
                self.check(settings, "", word)

    def test_8_a_provider_that_will_not_do_is_told_by_check_config(self):
        good = {"title": "X", "issuer": "https://id.example", "client_id": "c"}
        for change, word in (({"issuer": "http://id.example"}, "https"), ({"issuer": None}, "missing"),
                             ({"client_id": None}, "missing"), ({"hemlighet": "x"}, "unknown key"),
                             ({"client_secret_file": "finns-inte"}, "finns-inte"), ({"scopes": "email"}, "openid"),
                             ({"organisation": "9999"}, "9999"), ({"strong": "kanske"}, "on or off")):
            with self.subTest(change):
                keys = {k: v for k, v in dict(good, **change).items() if v is not None}
                self.check({"site.url": "https://portal.example"},
                           "[oidc.x]\n" + "".join("%s = %s\n" % item for item in keys.items()), word)
        self.check({"site.url": "https://portal.example"}, "[oidc.Å]\ntitle = X\nissuer = https://a.example\nclient_id = c\n", "a-z")
        self.check({"site.url": ""}, "[oidc.x]\ntitle = X\nissuer = https://a.example\nclient_id = c\n", "site.url")

    def check(self, settings, more, word):
        with Portal(serve=False) as other:
            write_config(other.app, other.dir, dict(other.settings, **settings))
            with open(other.config, "a") as file:
                file.write(more)
            done = other.overens("check-config")
            self.assertEqual(done.returncode, 4, done.stdout)
            self.assertIn(word, done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
