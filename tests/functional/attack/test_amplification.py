# SPDX-License-Identifier: BSD-2-Clause
"""What one question of a client may cost others: attacks by names that lead to ever more names."""
import time

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from lib.kresd import FAKE


def answer(query, *, aa=True, rcode=0, answer=(), authority=(), additional=()):
    made = dns.message.make_response(query)
    made.flags |= dns.flags.AA if aa else 0
    made.set_rcode(rcode)
    for section, lines in ((made.answer, answer), (made.authority, authority), (made.additional, additional)):
        for owner, kind, *data in lines:
            section.append(dns.rrset.from_text(owner, 300, "IN", kind, *data))
    return [made]


def is_apex(query):
    return query.question[0].name.to_text().lower() == "fake.com."


class Cost:
    """Messages that a resolver sends upstream within a block."""

    def __init__(self, resolver, what=""):
        self.resolver, self.what = resolver, what

    def sent(self):
        return int(self.resolver.number("worker.stats().udp + worker.stats().tcp"))

    def __enter__(self):
        self.before = self.sent()
        return self

    def __exit__(self, *_):
        self.packets = self.sent() - self.before
        if self.what:
            print(f"{self.what}: {self.packets} messages upstream")


def canary_answers(resolver):
    began = time.monotonic()
    assert resolver.ask("www.example.com.").rcode() == 0
    return time.monotonic() - began


def test_nxnsattack(resolver, hostile):
    """A referral to 135 names without addresses that do not exist (CVE-2020-12667)."""
    hostile(lambda query, tcp: answer(query, aa=False, authority=[
        ("sub.fake.com.", "NS", *(f"n{i}.nowhere{i}.example.com." for i in range(135)))]))
    canary_answers(resolver)
    with Cost(resolver, "NXNSAttack") as cost:
        assert resolver.ask("x.sub.fake.com.").rcode() == dns.rcode.SERVFAIL
    assert cost.packets <= 20
    with Cost(resolver) as again:
        resolver.ask("x.sub.fake.com.")
    assert again.packets <= 2  # the failure is remembered (RFC 9520)


def test_nrdelegation(resolver, hostile):
    """1,500 names of servers that all refuse (CVE-2022-2795)."""
    def reply(query, tcp):
        name = query.question[0].name.to_text().lower()
        if name.endswith("sub.fake.com."):
            return answer(query, aa=False, authority=[("sub.fake.com.", "NS", *(f"n{i}.fake.com." for i in range(1500)))])
        if name.startswith("n"):
            return answer(query, answer=[(name, "A", "127.88.0.5")])
        return answer(query, rcode=dns.rcode.REFUSED)
    hostile(reply)
    canary_answers(resolver)
    with Cost(resolver, "NRDelegation") as cost:
        assert resolver.ask("x.sub.fake.com.").rcode() == dns.rcode.SERVFAIL
    assert cost.packets <= 60


def test_tsuname(resolver, hostile):
    """Two zones that name each other's servers (TsuNAME, 2021)."""
    def reply(query, tcp):
        name = query.question[0].name.to_text().lower()
        a, b = ("a", "b") if name.endswith("a.fake.com.") else ("b", "a")
        return answer(query, aa=False, authority=[(f"{a}.fake.com.", "NS", f"ns.{b}.fake.com.")])
    server = hostile(reply)
    with Cost(resolver, "TsuNAME") as cost:
        assert resolver.ask("www.a.fake.com.").rcode() == dns.rcode.SERVFAIL
    assert cost.packets <= 12
    before = len(server.udp_queries)
    for _ in range(20):
        resolver.ask("www.a.fake.com.")
    assert len(server.udp_queries) - before <= 4


def test_alias_chains_times_servers_times_labels(resolver, hostile):
    """Everything that multiplies, multiplied: aliases, names of servers, labels (CAMP, 2024)."""
    def reply(query, tcp):
        name = query.question[0].name.to_text().lower()
        labels = name.split(".")
        if is_apex(query) or query.question[0].rdtype == 2:
            return answer(query, aa=False, authority=[
                (".".join(labels[-7:]) if len(labels) > 7 else name, "NS", *(f"n{i}.{name}" for i in range(13)))])
        step = int(labels[0][1:]) + 1 if labels[0][1:].isdigit() else 0
        return answer(query, answer=[(name, "CNAME", f"c{step}.a.b.d.e.f.g.h.fake.com.")])
    hostile(reply)
    with Cost(resolver, "CAMP") as cost:
        assert resolver.ask("c0.a.b.d.e.f.g.h.fake.com.").rcode() == dns.rcode.SERVFAIL
    assert cost.packets <= 200


def test_malformed_replies_are_waited_past(resolver, hostile):
    """Junk before the answer neither ends the query nor is believed (TuDoor, 2024)."""
    def reply(query, tcp):
        good = answer(query, answer=[(query.question[0].name.to_text(), "A", "192.0.2.7")])[0]
        if tcp:
            return [good]
        not_a_response, other_id, other_name = (dns.message.from_wire(good.to_wire()) for _ in range(3))
        not_a_response.flags &= ~dns.flags.QR
        other_id.id ^= 1
        other_name.question[0].name = dns.name.from_text("other.fake.com.")
        return [not_a_response, other_id, other_name, good]
    hostile(reply)
    assert resolver.data("www.fake.com.") == ["192.0.2.7"]


def test_records_nobody_asked_for_are_forgotten(resolver, hostile):
    """Servers and addresses of others in answers (CVE-2025-11411, CVE-2025-40778)."""
    def reply(query, tcp):
        name = query.question[0].name.to_text()
        return answer(query, answer=[(name, "A", "192.0.2.7"), ("www.example.com.", "A", "6.6.6.6")],
                      authority=[("com.", "NS", "evil.fake.com."), (".", "NS", "evil.fake.com."),
                                 ("example.com.", "NS", "evil.fake.com.")],
                      additional=[("evil.fake.com.", "A", FAKE), ("ns.example.com.", "A", FAKE), ("a.root.", "A", FAKE)])
    server = hostile(reply)
    assert resolver.data("www.fake.com.") == ["192.0.2.7"]
    before = len(server.udp_queries)
    assert resolver.data("www.example.com.") == ["192.0.2.1", "192.0.2.2"]
    assert resolver.ask("nothing.example.com.").rcode() == dns.rcode.NXDOMAIN
    assert len(server.udp_queries) == before


def test_a_name_with_too_many_records(resolver, hostile):
    """20,000 records do not fit a message; 2,000 do (CVE-2024-1737)."""
    addresses = [f"10.{i >> 8 & 255}.{i & 255}.1" for i in range(2000)]
    hostile(lambda query, tcp: answer(query, answer=[(query.question[0].name.to_text(), "A", *addresses)]) if tcp
            else answer_cut(query))
    got = resolver.ask("many.fake.com.", tcp=True)
    assert got.rcode() == dns.rcode.SERVFAIL
    assert canary_answers(resolver) < 1


def answer_cut(query):
    made = dns.message.make_response(query)
    made.flags |= dns.flags.AA | dns.flags.TC
    return [made]
