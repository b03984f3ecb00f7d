# SPDX-License-Identifier: EUPL-1.2
"""The text of a version as a tagged PDF: tags, words, names, large print; kept when published; nobody's draft; several at once."""
import fcntl
import os
import re
import sys
import threading
import time
import unittest
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
import pdftest  # noqa: E402
from pagetest import Pages, tearDownModule  # noqa: E402, F401
from portal import until  # noqa: E402

TEXT = "/arende/sydostra-2024/text/beslutad-2023"


def squeezed(text):
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


@unittest.skipIf(pdftest.MISSING, pdftest.MISSING)
class PdfPages(Pages):
    settings = {"serve__workers": 3, "site__url": "https://avtal.example.se/"}

    def fetch(self, address=TEXT + ".pdf", client=None):
        answer = (client or self.client()).get(address)
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "application/pdf"), answer.body[:300])
        return answer

    def forget(self):
        with self.portal.database(write=True) as db:
            db.execute("DELETE FROM rendering")
            db.execute("UPDATE change_seq SET seq = seq + 1")

    def left(self):
        return [name for name in os.listdir(os.path.join(self.portal.dir, "tmp")) if name.startswith("overens-pdf-")]

    def test_the_text_is_whole_and_tagged(self):
        pdf = pdftest.Pdf(self.fetch().body)
        pdf.check(self, "Överenskommelse om samverkan och vård – Beslutad 2023")
        self.assertIn("A4", pdf.info["Page size"])
        self.assertIn("/Outlines", pdf.catalogue)
        words = pdf.words
        text = self.client().get(TEXT + ".txt").text.split("\n\n", 1)[1]
        lost = [word for word in re.findall(r"\w{3,}", text) if squeezed(word) not in words]
        self.assertEqual(lost, [])
        self.assertIn(squeezed("Den tillgängliga originaltexten finns på https://avtal.example.se" + TEXT), words)
        self.assertIn("Sida1av", words)
        self.assertRegex(words, "[0-9a-f]{64}")
        self.assertRegex(pdf.text, r"(?m)^ *2 +Vården vid den")
        levels = [int(level) for level in re.findall(r"(?m)^ *H(\d) ", pdf.structure)]
        self.assertEqual(levels[0], 1)
        self.assertFalse([pair for pair in zip(levels, levels[1:]) if pair[1] > pair[0] + 1], "a level is skipped")

    def test_links_lead_to_the_portal(self):
        pdf = pdftest.Pdf(self.fetch().body)
        links = [str(value["/A"]["/URI"]) for entry in pdf.objects.values() for value in [entry.get("value")]
                 if isinstance(value, dict) and isinstance(value.get("/A"), dict) and "/URI" in value["/A"]]
        self.assertTrue(links)
        self.assertEqual([link for link in links if not link.startswith("u:https://avtal.example.se/")], [])

    def test_large_print(self):
        large, plain = pdftest.Pdf(self.fetch(TEXT + ".pdf?stor=1").body), pdftest.Pdf(self.fetch().body)
        large.check(self, plain.info["Title"])
        self.assertGreater(int(large.info["Pages"]), int(plain.info["Pages"]))
        self.assertEqual(large.words.replace(" ", "").count("Parterna"), plain.words.count("Parterna"))

    def test_the_file_has_a_name_and_safe_headers(self):
        for query, name in (("", "Överenskommelse om samverkan och vård, beslutad-2023.pdf"),
                            ("?stor=1", "Överenskommelse om samverkan och vård, beslutad-2023 (stor stil).pdf")):
            header = self.fetch(TEXT + ".pdf" + query).headers["content-disposition"]
            self.assertRegex(header, r'^inline; filename="[a-z0-9.-]+\.pdf"; filename\*=UTF-8\'\'[^ ]+$')
            self.assertEqual(urllib.parse.unquote(header.split("''")[1]), name)

    def test_a_published_file_is_made_once(self):
        self.forget()
        first = self.fetch().body
        begin = time.monotonic()
        for _ in range(3):
            self.assertEqual(self.fetch().body, first)
        self.assertEqual(self.fetch(client=self.client("staff")).body, first)
        self.assertLess(time.monotonic() - begin, 3.0)  # four browsers would take longer
        with self.portal.database() as db:
            self.assertEqual(db.execute("SELECT variant FROM rendering WHERE bytes = ?", (first,)).fetchall(), [("a4",)])
        self.assertEqual(self.left(), [])

    def test_what_does_not_exist_is_404(self):
        for address in ("/arende/sydostra-2024/text/finns-inte.pdf", "/arende/finns-inte/text/a.pdf"):
            self.assert_refused(self.client().get(address), 404)

    def test_a_draft_is_for_those_who_work_with_it_and_is_not_kept(self):
        with self.portal.database(write=True) as db:
            number = db.execute("SELECT max(id) + 1 FROM version").fetchone()[0]
            columns = ("document_id, matter_id, 'utkast-pdf', 'Utkast', 'draft', day, NULL, words, nodes, source_name, "
                       "created_at, NULL, NULL, canonical, source")
            db.execute("INSERT INTO version (id, document_id, matter_id, slug, label, status, day, hash, words, nodes, source_name, "
                       "created_at, published_at, published_by, canonical, source) SELECT %d, %s FROM version "
                       "WHERE slug = 'remissversion-2'" % (number, columns))
            db.execute("INSERT INTO node_text (version_id, seq, node_id, number, heading, level, depth, kind, body, html, anchor, "
                       "hash, title, layout) SELECT %d, seq, node_id, number, heading, level, depth, kind, body, html, anchor, hash, "
                       "title, layout FROM node_text WHERE version_id = (SELECT id FROM version WHERE slug = 'remissversion-2')" % number)
        address = "/arende/halsoavtal-2026/text/utkast-pdf.pdf"
        self.assert_refused(self.client().get(address), 404)
        self.assert_refused(self.client("municipality_a").get(address), 404)
        self.assert_refused(self.client("auditor").get(address), 404)  # reads working versions, but no draft
        pdf = pdftest.Pdf(self.fetch(address, self.client("staff")).body)
        self.assertIn(squeezed("Texten är inte publicerad och kan ändras."), pdf.words)
        with self.portal.database() as db:
            self.assertEqual(db.execute("SELECT count(*) FROM rendering WHERE version_id = ?", (number,)).fetchone()[0], 0)

    def test_several_at_once_are_made_or_asked_to_wait(self):
        self.forget()
        addresses = ["/arende/halsoavtal-2026/text/%s.pdf%s" % (slug, query)
                     for slug in ("avtal-2017", "remissversion-1", "remissversion-2") for query in ("", "?stor=1")]
        answers = []
        threads = [threading.Thread(target=lambda a=a: answers.append(self.client().get(a))) for a in addresses]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(answers), len(addresses))
        for answer in answers:
            if answer.status == 503:
                self.assert_refused(answer, 503, "Vänta några sekunder")
                self.assertTrue(answer.headers["retry-after"].isdigit())
            else:
                self.assertEqual((answer.status, answer.body[:5]), (200, b"%PDF-"))
        self.assertIn(200, [answer.status for answer in answers])
        self.assertEqual(self.left(), [])

    def test_places_taken_by_others_give_a_page_that_says_wait(self):
        self.forget()
        places = []
        for number in range(2):
            path = os.path.join(self.portal.dir, "tmp", "helper.%d" % number)
            file = open(path, "a+")
            os.chmod(path, 0o666)
            fcntl.flock(file, fcntl.LOCK_EX)
            places.append(file)
        answer = self.client().get(TEXT + ".pdf")
        for file in places:
            file.close()
        self.assert_refused(answer, 503, "Vänta några sekunder")
        self.assertTrue(answer.headers["retry-after"].isdigit())
        self.fetch()

    def test_a_killed_worker_leaves_no_browser(self):
        self.forget()
        mine = self.portal.dir.encode()

        def helpers():
            found = []
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open("/proc/%s/cmdline" % pid, "rb") as file:
                        line = file.read()
                except OSError:
                    continue
                if mine + b"/tmp/overens-pdf-" in line:
                    found.append(int(pid))
            return found

        def ask():
            try:
                self.client().get(TEXT + ".pdf?stor=1")
            except OSError:
                pass

        thread = threading.Thread(target=ask)
        thread.start()
        self.assertTrue(until(helpers, 60))
        for worker in self.portal.workers():
            os.kill(worker, 9)
        self.assertTrue(until(lambda: not helpers(), 60))
        thread.join()
        self.assertTrue(until(lambda: self.client().get("/healthz").status == 200, 60))
        time.sleep(2.1)  # a younger folder may be one that is just being made
        self.fetch(TEXT + ".pdf?stor=1")
        self.assertEqual(self.left(), [])


if __name__ == "__main__":
    unittest.main()
