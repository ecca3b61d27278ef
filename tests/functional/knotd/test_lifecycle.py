# SPDX-License-Identifier: BSD-2-Clause
"""Zones over time: files, the journal, databases, and the commands that move them."""
import os
import re
import signal

import dns.message
import dns.query

SOA = "@ 60 SOA ns admin {} 3600 900 604800 60\n"
ZONE = SOA + "@ 60 NS ns\nns 60 A 192.0.2.1\n"
NAME = "example.com."


def zone(serial, *lines):
    return ZONE.format(serial) + "".join(line + "\n" for line in lines)


def serial(server):
    reply = dns.query.udp(dns.message.make_query(NAME, "SOA"), server.address, port=server.port, timeout=10)
    return reply.answer[0][0].serial if reply.answer else None


def has(server, owner):
    reply = dns.query.udp(dns.message.make_query(owner, "A"), server.address, port=server.port, timeout=10)
    return bool(reply.answer)


def file_text(server):
    with open(os.path.join(server.folder, "example.com.zone")) as f:
        return f.read()


def change(server, *words):
    for command in (("zone-begin", NAME), ("zone-set", NAME, *words), ("zone-commit", NAME)):
        done = server.knotc(*command)
        assert (done.code, done.out) == (0, "OK\n"), done


def restart(server):
    server.stop()
    server.start()


def test_defaults_keep_the_file_current(our_server):
    server = our_server({NAME: zone(1)})
    change(server, "www", "60", "A", "192.0.2.5")
    assert server.knotc("-b", "zone-flush", NAME).out == "OK\n"
    assert re.match(r";; Zone dump \(", file_text(server))
    assert "www.example.com." in file_text(server)
    assert serial(server) == 2
    restart(server)
    assert serial(server) == 2


def test_manual_edit_between_freeze_and_thaw(our_server):
    server = our_server({NAME: zone(1)})
    assert server.knotc("-b", "zone-freeze", NAME).out == "OK\n"
    assert server.knotc("-b", "zone-flush", NAME).out == "OK\n"
    assert "freeze: yes" in server.knotc("zone-status", NAME, "+freeze").out
    server.write("example.com.zone", zone(7, "www 60 A 192.0.2.5"))
    assert server.knotc("-b", "zone-reload", NAME).out == "OK\n"
    assert server.knotc("zone-thaw", NAME).out == "OK\n"
    assert serial(server) == 7
    assert server.knotc("-e", "zone-status", NAME, "+freeze").out == "[example.com.] freeze: - | XFR-freeze: -\n"


def test_zone_without_a_file(our_server):
    server = our_server({NAME: None}, zone_items=["zonefile-sync: -1", "zonefile-load: none", "journal-content: all"])
    assert serial(server) is None
    change_all = [("@", "3600", "SOA", "ns admin 1 86400 900 691200 3600"), ("@", "3600", "NS", "ns"),
                  ("ns", "3600", "A", "192.0.2.1")]
    assert server.knotc("zone-begin", NAME).out == "OK\n"
    for words in change_all:
        assert server.knotc("zone-set", NAME, *words).out == "OK\n"
    assert server.knotc("zone-commit", NAME).out == "OK\n"
    assert serial(server) == 1
    change(server, "www", "60", "A", "192.0.2.5")
    assert server.knotc("zone-flush", NAME).out == "OK\n"
    server.process.wait_for(lambda: "zonefile synchronization disabled" in server.log(), 10, "warning")
    assert not os.path.exists(os.path.join(server.folder, "example.com.zone"))
    restart(server)
    assert serial(server) == 2
    assert has(server, "www." + NAME)


def test_input_only_file(our_server):
    server = our_server({NAME: zone(1)}, zone_items=["zonefile-sync: -1", "zonefile-load: difference"])
    server.write("example.com.zone", zone(5, "www 60 A 192.0.2.5"))
    assert server.knotc("-b", "zone-reload", NAME).out == "OK\n"
    assert serial(server) == 5
    server.write("example.com.zone", zone(4))
    failed = server.knotc("-b", "zone-reload", NAME)
    assert failed.code == 1
    assert serial(server) == 5
    assert ";; Zone dump" not in file_text(server)


def test_serials_by_themselves(our_server):
    server = our_server({NAME: zone(1)}, zone_items=["zonefile-sync: -1", "zonefile-load: difference-no-serial",
                                                   "journal-content: all"])
    server.write("example.com.zone", zone(1, "www 60 A 192.0.2.5"))
    assert server.knotc("-b", "zone-reload", NAME).out == "OK\n"
    assert serial(server) == 2
    assert server.knotc("-b", "zone-reload", NAME).out == "OK\n"
    assert serial(server) == 2
    restart(server)
    assert serial(server) == 2
    assert has(server, "www." + NAME)


def test_flush_to_a_folder(our_server):
    server = our_server({NAME: zone(1)})
    out = os.path.join(server.folder, "out", "deep")
    assert server.knotc("zone-flush", NAME, "+outdir", out).out == "OK\n"
    assert os.listdir(out) == ["example.com.zone"]
    assert ";; Zone dump" not in file_text(server)


def test_purging(our_server):
    server = our_server({NAME: zone(1)})
    change(server, "www", "60", "A", "192.0.2.5")
    refused = server.knotc("zone-purge", NAME)
    assert refused.code == 1
    assert server.knotc("-f", "zone-purge", NAME, "+journal").out == "OK\n"
    assert serial(server) == 2
    assert server.knotc("-f", "zone-purge", NAME, "+expire").out == "OK\n"
    reply = dns.query.udp(dns.message.make_query(NAME, "SOA", use_edns=0), server.address, port=server.port, timeout=10)
    assert reply.rcode() == 2 and reply.options[0].code == 24  # SERVFAIL, Invalid Data
    assert server.knotc("-b", "zone-reload", NAME).out == "OK\n"
    assert serial(server) == 2
    assert server.knotc("-f", "zone-purge", NAME).out == "OK\n"
    assert not os.path.exists(os.path.join(server.folder, "example.com.zone"))
    assert server.knotc("-f", "zone-purge", "gone.example.", "+orphan").out == "OK\n"
    assert server.knotc("-f", "zone-purge", "--", "+orphan").out == "OK\n"


def test_reload_by_signal_reads_changed_files_only(our_server):
    other = "example.net."
    server = our_server({NAME: zone(1), other: zone(1)})
    server.write("example.com.zone", zone(2))
    server.process.child.send_signal(signal.SIGHUP)
    server.process.wait_for(lambda: serial(server) == 2, 10, "new serial")
    assert server.log().count("[example.net.] loaded") == 1
