# SPDX-License-Identifier: EUPL-1.2
"""Answers that are only a file, and what staff place of them; answers on paper and by mail that staff type in."""
import datetime
import io
import os
import re
import sys
import unittest
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import Pages, tearDownModule  # noqa: E402,F401
from test_files import multipart  # noqa: E402

LETTER = "Yttrande från nämnden\n\nNämnden avstyrker förslaget om jour.\n\nNämnden vill ha en tidsgräns på fem dagar.\n"


class Work(Pages):
    settings = {"serve__workers": 2, "database__lock_timeout": "5s"}

    def post(self, path, name="staff", **fields):
        client = self.client(name)
        return client.post(path, dict({"_token": client.token()}, **fields))

    def attach(self, path, name, text, **fields):
        client = self.client(name)
        body = multipart(dict({"_token": client.token()}, **fields), [("brev.txt", text.encode())])
        return client.request("POST", path, body, {"Content-Type": "multipart/form-data; boundary=gr"})

    def figures(self):
        return self.portal.sql("SELECT class, timing, sum(n) FROM tally WHERE consultation_id = 2 GROUP BY 1, 2 ORDER BY 1, 2")

    def verify(self):
        done = self.portal.overens("verify")
        self.assertEqual(done.returncode, 0, done.stdout)

    def begin(self, part="-", clock=None, day=None, **fields):
        at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=5)  # an hour and more ago in Stockholm
        fields = dict({"part": part, "namn": "", "slag": "uninvited", "kalla": "paper", "dag": day or at.strftime("%Y-%m-%d"),
                       "tid": clock or at.strftime("%H.%M"), "varfor": "Ankomststämplat i receptionen", "rattslage": "officer"}, **fields)
        return self.post(self.round + "/registrera", **fields)

    def register(self, draft):
        sent = self.post(draft + "/skicka")
        self.assertEqual(sent.status, 303, sent.words[:400])
        return sent.location.rsplit("/", 1)[1]


class Placing(Work):
    def only_a_file(self):
        """A municipality that has not answered sends nothing but a letter."""
        code = self.portal.sql("SELECT o.code FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                               "WHERE i.consultation_id = 2 AND i.status = 'not_opened' ORDER BY o.code LIMIT 1")[0][0]
        draft = self.begin(part=code).location
        self.assertEqual(self.attach(draft + "/filer", "staff", LETTER, anvandning="original").status, 303)
        return code, self.register(draft)

    def test_1_it_is_accepted_queued_and_placed_but_never_counted(self):
        before = self.figures()
        code, number = self.only_a_file()
        self.assertEqual(self.figures(), before)
        queue = self.client("staff").get(self.round + "/placera")
        self.assertIn("Svar endast i bilaga", queue.words)
        self.assertIn(number, queue.words)
        page = self.client("staff").get("%s/placera/%s" % (self.round, number))
        self.assertIn("Nämnden vill ha en tidsgräns på fem dagar.", page.words)
        piece = re.search(r'name="stycke\[\]" value="([0-9.]+)"[^>]*> <span>Nämnden vill ha', page.text).group(1)
        address = "%s/placera/%s" % (self.round, number)
        empty = self.post(address, gor="placera", fraga="3")
        self.assertEqual(empty.status, 422)
        self.assertIn("Markera minst ett stycke", empty.words)
        kept = self.post(address, gor="placera", **{"stycke[]": piece}, fraga="")
        self.assertEqual(kept.status, 422)
        self.assertIn('value="%s" checked' % piece, kept.text)
        for _ in (1, 2):  # a double click
            self.assertEqual(self.post(address, gor="placera", **{"stycke[]": piece}, fraga="3").status, 303)
        self.assertEqual(self.portal.number("SELECT count(*) FROM placement"), 1)
        placed = self.client("staff").get(address)
        self.assertIn("Placerat av", placed.words)
        self.assertEqual(self.figures(), before)
        self.assertEqual(self.post(address, gor="klar").status, 303)
        self.assertIn("Genomgånget", self.client("staff").get(self.round + "/placera").words)
        self.verify()
        type(self).number, type(self).code = number, code

    def test_2_a_piece_is_taken_away_by_a_later_row(self):
        address = "%s/placera/%s" % (self.round, self.number)
        one = self.portal.number("SELECT id FROM placement")
        self.assertEqual(self.post(address, gor="ta-bort", placering=str(one)).status, 303)
        self.assertEqual(self.portal.number("SELECT count(*) FROM placement"), 1)
        self.assertIn("Inget är placerat än", self.client("staff").get(address).words)
        self.assert_refused(self.post(address, gor="ta-bort", placering=str(one)), 404)

    def test_3_only_those_who_run_the_round_place(self):
        for path in ("/placera", "/placera/" + self.number, "/registrera"):
            for name in ("municipality_a", "auditor"):
                self.assert_refused(self.client(name).get(self.round + path), 403)
            self.assertEqual(self.client().get(self.round + path).status, 303)


class Entering(Work):
    def test_1_what_is_wrong_is_said_and_given_back(self):
        tomorrow = (datetime.date.today() + datetime.timedelta(2)).strftime("%Y-%m-%d")
        for fields, says in (({"part": ""}, "Välj vem som har svarat"), ({"namn": ""}, "Skriv vem som har svarat"),
                             ({"namn": "Föreningen", "day": tomorrow}, "efter nu"), ({"namn": "F", "clock": "25.00"}, "14.30"),
                             ({"namn": "F", "varfor": ""}, "hur du vet"), ({"namn": "F", "day": "2001-01-01"}, "öppnade"),
                             ({"namn": "F", "epost": "fel"}, "namn@exempel.se")):
            answer = self.begin(**fields)
            self.assertEqual(answer.status, 422, fields)
            self.assertIn(says, answer.words, fields)

    def test_2_a_party_by_paper_with_its_own_arrival(self):
        """In time by the day it came; counted as the party's; the party is asked, and says that it is wrong."""
        code = self.portal.sql("SELECT o.code FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                               "WHERE i.consultation_id = 2 AND o.code = '1490'")[0][0]
        older = self.begin(part=code, day=(datetime.date.today() - datetime.timedelta(20)).strftime("%Y-%m-%d"))
        self.assertEqual(older.status, 422, "a paper from before the party's own answer replaces it")
        draft = self.begin(part=code).location
        self.assert_refused(self.client("municipality_b").get(draft), 403)
        page = self.client("staff").get(draft)
        form = page.form(field="betyg-1")
        saved = self.client("staff").post(draft, dict(form.fields, **{"betyg-1": "reject", "kommentar-1": "För dyrt.",
                                                                      "betyg-2": "support"}))
        self.assertEqual(saved.status, 303, saved.words[:400])
        again = self.client("staff").post(draft, dict(form.fields, **{"betyg-1": "support", "kommentar-1": "Andra ord"}))
        self.assertEqual(again.status, 409)
        self.assertIn("Andra ord", again.text)
        number = self.register(draft)
        self.assertEqual(self.portal.sql("SELECT source, timing, class, answers FROM response WHERE number = '%s'" % number),
                         [["paper", "in_time", "official", "2"]])
        self.verify()
        check = "%s/registrera/svar/%s" % (self.round, number)
        self.assertEqual(self.client("municipality_a").get(check).status, 404)
        asked = self.client("municipality_b").get(check)
        self.assertIn("För dyrt.", asked.words)
        self.assertEqual(self.post(check, "municipality_b", gor="fel", text="").status, 422)
        self.assertEqual(self.post(check, "municipality_b", gor="fel", text="Vi skrev billigt.").status, 303)
        self.assertEqual(self.post(check, "municipality_b", gor="stammer").status, 303)  # answered already: shown as it is
        staff = self.client("staff").get(self.round + "/registrera")
        self.assertIn("Fel enligt avsändaren", staff.words)
        self.assertIn("Vi skrev billigt.", staff.words)
        type(self).wrong = number

    def test_3_a_correction_begins_with_what_was_typed_in(self):
        draft = self.begin(ersatter=self.wrong, varfor="Rättad efter avsändarens besked").location
        form = self.client("staff").get(draft).form(field="betyg-1")
        self.assertIn("För dyrt.", self.client("staff").get(draft).text)
        self.client("staff").post(draft, dict(form.fields, **{"kommentar-1": "Billigt."}))
        number = self.register(draft)
        self.assertEqual(self.portal.number("SELECT count(*) FROM response r JOIN response f ON f.id = r.replaces_id "
                                            "WHERE r.number = '%s' AND f.number = '%s'" % (number, self.wrong)), 1)
        self.verify()

    def test_4_outsiders_stand_by_themselves(self):
        official = [row for row in self.figures() if row[0] == "official"]
        draft = self.begin(namn="Pensionärsföreningen Solrosen", epost="solrosen@exempel.example", kalla="email").location
        form = self.client("staff").get(draft).form(field="betyg-1")
        self.client("staff").post(draft, dict(form.fields, **{"betyg-1": "support"}))
        number = self.register(draft)
        private = self.begin(namn="Enskild Person", slag="private").location
        self.attach(private + "/filer", "staff", "Jag tycker om förslaget.\n", anvandning="original")
        mine = self.register(private)
        self.assertEqual([row for row in self.figures() if row[0] == "official"], official)
        self.assertEqual([row for row in self.figures() if row[0] == "uninvited"], [["uninvited", "in_time", "1"]])
        listed = self.client("staff").get(self.round + "/svar").words
        self.assertIn("Pensionärsföreningen Solrosen", listed)
        file = self.portal.sql("SELECT f.file_id FROM response_file f JOIN response r ON r.id = f.response_id "
                               "WHERE r.number = '%s'" % mine)[0][0]
        path = "%s/svar/%s/fil/%s" % (self.round, mine, file)
        self.assertEqual(self.client("staff").request("GET", path, safe=False).status, 200)
        self.assertEqual(self.client("municipality_a").get(path).status, 404)
        self.assertEqual(self.client("municipality_a").get("/kvittens/%s.txt" % mine).status, 404)
        self.verify()
        type(self).outsider = number

    def test_5_the_link_in_the_mail_is_answered_once_without_an_account(self):
        body = self.portal.sql("SELECT body FROM mail WHERE kind = 'response.entered' AND to_address LIKE 'solrosen%'")[0][0]
        path = re.search(r"/arende/[\w/-]+/registrera/lank/([\w-]{43})", body, re.ASCII).group()
        visitor = self.client()
        page = visitor.get(path)
        self.assertEqual(page.status, 200, page.words[:300])
        self.assertIn("Tillstyrker", page.words)
        form = page.form(field="_token")
        self.assertEqual(visitor.post(path, dict(form.fields, gor="stammer")).status, 303)
        self.assertIn("Bekräftat av avsändaren", self.client().get(path).words)
        state = "SELECT state FROM entry_check k JOIN response r ON r.id = k.response_id WHERE r.number = '%s'" % self.outsider
        self.assertEqual(self.portal.sql(state), [["confirmed"]])
        self.assert_refused(self.client().get(path[:-4] + "AAAA"), 404)

    def test_6_empty_ones_are_not_sent_and_can_be_thrown_away(self):
        draft = self.begin(namn="Tom").location
        self.assertEqual(self.post(draft + "/skicka").status, 422)
        self.assertEqual(self.post(draft + "/kasta").status, 303)
        self.assertEqual(self.client("staff").get(draft).status, 404)



class Published(Work):
    """After the others: the clock is turned to when the round has closed."""

    def test_what_is_published_names_nobody_from_outside(self):
        """Nor does it say when they wrote, or what their files are called: in none of the files either."""
        closes = self.portal.number("SELECT closes_at FROM consultation WHERE id = 2") // 1000000
        self.portal.set_clock(datetime.datetime.fromtimestamp(closes, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000000Z"))
        staff, top = self.portal.client("staff"), self.round + "/sammanstallning"
        sent = staff.post(top + "/publicera", {"_token": staff.token(), "gor": "publicera", "omfattning": "answers", "bilagor": "ja", "last": "ja"})
        self.assertEqual(sent.status, 303, sent.words[:400])
        pages = ["", "/parter", "/p/1", "/p/1?klass=all", "/karta?visa=text", ".csv?klass=all&sena=1", ".json?klass=all&sena=1"]
        files = [".xlsx?klass=all", ".docx", ".docx?klass=private", ".docx?klass=all", ".odt", ".odt?klass=private"]
        for client in (self.portal.client("municipality_a"), self.client()):
            for path in pages + files:
                answer = client.request("GET", top + path, safe=False)
                self.assertEqual(answer.status, 200, path)
                self.assertNotRegex(self.text_of(answer.body), "Enskild|Solrosen|brev\\.txt", path)
        told = self.text_of(self.client().request("GET", top + ".docx", safe=False).body)
        self.assertIn("Utanför registret", told)
        self.assertIn("Svaret är inte publicerat", told)
        self.assertIn("Enskild Person", self.text_of(staff.request("GET", top + ".docx", safe=False).body))

    @staticmethod
    def text_of(body):
        if not body.startswith(b"PK"):
            return body.decode()
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))


if __name__ == "__main__":
    unittest.main()
