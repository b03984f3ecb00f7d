# SPDX-License-Identifier: EUPL-1.2
"""Nothing is acknowledged before it is durable: watched from outside, in the order of system calls."""
import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))
from portal import QUICK, Portal, until  # noqa: E402

SUBMITS = 20 if QUICK else 100
CALLS = "fdatasync,fsync,sync_file_range,msync,pwrite64,write,writev,pwritev,sendmsg,sendto,ftruncate"


def traceable():
    if not shutil.which("strace"):
        return "strace is not installed"
    done = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True)
    return None if done.returncode == 0 else "this machine does not let strace look"


class Sync(unittest.TestCase):
    def setUp(self):
        if traceable():
            self.skipTest(traceable())
        self.portal = Portal(serve__workers=1)
        self.strace = None

    def tearDown(self):
        if self.strace:
            self.strace.terminate()
            self.strace.wait()
            self.strace.stderr.close()
        self.portal.stop()

    def watch(self):
        out = self.portal.path("trace")
        (worker,) = self.portal.workers()
        self.strace = subprocess.Popen(["strace", "-f", "-y", "-s", "300", "-e", "trace=" + CALLS, "-o", out, "-p",
                                        str(worker)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE)
        self.assertIn(b"attached", self.strace.stderr.readline())
        return out

    def test_the_sync_comes_before_the_answer(self):
        client = self.portal.client("municipality_a")
        send = self.portal.routes["send"]
        trace = self.watch()
        places = []
        for _ in range(SUBMITS):
            form = client.get(send).form(send)
            answer = client.post(send, dict(form.fields, rattslage="officer"))
            self.assertEqual(answer.status, 303, answer.words[:300])
            places.append(answer.location)
        self.assertEqual(len(set(places)), SUBMITS)

        def read():
            with open(trace, errors="replace") as file:
                return file.read()
        self.assertTrue(until(lambda: read().count("/kvittens/SVAR-") >= SUBMITS, 60), "answers are missing in the trace")
        lines = read().splitlines()
        self.assertFalse([line for line in lines if "unfinished" in line], "the worker has threads")
        database = re.escape(os.path.realpath(self.portal.db))
        written, synced, seen = False, 0, 0
        for line in lines:
            call = re.match(r"\d+ +(\w+)\((\d+)<([^>]*)>", line)
            if not call:
                continue
            name, path = call.group(1), call.group(3)
            ours = re.fullmatch(database + "(-wal|-journal)?", path)
            if ours and name.startswith(("pwrite", "write", "ftruncate")):
                written, synced = True, 0
            elif ours and name in ("fdatasync", "fsync"):
                self.assertRegex(line, r"= 0$")
                synced += 1
            elif name in ("sendmsg", "sendto", "write", "writev") and "Location: /kvittens/" in line:
                seen += 1
                self.assertTrue(written, "answer %d left without a write to the database" % seen)
                self.assertGreaterEqual(synced, 1, "answer %d left before what was written was synced:\n%s" % (seen, line))
                written, synced = False, 0
            elif name in ("sendmsg", "sendto", "writev") and "socket:" in path:
                # Of a page that only reads, or the end of an answer: nothing unsynced may be behind it.
                self.assertFalse(written and not synced, "bytes left before the sync:\n" + line)
        self.assertEqual(seen, SUBMITS)


if __name__ == "__main__":
    unittest.main()
