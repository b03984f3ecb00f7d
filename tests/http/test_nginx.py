# SPDX-License-Identifier: EUPL-1.2
"""The transport behind a real nginx with our own configuration: slow clients, crashes, and a body that
holds a forged request on a connection that nginx keeps open against our advice."""
import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import fcgiclient as f  # noqa: E402
from portal import free_port  # noqa: E402
from stubserver import Stub, until  # noqa: E402

SOURCE = os.environ.get("OVERENS_SRC") or os.path.join(HERE, "..", "..")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
FORM = "application/x-www-form-urlencoded"


class Front:
    """nginx before a stub. Use it with `with`."""

    def __init__(self, stub, change=lambda text: text):
        self.port = free_port()
        self.dir = os.path.join(stub.dir, "nginx")
        for name in ("run", "log", "tmp"):
            os.makedirs(os.path.join(self.dir, name))
        with open(os.path.join(SOURCE, "conf", "nginx.conf.in")) as file:
            text = file.read()
        for name, value in (("DIR", self.dir), ("PORT", str(self.port)), ("SOCKET", stub.socket),
                            ("STATIC", os.path.join(SOURCE, "static")), ("IPV6", "")):
            text = text.replace("@%s@" % name, value)
        if os.getuid() == 0:  # its workers must reach the stub's folder, which is ours alone
            text = "user root;\n" + text
        config = os.path.join(self.dir, "nginx.conf")
        with open(config, "w") as file:
            file.write(change(text.replace("daemon on;", "daemon off;")))
        self.log = open(os.path.join(self.dir, "out"), "w+")
        self.process = subprocess.Popen([NGINX, "-p", self.dir, "-c", config, "-e", "log/error.log"],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        if not until(self.answers, 60):
            raise AssertionError("nginx does not start: " + open(self.log.name).read())

    def answers(self):
        try:
            return self.ask("GET", "/ok")[0] == 200
        except OSError:
            return False

    def ask(self, method, path, body=None, headers=None, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            return reply.status, reply.read(), dict(reply.getheaders())
        finally:
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


@unittest.skipUnless(NGINX, "nginx is not installed")
class Nginx(unittest.TestCase):
    def test_a_crowd_at_the_sign_in_waits_outside(self):
        """Each password keeps a worker busy; whoever reads must not stand behind them all."""
        with Stub() as stub, Front(stub) as front:
            answers = []
            crowd = [threading.Thread(target=lambda path=path: answers.append(front.ask("POST", path, "a=b", {"Content-Type": FORM}, 60)))
                     for path in ["/logga-in", "/%6cogga-in", "/logga-in?till=/", "//logga-in"] * 6]
            began = time.monotonic()
            for one in crowd:
                one.start()
            self.assertEqual(front.ask("GET", "/ok")[0], 200)
            self.assertLess(len(answers), 24)  # most of them wait still
            for one in crowd:
                one.join()
            self.assertGreater(time.monotonic() - began, 2)  # 24, of which 4 at once and 5 a second
            self.assertEqual(len(answers), 24)
            self.assertNotIn(503, [a[0] for a in answers])
            took = []
            while not took or min(took) > 2 and len(took) < 5:  # by the limit they would take four seconds every time
                began = time.monotonic()
                for _ in range(24):
                    front.ask("POST", "/ok", "a=b", {"Content-Type": FORM})
                took.append(time.monotonic() - began)
            self.assertLess(min(took), 3)

    def test_answers_and_uploads_pass_through(self):
        with Stub(request_limit="10s") as stub, Front(stub) as front:
            self.assertEqual(len(front.ask("GET", "/big?n=3000000")[1]), 3_000_000)
            status, body, headers = front.ask("HEAD", "/big?n=48000")
            self.assertEqual((status, body, headers["Content-Length"]), (200, b"", "48000"))
            text = front.ask("POST", "/echo?a=%C3%A5", b"x=1&y=%C3%A5",
                             {"Content-Type": FORM})[1].decode()
            self.assertIn("query=a=%C3%A5\n", text)
            self.assertIn("form x=1\nform y=å\n", text)
            data = os.urandom(900_000)
            upload = (b"--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"d\"\r\n\r\n"
                      + data + b"\r\n--XX--\r\n")
            text = front.ask("POST", "/echo", upload,
                             {"Content-Type": "multipart/form-data; boundary=XX"})[1].decode()
            self.assertIn("file f=d 900000 ", text)
            self.assertEqual(front.ask("POST", "/echo", b"x" * 70_000, {"Content-Type": FORM})[0],
                             413)

    def test_what_nginx_refuses_is_said_in_swedish(self):
        with Stub() as stub, Front(stub) as front:
            for method, path, headers, wanted in (
                    ("GET", "/%zz", {}, 400), ("GET", "/arende/%00", {}, 400), ("GET", "/ok?q=" + "a" * 20000, {}, 414),
                    ("GET", "/ok", {"X-Long": "a" * 20000}, 400), ("GET", "/static/finns-inte.css", {}, 404),
                    ("GET", "/static/", {}, 403), ("POST", "/static/fel.html", {}, 405)):
                status, body, answer = front.ask(method, path, headers=headers)
                self.assertEqual((status, answer["Content-Type"]), (wanted, "text/html"), path[:20])
                self.assertIn("<h1>Adressen går inte att visa</h1>", body.decode(), path[:20])
                self.assertIn("default-src 'none'", answer["Content-Security-Policy"])
            self.assertIn("för stort", front.ask("POST", "/ok", b"x" * (34 << 20))[1].decode())

    def test_the_instant_of_arrival_is_when_the_whole_body_was_there(self):
        with Stub() as stub, Front(stub) as front, socket.socket() as client:
            client.connect(("127.0.0.1", front.port))
            client.settimeout(30)
            client.sendall(b"POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                           b"Content-Type: application/x-www-form-urlencoded\r\n"
                           b"Content-Length: 3\r\n\r\na=")
            time.sleep(1)
            end = time.time()
            client.sendall(b"1")
            reply = b""
            while piece := client.recv(65536):
                reply += piece
            received = int(reply.split(b"received=")[1].split()[0]) / 1e6
            self.assertGreater(received, end - 0.01)
            self.assertLess(received, time.time() + 0.01)

    def test_a_crash_gives_one_client_a_502(self):
        with Stub() as stub, Front(stub) as front:
            status, page, _ = front.ask("GET", "/crash")
            self.assertEqual(status, 502)
            self.assertIn('lang="sv"', page.decode())
            self.assertEqual(front.ask("GET", "/ok")[0], 200)
            self.assertEqual(front.ask("GET", "/spin")[0], 502)
            self.assertEqual(front.ask("GET", "/ok")[0], 200)

    def test_slow_clients_reach_no_worker(self):
        with Stub(workers=2) as stub, Front(stub) as front:
            clients = []
            for i in range(64):
                client = socket.create_connection(("127.0.0.1", front.port), 30)
                if i % 3 == 0:  # otherwise idle, or dripping a head
                    client.sendall(b"POST /slow HTTP/1.1\r\nHost: localhost\r\n"
                                   b"Content-Length: 1000\r\n\r\n")
                clients.append(client)
            for second in range(5):
                for i, client in enumerate(clients):
                    if i % 3:
                        client.sendall(b"GET /slow"[second:second + 1])
                    else:
                        client.sendall(b"x")
                started = time.monotonic()
                self.assertEqual(front.ask("GET", "/ok")[0], 200)
                self.assertLess(time.monotonic() - started, 4)
                time.sleep(0.5)
            for client in clients:
                client.close()
            time.sleep(0.2)
            self.assertEqual([line for line in stub.journal if "slow" in line], [])

    def test_a_forged_request_does_not_ride_on_a_kept_connection(self):
        def keep(text):
            text = text.replace("fastcgi_keep_conn off;", "fastcgi_keep_conn on;")
            socket_path = text.split("fastcgi_pass unix:")[1].split(";")[0]
            text = text.replace("fastcgi_pass unix:%s;" % socket_path, "fastcgi_pass stub;")
            return text.replace("http {", "http {\n    upstream stub { server unix:%s; keepalive 4; }"
                                % socket_path, 1)
        forged = f.request("/forged", extra={"REMOTE_USER": "root"})
        with Stub(workers=2) as stub, Front(stub, keep) as front:
            def attack(offsets):
                for offset in offsets:
                    body = b"x" * offset + forged * 3
                    # One is read, one is refused for its size, one for its type of method.
                    front.ask("POST", "/echo", body, {"Content-Type": "application/octet-stream"})
                    front.ask("PUT", "/echo", body)
                    front.ask("POST", "/echo", body + b"x" * 70_000, {"Content-Type": FORM})
            offsets = list(range(7600, 8200, 3))
            threads = [threading.Thread(target=attack, args=(offsets[i::4],)) for i in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(front.ask("GET", "/ok")[0], 200)
            self.assertEqual([line for line in stub.journal if "forged" in line], [])
            self.assertGreater(len([line for line in stub.journal if "/echo" in line]), 100)


if __name__ == "__main__":
    unittest.main()
