# SPDX-License-Identifier: EUPL-1.2
"""Search as people use it: stems, parts of words, filters, pages, and that nobody finds what they may not read."""
import os
import re
import sys
import unittest
from urllib.parse import quote

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401


class Search(Pages):
    """The demo's texts and answers."""

    def seek(self, q, who=None, **filters):
        query = "".join("&%s=%s" % (k, quote(v)) for k, v in filters.items())
        answer = self.client(who).get("/sok?q=" + quote(q) + query)
        self.assertEqual(answer.status, 200, answer.words[:300])
        return answer

    def count(self, q, who=None, **filters):
        lede = re.search(r'<p class="lede" role="status">(.*?)</p>', self.seek(q, who, **filters).text, re.S).group(1)
        if lede.startswith("Ingen"):
            return 0
        return 1 if lede.startswith("En träff") else int(re.sub(r"\D", "", lede.split("träffar")[0]))

    def test_the_empty_page_helps(self):
        page = self.client().get("/sok")
        self.assertEqual(page.status, 200)
        self.assertIn("Så söker du", page.words)
        self.assertIn('href="/sok" aria-current="page"', page.text)
        for q in ("", " ", "...", '""', "%", "—"):
            self.assertEqual(self.client().get("/sok?q=" + quote(q)).status, 200)
        self.assertIn("Det finns inget ord", self.seek("...").words)

    def test_words_are_found_and_marked(self):
        page = self.seek("kommun")
        self.assertRegex(page.text, r"<mark>[Kk]ommun(er|erna|en|ernas|ens)</mark>")
        self.assertIn("/text/", page.text)
        self.assertGreater(self.count("kommunernas"), 0)
        self.assertEqual(self.count("kommun"), self.count("KOMMUNERNAS"))
        self.assertEqual(self.count("ambulanshelikopterpilot"), 0)
        self.assertIn("Pröva på ett annat sätt", self.seek("ambulanshelikopterpilot").words)

    def test_letters_are_themselves(self):
        with_dots, without = self.count("vård"), self.count("vard")
        self.assertGreater(with_dots, 0)
        self.assertNotEqual(with_dots, without)
        self.assertNotIn("<mark>vård", self.seek("vard").text)

    def test_each_hit_leads_to_its_place(self):
        visitor = self.client()
        hits = re.findall(r'<h3 lang="sv"><a href="([^"]+)"', self.seek("samverkan").text)
        self.assertGreater(len(hits), 2)
        for href in hits[:5]:
            path, anchor = href.split("#")
            page = visitor.get(path)
            self.assertEqual(page.status, 200, href)
            self.assertIn('id="%s"' % anchor, page.text)

    def test_pages_follow_each_other(self):
        first = self.seek("och")
        seen = re.findall(r'<h3 lang="sv"><a href="([^"]+)"', first.text)
        self.assertEqual(len(seen), 20)
        following = re.search(r'href="([^"]+)" rel="next"', first.text).group(1).replace("&amp;", "&")
        second = self.client().get(following)
        self.assertEqual(second.status, 200)
        self.assertEqual(set(seen) & set(re.findall(r'<h3 lang="sv"><a href="([^"]+)"', second.text)), set())
        for page in ("0", "-1", "99999999", "x", "9" * 30):
            self.assertEqual(self.client().get("/sok?q=och&sida=" + page).status, 200)

    def test_filters_narrow(self):
        everything = self.count("vård")
        inside = self.count("vård", arende="halsoavtal-2026")
        self.assertTrue(0 < inside < everything, (inside, everything))
        self.assertEqual(self.count("vård", slag="text"), everything)
        self.assertEqual(self.count("vård", slag="answer"), 0)
        self.assertEqual(self.count("vård", till="1999-12-31"), 0)
        self.assertEqual(self.count("vård", fran="1999-12-31"), everything)
        wrong = self.seek("vård", fran="igår")
        self.assertIn("Datumet gick inte att läsa", wrong.words)
        self.seek("vård", arende="finns-inte", slag="x", till="2025-13-45")

    def test_what_is_typed_is_text(self):
        for q in (NASTY, "a" * 10000, "\"'`;--", "NEAR(a b)", "title:x", "a*", "\x01", "' OR 1=1", "%_%", "(" * 500, "å" * 300):
            page = self.seek(q[:1500])
            self.assertNotIn("<script>alert", page.text)
            self.assertNotIn("onerror=alert(2)>", page.text.replace("&gt;", ""))
        self.assertEqual(self.client().get("/sok?q=%ff%fe%00kommun").status in (200, 400), True)

    def test_answers_are_found_by_those_who_may_read_them(self):
        word = "sökprovsordet"
        client = self.client("municipality_a")
        self.assertEqual(self.count(word, "municipality_a"), 0)
        client.post("%s/svara/9" % self.round, dict(self.draft(client).fields, kommentar="Vi nämner %s här." % word))
        self.assertEqual(self.count(word, "municipality_a"), 0)  # a draft is nobody's answer
        self.send_response(client)
        self.assertEqual(self.count(word, "municipality_a"), 1)
        self.assertEqual(self.count(word, "staff"), 1)
        self.assertEqual(self.count(word, "auditor"), 1)
        for other in (None, "municipality_b", "council", "economist", "admin"):
            if other is None or other in self.portal.users:
                page = self.seek(word, other)
                self.assertIn("Ingen träff", page.words, other)
                self.assertNotIn("<mark>", page.text)
        # a new response takes the place of the one before
        client.post("%s/svara/9" % self.round, dict(self.draft(client).fields, kommentar="Nu står här annat."))
        self.send_response(client)
        self.assertEqual(self.count(word, "staff"), 0)

    def send_response(self, client):
        form = client.get(self.send).form(self.send)
        answer = client.post(self.send, dict(form.fields, rattslage="officer"))
        self.assertEqual(answer.status, 303, answer.words[:300])

    def test_reindexing_changes_no_answer(self):
        before = [self.seek(q, who).text for q in ("vård", "kostnad", "samverkan") for who in (None, "staff")]
        done = self.portal.overens("reindex")
        self.assertEqual(done.returncode, 0, done.stderr)
        after = [self.seek(q, who).text for q in ("vård", "kostnad", "samverkan") for who in (None, "staff")]
        # The token of the foot's form, and how long the session still lasts, differ from page to page.
        strip = lambda text: re.sub(r'name="_token" value="[^"]*"|data-[a-z]+="\d+" aria-label="Inloggningen"', "", text)  # noqa: E731
        self.assertEqual([strip(t) for t in before], [strip(t) for t in after])


if __name__ == "__main__":
    unittest.main()
