# SPDX-License-Identifier: BSD-2-Clause
"""Where modules of resolvers went wrong once."""
import json

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

ORDERED = "modules = { 'hints > iterate' }\n"


# ---- hints ----


def test_the_ttl_of_hints_may_be_zero(kresd):
    resolver = kresd(ORDERED + "hints['host.example.net'] = '192.0.2.7'\n")
    assert resolver.ask("host.example.net").answer[0].ttl == 5
    assert resolver.control("hints.ttl(0)", "hints.ttl()") == ["0\n", "0\n"]
    assert [resolver.ask("host.example.net").answer[0].ttl for _ in range(3)] == [0, 0, 0]
    resolver.control("hints.ttl(77)")
    assert resolver.ask("host.example.net").answer[0].ttl == 77


def test_an_address_with_several_names_leads_to_one(kresd, tmp_path):
    hosts = tmp_path / "hosts"
    hosts.write_text("198.51.200.1 canonical.example.net other.example.net\n")
    resolver = kresd(ORDERED + "hints.set('first.example.net 198.51.200.9')\nhints.set('last.example.net 198.51.200.9')\n"
                     "hints.add_hosts('%s')\n" % hosts)
    assert resolver.data("9.200.51.198.in-addr.arpa", "PTR") == ["last.example.net."]
    assert resolver.data("1.200.51.198.in-addr.arpa", "PTR") == ["canonical.example.net."]
    assert resolver.data("other.example.net") == ["198.51.200.1"]


def test_one_of_several_addresses_is_removed(kresd):
    resolver = kresd(ORDERED + "for i = 1, 3 do hints.set('host.example.net 198.51.200.' .. i) end\n"
                     "hints.set('host.example.net 2001:db8::1')\n")
    assert resolver.control("hints.del('host.example.net 198.51.200.2')") == ["[result] => true\n"]
    assert resolver.data("host.example.net") == ["198.51.200.1", "198.51.200.3"]
    assert resolver.data("host.example.net", "AAAA") == ["2001:db8::1"]
    assert resolver.ask("2.200.51.198.in-addr.arpa", "PTR").answer == []
    assert resolver.control("hints.del('host.example.net 198.51.200.2')") == ["[result] => false\n"]
    assert resolver.control("hints.get('host.example.net').result[1]") == ["198.51.200.1\n"]
    resolver.control("hints.del('host.example.net')")
    assert resolver.control("hints['host.example.net']") == ["nil\n"]


def test_use_nodata_says_what_other_types_are(kresd):
    resolver = kresd(ORDERED + "hints['www.example.com'] = '192.0.2.99'\n")
    assert resolver.data("www.example.com", "AAAA") == []
    resolver.control("hints.use_nodata(false)")
    assert resolver.data("www.example.com", "AAAA") == ["2001:db8::1"]
    assert resolver.data("www.example.com") == ["192.0.2.99"]


# ---- stats ----


def metrics(resolver):
    return json.loads(resolver.control("tojson(stats.list())")[0])


def test_cached_answers_take_less_than_a_millisecond(kresd):
    resolver = kresd("modules = { 'stats' }\n")
    resolver.ask("www.example.com")
    before = metrics(resolver)
    for _ in range(10):
        resolver.ask("www.example.com")
    after = metrics(resolver)
    assert after["answer.1ms"] - before["answer.1ms"] == 10
    assert after["answer.cached"] - before["answer.cached"] == 10
    assert after["answer.sum_ms"] == before["answer.sum_ms"]


def test_questions_of_our_own_are_no_answers_to_clients(kresd):
    resolver = kresd("modules = { 'stats' }\n")
    assert metrics(resolver)["answer.total"] == 0  # there, though nothing happened
    resolver.control("done = 0")
    for _ in range(3):
        resolver.control("resolve('www.example.com', kres.type.A, kres.class.IN, 0, function() done = done + 1 end)")
    while resolver.number("done") < 3:
        pass
    resolver.ask("www.example.com")
    resolver.ask("www.example.com", tcp=True)
    found = metrics(resolver)
    assert found["answer.total"] == 2
    assert {key: found["request." + key] for key in ("total", "internal", "udp", "tcp", "dot", "udp4", "tcp6")} == {
        "total": 5, "internal": 3, "udp": 1, "tcp": 1, "dot": 0, "udp4": 1, "tcp6": 0}


# ---- renumber ----


def test_each_rule_has_its_own_target(kresd):
    resolver = kresd("modules = { renumber = { { '192.0.2.1', '10.0.0.1' }, { '192.0.2.2/31', '10.7.7.6' }, { '2001:db8::/33', 'fd00::' } } }\n")
    assert resolver.data("www.example.com") == ["10.0.0.1", "10.7.7.6"]
    assert resolver.data("www.example.com", "AAAA") == ["fd00::1"]
    resolver.control("renumber.config{ { '192.0.0.0/9', '10.128.0.0' } }")  # a mask in the middle of an octet
    assert resolver.data("www.example.com") == ["10.128.2.1", "10.128.2.2"]


# ---- rebinding ----


def address(given, truncated=False):
    def reply(query, tcp):
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA
        if query.question[0].rdtype != 1:
            answer.authority.append(dns.rrset.from_text("fake.com.", 60, "IN", "SOA", "ns.fake.com. h. 1 2 3 4 5"))
        elif truncated and not tcp:
            answer.flags |= dns.flags.TC
        else:
            answer.answer.append(dns.rrset.from_text(query.question[0].name, 300, "IN", "A", given))
        return [answer]
    return reply


REBINDING = "modules.load('rebinding < iterate')\noption('ALLOW_LOCAL', false)\n"


def asking(server):
    """Servers of the small internet are on loopback, where without ALLOW_LOCAL only forwarders may be."""
    return REBINDING + "policy.add(policy.all(policy.FORWARD('127.88.0.4@%d')))\n" % server.udp.getsockname()[1]


def test_what_was_cut_is_looked_at_when_it_comes(kresd, fake):
    server = fake(address("10.0.0.1", truncated=True))
    assert kresd(asking(server)).ask("www.fake.com").rcode() == dns.rcode.REFUSED


def test_hints_may_lead_inside(kresd):
    resolver = kresd(REBINDING + ORDERED + "hints['printer.example.net'] = '10.0.0.9'\n")
    for _ in range(2):
        assert resolver.data("printer.example.net") == ["10.0.0.9"]


def test_addresses_inside_do_not_come_by_way_of_nat64(kresd, fake):
    server = fake(address("10.0.0.1"))
    resolver = kresd(asking(server) + "modules = { 'dns64' }\n")
    assert resolver.data("www.fake.com", "AAAA") == []
    resolver.control("rebinding.config{ 'fake.com' }", "cache.clear()")
    assert resolver.data("www.fake.com", "AAAA") == ["64:ff9b::a00:1"]


def test_a_refusal_is_not_kept(kresd, fake):
    server = fake(address("10.0.0.1"))
    resolver = kresd(asking(server))
    for _ in range(2):
        answer = resolver.ask("www.fake.com", use_edns=0)
        assert answer.rcode() == dns.rcode.REFUSED and not answer.flags & (dns.flags.AD | dns.flags.AA)
    server.reply = address("192.0.2.77")
    assert resolver.data("www.fake.com") == ["192.0.2.77"]
