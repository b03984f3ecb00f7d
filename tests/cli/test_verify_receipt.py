# SPDX-License-Identifier: EUPL-1.2
"""overens verify-receipt without a database: the hash, a hash to compare with, what is no receipt."""
import hashlib
import os
import subprocess
import tempfile
import unittest

BUILD = os.path.abspath(os.environ.get("OVERENS_BUILD", "build"))
RECEIPT = """overens-receipt-%d
number: SVAR-2026-000001
received: 2026-02-03T10:06:41.500000Z

answer: 1 1
grade: support
  Bra, så här.
"""


class VerifyReceipt(unittest.TestCase):
    def check(self, body, *arguments, code=0, stdin=None):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "kvittens.txt")
            with open(path, "wb") as file:
                file.write(body)
            done = subprocess.run([os.path.join(BUILD, "overens"), "verify-receipt"] +
                                  list(arguments) + ([] if stdin is False else ["-" if stdin else path]),
                                  input=body if stdin else b"", capture_output=True, timeout=60, check=False,
                                  env={k: v for k, v in os.environ.items() if k != "OVERENS_CONFIG"})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout.decode(), done.stderr.decode()

    def test_alone_it_prints_the_hash_of_both_formats(self):
        for number in (1, 2):
            body = (RECEIPT % number).encode()
            self.assertEqual(self.check(body)[0], hashlib.sha256(body).hexdigest() + "\n")
            self.assertEqual(self.check(body, stdin=True)[0], hashlib.sha256(body).hexdigest() + "\n")

    def test_against_a_hash(self):
        body = (RECEIPT % 1).encode()
        digest = hashlib.sha256(body).hexdigest()
        self.check(body, "--sha256", digest)
        self.check(body, "--sha256=" + digest.upper())
        for at in (0, 30, len(body) - 2):
            bad = body[:at] + bytes([body[at] ^ 1]) + body[at + 1:]
            self.check(bad, "--sha256", digest, code=3 if at == 0 else 1)

    def test_what_is_no_receipt(self):
        body = (RECEIPT % 1).encode()
        for text, word in ((b"", "no receipt"), (b"\x89PNG\r\n", "no receipt"), ((RECEIPT % 3).encode(), "no receipt"),
                           (b"\xef\xbb\xbf" + body, "byte-order mark"), (body.replace(b"\n", b"\r\n"), "line ends"),
                           (b"overens-receipt-1\n\nnumber: 1\n", "no receipt")):
            self.assertIn(word, self.check(text, code=3)[1])
        done = subprocess.run([os.path.join(BUILD, "overens"), "verify-receipt", "/finns/inte"], capture_output=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 3)

    def test_usage(self):
        body = (RECEIPT % 1).encode()
        for arguments in (["--sha256"], ["--sha256", "123"], ["--nej"], ["a", "b"]):
            self.check(body, *arguments, code=2, stdin=False)
        self.assertIn("--sha256 HEX", self.check(body, "--help", stdin=False)[0])


if __name__ == "__main__":
    unittest.main()
