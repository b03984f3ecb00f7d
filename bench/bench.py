#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The portal beside its peers in one run, on loopback. run.sh is the front door; README.md says what is compared."""
import argparse
import json
import os
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import time

from harness import Bench

ap = argparse.ArgumentParser()
for name in ("work", "portal", "shared", "top"):
    ap.add_argument(f"--{name}", required=True)
ap.add_argument("--dur", type=float, default=3, help="seconds a run")
ap.add_argument("--rounds", type=int, default=5)
ap.add_argument("--conc", type=int, default=16)
ap.add_argument("--port", type=int, default=18190)
ap.add_argument("--out")
A = ap.parse_args()
B = Bench(A.portal, A.top, A.dur, A.conc)


def clean_peers():
    db = sqlite3.connect(f"{A.work}/data.db", timeout=30)
    db.execute("DELETE FROM response WHERE consultation_id>90")
    db.execute("DELETE FROM tally WHERE consultation_id>90")
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def main():
    off, on = B.config("off", "off"), B.config("on", "on")
    program = B.program
    print("seeding the portal with the peers' data", flush=True)
    subprocess.run([program, "--config", f"{off}/overens.conf", "init"], env=B.env, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([f"{A.top}/build/bench/bench/overens-bench-seed", f"{off}/overens.conf", f"{A.work}/data.db", A.portal], env=B.env, check=True)
    peers = B.start(["python3", f"{A.shared}/bench.py", "--work", A.work, "--only", "c-db,php-fpm", "--serve"], f"{A.work}/peers.log")
    masters, servers = {}, {"c-db": [peers], "php-fpm": [peers]}
    for folder, port, name in ((off, A.port, "portal"), (on, A.port + 1, "portal, cache on")):
        masters[folder] = B.start([program, "--config", f"{folder}/overens.conf", "serve"], f"{folder}/log/portal.log")
        servers[name] = [masters[folder], B.start(B.nginx(folder, port), f"{folder}/log/nginx-start.log")]
        B.wait(f"http://127.0.0.1:{port}/healthz")
    log = ""
    for _ in range(600):
        log = open(f"{A.work}/peers.log", encoding="utf-8").read()
        if "serving;" in log or peers.poll() is not None:
            break
        time.sleep(0.1)
    urls = dict(re.findall(r"'(c-db|php-fpm)': '(http://[^']+)'", log))
    if len(urls) != 2:
        sys.exit(f"the peers did not start: {log[-800:]}")
    portal_off, portal_on = f"http://127.0.0.1:{A.port}", f"http://127.0.0.1:{A.port + 1}"
    staff = open(f"{A.portal}/staff.txt").read().strip()
    lines = open(f"{A.portal}/paths.txt").read().split("\n")
    own = {k: B.write(f"{A.portal}/{k}.paths", [l[2:] for l in lines if l.startswith(k)]) for k in "ab"}
    peer = {"a": B.write(f"{A.portal}/peer-a.paths", [f"/avtal/{n}" for n in range(1, 31)]),
            "b": B.write(f"{A.portal}/peer-b.paths", [f"/remiss/{n}/sammanstallning" for n in range(1, 91)])}
    get, submit = f"{A.top}/bench/get.lua", f"{A.top}/bench/submit.lua"
    cookie = f"__Host-overens={staff}"
    used = 0

    def peer_post(name):
        clean_peers()
        result = B.wrk(urls[name], f"{A.shared}/wrk/post.lua", POSTDIR=f"{A.work}/post", RUNID=f"{time.time_ns():x}")
        time.sleep(1)
        return result

    def portal_post():
        nonlocal used
        result = B.wrk(portal_off, submit, SUBMITS=f"{A.portal}/submits.mixed", FROM=used, FIELDS="legal_status=officer&rattslig_status=officer")
        used += result["requests"] + 64
        return result

    submits = open(f"{A.portal}/submits.txt").read().splitlines()
    step = 7919  # spreads the lines over agreements and parties
    B.write(f"{A.portal}/submits.mixed", [submits[i * step % len(submits)] for i in range(len(submits))])
    jobs = [("a c-db", lambda: B.wrk(urls["c-db"], get, PATHS=peer["a"])), ("a php-fpm", lambda: B.wrk(urls["php-fpm"], get, PATHS=peer["a"])),
            ("a portal", lambda: B.wrk(portal_off, get, PATHS=own["a"])), ("a portal, cache on", lambda: B.wrk(portal_on, get, PATHS=own["a"])),
            ("b c-db", lambda: B.wrk(urls["c-db"], get, PATHS=peer["b"])), ("b php-fpm", lambda: B.wrk(urls["php-fpm"], get, PATHS=peer["b"])),
            ("b portal", lambda: B.wrk(portal_off, get, PATHS=own["b"], COOKIE=cookie)), ("b portal, cache on", lambda: B.wrk(portal_on, get, PATHS=own["b"])),
            ("post php-fpm", lambda: peer_post("php-fpm")), ("post c-db", lambda: peer_post("c-db")), ("post portal", portal_post)]
    results = {}

    def measured(name, job):
        """With the seconds of processor time that a request took, nginx and jobs included."""
        pids = [process.pid for process in servers[name.split(" ", 1)[1]]]
        before = sum(B.cpu(pid) for pid in pids)
        result = job()
        result["cpu"] = (sum(B.cpu(pid) for pid in pids) - before) / max(1, result["requests"])
        return result

    for name, job in jobs:
        if name[0] in "ab":
            job()  # warm
    for r in range(A.rounds):
        for name, job in jobs[r * 4 % len(jobs):] + jobs[:r * 4 % len(jobs)]:
            results.setdefault(name, []).append(measured(name, job))
        print(f"round {r + 1} of {A.rounds} done", flush=True)
    med = {name: statistics.median(x["rps"] for x in runs) for name, runs in results.items()}
    memory = B.pss(masters[off].pid)
    print(f"\n{'':22s}{'median/s':>10s}{'min':>9s}{'max':>9s}{'p50 ms':>9s}{'p99 ms':>9s}{'bytes':>9s}")
    for name, runs in results.items():
        rates = [x["rps"] for x in runs]
        print(f"{name:22s}{med[name]:10.0f}{min(rates):9.0f}{max(rates):9.0f}{statistics.median(x['p50'] for x in runs) / 1000:9.2f}"
              f"{statistics.median(x['p99'] for x in runs) / 1000:9.1f}{runs[-1]['bytes'] / max(1, runs[-1]['requests']):9.0f}")
    def ratio(ours, theirs):
        """The median of the rounds' ratios: what ran within the same seconds is compared."""
        return statistics.median(o["rps"] / t["rps"] for o, t in zip(results[ours], results[theirs]))

    def by_cpu(ours, theirs):
        return statistics.median(t["cpu"] / max(1e-9, o["cpu"]) for o, t in zip(results[ours], results[theirs]))

    bars = [("agreement page / c-db", "a portal", "a c-db", 0.7), ("agreement page / php-fpm", "a portal", "a php-fpm", 2),
            ("agreement page, cache on / c-db", "a portal, cache on", "a c-db", None),
            ("agreement page, cache on / php-fpm", "a portal, cache on", "a php-fpm", None),
            ("grade table / php-fpm", "b portal", "b php-fpm", 3),
            ("grade table, cache on / php-fpm", "b portal, cache on", "b php-fpm", None), ("submit / php-fpm", "post portal", "post php-fpm", 0.8)]
    print(f"\n{'ratios (median of the rounds)':38s}{'':7s}{'of CPU':>8s}")
    failed = 0
    for what, ours, theirs, bar in bars:
        value = ratio(ours, theirs)
        ok = bar is None or value >= bar
        failed += not ok
        print(f"  {what:36s}{value:7.2f}{by_cpu(ours, theirs):8.2f}" + (f"   bar {bar}{'' if ok else '   NOT MET'}" if bar else ""))
    print(f"  {'PSS of all portal processes':36s}{memory:7.1f} MB   bar 60{'' if memory < 60 else '   NOT MET'}")
    failed += memory >= 60
    json.dump({"median": med, "pss_mb": memory, "runs": results}, open(A.out or f"{A.work}/portal-results.json", "w", encoding="utf-8"), indent=1)
    return 1 if failed else 0


code = 1
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
try:
    code = main()
finally:
    B.stop()
sys.exit(code)
