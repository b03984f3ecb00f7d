# SPDX-License-Identifier: EUPL-1.2
"""The comparison of versions: what is shown is the newer text, to the word; who may see which version; odd addresses."""
import html
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401

MATTER = "/arende/halsoavtal-2026"
OLD, NEW = "remissversion-1", "remissversion-2"


def words(markup):
    """The words of a piece of HTML, marks and white space aside."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", markup)).replace("\u00a0", " ")
    return re.sub(r"[^\wåäöÅÄÖ§%]+", " ", text).split()


class Compare(Pages):
    def compare(self, query, client=None):
        answer = (client or self.client()).get("%s/jamfor?%s" % (MATTER, query))
        self.assertEqual(answer.status, 200, answer.words[:300])
        return answer

    def body_of(self, page):
        return re.search(r'<div class="law" lang="sv">(.*?)</div></div>\s*</div>\s*</main>', page.text, re.S).group(1)

    def canonical_words(self, slug):
        text = self.client().get("%s/text/%s.txt" % (MATTER, slug)).text
        return words(re.sub(r"^(#+|[-\d]+[.]?|\|) ", r"\1 ", text.split("\n\n", 1)[1], flags=re.M).replace("#", " "))

    def test_without_a_choice_the_two_newest_of_one_text_are_compared(self):
        page = self.client().get(MATTER + "/jamfor")
        self.assertEqual(page.status, 200)
        self.assertRegex(page.words, r"\d+ ändringar i \d+ avsnitt, från Remissversion 1 till Remissversion 2")
        self.assertIn("<ins>", page.text)
        self.assertIn("<del>", page.text)

    def test_the_marked_text_is_both_texts_to_the_word(self):
        body = re.sub(r'<p class="(why|flag|acts|muted)[^"]*"[^>]*>.*?</p>', " ", self.body_of(self.compare("v=%s&v=%s" % (OLD, NEW))), flags=re.S)
        body = re.sub(r"<span class=\"mk vh\">.*?</span>", "", body)
        body = re.sub(r"<summary>.*?</summary>", " ", body)
        for side, mark in ((NEW, "del"), (OLD, "ins")):
            with self.subTest(side=side):
                shown = words(re.sub(r"<%s>.*?</%s>" % (mark, mark), "", body, flags=re.S))
                wanted = self.canonical_words(side)
                self.assertEqual(sorted(w.lower() for w in shown if not w.isdigit()), sorted(w.lower() for w in wanted if not w.isdigit()))

    def test_a_text_against_itself_has_no_change(self):
        page = self.compare("v=%s&v=%s" % (NEW, NEW))
        self.assertIn("Texterna är lika", page.words)
        self.assertNotIn('class="chg', page.text)

    def test_every_way_to_show_it_answers_and_its_links_have_targets(self):
        for query in ("", "&vy=andrat", "&vy=spalter", "&text=1", "&vy=andrat&text=1", "&v=avtal-2017", "&v=avtal-2017&bas=avtal-2017",
                      "&v=avtal-2017&vy=lopande", "&v=avtal-2017&v=%s&vy=spalter" % OLD, "&vy=" + "x" * 50, "&bas=finns-inte"):
            with self.subTest(query=query):
                page = self.compare("v=%s&v=%s%s" % (OLD, NEW, query))
                ids = re.findall(r'\sid="([^"]+)"', page.text)
                self.assertEqual(len(ids), len(set(ids)))
                for target in re.findall(r'href="#([^"]+)"', page.text):
                    self.assertIn(target, ids)
                self.assertEqual(page.text.count("<h1>"), 1)

    def test_only_the_changes_leaves_out_what_is_the_same(self):
        whole, part = self.compare("v=%s&v=%s" % (OLD, NEW)), self.compare("v=%s&v=%s&vy=andrat" % (OLD, NEW))
        self.assertIn('class="fold"', whole.text)
        self.assertNotIn('class="fold"', part.text)
        self.assertEqual(re.findall(r"<(?:ins|del)>.*?</(?:ins|del)>", self.body_of(whole)), re.findall(r"<(?:ins|del)>.*?</(?:ins|del)>", self.body_of(part)))

    def test_brackets_are_in_the_text_for_everybody(self):
        page = self.compare("v=%s&v=%s" % (OLD, NEW))
        self.assertEqual(page.text.count("<ins>"), page.text.count('<ins><span class="mk vh">[nytt: </span>'))
        self.assertEqual(page.text.count("<del>"), page.text.count('<del><span class="mk vh">[borttaget: </span>'))
        self.assertNotIn('<div class="brackets">', page.text)
        self.assertIn('<div class="brackets">', self.compare("v=%s&v=%s&text=1" % (OLD, NEW)).text)

    def test_four_columns_at_most_and_the_base_can_be_chosen(self):
        query = "v=avtal-2017&v=%s&v=%s&v=%s&v=%s&vy=spalter" % (OLD, NEW, OLD, NEW)
        page = self.compare(query)
        self.assertEqual(len(re.findall(r'<th scope="col">', page.text)), 4)
        self.assertEqual(len(re.findall(r"\(jämförs mot\)", page.text)), 1)
        self.assertRegex(self.compare("v=avtal-2017&v=%s&v=%s&vy=spalter&bas=%s" % (OLD, NEW, NEW)).text, r"Remissversion 2 <span[^>]*>\(jämförs mot\)")

    def test_each_list_of_the_form_has_its_own_name(self):
        page = self.compare("v=%s" % OLD)
        self.assertEqual(re.findall(r'<select id="v\d" name="([^"]*)"', page.text), ["v", "v2", "v3", "v4"])
        self.assertIn("Välj vad du vill jämföra", page.text)
        page = self.compare("v=%s&v2=%s&v3=&v4=" % (OLD, NEW))
        self.assertEqual(self.body_of(page), self.body_of(self.compare("v=%s&v=%s" % (OLD, NEW))))

    def test_odd_addresses_are_harmless(self):
        visitor = self.client()
        for query in ("v=finns-inte&v=" + NEW, "v=%27%22%3Cscript%3E", "v=" + "a" * 2000, "v=%00", "v=../../etc"):
            with self.subTest(query=query[:40]):
                self.assertIn(visitor.get("%s/jamfor?%s" % (MATTER, query)).status, (400, 404, 414))
        self.assertEqual(visitor.get("%s/jamfor?v=&v=" % MATTER).status, 200)
        page = visitor.get("/arende/sjukhusavtal-2024/jamfor")  # one version alone
        self.assertEqual(page.status, 200)
        self.assertIn("ingenting att jämföra", page.words)

    def test_a_draft_is_compared_only_by_those_who_may_read_it(self):
        drafts = self.portal.sql("SELECT v.slug FROM version v JOIN matter m ON m.id = v.matter_id WHERE m.slug = 'halsoavtal-2026' "
                                 "AND v.published_at IS NULL")
        slug = str(drafts[0][0] if isinstance(drafts[0], (list, tuple)) else drafts[0]) if drafts else ""
        self.assertTrue(slug, "the demo has a draft")
        query = "%s/jamfor?v=%s&v=%s" % (MATTER, NEW, slug)
        for who in (None, "municipality_a", "council"):
            with self.subTest(who=who):
                answer = self.client(who).get(query)
                self.assertEqual(answer.status, 404)
                self.assertNotIn('value="%s"' % slug, self.client(who).get(MATTER + "/jamfor").text)
        self.assertEqual(self.client("staff").get(query).status, 200)

    def test_reasons_stand_beside_what_they_explain(self):
        page = self.compare("v=%s&v=%s" % (OLD, NEW))
        self.assertIn("Varför:", page.words)


if __name__ == "__main__":
    unittest.main()
