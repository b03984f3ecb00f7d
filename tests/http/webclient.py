# SPDX-License-Identifier: EUPL-1.2
"""A small browser for tests: cookies, forms and their tokens, signing in. It looks at the headers of every answer."""
import html
import html.parser
import http.client
import re
import threading
import time
import urllib.parse

# The same on every answer; an answer without them is a fault wherever it is seen (see Client.request).
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
          "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")

# What an error page must never show: SQL, paths, names from the source code, addresses.
INTERNAL = re.compile(r"SELECT |INSERT |UPDATE |sqlite|postgres|/home/|/tmp/|/var/|/usr/|/etc/|\.c:\d|\bov_\w|"
                      r"OV_[A-Z]|0x[0-9a-f]{6}|errno|portal\.db|core dump|assert", re.IGNORECASE)


class FormParser(html.parser.HTMLParser):
    """Forms with what a browser would send, and every element with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.elements, self.form, self.area, self.select = [], [], None, None, None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        self.elements.append((tag, a))
        if tag == "form":
            self.form = Form(a.get("action", ""), a.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "input" and a.get("name"):
            kind = a.get("type", "text")
            if kind not in ("radio", "checkbox", "submit") or ("checked" in a and kind != "submit"):
                self.form.fields[a["name"]] = a.get("value", "")
        elif tag == "textarea" and a.get("name"):
            self.area, self.form.fields[a["name"]] = a["name"], ""
        elif tag == "select" and a.get("name"):
            self.select = a["name"]
        elif tag == "option" and self.select:
            if "selected" in a or self.select not in self.form.fields:
                self.form.fields[self.select] = a.get("value", "")
        elif tag == "button" and a.get("name"):
            self.form.buttons.append((a["name"], a.get("value", "")))

    def handle_data(self, data):
        if self.area:
            self.form.fields[self.area] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            value = self.form.fields[self.area]
            self.form.fields[self.area] = value[1:] if value.startswith("\n") else value
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.form = None


class Form:
    def __init__(self, action, method):
        self.action, self.method, self.fields, self.buttons = action, method, {}, []

    @property
    def token(self):
        return self.fields.get("_token")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.all_headers, self.body = status, headers, body
        self.headers = {name.lower(): value for name, value in headers}

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def location(self):
        return self.headers.get("location")

    @property
    def words(self):
        """What a reader sees: no tags, entities as characters, one space between words."""
        text = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>", " ", self.text)
        return " ".join(html.unescape(text).split())

    @property
    def page(self):
        return FormParser(self.text)

    def form(self, action=None, field=None):
        """The first form that posts to action, or has the field."""
        for form in self.page.forms:
            if (action is None or form.action == action) and (field is None or field in form.fields):
                return form
        raise AssertionError("no form %s on the page: %s" % (action or field or "", self.words[:500]))

    def element(self, **attributes):
        """The first element with these attributes (None: whatever value)."""
        for tag, a in self.page.elements:
            if all(k in a and (v is None or a[k] == v) for k, v in attributes.items()):
                return tag, a
        return None


KEPT = 30  # seconds that a connection is used again after; the web server closes it after 65


class Client:
    """One browser's worth of cookies. Every answer is checked for the headers that all must have."""

    def __init__(self, portal, timeout=120):
        self.portal, self.timeout, self.cookies = portal, timeout, {}
        self.host = "localhost:%d" % portal.port
        self.connection = threading.local()

    def request(self, method, path, body=None, headers=None, safe=True):
        """safe: the answer is the portal's, and must carry its headers."""
        connection = getattr(self.connection, "it", None)
        if connection is not None and time.monotonic() - self.connection.used > KEPT:
            connection.close()
            connection = None
        if connection is None:
            connection = self.connection.it = http.client.HTTPConnection("127.0.0.1", self.portal.port,
                                                                         timeout=self.timeout)
            self.portal.connections.append(connection)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            sent = {"Host": self.host}
            if self.cookies:
                sent["Cookie"] = "; ".join("%s=%s" % item for item in self.cookies.items())
            if body is not None:
                sent["Content-Length"] = str(len(body))
            sent.update(headers or {})
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            answer = Answer(response.status, response.getheaders(), response.read())
        except (OSError, http.client.HTTPException):
            connection.close()
            self.connection.it = None
            raise
        self.connection.used = time.monotonic()
        if response.will_close:
            connection.close()
            self.connection.it = None
        self.keep_cookies(answer)
        if safe:
            check_headers(method, path, answer)
        return answer

    def keep_cookies(self, answer):
        for name, value in answer.all_headers:
            if name.lower() != "set-cookie":
                continue
            pair, *attributes = value.split("; ")
            key, _, text = pair.partition("=")
            if "Max-Age=0" in attributes:
                self.cookies.pop(key, None)
            else:
                self.cookies[key] = text

    def get(self, path, **headers):
        return self.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def get_made(self, path):
        """What a program has to make first, which on a busy machine may take longer than it may: asked for again then."""
        for _ in range(4):
            answer = self.get(path)
            if answer.status != 503:
                break
        return answer

    def post(self, path, fields, headers=None):
        """fields: a dictionary, or the body as bytes."""
        body = fields if isinstance(fields, bytes) else urllib.parse.urlencode(fields).encode()
        return self.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded",
                                                 **(headers or {})})

    def token(self, path="/konto"):
        """A form token that a page gave; the account's page has the form that signs out."""
        return self.get(path).form(field="_token").token

    def sign_in(self, name):
        login, password = self.portal.users[name]
        form = self.get("/logga-in").form("/logga-in")
        answer = self.post("/logga-in", dict(form.fields, anvandare=login, losenord=password))
        if answer.status != 303:
            raise AssertionError("%s cannot sign in: %d %s" % (login, answer.status, answer.words[:400]))
        return answer


def check_headers(method, path, answer):
    """What every answer of the portal carries, redirects and errors too."""
    where = "%s %s -> %d: " % (method, path, answer.status)
    want = {"content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "same-origin"}
    for name, value in want.items():
        if answer.headers.get(name) != value:
            raise AssertionError(where + "%s is %r" % (name, answer.headers.get(name)))
    for name, _ in answer.all_headers:
        if name.lower() in ("x-powered-by",):
            raise AssertionError(where + name)
    if any(c in answer.headers.get("server", "") for c in "/0123456789"):
        raise AssertionError(where + "the server tells its version")
    for name, value in answer.all_headers:
        if name.lower() == "set-cookie" and value.startswith("__Host-"):
            if "Secure" not in value or "Path=/" not in value or "Domain" in value or "SameSite=Lax" not in value:
                raise AssertionError(where + "cookie " + value)
    if answer.status >= 400 and answer.headers.get("content-type", "").startswith("text/html"):
        shown = INTERNAL.search(answer.words)
        if shown:
            raise AssertionError(where + "an error page shows %r" % shown.group())
