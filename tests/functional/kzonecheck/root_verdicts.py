#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The verdict of ldns-verify-zone on the real root, and on 200 zones broken in listed ways.

  root_verdicts.py KZONECHECK [--full] [--list]

By default a sample of a few seconds; with --full all.  BOWLINE_SEED chooses what is broken.  Exit 77 (skipped)
without the tools of ldns or the root zone.  A difference is an error unless it stands in ALLOWED.
"""
import lzma
import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
try:
    import broken_zones
    import signed_zone
except ImportError as e:  # dnspython
    print("not here:", e)
    sys.exit(77)

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("BOWLINE_SHARED", os.path.join(HERE, "../../../../shared"))
ROOT = os.path.join(SHARED, "data/rootzone/root-2018012901.zone.xz")
SAMPLE = 8
SMALL = """sig.test. 60 IN SOA ns.sig.test. h.test. 1 2 3 4 5
sig.test. 60 IN NS ns.sig.test.
sig.test. 60 IN MX 10 mail.sig.test.
ns.sig.test. 60 IN A 192.0.2.1
mail.sig.test. 60 IN AAAA 2001:db8::1
x.ent.sig.test. 60 IN TXT "text"
*.wild.sig.test. 60 IN A 192.0.2.2
cut.sig.test. 60 IN NS ns.cut.sig.test.
ns.cut.sig.test. 60 IN A 192.0.2.3
safe.sig.test. 60 IN NS ns.sig.test.
safe.sig.test. 60 IN DS 1 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17
"""
KINDS = {"nsec3": ["-n"], "opt-out": ["-n", "-p"], "salted": ["-n", "-t", "5", "-s", "aabb"]}

# Where ours alone refuses: what the title says, and the section that asks for it.  There is nothing that ours
# takes and ldns refuses.
LISTS = "RFC 4034 section 4.1.2: a list is of the types that are there"
LISTS3 = "RFC 5155 section 3.2.1: a list is of the types that are there"
CHAIN = "RFC 5155 section 7.1: every name has a record of the chain that NSEC3PARAM names"
ALLOWED = (
    ("record lost: ", LISTS),
    ("set lost with its signature: ", LISTS),
    ("delegation lost: ", LISTS),
    (", NSEC lists ", LISTS),
    (", NSEC of the apex lists ", LISTS),
    ("a new type is signed but not listed", LISTS),
    ("type taken from the list", LISTS3),
    ("type put on the list", LISTS3),
    ("TTL changed: ", "RFC 4034 section 3.1.4: the original TTL is the set's in its zone"),
    ("another original TTL: ", "RFC 4034 section 3.1.4: the original TTL is the set's in its zone"),
    ("labels too few: ", "RFC 4034 section 3.1.3: the labels are the owner's"),
    ("another signer: ", "RFC 4034 section 3.1.7: the signer is the zone"),
    ("a delegation is signed: ", "RFC 4035 section 2.2: sets NS of delegations must not be signed"),
    ("a key that is no point", "RFC 6605 section 4: the key is a point of the curve"),
    (", unknown flag", "RFC 5155 section 8.2: a record with other flags does not count; " + CHAIN),
    (", unknown hash", "RFC 5155 section 8.1: a record with another hash does not count; " + CHAIN),
    (", other iterations", CHAIN),
    (", other salt", CHAIN),
    (", parameters of another chain", CHAIN),
    (", parameters lost", CHAIN),
)


def zones(folder, seed):
    """(title, zone, date), all of them, in an order that a seed repeats."""
    rng = random.Random(seed)
    root = os.path.join(folder, "root")
    with open(root, "wb") as f:
        f.write(lzma.open(ROOT).read())
    records = signed_zone.read(root)
    yield "the root as published", signed_zone.Zone(".", records), broken_zones.DATE
    yield from broken_zones.published(signed_zone.Zone(".", records), rng)
    spare = signed_zone.Key(folder, ".").rdata
    yield from broken_zones.own(signed_zone.resigned(folder, ".", records, []), rng, spare)
    path = os.path.join(folder, "small")
    with open(path, "w") as f:
        f.write(SMALL)
    for kind, options in KINDS.items():
        small = signed_zone.resigned(folder, "sig.test.", signed_zone.read(path), options)
        yield from broken_zones.hashed(kind, small, rng)


def judge(program, path, zone, date):
    with open(path, "w") as f:
        f.write(zone.text())
    ours = subprocess.run([program, "-o", zone.origin, "-d", "on", "-t", date, path], capture_output=True, text=True)
    theirs = subprocess.run(["ldns-verify-zone", "-t", date, path], capture_output=True, text=True)
    return ours.returncode == 0, theirs.returncode == 0, ours.stderr.split("\n")[0], (
        theirs.stderr + theirs.stdout).split("\n")[0]


def allowed(title, ours):
    return next((reason for part, reason in ALLOWED if part in title and not ours), None)


def main():
    program = os.path.abspath(sys.argv[1])
    if not shutil.which("ldns-verify-zone") or not shutil.which("ldns-signzone") or not os.path.exists(ROOT):
        print("no tools of ldns, or no", ROOT)
        return 77
    seed = int(os.environ.get("BOWLINE_SEED", random.randrange(1 << 32) if "--full" in sys.argv else 1))
    wrong, differ, count, refused = [], [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        every = list(zones(folder, seed))
        chosen = every if "--full" in sys.argv else every[:1] + every[1::len(every) // SAMPLE]
        for title, zone, date in chosen:
            ours, theirs, our_word, their_word = judge(program, os.path.join(folder, "broken"), zone, date)
            count += 1
            refused += not ours
            row = "%s | ours: %s | ldns: %s" % (title, our_word or "good", "good" if theirs else their_word)
            if "--list" in sys.argv:
                print(row)
            if ours != ("harmless" in title or "as published" in title) and ours == theirs:
                wrong.append("not what its title says | " + row)
            elif ours != theirs:
                reason = allowed(title, ours)
                (differ if reason else wrong).append(row + (" | " + reason if reason else ""))
    for row in differ:
        print("differs, rightly:", row)
    for row in wrong:
        print("WRONG:", row)
    print("BOWLINE_SEED=%d, zones: %d of %d, refused: %d, differ by a listed section: %d, wrong: %d" % (
        seed, count, len(every), refused, len(differ), len(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
