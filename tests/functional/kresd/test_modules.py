# SPDX-License-Identifier: BSD-2-Clause
"""Modules in a resolver that resolves: loaded, ordered, asked, and unloaded while it runs."""
import dns.flags
import dns.message
import dns.rcode
import dns.rrset

ORDERED = "modules = { 'hints > iterate' }\n"


def test_hints_answer_names_addresses_and_denials(kresd):
    resolver = kresd(ORDERED + "hints.set('printer.office.example 10.1.1.7')\n")
    answer = resolver.ask("Printer.office.example")
    assert answer.flags & dns.flags.AA and not answer.flags & dns.flags.AD
    assert [str(s) for s in answer.answer] == ["Printer.office.example. 5 IN A 10.1.1.7"]
    denied = resolver.ask("printer.office.example", "MX")
    assert denied.rcode() == dns.rcode.NOERROR and denied.flags & dns.flags.AA
    assert not denied.answer and not denied.authority
    assert resolver.data("7.1.1.10.in-addr.arpa", "PTR") == ["printer.office.example."]
    assert resolver.number("worker.stats().udp") == 0


def alias(query, _):
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.AA
    answer.answer.append(dns.rrset.from_text(query.question[0].name, 300, "IN", "CNAME", "www.example.com."))
    return [answer]


def test_a_hint_may_be_the_target_of_an_alias(kresd, fake):
    fake(alias)
    resolver = kresd(ORDERED + "hints.set('www.example.com 192.0.2.99')\n")
    answer = resolver.ask("alias.fake.com")
    assert [str(s) for s in answer.answer] == ["alias.fake.com. 300 IN CNAME www.example.com.",
                                               "www.example.com. 5 IN A 192.0.2.99"]
    assert not answer.flags & dns.flags.AA


def test_hints_change_at_run_time(kresd):
    resolver = kresd(ORDERED)
    real = resolver.data("www.example.com")
    assert len(real) == 2
    resolver.control("hints['www.example.com'] = '192.0.2.99'")
    assert resolver.data("www.example.com") == ["192.0.2.99"]
    assert resolver.control("hints['www.example.com']") == ["[1] => 192.0.2.99\n"]
    resolver.control("hints.del('www.example.com')")
    assert resolver.data("www.example.com") == real
    resolver.control("hints['www.example.com'] = '192.0.2.99'", "modules.unload('hints')")
    assert resolver.data("www.example.com") == real


def test_the_order_says_who_goes_first(kresd):
    resolver = kresd("modules = { 'hints' }\n")
    assert resolver.control("table.concat(modules.list(), ' ')")[0].startswith("iterate validate cache")
    real = resolver.data("www.example.com")
    resolver.control("hints['www.example.com'] = '192.0.2.99'")
    assert resolver.data("www.example.com") == real  # of the cache
    resolver.control("cache.clear()")
    assert resolver.data("www.example.com") == ["192.0.2.99"]


def test_a_hosts_file_is_read_and_root_hints_stay(kresd, tmp_path):
    hosts = tmp_path / "hosts"
    hosts.write_text("192.0.2.50 one.example two.example # comment\n2001:db8::50 one.example\n")
    resolver = kresd("modules = { ['hints > iterate'] = { file = '%s' } }\n" % hosts)
    assert resolver.data("two.example") == ["192.0.2.50"]
    assert resolver.data("one.example", "AAAA") == ["2001:db8::50"]
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]
    hosts.write_text("192.0.2.51 one.example\nnonsense\n")
    assert resolver.control("hints.add_hosts('%s')" % hosts) == ["[result] => false\n"]
    assert resolver.data("one.example") == ["192.0.2.50"]
    assert "[hints] %s:2: invalid syntax" % hosts in resolver.process.log()
