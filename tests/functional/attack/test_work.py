# SPDX-License-Identifier: BSD-2-Clause
"""Replies that are expensive to look at: keys, hashes, records, names, options."""
import os
import socket
import struct
import threading
import time

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.rrset
import pytest

from lib.authority import DNSKEY, IN, NSEC3, RRSIG, Key
from .hostile import answer, asked, cut, raw, record
from .keytrap import colliding_keys, useless_signatures

TAG = 4711
SECONDS = 3.0 if os.environ.get("ATTACK_PEERS") else 2.0


def flood(resolver, make, rate):
    """Ask for names of make(i), so many a second, whether they are answered or not; how many."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect((resolver.address, resolver.port))
        began, count = time.monotonic(), 0
        done = threading.Event()
        while (now := time.monotonic() - began) < SECONDS:
            while count < now * rate:
                name, kind = make(count)
                s.send(dns.message.make_query(name, kind, want_dnssec=True).to_wire())
                count += 1
            done.wait(0.5 / rate)
    return count


def settle(rig):
    """Wait until the resolver has no more to do; a second without work, 20 at most."""
    pause, last, still = threading.Event(), -1.0, 0
    for _ in range(200):
        now = rig.resolver.cpu()
        still = still + 1 if now - last < 0.005 else 0
        if still == 5:
            return
        last = now
        pause.wait(0.1)


def attack(rig, name, make, bar_cpu_ms=5, rate=20):
    """A flood of expensive questions, watched by the canary."""
    rig.watch()
    with rig.cost() as cost:
        count = flood(rig.resolver, make, rate)
        settle(rig)
    rig.watched(name)
    rig.figure(name, "CPU ms per query", 1000 * cost.cpu / count, bar_cpu_ms)
    rig.figure(name, "packets per query", cost.packets / count)


def key_trap(rig, keys, after=None):
    """A zone whose DNSKEYs are its own and many more; its servers answer over TCP only, which is what fits."""
    own = Key()
    zone = rig.world.zone("evil.com.", "www A 192.0.2.66", addresses=[rig.EVIL], keys=[own])

    def spoil(made):
        made.put(made.apex, DNSKEY, *keys)
        made.sign_set(made.apex, DNSKEY, own)
        if after:
            after(made)
    zone.after = spoil
    return zone


@pytest.mark.parametrize("keys,signatures", ((580, 340), (250, 250)))
def test_keytrap_signatures(rig, keys, signatures):
    """Hundreds of keys of one tag, hundreds of signatures by that tag at each name (CVE-2023-50387); sets of 250 are taken."""
    zone = key_trap(rig, colliding_keys(keys, TAG))
    sigs = b"".join(record(12, RRSIG, data) for data in useless_signatures(signatures, "evil.com.", 1, 3, TAG, int(time.time())))

    def change(query, response, tcp):
        name, kind = asked(query)
        if not name.startswith("n"):
            return response
        if not tcp:
            return cut(query)
        if kind == "A":
            return [raw(query, (1 + signatures, 0, 0), record(12, 1, b"\xc0\0\2\1") + sigs)]
        return response
    zone.change = change
    rig.start()
    attack(rig, "KeyTrap, %d keys x %d signatures" % (keys, signatures), lambda i: ("n%d.evil.com." % i, "A"))


@pytest.mark.parametrize("count,signatures", ((580, 170), (250, 250)))
def test_keytrap_dnskey(rig, count, signatures):
    """The same at the keys themselves: no entry point of the parent's tag fits (CVE-2023-50387)."""
    keys = colliding_keys(count, TAG)
    sigs = useless_signatures(signatures, "evil.com.", DNSKEY, 2, TAG, int(time.time()))
    own = Key()
    digest = own.ds(dns.name.from_text("evil.com.")).replace(key_tag=TAG)
    zone = rig.world.zone("evil.com.", "www A 192.0.2.66", addresses=[rig.EVIL], keys=[own],
                          ds=[digest.replace(digest=os.urandom(32)) for _ in range(40)])

    def spoil(made):
        made.sets.pop((made.apex, DNSKEY))
        made.put(made.apex, DNSKEY, *keys)
        rrset = dns.rrset.RRset(made.apex, IN, RRSIG)
        for data in sigs:
            rrset.add(dns.rdata.from_wire(IN, RRSIG, data, 0, len(data)), 300)
        made.sigs[made.apex, DNSKEY] = rrset
    zone.after = spoil
    rig.start()
    attack(rig, "KeyTrap, 40 DS x %d keys x %d signatures" % (count, signatures), lambda i: ("n%d.evil.com." % i, "A"))


def test_keys_that_are_no_points(rig):
    """Keys with numbers that lie on no curve (CVE-2025-8677)."""
    bad = [Key().dnskey.replace(key=os.urandom(64)) for _ in range(200)]
    zone = rig.world.zone("evil.com.", "www A 192.0.2.66", addresses=[rig.EVIL], keys=[Key()],
                          ds=[Key().ds(dns.name.from_text("evil.com."))] + [
                              dns.dnssec.make_ds(dns.name.from_text("evil.com."), key, "SHA256") for key in bad[:20]])

    def spoil(made):
        tags = [dns.dnssec.key_id(key) for key in bad]
        made.put(made.apex, DNSKEY, *bad)
        good = made.sigs[made.apex, DNSKEY][0]
        rrset = dns.rrset.RRset(made.apex, IN, RRSIG)
        for tag in tags:
            rrset.add(good.replace(key_tag=tag), 300)
        made.sigs[made.apex, DNSKEY] = rrset
    zone.after = spoil
    resolver = rig.start()
    response = resolver.ask("www.evil.com.")
    assert not rig.is_ours or response.rcode() == dns.rcode.SERVFAIL
    attack(rig, "keys that are no points", lambda i: ("n%d.evil.com." % i, "A"))


LONG = ".".join("a" for _ in range(110))


@pytest.mark.parametrize("iterations,salt", ((2500, ""), (150, "aa" * 200), (50, "aa" * 200), (0, "aa" * 250)))
def test_nsec3_hashes(rig, iterations, salt):
    """Names of 110 labels below a zone with costly NSEC3 (CVE-2023-50868, CVE-2026-1519)."""
    rig.world.zone("evil.com.", "www A 192.0.2.66", addresses=[rig.EVIL], signed=True, nsec3=(iterations, salt, 0))
    rig.start()
    attack(rig, "NSEC3, %d iterations, %d octets of salt" % (iterations, len(salt) // 2),
           lambda i: ("%s.n%d.evil.com." % (LONG, i), "A"))


def test_nsec3_hashes_in_referrals(rig):
    """The same in proofs that a zone is insecure (CVE-2026-42923)."""
    zone = rig.world.zone("evil.com.", "www A 192.0.2.66", addresses=[rig.EVIL], signed=True, nsec3=(50, "aa" * 100, 1))

    def change(query, response, tcp):
        name, kind = asked(query)
        if name in ("evil.com.", "www.evil.com."):
            return response
        labels = name.split(".")
        child = ".".join(labels[:-3][-100:] + ["evil", "com", ""])
        response.answer, response.flags = [], response.flags & ~dns.flags.AA
        response.set_rcode(0)
        response.authority = [r for r in response.authority if r.rdtype == NSEC3 or r.covers == NSEC3]
        response.authority.append(dns.rrset.from_text(child, 300, "IN", "NS", "ns.good.com."))
        return response
    zone.change = change
    rig.start()
    attack(rig, "NSEC3 in referrals", lambda i: ("%s.n%d.evil.com." % (LONG, i), "A"))


def test_padded_denial(rig):
    """A denial with 200 NSEC3 records, all signed (CVE-2026-11605)."""
    zone = rig.world.zone("evil.com.", "www A 192.0.2.66\n" + "\n".join("h%d A 192.0.2.1" % i for i in range(200)),
                          addresses=[rig.EVIL], signed=True, nsec3=(10, "aabb", 0))

    def change(query, response, tcp):
        name, kind = asked(query)
        if name.startswith("n"):
            if not tcp:
                return cut(query)
            for owner in zone.hashed.values():
                zone.give(response.authority, owner, NSEC3, True)
        return response
    zone.change = change
    resolver = rig.start()
    response = resolver.ask("n.evil.com.", want_dnssec=True)
    assert not rig.is_ours or response.rcode() in (dns.rcode.SERVFAIL, dns.rcode.NXDOMAIN)
    attack(rig, "denial with 200 NSEC3", lambda i: ("n%d.evil.com." % i, "A"))


def test_many_records(rig):
    """A name with 3,900 addresses (CVE-2024-1737)."""
    body = b"".join(record(12, 1, struct.pack("!I", 0x0a000000 + i)) for i in range(3900))
    rig.evil(lambda query, tcp: [raw(query, (3900, 0, 0), body)] if tcp else cut(query))
    resolver = rig.start()
    response = resolver.ask("many.evil.com.", tcp=True)
    assert not rig.is_ours or response.rcode() == dns.rcode.SERVFAIL
    attack(rig, "3,900 records at a name", lambda i: ("n%d.evil.com." % i, "A"))


def test_many_types(rig):
    """A name with 1,500 types, one record each (CVE-2024-1737)."""
    body = b"".join(record(12, 1000 + i, b"\0" * 10) for i in range(1500))
    rig.evil(lambda query, tcp: [raw(query, (1501, 0, 0), record(12, 1, b"\xc0\0\2\1") + body)] if tcp else cut(query))
    rig.start()
    attack(rig, "1,500 types at a name", lambda i: ("n%d.evil.com." % i, "A"))


def test_pointers(rig):
    """64 kB of records whose owners are chains of 120 pointers (CVE-2023-4408, CVE-2024-8508)."""
    body, at, chain = b"", None, 0
    base = 12 + len(dns.name.from_text("n1000.evil.com.").to_wire()) + 4
    for i in range(4000):
        here = base + len(body)
        if chain < 120:
            owner = b"\1a" + struct.pack("!H", 0xc000 | (at or 12)) if chain % 2 == 0 and chain < 100 else struct.pack("!H", 0xc000 | at)
            at, chain = here, chain + 1
        else:
            owner = struct.pack("!H", 0xc000 | at)
        body += owner + struct.pack("!HHIH", 1, 1, 300, 4) + struct.pack("!I", 0x0a000000 + i)
    count = 4000
    rig.evil(lambda query, tcp: [raw(query, (count, 0, 0), body)] if tcp else cut(query))
    rig.start()
    attack(rig, "64 kB of pointers", lambda i: ("n%d.evil.com." % (1000 + i), "A"))


def test_long_alias_chain_in_a_message(rig):
    """A thousand aliases in one message, the last first (CVE-2019-19331)."""
    links = [("c%d.evil.com." % i, "CNAME", "c%d.evil.com." % (i + 1)) for i in range(1000)]

    def reply(query, tcp):
        if not tcp:
            return cut(query)
        name, kind = asked(query)
        return answer(query, answer=[(name, "CNAME", "c0.evil.com.")] + links[::-1])
    rig.evil(reply)
    rig.start()
    attack(rig, "1,000 aliases in a message", lambda i: ("n%d.evil.com." % i, "A"), rate=10)


def options(count, code=65001):
    return [dns.edns.GenericOption(code, b"") for _ in range(count)]


def test_options_of_servers(rig):
    """16,000 EDNS options in a reply (CVE-2026-41292, CVE-2026-42944)."""
    data = struct.pack("!HH", 3, 0) * 8000 + struct.pack("!HH", 10, 0) * 8000
    opt = b"\0" + struct.pack("!HHIH", 41, 1232, 0, len(data)) + data
    rig.evil(lambda query, tcp: [raw(query, (1, 0, 1), record(12, 1, b"\xc0\0\2\1") + opt)] if tcp else cut(query))
    rig.start()
    attack(rig, "16,000 options of a server", lambda i: ("n%d.evil.com." % i, "A"))


def test_options_of_clients(rig):
    """16,000 EDNS options in a query over TCP; NSID and cookies among them, twice and more."""
    resolver = rig.start()
    data = struct.pack("!HH", 3, 0) * 8000 + struct.pack("!HH", 65001, 0) * 7000 + (struct.pack("!HH", 10, 8) + b"a" * 8) * 300
    query = dns.message.make_query("www.good.com.", "A").to_wire()
    query = query[:11] + b"\1" + query[12:] + b"\0" + struct.pack("!HHIH", 41, 1232, 0, len(data)) + data
    rig.watch()
    with rig.cost(200) as cost, socket.create_connection((resolver.address, resolver.port)) as s, s.makefile("rb") as stream:
        for _ in range(200):
            s.sendall(struct.pack("!H", len(query)) + query)
            head = stream.read(2)
            if len(head) < 2:
                assert not rig.is_ours
                break
            reply = stream.read(struct.unpack("!H", head)[0])
            assert not rig.is_ours or reply[3] & 15 in (0, 1)
    rig.watched("16,000 options of a client")
    rig.figure("16,000 options of a client", "CPU ms per query", cost.cpu_ms_each, 1)
