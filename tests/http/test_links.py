# SPDX-License-Identifier: EUPL-1.2
"""Ways in beside the password: mailed links, invitations, resets, codes from an app; what they tell strangers."""
import atexit
import base64
import concurrent.futures
import hashlib
import hmac
import os
import re
import shutil
import statistics
import struct
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import fcgiclient as f  # noqa: E402
from pagetest import FORM, Pages, tearDownModule  # noqa: E402,F401
from portal import App, Portal, give  # noqa: E402

PASSWORD = "tre gula cyklar i regn"
OTHER = "sju lila moln om natten"


def make_key():
    folder = tempfile.mkdtemp(prefix="ovkey")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with open(os.path.join(folder, "auth.key"), "w") as file:
        file.write(os.urandom(32).hex() + "\n")
    os.chmod(file.name, 0o600)
    give(folder)
    return file.name


KEY = make_key()


def totp(secret, at, off=0):
    """RFC 6238, written anew here."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30 + off), hashlib.sha1).digest()
    start = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[start:start + 4])[0] & 0x7fffffff) % 1000000)


class Door(Pages):
    """A portal whose clock the test turns, with an address and a key."""
    settings = dict(Pages.settings, site__url="https://portalen.example", auth__key_file=KEY)
    count = now = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Door.now = max(Door.now, int(time.time()) + 3600)

    def setUp(self):
        self.turn(3600)  # nobody's brake from another test

    def turn(self, seconds):
        Door.now += seconds
        self.portal.set_clock(time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(self.now)))

    def person(self, role="economist", password=PASSWORD, email=True):
        """A fresh account: login, address."""
        Door.count += 1
        login = "person%d" % Door.count
        address = "%s@kommunen.example" % login
        arguments = ["user", "add", login, "--name", "Person Nummer%d" % Door.count, "--org", "1489"]
        if email:
            arguments += ["--email", address]
        for one in role.split():
            arguments += ["--role", one]
        self.portal.overens(*arguments, stdin=(password or PASSWORD).encode() + b"\n")
        if not password:
            self.write("UPDATE account SET password = '' WHERE login = '%s'" % login)
        return login, address

    def write(self, statement):
        with self.portal.database(write=True) as db:
            db.execute(statement)
            db.execute("UPDATE change_seq SET seq = seq + 1")

    def mails(self, address):
        """(kind, body) of what waits for the address, oldest first."""
        return [(kind, body.replace("\\n", "\n")) for kind, body in self.portal.sql("SELECT kind, body FROM mail WHERE to_address = '%s' ORDER BY id" % address)]

    def link(self, address, path):
        """The path of the newest link below path that was mailed to the address."""
        found = [m for _, body in self.mails(address) for m in re.findall(r"https://portalen\.example(%s/[\w-]{43})" % path, body)]
        self.assertTrue(found, "no link %s to %s" % (path, address))
        return found[-1]

    def ask(self, address, path="/logga-in/lank", client=None):
        client = client or self.client()
        form = client.get(path).form(path)
        return client.post(path, dict(form.fields, epost=address))

    def invite(self, login, **more):
        """What an administrator's page does: a link in the database, as ov_link_make stores it."""
        token = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
        self.write(
            "INSERT INTO link (purpose, account_id, token_hash, made_by, created_at, expires_at) SELECT 'invite', a.id, '%s', b.id, %d, %d "
            "FROM account a, account b WHERE a.login = '%s' AND b.login = '%s'"
            % (hashlib.sha256(token.encode()).hexdigest(), self.now * 1000000, (self.now + 14 * 86400) * 1000000, login,
               self.portal.users["staff"][0]))
        return "/valkommen/" + token

    def signed_in(self, client):
        return client.get("/konto").status == 200

    def sign_in(self, login, password, client=None):
        client = client or self.client()
        form = client.get("/logga-in").form("/logga-in")
        return client, client.post("/logga-in", dict(form.fields, anvandare=login, losenord=password))

    def press(self, client, path, **fields):
        page = client.get(path)
        self.assertEqual(page.status, 200, page.words[:300])
        form = [x for x in page.page.forms if x.method == "post" and x.action == ""][0]
        return client.post(path, dict(form.fields, **fields))

    def events(self, login, action):
        return self.portal.number("SELECT count(*) FROM event WHERE action = '%s' AND object = 'account/' || "
                                  "(SELECT id FROM account WHERE login = '%s')" % (action, login))


class Links(Door):
    def test_a_council_member_signs_in_by_link_alone(self):
        login, address = self.person("council_member", password=None)
        visitor = self.client()
        answer = self.ask(address, client=visitor)
        self.assertEqual((answer.status, answer.location), (303, "/logga-in/lank?skickad=1"))
        self.assertIn("Om adressen finns hos oss", visitor.get(answer.location).words)
        path = self.link(address, "/logga-in/lank")
        for _ in range(3):  # programs that look at links in mail
            self.assertIn("Person Nummer", self.client().get(path).words)
        self.assertFalse(self.signed_in(visitor))
        answer = self.press(visitor, path)
        self.assertEqual((answer.status, answer.location), (303, "/"))
        self.assertTrue(self.signed_in(visitor))
        self.assertEqual(self.portal.sql("SELECT method, strong FROM session ORDER BY id DESC LIMIT 1"), [["link", "0"]])
        self.assertEqual(self.portal.sql("SELECT actor FROM event WHERE action = 'session.started' ORDER BY seq DESC LIMIT 1"), [[login]])
        again = self.client().get(path)
        self.assertEqual(again.status, 410)
        self.assertIn("redan använd", again.words)
        self.assertIn('href="/logga-in/lank"', again.text)
        token = self.client().get("/logga-in").form("/logga-in")
        late = self.client()
        late.cookies.update(visitor.cookies)
        self.assertEqual(late.post(path, {"_token": visitor.token()}).status, 410)
        self.assertTrue(token)

    def test_the_link_leads_on_to_where_one_wanted(self):
        _, address = self.person("council_member")
        visitor = self.client()
        form = visitor.get("/logga-in?till=/arenden").form("/logga-in/lank")
        visitor.post("/logga-in/lank", dict(form.fields, epost=address))
        self.assertEqual(self.press(visitor, self.link(address, "/logga-in/lank")).location, "/arenden")

    def test_others_are_told_how_they_sign_in(self):
        login, address = self.person("economist")
        self.ask(address)
        (kind, body), = self.mails(address)
        self.assertEqual(kind, "account.login_other")
        self.assertNotIn("/logga-in/lank/", body)
        self.assertIn(login, body)
        mixed, address = self.person("council_member economist")
        self.ask(address)
        self.assertEqual([kind for kind, _ in self.mails(address)], ["account.login_other"], mixed)

    def test_a_mandate_given_after_the_mail_closes_the_link(self):
        login, address = self.person("council_member")
        self.ask(address)
        self.write("INSERT INTO mandate (account_id, role) SELECT id, 'economist' FROM account WHERE login = '%s'" % login)
        visitor = self.client()
        self.assertEqual(self.press(visitor, self.link(address, "/logga-in/lank")).status, 410)
        self.assertFalse(self.signed_in(visitor))

    def test_wrong_links(self):
        login, address = self.person("council_member")
        self.ask(address)
        good = self.link(address, "/logga-in/lank")
        token = good.rsplit("/", 1)[1]
        wrong = ["/logga-in/lank/" + token[:-1], "/logga-in/lank/" + token + "A", "/logga-in/lank/" + token[::-1], "/losenord/nytt/" + token,
                 "/valkommen/" + token, "/konto/epost/" + token, "/logga-in/lank/x", "/losenord/nytt/%27%20OR%201=1--"]
        for path in wrong:
            answer = self.client().get(path)
            self.assert_refused(answer, 404, "Länken fungerar inte")
            visitor = self.client()
            self.assertEqual(visitor.post(path, {"_token": visitor.token("/logga-in")}).status, 404, path)
        self.turn(30 * 60)
        self.assert_refused(self.client().get(good), 410, "Länken fungerar inte")
        _, address = self.person("council_member")
        self.ask(address)
        good = self.link(address, "/logga-in/lank")
        self.portal.overens("user", "disable", address.split("@")[0])
        self.assert_refused(self.client().get(good), 410, "Länken fungerar inte")

    def test_two_clicks_at_once_make_one_session(self):
        _, address = self.person("council_member")
        self.ask(address)
        path = self.link(address, "/logga-in/lank")
        before = self.portal.number("SELECT count(*) FROM session")
        visitors = [self.client() for _ in range(8)]
        tokens = [v.get(path).page.forms for v in visitors]
        fields = [[x for x in forms if x.action == "" and x.method == "post"][0].fields for forms in tokens]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda pair: pair[0].post(path, pair[1]), zip(visitors, fields)))
        self.assertEqual(sorted(a.status for a in answers), [303] + [410] * 7)
        self.assertEqual(self.portal.number("SELECT count(*) FROM session"), before + 1)

    def test_no_mailbox_is_filled(self):
        _, address = self.person("council_member")
        for _ in range(6):
            self.assertEqual(self.ask(address).location, "/logga-in/lank?skickad=1")
        self.assertEqual(len(self.mails(address)), 3)  # as many as wait
        self.turn(31 * 60)
        for _ in range(4):
            self.ask(address)
        self.assertEqual(len(self.mails(address)), 5)  # in an hour
        _, other = self.person("economist")
        for _ in range(5):
            self.ask(other)
        self.assertEqual(len(self.mails(other)), 2)

    def test_two_who_share_a_mailbox_get_a_link_each(self):
        one, address = self.person("council_member")
        two, _ = self.person("council_member")
        self.write("UPDATE account SET email = '%s' WHERE login = '%s'" % (address, two))
        self.ask(address)
        bodies = [body for _, body in self.mails(address)]
        self.assertEqual(len(bodies), 2)
        self.assertNotEqual(*[re.search(r"Hej (.*)!", body)[1] for body in bodies])
        _, answer = self.sign_in(address, PASSWORD)  # a password cannot say whose
        self.assertEqual(answer.status, 422)
        self.assertEqual(self.sign_in(one, PASSWORD)[1].status, 303)

    def test_the_mail_says_what_it_must_and_nothing_of_the_host(self):
        _, address = self.person("council_member")
        visitor = self.client()
        form = visitor.get("/logga-in/lank").form("/logga-in/lank")
        body = "&".join("%s=%s" % item for item in dict(form.fields, epost=address.replace("@", "%40")).items())
        answer = f.ask(self.portal.socket, "/logga-in/lank", method="POST", body=body.encode(), content_type=FORM,
                       extra={"HTTP_HOST": "ond.example", "HTTP_COOKIE": "; ".join("%s=%s" % c for c in visitor.cookies.items())})
        self.assertEqual(answer.status, 303)
        (_, text), = self.mails(address)
        self.assertNotIn("ond.example", text)
        self.assertIn("Överens", text)
        self.assertIn("https://portalen.example/logga-in/lank/", text)
        self.assertRegex(text, r"en gång, till och med \d+ \w+ \d{4} kl\. \d\d\.\d\d")
        self.assertIn("slänga mejlet", text)
        self.assertEqual(self.portal.sql("SELECT secret, subject FROM mail WHERE to_address = '%s'" % address), [["1", "Din länk till Överens"]])


class Same(Door):
    """What cannot be told apart: who has an account here."""

    def kinds(self):
        self.off, _ = self.person("economist")
        self.portal.overens("user", "disable", self.off)
        self.bare, _ = self.person("council_member", password=None)
        self.known, _ = self.person("economist")
        return {"unknown": "finns.inte%d", "wrong": self.known, "off": self.off, "bare": self.bare}

    def attempt(self, visitor, fields, login, address):
        body = "&".join("%s=%s" % item for item in dict(fields, anvandare=login, losenord="helt-fel-losenord").items())
        cookies = "; ".join("%s=%s" % c for c in visitor.cookies.items())
        began = time.perf_counter()
        answer = f.ask(self.portal.socket, "/logga-in", method="POST", body=body.encode(), content_type=FORM,
                       extra={"REMOTE_ADDR": address, "HTTP_COOKIE": cookies})
        return time.perf_counter() - began, answer

    def assert_same_medians(self, times, one_round):
        """Thirty tries of each, interleaved. A busy machine makes medians differ by chance, so up to twelve times as many are
        taken before they are called different; what does differ stays different."""
        for i in range(360):
            one_round(i)
            medians = {name: statistics.median(values) for name, values in times.items()}
            if i % 30 == 29 and max(medians.values()) / min(medians.values()) < 1.25:
                return
        self.assertLess(max(medians.values()) / min(medians.values()), 1.25, medians)

    def test_page_headers_and_median_time(self):
        kinds = self.kinds()
        visitor = self.client()
        fields = visitor.get("/logga-in").form("/logga-in").fields
        times = {name: [] for name in kinds}
        seen = set()

        def one_round(i):
            for name in sorted(kinds, key=lambda n: hashlib.sha256((n + str(i)).encode()).digest()):  # in changing order
                login = kinds[name] % i if "%" in kinds[name] else kinds[name]
                self.turn(5)  # an account under attack waits four seconds at most
                took, answer = self.attempt(visitor, fields, login, "203.%d.%d.%d" % (113 + list(kinds).index(name), i // 200, i % 200 + 1))
                self.assertEqual(answer.status, 422, answer.body[:500])
                times[name].append(took)
                text = re.sub(rb'value="[^"]*"', b"", answer.body)
                seen.add((re.sub(rb"[0-9a-f]{32}|[\w-]{60,}", b"", text), tuple(sorted(answer.headers))))
        self.assert_same_medians(times, one_round)
        self.assertEqual(len(seen), 1)

    def test_asking_for_a_link(self):
        _, known = self.person("council_member")
        visitor = self.client()
        fields = visitor.get("/logga-in/lank").form("/logga-in/lank").fields
        cookies = "; ".join("%s=%s" % c for c in visitor.cookies.items())
        times = {True: [], False: []}

        def one_round(i):
            for there in (True, False) if i % 2 else (False, True):
                self.turn(1200)
                self.write("DELETE FROM link")
                body = "&".join("%s=%s" % item for item in dict(fields, epost=known if there else "finns%d@inte.example" % i).items())
                began = time.perf_counter()
                answer = f.ask(self.portal.socket, "/logga-in/lank", method="POST", body=body.encode(), content_type=FORM,
                               extra={"HTTP_COOKIE": cookies})
                times[there].append(time.perf_counter() - began)
                self.assertEqual((answer.status, answer.headers["location"]), (303, "/logga-in/lank?skickad=1"))
        self.assert_same_medians(times, one_round)
        self.assertEqual(len(self.mails(known)), len(times[True]))

    def test_forty_wrong_tries_brake_and_the_right_person_gets_in(self):
        login, address = self.person("economist")
        visitor = self.client()
        fields = visitor.get("/logga-in").form("/logga-in").fields
        statuses = [self.attempt(visitor, fields, login, "198.51.100.7")[1].status for _ in range(40)]
        self.assertEqual(statuses, [422] * 4 + [503] * 36)
        self.assertEqual(self.sign_in(login, PASSWORD)[1].status, 303)  # from elsewhere
        many = [self.attempt(visitor, fields, login, "198.51.101.%d" % i)[1].status for i in range(40)]
        self.assertIn(503, many)  # from everywhere: the account itself is braked
        self.turn(4)
        self.assertEqual(self.sign_in(login, PASSWORD)[1].status, 303)
        self.turn(61)
        answer = self.attempt(visitor, dict(fields), login, "198.51.100.7")[1]
        self.assertEqual(answer.status, 422)  # looked at again after the wait
        self.assertGreaterEqual(self.events(login, "sign_in.failed"), 1)
        self.assertEqual(self.sign_in(address.upper(), PASSWORD)[1].status, 303)

    def test_who_guesses_without_a_pause_keeps_nobody_out_of_a_browser_that_is_known(self):
        login, address = self.person("economist")
        stranger, _ = self.sign_in(self.person("economist")[0], PASSWORD)
        owner, _ = self.sign_in(login, PASSWORD)
        for client in (owner, stranger):
            self.assertEqual(client.post("/logga-ut", client.get("/konto").form("/logga-ut").fields).status, 303)
        visitor = self.client()
        fields = visitor.get("/logga-in").form("/logga-in").fields
        many = [self.attempt(visitor, fields, login, "198.51.101.%d" % i)[1].status for i in range(40)]
        self.assertIn(503, many)  # from everywhere: the account itself is braked
        answer = self.sign_in(login, PASSWORD)[1]
        self.assertEqual(answer.status, 503)
        self.assertIn("Glömt lösenordet", answer.words)
        self.assertEqual(self.sign_in(login, PASSWORD, stranger)[1].status, 503)
        self.assertEqual(self.sign_in(login, "helt-fel-losenord", owner)[1].status, 422)
        self.assertEqual(self.sign_in(login, PASSWORD, owner)[1].status, 303)


class Passwords(Door):
    def test_a_forgotten_password(self):
        login, address = self.person("economist")
        before, _ = self.sign_in(login, PASSWORD)
        self.assertTrue(self.signed_in(before))
        self.assertEqual(self.ask(address, "/losenord/glomt").location, "/losenord/glomt?skickad=1")
        first = self.link(address, "/losenord/nytt")
        self.ask(login.upper(), "/losenord/glomt")
        second = self.link(address, "/losenord/nytt")
        self.assertNotEqual(first, second)
        for bad in ("kort", login * 3, "aaaaaaaaaaaaaa", "abcabcabcabcabc", "lösenordlösenord", "lösenord12345", "qwertyuiopasd", "123456789012",
                    "överens2026!!"):
            answer = self.press(self.client(), second, nytt=bad, igen=bad)
            self.assertEqual(answer.status, 422, bad)
            self.assertIn("ösenordet", answer.words)
        self.assertEqual(self.press(self.client(), second, nytt=OTHER, igen=OTHER + "x").status, 422)
        visitor = self.client()
        self.assertEqual(self.press(visitor, second, nytt=OTHER, igen=OTHER).status, 303)
        self.assertTrue(self.signed_in(visitor))
        self.assertFalse(self.signed_in(before))
        self.assert_refused(self.client().get(first), 410)  # ended by the other
        self.assert_refused(self.client().get(second), 410)
        self.assertEqual(self.sign_in(login, PASSWORD)[1].status, 422)
        self.assertEqual(self.sign_in(login, OTHER)[1].status, 303)
        self.assertEqual(self.mails(address)[-1][0], "account.password_changed")
        self.assertEqual(self.events(login, "account.password"), 1)

    def test_a_reset_link_is_an_hour_old_at_most(self):
        _, address = self.person("economist")
        self.ask(address, "/losenord/glomt")
        path = self.link(address, "/losenord/nytt")
        self.turn(60 * 60 - 1)
        self.assertEqual(self.client().get(path).status, 200)
        self.turn(1)
        self.assert_refused(self.client().get(path), 410)

    def test_two_resets_at_once_set_one_password(self):
        login, address = self.person("economist")
        for _ in range(2):
            self.ask(address, "/losenord/glomt")
        paths = re.findall(r"/losenord/nytt/[\w-]{43}", " ".join(body for _, body in self.mails(address)))
        passwords = [OTHER, PASSWORD + "!"]
        visitors = [self.client() for _ in paths]

        def reset(i):
            return self.press(visitors[i], paths[i], nytt=passwords[i], igen=passwords[i]).status
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            statuses = list(pool.map(reset, range(2)))
        self.assertEqual(sorted(statuses), [303, 410])
        won = statuses.index(303)
        self.turn(61)
        self.assertEqual(self.sign_in(login, passwords[won])[1].status, 303)
        self.assertEqual(self.sign_in(login, passwords[1 - won])[1].status, 422)

    def test_changing_ones_own(self):
        login, address = self.person("economist")
        here, _ = self.sign_in(login, PASSWORD)
        there, _ = self.sign_in(login, PASSWORD)
        form = here.get("/konto/losenord").form("/konto/losenord")
        self.assertEqual(here.post("/konto/losenord", dict(form.fields, nuvarande="fel", nytt=OTHER, igen=OTHER)).status, 422)
        answer = here.post("/konto/losenord", dict(form.fields, nuvarande=PASSWORD, nytt=OTHER, igen=OTHER))
        self.assertEqual(answer.status, 303)
        self.assertIn("Lösenordet är bytt", here.get(answer.location).words)
        self.assertFalse(self.signed_in(there))
        self.assertEqual(self.mails(address)[-1][0], "account.password_changed")

    def test_an_invitation(self):
        login, _ = self.person("drafter", password=None)
        path = self.invite(login)
        page = self.client().get(path)
        self.assertIn("Handläggare", page.words)
        self.assertIn("har bjudit in dig", page.words)
        self.assertEqual(self.press(self.client(), path).status, 422)  # this role needs a password
        visitor = self.client()
        self.assertEqual(self.press(visitor, path, nytt=PASSWORD, igen=PASSWORD).status, 303)
        self.assertTrue(self.signed_in(visitor))
        self.assert_refused(self.client().get(path), 410, "Be annars den som bjöd in dig")
        self.assertEqual(self.sign_in(login, PASSWORD)[1].status, 303)

    def test_a_council_member_needs_no_password(self):
        login, _ = self.person("council_member", password=None)
        visitor = self.client()
        self.assertEqual(self.press(visitor, self.invite(login)).status, 303)
        self.assertTrue(self.signed_in(visitor))
        self.assertEqual(self.portal.sql("SELECT password FROM account WHERE login = '%s'" % login), [[""]])
        self.assertIn("Du har inget lösenord", visitor.get("/konto/losenord").words)

    def test_an_invitation_of_fifteen_days(self):
        login, _ = self.person("drafter", password=None)
        path = self.invite(login)
        self.turn(14 * 86400)
        self.assert_refused(self.client().get(path), 410)

    def test_a_new_address(self):
        login, address = self.person("economist")
        client, _ = self.sign_in(login, PASSWORD)
        form = client.get("/konto/epost").form("/konto/epost")
        new = "ny.%s@kommunen.example" % login
        for bad in ("ingen adress", "a@b@c", "å@kommunen.example", "a@b.example, c@d.example"):
            self.assertEqual(client.post("/konto/epost", dict(form.fields, epost=bad, nuvarande=PASSWORD)).status, 422, bad)
        self.assertEqual(client.post("/konto/epost", dict(form.fields, epost=new, nuvarande="fel")).status, 422)
        self.assertEqual(client.post("/konto/epost", dict(form.fields, epost=new, nuvarande=PASSWORD)).status, 303)
        self.ask(address, "/losenord/glomt")
        reset = self.link(address, "/losenord/nytt")
        path = self.link(new, "/konto/epost")
        self.assertEqual(self.portal.sql("SELECT email FROM account WHERE login = '%s'" % login), [[address]])
        self.assertEqual(self.press(self.client(), path).status, 303)
        self.assertEqual(self.portal.sql("SELECT email FROM account WHERE login = '%s'" % login), [[new]])
        self.assertEqual(self.mails(address)[-1][0], "account.email_changed")
        self.assertIn(new, self.mails(address)[-1][1])
        self.assert_refused(self.client().get(reset), 410)  # what went to the old address is worth nothing
        self.assert_refused(self.client().get(path), 410)


class Codes(Door):
    def enrol(self, client):
        form = client.get("/konto/tvasteg").form("/konto/tvasteg")
        client.post("/konto/tvasteg", form.fields)
        page = client.get("/konto/tvasteg")
        secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1].replace(" ", "")
        qr = client.get("/konto/tvasteg/qr.svg")
        self.assertEqual((qr.status, qr.headers["content-type"]), (200, "image/svg+xml"))
        self.assertIn("no-store", qr.headers["cache-control"])
        form = page.form(field="kod")
        self.assertEqual(client.post("/konto/tvasteg", dict(form.fields, kod="000000")).status, 422)
        done = client.post("/konto/tvasteg", dict(form.fields, kod=totp(secret, self.now)))
        self.assertEqual(done.status, 200, done.words[:300])
        codes = re.findall(r"<code>([a-z2-9-]{14})</code>", done.text)
        self.assertEqual(len(set(codes)), 10)
        return secret, codes

    def test_the_second_step(self):
        login, _ = self.person("economist")
        client, _ = self.sign_in(login, PASSWORD)
        secret, codes = self.enrol(client)
        self.assertEqual(client.get("/konto/tvasteg/qr.svg").status, 404)  # shown once
        self.assertNotIn(secret, client.get("/konto/tvasteg").text.replace(" ", ""))
        stored = str(self.portal.sql("SELECT secret FROM factor")) + str(self.portal.sql("SELECT code_hash FROM recovery_code"))
        self.assertNotIn(secret, stored)
        self.assertFalse([c for c in codes if c in stored or c.replace("-", "") in stored])
        self.turn(60)
        visitor, answer = self.sign_in(login, PASSWORD)
        self.assertEqual(answer.location, "/logga-in/kod")
        self.assertFalse(self.signed_in(visitor))
        self.assertNotIn("__Host-overens", visitor.cookies)
        form = visitor.get("/logga-in/kod").form("/logga-in/kod")
        self.assertEqual(visitor.post("/logga-in/kod", dict(form.fields, kod="123456")).status, 422)
        code = totp(secret, self.now, 1)  # a clock half a minute ahead
        answer = visitor.post("/logga-in/kod", dict(form.fields, kod=code[:3] + " " + code[3:]))
        self.assertEqual(answer.status, 303)
        self.assertTrue(self.signed_in(visitor))
        self.assertEqual(self.portal.sql("SELECT method, strong FROM session ORDER BY id DESC LIMIT 1"), [["password", "1"]])
        other, _ = self.sign_in(login, PASSWORD)
        form = other.get("/logga-in/kod").form("/logga-in/kod")
        self.assertEqual(other.post("/logga-in/kod", dict(form.fields, kod=code)).status, 422)  # replayed
        self.assertEqual(other.post("/logga-in/kod", dict(form.fields, kod=codes[0])).status, 303)
        third, _ = self.sign_in(login, PASSWORD)
        form = third.get("/logga-in/kod").form("/logga-in/kod")
        self.assertEqual(third.post("/logga-in/kod", dict(form.fields, kod=codes[0])).status, 422)
        for _ in range(6):
            answer = third.post("/logga-in/kod", dict(form.fields, kod="000000"))
        self.assertEqual(answer.status, 503)
        self.turn(11 * 60)
        answer = third.get("/logga-in/kod")  # too long ago
        self.assertEqual((answer.status, answer.location), (303, "/logga-in"))

    def test_many_guesses_at_once_are_as_few_as_one_by_one(self):
        login, _ = self.person("economist")
        self.enrol(self.sign_in(login, PASSWORD)[0])
        self.turn(60)
        visitors = [self.sign_in(login, PASSWORD)[0] for _ in range(12)]
        forms = [dict(v.get("/logga-in/kod").form("/logga-in/kod").fields, kod="000000") for v in visitors]
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            answers = [a.status for a in pool.map(lambda pair: pair[0].post("/logga-in/kod", pair[1]), zip(visitors, forms))]
        self.assertEqual(sorted(answers), [422] * 5 + [503] * 7)

    def test_a_link_asks_for_the_code_too(self):
        login, address = self.person("council_member")
        client, _ = self.sign_in(login, PASSWORD)
        secret, _ = self.enrol(client)
        self.turn(60)
        self.ask(address)
        visitor = self.client()
        self.assertEqual(self.press(visitor, self.link(address, "/logga-in/lank")).location, "/logga-in/kod")
        self.assertFalse(self.signed_in(visitor))
        form = visitor.get("/logga-in/kod").form("/logga-in/kod")
        self.assertEqual(visitor.post("/logga-in/kod", dict(form.fields, kod=totp(secret, self.now))).status, 303)
        self.assertTrue(self.signed_in(visitor))

    def test_turning_it_off_wants_a_code(self):
        login, _ = self.person("economist")
        client, _ = self.sign_in(login, PASSWORD)
        secret, codes = self.enrol(client)
        self.turn(60)
        form = client.get("/konto/tvasteg").form(field="kod")
        self.assertEqual(client.post("/konto/tvasteg", dict(form.fields, gor="stang-av", kod="")).status, 422)
        renewed = client.post("/konto/tvasteg", dict(form.fields, gor="nya-koder", kod=codes[1]))
        self.assertEqual(renewed.status, 200)
        self.assertNotIn(codes[2], renewed.text)
        self.assertEqual(client.post("/konto/tvasteg", dict(form.fields, gor="stang-av", kod=codes[2])).status, 422)
        answer = client.post("/konto/tvasteg", dict(form.fields, gor="stang-av", kod=totp(secret, self.now)))
        self.assertEqual((answer.status, answer.location), (303, "/konto/tvasteg?av=1"))
        self.assertEqual(self.sign_in(login, PASSWORD)[1].location, "/")
        self.assertEqual(self.events(login, "factor.removed"), 1)


class Required(Codes):
    """auth.second_factor: who must have one does nothing else before."""
    settings = dict(Codes.settings, auth__second_factor="auditor")

    def test_nothing_else_until_it_is_on(self):
        login, _ = self.person("auditor")
        client, answer = self.sign_in(login, PASSWORD)
        self.assertEqual(answer.location, "/")
        self.assertEqual(client.get("/").status, 200)
        for path in ("/konto", "/konto/sessioner", "/admin"):
            answer = client.get(path)
            self.assertEqual((answer.status, answer.location.split("?")[0]), (303, "/konto/tvasteg"), path)
        self.assertIn("kräver inloggning i två steg", client.get("/konto/tvasteg").words)
        self.enrol(client)
        self.assertEqual(client.get("/konto").status, 200)


class Config(unittest.TestCase):
    """init makes the key; check-config wants it private."""

    def test_the_key_file(self):
        with Portal(demo=False, serve=False, auth__key_file="auth.key") as portal:
            key = portal.path("auth.key")
            self.assertEqual(App.get().run(["--config", portal.config, "init"], cwd=portal.dir).returncode, 0)
            self.assertEqual(os.stat(key).st_mode & 0o777, 0o600)
            with open(key, "rb") as file:
                self.assertRegex(file.read(), rb"\A[0-9a-f]{64}\n\Z")

            def check():
                return App.get().run(["--config", portal.config, "check-config"], cwd=portal.dir)
            self.assertEqual(check().returncode, 0, check().stderr)
            os.chmod(key, 0o644)
            self.assertEqual(check().returncode, 4)
            self.assertIn(b"auth.key: mode 0644", check().stderr)
            os.unlink(key)
            self.assertEqual(check().returncode, 4)
            self.assertIn(b"auth.key", check().stderr)

    def test_an_unknown_role(self):
        with Portal(demo=False, serve=False, auth__link_roles="council_member, radsledamot") as portal:
            done = App.get().run(["--config", portal.config, "check-config"], cwd=portal.dir)
            self.assertEqual(done.returncode, 4)
            self.assertIn(b'auth.link_roles: there is no role "radsledamot"', done.stderr)


if __name__ == "__main__":
    unittest.main()
