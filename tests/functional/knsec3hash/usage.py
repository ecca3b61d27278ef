#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""knsec3hash's arguments, output and exit status: usage.py KNSEC3HASH"""
import subprocess
import sys

# RFC 5155 appendix A; then arguments in their other order, and faults.
HASHES = (
    (["aabbccdd", "1", "12", "example"], "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom (salt=aabbccdd, hash=1, iterations=12)"),
    (["aabbccdd", "1", "12", "*.W.example."],
     "r53bq7cc2uvmubfu5ocmm6pers9tk9en (salt=aabbccdd, hash=1, iterations=12)"),
    (["1", "0", "12", "aabbccdd", "EXAMPLE"], "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom (salt=1, hash=1, iterations=12)"),
    (["-", "1", "0", "example.com"], "onib9mgub9h0rml3cdf5bgrj59dkjhvk (salt=-, hash=1, iterations=0)"),
)
FAULTS = (
    (["xx", "1", "12", "example"], "error: invalid salt (invalid parameter)"),
    (["aa" * 256, "1", "12", "example"], "error: invalid salt, maximum length is 255 bytes"),
    (["aa", "2", "12", "example"], "error: cannot compute NSEC3 hash (invalid NSEC3 algorithm)"),
    (["aa", "1x", "12", "example"], "error: invalid algorithm number"),
    (["aa", "1", "65536", "example"], "error: invalid iteration count"),
    (["aa", "1", "", "example"], "error: invalid iteration count"),
    (["aa", "1", "1", "a..b"], "error: cannot parse domain name"),
)


def run(arguments):
    r = subprocess.run([sys.argv[1]] + arguments, capture_output=True, text=True)
    return r.returncode, r.stdout, r.stderr


def main():
    for arguments, line in HASHES:
        assert run(arguments) == (0, line + "\n", ""), run(arguments)
    for arguments, line in FAULTS:
        assert run(arguments) == (1, "", line + "\n"), run(arguments)
    for arguments in ([], ["1", "2", "3"], ["1", "2", "3", "4", "5", "6"], ["-x"]):
        status, out, _ = run(arguments)
        assert status == 1 and out.startswith("Usage: "), arguments
    assert run(["-h"])[0] == 0
    assert ", version " in run(["--version"])[1]
    return 0


if __name__ == "__main__":
    sys.exit(main())
