#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Each src/FOLDER/x.c has tests/unit/FOLDER/test_x.c, or a line in ci/untested.toml that says why.

A reason must name what covers the file instead; entries for files that are gone or have a test are
errors too, so that the list cannot rot.

Each module of the resolver has its folder with a test in Lua and a page, which docs/user/kresd-modules.md
links to.
"""
import os
import re
import subprocess
import sys
import tomllib

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sources = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "src/*.c"],
                         check=True, capture_output=True, text=True).stdout.split()
reasons = tomllib.load(open("ci/untested.toml", "rb"))["untested"]
errors = []
for source in sources:
    if not os.path.exists(source):
        continue
    folder, name = os.path.split(source[len("src/"):])
    test = "tests/unit/%s/test_%s" % (folder, name)
    if os.path.exists(test):
        if source in reasons:
            errors.append("%s has a test; remove it from ci/untested.toml" % source)
    elif source not in reasons:
        errors.append("%s has no %s" % (source, test))
errors += ["ci/untested.toml: %s does not exist" % s for s in reasons if not os.path.exists(s)]
MODULES = "src/resolver/modules/"
listed = re.findall(r"module_api module_(\w+);", open(MODULES + "builtin.h").read())
folders = [entry.name for entry in os.scandir(MODULES) if entry.is_dir()]
index = open("docs/user/kresd-modules.md").read()
for name in sorted({*listed, *folders}):
    for part in (name + ".md", name + ".test.lua"):
        if not os.path.exists(MODULES + name + "/" + part):
            errors.append("no %s%s/%s" % (MODULES, name, part))
    if "(../../%s%s/%s.md)" % (MODULES, name, name) not in index:
        errors.append("docs/user/kresd-modules.md does not lead to the page of " + name)
print("\n".join(errors) or "%d sources, %d covered elsewhere" % (len(sources), len(reasons)))
sys.exit(bool(errors))
