# SPDX-License-Identifier: EUPL-1.2
"""The rules of the house, checked on the source itself: layers, sizes, forbidden calls, what templates may hold."""
import os
import re
import subprocess
import tempfile
import unittest

TOP = os.environ.get("OVERENS_SRC") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LAYERS = ["util", "db", "audit", "outbox", "http", "view", "register", "auth", "matter", "text", "consult", "settle", "notify", "plugin", "pages", "portal", "cli"]
MAX_LINES = 500
MAX_TEST_LINES = 650  # a table of cases is one topic, however long


def files(folders, endings):
    for folder in folders:
        for root, dirs, names in os.walk(os.path.join(TOP, folder)):
            dirs[:] = [d for d in dirs if d not in ("node_modules", "corpus", "__pycache__")]
            for name in sorted(names):
                if name.endswith(endings):
                    yield os.path.relpath(os.path.join(root, name), TOP)


def text(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as f:
        return f.read()


def code_only(source):
    """Without comments and string literals."""
    source = re.sub(r"/\*.*?\*/", " ", source, flags=re.S)
    source = re.sub(r"//[^\n]*", " ", source)
    return re.sub(r'"(\\.|[^"\\\n])*"', '""', source)


class House(unittest.TestCase):
    def test_no_layer_calls_upward(self):
        rank = {name: i for i, name in enumerate(LAYERS)}
        bad = []
        for path in files(["src"], (".c", ".h")):
            own = path.split(os.sep)[1]
            for include in re.findall(r'^#include "([a-z]+)/', text(path), flags=re.M):
                if include in rank and rank[include] > rank[own]:
                    bad.append(f"{path} includes {include}/")
        self.assertEqual(bad, [])

    def test_every_source_folder_is_a_known_layer(self):
        found = {p.split(os.sep)[1] for p in files(["src"], (".c",))}
        self.assertEqual(found - set(LAYERS), set())

    def test_the_core_knows_no_health_care_word(self):
        word = re.compile(r"\b(DRG|drg1?|KPP|kpp|vardgaranti|vårdgaranti)\b(?!\d*_price)", re.I)
        bad = [p for p in files(["src"], (".c",)) if word.search(code_only(text(p)))]
        self.assertEqual(bad, [])

    def test_files_have_one_topic(self):
        bad = []
        for path in files(["src", "plugins", "tests", "static", "templates"], (".c", ".h", ".py", ".js", ".mjs", ".mustache")):
            lines = text(path).count("\n")
            if lines > (MAX_TEST_LINES if path.startswith("tests") else MAX_LINES):
                bad.append(f"{path}: {lines}")
        self.assertEqual(bad, [])

    def test_every_file_names_its_licence(self):
        bad = [p for p in files(["src", "plugins", "tests"], (".c", ".h", ".py", ".inc", ".sql", ".mjs"))
               if "SPDX-License-Identifier: EUPL-1.2" not in text(p)[:300]]
        bad += [p for p in files(["schema"], (".sql",)) if "SPDX-License-Identifier: EUPL-1.2" not in text(p)[:300]]
        self.assertEqual(bad, [])

    def test_no_unsafe_calls(self):
        call = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|alloca)\s*\(")
        bad = [p for p in files(["src", "plugins"], (".c", ".h")) if call.search(code_only(text(p)))]
        self.assertEqual(bad, [])

    def test_money_has_no_floating_point(self):
        paths = list(files(["src/settle", "plugins/regional"], (".c", ".h"))) + ["src/util/money.c", "src/util/money.h"]
        bad = [p for p in paths if re.search(r"\b(float|double)\b", code_only(text(p)))]
        self.assertEqual(bad, [])

    def test_only_one_file_knows_libfcgi(self):
        self.assertEqual([p for p in files(["src", "plugins"], (".c", ".h")) if "fcgiapp.h" in code_only_keep_includes(text(p))],
                         ["src/http/fcgi.c"])

    def test_stored_html_has_one_door(self):
        allowed = {"src/text", "src/view"}
        bad = [p for p in files(["src", "plugins"], (".c",))
               if re.search(r"ov_html_from_store|OV_FIELD_HTML", code_only(text(p))) and os.path.dirname(p) not in allowed]
        # A page may hand on the html column of a provision that text/ wrote; nothing else.
        bad = [p for p in bad if "ov_version_node" not in text(p) and "ov_node_" not in text(p) and "ov_draft" not in text(p)
               and "OV_NODE_HTML" not in text(p)]
        self.assertEqual(bad, [])

    def test_no_unfinished_marks(self):
        mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
        bad = [p for p in files(["src", "plugins", "templates", "static", "tools", "schema"], ("",)) if mark.search(text_or_empty(p))]
        self.assertEqual(bad, [])

    def test_templates_hold_no_inline_script_or_style(self):
        bad = [p for p in files(["templates"], (".mustache",))
               if re.search(r"<script>|<style>|\sstyle=|\son[a-z]+=", text(p))]
        self.assertEqual(bad, [])

    def test_templates_write_raw_html_only_for_the_html_kind(self):
        found = {}
        for path in files(["templates"], (".mustache",)):
            for name in re.findall(r"\{\{\{\s*([\w.]+)\s*\}\}\}", text(path)):
                found.setdefault(name, []).append(path)
            self.assertNotRegex(text(path), r"\{\{&", path)
        self.assertEqual([name for name in found if name != "html" and not name.endswith("_html")], [], found)

    def test_sql_is_never_built(self):
        bad = [p for p in files(["src", "plugins"], (".c",))
               if re.search(r'(printf|ov_buf_printf)\s*\([^;]*"[^"]*\b(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM)\b', text(p))]
        self.assertEqual(bad, [])

    def test_public_headers_compile_alone(self):
        compiler = os.environ.get("CC", "gcc").split()
        flags = subprocess.run(["pkg-config", "--cflags", "sqlite3", "jansson"], capture_output=True, text=True).stdout.split()
        with tempfile.TemporaryDirectory() as tmp:
            for path in files(["src"], (".h",)):
                unit = os.path.join(tmp, "one.c")
                with open(unit, "w", encoding="utf-8") as f:
                    f.write(f'#include "{path[len("src/"):]}"\nint ov_one_header;\nint ov_one_header = 1;\n')
                done = subprocess.run(compiler + ["-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-I", os.path.join(TOP, "src"), *flags, "-fsyntax-only", unit],
                                      capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, f"{path}: {done.stderr[:400]}")


def code_only_keep_includes(source):
    return re.sub(r"/\*.*?\*/", " ", source, flags=re.S)


def text_or_empty(path):
    try:
        return text(path)
    except UnicodeDecodeError:
        return ""


class Run(unittest.TestCase):
    def test_tools_run_leaves_other_folders_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            mine = os.path.join(folder, "brev.txt")
            with open(mine, "w") as f:
                f.write("hej")
            before = os.stat(mine)
            for data, why in ((folder, "something else than a portal"), (mine, "is not a folder"), (folder + "/a b", "blanks")):
                for options in (["--reset"], []):
                    done = subprocess.run([os.path.join(TOP, "tools", "run"), "--port", "18999", "--data", data, *options],
                                          capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
                    self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
                    self.assertIn(why, done.stderr)
                    self.assertEqual(done.stderr.count("\n"), 1)
            self.assertEqual((os.stat(mine).st_uid, os.stat(mine).st_mtime, os.listdir(folder)), (before.st_uid, before.st_mtime, ["brev.txt"]))


if __name__ == "__main__":
    unittest.main()
