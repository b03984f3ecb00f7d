# SPDX-License-Identifier: EUPL-1.2
"""Every route that `overens routes` lists × people with every role × own, another's and missing things: what the portal
answers is what the permission table says. The table is read as JSON and worked out anew in Python (rightsworld), the
examples stand in rightsthings; a route without an example fails."""
import collections
import concurrent.futures
import html
import threading
import unittest

from portal import Portal
from rightsthings import cases, things
from rightsworld import TOKEN_TEXT, World

# What an allowed request may be answered with. A form that is sent empty is refused as a form, never as a person.
ALLOWED = {"GET": {200, 303, 304}, "POST": {200, 303, 400, 409, 410, 422}}
# Pages that say 404 or 403 of something else than rights, to those who may come there.
ALSO = {
    ("GET", "/logga-in/oidc"): {404}, ("GET", "/logga-in/oidc/svar"): {400, 403, 404},  # no provider is configured
    ("GET", "/konto/tvasteg/qr.svg"): {404},  # nothing is being set up
    ("POST", "/arende/:slug/text/:version/begar/klart"): {404},  # the form names no request
    ("POST", "/arende/:slug/text/:version/publicera"): {403, 404},  # nobody has asked; nobody publishes alone
    ("POST", "/arende/:slug/avrakning/utkast/:id/publicera"): {403},
    ("POST", "/csp-rapport"): {404},  # off
    # what was typed in has been sent by then
    ("POST", "/arende/:slug/remiss/:id/registrera/:utkast/kasta"): {404},
    ("POST", "/arende/:slug/remiss/:id/registrera/:utkast/filer/:fil/ta-bort"): {404},
    ("POST", "/logga-in/kvar"): {404},  # nothing is kept
    ("GET", "/arende/:slug/text/:version.pdf"): {404, 503},  # no renderer, or it is busy
    ("GET", "/kvittens/:nr.pdf"): {404, 503}, ("GET", "/kvittens/:nr/paket.zip"): {503},
    ("GET", "/arende/:slug/remiss/:id/svara/namnd.pdf"): {404, 503},
}
# What is not there, for those who might do it to others of its kind: the form is refused before it is looked for, or
# somebody else has taken it away already.
NOT_THERE = {("POST", "/arende/:slug/dokument/las-in/:id/kasta"): {303}, ("POST", "/arende/:slug/dokument/las-in/:id/:nod"): {409},
             ("POST", "/arende/:slug/text/:version/redigera/:node"): {422}}
# What somebody guesses: a dead link says so in its own words.
GUESSED = {400, 403, 404, 410, 422}
# Their effect is that the thing is gone or the person signed out: asked last, and by one person each.
LAST = ("/kasta", "/ta-bort", "/angra", "/borja-om", "/spara", "/publicera", "/logga-ut", "/konto/sessioner", "/konto/tvasteg",
        "/klart", "/skicka", "/person/:id", "/uppdrag/:uppdrag", "/ny", "/begar", "/konto/losenord", "/konto/epost")


class Matrix(unittest.TestCase):
    maxDiff = 6000

    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(serve__workers=2)
        cls.addClassCleanup(cls.portal.stop)
        cls.world = World(cls.portal)
        cls.world.joint, cls.world.proposal = cls.world.join(cls.world.actor("drafter.1489"), "/arende/halsoavtal-2026/remiss/2")
        cls.things = things(cls.world)
        # These ask for the same pages mounted by a second plugin too, whose matter has none of the rounds.
        cls.few = [cls.world.actor(name) for name in ("visitor", "drafter.1489", "process_leader.14", "onematter", "auditor.14")]
        cls.plan, cls.without = [], []
        for route in cls.world.routes:
            try:
                cls.plan += [(route, case) for case in cases(cls.world, cls.things, route)]
            except KeyError as error:
                cls.without.append("%(method)s %(pattern)s" % route + ": no example of %s" % error)

    # ---- What is expected ----

    def verdict(self, actor, route, case):
        """sign-in, denied, foreign or ok."""
        permission, table = route["permission"], self.world.table
        if case.matter is None and route["from"] not in ("core", "machine"):
            return "foreign"  # no such matter: nothing is asked before it is found
        if permission not in ("public", "origin"):
            if not actor.signed_in:
                return "sign-in"
            if permission != "account":
                said = table.may(actor, permission, owner=case.owner, matter=case.matter)
                if said != "ok":
                    return said
        if not case.exists:
            return "foreign"
        for need in case.needs:
            said = need(self.world, actor)
            if said != "ok":
                return said
        return "ok"

    def wanted(self, verdict, route, case, actor):
        method, pattern = route["method"], route["pattern"]
        if not case.exists and self.world.table.may(actor, route["permission"], owner=case.owner, matter=case.matter) == "ok":
            return {404} | NOT_THERE.get((method, pattern), set())
        if verdict == "sign-in":
            return {303} if method == "GET" else {303, 403}
        if verdict == "denied":
            return {403}
        if verdict == "foreign":
            return {404} | (GUESSED | {200} if pattern.endswith(":token") else set())
        return ALLOWED[method] | ALSO.get((method, pattern), set())

    # ---- Asking ----

    def check(self, actor, route, case, body=None):
        verdict = self.verdict(actor, route, case)
        method = route["method"]
        if method == "POST" and body is None:
            body = self.world.token(actor, fresh=verdict == "ok")  # to be refused, the last one will do
        answer = self.world.ask(actor, method, case.path, body or b"")
        with self.lock:
            self.asked[(method, route["pattern"])] += 1
            self.seen[verdict] += 1
        good = answer.status in self.wanted(verdict, route, case, actor)
        if verdict == "sign-in" and answer.status == 303:
            good = answer.headers["location"].startswith("/logga-in")
        elif verdict in ("denied", "foreign", "sign-in") and TOKEN_TEXT in answer.text:
            good = False  # the token was good: rights must be what refuses
        if not good:
            return "%s as %s: %s %s -> %d, expected %s (%s)" % (
                case.kind, actor, method, case.path, answer.status, sorted(self.wanted(verdict, route, case, actor)), verdict)
        return None

    def askers(self, route, case):
        """Everybody; but of those whom the role alone refuses only a few ask for what is not there."""
        if case.twin:
            return self.few
        if route["pattern"].endswith((".pdf", ".zip")):  # a browser makes them: one of those who may is enough
            may = [a for a in self.world.actors if self.verdict(a, route, case) == "ok"]
            return [a for a in self.world.actors if a not in may[1:]]
        if case.kind != "missing":
            return self.world.actors
        return [a for a in self.world.actors if a in self.few or self.verdict(a, route, case) != "denied"]

    def without_token(self, actor, route, case):
        """Who may pass is stopped by the missing token alone; nothing is done."""
        answer = self.world.ask(actor, "POST", case.path)
        if answer.status == 403 and TOKEN_TEXT in answer.text:
            return None
        return "%s as %s: POST %s without a token -> %d" % (case.kind, actor, case.path, answer.status)

    def ask_all(self, jobs):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return [fault for fault in pool.map(lambda job: job[0](*job[1:]), jobs) if fault]

    # ---- The walk ----

    def test_every_route_has_an_example(self):
        self.assertEqual(self.without, [], "add them to tests/http/rightsthings.py")
        self.assertEqual({role for actor in self.world.actors for role in actor.roles} | {"guest"}, set(self.world.table.roles))
        self.assertEqual({r["permission"] for r in self.world.routes} - self.world.table.actions,
                         {"public", "account", "origin"})

    def test_everybody_gets_what_the_table_says(self):
        self.lock, self.asked, self.seen = threading.Lock(), collections.Counter(), collections.Counter()
        first, writes, final, kept = [], [], [], set()
        for route, case in self.plan:
            for actor in self.askers(route, case):
                if route["method"] == "GET":
                    first.append((self.check, actor, route, case))
                    continue
                if self.verdict(actor, route, case) != "ok":
                    first.append((self.check, actor, route, case))
                    continue
                if route["permission"] != "origin" and route["from"] != "machine" and actor.signed_in:
                    first.append((self.without_token, actor, route, case))
                if not route["pattern"].endswith(LAST):
                    writes.append((self.check, actor, route, case))
                elif case.path not in kept:
                    kept.add(case.path)
                    final.append((actor, route, case))
        faults = self.ask_all(first) + self.ask_all(writes)
        for actor, route, case in sorted(final, key=lambda job: LAST.index(max((e for e in LAST if job[1]["pattern"].endswith(e)),
                                                                              key=len)) * -1):
            fault = self.check(actor, route, case)
            faults += [fault] if fault else []
        n = sum(self.asked.values())
        print("%d routes, %d requests: %s" % (len(self.world.routes), n, ", ".join("%d %s" % (k, v) for v, k in
                                                                                 self.seen.most_common())))
        one_each = {fault.split(": ")[1].split(" ->")[0]: fault for fault in faults}  # by method and address
        self.assertEqual(sorted(one_each.values()), [], "%d of %d" % (len(faults), n))
        self.assertEqual({(r["method"], r["pattern"]) for r in self.world.routes} - set(self.asked), set(), "not asked")

    def test_the_page_shows_the_table(self):
        """/admin/rattigheter: what each role may, and the same rows as a file."""
        for name in ("administrator.14", "organisation_administrator.1489", "auditor.14"):
            reader = self.world.actor(name)
            for role in self.world.table.roles:
                page = html.unescape(self.world.ask(reader, "GET", "/admin/rattigheter?roll=" + role).text)
                for row in self.world.table.rows:
                    if row["role"] == role:
                        self.assertIn("<li>" + row["title"], page)
            self.assertIn('scope="rowgroup"', page)
            lines = self.world.ask(reader, "GET", "/admin/rattigheter.csv").text.rstrip().split("\r\n")
            self.assertEqual(len(lines), len(self.world.table.rows) + 1)
            self.assertTrue(all(line.count(";") == 6 and line.endswith('"') for line in lines))

    def test_a_wrong_table_would_be_noticed(self):
        """The walk fails when the portal and the table differ: here the table claims less than the portal allows."""
        self.lock, self.asked, self.seen = threading.Lock(), collections.Counter(), collections.Counter()
        table = self.world.table
        kept = table.rows
        table.rows = [row for row in kept if (row["action"], row["role"]) != ("consult.read_all", "auditor")]
        try:
            auditor = next(actor for actor in self.world.actors if "auditor" in actor.roles)
            faults = [self.check(auditor, route, case) for route, case in self.plan
                      if route["permission"] == "consult.read_all" and case.kind == "own" and case.matter == "halsoavtal-2026"]
        finally:
            table.rows = kept
        self.assertTrue(faults and all("-> 200, expected [403]" in fault for fault in faults), faults)


if __name__ == "__main__":
    unittest.main()
