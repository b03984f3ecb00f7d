# SPDX-License-Identifier: EUPL-1.2
"""Who did what when: the history of objects, the event log for auditors and administrators, its export, the extract of a
person's data, and that reading what is protected becomes an event."""
import csv
import hashlib
import io
import json
import re
import unittest

from pagetest import Pages, tearDownModule  # noqa: F401
from portal import Portal, until


def recompute(event):
    """The recipe of docs/guides/revisor.md."""
    lines = ["overens-event-1"] + ["%s: %s" % (key, event[key]) for key in
                                   ("seq", "at", "actor", "role", "action", "object", "before", "after", "prev")]
    return hashlib.sha256(("\n".join(lines) + "\n").encode()).hexdigest()


class History(Pages):
    def events(self, **query):
        answer = self.client("auditor").get("/admin/handelser.json?" + "&".join("%s=%s" % pair for pair in query.items()))
        self.assertEqual(answer.status, 200, answer.words[:300])
        return json.loads(answer.body)["events"]

    def newest(self, action):
        found = self.events(handelse=action)
        return found[-1] if found else None

    def matter(self):
        slug = self.round.split("/")[2]
        page = self.client("staff").get("/arende/" + slug)
        found = re.search(r'href="(/historik/matter/\d+)"', page.text)
        self.assertTrue(found, "the matter's page links to its history")
        return found.group(1)

    # ---- Who may see what ----

    def test_visitors_have_no_part_in_history(self):
        for path in ("/historik/matter/1", "/historik/account/1", "/konto/historik", "/konto/uppgifter.json", "/admin/handelser",
                     "/admin/handelser.json", "/admin/handelser.csv", "/admin/uppgifter/1"):
            answer = self.client().get(path)
            self.assertIn(answer.status, (303, 401), path)
            self.assertNotIn("seq", answer.text)

    def walk(self, client, path):
        """The words of a history's every page."""
        base, words = path.split("?")[0], ""
        for _ in range(60):
            page = client.get(path)
            self.assertEqual(page.status, 200, page.words[:200])
            words += page.words[page.words.index("Händelser"):]
            following = re.search(r'href="(\?fore=\d+[^"]*)"', page.text)
            if not following:
                return words
            path = base + following.group(1).replace("&amp;", "&")
        self.fail("the history has no end")
        return words

    def test_a_matters_history_has_all_its_children_newest_first(self):
        page = self.client("staff").get(self.matter())
        times = re.findall(r'<time datetime="([^"]+)"', page.text)
        self.assertEqual(len(times), 50)
        self.assertEqual(times, sorted(times, reverse=True))
        words = self.walk(self.client("staff"), self.matter())
        for sentence in ("Lade upp ärendet", "Publicerade texten", "Lade upp remissen", "Bjöd in en part att svara",
                         "Skickade svaret i tid", "Ändrade en bestämmelse"):
            self.assertTrue(sentence in words, sentence)

    def test_the_filter_shows_one_kind(self):
        words = self.walk(self.client("staff"), self.matter() + "?slag=consultation")
        self.assertTrue("Bjöd in en part att svara" in words)
        self.assertFalse("Ändrade en bestämmelse" in words)

    def test_a_municipality_sees_only_its_own_part_of_a_round(self):
        number = int(self.round.rsplit("/", 1)[1])
        everything = self.walk(self.client("staff"), "/historik/consultation/%d" % number)
        own = self.walk(self.client("municipality_a"), "/historik/consultation/%d" % number)
        self.assertGreater(everything.count("Bjöd in en part"), 10)
        self.assertEqual(own.count("Bjöd in en part"), 1)

    def test_another_partys_response_is_not_there(self):
        ours = {"response/" + row[0] for row in self.portal.sql("SELECT r.id FROM response r JOIN consultation c "
                                                                "ON c.id = r.consultation_id JOIN matter m ON m.id = c.matter_id "
                                                                "WHERE m.slug = 'halsoavtal-2026'")}
        sent = [event for event in self.events(objekt="response") if event["object"] in ours]
        self.assertTrue(sent)
        theirs = 0
        for event in sent:
            staff = self.client("staff").get("/historik/" + event["object"])
            party = self.client("municipality_a").get("/historik/" + event["object"])
            self.assertEqual(staff.status, 200)
            self.assertIn(party.status, (200, 404))
            theirs += party.status == 404
        self.assertGreater(theirs, 0)

    def test_names_of_other_organisations_people_are_not_shown(self):
        party, staff = (self.walk(self.client(who), self.matter()) for who in ("municipality_a", "staff"))
        self.assertTrue("Processledare, Västra Götalandsregionen" in staff)  # the demo's person is called that
        self.assertFalse("Processledare, Västra Götalandsregionen" in party)
        self.assertTrue("En person, Västra Götalandsregionen" in party)

    def test_unknown_and_foreign_objects_look_the_same(self):
        party = self.client("municipality_a")
        missing, foreign = party.get("/historik/account/999999"), party.get("/historik/account/1")
        self.assertEqual((missing.status, foreign.status), (404, 404))
        for path in ("/historik/nothing/1", "/historik/matter/0", "/historik/matter/x", "/historik/log/1", "/historik/mail/1"):
            self.assertEqual(party.get(path).status, 404, path)

    # ---- The log ----

    def test_the_log_is_for_auditors_and_partly_for_administrators(self):
        self.assertEqual(self.client("municipality_a").get("/admin/handelser").status, 403)
        self.assertEqual(self.client("staff").get("/admin/handelser").status, 403)
        page = self.client("auditor").get("/admin/handelser")
        self.assertEqual(page.status, 200)
        kinds = {event["object"].split("/")[0] for event in self.events()}
        self.assertLessEqual({"matter", "version", "response", "account", "organisation"}, kinds)

    def test_an_administrator_sees_people_and_no_contents(self):
        admin = self.client("admin")
        page = admin.get("/admin/handelser")
        self.assertEqual(page.status, 200)
        self.assertIn("bara för revisorer", page.words)
        events = json.loads(admin.get("/admin/handelser.json").body)["events"]
        kinds = {event["object"].split("/")[0] for event in events}
        self.assertLessEqual({"account", "organisation"}, kinds)
        self.assertFalse(kinds & {"matter", "version", "node", "response", "consultation", "statement", "document", "term"}, kinds)
        self.assertEqual(json.loads(admin.get("/admin/handelser.json?objekt=response").body)["events"], [])
        for path in ("/historik/response/1", "/historik/response/2"):
            self.assertEqual(admin.get(path).status, 404, path)
        self.assertEqual(admin.get("/historik/account/1").status, 200)

    def test_an_administrator_takes_out_a_persons_data_without_read_marks(self):
        own = json.loads(self.client("municipality_a").get("/konto/uppgifter.json").body)
        answer = self.client("admin").get("/admin/uppgifter/%d" % own["account"]["id"])
        self.assertEqual(answer.status, 200)
        data = json.loads(answer.body)
        self.assertEqual(data["account"]["login"], own["account"]["login"])
        self.assertLessEqual({"provisions_read", "versions_read", "drafts_begun"}, set(data["left_out"]))
        self.assertNotIn("provisions_read", data)
        self.assertEqual(own["left_out"], [])
        event = self.newest("account.extracted")
        self.assertEqual((event["actor"], event["role"]), (self.portal.users["admin"][0], "administrator"))
        self.assertEqual(self.client("admin").get("/admin/uppgifter/999999").status, 404)

    def test_search_by_person_action_object_and_day(self):
        for event in self.events(person="revisor"):
            self.assertEqual(event["actor"], "revisor")
        self.assertEqual({event["action"] for event in self.events(handelse="text.published")}, {"text.published"})
        for event in self.events(objekt="version/1"):
            self.assertTrue(event["object"] == "version/1" or event["object"].startswith("version/1/"))
        self.assertEqual(self.events(fran="1999-01-01", till="1999-12-31"), [])
        self.assertGreater(len(self.events(fran="1999-01-01")), 50)
        page = self.client("auditor").get("/admin/handelser?fran=i+morgon")
        self.assertEqual(page.status, 200)
        self.assertIn("datumfel", page.text)

    def test_the_pages_of_the_log_meet(self):
        path, seen = "/admin/handelser", []
        for _ in range(100):
            page = self.client("auditor").get(path)
            seen += [int(n) for n in re.findall(r'<th scope="row">(\d+)</th>', page.text)]
            following = re.search(r'href="(\?[^"]*fore=\d+)" rel="next"', page.text)
            if not following:
                break
            path = "/admin/handelser" + following.group(1).replace("&amp;", "&")
        self.assertEqual(seen, list(range(seen[0], 0, -1)))

    def test_an_outsider_recomputes_the_chain_from_the_export(self):
        events = self.events()
        previous = "0" * 64
        for number, event in enumerate(events, 1):
            self.assertEqual(event["seq"], number)
            self.assertEqual(event["prev"], previous)
            self.assertEqual(event["hash"], recompute(event))
            previous = event["hash"]
        events[3]["role"] = "auditor"
        self.assertNotEqual(events[3]["hash"], recompute(events[3]))

    def test_csv_has_the_same_rows(self):
        answer = self.client("auditor").get("/admin/handelser.csv?handelse=text.published")
        self.assertTrue(answer.body.startswith(b"\xef\xbb\xbfseq;at;"))
        rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";"))
        expected = self.events(handelse="text.published")
        self.assertEqual([row["hash"] for row in rows], [event["hash"] for event in expected])
        self.assertEqual(answer.headers["x-overens-rows"], str(len(rows)))

    def test_an_export_is_an_event(self):
        before = len(self.events(handelse="log.exported"))
        answer = self.client("auditor").get("/admin/handelser.csv?objekt=matter/1")
        event = self.newest("log.exported")
        self.assertEqual(len(self.events(handelse="log.exported")), before + 3)  # this one, and the two questions about it
        self.assertEqual((event["actor"], event["role"]), ("revisor", "auditor"))
        self.assertIn(hashlib.sha256(answer.body).hexdigest(), {e["after"] for e in self.events(handelse="log.exported")})

    # ---- Reading what is protected ----

    def test_reading_anothers_response_is_an_event_once(self):
        page = self.client("auditor").get(self.portal.routes["response_a"])
        self.assertEqual(page.status, 200)
        mine = [e for e in self.events(handelse="response.read") if e["actor"] == "revisor"]
        self.assertEqual(len(mine), 1)
        self.assertEqual((mine[0]["role"], mine[0]["object"].split("/")[0]), ("auditor", "response"))
        self.client("auditor").get(self.portal.routes["response_a"])
        self.assertEqual(len([e for e in self.events(handelse="response.read") if e["actor"] == "revisor"]), 1)

    def test_reading_ones_own_is_none(self):
        self.client("municipality_a").get(self.portal.routes["response_a"])
        self.assertEqual([e for e in self.events(handelse="response.read") if e["actor"] == self.portal.users["municipality_a"][0]], [])

    def test_following_the_answers_is_an_event(self):
        self.client("auditor").get(self.round + "/status")
        self.client("auditor").get(self.round + "/sammanstallning/p/1")
        self.assertTrue(self.newest("consultation.read_status"))
        self.assertTrue(self.newest("consultation.read_comments"))

    def test_searching_in_others_answers_is_an_event(self):
        page = self.client("auditor").get("/sok?q=kommunen&slag=answer")
        self.assertEqual(page.status, 200)
        found = "Ingen träff" not in page.words
        self.assertTrue(found, "the demo's answers hold the word")
        self.assertEqual(self.newest("response.searched")["actor"], "revisor")
        self.client("municipality_a").get("/sok?q=kommunen&slag=answer")
        self.assertEqual({event["actor"] for event in self.events(handelse="response.searched")}, {"revisor"})

    def test_an_auditor_who_reads_a_working_text_is_noted(self):
        documents = self.client("auditor").get("/arende/%s/dokument" % self.round.split("/")[2])
        for path in sorted(set(re.findall(r'href="(/arende/[^"]+/text/[^"./]+)"', documents.text))):
            self.client("auditor").get(path)
        noted = self.events(handelse="text.read_working")
        for event in noted:
            self.assertEqual((event["actor"], event["role"]), ("revisor", "auditor"))

    # ---- Oneself ----

    def test_signing_in_is_ones_own_act(self):
        self.client("municipality_b")
        event = self.newest("session.started")
        self.assertNotEqual(event["actor"], "-")
        page = self.client("municipality_b").get("/konto/historik")
        self.assertIn("Loggade in", page.words)

    def test_ones_own_data(self):
        answer = self.client("municipality_a").get("/konto/uppgifter.json")
        data = json.loads(answer.body)
        self.assertEqual(data["account"]["login"], self.portal.users["municipality_a"][0])
        self.assertTrue(data["mandates"] and data["sessions"] and data["events"])
        self.assertIn("attachment", answer.headers["content-disposition"])
        for secret in ("password_hash", "$argon2", "cookie_hash", "token_hash"):
            self.assertNotIn(secret, answer.text)
        event = self.newest("account.extracted")
        self.assertEqual(event["object"], "account/%d" % data["account"]["id"])

    def test_anothers_data_is_not_there(self):
        own = json.loads(self.client("auditor").get("/konto/uppgifter.json").body)["account"]["id"]
        self.assertEqual(self.client("municipality_a").get("/admin/uppgifter/%d" % own).status, 403)


class Head(unittest.TestCase):
    """The head is published outside the database: to the log, and once a day by mail."""

    def mails(self, portal):
        with portal.database() as database:
            return database.execute("SELECT to_address, subject, body, once_key FROM mail WHERE kind = 'audit.head' ORDER BY id").fetchall()

    def test_the_head_is_mailed_once_a_day_and_proves_the_log(self):
        with Portal(audit__head_mail="arkiv@region.example, revisor@kommun.example") as portal:
            mails = until(lambda: self.mails(portal), 30)
            self.assertEqual([mail[0] for mail in mails], ["arkiv@region.example", "revisor@kommun.example"])
            subject, body = mails[0][1:3]
            self.assertIn("Händelseloggens huvud", subject)
            self.assertIn("overens verify --heads", body)
            line = re.search(r"(?m)^event-head seq=(\d+) hash=([0-9a-f]{64})$", body)
            self.assertTrue(line, body)
            self.assertIn("event-head seq=%s hash=%s" % line.groups(), portal.log)
            portal.stop_master()
            portal.start()  # its jobs begin anew: the day's mail has left already
            self.assertTrue(until(lambda: portal.log.count("event-head seq=") > 1, 30))
            self.assertEqual(len(self.mails(portal)), 2)
            self.assertIn("published head", portal.overens("verify", "--head", "%s:%s" % line.groups()).stdout.decode())

    def test_a_mistyped_address_is_refused(self):
        with Portal(serve=False) as portal:
            with open(portal.config, "a", encoding="utf-8") as file:
                file.write("\n[audit]\nhead_mail = arkiv@region.example, revisorn\n")
            done = portal.app.run(["--config", portal.config, "check-config"])
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("revisorn", (done.stdout + done.stderr).decode())


if __name__ == "__main__":
    unittest.main(verbosity=2)
