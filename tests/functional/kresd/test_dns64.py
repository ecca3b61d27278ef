# SPDX-License-Identifier: BSD-2-Clause
"""IPv6 addresses made of IPv4 addresses (RFC 6147), as the manual shows them."""
import dns.flags
import dns.rcode

ONLY_IP4 = "empty.non.terminal.example.com"


def test_the_manuals_examples(kresd):
    resolver = kresd("modules = { dns64 = 'fe80::21b:77ff:0:0' }\n")
    assert resolver.data(ONLY_IP4, "AAAA") == ["fe80::21b:77ff:c000:209"]
    resolver.control("dns64.config('fe80::21b:aabb:0:0')")  # at once, though the answer was cached
    assert resolver.data(ONLY_IP4, "AAAA") == ["fe80::21b:aabb:c000:209"]
    assert resolver.control("dns64.config('192.0.2.1')")[0].startswith("command:1: dns64.config: expected 'config(prefix)'")
    assert resolver.data(ONLY_IP4, "AAAA") == ["fe80::21b:aabb:c000:209"]


def test_what_there_is_stays_as_it_is(kresd):
    resolver = kresd("modules = { 'dns64' }\n")
    assert resolver.data(ONLY_IP4, "AAAA") == ["64:ff9b::c000:209"]
    assert resolver.data("www.example.com", "AAAA") == ["2001:db8::1"]
    assert resolver.data("alias.example.com", "AAAA") == ["2001:db8::1", "www.example.com."]
    assert resolver.data(ONLY_IP4, "A") == ["192.0.2.9"]
    assert resolver.ask("nothing.example.com", "AAAA").rcode() == dns.rcode.NXDOMAIN
    query = resolver.ask(ONLY_IP4, "AAAA", flags=dns.flags.RD | dns.flags.CD)
    assert not query.answer and query.authority
    for _ in range(3):  # out of the cache too
        assert resolver.data(ONLY_IP4, "AAAA", use_edns=0, want_dnssec=True) == ["64:ff9b::c000:209"]
    resolver.control("modules.unload('dns64')")
    assert resolver.data(ONLY_IP4, "AAAA") == []


def test_addresses_lead_back(kresd):
    resolver = kresd("modules = { 'dns64', 'hints > iterate' }\nhints['host.example.net'] = '198.51.200.7'\n")
    name = "7.0.8.c.3.3.6.c." + "0." * 16 + "b.9.f.f.4.6.0.0.ip6.arpa"
    answer = resolver.ask(name, "PTR")
    assert [str(s) for s in answer.answer] == [
        name + ". 60 IN CNAME 7.200.51.198.in-addr.arpa.", "7.200.51.198.in-addr.arpa. 5 IN PTR host.example.net."]
