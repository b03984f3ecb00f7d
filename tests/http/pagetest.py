# SPDX-License-Identifier: EUPL-1.2
"""What the tests of pages share: one running portal for classes with the same settings, signed-in clients, refusals."""
import unittest

import fcgiclient as f
from portal import Answer, Client, Portal, check_headers

FORM = "application/x-www-form-urlencoded"
NASTY = """<script>alert(1)</script><img src=x onerror=alert(2)> "citat" 'apostrof' `grav` & &amp; {{title}} </textarea>"""


class Pages(unittest.TestCase):
    longMessage = True
    maxDiff = 2000
    settings = {"serve__workers": 2, "database__lock_timeout": "5s"}

    running = {}  # by settings: (portal, its signed-in clients); classes with the same settings share one

    @classmethod
    def setUpClass(cls):
        key = repr(cls.settings)
        if key not in Pages.running:
            Pages.running[key] = (Portal(**cls.settings), {})
        cls.portal, cls.clients = Pages.running[key]
        cls.respond = cls.portal.routes["respond"]
        cls.round = cls.respond.rsplit("/svara", 1)[0]
        cls.send = cls.portal.routes["send"]

    def client(self, name=None):
        """Signed in as that user; one session a user, so that passwords are hashed once. None: a new visitor."""
        if name is None:
            return Client(self.portal)
        if name not in self.clients:
            self.clients[name] = self.portal.client(name)
        return self.clients[name]

    def direct(self, uri, **options):
        """Past nginx, on the socket."""
        reply = f.ask(self.portal.socket, uri, **options)
        answer = Answer(reply.status, [(k.title(), v) for k, v in reply.headers.items()], reply.body)
        check_headers(options.get("method", "GET"), uri, answer)
        return answer

    def assert_refused(self, answer, status, says=None):
        """A page of ours in Swedish that says what to do."""
        self.assertEqual(answer.status, status, answer.words[:500])
        self.assertEqual(answer.headers["content-type"], "text/html; charset=utf-8")
        self.assertIn('<html lang="sv"', answer.text)
        self.assertEqual(answer.text.count("<h1>"), 1)
        self.assertIn('href="/"', answer.text)
        if says:
            self.assertIn(says, answer.words)

    def draft(self, client, n=9):
        """A question's page and its form."""
        page = client.get("%s/svara/%d" % (self.round, n))
        self.assertEqual(page.status, 200, page.words[:300])
        return page.form(field="radversion")


def tearDownModule():
    for portal, _ in Pages.running.values():
        portal.stop()
    Pages.running.clear()
