# SPDX-License-Identifier: EUPL-1.2
"""Mail servers for the tests: a real one as a process, and one that does everything wrong."""
import email
import email.policy
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))
from portal import BUILD, RUNNER, Client, Portal, free_port, until  # noqa: E402,F401

PYTHON = "/usr/bin/python3"
HERE = os.path.dirname(os.path.abspath(__file__))
WRITER = os.path.join(BUILD, "tests", "fault", "mail_writer")


def have_server():
    return subprocess.run([PYTHON, "-c", "import aiosmtpd"], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


class Taken:
    """A mail that the real server has taken."""

    def __init__(self, line):
        data = json.loads(line)
        self.sender, self.recipients, self.tls, self.login = data["from"], data["to"], data["tls"], data["login"]
        self.raw = data["mail"].encode("latin-1")
        self.mail = email.message_from_bytes(self.raw, policy=email.policy.default)


class RealServer:
    def __init__(self, folder, *options, port=None):
        self.port, self.file = port or free_port(), os.path.join(folder, "taken.jsonl")
        self.process = subprocess.Popen([PYTHON, os.path.join(HERE, "smtp_server.py"), str(self.port), self.file, *options],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise AssertionError("the mail server does not start")

    def taken(self):
        try:
            with open(self.file, encoding="utf-8") as file:
                return [Taken(line) for line in file if line.endswith("\n")]
        except FileNotFoundError:
            return []

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class BadServer:
    """Minimal SMTP whose manners can be changed while it runs: good, hang, silent, drip, cut, flood, busy (4xx at the
    recipient), closed (421 at once), unknown (550 at the recipient), full,
    stuck (550, and no answer to QUIT), endless (the answer to the recipient never ends)."""

    def __init__(self, port=None):
        self.mode, self.taken, self.connections = "good", [], 0
        self.ending = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", port or 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while not self.ending.is_set():
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.talk, args=(peer,), daemon=True).start()

    def stop(self):
        self.ending.set()
        self.listener.close()

    def wait(self, peer):
        """Says nothing until the other end gives up."""
        peer.settimeout(0.2)
        while not self.ending.is_set():
            try:
                if not peer.recv(65536):
                    return
            except socket.timeout:
                continue

    def drip(self, peer, text):
        while not self.ending.is_set():
            for byte in text:
                peer.sendall(bytes([byte]))
                time.sleep(0.3)

    def flood(self, peer, line):
        while not self.ending.is_set():
            peer.sendall(line * 200)

    def talk(self, peer):
        mode = self.mode
        with peer:
            try:
                if mode == "hang":
                    return self.wait(peer)
                if mode == "drip":
                    return self.drip(peer, b"220-wait a little more\r\n")
                if mode == "cut":
                    return None
                if mode == "flood":
                    return self.flood(peer, b"220-hello and hello again and hello once more\r\n")
                if mode == "closed":
                    peer.sendall(b"421 4.3.2 closed\r\n")
                    return None
                return self.converse(peer, peer.makefile("rb"))
            except OSError:
                return None

    def converse(self, peer, lines):
        peer.sendall(b"220 bad.example ESMTP\r\n")
        sender = recipient = None
        while True:
            line = lines.readline()
            if not line:
                return
            verb, mode = line[:4].upper(), self.mode
            if verb == b"EHLO":
                peer.sendall(b"250-bad.example\r\n250 8BITMIME\r\n")
            elif verb == b"MAIL":
                sender = line
                peer.sendall(b"250 2.1.0 ok\r\n")
            elif verb == b"RCPT":
                recipient = line
                if mode == "silent":
                    return self.wait(peer)
                if mode == "endless":
                    return self.flood(peer, b"250-and then\r\n")
                if mode == "cut at recipient":
                    return
                peer.sendall({"busy": b"451 4.7.1 try again later\r\n", "unknown": b"550 5.1.1 no such user\r\n", "stuck": b"550 5.1.1 no such user\r\n",
                              "full": b"552 5.2.2 mailbox full\r\n"}.get(mode, b"250 2.1.5 ok\r\n"))
            elif verb == b"DATA":
                peer.sendall(b"354 go on\r\n")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    part = lines.readline()
                    if not part:
                        return
                    text += part
                    if mode == "cut in text":
                        return
                self.taken.append((sender, recipient, text))
                if mode == "cut after text":
                    return
                peer.sendall(b"554 5.6.0 not wanted\r\n" if mode == "unwanted" else b"250 2.0.0 taken\r\n")
            elif verb == b"QUIT":
                if mode == "stuck":
                    return self.wait(peer)
                peer.sendall(b"221 bye\r\n")
                return
            else:
                peer.sendall(b"250 ok\r\n")


class ReturnMailbox:
    """A POP3 server (RFC 1939) with some letters; those deleted are gone when the client says QUIT."""

    def __init__(self, user, password, letters):
        self.user, self.password, self.letters, self.refused = user, password, dict(letters), 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            with peer:
                try:
                    self.converse(peer, peer.makefile("rb"))
                except OSError:
                    pass

    def stop(self):
        self.listener.close()

    def several(self, peer, lines):
        """An answer of several lines, with the dots that stand first doubled."""
        peer.sendall(b"+OK\r\n" + b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines) + b".\r\n")

    def converse(self, peer, lines):
        peer.sendall(b"+OK POP3\r\n")
        keys, deleted, user, inside = list(self.letters), [], None, False
        for line in lines:
            verb, _, rest = line.decode().strip().partition(" ")
            if verb == "CAPA":
                self.several(peer, [b"USER", b"UIDL"])
            elif verb == "USER":
                user = rest
                peer.sendall(b"+OK\r\n")
            elif verb == "PASS":
                inside = (user, rest) == (self.user, self.password)
                self.refused += not inside
                peer.sendall(b"+OK\r\n" if inside else b"-ERR no\r\n")
            elif verb == "QUIT":
                for key in deleted:
                    self.letters.pop(key, None)
                peer.sendall(b"+OK\r\n")
                return
            elif not inside:
                peer.sendall(b"-ERR who are you\r\n")
            elif verb == "UIDL":
                self.several(peer, [b"%d %s" % (i + 1, key.encode()) for i, key in enumerate(keys) if key not in deleted])
            elif verb == "RETR":
                self.several(peer, self.letters[keys[int(rest) - 1]].encode().split(b"\n"))
            elif verb == "DELE":
                deleted.append(keys[int(rest) - 1])
                peer.sendall(b"+OK\r\n")
            else:
                peer.sendall(b"-ERR\r\n")


class MailPortal(Portal):
    """A portal that sends to a port of ours."""

    def __init__(self, port, **settings):
        options = dict(mail__server="smtp://127.0.0.1:%d" % port, mail__tls="none", mail__from="portal@portal.example",
                       mail__return_path="retur@portal.example", mail__timeout="4s", mail__connect_timeout="2s")
        options.update(settings)
        super().__init__(**options)

    def write(self, n, address="anna@example.se", failing=0):
        """n mails, each in a write of its own."""
        writer = self.path("mail_writer")
        if not os.path.exists(writer):
            shutil.copy(WRITER, writer)  # whoever runs the portal may not reach the build
        done = subprocess.run([writer, self.url, str(n), address, str(failing)], stdin=subprocess.DEVNULL,
                              capture_output=True, cwd=self.dir, env=self.app.env, timeout=300, **RUNNER)
        if done.returncode:
            raise AssertionError(done.stderr.decode())

    def states(self):
        return {state: int(n) for state, n in self.sql("SELECT state, count(*) FROM mail WHERE kind = 'mail.test' GROUP BY state")}

    def all_sent(self):
        return not set(self.states()) - {"sent"}

    def processes(self, *words):
        """Numbers of this portal's processes whose command line holds every word."""
        found = []
        for name in os.listdir("/proc"):
            if not name.isdigit():
                continue
            try:
                with open("/proc/%s/cmdline" % name, "rb") as file:
                    line = file.read().decode(errors="replace").split("\0")
            except OSError:
                continue
            if self.config in line and all(word in line for word in words):
                found.append(int(name))
        return found
