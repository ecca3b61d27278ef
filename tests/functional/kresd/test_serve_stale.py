# SPDX-License-Identifier: BSD-2-Clause
"""Expired data while servers cannot be reached (RFC 8767), by the module serve_stale."""
import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from lib.process import wait_until


class Server:
    """fake.com with one short-lived name; it can be told to say nothing, or something else."""

    def __init__(self):
        self.silent, self.address = False, "192.0.2.1"

    def __call__(self, query, tcp):
        if self.silent:
            return []
        made = dns.message.make_response(query)
        made.flags |= dns.flags.AA
        question = query.question[0]
        if question.rdtype == 1:
            made.answer.append(dns.rrset.from_text(question.name, 1, "IN", "A", self.address))
        else:
            made.authority.append(dns.rrset.from_text("fake.com.", 1, "IN", "SOA", "ns.fake.com. h. 1 2 3 4 1"))
        return [made]


def is_stale(answer):
    """RFC 8767 section 4: a TTL of 30 s, and the error that says so."""
    return ([str(s) for s in answer.answer] == ["www.fake.com. 30 IN A 192.0.2.1"]
            and any(o.otype == 15 and o.to_wire()[:2] == b"\0\x03" for o in answer.options))


def test_clients_get_what_has_expired(kresd, fake):
    says = Server()
    fake(says)
    resolver = kresd("modules.load('serve_stale < cache')\nserve_stale.timeout = 200\n")
    assert resolver.control("serve_stale.timeout", "serve_stale.max_age") == ["200\n", "86400\n"]
    assert resolver.data("www.fake.com") == ["192.0.2.1"]
    says.silent = True
    wait_until(lambda: is_stale(resolver.ask("www.fake.com", use_edns=0)), 10, "what has expired")
    resolver.control("modules.unload('serve_stale')", "cache.clear()")
    assert resolver.ask("www.fake.com").rcode() == dns.rcode.SERVFAIL


def test_settings_must_be_right(kresd):
    resolver = kresd("modules = { 'serve_stale < cache' }\n")
    assert resolver.control("serve_stale.timeout") == ["3000\n"]
    refused = "expected 'timeout', in milliseconds up to 3600000"
    assert refused in resolver.control("serve_stale.timeout = 0")[0]
    assert refused in resolver.control("serve_stale.timeout = 'x'")[0]
    assert resolver.control("serve_stale.timeout = 3 * sec", "serve_stale.timeout") == ["", "3000\n"]


def test_a_function_may_decide(kresd, fake):
    says = Server()
    fake(says)
    resolver = kresd("modules.load('serve_stale < cache')\nserve_stale.timeout = 100\nseen = {}\n"
                     "serve_stale.callback = function(ttl, name, type, query)\n"
                     "    seen = { ttl < 0, kres.dname2str(name), type, query.stype }\n    return verdict\nend\n")
    assert resolver.data("www.fake.com") == ["192.0.2.1"]
    says.silent = True
    resolver.control("verdict = 7")
    wait_until(lambda: [s.ttl for s in resolver.ask("www.fake.com").answer] == [7], 10, "what has expired")
    assert resolver.control("seen") == ["[1] => true\n[2] => www.fake.com.\n[3] => 1\n[4] => 1\n"]
    for verdict in ("-1", "nil", "'no number'", "{}"):
        resolver.control("verdict = %s" % verdict, "cache.clear()")  # what clients got, too
        assert resolver.ask("www.fake.com").rcode() == dns.rcode.SERVFAIL
    assert resolver.control("type(serve_stale.callback)", "serve_stale.callback = 5") == [
        "function\n", "command:1: serve_stale.callback must be a function"]
    assert resolver.control("modules.unload('serve_stale')", "modules.load('serve_stale')", "serve_stale.callback") == [
        "true\n", "true\n", "nil\n"]
