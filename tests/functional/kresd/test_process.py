# SPDX-License-Identifier: BSD-2-Clause
"""Processes, signals, consoles, and what there is without a configuration."""
import os
import signal
import subprocess

import pytest

from lib.kresd import Kresd, SILENT, wait_gone
from lib.process import Process, wait_until


def parent(pid):
    with open("/proc/%d/stat" % pid) as f:
        return int(f.read().rsplit(")", 1)[1].split()[1])


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


def test_instances_in_one_folder_live_and_die_alone(kresd, tmp_path):
    """`-f 4 rundir`, then `-f 2 rundir`: added and ended at run time, as the manual shows."""
    first = kresd("", "-f", "3", count=3)
    with Process([first.program(), "-f", "2", first.folder], tmp_path, "second") as second:
        first.process.wait_for(lambda: first.listening(5), 10, "five processes")
        theirs = [pid for pid in first.sockets() if parent(pid) == second.child.pid] + [second.child.pid]
        assert len(theirs) == 2
        for pid in theirs:
            assert first.control("worker.count", pid=pid) == ["2\n"]
        for _ in range(60):
            assert first.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]
        assert min(float(first.control("worker.stats().queries", pid=pid)[0]) for pid in first.sockets()) > 0
        second.signal(signal.SIGTERM)
        assert second.child.wait(10) == 0
        for pid in theirs:
            wait_gone(pid)
    wait_until(lambda: len(first.sockets()) == 3, 10, "three sockets")
    assert first.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]


def test_a_second_instance_shares_the_address(kresd):
    first = kresd()
    second = kresd("net.close('127.0.0.1', %d)\nnet.listen('127.0.0.1', %d)\n" % (0, first.port))
    assert second.control("net.list()['127.0.0.1'].port") == ["%d\n" % first.port]


def test_a_terminal_is_a_console(internet, tmp_path):
    import pty
    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("no pseudo-terminal here")
    (tmp_path / "config").write_text(SILENT)
    child = subprocess.Popen([Kresd.program(), str(tmp_path)], stdin=theirs, stdout=subprocess.PIPE, text=True,
                             env=dict(os.environ, KRESD_NO_LISTEN="1"))
    os.close(theirs)
    try:
        assert child.stdout.readline() == "[system] interactive mode\n"
        os.write(ours, b"6 * 7\n")
        assert child.stdout.readline() == "> 42\n"
        assert child.stdout.readline() == "\n"
        os.write(ours, b"for i = 1, 3 do\n")
        os.write(ours, b"x = i\nend\nx\n")
        assert [child.stdout.readline() for _ in range(2)] == ["> >> >> \n", "> 3\n"]
        os.close(ours)  # the end of the terminal is not the end of the process
        assert child.poll() is None
    finally:
        child.terminate()
        child.wait(10)
        child.stdout.close()
    assert child.returncode == 0


def run_with_input(folder, stdin, *args, **more):
    """What a resolver without listeners says, and how it ends."""
    env = dict(os.environ, KRESD_NO_LISTEN="1")
    return subprocess.run([Kresd.program(), *args, str(folder)], stdin=stdin, capture_output=True, timeout=20, env=env, **more)


def test_a_pipe_is_a_console(internet, tmp_path):
    """Replies on standard output, no second copy of them; the end of the pipe is not the end of the process."""
    (tmp_path / "config").write_text(SILENT)
    child = subprocess.Popen([Kresd.program(), str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, env=dict(os.environ, KRESD_NO_LISTEN="1"))
    child.stdin.write("6 * 7\nx = 1\nnosuch()\nfor i = 1, 2 do\n\n  x = x + i\nend\nx")
    child.stdin.close()
    expected = ["[system] interactive mode\n", "> 42\n", "\n", "> \n", "> > \n", "> 4\n", "\n"]
    assert [child.stdout.readline() for _ in expected] == expected
    assert child.stderr.readline() == "command:1: attempt to call global 'nosuch' (a nil value)\n"
    assert child.poll() is None
    child.terminate()
    child.stdout.close()
    child.stderr.close()
    assert child.wait(10) == 0


def test_a_quiet_console_says_only_what_it_is_asked(internet, tmp_path):
    (tmp_path / "config").write_text(SILENT)
    ended = subprocess.run([Kresd.program(), "-q", str(tmp_path)], input=b"x = 1\nx\nquit()\n", capture_output=True,
                           timeout=20, env=dict(os.environ, KRESD_NO_LISTEN="1"))
    assert (ended.returncode, ended.stdout) == (0, b"1\n\n")


def test_what_is_no_console_is_refused(internet, tmp_path):
    """Not started half: neither terminal nor pipe, and nobody said -n."""
    for stdin in (subprocess.DEVNULL, open("/etc/passwd")):
        ended = run_with_input(tmp_path, stdin)
        assert ended.returncode == 1
        assert ended.stderr.startswith(b"[system] error: standard input is not a terminal or pipe;")
    assert not (tmp_path / "tty").exists()


def test_nothing_is_run_half_configured(internet, tmp_path):
    """A wrong line: its place is told, and nothing is left."""
    (tmp_path / "config").write_text("x = 1\nmodules = { 'nosuch' }\n")
    ended = run_with_input(tmp_path, subprocess.DEVNULL, "-n")
    assert ended.returncode == 1
    assert b"config:2: " in ended.stderr
    ended = run_with_input(tmp_path, subprocess.DEVNULL, "-n", "-c", "other")
    assert (ended.returncode, ended.stderr) == (1, b"[system] config 'other': No such file or directory\n")
    ended = run_with_input(tmp_path / "none", subprocess.DEVNULL, "-n")
    assert ended.returncode == 1
    assert ended.stderr == b"[system] rundir '%s': No such file or directory\n" % str(tmp_path / "none").encode()
    assert not (tmp_path / "tty").exists() or not os.listdir(tmp_path / "tty")


@pytest.mark.skipif(os.getuid() != 0, reason="only the superuser may become somebody else")
def test_it_becomes_another_user(kresd):
    """What is opened later is that user's; there is no way back."""
    resolver = kresd("os.execute('chmod 777 .')\nx = user('nobody', 'nogroup')\ncache.size = 10 * MB\n")
    assert resolver.control("x") == ["true\n"]
    with open("/proc/%d/status" % resolver.process.child.pid) as f:
        lines = dict(line.split(":\t", 1) for line in f if ":\t" in line)
    ids = lines["Uid"].split() + lines["Gid"].split()
    assert ids == ["65534"] * 8
    assert os.stat(os.path.join(resolver.folder, "data.mdb")).st_uid == 65534
    assert resolver.control("user('root')", "user('nosuchuser')", "user('nobody', 'nosuch')") == [
        "command:1: Operation not permitted", "command:1: invalid user name", "command:1: invalid group name"]


def in_a_network_of_its_own(folder, *args):
    """A resolver where it may have the real ports: alone on a loopback."""
    script = "ip link set lo up && exec \"$@\""
    return Process(["unshare", "-rn", "sh", "-c", script, "sh", Kresd.program(), *args, str(folder)], folder, "kresd")


def has_namespaces():
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not has_namespaces(), reason="no network namespaces here")
def test_without_configuration_it_listens_on_localhost(internet, tmp_path):
    with in_a_network_of_its_own(tmp_path, "-n") as process:
        kresd = Kresd.__new__(Kresd)
        kresd.folder, kresd.process = str(tmp_path), process
        process.wait_for(lambda: kresd.listening(1), 10, "a control socket")
        pid, = kresd.sockets()
        assert kresd.control("net.list()['127.0.0.1']", "cache.current_size == 100 * MB", "trust_anchors.keysets['\\0'] ~= nil",
                             "#hints.root()['a.root-servers.net.']", pid=pid) == [
            "[port] => 53\n[tcp] => true\n[udp] => true\n", "true\n", "true\n", "2\n"]
        assert sorted(listeners(pid)) == [("tcp", 53), ("tcp", 53), ("tcp", 853), ("tcp", 853), ("udp", 53), ("udp", 53)]


def listeners(pid):
    """(protocol, port) of the sockets of a network namespace that wait for clients."""
    for protocol, waiting in (("udp", "07"), ("udp6", "07"), ("tcp", "0A"), ("tcp6", "0A")):
        with open("/proc/%d/net/%s" % (pid, protocol)) as f:
            for fields in [line.split() for line in f][1:]:
                port = int(fields[1].rsplit(":", 1)[1], 16)
                if fields[3] == waiting and port in (53, 853):
                    yield protocol[:3], port
