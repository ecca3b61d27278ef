# SPDX-License-Identifier: BSD-2-Clause
"""Processes, signals, and the control socket."""
import os
import signal

import pytest

from lib.kresd import wait_gone
from lib.process import wait_until


def test_sigterm_ends_it_in_order(kresd):
    resolver = kresd()
    assert resolver.sockets() == [resolver.process.child.pid]
    assert os.path.islink(os.path.join(resolver.folder, "control", str(resolver.process.child.pid)))
    assert resolver.stop() == 0
    assert resolver.sockets() == []


def test_quit_ends_it(kresd):
    resolver = kresd()
    resolver.control("quit()")
    assert resolver.process.child.wait(10) == 0


def test_sockets_of_dead_processes_are_removed(kresd):
    resolver = kresd()
    resolver.process.child.kill()
    dead = resolver.process.child.pid
    resolver.process.child.wait()
    assert resolver.sockets() == [dead]
    resolver.process.start()
    resolver.process.wait_for(lambda: resolver.sockets() == [resolver.process.child.pid], 10, "its own socket")


def test_forks_share_the_address(kresd):
    resolver = kresd("", "-f", "2", count=2)
    leader = resolver.process.child.pid
    ids = [resolver.control("worker.id", "worker.count", pid=pid) for pid in resolver.sockets()]
    assert sorted(ids) == [["0\n", "2\n"], ["1\n", "2\n"]]
    for _ in range(40):
        assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]
    served = [float(resolver.control("worker.stats().queries", pid=pid)[0]) for pid in resolver.sockets()]
    assert sum(served) == 40 and min(served) > 0
    assert resolver.control("worker.pid", pid=leader) == ["%d\n" % leader]


def test_a_fork_that_dies_leaves_the_rest(kresd):
    resolver = kresd("", "-f", "2", count=2)
    leader = resolver.process.child.pid
    other, = [pid for pid in resolver.sockets() if pid != leader]
    os.kill(other, signal.SIGKILL)
    wait_until(lambda: "process %d was ended by signal 9" % other in resolver.process.log(), 10, "a log line")
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]


def test_the_end_of_the_leader_ends_its_forks(kresd):
    resolver = kresd("", "-f", "3", count=3)
    leader = resolver.process.child.pid
    others = [pid for pid in resolver.sockets() if pid != leader]
    os.kill(leader, signal.SIGKILL)
    resolver.process.child.wait()
    for pid in others:
        wait_gone(pid)


def test_a_second_instance_shares_the_address(kresd):
    first = kresd()
    second = kresd("net.close('127.0.0.1', %d)\nnet.listen('127.0.0.1', %d)\n" % (0, first.port))
    assert second.control("net.list()['127.0.0.1'].port") == ["%d\n" % first.port]


def test_control_evaluates_and_keeps_what_was_set(kresd):
    resolver = kresd()
    assert resolver.control("x = 5", "x + 1", "", "{1, {a = 'b'}}", "nosuch()", "return 7") == [
        "", "6\n", "", "[1] => 1\n[2] => {\n    [a] => b\n}\n",
        "command:1: attempt to call global 'nosuch' (a nil value)", "7"]
    assert resolver.control("x") == ["5\n"]


def test_control_settings_take_effect(kresd):
    resolver = kresd()
    assert resolver.control("net.bufsize(1400)", "net.bufsize()") == ["1400\n", "1400\n"]
    assert resolver.ask("www.example.com", use_edns=0).payload == 1400
    assert resolver.control("net.tcp_pipeline()", "net.tcp_pipeline(7)") == ["50\n", "7\n"]
    assert resolver.control("mode('strict')", "mode()") == ["true\n", "strict\n"]
    assert resolver.control("net.ipv6 = false", "net.ipv6", "option('NO_IPV6')") == ["", "false\n", "true\n"]
    assert resolver.control("verbose(true)", "verbose()") == ["true\n", "true\n"]
    resolver.ask("alias.example.com")
    assert "[resolve]" in resolver.process.log()


def test_control_answers_a_client_that_has_closed_its_half(kresd):
    import socket
    resolver = kresd("", "-n", "-q")
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(10)
        folder = os.open(os.path.join(resolver.folder, "tty"), os.O_RDONLY)
        s.connect("/proc/self/fd/%d/%d" % (folder, resolver.process.child.pid))
        os.close(folder)
        s.sendall(b"1 + 1\n'last'")
        s.shutdown(socket.SHUT_WR)
        assert s.makefile("rb").read() == b"2\n\nlast\n\n"


def test_a_terminal_is_a_console(internet, tmp_path):
    import pty
    import subprocess
    from lib.kresd import Kresd
    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("no pseudo-terminal here")
    (tmp_path / "config").write_text("")
    child = subprocess.Popen([Kresd.program(), str(tmp_path)], stdin=theirs, stdout=subprocess.PIPE, text=True,
                             env=dict(os.environ, KRESD_NO_LISTEN="1"))
    os.close(theirs)
    try:
        assert child.stdout.readline() == "[system] interactive mode\n"
        os.write(ours, b"6 * 7\n")
        assert child.stdout.readline() == "> [control] 6 * 7 -> 42\n"
        assert child.stdout.readline() == "\n"
        assert child.stdout.readline() == "42\n"
        os.close(ours)  # the end of the terminal is not the end of the process
        assert child.poll() is None
    finally:
        child.terminate()
        child.wait(10)
        child.stdout.close()
    assert child.returncode == 0
