# SPDX-License-Identifier: BSD-2-Clause
"""The interactive mode, on a pipe and on a pseudo-terminal."""
import os
import pty
import re
import select
import time

from conftest import our_knotc


def test_lines_of_a_pipe_are_commands(ours):
    pair = ours()
    done = pair(stdin='status\nconf-read "server.identity"\nbogus\nstatus "x\nstop x\nexit\nstatus\n')
    assert done.code == 0
    assert done.out.count("Running\n") == 1
    assert "server.identity = a b\n" in done.out
    assert done.err == ("error: invalid command 'bogus'\nerror: unterminated quote\n"
                        "error: command doesn't take arguments\n")


class Terminal:
    """knotc on a pseudo-terminal, with a home of its own."""

    def __init__(self, pair, home):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(HOME=str(home), TERM="xterm")
            os.execv(our_knotc(), [our_knotc(), *pair.options])
        self.seen = ""

    def send(self, text):
        os.write(self.fd, text.encode())

    def wait(self, pattern, timeout=20):
        end = time.monotonic() + timeout
        while not re.search(pattern, self.seen):
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            assert ready, f"no {pattern!r} in {self.seen!r}"
            try:
                self.seen += os.read(self.fd, 4096).decode(errors="replace")
            except OSError:
                break
        match = re.search(pattern, self.seen)
        assert match, self.seen
        self.seen = self.seen[match.end():]

    def end(self):
        self.send("exit\r")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_tab_completes_and_history_is_kept(ours, tmp_path):
    pair = ours()
    terminal = Terminal(pair, tmp_path)
    terminal.wait("knotc> ")
    terminal.send("sta\t\t")
    terminal.wait("stats\r\nstatus")
    terminal.send("us\r")
    terminal.wait("Running\r\n")
    terminal.send("conf-read server.iden\t\r")
    terminal.wait("server.identity = a b\r\n")
    terminal.send("zone-status ex\t+ro\t\r")
    terminal.wait(r"\[.*example\.com\..*\] role: master\r\n")
    terminal.send("zone-status \"ex\t+ro\t\r")
    terminal.wait(r'(?s)ample\.com\." .*\[.*example\.com\..*\] role: master\r\n')
    terminal.send("conf-read 'server.iden\t\r")
    terminal.wait("server.identity = a b\r\n")
    terminal.send("zone-reload nope\r")
    terminal.wait(r"error: \[nope\] \(no such zone found\)\r\n")
    assert terminal.end() == 0
    assert "zone-reload" in (tmp_path / ".knotc_history").read_text()
