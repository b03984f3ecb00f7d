#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Visitors' pages and their tags while parties work: what nobody outside may see changes none of them, what is made
public changes them at once, and no page that is kept shows anything of the tables whose writes pass unseen."""
import collections
import contextlib
import datetime
import html
import os
import re
import sqlite3
import unittest

from pagetest import Pages, tearDownModule  # noqa: F401  (unittest calls it)
from portal import SRC
from test_files import multipart

DRAFTER, APPROVER = "municipality_c", "approver_c"
PAGES = 260


def list_of(name):
    """The words of a list in unseen.c."""
    with open(os.path.join(SRC, "src", "db", "unseen.c"), encoding="utf-8") as file:
        found = re.search(r"static const char \*const %s\[\] = \{(.*?)\};" % name, file.read(), re.S)
    return re.findall(r'"([a-z_.]+)"', found.group(1))


class KeptPages(Pages):
    settings = {"serve__workers": 1}

    def seq(self):
        return self.portal.number("SELECT seq FROM change_seq")

    def walk(self):
        """{address: (status, tag, text)} of what a visitor reaches by links, as long as it is kept; not files that say when
        they were made."""
        visitor, waiting, seen, of_path = self.client(), collections.deque(["/"]), {}, collections.Counter()
        while waiting and len(seen) < PAGES:
            path = waiting.popleft().split("#")[0]
            bare = path.split("?")[0]
            if path in seen or path.startswith(("//", "/static/")) or bare.endswith((".pdf", ".zip", ".xlsx", ".docx", ".odt", ".json", ".ics")) or of_path[bare] >= 3:
                continue
            of_path[bare] += 1
            answer = visitor.request("GET", path, safe="/fil/" not in path)
            seen[path] = answer.status, answer.headers.get("etag"), answer.body if "etag" in answer.headers else b""
            if answer.headers.get("content-type", "").startswith("text/html"):
                waiting.extend(html.unescape(link) for link in re.findall(r'href="(/[^"]*)"', answer.text))
        return seen

    def assert_same(self, before, after):
        self.assertEqual(sorted(before), sorted(after))
        self.assertEqual([path for path in before if before[path] != after[path]], [])

    def press(self, name, what):
        client, path = self.client(name), self.round + "/godkann"
        form = next(f for f in client.get(path).page.forms if ("gor", what) in f.buttons)
        answer = client.post(path, dict(form.fields, gor=what))
        self.assertEqual(answer.status, 303, answer.words[:300])

    def save(self, name, n, **changed):
        client = self.client(name)
        fields = dict(self.draft(client, n).fields, **changed)
        answer = client.post("%s/svara/%d" % (self.round, n), fields)
        self.assertEqual(answer.status, 303, answer.words[:300])

    def test_1_nobody_outside_can_tell_that_somebody_works(self):
        before, seq = self.walk(), self.seq()
        self.assertGreater(sum(tag is not None for _, tag, _ in before.values()), 50)
        client = self.client("municipality_b")  # signs in
        path = self.round + "/svara/4"
        form = self.draft(client, 4)
        saved = client.post(path + "?spara=1", dict(form.fields, kommentar="Sparat av sig självt."), {"Accept": "application/json"})
        self.assertEqual(saved.status, 200, saved.text[:300])
        self.save("municipality_b", 5, betyg="reject", kommentar="Hemligt utkast.")
        form = client.get(path + "/anteckningar").form(field="anteckning")
        self.assertEqual(client.post(path + "/anteckningar", dict(form.fields, anteckning="Mellan oss.")).status, 303)
        body = multipart({"_token": client.token(), "anvandning": "attachment", "fraga": "0"}, [("a.txt", b"Ett underlag.\n")])
        sent = client.request("POST", self.round + "/svara/filer", body, {"Content-Type": "multipart/form-data; boundary=gr"})
        self.assertEqual(sent.status, 303, sent.words[:300])
        self.save(DRAFTER, 1, betyg="support", kommentar="Ska godkännas.")
        self.press(DRAFTER, "lamna")
        self.press(APPROVER, "godkann")
        self.assertEqual(self.client("municipality_a").get(self.round + "/svar/1489").status, 200)  # a reading that is noted
        self.assertEqual(self.seq(), seq)
        self.assert_same(before, self.walk())

    def test_2_what_becomes_public_is_seen_at_once(self):
        page, visitor = self.round + "/fragor-och-svar", self.client()
        tag = visitor.get(page).headers["etag"]
        self.assertEqual(visitor.request("GET", page, headers={"If-None-Match": tag}).status, 304)
        client, staff = self.client("municipality_b"), self.client("staff")
        asked = client.post(page, {"_token": client.token(), "gor": "fraga", "fraga": "Gäller det oss?", "bestammelse": ""})
        self.assertEqual(asked.status, 303, asked.words[:300])
        self.assertEqual(visitor.get(page).headers["etag"], tag)  # not answered: it stays between them
        form = staff.get(page).form(field="version")
        told = staff.post(page, dict(form.fields, _token=staff.token(), gor="svara", svar="Ja, alla."))
        self.assertEqual(told.status, 303, told.words[:300])
        answer = visitor.request("GET", page, headers={"If-None-Match": tag})
        self.assertEqual(answer.status, 200)
        self.assertIn("Ja, alla.", answer.words)
        self.assertNotEqual(answer.headers["etag"], tag)

    def test_3_an_answer_that_counts_raises_the_counter(self):
        seq, client = self.seq(), self.client("municipality_a")
        self.save("municipality_a", 3, betyg="abstain", kommentar="")
        self.assertEqual(self.seq(), seq)
        form = client.get(self.send).form(self.send)
        answer = client.post(self.send, dict(form.fields, rattslage="officer"))
        self.assertEqual(answer.status, 303, answer.words[:300])
        self.assertGreater(self.seq(), seq)

    def test_8_a_round_is_there_when_it_opens_by_the_clock(self):
        """Nobody writes anything at seven in the morning: the page that was kept ends then."""
        tomorrow = datetime.datetime.now(datetime.timezone.utc).replace(hour=12, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
        number, visitor = int(self.round.rsplit("/", 1)[1]), self.client()
        with self.portal.database(write=True) as db:
            db.execute("UPDATE consultation SET opens_at = %d WHERE id = %d" % (int(tomorrow.timestamp()) * 1000000, number))
            db.execute("UPDATE change_seq SET seq = seq + 1")
        self.portal.set_clock((tomorrow - datetime.timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S.000000Z"))
        before = visitor.get("/")
        self.assertNotIn(self.round, before.text)
        self.portal.set_clock(tomorrow.strftime("%Y-%m-%dT%H:%M:%S.000000Z"))
        after = visitor.request("GET", "/", headers={"If-None-Match": before.headers["etag"]})
        self.assertEqual(after.status, 200)
        self.assertIn(self.round, after.text)

    def test_9_kept_pages_show_nothing_of_what_passes_unseen(self):
        """Every table of the list is emptied, and what its statements write is undone: no page changes."""
        if not os.path.exists(self.portal.db):
            self.skipTest("what is emptied here is SQLite's; the list is the same for both engines")
        tables, statements = list_of("tables"), list_of("statements")
        self.assertEqual((tables, statements), (sorted(tables), sorted(statements)))
        before = self.walk()
        kept = [path for path, (_, tag, _) in before.items() if tag]
        for part in ("/sammanstallning", "/text/", "/p/", "/jamfor", "/remiss/", "/ramar", "/avrakning", "/tidslinje", "/sok", "/dokument"):
            self.assertTrue(any(part in path for path in kept), part)
        with contextlib.closing(sqlite3.connect(self.portal.db, timeout=20)) as db:
            db.execute("PRAGMA foreign_keys = OFF")
            with db:
                for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                    db.execute("DROP TRIGGER " + name)
                for table in tables:
                    # One row, of which only the instant is read; and what sorting in moves without changing any hit
                    # (tests/unit/test_search.c).
                    if table not in ("event_head", "search_part", "search_term"):
                        db.execute("DELETE FROM " + table)
                db.execute("UPDATE invitation SET review_state = 'none', opened_at = NULL, opened_by = NULL, acknowledged_at = NULL, "
                           "acknowledged_by = NULL, status = CASE status WHEN 'working' THEN 'not_opened' ELSE status END")
                db.execute("UPDATE account SET last_sign_in = NULL")
                db.execute("UPDATE change_seq SET seq = seq + 1")
        after = self.walk()
        self.assert_same({path: before[path] for path in kept}, {path: after.get(path) for path in kept})


if __name__ == "__main__":
    unittest.main()
