# SPDX-License-Identifier: EUPL-1.2
"""Plugins that must not be loaded, plugins whose pages misbehave, and the skeleton built outside the tree.

OVERENS_BUILD is the build folder, OVERENS_SRC the source folder."""
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SRC = os.path.abspath(os.environ.get("OVERENS_SRC", os.path.join(HERE, "..", "..")))
BUILD = os.path.abspath(os.environ.get("OVERENS_BUILD", os.path.join(SRC, "build")))
sys.path.insert(0, os.path.join(SRC, "tests", "http"))
import fcgiclient  # noqa: E402

# What the one line must be about.
BAD = {"nosymbol": "has no symbol ov_plugin_entry", "wrongabi": "plugin ABI", "shortstruct": "descriptor is",
       "conflict": "in conflict", "nopermission": "declares no permission",
       "emptypermission": "asks for an unknown permission \"\"", "unknownpermission": "asks for an unknown permission \"konsult.read\"",
       "originpermission": "asks for an unknown permission \"origin\"", "writable": "can be written"}


def until(condition, seconds=60, pause=0.05):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def run(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, **options)


def build_flags():
    """The sanitizers of the build, so that a plugin fits the program that loads it."""
    with open(os.path.join(BUILD, "Makefile")) as makefile:
        for line in makefile:
            if line.startswith("SAN_FLAGS ="):
                return line.split("=", 1)[1].split()
    return []


class Portal:
    """A portal in a folder of its own; matters are put straight into its database before it starts."""

    def __init__(self, program, data, plugins, names, env=None):
        self.dir = tempfile.mkdtemp(prefix="ov")
        self.program, self.env, self.process = program, dict(os.environ, **(env or {})), None
        self.config = os.path.join(self.dir, "overens.conf")
        self.socket = os.path.join(self.dir, "s.sock")
        self.log_path = os.path.join(self.dir, "log")
        with open(self.config, "w") as file:
            file.write("[database]\nurl = sqlite:portal.db\n[paths]\ndata = %s\n[plugins]\ndir = %s\nload = %s\n"
                       "[serve]\nsocket = s.sock\npidfile = master.pid\nworkers = 2\nrequest_limit = 1s\n"
                       % (data, plugins, ", ".join(names)))

    def overens(self, *arguments):
        return run(self.program, "--config", self.config, *arguments, env=self.env)

    def init(self, *kinds):
        done = self.overens("init")
        assert done.returncode == 0, done.stdout
        database = sqlite3.connect(os.path.join(self.dir, "portal.db"))
        with database:
            database.execute("INSERT INTO organisation (type, code, name, sort_key) VALUES ('region', '14', 'VGR', 'vgr')")
            for kind in kinds:
                database.execute("INSERT INTO matter (slug, plugin, title, sort_key, status, organisation_id)"
                                 " SELECT ?, ?, ?, 'x', 'open', id FROM organisation", (kind, kind, "Prov " + kind))
        database.close()

    def start(self):
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen([self.program, "--config", self.config, "serve"], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=self.env)
        if not until(lambda: "ready:" in self.log or self.process.poll() is not None) or self.process.poll() is not None:
            raise AssertionError("the portal does not get ready:\n" + self.log)

    @property
    def log(self):
        with open(self.log_path, errors="replace") as file:
            return file.read()

    def get(self, path):
        return fcgiclient.ask(self.socket, path)

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.dir)


class WithPlugins(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.umask(0o022)
        cls.plugins = tempfile.mkdtemp(prefix="ovp")
        cls.addClassCleanup(shutil.rmtree, cls.plugins)
        library = os.path.join(BUILD, ".libs")
        for name in [*BAD, "crashy"]:
            target = os.path.join(cls.plugins, name + ".so")
            made = run(os.environ.get("CC", "cc"), "-std=c17", "-D_GNU_SOURCE", "-fPIC", "-shared", "-fvisibility=hidden",
                       *build_flags(), "-I" + os.path.join(SRC, "src"), "-o", target,
                       os.path.join(HERE, "bad", name + ".c"), "-L" + library, "-loverens")
            assert made.returncode == 0, made.stdout
            os.chmod(target, 0o777 if name == "writable" else 0o755)
        shutil.copy(os.path.join(BUILD, "plugins", "skeleton", ".libs", "skeleton.so"), cls.plugins)
        os.chmod(os.path.join(cls.plugins, "skeleton.so"), 0o755)

    def portal(self, *names):
        portal = Portal(os.path.join(BUILD, "overens"), SRC, self.plugins, names)
        self.addCleanup(portal.close)
        return portal


class BadPlugins(WithPlugins):
    def test_check_config_names_each(self):
        for name, why in BAD.items():
            with self.subTest(name):
                portal = self.portal(name)
                portal.init()
                done = portal.overens("check-config")
                self.assertEqual(done.returncode, 4, done.stdout)
                self.assertIn(why, done.stdout)
                self.assertIn(name, done.stdout)

    def test_portal_starts_without_them(self):
        portal = self.portal(*BAD, "notthere", "skeleton")
        portal.init("skeleton", "conflict")
        portal.start()
        self.assertEqual(portal.get("/arende/skeleton/anteckningar").status, 200)
        self.assertEqual(portal.get("/arende/conflict").status, 503)
        self.assertEqual(portal.get("/arenden").status, 200)
        lines = portal.log.splitlines()
        workers = {line.split("[")[0].split(" ", 2)[2] for line in lines if " worker " in line and "not loaded" in line}
        for name, why in BAD.items():
            for worker in workers:
                told = [line for line in lines if "plugin %s is not loaded" % name in line and " %s[" % worker in line]
                self.assertEqual(len(told), 1, (worker, told))
                self.assertIn(why, told[0])
        self.assertTrue(any("plugin notthere is not loaded" in line for line in lines))

    def test_folder_that_others_can_write_to(self):
        portal = self.portal("skeleton")
        portal.init()
        os.chmod(self.plugins, 0o777)
        self.addCleanup(os.chmod, self.plugins, 0o700)
        done = portal.overens("check-config")
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("can be written", done.stdout)

    def test_symbolic_link(self):
        link = os.path.join(self.plugins, "linked.so")
        os.symlink(os.path.join(self.plugins, "skeleton.so"), link)
        self.addCleanup(os.unlink, link)
        portal = self.portal("linked")
        portal.init()
        self.assertIn("symbolic link", portal.overens("check-config").stdout)

    def test_unknown_key_in_its_section(self):
        portal = self.portal("skeleton")
        portal.init()
        with open(portal.config, "a") as file:
            file.write("[plugin.skeleton]\nno_such_key = 1\n")
        done = portal.overens("check-config")
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertRegex(done.stdout, r"overens\.conf:\d+: .*plugin\.skeleton")


class Subcommands(WithPlugins):
    def test_they_are_listed_and_run(self):
        portal = self.portal("crashy")
        listed = portal.overens("--help")
        self.assertEqual(listed.returncode, 0)
        self.assertRegex(listed.stdout, r"(?m)^  crashy-say +Say it$")
        self.assertIn("crashy-say TEXT", portal.overens("crashy-say", "--help").stdout)
        done = portal.overens("crashy-say", "hej")
        self.assertEqual((done.returncode, done.stdout), (1, "no database, hej\n"))
        self.assertEqual(portal.overens("crashy-ask", "hej").returncode, 4)
        portal.init()
        done = portal.overens("crashy-ask", "hej")
        self.assertEqual((done.returncode, done.stdout), (1, "a database, hej\n"))


class BadPages(WithPlugins):
    def setUp(self):
        self.running = self.portal("crashy", "skeleton")
        self.running.init("crashy", "skeleton")
        self.running.start()

    def still_fine(self):
        for _ in range(6):
            self.assertEqual(self.running.get("/arende/crashy").text, "bra")
        self.assertEqual(self.running.get("/arende/skeleton/anteckningar").status, 200)

    def test_crash(self):
        for _ in range(3):
            self.assertEqual(self.running.get("/arende/crashy/krasch").status, 0)
            self.still_fine()
        self.assertTrue(until(lambda: "/arende/:slug/krasch" in self.running.log, 20), self.running.log)

    def test_exit(self):
        self.assertEqual(self.running.get("/arende/crashy/slut").status, 0)
        self.still_fine()

    def test_endless_loop(self):
        began = time.monotonic()
        self.assertEqual(self.running.get("/arende/crashy/evigt").status, 0)
        self.assertLess(time.monotonic() - began, 14)
        self.still_fine()
        self.assertTrue(until(lambda: "/arende/:slug/evigt" in self.running.log, 20), self.running.log)

    def test_half_a_page_never_leaves(self):
        reply = self.running.get("/arende/crashy/halv")
        self.assertEqual(reply.status, 500)
        self.assertNotIn("halva", reply.text)
        self.still_fine()


class OutOfTree(unittest.TestCase):
    """The skeleton, copied away, built with pkg-config against an installed copy, and loaded."""

    def test_skeleton(self):
        os.umask(0o022)
        root = tempfile.mkdtemp(prefix="ovi")
        self.addCleanup(shutil.rmtree, root)
        stage, own = os.path.join(root, "stage"), os.path.join(root, "own")
        if os.environ.get("OVERENS_TEST_APP"):
            shutil.copytree(os.path.join(os.environ["OVERENS_TEST_APP"], "root"), stage, symlinks=True)
        else:
            made = run("make", "-s", "-C", BUILD, "install", "DESTDIR=" + stage)
            self.assertEqual(made.returncode, 0, made.stdout[-3000:])
        shutil.copytree(os.path.join(SRC, "plugins", "skeleton"), own)
        shutil.copytree(os.path.join(SRC, "templates", "skeleton"), os.path.join(own, "templates"))
        found = [folder for folder, _, files in os.walk(stage) if "overens.pc" in files]
        self.assertEqual(len(found), 1)
        # The installed copy stands in a stage: its prefix is there.
        prefix = os.path.join(stage, run("pkg-config", "--variable=prefix", os.path.join(found[0], "overens.pc")).stdout.strip("/\n"))
        config = "pkg-config --define-variable=prefix=" + prefix
        env = dict(os.environ, PKG_CONFIG_PATH=found[0], PKG_CONFIG=config)
        where = {name: run(*config.split(), "--variable=" + name, "overens", env=env).stdout.strip()
                 for name in ("plugindir", "pkgdatadir", "libdir", "exec_prefix")}
        os.remove(os.path.join(where["plugindir"], "skeleton.so"))
        for folder in ("plugins", "templates"):
            shutil.rmtree(os.path.join(where["pkgdatadir"], folder, "skeleton"))
        flags = " ".join(["-g -O1 -Wall -Wextra -Werror", *build_flags()])
        for arguments in (["CFLAGS=" + flags], ["install"]):
            made = run("make", "-C", own, "-f", "standalone.mk", *arguments, env=env)
            self.assertEqual(made.returncode, 0, made.stdout)
        symbols = run("nm", "-D", "--defined-only", os.path.join(where["plugindir"], "skeleton.so")).stdout
        self.assertEqual([line.split()[-1] for line in symbols.splitlines()], ["ov_plugin_entry"])
        portal = Portal(os.path.join(where["exec_prefix"], "bin", "overens"), where["pkgdatadir"], where["plugindir"],
                        ["skeleton"], {"LD_LIBRARY_PATH": where["libdir"]})
        self.addCleanup(portal.close)
        portal.init("skeleton")
        done = portal.overens("check-config")
        self.assertEqual(done.returncode, 0, done.stdout)
        portal.start()
        self.assertIn("Inga anteckningar ännu", portal.get("/arende/skeleton/anteckningar").text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
