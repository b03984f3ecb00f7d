# SPDX-License-Identifier: EUPL-1.2
"""Workers and the master are killed while responses are sent: none that was acknowledged is lost, none is doubled."""
import http.client
import os
import random
import signal
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))
import testdatabase  # noqa: E402
from portal import QUICK, Client, Portal, sha256, until  # noqa: E402

SUBMITS = int(os.environ.get("OVERENS_SUBMITS") or (60 if QUICK else 500))  # the long form: 10 000
THREADS = 4
KILL_WORKER, KILL_MASTER = 0.1, 0.01
SEED = int(os.environ.get("OVERENS_SEED") or random.randrange(1 << 30))


class Sender(threading.Thread):
    """Sends until the shared count is used up; each submit again with the same token and body until it is answered."""

    def __init__(self, test, client, seed):
        super().__init__()
        self.test, self.client, self.random = test, client, random.Random(seed)
        self.done = []  # (token, receipt)
        self.failure, self.retries, self.refusals = None, 0, {}

    def run(self):
        try:
            while self.test.take():
                self.submit()
        except BaseException as error:  # told by the test
            self.failure = error

    def again(self, call):
        """Until there is an answer that is not the server's trouble."""
        end = time.monotonic() + 180
        while time.monotonic() < end:
            try:
                answer = call()
                if answer.status < 500:
                    return answer
                self.refusals[answer.status] = self.refusals.get(answer.status, 0) + 1
            except (OSError, http.client.HTTPException):
                pass
            self.retries += 1
            time.sleep(0.05)
        raise AssertionError("no answer in three minutes")

    def request(self, *arguments):
        # 502 and 504 are nginx's own pages.
        return self.client.request(*arguments, safe=False)

    def submit(self):
        send = self.test.portal.routes["send"]
        form = self.again(lambda: self.request("GET", send)).form(send)
        body = ("_token=%s&rattslage=%s" % (form.token, self.random.choice(("officer", "preliminary")))).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self.test.maybe_kill(self.random)
        answer = self.again(lambda: self.request("POST", send, body, kind))
        if answer.status != 303 or not (answer.location or "").startswith("/kvittens/SVAR-"):
            raise AssertionError("%d %s" % (answer.status, answer.words[:300]))
        self.done.append((form.token, answer.location))


class Kill(unittest.TestCase):
    def setUp(self):
        self.portal = Portal(serve__workers=3)
        self.left, self.lock = SUBMITS, threading.Lock()
        self.killed = {"worker": 0, "master": 0}
        self.timers = []

    def tearDown(self):
        for timer in self.timers:
            timer.join()
        self.portal.stop()

    def take(self):
        with self.lock:
            self.left -= 1
            return self.left >= 0

    def maybe_kill(self, dice):
        """A worker or the master dies somewhere in the milliseconds that follow: before, in, or after the submit."""
        roll, delay = dice.random(), dice.random() * 0.02
        if roll < KILL_WORKER + KILL_MASTER:
            timer = threading.Timer(delay, self.kill, (roll < KILL_MASTER, dice.randrange(100)))
            self.timers.append(timer)
            timer.start()

    def kill(self, master, which):
        with self.lock:
            if master:
                workers = self.portal.workers()
                self.portal.master.kill()
                self.portal.master.wait()
                self.killed["master"] += 1
                # Its workers end with it; then another is started over what the dead one left.
                until(lambda: not any(os.path.exists("/proc/%d" % pid) for pid in workers), 30)
                self.portal.start()
                return
            workers = self.portal.workers()
            if workers:
                try:
                    os.kill(workers[which % len(workers)], signal.SIGKILL)
                    self.killed["worker"] += 1
                except ProcessLookupError:
                    pass

    def test_nothing_is_lost_and_nothing_doubled(self):
        dice = random.Random(SEED)
        before = self.portal.number("SELECT count(*) FROM response")
        spent = self.portal.number("SELECT count(*) FROM once")
        clients = [self.portal.client("municipality_a"), self.portal.client("municipality_b")]
        senders = []
        for i in range(THREADS):
            client = Client(self.portal)
            client.cookies = dict(clients[i % 2].cookies)
            senders.append(Sender(self, client, dice.random()))
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        for timer in self.timers:
            timer.join()
        # A quick run may have rolled few kills: at least one of each.
        if not self.killed["worker"]:
            self.kill(False, 0)
        if not self.killed["master"]:
            self.kill(True, 0)
        told = "seed %d, killed %s, retries %d, refusals %s" % (
            SEED, self.killed, sum(s.retries for s in senders), [s.refusals for s in senders])
        print(told, file=sys.stderr)
        for sender in senders:
            if sender.failure:
                raise AssertionError(told) from sender.failure
        done = [pair for sender in senders for pair in sender.done]
        self.assertEqual(len(done), SUBMITS, told)
        self.check_rows(done, before, spent, told)
        self.check_verify(told)
        self.check_file(told)

    def check_rows(self, done, before, spent, told):
        receipts = [place.removeprefix("/kvittens/") for _, place in done]
        self.assertEqual(len(set(receipts)), SUBMITS, "two tokens got one receipt; " + told)
        rows = self.portal.sql("SELECT number FROM response")
        stored = [row[0] for row in rows]
        self.assertEqual(set(receipts) - set(stored), set(), "acknowledged and lost; " + told)
        self.assertEqual(len(stored), before + SUBMITS, "doubled; " + told)
        once = dict(self.portal.sql("SELECT token_hash, location FROM once"))
        self.assertEqual(len(once), spent + SUBMITS, told)
        for token, place in done:
            self.assertEqual(once[sha256(token.encode())], place, told)
        numbers = sorted(int(number[-6:]) for number in stored if number.startswith("SVAR-%s-" % time.strftime("%Y")))
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)), "numbers have a gap; " + told)
        # Each can be read by the one who sent it.
        client = self.portal.client("municipality_a")
        last = max(place for _, place in self.senders_of("1489", done))
        text = client.get(last + ".txt")
        self.assertIn(sha256(text.body), client.get(last).words, told)

    def senders_of(self, code, done):
        own = {row[0] for row in self.portal.sql("SELECT number FROM response WHERE party_code = '%s'" % code)}
        return [pair for pair in done if pair[1].removeprefix("/kvittens/") in own]

    def check_verify(self, told):
        verified = self.portal.overens("verify")
        self.assertEqual(verified.returncode, 0, verified.stdout.decode() + verified.stderr.decode() + told)

    def check_file(self, told):
        """With the portal stopped anybody may open the file."""
        self.assertEqual(self.portal.stop_master(), 0, told)
        if testdatabase.POSTGRES:
            return
        with self.portal.database(write=True) as db:
            self.assertEqual(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)], told)
            self.assertEqual(db.execute("PRAGMA foreign_key_check").fetchall(), [], told)


if __name__ == "__main__":
    unittest.main()
