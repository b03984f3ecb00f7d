# SPDX-License-Identifier: EUPL-1.2
"""Starts tests/fault/stub_serve, which is `overens serve` around pages that answer, crash and hang."""
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

import fcgiclient

BUILD = os.environ.get("OVERENS_BUILD", "build")
PROGRAM = os.path.join(BUILD, "tests", "fault", "stub_serve")


def until(condition, seconds, pause=0.02):
    """Waits for condition() to be true; returns what it last gave."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(pause)


class Stub:
    """A running stub with a folder of its own. Use it with `with`."""

    def __init__(self, wait=True, environment=None, prefix=(), pass_fds=(),
                 **settings):
        self.dir = tempfile.mkdtemp(prefix="ov")
        self.socket = os.path.join(self.dir, "s.sock")
        self.config = os.path.join(self.dir, "stub.conf")
        self.pidfile = os.path.join(self.dir, "master.pid")
        self.log_file = open(os.path.join(self.dir, "log"), "w+b")
        self.settings = {"serve": {"socket": "s.sock", "pidfile": "master.pid", "workers": 2,
                                   "request_limit": "2s"},
                         "stub": {"tag": "one", "journal": "journal"}}
        self.configure(**settings)
        env = dict(os.environ, **(environment or {}))
        self.process = subprocess.Popen(
            [*prefix, PROGRAM, "--config", self.config, "serve"], stdin=subprocess.DEVNULL,
            stdout=self.log_file, stderr=subprocess.STDOUT, env=env, pass_fds=pass_fds)
        if wait and not until(lambda: "ready:" in self.log or self.process.poll() is not None, 60):
            raise AssertionError("the stub does not get ready:\n" + self.log)

    def configure(self, **settings):
        """Writes the configuration; serve keys as they are, those of [stub] as stub_NAME."""
        for name, value in settings.items():
            section = "stub" if name.startswith("stub_") else "serve"
            self.settings[section][name.removeprefix("stub_")] = value
        text = "".join("[%s]\n%s\n" % (section, "".join("%s = %s\n" % kv for kv in keys.items()))
                       for section, keys in self.settings.items())
        with open(self.config, "w") as file:
            file.write(text)

    @property
    def log(self):
        self.log_file.flush()
        with open(self.log_file.name, errors="replace") as file:
            return file.read()

    @property
    def journal(self):
        """The requests that were handled, one a line."""
        try:
            with open(os.path.join(self.dir, "journal")) as file:
                return [line for line in file.read().splitlines() if not line.startswith("JOB")]
        except FileNotFoundError:
            return []

    @property
    def jobs(self):
        try:
            with open(os.path.join(self.dir, "journal")) as file:
                return [line for line in file.read().splitlines() if line.startswith("JOB")]
        except FileNotFoundError:
            return []

    def ask(self, uri, timeout=30, **options):
        return fcgiclient.ask(self.socket, uri, timeout, **options)

    def connect(self, timeout=30):
        return fcgiclient.Connection(self.socket, timeout)

    def ok(self, within=20):
        """Does /ok answer, within so many seconds? On a busy machine a process may wait seconds for its turn."""
        def attempt():
            try:
                return self.ask("/ok", timeout=within).status == 200
            except OSError:
                return False
        return until(attempt, within)

    def children(self):
        """The master's children by what they are: {"--worker": [pid, …], "--jobs": […]}."""
        found = {}
        for pid in pids_with_parent(self.process.pid):
            kind = re.search(rb"--(worker|jobs|check|job)", command_line(pid))
            found.setdefault(kind.group(1).decode() if kind else "?", []).append(pid)
        return found

    def took(self, path, times=1):
        """Waits until so many requests for the path are being handled, or have been."""
        if not until(lambda: sum(path in line for line in self.journal) >= times, 20):
            raise AssertionError("nobody took %s: %s" % (path, self.log[-2000:]))

    def workers(self):
        return sorted(self.children().get("worker", []))

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log_file.close()
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def command_line(pid):
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as file:
            return file.read().replace(b"\0", b" ")
    except OSError:
        return b""


def stat_fields(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None


def pids_with_parent(parent):
    fields = {int(name): stat_fields(int(name)) for name in os.listdir("/proc") if name.isdigit()}
    return [pid for pid, f in fields.items() if f and int(f[1]) == parent and f[0] != "Z"]


def alive(pid):
    fields = stat_fields(pid)
    return bool(fields) and fields[0] != "Z"
