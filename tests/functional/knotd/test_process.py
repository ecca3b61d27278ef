# SPDX-License-Identifier: BSD-2-Clause
"""How knotd starts, is told things, and ends."""
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile

import pytest

from lib.ports import free_port
from lib.process import wait_until
from lib.servers import OurKnotd, soa_query
from lib.zones import EXAMPLE


def run_knotd(*args, timeout=20):
    return subprocess.run([OurKnotd.path(), *args], capture_output=True, text=True, timeout=timeout)


def test_it_says_who_it_is():
    done = run_knotd("-V")
    assert done.returncode == 0
    assert done.stdout.startswith("knotd (Bowline), version ")


def test_a_wrong_configuration_ends_it_with_file_and_line(tmp_path):
    config = tmp_path / "knot.conf"
    for text, message in (("server:\n  bogus: 1\n", "line 2, item 'bogus' (invalid item)"),
                          ("zone:\n  - domain: a.\n    catalog-role: interpret\n",
                           "line 3, item 'catalog-role', value 'interpret' (not available in this version)"),
                          ("server:\n\tidentity: x\n", "line 2 (tabulator character is not allowed)")):
        config.write_text(text)
        done = run_knotd("-c", str(config))
        assert done.returncode == 1
        assert f"error: config, file '{config}', {message}" in done.stderr
        assert "critical: failed to load configuration file" in done.stderr


def test_a_missing_configuration_ends_it(tmp_path):
    done = run_knotd("-c", str(tmp_path / "none.conf"))
    assert done.returncode == 1
    assert "error:" in done.stderr


def test_a_taken_address_ends_it_with_a_known_line(tmp_path, our_server):
    server = our_server()
    config = tmp_path / "second.conf"
    config.write_text(f"server:\n  rundir: {tmp_path}/second\n  listen: {server.at}\n  udp-workers: 1\n"
                      f"database:\n  storage: {tmp_path}\nlog:\n  - target: stderr\n    any: info\n")
    done = run_knotd("-c", str(config))
    assert done.returncode == 1
    assert "cannot bind address" in done.stderr


def test_term_and_int_end_it_cleanly(our_server):
    for number in (signal.SIGTERM, signal.SIGINT):
        server = our_server()
        server.process.signal(number)
        assert server.process.child.wait(20) == 0
        assert "shutting down" in server.log()
        assert not os.path.exists(server.folder + "/knot.sock")


def test_a_second_term_ends_it_at_once(our_server, tmp_path):
    pipe = tmp_path / "pipe"
    server = our_server(options=f"zone:\n  - domain: stuck.\n    file: {pipe}\n")
    os.mkfifo(pipe)

    def reader():
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return None  # nobody reads yet

    server.process.signal(signal.SIGUSR1)
    end = server.process.wait_for(reader, 10, "a load of the pipe")  # goes on for as long as this end is open
    server.process.signal(signal.SIGTERM)
    server.process.wait_for(lambda: "stopping server" in server.log(), 10, "the first being taken")
    assert server.process.is_running()
    server.process.signal(signal.SIGTERM)
    assert server.process.child.wait(5) == 1
    os.close(end)


def test_hup_reloads_and_reopens_log_files(our_server, tmp_path):
    log = tmp_path / "knotd.log"
    server = our_server(options=f"log:\n  - target: {log}\n    any: info\n")
    wait_until(lambda: "server started" in log.read_text())
    log.rename(tmp_path / "knotd.log.1")
    server.process.signal(signal.SIGHUP)
    wait_until(lambda: log.exists() and "configuration reloaded" in log.read_text())


def test_usr1_reloads_the_zones(our_server):
    server = our_server()
    before = server.log().count("[example.com.] loaded")
    server.write("example.com.zone", EXAMPLE + "new 60 A 192.0.2.77\n")
    server.process.signal(signal.SIGUSR1)
    server.process.wait_for(lambda: server.log().count("[example.com.] loaded") > before, 10, "the zone loaded again")
    assert "reloading configuration" not in server.log()


def test_a_daemon_has_a_pid_file_that_vanishes(tmp_path):
    port = free_port()
    (tmp_path / "example.com.zone").write_text(EXAMPLE)
    config = tmp_path / "knot.conf"
    config.write_text(f"server:\n  rundir: {tmp_path}\n  listen: 127.0.0.1@{port}\n"
                      f"log:\n  - target: {tmp_path}/log\n    any: info\ndatabase:\n  storage: {tmp_path}\n"
                      f"zone:\n  - domain: example.com\n    storage: {tmp_path}\n")
    done = run_knotd("-c", str(config), "-d")
    pid_file = tmp_path / "knot.pid"
    assert done.returncode == 0, done.stderr
    pid = int(pid_file.read_text())
    try:
        again = run_knotd("-c", str(config), "-d")
        assert again.returncode == 1
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(5)
            s.connect(("127.0.0.1", port))
            s.send(soa_query("example.com."))
            assert s.recv(512)[3] & 15 == 0
    finally:
        os.kill(pid, signal.SIGTERM)
    wait_until(lambda: not pid_file.exists())


def test_a_service_manager_is_told_each_state(tmp_path):
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(str(tmp_path / "notify"))
    told.settimeout(20)

    def next_state(prefix):
        while True:
            state = told.recv(4096).decode()
            if state.startswith(prefix):
                return state

    (tmp_path / "example.com.zone").write_text(EXAMPLE)
    config = tmp_path / "knot.conf"
    config.write_text(f"server:\n  rundir: {tmp_path}\n  listen: 127.0.0.1@{free_port()}\n"
                      f"log:\n  - target: {tmp_path}/log\n    any: info\ndatabase:\n  storage: {tmp_path}\n"
                      f"zone:\n  - domain: example.com\n    storage: {tmp_path}\n"
                      f"  - domain: example.net\n    file: {tmp_path}/example.com.zone\n")
    env = dict(os.environ, NOTIFY_SOCKET=str(tmp_path / "notify"), KNOT_ZONE_LOAD_TIMEOUT_SEC="7")
    child = subprocess.Popen([OurKnotd.path(), "-c", str(config)], env=env)
    try:
        for _ in range(2):  # zones
            assert told.recv(4096) == b"EXTEND_TIMEOUT_USEC=7000000"
        assert next_state("READY") == "READY=1\nSTATUS="
        child.send_signal(signal.SIGHUP)
        assert next_state("RELOADING") == "RELOADING=1"
        assert next_state("READY") == "READY=1\nSTATUS="
        child.send_signal(signal.SIGTERM)
        assert next_state("STOPPING") == "STOPPING=1"
        assert next_state("STATUS").startswith("STATUS=Waiting for ")
        assert child.wait(20) == 0
    finally:
        child.kill()
        child.wait()
        told.close()


@pytest.fixture
def open_folder():
    """A folder that every user may enter."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bowline-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_a_user_gets_what_root_makes(open_folder):
    tmp_path = open_folder
    (tmp_path / "knot.conf").write_text(
        f"server:\n  rundir: {tmp_path}/new/run\n  listen: 127.0.0.1@{free_port()}\n  user: nobody\n"
        f"log:\n  - target: {tmp_path}/log\n    any: info\ndatabase:\n  storage: {tmp_path}/new/db\n")
    child = subprocess.Popen([OurKnotd.path(), "-c", str(tmp_path / "knot.conf")])
    try:
        wait_until(lambda: (tmp_path / "log").exists() and "server started" in (tmp_path / "log").read_text())
        nobody = pwd.getpwnam("nobody").pw_uid
        with open(f"/proc/{child.pid}/status") as f:
            status = f.read()
        assert f"\nUid:\t{nobody}\t{nobody}\t" in status
        assert "\nCapEff:\t0000000000000000\n" in status
        for path in (tmp_path / "new" / "run", tmp_path / "new" / "db", tmp_path / "log"):
            assert path.stat().st_uid == nobody, path
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0
    finally:
        child.kill()
        child.wait()


def test_version_and_build_facts():
    facts = run_knotd("-VV")
    assert facts.returncode == 0 and "\nDoQ support: no\n" in facts.stdout
