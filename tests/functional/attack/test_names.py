# SPDX-License-Identifier: BSD-2-Clause
"""What one question of a client may cost others: attacks by names that lead to ever more names."""
import socket

import dns.message
import dns.rcode
import pytest

from .hostile import answer, asked


def ede(response):
    return [option.code for option in response.options if option.otype == 15]


def test_nxnsattack(rig):
    """A referral to 135 names without addresses that do not exist (CVE-2020-12667)."""
    rig.evil(lambda query, tcp: answer(query, aa=False, authority=[
        ("sub.evil.com.", "NS", *("n%d.nowhere%d.good.com." % (i, i) for i in range(135)))]))
    resolver = rig.start()
    with rig.cost() as cost:
        assert resolver.ask("x.sub.evil.com.").rcode() == dns.rcode.SERVFAIL
    rig.figure("NXNSAttack", "packets per query", cost.packets, 20)
    with rig.cost() as again:
        resolver.ask("x.sub.evil.com.")
    rig.figure("NXNSAttack", "packets, asked again", again.packets, 2)  # the failure is remembered (RFC 9520)


@pytest.mark.parametrize("count", (250, 1500))
def test_nrdelegation(rig, count):
    """Names of servers that all refuse, as many as a set may have and more (CVE-2022-2795, CVE-2022-3204)."""
    def reply(query, tcp):
        name, kind = asked(query)
        zone = ".".join(name.split(".")[-4:])
        if name.startswith("ns-"):
            return answer(query, answer=[(name, "A", rig.EVIL)]) if kind == "A" else answer(query)
        if zone.startswith("sub"):
            return answer(query, aa=False, authority=[(zone, "NS", *("ns-%d.evil.com." % i for i in range(count)))])
        return answer(query, rcode=dns.rcode.REFUSED)
    rig.evil(reply)
    resolver = rig.start()
    normal = rig.normal_cpu_ms()
    resolver.ask("x.sub0.evil.com.")  # the addresses become known
    rig.watch()
    name, most, factor = "NRDelegation, %d names" % count, 3 if count > 256 else 8, None
    for first in (1, 21, 41):  # what else the machine does only makes it slower
        with rig.cost(20) as cost:
            for i in range(first, first + 20):
                response = resolver.ask("x.sub%d.evil.com." % i)
                assert not rig.is_ours or response.rcode() == dns.rcode.SERVFAIL
        factor = min(factor or 1000, cost.cpu_ms_each / normal)
        if factor <= most:
            break
    rig.watched(name)
    rig.figure(name, "packets per query", cost.packets_each, 20)
    rig.figure(name, "CPU, times normal", factor, most)


def test_tsuname(rig):
    """Two zones that name each other's servers (TsuNAME, 2021)."""
    def reply(query, tcp):
        name, _ = asked(query)
        a, b = ("a", "b") if name.endswith("a.evil.com.") else ("b", "a")
        return answer(query, aa=False, authority=[("%s.evil.com." % a, "NS", "ns.%s.evil.com." % b)])
    rig.evil(reply)
    resolver = rig.start()
    with rig.cost() as cost:
        assert resolver.ask("www.a.evil.com.").rcode() == dns.rcode.SERVFAIL
    rig.figure("TsuNAME", "packets per query", cost.packets, 10)
    with rig.cost(20) as again:
        for i in range(20):
            resolver.ask("www.a.evil.com.")
    rig.figure("TsuNAME", "packets, asked 20 times more", again.packets, 4)


def test_camp(rig):
    """
    Everything that multiplies, multiplied (CAMP, 2024): each of eleven aliases leads into a zone of its own, whose five servers
    have to be found, four of them in vain; every name has ten labels, which are asked for one by one.
    """
    inner = "10.53.6.7"
    labels = "l1.l2.l3.l4.l5.l6.l7.l8"

    def outer_reply(query, tcp):
        name, kind = asked(query)
        parts = name.split(".")[:-3]
        if parts and parts[-1][0] == "z":
            zone = parts[-1] + ".evil.com."
            return answer(query, aa=False, authority=[
                (zone, "NS", *("s%d.%s.y%s-%d.evil.com." % (i, labels, parts[-1][1:], i) for i in range(5)))])
        if parts and parts[0] == "s4" and kind == "A":
            return answer(query, answer=[(name, "A", inner)])
        return answer(query, authority=[("evil.com.", "SOA", "n. h. 1 2 3 4 60")])

    def inner_reply(query, tcp):
        name, kind = asked(query)
        parts = name.split(".")[:-3]
        if parts[0] == "c" and kind == "A":
            return answer(query, answer=[(name, "CNAME", "c.%s.z%d.evil.com." % (labels, int(parts[-1][1:]) + 1))])
        return answer(query, authority=[(parts[-1] + ".evil.com.", "SOA", "n. h. 1 2 3 4 60")])
    rig.evil(outer_reply)
    rig.world.handle(inner, inner_reply)
    resolver = rig.start()
    with rig.cost() as cost:
        response = resolver.ask("c.%s.z0.evil.com." % labels, use_edns=0)
    rig.figure("CAMP", "packets per query", cost.packets, 200)
    if rig.is_ours:
        assert cost.packets > 50, "no attack"
        assert response.rcode() == dns.rcode.SERVFAIL and ede(response)


def test_quota_is_not_reset_by_validation(rig):
    """A bogus zone on many servers below bogus aliases: each validation failure asks for another try (CVE-2026-50045)."""
    def spoil(query, response, tcp):
        for rrset in response.answer:
            if rrset.rdtype == 46:
                items = [item.replace(signature=bytes(len(item.signature))) for item in rrset]
                rrset.clear()
                for item in items:
                    rrset.add(item, 300)
        return response
    lines = "".join("c%d CNAME c%d.evil%d.com.\n" % (i, i + 1, (i + 1) % 4) for i in range(12))
    for i in range(4):
        addresses = ["10.53.7.%d" % (i * 13 + k) for k in range(13)]
        zone = rig.world.zone("evil%d.com." % i, lines, addresses=addresses, signed=True)
        zone.change = spoil
    resolver = rig.start()
    with rig.cost() as cost:
        assert resolver.ask("c0.evil0.com.").rcode() == dns.rcode.SERVFAIL
    rig.figure("quota reset by validation", "packets per query", cost.packets, 200)


def test_rebirthday(rig):
    """One name, asked by many clients for many subnets: one query is under way (CVE-2025-5994)."""
    come = []

    def reply(query, tcp):
        name, kind = asked(query)
        if kind != "A" or not name.startswith("same"):
            return answer(query)
        come.append(query)
        # All have asked when the answer comes, and it comes before an unknown server is asked once more.
        return [(0.2, made) for made in answer(query, answer=[(name, "A", "192.0.2.7")])]
    rig.evil(reply)
    resolver = rig.start()
    clients = []
    for i in range(50):
        client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        client.settimeout(5)
        client.connect((resolver.address, resolver.port))
        option = dns.edns.ECSOption("198.51.%d.0" % i, 24)
        client.send(dns.message.make_query("same.evil.com.", "A", use_edns=0, options=[option]).to_wire())
        clients.append(client)
    for client in clients:
        assert dns.message.from_wire(client.recv(4096)).rcode() == 0
        client.close()
    rig.figure("RebirthDay", "queries under way for one name", len(come), 1)
