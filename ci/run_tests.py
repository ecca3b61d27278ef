#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Run the tests of a meson build and count the cases that ran, not the programs.

usage: run_tests.py BUILD [--suite NAME]... [--label TEXT]

TAP programs are counted by their cases; pytest areas by the JUnit file each leaves in
BUILD/pytest/; everything else counts as one.  Ends with "N passed, N failed, N skipped" and appends
the same figures to the file that $BOWLINE_COUNTS names, for a caller that sums several runs.
"""
import argparse
import glob
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET


def count_junit(path, skip_programs=()):
    """(passed, failed, skipped, names of failures) of one JUnit file, but for programs that left a
    file of their own."""
    passed, failed, skipped, bad = 0, 0, 0, []
    for case in ET.parse(path).getroot().iter("testcase"):
        name = "%s/%s" % (case.get("classname", ""), case.get("name", ""))
        if case.get("name").split(" / ")[-1] in skip_programs:
            continue
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            failed += 1
            bad.append(name)
        elif "skipped" in kinds:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped, bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--suite", action="append", default=[])
    args = parser.parse_args()

    pytest_dir = os.path.join(args.build, "pytest")
    shutil.rmtree(pytest_dir, ignore_errors=True)
    os.makedirs(pytest_dir)
    command = ["meson", "test", "-C", args.build, "--no-rebuild", "--print-errorlogs", "--no-suite", "bench"]
    for suite in args.suite:
        command += ["--suite", suite]
    status = subprocess.call(command)

    # Areas that left a file of their own are counted from it, not as one program.
    areas = {os.path.basename(p)[:-4]: p for p in glob.glob(pytest_dir + "/*.xml")}
    totals, failures = [0, 0, 0], []
    for path, skip in [(os.path.join(args.build, "meson-logs", "testlog.junit.xml"), set(areas))] + \
                      [(p, ()) for p in areas.values()]:
        *numbers, bad = count_junit(path, skip)
        totals = [a + b for a, b in zip(totals, numbers)]
        failures += bad
    if status != 0 and totals[1] == 0:
        totals[1] += 1
        failures.append("a test program that reported no case")
    for name in failures:
        print("failed: " + name)
    line = "%d passed, %d failed, %d skipped" % tuple(totals)
    if "BOWLINE_COUNTS" in os.environ:
        with open(os.environ["BOWLINE_COUNTS"], "a") as out:
            out.write("%d %d %d\n" % tuple(totals))
    print(line)
    return 1 if status != 0 or totals[1] or not totals[0] else 0


if __name__ == "__main__":
    sys.exit(main())
