# SPDX-License-Identifier: EUPL-1.2
"""The reader's aids: marks of what is read, what has changed since, words explained, easy-read texts, a provision's page."""
import html
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401

MATTER = "/arende/halsoavtal-2026"
OLD, NEW = MATTER + "/text/remissversion-1", MATTER + "/text/remissversion-2"


def provision(page, number):
    """The section of a provision, by its number, and its node."""
    for section in re.findall(r'<section class="prov".*?</section>', page.text, re.S):
        found = re.search(r'<a class="no" href="\.\./p/(\d+)">([^<]*)</a>', section)
        if found and found.group(2) == number:
            return section, int(found.group(1))
    raise AssertionError("no provision %s on the page" % number)


def words(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


class Marks(Pages):
    def mark(self, client, path, **fields):
        return client.post(path + "/last", dict(fields, _token=client.token()))

    def read(self, client, path, number):
        """Is the provision marked as read?"""
        section, _ = provision(client.get(path), number)
        self.assertNotEqual("Markera som läst" in words(section), "Ta bort markeringen" in words(section))
        return "Ta bort markeringen" in words(section)

    def test_the_demo_reader_sees_what_changed(self):
        page = self.client("council").get(NEW)
        self.assertRegex(page.words, r"Ändrat sedan sist Du läste Remissversion 1 den \d+ \w+ \d{4}\. 8 bestämmelser har "
                                     r"ändrats sedan dess\. 6 bestämmelser är nya\.")
        self.assertIn(MATTER + "/jamfor?v=remissversion-1&amp;v=remissversion-2&amp;vy=andrat", page.text)
        self.assertRegex(page.words, r"Du har läst 21 av 35 bestämmelser")
        contents = re.search(r'<nav class="toc".*?</nav>', page.text, re.S).group()
        self.assertEqual((words(contents).count("ändrad"), len(re.findall(r"\bny\b", words(contents)))), (8, 6))
        self.assertIn("2.4 Kompetens i kommunal primärvård ändrad", words(contents))
        self.assertIn("Ändrad sedan du läste", words(provision(page, "2.4")[0]))
        self.assertNotIn("Ändrad sedan", words(provision(page, "2.1")[0]))
        start = self.client("council").get("/")
        self.assertIn("Ändrat sedan du läste", start.words)
        self.assertIn("14 ändrade eller nya bestämmelser", start.words)

    def test_a_changed_provision_is_unread_an_unchanged_one_stays_read(self):
        client = self.client("council")
        self.assertTrue(self.read(client, OLD, "2.4"))
        self.assertFalse(self.read(client, NEW, "2.4"))
        self.assertTrue(self.read(client, NEW, "2.1"))
        _, node = provision(client.get(NEW), "2.4")
        answer = self.mark(client, NEW, last=node)
        self.assertEqual((answer.status, answer.location), (303, NEW + "#a-2-4"))
        self.assertTrue(self.read(client, NEW, "2.4"))
        self.assertIn("Du har läst en av dem", client.get(NEW).words)
        answer = self.mark(client, NEW, olast=node, lager="lattlast")
        self.assertEqual(answer.location, NEW + "?lager=lattlast#a-2-4")
        self.assertFalse(self.read(client, NEW, "2.4"))
        self.assertTrue(self.read(client, OLD, "2.4"))

    def test_the_whole_version_and_back(self):
        client = self.client("auditor")
        before = client.get(NEW)
        self.assertIn("Du har läst 0 av 35 bestämmelser", before.words)
        self.assertNotIn("Ändrat sedan sist", before.words)
        self.assertEqual(self.mark(client, OLD, last="alla").location, OLD + "#lasmarken")
        self.assertIn("Ändrat sedan sist", client.get(NEW).words)
        self.mark(client, NEW, last="alla")
        page = client.get(NEW)
        self.assertIn("Du har läst alla bestämmelser", page.words)
        self.assertNotIn("Ändrat sedan sist", page.words)
        self.assertNotIn("ändrad", words(re.search(r'<nav class="toc".*?</nav>', page.text, re.S).group()))
        for path in (OLD, NEW):
            self.mark(client, path, olast="alla")
        self.assertIn("Du har läst 0 av 35", client.get(NEW).words)

    def test_nobody_sees_what_somebody_else_has_read(self):
        staff = self.client("staff")
        self.assertIn("Du har läst 0 av 35", staff.get(NEW).words)
        self.mark(staff, NEW, olast="alla")
        self.assertIn("Du har läst 21 av 35", self.client("council").get(NEW).words)
        self.assertNotIn("Ändrat sedan du läste", staff.get("/").words)
        for name in ("admin", "auditor", "staff"):
            self.assertNotIn("27 maj", self.client(name).get(NEW).words.split("Innehåll")[0])
        events = self.portal.sql("SELECT count(*) FROM event WHERE action LIKE '%read%'")
        self.assertIn("0", str(events))

    def test_what_the_organisation_answered_counts_as_known(self):
        self.assertNotIn("Ändrat sedan sist", self.client("municipality_b").get(NEW).words)  # it answered this version

    def test_refused(self):
        client = self.client("council")
        _, node = provision(client.get(NEW), "2.4")
        before = self.portal.sql("SELECT count(*) FROM reading")
        self.assert_refused(client.post(NEW + "/last", {"last": str(node)}), 403)
        self.assert_refused(client.post(NEW + "/last", {"last": str(node), "_token": "x"}), 403)
        for fields in ({}, {"last": "x"}, {"last": "-1"}, {"last": NASTY[:20]}, {"last": "0"}):
            self.assertEqual(self.mark(client, NEW, **fields).status, 422, fields)
        for path, fields in ((NEW, {"last": "999999"}), (MATTER + "/text/finns-inte", {"last": str(node)}),
                             ("/arende/sydostra-2024/text/remissversion-2", {"last": str(node)})):
            self.assertEqual(self.mark(client, path, **fields).status, 404, path)
        self.assertEqual(client.get(NEW + "/last").status, 405)
        visitor = self.client()
        self.assertNotEqual(visitor.post(NEW + "/last", {"last": str(node)}).status, 200)
        self.assertEqual(self.portal.sql("SELECT count(*) FROM reading"), before)

    def test_a_visitor_pays_for_no_marks(self):
        page = self.client().get(NEW)
        self.assertNotIn("Markera som läst", page.words)
        self.assertNotIn("_token", page.text)
        self.assertEqual(page.headers["cache-control"], "no-cache")
        self.assertIn('data-v="remissversion-2"', page.text)
        self.assertIn("Jämför med Remissversion 1", page.words)
        self.assertNotIn("Jämför med", self.client().get(MATTER + "/text/avtal-2017").words)


class Words(Pages):
    def fields(self, page, action, **changed):
        return dict(page.form(action).fields, **changed)

    def test_words_are_explained_where_they_stand(self):
        page = self.client().get(NEW)
        section = words(provision(page, "3.5")[0])
        self.assertNotIn("Ord i texten", section)  # the provision that defines it
        section = provision(page, "2.5")[0]
        self.assertIn("Ord i texten: hemsjukvård, särskilt boende", words(section))
        self.assertIn("pågår mer än tillfälligt", words(section))
        self.assertIn("<summary>", section)
        listing = self.client().get(MATTER + "/ord")
        self.assertIn("Definieras i 2.8 Egenvård", listing.words)
        self.assertNotIn("Lägg till", listing.words)
        self.assertIsNotNone(listing.element(id="egenvard"))

    def test_staff_adds_changes_and_removes_a_word(self):
        staff, path = self.client("staff"), MATTER + "/ord"
        form = self.fields(staff.get(path), path, namn="prislista", former="prislistan\nprislistor", bestammelse="2.7",
                           forklaring="En lista med **priser**.")
        added = staff.post(path, form)
        self.assertEqual((added.status, added.location), (303, path))
        self.assertEqual(staff.post(path, form).status, 303)  # sent twice, added once
        self.assertEqual(staff.get(path).text.count('id="prislista"'), 1)
        self.assertIn("<strong>priser</strong>", self.client().get(path).text)
        again = staff.post(path, self.fields(staff.get(path), path, namn="Prislista", forklaring="Annat."))
        self.assert_refused(again, 422, "Ordet finns redan")
        edit = self.fields(staff.get(path + "/prislista"), path + "/prislista")
        self.assertEqual((edit["namn"], edit["bestammelse"]), ("prislista", "2.7"))
        self.assertEqual(staff.post(path + "/prislista", dict(edit, former="prislista", bestammelse="", gor="spara")).status, 303)
        self.assertIn("prislista", words(provision(self.client().get(NEW), "2.7")[0].split("Ord i texten")[1]))
        other = self.client("staff_2")
        late = other.post(path + "/prislista", dict(edit, _token=other.token(), forklaring="För sent.", gor="spara"))
        self.assert_refused(late, 409, "Någon annan ändrade ordet")
        self.assertIn("För sent.", late.text)
        self.assertIn("priser", late.words)
        edit = self.fields(staff.get(path + "/prislista"), path + "/prislista")
        self.assertEqual(staff.post(path + "/prislista", dict(edit, gor="ta-bort")).status, 303)
        self.assertEqual(staff.get(path + "/prislista").status, 404)
        self.assertNotIn("prislista", self.client().get(NEW).text.split('class="colo"')[0].split("Ord i texten")[-1][:200])

    def test_a_word_that_is_wrong_comes_back(self):
        staff, path = self.client("staff"), MATTER + "/ord"
        page = staff.get(path)
        for changed, says in (({"namn": ""}, "Ordet"), ({"forklaring": ""}, "Förklaringen"),
                              ({"bestammelse": "99.99"}, "Ingen bestämmelse har det numret"),
                              ({"namn": "x" * 101}, "högst 100 tecken"), ({"former": "a\n" * 30}, "högst 20")):
            form = dict(self.fields(page, path, namn="fel", forklaring="Kvar."), **changed)
            answer = staff.post(path, form)
            self.assert_refused(answer, 422, says)
            if form["forklaring"]:
                self.assertIn("Kvar.", answer.form(path).fields["forklaring"])

    def test_only_those_who_write_the_texts(self):
        for name in ("council", "municipality_a", "auditor"):
            client = self.client(name)
            self.assertEqual(client.post(MATTER + "/ord", {"_token": client.token(), "namn": "a", "forklaring": "b"}).status, 403)
            self.assertEqual(client.get(MATTER + "/ord/egenvard").status, 403)
            self.assertNotIn("Lägg till", client.get(MATTER + "/ord").words)
        self.assertNotEqual(self.client().get(MATTER + "/ord/egenvard").status, 200)

    def test_hostile_words_are_text(self):
        staff, path = self.client("staff"), MATTER + "/ord"
        nasty = NASTY[:90]
        added = staff.post(path, self.fields(staff.get(path), path, namn=nasty, former="<b>parterna</b>\nparterna",
                                             forklaring=NASTY + " [x](javascript:alert(1)) ![y](//evil.example/y.png)"))
        self.assertEqual(added.status, 303)
        for page in (staff.get(path), self.client().get(path), self.client().get(NEW)):
            self.assertNotRegex(page.text, r"<script>alert|<img|javascript:|<b>parterna")
            self.assertIn("&lt;script&gt;alert(1)", page.text)
        slug = re.search(r'href="%s/ord/(script[^"]*)"' % MATTER, staff.get(path).text).group(1)
        form = self.fields(staff.get(path + "/" + slug), path + "/" + slug)
        self.assertEqual(form["namn"], nasty)
        self.assertEqual(staff.post(path + "/" + slug, dict(form, gor="ta-bort")).status, 303)


class Easy(Pages):
    def test_it_stands_beside_the_text(self):
        visitor = self.client()
        plain, page = visitor.get(NEW), visitor.get(NEW + "?lager=lattlast")
        self.assertNotIn("Lättläst", words(provision(plain, "2.4")[0]))
        self.assertIn("Visa lättläst text bredvid", plain.words)
        self.assertIn("Lättläst Kommunen ska alltid ha en sjuksköterska", words(provision(page, "2.4")[0]))
        self.assertIn("skriven för en äldre lydelse, Remissversion 1", words(provision(page, "2.6")[0]))
        self.assertNotIn("äldre lydelse", words(provision(visitor.get(OLD + "?lager=lattlast"), "2.6")[0]))
        self.assertIn("Här finns ingen lättläst text", words(provision(page, "2.7")[0]))
        self.assertNotIn("Visa lättläst", visitor.get(MATTER + "/text/avtal-2017").words)

    def test_staff_writes_it(self):
        staff = self.client("staff")
        _, node = provision(staff.get(NEW), "2.7")
        path = "%s/p/%d/lattlast" % (MATTER, node)
        page = staff.get(path)
        self.assertIn("Den kommun där personen vistas", page.words)
        form = page.form(path).fields
        seen = staff.post(path, dict(form, text="Kommunen **hjälper** dig.", gor="visa"))
        self.assertEqual(seen.status, 200)
        self.assertIn("<strong>hjälper</strong>", seen.text)
        self.assertEqual(seen.form(path).fields["text"], "Kommunen **hjälper** dig.")
        self.assertNotIn("hjälper", self.client().get("%s/p/%d" % (MATTER, node)).text)
        saved = staff.post(path, dict(form, text=NASTY, gor="spara"))
        self.assertEqual((saved.status, saved.location), (303, "%s/p/%d#lattlast" % (MATTER, node)))
        shown = self.client().get("%s/p/%d" % (MATTER, node))
        self.assertNotRegex(shown.text, "<script>alert|<img")
        self.assertIn("<script>alert(1)</script>", shown.words)
        other = self.client("staff_2")
        late = other.post(path, dict(form, _token=other.token(), text="Min text.", gor="spara"))
        self.assert_refused(late, 409, "Någon annan sparade")
        self.assertEqual(late.form(path).fields["text"], "Min text.")
        self.assertIn("alert(1)", late.words)
        form = staff.get(path).form(path).fields
        self.assertEqual(staff.post(path, dict(form, text="", gor="spara")).status, 303)
        self.assertNotIn("Lättläst", self.client().get("%s/p/%d" % (MATTER, node)).words)
        self.assertEqual(staff.post(path, dict(form, text="x" * 20001, gor="spara")).status, 422)

    def test_only_those_who_write_the_texts(self):
        _, node = provision(self.client().get(NEW), "2.4")
        path = "%s/p/%d/lattlast" % (MATTER, node)
        council = self.client("council")
        self.assertEqual(council.get(path).status, 403)
        self.assertEqual(council.post(path, {"_token": council.token(), "text": "x", "version": "remissversion-2"}).status, 403)
        staff = self.client("staff")
        self.assertEqual(staff.get(path + "?v=finns-inte").status, 404)
        self.assertEqual(staff.get(MATTER + "/p/999999/lattlast").status, 404)
        self.assertEqual(staff.get("/arende/sydostra-2024/p/%d/lattlast" % node).status, 404)  # another region's matter


class Provision(Pages):
    def page(self, number, name=None):
        client = self.client(name)
        return client.get(client.get("%s/p/%s" % (MATTER, number)).location)

    def test_wordings_with_what_changed(self):
        page = self.page("2.4")
        self.assertIn("[nytt: inom två timmar", page.words)
        self.assertIn("[borttaget: samma dag", page.words)
        self.assertIn("Ändrat från Remissversion 1", page.words)
        self.assertIn("Samma lydelse som i Remissversion 1", self.page("2.1").words)
        headings = [tag for tag, _ in page.page.elements if re.fullmatch("h[1-6]", tag)]
        self.assertEqual(headings[0], "h1")
        for before, after in zip(headings, headings[1:]):
            self.assertLessEqual(int(after[1]) - int(before[1]), 1, headings)

    def test_figures_as_the_compilation_shows_them(self):
        visitor = self.page("2.4")
        self.assertIn("Första remissen av nytt", visitor.words)
        self.assertNotIn("Andra remissen av nytt", visitor.words)  # open: nobody may answer by others' answers
        self.assertIn("Lydelsen har ändrats sedan svaren lämnades", visitor.words)
        self.assertNotIn("Lydelsen har ändrats sedan", self.page("2.1").words)
        self.assertNotIn("Synpunkter (", visitor.words)
        staff = self.page("2.4", "staff")
        self.assertIn("Andra remissen av nytt", staff.words)
        self.assertRegex(staff.words, r"Synpunkter \(\d+\)")

    def test_the_own_answer_is_the_own_organisations(self):
        own = [name for name in ("municipality_a", "municipality_b") if "Ert svar, Andra" in self.page("1.1", name).words]
        self.assertTrue(own)
        for name in ("council", "staff", None):
            self.assertNotIn("Ert svar", self.page("1.1", name).words, name)

    def test_empty_panels_are_not_shown(self):
        page = self.page("7.4")
        self.assertIn("Lydelser", page.words)
        for title in ("Ord i texten", "Vad remissvaren säger", "Lättläst"):
            self.assertNotIn(title, page.words)


if __name__ == "__main__":
    unittest.main()
