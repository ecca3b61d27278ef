# SPDX-License-Identifier: BSD-2-Clause
"""Rules of policy for clients: what they get, that it is cached, counted and changed while they ask."""
import json
import os
import socket
import subprocess
import sys

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rrset
import pytest

from lib.kresd import Kresd
from lib.process import wait_until
from test_reload import Load

DENY_WWW = "policy.add(policy.suffix(policy.DENY, { todname('www.example.com') }))\n"


def count(resolver, rule=0):
    return resolver.number("policy.rules[%d].count" % (rule + 1))


def test_an_answer_is_counted_each_time_it_is_given(kresd):
    resolver = kresd(DENY_WWW)
    for _ in range(3):
        answer = resolver.ask("a.www.example.com", use_edns=0)
        assert answer.rcode() == dns.rcode.NXDOMAIN and answer.flags & dns.flags.AA
        assert answer.options[0].code == 15
    assert count(resolver) == 3
    assert resolver.number("worker.stats().udp") == 0
    resolver.control("policy.rules[1].suspended = true")
    assert resolver.ask("www.example.com").answer
    resolver.control("policy.rules[1].suspended = false")
    assert resolver.ask("www.example.com").rcode() == dns.rcode.NXDOMAIN
    resolver.control("policy.del(0)")
    assert resolver.ask("www.example.com").answer


def test_truncation_is_for_udp_alone(kresd):
    resolver = kresd("policy.add(policy.suffix(policy.TC, { todname('example.com') }))\n")
    for _ in range(2):
        assert resolver.ask("www.example.com", tcp=True).answer
        answer = resolver.ask("www.example.com")
        assert answer.flags & dns.flags.TC and not answer.answer
    assert len(resolver.ask("www.half.com").answer) == 1


def test_no_answer_is_silence(kresd):
    resolver = kresd("policy.add(policy.domains(policy.NO_ANSWER, { todname('www.example.com') }))\n")
    with pytest.raises(dns.exception.Timeout):
        resolver.send(dns.message.make_query("www.example.com", "A"), timeout=0.5)
    assert resolver.ask("alias.example.com").answer  # its target is not looked at


def test_copies_of_questions_go_to_a_mirror(kresd, fake):
    seen = fake(lambda query, _: [])
    resolver = kresd("policy.add(policy.all(policy.MIRROR('127.88.0.4@%d')))\n" % seen.udp.getsockname()[1])
    for _ in range(3):
        assert resolver.ask("www.example.com").answer
    wait_until(lambda: len(seen.udp_queries) == 3, 5, "copies")
    assert all(str(query.question[0].name) == "www.example.com." for query in seen.udp_queries)
    assert count(resolver) == 3


def test_copies_have_the_octets_that_came(kresd):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mirror:
        mirror.bind(("127.0.0.1", 0))
        mirror.settimeout(5)
        resolver = kresd("policy.add(policy.all(policy.MIRROR('127.0.0.1@%d')))\n" % mirror.getsockname()[1])
        for tcp in (False, True):
            for size in (0, 300):
                option = dns.edns.GenericOption(65001, b"x" * size)
                query = dns.message.make_query("wWw.Example.com", "A", payload=1233, want_dnssec=True, options=[option])
                query.flags |= dns.flags.CD | dns.flags.AD
                assert resolver.send(query, tcp=tcp).answer
                assert mirror.recv(65536) == query.to_wire()
        # What nobody sent has no copy: the next one is that of a client again.
        resolver.control("resolve('www.half.com', kres.type.A)")
        query = dns.message.make_query("www.half.com", "A", use_edns=False)
        assert resolver.send(query).answer
        assert mirror.recv(65536) == query.to_wire()


def test_a_rule_forwards_and_another_moves_addresses(kresd, fake):
    def answer(query, _):
        made = dns.message.make_response(query)
        made.flags |= dns.flags.RA
        made.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", "192.0.2.99"))
        return [made]
    server = fake(answer)
    resolver = kresd("policy.add(policy.suffix(policy.STUB('127.88.0.4@%d'), policy.todnames({ 'corp.example' })))\n"
                     "policy.add(policy.REROUTE({ ['192.0.2.0/24'] = '127.0.0.0' }), true)\n"
                     % server.udp.getsockname()[1])
    for _ in range(2):
        assert resolver.data("a.corp.example") == ["127.0.0.99"]
        assert resolver.data("www.example.com") == ["127.0.0.1", "127.0.0.2"]
    assert len(server.udp_queries) == 1


def test_functions_see_every_question_and_others_do_not_wait_for_them(kresd):
    resolver = kresd("asked = 0\npolicy.add(function(req, query)\n    asked = asked + 1\n"
                     "    if query.stype == kres.type.ANY then\n        return policy.DROP\n    end\nend)\n")
    for _ in range(3):
        assert resolver.ask("www.example.com").answer
    assert resolver.number("asked") == 3
    assert resolver.ask("www.example.com", "ANY").rcode() == dns.rcode.SERVFAIL


def test_special_names_go_with_the_module_and_hints_need_a_rule_that_passes(kresd):
    resolver = kresd("net.lab_port(0)\nmodules = { 'hints > iterate' }\nhints['printer.test'] = '192.0.2.50'\n")
    assert resolver.ask("printer.test").rcode() == dns.rcode.NXDOMAIN
    resolver.control("policy.add(policy.suffix(policy.PASS, { todname('test') }))")
    assert resolver.data("printer.test") == ["192.0.2.50"]
    resolver.control("policy.del(0)")
    assert resolver.data("x.localhost") == ["127.0.0.1"]
    resolver.control("modules.unload('policy')")
    assert resolver.data("printer.test") == ["192.0.2.50"]


def test_rules_are_replaced_under_load(kresd):
    resolver = kresd()
    names = ["www.example.com", "alias.example.com"]
    for name in names:
        assert resolver.ask(name).answer
    asked = resolver.number("worker.stats().udp")
    with Load(resolver, names) as load:
        for _ in range(30):
            rule = resolver.control("policy.add(policy.suffix(policy.DENY, policy.todnames { 'bad.example' })).id")[0]
            resolver.control("policy.add(policy.REROUTE({ ['198.51.100.0/24'] = '127.0.0.0' }), true)",
                             "policy.del(%s)" % rule.strip(), "policy.del(policy.postrules[1].id)")
        while min(load.answers) < 50:
            assert not load.failures, load.failures[:3]
    assert not load.failures, load.failures[:3]
    assert resolver.number("worker.stats().udp") == asked  # what is cached stays


SAME = """
net.listen('127.0.0.1', 5300)
cache.size = 10*MB
trust_anchors.remove('.')
modules = {'view'}
policy.add(policy.suffix(policy.PASS, {todname('pass.deny.example')}))
policy.add(policy.suffix(policy.DENY, {todname('deny.example')}))
policy.add(policy.suffix(policy.DENY_MSG('go away'), {todname('denymsg.example')}))
policy.add(policy.suffix(policy.DROP, {todname('drop.example')}))
policy.add(policy.suffix(policy.REFUSE, {todname('refuse.example')}))
policy.add(policy.suffix(policy.TC, {todname('tc.example')}))
policy.add(policy.pattern(policy.REFUSE, '\\4www[0-9]\\6badboy\\2cz'))
policy.add(policy.suffix_common(policy.REFUSE, policy.todnames({'a.common.example', 'b.common.example'}), todname('common.example')))
policy.add(policy.suffix(policy.ANSWER({[kres.type.A] = { rdata=kres.str2ip('192.0.2.7'), ttl=300 }}, true), {todname('answer.example')}))
policy.add(policy.rpz(policy.DENY, 'a.rpz'))
policy.add(function (req, query) if query.stype == kres.type.NULL then return policy.REFUSE end end)
view:addr('127.0.0.1', policy.suffix(policy.REFUSE, {todname('view.example')}))
view:addr('127.0.0.0/8', policy.suffix(policy.DROP, {todname('view.example'), todname('view2.example')}))
view:addr('10.0.0.0/8', policy.suffix(policy.DROP, {todname('view3.example')}))
view:addr('0.0.0.0/0', policy.suffix(policy.DENY, {todname('view3.example')}))
"""
RPZ = """$TTL 77
$ORIGIN rpz.zone.
@ SOA ns. h. 1 2 3 4 5
@ NS ns.
nx.example CNAME .
*.wild.example CNAME .
nodata.example CNAME *.
drop.example2 CNAME rpz-drop.
tcponly.example CNAME rpz-tcp-only.
data.example A 192.0.2.9
data.example A 192.0.2.10
data.example TXT "hello"
*.wdata.example A 192.0.2.11
"""
QUESTIONS = """a.deny.example A; deny.example MX; Deny.EXAMPLE A; x.denymsg.example TXT; drop.example A; refuse.example A; tc.example A
www7.badboy.cz A; x.a.common.example A; answer.example A; answer.example MX; nx.example A; b.a.wild.example A; nodata.example A
drop.example2 A; tcponly.example A; data.example A; data.example TXT; data.example MX; a.wdata.example A; any.example NULL
view.example A; view2.example A; view3.example A
10.in-addr.arpa SOA; 1.10.in-addr.arpa PTR; 20.172.in-addr.arpa A; 100.100.in-addr.arpa A; test A; a.onion A; a.invalid A; a.local A
localhost A; a.localhost AAAA; localhost SOA; localhost NS; localhost MX; a.localhost MX; 1.0.0.127.in-addr.arpa PTR
2.0.0.127.in-addr.arpa PTR; 127.in-addr.arpa SOA; 127.in-addr.arpa NS; 0.127.in-addr.arpa PTR; 5.127.in-addr.arpa A; home.arpa A
1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa PTR"""
# What runs alone with one of the programs: the answers as JSON.
ASK = """
import json, subprocess, sys, time
import dns.exception, dns.message, dns.query
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
program = subprocess.Popen([sys.argv[1], "-n", "-c", "config", "."], stdout=subprocess.DEVNULL, stderr=open("log", "w"))
def ask(name, rdtype, timeout):
    query = dns.message.make_query(name, rdtype, use_edns=0)
    try:
        answer = dns.query.udp(query, "127.0.0.1", timeout, 5300, ignore_unexpected=True)
    except (OSError, dns.exception.DNSException) as e:
        return repr(e)
    sections = [sorted(s.to_text() for s in section) for section in (answer.answer, answer.authority, answer.additional)]
    return [dns.rcode.to_text(answer.rcode()), dns.flags.to_text(answer.flags), *sections,
            [option.code for option in answer.options if option.otype == 15]]
deadline = time.monotonic() + 20
while "Error" in ask("localhost", "A", 0.3) or isinstance(ask("localhost", "A", 1), str):
    assert time.monotonic() < deadline and program.poll() is None, open("log").read()
print(json.dumps([ask(*question.split(), 3) for question in sys.argv[2].split("; ")]))
program.terminate()
program.wait()
"""


def answers_of(program, folder):
    folder.mkdir()
    (folder / "config").write_text(SAME)
    (folder / "a.rpz").write_text(RPZ)
    unshare = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    done = subprocess.run([*unshare, sys.executable, "-c", ASK, program, "; ".join(QUESTIONS.split("\n"))], cwd=folder,
                          capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_answers_are_those_of_the_distributions_resolver(tmp_path):
    peer = "/usr/sbin/kresd"
    if not os.access(peer, os.X_OK) or subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode != 0:
        pytest.skip("needs the distribution's kresd, and namespaces")
    ours, theirs = (answers_of(program, tmp_path / name) for name, program in (("ours", Kresd.program()), ("theirs", peer)))
    questions = "; ".join(QUESTIONS.split("\n")).split("; ")
    differences = {question: (a, b) for question, a, b in zip(questions, ours, theirs) if a != b}
    assert differences == {}
