# SPDX-License-Identifier: EUPL-1.2
"""Signing in at an identity provider: a real one, and one that lies, hangs, drips, floods and redirects."""
import base64
import hashlib
import json
import os
import signal
import threading
import time
import unittest
import urllib.parse

from oidcproviders import Hostile, Key, Real, b64, certificate, drip, hang, hs256, huge
from portal import Client, Portal, give, until, write_config

CALLBACK = "/logga-in/oidc/svar"


class Providers(unittest.TestCase):
    """One portal with a real provider and hostile ones, each a section of its own; they are added by a reload."""
    longMessage = True

    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(serve__workers=3)
        cls.base = "http://localhost:%d" % cls.portal.port
        rows = cls.portal.sql("SELECT a.login, a.email, o.code, a.id FROM account a JOIN organisation o ON o.id = a.organisation_id"
                              " WHERE a.email IS NOT NULL AND a.disabled = 0 ORDER BY a.id")
        cls.login, cls.email, cls.org, cls.account = rows[0]
        cls.stranger = next(row for row in rows if row[2] != cls.org)
        cls.keys = [Key("first"), Key("second"), Key("ec", "ES256"), Key("pss", "PS256")]
        cls.real = Real(cls.portal.dir, cls.base + CALLBACK, {
            "anna": {"email": cls.email.upper(), "email_verified": True, "name": "Anna Andersson"},
            "unverified": {"email": cls.email, "email_verified": False},
            "stranger": {"email": cls.stranger[1], "email_verified": True},
            "nobody": {"email": "ingen@example.se", "email_verified": True},
        }, cls.keys[0])
        cls.evil, cls.slow, cls.other = Hostile(), Hostile(), Hostile()
        secret = cls.portal.path("secret")
        with open(secret, "w") as file:
            file.write(cls.real.settings["secret"] + "\n")
        os.chmod(secret, 0o600)
        cls.configure("real", cls.real.issuer, "client_secret_file = secret")
        cls.configure("evil", cls.evil.issuer, "client_secret_file = secret\nstrong_acr = hog, hogst\nstrong_amr = mfa")
        cls.configure("slow", cls.slow.issuer, "")
        cls.configure("other", cls.other.issuer, "")
        for name, address in (("good", "127.0.0.1"), ("unknown", "127.0.0.1"), ("misnamed", "127.0.0.2")):
            certificate(cls.portal.path(name + ".pem"), address)
        cls.tls = {name: Hostile(tls=cls.portal.path(name + ".pem")) for name in ("good", "unknown", "misnamed")}
        cls.configure("good", cls.tls["good"].issuer, "ca_file = good.pem")
        cls.configure("unknown", cls.tls["unknown"].issuer, "ca_file = good.pem")
        cls.configure("misnamed", cls.tls["misnamed"].issuer, "ca_file = misnamed.pem")
        write_config(cls.portal.app, cls.portal.dir, dict(cls.portal.settings, **{"site.url": cls.base}))
        with open(cls.portal.config, "a") as file:
            file.write("".join(cls.sections))
        give(cls.portal.dir)
        os.chmod(secret, 0o600)
        checked = cls.portal.overens("check-config")
        assert checked.returncode == 0, checked.stderr.decode()
        cls.portal.master.send_signal(signal.SIGHUP)
        assert until(lambda: Client(cls.portal).get("/logga-in/oidc").status == 200 and
                     os.path.exists(cls.portal.path("run", "openid.sock")), 60), cls.portal.log[-2000:]

    sections = []

    @classmethod
    def configure(cls, name, issuer, more):
        cls.sections.append("[oidc.%s]\ntitle = %s kommun\nissuer = %s\nclient_id = overens\norganisation = %s\n%s\n"
                            % (name, name.title(), issuer, cls.org, more))

    @classmethod
    def tearDownClass(cls):
        cls.real.stop()
        for provider in (cls.evil, cls.slow, cls.other, *cls.tls.values()):
            provider.close()
        cls.portal.stop()
        Providers.sections = []

    def begin(self, name, client=None, target=""):
        client = client or Client(self.portal)
        answer = client.get("/logga-in/oidc?leverantor=%s%s" % (name, target and "&till=" + urllib.parse.quote(target)))
        self.assertEqual(answer.status, 303, answer.words[:400])
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.location).query))
        return client, answer.location, query

    def forget(self):
        """What providers publish is asked for again."""
        for name in os.listdir(self.portal.path("run", "openid")):
            os.unlink(self.portal.path("run", "openid", name))

    def signed_in(self, client):
        return client.get("/konto").status == 200

    def assert_refused(self, client, answer, status=403, says="Inloggningen gick inte att slutföra"):
        self.assertEqual(answer.status, status, answer.words[:400])
        self.assertIn(says, answer.words)
        self.assertNotIn("__Host-overens", client.cookies)
        self.assertFalse(self.signed_in(client))

    def forge(self, make, provider=None, name="evil", change=None):
        """The whole way with a hostile provider whose token make(claims, key) gives; returns client and answer."""
        provider = provider or self.evil
        client, _, query = self.begin(name)
        given = {"access_token": "at", "token_type": "Bearer", "id_token": make(provider, query["nonce"])}
        provider.token = lambda form, headers: (200, dict(given, **(change or {})))
        answer = client.get("%s?state=%s&code=c0de" % (CALLBACK, query["state"]))
        return client, answer


class RealProvider(Providers):
    """npm oidc-provider."""

    def sign_in(self, login, target="", **options):
        client, address, _ = self.begin("real", target=target)
        answer = client.get(self.real.sign_in(address, login, **options))
        return client, answer

    def test_1_log_in_links_by_the_verified_address_and_goes_on_to_the_page(self):
        client, answer = self.sign_in("anna", target="/konto/sessioner")
        self.assertEqual((answer.status, answer.location), (303, "/konto/sessioner"), answer.words[:500])
        self.assertIn(self.login, client.get("/konto").text)
        self.assertEqual(self.portal.sql("SELECT account_id, kind, provider, issuer, subject FROM identity"),
                         [[self.account, "oidc", "real", self.real.issuer, "anna"]])
        self.assertEqual(self.portal.sql("SELECT actor, object FROM event WHERE action = 'identity.linked'"),
                         [[self.login, "account/" + self.account]])
        self.assertEqual(self.portal.sql("SELECT method, strong FROM session ORDER BY id DESC LIMIT 1"), [["oidc", "0"]])
        self.assertIn("Real kommun", client.get("/konto/identiteter").words)

    def test_2_known_by_issuer_and_subject_whatever_the_address_is_then(self):
        self.real.start(accounts={"anna": {"email": "ny@example.se", "email_verified": False}})
        _, answer = self.sign_in("anna")
        self.assertEqual(answer.status, 303, answer.words[:400])
        self.assertEqual(self.portal.number("SELECT count(*) FROM identity"), 1)

    def test_3_keys_roll_over(self):
        for key, alg in ((self.keys[1], "RS256"), (self.keys[2], "ES256"), (self.keys[3], "PS256"), (self.keys[0], "RS256")):
            self.real.start(keys=[key.jwk()] + ([] if alg == "RS256" else [self.keys[1].jwk()]), alg=alg)
            client, answer = self.sign_in("anna")
            self.assertEqual(answer.status, 303, "%s: %s" % (key.kid, answer.words[:400]))
            self.assertTrue(self.signed_in(client))

    def test_5_whom_nobody_knows_is_told_whom_to_ask_and_nothing_is_made(self):
        accounts = self.portal.number("SELECT count(*) FROM account")
        self.real.start(accounts={"nobody": {"email": "ingen@example.se", "email_verified": True},
                                  "stranger": {"email": self.stranger[1], "email_verified": True},
                                  "unverified": {"email": self.email, "email_verified": False}, "silent": {}})
        for login, word in (("nobody", "ingen@example.se"), ("stranger", self.stranger[1]), ("unverified", self.email),
                            ("silent", "ingen e-postadress")):
            client, answer = self.sign_in(login)
            self.assert_refused(client, answer, says="Du är inte inloggad här")
            self.assertIn(word, answer.words)
            self.assertIn("Inget konto har skapats", answer.words)
        self.assertEqual(self.portal.number("SELECT count(*) FROM account"), accounts)
        self.assertEqual(self.portal.number("SELECT count(*) FROM identity"), 1)

    def test_6_an_address_that_passed_on_does_not_open_the_old_account(self):
        self.real.start(accounts={"efter": {"email": self.email, "email_verified": True}})
        client, answer = self.sign_in("efter")
        self.assert_refused(client, answer, says="Du är inte inloggad här")

    def test_7_who_cancels_is_told_so(self):
        client, answer = self.sign_in("anna", cancel=True)
        self.assert_refused(client, answer)
        self.assertIn("avbröts eller nekades", answer.words)

    def test_8_signing_out_says_where_one_still_is_signed_in(self):
        self.real.start(accounts={"anna": {}})
        client, _ = self.sign_in("anna")
        answer = client.post("/logga-ut", {"_token": client.token()})
        self.assertEqual(answer.location, "/logga-in/oidc/utloggad?leverantor=real")
        page = client.get(answer.location)
        self.assertIn("Hos Real kommun kan du fortfarande vara inloggad", page.words)
        self.assertIn(self.real.issuer + "/session/end", page.text)
        self.assertFalse(self.signed_in(client))

    def test_9_a_removed_identity_ends_its_sessions_and_must_be_linked_anew(self):
        client, _ = self.sign_in("anna")
        form = client.get("/konto/identiteter").form("/konto/identiteter")
        self.assertEqual(client.post("/konto/identiteter", form.fields).status, 303)
        self.assertFalse(self.signed_in(client))
        self.assertEqual(self.portal.number("SELECT count(*) FROM identity"), 0)
        self.assertEqual(self.portal.number("SELECT count(*) FROM event WHERE action = 'identity.removed'"), 1)
        _, answer = self.sign_in("anna")
        self.assertEqual(answer.status, 403)
        self.assertEqual(self.portal.overens("verify").returncode, 0)


class BadTokens(Providers):
    """Nothing but a token that is right in every part opens a session."""

    def good(self, **claims):
        return lambda p, nonce: p.key.token(p.claims(nonce, email=self.email, email_verified=True, **claims))

    def test_a_good_one_works_and_all_that_is_asked_is_right(self):
        seen = {}

        client, address, query = self.begin("evil", target="/arenden")
        self.assertTrue(address.startswith(self.evil.issuer + "/authorize?"))
        self.assertEqual({name: query.get(name) for name in ("response_type", "client_id", "redirect_uri", "scope",
                                                             "code_challenge_method")},
                         {"response_type": "code", "client_id": "overens", "redirect_uri": self.base + CALLBACK,
                          "scope": "openid profile email", "code_challenge_method": "S256"})
        self.assertGreaterEqual(min(len(query["state"]), len(query["nonce"])), 43)

        def token(form, headers):
            seen.update(form, basic=headers.get("Authorization"))
            return 200, {"access_token": "at", "id_token": self.good(amr=["pwd", "mfa"])(self.evil, query["nonce"])}
        self.evil.token = token
        path = "%s?state=%s&code=c0de&iss=%s" % (CALLBACK, query["state"], urllib.parse.quote(self.evil.issuer))
        answer = client.get(path)
        self.assertEqual((answer.status, answer.location), (303, "/arenden"), answer.words[:400])
        self.assertTrue(self.signed_in(client))
        self.assertEqual(seen["code"], "c0de")
        self.assertEqual(seen["redirect_uri"], self.base + CALLBACK)
        self.assertEqual(b64(hashlib.sha256(seen["code_verifier"].encode()).digest()), query["code_challenge"])
        user, _, secret = base64.b64decode(seen["basic"].split()[1]).decode().partition(":")
        self.assertEqual((user, urllib.parse.unquote_plus(secret)), ("overens", self.real.settings["secret"]))
        self.assertEqual(self.portal.sql("SELECT method, strong FROM session ORDER BY id DESC LIMIT 1"), [["oidc", "1"]])
        # The same address once more, in the same browser and in another one: used up.
        again = client.get(path)
        self.assertEqual(again.status, 403)
        self.assertIn("vara använt", again.words)
        other = Client(self.portal)
        self.assert_refused(other, other.get(path))

    def test_every_forged_token_is_refused(self):
        now = int(time.time())
        small, stranger = Key("small", bits=1024), Key("one")
        public = self.evil.key.pem()
        self.evil.keys = [self.evil.key.public(), small.public()]

        def unsigned(p, nonce):
            return "%s.%s." % (b64(json.dumps({"alg": "none"})), b64(json.dumps(p.claims(nonce))))

        def twice(p, nonce):
            return p.key.token(json.dumps(p.claims(nonce, iss="https://annan.example"))[:-1] +
                               ', "iss": "%s"}' % p.issuer)

        def cut(p, nonce):
            return self.good()(p, nonce)[:-6]

        def other_body(p, nonce):
            head, _, signature = self.good()(p, nonce).split(".")
            return "%s.%s.%s" % (head, b64(json.dumps(p.claims(nonce, sub="chefen"))), signature)
        forged = {
            "alg none": unsigned,
            "alg None": lambda p, n: unsigned(p, n).replace(b64('{"alg": "none"}'), b64('{"alg": "None"}')),
            "HS256 with the public key": lambda p, n: hs256(p.claims(n), public, kid="one"),
            "HS256 with the client's secret": lambda p, n: hs256(p.claims(n), self.real.settings["secret"].encode()),
            "issuer": self.good(iss="https://annan.example"),
            "issuer with a slash": self.good(iss=self.evil.issuer + "/"),
            "audience": self.good(aud="annan"),
            "audiences without azp": self.good(aud=["overens", "annan"]),
            "azp": self.good(azp="annan"),
            "no audience": self.good(aud=None),
            "nonce": self.good(nonce="en annan"),
            "no nonce": self.good(nonce=None),
            "expired": self.good(exp=now - 120),
            "no exp": self.good(exp=None),
            "exp as text": self.good(exp=str(now + 300)),
            "from the future": self.good(iat=now + 600, exp=now + 900),
            "not yet": self.good(nbf=now + 600),
            "too old": self.good(iat=now - 7200),
            "no iat": self.good(iat=None),
            "no subject": self.good(sub=None),
            "a number as subject": self.good(sub=7),
            "subject too long": self.good(sub="s" * 256),
            "at_hash": self.good(at_hash=b64(b"0" * 16)),
            "another key of the same name": lambda p, n: stranger.token(p.claims(n)),
            "RSA of 1024 bits": lambda p, n: small.token(p.claims(n)),
            "key in the header": lambda p, n: stranger.token(p.claims(n), jwk=stranger.public(), kid="ny"),
            "critical extension": lambda p, n: p.key.token(p.claims(n), crit=["exp"]),
            "issuer twice": twice,
            "cut": cut,
            "another body": other_body,
            "five parts": lambda p, n: self.good()(p, n) + ".x.y",
            "huge": self.good(name="x" * 20000),
            "no token": lambda p, n: None,
            "no text": lambda p, n: 7,
        }
        for what, make in forged.items():
            with self.subTest(what):
                client, answer = self.forge(make)
                self.assert_refused(client, answer)
                self.assertIn("gick inte att lita på", answer.words)
        self.evil.keys = [self.evil.key.public()]
        client, answer = self.forge(self.good())
        self.assertEqual(answer.status, 303, "a good one still works: " + answer.words[:300])

    def test_state_browser_issuer_and_age(self):
        make = self.good()
        client, _, query = self.begin("evil")
        self.evil.token = lambda form, headers: (200, {"access_token": "at", "id_token": make(self.evil, query["nonce"])})
        path = "%s?code=c0de&state=" % CALLBACK
        stranger, _, _ = self.begin("evil")
        for what, who, where in (("state", client, path + b64(b"0" * 32)), ("short state", client, path + "x"),
                                 ("no state", client, "%s?code=c0de" % CALLBACK),
                                 ("another browser", stranger, path + query["state"]),
                                 ("no cookie", Client(self.portal), path + query["state"])):
            with self.subTest(what):
                self.assert_refused(who, who.get(where))
        # None of these has used up the right one, but an answer of another issuer does.
        self.assert_refused(client, client.get(path + query["state"] + "&iss=https://annan.example"))
        self.assert_refused(client, client.get(path + query["state"]))
        client, _, query = self.begin("evil")
        self.evil.token = lambda form, headers: (200, {"id_token": make(self.evil, query["nonce"])})
        self.portal.set_clock(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 660)))
        try:
            self.assert_refused(client, client.get(path + query["state"]))
        finally:
            self.portal.set_clock(None)

    def test_userinfo_about_somebody_else_is_refused(self):
        self.evil.discovery["userinfo_endpoint"] = self.evil.issuer + "/userinfo"
        self.forget()
        try:
            self.evil.userinfo = {"sub": "chefen", "email": self.email, "email_verified": True}
            client, answer = self.forge(lambda p, n: p.key.token(p.claims(n)))
            self.assert_refused(client, answer)
        finally:
            del self.evil.discovery["userinfo_endpoint"]
            self.forget()

    def test_the_secret_goes_in_the_form_where_the_provider_wants_it_there(self):
        seen = {}
        self.evil.discovery["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
        self.forget()
        try:
            client, _, query = self.begin("evil")

            def token(form, headers):
                seen.update(form, basic=headers.get("Authorization"))
                return 200, {"id_token": self.good()(self.evil, query["nonce"])}
            self.evil.token = token
            self.assertEqual(client.get("%s?state=%s&code=c0de" % (CALLBACK, query["state"])).status, 303)
            self.assertEqual((seen["client_secret"], seen["client_id"], seen["basic"]),
                             (self.real.settings["secret"], "overens", None))
        finally:
            del self.evil.discovery["token_endpoint_auth_methods_supported"]
            self.forget()

    def test_errors_are_told_without_the_words_of_strangers(self):
        client, _, query = self.begin("evil")
        answer = client.get("%s?state=%s&error=server_error&error_description=Ring+Zackarias" % (CALLBACK, query["state"]))
        self.assert_refused(client, answer)
        self.assertNotIn("Zackarias", answer.words)
        client, _, query = self.begin("evil")
        self.evil.token = lambda form, headers: (400, {"error": "invalid_grant"})
        self.assert_refused(client, client.get("%s?state=%s&code=c0de" % (CALLBACK, query["state"])))

    def test_keys_are_fetched_anew_but_not_for_ever(self):
        before = self.evil.asked.count("/keys")
        for _ in range(12):
            self.forge(lambda p, n: p.key.token(p.claims(n), kid="okand"))
        self.assertLessEqual(self.evil.asked.count("/keys") - before, 7)


class SlowProviders(Providers):
    """A provider that is ill harms nobody but those who want to sign in there."""

    def watch(self, seconds, work):
        """Runs work in threads while other pages are asked for; returns the slowest of those."""
        threads = [threading.Thread(target=w) for w in work]
        for thread in threads:
            thread.start()
        slowest, end = 0.0, time.monotonic() + seconds
        client = Client(self.portal)
        while time.monotonic() < end or any(t.is_alive() for t in threads):
            for path in ("/healthz", "/"):
                begin = time.monotonic()
                self.assertEqual(client.get(path).status, 200)
                slowest = max(slowest, time.monotonic() - begin)
            time.sleep(0.05)
        for thread in threads:
            thread.join()
        return slowest

    def ask(self, results, path, client=None):
        client = client or Client(self.portal, timeout=40)

        def run():
            begin = time.monotonic()
            answer = client.get(path)
            results.append((answer.status, time.monotonic() - begin, answer))
        return run

    def test_hanging_dripping_flooding_and_redirecting_discovery(self):
        for what, answer in (("hang", hang), ("drip", drip), ("huge", huge),
                             ("redirect", lambda h: h.reply(302, {}, Location=self.evil.issuer + "/.well-known/openid-configuration")),
                             ("500", lambda h: h.reply(500, b"<html>"))):
            with self.subTest(what):
                self.slow.answers["/.well-known/openid-configuration"] = answer
                results = []
                slowest = self.watch(0.5, [self.ask(results, "/logga-in/oidc?leverantor=slow") for _ in range(6)])
                self.assertLess(slowest, 8.0)  # a page that waited for the provider would take ten
                for status, took, page in results:
                    self.assertEqual(status, 503)
                    self.assertLess(took, 20)  # thirty, if we waited as long as it takes
                    self.assertIn("svarar inte just nu", page.words)
                    self.assertTrue(page.headers["retry-after"])
                if what in ("hang", "drip"):  # two may wait; the others are told at once
                    self.assertGreaterEqual(sum(took < 7 for _, took, _ in results), 4)
        del self.slow.answers["/.well-known/openid-configuration"]
        self.begin("slow")

    def test_hanging_and_flooding_token_endpoints(self):
        for what, answer in (("hang", hang), ("huge", huge), ("redirect", lambda h: h.reply(302, {}, Location=self.evil.issuer))):
            with self.subTest(what):
                client, _, query = self.begin("other", client=Client(self.portal, timeout=40))
                self.other.answers["/token"] = answer
                results = []
                slowest = self.watch(0.5, [self.ask(results, "%s?state=%s&code=x" % (CALLBACK, query["state"]), client)])
                self.assertLess(slowest, 8.0)
                self.assertIn(results[0][0], (403, 503))
                self.assertLess(results[0][1], 20)
                self.assertFalse(self.signed_in(client))
        self.other.answers.clear()

    def test_only_a_certificate_that_is_vouched_for_and_names_the_server(self):
        self.begin("good")
        for name in ("unknown", "misnamed"):
            self.assertEqual(Client(self.portal).get("/logga-in/oidc?leverantor=" + name).status, 503)
            self.assertEqual(self.tls[name].asked, [], "nothing is asked before the certificate is good")

    def test_a_killed_process_is_there_again(self):
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and b"openid" in cmdline(name)
                and self.portal.config.encode() in cmdline(name)]
        self.assertTrue(pids)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.assertTrue(until(lambda: Client(self.portal).get("/logga-in/oidc?leverantor=evil").status == 303, 60))

    def test_discovery_that_lies_is_refused(self):
        for what, change in (("issuer", {"issuer": "https://annan.example"}),
                             ("http to elsewhere", {"token_endpoint": "http://annan.example/token"}),
                             ("no keys", {"jwks_uri": None})):
            with self.subTest(what):
                self.forget()
                saved = dict(self.slow.discovery)
                self.slow.discovery.update(change)
                try:
                    answer = Client(self.portal).get("/logga-in/oidc?leverantor=slow")
                finally:
                    self.slow.discovery = saved
                self.assertEqual(answer.status, 503)


def cmdline(pid):
    try:
        with open("/proc/%s/cmdline" % pid, "rb") as file:
            return file.read()
    except OSError:
        return b""


if __name__ == "__main__":
    unittest.main()
