# SPDX-License-Identifier: EUPL-1.2
"""overens init, migrate, verify, sql and backup, as an operator uses them."""
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

BUILD = os.path.abspath(os.environ.get("OVERENS_BUILD", "build"))
SRC = os.path.abspath(os.environ.get("OVERENS_SRC") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
CLUSTER = os.environ.get("OVERENS_TEST_PG")
PARTIES = "code,name\n91,Region Ett\n92,Region Två\n93,Region Tre\n"


class Database(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="ovcli")
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        os.chmod(self.dir, 0o755)
        self.data = os.path.join(self.dir, "data")
        os.mkdir(self.data)
        shutil.copytree(os.path.join(SRC, "schema"), os.path.join(self.data, "schema"))
        self.db = os.path.join(self.dir, "portal.db")
        self.parties = self.write("parties.csv", PARTIES)
        self.config = self.write("overens.conf", "[database]\nurl = sqlite:%s\n[paths]\ndata = %s\n" % (self.db, self.data))

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def run_it(self, *args, code=0, stdin=""):
        done = subprocess.run([os.path.join(BUILD, "overens"), "--config", self.config, *args], input=stdin, text=True,
                              capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, "%s\n%s%s" % (args, done.stdout, done.stderr))
        self.assertNotIn("Sanitizer", done.stderr)
        return done.stdout if code in (0, 1) else done.stderr

    def made(self):
        self.run_it("init")
        self.run_it("party", "import", self.parties)

    def test_init_makes_the_database_once(self):
        self.run_it("init")
        self.assertEqual(os.stat(self.db).st_mode & 0o007, 0)
        self.assertIn("already", self.run_it("init", code=4))
        self.assertEqual(self.run_it("migrate"), "")

    def test_nothing_but_init_makes_a_database(self):
        for command in (["migrate"], ["migrate", "--dry-run"], ["verify"], ["sql", "--readonly", "SELECT 1"],
                        ["backup", os.path.join(self.dir, "copy.db")]):
            self.assertIn("overens init", self.run_it(*command, code=4))
            self.assertFalse(os.path.exists(self.db))

    def test_a_dry_run_names_what_is_missing_and_writes_nothing(self):
        late = os.path.join(self.data, "schema", "9000_late.sql")
        self.run_it("init")
        with open(late, "w", encoding="utf-8") as file:
            file.write("CREATE TABLE late (id @id@) @strict@;\n")
        self.assertIn("9000_late", self.run_it("migrate", "--dry-run"))
        self.assertIn("9000_late", self.run_it("migrate", "--dry-run"))
        self.assertIn("9000_late", self.run_it("verify", code=4))
        self.assertIn("9000_late", self.run_it("migrate"))
        self.run_it("verify")
        os.unlink(late)
        self.assertIn("newer", self.run_it("verify", code=4))
        self.assertIn("newer", self.run_it("migrate", code=4))

    def test_an_altered_migration_is_refused(self):
        self.run_it("init")
        with open(os.path.join(self.data, "schema", "0001_core.sqlite.sql"), "a", encoding="utf-8") as file:
            file.write("-- altered\n")
        for command in ("migrate", "verify"):
            self.assertIn("altered", self.run_it(command, code=4))

    def test_a_faulty_migration_names_its_line_and_leaves_the_old_version(self):
        self.run_it("init")
        with open(os.path.join(self.data, "schema", "9000_late.sql"), "w", encoding="utf-8") as file:
            file.write("CREATE TABLE late (id @id@) @strict@;\nINSERT INTO lat VALUES (1);\n")
        self.assertIn("9000_late.sql: line 2:", self.run_it("migrate", code=4))
        self.assertEqual(self.run_it("sql", "--readonly", "SELECT count(*) FROM sqlite_schema WHERE name = 'late'"), "0\n")

    def test_another_database_is_never_touched(self):
        other = sqlite3.connect(self.db)
        other.execute("CREATE TABLE mine (x)")
        other.commit()
        other.close()
        with open(self.db, "rb") as file:
            before = file.read()
        for command in ("init", "migrate", "verify"):
            self.assertIn("Överens", self.run_it(command, code=4))
        with open(self.db, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_verify_is_content_with_what_the_program_wrote(self):
        self.made()
        answer = json.loads(self.run_it("verify", "--json"))
        self.assertEqual((answer["ok"], answer["faults"]), (True, []))
        self.assertGreaterEqual(answer["checked"], 3)

    def test_verify_names_the_event_that_was_altered(self):
        self.made()
        by_hand = sqlite3.connect(self.db)
        by_hand.execute("DROP TRIGGER event_no_update")
        by_hand.execute("UPDATE event SET object = object || '0' WHERE seq = 2")
        by_hand.commit()
        by_hand.close()
        answer = json.loads(self.run_it("verify", "--json", code=1))
        self.assertFalse(answer["ok"])
        self.assertEqual([(f["kind"], f["id"]) for f in answer["faults"]], [("event", "2")])
        self.assertIn("event 2:", self.run_it("verify", code=1))

    def test_verify_sees_a_cut_tail(self):
        self.made()
        by_hand = sqlite3.connect(self.db)
        by_hand.execute("DROP TRIGGER event_no_delete")
        by_hand.execute("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")
        by_hand.commit()
        by_hand.close()
        self.assertIn("event head:", self.run_it("verify", code=1))

    def test_sql_reads_and_only_reads(self):
        self.made()
        self.assertEqual(self.run_it("sql", "--readonly", "SELECT 1, NULL, 'a' || char(9) || 'b', x'0aff'"),
                         "1\t\\N\ta\\tb\t\\x0aff\n")
        self.assertEqual(self.run_it("sql", "--readonly", stdin="SELECT name FROM organisation ORDER BY name"),
                         "Region Ett\nRegion Tre\nRegion Två\n")
        for statement in ("DELETE FROM organisation", "CREATE TABLE x (y)", "PRAGMA wal_checkpoint", "VACUUM",
                          "PRAGMA journal_mode = DELETE", "SELECT 1; DELETE FROM organisation", "INSERT INTO change_seq"
                          " (id, seq) VALUES (2, 2) RETURNING id"):
            self.run_it("sql", "--readonly", statement, code=4)
        self.run_it("sql", "SELECT 1", code=2)
        self.assertEqual(self.run_it("sql", "--readonly", "SELECT count(*) FROM organisation"), "3\n")

    def test_a_backup_is_whole_and_never_overwrites(self):
        self.made()
        copy = os.path.join(self.dir, "copy.db")
        self.run_it("backup", copy)
        self.assertEqual(os.stat(copy).st_mode & 0o077, 0)
        self.assertEqual(sorted(name for name in os.listdir(self.dir) if name.startswith("copy")), ["copy.db"])
        self.assertIn("copy.db", self.run_it("backup", copy, code=3))
        shutil.move(copy, self.db)
        os.unlink(self.db + "-wal")
        os.unlink(self.db + "-shm")
        self.run_it("verify")
        self.assertEqual(self.run_it("sql", "--readonly", "SELECT count(*) FROM organisation"), "3\n")

    def test_help_and_wrong_arguments(self):
        for command in ("init", "migrate", "verify", "sql", "backup"):
            self.assertRegex(self.run_it(command, "--help"), r"usage: overens .*\b%s" % command)
            self.run_it(command, "--no-such-option", "x", "y", code=2)

    @unittest.skipUnless(CLUSTER, "OVERENS_TEST_PG names no PostgreSQL cluster")
    def test_the_same_on_postgresql(self):
        schema = "overens_test_" + os.urandom(6).hex()
        self.psql("CREATE SCHEMA " + schema)
        self.addCleanup(self.psql, "DROP SCHEMA %s CASCADE" % schema)
        url = "%s%soptions=-csearch_path%%3D%s" % (CLUSTER, "&" if "?" in CLUSTER else "?", schema)
        self.write("overens.conf", "[database]\nurl = %s\n[paths]\ndata = %s\n" % (url, self.data))
        self.assertIn("overens migrate", self.run_it("verify", code=4))
        self.made()
        self.assertIn("already", self.run_it("init", code=4))
        self.assertEqual(self.run_it("migrate"), "")
        self.assertTrue(json.loads(self.run_it("verify", "--json"))["ok"])
        self.assertEqual(self.run_it("sql", "--readonly", "SELECT count(*) FROM organisation"), "3\n")
        self.run_it("sql", "--readonly", "DELETE FROM organisation", code=4)
        self.assertIn("pg_dump", self.run_it("backup", os.path.join(self.dir, "copy"), code=3))
        self.psql("SET search_path = %s; ALTER TABLE event DISABLE TRIGGER USER;"
                  "UPDATE event SET actor = 'x' WHERE seq = 2" % schema)
        self.assertIn("event 2:", self.run_it("verify", code=1))

    def psql(self, text):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c", text, CLUSTER], check=True, capture_output=True)


if __name__ == "__main__":
    unittest.main()
