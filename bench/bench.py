#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The portal beside its peers in one run, on loopback. run.sh is the front door; README.md says what is compared."""
import argparse
import glob
import json
import os
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request

ap = argparse.ArgumentParser()
for name in ("work", "portal", "shared", "top"):
    ap.add_argument(f"--{name}", required=True)
ap.add_argument("--dur", type=float, default=3, help="seconds a run")
ap.add_argument("--rounds", type=int, default=5)
ap.add_argument("--conc", type=int, default=16)
ap.add_argument("--port", type=int, default=18190)
ap.add_argument("--out")
A = ap.parse_args()
PREFIX = f"{A.portal}/app/usr/local"
ENV = {**os.environ, "LD_LIBRARY_PATH": f"{PREFIX}/lib"}
started = []


def config(name, cache):
    folder = f"{A.portal}/{name}"
    for sub in ("run", "log", "tmp/body"):
        os.makedirs(f"{folder}/{sub}", exist_ok=True)
    with open(f"{folder}/overens.conf", "w", encoding="utf-8") as f:
        f.write(f"[database]\nurl = sqlite:{A.portal}/portal.db\n[paths]\ndata = {PREFIX}/share/overens\ntmp = {folder}/tmp\n"
                f"[plugins]\ndir = {PREFIX}/lib/overens/plugins\nload = municipal\n[serve]\nsocket = {folder}/run/overens.sock\n"
                f"pidfile = {folder}/run/master.pid\nmax_requests = 0\n[cache]\npages = {cache}\n[log]\nlevel = error\n")
    return folder


def nginx(folder, port):
    text = open(f"{A.top}/conf/nginx.conf.in", encoding="utf-8").read()
    for key, value in {"DIR": folder, "PORT": str(port), "SOCKET": f"{folder}/run/overens.sock", "STATIC": f"{PREFIX}/share/overens/static", "IPV6": ""}.items():
        text = text.replace(f"@{key}@", value)
    # As the peers' nginx: no access log, runs as who starts it.
    text = re.sub(r"access_log .*;", "access_log off;", text).replace("daemon on;", "daemon off;")
    if os.getuid() == 0:
        text = "user root;\n" + text
    open(f"{folder}/run/nginx.conf", "w", encoding="utf-8").write(text)
    return ["/usr/sbin/nginx", "-p", folder, "-c", f"{folder}/run/nginx.conf", "-e", f"{folder}/log/nginx.log"]


def start(command, log):
    process = subprocess.Popen(command, env=ENV, stdout=open(log, "w", encoding="utf-8"), stderr=subprocess.STDOUT, start_new_session=True)
    started.append(process)
    return process


def stop():
    for process in reversed(started):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in started:
        try:
            process.wait(12)
        except subprocess.TimeoutExpired:
            process.kill()


def wait(url):
    for _ in range(400):
        try:
            if urllib.request.urlopen(url, timeout=2).status == 200:
                return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"{url} does not answer")


def tree(pid):
    out = [pid]
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            out += [q for c in open(path).read().split() for q in tree(int(c))]
        except OSError:
            pass
    return out


def pss(pid):
    total = 0
    for p in tree(pid):
        try:
            total += int(re.search(r"^Pss:\s+(\d+)", open(f"/proc/{p}/smaps_rollup").read(), re.M)[1])
        except (OSError, TypeError):
            pass
    return total / 1024


def wrk(base, script, **env):
    done = subprocess.run(["wrk", "-t2", "--timeout", "15s", f"-c{A.conc}", f"-d{A.dur:g}s", "-s", script, base + "/"],
                          env={**os.environ, **{k: str(v) for k, v in env.items()}}, capture_output=True, text=True)
    found = re.search(r"^JSON (.*)$", done.stdout, re.M)
    if not found:
        sys.exit(done.stdout + done.stderr)
    result = json.loads(found[1])
    result["rps"] = result["requests"] / result["us"] * 1e6
    if result["bad"] or result["sock"]:
        print(f"  {base} {os.path.basename(script)}: {result['bad']} wrong answers, {result['sock']} socket errors", flush=True)
    return result


def write(path, lines):
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    return path


def clean_peers():
    db = sqlite3.connect(f"{A.work}/data.db", timeout=30)
    db.execute("DELETE FROM response WHERE consultation_id>90")
    db.execute("DELETE FROM tally WHERE consultation_id>90")
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def main():
    off, on = config("off", "off"), config("on", "on")
    program = f"{PREFIX}/bin/overens"
    print("seeding the portal with the peers' data", flush=True)
    subprocess.run([program, "--config", f"{off}/overens.conf", "init"], env=ENV, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([f"{A.top}/build/bench/bench/overens-bench-seed", f"{off}/overens.conf", f"{A.work}/data.db", A.portal], env=ENV, check=True)
    peers = start(["python3", f"{A.shared}/bench.py", "--work", A.work, "--only", "c-db,php-fpm", "--serve"], f"{A.work}/peers.log")
    masters = {}
    for folder, port in ((off, A.port), (on, A.port + 1)):
        masters[folder] = start([program, "--config", f"{folder}/overens.conf", "serve"], f"{folder}/log/portal.log")
        start(nginx(folder, port), f"{folder}/log/nginx-start.log")
        wait(f"http://127.0.0.1:{port}/healthz")
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
    own = {k: write(f"{A.portal}/{k}.paths", [l[2:] for l in lines if l.startswith(k)]) for k in "ab"}
    peer = {"a": write(f"{A.portal}/peer-a.paths", [f"/avtal/{n}" for n in range(1, 31)]),
            "b": write(f"{A.portal}/peer-b.paths", [f"/remiss/{n}/sammanstallning" for n in range(1, 91)])}
    get, submit = f"{A.top}/bench/get.lua", f"{A.top}/bench/submit.lua"
    cookie = f"__Host-overens={staff}"
    used = 0

    def peer_post(name):
        clean_peers()
        result = wrk(urls[name], f"{A.shared}/wrk/post.lua", POSTDIR=f"{A.work}/post", RUNID=f"{time.time_ns():x}")
        time.sleep(1)
        return result

    def portal_post():
        nonlocal used
        result = wrk(portal_off, submit, SUBMITS=f"{A.portal}/submits.mixed", FROM=used, FIELDS="legal_status=officer&rattslig_status=officer")
        used += result["requests"] + 64
        return result

    submits = open(f"{A.portal}/submits.txt").read().splitlines()
    step = 7919  # spreads the lines over agreements and parties
    write(f"{A.portal}/submits.mixed", [submits[i * step % len(submits)] for i in range(len(submits))])
    jobs = [("a c-db", lambda: wrk(urls["c-db"], get, PATHS=peer["a"])), ("a php-fpm", lambda: wrk(urls["php-fpm"], get, PATHS=peer["a"])),
            ("a portal", lambda: wrk(portal_off, get, PATHS=own["a"])), ("a portal, cache on", lambda: wrk(portal_on, get, PATHS=own["a"])),
            ("b c-db", lambda: wrk(urls["c-db"], get, PATHS=peer["b"])), ("b php-fpm", lambda: wrk(urls["php-fpm"], get, PATHS=peer["b"])),
            ("b portal", lambda: wrk(portal_off, get, PATHS=own["b"], COOKIE=cookie)), ("b portal, cache on", lambda: wrk(portal_on, get, PATHS=own["b"])),
            ("post php-fpm", lambda: peer_post("php-fpm")), ("post c-db", lambda: peer_post("c-db")), ("post portal", portal_post)]
    results = {}
    for name, job in jobs:
        if name[0] in "ab":
            job()  # warm
    for r in range(A.rounds):
        for name, job in jobs[r * 4 % len(jobs):] + jobs[:r * 4 % len(jobs)]:
            results.setdefault(name, []).append(job())
        print(f"round {r + 1} of {A.rounds} done", flush=True)
    med = {name: statistics.median(x["rps"] for x in runs) for name, runs in results.items()}
    memory = pss(masters[off].pid)
    print(f"\n{'':22s}{'median/s':>10s}{'min':>9s}{'max':>9s}{'p50 ms':>9s}{'p99 ms':>9s}{'bytes':>9s}")
    for name, runs in results.items():
        rates = [x["rps"] for x in runs]
        print(f"{name:22s}{med[name]:10.0f}{min(rates):9.0f}{max(rates):9.0f}{statistics.median(x['p50'] for x in runs) / 1000:9.2f}"
              f"{statistics.median(x['p99'] for x in runs) / 1000:9.1f}{runs[-1]['bytes'] / max(1, runs[-1]['requests']):9.0f}")
    def ratio(ours, theirs):
        """The median of the rounds' ratios: what ran within the same seconds is compared."""
        return statistics.median(o["rps"] / t["rps"] for o, t in zip(results[ours], results[theirs]))

    bars = [("agreement page / c-db", ratio("a portal", "a c-db"), 0.7), ("agreement page / php-fpm", ratio("a portal", "a php-fpm"), 2),
            ("agreement page, cache on / c-db", ratio("a portal, cache on", "a c-db"), None), ("agreement page, cache on / php-fpm", ratio("a portal, cache on", "a php-fpm"), None),
            ("grade table / php-fpm", ratio("b portal", "b php-fpm"), 3), ("submit / php-fpm", ratio("post portal", "post php-fpm"), 0.8)]
    print("\nratios (median of the rounds' own)")
    failed = 0
    for what, value, bar in bars:
        ok = bar is None or value >= bar
        failed += not ok
        print(f"  {what:36s}{value:7.2f}" + (f"   bar {bar}{'' if ok else '   NOT MET'}" if bar else ""))
    print(f"  {'PSS of all portal processes':36s}{memory:7.1f} MB   bar 60{'' if memory < 60 else '   NOT MET'}")
    failed += memory >= 60
    json.dump({"median": med, "pss_mb": memory, "runs": results}, open(A.out or f"{A.work}/portal-results.json", "w", encoding="utf-8"), indent=1)
    return 1 if failed else 0


code = 1
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
try:
    code = main()
finally:
    stop()
sys.exit(code)
