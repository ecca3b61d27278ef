# SPDX-License-Identifier: BSD-2-Clause
"""knotc: what scripts rely on."""
import re
import socket

from lib.zones import EXAMPLE


def test_general_commands(our_server):
    server = our_server()
    assert server.knotc("status").out == "Running\n"
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", server.knotc("status", "version").out)
    assert re.fullmatch(r"UDP workers: \d+, TCP workers: \d+, XDP workers: 0, background workers: \d+ "
                        r"\(running: 0, pending: 0\)\n", server.knotc("status", "workers").out)
    assert server.knotc("status", "cert-key").out == "-\n"
    wrong = server.knotc("status", "bogus")
    assert (wrong.code, wrong.err) == (1, "error: (invalid parameter) bogus\n")
    assert server.knotc("reload").out == "Reloaded\n"
    assert server.knotc("stop").out == "Stopped\n"
    assert server.process.child.wait(20) == 0
    gone = server.knotc("status")
    assert gone.code == 1
    assert re.match(r"error: failed to connect to socket '.*knot.sock' \(not exists\)\n", gone.err)


def test_zone_status_and_its_filters(our_server):
    server = our_server({"a.": EXAMPLE.replace("example.com", "a"), "b.": "broken"})
    assert server.knotc("zone-status").out == \
        "[a.] role: master | serial: 2024010101\n[b.] role: master | serial: -\n"
    assert server.knotc("zone-status", "A").out == "[a.] role: master | serial: 2024010101\n"
    assert server.knotc("zone-status", "+role", "b").out == "[b.] role: master\n"
    extended = server.knotc("-e", "zone-status", "a.").out
    assert extended.startswith("[a.] role: master | serial: 2024010101 | transaction: - | freeze: - | "
                               "XFR-freeze: - | catalog: - | load: - | refresh: - | update: - | ")
    assert extended.rstrip().endswith("DS-check: - | DS-push: - | DNSKEY-sync: -")
    unknown = server.knotc("zone-status", "nope")
    assert (unknown.code, unknown.err) == (1, "error: [nope] (no such zone found)\n")
    assert server.knotc("zone-status", "+bogus").err == "error: unknown filter: +bogus\n"


def test_a_blocking_reload_tells_the_result(our_server):
    server = our_server()
    assert server.knotc("-b", "zone-reload", "example.com").out == "OK\n"
    server.write("example.com.zone", "@ SOA broken\n")
    failed = server.knotc("zone-reload", "-b", "example.com")
    assert failed.code == 1
    assert failed.err.startswith("error: [example.com] (")
    assert server.knotc("zone-reload", "example.com").out == "OK\n"


def test_what_is_not_there_is_said(our_server):
    server = our_server()
    assert server.knotc("zone-dance").err == "error: invalid command 'zone-dance'\n"
    later = server.knotc("zone-sign", "example.com")
    assert (later.code, later.err) == (1, "error: [example.com] (operation not supported)\n")


def test_junk_on_the_socket_harms_nobody(our_server):
    server = our_server()
    for junk in (b"\xff", b"\x01" * 1000, b"\x01\x10\xff\xff" + b"x" * 70000, b"\x03" * 10, b"",
                 b"\x01\x10\x00\x06status\x02"):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(server.folder + "/knot.sock")
            s.settimeout(5)  # only now: a UNIX socket with a time-out does not wait for the backlog
            try:
                s.sendall(junk)
            except OSError:
                pass
    assert server.knotc("status").out == "Running\n"


def test_the_octets_of_the_protocol(our_server):
    server = our_server()
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(server.folder + "/knot.sock")
        s.settimeout(5)  # only now: a UNIX socket with a time-out does not wait for the backlog
        for _ in range(2):
            s.sendall(b"\x01\x10\x00\x06status\x03")
            assert s.recv(100) == b"\x03"
        s.sendall(b"\x00")
        assert s.recv(100) == b""
