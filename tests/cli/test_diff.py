# SPDX-License-Identifier: EUPL-1.2
"""`overens diff`: its exit codes, its JSON (interfaces.md) and what it says to people."""
import json
import os
import random
import subprocess
import tempfile
import unittest

BUILD = os.path.abspath(os.environ.get("OVERENS_BUILD", "build"))

OLD = """# 1 Syfte

Parterna bör samråda om vården varje år.

- läkare
- sjuksköterska

# 2 Ansvar

Regionen ansvarar för läkare i hela länet.

Priset är 1 200 kr per besök enligt bilagan.
"""
NEW = """# 1 Syfte

Parterna ska samråda om vården varje år.

- läkare
- sjuksköterska

# 2 Ledord

Tillit och öppenhet.

# 3 Ansvar

Priset är 1 300 kr per besök enligt bilagan.

Regionen ansvarar för läkare i hela länet.
"""


class Diff(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ovdiff")
        self.addCleanup(folder.cleanup)
        self.dir = folder.name

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def diff(self, *arguments, code=1):
        done = subprocess.run([os.path.join(BUILD, "overens"), "diff", *arguments], capture_output=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout.decode(), done.stderr.decode()

    def test_json_has_an_entry_for_each_block_in_the_order_of_new(self):
        out, messages = self.diff("--json", self.write("old.md", OLD), self.write("new.md", NEW))
        entries = json.loads(out)
        self.assertEqual(messages, "")
        self.assertEqual([e["to"] for e in entries if e["to"]], list(range(1, 10)))
        self.assertEqual(sorted(e["from"] for e in entries if e["from"]), list(range(1, 8)))
        kinds = [(e["number"], e["kind"]) for e in entries if e["kind"] != "same"]
        self.assertEqual(kinds, [("1", "changed"), ("2", "new"), ("2", "new"), ("3", "changed"), ("3", "changed"),
                                 ("3", "moved")])
        self.assertEqual(entries[1]["ops"], [["=", "Parterna "], ["-", "bör"], ["+", "ska"],
                                             ["=", " samråda om vården varje år."]])
        self.assertEqual((entries[1]["flags"], entries[1]["modal"]), (["modal"], ["bör", "ska"]))

    def test_ops_give_both_texts_back(self):
        blocks = lambda text: [line.lstrip("#- ") for line in text.splitlines() if line]
        entries = json.loads(self.diff("--json", self.write("old.md", OLD), self.write("new.md", NEW))[0])
        new = ["".join(t for op, t in e["ops"] if op in "=+") for e in entries if e["to"]]
        old = {e["from"]: "".join(t for op, t in e["ops"] if op in "=-") for e in entries if e["from"]}
        self.assertEqual(new, blocks(NEW))
        self.assertEqual([old[place] for place in sorted(old)], blocks(OLD))

    def test_people_get_a_summary_and_each_change(self):
        out, _ = self.diff(self.write("old.md", OLD), self.write("new.md", NEW))
        self.assertTrue(out.startswith("5 ändringar i 3 avsnitt\n"), out)
        self.assertIn("[borttaget: bör][nytt: ska]", out)
        self.assertIn("”bör” har blivit ”ska”", out)
        self.assertIn("↕ flyttat från plats", out)
        self.assertIn("annan siffra", out)

    def test_the_same_text_in_another_dress_is_the_same(self):
        wrapped = OLD.replace("# ", "## ").replace(" om vården", "\nom vården").replace("1 200", "1\u00a0200")
        old, new = self.write("old.md", OLD), self.write("new.md", wrapped)
        self.assertEqual(self.diff(old, new, code=0)[0], "Texterna är lika.\n")
        self.assertTrue(all(e["kind"] == "same" for e in json.loads(self.diff("--json", old, old, code=0)[0])))

    def test_what_cannot_be_read_is_said(self):
        old = self.write("old.md", OLD)
        for name, text, word in (("empty.txt", "", "empty.txt:1:1: "), ("odd.txt", b"\xff\xfe\x00" * 9, "odd.txt:"),
                                 ("blank.md", "\n \n", "blank.md:1:1: ")):
            out, message = self.diff(old, self.write(name, text), code=3)
            self.assertEqual(out, "")
            self.assertIn(word, message)
        self.assertIn("mapp", self.diff(old, self.dir, code=3)[1])
        self.assertIn("none.txt", self.diff(os.path.join(self.dir, "none.txt"), old, code=3)[1])

    def test_usage(self):
        old = self.write("old.md", OLD)
        self.diff(code=2)
        self.diff(old, code=2)
        self.diff(old, old, old, code=2)
        self.diff("--xml", old, old, code=2)
        self.assertIn("OLD NEW", self.diff("--help", code=0)[0])
        self.diff("--", old, old, code=0)

    def test_hostile_pairs_end_soon(self):
        rng = random.Random(1)
        unique = ["Stycke %d handlar om %d." % (i, rng.randrange(10 ** 9)) for i in range(10_000)]
        shuffled = rng.sample(unique, len(unique))
        pairs = [("samma stycke igen.\n\n" * 10_000, "samma stycke igen.\n\n" * 9_000),
                 ("\n\n".join(unique), "\n\n".join(shuffled)),
                 ("ord " * 125_000, "ord " * 120_000 + "annat " * 1_000)]
        for i, (old, new) in enumerate(pairs):
            self.diff("--json", self.write("a%d.md" % i, "# 1 A\n\n" + old), self.write("b%d.md" % i, "# 1 A\n\n" + new))


if __name__ == "__main__":
    unittest.main()
