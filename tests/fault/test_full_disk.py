# SPDX-License-Identifier: EUPL-1.2
"""The disk of the database gets full: what cannot be stored is refused with words, the rest goes on, and it recovers."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))
from portal import App, Client, Portal, give  # noqa: E402

MARGIN = 400 * 1024
MOST = 400


class Disk:
    """A small tmpfs; with what is needed to fill it and to free space again."""

    def __init__(self, size):
        self.dir = tempfile.mkdtemp(prefix="ovdisk")
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%d,mode=0755" % size, "tmpfs", self.dir], check=True)

    def free(self):
        st = os.statvfs(self.dir)
        return st.f_bavail * st.f_frsize

    def fill(self, leave):
        with open(os.path.join(self.dir, "ballast"), "wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(self.free() - leave, 4096))

    def relieve(self):
        os.unlink(os.path.join(self.dir, "ballast"))

    def remove(self):
        subprocess.run(["umount", self.dir], check=True)
        os.rmdir(self.dir)


class FullDisk(unittest.TestCase):
    def setUp(self):
        if os.getuid() != 0:
            self.skipTest("only root may mount a small disk")
        source = App.get().demo()
        size = sum(os.path.getsize(os.path.join(source, name)) for name in os.listdir(source))
        self.disk = Disk(size + (8 << 20))
        for name in os.listdir(source):
            if name.startswith("portal.db"):
                shutil.copy(os.path.join(source, name), self.disk.dir)
        give(self.disk.dir)
        self.portal = Portal(serve__workers=2, database__url="sqlite:%s/portal.db" % self.disk.dir)

    def tearDown(self):
        if hasattr(self, "portal"):
            self.portal.stop()
        if hasattr(self, "disk"):
            self.disk.remove()

    def assert_refused_with_words(self, answer):
        self.assertIn(answer.status, (503, 507), answer.words[:300])
        self.assertRegex(answer.headers.get("retry-after", ""), r"^\d+$")
        self.assertEqual(answer.text.count("<h1>"), 1)
        self.assertNotRegex(answer.words, re.compile("sqlite|disk is full|database|portal.db", re.IGNORECASE))

    def test_refused_until_there_is_space_again(self):
        portal, disk = self.portal, self.disk
        client, send = portal.client("municipality_a"), portal.routes["send"]
        before = portal.number("SELECT count(*) FROM response")
        disk.fill(MARGIN)
        done, refused = [], None
        for _ in range(MOST):
            form = client.get(send).form(send)
            answer = client.post(send, dict(form.fields, rattslage="officer"))
            if answer.status != 303:
                refused = (form, answer)
                break
            done.append(answer.location)
        self.assertIsNotNone(refused, "the disk did not get full")
        self.assertGreater(len(done), 0)
        form, answer = refused
        self.assert_refused_with_words(answer)
        # Every acknowledged response is there, and not one more.
        self.assertEqual(portal.number("SELECT count(*) FROM response"), before + len(done))
        for place in (done[0], done[-1]):
            self.assertEqual(client.get(place + ".txt").status, 200)
        # Still full: both workers refuse, nothing is half written, and everybody can read.
        for _ in range(6):
            self.assert_refused_with_words(client.post(send, dict(form.fields, rattslage="officer")))
            for path in ("/", "/arende/halsoavtal-2026", portal.routes["proposal"], send, "/konto"):
                self.assertEqual(client.get(path).status, 200, path)
            self.assertEqual(Client(portal).get("/").status, 200)
        self.assertEqual(portal.number("SELECT count(*) FROM response"), before + len(done))
        # With space again the same form goes through, without a restart.
        workers = sorted(portal.workers())
        disk.relieve()
        answer = client.post(send, dict(form.fields, rattslage="officer"))
        self.assertEqual(answer.status, 303, answer.words[:300])
        self.assertNotIn(answer.location, done)
        self.assertEqual(client.post(send, dict(form.fields, rattslage="officer")).location, answer.location)
        self.assertEqual(portal.number("SELECT count(*) FROM response"), before + len(done) + 1)
        self.assertEqual(sorted(portal.workers()), workers)
        verified = portal.overens("verify")
        self.assertEqual(verified.returncode, 0, verified.stdout.decode())


if __name__ == "__main__":
    unittest.main()
