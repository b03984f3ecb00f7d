# SPDX-License-Identifier: EUPL-1.2
"""The receipt of a response: who sees what, PDF, package, register numbers by mailed link and signed in, the diary, mails."""
import hashlib
import io
import os
import re
import shutil
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import Pages, tearDownModule  # noqa: E402,F401
from portal import QUICK, until  # noqa: E402

SECRET = "Kommentaren som bara vi och mottagaren får läsa"
XML = "{urn:overens:response:1}"
PDF = shutil.which("qpdf") and (shutil.which("chromium") or shutil.which("weasyprint"))


class Receipts(Pages):
    number = None

    def send_one(self):
        """Alingsås answers question 9 and sends; once, for all the tests."""
        if Receipts.number:
            return Receipts.number
        writer = self.client("municipality_a")
        form = self.draft(writer)
        fields = dict(form.fields, betyg="reject", kommentar=SECRET)
        self.assertEqual(writer.post(form.action or "%s/svara/9" % self.round, fields).status, 303)
        form = writer.get(self.send).form(self.send)
        sent = writer.post(self.send, dict(form.fields, rattslage="officer"))
        self.assertEqual(sent.status, 303, sent.words[:500])
        Receipts.number = re.search(r"SVAR-\d{4}-\d{6}", sent.location).group()
        return Receipts.number

    def address(self, end=""):
        return "/kvittens/%s%s" % (self.send_one(), end)

    def test_1_the_holder_of_the_number_sees_four_facts(self):
        own = self.client("municipality_a").get(self.address())
        self.assertIn(SECRET, own.words)
        self.assertIn("Avstyrker", own.words)
        digest = re.search(r"sha256 ([0-9a-f]{64})", own.words).group(1)
        for name in (None, "municipality_b"):
            page = self.client(name).get(self.address())
            self.assertEqual(page.status, 200)
            for shown in (self.send_one(), "Alingsås", digest):
                self.assertIn(shown, page.words)
            main = page.text.partition("<main")[2].partition("</main")[0]
            for hidden in (SECRET, "Avstyrker", "Tjänstepersonssvar", "Diarienummer", "remiss/", ".pdf", "paket.zip"):
                self.assertNotIn(hidden, main)

    def test_2_text_pdf_and_package_are_for_those_who_may_read(self):
        text = self.client("municipality_a").get(self.address(".txt"))
        self.assertEqual(text.status, 200)
        page = self.client("municipality_a").get(self.address())
        self.assertIn(hashlib.sha256(text.body).hexdigest(), page.text)
        for end in (".txt", ".pdf", "/paket.zip", "/diarienummer"):
            self.assertEqual(self.client("municipality_b").get(self.address(end)).status, 404, end)
            visitor = self.client().get(self.address(end))
            self.assertIn(visitor.status, (303, 404), end)
            self.assertNotIn(SECRET.encode(), visitor.body)
        self.assertEqual(self.client("staff").get(self.address(".txt")).body, text.body)

    def test_3_the_package_is_whole_and_always_the_same(self):
        reader = self.client("municipality_a")
        first, again = reader.get_made(self.address("/paket.zip")), reader.get(self.address("/paket.zip"))
        self.assertEqual(first.status, 200, first.body[:300])
        self.assertEqual(first.headers["content-type"], "application/zip")
        self.assertEqual(first.body, again.body)
        with zipfile.ZipFile(io.BytesIO(first.body)) as package:
            self.assertIsNone(package.testzip())
            parts = {name.partition("/")[2]: package.read(name) for name in package.namelist()}
        self.assertEqual(parts["kvittens.txt"], reader.get(self.address(".txt")).body)
        self.assertEqual("kvittens.pdf" in parts, bool(PDF))
        self.assertIn(self.send_one(), parts["LÄS-MIG.txt"].decode())
        data = ET.fromstring(parts["metadata.xml"])
        self.assertEqual(data.find(XML + "number").text, self.send_one())
        self.assertEqual(data.find(XML + "sender").attrib["code"], "1489")
        self.assertEqual(data.find(XML + "legalStatus").text, "officer")
        self.assertEqual(data.find(XML + "sha256").text, hashlib.sha256(parts["kvittens.txt"]).hexdigest())
        listed = {f.attrib["path"]: f.attrib["sha256"] for f in data.iter(XML + "file")}
        self.assertEqual(set(listed), set(parts) - {"metadata.xml", "LÄS-MIG.txt"})
        for path, digest in listed.items():
            self.assertEqual(hashlib.sha256(parts[path]).hexdigest(), digest, path)

    @unittest.skipUnless(PDF, "no chromium or weasyprint, or no qpdf")
    def test_4_the_pdf_is_kept(self):
        reader = self.client("municipality_a")
        first = reader.get_made(self.address(".pdf"))
        self.assertEqual(first.status, 200)
        self.assertTrue(first.body.startswith(b"%PDF-"))
        self.assertEqual(first.body, reader.get(self.address(".pdf")).body)

    def test_5_registrars_write_and_correct_numbers(self):
        registrar = self.client("registrar_a")
        for number in ("KS 2026/1", "KS 2026/12"):
            form = registrar.get(self.address("/diarienummer")).form(field="diarienummer")
            self.assertEqual(registrar.post(self.address("/diarienummer"), dict(form.fields, diarienummer=number)).status, 303)
        form = registrar.get(self.address("/diarienummer")).form(field="diarienummer")
        bad = registrar.post(self.address("/diarienummer"), dict(form.fields, diarienummer="x" * 101))
        self.assertEqual(bad.status, 422)
        self.assertIn("x" * 101, bad.text)
        other = registrar.post(self.address("/diarienummer"), dict(form.fields, sida="receiver", diarienummer="1"))
        self.assertEqual(other.status, 403)
        self.assertEqual(self.client("municipality_a").get(self.address("/diarienummer")).status, 403)
        page = self.client("municipality_a").get(self.address())
        self.assertIn("KS 2026/12", page.words)
        self.assertIn("<del>KS 2026/1</del>", page.text)

    def test_6_the_diary_has_every_response(self):
        staff = self.client("staff")
        self.send_one()
        page, table = staff.get(self.round + "/diarium"), staff.get(self.round + "/diarium.csv")
        self.assertIn(self.send_one(), page.words)
        self.assertTrue(table.body.startswith(b"\xef\xbb\xbf"))
        rows = table.body.decode("utf-8-sig").splitlines()
        stored = self.portal.number("SELECT count(*) FROM response WHERE timing <> 'refused' AND consultation_id = %s"
                                    % self.round.rpartition("/")[2])
        self.assertEqual(len(rows), stored + 1)
        self.assertEqual({row.count('";"') for row in rows}, {13})
        self.assertEqual(len(staff.get(self.round + "/diarium.csv?dag=1999-01-01").text.splitlines()), 1)
        self.assertEqual(self.client("municipality_b").get(self.round + "/diarium.csv").status, 403)

    def test_7_a_saved_receipt_is_verified(self):
        text = self.client("municipality_a").get(self.address(".txt")).body
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            path = os.path.join(folder, "kvittens.txt")
            for body, code in ((text, 0), (text.replace(b"reject", b"support"), 1)):
                with open(path, "wb") as file:
                    file.write(body)
                os.chmod(path, 0o644)
                done = self.portal.overens("verify-receipt", path)
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)
                self.assertEqual(done.stdout.decode().splitlines()[0], hashlib.sha256(body).hexdigest())

    def test_8_receipts_are_mailed_with_a_link_that_writes_once(self):
        def mails():
            return self.portal.sql("SELECT kind, to_address, body FROM mail WHERE kind LIKE 'response.%%' AND object = "
                                   "'response/' || (SELECT id FROM response WHERE number = '%s')" % self.send_one())
        self.assertTrue(until(lambda: len(mails()) >= 3, 90, 0.5), mails())
        kinds = [kind for kind, _, _ in mails()]
        self.assertEqual(sorted(kinds), ["response.arrived", "response.receipt", "response.receipt"])
        for _, _, body in mails():
            self.assertIn(self.send_one(), body)
            self.assertNotIn(SECRET, body)
        body = next(body for kind, _, body in mails() if kind == "response.arrived")
        link = re.search(r"/diarium/[\w-]{40,}", body).group()
        visitor = self.client()
        form = visitor.get(link).form(field="diarienummer")
        self.assertEqual(visitor.post(link, dict(form.fields, diarienummer=" ")).status, 422)
        form = visitor.get(link).form(field="diarienummer")
        self.assertEqual(visitor.post(link, dict(form.fields, diarienummer="=RS 2026/7")).status, 303)
        self.assertEqual(visitor.get(link).status, 410)
        self.assertIn("=RS 2026/7", self.client("municipality_a").get(self.address()).words)
        self.assertIn('"\'=RS 2026/7"', self.client("staff").get(self.round + "/diarium.csv").text)
        self.assertEqual(self.client().get("/diarium/" + "A" * 43).status, 404)


if QUICK and not PDF:  # the quick run installs no program that makes PDFs
    del Receipts.test_4_the_pdf_is_kept


if __name__ == "__main__":
    unittest.main()
