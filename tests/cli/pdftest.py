# SPDX-License-Identifier: EUPL-1.2
"""What tests ask of a PDF: its tags by pdfinfo, its catalogue by qpdf, its words and fonts by poppler."""
import json
import re
import shutil
import subprocess
import tempfile

RENDERER = next((name for name in ("chromium", "weasyprint") if shutil.which(name, path="/usr/bin:/bin:/usr/local/bin")), None)
MISSING = None if RENDERER and shutil.which("qpdf") and shutil.which("pdfinfo") else \
    "no PDF without chromium or weasyprint, qpdf and poppler-utils"


def run(*command):
    done = subprocess.run(command, capture_output=True, timeout=60)
    if done.returncode or b"Error" in done.stderr:
        raise AssertionError("%s: %s" % (command, done.stderr.decode(errors="replace")[-800:]))
    return done.stdout


class Pdf:
    def __init__(self, data):
        self.data = data
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(data)
            file.flush()
            self.info = dict(re.findall(r"(?m)^([\w ]+): +(.*)$", run("pdfinfo", file.name).decode()))
            self.structure = run("pdfinfo", "-struct-text", file.name).decode()
            self.text = run("pdftotext", "-layout", file.name, "-").decode()
            self.fonts = [line.split() for line in run("pdffonts", file.name).decode().splitlines()[2:]]
            self.objects = json.loads(run("qpdf", "--json=2", "--json-key=qpdf", file.name))["qpdf"][1]
            run("qpdf", "--check", file.name)
        self.catalogue = self.follow(self.objects["trailer"]["value"]["/Root"])

    def follow(self, thing):
        while isinstance(thing, str) and re.fullmatch(r"\d+ \d+ R", thing):
            thing = self.objects["obj:" + thing]["value"]
        return thing

    @property
    def words(self):
        """Broken words and lines put together again, for a comparison that layout does not disturb."""
        return re.sub(r"[\s\u00ad\u2010-]+", "", self.text)

    def tags(self, name):
        return [value for entry in self.objects.values() for value in [entry.get("value")]
                if isinstance(value, dict) and value.get("/S") == "/" + name]

    def scopes(self):
        """Of each head of a table: its Scope, or None."""
        found = []
        for head in self.tags("TH"):
            owners = self.follow(head.get("/A", []))
            owners = [self.follow(owner) for owner in (owners if isinstance(owners, list) else [owners])]
            found.append(next((owner["/Scope"] for owner in owners if isinstance(owner, dict) and "/Scope" in owner), None))
        return found

    def check(self, case, title, lang="sv", tables=True):
        """What every PDF of ours has."""
        case.assertEqual(self.info["Tagged"], "yes")
        case.assertEqual(self.info["Title"], title)
        case.assertEqual(self.catalogue["/Lang"], "u:" + lang)
        case.assertIs(self.follow(self.catalogue["/ViewerPreferences"])["/DisplayDocTitle"], True)
        case.assertIs(self.follow(self.catalogue["/MarkInfo"])["/Marked"], True)
        roles = self.follow(self.follow(self.catalogue["/StructTreeRoot"])["/RoleMap"])
        case.assertEqual((roles["/Strong"], roles["/Em"]), ("/Span", "/Span"))
        case.assertEqual(len(re.findall(r"(?m)^ *H1\b", self.structure)), 1, self.structure[:500])
        if tables:
            case.assertTrue(self.scopes())
        case.assertNotIn(None, self.scopes())
        case.assertTrue(self.fonts)
        case.assertEqual([font for font in self.fonts if font[-5:-3] != ["yes", "yes"]], [], "fonts not embedded")
        case.assertNotIn(b"pdfuaid", self.data)
        case.assertEqual(self.info["JavaScript"], "no")
