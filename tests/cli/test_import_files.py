# SPDX-License-Identifier: EUPL-1.2
"""`overens import-text` on the files that people have, and on those that want to do harm: a clear refusal, nothing
stored, no helper program left."""
import collections
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "http")]
import documents as d  # noqa: E402
from portal import SHARED, Portal, give, until  # noqa: E402

HELPERS = ("pandoc", "pdftotext", "pdfinfo", "overens-watch")


def helpers_left():
    """Process ids of helper programs, zombies included."""
    found = []
    for path in glob.glob("/proc/[0-9]*/comm"):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                if file.read().strip() in HELPERS:
                    found.append(path)
        except OSError:
            pass
    return found


class Files(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(serve=False)

    @classmethod
    def tearDownClass(cls):
        cls.portal.stop()

    def write(self, name, content):
        path = self.portal.path("tmp", name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(path, 0o644)
        return path

    def run_it(self, *arguments, code=0):
        done = self.portal.overens(*arguments)
        out, err = done.stdout.decode(), done.stderr.decode()
        self.assertEqual(done.returncode, code, "%s\n%s\n%s" % (arguments, out[-2000:], err[-2000:]))
        return out, err

    def tree(self, name, content):
        told = json.loads(self.run_it("import-text", "--json", self.write(name, content))[0])
        nodes, todo = [], list(reversed(told["nodes"]))
        while todo:
            nodes.append(todo.pop())
            todo.extend(reversed(nodes[-1]["children"]))
        return told, nodes

    def stored(self):
        return self.portal.sql("SELECT (SELECT count(*) FROM version), (SELECT count(*) FROM document), "
                               "(SELECT max(seq) FROM event)")


class Sound(Files):
    def test_a_pdf_in_two_columns(self):
        def section(n, word):
            return ["%d %s" % (n, word)] + ["%s hand om vården i hemmet" % word] * 6 + ["och på sjukhus."]
        left, right = (section(1, "Ansvar") + section(2, "Bidrag"), section(3, "Chefer") + section(4, "Dialog"))
        told, nodes = self.tree("spalter.pdf", d.pdf(left, beside=right))
        self.assertEqual([n["number"] for n in nodes], ["1", "2", "3", "4"])
        self.assertEqual(nodes[2]["body"].count("Chefer"), 6)
        self.assertIn("columns", [w["code"] for w in told["warnings"]])

    def test_what_a_browser_prints_around_a_page_is_taken_out(self):
        page = "11/22/26, 2:51 AM %s 002\n\n%d Del %d\nRegionen svarar för läkare.\n\nfile:///a3/002.html %s %d/3\n"
        _, nodes = self.tree("utskrift.txt", "\f".join(page % (" " * (20 - n % 2), n, n, " " * n, n) for n in (1, 2, 3)))
        self.assertEqual([n["body"] for n in nodes], ["Regionen svarar för läkare."] * 3)

    def test_a_word_document(self):
        body = (d.paragraph("1 Parter", "Rubrik1") + d.paragraph("Region A och kommun B, se avsnitt 7.7.") +
                d.paragraph("1.1 Ansvar", "Rubrik2") + d.paragraph("första", number=(1, 0)) +
                d.paragraph("under", number=(1, 1)) + d.paragraph("andra", number=(1, 0)) +
                d.paragraph("ett", number=(2, 0)) + d.paragraph("två", number=(2, 0)) + d.paragraph("bokstav", number=(3, 0)) +
                d.table(("Betalare", "Belopp"), ("RÖ", "36 | 044"), ("", "7")) +
                d.paragraph('<w:ins w:id="1" w:author="x"><w:r><w:t>Tillagt.</w:t></w:r></w:ins>'
                            '<w:del w:id="2" w:author="x"><w:r><w:delText>Struket.</w:delText></w:r></w:del>') +
                d.paragraph("2 Pris * och <![CDATA[<script>alert(1)</script>]]>", "Rubrik1") +
                d.paragraph("Text med *stjärnor* och <![CDATA[<b onclick=x>]]>."))
        told, nodes = self.tree("avtal.docx", d.docx(body))
        self.assertEqual([(n["number"], n["heading"], n["level"]) for n in nodes],
                         [("1", "Parter", 1), ("1.1", "Ansvar", 2), ("2", "Pris * och <script>alert(1)</script>", 1)])
        self.assertEqual(nodes[1]["body"], "- första\n  - under\n- andra\n\n1. ett\n2. två\n\n- a) bokstav\n\n"
                                           "| Betalare | Belopp |\n| RÖ | 36 \\| 044 |\n|  | 7 |\n\nTillagt.")
        self.assertIn("\\*stjärnor\\*", nodes[2]["body"])
        codes = {w["code"]: w["text"] for w in told["warnings"]}
        self.assertIn("tracked_change", codes)
        self.assertIn("7.7", codes["broken_reference"])

    def test_numbers_that_word_makes(self):
        body = (d.paragraph("Parter", "Rubrik1") + d.paragraph("Text.") + d.paragraph("Ansvar", "Rubrik2") +
                d.paragraph("Text.") + d.paragraph("Pris", "Rubrik1") + d.paragraph("Text."))
        told, nodes = self.tree("avtal.docx", d.docx(body, numbered=True))
        self.assertEqual([(n["number"], n["heading"]) for n in nodes], [("1", "Parter"), ("1.1", "Ansvar"), ("2", "Pris")])
        self.assertIn("numbers_counted", [w["code"] for w in told["warnings"]])
        told, nodes = self.tree("avtal.docx", d.docx(body))
        self.assertEqual([n["number"] for n in nodes], [None, None, None])

    def test_a_word_document_without_heading_styles(self):
        body = (d.paragraph("Överenskommelse om vård") + d.paragraph("1 Parter", bold=True) + d.paragraph("Region A. Kommun B.") +
                d.paragraph("2 Ansvar") + d.paragraph("2.1 Parterna ska samverka om allt.") + d.paragraph("Fri text följer här.") +
                d.paragraph("Avslutning", bold=True) + d.paragraph("Det var allt."))
        told, nodes = self.tree("avtal.docx", d.docx(body))
        self.assertEqual(told["title"], "Överenskommelse om vård")
        self.assertEqual([(n["number"], n["heading"], n["level"]) for n in nodes],
                         [("1", "Parter", 1), ("2", "Ansvar", 1), ("2.1", None, 2), (None, "Avslutning", 3)])
        self.assertEqual(nodes[2]["body"], "Parterna ska samverka om allt.\n\nFri text följer här.")

    def test_an_opendocument_text(self):
        rows = ('<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>År</text:p></table:table-cell>'
                "<table:table-cell><text:p>Pris</text:p></table:table-cell></table:table-row></table:table-header-rows>"
                "<table:table-row><table:table-cell><text:p>2024</text:p></table:table-cell>"
                "<table:table-cell><text:p>86 656</text:p></table:table-cell></table:table-row></table:table>")
        told, nodes = self.tree("avtal.odt", d.odt(
            '<text:h text:outline-level="1">1 Parter</text:h><text:p>Region A.</text:p>'
            '<text:list text:style-name="L1"><text:list-item><text:p>punkt</text:p></text:list-item></text:list>' + rows))
        self.assertEqual([(n["number"], n["heading"]) for n in nodes], [("1", "Parter")])
        self.assertEqual(nodes[0]["body"], "Region A.\n\n- punkt\n\n| År | Pris |\n| 2024 | 86 656 |")

    def test_a_pdf(self):
        _, nodes = self.tree("avtal.pdf", d.pdf(["Överenskommelse", "", "1 Parter", "Region A och kommun B är parter här.", "",
                                                 "2 Ansvar", "Parterna ska samverka om vården."]))
        self.assertEqual([(n["number"], n["heading"]) for n in nodes if n["number"]], [("1", "Parter"), ("2", "Ansvar")])

    def test_text_in_other_encodings(self):
        text = "1 Parter\n\nHälso- och sjukvård på ön.\n\n2 Ansvar\n\nText.\n"
        for name, content in (("utf16.txt", text.encode("utf-16")), ("be.txt", text.encode("utf-16-be")),
                              ("1252.txt", text.encode("cp1252")), ("bom.txt", text.encode("utf-8-sig"))):
            with self.subTest(name):
                _, nodes = self.tree(name, content)
                self.assertEqual([n["heading"] for n in nodes], ["Parter", "Ansvar"])
                self.assertEqual(nodes[0]["body"], "Hälso- och sjukvård på ön.")

    def test_markdown_never_becomes_markup(self):
        _, nodes = self.tree("avtal.md", "# 1 Parter <script>alert(1)</script>\n\n<img src=x onerror=alert(2)> text\n\n"
                                         "# 2 Ansvar\n\nText [länk](javascript:alert(3)).\n")
        self.assertEqual([n["number"] for n in nodes], ["1", "2"])
        out, _ = self.run_it("import-text", "--matter", "halsoavtal-2026", "--label", "Md prov", "--date", "2026-02-01",
                             self.portal.path("tmp", "avtal.md"))
        html = "".join(row[0] for row in self.portal.sql(
            "SELECT html FROM node_text WHERE version_id = (SELECT max(id) FROM version)"))
        self.assertIn("text", html)
        self.assertNotRegex(html, "<script|<img|javascript:")
        self.assertEqual(out, "/arende/halsoavtal-2026/text/md-prov\n")

    def test_the_original_is_kept_and_a_label_twice_is_told(self):
        file = self.write("original.docx", d.docx(d.paragraph("1 Parter", "Rubrik1") + d.paragraph("Text.")))
        command = ("import-text", "--matter", "halsoavtal-2026", "--label", "Två gånger", "--date", "2026-02-02", "--status",
                   "working", "--document", "Riktlinje", file)
        _, err = self.run_it(*command)
        self.assertNotIn("already", err)
        out, err = self.run_it(*command)
        self.assertEqual(out, "/arende/halsoavtal-2026/text/tva-ganger-2\n")
        self.assertIn("there is already a version Två gånger, at text/tva-ganger; this one became text/tva-ganger-2", err)
        row = self.portal.sql("SELECT source_name, status FROM version WHERE slug = 'tva-ganger'")[0]
        self.assertEqual(tuple(row), ("original.docx", "working"))


    def test_the_table_of_contents_is_left_out(self):
        line = '<w:hyperlink w:anchor="_Toc%d"><w:r><w:t>%s</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>3</w:t></w:r></w:hyperlink>'
        body = (d.paragraph("Innehåll") + d.paragraph(line % (1, "1 Parter")) + d.paragraph(line % (2, "2 Ansvar")) +
                d.paragraph("1 Parter", "Rubrik1") + d.paragraph("Text.") + d.paragraph("2 Ansvar", "Rubrik1"))
        told, nodes = self.tree("avtal.docx", d.docx(body))
        self.assertEqual([n["number"] for n in nodes], ["1", "2"])
        self.assertEqual([w["code"] for w in told["warnings"]], ["table_of_contents"])

    def test_what_the_converter_drops_is_told(self):
        body = d.paragraph("1 Parter", "Rubrik1") + d.paragraph("Text.") + d.table(("Betalare", "Belopp")).replace("w:w=", "x=")
        told, _ = self.tree("avtal.docx", d.docx(body))
        self.assertIn("lost_text", [w["code"] for w in told["warnings"]])


class Hostile(Files):
    def refused(self, name, content, words, seconds=30):
        """Exit 3, one message about the file in its form, nothing stored, no helper left."""
        file = self.write(name, content) if content is not None else self.portal.path("tmp", name)
        others, before, begin = set(helpers_left()), self.stored(), time.monotonic()
        out, err = self.run_it("import-text", "--matter", "halsoavtal-2026", "--label", "Prov", "--date", "2026-02-01", file,
                               code=3)
        self.assertLess(time.monotonic() - begin, seconds)
        self.assertEqual(out, "")
        self.assertRegex(err, r"\A.*%s:\d+:\d+: [A-ZÅÄÖ].*\.\n\Z" % re.escape(name))
        self.assertRegex(err, words)
        self.assertEqual(self.stored(), before)
        # Other suites run helpers too, but theirs end by themselves; what they start from now on is none of ours.
        left = set(helpers_left()) - others
        self.assertTrue(until(lambda: not left & set(helpers_left()), 60), left)
        return err

    def test_zip_bombs(self):
        self.refused("bomb.docx", d.zipped(d.bomb_parts()), "orimligt stor")
        self.refused("overlapp.docx", d.overlapping(), "orimligt stor")
        self.refused("ljuger.docx", d.lying(), "skadad")
        self.refused("manga.docx", d.zipped([("word/%d.xml" % i, b"") for i in range(5000)]), "orimligt stor")

    def test_deep_nesting(self):
        lists = "<text:list><text:list-item>" * 10000 + "<text:p>djupt</text:p>" + "</text:list-item></text:list>" * 10000
        self.refused("djup.odt", d.odt(lists), "nivåer")
        lists = "<text:list><text:list-item>" * 60 + "<text:p>djupt</text:p>" + "</text:list-item></text:list>" * 60
        self.refused("djup60.odt", d.odt(lists), "nivåer")
        tables = "<w:tbl><w:tr><w:tc>" * 10000 + d.paragraph("djupt") + "</w:tc></w:tr></w:tbl>" * 10000
        self.refused("djup.docx", d.docx(tables), "nivåer")
        self.refused("djup.md", "# A\n\n" + "".join("%s- punkt\n" % ("  " * i) for i in range(1000)), "nivåer")
        self.refused("djup2.md", "# A\n\n" + "- " * 10000 + "punkt\n", "nivåer")

    def test_ten_thousand_lists_beside_each_other_are_no_harm(self):
        body = "".join(d.paragraph("punkt %d" % i, number=(1, i % 9)) for i in range(10000))
        _, nodes = self.tree("lista.docx", d.docx(d.paragraph("1 A", "Rubrik1") + body))
        self.assertEqual(sum(n["body"].count("punkt") for n in nodes), 10000)

    def test_macros(self):
        self.refused("makro.docx", d.docx(d.paragraph("x"), extra=[("word/vbaProject.bin", b"\xd0\xcf")]), "makron")
        self.refused("makro.docx", d.docx(d.paragraph("x"), extra=[("word/VBAProject.BIN", b"\xd0\xcf")]), "makron")
        types = d.TYPES.replace("document.main+xml", "x").replace(
            "vnd.openxmlformats-officedocument.wordprocessingml.x", "vnd.ms-word.document.macroEnabled.main+xml") % ""
        self.refused("makro.docm", d.zipped([("[Content_Types].xml", types)] + d.docx_parts(d.paragraph("x"))[1:]), "makron")
        self.refused("makro.odt", d.odt("<text:p>x</text:p>", extra=[("Basic/Standard/Module1.xml", "<x/>")]), "makron")

    def test_a_pipe_that_nobody_writes_to(self):
        path = self.portal.path("tmp", "ror.txt")
        os.mkfifo(path, 0o644)
        self.addCleanup(os.remove, path)
        self.assertIn("nothing came", self.run_it("import-text", "--json", path, code=3)[1])

    def test_passwords(self):
        self.refused("last.pdf", d.pdf(["1 Parter", "Hemlig text."], encrypted=True), "lösenord")
        package = "EncryptedPackage".encode("utf-16-le")
        self.refused("last.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + package + b"\0" * 600, "lösenord")
        self.refused("last.odt", d.odt("<text:p>x</text:p>", manifest="<manifest:encryption-data/>"), "lösenord")

    @unittest.skipUnless(shutil.which("qpdf"), "qpdf is not installed")
    def test_a_pdf_that_opens_but_may_not_be_copied(self):
        plain, locked = self.write("fri.pdf", d.pdf(["1 Parter", "Text."])), self.portal.path("tmp", "last2.pdf")
        subprocess.run(["qpdf", "--encrypt", "", "agare", "256", "--extract=n", "--", plain, locked], check=True)
        os.chmod(locked, 0o644)
        self.refused("last2.pdf", None, "lösenord eller låst")

    def test_too_large(self):
        path = self.write("stor.txt", b"1 Parter\n")
        os.truncate(path, 200 << 20)
        self.refused("stor.txt", None, "större än 32 MB", seconds=10)
        self.refused("stor2.txt", b"1 Parter\n\nText om avtal.\n" * (9 << 16), r"större än 8\sMB", seconds=10)
        self.refused("sidor.pdf", d.pdf(["1 Parter"], pages=700), "700 sidor")

    def test_what_is_not_a_text(self):
        html = "<!doctype html><html><head><script>alert(1)</script></head><body><h1>1 Parter</h1></body></html>"
        svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        for name in ("sida.html", "sida.txt", "sida.md", "sida.docx", "sida"):
            self.refused(name, html, "webbsida")
        for name in ("bild.svg", "bild.txt", "bild.docx"):
            self.refused(name, svg, "SVG")
        self.refused("bit.md", "<h1>Avtal</h1>\n<script>alert(1)</script>\n", "webbsida")
        self.refused("data.xml", '<?xml version="1.0"?><avtal/>', "XML")
        self.refused("avtal.rtf", r"{\rtf1\ansi Avtal}", "RTF")
        self.refused("avtal.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, r"\.doc\)")
        self.refused("bild.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "bild")
        self.refused("data.bin", bytes(range(256)) * 20, "text")
        self.refused("tabell.docx", d.zipped([("[Content_Types].xml", d.TYPES % ""), ("xl/workbook.xml", "<x/>")]), "kalkyl")
        self.refused("kalkyl.odt", d.odt("", kind="spreadsheet"), "kalkyl")
        self.refused("arkiv.zip", d.zipped([("avtal.txt", "1 Parter")]), "arkiv")

    def test_wrong_extension(self):
        text, word, pdf = "1 Parter\n\nText.\n", d.docx(d.paragraph("x")), d.pdf(["1 Parter", "En text om vård."])
        for name, content, word_for in (("a.docx", text, "ren text"), ("a.pdf", text, "ren text"), ("a.txt", word, "Word"),
                                        ("a.odt", word, "Word"), ("a.docx", pdf, "PDF"), ("a.md", pdf, "PDF")):
            self.refused(name, content, "innehållet är .*%s" % word_for)

    def test_damaged(self):
        good = d.docx(d.paragraph("1 Parter", "Rubrik1") + d.paragraph("Text. " * 500))
        self.refused("halv.docx", good[:len(good) // 2], "skadad")
        self.refused("slut.docx", good[:-10], "skadad")
        broken = bytearray(good)
        at = good.index(b"word/document.xml") + 40
        broken[at:at + 20] = b"\xff" * 20
        self.refused("fel.docx", bytes(broken), "skadad")
        self.refused("fel2.docx", d.docx("<w:p><w:r><w:t>ej slut"), "skadat|skadad")
        self.refused("halv.pdf", d.pdf(["1 Parter"])[:60], "skadat")
        self.refused("tom.pdf", d.pdf([]), "ingen text")
        self.refused("tom.docx", d.docx(""), "ingen text")

    def test_ways_out(self):
        entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        self.refused("entitet.docx", d.docx(d.paragraph("&e;"), head=entity), "utanför sig själv")
        hidden = [(name, text.encode("utf-16") if name == "word/document.xml" else text)
                  for name, text in d.docx_parts(d.paragraph("&e;"), head=entity)]
        self.refused("entitet16.docx", d.zipped(hidden), "utanför sig själv")
        self.refused("vag.docx", d.docx(d.paragraph("x"), extra=[("../../etc/cron.d/x", "x")]), "skadad")
        self.refused("vag2.docx", d.docx(d.paragraph("x"), extra=[("/etc/passwd", "x")]), "skadad")

    def test_nothing_in_it(self):
        self.refused("tom.txt", "", "tom")
        self.refused("blank.txt", " \n\n\t\n", "tom")
        self.refused("noll.txt", b"\0" * 1000, "text|noll-byte")
        self.refused("trasig.txt", "Hälso- och sjukvård åäö ".encode() * 20 + b"\xff\xc3( \xe2\x82 mer", "UTF-8")
        os.makedirs(self.portal.path("tmp", "katalog"), exist_ok=True)
        _, err = self.run_it("import-text", "--json", self.portal.path("tmp", "katalog"), code=3)
        self.assertIn("katalog", err)


class Words(Files):
    """Nothing that stands in a document is lost: each word is in the tree, or in what a warning names."""

    WORD = re.compile(r"[^\W_]+")

    def words_of(self, told, nodes):
        parts = [told["title"]]
        for node in nodes:
            parts += [node["number"] or "", node["heading"] or "", node["body"].replace("\\", "")]
        return self.WORD.findall("\n".join(parts))

    def missing(self, text, told, nodes):
        """Letters and figures are compared as one run, for words are joined where lines were broken."""
        removed = []
        lines = text.split("\n")
        for warning in told["warnings"]:
            named = re.search("”(.*)” togs bort \\((\\d+) rad", warning["text"])
            if warning["code"] == "running_head" and named:
                shape = re.escape(named[1])
                shape = re.sub(r"\d+", r"\\d+", shape)
                removed += [line for line in lines if re.fullmatch(r"\s*%s\s*" % shape, line)][:int(named[2])]
        want = collections.Counter("".join(self.WORD.findall(text)))
        want.subtract(collections.Counter("".join(self.WORD.findall("\n".join(removed)))))
        want.subtract(collections.Counter("".join(self.words_of(told, nodes))))
        return {c: n for c, n in want.items() if n > 0}

    def sources(self):
        files = sorted(glob.glob(os.path.join(SHARED, "sources", "*.txt")))
        if not files:
            self.skipTest("the shared source documents are not there")
        return files

    def test_every_word_of_the_sources(self):
        for file in self.sources():
            with self.subTest(os.path.basename(file)), open(file, encoding="utf-8") as source:
                text = source.read().replace("\u00ad", "")
                told, nodes = self.tree("kalla.txt", text)
                have = collections.Counter(self.words_of(told, nodes))
                self.assertEqual(self.missing(text, told, nodes), {})
                # Word for word too, but for those that were broken over two lines.
                lost = collections.Counter(self.WORD.findall(text))
                lost.subtract(have)
                lost = sum(n for n in lost.values() if n > 0)
                self.assertLess(lost, 40 + sum(w["code"] in ("soft_hyphen", "running_head") for w in told["warnings"]) * 8)

    def test_headings_and_tables_of_the_regional_agreement(self):
        file = [f for f in self.sources() if "002" in os.path.basename(f)][0]
        with open(file, encoding="utf-8") as source:
            told, nodes = self.tree("kalla.txt", source.read())
        found = [n["number"] for n in nodes if n["number"]]
        self.assertEqual(found, ["A", "B", "C", "D", "1", "2", "3", "3.1", "3.2", "3.3", "4", "4.1", "4.2", "4.3", "4.4", "4.5",
                                 "5", "5.1", "5.2", "5.3", "6", "6.1", "6.2", "6.3", "7", "7.1", "7.2", "7.3", "7.4", "8",
                                 "8.1", "8.2", "8.3", "E"])
        for node in nodes:
            if node["number"]:
                self.assertEqual(node["level"], 1 if node["number"].isalpha() else node["number"].count(".") + 2)
        body = [n["body"] for n in nodes if n["number"] == "7.3"][0]
        self.assertIn("| Betalare | RÖ | RJL | RKL |\n| RÖ |  | 36 044 | 13 405 |\n| RJL | 378 026 |  | 7 872 |\n"
                      "| RKL | 311 279 | 7 482 |  |", body)
        self.assertIn("| RÖ | 33 484 | 2 662 |  |\n| RJL | 19 722 | 2 082 |  |\n| RKL | 15 245 | 1 397 |  |", body)
        everything = "\n".join(n["body"] for n in nodes)
        self.assertNotRegex(everything, "[\uf000-\uf0ff•▪]")
        self.assertNotRegex(everything, r"(?m)^\d+ ?\(\d+\)$")

    def test_sources_by_way_of_word(self):
        pandoc = shutil.which("pandoc")
        if not pandoc:
            self.skipTest("pandoc is not installed")
        for file in self.sources():
            with self.subTest(os.path.basename(file)):
                with open(file, encoding="utf-8") as source:
                    told, nodes = self.tree("kalla.txt", source.read())
                before = collections.Counter(self.words_of(told, nodes))
                marked = "\n\n".join("%s %s\n\n%s" % ("#" * n["level"], " ".join(filter(None, (n["number"], n["heading"]))) or "-",
                                                     self.as_markdown(n["body"])) for n in nodes)
                made = self.portal.path("tmp", "kalla.docx")
                subprocess.run([pandoc, "-f", "markdown-smart", "-o", made], input=marked.encode(), check=True)
                os.chmod(made, 0o644)
                with open(made, "rb") as word:
                    told2, nodes2 = self.tree("kalla.docx", word.read())
                after = collections.Counter(self.words_of(told2, nodes2))
                title = collections.Counter(self.WORD.findall(told["title"]))
                lost = before - title - after
                self.assertLessEqual(sum(lost.values()), 3, lost)
                self.assertEqual([n["number"] for n in nodes2 if n["number"]], [n["number"] for n in nodes if n["number"]])

    @staticmethod
    def as_markdown(body):
        out = []
        for block in body.split("\n\n"):
            lines = block.split("\n")
            if lines[0].startswith("| "):
                lines[1:1] = ["|" + "---|" * (lines[0].count(" |"))]
            lines = [re.sub("^(  )+", lambda m: m[0] * 2, line) for line in lines]
            out.append("\n".join(lines))
        return "\n\n".join(out)


if __name__ == "__main__":
    unittest.main()
