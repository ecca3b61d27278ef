# SPDX-License-Identifier: BSD-2-Clause
"""Reloading: queries never stop, what is broken stays as it was."""
import socket
import threading

import dns.message
import dns.query
import dns.rcode

from lib.process import wait_until
from lib.servers import soa_query

ZONE = "@ 60 SOA ns host {serial} 1 1 1 1\n@ 60 NS ns\nns 60 A 192.0.2.1\n"


def serial(server, zone):
    got = dns.query.udp(dns.message.make_query(zone, "SOA"), server.address, port=server.port, timeout=5)
    return got.answer[0][0].serial if got.answer else dns.rcode.to_text(got.rcode())


def test_a_broken_zone_keeps_its_version_and_the_others_are_served(our_server):
    server = our_server({"a.": ZONE.format(serial=1), "b.": ZONE.format(serial=1), "c.": "broken\n"})
    assert [serial(server, z) for z in ("a.", "b.", "c.")] == [1, 1, "SERVFAIL"]
    server.write("a.zone", ZONE.format(serial=2) + "x A 1.2.3\ny MX\n")
    server.write("b.zone", ZONE.format(serial=2))
    assert server.knotc("reload").code == 0
    wait_until(lambda: serial(server, "b.") == 2)
    assert serial(server, "a.") == 1
    log = server.log()
    assert "error: [a.] zone loader, error in zone, file" in log and "line 4" in log and "line 5" in log


def test_zones_come_and_go(our_server):
    server = our_server({"a.": ZONE.format(serial=1)})
    server.zones["b."] = ""
    server.write("b.zone", ZONE.format(serial=7))
    del server.zones["a."]
    server.write("server.conf", server.configuration())
    assert server.knotc("reload").code == 0
    wait_until(lambda: serial(server, "b.") == 7)
    assert serial(server, "a.") == "REFUSED"


def test_a_broken_configuration_changes_nothing(our_server):
    server = our_server({"a.": ZONE.format(serial=1)})
    server.write("server.conf", server.configuration() + "server:\n  bogus: 1\n")
    failed = server.knotc("-s", server.folder + "/knot.sock", "reload")
    assert failed.code == 1
    assert serial(server, "a.") == 1
    assert "item 'bogus' (invalid item)" in server.log()


def test_reloading_stops_no_query(our_server):
    zones = {f"z{i}.": ZONE.format(serial=1) for i in range(50)}
    server = our_server(zones)
    lost, asked, stop = [], [0], threading.Event()

    def ask():
        query = soa_query("z7.")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(2)
            s.connect((server.address, server.port))
            while not stop.is_set():
                s.send(query)
                asked[0] += 1
                try:
                    if s.recv(512)[3] & 15:
                        lost.append("rcode")
                except OSError:
                    lost.append("silence")

    thread = threading.Thread(target=ask)
    thread.start()
    for round_ in range(2, 12):
        for zone in zones:
            server.write(server.zone_file(zone), ZONE.format(serial=round_))
        assert server.knotc("reload").code == 0
        wait_until(lambda: serial(server, "z49.") == round_)
    stop.set()
    thread.join()
    assert asked[0] > 100 and not lost
