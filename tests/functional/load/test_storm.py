# SPDX-License-Identifier: BSD-2-Clause
"""
Everything at once for a while: reloads of the file, updates, transfers, queries, commands and reconfigurations, with a
secondary behind.  Nothing is lost, both have the same zone in the end, and a build with ThreadSanitizer
(`make check-tsan`) has nothing to say.

BOWLINE_LOAD_SECONDS is how long; 2 by default, 60 for a look with the sanitizer.
"""
import itertools
import os
import socket
import threading

import dns.query
import dns.rcode
import dns.update

from lib.servers import soa_query
from lib.xfr import KEY, KEYRING, OurPeered

SECONDS = int(os.environ.get("BOWLINE_LOAD_SECONDS", "2"))
ZONE = "example.com."
ITEMS = ["zonefile-load: difference-no-serial", "zonefile-sync: -1", "journal-content: all", "notify-delay: 0"]
OPTIONS = ("server:\n    remote-pool-limit: 4\n    remote-retry-delay: 100\n    udp-workers: 2\n    tcp-workers: 2\n"
           "    background-workers: 2\nmod-stats:\n  - id: s\n    query-type: on\n"
           "template:\n  - id: default\n    global-module: mod-stats\n")


class Stormy(OurPeered):
    actions = "transfer, notify, update"

    def try_knotc(self, *words):
        """A command that may be refused: others have the zone or the configuration."""
        try:
            self.knotc(*words)
        except AssertionError:
            pass


def text(number):
    hosts = "".join(f"h{i} A 192.0.2.{(i + number) % 250}\nh{i} AAAA 2001:db8::{i:x}\n" for i in range(500))
    return f"$TTL 300\n@ SOA ns host 1 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\n{hosts}"


class Storm:
    """Threads that each do one thing over and over; what went wrong is kept."""

    def __init__(self):
        self.stop, self.wrong, self.counts, self.threads = threading.Event(), [], {}, []

    def begin(self, name, action):
        def run():
            for number in itertools.count(1):
                if self.stop.is_set():
                    return
                try:
                    action(number)
                except Exception as e:  # of any kind: the test fails with it
                    self.wrong.append((name, repr(e)))
                    return
                self.counts[name] = number
        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def query(server):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(10)
        s.connect((server.address, server.port))
        s.send(soa_query(ZONE))
        assert s.recv(512)[3] & 15 == 0


def update(server, number):
    message = dns.update.UpdateMessage(ZONE, keyring=KEYRING, keyname=KEY.name, keyalgorithm=KEY.algorithm + ".")
    message.replace(f"u{number % 50}", 60, "TXT", f"update {number}")
    answer = dns.query.tcp(message, server.address, 30, server.port)
    assert answer.rcode() in (dns.rcode.NOERROR, dns.rcode.SERVFAIL), answer  # SERVFAIL: too many wait
    return answer.rcode() == dns.rcode.NOERROR


def test_everything_at_once(tmp_path):
    primary = Stormy(tmp_path / "primary", {ZONE: text(0)}, items=ITEMS, options=OPTIONS)
    secondary = Stormy(tmp_path / "secondary", {}, primaries={ZONE: primary}, items=["zonefile-sync: 0"], options=OPTIONS)
    primary.secondaries = {ZONE: secondary}
    done, storm = [], Storm()

    def reload(number):
        primary.write(primary.zone_file(ZONE) + ".new", text(number))
        os.rename(f"{primary.folder}/{primary.zone_file(ZONE)}.new", f"{primary.folder}/{primary.zone_file(ZONE)}")
        primary.try_knotc("zone-reload", ZONE)
        storm.stop.wait(0.3)  # a load goes before updates: if one were always due, these would never be

    def configure(number):
        if number % 3 == 0:
            return primary.try_knotc("reload")
        primary.try_knotc("conf-begin")
        primary.try_knotc("conf-set", "server.identity", f"storm{number}")
        return primary.try_knotc("conf-commit")

    def command(number):
        for server in (primary, secondary):
            server.try_knotc(*(["zone-status"], ["stats"], ["zone-stats", ZONE], ["zone-refresh", ZONE], ["zone-notify", ZONE],
                               ["zone-flush", ZONE], ["zone-read", ZONE, "h1"])[number % 7])

    def transaction(number):
        primary.try_knotc("zone-begin", ZONE)
        primary.try_knotc("zone-set", ZONE, f"t{number % 20}", "60", "TXT", str(number))
        primary.try_knotc(*(["zone-abort", ZONE] if number % 4 == 0 else ["zone-commit", ZONE]))

    with primary, secondary:
        storm.begin("queries", lambda n: query(primary))
        storm.begin("queries of the secondary", lambda n: secondary.serial(ZONE))
        for i in range(3):
            storm.begin(f"updates {i}", lambda n, i=i: done.append(update(primary, 3 * n + i)))
        storm.begin("forwarded", lambda n: update(secondary, n) if secondary.serial(ZONE) is not None else None)
        storm.begin("transfers", lambda n: primary.zone(ZONE))
        for name, action in (("reloads", reload), ("configurations", configure), ("commands", command),
                             ("transactions", transaction)):
            storm.begin(name, action)
        storm.stop.wait(SECONDS)
        storm.end()
        print(storm.counts)
        assert not storm.wrong
        assert any(done)
        primary.try_knotc("zone-abort", ZONE)
        assert update(primary, 0)
        secondary.knotc("zone-refresh", ZONE)
        secondary.wait_serial(ZONE, primary.serial(ZONE), 60)
        assert secondary.zone(ZONE) == primary.zone(ZONE)
        assert "TCP/pool" in secondary.log() + primary.log()
    for server in (primary, secondary):
        assert "ThreadSanitizer" not in server.log() and "runtime error" not in server.log()
        assert server.process.child.returncode == 0
