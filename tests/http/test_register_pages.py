# SPDX-License-Identifier: EUPL-1.2
"""The register as its administrator and each organisation's own administrator keep it: organisations, bodies and meetings,
groups, lists read in; two at once; and what is another's."""
import os
import re
import sys
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401
from test_import_pages import multipart  # noqa: E402

ORG = "/admin/organisation/1489"
LIST = "/admin/organisationer"
UPLOAD = LIST + "/las-in"


class Register(Pages):
    settings = {**Pages.settings, "serve__request_limit": "20s"}

    @property
    def admin(self):
        return self.client("admin")

    @property
    def own(self):
        return self.client("org_admin_a")

    def submit(self, client, path, field, button=None, at=None, **changed):
        """Fills in the form of a page that has the field, and sends it; the answer."""
        form = client.get(at or path).form(field=field)
        self.assertIsNotNone(form, path)
        fields = dict(form.fields, **changed)
        if button:
            fields["gor"] = button
        return client.post(path, fields)

    def done(self, client, answer, says):
        self.assertEqual(answer.status, 303, answer.words[:600])
        page = client.get(answer.location)
        self.assertIn(says, page.words)
        return page

    def body_path(self, client, org=ORG, name="Kommunstyrelsen"):
        page = client.get(org + "/organ")
        return re.search(r'href="(%s/organ/\d+)">%s' % (org, name), page.text).group(1)

    def group_path(self, name):
        return re.search(r'href="(/admin/grupp/\d+)">%s<' % name, self.admin.get("/admin/grupper").text).group(1)


class Ways(Register):
    def test_each_sees_what_is_hers(self):
        start = self.admin.get("/admin")
        for href in (LIST, "/admin/grupper"):
            self.assertIn('href="%s"' % href, start.text)
        self.assertIn('href="/admin" aria-current="page"', start.text)
        start = self.own.get("/admin")
        for href in (ORG, ORG + "/organ", "/admin/grupper"):
            self.assertIn('href="%s"' % href, start.text)
        self.assertNotIn('href="%s"' % LIST, start.text)
        self.assertNotIn("1490", start.text)
        self.assertIn('href="/admin"', self.own.get("/").text)
        self.assertNotIn('href="/admin"', self.client("municipality_a").get("/").text)
        self.assertNotIn('href="/admin"', self.client().get("/").text)

    def test_what_is_anothers_does_not_exist(self):
        other = "/admin/organisation/1490"
        foreign_body = self.body_path(self.client("org_admin_b"), other)
        own_body = self.body_path(self.own)
        mixed = ORG + "/organ/" + foreign_body.rsplit("/", 1)[1]
        token = self.own.token()
        group = self.group_path("Medlemmar i Göteborgsregionen")
        for path in (other, other + "/organ", foreign_body, mixed, group, "/admin/organisation/finns-inte", ORG + "/organ/x"):
            self.assert_refused(self.own.get(path), 404)
            self.assert_refused(self.own.post(path, {"_token": token, "gor": "spara", "radversion": "1"}), 404)
        for path in (LIST, LIST + "/ny", UPLOAD):
            self.assert_refused(self.own.get(path), 403)
        for name in ("municipality_a", "staff", "council", "economist"):
            for path in ("/admin", LIST, ORG, ORG + "/organ", own_body, "/admin/grupper", group):
                self.assertIn(self.client(name).get(path).status, (403, 404), (name, path))
        self.assertEqual(self.client().get(ORG).status, 303)  # to sign in
        self.assertEqual(self.admin.get(other + "/organ").status, 200)  # sees, but does not keep them
        self.assertNotIn("Lägg till ett organ", self.admin.get(other + "/organ").words)
        self.assertEqual(self.admin.post(other + "/organ", {"_token": self.admin.token(), "namn": "X"}).status, 403)

    def test_finding(self):
        page = self.admin.get(LIST)
        self.assertRegex(page.words, r"\d+ organisationer")
        self.assertIn("Nästa sida", page.words)
        page = self.admin.get(LIST + "?q=" + urllib.parse.quote("ÖCKER"))
        self.assertIn("En organisation", page.words)
        self.assertIn("Öckerö", page.words)
        page = self.admin.get(LIST + "?q=ockero")
        self.assertIn("Ingen organisation passar", page.words)
        page = self.admin.get(LIST + "?slag=federation")
        self.assertIn("Skaraborgs kommunalförbund", page.words)
        self.assertNotIn(">Ale<", page.text)
        for odd in ("?sida=9999", "?sida=-1", "?sida=x", "?slag=planet", "?q=" + urllib.parse.quote(NASTY), "?q=%00"):
            self.assertIn(self.admin.get(LIST + odd).status, (200, 400), odd)


class Organisations(Register):
    def test_a_new_one_changed_and_ended(self):
        new = dict(kod="bhs", namn="Borås <b>sjukhus</b>", slag="hospital", tillhor="14", orgnr="232100-0131",
                   brevlada="registrator@bhs.example")
        answer = self.submit(self.admin, LIST + "/ny", "kod", **new)
        page = self.done(self.admin, answer, "Organisationen är tillagd")
        self.assertIn("Borås &lt;b&gt;sjukhus", page.text)
        self.assertIn("232100-0131", page.words)
        again = self.submit(self.admin, LIST + "/ny", "kod", **new)
        self.assertEqual(again.status, 422)
        self.assertIn("Koden används redan", again.words)
        self.assertEqual(again.form(field="kod").fields["namn"], new["namn"])
        path = "/admin/organisation/bhs"
        self.done(self.admin, self.submit(self.admin, path, "slutdag", "avsluta", slutdag="2020-01-31"), "31 januari 2020")
        self.assertNotIn("bhs", self.admin.get(LIST + "?q=bhs").words.split("Läge")[-1])
        self.assertIn("Avslutad", self.admin.get(LIST + "?q=bhs&avslutade=1").words)
        form = next(f for f in self.admin.get(path).page.forms if ("gor", "ateruppta") in f.buttons)
        self.done(self.admin, self.admin.post(path, dict(form.fields, gor="ateruppta")), "återupptagen")
        self.assertEqual(self.submit(self.admin, path, "slutdag", "avsluta", slutdag="igår").status, 422)

    def test_what_is_wrong_is_said_beside_the_field(self):
        for field, value, says in (("kod", "å", "Koden ska ha"), ("namn", " ", "Namn saknas"), ("orgnr", "232100-0132", "stämmer inte"),
                                   ("orgnr", "811218-9876", "personnummer"), ("brevlada", "inte en adress", "Brevlådans adress"),
                                   ("webb", "javascript:alert(1)", "Webbadressen"), ("tillhor", "9999", "ingen organisation"),
                                   ("telefon", "ring", "Telefonnumret"), ("slag", "planet", "Slag måste vara")):
            fields = dict(kod="prov", namn="Provet", slag="company", **{})
            fields[field] = value
            answer = self.submit(self.admin, LIST + "/ny", "kod", **fields)
            self.assertEqual(answer.status, 422, (field, value))
            self.assertIn(says, answer.words)
            self.assertEqual(answer.element(id=field)[1]["aria-invalid"], "true")
            if field != "slag":  # a list has no such choice to show again
                self.assertEqual(answer.form(field="kod").fields[field], value)
        self.assertEqual(self.admin.get("/admin/organisation/prov").status, 404)

    def test_the_own_administrator_changes_how_to_reach_it_and_nothing_else(self):
        page = self.own.get(ORG)
        form = page.form(field="brevlada")
        self.assertNotIn("namn", form.fields)
        self.assertNotIn("Avsluta organisationen", page.words)
        answer = self.own.post(ORG, dict(form.fields, brevlada="kommun@alingsas.example", telefon="0322-61 60 00", namn="Kapad",
                                         slag="region", tillhor="", orgnr="", gor="spara"))
        page = self.done(self.own, answer, "Ändringarna är sparade")
        self.assertIn("kommun@alingsas.example", page.words)
        self.assertIn("Västra Götalandsregionen", page.words)
        self.assertNotIn("Kapad", page.words)
        form = self.own.get(ORG).form(field="brevlada")
        answer = self.own.post(ORG, dict(form.fields, slutdag="2020-01-01", gor="avsluta"))
        self.assert_refused(answer, 403)
        self.assertNotIn("avslutad", self.own.get(ORG).words)
        events = self.portal.sql("SELECT count(*) FROM event WHERE action = 'organisation.changed' AND actor = 'admin.alingsas'")
        self.assertNotIn("0", str(events).split())

    def test_two_at_once(self):
        first, second = self.own.get(ORG).form(field="brevlada"), self.admin.get(ORG).form(field="brevlada")
        answer = self.own.post(ORG, dict(first.fields, telefon="0322-11 11 11", gor="spara"))
        self.assertEqual(answer.status, 303)
        answer = self.admin.post(ORG, dict(second.fields, telefon="0322-22 22 22", namn="Alingsås", gor="spara"))
        self.assertEqual(answer.status, 409)
        self.assertIn("Sparat nu: 0322-11 11 11", answer.words)
        self.assertIn("Du skrev: 0322-22 22 22", answer.words)
        self.assertIn("0322-11 11 11", self.own.get(ORG).words)
        form = answer.form(field="brevlada")
        self.assertEqual(form.fields["telefon"], "0322-22 22 22")
        self.done(self.admin, self.admin.post(ORG, dict(form.fields, gor="spara")), "0322-22 22 22")


class Bodies(Register):
    def test_a_body_and_its_meetings(self):
        answer = self.submit(self.own, ORG + "/organ", "namn", namn="Vårdutskottet", kort="VU", slag="committee", beslutar="nej")
        page = self.done(self.own, answer, "Organet är tillagt")
        path = answer.location.split("?")[0]
        self.assertEqual(self.submit(self.own, ORG + "/organ", "namn", namn="Vårdutskottet", slag="committee").status, 422)
        answer = self.submit(self.own, path, "dag", "mote", dag="2031-03-06", handlingar="2031-02-20", notering="extra <b>möte</b>")
        page = self.done(self.own, answer, "torsdag 6 mars 2031")
        self.assertIn("extra &lt;b&gt;", page.text)
        wrong = self.submit(self.own, path, "lista", "lista", lista="2031-04-03\nnästa vecka\n2031-05-08; 2031-04-24; Borås")
        self.assertEqual(wrong.status, 422)
        self.assertIn("Rad 2:", wrong.words)
        self.assertIn("nästa vecka", wrong.form(field="lista").fields["lista"])
        self.assertNotIn("8 maj 2031", self.own.get(path).words)  # nothing half
        answer = self.submit(self.own, path, "lista", "lista", lista="2031-03-06\n2031-05-08; 2031-04-24; Borås")
        page = self.done(self.own, answer, "torsdag 8 maj 2031")
        self.assertEqual(page.words.count("6 mars 2031"), 2)  # once, and in the hidden words of its link
        edit = re.search(r'href="(%s\?mote=\d+)#' % path, page.text).group(1)
        form = self.own.get(edit).form(field="m-dag")
        late = dict(form.fields, gor="andra", **{"m-dag": "2031-03-07"})
        page = self.done(self.own, self.own.post(path, dict(form.fields, gor="andra", **{"m-installt": "ja"})), "Inställt")
        conflict = self.own.post(path, late)
        self.assertEqual(conflict.status, 409)
        self.assertIn("Sparat nu: 2031-03-06", conflict.words)
        taken = dict(self.own.get(edit).form(field="m-dag").fields, gor="andra", **{"m-dag": "2031-05-08"})
        self.assertIn("redan ett möte den dagen", self.own.post(path, taken).words)
        page = self.done(self.own, self.submit(self.own, path, "slutdag", "avsluta", slutdag="2031-04-01"), "Organet är avslutat")
        self.assertIn("8 maj 2031", page.words)  # what was planned stays to be read
        self.assertNotIn("8 maj 2031", self.own.get(ORG + "/organ").words.split("Alla organ")[0])

    def test_wrong_days(self):
        path = self.body_path(self.own)
        for fields, says in ((dict(dag=""), "Mötesdag saknas"), (dict(dag="31 mars"), "måste vara ett datum"),
                             (dict(dag="2031-03-06", handlingar="2031-03-07"), "före mötet"), (dict(dag="1066-10-14"), "utanför den tid")):
            answer = self.submit(self.own, path, "dag", "mote", **fields)
            self.assertEqual(answer.status, 422, fields)
            self.assertIn(says, answer.words)
        answer = self.submit(self.own, path, "lista", "lista", lista="2031-01-01\n" * 201)
        self.assertIn("högst 200 möten", answer.words)

    def test_two_change_a_body_at_once(self):
        path = self.body_path(self.own, name="Socialnämnden")
        form = self.own.get(path).form(field="kort")
        self.assertEqual(self.own.post(path, dict(form.fields, kort="SN", gor="organ")).status, 303)
        answer = self.own.post(path, dict(form.fields, kort="SocN", gor="organ"))
        self.assertEqual(answer.status, 409)
        self.assertIn("Sparat nu: SN", answer.words)
        self.assertEqual(answer.form(field="kort").fields["kort"], "SocN")


class Groups(Register):
    def add(self, client, path, ids, button="lagg-till", form=None, name="org[]"):
        form = form or client.get(path).form(field="radversion")
        fields = [(k, v) for k, v in form.fields.items() if k in ("_token", "radversion", "q", "typ", "tillhor")]
        return client.post(path, urllib.parse.urlencode(fields + [(name, i) for i in ids] + [("gor", button)]).encode())

    def test_many_at_once_nobody_twice(self):
        answer = self.submit(self.admin, "/admin/grupper", "agare", namn="Provgrupp", slag="own", agare="14")
        self.done(self.admin, answer, "Gruppen är skapad")
        path = answer.location.split("?")[0]
        page = self.admin.get(path + "?typ=municipality&tillhor=14&q=ale")
        ids = re.findall(r'name="org\[\]" value="(\d+)"', page.text)
        self.assertEqual(len(ids), 1)
        self.done(self.admin, self.add(self.admin, path, ids * 2), "En medlem")
        page = self.admin.get(path + "?typ=municipality&tillhor=14")
        self.assertIn("Lägg till alla 48", page.words)
        form = next(f for f in page.page.forms if ("gor", "lagg-till-alla") in f.buttons)
        answer = self.add(self.admin, path, [], "lagg-till-alla", form)
        self.assertIn("typ=municipality&tillhor=14", answer.location)
        page = self.done(self.admin, answer, "49 medlemmar")
        self.assertIn("Ingen organisation utanför gruppen passar", page.words)
        members = re.findall(r'name="medlem\[\]" value="(\d+)"', page.text)
        page = self.done(self.admin, self.add(self.admin, path, members[:40], "ta-bort", name="medlem[]"), "9 medlemmar")
        self.assertEqual(self.add(self.admin, path, []).status, 422)
        self.assertIn(self.add(self.admin, path, ["999999"]).status, (404, 422))
        self.assertIn("9 medlemmar", self.admin.get(path).words)

    def test_two_fill_a_group_at_once(self):
        path = self.group_path("Medlemmar i Skaraborgs kommunalförbund")
        page = self.admin.get(path + "?q=" + urllib.parse.quote("borås"))
        form = next(f for f in page.page.forms if ("gor", "lagg-till") in f.buttons)
        ids = re.findall(r'name="org\[\]" value="(\d+)"', page.text)
        other = re.findall(r'name="medlem\[\]" value="(\d+)"', page.text)[:1]
        self.assertEqual(self.add(self.admin, path, other, "ta-bort", name="medlem[]").status, 303)
        answer = self.add(self.admin, path, ids, form=form)
        self.assertEqual(answer.status, 409)
        self.assertIn("Någon annan ändrade gruppen samtidigt", answer.words)
        self.assertEqual(len(re.findall(r'name="org\[\]" value="\d+" checked', answer.text)), len(ids))
        self.done(self.admin, self.add(self.admin, path, ids, form=next(
            f for f in answer.page.forms if ("gor", "lagg-till") in f.buttons)), "15 medlemmar")

    def test_an_organisation_keeps_its_own_groups(self):
        answer = self.submit(self.own, "/admin/grupper", "agare", namn="Våra grannar", slag="own")
        self.done(self.own, answer, "Våra grannar")
        path = answer.location.split("?")[0]
        self.assert_refused(self.client("org_admin_b").get(path), 404)
        self.assertNotIn("Våra grannar", self.client("org_admin_b").get("/admin/grupper").words)
        answer = self.submit(self.own, "/admin/grupper", "agare", namn="Kapad", slag="own", agare="1490")
        self.assertEqual(answer.status, 422)
        self.assertEqual(self.submit(self.own, "/admin/grupper", "agare", namn="Våra grannar", slag="own").status, 422)
        ale = re.findall(r'name="org\[\]" value="(\d+)"', self.own.get(path + "?q=bor%C3%A5s&typ=municipality").text)
        self.done(self.own, self.add(self.own, path, ale), "En medlem")
        self.assertNotIn("Våra grannar", self.client("org_admin_b").get("/admin/organisation/1490").words)
        self.assertIn("Våra grannar", self.admin.get("/admin/organisation/1490").words)


class Lists(Register):
    def upload(self, content, client=None, name="lista.csv"):
        client = client or self.admin
        body, headers = multipart({"_token": client.get(UPLOAD).form(field="fil").token}, name, content)
        return client.request("POST", UPLOAD, body, headers)

    def confirm(self, page, client=None):
        return (client or self.admin).post(UPLOAD, dict(page.form(field="lage").fields, gor="spara"))

    def test_looked_at_and_saved_once(self):
        answer = self.upload("kod;namn;typ;tillhör\r\n1440;Ale kommun;kommun;14\r\nnya1;Ny <b>förening</b>;förening;\r\n".encode("cp1252"))
        self.assertEqual(answer.status, 303, answer.words[:500])
        page = self.admin.get(answer.location)
        self.assertIn("semikolon", page.words)
        self.assertRegex(page.words, r"Nya 1 Ändrade 1 Oförändrade 0|1 Nya")
        self.assertIn("Ale kommun", page.words)
        self.assertIn("Ny &lt;b&gt;förening", page.text)
        self.assertEqual(self.admin.get("/admin/organisation/nya1").status, 404)  # nothing yet
        self.assert_gone(self.client("auditor"), answer.location)
        form = page.form(field="lage")
        done = self.admin.post(UPLOAD, dict(form.fields, gor="spara"))
        self.done(self.admin, done, "Listan är inläst och sparad")
        again = self.admin.post(UPLOAD, dict(form.fields, gor="spara"))
        self.assertEqual((again.status, again.location), (303, done.location))  # a double click
        self.assertIn("förening", self.admin.get("/admin/organisation/nya1").words)
        self.assertIn("Filen finns inte kvar", self.admin.get(answer.location).words)
        self.assertIn("Ale kommun", self.admin.get("/admin/organisation/1440").words)

    def assert_gone(self, client, path):
        self.assertIn(client.get(path).status, (403, 404))

    def test_bad_lines_are_named_and_nothing_is_saved(self):
        answer = self.upload("code,name,type\nnya2,Bra,company\nnya3,,company\nnya2,Igen,company\n\"x,y\n".encode())
        page = self.admin.get(answer.location)
        for says in ("Rad 3:", "Namnet ska ha", "Rad 4:", "tidigare i filen", "Rad 5:", "citattecken"):
            self.assertIn(says, page.words)
        self.assertNotIn("Spara listan", page.words)
        forced = self.confirm(page)
        self.assertNotEqual(forced.status, 303)
        self.assertEqual(self.admin.get("/admin/organisation/nya2").status, 404)

    def test_a_file_that_is_none(self):
        for content, says in ((b"", "Välj en fil"), (b"\x00\x01", "inte en textfil"), ("hej,hopp\n1,2\n".encode(), "okänd"),
                              (b"a\x81", "varken UTF-8"), ("namn\nx\n".encode(), "code och name"), (b"a,b\n" * 1300000, "för stor")):
            answer = self.upload(content)
            self.assertEqual(answer.status, 422, says)
            self.assertIn(says, answer.words)

    def test_what_is_wrong_with_a_file_is_said_in_english_too(self):
        self.admin.cookies["overens-lang"] = "en"
        self.addCleanup(self.admin.cookies.pop, "overens-lang")
        for content, says in ((b"\x00\x01", "Line 1: the file is not a text file"), (b"\nname\nx\n", "Line 2: the heading must have"),
                              (b"code,name,hopp\n1,2,3\n", "phone and web: hopp."), (b"code,name,namn\n1,2,3\n", "a column is there twice: namn.")):
            self.assertIn(says, self.upload(content).words)

    def test_the_register_moved_on(self):
        page = self.admin.get(self.upload("code,name,type\n1441,Lerums kommun,kommun\n".encode()).location)
        path = "/admin/organisation/1441"
        self.assertEqual(self.submit(self.admin, path, "brevlada", "spara", telefon="0302-52 10 00").status, 303)
        answer = self.confirm(page)
        self.assertEqual(answer.status, 409)
        self.assertIn("Registret har ändrats", answer.words)
        self.done(self.admin, self.confirm(answer), "Listan är inläst")
        page = self.admin.get(path)
        self.assertIn("Lerums kommun", page.words)
        self.assertIn("0302-52 10 00", page.words)

    def test_ten_thousand_rows(self):
        rows = "".join("k%05d,Förening nummer %d,förening\n" % (i, i) for i in range(10000))
        answer = self.upload(("code,name,type\n" + rows).encode())
        page = self.admin.get(answer.location)
        self.assertRegex(page.words, r"10.000 rader")
        self.assertLess(len(page.text), 200000)
        self.done(self.admin, self.confirm(page), "Listan är inläst och sparad")
        self.assertIn("Förening nummer 9999", self.admin.get("/admin/organisation/k09999").words)
        self.assertEqual(self.admin.get(LIST).status, 200)

    def test_throwing_away(self):
        location = self.upload(b"code,name\n77,X\n").location
        form = self.admin.get(location).form(field="lage")
        self.assertEqual(self.admin.post(UPLOAD, dict(form.fields, gor="kasta")).location, UPLOAD)
        self.assertIn("Filen finns inte kvar", self.admin.get(location).words)


if __name__ == "__main__":
    unittest.main()
