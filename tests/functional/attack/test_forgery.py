# SPDX-License-Identifier: BSD-2-Clause
"""Lies: forged replies, records nobody asked for, delegations that should have ended, proofs of other zones."""
import itertools
import random
import select
import socket
import struct
import threading
import time

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.rrset
import pytest

from lib.authority import A, NS, NSEC, NSEC3, RRSIG, TTL, rdata
from lib.process import wait_until
from .conftest import PEERS
from .hostile import answer, asked

GOOD = ["192.0.2.1"]


def poisoned(rig, names=("www.good.com.", "other.good.com.", "new.good.com.", "www.plain1.net.", "good.com.")):
    """Is something of others not as it should be?"""
    ask = rig.resolver.ask
    want = {"www.good.com.": (0, GOOD), "other.good.com.": (0, ["192.0.2.2"]), "new.good.com.": (3, []),
            "www.plain1.net.": (0, ["192.0.2.9"]), "good.com.": (0, [])}
    wrong = 0
    for name in names:
        response = ask(name)
        data = sorted(item.to_text() for rrset in response.answer for item in rrset)
        wrong += (response.rcode(), data) != want[name]
    return wrong


def test_malformed_replies_are_waited_past(rig):
    """Junk before the answer neither ends the query nor is believed (TuDoor, 2024)."""
    def reply(query, tcp):
        good = answer(query, answer=[(asked(query)[0], "A", "192.0.2.7")])[0]
        octets = good.to_wire()
        not_a_response, other_name, other_type, refused = (dns.message.from_wire(octets) for _ in range(4))
        not_a_response.flags &= ~dns.flags.QR
        other_name.question[0].name = dns.name.from_text("other.evil.com.")
        other_type.question[0].rdtype = dns.rdatatype.TXT
        refused.set_rcode(dns.rcode.REFUSED)
        refused.id ^= 1
        refused.flags |= dns.flags.TC
        junk = [not_a_response, other_name, other_type, refused, octets[:11], b"", octets[:12], octets[:2] + b"\x84\0\0\0" + octets[6:12],
                octets[:2] + b"\xac\0" + octets[4:]]  # another opcode
        return [good] if tcp else [junk[next(turn) % len(junk)], (0.01, good)]
    turn = itertools.count()
    rig.evil(reply)
    resolver = rig.start()
    right = sum(resolver.data("n%d.evil.com." % i) == ["192.0.2.7"] for i in range(18))
    rig.figure("TuDoor", "answers lost to junk, of 18", 18 - right, 0)


def test_records_nobody_asked_for(rig):
    """Servers, addresses and aliases of others in every section (CVE-2025-11411, CVE-2025-40778, CVE-2025-59023)."""
    def reply(query, tcp):
        name, kind = asked(query)
        return answer(query, answer=[(name, "A", "192.0.2.7"), ("www.good.com.", "A", "6.6.6.6"), ("new.good.com.", "A", "6.6.6.6"),
                                     ("good.com.", "DNAME", "evil.com."), ("net.", "DNAME", "evil.com.")],
                      authority=[("com.", "NS", "ns.evil.com."), (".", "NS", "ns.evil.com."), ("net.", "NS", "ns.evil.com."),
                                 ("good.com.", "NS", "ns.evil.com."), ("plain1.net.", "NS", "ns.evil.com.")],
                      additional=[("ns.evil.com.", "A", rig.EVIL), ("ns.good.com.", "A", rig.EVIL), ("ns.com.", "A", rig.EVIL),
                                  ("ns.net.", "A", rig.EVIL), ("other.good.com.", "A", "6.6.6.6")])
    rig.evil(reply)
    resolver = rig.start()
    for i in range(3):
        assert resolver.data("n%d.evil.com." % i) == ["192.0.2.7"]
    before = sum(query[0] == rig.EVIL for query in rig.world.queries)
    rig.figure("promiscuous NS, DNAME, glue", "poisoned names, of 5", poisoned(rig), 0)
    rig.figure("promiscuous NS, DNAME, glue", "strangers' names asked of evil.com",
               sum(query[0] == rig.EVIL for query in rig.world.queries) - before, 0)


def test_glue_that_is_nobodys(rig):
    """A referral to 0.0.0.0, this host, and an address of another zone's server (CVE-2026-50251)."""
    def reply(query, tcp):
        name, kind = asked(query)
        zone = ".".join(name.split(".")[-4:])
        return answer(query, aa=False, authority=[(zone, "NS", "a." + zone, "b." + zone, "c." + zone)],
                      additional=[("a." + zone, "A", "0.0.0.0"), ("b." + zone, "A", "127.0.0.1"), ("c." + zone, "AAAA", "::"),
                                  ("ns.good.com.", "A", "0.0.0.0"), ("ns.net.", "A", "0.0.0.0")])
    rig.evil(reply)
    resolver = rig.start()
    for i in range(3):
        resolver.ask("x.sub%d.evil.com." % i)
    local = sum(query[0].startswith(("127.", "0.")) for query in rig.world.queries)
    rig.figure("glue 0.0.0.0, 127.0.0.1, ::", "queries to this host", local, 0)
    before = rig.world.server.packets
    assert resolver.data("www.good.com.") == GOOD and rig.world.server.packets == before  # nothing was flushed
    rig.figure("glue 0.0.0.0, 127.0.0.1, ::", "poisoned names, of 5", poisoned(rig), 0)


def test_ghost_domain(rig):
    """A zone whose delegation has been revoked keeps itself alive by its own NS records (CVE-2022-30698, CVE-2026-40622)."""
    ttl = 2
    middle, here = "10.53.6.8", [True]

    def parent(query, tcp):
        name, kind = asked(query)
        if name.endswith("ghost.evil.com.") and here[0]:
            made = answer(query, aa=False, authority=[("ghost.evil.com.", "NS", "ns.ghost.evil.com.")],
                          additional=[("ns.ghost.evil.com.", "A", middle)], ttl=ttl)
            return made
        return answer(query, rcode=3, authority=[("evil.com.", "SOA", "n. h. 1 2 3 4 1")], ttl=1)

    def child(query, tcp):
        name, kind = asked(query)
        authority, additional = [("ghost.evil.com.", "NS", "ns.ghost.evil.com.")], [("ns.ghost.evil.com.", "A", middle)]
        if kind == "NS":
            return answer(query, answer=authority, additional=additional, ttl=86400)
        return answer(query, answer=[(name, kind, "192.0.2.7")] if kind == "A" else [], authority=authority, additional=additional,
                      ttl=86400)
    rig.evil(parent)
    rig.world.handle(middle, child)
    resolver = rig.start()
    assert resolver.data("n.ghost.evil.com.") == ["192.0.2.7"]
    here[0], revoked, number = False, time.monotonic(), [0]

    def is_dead():
        number[0] += 1
        resolver.ask("ghost.evil.com.", "NS")
        resolver.ask("ns.ghost.evil.com.")
        return resolver.ask("n%d.ghost.evil.com." % number[0]).rcode() == dns.rcode.NXDOMAIN
    try:
        wait_until(is_dead, 10, "end of the ghost")
    except Exception:
        assert not rig.is_ours
    # Where the machine may have other work only a life that is the child's counts, which is a day.
    rig.figure("ghost domain", "life beyond the parent's TTL, s", round(max(0.0, time.monotonic() - revoked - ttl), 1), 1 if PEERS else 6)


LIE = b"\xc0\x0c\0\1\0\1\0\0\x0e\x10\0\4\6\6\6\6"


class Spoofer(threading.Thread):
    """Sends guesses of the reply to the latest query as if from its server: the question is known, port and id are not."""

    def __init__(self, rig, count):
        super().__init__(daemon=True)
        self.rig, self.count, self.sent, self.latest = rig, count, 0, None
        rig.world.server.tap = self.note

    def note(self, octets, peer, address):
        if address != self.rig.EVIL:
            return
        end = octets.index(b"\0", 12) + 5
        if b"control" in octets.lower():  # with everything known the forgery is good: the spoofer works
            self.rig.world.server.send_udp(octets[:2] + b"\x84\0\0\1\0\1\0\0\0\0" + octets[12:end] + LIE, peer, self.rig.EVIL)
        else:
            self.latest = (b"\x84\0\0\1\0\1\0\0\0\0" + octets[12:end] + LIE, peer[0])

    def run(self):
        low, high = map(int, open("/proc/sys/net/ipv4/ip_local_port_range").read().split())
        generator, send = random.Random(1), self.rig.world.server.send_udp
        wait_until(lambda: self.latest, 10, "a query")
        while self.sent < self.count:
            tail, to = self.latest
            bits = generator.getrandbits(32)
            send(struct.pack("!H", bits & 0xffff) + tail, (to, (bits >> 16) % (high - low) + low), self.rig.EVIL)
            self.sent += 1


def test_saddns(rig):
    """A server is silent while 200,000 guesses of its reply arrive (CVE-2020-25705)."""
    rig.evil(lambda query, tcp: [])
    resolver = rig.start()
    spoofer = Spoofer(rig, 200000)
    if rig.is_ours:
        assert resolver.data("control.evil.com.") == ["6.6.6.6"]
    spoofer.start()
    hits = 0
    for number in itertools.count():
        response = resolver.ask("t%d.evil.com." % number, timeout=20)
        hits += any(item.to_text() == "6.6.6.6" for rrset in response.answer for item in rrset)
        if not spoofer.is_alive():
            break
    assert spoofer.sent == spoofer.count
    rig.figure("SadDNS, 200,000 guesses", "hits", hits, 0)
    rig.figure("SadDNS, 200,000 guesses", "poisoned names, of 5", poisoned(rig), 0)


def chi_squared(values, bins, low, high):
    """Of the counts in equal parts of low ... high, and the number of degrees of freedom."""
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, (value - low) * bins // (high - low))] += 1
    expected = len(values) / bins
    return sum((count - expected) ** 2 / expected for count in counts)


def test_ports_and_ids_are_random(rig):
    """2,000 queries: ports and ids spread evenly, and none follows from the one before (CVE-2025-40780)."""
    seen = []
    rig.evil(lambda query, tcp: answer(query, answer=[(asked(query)[0], "A", "192.0.2.7")]))
    resolver = rig.start()
    rig.world.server.tap = lambda octets, peer, address: seen.append((peer[1], octets[:2])) if address == rig.EVIL else None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect((resolver.address, resolver.port))
        s.settimeout(10)
        for start in range(0, 2000, 20):
            for i in range(start, start + 20):
                s.send(dns.message.make_query("n%d.evil.com." % i, "A").to_wire())
            for _ in range(20):
                s.recv(4096)
    ports, ids = [port for port, _ in seen], [struct.unpack("!H", ident)[0] for _, ident in seen]
    low, high = map(int, open("/proc/sys/net/ipv4/ip_local_port_range").read().split())
    if not rig.is_ours:  # they choose by themselves, from more
        low, high = min(ports), max(ports) + 1
    # 31 and 15 degrees of freedom; one good generator in ten thousand is beyond these.
    rig.figure("ports and ids of 2,000 queries", "chi-squared of ports, 32 bins", round(chi_squared(ports, 32, low, high), 1), 70)
    rig.figure("ports and ids of 2,000 queries", "chi-squared of ids, 32 bins", round(chi_squared(ids, 32, 0, 65536), 1), 70)
    rig.figure("ports and ids of 2,000 queries", "chi-squared of ids' low bits, 16 bins",
               round(chi_squared([i & 15 for i in ids], 16, 0, 16), 1), 45)
    rig.figure("ports and ids of 2,000 queries", "chi-squared of differences, 32 bins",
               round(chi_squared([b - a & 0xffff for a, b in zip(ids, ids[1:])], 32, 0, 65536), 1), 70)
    twice = len(ports) - len(set(ports))
    n, m = len(ports), high - low
    expected = n - m * (1 - (1 - 1 / m) ** n)
    rig.figure("ports and ids of 2,000 queries", "ports used twice, times expected", round(twice / expected, 2), 2)


def test_labels_below_the_zone(rig):
    """evil.com signs a record as if made from a wildcard of com (CVE-2026-44690, Knot Resolver 6.4.1)."""
    zone = rig.world.zone("evil.com.", "www A 192.0.2.66", addresses=[rig.EVIL], signed=True)

    def change(query, response, tcp):
        name, kind = asked(query)
        if name.startswith("n") and kind == "A":
            response.set_rcode(0)
            rrset = dns.rrset.from_text(query.question[0].name, TTL, "IN", "A", "6.6.6.6")
            sig = zone.keys[0].sign(rrset, zone.apex, labels=1)
            response.answer = [rrset, dns.rrset.from_rdata(rrset.name, TTL, sig)]
        return response
    zone.change = change
    resolver = rig.start()
    for i in range(3):
        response = resolver.ask("n%d.evil.com." % i, want_dnssec=True)
        assert not rig.is_ours or response.rcode() == dns.rcode.SERVFAIL
    taken = sum("6.6.6.6" in str(resolver.ask("x%d.com." % i)) for i in range(3))
    rig.figure("RRSIG labels below the zone", "names of com taken, of 3", taken, 0)
    rig.figure("RRSIG labels below the zone", "poisoned names, of 5", poisoned(rig), 0)


def test_next_name_outside_the_zone(rig):
    """evil.com denies what lies behind it in com, by an NSEC whose next name is another zone's (CVE-2026-11721)."""
    zone = rig.world.zone("evil.com.", "www A 192.0.2.66", addresses=[rig.EVIL], signed=True)
    for i in range(3):
        rig.world.zone("f%d.com." % i, "www A 192.0.2.8", signed=True)

    def after(made):
        for owner in [owner for owner, kind in made.sets if kind == NSEC]:
            made.sets[owner, NSEC].clear()
            made.put(owner, NSEC, rdata(NSEC, "zzz.com. A NS SOA RRSIG NSEC DNSKEY"))
            made.sign_set(owner, NSEC)
    zone.after = after
    resolver = rig.start()
    for i in range(3):
        resolver.ask("n%d.evil.com." % i, want_dnssec=True)
        resolver.ask("n%d.evil.com." % i, "TXT", want_dnssec=True)
    lost = sum(resolver.data("www.f%d.com." % i) != ["192.0.2.8"] for i in range(3))
    rig.figure("NSEC next name outside the zone", "names of com lost, of 3", lost, 0)
    rig.figure("NSEC next name outside the zone", "poisoned names, of 5", poisoned(rig), 0)


def test_childs_nsec3_for_the_parents(rig):
    """A signed zone's own NSEC3 as proof that its parent has no DS for it (CVE-2026-10723)."""
    parent = rig.world.zone("par.com.", "a A 192.0.2.1", signed=True, nsec3=(0, "", 1))
    child = rig.world.zone("child.par.com.", "www A 192.0.2.8", signed=True, nsec3=(0, "", 0))

    def strip(query, response, tcp):
        name, kind = asked(query)
        if name.endswith("child.par.com."):
            response.answer = []
            response.authority = [r for r in response.authority if r.rdtype in (NS, NSEC3) or r.covers == NSEC3]
            for owner in child.hashed.values():
                child.give(response.authority, owner, NSEC3, True)
        return response
    parent.change = strip

    def forge(query, response, tcp):
        for section in (response.answer, response.authority):
            section[:] = [r for r in section if r.rdtype != RRSIG]
        for rrset in response.answer:
            if rrset.rdtype == A:
                rrset.clear()
                rrset.add(rdata(A, "6.6.6.6"), TTL)
        return response
    child.change = forge
    resolver = rig.start()
    taken = sum("6.6.6.6" in str(resolver.ask("www.child.par.com.")) for _ in range(3))
    rig.figure("NSEC3 of the child for the parent's", "forged answers, of 3", taken, 0)


SERVE_STALE = {"bowline": "modules = { 'serve_stale < cache' }\n", "kresd": "modules.load('serve_stale < cache')\n",
               "unbound": " serve-expired: yes\n"}
DNS64 = {"bowline": "modules.load('dns64')\n", "kresd": "modules.load('dns64')\n",
         "unbound": " module-config: \"dns64 validator iterator\"\n"}


def forge_addresses(query, response, tcp):
    """Another address under the old signature."""
    for rrset in response.answer:
        if rrset.rdtype == A:
            rrset.clear()
            rrset.add(rdata(A, "6.6.6.6"), 1)
    return response


def test_stale_and_bogus(rig):
    """What expired is served when servers fail; what a server forges meanwhile never is (CVE-2026-46582)."""
    zone = rig.world.zone("evil.com.", "www A 192.0.2.66", addresses=[rig.EVIL], signed=True, ttl=1)
    resolver = rig.start(SERVE_STALE[rig.kind.name])
    assert resolver.data("www.evil.com.") == ["192.0.2.66"]
    zone.change = forge_addresses
    end, forged = time.monotonic() + 3.5, 0
    while time.monotonic() < end:
        forged += "6.6.6.6" in str(resolver.ask("www.evil.com."))
        resolver.ask("www.evil.com.", cd=True)  # who wants it so may have it, and the cache sees it
        select.select([], [], [], 0.05)
    rig.figure("serve-stale of bogus data", "forged answers", forged, 0)


def test_dns64_of_bogus(rig):
    """No address is made of one that does not validate."""
    zone = rig.world.zone("evil.com.", "www A 192.0.2.66", addresses=[rig.EVIL], signed=True)
    zone.change = forge_addresses
    resolver = rig.start(DNS64[rig.kind.name])
    for _ in range(2):
        made = str(resolver.ask("www.evil.com.", "AAAA"))
        resolver.ask("www.evil.com.", "A", cd=True)
    rig.figure("DNS64 of bogus data", "forged answers", int("606:606" in made), 0)
    if rig.is_ours:
        assert "64:ff9b::c000:202" in str(resolver.ask("other.good.com.", "AAAA"))


def test_rewriting_of_bogus(rig):
    """A rule that would make another address of a forged one does not make the answer valid (CVE-2026-50243)."""
    if rig.kind.name == "unbound":
        pytest.skip("it has no such rule")
    zone = rig.world.zone("evil.com.", "www A 192.0.2.66", addresses=[rig.EVIL], signed=True)
    zone.change = forge_addresses
    resolver = rig.start("modules = { renumber = {{'6.6.6.0/24', '198.51.100.0'}, {'192.0.2.2/32', '198.51.100.2'}} }\n")
    text = str(resolver.ask("www.evil.com."))
    rig.figure("rewriting of bogus data", "forged answers", int("198.51.100" in text or "6.6.6.6" in text), 0)
    if rig.is_ours:
        assert resolver.data("other.good.com.") == ["198.51.100.2"]


FORWARDER = "10.53.8.1"
FORWARD = {"unbound": "forward-zone:\n name: fwd.com\n forward-addr: %s\n" % FORWARDER}


def test_maginot(rig):
    """Who is forwarded some names says where the servers of others are (MaginotDNS, 2023)."""
    rig.world.zone("fwd.com.", addresses=["10.53.8.2"])
    com = rig.world.zones[1]

    def reply(query, tcp):
        name, kind = asked(query)
        if kind == "DS":  # that its own zone is not signed it does say
            return [com.answer(query, dns.message.make_response(query))]
        return answer(query, aa=False, answer=[(name, "A", "192.0.2.7")] if kind == "A" else [],
                      authority=[(zone, "NS", "ns.evil.com.") for zone in ("com.", ".", "net.", "good.com.", "plain1.net.")],
                      additional=[(host, "A", FORWARDER) for host in ("ns.evil.com.", "ns.good.com.", "ns.com.", "ns.net.", "ns.")])
    rig.world.handle(FORWARDER, reply)
    resolver = rig.start(FORWARD.get(rig.kind.name) or
                         "modules.load('policy')\npolicy.add(policy.suffix(policy.FORWARD('%s'), {todname('fwd.com.')}))\n" % FORWARDER)
    for i in range(3):
        assert resolver.data("n%d.fwd.com." % i) == ["192.0.2.7"]
    wrong = poisoned(rig)
    strangers = sum(query[0] == FORWARDER and not query[1].endswith("fwd.com.") for query in rig.world.queries)
    rig.figure("MaginotDNS", "poisoned names, of 5", wrong, 0)
    rig.figure("MaginotDNS", "strangers' names asked of the forwarder", strangers, 0)
