# SPDX-License-Identifier: EUPL-1.2
"""Drafts in the portal: two people at once, who edits now, both texts, the second person, and who never sees a draft."""
import os
import re
import signal
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pagetest import NASTY, Pages, tearDownModule  # noqa: E402,F401
from portal import until  # noqa: E402

MATTER = "/arende/halsoavtal-2026"


class Editing(Pages):
    settings = {"serve__workers": 2, "database__lock_timeout": "5s"}

    def draft(self, name="staff"):
        """A draft of one's own, begun from the proposal; its address."""
        client = self.client(name)
        answer = client.post(self.portal.routes["proposal"] + "/ny", {"_token": client.token()})
        self.assertEqual(answer.status, 303, answer.words[:300])
        return answer.location.rsplit("/redigera", 1)[0]

    def nodes(self, draft):
        """The addresses of its provisions, in order."""
        page = self.client("staff").get(draft + "/redigera")
        self.assertEqual(page.status, 200, page.words[:300])
        return re.findall(r'href="(%s/redigera/\d+)"' % re.escape(draft), page.text)

    def write(self, client, address, action="spara", **fields):
        page = client.get(address)
        self.assertEqual(page.status, 200, page.words[:300])
        form = dict(page.form(field="radversion").fields)
        form.update(fields, gor=action)
        return client.post(address, form)

    def ask(self, draft, label, **fields):
        client = self.client("staff")
        form = dict(client.get(draft + "/publicera").form(field="meddelande").fields)
        form.update({"namn": label, "datum": "2026-03-01", "status": "proposal", "gor": "begar"}, **fields)
        return client.post(draft + "/publicera", form)

    def test_a_draft_is_a_copy_with_the_same_provisions(self):
        draft = self.draft()
        page = self.client("staff").get(draft + "/redigera")
        self.assertIn("Inget skiljer sig från Remissversion 2 än.", page.words)
        text = self.client("staff").get(draft)
        self.assertIn("Utkast efter Remissversion 2", text.words)
        self.assertIn("Texten är inte publicerad och kan ändras.", text.words)

    def test_drafts_of_one_version_are_told_apart(self):
        client = self.client("staff")
        names = [re.search(r"Utkast efter Remissversion 2(?: \d+)?", client.get(self.draft()).words).group(0) for _ in range(2)]
        self.assertNotEqual(names[0], names[1])

    def test_nobody_else_sees_a_draft(self):
        draft = self.draft()
        node = self.nodes(draft)[3]
        for name in (None, "municipality_a", "council", "economist", "auditor", "admin"):
            client = self.client(name)
            for path in (draft, draft + ".txt", draft + "/redigera", node, draft + "/publicera"):
                with self.subTest(name=name, path=path):
                    answer = client.get(path)
                    self.assertIn(answer.status, (303, 403, 404))
                    if answer.status == 303:
                        self.assertTrue(answer.location.startswith("/logga-in"))
                    self.assertNotIn("Utkast efter", answer.text)
            for path in ("/", MATTER, MATTER + "/dokument", "/sok?q=utkast"):
                self.assertNotIn("Utkast efter", client.get(path).text, path)
        for name in ("municipality_a", "auditor"):
            client = self.client(name)
            token = client.token()
            for path in (draft + "/redigera", node, draft + "/publicera", self.portal.routes["proposal"] + "/ny"):
                self.assertIn(client.post(path, {"_token": token, "gor": "spara"}).status, (403, 404), path)

    def test_saving_gives_the_next_provision_and_the_reason(self):
        draft, staff = self.draft(), self.client("staff")
        nodes = self.nodes(draft)
        answer = self.write(staff, nodes[3], "nasta", text="Ny lydelse.\n\n- ett\n- två", skal="För tydlighetens skull.")
        self.assertEqual((answer.status, answer.location), (303, nodes[4]))
        page = staff.get(nodes[3])
        self.assertEqual(page.form(field="radversion").fields["text"], "Ny lydelse.\n\n- ett\n- två")
        self.assertIn("<li>ett</li>", page.text)
        overview = staff.get(draft + "/redigera")
        self.assertIn("En bestämmelse skiljer sig från Remissversion 2.", overview.words)
        self.assertIn("För tydlighetens skull.", overview.words)

    def test_preview_saves_nothing(self):
        draft, staff = self.draft(), self.client("staff")
        node = self.nodes(draft)[3]
        answer = self.write(staff, node, "visa", text="**Fet** text", skal="Skäl som inte är sparat.")
        self.assertEqual(answer.status, 200)
        self.assertIn("<strong>Fet</strong>", answer.text)
        self.assertIn("Förhandsgranskning, inte sparad", answer.words)
        self.assertEqual(answer.form(field="radversion").fields["skal"], "Skäl som inte är sparat.")
        self.assertNotIn("Fet", staff.get(node).form(field="radversion").fields["text"])

    def test_two_at_once_both_texts_are_shown(self):
        draft, one, two = self.draft(), self.client("staff"), self.client("staff_2")
        node = self.nodes(draft)[5]
        mine = dict(two.get(node).form(field="radversion").fields, text="Den andras text om läkare.", skal="Skäl två.",
                    gor="spara")
        self.assertEqual(self.write(one, node, text="Den förstas text om läkare.").status, 303)
        clash = two.post(node, mine)
        self.assertEqual(clash.status, 409)
        for words in ("Den förstas text om läkare.", "Den andras text om läkare.", "Skäl två."):
            self.assertIn(words, clash.words)
        self.assertIn("<del>", clash.text)
        self.assertIn("<ins>", clash.text)
        form = dict(clash.form(field="radversion").fields, gor="spara")
        self.assertEqual(form["text"], "Den andras text om läkare.")
        form["text"] = "Bådas text om läkare."
        self.assertEqual(two.post(node, form).status, 303)
        self.assertIn("Bådas text om läkare.", one.get(node).text)

    def test_the_same_again_is_no_clash(self):
        """A double click, or a worker that died between the commit and its answer."""
        draft, staff = self.draft(), self.client("staff")
        node = self.nodes(draft)[5]
        form = dict(staff.get(node).form(field="radversion").fields, text="Samma text.", gor="spara")
        self.assertEqual(staff.post(node, form).status, 303)
        self.assertEqual(staff.post(node, form).status, 303)
        self.assertEqual(staff.get(node).form(field="radversion").fields["radversion"], "1")

    def test_a_worker_that_dies_while_saving_harms_nothing(self):
        draft, staff = self.draft(), self.client("staff")
        node = self.nodes(draft)[7]
        for n in range(5):
            form = dict(staff.get(node).form(field="radversion").fields, text="Text nummer %d." % n, gor="spara")
            killer = threading.Timer(0.004 * n, lambda: [os.kill(pid, signal.SIGKILL) for pid in self.portal.workers()])
            killer.start()
            try:
                staff.post(node, form)
            except Exception:  # noqa: B902 - whatever the web server says of a dead worker
                pass
            killer.join()
            self.assertTrue(until(lambda: self.alive(), 60))
            self.assertEqual(staff.post(node, form).status, 303)  # the same again: saved once, and no clash
            fields = staff.get(node).form(field="radversion").fields
            self.assertEqual((fields["text"], fields["radversion"]), ("Text nummer %d." % n, str(n + 1)))

    def alive(self):
        try:
            return self.client().get("/healthz").status == 200
        except Exception:  # noqa: B902
            return False

    def test_who_edits_now(self):
        draft, one, two = self.draft(), self.client("staff"), self.client("staff_2")
        node = self.nodes(draft)[6]
        self.assertNotIn("redigerar bestämmelsen nu", one.get(node).words)
        page = two.get(node)
        self.assertIn("Processledare redigerar bestämmelsen nu", page.words)
        self.assertIn("Processledare redigerar sedan", two.get(draft + "/redigera").words)
        form = dict(page.form(field="radversion").fields, text="Påbörjad text.", gor="taover")
        taken = two.post(node, form)
        self.assertEqual(taken.status, 200)
        self.assertIn("Påbörjad text.", taken.text)  # nothing typed is lost
        self.assertIn("Biträdande processledare redigerar bestämmelsen nu", one.get(node).words)
        self.assertEqual(self.write(two, node, "stang-utan").status, 303)
        self.assertNotIn("redigerar bestämmelsen nu", one.get(node).words)

    def test_hostile_markdown_is_text(self):
        draft, staff = self.draft(), self.client("staff")
        node = self.nodes(draft)[4]
        self.assertEqual(self.write(staff, node, text=NASTY + "\n\n[x](javascript:alert(1))", skal=NASTY,
                                    rubrik=NASTY[:200], kalla=NASTY[:200]).status, 303)
        for path in (node, draft + "/redigera", draft + "/publicera", draft):
            page = staff.get(path)
            self.assertEqual(page.status, 200)
            self.assertNotIn("<script>alert", page.text, path)
            self.assertNotIn("<img", page.text, path)
            self.assertNotIn('href="javascript', page.text, path)

    def test_what_is_wrong_comes_back_with_everything(self):
        draft, staff = self.draft(), self.client("staff")
        node = self.nodes(draft)[4]
        answer = self.write(staff, node, text="Min långa text.", skal="x" * 5000)
        self.assertEqual(answer.status, 422)
        fields = answer.form(field="radversion").fields
        self.assertEqual((fields["text"], fields["skal"]), ("Min långa text.", "x" * 5000))
        answer = self.write(staff, node, text="Min långa text.", nummer="", rubrik=" ")
        self.assertEqual(answer.status, 422)
        self.assertEqual(answer.form(field="radversion").fields["text"], "Min långa text.")

    def test_structure_without_dragging(self):
        draft, staff = self.draft(), self.client("staff")
        before = self.nodes(draft)
        ids = [address.rsplit("/", 1)[1] for address in before]
        form = staff.get(draft + "/redigera").form(field="version")
        base = {"_token": form.fields["_token"], "version": form.fields["version"]}
        added = staff.post(draft + "/redigera", dict(base, gor="ny-" + ids[4]))
        self.assertEqual(added.status, 303)
        self.assertEqual(len(self.nodes(draft)), len(before) + 1)
        again = staff.post(draft + "/redigera", dict(base, gor="ny-" + ids[4]))  # the same click again
        self.assertEqual(again.location, added.location)
        self.assertEqual(len(self.nodes(draft)), len(before) + 1)
        new = added.location.rsplit("/", 1)[1]
        token = staff.token()
        gone = staff.post(draft + "/redigera", dict(base, _token=token, gor="bort-%s-1" % new))
        self.assertEqual(gone.status, 303, gone.words[:300])
        self.assertEqual(self.nodes(draft), before)
        refused = staff.post(draft + "/redigera", dict(base, _token=staff.token(), gor="upp-" + ids[0]))
        self.assertEqual(refused.status, 422)
        self.assertIn("står redan ytterst", refused.words)
        self.assertEqual(staff.post(draft + "/redigera", dict(base, _token=staff.token(), gor="kasta-1")).status, 400)

    def test_two_persons_publish(self):
        draft, one, two = self.draft(), self.client("staff"), self.client("staff_2")
        node = self.nodes(draft)[5]
        self.assertEqual(self.write(one, node, text="En helt ny lydelse om ansvar.").status, 303)
        self.assertIn("Skäl saknas för en ändring.", one.get(draft + "/publicera").words)
        self.assertNotIn('name="meddelande"', one.get(draft + "/publicera").text)
        self.assertEqual(self.write(one, node, skal="Begärt i remissen.", kalla="Borås svar").status, 303)
        self.assertEqual(self.ask(draft, "Avtalsförslag A").status, 303)
        self.assertIn("Avtalsförslag A", two.get("/").words)
        own = one.get(draft + "/publicera")
        self.assertIn("Väntar på en kollega", own.words)
        self.assertNotIn('value="publicera"', own.text)
        page = two.get(draft + "/publicera")
        self.assertIn("Begärt i remissen.", page.words)
        self.assertIn("Synpunkt: Borås svar.", page.words)
        self.assertNotIn(">Borås svar</a>", page.text)
        self.assertIn("<ins>", page.text)
        form = dict(page.form(field="innehall").fields, gor="publicera")
        refused = one.post(draft + "/publicera", dict(form, _token=one.token()))
        self.assert_refused(refused, 403, "Den som har begärt publiceringen får inte själv publicera.")
        self.assertEqual(self.write(one, node, skal="Begärt i remissen av Borås.").status, 303)  # ends the request
        late = two.post(draft + "/publicera", form)
        self.assert_refused(late, 409, "Begäran gäller inte längre")
        self.assertEqual(self.ask(draft, "Avtalsförslag A").status, 303)
        stale = two.post(draft + "/publicera", dict(form, _token=two.token()))
        self.assert_refused(stale, 409, "Texten är inte den som du läste")
        form = dict(two.get(draft + "/publicera").form(field="innehall").fields, gor="publicera")
        done = two.post(draft + "/publicera", form)
        self.assertEqual((done.status, done.location), (303, MATTER + "/text/avtalsforslag-a"))
        self.assertEqual(two.post(draft + "/publicera", form).location, done.location)  # once
        public = self.client().get(done.location)
        self.assertEqual(public.status, 200)
        self.assertIn("En helt ny lydelse om ansvar.", public.words)
        self.assertIn("av Biträdande processledare", public.words)
        late = dict(form, _token=one.token(), gor="spara", text="För sent", nummer="1", rubrik="A", niva="2", radversion="2")
        answer = one.post(node, late)  # at the old address, by somebody who had it open
        self.assertEqual(answer.status, 409)
        self.assertIn("För sent", answer.words)

    def test_it_is_sent_back_with_a_reason(self):
        draft, one, two = self.draft(), self.client("staff"), self.client("staff_2")
        self.assertEqual(self.ask(draft, "Avtalsförslag B", meddelande="Titta särskilt på 2.1.").status, 303)
        page = two.get(draft + "/publicera")
        self.assertIn("Titta särskilt på 2.1.", page.words)
        form = dict(page.form(field="skal").fields, gor="skicka-tillbaka")
        self.assertEqual(two.post(draft + "/publicera", dict(form, skal=" ")).status, 422)
        self.assertEqual(two.post(draft + "/publicera", dict(form, _token=two.token(), skal="Bilagan saknas.")).status, 303)
        self.assertIn("Bilagan saknas.", one.get(draft + "/publicera").words)
        self.assertEqual(self.ask(draft, "Avtalsförslag B").status, 303)
        withdraw = dict(one.get(draft + "/publicera").form(field="version").fields, gor="dra-tillbaka")
        self.assertEqual(one.post(draft + "/publicera", withdraw).status, 303)
        self.assertNotIn("Avtalsförslag B", two.get("/").words)

    def test_a_name_that_is_taken_is_refused(self):
        draft = self.draft()
        answer = self.ask(draft, "Remissversion 2")
        self.assertEqual(answer.status, 422)
        self.assertIn("finns det redan en version som heter så", answer.words)

    def test_a_blank_draft(self):
        staff = self.client("staff")
        page = staff.get(MATTER + "/dokument/skriv")
        form = dict(page.form(field="titel").fields, titel="Överenskommelse om något nytt", namn="Skiss")
        answer = staff.post(MATTER + "/dokument/skriv", form)
        self.assertEqual(answer.status, 303, answer.words[:300])
        page = staff.get(answer.location)
        self.assertIn("Överenskommelse om något nytt", page.words)
        self.assertIn("Handlingens första version.", page.words)


if __name__ == "__main__":
    unittest.main()
