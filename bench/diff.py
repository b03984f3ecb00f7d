#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`overens diff --json` beside `git diff --no-index --word-diff` on the same files, as whole processes, and hostile
pairs beside an ordinary pair of their size. Prints ratios of medians; exit 1 when a bar is missed.

    bench/diff.py [--overens PROGRAM] [--runs N]

PROGRAM is an installed `overens`, or the one in a build folder's .libs (not libtool's script, which starts a shell
first). Bars: 2 × git on 400 provisions of some 100 words; 20 × ordinary for the worst hostile pair."""
import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

WORDS = ("regionen kommunen vården patienten behovet avtalet parterna insatser kostnader ersättning året planering "
         "samverkan hälso- sjukvård läkare sjuksköterska hemsjukvård rehabilitering ska bör kan får enligt samt och "
         "att av till med för i på som vid mellan efter ansvarar betalar utför planerar följer upp gemensamt").split()
NOUNS = "ansvar ersättning samverkan uppföljning planering ekonomi statistik kvalitet utbildning hjälpmedel".split()
rng = random.Random(2025)


def sentence(n):
    return " ".join(rng.choice(WORDS) for _ in range(n)).capitalize() + "."


def provisions(n):
    return [("%d.%d" % (i // 20 + 1, i % 20 + 1), "%s %d" % (rng.choice(NOUNS).capitalize(), i),
             [sentence(20) for _ in range(5)]) for i in range(n)]


def edited(old):
    """A tenth with paragraphs in another order, three tenths with a word or a sentence changed, some new, some gone."""
    new = []
    for number, heading, body in old:
        body, dice = list(body), rng.random()
        if dice < 0.1:
            rng.shuffle(body)
        elif dice < 0.3:
            i = rng.randrange(len(body))
            words = body[i].split()
            words[rng.randrange(len(words))] = "förändrat"
            body[i] = " ".join(words)
        elif dice < 0.4:
            body[rng.randrange(len(body))] += " " + sentence(12)
        elif dice < 0.42:
            continue
        new.append((number, heading, body))
    return new


def text_of(parts, mark):
    return "".join("%s%s %s\n\n%s\n\n" % (mark, number, heading, "\n\n".join(body)) for number, heading, body in parts)


def hostile():
    unique = ["Stycke %d handlar om %d och %d." % (i, rng.randrange(10 ** 9), rng.randrange(10 ** 9))
              for i in range(10_000)]
    block = [sentence(20) for _ in range(4_000)]
    flat = "# 1 A\n\n"
    words = [sentence(40) for _ in range(3_000)]
    scrambled = [" ".join(rng.sample(s.split(), 40)) for s in words]
    deep = "".join("%s 1%s\n\n%s\n\n" % ("#" * (i % 6 + 1), ".1" * (i % 6), sentence(6)) for i in range(3_000))
    return {
        "10 000 paragraphs alike": (flat + "Samma stycke en gång till.\n\n" * 10_000,
                                    flat + "Samma stycke en gång till.\n\n" * 9_990 + "Nu ett annat.\n\n" * 10),
        "10 000 paragraphs shuffled": (flat + "\n\n".join(unique),
                                       flat + "\n\n".join(rng.sample(unique, len(unique)))),
        "10 000 paragraphs, none in common": (flat + "\n\n".join(unique),
                                              flat + "\n\n".join(s[::-1] for s in unique)),
        "one block of 500 kB, edited": (flat + " ".join(block),
                                        flat + " ".join(s if rng.random() < 0.9 else sentence(20) for s in block)),
        "one block of 500 kB, nothing in common": (flat + " ".join(block), flat + " ".join(block).upper()[::-1]),
        "every word the same": (flat + "ord " * 120_000, flat + "ord " * 100_000),
        "every word of every paragraph shuffled": (flat + "\n\n".join(words), flat + "\n\n".join(scrambled)),
        "provisions in reverse": (text_of(provisions(400), "## "),
                                  text_of(list(reversed(provisions(400))), "## ")),
        "deep trees": (deep, deep.replace("ansvarar", "svarar")),
    }


def once(command):
    begin = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1):
        sys.exit("%s: %s" % (" ".join(command), done.stderr.decode(errors="replace")))
    return time.perf_counter() - begin


def in_turn(first, second, runs):
    times = ([], [])
    for i in range(runs + 2):
        for k, command in ((0, first), (1, second)) if i % 2 else ((1, second), (0, first)):
            taken = once(command)
            if i > 1:
                times[k].append(taken)
    return statistics.median(times[0]), statistics.median(times[1])


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser()
    parser.add_argument("--overens", default=os.path.join(here, "..", "build", ".libs", "overens"))
    parser.add_argument("--runs", type=int, default=21)
    options = parser.parse_args()
    libs = os.path.dirname(os.path.abspath(options.overens))
    os.environ["LD_LIBRARY_PATH"] = libs + ":" + os.environ.get("LD_LIBRARY_PATH", "")
    missed = False
    with tempfile.TemporaryDirectory(prefix="ovbench") as folder:
        def pair(name, old, new):
            paths = [os.path.join(folder, "%s-%s" % (side, name)) for side in ("old", "new")]
            for path, text in zip(paths, (old, new)):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            return paths

        def diff(paths):
            return [options.overens, "diff", "--json", *paths]

        old = provisions(400)
        new = edited(old)
        for kind, mark in (("md", "## "), ("txt", "")):
            paths = pair("400." + kind, text_of(old, mark), text_of(new, mark))
            ours, git = in_turn(diff(paths), ["git", "diff", "--no-index", "--word-diff", *paths], options.runs)
            missed |= ours > 2 * git
            print("400 provisions, .%-3s  overens %5.1f ms  git %5.1f ms  ratio %.2f (bar 2)" %
                  (kind, ours * 1e3, git * 1e3, ours / git))
        for name, (left, right) in hostile().items():
            base = provisions(max(1, len(left.encode()) // 800))
            ordinary = pair("ordinary.md", text_of(base, "## "), text_of(edited(base), "## "))
            worst, plain = in_turn(diff(pair("hostile.md", left, right)), diff(ordinary), max(3, options.runs // 4))
            missed |= worst > 20 * plain
            print("%-40s %6.1f ms  ordinary of its size %6.1f ms  ratio %5.2f (bar 20)" %
                  (name, worst * 1e3, plain * 1e3, worst / plain))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
