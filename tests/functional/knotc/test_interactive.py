# SPDX-License-Identifier: BSD-2-Clause
"""The interactive mode, on a pipe and on a pseudo-terminal."""
from conftest import our_knotc
from lib.terminal import Terminal


def test_lines_of_a_pipe_are_commands(ours):
    pair = ours()
    done = pair(stdin='status\nconf-read "server.identity"\nbogus\nstatus "x\nstop x\nexit\nstatus\n')
    assert done.code == 0
    assert done.out.count("Running\n") == 1
    assert "server.identity = a b\n" in done.out
    assert done.err == ("error: invalid command 'bogus'\nerror: unterminated quote\n"
                        "error: command doesn't take arguments\n")


def test_tab_completes_and_history_is_kept(ours, tmp_path):
    pair = ours()
    terminal = Terminal([our_knotc(), *pair.options], tmp_path)
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
