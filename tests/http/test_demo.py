# SPDX-License-Identifier: EUPL-1.2
"""The demo as tools/run loads it: the letters of the round that is open wait to be mailed, and no matter is without a round
that somebody can look at."""
import os
import shutil
import sqlite3
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal import App, give, write_config  # noqa: E402


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        app = App.get()
        cls.folder = tempfile.mkdtemp(prefix="ovdemo")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        give(cls.folder)
        write_config(app, cls.folder, {})
        for command in (["init"], ["demo", "--invite", "--logins", "logins.txt"]):
            done = app.run(["--config", os.path.join(cls.folder, "overens.conf"), *command], cwd=cls.folder)
            if done.returncode:
                raise AssertionError("overens %s: %s" % (command[0], done.stderr.decode()[-2000:]))
        cls.db = sqlite3.connect("file:%s/portal.db?mode=ro" % cls.folder, uri=True)
        cls.addClassCleanup(cls.db.close)

    def number(self, sql):
        return self.db.execute(sql).fetchone()[0]

    def test_every_party_has_a_letter(self):
        self.assertEqual(self.number("SELECT count(*) FROM round_post WHERE state <> 'mailed'"), 0)
        self.assertEqual(self.number("SELECT count(DISTINCT p.organisation_id) FROM round_post p JOIN round_mail r "
                                     "ON r.post_id = p.id JOIN mail m ON m.id = r.mail_id WHERE p.kind = 'invitation' "
                                     "AND p.consultation_id = 2 AND m.state = 'waiting'"), 49)
        self.assertEqual(self.number("SELECT count(*) FROM invitation WHERE opened_at IS NOT NULL"), 2)
        self.assertEqual(self.number("SELECT count(*) FROM organisation WHERE registry_email LIKE 'studs.%'"), 1)

    def test_the_hospitals_have_answered(self):
        self.assertEqual(self.number("SELECT count(*) FROM response r JOIN consultation c ON c.id = r.consultation_id "
                                     "JOIN matter m ON m.id = c.matter_id WHERE m.slug = 'sjukhusavtal-2024' "
                                     "AND r.timing = 'in_time' AND c.published_at IS NOT NULL"), 7)
        self.assertEqual(self.number("SELECT count(*) FROM matter m WHERE m.plugin <> 'regional' AND NOT EXISTS "
                                     "(SELECT 1 FROM consultation c WHERE c.matter_id = m.id)"), 0)


if __name__ == "__main__":
    unittest.main()
