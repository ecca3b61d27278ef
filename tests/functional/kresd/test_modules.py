# SPDX-License-Identifier: BSD-2-Clause
"""Modules in a resolver that resolves: loaded, ordered, asked, and unloaded while it runs."""
import json

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from lib.kresd import ROOT, SECOND, TOP

ORDERED = "modules = { 'hints > iterate' }\n"


def test_hints_answer_names_addresses_and_denials(kresd):
    resolver = kresd(ORDERED + "hints.set('printer.office.example 10.1.1.7')\n")
    answer = resolver.ask("Printer.office.example")
    assert not answer.flags & (dns.flags.AA | dns.flags.AD)
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


def test_statistics_count_every_answer(kresd):
    resolver = kresd("modules = { 'stats' }\n")
    resolver.ask("www.example.com")
    resolver.ask("www.example.com", want_dnssec=True)
    resolver.ask("www.example.com")
    resolver.ask("nothing.example.com")
    resolver.ask("www.example.com", "MX")
    metrics = json.loads(resolver.control("tojson(stats.list())")[0])
    wanted = {"total": 5, "noerror": 3, "nxdomain": 1, "nodata": 1, "servfail": 0, "edns0": 1, "do": 1, "rd": 5, "ra": 5}
    assert {key: metrics["answer." + key] for key in wanted} == wanted
    assert metrics["answer.cached"] >= 1
    buckets = ["1ms", "10ms", "50ms", "100ms", "250ms", "500ms", "1000ms", "1500ms", "slow"]
    assert sum(metrics["answer." + bucket] for bucket in buckets) == 5
    assert metrics["iterator.udp"] == resolver.number("worker.stats().udp") > 0
    upstreams = json.loads(resolver.control("tojson(stats.upstreams())")[0])
    assert set(upstreams) == {ROOT, TOP, SECOND} and all(rtt >= 0 for list in upstreams.values() for rtt in list)


def test_the_instance_tells_its_name_to_who_asks(kresd):
    resolver = kresd("modules = { 'nsid' }\nnsid.name('instance 1')\n")
    nsid = dns.edns.GenericOption(dns.edns.OptionType.NSID, b"")
    for _ in range(2):  # found out, and known
        answer = resolver.ask("www.example.com", options=[nsid], use_edns=0)
        assert [option.data for option in answer.options] == [b"instance 1"]
        assert not resolver.ask("www.example.com", use_edns=0).options
    resolver.control("modules.unload('nsid')")
    assert not resolver.ask("www.example.com", options=[nsid], use_edns=0).options


def test_streams_are_told_how_long_they_may_be_idle(kresd):
    resolver = kresd("net.tcp_in_idle(7000)\n")
    keepalive = dns.edns.GenericOption(11, b"")
    assert [o.data for o in resolver.ask("www.example.com", tcp=True, options=[keepalive], use_edns=0).options] \
        == [b"\0\x46"]
    assert not resolver.ask("www.example.com", options=[keepalive], use_edns=0).options
    resolver.control("modules.unload('edns_keepalive')")
    assert not resolver.ask("www.example.com", tcp=True, options=[keepalive], use_edns=0).options


def test_without_rd_it_is_refused_until_the_module_goes(kresd):
    resolver = kresd()
    resolver.ask("www.example.com")
    query = dns.message.make_query("www.example.com", "A", flags=0)
    assert resolver.send(query).rcode() == dns.rcode.REFUSED
    resolver.control("modules.unload('refuse_nord')")
    assert resolver.send(query).rcode() == dns.rcode.NOERROR


def test_extended_errors_go_with_their_module(kresd):
    resolver = kresd()
    assert resolver.ask("www.dead.com", use_edns=0).options
    resolver.control("modules.unload('extended_error')")
    assert not resolver.ask("www.dead.com", use_edns=0).options


def test_answers_that_do_not_validate_are_logged(kresd):
    anchor = "com. DS 1 8 2 " + "00" * 32
    resolver = kresd("modules = { 'bogus_log' }\ntrust_anchors.add('%s')\n" % anchor)
    assert resolver.ask("www.example.com").rcode() == dns.rcode.SERVFAIL
    assert json.loads(resolver.control("tojson(bogus_log.frequent())")[0]) \
        == [{"count": 1, "name": "com.", "type": "DNSKEY"}]
    assert "DNSSEC validation failure com. DNSKEY" in resolver.process.log()


def test_modules_in_lua_come_from_the_module_folder(kresd, tmp_path):
    folder = tmp_path / "modules" / "greet"
    folder.mkdir(parents=True)
    (folder / "greet.lua").write_text("local M = {}\nfunction M.init() greeting = 'hello' end\n"
                                      "function M.config(name) greeting = 'hello ' .. name end\n"
                                      "function M.deinit() greeting = 'bye' end\nreturn M\n")
    resolver = kresd("modules = { greet = 'you' }\n", "-n", "-m", str(tmp_path / "modules"))
    assert resolver.control("greeting", "modules.unload('greet')", "greeting") == ["hello you\n", "true\n", "bye\n"]
    assert resolver.control("moduledir()") == ["%s\n" % (tmp_path / "modules")]


def test_modules_in_lua_are_also_where_newer_versions_have_them(kresd, tmp_path):
    folder = tmp_path / "more" / "kres_modules"
    folder.mkdir(parents=True)
    (folder / "meet.lua").write_text("return { word = 'met' }\n")
    resolver = kresd("package.path = '%s/?.lua;' .. package.path\nmodules.load('meet')\n" % folder.parent, "-n")
    assert resolver.control("meet.word", "require('kres_modules.meet').word", "modules.unload('meet')", "meet") \
        == ["met\n", "met\n", "true\n", "nil\n"]


def test_addresses_in_answers_are_renumbered(kresd):
    resolver = kresd("modules = { renumber = { { '192.0.2.0/31', '10.0.0.0' }, { '192.0.2.2', '10.9.9.9' },\n"
                     "    { '2001:db8::/32', 'fd00::' } } }\n")
    for _ in range(2):
        assert resolver.data("www.example.com") == ["10.0.0.1", "10.9.9.9"]
        assert resolver.data("www.example.com", "AAAA") == ["fd00::1"]
    resolver.control("renumber.config{ { '192.0.2.1', '10.0.0.5!' } }")
    assert resolver.data("www.example.com") == ["10.0.0.5", "192.0.2.2"]
    assert "expected { {prefix, target}, ... }" in resolver.control("renumber.config{ '192.0.2.1' }")[0]
    assert resolver.data("www.example.com") == ["10.0.0.5", "192.0.2.2"]
    resolver.control("modules.unload('renumber')")
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]


COUNTER = """
local M = { requests = 0 }
M.layer = { begin = function() M.requests = M.requests + 1 end, finish = function() end }
return M
"""


def test_hits_of_the_cache_enter_lua_only_for_those_who_ask(kresd, tmp_path):
    (tmp_path / "counter.lua").write_text(COUNTER)
    resolver = kresd("moduledir('%s')\n" % tmp_path)
    for _ in range(3):
        resolver.data("www.example.com")
    before = resolver.number("worker.stats().lua_calls")
    for _ in range(20):
        assert len(resolver.data("www.example.com")) == 2
    assert resolver.number("worker.stats().lua_calls") == before
    resolver.control("modules.load('counter')")
    for _ in range(20):
        assert len(resolver.data("www.example.com")) == 2
    assert resolver.number("counter.requests") == 20
    assert resolver.number("worker.stats().lua_calls") == before + 40  # begin and finish
    resolver.control("modules.unload('counter')")
    resolver.data("www.example.com")
    assert resolver.number("worker.stats().lua_errors") == 0
