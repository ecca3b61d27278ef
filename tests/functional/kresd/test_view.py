# SPDX-License-Identifier: BSD-2-Clause
"""Rules for some clients: by address, by the address asked, by key; each gets its own answers."""
import socket

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.tsigkeyring

from lib.ports import free_port
from test_reload import Load


def ask_from(resolver, source, name="www.example.com", rdtype="A", tcp=False, to=None):
    how = dns.query.tcp if tcp else dns.query.udp
    return how(dns.message.make_query(name, rdtype), to or resolver.address, 10, resolver.port, source=source)


def test_clients_have_rules_of_their_own(kresd):
    resolver = kresd("modules = { 'view' }\n"
                     "view:addr('127.0.0.8/30', policy.suffix(policy.TC, policy.todnames({ 'example.com' })))\n"
                     "view:addr('127.0.0.128/25', policy.suffix(policy.DENY, policy.todnames({ 'example.com' })))\n"
                     "view:addr('127.0.0.129', policy.all(policy.PASS))\n"
                     "view:addr('127.0.0.130', policy.suffix(policy.REFUSE, policy.todnames({ 'half.com' })))\n")
    for _ in range(2):  # found out, and known
        assert ask_from(resolver, "127.0.0.1").answer
        assert ask_from(resolver, "127.0.0.9").flags & dns.flags.TC
        assert ask_from(resolver, "127.0.0.9", tcp=True).answer
        assert ask_from(resolver, "127.0.0.128").rcode() == dns.rcode.NXDOMAIN
        assert ask_from(resolver, "127.0.0.129").rcode() == dns.rcode.NXDOMAIN  # the first rule that stops
        assert ask_from(resolver, "127.0.0.130", "www.half.com").rcode() == dns.rcode.REFUSED
        assert ask_from(resolver, "127.0.0.131", "www.half.com").answer


def test_keys_are_named_and_not_verified(kresd):
    resolver = kresd("modules = { 'view' }\nview:tsig('\\5mykey', policy.all(policy.PASS))\n"
                     "view:addr('127.0.0.0/8', policy.all(policy.REFUSE))\n")
    for _ in range(2):
        assert resolver.ask("www.example.com").rcode() == dns.rcode.REFUSED
        query = dns.message.make_query("www.example.com", "A")
        query.use_tsig(dns.tsigkeyring.from_text({"MyKey.": "YQ=="}))
        wire = query.to_wire()
        # The reply is not signed, which dns.query would not take.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(5)
            s.sendto(wire, (resolver.address, resolver.port))
            answer = dns.message.from_wire(s.recv(65535))
        assert answer.rcode() == dns.rcode.NOERROR and answer.answer


def test_rules_by_the_address_that_is_asked(kresd):
    resolver = kresd("modules = { 'view' }\nnet.listen('127.0.0.77', net.list()['127.0.0.1'].port)\n"
                     "view:addr('127.0.0.77', policy.all(policy.REFUSE), true)\n"
                     "policy.add(view.rule_src(policy.DROP, '127.0.0.200'))\n")
    for _ in range(2):
        assert ask_from(resolver, "127.0.0.1").answer
        assert ask_from(resolver, "127.0.0.1", to="127.0.0.77").rcode() == dns.rcode.REFUSED
        assert ask_from(resolver, "127.0.0.1", to="127.0.0.77", tcp=True).rcode() == dns.rcode.REFUSED
        assert ask_from(resolver, "127.0.0.200").rcode() == dns.rcode.SERVFAIL


def test_one_socket_for_all_addresses_knows_which_was_asked(kresd):
    port = free_port("0.0.0.0")
    resolver = kresd("modules = { 'view' }\nnet.listen('0.0.0.0', %d)\n"
                     "view:addr('127.0.0.77', policy.all(policy.REFUSE), true)\n" % port)
    for to, wanted in (("127.0.0.76", dns.rcode.NOERROR), ("127.0.0.77", dns.rcode.REFUSED)) * 2:
        for how in (dns.query.udp, dns.query.tcp):
            assert how(dns.message.make_query("www.example.com", "A"), to, 10, port).rcode() == wanted


def test_subnets_of_all_addresses(kresd):
    resolver = kresd("modules = { 'view' }\nview:addr('0.0.0.0/0', policy.all(policy.REFUSE))\n"
                     "view:addr('::0/0', policy.all(policy.REFUSE))\n")
    assert resolver.ask("www.example.com").rcode() == dns.rcode.REFUSED
    resolver.control("modules.unload('view')")
    assert resolver.ask("www.example.com").answer


def test_a_list_of_names_for_some_clients(kresd, tmp_path):
    (tmp_path / "whitelist.rpz").write_text("www.example.com CNAME .\n")
    resolver = kresd("modules = { 'view' }\nview:addr('127.0.0.0/8', policy.rpz(policy.PASS, '%s'))\n"
                     "view:addr('127.0.0.0/8', policy.all(policy.DROP))\n" % (tmp_path / "whitelist.rpz"))
    assert resolver.ask("www.example.com").answer
    assert resolver.ask("www.half.com").rcode() == dns.rcode.SERVFAIL


def test_views_change_under_load(kresd):
    resolver = kresd("modules = { 'view' }\n")
    assert resolver.ask("www.example.com").answer
    with Load(resolver, ["www.example.com"]) as load:
        for i in range(20):
            resolver.control("view:addr('127.0.%d.0/24', policy.all(policy.REFUSE))" % (i + 1))
        while min(load.answers) < 50:
            assert not load.failures, load.failures[:3]
    assert not load.failures, load.failures[:3]
