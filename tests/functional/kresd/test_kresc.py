# SPDX-License-Identifier: BSD-2-Clause
"""kresc, the console of a running kresd: on a pipe and on a pseudo-terminal."""
import os
import subprocess

import pytest

from lib.terminal import Terminal

KRESC = os.path.join(os.environ.get("BOWLINE_BIN", ""), "kresc")


def run(resolver, text, *args):
    path = "tty/%d" % resolver.process.child.pid
    return subprocess.run([KRESC, *(args or (path,))], input=text, capture_output=True, text=True, timeout=20, cwd=resolver.folder)


def test_lines_of_a_pipe_are_commands(kresd):
    for how in (("-n",), ("-n", "-q")):
        resolver = kresd("", *how)
        done = run(resolver, "x = 1\nx + 1\n\n{a = 'b'}\nnosuch()\nreturn ('y'):rep(100000)\nexit\nx\n")
        assert done.stdout == "2\n[a] => b\ncommand:1: attempt to call global 'nosuch' (a nil value)\n" + "y" * 100000 + "\n"
        assert (done.returncode, done.stderr) == (0, "")


def test_the_other_layout_leads_to_the_same(kresd):
    resolver = kresd()
    done = run(resolver, "worker.pid\n", "control/%d" % resolver.process.child.pid)
    assert done.stdout == "%d\n" % resolver.process.child.pid


def test_what_is_wrong_is_told(kresd):
    resolver = kresd()
    assert run(resolver, "", "nothing").stderr == "error: nothing: file not exists\n"
    assert run(resolver, "", "nothing").returncode == 1
    assert run(resolver, "", "a", "b").stderr.startswith("Usage: kresc <socket>")
    assert run(resolver, "", "--help").stdout.startswith("Usage: kresc <socket>")
    assert run(resolver, "", "-V").stdout.startswith("kresc (Bowline), version ")
    done = run(resolver, "quit()\n1\n2\n")
    assert (done.returncode, done.stderr) == (1, "error: the connection was closed\n")


def terminal_of(resolver, home):
    return Terminal([KRESC, "tty/%d" % resolver.process.child.pid], home, resolver.folder)


def test_tab_completes_and_history_is_kept(kresd, tmp_path):
    resolver = kresd("own = { inner = { value = 7 } }\n")
    try:
        terminal = terminal_of(resolver, tmp_path)
    except OSError:
        pytest.skip("no pseudo-terminal here")
    terminal.wait("kresc> ")
    terminal.send("worker.p\t\r")
    terminal.wait(r"\n%d\r\n" % resolver.process.child.pid)
    terminal.send("modul\t\t")
    terminal.wait(r"moduledir\(\r\nmodules\.\r\n")
    terminal.send("s.lo\t'stats')\r")
    terminal.wait("true\r\n")
    terminal.send("own.in\tva\t\r")
    terminal.wait(r"\n7\r\n")
    terminal.send("1 +\r")
    terminal.wait("unexpected symbol near [^\n]*\r\n")
    assert terminal.end() == 0
    assert "own.inner.value" in (tmp_path / ".cache" / "kresc_history").read_text().replace("\\040", " ")
    terminal = terminal_of(resolver, tmp_path)
    terminal.wait("kresc> ")
    terminal.send("\x1b[A\x1b[A\x1b[A\r")  # three lines ago
    terminal.wait(r"\n7\r\n")
    assert terminal.end() == 0


def test_names_of_the_top_are_exported(kresd):
    resolver = kresd()
    names = resolver.control("return __orig_name_list")[0].split("\n")
    assert names == sorted(names)
    for name in ("net", "cache", "modules", "worker", "help", "hostname", "trust_anchors", "MB", "kres", "string"):
        assert name in names
