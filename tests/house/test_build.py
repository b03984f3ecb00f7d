# SPDX-License-Identifier: EUPL-1.2
"""The build itself: clang, without PostgreSQL, hardening, make install DESTDIR, make distcheck. Slow; left out of --quick."""
import glob
import os
import re
import shutil
import subprocess
import tempfile
import unittest

TOP = os.environ.get("OVERENS_SRC") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(os.environ.get("OVERENS_BUILD") or os.path.join(TOP, "build", "check", "plain"))
JOBS = f"-j{os.cpu_count() or 2}"
# What is built here is not run: warnings, linking, installing are the point. The suites run the plain build, with -O2.
FAST = "CFLAGS=-O1"
# libtool costs half as much with sh as with bash; how small the tarball gets is not the point either.
QUICKER = {"CONFIG_SHELL": "/bin/sh", "XZ_OPT": "-0"}


def run(command, cwd, **env):
    return subprocess.run(command, cwd=cwd, env={**os.environ, **QUICKER, **env}, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=1500)


class Build(unittest.TestCase):
    def configure_and_make(self, folder, options, targets=("all",), **env):
        os.makedirs(folder, exist_ok=True)
        done = run([os.path.join(TOP, "configure"), "-q", *options], folder, **env)
        self.assertEqual(done.returncode, 0, done.stderr[-1500:])
        done = run(["make", JOBS, *targets], folder)
        self.assertEqual(done.returncode, 0, (done.stdout + done.stderr)[-3000:])
        return done

    def test_clang_finds_no_warning(self):
        self.configure_and_make(os.path.join(TOP, "build", "check", "clang"), ["--enable-werror", "--enable-test-clock", "CC=clang", FAST])

    def test_builds_without_postgresql_and_without_test_clock(self):
        folder = os.path.join(TOP, "build", "check", "nopg")
        self.configure_and_make(folder, ["--enable-werror", "--without-postgresql", FAST])
        linked = run(["ldd", os.path.join(folder, ".libs", "overens")], folder, LD_LIBRARY_PATH=os.path.join(folder, ".libs")).stdout
        self.assertNotIn("libpq", linked)

    def test_hardening(self):
        objects = [os.path.join(BUILD, ".libs", "overens"), os.path.join(BUILD, ".libs", "liboverens.so")]
        objects += sorted(glob.glob(os.path.join(BUILD, "plugins", "*", ".libs", "*.so")))
        self.assertGreaterEqual(len(objects), 5, objects)
        for path in objects:
            path = os.path.realpath(path)
            done = run(["hardening-check", path], BUILD)
            for line in done.stdout.splitlines()[1:]:
                name, _, verdict = line.strip().partition(": ")
                # A library is no executable; a plugin with nothing to fortify has no fortified call.
                if name == "Position Independent Executable" and ".so" in os.path.basename(path):
                    continue
                if name == "Fortify Source functions" and ("unknown" in verdict or "no protectable" in verdict):
                    continue
                if name == "Control flow integrity" and "endbr64" in run(["objdump", "-d", "--no-show-raw-insn", path], BUILD).stdout:
                    continue  # our code has the marks; Debian 12's start files have not, so the linker drops the property
                if name == "Stack protected" and path.endswith("skeleton.so"):
                    continue  # it has no buffer on its stack
                self.assertTrue(verdict.startswith(("yes", "unknown")), f"{path}: {line.strip()}")

    def test_build_log_shows_the_hardening_flags(self):
        config = open(os.path.join(BUILD, "config.log"), encoding="utf-8").read()
        flags = re.search(r"^HARDEN_CFLAGS='(.*)'$", config, re.M)[1].split() + re.search(r"^HARDEN_LDFLAGS='(.*)'$", config, re.M)[1].split()
        self.assertIn("-fstack-protector-strong", flags)
        self.assertIn("-Wl,-z,now", flags)
        log = open(os.path.join(BUILD, "build.log"), encoding="utf-8").read()
        if "src/util/arena.c" not in log:
            self.assertTrue(os.path.exists(os.path.join(BUILD, ".libs", "overens")))  # nothing was rebuilt this time
            return
        for flag in flags:
            self.assertIn(flag, log)

    def test_plugins_show_one_symbol(self):
        for path in glob.glob(os.path.join(BUILD, "plugins", "*", ".libs", "*.so")):
            names = [line.split()[-1] for line in run(["nm", "-D", "--defined-only", path], BUILD).stdout.splitlines()]
            self.assertEqual(names, ["ov_plugin_entry"], path)

    def test_the_library_shows_only_its_own_names(self):
        names = [line.split()[-1] for line in run(["nm", "-D", "--defined-only", os.path.join(BUILD, ".libs", "liboverens.so")], BUILD).stdout.splitlines()]
        self.assertEqual([n for n in names if not n.startswith(("ov_", "OVERENS_"))], [])

    def test_abi_is_described(self):
        """abidiff against itself: what a release compares with its predecessor works on what is built."""
        library = os.path.realpath(os.path.join(BUILD, ".libs", "liboverens.so"))
        done = run(["abidiff", library, library], BUILD)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_install_writes_only_below_destdir(self):
        with tempfile.TemporaryDirectory() as tmp:
            done = run(["make", "install", f"DESTDIR={tmp}/d"], BUILD)
            self.assertEqual(done.returncode, 0, done.stderr[-1500:])
            prefix = os.path.join(tmp, "d", "usr", "local")
            for path in ("bin/overens", "lib/liboverens.so", "lib/pkgconfig/overens.pc", "lib/overens/plugins/regional.so", "include/overens/plugin/plugin.h",
                         "share/overens/templates/layout/base.mustache", "share/overens/schema/0002_people.sql", "share/overens/po/en.mo"):
                self.assertTrue(os.path.exists(os.path.join(prefix, path)), path)
            self.assertEqual(glob.glob(os.path.join(prefix, "lib/overens/plugins/*.la")), [])
            done = run(["make", "uninstall", f"DESTDIR={tmp}/d"], BUILD)
            self.assertEqual(done.returncode, 0, done.stderr[-1500:])
            left = [os.path.join(r, f) for r, _, files in os.walk(os.path.join(tmp, "d")) for f in files]
            self.assertEqual(left, [])

    def test_distcheck(self):
        folder = os.path.join(TOP, "build", "check", "dist")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        done = run([os.path.join(TOP, "configure"), "-q"], folder)
        self.assertEqual(done.returncode, 0, done.stderr[-1500:])
        # The unit tests run with sanitizers elsewhere: here they are compiled, and the tarball's build, install and uninstall are the point.
        done = run(["make", JOBS, "distcheck", "TESTS=", f"DISTCHECK_CONFIGURE_FLAGS=--enable-werror {FAST}"], folder)
        self.assertEqual(done.returncode, 0, (done.stdout + done.stderr)[-3000:])


if __name__ == "__main__":
    unittest.main()
