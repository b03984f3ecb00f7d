# SPDX-License-Identifier: EUPL-1.2
"""Setting up a consultation: from nothing to opened by a second person; who may, what is refused, what nobody sees."""
import datetime
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import testdatabase  # noqa: E402
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401

TODAY = datetime.date.today()
HIDDEN = "Hemlig remissrubrik 7719"
TEXTS = {"titel": "Remiss om tilläggsavtal", "inledning": "Vad det gäller.", "beslutar": "Regionfullmäktige.",
         "svara": "Här i portalen.", "sedan": "Svaren sammanställs.", "kontakt": "Karin Karlsson",
         "epost": "karin@regionen.example", "telefon": "", "dnr": "HSN 2026-00777"}


def working_day(days):
    """A Wednesday at least so many days ahead: never moved but for midsummer's and other eves."""
    day = TODAY + datetime.timedelta(days)
    return (day + datetime.timedelta((2 - day.weekday()) % 7)).isoformat()


class Setup(Pages):
    settings = {"serve__workers": 2, "database__lock_timeout": "5s"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matter = cls.round.rsplit("/remiss", 1)[0]
        cls.other = "/arende/" + next(s for s in ("sydostra-2024", "sjukhusavtal-2024") if s not in cls.matter)

    # ---- helpers ----

    def page(self, address, name="staff", status=200):
        answer = self.client(name).get(address)
        self.assertEqual(answer.status, status, answer.words[:600])
        return answer

    def post(self, address, name="staff", expect=303, **fields):
        client = self.client(name)
        answer = client.post(address, dict({"_token": client.token()}, **fields))
        self.assertEqual(answer.status, expect, "%s: %s" % (address, answer.words[:900]))
        return answer

    def version(self, n=0):
        page = self.page(self.matter + "/remiss/ny")
        return re.findall(r'<option value="(\d+)"', page.text)[n]

    def begin(self, title="Ny remiss i prov", days=150):
        answer = self.post(self.matter + "/remiss/ny", titel=title, version=self.version(), dag=working_day(days))
        return answer.location.split("?")[0]

    def fill(self, setup, **changes):
        form = self.page(setup + "/text").form(setup + "/text")
        return self.post(setup + "/text", **dict(form.fields, **dict(TEXTS, **changes), _token=self.client("staff").token()))

    def row(self, address, name="staff"):
        return self.page(address, name).form(field="radversion").fields["radversion"]

    def prepared(self, title="Klar remiss"):
        setup = self.begin(title)
        self.fill(setup, titel=title)
        self.post(setup + "/mottagare", gor="parter")
        return setup

    def checked(self, title="Klar remiss"):
        setup = self.prepared(title)
        self.post(setup + "/klar", radversion=self.page(setup).form(setup + "/klar").fields["radversion"])
        return setup

    # ---- the whole way ----

    def test_1_from_nothing_to_opened_by_a_second_person(self):
        setup = self.begin("Hela vägen")
        hub = self.page(setup)
        for missing in ("Skriv vad remissen gäller", "Lägg till minst en mottagare"):
            self.assertIn(missing, hub.words)
        self.assertNotIn("Markera som klar", hub.words)
        # what must be there before the round opens is not called optional
        self.assertEqual(self.page(setup + "/text").words.count("(valfritt)"), 1)
        self.fill(setup, titel="Hela vägen")
        # another document, moved first and back, and one of them removed
        page = self.page(setup + "/dokument")
        more = re.findall(r'<option value="(\d+)"', page.text)
        if more:
            self.post(setup + "/dokument", gor="lagg-till", id=more[0])
            page = self.page(setup + "/dokument")
            ids = [f.fields["id"] for f in page.page.forms if "id" in f.fields and f.method == "post"][:2]
            self.post(setup + "/dokument", gor="upp", id=ids[1])
            self.post(setup + "/dokument", gor="lagg-till", id=more[0], expect=422)
            self.post(setup + "/dokument", gor="ta-bort", id=ids[1])
        self.post(setup + "/dokument", gor="ta-bort", id=re.search(r'name="id" value="(\d+)"', self.page(
            setup + "/dokument").text).group(1) if 'name="id" value="' in self.page(setup + "/dokument").text else "1",
            expect=422)
        # recipients: the matter's parties, one less, one as a council
        self.post(setup + "/mottagare", gor="parter")
        page = self.page(setup + "/mottagare")
        members = re.findall(r'name="medlem\[\]" value="(\d+)"', page.text)
        self.assertGreaterEqual(len(members), 49)
        self.post(setup + "/mottagare", gor="ta-bort", **{"medlem[]": members[0]})
        self.post(setup + "/mottagare", gor="rad", **{"medlem[]": members[1]})
        page = self.page(setup + "/mottagare?q=&typ=")
        self.assertIn("%d mottagare" % (len(members) - 1), page.words)
        self.assertIn("1 räknas som råd", page.words)
        # questions: one provision left out, one of each kind added
        page = self.page(setup + "/fragor")
        nodes = re.findall(r'name="bestammelse\[\]" value="(\d+)" checked', page.text)
        body = [("_token", self.client("staff").token()), ("radversion", self.row(setup + "/fragor"))]
        body += [("bestammelse[]", n) for n in nodes[1:]]
        import urllib.parse
        answer = self.client("staff").post(setup + "/fragor", urllib.parse.urlencode(body).encode())
        self.assertEqual(answer.status, 303, answer.words[:400])
        page = self.page(setup + "/fragor")
        self.assertIn("%d av %d bestämmelser" % (len(nodes) - 1, len(nodes)), page.words)
        target = re.search(r'<option value="(\d+-%s)"' % nodes[1], self.page(setup + "/fragor/ny").text).group(1)
        for kind, fields in (("choice", {"rubrik": "Vilken modell?", "val": "Modell A\nModell B", "galler": "hela", "kravs": "ja"}),
                             ("text", {"rubrik": "Övrigt?", "galler": target.split("-")[0]}),
                             ("wording", {"rubrik": "Er lydelse", "galler": target}),
                             ("file", {"rubrik": "Bilaga", "galler": "hela"}),
                             ("grade", {"rubrik": "Avtalet som helhet?", "galler": target.split("-")[0]})):
            self.post(setup + "/fragor/ny", slag=kind, **fields)
        page = self.page(setup + "/fragor")
        self.assertIn("Vilken modell?", page.words)
        question = re.search(r'href="([^"]*/fragor/\d+)"[^>]*>Vilken modell\?', page.text).group(1)
        form = self.page(question).form(question)
        self.assertIn("Modell A\nModell B", form.fields["val"].replace("\r", ""))
        self.post(question, **dict(form.fields, rubrik="Vilken modell väljer ni?", val="A\nB\nC"))
        self.post(question, expect=409, **dict(form.fields, rubrik="För sent"))  # the row that it showed is gone
        # words of its own
        scale = {"ord1": "Ja", "ord2": "Ja, med ändring", "motiv2": "ja", "ord3": "Nej", "motiv3": "ja",
                 "betydelse3": "Skriv varför.", "ord4": "Inga synpunkter", "utanfor4": "ja"}
        self.post(setup + "/skala", gor="egen", titel="Ja och nej", radversion=self.row(setup + "/skala"), **scale)
        self.assertIn("Ja, Ja, med ändring, Nej, Inga synpunkter", self.page(setup).words)
        # a deadline on a Saturday moves by law, and the page says why
        saturday = TODAY + datetime.timedelta(200 + (5 - (TODAY + datetime.timedelta(200)).weekday()) % 7)
        self.post(setup + "/tider", dag=saturday.isoformat(), oppnar="", lag="ja", radversion=self.row(setup + "/tider"))
        page = self.page(setup + "/tider")
        self.assertIn("lag 1930:173", page.words)
        self.assertRegex(page.words, r"som är (lördag|alla helgons dag|midsommardagen)")
        self.assertRegex(page.words, r"t\.o\.m\. (måndag|tisdag) .* kl\. 23\.59")
        # a test answer: the reason rule holds there too
        page = self.page(setup + "/prova")
        needs = re.search(r'value="([^"]+)"> <span>Nej', page.text).group(1)
        self.post(setup + "/prova?fraga=1", svar=needs, kommentar="", lydelse="", expect=422)
        self.post(setup + "/prova?fraga=1", svar=needs, kommentar="Därför. " + NASTY, lydelse="")
        self.assertIn("provad", self.page(setup + "/prova").words)
        # ready; nothing can be changed; the same person cannot open it
        hub = self.page(setup)
        self.assertNotIn("Måste rättas", hub.words)
        self.post(setup + "/klar", radversion=hub.form(setup + "/klar").fields["radversion"])
        self.post(setup + "/mottagare", gor="ta-bort", expect=409, **{"medlem[]": members[2]})
        self.assertIn("Be en kollega", self.page(setup).words)
        self.post(setup + "/oppna", radversion="99", expect=409)
        row = re.search(r'name="radversion" value="(\d+)"', self.page(setup, "staff_2").text).group(1)
        self.post(setup + "/oppna", radversion=row, expect=403)
        opened = self.post(setup + "/oppna", "staff_2", radversion=row)
        page = self.page(opened.location)
        self.assertIn("Hela vägen", page.words)
        number = opened.location.rsplit("/", 1)[1]
        self.assertEqual(self.portal.sql("SELECT state, statutory FROM consultation WHERE id = " + number), [["open", "1"]])
        count = "SELECT count(*) FROM %s WHERE consultation_id = " + number
        self.assertEqual(self.portal.number(count % "draft" + " AND kind = 'test'"), 0)
        self.assertEqual(self.portal.number(count % "invitation" + " AND invited_at IS NOT NULL"), len(members) - 1)
        self.assertGreater(self.portal.number(count % "reminder"), 0)
        # two questions about one provision can be told apart where a file is attached
        places = re.findall(r'<option value="[1-9]\d*"[^>]*>([^<]*)', self.page(opened.location + "/svara/filer", "municipality_a").text)
        self.assertEqual(len(set(places)), len(places), places)
        self.assertEqual([t.endswith(": Er lydelse") for t in places].count(True), 1, places)
        # opened: there is no set-up any more
        self.assertEqual(self.client("staff").get(setup).status, 303)
        self.assert_refused(self.client("staff").get(setup + "/fragor"), 404)
        self.post(setup + "/oppna", "staff_2", radversion=row, expect=409)

    def test_2_nobody_else_sees_a_draft(self):
        setup = self.begin(HIDDEN)
        round_address = setup.rsplit("/", 1)[0]
        number = round_address.rsplit("/", 1)[1]
        for name in (None, "municipality_a", "auditor"):
            client = self.client(name)
            self.assertEqual(client.get(round_address).status, 404, name)
            for page in ("/sammanstallning", "/svar/1489"):
                self.assertIn(client.get(round_address + page).status, (303, 404), (name, page))
            for path in ("/", "/arenden", self.matter, self.matter + "/historik", "/sok?q=Hemlig", "/historik/consultation/" + number):
                answer = client.get(path)
                if name != "auditor" or not path.startswith("/historik"):
                    self.assertNotIn(HIDDEN, answer.text, (name, path))
            # as for a round that there is not
            mine, none = client.get(setup), client.get(setup.replace("/%s/" % number, "/99999/"))
            self.assertEqual(mine.status, none.status, name)
            self.assertNotEqual(mine.status, 200, name)
        self.assertIn(HIDDEN, self.page(self.matter).words)
        self.assertIn(HIDDEN, self.page("/").words)
        foreign = self.client("staff").get(setup.replace(self.matter, self.other))
        self.assertIn(foreign.status, (403, 404))

    def test_3_bad_input_is_told_and_given_back(self):
        new = self.matter + "/remiss/ny"
        for fields, says in (({"titel": "", "version": self.version(), "dag": working_day(90)}, "Rubriken"),
                             ({"titel": "X", "version": "", "dag": working_day(90)}, "Dokumentet"),
                             ({"titel": "X", "version": "999999", "dag": working_day(90)}, "publicerad version"),
                             ({"titel": "X", "version": self.version(), "dag": "2020-01-01"}, "passerat"),
                             ({"titel": NASTY, "version": self.version(), "dag": "i morgon"}, "datum")):
            answer = self.post(new, expect=422, **fields)
            self.assertIn(says, answer.words)
            self.assertNotIn("<script>alert", answer.text)
        setup = self.begin("Prov av fel")
        for address, fields, status in (
                ("/text", dict(TEXTS, titel="", radversion="1"), 422),
                ("/text", dict(TEXTS, epost="ingen adress", radversion="2"), 422),
                ("/text", dict(TEXTS, inledning="x" * 5001, radversion="2"), 422),
                ("/tider", {"dag": "2020-01-01", "radversion": "1"}, 422),
                ("/tider", {"dag": working_day(90), "oppnar": "2020-01-01", "radversion": "1"}, 422),
                ("/tider", {"dag": working_day(90), "oppnar": working_day(120), "radversion": "1"}, 422),
                ("/dokument", {"gor": "lagg-till", "id": "99999"}, 422),
                ("/dokument", {"gor": "hittepa", "id": "1"}, 422),
                ("/mottagare", {"gor": "grupp", "grupp": "99999"}, 404),
                ("/fragor/ny", {"slag": "text", "galler": "hela", "rubrik": ""}, 422),
                ("/fragor/ny", {"slag": "choice", "galler": "hela", "rubrik": "?", "val": "bara ett"}, 422),
                ("/fragor/ny", {"slag": "choice", "galler": "hela", "rubrik": "?", "val": "A\nA"}, 422),
                ("/fragor/ny", {"slag": "choice", "galler": "hela", "rubrik": "?", "val": "\n".join("ABCDEFGHI")}, 422),
                ("/fragor/ny", {"slag": "wording", "galler": "hela", "rubrik": "?"}, 422),
                ("/fragor/ny", {"slag": "text", "galler": "77-88", "rubrik": "?"}, 422),
                ("/fragor/ny", {"slag": "hittepa", "galler": "hela", "rubrik": "?"}, 422),
                ("/skala", {"gor": "ta", "skala": "99999"}, 422),
                ("/skala", {"gor": "egen", "titel": "En", "ord1": "Ja"}, 422),
                ("/skala", {"gor": "egen", "titel": "Två", "ord1": "Ja", "ord2": "Ja"}, 422),
                ("/skala", {"gor": "egen", "titel": "Två", "ord1": "Ja", "ord2": "Nej", "utanfor2": "ja"}, 422),
                ("/prova?fraga=1", {"svar": "finns-inte"}, 422),
                ("/klar", {"radversion": "1"}, 422)):
            answer = self.post(setup + address, expect=status, **fields)
            self.assertNotIn("500", answer.words[:200])
        self.assert_refused(self.client("staff").get(setup + "/fragor/99999"), 404)
        self.assert_refused(self.client("staff").get(setup + "/prova?fraga=99999"), 404)
        answer = self.post(setup + "/text", expect=422, **dict(TEXTS, titel="", inledning="Det jag skrev", radversion="1"))
        self.assertIn("Det jag skrev", answer.text)

    def test_4_two_people_at_once(self):
        setup = self.begin("Två skriver")
        form = self.page(setup + "/text").form(setup + "/text").fields
        self.post(setup + "/text", "staff_2", **dict(form, _token=self.client("staff_2").token(), dnr="HSN 1"))
        answer = self.post(setup + "/text", expect=409, **dict(form, dnr="HSN 2", inledning="Mitt arbete"))
        for kept in ("Mitt arbete", "HSN 1", "HSN 2"):
            self.assertIn(kept, answer.text)
        again = answer.form(setup + "/text").fields
        self.post(setup + "/text", **dict(again, dnr="HSN 3"))  # the page gave the row that holds now
        # times are another part: nobody is disturbed by a change of the texts
        self.post(setup + "/tider", dag=working_day(140), radversion="1")
        self.post(setup + "/tider", dag=working_day(141), radversion="1", expect=409)

    def test_5_back_again_and_thrown_away(self):
        setup = self.checked("Åter")
        self.assertIn("Åter", self.page("/", "staff_2").words)
        self.post(setup + "/tillbaka", "staff_2")
        self.assertIn("går att ändra igen", self.page(setup + "?klart=tillbaka").words)
        self.assert_refused(self.post(setup + "/tillbaka", expect=409), 409)
        self.post(setup, radversion="1", expect=409)
        row = re.search(r'name="radversion" value="(\d+)"', self.page(setup).text).group(1)
        self.post(setup, radversion=row)
        self.assert_refused(self.client("staff").get(setup), 404)

    def test_6_what_is_open_cannot_be_asked_anew(self):
        setup = self.checked("Fryst")
        row = re.search(r'name="radversion" value="(\d+)"', self.page(setup, "staff_2").text).group(1)
        number = self.post(setup + "/oppna", "staff_2", radversion=row).location.rsplit("/", 1)[1]
        for statement in ("UPDATE question SET title = 'annat' WHERE consultation_id = %s",
                          "DELETE FROM question WHERE consultation_id = %s",
                          "DELETE FROM consultation_document WHERE consultation_id = %s",
                          "UPDATE consultation SET state = 'draft' WHERE id = %s",
                          "UPDATE grade SET label = 'annat' WHERE scale_id = (SELECT scale_id FROM consultation WHERE id = %s)"):
            with self.portal.database(write=True) as db, self.assertRaises(testdatabase.DatabaseError, msg=statement):
                db.execute(statement % number)

    def test_7_a_plain_visitor_and_a_municipality_cannot_write(self):
        setup = self.begin("Rättigheter")
        for address in ("/klar", "/oppna", "/tillbaka", "/text", "", "/mottagare", "/fragor", "/skala", "/tider"):
            client = self.client("municipality_a")
            answer = client.post(setup + address, {"_token": client.token(), "radversion": "1"})
            self.assertIn(answer.status, (403, 404), address)
        self.assertEqual(self.client("municipality_a").get(self.matter + "/remiss/ny").status, 403)
        self.assertEqual(self.client().get(self.matter + "/remiss/ny").status, 303)


if __name__ == "__main__":
    unittest.main()
