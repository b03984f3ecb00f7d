# SPDX-License-Identifier: EUPL-1.2
"""Documents: families, what applied on a day, validity and its conflicts, links, references, originals and requests for
accessible ones; and that only who may change texts changes any of it."""
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401

MATTER = "/arende/halsoavtal-2026"
DOCUMENTS = MATTER + "/dokument"
OLD = MATTER + "/text/avtal-2017"
GUIDELINE = MATTER + "/text/patientsakerhet-2024"


class Documents(Pages):
    def table(self, day):
        page = self.client().get(DOCUMENTS + "?den=" + day)
        self.assertEqual(page.status, 200)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text.split("<tbody>")[1].split("</tbody>")[0]))

    def form(self, page, field):
        self.assertEqual(page.status, 200, page.words[:300])
        return page.form(field=field).fields

    # ---- what applied ----

    def test_the_text_of_a_day(self):
        rows = self.table("2020-06-01")
        self.assertIn("Avtal 2017", rows)
        self.assertIn("till och med 31 mars 2021", rows)
        self.assertNotIn("Hjälpmedel 2023", rows)
        self.assertIn("Hjälpmedel 2023", self.table("2023-01-01"))
        before = self.client().get(DOCUMENTS + "?den=2017-03-31")
        self.assertIn("Ingen av texterna gällde den 31 mars 2017.", before.words)
        self.assertNotIn("Ingen av texterna", self.client().get(DOCUMENTS + "?den=2017-04-01").words)
        self.assertIn("31 mars 2023", self.table("2021-04-01"))  # prolonged two years at a time

    def test_a_day_that_is_none_is_told(self):
        page = self.client().get(DOCUMENTS + "?den=2025-02-30")
        self.assertEqual(page.status, 200)
        self.assertIn('id="den-fel"', page.text)

    def test_the_family_stands_together(self):
        page = self.client().get(DOCUMENTS)
        self.assertIn("Överenskommelse till Hälso- och sjukvårdsavtal", page.words)
        self.assertLess(page.text.index("Överenskommelse om hjälpmedel</a></h3>"),
                        page.text.index("Riktlinje för patientsäkerhet i samverkan</a></h3>"))
        main = re.search(r'<h2 id="d\d+"><a href="([^"]+)">Hälso- och sjukvårdsavtal<', page.text).group(1)
        document = self.client().get(main)
        self.assertIn("HSL 2017:30", document.words)
        self.assertIn("Primärvårdsavtalet", document.words)
        self.assertNotIn("Spara platsen", document.words)
        self.assertIn("Gäller nu", self.client().get(MATTER).words)

    # ---- references ----

    def test_a_reference_is_a_link_that_leads(self):
        page = self.client().get(MATTER + "/text/lakarmedverkan-2022")
        href, text = re.search(r'<a href="([^"]+)">(avsnitt 2\.1)</a>', page.text).groups()
        self.assertEqual(href, MATTER + "/text/lakarmedverkan-2022#a-2-1")
        self.assertIn('id="a-2-1"', page.text)

    # ---- rights ----

    def test_only_who_may_change_texts_does(self):
        for who in (None, "council", "municipality_a", "auditor"):
            client = self.client(who)
            for path in (OLD + "/giltighet", DOCUMENTS + "/1/plats", DOCUMENTS + "/1/lank", GUIDELINE + "/begar/klart"):
                with self.subTest(who=who, path=path):
                    answer = client.post(path, {"skal": "x"})
                    self.assertIn(answer.status, (303, 403, 404))
                    if answer.status == 303:
                        self.assertTrue(answer.location.startswith("/logga-in"), answer.location)
            self.assertIn(client.get(OLD + "/giltighet").status, (303, 403, 404))
            self.assertNotIn("Giltighet<", client.get(DOCUMENTS).text)

    # ---- validity ----

    def test_validity_changes_with_a_reason_and_two_writers_see_each_other(self):
        staff = self.client("staff")
        fields = self.form(staff.get(GUIDELINE + "/giltighet"), "radversion")
        self.assertEqual(fields["fran"], "2024-02-01")
        bad = staff.post(GUIDELINE + "/giltighet", dict(fields, till="2023-01-01", skal="Prov"))
        self.assertEqual(bad.status, 422)
        self.assertIn("Sista dagen kan inte vara före den första.", bad.words)
        self.assertIn('value="2023-01-01"', bad.text)
        self.assertEqual(staff.post(GUIDELINE + "/giltighet", dict(fields, skal="")).status, 422)
        good = staff.post(GUIDELINE + "/giltighet", dict(fields, hur="Ses över varje år.", skal="Beslut den 1 mars " + NASTY))
        self.assertEqual((good.status, good.location), (303, DOCUMENTS))
        late = self.client("staff_2").post(GUIDELINE + "/giltighet", dict(
            self.form(self.client("staff_2").get(GUIDELINE + "/giltighet"), "radversion"), radversion=fields["radversion"],
            till="2030-12-31", skal="Annat beslut"))
        self.assertEqual(late.status, 409)
        self.assertIn("Någon annan ändrade samtidigt", late.words)
        self.assertIn("Ses över varje år.", late.words)
        self.assertIn('value="2030-12-31"', late.text)
        page = staff.get(GUIDELINE + "/giltighet")
        self.assertIn("Beslut den 1 mars", page.words)
        self.assertNotIn("<script>alert", page.text)
        self.assertEqual(self.portal.sql("SELECT count(*) FROM event WHERE action = 'validity.changed' AND actor = 'processledare'"), [["1"]])

    def test_a_proposal_has_no_validity(self):
        self.assertEqual(self.client("staff").get(self.portal.routes["proposal"] + "/giltighet").status, 404)

    # ---- place and links ----

    def test_place_and_links(self):
        staff = self.client("staff")
        page = staff.get(DOCUMENTS)
        path = re.search(r'<h3 id="d\d+"><a href="([^"]+)">Överenskommelse om barns', page.text).group(1)
        fields = self.form(staff.get(path), "slag")
        self.assertEqual(fields["slag"], "sub_agreement")
        own = path.rsplit("/", 1)[1]
        self.assertEqual(staff.post(path + "/plats", dict(fields, under=own)).status, 422)
        moved = staff.post(path + "/plats", dict(fields, ordning="9"))
        self.assertEqual((moved.status, moved.location), (303, path))
        self.assertEqual(staff.post(path + "/plats", dict(fields, ordning="3")).status, 409)
        fields = self.form(staff.get(path), "lankslag")
        bad = staff.post(path + "/lank", dict(fields, titel="Skollagen", adress="javascript:alert(1)"))
        self.assertEqual(bad.status, 422)
        self.assertIn("https://", bad.words)
        added = staff.post(path + "/lank", dict(fields, titel=NASTY[:80], adress="https://www.riksdagen.se/", bestammelse="2.2"))
        self.assertEqual(added.status, 303)
        page = self.client().get(path)
        self.assertNotIn("<script>alert", page.text)
        self.assertIn('href="https://www.riksdagen.se/"', page.text)
        self.assertIn("2.2 Elevhälsan", page.words)
        gone = self.form(staff.get(path), "ta-bort")
        self.assertEqual(staff.post(path + "/lank", gone).status, 303)
        self.assertNotIn("riksdagen", self.client().get(path).text)

    # ---- originals ----

    def test_an_original_is_handed_out_as_it_came(self):
        answer = self.client().get(GUIDELINE + "/original")
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "application/pdf"))
        self.assertTrue(answer.body.startswith(b"%PDF-1.4"))
        self.assertIn('attachment; filename="riktlinje-patientsakerhet-inskannad.pdf"', answer.headers["content-disposition"])
        self.assertEqual(answer.headers["x-content-type-options"], "nosniff")
        self.assertEqual(self.client().get(MATTER + "/text/finns-inte/original").status, 404)
        text = self.client().get(OLD + "/original")
        self.assertEqual(text.headers["content-type"], "text/plain; charset=utf-8")

    def test_a_draft_and_its_original_are_for_who_works_with_them(self):
        path = os.path.join(self.portal.dir, "utkast.txt")
        with open(path, "w", encoding="utf-8") as f:
            f.write("1 Syfte\n\nHemlig text. Se avsnitt 9.\n")
        run = self.portal.overens("import-text", "--matter", "halsoavtal-2026", "--document", "Hemlig handling", "--label", "Utkast 7",
                                  "--date", "2026-01-01", "--status", "draft", path)
        self.assertEqual(run.returncode, 0, run.stderr)
        draft = MATTER + "/text/utkast-7"
        for who in (None, "council", "municipality_a"):
            client = self.client(who)
            for part in ("/original", "/begar", "", ".txt"):
                self.assertEqual(client.get(draft + part).status, 404, (who, part))
            self.assertNotIn("Hemlig", client.get(DOCUMENTS).text, who)
            self.assertNotIn("Hemlig", client.get("/tillganglighet").text, who)
        staff = self.client("staff")
        self.assertIn(b"Hemlig text", staff.get(draft + "/original").body)
        page = staff.get(DOCUMENTS)
        document = re.search(r'<a href="([^"]+)">Hemlig handling<', page.text).group(1)
        self.assertIn("Hänvisningar som inte leder någonstans", staff.get(document).words)
        self.assertEqual(self.client().get(document).status, 404)

    def test_the_statement_names_what_fails_and_somebody_asks(self):
        statement = self.client().get("/tillganglighet")
        self.assertIn("Patientsäkerhet 2024", statement.words)
        self.assertIn("Filen har ingen text", statement.words)
        visitor = self.client()
        fields = self.form(visitor.get(GUIDELINE + "/begar"), "meddelande")
        self.assertEqual(visitor.post(GUIDELINE + "/begar", dict(fields, meddelande="Stor text")).status, 422)
        bad = visitor.post(GUIDELINE + "/begar", dict(fields, meddelande="Stor text", epost="ingen adress"))
        self.assertEqual(bad.status, 422)
        self.assertIn("Stor text", bad.text)
        fields = self.form(visitor.get(GUIDELINE + "/begar"), "meddelande")
        asked = visitor.post(GUIDELINE + "/begar", dict(fields, meddelande="Jag behöver stor text " + NASTY, epost="a@example.se"))
        self.assertEqual(asked.status, 303)
        self.assertIn("Begäran är mottagen", visitor.get(asked.location).words)
        self.assertNotIn("a@example.se", visitor.get(asked.location).text)
        staff = self.client("staff")
        self.assertIn("Ta fram en tillgänglig version", staff.get("/").words)
        self.assertNotIn("<script>alert", staff.get("/").text)
        page = staff.get(GUIDELINE + "/begar")
        self.assertIn("a@example.se", page.words)
        self.assertEqual(staff.post(GUIDELINE + "/begar/klart", self.form(page, "begaran")).status, 303)
        self.assertNotIn("Ta fram en tillgänglig version", staff.get("/").words)

    def test_the_end_of_the_agreement_is_to_do(self):
        page = self.client().get(MATTER)
        if "Avtalstid att bevaka" in page.words:  # depends on the day of loading
            self.assertIn("Avtal 2017", self.client("staff").get("/").words)


if __name__ == "__main__":
    unittest.main()
