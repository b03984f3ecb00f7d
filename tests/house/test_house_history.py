# SPDX-License-Identifier: EUPL-1.2
"""Every event that the source writes can be read by people: its action and the kind of its object have a name."""
import os
import re
import unittest

TOP = os.environ.get("OVERENS_SRC") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NAME = re.compile(r'"([a-z_]+\.[a-z_]+)"')
# A literal of that shape that names no event: statements, rights, mails, files, machines' words.
BEFORE = re.compile(r'(\{|\.kind = |\.name = |#define \w+ |"audit\.|_may(_object)?\([^;]*|ov_role_for\([^;]*|_mail_text\([^;]*|admin_organisation\([^;]*)$', re.S)
# Words of that shape in the same places that are something else.
OTHER = {"test.test"}
# What is written in the same way and is no object: keys of mails that are sent once, names that seal a secret.
NO_OBJECTS = {"reminder", "totp", "recovery"}


def sources():
    for folder in ("src", "plugins"):
        for root, _, names in os.walk(os.path.join(TOP, folder)):
            for name in sorted(names):
                if name.endswith(".c"):
                    path = os.path.join(root, name)
                    with open(path, encoding="utf-8") as file:
                        yield os.path.relpath(path, TOP), re.sub(r"/\*.*?\*/", " ", file.read(), flags=re.S)


def table(core, plugin, pattern):
    """The core's table and the plugins' own, as {name: text}."""
    found = {}
    for path, text in sources():
        if path == core:
            found.update(re.findall(r'\{"' + pattern, text))
        for rows in re.findall(r"\b%s \w+\[\] = \{(.*?)\{0\}" % plugin, text, flags=re.S):
            found.update(re.findall(r'\{"' + pattern, rows))
    return found


def sentences():
    return table("src/pages/history/history_words.c", "ov_event_word", r'([a-z_]+\.[a-z_]+)",\s*"([^"]+)')


def kinds_of_objects():
    return table("src/pages/history/history_kinds.c", "ov_thing_kind", r'([a-z_]+)", "([^"]+)", ')


def rights():
    """What roles.c and the plugins' tables of actions name."""
    found = set()
    for path, text in sources():
        if path.endswith("roles.c") or path.endswith("plugin.c"):
            found |= set(re.findall(r'\{"([a-z_]+\.[a-z_]+)", "[a-z_]+",\s*OV_', text))
    return found


def events():
    """Action -> files, of every literal that can be the action of an event: in a file that writes events, and not where
    something else is named."""
    found, other = {}, rights() | OTHER
    for path, text in sources():
        if not re.search(r"\bov_audit(_as)?\(|ov_draft_event\(|_event\(|ov_req_read_logged\(", text) or path.startswith("src/audit/"):
            continue
        for match in NAME.finditer(text):
            if match.group(1) not in other and not BEFORE.search(text[max(0, match.start() - 60):match.start()]):
                found.setdefault(match.group(1), set()).add(path)
    return found


def objects():
    found = {}
    for path, text in sources():
        if not re.search(r"\bov_audit(_as)?\(|ov_req_read_logged\(|ov_register_event\(", text):
            continue
        for match in re.finditer(r'"([a-z_]+)/%|ov_register_event\([^;]*?"[a-z.]+", "([a-z_]+)"', text):
            kind = match.group(1) or match.group(2)
            if kind not in NO_OBJECTS:
                found.setdefault(kind, set()).add(path)
    return found


class History(unittest.TestCase):
    def test_every_action_has_a_sentence(self):
        words = sentences()
        found = events()
        self.assertGreater(len(found), 30)
        for known in ("text.published", "session.started", "layer.removed", "response.late"):
            self.assertIn(known, found, "the test no longer sees the events")
        self.assertEqual({action: sorted(paths) for action, paths in found.items() if action not in words}, {})

    def test_every_object_has_a_kind(self):
        kinds = kinds_of_objects()
        found = objects()
        self.assertIn("version", found)
        self.assertEqual({kind: sorted(paths) for kind, paths in found.items() if kind not in kinds}, {})

    def test_every_sentence_is_in_english(self):
        with open(os.path.join(TOP, "po", "en.po"), encoding="utf-8") as file:
            translations = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"', file.read(), flags=re.M))
        words = sentences()
        kinds = kinds_of_objects()
        self.assertEqual([text for text in {**words, **kinds}.values() if not translations.get(text)], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
