# SPDX-License-Identifier: BSD-2-Clause
"""What knotd does without its databases, with damaged ones, and on a full disk."""
import os
import subprocess

import dns.message
import dns.query
import pytest

from lib.servers import OurKnotd
from conftest import Knotc, takes_control

SOA = "@ 60 SOA ns admin {} 3600 900 604800 60\n"
ZONE = SOA + "@ 60 NS ns\nns 60 A 192.0.2.1\n"
NAME = "example.com."
KEPT = ["zonefile-load: difference-no-serial", "zonefile-sync: -1", "journal-content: all"]
CHANGES = ["zonefile-sync: -1", "journal-content: changes"]

DAMAGES = {
    "garbage": lambda data: b"no database at all" * 1000,
    "short": lambda data: data[:len(data) // 2 // 4096 * 4096],
    "overwritten": lambda data: data[:8192] + b"\xa5" * (len(data) - 8192),
}


def damage(server, kind, how):
    path = os.path.join(server.folder, kind, "data.mdb")
    with open(path, "rb") as f:
        data = f.read()
    with open(path, "wb") as f:
        f.write(DAMAGES[how](data))
    return path


def begin(server):
    """Start it again."""
    server.start()
    server.process.wait_for(lambda: takes_control(server), 10, "control socket")


def serial(server):
    reply = dns.query.udp(dns.message.make_query(NAME, "SOA"), server.address, port=server.port, timeout=10)
    return reply.answer[0][0].serial


def change(server, owner, *data):
    """Begin, set, commit: what the last one said. A failed one is aborted."""
    assert server.knotc("zone-begin", NAME).out == "OK\n"
    assert server.knotc("zone-set", NAME, owner, "60", *(data or ("A", "192.0.2.5"))).out == "OK\n"
    done = server.knotc("zone-commit", NAME)
    if done.code != 0:
        assert server.knotc("zone-abort", NAME).out == "OK\n"
    return done


def lines(server, part):
    return [line for line in server.log().splitlines() if part in line]


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_journal_is_named_and_refuses_what_it_cannot_keep(our_server, how):
    server = our_server({NAME: ZONE.format(1)}, zone_items=KEPT)
    assert change(server, "www").out == "OK\n"
    server.stop()
    path = damage(server, "journal", how)
    begin(server)
    assert serial(server) == 1  # the file's
    told = lines(server, "failed to open journal database")
    assert len(told) == 1 and os.path.dirname(path) in told[0] and "restored or moved away" in told[0], told
    refused = change(server, "mail")
    assert (refused.code, refused.err) == (1, "error: [example.com.] (journal database is not open)\n")
    assert serial(server) == 1
    os.rename(path, path + ".away")
    server.stop()
    begin(server)
    assert change(server, "mail").out == "OK\n"


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_timer_database_is_named_and_costs_no_zone(our_server, how):
    server = our_server({NAME: ZONE.format(1)}, zone_items=KEPT)
    assert change(server, "www").out == "OK\n"
    before = serial(server)
    server.stop()
    damage(server, "timers", how)
    begin(server)
    assert serial(server) > before  # the file differs from what the journal has
    assert len(lines(server, "failed to open timer database")) == 1
    assert change(server, "mail").out == "OK\n"


def can_mount():
    """May this user have a file system of its own?"""
    return subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0


class KnotdOnSmallDisk(OurKnotd):
    """Its journal lies in a file system of 160 KiB that vanishes with it."""

    def command(self, configuration):
        script = 'mkdir -p disk && mount -t tmpfs -o size=160k none disk && exec "$@"'
        return ["unshare", "-m", "sh", "-c", script, "sh", *super().command(configuration)]


def fill(server):
    """Changes until one is refused: how many were not. The refused one left nothing."""
    text = " ".join(['"' + "x" * 250 + '"'] * 8)
    for n in range(200):
        done = change(server, f"n{n}", "TXT", text)
        if done.code != 0:
            assert done.err.startswith("error: [example.com.] ("), done
            assert serial(server) == 1 + n
            return n
    raise AssertionError("never full")


@pytest.mark.parametrize("items, options, reason", [
    (["journal-max-usage: 40K"], "", "see journal-max-usage and the disk"),
    ([], "database:\n    journal-db-max-size: 1M\n", "raise database.journal-db-max-size"),
])
def test_a_full_journal_keeps_what_it_acknowledged(our_server, items, options, reason):
    server = our_server({NAME: ZONE.format(1)}, zone_items=CHANGES + items, options=options)
    done = fill(server)
    assert done > 0 and lines(server, reason)
    server.process.child.kill()
    server.process.child.wait()
    begin(server)
    assert serial(server) == 1 + done


def test_a_full_disk_is_said_and_the_zone_served(tmp_path):
    if not can_mount():
        pytest.skip("cannot mount")
    server = KnotdOnSmallDisk(tmp_path, {NAME: ZONE.format(1)}, zone_items=CHANGES)
    server.options = f"database:\n    journal-db: {server.folder}/disk/journal\n"
    with server:
        server.process.wait_for(lambda: takes_control(server), 10, "control socket")
        server.knotc = Knotc(server)
        done = fill(server)
        assert done > 0 and lines(server, "see journal-max-usage and the disk")
        assert serial(server) == 1 + done
        assert change(server, "ns", "AAAA", "2001:db8::1").code in (0, 1)  # a small one may fit
        assert server.knotc("zone-status", NAME).code == 0


def test_a_zone_file_that_cannot_be_written_is_said_and_nothing_lost(our_server):
    server = our_server({NAME: ZONE.format(1)}, zone_items=["zonefile-sync: -1"])
    path = os.path.join(server.folder, server.zone_file(NAME))
    os.rename(path, path + ".away")
    os.mkdir(path)  # nobody's right, not even root's, makes a file of that
    assert change(server, "www").out == "OK\n"
    failed = server.knotc("-b", "-f", "zone-flush", NAME)
    assert failed.code == 1 and "error: [example.com.] (" in failed.err, failed
    assert len(lines(server, "failed to update zone file (")) == 1
    assert serial(server) == 2
    os.rmdir(path)
    os.rename(path + ".away", path)
    assert server.knotc("-b", "-f", "zone-flush", NAME).out == "OK\n"
    with open(path) as f:
        assert "www.example.com." in f.read()
    assert [name for name in os.listdir(server.folder) if name.startswith("example.com.zone")] == ["example.com.zone"]
