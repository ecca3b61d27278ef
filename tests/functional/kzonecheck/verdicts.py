#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""kzonecheck and ldns-verify-zone on signed zones with one thing broken: verdicts.py KZONECHECK

Zones are signed with each kind of chain, then each record in turn is left out, its TTL, its last
field or its owner changed.  Exit 77 (skipped) without the tools of ldns.
"""
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile

ZONE = """$ORIGIN sig.test.
$TTL 60
@ SOA ns h 1 2 3 4 5
@ NS ns
@ MX 10 mail
ns A 192.0.2.1
mail AAAA 2001:db8::1
x.ent TXT "text"
*.wild A 192.0.2.2
cut NS ns.cut
ns.cut A 192.0.2.3
safe NS ns
safe DS 1 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17
dn DNAME other.
"""
KINDS = {"nsec": [], "nsec3": ["-n"], "opt-out": ["-n", "-p"], "salted": ["-n", "-t", "5", "-s", "aabb"]}


def changed(line):
    """Ways to break a record."""
    fields = line.split("\t") if "\t" in line else line.split(None, 4)
    yield "left out", None
    yield "owner", "n" + line
    # Not the very last digits: of those some bits are spare.
    yield "last", re.sub(r"([0-9A-Za-z+/])(....\s*)$", lambda m: ("b" if m[1] != "b" else "c") + m[2], line)
    if len(fields) > 1 and fields[1].isdigit():
        fields[1] = str(int(fields[1]) + 1)
        yield "ttl", "\t".join(fields)


def verdicts(program, folder, text):
    path = os.path.join(folder, "broken")
    with open(path, "w") as f:
        f.write(text)
    ours = subprocess.run([program, "-o", "sig.test", "-d", "on", path], capture_output=True, text=True)
    theirs = subprocess.run(["ldns-verify-zone", path], capture_output=True, text=True)
    return ours, theirs


def allowed(what, ours):
    """Where only ours finds a fault, and rightly: ldns looks not at TTLs, nor at types listed but gone."""
    return what == "ttl" or any(text in ours.stderr for text in (
        "wrong NSEC(3) bitmap", "missing NS at the zone apex", "missing glue record", "missing NSEC(3) record"))


def main():
    program = os.path.abspath(sys.argv[1])
    if not shutil.which("ldns-verify-zone") or not shutil.which("ldns-signzone"):
        print("no tools of ldns")
        return 77
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    with open("zone", "w") as f:
        f.write(ZONE)
    key = subprocess.run(["ldns-keygen", "-a", "ECDSAP256SHA256", "sig.test"], check=True, capture_output=True,
                         text=True).stdout.strip()
    wrong, count = [], collections.Counter()
    for kind, options in KINDS.items():
        subprocess.run(["ldns-signzone"] + options + ["-f", "signed", "zone", key], check=True)
        lines = [re.sub(r"\s*;.*", "", line.rstrip("\n")) for line in open("signed")]
        lines = [line for line in lines if line]
        ours, theirs = verdicts(program, folder, "\n".join(lines) + "\n")
        assert ours.returncode == 0 and theirs.returncode == 0, (kind, ours.stderr, theirs.stdout)
        for i, line in enumerate(lines):
            for what, other in changed(line):
                text = "\n".join(lines[:i] + ([other] if other else []) + lines[i + 1:]) + "\n"
                ours, theirs = verdicts(program, folder, text)
                count[what] += 1
                differ = (ours.returncode == 0) != (theirs.returncode == 0)
                if differ and (ours.returncode == 0 or not allowed(what, ours)):
                    wrong.append((kind, what, line[:70], ours.returncode, ours.stderr.split("\n")[0],
                                  theirs.returncode, theirs.stdout.split("\n")[0]))
    shutil.rmtree(folder)
    for row in wrong:
        print(*row, sep=" | ")
    print("zones:", dict(count), "wrong:", len(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
