# SPDX-License-Identifier: EUPL-1.2
"""What happens to a PostgreSQL server in real use: connections are ended, it restarts, fails over; two portals share it."""
import collections
import concurrent.futures
import contextlib
import os
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "http")]
os.environ["OVERENS_TEST_DATABASE"] = "postgresql"
import testdatabase  # noqa: E402
from mailtest import MailPortal, RealServer, have_server, until  # noqa: E402
from portal import App, Client, Portal  # noqa: E402
from testdatabase import Cluster, Pg  # noqa: E402


class OnPostgres(unittest.TestCase):
    def served(self, cls=Portal, *arguments, **settings):
        portal = cls(*arguments, **dict({"serve__workers": 2}, **settings))
        self.addCleanup(portal.stop)
        return portal

    def on(self, portal, client):
        """The same person at another portal: the address differs, the session does not."""
        other = Client(portal)
        other.cookies = dict(client.cookies)
        return other

    def question(self, portal, n=9):
        return "%s/svara/%d" % (portal.routes["respond"].rsplit("/svara", 1)[0], n)

    def form(self, client, path):
        answer = client.get(path)
        self.assertEqual(answer.status, 200, answer.words[:300])
        return answer.form(field="radversion")

    def save(self, client, path, form, text):
        return client.post(path, dict(form.fields, betyg="support", kommentar=text, gor="stanna"))

    def send(self, portal, client, at=1):
        """Sends the answer at times at once with one form; the receipts."""
        path = portal.routes["send"]
        form = client.get(path).form(path)
        fields = dict(form.fields, rattslage="officer")
        with concurrent.futures.ThreadPoolExecutor(at) as threads:
            answers = list(threads.map(lambda _: self.on(portal, client).post(path, fields), range(at)))
        self.assertEqual({answer.status for answer in answers}, {303}, answers[0].words[:300])
        return [answer.location for answer in answers]

    def verified(self, portal):
        done = portal.overens("verify")
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())


class Connections(OnPostgres):
    def cut(self, portal):
        """Every connection to the portal's database is ended by the server."""
        with contextlib.closing(Pg(Cluster.get().url)) as db:
            db.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = ?", (Cluster.name(portal.url),))

    def test_a_connection_that_was_ended_costs_nobody_a_page(self):
        portal = self.served()
        client, visitor = portal.client("municipality_a"), Client(portal)
        path = self.question(portal)
        for turn in range(4):
            form = self.form(client, path)
            self.cut(portal)
            answer = self.save(client, path, form, "Efter avbrott %d." % turn)
            self.assertEqual(answer.status, 303, answer.words[:300])
            self.cut(portal)
            self.assertEqual([visitor.get("/").status for _ in range(4)], [200] * 4)
            self.cut(portal)
            self.assertEqual([client.get("/konto").status for _ in range(4)], [200] * 4)
        self.assertEqual(self.form(client, path).fields["kommentar"], "Efter avbrott 3.")
        self.assertEqual(len(set(self.send(portal, client, at=16))), 1)
        self.verified(portal)


class Failing(Cluster):
    """A cluster of our own, which may fall: with the demo as its backup brought it there, and perhaps a standby."""

    def __init__(self):
        self.start()
        with contextlib.closing(Pg(self.url)) as db:
            db.execute("CREATE ROLE %s LOGIN" % testdatabase.ROLE)

    def restored(self):
        """A backup by pg_dump of the demo, restored here; the address of the database."""
        with open(os.path.join(App.get().demo(), "url")) as file:
            source = file.read()
        target, dump = self.create(), os.path.join(self.dir, "dump")
        for arguments in (["pg_dump", "-Fc", "-f", dump, source], ["pg_restore", "--no-owner", "-d", target, dump]):
            done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if done.returncode:
                raise AssertionError("%s: %s" % (arguments[0], done.stderr[-1000:]))
        return target

    def follow(self, primary):
        """A standby of the other cluster."""
        self.dir = tempfile.mkdtemp(prefix="ovpg")
        self.programs, self.user = primary.programs, primary.user
        if self.user:
            os.chown(self.dir, self.user["user"], self.user["group"])
        os.chmod(self.dir, 0o755)
        self.program("pg_basebackup", "-R", "-c", "fast", "-d", "host=%s user=overens" % primary.dir)
        self.serve()
        self.url = "postgresql://overens@/postgres?host=" + self.dir
        return self


class Restarts(OnPostgres):
    def failing(self):
        if not testdatabase.programs():
            self.skipTest(testdatabase.LACKING)
        cluster = Failing()
        self.addCleanup(cluster.stop)
        return cluster

    def assert_waits(self, answer):
        self.assertEqual(answer.status, 503, answer.words[:300])
        self.assertRegex(answer.headers["retry-after"], r"^[1-9]\d*$")
        self.assertIn("Vänta några sekunder", answer.words)

    def test_a_server_that_falls_and_rises(self):
        cluster = self.failing()
        portal = self.served(database__url=cluster.restored())
        self.verified(portal)
        client, visitor, path = portal.client("municipality_a"), Client(portal), self.question(portal)
        form, workers = self.form(client, path), set(portal.workers())
        cluster.program("pg_ctl", "-m", "immediate", "stop")
        answer = self.save(client, path, form, "Skrivet under avbrottet.")
        self.assert_waits(answer)
        self.assertIn("Skrivet under avbrottet.", answer.words)
        for _ in range(3):
            self.assert_waits(client.get("/konto"))
            self.assert_waits(visitor.get("/arenden"))
        cluster.serve()
        self.assertEqual([client.get("/konto").status for _ in range(4)], [200] * 4)
        self.assertEqual(self.save(client, path, form, "Skrivet under avbrottet.").status, 303)
        self.assertEqual(self.form(client, path).fields["kommentar"], "Skrivet under avbrottet.")
        self.assertEqual(set(portal.workers()), workers, "a worker gave up")
        self.verified(portal)

    def test_a_standby_is_read_and_takes_over(self):
        primary = self.failing()
        url = primary.restored()
        standby = Failing.__new__(Failing).follow(primary)
        self.addCleanup(standby.stop)
        both = url.replace("host=" + primary.dir, "host=%s,%s&target_session_attrs=read-write" % (primary.dir, standby.dir))
        portal = self.served(database__url=both)
        reading = self.served(database__url=url.replace(primary.dir, standby.dir))
        client, path = portal.client("municipality_a"), self.question(portal)
        there, form = self.on(reading, client), self.form(client, path)
        self.assertTrue(until(lambda: there.get("/konto").status == 200, 10), "the session does not reach the standby")
        answer = self.save(there, path, form, "Till reserven.")
        self.assert_waits(answer)
        self.assertIn("Till reserven.", answer.words)
        receipts = self.send(portal, client)
        self.assertTrue(until(lambda: there.get(receipts[0]).status == 200, 10))
        primary.program("pg_ctl", "-m", "immediate", "stop")
        standby.program("pg_ctl", "-w", "promote")
        began = time.monotonic()
        self.assertTrue(until(lambda: self.save(client, path, self.form(client, path), "Efter bytet.").status == 303, 10))
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual(client.get(receipts[0]).status, 200)
        # What read from the standby writes to it now.
        self.assertEqual(self.save(there, path, self.form(there, path), "Också här.").status, 303)
        self.verified(portal)


@unittest.skipUnless(have_server(), "python3-aiosmtpd is not there")
class Two(OnPostgres):
    """Two portals, as on two machines, with one database."""

    def test_two_portals_are_one(self):
        with tempfile.TemporaryDirectory(prefix="ovmail") as folder:
            server = RealServer(folder)
            self.addCleanup(server.stop)
            head = {"audit__head_mail": "arkiv@region.example"}
            first = self.served(MailPortal, server.port, **head)
            second = self.served(MailPortal, server.port, database__url=first.url, **head)
            self.sessions(first, second)
            self.drafts(first, second)
            self.submits(first, second)
            self.mails(first, second, server)
            self.verified(second)

    def sessions(self, first, second):
        client = first.client("municipality_a")
        there = self.on(second, client)
        self.assertEqual(there.get("/konto").status, 200)
        self.assertEqual(there.post("/logga-ut", {"_token": there.token()}).status, 303)
        self.assertNotEqual(client.get("/konto").status, 200)

    def drafts(self, first, second):
        """What one saved the other has at once; who began from what was there before is told, and loses nothing."""
        client = first.client("municipality_a")
        there, path = self.on(second, client), self.question(first)
        form, old = self.form(client, path), self.form(there, path)
        self.assertEqual(self.save(client, path, form, "Från den ena.").status, 303)
        self.assertEqual(self.form(there, path).fields["kommentar"], "Från den ena.")
        answer = self.save(there, path, old, "Från den andra.")
        self.assertEqual(answer.status, 409, answer.words[:300])
        self.assertIn("Från den andra.", answer.words)
        self.assertIn("Från den ena.", answer.words)

    def submits(self, first, second):
        """One form, posted at both at once: one row, one receipt; then both send one after the other."""
        client = first.client("municipality_a")
        before = first.number("SELECT count(*) FROM response")
        path = first.routes["send"]
        fields = dict(client.get(path).form(path).fields, rattslage="officer")
        clients = [self.on(portal, client) for portal in (first, second)] * 8
        with concurrent.futures.ThreadPoolExecutor(16) as threads:
            answers = list(threads.map(lambda one: one.post(path, fields), clients))
        self.assertEqual({(answer.status, answer.location) for answer in answers}, {(303, answers[0].location)})
        self.assertEqual(first.number("SELECT count(*) FROM response"), before + 1)
        for n in range(10):
            self.send((first, second)[n % 2], self.on((first, second)[n % 2], client))
        self.assertEqual(first.number("SELECT count(*) FROM response"), before + 11)

    def mails(self, first, second, server):
        """Each mail is sent by one of them, reminders and the head of the log leave once."""
        first.write(60, "anna%@example.se")
        leader = first.client("staff")
        path = self.question(first).rsplit("/svara", 1)[0] + "/paminnelser"
        self.assertEqual(leader.post(path, {"_token": leader.token(), "gor": "nu"}).status, 303)
        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            done = list(threads.map(lambda portal: portal.overens("serve", "--job", "tick"), (first, second)))
        self.assertEqual([job.returncode for job in done], [0, 0], done)
        self.assertTrue(until(lambda: first.all_sent() and first.number("SELECT count(*) FROM mail WHERE kind = 'audit.head'"), 60))
        self.assertEqual(first.number("SELECT count(*) FROM mail WHERE kind = 'audit.head'"), 1)
        times = collections.Counter(one.mail["Message-ID"] for one in server.taken())
        self.assertGreater(len(times), 60)
        self.assertEqual({name: n for name, n in times.items() if n > 1}, {})
        reminded = [row[0] for row in first.sql("SELECT to_address FROM mail WHERE kind = 'notices'")]
        self.assertEqual(len(reminded), len(set(reminded)))
        self.assertGreater(len(reminded), 0)


if __name__ == "__main__":
    unittest.main()
