# SPDX-License-Identifier: EUPL-1.2
"""What was written when a session had ended is kept for its writer, and for nobody else."""
import datetime
import os
import re
import sys
import time
import unittest
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401

KEPT = "/logga-in/kvar"


class KeptForms(Pages):
    """Every test has sessions of its own, by a clock that only goes forward."""
    settings = dict(Pages.settings, auth__session_idle="30m")
    minutes = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.start = int(time.time())

    def setUp(self):
        self.later(60)

    def later(self, minutes):
        KeptForms.minutes += minutes
        self.portal.set_clock(time.strftime("%Y-%m-%dT%H:%M:%S.000000Z",
                                            time.gmtime(self.start + KeptForms.minutes * 60)))

    def kept(self):
        return self.portal.number("SELECT count(*) FROM kept_form")

    def begin(self, n, text, name="municipality_a"):
        """Somebody who has written an answer to question n, and whose session then ends."""
        client = self.portal.client(name)
        form = self.draft(client, n)
        fields = dict(form.fields, kommentar=text, betyg="support", gor="stanna")
        self.later(31)
        return client, form, fields

    def sign_in(self, client, name="municipality_a"):
        login, password = self.portal.users[name]
        page = client.get("/logga-in?kvar=1")
        form = page.form("/logga-in")
        return client.post("/logga-in", dict(form.fields, anvandare=login, losenord=password))

    def text(self, client, n):
        return self.draft(client, n).fields["kommentar"]

    def test_a_draft_is_stored_when_its_writer_is_back(self):
        client, form, fields = self.begin(3, "Sparas efteråt " + NASTY)
        answer = client.post(form.action, fields)
        self.assertEqual((answer.status, answer.location), (303, "/logga-in?kvar=1"))
        page = client.get(answer.location)
        self.assertIn("Du hann loggas ut. Det du skrev är kvar och finns när du har loggat in.", page.words)
        self.assertEqual(self.kept(), 1)
        self.assertNotIn(client.cookies["__Host-overens-kvar"],
                         str(self.portal.sql("SELECT key_hash FROM kept_form")))
        answer = self.sign_in(client)
        self.assertEqual((answer.status, answer.location), (303, form.action))
        self.assertEqual(self.text(client, 3), "Sparas efteråt " + NASTY)
        self.assertEqual(self.kept(), 0)
        self.assertEqual(client.get("/konto").status, 200)
        self.assertIn("Inget väntar", client.get(KEPT).words)

    def test_what_staff_write_of_a_round_is_stored(self):
        client, matter = self.portal.client("staff"), self.round.rsplit("/remiss", 1)[0]
        text = re.findall(r'<option value="(\d+)"', client.get(matter + "/remiss/ny").text)[0]
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 150 * 86400))
        begun = client.post(matter + "/remiss/ny", {"_token": client.token(), "titel": "Kvar", "version": text, "dag": day})
        setup = begun.location.split("?")[0]
        for page, field in (("/text", "inledning"), ("/fragor/ny", "rubrik")):
            form = client.get(setup + page).form(setup + page)
            fields = dict(form.fields, **{field: "Det vi skrev om " + page})
            if page == "/fragor/ny":
                fields.update(slag="text", galler="hela", gor="spara")
            self.later(31)
            self.assertEqual(client.post(form.action, fields).location, "/logga-in?kvar=1")
            self.sign_in(client, "staff")
            self.assertEqual(self.kept(), 0, client.get(KEPT).words[:300])
            self.assertIn("Det vi skrev om " + page, client.get(setup + page.replace("/ny", "")).words)

    def test_a_command_is_sent_only_by_a_person(self):
        client = self.portal.client("municipality_a")
        before = self.portal.number("SELECT count(*) FROM response")
        form = client.get(self.send).form(self.send)
        self.later(31)
        answer = client.post(form.action, dict(form.fields, rattslage="board_decided", organ="Socialnämnden",
                                             beslutsdag="2026-01-15", paragraf="§ 9"))
        self.assertEqual((answer.status, answer.location), (303, "/logga-in?kvar=1"))
        answer = self.sign_in(client)
        self.assertEqual((answer.status, answer.location), (303, KEPT))
        self.assertEqual(self.portal.number("SELECT count(*) FROM response"), before)
        page = client.get(KEPT)
        self.assertIn("Vem har beslutat svaret Beslut i nämnd eller styrelse", page.words)
        self.assertNotIn("rattslage", page.text)
        self.assertNotIn("board_decided", page.text)
        form = page.form(KEPT)
        sent = dict(form.fields, gor="skicka")
        answer = client.post(KEPT, sent)
        self.assertEqual(answer.status, 303, answer.words[:500])
        self.assertRegex(answer.location, r"^/kvittens/SVAR-")
        self.assertEqual(self.portal.number("SELECT count(*) FROM response"), before + 1)
        again = client.post(KEPT, sent)
        self.assertEqual((again.status, again.location), (303, KEPT))
        self.assertEqual(self.portal.number("SELECT count(*) FROM response"), before + 1)
        self.assertEqual(self.kept(), 0)

    def test_it_can_be_thrown_away(self):
        client = self.portal.client("municipality_a")
        form = client.get(self.send).form(self.send)
        self.later(31)
        client.post(form.action, dict(form.fields, rattslage="delegated"))
        self.sign_in(client)
        page = client.get(KEPT)
        self.assertIn("Beslut på delegation", page.words)
        self.assertEqual(client.post(KEPT, dict(page.form(KEPT).fields, gor="kasta")).location, KEPT)
        self.assertNotIn("Beslut på delegation", client.get(KEPT).words)
        self.assertEqual(self.kept(), 0)

    def test_somebody_else_sees_nothing_and_the_writer_gets_it(self):
        client, form, fields = self.begin(4, "Bara för mig")
        client.post(form.action, fields)
        answer = self.sign_in(client, "municipality_b")
        self.assertEqual((answer.status, answer.location), (303, "/"))
        self.assertNotIn("Bara för mig", client.get(KEPT).text)
        page = client.get("/")
        self.assertNotIn("kvar", page.words.split("Hjälp och kontakt")[0])
        row = self.portal.number("SELECT max(id) FROM kept_form")
        answer = client.post(KEPT, {"_token": client.token(), "id": str(row), "gor": "skicka"})
        self.assertEqual((answer.status, answer.location), (303, KEPT))
        client.post(KEPT, {"_token": client.token(), "id": str(row), "gor": "kasta"})
        self.assertEqual(self.kept(), 1)
        client.post("/logga-ut", {"_token": client.token()})
        self.assertEqual(self.sign_in(client).location, form.action)
        self.assertEqual(self.text(client, 4), "Bara för mig")
        self.assertEqual(self.kept(), 0)

    def test_in_another_browser_it_is_not_there(self):
        client, form, fields = self.begin(4, "I den här webbläsaren")
        client.post(form.action, fields)
        other = self.client()
        self.assertEqual(self.sign_in(other).location, "/")
        self.assertIn("Inget väntar", other.get(KEPT).words)
        self.sign_in(client)
        self.assertEqual(self.text(client, 4), "I den här webbläsaren")

    def test_signed_out_in_another_tab(self):
        client = self.portal.client("municipality_a")
        form = self.draft(client, 5)
        client.post("/logga-ut", {"_token": client.token()})
        self.assertEqual(client.get("/konto").status, 303)
        answer = client.post(form.action, dict(form.fields, kommentar="Efter utloggning", betyg="support", gor="stanna"))
        self.assertEqual((answer.status, answer.location), (303, "/logga-in?kvar=1"))
        self.assertEqual(self.sign_in(client).location, form.action)
        self.assertEqual(self.text(client, 5), "Efter utloggning")

    def test_signed_in_again_in_another_tab(self):
        client, form, fields = self.begin(5, "Från en gammal flik")
        self.assertEqual(self.sign_in(client).status, 303)
        answer = client.post(form.action, fields)
        self.assertEqual((answer.status, answer.location), (303, form.action))
        self.assertEqual(self.text(client, 5), "Från en gammal flik")
        self.assertEqual(self.kept(), 0)

    def test_an_old_tab_of_somebody_else_is_refused_with_its_text(self):
        client, form, fields = self.begin(5, "Skrivet av A")
        self.sign_in(client, "municipality_b")
        answer = client.post(form.action, fields)
        self.assert_refused(answer, 403)
        self.assertIn("Skrivet av A", answer.text)
        self.assertEqual(self.kept(), 0)

    def test_a_forged_token_keeps_nothing(self):
        client, form, fields = self.begin(6, "Förfalskat")
        for token in ("", "x", "A" * 64, form.token[:-2] + ("AA" if form.token[-2:] != "AA" else "BB"),
                      self.client().get("/logga-in").form("/logga-in").token):
            answer = client.post(form.action, dict(fields, _token=token))
            self.assert_refused(answer, 403)
            self.assertIn("Förfalskat", answer.text)
            self.assertNotIn("kommentar</label>", answer.text)
            self.assertIn(">Kommentar</label>", answer.text)
        stranger = self.client()
        self.assert_refused(stranger.post(form.action, fields), 403)
        stranger.cookies["__Host-overens"] = "A" * 43
        self.assert_refused(stranger.post(form.action, fields), 403)
        self.assertEqual(self.kept(), 0)

    def test_another_site_keeps_nothing(self):
        client, form, fields = self.begin(6, "Från annat håll")
        for headers in ({"Origin": "https://ond.example"}, {"Sec-Fetch-Site": "cross-site"}):
            self.assert_refused(client.post(form.action, fields, headers), 403, "annan webbplats")
        self.assertEqual(self.kept(), 0)

    def test_a_huge_form_is_given_back(self):
        client, form, fields = self.begin(6, "x" * 300000)
        answer = client.post(form.action, fields)
        self.assert_refused(answer, 403, "Kopiera")
        self.assertIn("x" * 300000, answer.text)
        self.assertEqual(self.kept(), 0)

    def test_the_same_form_twice_and_too_many(self):
        client, form, fields = self.begin(7, "Två gånger")
        for _ in range(2):
            self.assertEqual(client.post(form.action, fields).status, 303)
        self.assertEqual(self.kept(), 1)
        fields["kommentar"] = "Den senaste"
        self.assertEqual(client.post(form.action, fields).status, 303)
        self.assertEqual(self.kept(), 1)
        for n in range(9):
            client.post("%s?x=%d" % (form.action, n), fields)
        self.assertEqual(self.kept(), 10)
        answer = client.post(form.action + "?x=ett-for-mycket", dict(fields, kommentar="Elfte"))
        self.assert_refused(answer, 403)
        self.assertIn("Elfte", answer.text)
        self.assertEqual(self.kept(), 10)
        self.assertEqual(self.sign_in(client).status, 303)
        self.assertIn("Den senaste", self.text(client, 7))
        while 'name="gor"' in client.get(KEPT).text:
            kept = client.get(KEPT).form(KEPT)
            client.post(KEPT, dict(kept.fields, gor="kasta"))
        self.assertEqual(self.kept(), 0)

    def test_a_colleague_wrote_meanwhile(self):
        client, form, fields = self.begin(8, "Min text")
        client.post(form.action, fields)
        colleague = self.portal.client("municipality_a")
        theirs = self.draft(colleague, 8)
        colleague.post(theirs.action, dict(theirs.fields, kommentar="Kollegans text", betyg="support", gor="stanna"))
        answer = self.sign_in(client)
        self.assertEqual(answer.status, 409, answer.words[:300])
        self.assertIn("Min text", answer.text)
        self.assertIn("Kollegans text", answer.text)
        self.assertEqual(client.get("/konto").status, 200)
        self.assertEqual(self.text(colleague, 8), "Kollegans text")

    def test_what_needs_a_correction_is_shown(self):
        client, form, fields = self.begin(8, "")
        client.post(form.action, dict(fields, betyg="reject"))
        answer = self.sign_in(client)
        self.assertEqual(answer.status, 422)
        self.assertIn("Skriv varför ni avstyrker.", answer.words)

    def test_a_draft_with_a_button_that_does_more_is_asked_about(self):
        client, form, fields = self.begin(9, "Ta bort?")
        client.post(form.action, dict(fields, gor="ta-bort"))
        self.assertEqual(self.sign_in(client).location, KEPT)
        kept = client.get(KEPT).form(KEPT)
        client.post(KEPT, dict(kept.fields, gor="kasta"))

    def test_the_session_row_is_gone_after_a_week(self):
        client, form, fields = self.begin(9, "Mycket gammalt")
        self.later(8 * 24 * 60)
        self.portal.client("auditor")  # whoever signs in makes room
        answer = client.post(form.action, fields)
        self.assert_refused(answer, 403, "Kopiera")
        self.assertIn("Mycket gammalt", answer.text)
        self.assertEqual(self.kept(), 0)

    def test_kept_for_a_week(self):
        client, form, fields = self.begin(9, "En vecka")
        client.post(form.action, fields)
        self.later(7 * 24 * 60 + 1)
        self.assertEqual(self.sign_in(client).location, "/")
        self.assertNotIn("En vecka", self.text(client, 9))

    def test_a_file_is_not_kept_and_that_is_said(self):
        client = self.portal.client("staff")
        page = client.get("/arende/halsoavtal-2026/dokument/las-in")
        form = page.form(field="handling")
        parts = "".join('--gr\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name, value)
                        for name, value in dict(form.fields, titel="Ny handling").items() if name != "fil")
        body = (parts + '--gr\r\nContent-Disposition: form-data; name="fil"; filename="a.md"\r\n'
                "Content-Type: text/markdown\r\n\r\n# 1 Hej\r\n--gr--\r\n").encode()
        self.later(31)
        answer = client.post(form.action, body, {"Content-Type": "multipart/form-data; boundary=gr"})
        self.assertEqual((answer.status, answer.location), (303, "/logga-in?kvar=1"), answer.words[:300])
        self.assertEqual(self.sign_in(client, "staff").location, KEPT)
        page = client.get(KEPT)
        self.assertIn("Ny handling", page.words)
        self.assertIn("Den följde inte med", page.words)
        self.assertNotIn('value="skicka"', page.text)
        client.post(KEPT, dict(page.form(KEPT).fields, gor="kasta"))

    def test_a_script_hears_that_nobody_is_signed_in(self):
        client, form, fields = self.begin(9, "Från autospar")
        answer = client.post(form.action + "?spara=1", fields, {"Accept": "application/json", "Sec-Fetch-Mode": "cors"})
        self.assertEqual(answer.status, 403)
        self.assertEqual(client.post(form.action, fields).location, "/logga-in?kvar=1")
        self.assertEqual(self.kept(), 1)
        self.assertEqual(self.sign_in(client).location, form.action)
        self.assertEqual(self.text(client, 9), "Från autospar")

    def test_a_mandate_that_ends_meanwhile_costs_no_text(self):
        code = self.portal.sql("SELECT o.code FROM account a JOIN organisation o ON o.id = a.organisation_id "
                               "WHERE a.login = '%s'" % self.portal.users["municipality_a"][0])[0][0]
        zone = zoneinfo.ZoneInfo("Europe/Stockholm")
        now = datetime.datetime.fromtimestamp(self.start + KeptForms.minutes * 60, zone)
        last = now.date() + datetime.timedelta(days=1)
        before_midnight = datetime.datetime.combine(last, datetime.time(23, 50), zone)
        self.later(int(before_midnight.timestamp() - now.timestamp()) // 60)
        self.assertEqual(self.portal.overens("user", "add", "vikarie", "--name", "Vikarie", "--org", code,
                                             stdin=b"ett langt losenord\n").returncode, 0)
        done = self.portal.overens("user", "mandate", "vikarie", "--role", "drafter", "--org", code, "--to", last.isoformat())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.portal.users["substitute"] = ("vikarie", "ett langt losenord")
        client = self.portal.client("substitute")
        form = self.draft(client, 9)
        self.later(20)
        answer = client.post(form.action, dict(form.fields, kommentar="Vikariens text", betyg="support"))
        self.assert_refused(answer, 403)
        self.assertIn("Vikariens text", answer.text)
        self.assertIn(">Kommentar</label>", answer.text)
        self.assertIn("Har upphört", client.get("/konto").words)
        self.assertEqual(self.kept(), 0)
        self.later(31)  # rights are read when the draft is sent again, not when it was written
        client.post(form.action, dict(form.fields, kommentar="Vikariens text", betyg="support", gor="stanna"))
        self.assertEqual(self.sign_in(client, "substitute").location, KEPT)
        page = client.get(KEPT)
        self.assertIn("Vikariens text", page.words)
        self.assertIn("Tillstyrker", page.words)
        answer = client.post(KEPT, dict(page.form(KEPT).fields, gor="skicka"))
        self.assert_refused(answer, 403)
        self.assertIn("Vikariens text", answer.text)
        self.assertIn("Vikariens text", client.get(KEPT).words)
        client.post(KEPT, dict(client.get(KEPT).form(KEPT).fields, gor="kasta"))
        self.assertNotIn("Vikariens text", self.text(self.portal.client("municipality_a"), 9))

    def test_what_is_no_longer_theirs_costs_no_text(self):
        client = self.portal.client("municipality_a")
        answer = client.post(self.round.rsplit("/", 1)[0] + "/999/svara/1",
                             {"_token": client.token(), "kommentar": "Skriven i onödan"})
        self.assert_refused(answer, 404)
        self.assertIn("Skriven i onödan", answer.text)

    def test_settings_and_passwords_are_not_kept(self):
        client = self.portal.client("municipality_a")
        form = client.get("/konto/installningar").form("/konto/installningar")
        self.later(31)
        self.assertEqual(client.post("/konto/installningar", form.fields).status, 403)
        client.post(self.respond, {"_token": form.token, "losenord": "hemligt hemligt"})
        self.assertEqual(self.kept(), 0)


if __name__ == "__main__":
    unittest.main()
