#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The zones of RFC 8976 appendix A: kzonecheck -z takes each, and none with a record lost or changed.

  zonemd.py KZONECHECK FOLDER
"""
import os
import subprocess
import sys
import tempfile

ZONES = {"a1": "example", "a2": "example", "a3": "example", "a4": "uri.arpa", "a5": "root-servers.net"}
# What may be lost without a change of the digest: RFC 8976 sections 2.2.2, 3.3.1, 4.
FREE = ("duplicate.example.", "foo.test.", "RRSIG ZONEMD", "1 1 62e6cf51", "ZONEMD 2018031900 1 2", "ZONEMD 2018031900 1 240",
        "ZONEMD 2018031900 241", "root-servers.net. 3600000 SOA")


def verdict(program, zone, path, *more):
    # The signatures of A.4 are of January 2021.
    run = subprocess.run([program, "-z", "-d", "off", "-o", zone, "-t", "20210201000000", *more, path],
                         capture_output=True, text=True)
    return run.returncode, run.stderr


def main():
    program, folder = sys.argv[1:]
    wrong = count = 0
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "zone")
        for name, zone in ZONES.items():
            lines = open(os.path.join(folder, name + ".zone")).read().splitlines()[1:]

            def judge(other, good, what):
                nonlocal wrong, count
                with open(path, "w") as f:
                    f.write("\n".join(other) + "\n")
                status, err = verdict(program, zone, path)
                count += 1
                if (status == 0) != good or (not good and "ZONEMD" not in err and "SOA" not in err):
                    wrong += 1
                    print(name, what, status, err.strip())

            judge(lines, True, "as published")
            judge(lines[::-1], True, "in another order")
            for i, line in enumerate(lines):
                free = any(word in line for word in FREE)
                judge(lines[:i] + lines[i + 1:], free, "without " + line[:60])
            for i, line in enumerate(lines):
                if " ZONEMD 2018" in line and "1 1 " in line and "non-apex" not in line and name != "a3":
                    for at in range(1, 97, 19):
                        last = {"0": "1"}.get(line[-at], "0")
                        if line[-at] != " ":
                            judge(lines[:i] + [line[:-at] + last + line[len(line) - at + 1:]] + lines[i + 1:], False,
                                  "digest changed")
        status, err = verdict(program, "uri.arpa", os.path.join(folder, "a4.zone"), "-d", "on")
        if status != 0:
            wrong += 1
            print("A.4 with its signatures:", err)
    print("zones:", count, "wrong:", wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
