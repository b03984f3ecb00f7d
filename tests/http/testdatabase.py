# SPDX-License-Identifier: EUPL-1.2
"""The database of a test's portal: SQLite, or PostgreSQL with OVERENS_TEST_DATABASE=postgresql.

PostgreSQL is the cluster that OVERENS_TEST_PG names, or one of our own for as long as this process lives. Each portal
has a database of its own there, owned by a role that may do nothing else, and sorted as Swedish is: as operators do it.
"""
import atexit
import contextlib
import ctypes
import ctypes.util
import fcntl
import glob
import os
import pwd
import re
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

POSTGRES = os.environ.get("OVERENS_TEST_DATABASE", "sqlite") == "postgresql"
ROLE = "portal"
LACKING = "OVERENS_TEST_PG names no PostgreSQL cluster"


class PgError(Exception):
    """What PostgreSQL refused, or a connection that is gone."""


DatabaseError = (sqlite3.DatabaseError, PgError)


class Rows:
    """What a statement gave, read as sqlite3's cursors are."""

    def __init__(self, rows, changed):
        self.rows, self.rowcount = rows, changed

    def fetchall(self):
        return self.rows

    def fetchone(self):
        return self.rows[0] if self.rows else None

    def __iter__(self):
        return iter(self.rows)


class Pg:
    """A connection by libpq, with as much of sqlite3's interface as tests use. Every statement stores by itself."""
    lib = None

    def __init__(self, url):
        self.pq = self.library()
        self.conn = self.pq.PQconnectdb(url.encode())
        if self.pq.PQstatus(self.conn) != 0:
            raise PgError(self.pq.PQerrorMessage(self.conn).decode())
        self.total_changes = 0
        self.execute("SET client_min_messages = warning")

    @classmethod
    def library(cls):
        if cls.lib is None:
            cls.lib = ctypes.CDLL(ctypes.util.find_library("pq") or "libpq.so.5")
            for name, result, *arguments in (
                    ("PQconnectdb", "p", "s"), ("PQfinish", "", "p"), ("PQstatus", "i", "p"),
                    ("PQerrorMessage", "s", "p"), ("PQclear", "", "p"), ("PQresultStatus", "i", "p"),
                    ("PQntuples", "i", "p"), ("PQnfields", "i", "p"), ("PQftype", "i", "p", "i"),
                    ("PQgetisnull", "i", "p", "i", "i"), ("PQgetvalue", "p", "p", "i", "i"), ("PQcmdTuples", "s", "p"),
                    ("PQgetlength", "i", "p", "i", "i"),
                    ("PQexecParams", "p", "p", "s", "i", "p", "p", "p", "p", "i")):
                function = getattr(cls.lib, name)
                kinds = {"p": ctypes.c_void_p, "s": ctypes.c_char_p, "i": ctypes.c_int, "": None}
                function.restype, function.argtypes = kinds[result], [kinds[kind] for kind in arguments]
        return cls.lib

    def execute(self, statement, values=()):
        """Placeholders are sqlite3's question marks."""
        parts = statement.split("?")
        if values:
            statement = parts[0] + "".join("$%d%s" % (n, part) for n, part in enumerate(parts[1:], 1))
        texts = [None if value is None else b"\\x" + value.hex().encode() if isinstance(value, bytes) else
                 str(int(value) if isinstance(value, bool) else value).encode() for value in values]
        array = (ctypes.c_char_p * max(len(texts), 1))(*texts)
        result = self.pq.PQexecParams(self.conn, statement.encode(), len(texts), None, array, None, None, 0)
        try:
            if self.pq.PQresultStatus(result) not in (1, 2):
                raise PgError(self.pq.PQerrorMessage(self.conn).decode())
            changed = self.pq.PQcmdTuples(result)
            if self.pq.PQresultStatus(result) == 1 and changed:
                self.total_changes += int(changed)
            return Rows([tuple(self.cell(result, row, column) for column in range(self.pq.PQnfields(result)))
                         for row in range(self.pq.PQntuples(result))], int(changed or 0))
        finally:
            self.pq.PQclear(result)

    def cell(self, result, row, column):
        if self.pq.PQgetisnull(result, row, column):
            return None
        text = ctypes.string_at(self.pq.PQgetvalue(result, row, column), self.pq.PQgetlength(result, row, column))
        kind = self.pq.PQftype(result, column)
        if kind in (20, 21, 23, 26, 1700):
            return int(text)
        return text == b"t" if kind == 16 else bytes.fromhex(text[2:].decode()) if kind == 17 else text.decode()

    def commit(self):
        pass

    def rollback(self):
        pass

    def close(self):
        if self.conn:
            self.pq.PQfinish(self.conn)
            self.conn = None


def programs():
    """The folder of PostgreSQL's programs, of its newest version; None: it is not installed."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    return found[-1] if found else None


class Cluster:
    """Where databases are made: the given one, or our own in a folder of ours."""
    one = None

    def __init__(self):
        self.url = os.environ.get("OVERENS_TEST_PG")
        if not self.url:
            self.start()
        with contextlib.closing(Pg(self.url)) as db:
            with contextlib.suppress(PgError):
                db.execute("CREATE ROLE %s LOGIN" % ROLE)

    @classmethod
    def get(cls):
        if cls.one is None:
            cls.one = cls()
        return cls.one

    def start(self):
        self.programs = programs()
        if not self.programs:
            raise unittest.SkipTest(LACKING)
        self.dir = tempfile.mkdtemp(prefix="ovpg")
        self.user = {}
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.dir, user.pw_uid, user.pw_gid)
            self.user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        os.chmod(self.dir, 0o755)
        self.program("initdb", "-U", "overens", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        atexit.register(self.stop)
        self.serve()
        self.url = "postgresql://overens@/postgres?host=" + self.dir

    def serve(self):
        self.program("pg_ctl", "-w", "-l", self.dir + "/log", "-o", "-c listen_addresses='' -k %s -c fsync=off "
                     "-c max_connections=60 %s" % (self.dir, os.environ.get("OVERENS_TEST_PG_OPTIONS", "")), "start")

    def program(self, name, *arguments):
        done = subprocess.run([os.path.join(self.programs, name), "-D", self.dir + "/data", *arguments], cwd="/tmp",
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self.user)
        if done.returncode:
            raise AssertionError("%s: %s" % (name, done.stdout.decode()[-2000:]))

    def stop(self):
        with contextlib.suppress(AssertionError):
            self.program("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.dir, ignore_errors=True)

    def named(self, database):
        """The address of a database, as a portal's configuration names it."""
        return re.sub(r"^(\w+://)(?:[^@/]*@)?([^/]*)/[^?]*", r"\g<1>%s@\g<2>/%s" % (ROLE, database), self.url)

    def create(self, template=None):
        """A new database, empty or a copy; returns its address."""
        name = "overens_%s" % os.urandom(6).hex()
        like = " TEMPLATE %s" % template if template else (
            " TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'sv-SE' LOCALE 'C.UTF-8'")
        # A copy wants to be alone with what it copies.
        with contextlib.closing(Pg(self.url)) as db, open(os.path.join(tempfile.gettempdir(), "overens-pg.lock"), "a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            db.execute("CREATE DATABASE %s OWNER %s%s" % (name, ROLE, like))
        return self.named(name)

    def drop(self, url):
        with contextlib.closing(Pg(self.url)) as db:
            db.execute("DROP DATABASE IF EXISTS %s WITH (FORCE)" % self.name(url))

    @staticmethod
    def name(url):
        return re.match(r"\w+://[^/]*/([^?]*)", url).group(1)


@contextlib.contextmanager
def opened(url, write=False):
    """A connection to a portal's database beside the portal: what is done is stored when the block ends."""
    if url.startswith("postgres"):
        db = Pg(url)
        db.execute("SET default_transaction_read_only = %s" % ("off" if write else "on"))
    else:
        path = url.removeprefix("sqlite:")
        db = sqlite3.connect(path, timeout=60) if write else sqlite3.connect("file:%s?mode=ro" % path, uri=True, timeout=60)
    try:
        yield db
        db.commit()
    finally:
        db.close()


@contextlib.contextmanager
def write_lock(url):
    """Nobody writes until the block ends."""
    if url.startswith("postgres"):
        with opened(url, write=True) as db:
            db.execute("BEGIN")
            db.execute("LOCK TABLE event_head IN EXCLUSIVE MODE")
            yield
    else:
        with open(url.removeprefix("sqlite:") + "-lock", "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def without_guards(db):
    """Takes triggers and references away, as whoever owns the database can."""
    if isinstance(db, Pg):
        for table, in db.execute("SELECT DISTINCT event_object_table FROM information_schema.triggers"):
            db.execute('ALTER TABLE "%s" DISABLE TRIGGER USER' % table)
        for table, name in db.execute("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f'"):
            db.execute('ALTER TABLE %s DROP CONSTRAINT "%s"' % (table, name))
    else:
        for trigger, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute("DROP TRIGGER " + trigger)
