# SPDX-License-Identifier: EUPL-1.2
"""The event log as an operator meets it: verify finds what was altered, published heads what was cut or rewritten; events and
a person's data are exported, and anybody can compute the chain anew."""
import csv
import hashlib
import io
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

BUILD = os.path.abspath(os.environ.get("OVERENS_BUILD", "build"))
SRC = os.path.abspath(os.environ.get("OVERENS_SRC") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
COLUMNS = ("seq", "at", "actor", "role", "action", "object", "before_hash", "after_hash", "prev", "hash")
GUIDE = os.path.join(SRC, "docs", "guides", "revisor.md")


def canonical(row):
    """The bytes of an event, from the fields of the JSON export."""
    keys = ("seq", "at", "actor", "role", "action", "object", "before", "after", "prev")
    return ("overens-event-1\n" + "".join("%s: %s\n" % (key, row[key]) for key in keys)).encode()


class Events(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = tempfile.mkdtemp(prefix="ovevents")
        cls.addClassCleanup(shutil.rmtree, cls.dir, ignore_errors=True)
        cls.original = os.path.join(cls.dir, "original.db")
        cls.config_for(cls.original)
        cls.command("init")
        parties = os.path.join(cls.dir, "parties.csv")
        with open(parties, "w", encoding="utf-8") as file:
            file.write("code,name\n" + "".join("%d,Region %d\n" % (n, n) for n in range(10, 60)))
        cls.command("party", "import", parties)
        cls.command("user", "add", "anna.k", "--name", "Anna Karlsson", "--org", "10", "--role", "economist",
                    stdin="ett långt lösenord\n")

    @classmethod
    def config_for(cls, db):
        cls.db = db
        cls.config = os.path.join(cls.dir, "overens.conf")
        with open(cls.config, "w", encoding="utf-8") as file:
            file.write("[database]\nurl = sqlite:%s\n[paths]\ndata = %s\n" % (db, SRC))

    @classmethod
    def command(cls, *args, stdin=""):
        return subprocess.run([os.path.join(BUILD, "overens"), "--config", cls.config, *args], input=stdin, text=True,
                              capture_output=True, timeout=120, check=True).stdout

    def setUp(self):
        copy = os.path.join(self.dir, "portal.db")
        for ending in ("", "-wal", "-shm"):
            if os.path.exists(copy + ending):
                os.unlink(copy + ending)
        source = sqlite3.connect(self.original)
        target = sqlite3.connect(copy)
        source.backup(target)
        source.close()
        target.close()
        self.config_for(copy)
        self.addCleanup(self.config_for, self.original)

    def run_it(self, *args, code=0, stdin=""):
        done = subprocess.run([os.path.join(BUILD, "overens"), "--config", self.config, *args], input=stdin, text=True,
                              capture_output=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, "%s\n%s%s" % (args, done.stdout[-2000:], done.stderr))
        return done.stdout if code in (0, 1) else done.stderr

    def attack(self, *statements):
        """Whoever owns the database can take its guards away."""
        by_hand = sqlite3.connect(self.db)
        for name in ("event_no_update", "event_no_delete"):
            by_hand.execute("DROP TRIGGER IF EXISTS " + name)
        for statement, *values in statements:
            by_hand.execute(statement, values)
        by_hand.commit()
        by_hand.close()

    def rows(self):
        by_hand = sqlite3.connect(self.db)
        rows = by_hand.execute("SELECT %s FROM event ORDER BY seq" % ", ".join(COLUMNS)).fetchall()
        by_hand.close()
        return [dict(zip(COLUMNS, row)) for row in rows]

    def head(self):
        last = self.rows()[-1]
        return "%d:%s" % (last["seq"], last["hash"])

    def faults(self, *args):
        return json.loads(self.run_it("verify", "--json", *args, code=1))["faults"]

    # ---- verify ----

    def test_one_altered_byte_is_found_100_times_of_100(self):
        dice = random.Random(os.environ.get("OVERENS_SEED") or None)
        count = len(self.rows())
        for _ in range(100):
            seq, column = dice.randint(1, count), dice.choice(COLUMNS)
            by_hand = sqlite3.connect(self.db)
            by_hand.text_factory = bytes
            for name in ("event_no_update", "event_no_delete"):
                by_hand.execute("DROP TRIGGER IF EXISTS " + name)
            value = by_hand.execute("SELECT %s FROM event WHERE seq = ?" % column, (seq,)).fetchone()[0]
            if isinstance(value, int):
                other = value ^ (1 << dice.randint(40 if column == "seq" else 0, 62))
            else:
                at = dice.randrange(len(value))
                other = value[:at] + bytes([value[at] ^ (1 << dice.randint(0, 7))]) + value[at + 1:]
            by_hand.execute("UPDATE event SET %s = %s WHERE seq = ?" % (column, "?" if isinstance(other, int) else
                                                                       "CAST(? AS TEXT)"), (other, seq))
            by_hand.commit()
            faults = [fault for fault in self.faults() if fault["kind"] == "event"]
            self.assertTrue(faults, "event %d, %s: %r became %r" % (seq, column, value, other))
            if column != "seq":
                self.assertEqual(faults[0]["id"], str(seq))
            by_hand.execute("UPDATE event SET %s = ? WHERE seq = ?" % column,
                            (value if isinstance(value, int) else value.decode(), other if column == "seq" else seq))
            by_hand.commit()
            by_hand.close()
        self.run_it("verify")

    def test_it_says_in_plain_words_where_the_log_stops_being_true(self):
        self.attack(("DELETE FROM event WHERE seq = 7",))
        said = self.run_it("verify", code=1)
        self.assertTrue(said.startswith("The event log does not hold from event 7 on; the events before it do.\n"), said)
        self.assertIn("event 7: missing: it was removed, or moved to another place", said)

    def test_removed_swapped_inserted_and_renumbered_rows_are_found(self):
        copied = "SELECT %s, at, actor, role, action, object, before_hash, after_hash, prev, hash FROM event WHERE seq = %d"
        for statements, place in (
                ([("DELETE FROM event WHERE seq = 1",)], "1"),
                ([("DELETE FROM event WHERE seq BETWEEN 3 AND 9",)], "3"),
                ([("UPDATE event SET seq = 100004 WHERE seq = 4",), ("UPDATE event SET seq = 4 WHERE seq = 5",),
                  ("UPDATE event SET seq = 5 WHERE seq = 100004",)], "4"),
                ([("INSERT INTO event (%s) " % ", ".join(COLUMNS) + copied % ("0", 1),)], "0"),
                ([("INSERT INTO event (%s) " % ", ".join(COLUMNS) + copied % ("99999", 2),)], None),
                ([("UPDATE event SET seq = seq + 1000 WHERE seq > 20",)], "21"),
                ([("UPDATE event_head SET hash = ?", "0" * 64)], "head"),
                ([("UPDATE event_head SET at = at + 1",)], "head"),
                ([("DELETE FROM event WHERE seq > 30",)], "head")):
            self.setUp()
            with self.subTest(statements):
                self.attack(*statements)
                faults = self.faults()
                self.assertTrue(faults)
                if place:
                    self.assertEqual(faults[0]["id"], place, faults[:3])

    def rewrite(self, first):
        """Changes the actor of an event and computes it and all that follow anew, the head too."""
        exported = json.loads(self.run_it("export", "events"))["events"]
        previous, changes = exported[first - 1]["prev"], []
        for row in exported[first - 1:]:
            if row["seq"] == first:
                row["actor"] = "nobody"
            row["prev"] = previous
            previous = hashlib.sha256(canonical(row)).hexdigest()
            changes.append(("UPDATE event SET actor = ?, prev = ?, hash = ? WHERE seq = ?", row["actor"], row["prev"], previous,
                            row["seq"]))
        last = self.rows()[len(exported) - 1]
        self.attack(("DELETE FROM event WHERE seq > ?", len(exported)), *changes,
                    ("UPDATE event_head SET seq = ?, at = ?, hash = ?", len(exported), last["at"], previous))

    def test_a_rewritten_log_is_found_by_the_published_head_alone(self):
        published = self.head()
        self.run_it("verify", "--head", published)
        self.rewrite(12)
        self.run_it("verify")  # consistent in itself
        faults = self.faults("--head", published)
        self.assertEqual([(fault["kind"], fault["id"]) for fault in faults], [("event-head", published.split(":")[0])])
        self.assertIn("rewritten", faults[0]["what"])

    def test_a_cut_tail_is_found_by_the_published_head_alone(self):
        published, keep = self.head(), self.rows()[-6]
        self.attack(("DELETE FROM event WHERE seq > ?", keep["seq"]),
                    ("UPDATE event_head SET seq = ?, at = ?, hash = ?", keep["seq"], keep["at"], keep["hash"]))
        self.run_it("verify")
        faults = self.faults("--head=" + published)
        self.assertIn("5 events or more were cut off its end", faults[0]["what"])

    def test_heads_are_read_from_logs_and_mails(self):
        rows = self.rows()
        lines = ["2026-11-22T10:00:00Z info head: event-head seq=%d hash=%s" % (row["seq"], row["hash"]) for row in rows[:40:4]]
        mail = "event-head seq=%d hash=%s" % (rows[20]["seq"], rows[20]["hash"])
        quoted = mail.replace("=", "=3D")
        log = os.path.join(self.dir, "portal.log")
        with open(log, "w", encoding="utf-8") as file:
            file.write("\n".join(["something else", *lines, "", quoted[:75] + "=", quoted[75:], ""]))
        self.assertIn("11 published heads compared", self.run_it("verify", "--heads", log))
        self.assertEqual(json.loads(self.run_it("verify", "--json", "--heads", "-", stdin="\n".join(lines)))["heads"], 10)
        self.rewrite(rows[20]["seq"])
        said = self.run_it("verify", "--heads", log, code=1)
        self.assertEqual(said.count("event-head "), 6, said)  # those at 20 and after it, and the mail's

    def test_wrong_heads_are_refused(self):
        for value in ("12", "12:abc", "x:" + "0" * 64, ":" + "0" * 64, "1:" + "0" * 63 + "G", "1:" + "0" * 65):
            self.assertIn("SEQ:HASH", self.run_it("verify", "--head", value, code=2))
        self.run_it("verify", "--head", code=2)
        self.assertIn("event-head", self.run_it("verify", "--heads", self.config, code=3))
        self.run_it("verify", "--heads", os.path.join(self.dir, "nowhere"), code=3)
        self.assertEqual(self.faults("--head", "1:" + "0" * 64)[0]["kind"], "event-head")

    # ---- export ----

    def test_the_exported_chain_is_computed_anew(self):
        data = json.loads(self.run_it("export", "events"))
        self.assertEqual((data["format"], data["count"]), ("overens-event-1", len(data["events"])))
        previous = "0" * 64
        for row in data["events"]:
            self.assertEqual(row["prev"], previous)
            previous = hashlib.sha256(canonical(row)).hexdigest()
            self.assertEqual(row["hash"], previous)
        last = self.rows()[-1]
        self.assertEqual((last["action"], last["object"], last["actor"]), ("log.exported", "log/events", "system"))

    def test_the_recipes_of_the_guide_work(self):
        with open(GUIDE, encoding="utf-8") as file:
            recipes = dict(re.findall(r"```(python|sh)\n(.*?)```", file.read(), flags=re.S))
        with open(os.path.join(self.dir, "handelser.json"), "w", encoding="utf-8") as file:
            file.write(self.run_it("export", "events"))
        for language, program in (("python", ["python3", "-"]), ("sh", ["sh"])):
            done = subprocess.run(program, input=recipes[language], text=True, capture_output=True, cwd=self.dir, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Kedjan stämmer", done.stdout)
        with open(os.path.join(self.dir, "handelser.json"), encoding="utf-8") as file:
            data = json.load(file)
        data["events"][5]["actor"] = "nobody"
        with open(os.path.join(self.dir, "handelser.json"), "w", encoding="utf-8") as file:
            json.dump(data, file)
        done = subprocess.run(["python3", "-"], input=recipes["python"], text=True, capture_output=True, cwd=self.dir, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("händelse 6", done.stdout + done.stderr)

    def test_filters_of_the_export(self):
        every = json.loads(self.run_it("export", "events", "--json", "--action", "account.added"))["events"]
        self.assertEqual([row["action"] for row in every], ["account.added"])
        self.assertEqual(json.loads(self.run_it("export", "events", "--to", "1999-12-31"))["events"], [])
        rows = list(csv.DictReader(io.StringIO(self.run_it("export", "events", "--csv", "--object=organisation/5").lstrip("\ufeff")),
                                   delimiter=";"))
        self.assertEqual({row["object"] for row in rows}, {"organisation/5"})
        for arguments in (["--from", "i går"], ["--to"], ["--colour", "red"], ["x"]):
            self.run_it("export", "events", *arguments, code=2)
        for arguments in ([], ["person"], ["nothing"]):
            self.run_it("export", *arguments, code=2)

    def test_a_persons_data(self):
        data = json.loads(self.run_it("export", "person", "anna.k"))
        self.assertEqual((data["account"]["name"], data["mandates"][0]["role"]), ("Anna Karlsson", "economist"))
        self.assertNotIn("argon2", json.dumps(data))
        self.assertEqual(self.rows()[-1]["action"], "account.extracted")
        self.run_it("export", "person", "nobody", code=3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
