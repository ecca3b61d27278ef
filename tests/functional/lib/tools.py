# SPDX-License-Identifier: BSD-2-Clause
"""Running command-line tools and making their output comparable."""
import os
import re
import subprocess

from .process import find_binary


class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def __repr__(self):
        return f"exit {self.code}\n--- out\n{self.out}\n--- err\n{self.err}"


class Tool:
    """A program by path; call it with its arguments."""

    def __init__(self, path):
        self.path = path

    def __call__(self, *args, env=None, stdin=None, timeout=60):
        done = subprocess.run([self.path, *map(str, args)], capture_output=True, text=True,
                              errors="surrogateescape", timeout=timeout, input=stdin,
                              env=dict(os.environ, LC_ALL="C.UTF-8", **(env or {})))
        return Result(done)


def our_tool(name):
    """A tool of this repository; BOWLINE_BIN names the folder of the binaries."""
    path = os.path.join(os.environ.get("BOWLINE_BIN", ""), name)
    return Tool(path) if os.access(path, os.X_OK) else None


def peer_tool(name):
    """The distribution's tool of that name, or None."""
    path = find_binary(name, "PEER_" + name.upper())
    return Tool(path) if path else None


_VARYING = (
    (re.compile(r"id: \d+"), "id: N"),
    (re.compile(r";; Time .*"), ";; Time T"),
    (re.compile(r"in [0-9.]+ ms"), "in T ms"),
    (re.compile(r'"(dateString|dateSeconds|ID)": [^\n]*'), r'"\1"'),
    (re.compile(r"COOKIE: [0-9A-F]+"), "COOKIE: C"),
    (re.compile(r"(TSIG\s+\S+) \d+ 300 .*"), r"\1 ..."),
    (re.compile(r"UDP size: (4096|1232) B"), "UDP size: U"),
    (re.compile(r"[ \t]+$", re.M), ""),
)


def without_varying(text):
    """Output without ids, times, cookies and signatures, which differ from run to run."""
    for pattern, instead in _VARYING:
        text = pattern.sub(instead, text)
    return text
