# SPDX-License-Identifier: EUPL-1.2
"""What somebody hostile tries in a consultation: to read what another party writes by way of what was shared, replaced or
published once, to have commands sent for somebody else, to slip in by a door that was closed meanwhile."""
import datetime
import os
import re
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import Pages, tearDownModule  # noqa: E402,F401


def iso(micros):
    at = datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(microseconds=micros)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Attacks(Pages):
    settings = {"serve__workers": 2, "database__lock_timeout": "5s", "site__url": "http://portalen.example"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.id = int(cls.round.rsplit("/", 1)[1])

    def post(self, client, path, **fields):
        pairs = [(k.replace("__", "[]"), v) for k, vs in fields.items() for v in (vs if isinstance(vs, list) else [vs])]
        return client.post(path, [("_token", client.token())] + pairs)

    def upload(self, client, path, field, name, text, fields=()):
        parts = ['--gr\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair
                 for pair in [("_token", client.token()), *fields]]
        parts.append('--gr\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: text/plain\r\n\r\n%s'
                     '\r\n--gr--\r\n' % (field, name, text))
        return client.request("POST", path, "".join(parts).encode(), {"Content-Type": "multipart/form-data; boundary=gr"})

    def party(self, code):
        return self.portal.number("SELECT id FROM organisation WHERE code = '%s'" % code)

    def save(self, client, n, comment, grade="support"):
        form = self.draft(client, n)
        done = client.post("%s/svara/%d" % (self.round, n), dict(form.fields, betyg=grade, kommentar=comment, gor="stanna"))
        self.assertEqual(done.status, 303, done.words[:300])

    def submit(self, client):
        form = client.get(self.send).form(self.send)
        done = client.post(self.send, dict(form.fields, rattslage="officer"))
        self.assertEqual(done.status, 303, done.words[:600])
        return done.location.rsplit("/", 1)[1]


class Shared(Attacks):
    def test_an_ended_joint_answer_tells_nothing_of_the_draft(self):
        """Whoever was asked once must not see, when it is over, that the other goes on writing."""
        a, b = self.client("municipality_a"), self.client("municipality_b")
        self.save(b, 6, "Vi svarar tillsammans.")
        path = self.round + "/gemensamt"
        self.assertEqual(self.post(b, path, gor="gemensamt", part__=[str(self.party("1489"))]).status, 303)
        one = re.search(r'href="([^"]+/gemensamt/\d+)"', b.get(path).text).group(1)
        self.assertEqual(a.post(one, dict(a.get(one).form(one).fields, gor="instammer")).status, 303)
        self.assertEqual(b.post(one, dict(b.get(one).form(one).fields, gor="avbryt")).status, 303)
        before = a.get(one).words
        self.assertNotIn("Vi svarar tillsammans.", before)
        self.save(b, 6, "Nu skriver vi något helt annat.")
        self.assertEqual(a.get(one).words, before)

    def test_nobody_stands_behind_a_file_that_is_not_shown(self):
        """The files of the answer go with everybody's: they are read on the page, while it waits, by those who are asked."""
        c, a = self.client("municipality_c"), self.client("municipality_a")
        self.save(c, 8, "Vi svarar tillsammans, med en bilaga.")
        added = self.upload(c, self.round + "/svara/filer", "fil", "bilagan.txt", "Det som ingen har sett.")
        self.assertEqual(added.status, 303, added.words[:300])
        path = self.round + "/gemensamt"
        self.assertEqual(self.post(c, path, gor="gemensamt", part__=[str(self.party("1489"))]).status, 303)
        one = re.search(r'href="([^"]+/gemensamt/\d+)"', c.get(path).text).group(1)
        shown = re.search(r'href="([^"]+\?fil=\d+)">bilagan.txt', a.get(one).text)
        self.assertTrue(shown)
        self.assertEqual(a.get(shown.group(1)).body, b"Det som ingen har sett.")
        self.assertEqual(self.client("municipality_b").get(shown.group(1)).status, 404)
        self.assertEqual(a.get(one + "?fil=1").status, 404)
        self.assertEqual(c.post(one, dict(c.get(one).form(one).fields, gor="avbryt")).status, 303)
        self.assertEqual(a.get(shown.group(1)).status, 404)

    def test_a_proposal_stays_in_its_round(self):
        """Who writes in one round (a guest by link, say) does not read what was shared in another."""
        a, b = self.client("municipality_a"), self.client("municipality_b")
        self.save(b, 7, "Delat i den här remissen.")
        path = self.round + "/gemensamt"
        self.assertEqual(self.post(b, path, gor="dela", part__=[str(self.party("1489"))]).status, 303)
        shared = self.portal.sql("SELECT max(id) FROM proposal")[0][0]
        self.assertIn("Delat i den här", a.get("%s/forslag/%s" % (path, shared)).words)
        other = self.portal.sql("SELECT m.slug, c.id FROM consultation c JOIN matter m ON m.id = c.matter_id JOIN invitation i "
                                "ON i.consultation_id = c.id JOIN organisation o ON o.id = i.organisation_id WHERE o.code = '1489' "
                                "AND c.state = 'open' AND c.id <> %d" % self.id)
        self.assertTrue(other)
        for slug, number in other:
            self.assertEqual(a.get("/arende/%s/remiss/%s/gemensamt/forslag/%s" % (slug, number, shared)).status, 404)


    def test_what_a_colleague_wrote_too_long_is_given_back(self):
        a, question = self.client("municipality_a"), self.portal.sql("SELECT id FROM question WHERE consultation_id = %d AND n = 5" % self.id)
        done = self.post(a, self.round + "/internremiss", mottagare="Berit <berit@kommun.example>", fraga__=[question[0][0]])
        self.assertEqual(done.status, 303, done.words[:300])
        body = self.portal.sql("SELECT body FROM mail WHERE kind = 'consultation.referral' ORDER BY id DESC LIMIT 1")[0][0]
        link = re.search(r"/internremiss/[\w-]+", body).group(0)
        visitor = self.client()
        form = visitor.get(link).form(link)
        field = next(name for name in form.fields if name.startswith("svar-"))
        back = visitor.post(link, dict(form.fields, **{field: "ord " * 4000 + "SLUTET"}))
        self.assertEqual(back.status, 422)
        self.assertTrue("SLUTET</textarea>" in back.text, back.words[:300])
        for name in os.listdir(self.portal.path("log")):
            with open(self.portal.path("log", name), errors="replace") as log:
                self.assertFalse(link.rsplit("/", 1)[1] in log.read(), name)


class Locked(Attacks):
    def test_an_extract_of_a_decision_leaves_the_answer_but_stays_with_the_decision(self):
        client, path = self.client("municipality_c"), self.round + "/beslut"
        self.save(client, 2, "Förslaget som nämnden ändrade.")
        form = next(f for f in client.get(path).page.forms if ("gor", "registrera") in f.buttons)
        fields = dict(form.fields, gor="registrera", galler="utkast", utfall="changed", organ="Socialnämnden",
                      beslutsdag="2026-01-15", paragraf="§ 12", andringar="Stryk")
        done = self.upload(client, path, "utdrag", "protokoll.txt", "Protokoll i utdrag.",
                           [pair for pair in fields.items() if pair[0] not in ("utdrag", "_token")])
        self.assertEqual(done.status, 303, done.words[:400])
        kept = self.portal.sql("SELECT file_id FROM decision WHERE file_id IS NOT NULL ORDER BY id DESC")[0][0]
        away = self.post(client, "%s/svara/filer/%s/ta-bort" % (self.round, kept))
        self.assertEqual(away.status, 303, away.words[:300])
        self.assertNotIn("protokoll.txt", client.get(self.round + "/svara/filer").words)
        self.assertEqual(self.portal.number("SELECT count(*) FROM stored_file WHERE id = " + kept), 1)


    def test_a_decision_locks_what_its_registrar_has_seen(self):
        client, path = self.client("municipality_a"), self.round + "/beslut"
        self.save(client, 9, "Det som nämnden läste.")
        form = next(f for f in client.get(path).page.forms if ("gor", "registrera") in f.buttons)
        fields = dict(form.fields, gor="registrera", galler="utkast", utfall="as_is", organ="Socialnämnden",
                      beslutsdag="2026-01-15", paragraf="§ 12")
        self.save(client, 9, "Det som någon skrev efteråt.")
        self.assert_refused(client.post(path, fields), 409, "har ändrats")
        count = "SELECT count(*) FROM decision WHERE locked_at IS NOT NULL AND ended_at IS NULL"
        self.assertEqual(self.portal.number(count), 0)
        form = next(f for f in client.get(path).page.forms if ("gor", "registrera") in f.buttons)
        self.assertEqual(client.post(path, dict(fields, _token=form.token, innehall=form.fields.get("innehall"))).status, 303)
        self.assertEqual(self.portal.number(count), 1)
        unlock = next(f for f in client.get(path).page.forms if ("gor", "las-upp") in f.buttons)
        self.assertEqual(client.post(path, dict(unlock.fields, gor="las-upp", skal="Provet är slut")).status, 303)


class Clocked(Attacks):
    """By a clock of its own, which only goes forward: nobody stays signed in."""
    settings = dict(Attacks.settings, auth__session_idle="30m")
    minutes, began = 0, int(time.time())

    def later(self, minutes):
        Clocked.minutes += minutes
        self.portal.set_clock(iso((Clocked.began + Clocked.minutes * 60) * 1000000))


class Replayed(Clocked):
    def test_only_what_saves_a_draft_is_sent_unasked(self):
        """Any field can be written at a browser that was left: a request, a question or a check is no draft."""
        self.later(60)
        a = self.portal.client("municipality_a")
        token = a.token()
        self.later(31)
        tries = [("/anstand", {"dag": "2099-01-01", "varfor": "Ingen bad om det."}),
                 ("/fragor-och-svar", {"gor": "fraga", "fraga": "Ingen ställde den."}),
                 ("/fragor-och-svar", {"fraga": "Ingen ställde den heller.", "gor": "spara"})]
        for page, fields in tries:
            kept = a.post(self.round + page, dict(fields, _token=token, _utkast="1"))
            self.assertEqual(kept.status, 303, page)
        self.assertEqual(self.portal.sql("SELECT DISTINCT unasked FROM kept_form"), [["0"]])
        login, password = self.portal.users["municipality_a"]
        form = a.get("/logga-in?kvar=1").form("/logga-in")
        self.assertEqual(a.post("/logga-in", dict(form.fields, anvandare=login, losenord=password)).status, 303)
        self.assertEqual(self.portal.number("SELECT count(*) FROM inquiry WHERE text LIKE 'Ingen%'"), 0)
        self.assertEqual(self.portal.number("SELECT count(*) FROM extension_request WHERE why LIKE 'Ingen%'"), 0)


class Published(Clocked):
    SECRET = "Sven Replacedsson 19811218-9876"

    def test_what_was_replaced_before_it_was_looked_at_is_never_public(self):
        """A figure of a past instant must not bring back the words that nobody has screened."""
        self.later(60)
        a = self.portal.client("municipality_a")
        self.save(a, 1, "Ring %s." % self.SECRET, "reject")
        first = self.submit(a)
        then = iso(self.portal.number("SELECT max(committed) FROM response"))
        self.later(1)
        self.save(a, 1, "Vi har tänkt om.", "support")
        self.submit(a)
        wait = self.portal.number("SELECT closes_at FROM consultation WHERE id = %d" % self.id) // 60000000 - Clocked.began // 60
        self.later(wait - Clocked.minutes + 2)
        staff, top = self.portal.client("staff"), self.round + "/sammanstallning"
        done = self.post(staff, top + "/publicera", gor="publicera", omfattning="answers", last="ja")
        self.assertEqual(done.status, 303, done.words[:500])
        self.assertTrue(self.SECRET in staff.get(top + ".json?vid=" + then).text)  # for those who follow it
        visitor = self.client()
        for page in ("", "/parter", "/p/1", "/karta", "/lika", "/svar/1489", ".csv", ".json", ".csv?tabell=parter", ".csv?tabell=siffror"):
            mark = "&" if "?" in page else "?"
            got = visitor.get("%s%s%svid=%s" % (top, page, mark, then))
            self.assertFalse(self.SECRET in got.text or first in got.text, page)
        self.assertTrue("Vi har tänkt om." in visitor.get(top + ".json").text)


if __name__ == "__main__":
    unittest.main()
