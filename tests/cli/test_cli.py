# SPDX-License-Identifier: EUPL-1.2
"""The installed program over a loaded database: an altered row is found and named; rendering; importing."""
import glob
import json
import os
import re
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))
import testdatabase  # noqa: E402
from portal import SHARED, App, Portal, give, sha256  # noqa: E402

# What is altered; the kind of fault that must be told; what names the row: text, or a query for it.
ALTERED = [
    ("event", "UPDATE event SET actor = 'ingen' WHERE seq = 7", "7"),
    ("event", "UPDATE event SET at = at + 1 WHERE seq = 8", "8"),
    ("event", "UPDATE event SET object = 'response/999' WHERE seq = 9", "9"),
    ("event", "UPDATE event SET after_hash = 'annat' WHERE seq = (SELECT max(seq) FROM event)", "SELECT max(seq) FROM event"),
    ("event", "DELETE FROM event WHERE seq = 11", "11"),
    ("event", "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", "head"),
    ("event", "UPDATE event_head SET seq = seq + 1", "head"),
    ("receipt", "UPDATE response SET canonical = CAST(replace(CAST(canonical AS TEXT), 'support', 'reject') AS BLOB) "
                "WHERE id = 3", "SELECT number FROM response WHERE id = 3"),
    ("receipt", "UPDATE response SET hash = '%s' WHERE id = 3" % ("0" * 64), "SELECT number FROM response WHERE id = 3"),
    ("receipt", "UPDATE response SET number = 'SVAR-2020-000001' WHERE id = 3", "SVAR-2020-000001"),
    ("receipt", "UPDATE response SET timing = 'in_time' WHERE timing = 'late'",
     "SELECT number FROM response WHERE CAST(canonical AS TEXT) LIKE '%timing: late%'"),
    ("receipt", "UPDATE response SET received = received - 1 WHERE id = 4", "SELECT number FROM response WHERE id = 4"),
    ("receipt", "UPDATE response SET party_name = 'Någon annan' WHERE id = 4", "SELECT number FROM response WHERE id = 4"),
    ("receipt", "UPDATE response SET legal_status = CASE legal_status WHEN 'officer' THEN 'board_decided' ELSE 'officer' END "
                "WHERE id = 5", "SELECT number FROM response WHERE id = 5"),
    ("response", "UPDATE response_answer SET comment = 'Utbytt.' WHERE response_id = 6 AND question_id = "
                 "(SELECT min(question_id) FROM response_answer WHERE response_id = 6)",
     "SELECT number FROM response WHERE id = 6"),
    ("response", "UPDATE response_answer SET grade_id = CASE grade_id WHEN 1 THEN 2 ELSE 1 END WHERE response_id = 7 AND "
                 "question_id = (SELECT min(question_id) FROM response_answer WHERE response_id = 7)",
     "SELECT number FROM response WHERE id = 7"),
    ("receipt", "UPDATE response SET replaces_id = 1 WHERE id = 9", "SELECT number FROM response WHERE id = 9"),
    ("response", "DELETE FROM response_answer WHERE response_id = 8", "SELECT number FROM response WHERE id = 8"),
    ("number", "DELETE FROM response_answer WHERE response_id = 8; UPDATE invitation SET response_id = NULL, status = "
               "'working' WHERE response_id = 8; DELETE FROM response WHERE id = 8", "SVAR-"),
    ("tally", "UPDATE tally SET n = n + 1 WHERE (consultation_id, question_id, grade_id) = (SELECT consultation_id, question_id, grade_id FROM tally WHERE n > 0 LIMIT 1)", "question"),
    ("tally", "UPDATE tally SET comments = comments + 1 WHERE (consultation_id, question_id, grade_id) = (SELECT consultation_id, question_id, grade_id FROM tally WHERE n > 0 LIMIT 1)", "question"),
    ("text", "UPDATE node_text SET body = body || ' Nej.' WHERE version_id = 2 AND layout % 2 = 1 AND seq = "
             "(SELECT min(seq) FROM node_text WHERE version_id = 2 AND layout % 2 = 1)", "/text/"),
    ("text", "UPDATE node_text SET heading = 'Annat' WHERE version_id = 2 AND seq = 3", "/text/"),
    ("text", "UPDATE node_text SET number = '99' WHERE version_id = 2 AND seq = 3", "/text/"),
    ("text", "UPDATE node_text SET html = replace(html, 'ska', 'ska inte') WHERE version_id = 2", "/text/"),
    ("text", "UPDATE node_text SET title = '2.1 Annat' WHERE version_id = 2 AND seq = 3", "/text/"),
    ("text", "DELETE FROM node_text WHERE version_id = 2 AND seq = 4", "/text/"),
    ("text", "UPDATE version SET canonical = CAST(CAST(canonical AS TEXT) || 'Tillägg.' AS BLOB) WHERE id = 2", "/text/"),
    ("text", "UPDATE version SET label = 'Antagen' WHERE id = 2", "/text/"),
    ("text", "UPDATE version SET hash = '%s' WHERE id = 2" % ("0" * 64), "/text/"),
    ("statement", "UPDATE statement_line SET amount_ore = amount_ore + 100 WHERE id = 1", "AVR-05-2024-000001"),
    ("statement", "UPDATE statement_line SET entry = 'FIXED;2024-01;1' WHERE id = 1", "AVR-05-2024-000001"),
    ("statement", "UPDATE statement_line SET salt = zeroblob(16) WHERE id = 1", "AVR-05-2024-000001"),
    ("statement", "UPDATE statement SET total_ore = total_ore - 1 WHERE number = 'AVR-05-2024-000002'", "AVR-05-2024-000002"),
    ("statement", "UPDATE statement SET payer_code = 'RKL' WHERE number = 'AVR-05-2024-000001'", "AVR-05-2024-000001"),
    ("statement", "UPDATE statement SET prev = '%s' WHERE number = 'AVR-05-2024-000002'" % ("1" * 64), "AVR-05-2024-000002"),
    ("statement", "UPDATE frame SET year_ore = year_ore + 1200 WHERE component = 'FIXED' AND id = "
                  "(SELECT min(f.id) FROM frame f JOIN statement s ON s.payer_id = f.payer_id AND "
                  "s.recipient_id = f.recipient_id WHERE s.number = 'AVR-05-2024-000001' AND f.component = 'FIXED')",
     "AVR-05-2024-000001"),
]


def spoken(statement):
    """The statement as the database of these tests reads bytes as text."""
    if testdatabase.POSTGRES:
        statement = statement.replace("CAST(canonical AS TEXT)", "convert_from(canonical, 'UTF8')")
        statement = re.sub(r"CAST\((.*) AS BLOB\)", r"convert_to(\1, 'UTF8')", statement)
        statement = statement.replace("zeroblob(16)", "decode(repeat('00', 16), 'hex')")
    return statement


class Loaded(unittest.TestCase):
    """A loaded database and its configuration; nothing runs."""

    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(serve=False)

    @classmethod
    def tearDownClass(cls):
        cls.portal.stop()

    def restore(self):
        self.portal.restore()

    def run_it(self, *arguments, code=0, stdin=b""):
        done = self.portal.overens(*arguments, stdin=stdin)
        self.assertEqual(done.returncode, code, "%s\n%s%s" % (arguments, done.stdout.decode(), done.stderr.decode()))
        return done.stdout.decode(), done.stderr.decode()

    def write(self, name, text):
        path = self.portal.path("tmp", name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path


class Verify(Loaded):
    def setUp(self):
        self.restore()

    def test_what_the_program_wrote_holds(self):
        out, _ = self.run_it("verify")
        self.assertRegex(out, r"^\d{3,} checked, 0 faults\n$")
        told = json.loads(self.run_it("verify", "--json")[0])
        self.assertEqual((told["ok"], told["faults"]), (True, []))
        self.assertGreater(told["checked"], 500)

    def test_every_altered_row_is_found_and_named(self):
        for kind, statements, name in ALTERED:
            with self.subTest(statements=statements):
                self.restore()
                with self.portal.database(write=True) as db:
                    testdatabase.without_guards(db)
                    # Asked before, in case the row itself goes; but what is altered may be what names it.
                    names = {str(row[0]) for row in db.execute(spoken(name))} if name.startswith("SELECT") else {name}
                    before = db.total_changes
                    for statement in statements.split("; "):
                        db.execute(spoken(statement))
                    self.assertGreater(db.total_changes, before, "nothing was altered")
                give(self.portal.dir)
                out, _ = self.run_it("verify", "--json", code=1)
                told = json.loads(out)
                self.assertFalse(told["ok"])
                found = [fault for fault in told["faults"] if fault["kind"] == kind and
                         any(n in fault["id"] for n in names)]
                self.assertTrue(found, "expected a fault of %s %s, told were %s" % (kind, names, told["faults"][:5]))
                out, _ = self.run_it("verify", code=1)
                self.assertRegex(out, r"(?m)^%s \S.*: \S" % kind)
                self.assertRegex(out, r"\d+ checked, [1-9]\d* faults?\n$")

    def test_a_chain_that_was_made_anew_is_found_by_its_other_witness(self):
        """Text, hash and answers altered together: the event of the day still has the old hash."""
        with self.portal.database(write=True) as db:
            testdatabase.without_guards(db)
            number, text = db.execute("SELECT number, canonical FROM response WHERE id = 2").fetchone()
            legal = re.search(rb"legal_status: (\w+)", text).group(1)
            other = b"officer" if legal != b"officer" else b"board_decided"
            text = text.replace(b"legal_status: " + legal, b"legal_status: " + other)
            db.execute("UPDATE response SET canonical = ?, hash = ?, legal_status = ? WHERE id = 2",
                       (text, sha256(text), other.decode()))
        give(self.portal.dir)
        told = json.loads(self.run_it("verify", "--json", code=1)[0])
        self.assertIn(number, {fault["id"] for fault in told["faults"]})


class Commands(Loaded):
    def test_versions_know_the_schema_of_the_installation(self):
        told = json.loads(self.run_it("version", "--json")[0])
        schema = max(int(os.path.basename(p)[:4]) for p in glob.glob(os.path.join(App.get().data, "schema", "[0-9]*.sql")))
        self.assertEqual((told["schema"], told["text"]), (schema, "overens-text-1"))
        self.assertRegex(told["product"], r"^\d+\.\d+\.\d+")
        self.assertRegex(told["abi"], r"^\d+\.\d+$")

    def test_the_installed_configuration_checks(self):
        out, _ = self.run_it("check-config")
        self.assertRegex(out, r": ok \(3 plugins, \d{2,} statements\)\n$")

    def test_demo_data_only_into_an_empty_database(self):
        _, err = self.run_it("demo", code=3)
        self.assertIn("matters already", err)

    def test_a_file_that_cannot_be_read_is_exit_3(self):
        missing = self.portal.path("tmp", "finns-inte")
        for arguments in (["party", "import", missing], ["render", missing, missing], ["import-text", "--json", missing],
                          ["import-text", "--matter", "halsoavtal-2026", "--label", "x", "--date", "2026-01-01", missing]):
            _, err = self.run_it(*arguments, code=3)
            self.assertIn("finns-inte", err)
        _, err = self.run_it("party", "import", self.write("p.csv", 'code,name\n91,"öppen\n'), code=3)
        self.assertIn("p.csv:2: ", err)
        _, err = self.run_it("import-text", "--json", self.write("t.txt", b"\x81\x8d\xff"), code=3)
        self.assertRegex(err, r"t\.txt:\d+:\d+: ")

    def test_a_wrong_word_is_exit_2(self):
        file = self.write("rad.txt", "1 Rubrik\n\nText.\n")
        for arguments in (["import-text", "--matter", "halsoavtal-2026", file], ["import-text", "--json", file, file],
                          ["import-text", "--json", "--nonsense", file], ["render", file], ["render", "--nonsense", file, file],
                          ["import-text", "--matter", "x", "--label", "y", "--date", "igår", file], ["backup", "--nonsense"],
                          ["user", "add", "x", "--name", "x", "--role", "kung"], ["user", "add", "x"], ["party", "export"],
                          ["sql", "SELECT 1"], ["verify", "allt"], ["serve", "--nonsense"], ["finns-inte"]):
            _, err = self.run_it(*arguments, code=2)
            self.assertTrue(err, arguments)

    def test_no_such_matter_is_told(self):
        file = self.write("rad.txt", "1 Rubrik\n\nText.\n")
        _, err = self.run_it("import-text", "--matter", "finns-inte", "--label", "y", "--date", "2026-01-01", file, code=3)
        self.assertIn("finns-inte", err)


class Render(Loaded):
    def render(self, template, data, *options, code=0):
        files = self.write("t.mustache", template), self.write("d.json", data)
        return self.run_it("render", *files, *options, code=code)

    def test_exactly_what_is_rendered(self):
        self.assertEqual(self.render("Hej {{namn}}!", '{"namn":"<b>\\"\'&`"}')[0],
                         "Hej &lt;b&gt;&quot;&#39;&amp;&#96;!")
        self.assertEqual(self.render("a\n{{#l}}\n- {{.}}\n{{/l}}\n", '{"l":["x","y"]}')[0], "a\n- x\n- y\n")

    def test_partials_and_inheritance(self):
        folder = self.portal.path("tmp", "parts")
        os.makedirs(os.path.join(folder, "under"), exist_ok=True)
        for name, text in (("p", "[{{x}}]"), ("under/q", "({{>p}})"), ("bas", "<{{$a}}standard{{/a}}>")):
            self.write("parts/%s.mustache" % name, text)
        give(folder)
        self.assertEqual(self.render("{{>p}}{{>under/q}}", '{"x":1}', "--partials", folder)[0], "[1]([1])")
        self.assertEqual(self.render("{{<bas}}{{$a}}eget{{/a}}{{/bas}}", "{}", "--partials=" + folder)[0], "<eget>")
        self.assertEqual(self.render("[{{>finns-inte}}]", "{}")[0], "[]")
        self.assertEqual(self.render("[{{>../p}}]", "{}", "--partials", folder + "/under")[0], "[]")  # no way out

    def test_raw_html_is_asked_for(self):
        _, err = self.render("rad\n {{{x}}}", '{"x":"<b>"}', code=1)
        self.assertRegex(err, r"t\.mustache:2:2: ")
        self.assertEqual(self.render("{{{x}}}{{&x}}", '{"x":"<b>"}', "--raw-html")[0], "<b><b>")

    def test_a_fault_has_its_place(self):
        for template, place in (("Hej\n  {{#a}}x", "2:3"), ("{{/a}}", "1:1"), ("rad\nrad {{#a}}{{/b}}", "2:11"),
                                ("{{x", "1:1"), ("a\nb\n{{=<}}", "3:1")):
            out, err = self.render(template, "{}", code=1)
            self.assertEqual(out, "")
            self.assertRegex(err, r"t\.mustache:%s: \S" % place)
        _, err = self.render("x", '{"a":', code=3)
        self.assertRegex(err, r"d\.json:\d+:\d+: \S")


class ImportText(Loaded):
    SAMPLE = ("Avtal om prov\n\nInledning före allt.\n\n1 Ansvar\n\n1.1 Regionens ansvar\n\nRegionen ansvarar för vår-\n"
              "den i hela länet.\n\n• punkt ett\n• punkt två\n\n1.2 Kommunens ansvar\n\nText.\n")

    def nodes(self, tree, out=None):
        out = [] if out is None else out
        for node in tree:
            out.append(node)
            self.nodes(node["children"], out)
        return out

    def test_json_stores_nothing(self):
        before = self.portal.sql("SELECT (SELECT count(*) FROM version), (SELECT max(seq) FROM event)")
        told = json.loads(self.run_it("import-text", "--json", self.write("avtal.txt", self.SAMPLE))[0])
        self.assertEqual(self.portal.sql("SELECT (SELECT count(*) FROM version), (SELECT max(seq) FROM event)"), before)
        self.assertEqual(sorted(told), ["nodes", "title", "warnings"])
        self.assertEqual(told["title"], "Avtal om prov")
        nodes = self.nodes(told["nodes"])
        for node in nodes:
            self.assertEqual(sorted(node), ["body", "children", "heading", "kind", "level", "number"])
        by_number = {node["number"]: node for node in nodes if node["number"]}
        self.assertEqual(list(by_number), ["1", "1.1", "1.2"])
        self.assertEqual(by_number["1.1"]["heading"], "Regionens ansvar")
        self.assertEqual(by_number["1.1"]["body"], "Regionen ansvarar för vården i hela länet.\n\n- punkt ett\n- punkt två")
        self.assertEqual([n["number"] for n in by_number["1"]["children"]], ["1.1", "1.2"])
        for warning in told["warnings"]:
            self.assertEqual(sorted(warning), ["code", "line", "text"])

    def test_a_stored_text_keeps_what_stands_in_the_file(self):
        self.restore()
        file = self.write("avtal.txt", self.SAMPLE)
        out, _ = self.run_it("import-text", "--matter", "halsoavtal-2026", "--label", "Prov 1", "--date", "2026-02-28", file)
        self.assertEqual(out, "/arende/halsoavtal-2026/text/prov-1\n")
        row = self.portal.sql("SELECT canonical, hash FROM version WHERE slug = 'prov-1'")[0]
        text = bytes.fromhex(row[0].removeprefix("\\\\x").removeprefix("\\x"))
        self.assertEqual(sha256(text), row[1])
        self.assertIn("\nversion: Prov 1\ndate: 2026-02-28\n", text.decode())
        self.assertIn("\n## 1.1 Regionens ansvar\nRegionen ansvarar för vården i hela länet.\n\n- punkt ett\n- punkt två\n",
                      text.decode().replace("### 1.1", "## 1.1"))
        self.run_it("verify")

    def test_real_documents(self):
        """Agreements and proposals as they were published, when they are there: none is refused, all have provisions."""
        files = sorted(glob.glob(os.path.join(SHARED, "sources", "**", "*.txt"), recursive=True))
        if not files:
            self.skipTest("the shared source documents are not there")
        for file in files[:12]:
            with self.subTest(file=os.path.basename(file)):
                copy = self.portal.path("tmp", "kalla.txt")
                shutil.copy(file, copy)
                os.chmod(copy, 0o644)
                told = json.loads(self.run_it("import-text", "--json", copy)[0])
                self.assertTrue(told["nodes"])
                bodies = " ".join(n["body"] for n in self.nodes(told["nodes"]))
                self.assertNotRegex(bodies, "\u00ad|\r|\ufeff")


if __name__ == "__main__":
    unittest.main()
