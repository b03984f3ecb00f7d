# SPDX-License-Identifier: EUPL-1.2
"""Every case of the official mustache specification but the lambdas, through `overens render`."""

import json
import os
import subprocess
import tempfile
import unittest

TOP = os.environ.get("OVERENS_SRC") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("OVERENS_BUILD") or os.path.join(TOP, "build")
SPEC = os.path.join(os.environ.get("OVERENS_SHARED") or os.path.join(TOP, "..", "shared"), "mustache-spec")
MODULES = ["comments", "delimiters", "interpolation", "inverted", "partials", "sections", "inheritance", "dynamic-names"]


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)
    return path


@unittest.skipUnless(os.path.isdir(SPEC), "mustache-spec: no ../shared here")
class Spec(unittest.TestCase):
    def run_case(self, case):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in case.get("partials", {}).items():
                write(folder, name + ".mustache", text)
            template = write(folder, "template", case["template"])
            data = write(folder, "data.json", json.dumps(case["data"]))
            done = subprocess.run([os.path.join(BUILD, "overens"), "render", template, data, "--partials", folder, "--raw-html"],
                                  capture_output=True, timeout=20, check=False)
        self.assertEqual(done.stderr.decode(), "")
        self.assertEqual(done.stdout.decode(), case["expected"])
        self.assertEqual(done.returncode, 0)


def add_module(module):
    def test(self):
        with open(os.path.join(SPEC, module + ".json"), encoding="utf-8") as f:
            cases = json.load(f)["tests"]
        self.assertGreater(len(cases), 10)
        for case in cases:
            with self.subTest(case["name"]):
                self.run_case(case)
    setattr(Spec, "test_" + module.replace("-", "_"), test)


for name in MODULES:
    add_module(name)

if __name__ == "__main__":
    unittest.main()
