# SPDX-License-Identifier: EUPL-1.2
"""People with every role in two organisations, what they may by the permission table (worked out anew here, not
asked of the portal), and an example of every thing that an address can name."""
import concurrent.futures
import json
import re

import fcgiclient as f
from portal import Client

A, B, COUNCIL, VGR, RO, RJL = "1489", "1490", "pr01", "14", "05", "06"
PASSWORD = "ett-langt-losenord-for-prov"
TOKEN_TEXT = "Formuläret är för gammalt"
FORM = "application/x-www-form-urlencoded"
DAYS = {"past": ("2020-01-01", "2020-12-31"), "future": ("2199-01-01", "2199-12-31"), "now": ("2020-01-01", "2199-12-31")}

# Where each role is held: the organisation whose things are the examples, and another one.
PLACES = {"council_member": (COUNCIL, None), "council_secretary": (COUNCIL, None), "drafter": (A, B), "approver": (A, B),
          "authorised_sender": (A, B), "registrar": (A, B), "board_secretary": (A, B),
          "organisation_administrator": (A, B), "process_leader": (VGR, RO), "economist": (RO, RJL),
          "auditor": (VGR, None), "administrator": (VGR, None),
          "guest": ()}  # nobody is given it: a link makes it, for one round (test_during.py)


class Actor:
    """Somebody who asks. mandates: what holds today: (role, organisation, matter or None)."""

    def __init__(self, name, mandates=(), org=None, signed_in=True):
        self.name, self.mandates, self.org, self.signed_in = name, tuple(mandates), org, signed_in
        self.cookie = self.client = self.form_token = None

    def __repr__(self):
        return self.name

    @property
    def roles(self):
        return {role for role, _, _ in self.mandates}


class Table:
    """The permission table as `overens rights --json` prints it, and what follows from it."""

    def __init__(self, printed):
        self.rows = printed["rights"]
        self.roles = [row["role"] for row in printed["roles"]]
        self.actions = {row["action"] for row in self.rows}

    def may(self, actor, action, org=None, owner=None, matter=None, state=None):
        """ok, denied, foreign or state. org: whose the thing is; owner: whose the matter is; None: not asked."""
        said = "denied"
        for row in self.rows:
            for role, held, only in actor.mandates:
                if row["action"] != action or row["role"] != role:
                    continue
                said = "foreign" if said == "denied" else said
                if only and matter and only != matter:
                    continue
                if row["scope"] == "own_org" and org not in (None, held):
                    continue
                if row["scope"] == "own_matter" and owner not in (None, held):
                    continue
                if state is None or row["states"] is None or state in row["states"]:
                    return "ok"
                said = "state"
        return said


class World:
    """A portal with the demo data, people made by `overens user`, and objects made through the pages."""

    def __init__(self, portal):
        self.portal = portal
        self.routes = json.loads(self.overens("routes", "--json"))
        self.table = Table(json.loads(self.overens("rights", "--json")))
        self.joint = self.proposal = 0  # none: test_rights_matrix makes them, they show the others what a party writes
        self.actors = [Actor("visitor", signed_in=False)]
        for role in self.table.roles:
            for place in PLACES[role]:
                if place:
                    self.add(role, place)
        self.add_unusual()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(self.sign_in, [actor for actor in self.actors if actor.signed_in or actor.name == "disabled"]))
        self.overens("user", "disable", "prov.disabled")
        self.make_objects()

    def overens(self, *arguments, stdin=b""):
        done = self.portal.app.run(["--config", self.portal.config, *arguments], stdin=stdin)
        if done.returncode:
            raise AssertionError("overens %s: %s" % (" ".join(arguments), done.stderr.decode()))
        return done.stdout

    # ---- People ----

    def account(self, name, org, *roles):
        self.overens("user", "add", "prov." + name, "--name", "Prov " + name, "--org", org,
                     *[word for role in roles for word in ("--role", role)], stdin=PASSWORD.encode() + b"\n")

    def add(self, role, place):
        actor = Actor("%s.%s" % (role, place), [(role, place, None)], place)
        self.account(actor.name, place, role)
        self.actors.append(actor)

    def mandate(self, name, role, org, when, *more):
        first, last = DAYS[when]
        self.overens("user", "mandate", "prov." + name, "--role", role, "--org", org, "--from", first, "--to", last, *more)

    def add_unusual(self):
        """Accounts whose roles do not hold today, one whose role is another's, and ones with a role elsewhere."""
        for name, when in (("ended", "past"), ("coming", "future")):
            self.account(name, A)
            self.mandate(name, "authorised_sender", A, when)
            self.actors.append(Actor(name, [], A))
        self.account("substitute", A)
        self.mandate("substitute", "drafter", A, "now", "--substitute-for", "prov.drafter." + A)
        self.actors.append(Actor("substitute", [("drafter", A, None)], A))
        self.account("elsewhere", A)  # belongs to A, writes for B alone
        self.mandate("elsewhere", "drafter", B, "now")
        self.actors.append(Actor("elsewhere", [("drafter", B, None)], A))
        self.account("onematter", VGR)
        self.mandate("onematter", "process_leader", VGR, "now", "--matter", "halsoavtal-2026")
        self.actors.append(Actor("onematter", [("process_leader", VGR, "halsoavtal-2026")], VGR))
        self.account("disabled", A, "authorised_sender")
        self.actors.append(Actor("disabled", [], A, signed_in=False))

    def actor(self, name):
        return next(actor for actor in self.actors if actor.name == name)

    def sign_in(self, actor):
        actor.client = Client(self.portal)
        self.portal.users["prov:" + actor.name] = ["prov." + actor.name, PASSWORD]
        actor.client.sign_in("prov:" + actor.name)
        actor.cookie = "; ".join("%s=%s" % item for item in actor.client.cookies.items())

    # ---- Asking, past nginx ----

    def ask(self, actor, method, path, fields=b""):
        extra = {"REMOTE_ADDR": "10.0.0.%d" % (self.actors.index(actor) + 1)}  # each is braked alone when guessing
        if actor.cookie:
            extra["HTTP_COOKIE"] = actor.cookie
        return f.ask(self.portal.socket, path, method=method, body=fields, content_type=FORM if method == "POST" else None,
                     extra=extra, timeout=60)

    def token(self, actor, fresh=True):
        """A form token of the actor's, as _token=…; a visitor's comes with a cookie. What has been done with a token
        is answered again: the one that is kept is only for what is refused."""
        if actor.form_token and not fresh:
            return actor.form_token
        page = self.ask(actor, "GET", "/konto" if actor.signed_in else "/logga-in")
        for name, value in page.headers.items():
            if name == "set-cookie" and not actor.signed_in:
                actor.cookie = value.split(";")[0]
        found = re.search(r'name="_token" value="([^"]+)"', page.text)
        if not found:
            raise AssertionError("%s gets no token: %d" % (actor, page.status))
        token = ("_token=" + found.group(1)).encode()
        if not fresh:
            actor.form_token = token
        return token

    # ---- Things ----

    def select(self, sql, *values):
        with self.portal.database() as database:
            return database.execute(sql, values).fetchall()

    def one(self, sql, *values):
        rows = self.select(sql, *values)
        if not rows:
            raise AssertionError("the demo has nothing for: " + sql)
        return rows[0][0]

    def make_objects(self):
        """What the demo has not: a draft of a text, a text that is being read in."""
        leader = self.actor("process_leader." + VGR)
        top = "/arende/halsoavtal-2026"
        begun = leader.client.post(top + "/text/hjalpmedel-2023/ny", {"_token": leader.client.token()})
        if begun.status != 303:
            raise AssertionError("no draft: %d %s" % (begun.status, begun.words[:300]))
        self.draft = begun.location.split("/text/")[1].split("/")[0]
        self.staged = self.stage(leader, top, "prov.txt", "1 Syfte\n\nHär står något.\n\n2 Ansvar\n\nOch här.\n")
        version = self.one("SELECT id FROM version WHERE slug = 'remissversion-2'")
        self.setup = self.fill(leader, top + "/remiss/ny", titel="Remiss som förbereds", version=version,
                               dag="2098-06-19").location.split("/remiss/")[1].split("/")[0]
        for party in (A, B):
            self.fill(self.actor("organisation_administrator." + party), "/admin/grupper", namn="Grupp i " + party)
        self.fill(self.actors[0], "/logga-in/lank", epost="ledamot@pensionarsradet.example")
        self.respond(self.actor("authorised_sender." + A), top + "/remiss/2")
        self.entry = self.enter(leader, top + "/remiss/2/registrera")
        self.invited = {row[0] for row in self.select("SELECT o.code FROM invitation i JOIN organisation o "
                                                      "ON o.id = i.organisation_id WHERE i.consultation_id = 2")}
        self.other_party = self.one("SELECT o.code FROM response r JOIN organisation o ON o.id = r.organisation_id "
                                    "WHERE r.consultation_id = 2 AND o.code NOT IN (?, ?)", A, B)

    def stage(self, actor, top, name, text):
        """Begins to read a text in; returns the number of what is staged."""
        page = actor.client.get(top + "/dokument/las-in")
        fields = dict(page.form(field="handling").fields, handling="ny", titel="Prov", beteckning="Prov")
        fields.pop("fil", None)
        parts = ['name="%s"\r\n\r\n%s' % item for item in fields.items()]
        parts.append('name="fil"; filename="%s"\r\n\r\n%s' % (name, text))
        body = "".join("--x\r\nContent-Disposition: form-data; %s\r\n" % part for part in parts) + "--x--\r\n"
        sent = actor.client.request("POST", top + "/dokument/las-in", body.encode(),
                                    {"Content-Type": "multipart/form-data; boundary=x"})
        if sent.status != 303:
            raise AssertionError("no import: %d %s" % (sent.status, sent.words[:600]))
        return sent.location.split("/las-in/")[1].split("/")[0].split("?")[0]

    def enter(self, actor, page):
        """Begins to type an answer in, with a file; returns the number of the draft."""
        begun = self.fill(actor, page, part="-", namn="Föreningen Prov", slag="uninvited").location
        body = ('--x\r\nContent-Disposition: form-data; name="_token"\r\n\r\n%s\r\n--x\r\nContent-Disposition: form-data; '
                'name="fil"; filename="brev.txt"\r\n\r\nVi avstår.\n\r\n--x--\r\n' % actor.client.token())
        sent = actor.client.request("POST", begun + "/filer", body.encode(), {"Content-Type": "multipart/form-data; boundary=x"})
        if sent.status != 303:
            raise AssertionError("no file: %d %s" % (sent.status, sent.words[:300]))
        return begun.rsplit("/", 1)[1]

    def join(self, actor, place):
        """The actor's organisation writes, shares it with B and asks B to answer together; returns (joint, proposal)."""
        form = actor.client.get(place + "/svara/2").form(action=place + "/svara/2")
        actor.client.post(place + "/svara/2", dict(form.fields, kommentar="Vi skriver ihop oss", betyg="support"))
        made = []
        for does, table in (("gemensamt", "joint"), ("dela", "proposal")):
            self.fill(actor, place + "/gemensamt", **{"gor": does, "part[]": self.one("SELECT id FROM organisation WHERE code = ?", B)})
            made.append(self.one("SELECT max(id) FROM " + table))
        return made

    def fill(self, actor, page, **fields):
        """Sends the form of a page that posts to itself."""
        client = actor.client or Client(self.portal)
        sent = client.post(page, dict(client.get(page).form(action=page).fields, **fields))
        if sent.status not in (200, 303):
            raise AssertionError("%s: %d %s" % (page, sent.status, sent.words[:300]))
        return sent

    def respond(self, actor, place, text="Svar från part A"):
        """The actor's organisation answers the round at place and sends it."""
        for path in (place + "/svara/1", place + "/skicka"):
            form = actor.client.get(path).form(action=path)
            sent = actor.client.post(path, dict(form.fields, kommentar=text, betyg="support", rattslage="officer"))
            if sent.status != 303:
                raise AssertionError("%s: %d %s" % (path, sent.status, sent.words[:300]))
        return sent.location
