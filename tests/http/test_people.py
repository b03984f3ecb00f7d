# SPDX-License-Identifier: EUPL-1.2
"""An organisation's own administrator: invites, gives and ends roles, lets somebody stand in, defines approval chains."""
import datetime
import html
import os
import re
import sys
import unittest
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401

A, B = "/admin/organisation/1489", "/admin/organisation/1490"


def day(offset):
    """A Swedish day, which near midnight is not the machine's."""
    return (datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Stockholm")).date() + datetime.timedelta(days=offset)).isoformat()


class People(Pages):
    settings = dict(Pages.settings, site__url="http://localhost:8080")

    one = 0

    def rows(self, sql, *args):
        with self.portal.database() as db:
            return db.execute(sql, args).fetchall()

    def account(self, login):
        return self.rows("SELECT id FROM account WHERE login = ?", login)[0][0]

    def mandate(self, login, role, ended=False):
        found = self.rows("SELECT m.id FROM mandate m JOIN account a ON a.id = m.account_id WHERE a.login = ? AND m.role = ? "
                          "AND (m.ended_at IS NOT NULL) = ? ORDER BY m.id DESC", login, role, ended)
        return found[0][0] if found else None

    def events(self, action, account):
        return self.rows("SELECT actor FROM event WHERE action = ? AND object = ?", action, "account/%d" % account)

    def fill(self, client, path, page=None, **fields):
        """The form of the page (path when not told) with these fields changed, posted to path."""
        page = page or client.get(path)
        self.assertEqual(page.status, 200, page.words[:300])
        field = "radversion" if fields.get("gor") not in (None, "ersatt") and 'name="radversion"' in page.text else "_token"
        form = next(f for f in page.page.forms if f.action == path and field in f.fields and
                    (not fields.get("gor") or ("gor", fields["gor"]) in f.buttons or fields["gor"] == "nonsens"))
        sent = dict(form.fields, **fields)
        if path.endswith("/personer/ny"):  # boxes
            roles = sent.pop("roll", [])
            sent.update({"roll-" + role: "1" for role in (roles if isinstance(roles, list) else [roles])})
        return client.post(path, sent)

    def invite(self, client, **fields):
        """Somebody new in A; the person's address and id."""
        People.one += 1
        email = "person%d@alingsas.example" % People.one
        answer = self.fill(client, A + "/personer/ny", **dict({"namn": "Person %d" % People.one, "epost": email,
                                                               "roll": "drafter"}, **fields))
        self.assertEqual(answer.status, 303, answer.words[:600])
        where = answer.location.split("?")[0]
        return where, int(where.rsplit("/", 1)[1])


class Lists(People):
    def test_the_list_shows_roles_periods_and_what_ends(self):
        page = self.client("org_admin_a").get(A + "/personer")
        self.assertEqual(page.status, 200)
        for words in ("Registrator Alingsås", "Nämndsekreterare Alingsås", "ersätter Granskare Alingsås", "tills vidare",
                      "Slutar inom tre månader", "alingsas@alingsas.example"):
            self.assertIn(words, page.words)
        self.assertNotIn("Borås", page.words)
        found = self.client("org_admin_a").get(A + "/personer?q=N%C3%84MND")
        self.assertIn("Nämndsekreterare Alingsås", found.words)
        self.assertNotIn("Registrator Alingsås", found.words.split("Slutar inom")[0])
        self.assertIn("Ingen hittades", self.client("org_admin_a").get(A + "/personer?q=finnsinte").words)

    def test_who_may_look(self):
        person = "%s/person/%d" % (A, self.account("alingsas"))
        mandate = "%s/uppdrag/%d" % (person, self.mandate("alingsas", "drafter"))
        pages = [A + "/personer", A + "/personer/ny", person, person + "/uppdrag/ny", mandate, A + "/beslutskedjor",
                 A + "/beslutskedjor/ny", A + "/beslutskedjor/1", A + "/beslutskedjor/1/version/1"]
        for path in pages:
            with self.subTest(path):
                self.assertEqual(self.client("org_admin_a").get(path).status, 200, path)
                self.assertEqual(self.client("org_admin_b").get(path).status, 404, path)
                answer = self.client().get(path)
                self.assertEqual((answer.status, answer.location.split("?")[0]), (303, "/logga-in"), path)
                for name in ("municipality_a", "staff", "admin", "auditor", "council"):
                    self.assertEqual(self.client(name).get(path).status, 403, (name, path))
                client = self.client("org_admin_b")
                self.assertEqual(client.post(path, {"_token": client.token()}).status in (404, 405), True, path)
        for path in ("/admin/organisation/9999/personer", A + "/person/999999", A + "/person/0", A + "/person/x",
                     A + "/person/%d" % self.account("boras"), person + "/uppdrag/999999", A + "/beslutskedjor/2",
                     A + "/beslutskedjor/1/version/2", person + "/uppdrag/%d" % self.mandate("namnd.alingsas", "board_secretary")):
            self.assertEqual(self.client("org_admin_a").get(path).status, 404, path)
        self.assertEqual(self.client("org_admin_a").get("/admin/personer").status, 403)

    def test_an_administrator_finds_everybody_and_changes_few(self):
        admin = self.client("admin")
        page = admin.get("/admin/personer?q=alings%C3%A5s&organisation=1489")
        self.assertIn("Granskare Alingsås", page.words)
        self.assertIn("Behörig avsändare", page.words)
        person = admin.get("/admin/person/%d" % self.account("alingsas"))
        self.assertIn("inte här", person.words)
        self.assertNotIn('name="epost"', person.text)
        mandate = "/admin/person/%d/uppdrag/%d" % (self.account("alingsas"), self.mandate("alingsas", "drafter"))
        self.assertEqual(admin.get(mandate).status, 404)
        roles = admin.get("/admin/personer/ny").text
        self.assertIn('name="roll-organisation_administrator"', roles)
        self.assertNotIn("roll-drafter", roles)
        # by hand: a role that is not in the list
        answer = self.fill(admin, "/admin/personer/ny", namn="Smyg", epost="smyg@alingsas.example", organisation="1489",
                           roll="drafter")
        self.assertEqual(answer.status, 422)
        answer = self.fill(admin, "/admin/personer/ny", namn="Första", epost="forsta@ale.example", organisation="1440",
                           roll="organisation_administrator")
        self.assertEqual(answer.status, 303, answer.words[:400])
        self.assertEqual(self.rows("SELECT kind, secret FROM mail WHERE to_address = 'forsta@ale.example'"),
                         [("account.invitation", 1)])


class Inviting(People):
    def test_an_invitation_makes_account_mandates_mail_and_events(self):
        client = self.client("org_admin_a")
        where, account = self.invite(client, namn="Åsa Öberg", titel="Socialchef", roll=["approver", "registrar"],
                                     fran=day(0), till=day(200), arende="halsoavtal-2026")
        page = client.get(where + "?gjort=inbjuden")
        for words in ("Inbjudan är på väg", "Socialchef", "Inbjuden", "Granskare", "Registrator", "bara ärendet"):
            self.assertIn(words, page.words)
        self.assertEqual(self.rows("SELECT password FROM account WHERE id = ?", account), [("",)])
        mail = self.rows("SELECT subject, body, secret, to_name FROM mail WHERE account_id = ?", account)
        self.assertEqual(len(mail), 1)
        self.assertIn("/valkommen/", mail[0][1])
        self.assertIn("Granskare", mail[0][1])
        self.assertEqual(mail[0][2:], (1, "Åsa Öberg"))
        self.assertEqual(len(self.events("person.invited", account)), 1)
        self.assertEqual(len(self.events("mandate.added", account)), 2)
        self.assertEqual(self.events("account.added", account), [("admin.alingsas",)])
        # the link works until it is taken back, or a new one is sent
        old = re.search(r"/valkommen/[\w-]+", mail[0][1]).group()
        self.assertEqual(self.client().get(old).status, 200)
        answer = self.fill(client, where, gor="bjud")
        self.assertEqual(answer.status, 303, answer.words[:300])
        self.assertNotEqual(self.client().get(old).status, 200)
        new = re.search(r"/valkommen/[\w-]+", self.rows("SELECT body FROM mail WHERE account_id = ? ORDER BY id DESC",
                                                         account)[0][0]).group()
        self.assertEqual(self.client().get(new).status, 200)
        self.assertEqual(self.fill(client, where, gor="aterkalla").status, 303)
        self.assertNotEqual(self.client().get(new).status, 200)
        self.assertEqual(len(self.events("person.uninvited", account)), 1)

    def test_what_is_refused_comes_back_as_written(self):
        client = self.client("org_admin_a")
        before = self.rows("SELECT count(*) FROM account")
        cases = [({"epost": "inte en adress"}, "Skriv en e-postadress"),
                 ({"epost": "a@b.example, c@d.example"}, "Skriv en e-postadress"),
                 ({"epost": "x" * 260 + "@b.example"}, "högst 254 tecken"),
                 ({"namn": ""}, "Namn saknas"), ({"namn": "x" * 201}, "högst 200 tecken"),
                 ({"roll": []}, "Välj minst en roll"), ({"roll": "economist"}, "Den rollen kan inte ges här"),
                 ({"roll": "administrator"}, "Den rollen kan inte ges här"),
                 ({"roll": ["drafter", "auditor"]}, "Den rollen kan inte ges här"),
                 ({"fran": "2026-02-30"}, "måste vara ett datum"), ({"fran": "0001-01-01"}, "utanför den tid"),
                 ({"fran": day(9), "till": day(8)}, "ligger före den första"),
                 ({"till": day(-1)}, "har redan passerat"), ({"arende": "finns-inte"}, "Ärendet finns inte"),
                 ({"anvandarnamn": "med blank"}, "Skriv ett användarnamn"), ({"anvandarnamn": "ALINGSAS"}, "upptaget"),
                 ({"epost": "Alingsas@Alingsas.example"}, "hör redan till en person")]
        for fields, says in cases:
            with self.subTest(fields):
                sent = dict({"namn": NASTY[:190], "epost": "ny@alingsas.example", "titel": NASTY[:150], "roll": "drafter"},
                            **fields)
                answer = self.fill(client, A + "/personer/ny", **sent)
                self.assertEqual(answer.status, 422, answer.words[:300])
                self.assertIn(says, answer.words)
                self.assertNotIn("<script>alert", answer.text)
                self.assertEqual(answer.form(A + "/personer/ny").fields["titel"], sent["titel"])
        self.assertEqual(self.rows("SELECT count(*) FROM account"), before)

    def test_markup_and_unicode_in_names(self):
        client = self.client("org_admin_a")
        name = "<b>Žofia</b> ناصر 😀 & 'Co' {{x}}"
        # What turns the reading direction could make one name look like another.
        turned = self.fill(client, A + "/personer/ny", namn=name.replace("ن", "\u202eن"), epost="ny@alingsas.example", roll="drafter")
        self.assertEqual(turned.status, 422)
        self.assertIn("tecken som inte går att spara", turned.words)
        where, account = self.invite(client, namn=name)
        for path in (where, A + "/personer?q=%C5%BEofia", where + "/uppdrag/ny"):
            page = client.get(path)
            self.assertEqual(page.status, 200)
            self.assertIn(html.escape(name, quote=False)[:20], page.text.replace("&#39;", "'"))
            self.assertNotIn("<b>Žofia", page.text)

    def test_twice_the_same_form_invites_once(self):
        client = self.client("org_admin_a")
        form = client.get(A + "/personer/ny").form(A + "/personer/ny")
        sent = dict(form.fields, namn="En gång", epost="engang@alingsas.example", **{"roll-drafter": "1"})
        first, second = (client.post(A + "/personer/ny", sent) for _ in range(2))
        self.assertEqual((first.status, second.status), (303, 303))
        self.assertEqual(first.location, second.location)
        self.assertEqual(self.rows("SELECT count(*) FROM mail WHERE to_address = 'engang@alingsas.example'"), [(1,)])


class Mandates(People):
    def test_rights_follow_at_the_next_request(self):
        admin, registrar = self.client("org_admin_a"), self.client("registrar_a")
        person = "%s/person/%d" % (A, self.account("registrator.alingsas"))
        self.assertEqual(registrar.get(A + "/personer").status, 403)
        answer = self.fill(admin, person + "/uppdrag/ny", roll="organisation_administrator")
        self.assertEqual(answer.status, 303, answer.words[:300])
        self.assertEqual(registrar.get(A + "/personer").status, 200)
        mandate = "%s/uppdrag/%d" % (person, self.mandate("registrator.alingsas", "organisation_administrator"))
        self.assertEqual(self.fill(admin, mandate, gor="avsluta", nar="nu", orsak="Prov").status, 303)
        self.assertEqual(registrar.get(A + "/personer").status, 403)
        page = admin.get(person)
        self.assertIn("Avslutade uppdrag", page.words)
        self.assertIn("Prov", page.words)
        self.assertEqual(admin.get(mandate).status, 303)

    def test_a_mandate_is_changed_and_ended_at_a_day(self):
        client = self.client("org_admin_a")
        where, account = self.invite(client)
        mandate = "%s/uppdrag/%d" % (where, self.rows("SELECT id FROM mandate WHERE account_id = ?", account)[0][0])
        answer = self.fill(client, mandate, gor="andra", till=day(-400), fran=day(-500))
        self.assertEqual(answer.status, 303, answer.words[:400])
        self.assertEqual(self.fill(client, where + "/uppdrag/ny", roll="drafter", fran=day(1)).status, 303)
        new = "%s/uppdrag/%d" % (where, self.rows("SELECT max(id) FROM mandate WHERE account_id = ?", account)[0][0])
        for fields, says in (({"nar": "dag", "sista": "", "orsak": "x"}, "Skriv den sista dagen"),
                             ({"nar": "dag", "sista": day(-1), "orsak": "x"}, "har redan passerat"),
                             ({"nar": "dag", "sista": "2026-13-01", "orsak": "x"}, "måste vara ett datum"),
                             ({"nar": "nu", "orsak": ""}, "Orsak saknas")):
            answer = self.fill(client, new, gor="avsluta", **fields)
            self.assertEqual(answer.status, 422)
            self.assertIn(says, answer.words)
        self.assertEqual(self.fill(client, new, gor="avsluta", nar="dag", sista=day(5), orsak="Slutar").status, 303)
        self.assertEqual(self.fill(client, where + "/uppdrag/ny", roll="drafter", fran=day(5)).status, 422)
        self.assertEqual(self.fill(client, where + "/uppdrag/ny", roll="drafter", fran=day(6)).status, 303)

    def test_two_who_change_at_once_are_told(self):
        one, two = self.client("org_admin_a"), self.portal.client("org_admin_a")
        where, account = self.invite(one)
        page = two.get(where)
        self.assertEqual(self.fill(one, where, gor="spara", namn="Förste vinner").status, 303)
        answer = self.fill(two, where, page, gor="spara", namn="Andre förlorar")
        self.assertEqual(answer.status, 409)
        self.assertIn("Någon annan ändrade uppgifterna", answer.words)
        self.assertIn("Förste vinner", answer.words)
        self.assertEqual(answer.form(where, "namn").fields["namn"], "Andre förlorar")
        mandate = "%s/uppdrag/%d" % (where, self.rows("SELECT id FROM mandate WHERE account_id = ?", account)[0][0])
        page = two.get(mandate)
        self.assertEqual(self.fill(one, mandate, gor="andra", till=day(30)).status, 303)
        self.assertEqual(self.fill(two, mandate, page, gor="avsluta", nar="nu", orsak="x").status, 409)

    def test_somebody_stands_in(self):
        client = self.client("org_admin_a")
        where, account = self.invite(client, roll="authorised_sender")
        _, other = self.invite(client, roll="registrar")
        mandate = "%s/uppdrag/%d" % (where, self.rows("SELECT id FROM mandate WHERE account_id = ?", account)[0][0])
        page = client.get(mandate)
        self.assertIn('value="%d"' % other, page.text)
        self.assertNotIn('value="%d"' % self.account("boras"), page.text)
        sent = {"gor": "ersatt", "vem": str(other), "ersatter_fran": day(1), "ersatter_till": day(15), "skal": "Semester"}
        self.assertEqual(self.fill(client, mandate, **dict(sent, vem=str(self.account("boras")))).status, 422)
        self.assertEqual(self.fill(client, mandate, **dict(sent, ersatter_till=day(0))).status, 422)
        self.assertEqual(self.fill(client, mandate, **dict(sent, skal="")).status, 422)
        self.assertEqual(self.fill(client, mandate, **sent).status, 303)
        self.assertIn("Kommande", client.get(mandate).words)
        self.assertIn("ersätter Person", client.get("%s/person/%d" % (A, other)).words)
        self.assertEqual(self.fill(client, mandate, gor="avsluta", nar="nu", orsak="Slutat").status, 303)
        self.assertEqual(self.rows("SELECT ended_why FROM mandate WHERE account_id = ? AND substitute_for IS NOT NULL", other),
                         [("Slutat",)])

    def test_a_closed_account_is_out_at_once(self):
        client = self.client("org_admin_a")
        secretary = self.client("board_secretary_a")
        where = "%s/person/%d" % (A, self.account("namnd.alingsas"))
        self.assertEqual(secretary.get("/konto").status, 200)
        self.assertEqual(self.fill(client, where, gor="stang").status, 303)
        self.assertEqual(secretary.get("/konto").status, 303)
        self.assertIn("Avstängd", client.get(where).words)
        self.assertEqual(self.fill(client, where, gor="oppna").status, 303)
        self.clients.pop("board_secretary_a")
        self.assertEqual(self.client("board_secretary_a").get("/konto").status, 200)

    def test_the_old_address_is_told_of_a_new_one(self):
        """Who changes an address can take the account over; the person must hear of it."""
        client = self.client("org_admin_a")
        account = self.account("registrator.alingsas")
        where = "%s/person/%d" % (A, account)
        told = "SELECT to_address FROM mail WHERE account_id = ? AND kind = 'account.email_changed'"
        self.assertEqual(self.fill(client, where, gor="spara", titel="Registrator").status, 303)
        self.assertEqual(self.rows(told, account), [])
        self.assertEqual(self.fill(client, where, gor="spara", epost="ny.registrator@alingsas.example").status, 303)
        self.assertEqual(self.rows(told, account), [("registrator.alingsas@alingsas.example",)])
        _, invited = self.invite(client)  # nobody has been in: misspelt, most likely
        self.assertEqual(self.fill(client, "%s/person/%d" % (A, invited), gor="spara", epost="ratt@alingsas.example").status, 303)
        self.assertEqual(self.rows(told, invited), [])


class Last(People):
    def test_the_last_administrator_cannot_leave(self):
        admin = self.client("admin")
        person = "/admin/person/%d" % self.account("forvaltare")
        mandate = "%s/uppdrag/%d" % (person, self.mandate("forvaltare", "administrator"))
        for fields in ({"gor": "avsluta", "nar": "nu", "orsak": "x"}, {"gor": "avsluta", "nar": "dag", "sista": day(90), "orsak": "x"},
                       {"gor": "andra", "till": day(30)}, {"gor": "andra", "fran": day(1)}):
            answer = self.fill(admin, mandate, **fields)
            self.assertEqual(answer.status, 422, fields)
            self.assertIn("då finns ingen administratör kvar", answer.words)
        self.assertEqual(self.fill(admin, person, gor="stang").status, 422)
        # one who was invited and has not come does not count
        answer = self.fill(admin, "/admin/personer/ny", namn="Ny", epost="ny@region.example", organisation="14",
                           roll="administrator")
        self.assertEqual(answer.status, 303)
        self.assertEqual(self.fill(admin, mandate, gor="avsluta", nar="nu", orsak="x").status, 422)
        self.assertEqual(admin.get("/admin/personer").status, 200)

    def test_the_last_of_an_organisation_is_replaced_by_an_administrator_only(self):
        own, admin = self.client("org_admin_b"), self.client("admin")
        where = "/person/%d/uppdrag/%d" % (self.account("admin.boras"), self.mandate("admin.boras", "organisation_administrator"))
        answer = self.fill(own, B + where, gor="avsluta", nar="nu", orsak="x")
        self.assertEqual(answer.status, 422)
        self.assertIn("Bjud först in någon annan", answer.words)
        self.assertEqual(self.fill(own, B + where.split("/uppdrag")[0], gor="stang").status, 422)
        self.assertEqual(self.fill(admin, "/admin" + where, gor="avsluta", nar="nu", orsak="Byte").status, 303)
        self.assertEqual(own.get(B + "/personer").status, 403)
        answer = self.fill(admin, "/admin/person/%d/uppdrag/ny" % self.account("admin.boras"), organisation="1490",
                           roll="organisation_administrator")
        self.assertEqual(answer.status, 303)
        self.assertEqual(own.get(B + "/personer").status, 200)

    def test_who_holds_a_role_elsewhere_keeps_the_account(self):
        admin, region = self.client("admin"), self.client("org_admin_region")
        page = region.get("/admin/organisation/14/person/%d" % self.account("forvaltare"))
        self.assertNotIn('name="epost"', page.text)
        self.assertIn("Systemförvaltare", page.words)
        fields = {"_token": page.form(field="_token").token, "radversion": "1", "namn": "X", "epost": "x@x.example"}
        for gor in ("spara", "stang"):
            answer = region.post("/admin/organisation/14/person/%d" % self.account("forvaltare"), dict(fields, gor=gor))
            self.assertEqual(answer.status, 422)
        self.assertEqual(self.rows("SELECT email LIKE 'x@%', disabled FROM account WHERE login = 'forvaltare'"), [(0, 0)])
        self.assertEqual(admin.get("/admin").status, 200)


class Chains(People):
    def test_a_chain_is_written_moved_and_saved(self):
        client, path = self.client("org_admin_a"), A + "/beslutskedjor/ny"
        page = self.fill(client, path, namn=NASTY[:100], gor="nytt", **{"steg-1-titel": "Första <i>", "steg-1-ny": "role:approver"})
        self.assertEqual(page.status, 200, page.words[:400])
        self.assertIn("Steg 2", page.words)
        self.assertIn("Ingenting sparas förrän", page.words)
        page = self.fill(client, path, page, gor="upp-2", **{"steg-2-titel": "Andra", "steg-2-krav": "all",
                                                              "steg-2-ny": "person:%d" % self.account("alingsas")})
        form = page.form(path)
        self.assertEqual((form.fields["steg-1-titel"], form.fields["steg-2-titel"]), ("Andra", "Första <i>"))
        self.assertEqual(form.fields["steg-1-vem-person:%d" % self.account("alingsas")], "person:%d" % self.account("alingsas"))
        self.assertEqual(self.rows("SELECT count(*) FROM chain WHERE organisation_id = (SELECT id FROM organisation "
                                   "WHERE code = '1489')"), [(1,)])
        answer = self.fill(client, path, page, gor="spara", arende="halsoavtal-2026")
        self.assertEqual(answer.status, 303, answer.words[:400])
        listed = client.get(A + "/beslutskedjor")
        self.assertIn("Gäller bara ärendet", listed.words)
        self.assertNotIn("<script>alert", listed.text)
        answer = self.fill(client, path, namn="En till", arende="halsoavtal-2026", gor="spara",
                           **{"steg-1-titel": "x", "steg-1-ny": "role:approver"})
        self.assertEqual(answer.status, 409)
        self.assertIn("har redan en egen beslutskedja", answer.words)

    def test_what_a_chain_must_have(self):
        client, path = self.client("org_admin_a"), A + "/beslutskedjor/ny"
        answer = self.fill(client, path, gor="spara", namn="")
        self.assertEqual(answer.status, 422)
        for says in ("Skriv ett namn på kedjan", "saknar namn, eller", "saknar någon som godkänner"):
            self.assertIn(says, answer.words)
        # nobody of another organisation, no role that is not there
        for who in ("person:%d" % self.account("boras"), "role:economist", "role:administrator", "body:1", "x"):
            answer = self.fill(client, path, gor="spara", namn="Smyg", **{"steg-1-titel": "x", "steg-1-ny": who})
            self.assertEqual(answer.status, 422, who)
        answer = self.fill(client, path, gor="bort-1", namn="x")
        self.assertIn("Lägg till ett steg", answer.words)
        self.assertEqual(self.fill(client, path, answer, gor="spara").status, 422)
        for odd in ("upp-0", "upp-99", "ner--1", "bort-", "lagg-x", "nonsens"):
            page = client.get(path)
            form = page.form(path)
            self.assertEqual(client.post(path, dict(form.fields, gor=odd, antal="99999999")).status, 200, odd)

    def test_a_used_version_stays_and_two_editors_are_told(self):
        client, path = self.client("org_admin_b"), B + "/beslutskedjor/2"
        page = client.get(path)
        with self.portal.database(write=True) as db:
            db.execute("UPDATE chain_version SET used = 1 WHERE chain_id = 2")
        answer = self.fill(client, path, namn="Ny lydelse", gor="spara")
        self.assertEqual(answer.status, 303, answer.words[:300])
        self.assertIn("Version 2", client.get(B + "/beslutskedjor").words)
        old = client.get(path + "/version/1")
        self.assertIn("Ordinarie beslutskedja", old.words)
        self.assertIn("gäller inte längre", old.words)
        self.assertIn("Tidigare versioner", client.get(path).words)
        answer = self.fill(client, path, page, namn="För sent", gor="spara")
        self.assertEqual(answer.status, 409)
        self.assertEqual(answer.form(path).fields["namn"], "För sent")


if __name__ == "__main__":
    unittest.main(verbosity=2)
