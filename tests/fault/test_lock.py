# SPDX-License-Identifier: EUPL-1.2
"""The write lock under stress: eight writers, a checkpoint every millisecond, kills; nothing acknowledged is lost."""
import os
import re
import subprocess
import unittest

BUILD = os.path.abspath(os.environ.get("OVERENS_BUILD", "build"))
SECONDS = 5 if os.environ.get("OVERENS_QUICK") else 60


class Lock(unittest.TestCase):
    def test_nothing_is_lost_under_stress(self):
        done = subprocess.run([os.path.join(BUILD, "tests", "fault", "lock_stress"), str(SECONDS)], capture_output=True,
                              text=True, timeout=SECONDS * 3 + 60, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        found = re.search(r"(\d+) kills: (\d+) writes acknowledged, 0 lost, 0 half, integrity ok", done.stdout)
        self.assertTrue(found, done.stdout)
        self.assertGreater(int(found.group(1)), SECONDS)
        self.assertGreater(int(found.group(2)), SECONDS * 20)


if __name__ == "__main__":
    unittest.main()
