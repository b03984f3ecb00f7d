# SPDX-License-Identifier: EUPL-1.2
"""A complete private portal: the installed program, a database with demo data, and nginx in front."""
import atexit
import fcntl
import glob
import hashlib
import json
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import testdatabase
from webclient import Answer, Client, check_headers  # noqa: F401

BUILD = os.path.abspath(os.environ.get("OVERENS_BUILD", "build"))
SRC = os.path.abspath(os.environ.get("OVERENS_SRC") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
SHARED = os.path.abspath(os.environ.get("OVERENS_SHARED") or os.path.join(SRC, "..", "shared"))
QUICK = bool(os.environ.get("OVERENS_QUICK"))
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


def until(condition, seconds, pause=0.02):
    """Waits for condition() to be true; returns what it last gave."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(pause)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def runner():
    """Who runs the portal: as root somebody else does, as in an installation; otherwise whoever runs the tests."""
    if os.getuid() != 0:
        return {}
    for name in ("www-data", "nobody"):
        try:
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        except KeyError:
            continue
    return {}


RUNNER = runner()


def give(path):
    """Hands a folder and all in it to whoever runs the portal."""
    if not RUNNER:
        return
    for folder, _, files in os.walk(path):
        os.chown(folder, RUNNER["user"], RUNNER["group"])
        for name in files:
            os.chown(os.path.join(folder, name), RUNNER["user"], RUNNER["group"], follow_symlinks=False)


def newest(paths):
    """The newest change among files that the installation is made from."""
    latest = 0.0
    for path in paths:
        for folder, folders, files in os.walk(path):
            folders[:] = [name for name in folders if name not in (".git", "tests")]
            for name in files:
                if path == BUILD and not name.endswith((".so", ".mo")) and name != "overens":
                    continue
                latest = max(latest, os.lstat(os.path.join(folder, name)).st_mtime)
    return latest


class Turn:
    """One process at a time makes what is shared."""

    def __init__(self, folder):
        self.file = open(os.path.join(folder, "lock"), "w")

    def __enter__(self):
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


class App:
    """The installed program, and a database with demo data to start from. Made once and shared: by the tests of this
    process, or by all of a run when OVERENS_TEST_APP names a folder to keep it in."""
    one = None

    def __init__(self):
        self.given = os.environ.get("OVERENS_TEST_APP")
        if self.given:
            self.dir = os.path.abspath(self.given)
            os.makedirs(self.dir, exist_ok=True)
        else:
            self.dir = tempfile.mkdtemp(prefix="ovapp")
            atexit.register(shutil.rmtree, self.dir, ignore_errors=True)
        os.chmod(self.dir, 0o755)
        with Turn(self.dir):
            self.install()
        self.program = self.find("overens", "bin")
        self.prefix = os.path.dirname(os.path.dirname(self.program))
        self.data = os.path.join(self.prefix, "share", "overens")
        self.plugins = os.path.join(self.prefix, "lib", "overens", "plugins")
        self.env = dict(os.environ, LD_LIBRARY_PATH=os.path.join(self.prefix, "lib"))

    def install(self):
        made = os.path.join(self.dir, "made")
        sources = [BUILD] + [os.path.join(SRC, name) for name in
                             ("templates", "schema", "static", "po", "demo", "plugins", "conf")]
        # tools/check installs it itself, once: suites that run at the same time must not.
        fresh = os.path.exists(made) and (self.given or os.path.getmtime(made) >= newest(sources))
        if not fresh:
            shutil.rmtree(os.path.join(self.dir, "root"), ignore_errors=True)
            for name in os.listdir(self.dir):
                if name.startswith("demo-"):
                    shutil.rmtree(os.path.join(self.dir, name), ignore_errors=True)
            done = subprocess.run(["make", "-s", "-C", BUILD, "install", "DESTDIR=" + os.path.join(self.dir, "root")],
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if done.returncode:
                raise AssertionError("make install failed:\n" + done.stderr[-3000:])
            open(made, "w").close()

    def find(self, name, folder):
        for where, _, files in os.walk(os.path.join(self.dir, "root")):
            if name in files and os.path.basename(where) == folder:
                return os.path.join(where, name)
        raise AssertionError("make install brings no %s/%s" % (folder, name))

    @classmethod
    def get(cls):
        if cls.one is None:
            cls.one = cls()
        return cls.one

    def run(self, arguments, stdin=b"", cwd="/", env=None, root=False, timeout=120):
        return subprocess.run([self.program, *arguments], input=stdin, capture_output=True, cwd=cwd,
                              env=env or self.env, timeout=timeout, **({} if root else RUNNER))

    def demo(self):
        """The folder of a loaded database: portal.db and what stands beside it, or the address of what to copy on
        PostgreSQL; notes, logins. One for each day, so that nobody makes it anew at midnight while others copy it."""
        name = "demo-pg-" if testdatabase.POSTGRES else "demo-"
        with Turn(self.dir):
            return self.load_demo(os.path.join(self.dir, name + time.strftime("%Y-%m-%d")))

    def load_demo(self, folder):
        cluster = testdatabase.Cluster.get() if testdatabase.POSTGRES else None
        loaded, where = os.path.join(folder, "loaded"), cluster.url if cluster else ""
        if os.path.exists(loaded):
            with open(loaded) as file:
                if file.read() == where:
                    return folder
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        give(folder)
        settings = {}
        if cluster:
            settings["database.url"] = cluster.create()
            with open(os.path.join(folder, "url"), "w") as file:
                file.write(settings["database.url"])
            if not self.given:
                atexit.register(cluster.drop, settings["database.url"])
        write_config(self, folder, settings)
        for command in (["init"], ["demo", "--notes", "notes.json", "--logins", "logins.txt"]):
            done = self.run(["--config", os.path.join(folder, "overens.conf"), *command], cwd=folder)
            if done.returncode:
                raise AssertionError("overens %s: %s" % (command[0], done.stderr.decode()[-2000:]))
        with open(loaded, "w") as file:
            file.write(where)
        return folder


def write_config(app, folder, settings):
    """settings: {"serve.workers": 2, …} beside what every private portal has."""
    keys = {"site.name": "Överens", "database.url": "sqlite:%s/portal.db" % folder, "paths.data": app.data,
            "paths.tmp": folder + "/tmp", "plugins.dir": app.plugins, "plugins.load": "hospital, regional, municipal",
            "serve.socket": folder + "/run/overens.sock", "serve.pidfile": folder + "/run/master.pid",
            "test.clock_file": folder + "/clock"}
    keys.update(settings)
    sections = {}
    for key, value in keys.items():
        section, name = key.split(".", 1)
        sections.setdefault(section, []).append("%s = %s\n" % (name, value))
    with open(os.path.join(folder, "overens.conf"), "w") as file:
        for section, lines in sections.items():
            file.write("[%s]\n%s" % (section, "".join(lines)))


def check_sanitizers(text):
    """A build with sanitizers tells of what it met; nobody may overlook it."""
    for word in ("Sanitizer", "runtime error: "):
        if word in text:
            raise AssertionError(text[max(text.index(word) - 1000, 0):][:4000])


PORTS = []  # names that say which ports are ours; they go when this process ends


def free_port():
    """A port that nobody takes before we listen there: outside those that connections are given by themselves, and told
    to the tests of other processes by a name that only one can have."""
    while True:
        port = random.randrange(20000, 32000)
        name = socket.socket(socket.AF_UNIX)
        try:
            name.bind("\0overens-test-port-%d" % port)
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        except OSError:
            name.close()
            continue
        PORTS.append(name)
        return port


class Portal:
    """A running portal with a folder of its own. Use it with `with`, or call stop()."""

    def __init__(self, demo=True, serve=True, folder=None, **settings):
        self.app = App.get()
        self.dir = folder or tempfile.mkdtemp(prefix="ovportal")
        os.chmod(self.dir, 0o755)
        self.own_dir = folder is None
        self.master = self.nginx = None
        self.connections = []
        self.settings = {name.replace("__", "."): value for name, value in settings.items()}
        self.url = self.settings.get("database.url")
        self.own_database = testdatabase.POSTGRES and not self.url
        for name in ("run", "log", "tmp"):
            os.makedirs(os.path.join(self.dir, name), exist_ok=True)
        self.db = os.path.join(self.dir, "portal.db")
        self.socket = os.path.join(self.dir, "run", "overens.sock")
        self.config = os.path.join(self.dir, "overens.conf")
        self.clock_file = os.path.join(self.dir, "clock")
        self.notes = {"users": {}, "routes": {}, "fields": {}}
        self.source = self.app.demo() if demo else None
        self.make_database()
        if demo:
            with open(os.path.join(self.source, "notes.json")) as file:
                self.notes = json.loads("{" + file.read() + "}")
        give(self.dir)
        self.users, self.routes = self.notes["users"], self.notes["routes"]
        if serve:
            try:
                self.start()
                self.start_nginx()
            except BaseException:
                self.stop()
                raise

    def make_database(self):
        """Empty (on SQLite `overens init` makes it), or a copy of the demo's."""
        if self.own_database:
            cluster, template = testdatabase.Cluster.get(), None
            if self.source:
                with open(os.path.join(self.source, "url")) as file:
                    template = cluster.name(file.read())
            self.url = self.settings["database.url"] = cluster.create(template)
        else:
            for name in os.listdir(self.source) if self.source else ():
                if name.startswith("portal.db"):
                    shutil.copy(os.path.join(self.source, name), self.dir)
            self.url = self.url or "sqlite:" + self.db
        write_config(self.app, self.dir, self.settings)

    def drop_database(self):
        if self.own_database:
            testdatabase.Cluster.get().drop(self.url)
        for path in glob.glob(self.db + "*"):
            os.unlink(path)

    def restore(self):
        """The demo's database again as it was, while nothing runs."""
        self.drop_database()
        self.make_database()
        give(self.dir)

    # Processes

    def start(self):
        with open(self.path("log", "portal.log"), "ab") as log:
            self.master = subprocess.Popen([self.app.program, "--config", self.config, "serve"], cwd=self.dir,
                                           stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                           env=self.app.env, **RUNNER)
        if not until(lambda: self.listens() or self.master.poll() is not None, 90) or self.master.poll() is not None:
            raise AssertionError("overens serve does not start:\n" + self.log[-3000:])

    def listens(self):
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(self.socket)
            return True
        except OSError:
            return False

    def start_nginx(self):
        self.port = free_port()
        with open(os.path.join(SRC, "conf", "nginx.conf.in")) as file:
            text = file.read()
        for name, value in (("DIR", self.dir), ("PORT", str(self.port)), ("SOCKET", self.socket),
                            ("STATIC", os.path.join(self.app.data, "static")), ("IPV6", "")):
            text = text.replace("@%s@" % name, value)
        with open(self.path("run", "nginx.conf"), "w") as file:
            file.write(text.replace("daemon on;", "daemon off;"))
        self.nginx = subprocess.Popen([NGINX, "-p", self.dir, "-c", self.path("run", "nginx.conf"),
                                       "-e", self.path("log", "nginx-error.log")], stdin=subprocess.DEVNULL,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **RUNNER)

        def answers():
            try:
                return Client(self).get("/healthz").status == 200
            except OSError:
                return self.nginx.poll() is not None
        if not until(answers, 90) or self.nginx.poll() is not None:
            raise AssertionError("no answer through nginx: %s" % self.log[-2000:])

    def stop_master(self, number=signal.SIGTERM):
        if self.master and self.master.poll() is None:
            self.master.send_signal(number)
            try:
                self.master.wait(60)
            except subprocess.TimeoutExpired:
                self.master.kill()
                self.master.wait()
        code = self.master.returncode if self.master else None
        self.master = None
        return code

    def stop(self):
        for connection in self.connections:
            connection.close()
        self.stop_master()
        if self.nginx:
            self.nginx.terminate()
            try:
                self.nginx.wait(60)
            except subprocess.TimeoutExpired:
                self.nginx.kill()
                self.nginx.wait()
            self.nginx.stderr.close()
            self.nginx = None
        log = self.log
        if self.own_dir:
            self.drop_database()
            shutil.rmtree(self.dir, ignore_errors=True)
        check_sanitizers(log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def workers(self):
        """The process numbers of the workers, by what the master's children are called."""
        found = []
        for name in os.listdir("/proc"):
            if not name.isdigit():
                continue
            try:
                with open("/proc/%s/stat" % name) as file:
                    fields = file.read().rpartition(")")[2].split()
                with open("/proc/%s/cmdline" % name, "rb") as file:
                    line = file.read()
            except OSError:
                continue
            if int(fields[1]) == self.master.pid and fields[0] != "Z" and b"--worker" in line:
                found.append(int(name))
        return found

    # What it keeps

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    @property
    def log(self):
        try:
            with open(self.path("log", "portal.log"), errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def overens(self, *arguments, stdin=b"", timeout=120):
        """A subcommand with this portal's configuration; stdout and stderr as bytes."""
        done = self.app.run(["--config", self.config, *arguments], stdin=stdin, cwd=self.dir, timeout=timeout)
        check_sanitizers(done.stderr.decode(errors="replace"))
        return done

    def sql(self, statement):
        """Rows as lists of strings, read while the portal runs (only `overens sql` may)."""
        done = self.overens("sql", "--readonly", statement)
        if done.returncode:
            raise AssertionError(done.stderr.decode())
        return [line.split("\t") for line in done.stdout.decode().splitlines()]

    def database(self, write=False):
        """`with portal.database() as db`: a connection of the test's own."""
        return testdatabase.opened(self.url, write)

    def write_lock(self):
        """`with portal.write_lock()`: another process has the turn to write."""
        return testdatabase.write_lock(self.url)

    def number(self, statement):
        return int(self.sql(statement)[0][0])

    def set_clock(self, instant):
        """instant: "2025-06-19T10:00:00Z"; None: the machine's clock again. Replaced whole, so that nobody reads half."""
        with open(os.path.join(BUILD, "config.h")) as file:
            if "#define OV_TEST_CLOCK 1" not in file.read():
                raise AssertionError("%s has no clock for tests: configure it with --enable-test-clock" % BUILD)
        if instant is None:
            os.unlink(self.clock_file)
            return
        with open(self.clock_file + ".new", "w") as file:
            file.write(instant)
        os.chmod(self.clock_file + ".new", 0o644)
        os.rename(self.clock_file + ".new", self.clock_file)

    def client(self, name=None):
        """A client, signed in as that key of access.json's users."""
        client = Client(self)
        if name:
            client.sign_in(name)
        return client
