# SPDX-License-Identifier: EUPL-1.2
"""Identity providers for tests: a real one (npm oidc-provider, in node), and one that does whatever a test wants."""
import base64
import datetime
import hashlib
import hmac
import html
import http.client
import http.server
import ipaddress
import json
import os
import re
import shutil
import ssl
import subprocess
import threading
import time
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from portal import SRC, free_port, until

FOLDER = os.path.join(SRC, "tests", "oidc")


def b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else data.encode()).rstrip(b"=").decode()


def number(value):
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Key:
    """A signing key: RS256, PS256 or ES256."""

    def __init__(self, kid, alg="RS256", bits=2048):
        self.kid, self.alg = kid, alg
        self.private = ec.generate_private_key(ec.SECP256R1()) if alg == "ES256" else rsa.generate_private_key(65537, bits)

    def public(self):
        n = self.private.public_key().public_numbers()
        if self.alg == "ES256":
            shape = {"kty": "EC", "crv": "P-256", "x": b64(n.x.to_bytes(32, "big")), "y": b64(n.y.to_bytes(32, "big"))}
        else:
            shape = {"kty": "RSA", "n": number(n.n), "e": number(n.e)}
        return dict(shape, kid=self.kid, use="sig")

    def jwk(self):
        """With the private part, for the real provider."""
        n = self.private.private_numbers()
        if self.alg == "ES256":
            return dict(self.public(), d=b64(n.private_value.to_bytes(32, "big")))
        return dict(self.public(), d=number(n.d), p=number(n.p), q=number(n.q), dp=number(n.dmp1), dq=number(n.dmq1),
                    qi=number(n.iqmp))

    def pem(self):
        return self.private.public_key().public_bytes(serialization.Encoding.PEM,
                                                      serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data):
        if self.alg == "ES256":
            r, s = utils.decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        pad = padding.PKCS1v15() if self.alg == "RS256" else padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        return self.private.sign(data, pad, hashes.SHA256())

    def token(self, claims, **header):
        head = dict({"alg": self.alg, "kid": self.kid}, **header)
        body = claims if isinstance(claims, str) else json.dumps(claims)
        data = "%s.%s" % (b64(json.dumps(head)), b64(body))
        return "%s.%s" % (data, b64(self.sign(data.encode())))


def hs256(claims, secret, **header):
    data = "%s.%s" % (b64(json.dumps(dict({"alg": "HS256"}, **header))), b64(json.dumps(claims)))
    return "%s.%s" % (data, b64(hmac.new(secret, data.encode(), hashlib.sha256).digest()))


def certificate(path, address="127.0.0.1"):
    """Writes a key and a certificate that vouches for itself, for that address, to one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "prov")])
    now = datetime.datetime.utcnow()
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False)
            .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()))
    with open(path, "wb") as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                     serialization.NoEncryption()))
        file.write(made.public_bytes(serialization.Encoding.PEM))


class Hostile:
    """A provider whose every answer a test can set. discovery, keys: what it publishes; token: called with the posted form
    and its headers, gives (status, body); answers: path → function(handler) that answers instead."""

    def __init__(self, tls=None):
        """tls: the file with its key and certificate; None: http."""
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def reply(self, status, body, **headers):
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def handle_any(self, form=None):
                path = self.path.split("?")[0]
                outer.asked.append(path)
                try:
                    if path in outer.answers:
                        outer.answers[path](self)
                    elif path == "/.well-known/openid-configuration":
                        self.reply(200, outer.discovery)
                    elif path == "/keys":
                        self.reply(200, {"keys": outer.keys})
                    elif path == "/userinfo":
                        self.reply(200, outer.userinfo)
                    elif path == "/token":
                        self.reply(*outer.token(form, self.headers))
                    else:
                        self.reply(404, {})
                except OSError:
                    pass

            def do_GET(self):
                self.handle_any()

            def do_POST(self):
                text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                self.handle_any(dict(urllib.parse.parse_qsl(text)))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # a client that hangs up, or does not trust our certificate
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.issuer = "%s://127.0.0.1:%d" % ("https" if tls else "http", self.server.server_port)
        self.asked, self.answers, self.userinfo = [], {}, {}
        self.key = Key("one")
        self.keys = [self.key.public()]
        self.discovery = {"issuer": self.issuer, "authorization_endpoint": self.issuer + "/authorize",
                          "token_endpoint": self.issuer + "/token", "jwks_uri": self.issuer + "/keys"}
        self.token = lambda form, headers: (200, {})
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def claims(self, nonce, /, **others):
        """Claims that are all as they should be, but for others (None: left out)."""
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "s-1", "aud": "overens", "exp": now + 300, "iat": now, "nonce": nonce}
        claims.update(others)
        return {name: value for name, value in claims.items() if value is not None}

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def hang(handler):
    time.sleep(30)


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.5)


def huge(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(20000):
        handler.wfile.write(b" " * 65536)


def read(path):
    with open(path) as file:
        return file.read()


class Real:
    """npm oidc-provider. accounts: {login: claims}."""

    def __init__(self, folder, callback, accounts, key, port=None, **settings):
        self.port = port or free_port()
        self.issuer = "http://127.0.0.1:%d" % self.port
        self.folder, self.process = folder, None
        self.settings = dict({"port": self.port, "callback": callback, "client": "overens", "secret": "hemligt: ja/nej",
                              "accounts": accounts, "keys": [key.jwk()]}, **settings)
        install()
        self.start()

    def start(self, **changes):
        self.stop()
        self.settings.update(changes)
        place = os.path.join(self.folder, "provider-%d.json" % self.port)
        with open(place, "w") as file:
            json.dump(self.settings, file)
        log = open(place + ".log", "w")
        self.process = subprocess.Popen([shutil.which("node"), os.path.join(FOLDER, "provider.mjs"), place], cwd=FOLDER,
                                        stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        log.close()
        if not until(lambda: "ready" in read(place + ".log"), 30):
            raise AssertionError("the provider does not start:\n" + read(place + ".log")[-2000:])

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def browse(self, method, address, cookies, fields=None):
        """One step of a browser at the provider; returns status, where to, and the page."""
        url = urllib.parse.urlsplit(address)
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
        headers = {"Cookie": "; ".join("%s=%s" % c for c in cookies.items()), "Host": url.netloc}
        body = urllib.parse.urlencode(fields) if fields else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, url.path + ("?" + url.query if url.query else ""), body, headers)
        response = connection.getresponse()
        page = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, text = value.split(";")[0].partition("=")
                cookies[key] = text
        connection.close()
        where = response.getheader("Location")
        return response.status, urllib.parse.urljoin(address, where) if where else None, page

    def sign_in(self, address, login, cancel=False):
        """Follows the portal's address through the provider's pages; returns the callback's path and query."""
        cookies = {}
        for _ in range(12):
            status, where, page = self.browse("GET", address, cookies)
            if status == 200:
                if cancel:
                    where = urllib.parse.urljoin(address, html.unescape(re.search(r'href="([^"]*abort)"', page).group(1)))
                else:
                    action = html.unescape(re.search(r'action="([^"]+)"', page).group(1))
                    prompt = re.search(r'name="prompt" value="(\w+)"', page).group(1)
                    fields = {"prompt": prompt, "login": login, "password": "x"}
                    status, where, page = self.browse("POST", urllib.parse.urljoin(address, action), cookies, fields)
            if not where:
                raise AssertionError("the provider answers %d: %s" % (status, page[:1500]))
            if where.startswith(self.settings["callback"]):
                url = urllib.parse.urlsplit(where)
                return "%s?%s" % (url.path, url.query)
            address = where
        raise AssertionError("the provider sends on and on")


def install():
    """The packages of tests/oidc, as tools/check does."""
    if os.path.isdir(os.path.join(FOLDER, "node_modules", "oidc-provider")):
        return
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode:
        raise AssertionError("npm ci failed in tests/oidc:\n" + done.stderr[-2000:])
