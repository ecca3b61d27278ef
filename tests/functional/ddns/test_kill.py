# SPDX-License-Identifier: BSD-2-Clause
"""knotd is killed at random points of a stream of updates: what it acknowledged is there after."""
import os
import random
import signal
import socket

import dns.message
import dns.query
import dns.rcode
import dns.update

from conftest import PLAIN, Ours

UPDATES = int(os.environ.get("BOWLINE_KILL_UPDATES", "300"))
KILLS = int(os.environ.get("BOWLINE_KILLS", "6"))
WINDOW = 16  # updates on their way at once
OPTIONS = PLAIN + "    zonefile-sync: -1\n    journal-content: %s\n    zonefile-load: %s\n"


def update(number):
    u = dns.update.Update("example.")
    u.add(f"n{number}", 60, "TXT", f"update-{number}")
    u.id = number
    return u.to_wire()


def stream(server, first, last, kill_at):
    """Send updates and gather whose answer came; the server dies at one of them."""
    acknowledged, sent = set(), first
    with socket.create_connection((server.address, server.port), 10) as s:
        s.settimeout(10)
        try:
            while len(acknowledged) < last - first:
                while sent < last and sent - first - len(acknowledged) < WINDOW:
                    wire = update(sent)
                    s.sendall(len(wire).to_bytes(2, "big") + wire)
                    sent += 1
                reply = dns.query.receive_tcp(s)[0]
                assert reply.rcode() == dns.rcode.NOERROR
                acknowledged.add(reply.id)
                if len(acknowledged) == kill_at:
                    server.process.signal(signal.SIGKILL)
        except (OSError, EOFError, dns.exception.DNSException):
            pass
    return acknowledged, sent


def check_nothing_is_lost(servers, content, load):
    rng = random.Random(os.environ.get("BOWLINE_SEED"))
    server = servers(Ours, options=OPTIONS % (content, load))
    if load == "none":
        begin = dns.update.Update("example.")
        begin.add("@", 3600, "SOA", "ns host 10 3600 900 604800 300")
        begin.add("@", 3600, "NS", "ns.example.net.")
        assert server.send(begin).rcode() == dns.rcode.NOERROR
    acknowledged, first, each, serial = set(), 1, UPDATES // KILLS, 10
    for _ in range(KILLS):
        done, sent = stream(server, first, first + each, rng.randrange(1, each))
        acknowledged |= done
        server.process.child.wait(10)
        server.start()
        lines, now = server.contents()
        there = {line.split(" ")[0] for line in lines}
        missing = [n for n in acknowledged if f"n{n}.example." not in there]
        assert not missing, (missing, content, load)
        assert now > serial, (now, serial)
        # What is there was sent: no update is half done or comes from nowhere.
        added = {int(name[1:-9]) for name in there if name[1:-9].isdigit()}
        assert added <= set(range(1, sent))
        first, serial = sent, now


def test_changes_behind_the_zone_file(servers):
    check_nothing_is_lost(servers, "changes", "difference")


def test_a_zone_that_only_the_journal_keeps(servers):
    check_nothing_is_lost(servers, "all", "none")
