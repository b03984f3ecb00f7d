# SPDX-License-Identifier: EUPL-1.2
"""Every fuzz target on its corpus and on mutations of it, under AddressSanitizer: no crash, no hang.

One seed, so that a failure can be made again: the output names it (--seed S --only I)."""

import os
import subprocess
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("OVERENS_BUILD_ASAN") or os.environ.get("OVERENS_BUILD") or "build"
QUICK = bool(os.environ.get("OVERENS_QUICK"))
# Each mutation of a .mo file is a file written and opened; of a pair of texts, two imports and four comparisons.
MUTATIONS = {"template": 100_000, "mo": 20_000, "diff": 20_000}


class Fuzz(unittest.TestCase):
    def run_target(self, name):
        program = os.path.join(BUILD, "tests/fuzz/fuzz_" + name)
        corpus = os.path.join(HERE, "corpus", name)
        mutations = 5_000 if QUICK else MUTATIONS.get(name, 50_000)
        done = subprocess.run(
            [program, "--seconds", "20", "--mutations", str(mutations), corpus],
            capture_output=True, timeout=600, check=False)
        output = (done.stdout + done.stderr).decode(errors="replace")
        self.assertEqual(done.returncode, 0, output[-3000:])
        self.assertIn("%d mutations" % mutations, output)
        self.assertGreater(int(output.split(" inputs")[0].split()[-1]), 1, "an empty corpus")

    def test_every_target_has_a_corpus_and_every_corpus_a_target(self):
        targets = {f[5:-2] for f in os.listdir(HERE) if f.startswith("fuzz_") and f.endswith(".c")}
        self.assertEqual(targets, set(os.listdir(os.path.join(HERE, "corpus"))))


def add_target(name):
    def test(self):
        self.run_target(name)
    setattr(Fuzz, "test_" + name, test)


for folder in sorted(os.listdir(os.path.join(HERE, "corpus"))):
    add_target(folder)

if __name__ == "__main__":
    unittest.main()
