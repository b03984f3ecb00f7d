#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Answering a round: every kind of question, together with colleagues, from the task list to checking the answers."""
import json
import unittest

from pagetest import Pages, tearDownModule  # noqa: F401  (unittest calls it)

SCRIPT = {"Accept": "application/json"}


class Answering(Pages):
    def question(self, n):
        return "%s/svara/%d" % (self.round, n)

    def form(self, client, n, **changed):
        return dict(self.draft(client, n).fields, **changed)

    def save(self, client, n, **changed):
        answer = client.post(self.question(n), self.form(client, n, **changed))
        self.assertEqual(answer.status, 303, answer.words[:300])
        return answer

    def autosave(self, client, n, fields):
        answer = client.post(self.question(n) + "?spara=1", fields, SCRIPT)
        return answer.status, json.loads(answer.text) if answer.headers["content-type"].startswith("application/json") else None

    def test_the_list_tells_no_comment_from_nothing(self):
        b = self.client("municipality_b")
        before = b.get(self.round + "/svara").words
        self.save(b, 11, betyg="no_comment", kommentar="")
        listing = b.get(self.round + "/svara")
        self.assertIn("Inga synpunkter", listing.words)
        self.assertNotEqual(before, listing.words)
        left = b.get(self.round + "/svara?visa=kvar")
        self.assertNotIn('href="%s"' % self.question(11), left.text)
        self.assertIn("Det som återstår", left.words)
        self.assertIn("Ej påbörjad", left.words)

    def test_a_wording_is_proposed_and_shown_in_words(self):
        a = self.client("municipality_a")
        page = a.get(self.question(12))
        body = page.form(field="lydelse").fields["lydelse"]
        self.assertGreater(len(body), 20)
        self.save(a, 12, betyg="support_with_change", kommentar="", lydelse=body + " Obegripligheter undviks.")
        shown = a.get(self.question(12))
        self.assertIn("nytt:", shown.words)
        self.assertRegex(shown.text, r"<ins>.*Obegripligheter undviks")
        review = a.get(self.round + "/granska")
        self.assertRegex(review.text, r"<ins>.*Obegripligheter undviks")
        self.assertIn("Föreslagen lydelse", review.words)
        # a form without the field leaves it, the provision as it stands takes it back
        self.assertEqual(a.post(self.question(12), {k: v for k, v in self.form(a, 12).items() if k != "lydelse"}).status, 303)
        self.assertIn("Obegripligheter", a.get(self.question(12)).words)
        self.save(a, 12, betyg="support", lydelse=body)
        self.assertNotIn("Obegripligheter", a.get(self.question(12)).words)

    def test_a_choice_is_taken_back(self):
        a = self.client("municipality_a")
        self.save(a, 18, betyg="abstain", kommentar="")
        self.assertEqual(self.form(a, 18)["betyg"], "abstain")
        self.save(a, 18, betyg="", kommentar="Vi vet inte än.")
        self.assertEqual(self.form(a, 18)["betyg"], "")
        self.assertEqual(self.autosave(a, 18, self.form(a, 18, betyg="reject"))[0], 200)
        self.assertEqual(self.form(a, 18)["betyg"], "reject")
        stale = self.form(a, 18, betyg="")
        self.assertEqual(self.autosave(a, 18, stale)[0], 200)
        self.assertEqual(self.form(a, 18)["betyg"], "")
        # a form without the field leaves it as it was
        self.save(a, 18, betyg="support")
        self.assertEqual(a.post(self.question(18), {k: v for k, v in self.form(a, 18).items() if k != "betyg"}).status, 303)
        self.assertEqual(self.form(a, 18)["betyg"], "support")
        # nor does a colleague's choice stand beside it when one keeps one's own text without any
        page = a.post(self.question(18), dict(stale, _token=a.token(), kommentar="Jag väljer inget."))
        self.assertEqual(page.status, 409)
        self.assertEqual([f.fields["betyg"] for f in page.page.forms if f.fields.get("kommentar") == "Jag väljer inget."], [""])

    def test_colleagues_see_who_writes_and_take_over(self):
        a, approver = self.client("municipality_a"), self.client("approver_a")
        status, answer = self.autosave(a, 13, self.form(a, 13, kommentar="Jag skriver nu."))
        self.assertEqual((status, sorted(answer)), (200, ["radversion", "sparat"]))
        self.assertIn("Handläggare Alingsås skriver", approver.get(self.round + "/svara").words)
        self.assertNotIn("skriver", a.get(self.question(13)).words.split("Ert svar på")[0])
        page = approver.get(self.question(13))
        self.assertIn("Handläggare Alingsås skriver på svaret", page.words)
        status, answer = self.autosave(approver, 13, self.form(approver, 13, kommentar="Jag också."))
        self.assertEqual((status, answer), (423, {"skriver": "Handläggare Alingsås"}))
        self.assertNotIn("Jag också", a.get(self.question(13)).words)
        taken = approver.post(self.question(13) + "/overta", self.form(approver, 13, kommentar="Nu skriver jag."))
        self.assertEqual(taken.status, 303)
        self.assertIn("Nu skriver jag", a.get(self.question(13)).words)
        status, answer = self.autosave(a, 13, self.form(a, 13, kommentar="Fortsätter."))
        self.assertEqual(status, 423)
        saved = self.save(a, 13, kommentar="Jag sparar ändå.")  # a person may
        self.assertEqual(saved.location, self.question(13))
        self.assertIn("Jag sparar ändå", a.get(self.question(13)).words)

    def test_an_earlier_text_comes_back(self):
        a = self.client("municipality_a")
        self.save(a, 14, kommentar="Den första texten. " + "Ord " * 100, betyg="abstain")
        self.save(a, 14, kommentar="Kort.", betyg="support")
        page = a.get(self.question(14) + "/historik")
        self.assertEqual(page.status, 200)
        self.assertIn("Den första texten", page.words)
        form = page.form(field="rad")
        self.assertEqual(a.post(self.question(14) + "/historik", form.fields).status, 303)
        self.assertIn("Den första texten", self.draft(a, 14).fields["kommentar"])
        self.save(a, 14, kommentar="Något nytt.")
        stale = a.post(self.question(14) + "/historik", form.fields)
        self.assert_refused(stale, 409, "Inget är ändrat")
        gone = a.post(self.question(14) + "/historik", dict(form.fields, rad="99999999"))
        self.assertEqual(gone.status, 404)

    def test_notes_stay_at_home(self):
        a, approver, b = self.client("municipality_a"), self.client("approver_a"), self.client("municipality_b")
        for path in (self.question(15) + "/anteckningar", self.round + "/svara/anteckningar"):
            form = a.get(path).form(field="anteckning")
            self.assertEqual(a.post(path, dict(form.fields, anteckning="")).status, 422)
            self.assertEqual(a.post(path, dict(form.fields, anteckning="Hemlignotis <b>här</b>")).status, 303)
            self.assertIn("Hemlignotis <b>här</b>", approver.get(path).words)
            self.assertIn("Ta bort", a.get(path).words)
            self.assertNotIn("Ta bort", approver.get(path).words)
            self.assertNotIn("Hemlignotis", b.get(path).words)
            own = a.get(path).form(field="id")
            self.assertEqual(approver.post(path, dict(approver.get(path).form(field="anteckning").fields,
                                                      id=own.fields["id"], gor="ta-bort")).status, 404)
        self.assertIn("Hemlignotis", a.get(self.question(15)).words)
        self.assertNotIn("Hemlignotis", a.get(self.round + "/granska").words)
        self.assertEqual(a.post(path, dict(own.fields, gor="ta-bort")).status, 303)
        self.assertNotIn("Hemlignotis", a.get(path).words)

    def test_joining_names_a_party(self):
        a = self.client("municipality_a")
        path = self.question(16) + "/anslut"
        form = a.get(path).form(field="part")
        self.assertEqual(a.post(path, dict(form.fields, part="1489")).status, 422)  # oneself
        self.assertEqual(a.post(path, dict(form.fields, part="")).status, 422)
        self.assertEqual(a.post(path, dict(form.fields, part="1490")).status, 303)
        self.assertIn("Ni ansluter er till svaret från Borås", a.get(self.question(16)).words)
        self.save(a, 16, kommentar="Och så det här.")
        self.assertIn("Ansluter sig till svaret från Borås", a.get(self.round + "/granska").words)
        self.assertNotIn("ansluter", self.client("municipality_b").get(self.round + "/svara").words.lower())
        form = a.get(path).form(field="part")
        self.assertEqual(a.post(path, dict(form.fields, gor="lamna")).status, 303)
        self.assertNotIn("Ni ansluter er", a.get(self.question(16)).words)
        self.assertIn("Och så det här", a.get(self.question(16)).words)

    def test_checking_says_what_is_missing_and_what_to_look_at(self):
        a = self.client("municipality_a")
        status, _ = self.autosave(a, 17, self.form(a, 17, betyg="reject", kommentar=""))
        self.assertEqual(status, 200)
        page = a.get(self.round + "/granska")
        self.assertIn("skäl saknas", page.words)
        self.assertIn('href="%s?till=granska"' % self.question(17), page.text)
        self.assertNotIn("Gå vidare och skicka", page.words)
        fields = dict(a.get(self.question(17) + "?till=granska").form(field="radversion").fields, gor="granska",
                      kommentar="Ring patienten 19121212-1212.")
        self.assertEqual(a.post(self.question(17), fields).location, self.round + "/granska")
        page = a.get(self.round + "/granska")
        self.assertNotIn("skäl saknas", page.words)
        self.assertIn("personnummer", page.words)  # a warning, never a stop
        self.assertIn("Gå vidare och skicka", page.words)
        self.save(a, 17, kommentar="Ring växeln, 08-123 456 78.", betyg="reject")
        self.assertNotIn("ser ut att innehålla", a.get(self.round + "/granska").words)

    def test_what_is_not_there_is_not_there(self):
        a, staff = self.client("municipality_a"), self.client("staff")
        for below in ("", "/historik", "/anteckningar", "/anslut"):
            self.assertEqual(a.get("%s/svara/9999%s" % (self.round, below)).status, 404)
            self.assertIn(staff.get(self.question(1) + below).status, (403, 404))
            self.assertEqual(self.client().get(self.question(1) + below).status, 303)
        self.assertEqual(a.get(self.question(1) + "/historik?fore=x").status, 404)


if __name__ == "__main__":
    unittest.main()
