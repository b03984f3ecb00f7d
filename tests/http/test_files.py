# SPDX-License-Identifier: EUPL-1.2
"""Files with an answer: what is taken and what is refused, who may fetch it, how it is sent, the virus scanner, an answer
that is only a file."""
import hashlib
import io
import os
import socket
import struct
import sys
import tempfile
import threading
import unittest
import urllib.parse
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import Pages, tearDownModule  # noqa: E402,F401

PDF = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
       b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
       b"4 0 obj<</Length 57>>stream\nBT /F1 12 Tf 20 100 Td (Yttrande fran namnden om avtalet) Tj ET\nendstream endobj\n"
       b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in parts.items():
            z.writestr(name, text)
    return out.getvalue()


def docx(text="Yttrande", types=WORD, **more):
    body = ('<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>" % text)
    parts = {"[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
             'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Override PartName="/word/document.xml" ContentType="%s"/></Types>' % types,
             "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
             'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
             'officeDocument" Target="word/document.xml"/></Relationships>', "word/document.xml": body}
    parts.update(more)
    return archive(parts)


def multipart(fields, files):
    parts = ['Content-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % item for item in fields.items()]
    body = b"".join(b"--gr\r\n" + part.encode() for part in parts)
    for name, data in files:
        body += ('--gr\r\nContent-Disposition: form-data; name="fil"; filename="%s"\r\n'
                 "Content-Type: application/octet-stream\r\n\r\n" % name).encode() + data + b"\r\n"
    return body + b"--gr--\r\n"


class Clamd:
    """A virus scanner that finds what holds EICAR."""

    def __init__(self, path):
        self.seen, self.server = [], socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        os.chmod(path, 0o777)
        self.server.listen(4)
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            with peer, peer.makefile("rb") as come:
                head, data = come.read(10), b""
                while head == b"zINSTREAM\0":
                    size = struct.unpack(">I", come.read(4))[0]
                    if not size:
                        break
                    data += come.read(size)
                self.seen.append(data)
                peer.sendall(b"stream: Prov.EICAR FOUND\0" if b"EICAR" in data else b"stream: OK\0")


class Uploads(Pages):
    def send_files(self, files, name="municipality_b", **fields):
        client = self.client(name)
        body = multipart(dict({"_token": client.token(), "anvandning": "attachment", "fraga": "0"}, **fields), files)
        return client.request("POST", self.address, body, {"Content-Type": "multipart/form-data; boundary=gr"})

    @property
    def address(self):
        return self.round + "/svara/filer"

    def files(self, name="municipality_b"):
        page = self.client(name).get(self.address)
        self.assertEqual(page.status, 200, page.words[:300])
        return page

    def fetch(self, path, name="municipality_b"):
        """Past the check that pages have one policy: a file has a stricter one beside it."""
        return self.client(name).request("GET", path, safe=False)

    def newest(self, column="id"):
        return self.portal.sql("SELECT %s FROM stored_file ORDER BY id DESC LIMIT 1" % column)[0][0]


class Files(Uploads):
    settings = {"serve__workers": 2, "database__lock_timeout": "5s", "files__size": "200k", "files__total": "500k",
                "files__number": "12"}

    def test_1_what_is_taken_is_kept_byte_for_byte(self):
        good = [("Yttrande från nämnden åäö.pdf", PDF, "application/pdf"),
                ("svar.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                ("tal.csv", "kommun;antal\nBorås;3\n".encode(), "text/csv; charset=utf-8"),
                ("text.txt", "Vi avstår.\n".encode("cp1252"), "text/plain; charset=utf-8"),
                ("bild.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0\x90wS\xde\0\0\0\0IEND\xaeB`\x82",
                 "image/png")]
        for name, data, kind in good:
            sent = self.send_files([(name, data)])
            self.assertEqual(sent.status, 303, name + ": " + sent.words[:600])
            file = self.newest()
            got = self.fetch("%s/%s" % (self.address, file))
            self.assertEqual((got.status, got.body), (200, data), name)
            self.assertEqual(got.headers["content-type"], kind)
            shown = [v for k, v in got.all_headers if k.lower() == "content-disposition"][0]
            self.assertTrue(shown.startswith("attachment;"), shown)
            self.assertIn("filename*=UTF-8''" + urllib.parse.quote(name, safe="-_."), shown)
            self.assertEqual(got.headers["x-content-type-options"], "nosniff")
            policies = [v for k, v in got.all_headers if k.lower() == "content-security-policy"]
            self.assertTrue(any("sandbox" in policy for policy in policies), policies)
            self.assertEqual(self.newest("sha256"), hashlib.sha256(data).hexdigest())
        self.assertIn("Yttrande från nämnden åäö.pdf", self.files().words)
        self.assertIn("inte granskad av virusskydd", self.files().words)

    def test_2_what_is_refused_says_why_and_is_not_stored(self):
        before = self.portal.number("SELECT count(*) FROM stored_file")
        macro = docx(types="application/vnd.ms-word.document.macroEnabled.main+xml", **{"word/vbaProject.bin": "x"})
        bomb = docx(**{"word/media/noll.xml": "<a>" + "0" * 60_000_000 + "</a>"})
        bad = [("avtal.pdf", b"MZ\x90\0" + bytes(300), "program"), ("sida.html", b"<html><p>hej</p></html>", "HTML"),
               ("sida.txt", b"<!doctype html><script>1</script>", "HTML"), ("bild.svg", b"<svg xmlns='x'/>", "SVG"),
               ("bild.png", b"<svg onload='x'/>", "SVG"), ("makro.docm", macro, "makron"), ("makro.docx", macro, "makron"),
               ("bomb.docx", bomb, ""), ("tom.pdf", b"", "tom"), ("arkiv.zip", archive({"a.txt": "x"}), "arkiv"),
               ("svar.docx", archive({"a.txt": "x"}), "arkiv"), ("skript.txt", b"#!/bin/sh\nrm -rf /\n", "skript"),
               ("fel.pdf", b"bara text", "txt"), ("utan", PDF, "pdf"), ("stor.txt", b"a" * 300_000, "för stor"),
               ("x" * 160 + ".pdf", PDF, "150 tecken"), ("van\u202efdp.pdf", PDF, "tecken som inte tas emot"),
               ("prog.pdf", b"\x7fELF" + bytes(100), "program"), ("data.txt", bytes(range(256)), "inte tas emot")]
        for name, data, says in bad:
            sent = self.send_files([(name, data)])
            self.assertEqual(sent.status, 422, name + ": " + sent.words[:600])
            self.assertIn(says, sent.words, name)
            self.assertIn('id="fil-fel"', sent.text, name)
        self.assertEqual(self.portal.number("SELECT count(*) FROM stored_file"), before)
        self.assert_refused(self.send_files([("a.pdf", PDF)], fraga="9999"), 404)
        self.assertEqual(self.send_files([]).status, 422)
        english = self.client("municipality_a")
        self.assertEqual(english.post("/sprak", {"sprak": "en", "till": "/"}, {"Origin": "http://" + english.host}).status, 303)
        sent = self.send_files([("stor.txt", b"Ord " * 60000)], "municipality_a")
        english.post("/sprak", {"sprak": "sv", "till": "/"}, {"Origin": "http://" + english.host})
        self.assertEqual(sent.status, 422)
        self.assertIn("A file may have at most 0 MB; split it", sent.words)  # the number stands in the translation too

    def test_3_paths_are_cut_off_and_a_double_click_gives_one_file(self):
        for _ in (1, 2):
            self.assertEqual(self.send_files([("C:\\\\mapp\\\\sista.pdf", PDF + b"%\n")], fraga="2").status, 303)
        self.assertEqual(self.newest("name"), "sista.pdf")
        self.assertEqual(self.portal.number("SELECT count(*) FROM stored_file WHERE name = 'sista.pdf'"), 1)

    def test_4_only_the_own_people_have_it(self):
        file = self.newest()
        path = "%s/%s" % (self.address, file)
        self.assertEqual(self.fetch(path).status, 200)
        for other in ("municipality_a", "staff", "auditor"):
            self.assertIn(self.client(other).get(path).status, (403, 404), other)
        self.assertEqual(self.client().get(path).status, 303)
        sent = "%s/svar/1490/fil/%s" % (self.round, file)  # not sent yet: not there for staff either
        self.assertEqual(self.client("staff").get(sent).status, 404)

    def test_5_removing_forgets_what_was_never_sent(self):
        file, client = self.newest(), self.client("municipality_b")
        path = "%s/%s/ta-bort" % (self.address, file)
        other = self.client("municipality_a")
        self.assertEqual(other.post(path, {"_token": other.token()}).status, 404)
        self.assertEqual(client.post(path, {"_token": client.token()}).status, 303)
        self.assertEqual(self.portal.number("SELECT count(*) FROM stored_file WHERE id = %s" % file), 0)
        self.assertEqual(self.client("municipality_b").get("%s/%s" % (self.address, file)).status, 404)

    def test_6_one_bad_file_does_not_lose_the_others_and_limits_hold(self):
        sent = self.send_files([("bra.txt", b"bra\n"), ("fel.exe", b"MZ\x90\0")])
        self.assertEqual(sent.status, 422)
        self.assertIn("bra.txt", self.files().words)
        for i in range(12):
            sent = self.send_files([("fil%d.txt" % i, b"fil %d\n" % i)])
        self.assertEqual(sent.status, 422)
        self.assertIn("fler tas inte emot", sent.words)

    def test_7_sent_files_go_to_those_who_read_the_response(self):
        path = self.portal.routes["attachment_a"]
        for name in ("municipality_a", "staff", "auditor"):
            self.assertEqual(self.fetch(path, name).status, 200, name)
        self.assertEqual(self.client("municipality_b").get(path).status, 404)
        self.assertEqual(self.client().get(path).status, 404)  # until it is published
        swapped = path.replace("/svar/1489/", "/svar/1490/")
        self.assertEqual(self.client("staff").get(swapped).status, 404)

    def test_8_verify_looks_at_every_file(self):
        done = self.portal.overens("verify")
        self.assertEqual(done.returncode, 0, done.stdout)


class Scanned(Uploads):
    folder = tempfile.mkdtemp()
    settings = {"serve__workers": 2, "database__lock_timeout": "5s", "files__clamd": folder + "/clamd.ctl",
                "files__clamd_time": "20s"}

    def test_1_without_an_answer_nothing_is_taken(self):
        os.chmod(self.folder, 0o755)
        sent = self.send_files([("a.txt", b"hej\n")])
        self.assertEqual(sent.status, 422)
        self.assertIn("Virusskyddet svarar inte", sent.words)

    def test_2_clean_files_are_taken_and_found_ones_not(self):
        scanner = Clamd(self.folder + "/clamd.ctl")
        self.addCleanup(scanner.server.close)
        self.assertEqual(self.send_files([("a.txt", b"hej igen\n")]).status, 303)
        self.assertEqual(scanner.seen[-1], b"hej igen\n")
        self.assertNotIn("inte granskad", self.files().words)
        before = self.newest()
        sent = self.send_files([("b.txt", b"EICAR\n")])
        self.assertEqual(sent.status, 422)
        self.assertIn("Virusskyddet stoppade filen", sent.words)
        self.assertEqual(self.newest(), before)


if __name__ == "__main__":
    unittest.main()
