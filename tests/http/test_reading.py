# SPDX-License-Identifier: EUPL-1.2
"""What a visitor gets: headers, copies, addresses, settings; and that what people write is text wherever it is shown."""
import gzip
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401
from portal import SRC, sha256  # noqa: E402
from webclient import POLICY  # noqa: E402


class Reading(Pages):
    """What a visitor gets: headers, copies, addresses, settings."""

    def test_head_is_get_without_the_body(self):
        for path in ("/", "/arenden", "/arende/halsoavtal-2026", "/finns-inte", self.portal.routes["proposal"] + ".txt"):
            with self.subTest(path=path):
                visitor = self.client()
                get, head = visitor.get(path), visitor.request("HEAD", path)
                self.assertEqual((head.status, head.body), (get.status, b""))
                for name in ("content-type", "etag", "cache-control", "content-security-policy"):
                    self.assertEqual(head.headers.get(name), get.headers.get(name), name)

    def test_a_kept_copy_answers_no_other_method(self):
        visitor = self.client()
        for _ in range(6):  # each worker keeps it
            self.assertEqual(visitor.get("/arenden").status, 200)
        for method in ("OPTIONS", "PUT", "DELETE", "POST") * 3:
            answer = visitor.request(method, "/arenden")
            self.assertEqual((answer.status, answer.headers["allow"]), (405, "GET, HEAD"), method)

    def test_a_visitors_copy_is_true_while_parties_write(self):
        visitor = self.client()
        for path in ("/", "/arenden", "/arende/halsoavtal-2026", self.round, self.portal.routes["proposal"]):
            with self.subTest(path=path):
                first = visitor.get(path)
                self.assertEqual((first.status, first.headers["cache-control"]), (200, "no-cache"))
                self.assertIn("Cookie", first.headers["vary"])
                tag = first.headers["etag"]
                for _ in range(4):  # by each worker
                    again = visitor.get(path, If_None_Match=tag)
                    self.assertEqual((again.status, again.body, again.headers["etag"]), (304, b"", tag))
        client = self.client("municipality_a")
        tag = visitor.get("/").headers["etag"]
        client.post("%s/svara/9" % self.round, dict(self.draft(client).fields, kommentar="Ändring."))
        self.assertEqual(visitor.get("/", If_None_Match=tag).status, 304)  # test_kept_pages has what visitors do see

    def test_what_is_personal_is_never_kept(self):
        a = self.client("municipality_a")
        tag = self.client().get("/").headers["etag"]
        for path in ("/", "/konto", self.respond, "/arende/halsoavtal-2026"):
            answer = a.get(path, If_None_Match=tag)
            self.assertEqual((answer.status, answer.headers["cache-control"]), (200, "no-store"), path)
            self.assertNotIn("etag", answer.headers)
        login = self.client().get("/logga-in")  # has a token
        self.assertEqual(login.headers["cache-control"], "no-store")
        self.assertEqual(self.client().get("/finns-inte").headers["cache-control"], "no-store")

    def test_compressed_and_plain_are_the_same(self):
        visitor = self.client()
        for _ in range(4):
            plain = visitor.get("/arenden")
            packed = visitor.get("/arenden", Accept_Encoding="gzip")
            body = gzip.decompress(packed.body) if packed.headers.get("content-encoding") == "gzip" else packed.body
            self.assertEqual(body, plain.body)
        self.assertEqual(packed.headers.get("content-encoding"), "gzip")

    def test_theme_and_language_are_only_a_cookie(self):
        visitor = self.client()
        before = self.portal.sql("SELECT max(seq) FROM event")
        for theme in ("dark", "light"):
            answer = visitor.post("/utseende", {"tema": theme, "till": "/arenden"})
            self.assertEqual((answer.status, answer.location), (303, "/arenden"))
            self.assertIn('data-theme="%s"' % theme, visitor.get("/arenden").text)
        visitor.post("/utseende", {"tema": "auto"})
        self.assertNotIn("data-theme", visitor.get("/arenden").text)
        self.assertIn('<html lang="sv"', visitor.get("/").text)
        self.assertIn("Logga in", visitor.get("/").words)
        answer = visitor.post("/sprak", {"sprak": "en"})
        self.assertEqual((answer.status, answer.location), (303, "/"))
        english = visitor.get("/")
        self.assertIn('<html lang="en"', english.text)
        self.assertRegex(english.words, r"\d+ (January|February|March|April|May|June|July|August|September|October|"
                                        r"November|December) \d{4}")
        with open(os.path.join(SRC, "po", "en.po")) as file:
            for swedish, translated in re.findall(r'msgid "(Logga in|Ärenden)"\nmsgstr "([^"]+)"', file.read()):
                self.assertIn(translated, english.words)
        self.assertIn('<html lang="en"', visitor.get("/finns-inte").text)
        visitor.post("/sprak", {"sprak": "sv"})
        self.assertIn('<html lang="sv"', visitor.get("/").text)
        for path, fields in (("/utseende", {"tema": "rosa"}), ("/utseende", {}), ("/sprak", {"sprak": "fi"})):
            answer = visitor.post(path, fields)
            self.assert_refused(answer, 422)
            self.assertNotIn("set-cookie", answer.headers)
        self.assertEqual(self.portal.sql("SELECT max(seq) FROM event"), before)

    def test_a_provision_is_found_by_its_number(self):
        for slug, number in (("halsoavtal-2026", "2.1"), ("sydostra-2024", "7.3")):
            answer = self.client().get("/arende/%s/p/%s" % (slug, number))
            self.assertIn(answer.status, (301, 302, 303, 307, 308))
            self.assertRegex(answer.location, r"^/arende/%s/p/\d+$" % slug)
            page = self.client().get(answer.location)
            self.assertEqual(page.status, 200)
            self.assertIn(number, page.words)

    def test_the_printed_hash_is_that_of_the_text(self):
        seen = 0
        for slug in ("halsoavtal-2026", "sydostra-2024"):
            listing = self.client().get("/arende/%s/dokument" % slug)
            self.assertEqual(listing.status, 200)
            for path in sorted(set(re.findall(r'href="(/arende/%s/text/[^"./]+)"' % slug, listing.text))):
                with self.subTest(path=path):
                    page, text = self.client().get(path), self.client().get(path + ".txt")
                    self.assertEqual((page.status, text.status), (200, 200))
                    self.assertEqual(text.headers["content-type"], "text/plain; charset=utf-8")
                    self.assertTrue(text.body.startswith(b"overens-text-1\ndocument: "))
                    self.assertTrue(text.body.endswith(b"\n") and not text.body.endswith(b"\n\n"))
                    self.assertNotRegex(text.text, r"[ \t]\n|\r|\ufeff|\u00ad")
                    self.assertIn("sha256 " + sha256(text.body), re.sub(r"(?<=\b[0-9a-f]{4}) (?=[0-9a-f]{4}\b)", "",
                                                                        page.words))
                    seen += 1
        self.assertGreaterEqual(seen, 4)

    def test_everything_a_visitor_is_led_to_is_there(self):
        seen, queue = set(), ["/"]
        visitor = self.client()
        while queue:
            path = queue.pop()
            if path in seen or len(seen) > 400:
                continue
            seen.add(path)
            answer = visitor.get_made(path) if path.endswith(".pdf") else visitor.get(path)
            self.assertIn(answer.status, (200, 301, 303), path)
            if answer.location and not answer.location.startswith("/logga-in"):
                queue.append(answer.location)
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            self.assertNotRegex(answer.text, r"\{\{|\}\}|&amp;amp;|\(null\)", path)
            ids = [a["id"] for _, a in answer.page.elements if "id" in a]
            self.assertEqual(len(ids), len(set(ids)), "%s: an id stands twice" % path)
            for tag, a in answer.page.elements:
                self.assertFalse([name for name in a if name.startswith("on") or name == "style"], "%s: %s" % (path, a))
                href = a.get("href", "").split("#")[0] if tag == "a" else ""
                if href.startswith("/") and not href.startswith("/static/"):
                    queue.append(href)
        self.assertGreater(len(seen), 30)

    def test_static_files(self):
        visitor = self.client()
        page = visitor.get("/")
        for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
            answer = visitor.request("GET", path, safe=False)
            self.assertEqual(answer.status, 200, path)
            self.assertEqual(answer.headers["x-content-type-options"], "nosniff")
        for path in ("/static/../overens.conf", "/static/..%2foverens.conf", "/static../overens.conf", "/static/"):
            self.assertIn(visitor.request("GET", path, safe=False).status, (400, 403, 404), path)
        self.assertIn("default-src 'none'", POLICY)

    def test_machines_get_words(self):
        for path in ("/healthz", "/readyz"):
            answer = self.client().get(path)
            self.assertEqual((answer.status, answer.body, answer.headers["cache-control"]), (200, b"ok\n", "no-store"))


class Escaping(Pages):
    def assert_harmless(self, answer, status=200, shown=True):
        self.assertEqual(answer.status, status, answer.words[:300])
        for raw in ("<script>alert", "<img src=x", "</textarea>\"", "onerror=alert(2)> \""):
            self.assertNotIn(raw, answer.text)
        for tag, a in answer.page.elements:
            self.assertNotIn("onerror", a)
        if shown:
            self.assertIn("<script>alert(1)</script>", answer.words.replace("&amp;amp;", "&amp;"))

    def test_a_comment_is_text_wherever_it_is_shown(self):
        a, staff = self.client("municipality_a"), self.client("staff")
        path = "%s/svara/2" % self.round
        form = self.draft(a, 2)
        stale = dict(form.fields)
        saved = a.post(path, dict(form.fields, betyg="support_with_change", kommentar=NASTY, gor="stanna"))
        self.assertEqual(saved.status, 303)
        self.assertEqual(self.draft(a, 2).fields["kommentar"], NASTY)
        self.assert_harmless(a.get(path), shown=False)
        self.assert_harmless(a.get(self.round + "/granska"))
        self.assert_harmless(a.get(self.round + "/svara"), shown=False)
        # Given back: refused, without token, and beside a colleague's.
        self.assert_harmless(a.post(path, dict(self.draft(a, 2).fields, betyg="<script>alert", kommentar=NASTY)), 422, False)
        self.assert_harmless(a.post(path, {"kommentar": NASTY, "<script>alert(1)</script>": "x"}), 403)
        other = self.client("approver_a")
        self.assert_harmless(other.post(path, dict(stale, _token=other.token(), betyg="reject", kommentar=NASTY + "!")), 409)
        # Sent: the receipt, the staff's pages, the compilation.
        form = a.get(self.send).form(self.send)
        receipt = a.post(self.send, dict(form.fields, rattslage="officer")).location
        self.assert_harmless(a.get(receipt))
        text = a.get(receipt + ".txt")
        self.assertIn(NASTY, text.text)  # the exact bytes, as plain text
        self.assertEqual(text.headers["content-type"], "text/plain; charset=utf-8")
        self.assert_harmless(staff.get(self.portal.routes["response_a"]))
        self.assert_harmless(staff.get(self.round + "/sammanstallning?fraga=2"))
        # Under a token that was used: both bodies are shown.
        self.assert_harmless(a.post(self.send, dict(form.fields, rattslage=NASTY)), 422, False)
        self.assert_harmless(a.post(self.send, dict(form.fields, rattslage="delegated", annat=NASTY)), 409)

    def test_addresses_and_queries_are_text(self):
        for path in ("/%3Cscript%3Ealert(1)%3C/script%3E", "/arenden?q=%3Cscript%3Ealert(1)%3C/script%3E",
                     "/logga-in?till=/%22%3E%3Cscript%3Ealert(1)", self.round + "/sammanstallning?fraga=%3Cscript%3Ealert"):
            self.assert_harmless(self.client().get(path), self.client().get(path).status, False)


if __name__ == "__main__":
    unittest.main()
