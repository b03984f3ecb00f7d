# SPDX-License-Identifier: EUPL-1.2
"""What the measurements share: a portal behind its own nginx, wrk, processes that are stopped again."""
import glob
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request


class Bench:
    """portal: the folder with the installed program (app/) and what is made here."""

    def __init__(self, portal, top, dur, conc):
        self.portal, self.top, self.dur, self.conc, self.started = portal, top, dur, conc, []
        self.prefix = f"{portal}/app/usr/local"
        self.program = f"{self.prefix}/bin/overens"
        self.env = {**os.environ, "LD_LIBRARY_PATH": f"{self.prefix}/lib"}

    def config(self, name, cache, database="portal.db"):
        folder = f"{self.portal}/{name}"
        for sub in ("run", "log", "tmp/body"):
            os.makedirs(f"{folder}/{sub}", exist_ok=True)
        with open(f"{folder}/overens.conf", "w", encoding="utf-8") as f:
            f.write(f"[database]\nurl = sqlite:{self.portal}/{database}\n[paths]\ndata = {self.prefix}/share/overens\ntmp = {folder}/tmp\n"
                    f"[plugins]\ndir = {self.prefix}/lib/overens/plugins\nload = municipal\n[serve]\nsocket = {folder}/run/overens.sock\n"
                    f"pidfile = {folder}/run/master.pid\nmax_requests = 0\n[cache]\npages = {cache}\n[log]\nlevel = error\n")
        return folder

    def nginx(self, folder, port):
        text = open(f"{self.top}/conf/nginx.conf.in", encoding="utf-8").read()
        for key, value in {"DIR": folder, "PORT": str(port), "SOCKET": f"{folder}/run/overens.sock", "STATIC": f"{self.prefix}/share/overens/static", "IPV6": ""}.items():
            text = text.replace(f"@{key}@", value)
        # As the peers' nginx: no access log, runs as who starts it.
        text = re.sub(r"access_log .*;", "access_log off;", text).replace("daemon on;", "daemon off;")
        if os.getuid() == 0:
            text = "user root;\n" + text
        open(f"{folder}/run/nginx.conf", "w", encoding="utf-8").write(text)
        return ["/usr/sbin/nginx", "-p", folder, "-c", f"{folder}/run/nginx.conf", "-e", f"{folder}/log/nginx.log"]

    def start(self, command, log):
        process = subprocess.Popen(command, env=self.env, stdout=open(log, "w", encoding="utf-8"), stderr=subprocess.STDOUT, start_new_session=True)
        self.started.append(process)
        return process

    def stop(self):
        for process in reversed(self.started):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.started:
            try:
                process.wait(12)
            except subprocess.TimeoutExpired:
                process.kill()

    def write(self, path, lines):
        with open(path, "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
        return path

    def wait(self, url):
        for _ in range(400):
            try:
                if urllib.request.urlopen(url, timeout=2).status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        sys.exit(f"{url} does not answer")

    def tree(self, pid):
        out = [pid]
        for path in glob.glob(f"/proc/{pid}/task/*/children"):
            try:
                out += [q for c in open(path).read().split() for q in self.tree(int(c))]
            except OSError:
                pass
        return out

    def pss(self, pid):
        total = 0
        for p in self.tree(pid):
            try:
                total += int(re.search(r"^Pss:\s+(\d+)", open(f"/proc/{p}/smaps_rollup").read(), re.M)[1])
            except (OSError, TypeError):
                pass
        return total / 1024

    def cpu(self, pid):
        """Seconds of processor time of a process and all below it."""
        total = 0
        for p in self.tree(pid):
            try:
                total += int(open(f"/proc/{p}/schedstat").read().split()[0])
            except OSError:
                pass
        return total / 1e9

    def rest(self, pids):
        """Waits until what the last run left undone is done (five seconds at most)."""
        for _ in range(50):
            before = sum(self.cpu(pid) for pid in pids)
            time.sleep(0.1)
            if sum(self.cpu(pid) for pid in pids) - before < 0.01:
                return

    def wrk(self, base, script, **env):
        done = subprocess.run(["wrk", "-t2", "--timeout", "15s", f"-c{self.conc}", f"-d{self.dur:g}s", "-s", script, base + "/"],
                              env={**os.environ, **{k: str(v) for k, v in env.items()}}, capture_output=True, text=True)
        found = re.search(r"^JSON (.*)$", done.stdout, re.M)
        if not found:
            sys.exit(done.stdout + done.stderr)
        result = json.loads(found[1])
        result["rps"] = result["requests"] / result["us"] * 1e6
        if result["bad"] or result["sock"]:
            print(f"  {base} {os.path.basename(script)}: {result['bad']} wrong answers, {result['sock']} socket errors", flush=True)
        return result
