# SPDX-License-Identifier: EUPL-1.2
"""An answer on its way through the organisation's approval chain, and the decision behind it."""
import hashlib
import os
import re
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import Pages, tearDownModule  # noqa: E402,F401
from test_import_pages import multipart  # noqa: E402

DRAFTER, APPROVER, BOARD, ADMIN = "municipality_c", "approver_c", "board_secretary_c", "org_admin_c"


class Approval(Pages):
    settings = dict(Pages.settings, site__url="http://localhost:8080", database__lock_timeout="5s")

    def sql(self, statement, *args):
        with self.portal.database(write=True) as db:
            return db.execute(statement, args).fetchall()

    def write(self, text, n=1, name=DRAFTER):
        form = self.draft(self.client(name), n)
        answer = self.client(name).post("%s/svara/%d" % (self.round, n), dict(form.fields, betyg="support", kommentar=text))
        self.assertEqual(answer.status, 303, answer.words[:300])

    def act(self, name, what, page=None, **fields):
        """Presses one of the buttons of /godkann as they stand on the page (or on an older one)."""
        client, path = self.client(name), self.round + "/godkann"
        page = page or client.get(path)
        self.assertEqual(page.status, 200, page.words[:300])
        forms = [f for f in page.page.forms if ("gor", what) in f.buttons]
        if not forms:
            return None
        return client.post(path, dict(forms[0].fields, gor=what, **fields))

    def state(self):
        return self.sql("SELECT i.review_state FROM invitation i JOIN organisation o ON o.id = i.organisation_id "
                        "WHERE o.code = '1481' AND i.consultation_id = 2")[0][0]

    def notices(self, kind):
        return [name for name, in self.sql("SELECT a.login FROM notice n JOIN account a ON a.id = n.account_id "
                                           "WHERE n.kind = ? ORDER BY n.id", kind)]

    def submit(self, name=DRAFTER, **fields):
        client = self.client(name)
        page = client.get(self.round + "/skicka")
        forms = [f for f in page.page.forms if f.action and f.action.endswith("/skicka")]
        shown = forms[0].fields if forms else {"_token": client.token()}
        return client.post(self.round + "/skicka", dict(dict(shown, rattslage="officer"), **fields))

    def approve_all(self):
        self.assertEqual(self.act(DRAFTER, "lamna").status, 303)
        for name in (APPROVER, BOARD, DRAFTER):
            self.assertEqual(self.act(name, "godkann").status, 303, name)
        self.assertEqual(self.state(), "approved")

    def attach(self, name, question, file, data):
        """Attaches a file to a question (0: the whole answer) of the draft."""
        client = self.client(name)
        body, headers = multipart({"_token": client.token(), "anvandning": "attachment", "fraga": str(question)},
                                  file, data, "text/plain", "fil")
        self.assertEqual(client.request("POST", self.round + "/svara/filer", body, headers).status, 303)

    def assert_files(self, client, path, files):
        """The page names each file with the beginning of its SHA-256, and sends it from its own address."""
        page = client.get(path)
        self.assertEqual(page.status, 200, page.words[:300])
        hrefs = {}
        for name, data in files.items():
            link = re.search(r'<a href="([^"]+)" download>%s</a>.*?</span></span>' % re.escape(name), page.text, re.S)
            self.assertTrue(link, name)
            self.assertIn(hashlib.sha256(data).hexdigest()[:12], link[0])
            self.assertIn("Bilaga", link[0])
            self.assertTrue(link[1].startswith(path + "?fil="), link[1])
            file = client.request("GET", link[1], safe=False)
            self.assertEqual((file.status, file.body), (200, data))
            self.assertIn("attachment", file.headers["content-disposition"])
            hrefs[name] = link[1]
        return hrefs


class Chain(Approval):
    def test_1_step_by_step_and_not_before(self):
        self.write("Mölndal tillstyrker.")
        self.assert_refused(self.submit(), 422, "inte godkänt")
        self.assertIn("ska godkännas först", self.client(DRAFTER).get(self.round + "/skicka").words)
        self.assertEqual(self.act(DRAFTER, "lamna").status, 303)
        self.assertEqual(self.state(), "in_review")
        self.assertIn("granskare.molndal", self.notices("approval.turn"))
        self.assertIsNone(self.act(DRAFTER, "lamna"))
        # not the board's turn yet, and not anybody's who just knows the address
        self.assertIsNone(self.act(BOARD, "godkann"))
        number = self.sql("SELECT max(id) FROM approval")[0][0]
        client = self.client(BOARD)
        forged = {"_token": client.token(), "gor": "godkann", "godkannande": str(number), "steg": "1"}
        self.assert_refused(client.post(self.round + "/godkann", forged), 403, "inte din tur")
        self.assertIn("Mölndal tillstyrker.", self.client(APPROVER).get(self.round + "/godkann").words)
        for name in (APPROVER, BOARD, DRAFTER):
            self.assertEqual(self.act(name, "godkann").status, 303, name)
        self.assertEqual(self.state(), "approved")
        sent = self.submit()
        self.assertEqual(sent.status, 303, sent.words[:500])
        self.assertIn("/kvittens/SVAR-", sent.location)

    def test_2_a_change_takes_back_what_was_approved(self):
        self.write("En annan mening.")
        self.assertEqual(self.act(DRAFTER, "lamna").status, 303)
        old = self.client(APPROVER).get(self.round + "/godkann")
        self.write("Mening som granskaren inte har läst.")
        self.assertEqual(self.act(APPROVER, "godkann", old).status, 303)
        self.assertEqual(self.sql("SELECT state FROM approval ORDER BY id DESC LIMIT 1"), [("changed",)])
        self.assertEqual(self.sql("SELECT count(*) FROM approval_act WHERE approval_id = (SELECT max(id) FROM approval)"), [(0,)])
        self.assertIn("har ändrats sedan", self.client(DRAFTER).get(self.round + "/godkann").words)
        self.assertIn("molndal", self.notices("approval.changed"))
        # approved whole, and then changed
        self.approve_all()
        self.write("Och en ändring till.")
        self.assert_refused(self.submit(), 422, "inte godkänt")

    def test_3_returned_with_a_reason(self):
        self.write("Kort svar.")
        self.assertEqual(self.act(DRAFTER, "lamna").status, 303)
        answer = self.act(APPROVER, "tillbaka", skal="")
        self.assert_refused(answer, 422, "Skriv vad som behöver ändras")
        self.assertEqual(self.act(APPROVER, "tillbaka", skal="Räkna om <kostnaden>.").status, 303)
        self.assertEqual(self.state(), "returned")
        page = self.client(DRAFTER).get(self.round + "/godkann")
        self.assertIn("Räkna om <kostnaden>.", page.words)
        self.assertIn("molndal", self.notices("approval.returned"))
        todo = self.client(DRAFTER).get("/").words
        self.assertIn("återlämnat", todo.lower())

    def test_4_a_substitute_with_a_reason(self):
        self.write("Ett svar till.")
        self.assertEqual(self.act(DRAFTER, "lamna").status, 303)
        board = str(self.sql("SELECT id FROM account WHERE login = 'namnd.molndal'")[0][0])
        drafter = str(self.sql("SELECT id FROM account WHERE login = 'molndal'")[0][0])
        boras = str(self.sql("SELECT id FROM account WHERE login = 'boras'")[0][0])
        self.assert_refused(self.act(APPROVER, "ersatt", ersattare=board, varfor=""), 422, "Skriv varför")
        for wrong in (drafter, boras, "0"):
            self.assert_refused(self.act(APPROVER, "ersatt", ersattare=wrong, varfor="Jäv"), 422, "annan person")
        self.assertEqual(self.act(APPROVER, "ersatt", ersattare=board, varfor="Jäv: delägare i bolaget").status, 303)
        self.assertIsNone(self.act(APPROVER, "godkann"))
        self.assertIn("Jäv: delägare i bolaget", self.client(DRAFTER).get(self.round + "/godkann").words)
        self.assertEqual(self.act(BOARD, "godkann").status, 303)
        self.assertEqual(self.sql("SELECT step FROM approval ORDER BY id DESC LIMIT 1"), [(2,)])
        # the administrator does it for somebody who is away, without reading the answer
        page = self.client(ADMIN).get(self.round + "/godkann")
        self.assertNotIn("Ett svar till.", page.words)
        approver = str(self.sql("SELECT id FROM account WHERE login = 'granskare.molndal'")[0][0])
        self.assertEqual(self.act(ADMIN, "ersatt", ersattare=approver, varfor="Sekreteraren är sjuk").status, 303)
        self.assertEqual(self.act(APPROVER, "godkann").status, 303)
        self.assertEqual(self.act(DRAFTER, "ta-tillbaka").status, 303)
        self.assertEqual(self.state(), "none")

    def test_5_two_at_once_and_nobody_there(self):
        admin, path = self.client(ADMIN), "/admin/organisation/1481/beslutskedjor"
        self.sql("UPDATE mandate SET role = 'approver' WHERE account_id = (SELECT id FROM account WHERE login = 'namnd.molndal')")
        self.write("Två granskare.")
        self.assertEqual(self.act(DRAFTER, "lamna").status, 303)
        pages = {name: self.client(name).get(self.round + "/godkann") for name in (APPROVER, BOARD)}
        got = {}

        def press(name):
            got[name] = self.act(name, "godkann", pages[name]).status

        threads = [threading.Thread(target=press, args=(name,)) for name in pages]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(got.values()), [303, 409])
        self.assertEqual(self.sql("SELECT step FROM approval ORDER BY id DESC LIMIT 1"), [(2,)])
        page = self.client(DRAFTER).get(self.round + "/godkann")
        self.assertIn("Ingen kan godkänna", page.words)  # there is no board secretary any more
        self.sql("UPDATE mandate SET role = 'board_secretary' WHERE account_id = "
                 "(SELECT id FROM account WHERE login = 'namnd.molndal')")
        self.assertEqual(admin.get(path).status, 200)

    def test_6_others_see_nothing(self):
        for name in ("municipality_b", "municipality_a"):
            page = self.client(name).get(self.round + "/godkann")
            self.assertEqual(page.status, 200)
            self.assertNotIn("Mölndal", page.words)
            self.assertNotIn("granskare", page.words.lower())
        for name in ("staff", "auditor", "economist"):
            self.assertIn(self.client(name).get(self.round + "/godkann").status, (403, 404), name)
            self.assertIn(self.client(name).get(self.round + "/beslut").status, (403, 404), name)
        number = self.sql("SELECT max(id) FROM approval")[0][0]
        client = self.client("municipality_b")
        for what in ("godkann", "tillbaka", "ersatt", "ta-tillbaka"):
            answer = client.post(self.round + "/godkann", {"_token": client.token(), "gor": what, "skal": "x", "varfor": "x",
                                                          "godkannande": str(number), "steg": "1", "plats": "p1", "ersattare": "1"})
            self.assertIn(answer.status, (403, 404), what)


    def test_8_the_files_are_approved_too(self):
        files = {"underlag.txt": b"Kostnaden, hela svaret", "avsnitt.txt": b"Till en bestammelse"}
        self.write("Se bilagorna.")
        self.attach(DRAFTER, 0, "underlag.txt", files["underlag.txt"])
        self.attach(DRAFTER, 1, "avsnitt.txt", files["avsnitt.txt"])
        self.assertEqual(self.act(DRAFTER, "lamna").status, 303)
        hrefs = self.assert_files(self.client(APPROVER), self.round + "/godkann", files)
        # not who does not read the answer; not another party; not another's file
        foreign = self.sql("SELECT f.id FROM stored_file f JOIN organisation o ON o.id = f.organisation_id WHERE o.code <> '1481'")
        for name in (ADMIN, "municipality_b", None):
            for href in hrefs.values():
                self.assertNotEqual(self.client(name).get(href).status, 200, (name, href))
        for number in ([i for i, in foreign] or [0]) + [99999, "x", ""]:
            self.assertEqual(self.client(APPROVER).get("%s/godkann?fil=%s" % (self.round, number)).status, 404)
        # another file is other content
        page = self.client(APPROVER).get(self.round + "/godkann")
        self.attach(DRAFTER, 0, "till.txt", b"En fil till")
        self.assertEqual(self.act(APPROVER, "godkann", page).status, 303)
        self.assertEqual(self.sql("SELECT state FROM approval ORDER BY id DESC LIMIT 1"), [("changed",)])
        self.assertEqual(self.client(APPROVER).get(hrefs["underlag.txt"]).status, 404)


class Decision(Approval):
    def decide(self, name, what="registrera", extract=None, **fields):
        client, path = self.client(name), self.round + "/beslut"
        page = client.get(path)
        form = next(f for f in page.page.forms if ("gor", what) in f.buttons)
        if extract is None:
            return client.post(path, dict(form.fields, gor=what, **fields))
        body, headers = multipart(dict(form.fields, gor=what, **fields), "utdrag.txt", extract, "text/plain", "utdrag")
        return client.request("POST", path, body, headers)

    GOOD = {"utfall": "as_is", "organ": "Socialnämnden", "beslutsdag": "2026-01-15", "paragraf": "§ 12"}

    def test_1_what_each_status_needs(self):
        for status, fields, says in (
                ("board_decided", {}, "vilken nämnd"),
                ("board_decided", dict(self.GOOD, paragraf=""), "paragraf"),
                ("board_decided", dict(self.GOOD, beslutsdag="2099-01-01"), "framåt i tiden"),
                ("delegated", self.GOOD, "anmäls till nämnden"),
                ("chair_urgent", dict(self.GOOD, anmald="2025-01-01"), "innan det fattades")):
            answer = self.submit("municipality_a", rattslage=status, **fields)
            self.assert_refused(answer, 422, says)
        sent = self.submit("municipality_a", rattslage="delegated", anmald="2026-02-01", **dict(self.GOOD, paragraf="2.1"))
        self.assertEqual(sent.status, 303, sent.words[:400])
        number = sent.location.rsplit("/", 1)[1]
        self.assertEqual(self.sql("SELECT legal_status, decision_body, decision_ref FROM response WHERE number = ?", number),
                         [("delegated", "Socialnämnden", "2.1, anmäls 2026-02-01")])

    def test_2_nothing_said_is_the_weakest_claim(self):
        page = self.client("municipality_a").get(self.send)
        self.assertNotRegex(page.text, r'name="rattslage"[^>]* checked')
        self.assert_refused(self.submit("municipality_a", rattslage=""), 422, "Välj vem som har beslutat svaret")
        # A program that sends nothing but the command makes the weakest claim.
        sent = self.client("municipality_a").post(self.send, {"_token": page.form(self.send).token})
        self.assertEqual(sent.status, 303, sent.words[:300])
        self.assertEqual(self.sql("SELECT legal_status FROM response WHERE number = ?", sent.location.rsplit("/", 1)[1]), [("officer",)])

    def test_3_preliminary_now_and_decided_later(self):
        sent = self.submit("municipality_b", rattslage="preliminary")
        number = sent.location.rsplit("/", 1)[1]
        self.assertIn(number, self.client("municipality_b").get("/").words)
        self.assert_refused(self.decide("municipality_b"), 422, "Välj vad som beslutades")
        self.assertEqual(self.decide("municipality_b", extract=b"Protokoll, \xc2\xa7 12", galler="svar", **self.GOOD).status, 303)
        self.assertEqual(self.sql("SELECT legal_status FROM response WHERE number = ?", number), [("preliminary",)])
        self.assertNotIn(number, self.client("municipality_b").get("/").words)
        for name in ("municipality_b", "staff"):
            self.assertIn("§ 12", self.client(name).get("/kvittens/" + number).words, name)
        self.assertNotIn("§ 12", self.client("municipality_a").get("/kvittens/" + number).words)
        # the extract of the minutes is fetched from receipt and response, by those who may read them
        href = re.search(r'href="([^"]+/fil/\d+)">Protokollsutdrag', self.client("staff").get("/kvittens/" + number).text)[1]
        self.assertIn('href="%s"' % href, self.client("staff").get(self.round + "/svar/1490").text)
        for name in ("municipality_b", "staff"):
            file = self.client(name).get(href)
            self.assertEqual((file.status, file.text), (200, "Protokoll, § 12"), name)
            self.assertIn("attachment", file.headers["content-disposition"])
        self.assertEqual(self.client("municipality_a").get(href).status, 404)

    def test_4_a_decided_draft_is_locked_until_it_is_unlocked(self):
        self.assertEqual(self.decide("municipality_a", galler="utkast", **self.GOOD).status, 303)
        form = self.draft(self.client("municipality_a"), 3)
        answer = self.client("municipality_a").post(self.round + "/svara/3", dict(form.fields, betyg="reject", kommentar="Smyg"))
        self.assert_refused(answer, 409, "låst")
        self.assertIn("Smyg", answer.words)
        sent = self.submit("municipality_a", rattslage="officer")
        self.assertEqual(self.sql("SELECT legal_status, decision_ref FROM response WHERE number = ?", sent.location.rsplit("/", 1)[1]),
                         [("board_decided", "§ 12")])
        self.assert_refused(self.decide("municipality_a", "las-upp", skal=""), 422, "Skriv varför")
        self.assertEqual(self.decide("municipality_a", "las-upp", skal="Fel bilaga").status, 303)
        answer = self.client("municipality_a").post(self.round + "/svara/3", dict(form.fields, betyg="support", kommentar="Nu går det"))
        self.assertEqual(answer.status, 303)

    def link(self, **fields):
        self.assertEqual(self.decide("municipality_a", "lank", **fields).status, 303)
        body = self.sql("SELECT body FROM mail WHERE kind = 'consultation.decision_link' ORDER BY id DESC LIMIT 1")[0][0]
        return re.search(r"/beslut/([\w-]+)", body)[1]

    def register(self, token, **fields):
        client = self.client()
        page = client.get("/beslut/" + token)
        self.assertEqual(page.status, 200, page.words[:300])
        form = page.form("/beslut/" + token)
        return client.post("/beslut/" + token, dict(form.fields, **dict(self.GOOD, **fields)))

    def test_5_by_a_link_once(self):
        first, token = self.link(), self.link()
        self.assertEqual(self.sql("SELECT count(*) FROM decision_link WHERE token_hash = ?", token), [(0,)])
        self.assert_refused(self.client().get("/beslut/" + first), 410)  # a newer one was sent
        self.assert_refused(self.register(token, paragraf=""), 422, "paragraf")
        done = self.register(token, utfall="changed", andringar="Stryk punkt 2.")
        self.assertEqual((done.status, done.location), (303, "/beslut/klart"))
        self.assert_refused(self.client().get("/beslut/" + token), 410, "redan använd")
        page = self.client("municipality_a").get(self.round + "/beslut")
        self.assertIn("Stryk punkt 2.", page.words)
        self.assertIn("genom länken till registraturen", page.words)
        self.sql("UPDATE decision_link SET expires_at = 1, used_at = NULL")
        self.assert_refused(self.client().get("/beslut/" + token), 410)

    def test_6_the_link_shows_the_files(self):
        files = {"underlag.txt": b"Kostnaden for namnden"}
        self.attach("municipality_a", 0, "underlag.txt", files["underlag.txt"])
        token, reader = self.link(galler="utkast"), self.client()
        hrefs = self.assert_files(reader, "/beslut/" + token, files)
        foreign = self.sql("SELECT f.id FROM stored_file f JOIN organisation o ON o.id = f.organisation_id WHERE o.code <> '1489'")
        for number in [i for i, in foreign] + [99999, "x", ""]:
            self.assertEqual(reader.get("/beslut/%s?fil=%s" % (token, number)).status, 404, number)
        self.assertEqual(self.client().get(hrefs["underlag.txt"].replace(token, "x" * 43)).status, 404)
        sent = self.submit("municipality_a", rattslage="preliminary")  # after it is sent: what went with it
        self.assertEqual(sent.status, 303, sent.words[:400])
        self.assert_files(self.client(), "/beslut/" + self.link(galler="svar"), files)

    def test_7_wrong_links_are_braked(self):
        statuses = [self.client().get("/beslut/" + "x" * 43).status for _ in range(12)]
        self.assertEqual(statuses[0], 404)
        self.assertEqual(statuses[-1], 503)


if __name__ == "__main__":
    unittest.main()
