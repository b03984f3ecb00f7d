# SPDX-License-Identifier: EUPL-1.2
"""A municipality must never see another's draft: marks are written where only some may read (a draft answer, an answer
that is sent, a text and a file being worked on, a request, a chain, a group), and everybody walks the whole portal from
link to link. Nobody finds a mark that the permission table does not let them read: not on a page, in a file, in a list,
in a search, in the log, nor in a figure that changes."""
import collections
import concurrent.futures
import html
import re
import unittest
import urllib.parse

from portal import Client, Portal
from rightsthings import cases, readers, things
from rightsworld import A, B, VGR, World

HALSO = {"owner": VGR, "matter": "halsoavtal-2026"}
PAGES = 700  # more addresses than anybody meets
QUERIES = 4  # of one path


def walkable(path):
    """A page of ours that a walker opens: files that cost a rendering, pictures and the way out are left."""
    return path.startswith("/") and not path.startswith(("//", "/static/", "/logga-ut")) and ".pdf" not in path and not path.endswith(".zip")


def still(page):
    """A page without what is another one each time: tokens, numbers of requests, seconds left."""
    return re.sub(r'value="[^"]{30,}"|data-kvar="\d+"|[0-9a-f]{16,}', "", page)


class Leaks(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(serve__workers=2)
        cls.addClassCleanup(cls.portal.stop)
        cls.world = World(cls.portal)
        cls.marks = {}
        cls.plant()
        made = things(cls.world)
        cls.starts = sorted({case.path for route in cls.world.routes if route["method"] == "GET"
                             for case in cases(cls.world, made, route) if walkable(case.path)})

    @classmethod
    def mark(cls, name, allowed):
        """A word that stands nowhere else. allowed(actor): may they read it?"""
        cls.marks["Hemlig" + name] = allowed
        return "Hemlig" + name

    @classmethod
    def may(cls, action, **facts):
        return lambda actor: cls.world.table.may(actor, action, **facts) == "ok"

    @classmethod
    def plant(cls):
        world, top = cls.world, "/arende/halsoavtal-2026"
        sender, manager = world.actor("authorised_sender." + A), world.actor("organisation_administrator." + A)
        leader = world.actor("process_leader." + VGR)
        sent = cls.mark("skickatsvar", lambda actor: readers(A)(world, actor) == "ok")
        world.respond(sender, top + "/remiss/2", "Det här är " + sent + " från oss.")
        # then the draft goes on, and is not sent; it belongs to those who write, as long as they belong to A
        draft = cls.mark("utkasttext", lambda actor: actor.org == A and cls.may("consult.answer", org=A, **HALSO)(actor))
        world.fill(sender, top + "/remiss/2/svara/2", kommentar="Än så länge " + draft + ".", betyg="reject")
        # what it read before, what is proposed, what they say among themselves
        ours, first = cls.marks[draft], top + "/remiss/2/svara/1"
        world.fill(sender, first, kommentar="Förr: " + cls.mark("forratext", ours) + 300 * " ord" + ".", betyg="reject")
        world.fill(sender, first, kommentar="Nu kort.", lydelse="Så här: " + cls.mark("lydelseforslag", ours) + ".")
        world.fill(sender, first + "/anteckningar", anteckning="Oss emellan: " + cls.mark("internnotis", ours) + ".")
        world.fill(sender, top + "/remiss/2/svara/anteckningar", anteckning="Om allt: " + cls.mark("helnotis", ours) + ".")
        world.fill(manager, "/admin/organisation/%s/organ" % A, namn="Nämnden", anmarkning=cls.mark(
            "organnotis", cls.may("org.view", org=A)))
        world.fill(manager, "/admin/grupper", namn=cls.mark(  # auditors read the whole log, and it names what was made
            # and who answers for the organisation chooses a group to answer with
            "gruppnamn", lambda actor: cls.may("org.groups", org=A)(actor) or cls.may("audit.read")(actor) or (
                actor.org == A and cls.may("consult.answer", org=A, **HALSO)(actor))))
        edits = cls.may("text.edit", state="draft", **HALSO)
        node = world.one("SELECT t.node_id FROM node_text t JOIN version v ON v.id = t.version_id WHERE v.slug = ? "
                         "AND t.body <> ''", world.draft)
        place = "%s/text/%s/redigera/%d" % (top, world.draft, node)
        form = leader.client.get(place).form(action=place)
        body = next(name for name, value in form.fields.items() if name != "_token" and len(value) > 60)
        saved = leader.client.post(place, dict(form.fields, **{body: form.fields[body] + "\n\nNytt är " + cls.mark(
            "avtalsutkast", edits) + ".", "gor": "spara"}))
        assert saved.status in (200, 303), (saved.status, saved.words[:400])
        ask = top + "/text/hjalpmedel-2023/begar"
        world.fill(world.actors[0], ask, epost="nagon@exempel.se", meddelande="Jag behöver " + cls.mark("begaran", edits))
        cls.mark("filnamn", cls.may("text.import", **HALSO))
        world.stage(leader, top, "Hemligfilnamn.txt", "1 Syfte\n\nText " + cls.mark("inlast", cls.may("text.import", **HALSO)) + ".\n")

    # ---- Walking ----

    def walk(self, actor):
        """Everything that the actor reaches by links, and every address that there is. Returns what was found: mark,
        address; and how many pages."""
        waiting, seen, of_path, found = collections.deque(["/"] + self.starts), set(), collections.Counter(), []
        while waiting and len(seen) < PAGES:
            path = waiting.popleft().split("#")[0]
            bare = path.split("?")[0]
            if path in seen or not walkable(path) or of_path[bare] >= QUERIES:
                continue
            seen.add(path)
            of_path[bare] += 1
            answer = self.world.ask(actor, "GET", urllib.parse.quote(path, safe="/?&=%:+-_.~"))
            head = " ".join(answer.headers.values())
            self.assertLess(answer.status, 500, "%s: %s" % (actor, path))
            found += [(mark, path) for mark in self.marks if mark in answer.text or mark in urllib.parse.unquote(head)]
            if "location" in answer.headers:
                waiting.append(answer.headers["location"])
            if answer.headers.get("content-type", "").startswith("text/html"):
                waiting.extend(html.unescape(link) for link in re.findall(r'href="(/[^"]*)"', answer.text))
        return found, len(seen)

    def test_nobody_finds_what_is_not_theirs(self):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            walks = dict(zip(self.world.actors, pool.map(self.walk, self.world.actors)))
        leaks, missed = [], []
        for actor, (found, _) in walks.items():
            leaks += ["%s reads %s at %s" % (actor, mark, path) for mark, path in found if not self.marks[mark](actor)]
        for mark, allowed in self.marks.items():
            readers_of = [actor for actor in self.world.actors if allowed(actor)]
            self.assertTrue(readers_of, mark)
            if not any(mark == seen for actor in readers_of for seen, _ in walks[actor][0]):
                missed.append(mark)
        print("%d people, %d pages, %d marks" % (len(walks), sum(n for _, n in walks.values()), len(self.marks)))
        self.assertEqual(sorted(set(leaks))[:60], [], "%d leaks" % len(leaks))
        self.assertEqual(missed, [], "those who may read it did not find it: the walk is too short")

    def test_search_does_not_hint(self):
        """A search for a word that the reader may not see is answered as one for a word that nobody wrote."""
        for mark, allowed in self.marks.items():
            for word in (mark, mark[:-3], mark.lower()):
                never = "Ogripbar" + "x" * (len(word) - 8) if len(word) > 8 else "Ogripbar"
                for actor in self.world.actors:
                    if allowed(actor):
                        continue
                    pages = [self.world.ask(actor, "GET", "/sok?q=" + text).text.replace(text, "ORD").replace(text.lower(), "ORD")
                             for text in (word, never)]
                    self.assertEqual(*map(still, pages), "%s looks for %s" % (actor, word))

    def test_a_draft_changes_nothing_for_others(self):
        """No figure, list, menu or to-do of anybody else tells that a party has begun to write."""
        writer, top = self.world.actor("drafter." + B), "/arende/halsoavtal-2026"
        others = [actor for actor in self.world.actors if actor.org != B and not actor.roles & {"process_leader", "auditor"}]
        pages = ["/", "/arenden", top, top + "/dokument", top + "/remiss/2", top + "/remiss/2/svara", top + "/tidslinje",
                 top + "/remiss/2/sammanstallning", top + "/p/1.1", "/admin"]

        def look():
            return {(actor.name, page): still(self.world.ask(actor, "GET", page).text) for actor in others for page in pages}
        before = look()
        self.world.fill(writer, top + "/remiss/2/svara/3", kommentar="Något nytt som ingen annan ser.", betyg="abstain")
        after = look()
        self.assertEqual([key for key, page in before.items() if page != after[key]], [])

    def test_the_log_keeps_to_the_same_table(self):
        """System administrators keep the portal; what parties write is no business of theirs (domain.md)."""
        for name in ("/admin/handelser.csv", "/admin/handelser.json", "/admin/handelser"):
            page = self.world.ask(self.world.actor("administrator." + VGR), "GET", name)
            self.assertEqual(page.status, 200)
            for word in ("response/", "consultation/", "draft/", "statement/", "SVAR-"):
                self.assertNotIn(word, page.text, name)

    def test_kept_pages_are_the_visitors_own(self):
        """A page that is kept for visitors was never made for somebody who is signed in, whichever came first."""
        sender, visitor = self.world.actor("authorised_sender." + A), Client(self.portal)
        for path in ("/", "/arende/halsoavtal-2026/remiss/2", "/arende/halsoavtal-2026/dokument", "/sok?q=ansvar"):
            for _ in range(3):
                mine, theirs = sender.client.get(path), visitor.get(path)
                self.assertIn("Prov authorised_sender", mine.text)
                self.assertNotIn("Prov authorised_sender", theirs.text)
                self.assertEqual(mine.headers.get("cache-control"), "no-store", path)
                self.assertNotIn("etag", mine.headers)


if __name__ == "__main__":
    unittest.main()
