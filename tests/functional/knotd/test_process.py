# SPDX-License-Identifier: BSD-2-Clause
"""How knotd starts, is told things, and ends."""
import os
import signal
import socket
import subprocess

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
                          ("zone:\n  - domain: a.\n    dnssec-signing: on\n",
                           "line 3, item 'dnssec-signing', value 'on' (not available in this version)"),
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


def test_hup_reloads_and_reopens_log_files(our_server, tmp_path):
    log = tmp_path / "knotd.log"
    server = our_server(options=f"log:\n  - target: {log}\n    any: info\n")
    wait_until(lambda: "server started" in log.read_text())
    log.rename(tmp_path / "knotd.log.1")
    server.process.signal(signal.SIGHUP)
    wait_until(lambda: log.exists() and "configuration reloaded" in log.read_text())


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
