#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""kzonecheck against published zones with faults, when they are at hand.

  semcheck.py KZONECHECK [FOLDER]

FOLDER holds data/ and expected.txt (see its README).  Exit 77 (skipped) when it is absent.  Exit
status and messages have to be the expected ones, with DNSSEC checks and without.
"""
import os
import subprocess
import sys

# What can be found without looking at signatures or chains of denial.
PLAIN = ("another record exists", "multiple ", "child record exists", "NS record exists", "DS at the zone apex",
         "missing NS at", "missing glue", "unknown algorithm in DS", "invalid digest length", "missing SOA",
         "error: serious")


def expectations(path):
    zones = {}
    for line in open(path):
        if line.startswith("#"):
            continue
        if line.startswith("\t"):
            messages.append(line.strip())
            continue
        name, *statuses = line.split()
        messages = []
        zones[name] = ([int(status.partition("=")[2]) for status in statuses], messages)
    return zones


def main():
    program = sys.argv[1]
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")
    shared = os.environ.get("BOWLINE_SHARED", os.path.join(root, "../shared"))
    folder = sys.argv[2] if len(sys.argv) > 2 else os.path.join(shared, "conformance/semcheck")
    if not os.path.exists(folder + "/expected.txt"):
        print("no folder", folder)
        return 77
    wrong = 0
    for name, (statuses, messages) in sorted(expectations(folder + "/expected.txt").items()):
        plain = [m for m in messages if any(p in m for p in PLAIN)]
        for status, options, want in ((statuses[0], [], messages), (statuses[1], ["-d", "off"], plain)):
            run = subprocess.run([program, "-o", "example.com"] + options + [folder + "/data/" + name],
                                 capture_output=True, text=True)
            got = sorted(line for line in run.stderr.splitlines() if line.startswith(("[", "error:")))
            if run.returncode != status or got != sorted(want):
                wrong += 1
                print("%s %s: exit %d for %d, %s for %s" % (name, options, run.returncode, status, got, want))
    print("wrong:", wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
