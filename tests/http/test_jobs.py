# SPDX-License-Identifier: EUPL-1.2
"""The three jobs through nginx, with numbers: read a text, answer a consultation, settle a month."""
import concurrent.futures
import datetime
import json
import os
import re
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from portal import SHARED, Client, Portal, sha256  # noqa: E402

VECTORS = os.path.join(SHARED, "spec", "settlement_vectors.json")
AGREEMENT = """Avtal om prov

A Om avtalet

Avtalet gäller mellan parterna.

1 Ansvar

1.1 Regionens ansvar

Regionen ansvarar för vården <b>utan undantag</b>.

1.2 Kommunens ansvar

Kommunen ansvarar för
• hemsjukvård
• rehabilitering
"""


def iso(micros):
    at = datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(microseconds=micros)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Job(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(serve__workers=3)
        cls.respond, cls.send = cls.portal.routes["respond"], cls.portal.routes["send"]
        cls.round = cls.respond.rsplit("/svara", 1)[0]
        cls.round_id = int(cls.round.rsplit("/", 1)[1])

    @classmethod
    def tearDownClass(cls):
        cls.portal.stop()

    def assert_verified(self):
        done = self.portal.overens("verify")
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())

    def figures(self):
        """{(question, grade): (answers, comments)} as the portal keeps them of what came in time."""
        rows = self.portal.sql("SELECT q.n, t.grade_id, t.n, t.comments FROM tally t JOIN question q ON q.id = t.question_id "
                               "WHERE t.consultation_id = %d AND t.class = 'official' AND t.timing = 'in_time' "
                               "AND (t.n > 0 OR t.comments > 0)" % self.round_id)
        return {(int(q), int(g)): (int(n), int(c)) for q, g, n, c in rows}

    def answer(self, client, n, grade, comment):
        path = "%s/svara/%d" % (self.round, n)
        form = client.get(path).form(field="radversion")
        answer = client.post(path, dict(form.fields, betyg=grade, kommentar=comment, gor="stanna"))
        self.assertEqual((answer.status, answer.location), (303, path), answer.words[:300])

    def submit(self, client, legal="officer"):
        """Sends; returns the receipt's address."""
        form = client.get(self.send).form(self.send)
        answer = client.post(self.send, dict(form.fields, rattslage=legal))
        self.assertEqual(answer.status, 303, answer.words[:300])
        self.assertRegex(answer.location, r"^/kvittens/SVAR-\d{4}-\d{6}$")
        return answer.location

    def receipt(self, client, address):
        """The text behind a receipt, which has the printed hash; as (head, answers)."""
        page, text = client.get(address), client.get(address + ".txt")
        self.assertEqual((page.status, text.status), (200, 200))
        self.assertIn("sha256 " + sha256(text.body), page.words)
        head, _, answers = text.text.partition("\n\n")
        lines = head.split("\n")
        self.assertEqual(lines[0], "overens-receipt-1")
        fields = dict(line.split(": ", 1) for line in lines[1:])
        self.assertEqual("/kvittens/" + fields["number"], address)
        return fields, answers


class Read(Job):
    def test_an_imported_text_is_there_to_read(self):
        file = self.portal.path("tmp", "avtal.txt")
        with open(file, "w") as out:
            out.write(AGREEMENT)
        before = Client(self.portal).get("/arende/halsoavtal-2026/dokument")
        self.assertEqual(before.status, 200)
        self.assertNotIn("Provlydelse 7", before.words)
        done = self.portal.overens("import-text", "--matter", "halsoavtal-2026", "--label", "Provlydelse 7", "--date",
                                   "2026-01-15", file)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        visitor, staff = Client(self.portal), self.portal.client("staff")
        listing = staff.get("/arende/halsoavtal-2026/dokument")
        self.assertIn("Provlydelse 7", listing.words)
        address = re.search(r'href="(/arende/halsoavtal-2026/text/[^"]*provlydelse[^".]*)"', listing.text).group(1)
        page = staff.get(address)
        self.assertEqual(page.status, 200)
        for words in ("1.1 Regionens ansvar", "1.2 Kommunens ansvar", "hemsjukvård", "rehabilitering", "utan undantag"):
            self.assertIn(words, page.words)
        self.assertNotIn("<b>utan undantag</b>", page.text)
        # A draft is for those who work on it.
        status = self.portal.sql("SELECT status FROM version WHERE label = 'Provlydelse 7'")[0][0]
        public = status not in ("draft", "working")
        self.assertEqual(visitor.get(address).status, 200 if public else 404)
        self.assertEqual("Provlydelse 7" in visitor.get("/arende/halsoavtal-2026/dokument").words, public)
        self.assert_verified()

    def test_the_proposal_is_read_provision_by_provision(self):
        visitor = Client(self.portal)
        page = visitor.get(self.portal.routes["proposal"])
        self.assertEqual(page.status, 200)
        stored = self.portal.sql("SELECT t.node_id, t.title FROM node_text t JOIN version v ON v.id = t.version_id "
                                 "WHERE v.slug = '%s' AND t.layout %% 2 = 1 ORDER BY t.seq" %
                                 self.portal.routes["proposal"].rsplit("/", 1)[1])
        self.assertGreater(len(stored), 20)
        last = -1
        for node, title in stored:
            at = page.text.find('href="../p/%s"' % node)
            self.assertGreater(at, last, "%s is missing or not in its place" % title)
            last = at
        for node, title in stored[::7]:
            answer = visitor.get("/arende/halsoavtal-2026/p/" + node)
            self.assertEqual(answer.status, 200)
            self.assertIn(title, answer.words)


class Answer(Job):
    def test_write_come_back_send_replace(self):
        client = self.portal.client("municipality_a")
        listing = client.get(self.round + "/svara")
        done, total = map(int, re.search(r"(\d+) av (\d+) är klara", listing.words).groups())
        self.assertEqual(total, self.portal.number("SELECT count(*) FROM question WHERE consultation_id = %d" % self.round_id))
        # Write, and come back as somebody else of the same municipality in another session.
        grades = dict(self.portal.sql("SELECT code, id FROM grade"))
        self.answer(client, 3, "support", "Bra så.")
        self.answer(client, 4, "reject", "Rad ett.\r\nRad två.")
        colleague = self.portal.client("approver_a")
        form = colleague.get("%s/svara/4" % self.round).form(field="radversion")
        self.assertEqual((form.fields["betyg"], form.fields["kommentar"]), ("reject", "Rad ett.\nRad två."))
        self.assertIn("Handläggare Alingsås sparade", colleague.get("%s/svara/4" % self.round).words)
        first = self.submit(client, "preliminary")
        fields, answers = self.receipt(client, first)
        stored = self.figures()
        self.assertEqual((fields["timing"], fields["legal_status"], fields["party"]),
                         ("in_time", "preliminary", "1489 Alingsås"))
        self.assertEqual(fields["consultation"], self.round)
        self.assertIn("grade: reject\n  Rad ett.\n  Rad två.\n", answers)
        version = Client(self.portal).get(self.portal.routes["proposal"] + ".txt")
        self.assertEqual(fields["text"], sha256(version.body))
        # Change one answer from reject to support, without its comment: exactly two figures move.
        self.answer(client, 4, "support", "")
        second = self.submit(client, "preliminary")
        fields2, answers2 = self.receipt(client, second)
        self.assertEqual(fields2["replaces"], fields["number"])
        self.assertEqual(int(fields2["number"][-6:]), int(fields["number"][-6:]) + 1)
        self.assertNotIn("Rad ett.", answers2)
        expected = dict(stored)
        for grade, sign, comment in (("reject", -1, -1), ("support", 1, 0)):
            key = (4, int(grades[grade]))
            n, c = expected.get(key, (0, 0))
            expected[key] = (n + sign, c + comment)
        self.assertEqual(self.figures(), {k: v for k, v in expected.items() if v != (0, 0)})
        # Both are kept, and each says where the other is.
        self.assertIn("Ersatt av " + fields2["number"], client.get(first).words)
        self.assertEqual(self.receipt(client, first), (fields, answers))
        staff = self.portal.client("staff")
        page = staff.get(self.portal.routes["response_a"])
        self.assertIn(fields2["number"], page.words)
        self.assertIn(fields["number"], page.words)
        self.assert_compilation(staff)
        self.assert_verified()

    def assert_compilation(self, staff):
        """The page's table says what the tallies say, and these what the answers say."""
        page = staff.get(self.round + "/sammanstallning")
        self.assertEqual(page.status, 200)
        rows = re.findall(r'<tr><th scope="row">.*?</tr>', page.text.split("</tbody>")[0])
        grades = [int(row[0]) for row in self.portal.sql("SELECT g.id FROM grade g JOIN consultation c ON c.scale_id = g.scale_id "
                                                         "WHERE c.id = %d ORDER BY g.position" % self.round_id)]
        figures = self.figures()
        for n, row in enumerate(rows, 1):
            cells = [int(x) for x in re.findall(r"<td[^>]*>(?:<a[^>]*>)?(\d+)", row)]
            shown = [figures.get((n, g), (0, 0))[0] for g in grades]
            self.assertEqual(cells[:len(grades)], shown, "provision %d" % n)
            self.assertEqual(cells[len(grades)], sum(shown[:3]))  # those who took a position
            self.assertEqual(cells[-1], sum(c for (q, _), (_, c) in figures.items() if q == n))
        counted = self.portal.sql(
            "SELECT q.n, a.grade_id, count(*) FROM invitation i JOIN response_answer a ON a.response_id = i.response_id "
            "JOIN question q ON q.id = a.question_id WHERE i.consultation_id = %d AND a.grade_id IS NOT NULL "
            "GROUP BY q.n, a.grade_id" % self.round_id)
        self.assertEqual({(int(q), int(g)): int(n) for q, g, n in counted},
                         {k: n for k, (n, _) in figures.items() if n and k[1]})

    def test_a_double_click_gives_one_receipt(self):
        client = self.portal.client("municipality_b")
        before = self.portal.number("SELECT count(*) FROM response")
        form = client.get(self.send).form(self.send)
        fields = dict(form.fields, rattslage="officer")
        places = [client.post(self.send, fields).location for _ in range(3)]
        self.assertEqual(len(set(places)), 1)
        self.assertEqual(self.portal.number("SELECT count(*) FROM response"), before + 1)
        # Late retries too: of yesterday's page, from another connection.
        again = Client(self.portal)
        again.cookies = dict(client.cookies)
        self.assertEqual(again.post(self.send, fields).location, places[0])

    def test_sixteen_at_once_give_one_response(self):
        client = self.portal.client("municipality_b")
        for _ in range(3):
            before = self.portal.number("SELECT count(*) FROM response")
            count = "SELECT count(*) FROM event WHERE actor <> 'system'"
            events = self.portal.number(count)
            form = client.get(self.send).form(self.send)
            fields = dict(form.fields, rattslage="preliminary")
            with concurrent.futures.ThreadPoolExecutor(16) as pool:
                answers = list(pool.map(lambda _: client.post(self.send, fields), range(16)))
            self.assertEqual({a.status for a in answers}, {303})
            self.assertEqual(len({a.location for a in answers}), 1)
            self.assertEqual(self.portal.number("SELECT count(*) FROM response"), before + 1)
            self.assertEqual(self.portal.number(count), events + 1)
        self.assert_verified()

    def test_many_at_once_by_two_parties_lose_nothing(self):
        clients = [self.portal.client("municipality_a"), self.portal.client("municipality_b")]
        before = self.portal.number("SELECT count(*) FROM response")
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            places = list(pool.map(lambda i: self.submit(clients[i % 2]), range(24)))
        self.assertEqual(len(set(places)), 24)
        self.assertEqual(self.portal.number("SELECT count(*) FROM response"), before + 24)
        numbers = [int(row[0][-6:]) for row in self.portal.sql("SELECT number FROM response WHERE number LIKE 'SVAR-%s-%%' "
                                                               "ORDER BY id" % time.strftime("%Y"))]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)), "numbers have a gap")
        self.assert_verified()

    def test_a_draft_is_for_the_own_organisation(self):
        a, b = self.portal.client("municipality_a"), self.portal.client("municipality_b")
        self.answer(a, 6, "support", "Bara för oss i Alingsås.")
        for client in (b, self.portal.client("staff"), self.portal.client("council"), Client(self.portal)):
            for path in ("%s/svara/6" % self.round, self.round + "/granska", self.portal.routes["response_a"],
                         self.round + "/sammanstallning?fraga=6", self.round):
                self.assertNotIn("Bara för oss", client.get(path).text, path)


class Deadline(Job):
    """The clock is turned: these come in order, and only forward."""

    def test_open_until_the_last_microsecond_then_late(self):
        deadline = self.portal.number("SELECT deadline FROM consultation WHERE id = %d" % self.round_id)
        day = self.portal.number("SELECT deadline_day FROM consultation WHERE id = %d" % self.round_id)
        # The first instant that is too late is midnight in Stockholm after the last day.
        local = datetime.datetime.fromtimestamp(deadline // 1000000, datetime.timezone.utc) + datetime.timedelta(hours=2)
        self.assertIn(local.hour, (0, 1))
        self.assertEqual((local.date() - datetime.date(1970, 1, 1)).days, day + 1)
        self.portal.set_clock(iso(deadline - 60000000))
        a, b = self.portal.client("municipality_a"), self.portal.client("municipality_b")
        staff = self.portal.client("staff")
        form_b = b.get(self.send).form(self.send)  # a page that was fetched in time
        self.assertIn("Remissen är öppen", a.get(self.send).words)
        self.portal.set_clock(iso(deadline - 1))
        in_time = self.submit(a)
        self.assertEqual(self.receipt(a, in_time)[0]["timing"], "in_time")
        figures, sealed = self.figures(), self.portal.client("council").get(self.round + "/sammanstallning")
        self.assertEqual(sealed.status, 403)  # figures are sealed while the round is open
        self.assertIn("när remissen har stängt", sealed.words)

        self.portal.set_clock(iso(deadline))
        page = b.get(self.send)
        self.assertEqual(page.status, 200)
        self.assertIn("stäng", page.words)
        self.assertNotIn("Remissen är öppen", page.words)
        self.assertIn("stäng", b.get("%s/svara/1" % self.round).words)
        late = b.post(self.send, dict(form_b.fields, rattslage="officer"))
        self.assertEqual(late.status, 303)
        fields, _ = self.receipt(b, late.location)
        self.assertEqual((fields["timing"], fields["received"], fields["deadline"]), ("late", iso(deadline), iso(deadline)))
        self.assertIn("men för sent", b.get(late.location).words)
        self.assertEqual(fields["replaces"], "-")  # never the one in time
        # Kept, and outside the figures; the staff see it.
        self.assertEqual(self.figures(), figures)
        row = self.portal.sql("SELECT i.status, r.timing, l.number FROM invitation i JOIN organisation o ON "
                              "o.id = i.organisation_id JOIN response r ON r.id = i.response_id JOIN response l ON "
                              "l.id = i.late_response_id WHERE i.consultation_id = %d AND o.code = '1490'" % self.round_id)
        self.assertEqual(row, [["submitted", "in_time", fields["number"]]])
        self.assertIn(fields["number"], staff.get(self.portal.routes["response_b"]).text)
        # The figures are everybody's when staff have published them, and not before.
        self.assertEqual(Client(self.portal).get(self.round + "/sammanstallning").status, 403)
        published = staff.post(self.round + "/sammanstallning/publicera",
                               {"_token": staff.token(), "gor": "publicera", "omfattning": "figures"})
        self.assertEqual(published.status, 303, published.words[:400])
        open_now = Client(self.portal).get(self.round + "/sammanstallning")
        self.assertEqual(open_now.status, 200)
        self.assertIn("Remissen stängde", open_now.words)
        self.assertNotIn("kommentarer", [a.get("id") for _, a in open_now.page.elements])

        # A party that has nothing in time: shown as late, not as answered.
        code = self.portal.sql("SELECT o.code FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                               "WHERE i.consultation_id = %d AND i.status = 'working' LIMIT 1" % self.round_id)[0][0]
        self.portal.overens("user", "add", "sen", "--name", "Sena Svaret", "--org", code, "--role", "authorised_sender",
                            stdin=b"ett langt losenord\n")
        self.portal.users["late"] = ["sen", "ett langt losenord"]
        receipt = self.submit(self.portal.client("late"))
        self.assertEqual(self.figures(), figures)
        board = staff.get(self.round + "/status?lage=sent")
        self.assertIn("Svarat för sent", board.words)
        self.assertIn(receipt.removeprefix("/kvittens/"), staff.get(self.round + "/svar").text)

        # A clock that is set back does not open the round again.
        self.portal.set_clock(iso(deadline - 3600 * 1000000))
        b = self.portal.client("municipality_b")
        form = b.get(self.send).form(self.send)
        back = b.post(self.send, dict(form.fields, rattslage="officer"))
        fields, _ = self.receipt(b, back.location)
        self.assertEqual(fields["timing"], "late")
        self.assertEqual(self.figures(), figures)
        self.assert_verified()


class Settle(Job):
    BASE = "/arende/sydostra-2024/avrakning"

    def make(self, client, payer, month):
        form = client.get(self.BASE).form(self.BASE)
        answer = client.post(self.BASE, dict(form.fields, betalare=payer, manad=str(month)))
        self.assertEqual(answer.status, 303, answer.words[:300])
        self.assertRegex(answer.location, "^%s/utkast/[0-9]+$" % self.BASE)
        return answer.location

    def publish(self, client, draft):
        form = client.get(draft).form(draft + "/publicera")
        answer = client.post(form.action, form.fields)
        self.assertEqual(answer.status, 303, answer.words[:300])
        self.assertEqual(client.post(form.action, form.fields).location, answer.location)  # once
        return answer.location

    def test_made_by_one_published_by_another(self):
        one, two = self.portal.client("economist"), self.portal.client("economist_2")
        last = self.portal.number("SELECT max(serial) FROM statement WHERE issuer_code = '05' AND year = 2024")
        draft = self.make(one, "08", 3)
        # The preparer has no button, and is refused without one.
        page = one.get(draft)
        self.assertNotIn("/publicera", page.text)
        content = re.search(r"sha256 ([0-9a-f]{64})", page.words).group(1)
        answer = one.post(draft + "/publicera", {"_token": one.token(), "innehall": content})
        self.assertEqual(answer.status, 403)
        self.assertIn("Be en kollega", answer.words)
        self.assertEqual(Client(self.portal).get(draft).status, 303)
        # A draft that is thrown away takes no number.
        thrown = self.make(one, "08", 4)
        form = one.get(thrown).form(thrown + "/kasta")
        self.assertEqual(one.post(form.action, form.fields).location, self.BASE)
        place = self.publish(two, draft)
        self.assertEqual(place, "%s/AVR-05-2024-%06d" % (self.BASE, last + 1))
        self.assertEqual(one.post(draft + "/publicera", {"_token": one.token(), "innehall": content}).status, 409)
        self.check_published(place, "RKL", 3)
        # The next one, and its place in the chain.
        next_place = self.publish(one, self.make(two, "06", 5))
        self.assertEqual(next_place, "%s/AVR-05-2024-%06d" % (self.BASE, last + 2))
        text = Client(self.portal).get(place + ".txt")
        self.assertIn("\nprev=%s\n" % sha256(text.body), Client(self.portal).get(next_place + ".txt").text)
        self.check_published(next_place, "RJL", 5)
        self.assert_verified()

    def check_published(self, place, payer, month):
        visitor = Client(self.portal)
        page, text = visitor.get(place), visitor.get(place + ".txt")
        self.assertEqual((page.status, text.status), (200, 200))
        self.assertIn("sha256 " + sha256(text.body), page.words)
        fields = dict(line.split("=", 1) for line in text.text.splitlines()[1:])
        self.assertEqual(text.text.splitlines()[0], "overens-statement-v1")
        self.assertEqual((fields["payer"], fields["recipient"], fields["period"], fields["kind"]),
                         (payer, "RO", "2024-%02d" % month, "INSTALMENT"))
        self.assertEqual(fields["number"], place.rsplit("/", 1)[1])
        total = int(fields["total_ore"])
        shown = "{:,.2f}".format(total / 100).replace(",", "\u00a0").replace(".", ",")
        self.assertIn(shown.replace("\u00a0", " "), page.words.replace("\u00a0", " "))
        data = json.loads(visitor.get(place + ".json").body)
        self.assertEqual((data["number"], data["total_ore"], data["hash"], data["lines_root"]),
                         (fields["number"], total, sha256(text.body), fields["lines_root"]))
        self.assertEqual(sum(line["amount_ore"] for line in data["lines"]), total)
        self.assertEqual(len(data["lines"]), int(fields["lines"]))
        csv = visitor.get(place + ".csv")
        self.assertTrue(csv.body.startswith(b"\xef\xbb\xbf"))
        amounts = [line.rsplit(";", 1)[1] for line in csv.text.strip().splitlines()[1:]]
        self.assertEqual(sum(int(re.sub(r"\D", "", a)) for a in amounts), total)
        if not os.path.exists(VECTORS):
            return
        with open(VECTORS) as file:
            vectors = json.load(file)
        pair = vectors["monthly_payment_per_pair"]["pairs"]["%s->RO" % payer]
        self.assertEqual(total, pair["instalments_sum_of_components"][month - 1])
        due = vectors["payment_28th_2024"]["months"][month - 1]
        self.assertEqual(data["pay_latest"], due["pay_latest_banking_day"])
        for line in data["lines"]:
            frames = {"FIXED": "frames_fixed_variable_agreement", "SHARED": "frames_shared_activities"}[line["component"]]
            self.assertEqual(line["amount_ore"], vectors[frames]["%s->RO" % payer]["instalments"][month - 1])

    def test_a_year_adds_up(self):
        if not os.path.exists(VECTORS):
            self.skipTest("the shared settlement vectors are not there")
        with open(VECTORS) as file:
            pairs = json.load(file)["monthly_payment_per_pair"]["pairs"]
        text = Client(self.portal).get("/arende/sydostra-2024/betalplan.csv").text
        rows = [line.split(";") for line in text.lstrip("\ufeff").strip().splitlines()]
        amounts = [[int(cell.replace(",", "")) for cell in row[-3:]] for row in rows[1:]]
        self.assertEqual(len(amounts), 12 * len(pairs))
        for fixed, shared, whole in amounts:
            self.assertEqual(fixed + shared, whole)
        total = sum(row[-1] for row in amounts)
        self.assertEqual(total, sum(pair["year"] for pair in pairs.values()))


if __name__ == "__main__":
    unittest.main()
