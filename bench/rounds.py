#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Large consultations beside PHP pages of the same work (bench/peers): the compilation of 50 parties × 60 provisions × 2
documents, the board of 290 parties, one answer page; and the compilation again with ten times as many answers."""
import argparse
import hashlib
import os
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request

from harness import Bench

ap = argparse.ArgumentParser()
for name in ("work", "portal", "top"):
    ap.add_argument(f"--{name}", required=True)
ap.add_argument("--dur", type=float, default=3, help="seconds a run")
ap.add_argument("--rounds", type=int, default=5)
ap.add_argument("--conc", type=int, default=16)
ap.add_argument("--port", type=int, default=18290)
A = ap.parse_args()
B = Bench(A.portal, A.top, A.dur, A.conc)
TOKENS = {"staff": "staff-of-the-peer-0123456789", "writer": "writer-of-the-peer-0123456789"}
# Own tables of the peer: what a program of these three pages alone would keep.
SCHEMA = """CREATE TABLE party (id INTEGER PRIMARY KEY, code TEXT, name TEXT);
CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT, role TEXT, party_id INTEGER);
CREATE TABLE session (hash TEXT PRIMARY KEY, account_id INTEGER, expires INTEGER);
CREATE TABLE consultation (id INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE grade (code TEXT, label TEXT, hint TEXT, position INTEGER);
CREATE TABLE question (id INTEGER PRIMARY KEY, consultation_id INTEGER, document TEXT, n INTEGER, number TEXT, heading TEXT, html TEXT, body TEXT);
CREATE INDEX question_n ON question (consultation_id, n);
CREATE TABLE invitation (consultation_id INTEGER, party_id INTEGER, status TEXT, number TEXT, received INTEGER, legal TEXT, timing TEXT, opened INTEGER, acknowledged INTEGER, declined INTEGER, review TEXT, own_day INTEGER, PRIMARY KEY (consultation_id, party_id)) WITHOUT ROWID;
CREATE TABLE letter (id INTEGER PRIMARY KEY, consultation_id INTEGER, party_id INTEGER, state TEXT);
CREATE INDEX letter_party ON letter (consultation_id, party_id);
CREATE TABLE party_group (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE correction (id INTEGER PRIMARY KEY, consultation_id INTEGER, made_at INTEGER);
CREATE INDEX correction_round ON correction (consultation_id);
CREATE TABLE event (actor TEXT, object TEXT, at INTEGER);
CREATE INDEX event_actor ON event (actor, object, at);
CREATE TABLE lease (party_id INTEGER, question_id INTEGER, name TEXT, until INTEGER, PRIMARY KEY (party_id, question_id)) WITHOUT ROWID;
CREATE TABLE note (id INTEGER PRIMARY KEY, party_id INTEGER, question_id INTEGER, author TEXT, text TEXT);
CREATE INDEX note_question ON note (party_id, question_id);
CREATE TABLE file (id INTEGER PRIMARY KEY, party_id INTEGER, question_id INTEGER, name TEXT);
CREATE INDEX file_question ON file (party_id, question_id);
CREATE TABLE inquiry (id INTEGER PRIMARY KEY, consultation_id INTEGER, question_id INTEGER);
CREATE INDEX inquiry_question ON inquiry (consultation_id, question_id);
CREATE TABLE answer (consultation_id INTEGER, party_id INTEGER, question_id INTEGER, grade INTEGER, comment TEXT);
CREATE INDEX answer_round ON answer (consultation_id, question_id);
CREATE TABLE draft (party_id INTEGER, question_id INTEGER, grade TEXT, comment TEXT, row_version INTEGER, changed_at INTEGER, changed_by TEXT, PRIMARY KEY (party_id, question_id)) WITHOUT ROWID;"""
COPIES = (
    ("party", "SELECT id, code, name FROM p.organisation"),
    ("consultation", "SELECT id, title FROM p.consultation"),
    ("grade", "SELECT code, label, hint, position FROM p.grade WHERE scale_id = 1"),
    ("question", "SELECT q.id, q.consultation_id, d.title, q.n, q.number, q.heading, t.html, t.body FROM p.question q JOIN p.consultation_document k ON k.id = q.document_id "
                 "JOIN p.version v ON v.id = k.version_id JOIN p.document d ON d.id = v.document_id JOIN p.node_text t ON t.version_id = v.id AND t.node_id = q.node_id"),
    ("invitation", "SELECT i.consultation_id, i.organisation_id, i.status, r.number, r.received, r.legal_status, k.timing, i.opened_at, i.acknowledged_at, i.declined_at, i.review_state, i.deadline_day "
                   "FROM p.invitation i LEFT JOIN p.response r ON r.id = i.response_id LEFT JOIN p.counted k ON k.response_id = r.id"),
    ("letter", "SELECT x.mail_id, p.consultation_id, p.organisation_id, m.state FROM p.round_post p JOIN p.round_mail x ON x.post_id = p.id JOIN p.mail m ON m.id = x.mail_id"),
    ("answer", "SELECT r.consultation_id, r.organisation_id, a.question_id, g.position, a.comment FROM p.response_answer a JOIN p.response r ON r.id = a.response_id JOIN p.grade g ON g.id = a.grade_id"),
    ("draft", "SELECT d.organisation_id, a.question_id, g.code, a.comment, a.row_version, a.changed_at, a.changed_by FROM p.draft_answer a JOIN p.draft d ON d.id = a.draft_id LEFT JOIN p.grade g ON g.id = a.grade_id"),
)


def make_peer(path):
    """The same content as the portal's, in tables of the peer's own."""
    db = sqlite3.connect(path)
    db.executescript("PRAGMA journal_mode=WAL;" + SCHEMA)
    db.execute("ATTACH ? AS p", (f"{A.portal}/rounds.db",))
    for table, select in COPIES:
        db.execute(f"INSERT INTO {table} {select}")
    first = db.execute("SELECT min(party_id) FROM invitation").fetchone()[0]
    for i, (role, party) in enumerate((("staff", None), ("writer", first)), 1):
        db.execute("INSERT INTO account VALUES (?, ?, ?, ?)", (i, "Stab" if role == "staff" else "Skribent", role, party))
        db.execute("INSERT INTO session VALUES (?, ?, ?)", (hashlib.sha256(TOKENS[role].encode()).hexdigest(), i, int(time.time()) + 86400))
    db.commit()
    db.execute("ANALYZE")
    db.close()


def php(folder):
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/php.conf", "w") as f:
        f.write(f"[global]\nerror_log={folder}/php.log\ndaemonize=no\n[w]\nuser=root\ngroup=root\nlisten={folder}/php.sock\nlisten.mode=0666\nlisten.backlog=1024\npm=static\npm.max_children=4\npm.max_requests=0\n")
    buffers = "fastcgi_buffers 16 16k; fastcgi_buffer_size 16k;"
    with open(f"{folder}/nginx.conf", "w") as f:
        f.write(f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n{'user root;' if os.getuid() == 0 else ''}\nevents {{ worker_connections 1024; }}\n"
                f"http {{ access_log off; client_body_temp_path {folder}/body; fastcgi_temp_path {folder}/fcgi; proxy_temp_path {folder}/proxy; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;\n"
                f"server {{ listen 127.0.0.1:{A.port + 1}; location / {{ include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME {A.top}/bench/peers/index.php; "
                f"fastcgi_param BENCH_DB {A.portal}/peer.db; fastcgi_pass unix:{folder}/php.sock; {buffers} }} }} }}\n")
    program = sorted(p for p in os.listdir("/usr/sbin") if p.startswith("php-fpm"))[-1]
    pool = B.start([f"/usr/sbin/{program}", "-F", "-R", "-y", f"{folder}/php.conf", "-d", "opcache.enable=1", "-d", "opcache.validate_timestamps=0", "-d", "opcache.jit=off", "-d", "memory_limit=64M"], f"{folder}/php-start.log")
    B.start(["/usr/sbin/nginx", "-p", folder, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/nginx.log"], f"{folder}/nginx-start.log")
    return pool


def look(base, path, cookie):
    """Both must answer with the page, and with the same figures of the first provision."""
    request = urllib.request.Request(base + path, headers={"Cookie": cookie} if cookie else {})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def main():
    folder = B.config("rounds", "off", "rounds.db")
    print("seeding large rounds", flush=True)
    subprocess.run([B.program, "--config", f"{folder}/overens.conf", "init"], env=B.env, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([f"{A.top}/build/bench/bench/overens-bench-rounds", f"{folder}/overens.conf", f"{A.work}/data.db", A.portal], env=B.env, check=True)
    make_peer(f"{A.portal}/peer.db")
    master = B.start([B.program, "--config", f"{folder}/overens.conf", "serve"], f"{folder}/log/portal.log")
    B.start(B.nginx(folder, A.port), f"{folder}/log/nginx-start.log")
    B.wait(f"http://127.0.0.1:{A.port}/healthz")
    processes = {"portal": master.pid, "peer": php(f"{A.portal}/php").pid}
    facts = dict(line.split() for line in open(f"{A.portal}/rounds.txt"))
    portal, peer = f"http://127.0.0.1:{A.port}", f"http://127.0.0.1:{A.port + 1}"
    B.wait(f"{peer}/remiss/{facts['fifty']}/sammanstallning")
    cookies = {(site, who): (f"__Host-overens={facts[who]}" if site == "portal" else f"peer={TOKENS[who]}") for site in ("portal", "peer") for who in TOKENS}
    pages = {
        "compilation, 6 000 answers": ("staff", [f"/remiss/{facts['fifty']}/sammanstallning"]),
        "compilation, 60 000 answers": ("staff", [f"/remiss/{facts['five-hundred']}/sammanstallning"]),
        "board of 290 parties": ("staff", [f"/remiss/{facts['board']}/status"]),
        "answer page": ("writer", [f"/remiss/{facts['draft']}/svara/{n}" for n in range(1, 121)]),
    }
    bars = {"compilation, 6 000 answers": 3, "board of 290 parties": 2, "answer page": 2}
    runs = {}
    for name, (who, paths) in pages.items():
        for site, base, prefix in (("portal", portal, "/arende/stort-avtal"), ("peer", peer, "")):
            if site == "peer" and name not in bars:
                continue  # it counts every answer anew: what it leaves undone would slow the next run
            text = look(base, prefix + paths[0], cookies[site, who])
            if len(text) < 2000:
                sys.exit(f"{base}{paths[0]}: {text[:300]}")
            file = B.write(f"{A.portal}/{site}-{re.sub('[^a-z0-9]+', '-', name)}.paths", [prefix + p for p in paths])
            runs[name, site] = (base, file, cookies[site, who], [])
            B.wrk(base, f"{A.top}/bench/get.lua", PATHS=file, COOKIE=cookies[site, who])  # warm
    keys = list(runs)
    for r in range(A.rounds):
        for key in keys[r * 2 % len(keys):] + keys[:r * 2 % len(keys)]:
            base, file, cookie, results = runs[key]
            B.rest(processes.values())
            before = B.cpu(processes[key[1]])
            result = B.wrk(base, f"{A.top}/bench/get.lua", PATHS=file, COOKIE=cookie)
            result["cpu"] = (B.cpu(processes[key[1]]) - before) / max(1, result["requests"])
            results.append(result)
        print(f"round {r + 1} of {A.rounds} done", flush=True)
    print(f"\n{'':30s}{'portal/s':>10s}{'bytes':>8s}{'php/s':>10s}{'bytes':>8s}{'ratio':>8s}{'of CPU':>8s}")
    failed = 0
    for name in bars:
        ours, theirs = runs[name, "portal"][3], runs[name, "peer"][3]
        ratio = statistics.median(o["rps"] / max(t["rps"], 0.1) for o, t in zip(ours, theirs))
        bar = bars[name]
        failed += ratio < bar
        print(f"{name:30s}{statistics.median(o['rps'] for o in ours):10.0f}{ours[-1]['bytes'] / max(1, ours[-1]['requests']):8.0f}"
              f"{statistics.median(t['rps'] for t in theirs):10.0f}{theirs[-1]['bytes'] / max(1, theirs[-1]['requests']):8.0f}{ratio:8.2f}"
              f"{statistics.median(t['cpu'] / o['cpu'] for o, t in zip(ours, theirs)):8.2f}"
              f"   bar {bar}{'' if ratio >= bar else '   NOT MET'}")
    small, large = (runs[f"compilation, {n} answers", "portal"][3] for n in ("6 000", "60 000"))
    flat = statistics.median(b["rps"] / a["rps"] for a, b in zip(small, large))
    failed += flat < 0.8
    cost = statistics.median(a["cpu"] / b["cpu"] for a, b in zip(small, large))
    print(f"{'ten times the answers':30s}{flat:10.2f} of the speed, {cost:.2f} by CPU   bar 0.8{'' if flat >= 0.8 else '   NOT MET'}")
    return 1 if failed else 0


code = 1
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
try:
    code = main()
finally:
    B.stop()
sys.exit(code)
