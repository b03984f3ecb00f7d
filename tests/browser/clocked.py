# SPDX-License-Identifier: EUPL-1.2
"""Starts a private portal whose clock can be set, and lets a browser script play in it: clocked.py SCRIPT."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "http"))
from portal import Portal  # noqa: E402


def main():
    with Portal(serve__workers=2) as portal:
        access = {"base": "http://localhost:%d" % portal.port, "users": portal.users, "routes": portal.routes,
                  "fields": portal.notes["fields"]}
        access["fields"] = dict({"user": "anvandare", "password": "losenord", "text": "kommentar"}, **access["fields"])
        path = portal.path("browser.json")
        with open(path, "w") as file:
            json.dump(access, file)
        env = dict(os.environ, OVERENS_ACCESS=path, OVERENS_CLOCK=portal.clock_file)
        done = subprocess.run(["node", os.path.join(HERE, sys.argv[1])], env=env, stdin=subprocess.DEVNULL)
        if done.returncode:
            print(portal.log[-3000:], file=sys.stderr)
        verified = portal.overens("verify")
        if verified.returncode:
            print("FAIL overens verify: " + verified.stdout.decode() + verified.stderr.decode())
        return done.returncode or verified.returncode


sys.exit(main())
