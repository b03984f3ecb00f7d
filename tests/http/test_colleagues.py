# SPDX-License-Identifier: EUPL-1.2
"""What a party does with others before it answers: internal referral by link, shared proposals, joint answers."""
import re
import unittest

from pagetest import Pages, tearDownModule  # noqa: F401


class Colleagues(Pages):
    settings = {"serve__workers": 2, "site__url": "http://portalen.example"}

    def post(self, client, path, **fields):
        """Posts with the page's token; lists become several fields."""
        form = client.get(path).form(path)
        pairs = [(k.replace("__", "[]"), v) for k, vs in fields.items() for v in (vs if isinstance(vs, list) else [vs])]
        return client.post(path, [("_token", form.token)] + pairs)

    def party(self, code):
        return self.portal.number("SELECT id FROM organisation WHERE code = '%s'" % code)

    def save(self, client, n, comment, grade="support"):
        form = self.draft(client, n)
        done = client.post("%s/svara/%d" % (self.round, n), dict(form.fields, betyg=grade, kommentar=comment))
        self.assertEqual(done.status, 303, done.words[:300])

    def mails(self, kind):
        return [row[0].replace("\\n", "\n") for row in self.portal.sql("SELECT body FROM mail WHERE kind = '%s' ORDER BY id DESC" % kind)]

    # ---- Internal referral ----

    def ask(self, client, questions=(1, 3), **more):
        path = self.round + "/internremiss"
        ids = [row[0] for row in self.portal.sql(
            "SELECT id FROM question WHERE consultation_id = %s AND n IN (%s) ORDER BY n" % (
                self.round.rsplit("/", 1)[1], ",".join(map(str, questions))))]
        return self.post(client, path, mottagare=more.pop("mottagare", "Berit Lind <berit.lind@kommun.example>"), fraga__=ids, **more)

    def link(self):
        return re.search(r"http://portalen\.example(/internremiss/\S+)", self.mails("consultation.referral")[0]).group(1)

    def test_a_colleague_answers_by_link_and_it_becomes_a_note(self):
        a, b = self.client("municipality_a"), self.client("municipality_b")
        done = self.ask(a, halsning="Vad säger ni om bemanningen?", dag="2020-01-01")
        self.assertEqual(done.status, 303, done.words[:400])
        visitor, link = self.client(), self.link()
        page = visitor.get(link)
        self.assertEqual(page.status, 200)
        self.assertIn("Vad säger ni om bemanningen?", page.words)
        self.assertEqual(page.text.count("<textarea"), 2)
        form = page.form(link)
        fields = [name for name in form.fields if name.startswith("svar-")]
        # The inner day is long past: it never blocks.
        sent = visitor.post(link, dict(form.fields, **{fields[1]: "Natten måste bemannas av oss själva.\nAnnars går det inte."}))
        self.assertEqual(sent.status, 303, sent.words[:300])
        self.assertIn("Tack!", visitor.get(sent.location).words)
        self.assertIn("Har svarat", a.get(self.round + "/internremiss").words)
        self.assertIn("Natten måste bemannas", a.get(self.round + "/svara/3/anteckningar").words)
        for path in ("/svara/3", "/internremiss", "/svara/3/anteckningar"):
            self.assertNotIn("Natten måste", b.get(self.round + path).text)
        self.assertNotIn("Berit", b.get(self.round + "/internremiss").text)
        self.assertNotIn("Natten måste", self.client("staff").get(self.round + "/svar").text)

    def test_a_link_ends_and_is_renewed(self):
        a = self.client("municipality_a")
        self.assertEqual(self.ask(a).status, 303)
        first, path = self.link(), self.round + "/internremiss"
        row = self.portal.sql("SELECT r.id, p.id FROM referral r JOIN referral_person p ON p.referral_id = r.id ORDER BY p.id DESC")[0]
        self.assertEqual(self.post(a, path, gor="lank", id=row[0], person=row[1]).status, 303)
        second = self.link()
        self.assertNotEqual(first, second)
        self.assertEqual(self.client().get(first).status, 404)
        self.assertEqual(self.client().get(second).status, 200)
        self.assertEqual(self.post(self.client("municipality_b"), path, gor="avsluta", id=row[0]).status, 404)
        self.assertEqual(self.post(a, path, gor="avsluta", id=row[0]).status, 303)
        self.assertEqual(self.client().get(second).status, 410)
        self.assertNotIn(second.rsplit("/", 1)[1], str(self.portal.sql("SELECT token_hash FROM referral_person")))

    def test_what_is_wrong_is_said_and_given_back(self):
        a = self.client("municipality_a")
        for who, says in (("Berit utan adress", "har ingen e-postadress"), ("", "Mottagarna saknas"), ("a@b.example\n" * 31, "högst 30")):
            page = self.ask(a, mottagare=who, halsning="Behåll mig")
            self.assert_refused(page, 422, says)
            self.assertIn("Behåll mig", page.text)
        self.assert_refused(self.ask(a, questions=(99999,)), 422, "minst en bestämmelse")

    # ---- Shared proposals ----

    def test_a_shared_proposal_is_copied_and_never_overwrites(self):
        a, b = self.client("municipality_a"), self.client("municipality_b")
        free = self.portal.number(
            "SELECT min(q.n) FROM question q WHERE q.consultation_id = 2 AND NOT EXISTS (SELECT 1 FROM draft_answer a "
            "JOIN draft d ON d.id = a.draft_id JOIN organisation o ON o.id = d.organisation_id "
            "WHERE o.code = '1490' AND d.kind = 'own' AND a.question_id = q.id)")
        self.save(a, free, "Vårt gemensamma förslag om den fria.")
        self.save(a, 5, "Vårt gemensamma förslag om femman.")
        self.save(b, 5, "Borås egen mening.")
        path = self.round + "/gemensamt"
        self.assert_refused(self.post(a, path, gor="dela"), 422, "minst en part")
        done = self.post(a, path, gor="dela", part__=[self.party("1490")], halsning="Titta gärna")
        self.assertEqual(done.status, 303, done.words[:300])
        self.assertIn("delar sitt förslag", self.mails("consultation.joint")[0])
        href = re.search(r'href="([^"]+/gemensamt/forslag/\d+)"', b.get(path).text).group(1)
        # What was shared is what it was: a later change does not go along.
        self.save(a, free, "Ändrat efteråt.")
        self.assertIn("Vårt gemensamma förslag om den fria.", b.get(href).words)
        self.assertEqual(self.post(b, href).status, 303)
        self.assertIn("Vårt gemensamma förslag om den fria.", b.get("%s/svara/%d" % (self.round, free)).text)
        self.assertIn("Borås egen mening.", b.get(self.round + "/svara/5").text)
        # Where one joins a point, what is shared of it stands to be read; only there, only for them.
        self.assertIn("Vårt gemensamma förslag om femman.", b.get(self.round + "/svara/5/anslut").words)
        self.assertNotIn("förslag om femman", b.get(self.round + "/svara/7/anslut").words)
        self.assertNotIn("förslag om femman", a.get(self.round + "/svara/5/anslut").words)
        # Nobody else sees it, and not after it has ended.
        self.assertEqual(self.client("staff").get(href).status, 403)
        row = self.portal.sql("SELECT id FROM proposal ORDER BY id DESC")[0][0]
        self.assertEqual(self.post(b, path, gor="sluta", id=row).status, 404)
        self.assertEqual(self.post(a, path, gor="sluta", id=row).status, 303)
        self.assertEqual(b.get(href).status, 404)
        self.assertNotIn("förslag om femman", b.get(self.round + "/svara/5/anslut").words)

    # ---- Joint answers ----

    def test_a_joint_answer_binds_nobody_to_other_words(self):
        b, a = self.client("municipality_a"), self.client("municipality_b")
        self.save(a, 6, "Vi svarar tillsammans.")
        path = self.round + "/gemensamt"
        done = self.post(a, path, gor="gemensamt", part__=[self.party("1489"), self.party("1480")])
        self.assertEqual(done.status, 303, done.words[:300])
        self.assert_refused(self.post(a, path, gor="gemensamt", part__=[self.party("1489")]), 422, "redan ett gemensamt svar")
        one = re.search(r'href="([^"]+/gemensamt/\d+)"', a.get(path).text).group(1)
        page = b.get(one)
        self.assertIn("Vi svarar tillsammans.", page.words)
        old = page.form(one).fields
        self.save(a, 6, "Vi svarar tillsammans, med ett tillägg.")
        self.assert_refused(b.post(one, dict(old, gor="instammer")), 409, "Texten har ändrats")
        self.assertEqual(a.get(one).words.count("Står bakom texten"), 0)
        self.assertEqual(b.post(one, dict(b.get(one).form(one).fields, gor="instammer")).status, 303)
        self.assertIn("Står bakom texten", a.get(one).words)
        self.assertEqual(b.post(one, dict(b.get(one).form(one).fields, gor="skicka")).status, 404)
        before = self.portal.number("SELECT count(*) FROM response")
        sent = a.post(one, dict(a.get(one).form(one).fields, gor="skicka"))
        self.assertEqual(sent.status, 303, sent.words[:400])
        self.assertEqual(self.portal.number("SELECT count(*) FROM response"), before + 2)
        own = a.get(sent.location + ".txt").body.decode()
        self.assertIn("1489", own)
        number = self.portal.sql("SELECT number FROM response WHERE party_code = '1489' ORDER BY id DESC")[0][0]
        theirs = b.get("/kvittens/%s.txt" % number).body.decode()
        self.assertIn("1490", theirs)
        self.assertIn("med ett tillägg", theirs)
        self.assertEqual(a.get("/kvittens/%s.txt" % number).status, 404)
        verified = self.portal.overens("verify")
        self.assertEqual(verified.returncode, 0, verified.stdout.decode() + verified.stderr.decode())

    def test_an_invitation_waits_for_an_answer_and_who_declines_sees_no_more(self):
        a, c = self.client("municipality_a"), self.client("municipality_c")
        for running in self.portal.sql("SELECT id FROM joint WHERE sent_at IS NULL AND ended_at IS NULL"):
            one = "%s/gemensamt/%d" % (self.round, running[0])
            a.post(one, dict(a.get(one).form(one).fields, gor="avbryt"))
        self.save(a, 7, "Texten som bara de inbjudna ser.")
        path = self.round + "/gemensamt"
        done = self.post(a, path, gor="gemensamt", part__=[self.party("1481"), self.party("1490")])
        self.assertEqual(done.status, 303, done.words[:300])
        one = re.search(r'href="([^"]+/gemensamt/\d+)"', a.get(path).text).group(1)
        waits = 'href="%s"' % one
        for name in ("municipality_c", "municipality_b"):
            self.assertIn(waits, self.client(name).get("/").text, name)
        for name in ("municipality_a", "staff"):  # its own, and who does not answer
            self.assertNotIn(waits, self.client(name).get("/").text, name)
        b = self.client("municipality_b")
        self.assertEqual(b.post(one, dict(b.get(one).form(one).fields, gor="instammer")).status, 303)
        self.assertNotIn(waits, b.get("/").text)
        self.save(a, 7, "Texten ändrad efter ett ja.")
        self.assertIn("Texten har ändrats sedan ni sa ja", b.get("/").words)
        # no: away from the list, and no more of the draft, whatever was open on the screen
        shown = c.get(one).form(one).fields
        gone = c.post(one, dict(shown, gor="avbojer"))
        self.assertEqual((gone.status, gone.location), (303, path + "?gjort=1"))
        self.assertNotIn(waits, c.get("/").text)
        self.assertNotIn(waits, c.get(path).text)
        self.assertIn("Ni avböjde", c.get(path).words)
        self.assertEqual(c.get(one).status, 404)
        self.assertEqual(c.get(one + "?fil=1").status, 404)
        self.assertEqual(c.post(one, dict(shown, gor="instammer", _token=c.token())).status, 404)
        self.assertEqual(c.post(one, dict(shown, gor="avbojer", _token=c.token())).status, 303)
        row = re.search(r"<li><b>Mölndal.*?</li>", a.get(one).text, re.S).group(0)
        self.assertIn("Deltar inte", row)
        self.assertRegex(row, r"20\d\d kl\. \d\d\.\d\d")
        # who withdraws after a yes is told nothing more either
        self.assertEqual(b.post(one, dict(b.get(one).form(one).fields, gor="instammer")).status, 303)
        self.assertEqual(b.post(one, dict(b.get(one).form(one).fields, gor="avbojer")).status, 303)
        self.assertEqual(b.get(one).status, 404)
        self.assertEqual(a.post(one, dict(a.get(one).form(one).fields, gor="avbryt")).status, 303)


if __name__ == "__main__":
    unittest.main()
