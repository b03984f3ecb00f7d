# SPDX-License-Identifier: EUPL-1.2
"""`overens render-pdf`: tags, title and language of the PDF; a hostile document reads and fetches nothing; nothing is left."""
import http.server
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import pdftest

BUILD = os.path.abspath(os.environ.get("OVERENS_BUILD", "build"))
PROGRAM = os.path.join(BUILD, "overens")
SECRET = "hemlighetochsynlig"

PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>Avtal om hälso- och sjukvård</title>
<link rel="stylesheet" href="stil.css"></head><body><h1>Avtal</h1>
<h2>2.1 Gemensamt ansvar</h2><p>Parterna <strong>ska</strong> <em>samverka</em> om åtgärder för äldre på öarna.</p>
<ul><li>Första punkten</li><li>Andra punkten</li></ul>
<table><caption>Belopp</caption><thead><tr><th scope="col">År</th><th scope="col">Kronor</th></tr></thead>
<tbody><tr><th scope="row">2026</th><td>1 234</td></tr></tbody></table></body></html>
"""


def processes():
    """The command lines of the browsers and of the program that run now."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/cmdline" % pid, "rb") as file:
                found.append((int(pid), file.read()))
        except OSError:
            pass
    return found


class Listener:
    """Counts who asks: nobody may."""

    def __enter__(self):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_error(404)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = "http://127.0.0.1:%d" % self.server.server_port
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@unittest.skipIf(pdftest.MISSING, pdftest.MISSING)
class RenderPdf(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="ovpdf")
        self.addCleanup(shutil.rmtree, self.dir)
        self.tmp = os.path.join(self.dir, "tmp")
        os.mkdir(self.tmp)
        self.out = os.path.join(self.dir, "ut.pdf")

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def start(self, *arguments):
        return subprocess.Popen([PROGRAM, "render-pdf", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=dict(os.environ, TMPDIR=self.tmp))

    def overens(self, *arguments, code=0):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=90)
        self.assertEqual(process.returncode, code, (out + err).decode())
        self.assertEqual(out, b"")
        self.assertEqual(os.listdir(self.tmp), [], "something is left")
        self.assertEqual([line for _, line in processes() if self.tmp.encode() in line], [], "a process is left")
        return err.decode()

    def pdf(self, text, *options):
        self.assertEqual(self.overens(*options, self.write("in.html", text), self.out), "")
        with open(self.out, "rb") as file:
            return pdftest.Pdf(file.read())

    def test_a_page_becomes_a_tagged_pdf(self):
        pdf = self.pdf(PAGE)
        pdf.check(self, "Avtal om hälso- och sjukvård")
        self.assertEqual(sorted(pdf.scopes()), ["/Column", "/Column", "/Row"])
        for words in ("Parterna", "ska", "samverka", "åtgärder för äldre på öarna", "Första punkten", "1 234"):
            self.assertIn(words.replace(" ", ""), pdf.words)
            self.assertIn(words.split()[0], pdf.structure)
        self.assertIn("A4", pdf.info["Page size"])

    def test_title_and_language_can_be_given(self):
        self.pdf(PAGE, "--title", "Ny <titel> & \"citat\"", "--lang=en-GB").check(self, "Ny <titel> & \"citat\"", "en-GB")

    def test_without_language_it_is_swedish(self):
        self.pdf("<title>T</title><h1>Rubrik</h1>").check(self, "T", tables=False)

    def test_the_style_sheet_beside_it_is_used_and_others_are_not(self):
        self.write("stil.css", "h1::after { content: ' EFTERORD'; } </style><h1>INBRUTEN</h1>")
        pdf = self.pdf(PAGE)
        self.assertIn("EFTERORD", pdf.words)
        self.assertNotIn("INBRUTEN", pdf.words)
        secret = os.path.join(self.dir, "annan")
        os.mkdir(secret)
        with open(os.path.join(secret, "stil.css"), "w", encoding="utf-8") as file:
            file.write("h1::after { content: '%s'; }" % SECRET)
        os.symlink(os.path.join(secret, "stil.css"), os.path.join(self.dir, "lank.css"))
        for href in ("annan/stil.css", "../%s/annan/stil.css" % os.path.basename(self.dir), "lank.css",
                     "file://%s/stil.css" % secret):
            self.assertNotIn(SECRET, self.pdf(PAGE.replace("stil.css", href)).words, href)

    def test_a_hostile_document_reads_and_fetches_nothing(self):
        path = self.write("hemlig.html", "<h1>%s</h1>" % SECRET)
        with Listener() as net:
            for part in ('<iframe src="file://%(path)s"></iframe>', '<object data="file://%(path)s"></object>',
                         '<embed src="file://%(path)s">', '<iframe srcdoc="&lt;iframe src=file://%(path)s&gt;"></iframe>',
                         '<iframe src="file:///etc/os-release"></iframe><object data="file:///etc/os-release"></object>',
                         '<meta http-equiv="refresh" content="0;url=file:///etc/os-release">',
                         '<META\tHTTP-EQUIV=refresh content="0;url=file://%(path)s">',
                         '<svg/><meta/http-equiv=refresh content="0;url=file://%(path)s">',
                         '<img src="%(net)s/bild.png"><link rel="stylesheet" href="%(net)s/a.css">',
                         '<link rel="attachment" href="file://%(path)s">',
                         '<style>@import url("file://%(path)s"); @import url("%(net)s/b.css"); body { background: url("%(net)s/c") }</style>',
                         '<base href="file:///"><img src="%(path)s">',
                         '<link rel="prefetch" href="%(net)s/p"><link rel="dns-prefetch" href="%(net)s">',
                         '<script>document.body.append("%(secret)s"); fetch("%(net)s/d"); location = "file://%(path)s"</script>',
                         '<img src=x onerror="document.body.append(\'%(secret)s\')">',
                         '<svg><image href="file://%(path)s"/><use href="file://%(path)s#a"/></svg>',
                         '<video src="%(net)s/v"></video><audio src="%(net)s/w" autoplay></audio>'):
                with self.subTest(part):
                    pdf = self.pdf("<html lang=sv><title>T</title><h1>Rubrik</h1>" +
                                   part % {"path": path, "net": net.base, "secret": SECRET})
                    self.assertIn("Rubrik", pdf.words)
                    self.assertNotIn(SECRET, pdf.words)
                    self.assertNotIn("PRETTY_NAME", pdf.words)  # of a file that helper programs may read
                    self.assertFalse([value for value in pdf.objects.values() if "/EmbeddedFile" in str(value)])
            self.assertEqual(net.asked, [])

    def test_what_cannot_be_read_is_refused(self):
        self.assertIn("finns-inte", self.overens(os.path.join(self.dir, "finns-inte.html"), self.out, code=3))
        self.assertIn("UTF-8", self.overens(self.write("in.html", b"<h1>\xff\xfe</h1>"), self.out, code=3))
        self.assertIn("ut.pdf", self.overens(self.write("in.html", PAGE), os.path.join(self.dir, "ingen", "ut.pdf"), code=3))
        self.assertFalse(os.path.exists(self.out))
        for arguments in ([], ["a.html"], ["a", "b", "c"], ["--lang", "s v", "a", "b"], ["--title"], ["--x", "a", "b"]):
            self.overens(*arguments, code=2)

    def test_a_big_document(self):
        body = "".join("<h2>%d.1 Rubrik</h2><p>Ord%dx och mer text om samverkan mellan huvudmännen.</p>" % (n, n)
                       + "<p>Parterna ska följa upp avtalet varje år. </p>" * 4 for n in range(1, 401))
        pdf = self.pdf("<html lang=sv><title>Stort</title><h1>Stort</h1>" + body)
        pdf.check(self, "Stort", tables=False)
        words = pdf.words
        self.assertEqual([n for n in range(1, 401) if "Ord%dx" % n not in words], [])
        self.assertEqual(len(pdf.tags("H2")), 400)

    def test_several_at_once(self):
        page = self.write("in.html", PAGE)
        started = [self.start(page, os.path.join(self.dir, "%d.pdf" % n)) for n in range(3)]
        for n, process in enumerate(started):
            out, err = process.communicate(timeout=90)
            self.assertEqual((process.returncode, out, err), (0, b"", b""))
            with open(os.path.join(self.dir, "%d.pdf" % n), "rb") as file:
                pdftest.Pdf(file.read()).check(self, "Avtal om hälso- och sjukvård")
        self.assertEqual(os.listdir(self.tmp), [])

    def test_killed_it_leaves_no_browser(self):
        process = self.start(self.write("in.html", PAGE + "<p>ord " * 100000), self.out)
        end = time.monotonic() + 20
        while not [line for _, line in processes() if self.tmp.encode() in line] and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        while [line for _, line in processes() if self.tmp.encode() in line] and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual([line for _, line in processes() if self.tmp.encode() in line], [])


if __name__ == "__main__":
    unittest.main()
