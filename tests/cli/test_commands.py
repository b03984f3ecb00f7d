# SPDX-License-Identifier: EUPL-1.2
"""What `overens` says and with which exit code: help, versions, check-config, accounts."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

BUILD = os.path.abspath(os.environ.get("OVERENS_BUILD", "build"))
SRC = os.path.abspath(os.environ.get("OVERENS_SRC") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
COMMANDS = ("serve", "init", "migrate", "demo", "check-config", "user", "party", "render", "import-text", "diff", "verify", "sql",
            "export", "version")


class Commands(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="ovcmd")
        self.addCleanup(shutil.rmtree, self.dir)
        self.config = self.write("overens.conf", "[database]\nurl = sqlite:portal.db\n[paths]\ndata = %s\n"
                                                 "templates = templates\n" % SRC)

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def bare(self, *arguments, stdin="", env=None):
        """Without --config, and with no configuration in the environment."""
        clean = {name: value for name, value in os.environ.items() if name != "OVERENS_CONFIG"}
        return subprocess.run([os.path.join(BUILD, "overens"), *arguments], input=stdin, text=True, capture_output=True,
                              timeout=60, check=False, env=dict(clean, **(env or {})))

    def overens(self, *arguments, code=0, stdin=""):
        done = self.bare("--config", self.config, *arguments, stdin=stdin)
        self.assertEqual(done.returncode, code, "%s\n%s%s" % (arguments, done.stdout, done.stderr))
        return done.stdout + done.stderr

    # ---- Help and usage ----

    def test_help_lists_every_subcommand(self):
        done = self.bare("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for name in COMMANDS:
            self.assertRegex(done.stdout, r"(?m)^  %s +\w" % name)

    def test_no_plugin_can_take_a_core_name(self):
        with open(os.path.join(SRC, "src", "portal", "commands.c"), encoding="utf-8") as file:
            reserved = set(re.findall(r'"([a-z-]+)"', file.read()))
        offered = re.findall(r"(?m)^  ([a-z-]+) ", self.bare("--help").stdout.split("Of the plugins")[0])
        self.assertGreaterEqual(len(offered), len(COMMANDS))
        self.assertEqual(set(offered) - reserved, set())

    def test_every_subcommand_has_help_without_configuration(self):
        for name in COMMANDS:
            with self.subTest(name):
                done = self.bare(name, "--help")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(done.stdout.startswith("usage: overens [--config FILE] " + name), done.stdout)

    def test_usage_is_exit_2(self):
        for arguments in ([], ["no-such-command"], ["--config"], ["version", "x"], ["check-config", "x"], ["user"],
                          ["user", "add"], ["user", "add", "x", "--role", "king", "--name", "X"], ["party", "export", "x"],
                          ["migrate", "x"], ["init", "x"]):
            with self.subTest(arguments):
                done = self.bare(*arguments)
                self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
                self.assertEqual(done.stdout, "")
                self.assertNotEqual(done.stderr, "")

    def test_missing_configuration_is_exit_4_and_says_what_to_do(self):
        done = self.bare("--config", os.path.join(self.dir, "no.conf"), "migrate")
        self.assertEqual(done.returncode, 4)
        self.assertIn("no.conf", done.stderr)
        self.assertIn("--config FILE", done.stderr)

    def test_configuration_from_the_environment(self):
        done = self.bare("init", env={"OVERENS_CONFIG": self.config})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(os.path.exists(os.path.join(self.dir, "portal.db")))

    # ---- Versions ----

    def test_versions(self):
        versions = json.loads(self.overens("version", "--json"))
        newest = max(int(name[:4]) for name in os.listdir(os.path.join(SRC, "schema")))
        self.assertEqual(versions["schema"], newest)
        self.assertRegex(versions["product"], r"^\d+\.\d+\.\d+$")
        self.assertRegex(versions["abi"], r"^\d+\.\d+$")
        self.assertEqual(versions["text"], "overens-text-1")
        self.assertIn("overens " + versions["product"], self.bare("--version").stdout)

    # ---- check-config ----

    def test_good_configuration(self):
        self.overens("init")
        self.assertIn(": ok", self.overens("check-config"))

    def test_sample_is_a_good_configuration(self):
        self.overens("init")
        sample = self.bare("check-config", "--sample").stdout
        keys = re.findall(r"(?m)^#(\w+) = ", sample)
        self.assertGreater(len(keys), 20)
        # Every key that is commented out may be taken in as it stands.
        text = re.sub(r"(?m)^#(\w+ = )", r"\1", sample)
        text = re.sub(r"(?m)^url = sqlite:.*", "url = sqlite:portal.db", text)
        text = re.sub(r"(?m)^data = .*", "data = " + SRC, text)
        self.config = self.write("overens.conf", text)
        self.assertIn(": ok", self.overens("check-config"))

    def test_the_page_of_rights_is_what_the_command_prints(self):
        printed = self.bare("rights", "--markdown")
        self.assertEqual((printed.returncode, printed.stderr), (0, ""))
        with open(os.path.join(SRC, "docs", "rights.md"), encoding="utf-8") as file:
            self.assertEqual(file.read(), printed.stdout, "overens rights --markdown > docs/rights.md")

    def test_rights_and_routes_as_json(self):
        table = json.loads(self.bare("rights", "--json").stdout)
        routes = json.loads(self.bare("routes", "--json").stdout)
        actions = {row["action"] for row in table["rights"]}
        self.assertIn("municipal.move", actions)  # the plugins' too
        self.assertEqual({row["role"] for row in table["rights"]} - {row["role"] for row in table["roles"]}, set())
        for route in routes:
            self.assertIn(route["permission"], actions | {"public", "account", "origin"})
        self.assertEqual({route["from"] for route in routes}, {"core", "matter", "machine", "hospital", "regional", "municipal"})
        self.assertEqual(len(self.bare("routes").stdout.splitlines()), len(routes))
        self.assertEqual(len(self.bare("rights").stdout.splitlines()), len(table["rights"]))
        self.assertEqual(self.bare("routes", "--yaml").returncode, 2)
        self.assertEqual(self.bare("--config", "/nonexistent/overens.conf", "routes").returncode, 4)

    def test_a_mandate_for_a_time(self):
        self.overens("init")
        for name in ("regions", "municipalities"):
            self.overens("party", "import", os.path.join(SRC, "demo", name + ".csv"))
        for login in ("anna", "bo"):
            self.overens("user", "add", login, "--name", login, "--org", "1440", stdin="ett-riktigt-langt-losenord\n")
        give = ("user", "mandate", "anna", "--role", "drafter", "--org", "1440")
        self.overens(*give, "--from", "2020-01-01", "--to", "2020-06-30")
        self.assertIn("holds the role", self.overens(*give, "--from", "2020-06-30", "--to", "2020-07-30", code=3))
        self.assertIn("last day", self.overens(*give, "--from", "2021-02-02", "--to", "2021-02-01", code=3))
        self.overens(*give)
        self.overens("user", "mandate", "bo", "--role", "drafter", "--org", "1440", "--substitute-for", "anna")
        self.assertRegex(self.overens("user", "list"), r"(?m)^bo\t.*drafter")
        for wrong in (("--role", "king", "--org", "1440"), ("--role", "drafter"), ("--from", "idag", "--org", "1440")):
            self.overens("user", "mandate", "anna", *wrong, code=2)
        self.assertIn("no organisation 9999", self.overens("user", "mandate", "anna", "--role", "drafter", "--org", "9999", code=3))

    def test_every_key_stands_in_the_operators_guide(self):
        with open(os.path.join(SRC, "docs", "operator-guide.md"), encoding="utf-8") as file:
            guide = file.read()
        for section, key in re.findall(r"(?m)^\| (\w+) \| (\w+) \|", self.bare("check-config", "--keys-markdown").stdout):
            if (section, key) != ("section", "key"):
                self.assertRegex(guide, r"\| %s \| %s \|" % (section, key))

    def test_fault_in_the_file(self):
        for text, why in (("[site]\nnamn = x\n", r"overens\.conf:2: .*namn"), ("[sajt]\nname = x\n", r"overens\.conf:[12]: .*sajt"),
                          ("[limits]\nbody = many\n", r"overens\.conf:2: .*body"), ("[log]\nlevel = loud\n", "loud"),
                          ("[limits]\nfields = 1\n", r"overens\.conf:2: .*between"),
                          ("[plugin.nothere]\nkey = 1\n", r"plugin\.nothere"),
                          ("[auth]\nsecond_factor = administrator, king\n", r"overens\.conf:2: .*king"),
                          ("[audit]\n\nhead_mail = arkiv\n", r"overens\.conf:3: .*arkiv"),
                          ("[mail]\nfrom = a@example.se\nserver = post.example.se\n", r"overens\.conf:3: mail\.server"),
                          ("[mail]\nserver = smtp://post.example.se\n", r"overens\.conf:2: mail\.from: wanted"),
                          ("[auth]\nproxy_user = HTTP_USER\n", r"overens\.conf:2: .*never one that a browser can send"),
                          ("[site]\nurl = https://a.example\n[oidc.x]\ntitle = X\nclient_id = a\nissuer = http://id.example\n",
                           r"overens\.conf:6: oidc\.x\.issuer")):
            with self.subTest(text):
                self.config = self.write("overens.conf", text)
                self.assertRegex(self.overens("check-config", code=4), why)

    def test_files_that_are_not_there(self):
        """What the portal would only say when it is too late: check-config names file, line and key."""
        self.overens("init")
        with open(self.config, encoding="utf-8") as file:
            good = file.read()
        secret = self.write("secret", "x\n")
        os.chmod(secret, 0o644)
        mail = "[mail]\nfrom = a@example.se\nserver = smtp://post.example.se\nuser = u\npassword_file = %s\n"
        line = good.count("\n")
        for text, why in ((mail % "/nonexistent/pw", r"overens\.conf:%d: mail\.password_file: /nonexistent/pw: No such" % (line + 5)),
                          (mail % secret, r"overens\.conf:%d: mail\.password_file: .*chmod 0640" % (line + 5)),
                          ("[auth]\nkey_file = nokey\n", r"overens\.conf:%d: auth\.key_file: .*nokey" % (line + 2)),
                          ("[serve]\nsocket_mode = rw\n", r"overens\.conf:%d: serve\.socket_mode" % (line + 2)),
                          ("[auth]\nproxy_organisation = nix\n", r"overens\.conf:%d: auth\.proxy_organisation: no organisation" % (line + 2))):
            with self.subTest(text):
                self.config = self.write("overens.conf", good + text)
                self.assertRegex(self.overens("check-config", code=4), why)

    def test_fault_in_a_template(self):
        self.overens("init")
        self.write("templates/pages/help.mustache", "fine\n  {{#open}}never closed\n")
        self.assertRegex(self.overens("check-config", code=4), r"templates/pages/help\.mustache:2:3: .*open")

    def test_database_that_is_not_there(self):
        self.assertIn("portal.db", self.overens("check-config", code=4))

    def test_all_faults_are_told(self):
        self.write("templates/pages/help.mustache", "{{#open}}")
        told = self.overens("check-config", code=4)
        self.assertIn("help.mustache:1:1", told)
        self.assertIn("portal.db", told)

    # ---- Accounts ----

    def test_accounts(self):
        self.overens("init")
        self.overens("party", "import", self.write("p.csv", "code,name\n1480,Göteborg\n"))
        self.overens("user", "add", "anna.k", "--name", "Anna Karlsson", "--org", "1480", "--role", "drafter", "--role=approver",
                     stdin="ett mycket hemligt ord\n")
        line = self.overens("user", "list")
        for part in ("anna.k", "Anna Karlsson", "Göteborg", "drafter", "approver"):
            self.assertIn(part, line)
        self.assertNotIn("disabled", line)
        self.overens("user", "disable", "anna.k")
        self.assertIn("disabled", self.overens("user", "list"))
        self.overens("user", "enable", "anna.k")
        self.assertNotIn("disabled", self.overens("user", "list"))
        self.overens("user", "password", "anna.k", stdin="ett annat hemligt ord\n")
        self.overens("user", "add", "anna.k", "--name", "X", code=3, stdin="ett mycket hemligt ord\n")
        self.overens("user", "add", "bo", "--name", "Bo", code=3, stdin="kort\n")
        self.overens("user", "add", "bo", "--name", "Bo", code=3)
        self.overens("user", "add", "bo", "--name", "Bo", "--org", "9999", code=3, stdin="ett mycket hemligt ord\n")
        self.overens("user", "disable", "ingen", code=3)
        self.assertNotRegex(self.overens("user", "list"), r"(?m)^bo\t")
        self.overens("verify")


if __name__ == "__main__":
    unittest.main(verbosity=2)
