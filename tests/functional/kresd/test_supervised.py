# SPDX-License-Identifier: BSD-2-Clause
"""Sockets that others made: by number, from a service manager, from scripts/supervisor.py."""
import os
import signal
import socket
import subprocess
import sys

import pytest

from lib.kresd import Kresd
from lib.ports import free_port
from lib.process import Process, wait_until

SUPERVISOR = os.path.join(os.path.dirname(__file__), "..", "..", "..", "scripts", "supervisor.py")


# What a service manager does between fork and exec.
LAUNCH = """
import fcntl, os, sys
fds, names = [int(fd) for fd in sys.argv[1].split(",")], sys.argv[2]
for i, fd in enumerate([fcntl.fcntl(fd, fcntl.F_DUPFD, 100) for fd in fds]):
    os.dup2(fd, 3 + i)
    os.close(fd)
for fd in fds:
    if fd >= 3 + len(fds):
        os.close(fd)
if names:
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(fds)), LISTEN_FDNAMES=names)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Passed:
    """A resolver that is handed sockets: `-S 3` and so on, or by a service manager's variables."""

    def __init__(self, internet, folder):
        self.kresd = Kresd(folder, "", lab_port=internet.port)
        config = os.path.join(self.kresd.folder, "config")
        with open(config) as f:
            lines = f.readlines()
        with open(config, "w") as f:
            f.writelines(line for line in lines if not line.startswith("net.listen"))
        self.sockets = []

    def bind(self, kind=socket.SOCK_DGRAM, port=None):
        s = socket.socket(socket.AF_INET, kind)
        s.bind((self.kresd.address, self.kresd.port if port is None else port))
        if kind == socket.SOCK_STREAM:
            s.listen()
        self.sockets.append(s)
        return s.getsockname()[1]

    def bind_unix(self, path):
        s = socket.socket(socket.AF_UNIX)
        s.bind(path)
        s.listen()
        self.sockets.append(s)

    def start(self, *args, names=None):
        """Sockets are descriptors 3 and up in it, in the order in which they were bound."""
        fds = [s.fileno() for s in self.sockets]
        self.child = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, ",".join(map(str, fds)), ":".join(names or ()), Kresd.program(), *args, self.kresd.folder],
            pass_fds=fds, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.kresd.process.child = self.child
        return self

    def wait(self):
        wait_until(lambda: self.child.poll() is not None or self.kresd.listening(1), 10, "a control socket")
        assert self.child.poll() is None, self.child.stdout.read()
        return self.kresd

    def close(self):
        for s in self.sockets:
            s.close()
        if hasattr(self, "child"):
            if self.child.poll() is None:
                self.child.terminate()
            self.child.wait(10)
            self.child.stdout.close()


@pytest.fixture
def passed(internet, tmp_path):
    made = Passed(internet, tmp_path / "kresd")
    yield made
    made.close()


def test_a_descriptor_is_listened_on(passed):
    passed.bind(socket.SOCK_DGRAM)
    passed.bind(socket.SOCK_STREAM)
    resolver = passed.start("-n", "-S", "3", "--fd=4").wait()
    assert resolver.control("net.list()") == [
        "[127.0.0.1] => {\n    [port] => %d\n    [tcp] => true\n    [udp] => true\n}\n" % resolver.port]
    for tcp in (False, True):
        assert resolver.data("www.example.com", tcp=tcp) == ["192.0.2.1", "192.0.2.2"]


def test_what_is_no_such_socket_is_refused(passed):
    passed.bind(socket.SOCK_DGRAM)
    passed.start("-n", "-S", "77")
    assert passed.child.wait(10) == 1
    assert passed.child.stdout.read() == "[system] listen on fd 77: Bad file descriptor\n"


def test_one_kind_alone_is_listed_as_that(passed):
    passed.bind(socket.SOCK_DGRAM)
    passed.bind(socket.SOCK_STREAM, 0)
    resolver = passed.start("-n", "-S", "3:dns").wait()
    assert resolver.control("net.list()['127.0.0.1'].udp", "net.list()['127.0.0.1'].tcp") == ["true\n", "nil\n"]
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]


def test_a_tls_descriptor(passed):
    import ssl
    port = passed.bind(socket.SOCK_STREAM, 0)
    passed.bind(socket.SOCK_DGRAM)
    resolver = passed.start("-n", "-T", "3", "-S", "4").wait()
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((resolver.address, port), timeout=10) as raw, context.wrap_socket(raw) as s:
        assert s.version().startswith("TLSv1")


def test_a_service_manager_names_its_sockets(passed, tmp_path):
    """No console is wanted of it, and it is told when the resolver is ready and when it ends."""
    control = str(tmp_path / "control.sock")
    passed.bind(socket.SOCK_DGRAM)
    passed.bind(socket.SOCK_STREAM)
    passed.bind_unix(control)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(10)
        os.environ["NOTIFY_SOCKET"] = str(tmp_path / "notify")
        try:
            passed.start(names=["dns", "dns", "control"])
        finally:
            del os.environ["NOTIFY_SOCKET"]
        assert manager.recv(100) == b"READY=1"
        resolver = passed.wait()
        assert resolver.data("www.example.com", tcp=True) == ["192.0.2.1", "192.0.2.2"]
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(10)
            s.connect(control)
            s.sendall(b"worker.pid\n")
            s.shutdown(socket.SHUT_WR)
            assert s.makefile("rb").read() == b"> %d\n\n> " % passed.child.pid
        # Not ours any more: a child of ours must not take them.
        assert resolver.control("env.LISTEN_FDS") == ["nil\n"]
        passed.child.terminate()
        assert manager.recv(100) == b"STOPPING=1"


def test_a_service_manager_starts_one_process_each(passed):
    passed.bind(socket.SOCK_DGRAM)
    passed.start("-f", "2", names=["dns"])
    assert passed.child.wait(10) == 1
    assert "only '-f 1' is allowed" in passed.child.stdout.read()


def test_a_name_that_is_not_served_is_told(passed):
    passed.bind(socket.SOCK_STREAM)
    passed.start(names=["doh"])
    assert passed.child.wait(10) == 1
    assert passed.child.stdout.read() == "[system] socket 'doh' is not available in this version\n"


# ---- scripts/supervisor.py ----


@pytest.fixture
def supervised(internet, tmp_path):
    kresd = Passed(internet, tmp_path / "kresd").kresd
    tls = free_port()
    process = Process([sys.executable, SUPERVISOR, Kresd.program(), "-a", "%s@%d" % (kresd.address, kresd.port),
                       "--tls=%s#%d" % (kresd.address, tls), "-f", "1", kresd.folder], kresd.folder, "supervisor")
    kresd.process = process
    process.start()
    process.wait_for(lambda: kresd.listening(1), 10, "a control socket")
    yield kresd
    process.stop()


def test_a_supervisor_starts_it_again_and_loses_no_query(supervised):
    first, = supervised.sockets()
    port = supervised.port
    assert supervised.control("net.list()['127.0.0.1'].tcp", pid=first) == ["true\n"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        import dns.message
        client.settimeout(15)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: "process finished" in supervised.process.log(), 10, "its end")
        # Nobody is there at the moment; the socket is.
        client.sendto(dns.message.make_query("www.example.com", "A").to_wire(), (supervised.address, port))
        assert len(dns.message.from_wire(client.recv(4096)).answer) == 1
    import re
    line = [x for x in supervised.process.log().splitlines() if "process finished" in x][0]
    assert re.fullmatch(r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\] process finished, pid = %d, status = -9, "
                        r"uptime = \d:\d\d:\d\d\.\d{6}" % first, line)


def test_the_end_of_a_supervisor_is_the_end_of_both(supervised):
    pid, = supervised.sockets()
    supervised.process.signal(signal.SIGTERM)
    assert supervised.process.child.wait(10) == 0
    assert not os.path.exists("/proc/%d" % pid)
    assert supervised.sockets() == []
