# SPDX-License-Identifier: EUPL-1.2
"""While a round runs: invitations with proof, the board, more time, questions, a corrected text, link and code, withdrawal."""
import contextlib
import datetime
import os
import re
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import Pages, tearDownModule  # noqa: E402,F401


class During(Pages):
    settings = {"serve__workers": 2, "database__lock_timeout": "4s"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.id = int(cls.round.rsplit("/", 1)[1])
        cls.staff, cls.a, cls.b = "staff", "municipality_a", "municipality_c"

    def page(self, page, name, status=200):
        answer = self.client(name).get(self.round + page)
        self.assertEqual(answer.status, status, answer.words[:400])
        return answer

    def act(self, page, name, status=303, **fields):
        client = self.client(name)
        answer = client.post(self.round + page, dict({"_token": client.token(self.token_page)}, **fields))
        self.assertEqual(answer.status, status, answer.words[:600])
        return answer

    token_page = "/konto"

    def tick(self):
        done = self.portal.overens("serve", "--job", "tick")
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def bounce(self):
        """As if a return mailbox had told: every invitation came back."""
        with self.portal.database(write=True) as db:
            db.execute("UPDATE mail SET state = 'bounced', fault_kind = 'unknown_recipient' WHERE kind = 'round.invitation'")

    def party(self, code, column):
        return self.portal.number("SELECT COALESCE(%s, 0) FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                                  "WHERE o.code = '%s' AND i.consultation_id = %d" % (column, code, self.id))

    def mails(self, kind):
        return self.portal.sql("SELECT to_address, subject, body FROM mail WHERE kind = '%s' ORDER BY id" % kind)

    def day(self, days):
        last = self.portal.number("SELECT max(deadline_day) FROM consultation WHERE id = %d" % self.id)
        return (datetime.date(1970, 1, 1) + datetime.timedelta(last + days)).isoformat()

    # ---- Invitations ----

    def test_01_a_letter_goes_once_and_its_link_is_proof_of_opening(self):
        self.act("/inbjudningar", self.staff, gor="igen", part="1480")
        again = self.act("/inbjudningar", self.staff, 422, gor="igen", part="1480")
        self.assertIn("redan på väg", again.words)
        self.tick()
        self.tick()
        letters = self.mails("round.invitation")
        addresses = [to for to, _, _ in letters]
        self.assertGreaterEqual(len(letters), 1)
        self.assertEqual(len(addresses), len(set(addresses)), "somebody got two")
        self.assertTrue(letters[0][1].startswith("Remiss, svara t.o.m. "), letters[0][1])
        link = re.search(r"/arende/[\w/-]+\?via=[\w-]+", letters[0][2]).group(0)
        self.assertEqual(self.party("1480", "i.opened_at"), 0)
        self.assertEqual(self.client().get(link).location, self.round)
        self.assertNotEqual(self.party("1480", "i.opened_at"), 0)
        self.assertEqual(self.client().get(self.round + "?via=hittepa").location, self.round)
        board = self.page("/inbjudningar", self.staff)
        self.assertIn(addresses[0], board.words)
        self.assertIn("Öppnad", board.words)

    def test_02_a_bounce_is_seen_is_a_task_and_goes_again(self):
        self.bounce()
        self.assertIn("Inbjudan kom inte fram till 1", self.page("/inbjudningar", self.staff).words)
        self.assertIn("inbjudningar", self.client(self.staff).get("/").text)
        self.act("/inbjudningar", self.staff, gor="returer")
        self.assertEqual(self.portal.number("SELECT count(*) FROM round_post WHERE state = 'waiting'"), 1)
        self.tick()

    def test_03_a_party_says_that_it_has_it_or_will_not_answer(self):
        self.act("/inbjudan", self.b, gor="mottagit")
        self.assertNotEqual(self.party("1481", "i.acknowledged_at"), 0)
        refused = self.act("/inbjudan", self.b, 422, gor="avstar", varfor="")
        self.assertIn("Skriv kort varför", refused.words)
        self.act("/inbjudan", self.b, gor="avstar", varfor="Vi har inget att tillägga.")
        self.assertIn("Vi har inget att tillägga.", self.page("/inbjudan", self.b).words)
        self.assertIn("Avstår från att svara", self.page("/status?lage=avstar", self.staff).words)
        self.assertNotIn("Mölndal", self.page("/paminnelser", self.staff).words)
        self.act("/inbjudan", self.b, gor="anda")
        self.assertEqual(self.party("1481", "i.declined_at"), 0)

    def test_04_others_learn_nothing_of_it(self):
        self.assertNotIn("Mölndal", self.page("/inbjudan", self.a).words)
        for page in ("/inbjudningar", "/status", "/rattelse", "/dra-tillbaka"):
            self.assert_refused(self.client(self.a).get(self.round + page), 403)
        self.assertEqual(self.client().get(self.round + "/inbjudan").status, 303)

    # ---- The board ----

    def test_05_the_board_counts_and_chooses(self):
        board = self.page("/status", self.staff)
        self.assertRegex(board.words, r"\d+ av \d+ har svarat")
        for link in re.findall(r'href="([^"]*/status\?lage=[a-z]+)"', board.text):
            chosen = self.client(self.staff).get(link)
            self.assertEqual(chosen.status, 200, link)
            self.assertIn('aria-current="true"', chosen.text) if not link.endswith("alla") else None
        self.assertIn("Ingen i det läget", self.page("/status?lage=hittepa", self.staff).words)
        self.assert_refused(self.client(self.staff).get(self.round + "/status?grupp=99999"), 404)

    # ---- More time ----

    def test_06_a_party_asks_for_time_and_gets_it_alone(self):
        late = self.act("/anstand", self.b, 422, dag=self.day(0), varfor="Nämnden")
        self.assertIn("Välj en dag efter", late.words)
        self.assertIn("Nämnden", late.text)
        self.act("/anstand", self.b, dag=self.day(10), varfor="Nämnden möts för sent.")
        self.assertIn("redan", self.act("/anstand", self.b, 422, dag=self.day(9), varfor="Igen").words)
        self.assertNotIn("Nämnden möts", self.page("/anstand", self.a).words)
        asked = self.page("/anstand", self.staff)
        self.assertIn("Nämnden möts för sent.", asked.words)
        form = asked.form(field="begaran")
        self.act("/anstand", self.staff, gor="ge", begaran=form.fields["begaran"], part="1481", dag=form.fields["dag"],
                 varfor="Nämnden möts den veckan.")
        self.assertGreater(self.party("1481", "i.deadline"), self.portal.number(
            "SELECT deadline FROM consultation WHERE id = %d" % self.id))
        self.assertEqual(self.party("1481", "i.deadline"), self.portal.number(
            "SELECT closes_at FROM consultation WHERE id = %d" % self.id))
        self.assertIn("Nämnden möts den veckan.", self.client().get(self.round).words)
        self.tick()
        self.assertTrue(any("Ny sista svarsdag" in subject for _, subject, _ in self.mails("round.extension")))
        self.assertEqual(self.portal.number("SELECT count(*) FROM reminder WHERE own = 1 AND consultation_id = %d" % self.id), 2)

    def test_07_the_day_of_all_moves_forward_only(self):
        back = self.act("/anstand", self.staff, 422, gor="ge", vem="alla", dag=self.day(-1), varfor="Bakåt")
        self.assertIn("måste ligga efter", back.words)
        was = self.day(0)
        self.act("/anstand", self.staff, gor="ge", vem="alla", dag=self.day(3), varfor="Fler vill hinna.")
        self.assertNotEqual(self.day(0), was)
        public = self.client().get(self.round)
        self.assertIn("Fler vill hinna.", public.words)
        self.assertIn("<del>", public.text)

    # ---- Questions ----

    def test_08_a_question_is_secret_until_it_is_answered_for_all(self):
        self.act("/fragor-och-svar", self.b, gor="fraga", fraga="Gäller punkten också oss?", bestammelse="")
        for other in (self.a, None):
            self.assertNotIn("också oss", self.client(other).get(self.round + "/fragor-och-svar").words)
        self.assertIn("också oss", self.page("/fragor-och-svar", self.b).words)
        self.assertEqual(self.act("/fragor-och-svar", self.a, 403, gor="svara", id="1", version="1", svar="Nej").status, 403)
        form = self.page("/fragor-och-svar", self.staff).form(field="version")
        self.act("/fragor-och-svar", self.staff, gor="svara", svar="Ja, för alla.", **{k: form.fields[k] for k in ("id", "version")})
        stale = self.act("/fragor-och-svar", self.staff, 422, gor="svara", svar="Nej.", **{k: form.fields[k] for k in ("id", "version")})
        self.assertIn("<title>Fel: Frågor och svar", stale.text)
        area, given = stale.element(id="svar"), stale.element(id="svar-fel")
        self.assertEqual((area[0], area[1].get("aria-describedby"), area[1].get("aria-invalid")), ("textarea", "svar-fel", "true"))
        self.assertEqual(given[1].get("class"), "err")
        self.assertIn("Ja, för alla.", stale.words)
        public = self.client().get(self.round + "/fragor-och-svar")
        self.assertIn("Ja, för alla.", public.words)
        self.assertNotIn("Mölndal", public.words)
        self.assertGreater(self.portal.number("SELECT count(*) FROM notice WHERE kind = 'consultation.questions'"), 1)

    # ---- Link and code ----

    def test_09_somebody_without_an_account_answers_by_link_and_code_and_sees_nothing_else(self):
        page = self.page("/inbjudningar", self.staff)
        code = page.form(field="kod").fields["kod"]
        self.act("/inbjudningar", self.staff, gor="lank", part="1421", kod=code)
        self.tick()
        body = self.mails("round.guest")[-1][2]
        self.assertNotIn(code, body.replace(" ", ""))
        link = re.search(r"/svara-med-lank/[\w-]+", body).group(0)
        guest = self.client()
        form = guest.get(link).form(field="kod")
        wrong = guest.post(link, dict(form.fields, kod="00000000", namn="Eva Ek", titel="kommundirektör"))
        self.assertEqual(wrong.status, 422)
        self.assertIn("Koden stämmer inte", wrong.words)
        self.assertIn("Eva Ek", wrong.text)
        entered = guest.post(link, dict(form.fields, kod=code[:4] + " " + code[4:], namn="Eva Ek", titel="kommundirektör"))
        self.assertEqual((entered.status, entered.location), (303, self.round + "/inbjudan"), entered.words[:400])
        self.assertEqual(self.portal.sql(
            "SELECT a.name FROM event e JOIN account a ON a.login = e.actor WHERE e.action = 'guest.entered'"), [["Eva Ek, kommundirektör"]])
        self.assertEqual(guest.get(self.round + "/svara").status, 200)
        question = self.round + "/svara/1"
        form = guest.get(question).form(field="radversion")
        self.assertEqual(guest.post(question, dict(form.fields, betyg="support", gor="stanna")).status, 303)
        form = guest.get(self.send).form(self.send)
        sent = guest.post(self.send, dict(form.fields, rattslage="officer"))
        self.assertEqual(sent.status, 303, sent.words[:400])
        self.assertEqual(guest.get(sent.location).status, 200)
        self.assertIn(sent.location.rsplit("/", 1)[1], guest.get(self.round + "/inbjudan").words)
        self.assertEqual(self.portal.sql("SELECT source FROM response WHERE number = '%s'" % sent.location.rsplit("/", 1)[1]),
                         [["link"]])
        for path in ("/konto", "/konto/sessioner", "/historik/consultation/%d" % self.id):
            self.assertEqual(guest.get(path).status, 404, path)
        self.assertIn(guest.get(self.round + "/status").status, (403, 404))
        self.assertIn(guest.get(self.round.rsplit("/", 1)[0] + "/1/svara").status, (403, 404))
        self.assertIn("Eva Ek", self.page("/inbjudningar", self.staff).words)
        works = next(f for f in self.page("/inbjudningar", self.staff).page.forms if "lank" in f.fields)
        self.act("/inbjudningar", self.staff, gor="stang", lank=works.fields["lank"])
        self.assertNotEqual(guest.get(self.round + "/svara").status, 200)
        self.assertEqual(self.client().get(link).status, 410)
        self.assertEqual(self.client().get("/svara-med-lank/hittepa").status, 404)

    # ---- A corrected text ----

    def test_10_what_a_correction_struck_is_no_task_and_is_still_there_to_read(self):
        client, respond = self.client(self.b), self.round + "/svara"
        form = client.get(respond + "/3").form(field="radversion")
        self.assertEqual(client.post(respond + "/3", dict(form.fields, betyg="reject", kommentar="Det vi skrev om den.")).status, 303)
        free = self.portal.number(
            "SELECT max(q.n) FROM question q WHERE q.consultation_id = %d AND q.node_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
            "draft_answer a JOIN draft d ON d.id = a.draft_id JOIN organisation o ON o.id = d.organisation_id "
            "WHERE o.code = '1481' AND a.question_id = q.id)" % self.id)
        total = int(re.search(r"(\d+) av (\d+) är klara", client.get(respond).words)[2])
        with contextlib.closing(sqlite3.connect(self.portal.path("portal.db"), timeout=10)) as db, db:
            made = db.execute(
                "INSERT INTO correction (consultation_id, document_id, old_version_id, new_version_id, why, made_at) SELECT "
                "k.consultation_id, k.id, k.version_id, k.version_id, 'Struket', 1 FROM question q JOIN consultation_document k "
                "ON k.id = q.document_id WHERE q.consultation_id = ? AND q.n = 3 RETURNING id", (self.id,)).fetchone()[0]
            db.execute("UPDATE question SET removed_by = ? WHERE consultation_id = ? AND n IN (3, ?)", (made, self.id, free))
            body, = db.execute("SELECT t.body FROM question q JOIN consultation_document k ON k.id = q.document_id JOIN node_text t "
                               "ON t.version_id = k.version_id AND t.node_id = q.node_id WHERE q.consultation_id = ? AND q.n = 3",
                               (self.id,)).fetchone()
        page = client.get(respond)
        struck = page.text[page.text.index("Struken i rättelsen"):]
        tasks = page.text[:page.text.index("Struken i rättelsen")]
        for n in (3, free):
            self.assertNotIn('href="%s/%d"' % (respond, n), tasks)
        self.assertIn("Det vi skrev om den.", struck)
        self.assertIn("Ni hade inte skrivit något.", struck)
        self.assertIn(body.split("\n")[0].split("*")[0].split("[")[0][:40], page.words)
        done, left = re.search(r"(\d+) av (\d+) är klara", page.words).groups()
        self.assertEqual(int(left), total - 2)
        self.assertIn("Det som återstår (%d)" % (int(left) - int(done)), page.words)
        self.assertIn("gå till 1.4", client.get(respond + "/2").words)  # the next one that is asked
        review = client.get(self.round + "/granska")
        self.assertIn("Struken i rättelsen", review.words)
        self.assertIn("av %d frågor" % (total - 1), review.words)  # the answer that goes along is one of them
        other = self.client(self.a).get(respond).words
        self.assertNotIn("Det vi skrev om den.", other)

    # ---- The end ----

    def test_99_a_round_is_withdrawn_and_kept(self):
        self.act("/dra-tillbaka", self.staff, 422, varfor="")
        self.act("/dra-tillbaka", self.staff, varfor="Avtalet görs om.")
        self.assertIn("Avtalet görs om.", self.client().get(self.round).words)
        self.assertEqual(self.act("/dra-tillbaka", self.staff, 409, varfor="En gång till").status, 409)
        self.assertEqual(self.act("/inbjudningar", self.staff, 409, gor="returer").status, 409)
        # what a party has on its screen is refused and given back
        for page, fields in (("/fragor-och-svar", {"gor": "fraga", "fraga": "Min text, behåll mig", "bestammelse": ""}),
                             ("/anstand", {"dag": self.day(9), "varfor": "Min text, behåll mig"}),
                             ("/inbjudan", {"gor": "avstar", "varfor": "Min text, behåll mig"})):
            answer = self.act(page, self.a, 409, **fields)
            self.assertIn("Remissen är tillbakadragen", answer.words)
            self.assertIn("Min text, behåll mig", answer.text, page)
        self.act("/inbjudan", self.a, 409, gor="mottagit")
        self.assertEqual(self.party("1489", "i.acknowledged_at"), 0)


if __name__ == "__main__":
    unittest.main()
