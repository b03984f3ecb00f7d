# SPDX-License-Identifier: EUPL-1.2
"""The answer as a Word form: fetched, filled in as Word, LibreOffice and Pages do, read back; what is told when it does
not fit; the board's paper and the compilation as documents."""
import html
import io
import os
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import Pages, tearDownModule  # noqa: E402,F401
from portal import QUICK, sha256  # noqa: E402

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def multipart(fields, data=None):
    parts = ['Content-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % item for item in fields.items()]
    body = b"".join(b"--gr\r\n" + part.encode() for part in parts)
    if data is not None:
        body += (b'--gr\r\nContent-Disposition: form-data; name="fil"; filename="svar.docx"\r\n'
                 b"Content-Type: application/octet-stream\r\n\r\n") + data + b"\r\n"
    return body + b"--gr--\r\n", {"Content-Type": "multipart/form-data; boundary=gr"}


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


class Document:
    """A form, changed as a word processor changes it."""

    def __init__(self, data):
        self.parts = parts(data)
        self.xml = self.parts["word/document.xml"].decode()

    @property
    def data(self):
        return packed(dict(self.parts, **{"word/document.xml": self.xml}))

    def control(self, tag):
        found = re.search(r'<w:sdt><w:sdtPr>(?:(?!</w:sdtPr>).)*<w:tag w:val="%s"/>.*?</w:sdt>' % tag, self.xml, re.S)
        assert found, tag
        return found

    def write(self, tag, text):
        """As Word: the placeholder's mark goes, the words come as runs."""
        old = self.control(tag)
        words = "<w:br/>".join('<w:t xml:space="preserve">%s</w:t>' % html.escape(line) for line in text.split("\n"))
        new = re.sub("<w:sdtContent>.*</w:sdtContent>", lambda _: "<w:sdtContent><w:r><w:rPr><w:lang w:val=\"sv-SE\"/>"
                     "</w:rPr>%s</w:r></w:sdtContent>" % words, old.group(0).replace("<w:showingPlcHdr/>", ""), flags=re.S)
        self.xml = self.xml[:old.start()] + new + self.xml[old.end():]

    def as_libreoffice(self):
        """Its own order of properties, runs cut in two, a default style at each."""
        self.xml = re.sub(r'(<w:alias [^>]*/>)(<w:tag [^>]*/>)(<w:id [^>]*/>)', r"\2\3\1", self.xml)
        self.xml = re.sub(r'<w:t xml:space="preserve">([^<]{8})([^<&]+)</w:t>',
                          r'<w:t xml:space="preserve">\1</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Standard"/></w:rPr>'
                          r'<w:t>\2</w:t>', self.xml)

    def as_pages(self):
        """Without content controls at all: only the tables are left."""
        self.xml = re.sub("<w:sdtPr>.*?</w:sdtPr>", "", self.xml, flags=re.S)
        self.xml = re.sub("</?w:sdt(Content)?>", "", self.xml)


class Word(Pages):
    settings = {"serve__workers": 2, "database__lock_timeout": "5s", "site__name": "Ord"}
    party = "municipality_b"

    @property
    def place(self):
        return self.round + "/svara/las-in"

    def form(self, name=None, place=None):
        answer = self.client(name or self.party).get((place or self.round) + "/svara/formular.docx")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["content-type"], DOCX)
        self.assertIn("attachment", answer.headers["content-disposition"])
        return Document(answer.body)

    def upload(self, document, name=None, place=None):
        client = self.client(name or self.party)
        data = document if isinstance(document, bytes) else document.data
        return client.request("POST", place or self.place, *multipart({"_token": client.token(self.place)}, data))

    def save(self, page, name=None, **changes):
        form = page.form(field="_utkast")
        fields = dict(form.fields, gor="spara", **changes)
        return self.client(name or self.party).request("POST", form.action, *multipart(
            {k: v for k, v in fields.items() if v is not None}))

    def answers(self):
        """The party's draft by question: grade, comment, wording, row version."""
        rows = self.portal.sql(
            "SELECT q.n, COALESCE(g.code, ''), a.comment, COALESCE(a.wording, ''), a.row_version FROM draft_answer a "
            "JOIN question q ON q.id = a.question_id JOIN draft d ON d.id = a.draft_id "
            "JOIN organisation o ON o.id = d.organisation_id LEFT JOIN grade g ON g.id = a.grade_id "
            "WHERE d.kind = 'own' AND d.consultation_id = 2 AND o.code = '%s' ORDER BY q.n" % self.code())
        return {int(row[0]): tuple(cell.replace("\\n", "\n") for cell in row[1:]) for row in rows}

    def code(self):
        login = self.portal.users[self.party][0]
        return self.portal.sql("SELECT o.code FROM account a JOIN organisation o ON o.id = a.organisation_id "
                               "WHERE a.login = '%s'" % login)[0][0]

    def questions(self):
        return int(self.portal.number("SELECT count(*) FROM question WHERE consultation_id = 2"))

    def type_in(self, n, comment, grade="support"):
        page = self.client(self.party).get("%s/svara/%d" % (self.round, n))
        form = page.form(field="radversion")
        saved = self.client(self.party).post(form.action, dict(form.fields, betyg=grade, kommentar=comment))
        self.assertEqual(saved.status, 303, saved.words[:400])

    def test_1_the_form_is_a_document_with_every_question(self):
        form = self.form()
        for name, content in form.parts.items():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(content)
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"):
            self.assertIn(name, form.parts)
        tags = re.findall(r'<w:tag w:val="ov-q-(\d+)-comment"/>', form.xml)
        self.assertEqual([int(n) for n in tags], list(range(1, self.questions() + 1)))
        self.assertEqual(form.xml.count("<w:dropDownList>"), self.questions())
        if shutil.which("pandoc"):
            text = subprocess.run(["pandoc", "--from", "docx", "--to", "plain"], input=form.data, capture_output=True,
                                  timeout=60, check=True).stdout.decode()
            self.assertIn("Svarande: ", text)
            self.assertIn("OVFORM-2-", text)

    def test_2_there_and_back_as_each_program_saves_it(self):
        for number, (program, change) in enumerate((("word", lambda d: None), ("lo", Document.as_libreoffice),
                                                    ("pages", Document.as_pages))):
            n = 3 + number
            before = self.answers()
            form = self.form()
            text = "Första raden från %s & <mer>\nandra \"raden\" åäö" % program
            form.write("ov-q-%d-comment" % n, text)
            form.write("ov-q-%d-grade" % n, "Tillstyrker med ändring")
            form.write("ov-q-%d-wording" % n, "Kommunen ska %s." % program)
            change(form)
            page = self.upload(form)
            self.assertEqual(page.status, 200, page.words[:600])
            self.assertIn("Ändras 1", page.words)
            self.assertNotIn("utanför svarsrutorna", page.words)
            self.assertEqual(self.answers(), before, "the preview saves nothing")
            saved = self.save(page)
            self.assertEqual(saved.status, 303, saved.words[:600])
            self.assertTrue(saved.location.endswith("las-in?klart=1"), saved.location)
            now = self.answers()
            self.assertEqual(now[n][:3], ("support_with_change", text, "Kommunen ska %s." % program))
            self.assertEqual({k: v for k, v in now.items() if k != n}, {k: v for k, v in before.items() if k != n})
        self.assertEqual(int(self.portal.number("SELECT count(*) FROM event WHERE action = 'answer.word_read'")), 3)
        again = self.upload(self.form())
        self.assertIn("Inget ändras", again.words)

    def test_3_what_does_not_fit_is_told(self):
        form = self.form()
        form.write("ov-q-1-grade", "Kanske")
        form.write("ov-q-2-comment", "x" * 20001)
        cell = form.xml.index("</w:p>", form.xml.index("<w:t", form.xml.index("Heading1")))
        form.xml = form.xml[:cell] + "</w:p><w:p><w:r><w:t>Skrivet vid sidan om</w:t></w:r>" + form.xml[cell:]
        last = self.questions()
        start = form.xml.rindex("<w:tbl>")
        form.xml = form.xml[:start] + form.xml[form.xml.index("</w:tbl>", start) + 8:]
        page = self.upload(form)
        self.assertEqual(page.status, 200, page.words[:600])
        self.assertIn("”Kanske” finns inte bland alternativen", page.words)
        self.assertIn("längre än 20 000 tecken", page.words)
        self.assertIn("Skrivet vid sidan om", page.words)
        self.assertIn("Saknas i filen 1", page.words)
        self.assertGreater(last, 1)

    def test_4_two_write_and_neither_is_lost(self):
        self.type_in(8, "Från början")
        form = self.form()
        form.write("ov-q-8-comment", "Från formuläret")
        self.type_in(8, "Från portalen")
        page = self.upload(form)
        self.assertIn("ändrat sedan formuläret hämtades", page.words)
        self.assertNotIn("ta_8", page.form(field="_utkast").fields, "a clash is not chosen by itself")
        self.assertEqual(self.answers()[8][1], "Från portalen")
        # chosen on purpose, but somebody saves once more between the page and the button
        version = self.answers()[8][3]
        self.type_in(8, "Från portalen igen")
        clash = self.save(page, ta_8=version)
        self.assertEqual(clash.status, 409, clash.words[:600])
        self.assertIn('value="Från formuläret"', clash.text)
        self.assertEqual(self.answers()[8][1], "Från portalen igen")
        saved = self.save(clash, ta_8=self.answers()[8][3])
        self.assertEqual(saved.status, 303, saved.words[:600])
        self.assertEqual(self.answers()[8][1], "Från formuläret")
        # what was not touched in the form does not undo what was written in the portal
        form = self.form()
        self.type_in(8, "Nyare i portalen")
        self.assertIn("Inget ändras", self.upload(form).words)

    def test_5_another_round_party_or_text(self):
        form = self.form()
        theirs = self.form("municipality_a")
        self.assertNotEqual(re.search(r"OVFORM-\S+?(?=<)", form.xml).group(0),
                            re.search(r"OVFORM-\S+?(?=<)", theirs.xml).group(0))
        self.assert_refused(self.upload(theirs), 422, "annan organisation")
        other = Document(form.data)
        other.xml = other.xml.replace("OVFORM-2-", "OVFORM-1-")
        self.assert_refused(self.upload(other), 422, "annan remiss")
        lost = Document(form.data)
        lost.xml = re.sub(r"OVFORM-[\w-]+", "", lost.xml)
        self.assert_refused(self.upload(lost), 422, "formulärets kod saknas")
        old = Document(form.data)
        old.xml = re.sub(r"(OVFORM-\d+-\d+-)\w+", r"\g<1>0123456789ab", old.xml)
        old.write("ov-q-9-comment", "Till den äldre texten")
        page = self.upload(old)
        self.assertIn("bygger på en tidigare text", page.words)
        self.assertNotIn("ta_9", page.form(field="_utkast").fields)

    def test_6_hostile_files(self):
        form = self.form()
        bomb = Document(form.data)
        bomb.parts["word/media/x.xml"] = bytes(64 << 20)
        cases = [(bomb.data, "orimligt stor"),
                 (b"%PDF-1.4", "inte ett Word-dokument"),
                 (packed({"content.xml": "<a/>"}), "inte ett Word-dokument"),
                 (form.data[:-200], "skadad"),
                 (packed(dict(form.parts, **{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})), "skadad"),
                 (packed(dict(form.parts, **{"word/document.xml": "<w:t>" * 100000})), "kod saknas"),
                 (packed(dict(form.parts, **{"word/document.xml": b"\xff\xfe<a/>"})), "skadad"),
                 (b"", "Välj det ifyllda")]
        for data, says in cases:
            self.assert_refused(self.upload(data), 422, says)
        self.assertEqual(self.client(self.party).get(self.place).status, 200)

    def test_7_only_those_who_write_the_answer(self):
        for name in ("auditor", "staff", "council"):
            if name in self.portal.users:
                for path in ("/svara/formular.docx", "/svara/las-in"):
                    self.assertIn(self.client(name).get(self.round + path).status, (403, 404), name + path)
        self.assertEqual(self.client().get(self.round + "/svara/formular.docx").status, 303)

    def content_hash(self):
        """The SHA-256 that the board's paper prints, from the database alone."""
        text = "overens-draft-1\nconsultation: 2\nparty: %s %s\n" % tuple(self.portal.sql(
            "SELECT code, name FROM organisation WHERE code = '%s'" % self.code())[0])
        for (line,) in self.portal.sql("SELECT v.hash FROM consultation_document k JOIN version v ON v.id = k.version_id "
                                       "WHERE k.consultation_id = 2 ORDER BY k.position"):
            text += "text: %s\n" % line
        text += "\n"
        nodes = dict((int(n), (node, number)) for n, node, number in self.portal.sql(
            "SELECT n, node_id, COALESCE(number, '-') FROM question WHERE consultation_id = 2"))
        for n, (grade, comment, wording, _) in sorted(self.answers().items()):
            if grade or comment or wording:
                text += "answer: %d %s %s\ngrade: %s\njoins: -\n" % ((n,) + nodes[n] + (grade or "-",))
                text += "".join("  %s\n" % line if line else "\n" for line in comment.split("\n") if comment)
                if wording:
                    text += "wording:\n" + "".join("  %s\n" % line if line else "\n" for line in wording.split("\n"))
        return sha256(text.encode())

    def test_8_the_paper_for_the_board(self):
        self.type_in(10, "Skriv in en <tidsgräns> &\n\nmotivera.", "reject")
        answer = self.client(self.party).get(self.round + "/svara/namnd.docx")
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, DOCX))
        xml = parts(answer.body)["word/document.xml"].decode()
        tree = ElementTree.fromstring(xml)
        words = " ".join(t.text or "" for t in tree.iter() if t.tag.endswith("}t"))
        self.assertIn(self.content_hash(), words)
        self.assertIn("Skriv in en <tidsgräns> &", words)
        self.assertIn("Beslutsdag och paragraf: ____", words)
        self.assertEqual(xml.count(">Avtalstext<"), self.questions(), "each provision stands beside its answer")
        self.assertIn("Utkast", parts(answer.body)["word/footer1.xml"].decode())
        pdf = self.client(self.party).get_made(self.round + "/svara/namnd.pdf")
        if pdf.status == 404 and QUICK:  # which installs no program that makes PDFs
            return
        if pdf.status == 404:
            self.skipTest("no program that makes PDFs")
        self.assertEqual(pdf.status, 200, pdf.body[:300])
        self.assertTrue(pdf.body.startswith(b"%PDF-"))
        text = subprocess.run(["pdftotext", "-q", "-", "-"], input=pdf.body, capture_output=True, timeout=60, check=True)
        text = "".join(text.stdout.decode().split())
        self.assertIn("Utkast–intebeslutat", text)
        self.assertIn(self.content_hash(), text)

    def tables(self, data, odt=False):
        """(caption, rows of cells) of every table of a document."""
        tree = ElementTree.fromstring(parts(data)["content.xml" if odt else "word/document.xml"])
        names = ("table", "table-row", "table-cell") if odt else ("tbl", "tr", "tc")

        def named(element, name):
            return [e for e in element.iter() if e.tag.endswith("}" + name)]

        def words(element):
            return " ".join("".join(p.itertext()) for p in element.iter() if p.tag.endswith("}p")).strip()

        found = []
        for table in named(tree, names[0]):
            title = named(table, "title" if odt else "tblCaption")[0]
            caption = title.text if odt else next(v for k, v in title.attrib.items() if k.endswith("val"))
            rows = [[words(cell) for cell in named(row, names[2])] for row in named(table, names[1])]
            head = named(table, "table-header-rows" if odt else "tblHeader")
            self.assertEqual(len(head), 1, caption)
            self.assertEqual(len({len(row) for row in rows}), 1, caption)
            found.append((caption, rows[1:]))
        return found

    def test_9_the_compilation_has_every_row(self):
        closed = self.round.rsplit("/", 1)[0] + "/1"
        counted = " FROM counted k JOIN response_answer a ON a.response_id = k.response_id WHERE k.consultation_id = 1 "
        invited = self.portal.number("SELECT count(*) FROM invitation WHERE consultation_id = 1 AND class = 'official'")
        silent = [name for (name,) in self.portal.sql(
            "SELECT o.name FROM invitation i JOIN organisation o ON o.id = i.organisation_id WHERE i.consultation_id = 1 "
            "AND i.class = 'official' AND i.response_id IS NULL AND i.late_response_id IS NULL")]
        comments = self.portal.number("SELECT count(*)" + counted + "AND k.class = 'official' AND k.timing <> 'late' AND "
                                      "(a.comment <> '' OR a.wording IS NOT NULL OR a.joins_id IS NOT NULL)")
        graded = self.portal.number("SELECT count(*)" + counted + "AND k.class = 'official' AND k.timing <> 'late' AND "
                                    "a.grade_id IS NOT NULL")
        questions = self.portal.number("SELECT count(*) FROM question WHERE consultation_id = 1")
        for odt in (False, True):
            kind = "odt" if odt else "docx"
            answer = self.client("staff").get("%s/sammanstallning.%s" % (closed, kind))
            self.assertEqual((answer.status, answer.headers["content-type"]), (200, ODT if odt else DOCX))
            for name, content in parts(answer.body).items():
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(content)
            tables = self.tables(answer.body, odt)
            parties = [rows for caption, rows in tables if caption.startswith("Parter: ")][0]
            self.assertEqual(len(parties), int(invited))
            for name in silent:
                self.assertIn("Har inte svarat", [row[2] for row in parties if row[1] == name])
            figures = [rows[0] for caption, rows in tables if caption.startswith("Svaren på ")]
            self.assertEqual(len(figures), int(questions))
            self.assertEqual(sum(int(n) for row in figures for n in row[1:-2]), int(graded))
            self.assertEqual({sum(int(n) for n in row[1:]) for row in figures}, {int(invited)})
            said = sum(len(rows) for caption, rows in tables if caption.startswith("Kommentarer till ")
                       and len(rows[0]) == 3 and "Råd" not in caption)
            self.assertEqual(said, int(comments))
            self.assertGreater(said, 10)
        self.assertEqual(self.client("staff").get(self.round + "/sammanstallning.docx").status, 200)
        for name in ("municipality_a", None):  # an open round is nobody else's business
            self.assertEqual(self.client(name).get(self.round + "/sammanstallning.docx").status, 403)


if __name__ == "__main__":
    unittest.main()
