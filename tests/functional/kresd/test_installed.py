# SPDX-License-Identifier: BSD-2-Clause
"""Manual pages name every option, and what is installed is all there."""
import os
import re
import subprocess

from lib.kresd import Kresd

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")


def test_the_manual_page_has_every_option():
    told = subprocess.run([Kresd.program(), "-h"], capture_output=True, text=True).stdout
    with open(os.path.join(TOP, "docs", "user", "kresd.8")) as f:
        page = f.read()
    options = re.findall(r"^ -(\w), --([\w-]+)", told, re.MULTILINE)
    assert len(options) == 14
    for short, long in options:
        assert ".It Fl %s , -%s" % (short, long) in page


def test_what_is_for_users_is_installed(tmp_path):
    build = os.path.realpath(os.path.join(os.path.dirname(Kresd.program()), ".."))
    done = subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    installed = {os.path.relpath(os.path.join(folder, name), tmp_path) for folder, _, names in os.walk(tmp_path) for name in names}
    for wanted in ("sbin/kresd", "sbin/kresc", "bin/kresd-host.lua", "bin/kresd-query.lua", "share/bowline/supervisor.py",
                   "share/man/man8/kresd.8", "share/man/man8/kresc.8", "share/doc/bowline/examples/config.personal",
                   "share/doc/bowline/kresd.md", "share/doc/bowline/kresd-modules.md"):
        assert any(path.endswith(wanted) for path in installed), wanted
    index = next(path for path in installed if path.endswith("share/doc/bowline/kresd-modules.md"))
    links = re.findall(r"\]\(([^)]+)\)", (tmp_path / index).read_text())
    assert len(links) > 20
    for link in links:
        assert os.path.normpath(os.path.join(os.path.dirname(index), link)) in installed, link
    tools = [path for path in installed if path.endswith("bin/kresd-host.lua")]
    done = subprocess.run([os.path.join(tmp_path, tools[0]), "localhost"], capture_output=True, text=True, timeout=60)
    assert done.stdout == "localhost. has address 127.0.0.1\nlocalhost. has IPv6 address ::1\n"
