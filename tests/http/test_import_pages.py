# SPDX-License-Identifier: EUPL-1.2
"""Reading a text in through the browser: the whole job for each kind of file, what is refused, who may, and what
happens when two do it at once."""
import fcntl
import http.client
import io
import os
import re
import shutil
import subprocess
import sys
import time
import unittest
import urllib.parse
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401
from portal import sha256  # noqa: E402

MATTER = "/arende/halsoavtal-2026"
WIZARD = MATTER + "/dokument/las-in"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

TEXT = """# Avtal om provning

## 1 Syfte

Avtalet gäller provning av inläsning, se avsnitt 2.

## 2 Ansvar

### 2.1 Regionen

Regionen svarar för:

- läkare
- sjuksköterska

### 2.3 Kommunen

| Part | Andel |
|---|---|
| Regionen | 60 |
| Kommunen | 40 |

Kommunen svarar för resten.
"""


def multipart(fields, name=None, content=b"", kind="application/octet-stream", field="fil"):
    """A form as a browser sends it; name None: no file was chosen."""
    mark = "ovmark7d1f"
    body = b""
    for key, value in fields.items():
        body += ('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (mark, key, value)).encode()
    shown = (name or "").replace('"', "%22")
    body += ('--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: %s\r\n\r\n'
             % (mark, field, shown, kind)).encode() + content + ("\r\n--%s--\r\n" % mark).encode()
    return body, {"Content-Type": "multipart/form-data; boundary=" + mark}


def pandoc(text, to):
    done = subprocess.run(["pandoc", "-f", "markdown", "-t", to, "-o", "-"], input=text.encode(), capture_output=True,
                          timeout=60, check=True)
    return done.stdout


def pdf(lines):
    """The smallest PDF that holds these lines on one page."""
    draw = b"BT /F1 11 Tf 14 TL 60 780 Td " + b" ".join(
        b"(" + line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b") '"
        for line in lines) + b" ET"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(draw), draw),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    out, offsets = b"%PDF-1.4\n", []
    for n, thing in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (n, thing)
    table = b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, len(out))


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


class Wizard(Pages):
    def upload(self, client, name, content, **fields):
        """Step 1: the answer to the form."""
        form = client.get(WIZARD).form(action=WIZARD)
        sent = dict(form.fields, handling="ny", titel="Avtal om provning", beteckning="Prov", datum="2026-02-01")
        sent.pop("fil", None)
        sent.update(fields)
        body, headers = multipart(sent, name, content)
        return client.request("POST", WIZARD, body, headers)

    def staged(self, client, name="avtal.md", content=TEXT.encode(), **fields):
        """Step 1 done: the address of step 2."""
        answer = self.upload(client, name, content, **fields)
        self.assertEqual(answer.status, 303, answer.words[:600])
        self.assertRegex(answer.location, "^%s/[0-9]+$" % WIZARD)
        return answer.location

    def discard(self, client, place):
        self.assertEqual(client.post(place + "/kasta", {"_token": client.token()}).status, 303)

    def counts(self):
        return self.portal.sql("SELECT (SELECT count(*) FROM staged_import), (SELECT count(*) FROM version), "
                               "(SELECT count(*) FROM document), (SELECT count(*) FROM node)")[0]

    def key(self, page, title):
        """The number by which the forms know the provision with this title."""
        for tag, a in page.page.elements:
            if tag == "select" and a.get("name", "").startswith("a-"):
                label = re.search(r'<label[^>]*for="%s">(.*?)</label>' % a["id"], page.text).group(1)
                if label.endswith(title):
                    return a["name"][2:]
        raise AssertionError("no provision %s: %s" % (title, page.words[:800]))

    def titles(self, page):
        return re.findall(r'<label class="vh" for="a-\d+">Åtgärd för (.*?)</label>', page.text)

    def helpers(self):
        """Helper programs that are alive below this portal's master."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/comm" % pid) as file:
                    name = file.read().strip()
                with open("/proc/%s/cmdline" % pid, "rb") as file:
                    line = file.read()
                with open("/proc/%s/status" % pid) as file:
                    parent = re.search(r"PPid:\s+(\d+)", file.read()).group(1)
            except (OSError, AttributeError):
                continue
            if name in ("pandoc", "pdftotext", "pdfinfo") and self.below_us(int(parent)):
                found.append((pid, line))
        return found

    def below_us(self, pid):
        while pid > 1:
            if pid == self.portal.master.pid:
                return True
            try:
                with open("/proc/%d/status" % pid) as file:
                    pid = int(re.search(r"PPid:\s+(\d+)", file.read()).group(1))
            except OSError:
                return False
        return False


class WholeJob(Wizard):
    """From the file to the draft."""

    def walk(self, name, content, kind, title):
        staff = self.client("staff")
        place = self.staged(staff, name, content, titel=title)
        page = staff.get(place)
        self.assertEqual(page.status, 200)
        self.assertIn("Steg 2 av 3", page.words)
        self.assertIn(kind, page.words)
        self.assertIn(name, page.words)
        self.assertEqual(self.titles(page), ["1 Syfte", "2 Ansvar", "2.1 Regionen", "2.3 Kommunen"])
        self.assertIn("alla finns i den inlästa texten", page.words)
        self.assertRegex(page.words, r"(?i)före 2\.3 saknas 2\.2")
        self.assertEqual(staff.get(place + "/fil").body, content)
        save = staff.get(place + "/spara")
        self.assertIn("Steg 3 av 3", save.words)
        answer = staff.post(place + "/spara", save.form(action=place + "/spara").fields)
        self.assertEqual(answer.status, 303, answer.words[:600])
        version = answer.location.split("/text/")[1].split("/")[0]
        row = self.portal.sql("SELECT v.status, v.nodes, v.source_name, d.title, length(v.source), v.hash IS NULL "
                              "FROM version v JOIN document d ON d.id = v.document_id WHERE v.slug = '%s'" % version)
        self.assertEqual(row, [["draft", "4", name, title, str(len(content)), "1"]])
        self.assertEqual(staff.get(answer.location).status, 200)
        self.assertEqual(staff.get(place).status, 404)
        return staff, place, save, answer

    def test_markdown(self):
        staff, place, save, first = self.walk("avtal.md", TEXT.encode(), "markdown", "Markdown")
        again = staff.post(place + "/spara", save.form(action=place + "/spara").fields)
        self.assertEqual((again.status, again.location), (303, first.location), "the second click leads to the same")
        self.assertEqual(self.portal.number("SELECT count(*) FROM document WHERE title = 'Markdown'"), 1)

    def test_docx(self):
        self.assertTrue(shutil.which("pandoc"), "tools/check installs pandoc")
        self.walk("avtal.docx", pandoc(TEXT, "docx"), "Word-dokument", "Word")

    def test_odt(self):
        self.assertTrue(shutil.which("pandoc"), "tools/check installs pandoc")
        self.walk("avtal.odt", pandoc(TEXT, "odt"), "OpenDocument", "Odt")

    def test_text(self):
        plain = ("Avtal om provning\n\n1 Syfte\nAvtalet gäller provning av inläsning, se avsnitt 2.\n\n2 Ansvar\n\n"
                 "2.1 Regionen\nRegionen svarar för läkare.\n\n2.3 Kommunen\nKommunen svarar för resten.\n")
        self.walk("avtal.txt", plain.encode(), "Ren text", "Text")

    def test_pdf(self):
        self.assertTrue(shutil.which("pdftotext"), "tools/check installs poppler-utils")
        self.walk("avtal.pdf", pdf(["1 Syfte", "Avtalet gäller provning av inläsning, se avsnitt 2.", "", "2 Ansvar", "",
                                    "2.1 Regionen", "Regionen svarar för läkare.", "", "2.3 Kommunen",
                                    "Kommunen svarar för resten."]), "PDF", "Pdf")

    def test_a_new_version_is_compared_with_the_one_before(self):
        staff = self.client("staff")
        place = self.staged(staff, titel="Jämförd")
        staff.post(place + "/spara", staff.get(place + "/spara").form(action=place + "/spara").fields)
        place = self.staged(staff, content=TEXT.replace("## 1 Syfte\n\nAvtalet gäller", "## 9 Nytt\n\nHelt annat")
                            .encode(), handling="d:Jämförd", beteckning="Prov 2")
        page = staff.get(place)
        self.assertRegex(page.words, "Känns igen: [34] av 4 bestämmelser")
        self.assertIn("Jämfört med Prov", page.words)
        self.discard(staff, place)

    def test_the_title_of_the_file_is_used_when_none_is_written(self):
        staff = self.client("staff")
        place = self.staged(staff, titel="  ", content=("overens-text-1\ndocument: Ur filen\nversion: 1\n"
                                                        "date: 2026-01-01\n\n# 1 Ett\nText.\n").encode())
        self.assertIn("Ur filen, Prov", staff.get(place).words)
        self.discard(staff, place)
        place = self.staged(staff, "Bilaga till avtal.txt", titel="", content=b"1 Ett\nText.\n\n2 Tv\xc3\xa5\nText.\n")
        self.assertIn("Bilaga till avtal, Prov", staff.get(place).words)
        form = staff.get(place + "/spara").form(action=place + "/spara")
        self.assertEqual(form.fields["titel"], "Bilaga till avtal")
        answer = staff.post(place + "/spara", dict(form.fields, titel="", datum="2026-13-40"))
        self.assertEqual(answer.status, 422)
        self.assertIn("Handlingens namn saknas", answer.words)
        self.assertEqual(answer.form(action=place + "/spara").fields["datum"], "2026-13-40")
        self.assertEqual(staff.post(place + "/spara", dict(form.fields, titel=" Bilaga A ")).status, 303)
        self.assertEqual(self.portal.number("SELECT count(*) FROM document WHERE title = 'Bilaga A'"), 1)


class Corrections(Wizard):
    def setUp(self):
        self.staff = self.client("staff")
        self.place = self.staged(self.staff)

    def tearDown(self):
        self.staff.post(self.place + "/kasta", {"_token": self.staff.token()})

    def act(self, **chosen):
        """Step 2's form with actions by the title of the provision."""
        page = self.staff.get(self.place)
        fields = page.form(action=self.place, field="del").fields
        for title, action in chosen.items():
            fields["a-" + self.key(page, title)] = action
        return self.staff.post(self.place, fields)

    def undo(self, how):
        page = self.staff.get(self.place)
        return self.staff.post(self.place + how, page.form(action=self.place + how).fields)

    def now(self):
        return self.titles(self.staff.get(self.place))

    def test_many_at_once_and_undo(self):
        answer = self.act(Ansvar="brodtext", Regionen="ut", Kommunen="bort")
        self.assertEqual(answer.status, 303, answer.words[:400])
        self.assertEqual(self.now(), ["1 Syfte", "2.1 Regionen"])
        self.assertIn("2 Ansvar", self.staff.get(self.place).words)
        self.assertEqual(self.undo("/angra").status, 303)
        self.assertEqual(len(self.now()), 4)
        self.act(Kommunen="bort")
        self.act(Regionen="bort")
        self.assertEqual(self.undo("/borja-om").status, 303)
        self.assertEqual(len(self.now()), 4)

    def test_nothing_is_done_by_halves(self):
        answer = self.act(Syfte="ut", Kommunen="bort")
        self.assertEqual(answer.status, 303 if answer.status == 303 else 422)
        page = self.staff.get(self.place)
        while self.act(Syfte="ut").status == 303:
            pass
        before = self.now()
        answer = self.act(Syfte="ut", Ansvar="bort")
        self.assertEqual(answer.status, 422)
        self.assertIn("1 Syfte: Bestämmelsen ligger redan på den högsta nivån", answer.words)
        self.assertRegex(answer.text, r'value="bort" selected')
        self.assertEqual(self.now(), before)
        self.assertEqual(page.status, 200)

    def test_one_provision(self):
        page = self.staff.get(self.place)
        place = "%s/%s" % (self.place, self.key(page, "2.3 Kommunen"))
        form = self.staff.get(place).form(action=place, field="text")
        self.assertIn("| Regionen | 60 |", form.fields["text"])
        answer = self.staff.post(place, dict(form.fields, nummer="2.2", rubrik="Kommunens <del>",
                                             text=form.fields["text"] + "\n\n" + NASTY))
        self.assertEqual(answer.status, 303, answer.words[:400])
        page = self.staff.get(self.place)
        self.assertIn("2.2 Kommunens <del>", page.words)
        self.assertNotIn("<script>alert", page.text)
        self.assertNotIn("<img src=x", page.text)
        answer = self.staff.post(place, dict(self.staff.get(place).form(action=place, field="text").fields, nummer="",
                                             rubrik=" "))
        self.assertEqual(answer.status, 422)
        self.assertIn("behöver ett nummer eller en rubrik", answer.words)

    def test_a_paragraph_becomes_a_heading(self):
        page = self.staff.get(self.place)
        place = "%s/%s" % (self.place, self.key(page, "2.3 Kommunen"))
        form = self.staff.get(place).form(action=place, field="radversion")
        blocks = [value for name, value in self.staff.get(place).page.forms[3].buttons if name == "stycke"] or ["1"]
        answer = self.staff.post(place, {"_token": form.token, "radversion": form.fields["radversion"],
                                         "stycke": blocks[-1]})
        self.assertEqual(answer.status, 303, answer.words[:400])
        self.assertEqual(self.now()[-1], "Kommunen svarar för resten.")

    def test_two_correct_at_once(self):
        page = self.staff.get(self.place)
        stale = page.form(action=self.place, field="del").fields
        place = "%s/%s" % (self.place, self.key(page, "2.1 Regionen"))
        node = self.staff.get(place).form(action=place, field="text").fields
        other = self.client("staff_2")
        fields = other.get(self.place).form(action=self.place, field="del").fields
        fields["a-" + self.key(page, "1 Syfte")] = "bort"
        self.assertEqual(other.post(self.place, fields).status, 303)
        stale["a-" + self.key(page, "2.1 Regionen")] = "bort"
        answer = self.staff.post(self.place, stale)
        self.assertEqual(answer.status, 409)
        self.assertIn("2.1 Regionen", answer.words)
        answer = self.staff.post(place, dict(node, text="Det här skrev jag."))
        self.assertEqual(answer.status, 409)
        self.assertIn("Det här skrev jag.", answer.words)
        self.assertEqual(self.now(), ["2 Ansvar", "2.1 Regionen", "2.3 Kommunen"])
        save = self.staff.get(self.place + "/spara").form(action=self.place + "/spara").fields
        self.act(Kommunen="bort")
        answer = self.staff.post(self.place + "/spara", save)
        self.assertEqual(answer.status, 409, "what is saved is what was looked at")

    def test_every_change_is_logged(self):
        self.act(Kommunen="bort")
        self.undo("/angra")
        number = self.place.rsplit("/", 1)[1]
        rows = self.portal.sql("SELECT actor, action FROM event WHERE object = 'staged_import/%s' ORDER BY seq" % number)
        login = self.portal.users["staff"][0]
        self.assertEqual(rows, [[login, "import.read"], [login, "import.corrected"], [login, "import.undone"]])

    def test_many_provisions_come_in_parts(self):
        text = "".join("# %d Rubrik\nText nummer %d.\n\n" % (i, i) for i in range(1, 401))
        place = self.staged(self.staff, content=text.encode(), titel="Lång")
        page = self.staff.get(place + "?del=4")
        self.assertEqual(len(self.titles(page)), 100)
        fields = page.form(action=place, field="del").fields
        self.assertEqual(fields["del"], "4")
        fields["a-" + self.key(page, "400 Rubrik")] = "bort"
        answer = self.staff.post(place, fields)
        self.assertEqual(answer.location, place + "?del=4#bestammelser")
        self.assertEqual(self.titles(self.staff.get(place + "?del=4"))[-1], "399 Rubrik")
        for odd in ("0", "9999", "-1", "x", ""):
            self.assertEqual(self.staff.get(place + "?del=" + odd).status, 200)
        self.discard(self.staff, place)


class Refused(Wizard):
    """A clear word, the form with what was written, nothing stored, no helper left."""

    def refuse(self, name, content, says, status=422):
        client = self.client("staff")
        before = self.counts()
        answer = self.upload(client, name, content, beteckning="Behåll ”det här”")
        self.assertEqual(answer.status, status, answer.words[:600])
        self.assertRegex(answer.words, says)
        self.assertEqual(self.counts(), before)
        left = self.helpers()
        end = time.monotonic() + 30
        while left and time.monotonic() < end:
            time.sleep(0.05)
            left = self.helpers()
        self.assertEqual(left, [])
        if status == 422:
            fields = answer.form(action=WIZARD).fields
            self.assertEqual(fields["beteckning"], "Behåll ”det här”")
            self.assertEqual(fields["datum"], "2026-02-01")
            self.assertEqual(fields["titel"], "Avtal om provning")
            tag, a = answer.element(id="fil")
            self.assertEqual(a.get("aria-invalid"), "true")
            self.assertIn("fil-fel", a["aria-describedby"])
        return answer

    def test_no_file_and_an_empty_one(self):
        self.refuse(None, b"", "Välj filen som ska läsas in")
        self.refuse("tom.txt", b"", "Filen är tom")
        self.refuse("blank.txt", b" \n\n ", "(?i)tom|ingen text")

    def test_a_missing_label_asks_for_the_file_again(self):
        answer = self.upload(self.client("staff"), "avtal.md", TEXT.encode(), beteckning="")
        self.assertEqual(answer.status, 422)
        self.assertIn("Versionens namn saknas", answer.words)
        self.assertIn("Välj filen igen", answer.words)

    def test_what_is_not_text(self):
        self.refuse("bild.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', ".")
        self.refuse("sida.html", b"<!doctype html><html><body><script>alert(1)</script><p>x</p></body></html>", ".")
        self.refuse("sida.txt", b"<html><head><script>alert(1)</script></head><body>1 Text</body></html>", ".")
        self.refuse("bild.docx", b"\x89PNG\r\n\x1a\n" + bytes(2000), ".")
        self.refuse("noll.txt", b"1 Text\0mer", ".")
        self.refuse("fel.txt", b"1 Text \xff\xfe\x81\x8d\x90 slut\n", ".")

    def test_a_zip_bomb(self):
        members = {"[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/'
                   '2006/content-types"><Override PartName="/word/document.xml" ContentType="%s.main+xml"/></Types>' % DOCX,
                   "_rels/.rels": "<Relationships/>", "word/document.xml": b"<w:document>" + b" " * (400 << 20)}
        content = zipped(members)
        self.assertLess(len(content), 1 << 20)
        started = time.monotonic()
        self.refuse("bomb.docx", content, ".")
        self.assertLess(time.monotonic() - started, 30)

    def test_macros(self):
        good = pandoc(TEXT, "docx")
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                content = source.read(name)
                if name == "[Content_Types].xml":
                    content = content.replace(DOCX.encode() + b".main+xml",
                                              b"application/vnd.ms-word.document.macroEnabled.main+xml")
                target.writestr(name, content)
            target.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(512))
        self.refuse("makro.docm", out.getvalue(), "(?i)makro")
        self.refuse("makro.docx", out.getvalue(), "(?i)makro")

    def test_an_encrypted_pdf(self):
        locked = pdf(["1 Hemligt", "Text."]).replace(
            b"trailer<<", b"trailer<</Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<%s><%s>]" % (
                b"28" * 32, b"29" * 32, b"30" * 16, b"30" * 16))
        self.refuse("last.pdf", locked, "(?i)lösenord|krypter|skyddad")

    def test_lists_nested_without_end(self):
        self.refuse("djup.md", b"# 1 Djup\n" + b"".join(b"  " * i + b"- x\n" for i in range(3000)), "(?i)nivå|djup|lista")
        self.refuse("djup2.md", b"# 1 Djup\n" + b"- " * 10000 + b"x\n", "(?i)nivå|djup|lista")

    def test_a_text_that_is_too_long(self):
        self.refuse("stor.txt", b"1 Rubrik\n" + b"ord och text i en rad\n" * (9 << 20 // 22) + b"x" * (9 << 20), "(?i)större")

    def test_a_text_without_headings(self):
        self.refuse("flod.md", b"# 1 Allt\n" + b"Ord och text i en rad.\n" * 10000, "för få rubriker")

    def test_more_than_any_form_may_carry(self):
        """nginx answers 413 with our page before the whole has come; what is half sent breaks no worker."""
        before = self.counts()
        client = self.client("staff")
        form = client.get(WIZARD).form(action=WIZARD)
        body, headers = multipart(dict(form.fields, handling="ny", beteckning="x"), "stor.txt", b"")
        size = 200 << 20
        connection = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=30)
        connection.putrequest("POST", WIZARD)
        connection.putheader("Cookie", "; ".join("%s=%s" % item for item in client.cookies.items()))
        connection.putheader("Content-Type", headers["Content-Type"])
        connection.putheader("Content-Length", str(size))
        connection.endheaders()
        try:
            connection.send(body + bytes(1 << 20))
        except OSError:
            pass
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        self.assertEqual(answer.status, 413)
        self.assertIn('lang="sv"', page)
        self.assertIn("stor", page)
        self.assertEqual(self.counts(), before)
        self.assertEqual(client.get(WIZARD).status, 200)

    def test_past_nginx_too(self):
        body, headers = multipart({"_token": "x"}, "stor.txt", bytes(33 << 20))
        answer = self.direct(WIZARD, method="POST", body=body, content_type=headers["Content-Type"])
        self.assert_refused(answer, 413)

    def test_too_many_at_once(self):
        staff = self.client("staff")
        places = [self.staged(staff, "a.md", b"# 1 Ett\nText %d.\n" % i)
                  for i in range(20 - self.portal.number("SELECT count(*) FROM staged_import WHERE state = 'open'"))]
        self.refuse("en-till.md", b"# 1 Ett\nText.\n", "väntar redan 20")
        for place in places:
            self.discard(staff, place)

    def test_readers_are_answered_while_files_are_read(self):
        """Two helper programs at most, over all workers: a third upload is asked to wait, and says so."""
        held = [open(self.portal.path("tmp", "helper.%d" % i), "w") for i in range(2)]
        try:
            for file in held:
                os.chmod(file.name, 0o666)
                fcntl.flock(file, fcntl.LOCK_EX)
            self.refuse("avtal.md", "# 1 Syfte\n\nText.\n".encode(), "Flera filer läses in just nu")
            self.assertEqual(self.client().get("/arenden").status, 200)
        finally:
            for file in held:
                file.close()


class Names(Wizard):
    def test_odd_file_names(self):
        staff = self.client("staff")
        for sent, kept in (('avtal "å" 😀.md', 'avtal "å" 😀.md'), ("C:\\mapp\\avtal.md", "avtal.md"),
                           ("../../etc/passwd.md", "passwd.md"), ("å" * 300 + ".md", "å" * 100),
                           ("<b>x</b>.md", "b>.md")):
            with self.subTest(sent=sent):
                place = self.staged(staff, sent, TEXT.encode())
                page = staff.get(place)
                self.assertIn(kept, page.words)
                self.assertNotIn("<b>x", page.text)
                answer = staff.get(place + "/fil")
                self.assertEqual(answer.body, TEXT.encode())
                self.assertIn("filename*=UTF-8''" + urllib.parse.quote(kept, safe="-._~"),
                              answer.headers["content-disposition"])
                self.discard(staff, place)

    def test_the_same_form_twice_is_one_import(self):
        staff = self.client("staff")
        form = staff.get(WIZARD).form(action=WIZARD)
        fields = dict(form.fields, handling="ny", titel="Dubbel", beteckning="x", datum="2026-01-01")
        body, headers = multipart(fields, "a.md", TEXT.encode())
        first = staff.request("POST", WIZARD, body, headers)
        second = staff.request("POST", WIZARD, body, headers)
        self.assertEqual((first.status, second.status, first.location), (303, 303, second.location))
        other, _ = multipart(fields, "a.md", TEXT.encode() + b"\nMer.\n")
        self.assertEqual(staff.request("POST", WIZARD, other, headers).status, 409)
        self.assertEqual(self.portal.number("SELECT count(*) FROM staged_import WHERE state = 'open' AND document_title = 'Dubbel'"), 1)
        self.discard(staff, first.location)

    def test_thrown_away_twice(self):
        staff = self.client("staff")
        place = self.staged(staff)
        self.discard(staff, place)
        self.discard(staff, place)
        self.assert_refused(staff.get(place), 404, "finns inte kvar")
        self.assertNotIn(place, staff.get(WIZARD).text)


class Rights(Wizard):
    def test_only_those_who_may(self):
        staff = self.client("staff")
        place = self.staged(staff)
        key = self.key(staff.get(place), "1 Syfte")
        before = self.counts()
        pages = (WIZARD, place, place + "/spara", place + "/fil", place + "/" + key)
        for name in ("municipality_a", "municipality_b", "council", "auditor", "admin", "economist"):
            client = self.client(name)
            token = client.token()
            for path in pages:
                with self.subTest(name=name, path=path):
                    self.assertIn(client.get(path).status, (403, 404))
            for path in (WIZARD, place, place + "/spara", place + "/kasta", place + "/angra", place + "/borja-om",
                         place + "/" + key):
                with self.subTest(name=name, post=path):
                    self.assertIn(client.post(path, {"_token": token, "radversion": "1"}).status, (403, 404))
        visitor = self.client()
        for path in pages:
            answer = visitor.get(path)
            self.assertEqual(answer.status, 303)
            self.assertTrue(answer.location.startswith("/logga-in"))
        self.assertEqual(self.counts(), before)
        self.discard(staff, place)

    def test_not_from_another_matter(self):
        staff = self.client("staff")
        place = self.staged(staff)
        for slug in ("sjukhusavtal-2024", "sydostra-2024"):
            other = place.replace("halsoavtal-2026", slug)
            self.assertIn(staff.get(other).status, (403, 404))
            self.assertIn(staff.post(other + "/kasta", {"_token": staff.token()}).status, (403, 404))
        self.assertEqual(staff.get(place).status, 200)
        self.discard(staff, place)

    def test_a_session_that_has_ended_says_that_the_file_must_be_chosen_again(self):
        staff = self.portal.client("staff")
        form = staff.get(WIZARD).form(action=WIZARD)
        staff.post("/logga-ut", {"_token": staff.token()})
        before = self.counts()
        body, headers = multipart(dict(form.fields, handling="ny", beteckning="Det här skrev jag"), "a.md", TEXT.encode())
        answer = staff.request("POST", WIZARD, body, headers)
        self.assertEqual((answer.status, answer.location), (303, "/logga-in?kvar=1"), answer.words[:300])
        self.assertEqual(staff.sign_in("staff").location, "/logga-in/kvar")
        page = staff.get("/logga-in/kvar")
        self.assertIn("Det här skrev jag", page.words)
        self.assertIn("välj filen igen", page.words)
        self.assertEqual(self.counts(), before)


if __name__ == "__main__":
    unittest.main()
