# SPDX-License-Identifier: EUPL-1.2
"""What the answers of a round say: the same figures on the page and in every file, for the same choices; what is published
and what is not; figures of a past instant."""
import contextlib
import csv
import datetime
import io
import json
import os
import re
import sqlite3
import sys
import unittest
import xml.etree.ElementTree as ET
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal import Client, Portal  # noqa: E402

SECRET = "811218-9876"  # a person's number by date and check digit; nobody has it
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def iso(micros):
    at = datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(microseconds=micros)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def rows_of_csv(body):
    """The rows of a CSV by their headings; the file begins with a byte order mark and has ';'."""
    if not body.startswith(b"\xef\xbb\xbf"):
        raise AssertionError("no byte order mark")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheets_of(body):
    """{sheet: [[cell, …], …]} of a workbook, read without any library for it."""
    book = zipfile.ZipFile(io.BytesIO(body))
    names = [s.get("name") for s in ET.fromstring(book.read("xl/workbook.xml")).iter(SHEET + "sheet")]
    found = {}
    for n, name in enumerate(names, 1):
        root = ET.fromstring(book.read("xl/worksheets/sheet%d.xml" % n))
        if root.find(".//%sf" % SHEET) is not None:
            raise AssertionError("a formula in the sheet " + name)
        found[name] = []
        for row in root.iter(SHEET + "row"):
            cells = {}
            for cell in row.iter(SHEET + "c"):
                column = 0
                for letter in re.match("[A-Z]+", cell.get("r")).group():
                    column = column * 26 + ord(letter) - 64
                cells[column - 1] = "".join(cell.itertext())
            found[name].append([cells.get(i, "") for i in range(max(cells, default=-1) + 1)])
    return found


class Compilation(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(serve__workers=2)
        cls.addClassCleanup(cls.portal.stop)
        cls.send = cls.portal.routes["send"]
        cls.open = cls.send.rsplit("/skicka", 1)[0]
        cls.open_id = int(cls.open.rsplit("/", 1)[1])
        cls.staff, cls.visitor = cls.portal.client("staff"), Client(cls.portal)

    def answer(self, client, n, grade, comment):
        path = "%s/svara/%d" % (self.open, n)
        form = client.get(path).form(field="radversion")
        answer = client.post(path, dict(form.fields, betyg=grade, kommentar=comment, gor="stanna"))
        self.assertEqual(answer.status, 303, answer.words[:300])

    def submit(self, client):
        form = client.get(self.send).form(self.send)
        answer = client.post(self.send, dict(form.fields, rattslage="officer"))
        self.assertEqual(answer.status, 303, answer.words[:600])
        return answer.location

    def page_figures(self, query=""):
        """[[counts of the grades, positions, ungraded, unanswered, comments]] of the page's first table."""
        page = self.staff.get(self.open + "/sammanstallning" + query)
        self.assertEqual(page.status, 200)
        body = page.text.split("<tbody>")[1].split("</tbody>")[0]
        return [[int(x) for x in re.findall(r"<td[^>]*>(\d+)</td>", row)] for row in body.split("</tr>") if "<th" in row]

    def file_figures(self, query=""):
        """The same from CSV, workbook and JSON; they must agree."""
        top = self.open + "/sammanstallning"
        table = rows_of_csv(self.staff.get(top + ".csv" + (query + "&" if query else "?") + "tabell=siffror").body)
        columns = ["antal%d" % i for i in range(1, 6)] + ["tagit_ställning", "utan_ställningstagande", "inte_besvarat", "kommentarer"]
        figures = [[int(row[c]) for c in columns] for row in table if row["frågetyp"] == "ställningstagande"]
        sheet = sheets_of(self.staff.get(top + ".xlsx" + query).body)["Siffror"]
        places = [sheet[0].index(c) for c in columns]
        self.assertEqual([[int(row[p]) for p in places] for row in sheet[1:] if "ställningstagande" in row], figures)
        data = json.loads(self.staff.get(top + ".json" + query).text)
        told = [list(q["grades"].values()) + [q["positions"], q["ungraded"], q["unanswered"], q["comments"]]
                for q in data["figures"]["questions"] if q["kind"] == "grade"]
        self.assertEqual(told, figures)
        return figures, data["figures"]

    def test_1_page_and_files_say_the_same(self):
        group = self.portal.sql("SELECT g.id FROM party_group g JOIN organisation o ON o.id = g.organisation_id JOIN matter m "
                                "ON m.organisation_id = o.id WHERE m.slug = 'halsoavtal-2026' ORDER BY g.id LIMIT 1")
        queries = ["", "?klass=council", "?klass=all&sena=1", "?typ=municipality", "?beslut=decided"]
        queries += ["?grupp=" + group[0][0]] if group else []
        seen = set()
        for query in queries:
            with self.subTest(query):
                files, told = self.file_figures(query)
                if told["answered"]:
                    self.assertEqual(self.page_figures(query), files)
                for row in files:  # every party is somewhere in every row
                    self.assertEqual(sum(row[:5]) + row[6] + row[7], told["population"])
                seen.add(json.dumps(files))
        self.assertGreater(len(seen), 1)

    def test_2_every_party_with_every_question(self):
        counts = ("SELECT (SELECT count(*) FROM invitation WHERE consultation_id = %d AND invited_at IS NOT NULL), "
                  "(SELECT count(*) FROM question WHERE consultation_id = %d)" % (self.open_id, self.open_id))
        parties, questions = (int(x) for x in self.portal.sql(counts)[0])
        top, query = self.open + "/sammanstallning", "?klass=all&sena=1"
        table = rows_of_csv(self.staff.get(top + ".csv" + query).body)
        self.assertEqual(len(table), parties * questions)
        self.assertEqual({row["av_rader"] for row in table}, {str(len(table))})
        self.assertEqual([int(row["rad"]) for row in table], list(range(1, len(table) + 1)))
        silent = {row["part_kod"] for row in table if row["svarsläge"] == "har inte svarat"}
        self.assertTrue(silent)
        said = self.portal.number("SELECT count(*) FROM counted k JOIN response_answer a ON a.response_id = k.response_id "
                                  "WHERE k.consultation_id = %d" % self.open_id)
        self.assertEqual(sum(row["besvarad"] == "ja" for row in table), said)
        words = self.portal.number("SELECT count(*) FROM counted k JOIN response_answer a ON a.response_id = k.response_id "
                                   "WHERE k.consultation_id = %d AND a.comment <> ''" % self.open_id)
        self.assertEqual(sum(row["kommentar"] != "" for row in table), words)
        sheets = sheets_of(self.staff.get(top + ".xlsx" + query).body)
        self.assertEqual(len(sheets["Svar"]) - 1, len(table))
        self.assertEqual(len(sheets["Parter"]) - 1, parties)
        self.assertEqual(len(sheets["Parter"][0]), 17 + questions)
        about = dict(row[:2] for row in sheets["Om"][1:])
        self.assertEqual((about["rader med svar"], about["rader med parter"]), (str(len(table)), str(parties)))
        # in a workbook a time is a number that can be sorted: days since 1899-12-30, on the clock in Stockholm
        column = sheets["Svar"][0].index("mottaget")
        times = {row["part_kod"]: row["mottaget"] for row in table if row["mottaget"]}
        self.assertTrue(times)
        for row in sheets["Parter"][1:]:
            if row[0] in times:
                at = datetime.datetime.fromisoformat(times[row[0]].replace("Z", "+00:00"))
                hours = {True: [2], False: [1]}[3 < at.month < 10] if at.month not in (3, 10) else [1, 2]
                utc = (at.replace(tzinfo=None) - datetime.datetime(1899, 12, 30)).total_seconds() / 3600
                self.assertIn(round(float(row[column - 2]) * 24 - utc, 3), hours)
        self.assertEqual({row["organisationstyp"] for row in table}, {"Kommun"})
        data = json.loads(self.staff.get(top + ".json" + query).text)["tables"]["Svar"]
        self.assertEqual((data["row_count"], len(data["rows"])), (len(table), len(table)))
        # the matrix has them all too
        page = self.staff.get(top + "/parter" + query).text
        self.assertEqual(page.split("<tbody>")[1].count('<th scope="row">'), parties)

    def test_3_nobody_else_sees_an_open_round(self):
        b = self.portal.client("municipality_b")
        for who in (b, self.visitor):
            for page in ("", "/parter", "/karta", "/p/1", "/lika", ".csv", ".json", ".xlsx"):
                with self.subTest(page):
                    self.assertEqual(who.get(self.open + "/sammanstallning" + page).status, 403)
            self.assertEqual(who.get(self.open + "/sammanstallning/svar/1489").status, 404)
        self.assertEqual(b.get(self.open + "/sammanstallning/publicera").status, 403)
        early = self.staff.post(self.open + "/sammanstallning/publicera",
                                {"_token": self.staff.token(), "gor": "publicera", "omfattning": "figures"})
        self.assertEqual(early.status, 422)

    def write(self, statement):
        with contextlib.closing(sqlite3.connect(self.portal.db, timeout=20)) as db, db:
            db.execute(statement)

    def codes(self, query):
        """Who stands with an answer in the list of answers, and what it says of each."""
        table = rows_of_csv(self.staff.get(self.open + "/sammanstallning.csv" + query).body)
        return {row["part_kod"]: row for row in table if row["svarsnummer"]}

    def test_3b_status_as_it_is_now_and_which_text_was_answered(self):
        a = self.portal.client("municipality_a")
        form = a.get(self.send).form(self.send)
        self.assertEqual(a.post(self.send, dict(form.fields, rattslage="preliminary")).status, 303)
        self.assertIn("1489", self.codes("?beslut=preliminary"))
        path = self.open + "/beslut"
        form = next(f for f in a.get(path).page.forms if ("gor", "registrera") in f.buttons)
        decided = a.post(path, dict(form.fields, gor="registrera", galler="svar", utfall="as_is", organ="Socialnämnden",
                                    beslutsdag="2026-01-15", paragraf="§ 7"))
        self.assertEqual(decided.status, 303, decided.words[:400])
        # decided after it was sent: it is among the decided ones, and the file tells both
        self.assertNotIn("1489", self.codes("?beslut=preliminary"))
        row = self.codes("?beslut=board_decided")["1489"]
        self.assertEqual(row["beslutsläge_när_svaret_skickades"], self.codes("")["1489"]["beslutsläge_när_svaret_skickades"])
        self.assertIn("Preliminärt", row["beslutsläge_när_svaret_skickades"])
        self.assertIn("nämnd", row["beslutsläge_nu"])
        sheet = sheets_of(self.staff.get(self.open + "/sammanstallning.xlsx?beslut=board_decided").body)["Svar"]
        self.assertTrue({"beslutsläge_när_svaret_skickades", "beslutsläge_nu"} <= set(sheet[0]))
        # a corrected text: who has answered since, and who has not
        self.assertNotIn('name="lydelse"', self.staff.get(self.open + "/sammanstallning").text)
        everybody = self.codes("")
        self.write("INSERT INTO correction (consultation_id, document_id, old_version_id, new_version_id, why, made_at) "
                   "SELECT %d, k.id, k.version_id, k.version_id, 'Rättat', (SELECT max(committed) FROM response) + 1 "
                   "FROM consultation_document k WHERE k.consultation_id = %d LIMIT 1" % (self.open_id, self.open_id))
        self.submit(a)
        self.assertEqual(set(self.codes("?lydelse=gallande")), {"1489"})
        self.assertEqual(set(self.codes("?lydelse=tidigare")), set(everybody) - {"1489"})
        page = self.staff.get(self.open + "/sammanstallning?lydelse=tidigare")
        self.assertIn('value="tidigare" selected', page.text)
        files, told = self.file_figures("?lydelse=tidigare")
        self.assertEqual(told["answered"], len(everybody) - 1)
        self.assertEqual(self.page_figures("?lydelse=tidigare"), files)

    def test_4_replaced_masked_published_and_taken_back(self):
        a = self.portal.client("municipality_a")
        self.answer(a, 1, "reject", "=HYPERLINK(1) ring %s eller Sven Hemligsson." % SECRET)
        self.submit(a)
        before = self.portal.number("SELECT max(committed) FROM response")
        first = self.page_figures("?vid=" + iso(before))
        self.answer(a, 2, "support", "")
        self.submit(a)
        # As it stood then, from responses that have been replaced since: page and files.
        self.assertEqual(self.page_figures("?vid=" + iso(before)), first)
        self.assertEqual(self.file_figures("?vid=" + iso(before))[0], first)
        table = rows_of_csv(self.staff.get(self.open + "/sammanstallning.csv").body)
        text = next(row["kommentar"] for row in table if SECRET in row["kommentar"])
        self.assertTrue(text.startswith("'="), text)  # no formula

        self.portal.set_clock(iso(self.portal.number("SELECT closes_at FROM consultation WHERE id = %d" % self.open_id)))
        staff = self.portal.client("staff")
        publish = self.open + "/sammanstallning/publicera"

        def act(status=303, **fields):
            answer = staff.post(publish, dict(fields, _token=staff.token()))
            self.assertEqual(answer.status, status, answer.words[:400])
            return answer

        found = staff.get(publish)
        self.assertIn(SECRET, found.words)
        self.assertIn("personnummer", found.words)
        finding = re.search(r'name="fynd" value="([^"]+)"', found.text).group(1)
        refused = act(422, gor="publicera", omfattning="answers", last="ja")
        self.assertIn("personnummer kvar", refused.words)
        act(gor="maska", fynd=finding, skal="Personnummer")
        act(gor="maska-ord", ord="Sven Hemligsson", skal="Namn")
        act(422, gor="publicera", omfattning="answers")  # nobody says that the texts have been read
        top = self.open + "/sammanstallning"
        act(gor="publicera", omfattning="figures")
        self.assertRegex(staff.get(publish).text, 'value="figures" checked')
        visitor = Client(self.portal)
        self.assertEqual(visitor.get(top).status, 200)
        for page in ("/parter", "/lika", "/svar/1489"):
            self.assertIn(visitor.get(top + page).status, (403, 404))
        self.assertNotIn("HYPERLINK", visitor.get(top + ".csv").text + visitor.get(top + "/p/1").text)
        # Few in a group would tell who said what: the choice is passed over.
        self.assertEqual(visitor.get(top + ".json?beslut=officer").text.split('"tables"')[0],
                         visitor.get(top + ".json").text.split('"tables"')[0])
        act(gor="publicera", omfattning="answers", last="ja")
        node = self.portal.sql("SELECT node_id FROM question WHERE consultation_id = %d AND n = 1" % self.open_id)[0][0]
        pages = ["", "/parter", "/p/1", "/lika", "/karta?visa=text", "/svar/1489", ".csv", ".json", ".csv?klass=all&sena=1"]
        for path in [top + p for p in pages] + [self.open.split("/remiss")[0] + "/p/" + node, "/sok?q=HYPERLINK", "/sok?q=Hemligsson"]:
            got = visitor.get(path)
            self.assertEqual(got.status, 200, path)
            self.assertNotIn(SECRET, got.text, path)
            self.assertNotIn("Sven Hemligsson", got.text.replace("q=Hemligsson", ""), path)
        self.assertIn("[maskat]", visitor.get(top + "/p/1").words)
        sheets = sheets_of(visitor.get(top + ".xlsx").body)
        self.assertNotIn(SECRET, json.dumps(sheets))
        self.assertIn(SECRET, staff.get(top + "/p/1").words)  # the original is there for those who may
        self.assertIn(SECRET, self.portal.client("municipality_a").get(self.open + "/svar/1489").words)
        # "Räkna om" tells what has changed since.
        self.assertIn("desamma som när de publicerades", staff.get(publish).words)
        # "Publicera på nytt" begins with what was published last, not with less
        again = staff.get(publish).text
        self.assertRegex(again, 'value="answers" checked')
        self.assertNotRegex(again, 'value="figures" checked|name="bilagor" value="ja" checked')
        act(gor="publicera", omfattning="answers", bilagor="ja", last="ja")
        self.assertRegex(staff.get(publish).text, 'name="bilagor" value="ja" checked')
        self.assertRegex(act(422, gor="publicera", omfattning="answers").text, 'value="answers" checked')
        act(422, gor="ta-tillbaka")
        act(gor="ta-tillbaka", skal="Fel text")
        self.assertEqual(Client(self.portal).get(top).status, 403)
        self.assertEqual(self.portal.overens("verify").returncode, 0)

    def test_5_a_late_answer_is_counted_with_a_reason(self):
        code = self.portal.sql("SELECT o.code FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                               "WHERE i.consultation_id = %d AND i.status = 'working' LIMIT 1" % self.open_id)[0][0]
        self.portal.overens("user", "add", "sen", "--name", "Sena Svaret", "--org", code, "--role", "authorised_sender",
                            stdin=b"ett langt losenord\n")
        self.portal.users["late"] = ["sen", "ett langt losenord"]
        self.submit(self.portal.client("late"))
        staff, top = self.portal.client("staff"), self.open + "/sammanstallning"
        answered = json.loads(staff.get(top + ".json").text)["figures"]
        self.assertEqual(answered["late_left_out"], 1)
        self.assertIn("Sena svar som inte är medräknade: ", staff.get(top).words)
        path = "%s/svar/%s/rakna" % (self.open, code)
        self.portal.set_clock(iso(self.portal.number("SELECT max(committed) FROM response") + 1000000))
        self.assertEqual(staff.post(path, {"_token": staff.token(), "rakna": "ja"}).status, 422)
        self.assertEqual(staff.post(path, {"_token": staff.token(), "rakna": "ja", "skal": "Posten var sen"}).status, 303)
        counted = json.loads(staff.get(top + ".json").text)["figures"]
        self.assertEqual((counted["answered"], counted["included"]), (answered["answered"] + 1, 1))
        then = json.loads(staff.get(top + ".json?vid=" + iso(self.portal.number("SELECT max(committed) FROM response"))).text)
        self.assertEqual(then["figures"]["answered"], answered["answered"])  # not yet at that instant
        self.assertEqual(self.portal.overens("verify").returncode, 0)


if __name__ == "__main__":
    unittest.main()
