# SPDX-License-Identifier: EUPL-1.2
"""An example of every thing that an address can name, and who may come to it once the route's permission is passed.

THINGS is looked up by the pattern up to the parameter ("/arende/:slug/remiss/:id"). The first example of a list is the
one that addresses below it use; each of the others, and one that does not exist, is asked for too. A parameter that is
not in the table makes the test fail: add an example, and who may have it."""
import re

from rightsworld import A, B, RO, VGR

TOP = "/arende/:slug"
ROUND = TOP + "/remiss/:id"


class Thing:
    """value: as it stands in the address. need(world, actor): ok, foreign (404) or denied (403); None: ok for all who
    pass the route. empty: the examples further on in an address do not belong to it."""

    def __init__(self, value, need=None, empty=False):
        self.value, self.need, self.empty = str(value), need, empty


def gone(_world, _actor):
    return "foreign"


def only(action, **facts):
    """Whoever may do this to it; to the others it is not there."""
    return lambda world, actor: "ok" if world.table.may(actor, action, **facts) == "ok" else "foreign"


def readers(party):
    """Who reads what a party has sent: its own people, who runs the matter, the auditor."""
    def need(world, actor):
        ways = (("consult.read_own", party), ("consult.read_all", None))
        good = any(world.table.may(actor, action, org=org, owner=VGR, matter="halsoavtal-2026") == "ok"
                   for action, org in ways)
        return "ok" if good else "foreign"
    return need


def registrars(party):
    """Who writes register numbers: of those who read the response, the registrars of both sides."""
    def need(world, actor):
        if readers(party)(world, actor) != "ok":
            return "foreign"
        ways = [world.table.may(actor, "consult.diary", org=org) for org in (party, VGR)]
        return "ok" if "ok" in ways else "denied"
    return need


def answers(action, *parties):
    """For the organisation that the person belongs to, when it is invited; parties: only theirs."""
    def need(world, actor):
        invited = actor.org in (parties or world.invited)
        good = invited and world.table.may(actor, action, org=actor.org, owner=VGR, matter="halsoavtal-2026") == "ok"
        return "ok" if good else "foreign"
    return need


def time_givers(world, actor):
    """Those who run the round, and those who answer in it."""
    if world.table.may(actor, "consult.run", owner=VGR, matter="halsoavtal-2026") == "ok":
        return "ok"
    if actor.org not in world.invited:
        return "foreign"
    return world.table.may(actor, "consult.answer", org=actor.org, owner=VGR, matter="halsoavtal-2026")


def followers(world, actor):
    """The figures of an open round."""
    good = world.table.may(actor, "consult.read_all", owner=VGR, matter="halsoavtal-2026")
    return "ok" if good == "ok" else "denied"


def things(world):
    """By pattern up to the parameter; a function of the whole pattern where pages below it differ."""
    one, draft, working = world.one, world.draft, "avtalsforslag-under-arbete"
    editors = only("text.edit", owner=VGR, matter="halsoavtal-2026", state="draft")
    workers = only("matter.read_working", owner=VGR, matter="halsoavtal-2026", state="working")
    node = one("SELECT t.node_id FROM node_text t JOIN version v ON v.id = t.version_id WHERE v.slug = 'remissversion-2' "
               "AND t.number = '1.1'")
    statement = one("SELECT number FROM statement WHERE number IS NOT NULL")
    unpublished = one("SELECT id FROM statement WHERE number IS NULL AND discarded_at IS NULL")
    receipt = one("SELECT r.number FROM response r JOIN organisation o ON o.id = r.organisation_id "
                  "WHERE o.code = ? ORDER BY r.id DESC", A)
    response = one("SELECT id FROM response WHERE number = ?", receipt)
    theirs = one("SELECT r.number FROM response r JOIN organisation o ON o.id = r.organisation_id "
                 "WHERE o.code = ? ORDER BY r.id DESC", world.other_party)
    sent_file = one("SELECT file_id FROM response_file ORDER BY id")  # the demo's: A sent it
    person = {name: one("SELECT id FROM account WHERE login = ?", "prov." + name)
              for name in ("drafter." + A, "drafter." + B, "organisation_administrator." + A, "process_leader." + VGR)}
    mandate = {name: one("SELECT id FROM mandate WHERE account_id = ? ORDER BY id", key) for name, key in person.items()}

    group = one("SELECT g.id FROM party_group g JOIN organisation o ON o.id = g.organisation_id WHERE o.code = ?", A)

    def own_rows(kind):
        sql = "SELECT t.id FROM " + kind + " t JOIN organisation o ON o.id = t.organisation_id WHERE o.code = ?"
        return [Thing(one(sql, A)), Thing(one(sql, B), gone)]

    def versions(pattern):
        if "/redigera" in pattern or "/publicera" in pattern:
            return [Thing(draft), Thing("beslutad-2023", gone)]
        if "/giltighet" in pattern:
            return [Thing("avtal-2017"), Thing(draft, gone)]
        if "/original" in pattern:
            return [Thing("hjalpmedel-2023"), Thing(working, gone)]
        if pattern.endswith(".pdf"):  # a draft's is made anew each time
            return [Thing("remissversion-2"), Thing("beslutad-2023", gone)]
        return [Thing("remissversion-2"), Thing(draft, editors), Thing(working, workers), Thing("beslutad-2023", gone)]

    answers_published = one("SELECT count(*) FROM consultation c JOIN round_publication p ON p.consultation_id = c.id "
                            "WHERE c.id = 1 AND p.scope = 'answers' AND p.ended_at IS NULL")
    in_first = one("SELECT o.code FROM response r JOIN organisation o ON o.id = r.organisation_id "
                   "WHERE r.consultation_id = 1 AND r.respondent IS NULL AND o.id NOT IN (SELECT organisation_id "
                   "FROM response WHERE consultation_id = 2 AND organisation_id IS NOT NULL) ORDER BY r.id")
    read_first = readers(in_first)

    def rounds(pattern):
        if "/uppsattning" in pattern:
            return [Thing(world.setup)]
        return sent_out(pattern) + [Thing(world.setup, gone)]  # what is being set up is not there on any other page

    def sent_out(pattern):
        if "/registrera" in pattern:
            return [Thing(2), Thing(1, empty=True)]
        if "/svara/filer/:fil" in pattern:
            return [Thing(2, answers("consult.answer")), Thing(1, gone)]
        if "/svara" in pattern or "/granska" in pattern or "/skicka" in pattern:
            action = "consult.submit" if "/skicka" in pattern else "consult.answer"
            return [Thing(2, answers(action)), Thing(1, answers(action))]
        if "/gemensamt" in pattern or "/internremiss" in pattern:
            return [Thing(2, answers("consult.answer")), Thing(1, answers("consult.answer"), empty=True)]
        if pattern.endswith("/anstand"):
            return [Thing(2, time_givers), Thing(1, time_givers)]
        if pattern.endswith(("/inbjudan", "/bekrafta")):
            action = "consult.submit" if "/bekrafta" in pattern else "consult.read_own"
            return [Thing(2, answers(action)), Thing(1, answers(action))]
        if "/godkann" in pattern or "/beslut" in pattern:
            action = "consult.approve" if "/godkann" in pattern else "consult.decide"
            return [Thing(2, answers(action)), Thing(1, answers(action))]
        if "/sammanstallning" in pattern:
            if "/parter" in pattern or "/lika" in pattern:  # what each party answered
                return [Thing(1, None if answers_published else followers), Thing(2, followers)]
            if "/svar/" in pattern:
                return [Thing(1), Thing(2, empty=True)]
            return [Thing(1), Thing(2, followers)]
        return [Thing(2), Thing(1, empty=True)]

    def organisation(pattern):
        action = next(r["permission"] for r in world.routes if r["pattern"] == pattern)
        return [Thing(A, only(action, org=A)), Thing(B, only(action, org=B), empty=True)]

    return {
        "/kvittens/:nr": lambda pattern: ([Thing(receipt), Thing(theirs)] if pattern == "/kvittens/:nr" else [
            Thing(receipt, registrars(A)), Thing(theirs, registrars(world.other_party))] if "/diarienummer" in pattern else [
            Thing(receipt, readers(A)), Thing(theirs, readers(world.other_party))]),
        TOP + "/text/:version": versions,
        TOP + "/text/:version/redigera/:node": [Thing(one(
            "SELECT t.node_id FROM node_text t JOIN version v ON v.id = t.version_id WHERE v.slug = ?", draft))],
        TOP + "/p/:node": [Thing(node), Thing(one(
            "SELECT t.node_id FROM node_text t JOIN version v ON v.id = t.version_id WHERE v.slug = 'beslutad-2023'"), gone)],
        TOP + "/ord/:term": [Thing("egenvard")],
        TOP + "/dokument/las-in/:id": [Thing(world.staged)],
        TOP + "/dokument/las-in/:id/:nod": [Thing(1)],
        TOP + "/dokument/:id": [Thing(3), Thing(2, gone)],
        TOP + "/avrakning/utkast/:id": lambda pattern: [Thing(unpublished, only(
            "settle.publish" if "/publicera" in pattern else "settle.prepare", org=RO, matter="sydostra-2024"))],
        TOP + "/avrakning/:nr": [Thing(statement)],
        "/beslut/:token": [],  # whoever holds it (test_approval.py)
        TOP + "/remiss/:id": rounds,
        TOP + "/remiss/:id/uppsattning/fragor/:fraga": [
            Thing(one("SELECT id FROM question WHERE consultation_id = ?", world.setup)),
            Thing(one("SELECT id FROM question WHERE consultation_id = 2"), gone)],
        TOP + "/remiss/:id/svara/:n": [Thing(1)],
        TOP + "/remiss/:id/sammanstallning/p/:n": [Thing(1)],
        TOP + "/remiss/:id/sammanstallning/svar/:party": [Thing(in_first, None if answers_published else read_first)],
        TOP + "/remiss/:id/svar/:party": lambda pattern: [
            Thing(A, readers(A)), Thing(world.other_party, readers(world.other_party), empty="/fil/" in pattern)],
        TOP + "/remiss/:id/svara/filer/:fil": [Thing(sent_file, only("consult.answer", org=A, state="open"))],
        TOP + "/remiss/:id/svar/:party/fil/:fil": [Thing(sent_file)],
        TOP + "/remiss/:id/placera/:svar": [Thing(receipt)],
        TOP + "/remiss/:id/registrera/:utkast": [Thing(world.entry)],
        TOP + "/remiss/:id/registrera/:utkast/filer/:fil": [Thing(one(
            "SELECT file_id FROM draft_file WHERE draft_id = ?", world.entry)), Thing(sent_file, gone)],
        TOP + "/remiss/:id/registrera/svar/:nr": [Thing(receipt, gone)],  # nobody typed it in (test_entries.py)
        TOP + "/remiss/:id/registrera/lank/:token": [],
        TOP + "/remiss/:id/gemensamt/:gemensamt": [Thing(world.joint, answers("consult.answer", A, B))],
        TOP + "/remiss/:id/gemensamt/forslag/:forslag": [Thing(world.proposal, answers("consult.answer", A, B))],
        "/admin/organisation/:code": organisation,
        "/admin/organisation/:code/person/:id": [Thing(person["drafter." + A]), Thing(person["drafter." + B], gone)],
        "/admin/organisation/:code/person/:id/uppdrag/:uppdrag": [Thing(mandate["drafter." + A]),
                                                                  Thing(mandate["drafter." + B], gone)],
        "/admin/person/:id": [Thing(person["organisation_administrator." + A]), Thing(person["drafter." + A], empty=True)],
        "/admin/person/:id/uppdrag/:uppdrag": [Thing(mandate["organisation_administrator." + A]),
                                               Thing(mandate["drafter." + A], gone)],
        "/admin/organisation/:code/organ/:id": own_rows("body"),
        "/admin/organisation/:code/beslutskedjor/:id": own_rows("chain"),
        "/admin/organisation/:code/beslutskedjor/:id/version/:nr": [Thing(1)],
        "/admin/grupp/:id": [Thing(group, only("org.groups", org=A)), Thing(one(
            "SELECT g.id FROM party_group g JOIN organisation o ON o.id = g.organisation_id WHERE o.code = ?", VGR),
            only("org.groups", org=VGR))],
        "/admin/utskick/:id": [Thing(one("SELECT id FROM mail"))],
        "/admin/uppgifter/:id": [Thing(person["drafter." + A], only("person.extract", org=A)),
                                 Thing(person["drafter." + B], only("person.extract", org=B)),
                                 Thing(person["process_leader." + VGR], only("person.extract", org=VGR))],
        "/historik/:kind": [Thing("response")],
        "/historik/:kind/:id": [
            Thing(response, readers(A)),
            Thing(one("SELECT id FROM response WHERE number = ?", theirs), readers(world.other_party))],
        # What is mailed to one person; nobody has one here, and guessing is what a stranger does.
        "/logga-in/lank/:token": [], "/losenord/nytt/:token": [], "/valkommen/:token": [], "/konto/epost/:token": [],
        "/internremiss/:token": [], "/diarium/:token": [], "/svara-med-lank/:token": [],
    }


# The matter whose addresses are asked, by where the route comes from, and one of another owner.
MATTERS = {"hospital": ("sjukhusavtal-2024", "01"), "regional": ("sydostra-2024", RO),
           "municipal": ("halsoavtal-2026", VGR), "matter": ("halsoavtal-2026", VGR)}


class Case:
    """One address: what is named in it, and for a matter's addresses whose matter it is."""

    def __init__(self, kind, path, needs, exists=True, matter=None, owner=None, twin=False):
        self.kind, self.path, self.needs, self.exists, self.matter, self.owner = kind, path, needs, exists, matter, owner
        self.twin = twin


def parameters(pattern):
    """(":slug", the pattern up to and with it, without an extension), in order."""
    return [(m.group(), pattern[:m.end()]) for m in re.finditer(r":[a-z_]+", pattern)]


def cases(world, table, route):
    """Every address to ask for a route. KeyError: a parameter has no example."""
    pattern, names = route["pattern"], parameters(route["pattern"])
    matter, owner = MATTERS.get(route["from"], (None, None))
    lists = []
    for name, key in names:
        if key == TOP:
            lists.append([Thing(matter)])
        else:
            found = table[key]
            found = found(pattern) if callable(found) else found
            if key == ROUND and matter != MATTERS["municipal"][0]:  # the examples are rounds of that matter
                found = [Thing(thing.value, gone) for thing in found]
            lists.append(found)

    def path(values):
        text = pattern
        for (name, _), value in zip(names, values):
            text = re.sub(re.escape(name) + r"(?![a-z_])", lambda _: value, text, count=1)
        return text

    own = [options[0] if options else None for options in lists]
    twin = any(key == ROUND for _, key in names) and matter != MATTERS["municipal"][0]
    if None not in own:
        yield Case("own", path([t.value for t in own]), [t.need for t in own if t.need], matter=matter, owner=owner, twin=twin)
    if twin:
        return  # the same pages, mounted by another plugin
    for i, options in enumerate(lists):
        def values(value):
            return [value if k == i else (t.value if t else "x") for k, t in enumerate(own)]
        for other in options[1:]:
            needs = [t.need for k, t in enumerate(own) if k != i and t and t.need]
            if other.empty and i + 1 < len(lists):
                needs.append(gone)
            yield Case("foreign", path(values(other.value)), needs + ([other.need] if other.need else []),
                       matter=matter, owner=owner)
        if own[i] is None or not own[i].value.isdigit():
            yield Case("missing", path(values("finns-inte")), [], False, matter if i else None, owner if i else None)
        if own[i] is not None and own[i].value.isdigit():
            yield Case("missing", path(values("99999999")), [], False, matter if i else None, owner if i else None)
    if route["from"] == "matter" and len(names) == 1:  # the same page of a matter that another region owns
        yield Case("foreign", pattern.replace(":slug", MATTERS["regional"][0]), [], matter=MATTERS["regional"][0], owner=RO)
