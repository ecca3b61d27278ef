# SPDX-License-Identifier: BSD-2-Clause
"""What is changed while clients ask loses none of their questions, and nothing that is cached."""
import threading

import dns.exception
import dns.message
import dns.query
import dns.rcode

from lib.process import wait_until

CLIENTS = 4


class Load:
    """Clients that ask one question after another; each must be answered at its first try."""

    def __init__(self, resolver, names, rdtype="A"):
        self.resolver, self.names, self.rdtype = resolver, names, rdtype
        self.ending, self.failures, self.answers = threading.Event(), [], [0] * CLIENTS
        self.threads = [threading.Thread(target=self._ask, args=(i,)) for i in range(CLIENTS)]

    def _ask(self, client):
        while not self.ending.is_set():
            name = self.names[self.answers[client] % len(self.names)]
            try:
                answer = dns.query.udp(dns.message.make_query(name, self.rdtype), self.resolver.address, 8, self.resolver.port)
                if answer.rcode() != dns.rcode.NOERROR or not answer.answer:
                    self.failures.append(answer)
            except dns.exception.DNSException as e:
                self.failures.append(e)
            self.answers[client] += 1

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        for thread in self.threads:
            thread.join()


def test_hints_are_replaced_under_load(kresd, tmp_path):
    files = []
    for i in range(2):
        files.append(tmp_path / ("hosts%d" % i))
        files[i].write_text("".join("192.0.2.%d host%d.example.net\n" % (n % 250 + 1, n) for n in range(2000)))
    resolver = kresd("modules = { 'hints > iterate' }\nhints.config('%s')\n" % files[0])
    names = ["www.example.com", "host7.example.net", "alias.example.com", "host1999.example.net"]
    for name in names:
        assert resolver.ask(name).answer
    asked = resolver.number("worker.stats().udp")
    kept = resolver.number("cache.count()")
    with Load(resolver, names) as load:
        for turn in range(30):
            resolver.control("hints.config('%s')" % files[turn % 2], "hints['extra%d.example.net'] = '192.0.2.7'" % turn,
                             "hints.del('extra%d.example.net')" % turn)
        while min(load.answers) < 50:
            assert not load.failures, load.failures[:3]
    assert not load.failures, load.failures[:3]
    # What was cached still is: nobody had to be asked again.
    assert resolver.number("worker.stats().udp") == asked
    assert resolver.number("cache.count()") >= kept


def test_modules_come_and_go_under_load(kresd):
    resolver = kresd("modules = { 'hints > iterate' }\n")
    names = ["www.example.com", "alias.example.com"]
    for name in names:
        assert resolver.ask(name).answer
    with Load(resolver, names) as load:
        for _ in range(20):
            for module in ("stats", "dns64", "rebinding", "renumber", "bogus_log", "serve_stale", "nsid"):
                assert resolver.control("modules.load('%s')" % module) == ["true\n"]
            resolver.control("rebinding.config{ '127.0.0.0/8' }")
            for module in ("renumber", "stats", "nsid", "dns64", "serve_stale", "bogus_log", "rebinding"):
                assert resolver.control("modules.unload('%s')" % module) == ["true\n"]
    assert not load.failures, load.failures[:3]
    assert min(load.answers) > 0


def test_rules_are_replaced_under_load(kresd, tmp_path):
    rpz = tmp_path / "blocked.rpz"

    def write(count):
        (tmp_path / "new.rpz").write_text("$ORIGIN rpz.\n@ SOA a. b. %d 1 1 1 1\n" % count
                                          + "".join("blocked%d.example.com CNAME .\n" % i for i in range(count)))
        (tmp_path / "new.rpz").rename(rpz)
    write(1000)
    resolver = kresd("policy.add(policy.rpz(policy.DENY, '%s'))\nmodules = { 'view' }\n" % rpz)
    names = ["www.example.com", "alias.example.com"]
    for name in names:
        assert resolver.ask(name).answer
    asked = resolver.number("worker.stats().udp")
    with Load(resolver, names) as load:
        for turn in range(20):
            write(1000 + turn)
            resolver.control("rule = policy.add(policy.suffix(policy.DENY, policy.todnames({ 'denied%d.example.com' })))" % turn,
                             "view:addr('192.0.2.0/24', policy.all(policy.REFUSE))")
            assert resolver.ask("denied%d.example.com" % turn).rcode() == dns.rcode.NXDOMAIN
            assert resolver.control("policy.del(rule.id)") == ["true\n"]
        while min(load.answers) < 50:
            assert not load.failures, load.failures[:3]
    assert not load.failures, load.failures[:3]
    assert resolver.ask("blocked7.example.com").rcode() == dns.rcode.NXDOMAIN
    # What was cached still is; the names that were denied for a while had been asked for by nobody.
    assert resolver.number("worker.stats().udp") == asked


def test_forwarders_are_replaced_under_load(kresd):
    """Each question is answered by the one or the other, at its first try."""
    servers = [kresd(), kresd()]
    resolver = kresd()
    names = ["n%d.wild.example.com" % i for i in range(3000)]
    with Load(resolver, names, "TXT") as load:
        resolver.control("rule = { id = -1 }")
        for turn in range(20):
            server = servers[turn % 2]
            before = server.number("worker.stats().queries")
            resolver.control("local old = rule.id rule = policy.add(policy.all(policy.STUB('%s@%d'))) policy.del(old)"
                             % (server.address, server.port))
            wait_until(lambda: server.number("worker.stats().queries") > before, 20, "questions at the new one")
        while min(load.answers) < 50:
            assert not load.failures, load.failures[:3]
    assert not load.failures, load.failures[:3]
