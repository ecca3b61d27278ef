# SPDX-License-Identifier: BSD-2-Clause
"""Modules that are there without being told, and look after the resolver itself."""
import os
import signal
import socket

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from lib.kresd import NOBODY, ROOT
from lib.process import wait_until

DEFAULT = ("ta_signal_query", "policy", "priming", "detect_time_skew", "detect_time_jump", "ta_sentinel", "edns_keepalive", "ta_update",
           "refuse_nord", "watchdog", "extended_error")


def test_each_can_be_unloaded(kresd):
    resolver = kresd("modules = { 'priming', 'detect_time_skew' }\nhints.root({ ['a.root.'] = '%s' })\n" % ROOT)
    loaded = resolver.control("tojson(modules.list())")[0]
    for name in DEFAULT:
        assert '"%s"' % name in loaded
        assert resolver.control("modules.unload('%s')" % name, "%s == nil" % name) == ["true\n", "true\n"]
    assert resolver.control("#modules.list()", "modules.unload('cache')") == ["3\n", "command:1: No such file or directory"]
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]


def test_the_root_says_who_its_servers_are(kresd):
    resolver = kresd("hints.root({ ['other.root.'] = '%s' })\npriming_begun = modules.load('priming')\n" % ROOT)
    assert resolver.control("priming_begun") == ["true\n"]
    wait_until(lambda: resolver.control("hints.root()")[0] == "[a.root.] => {\n    [1] => %s\n}\n" % ROOT, 10, "the root's own list")
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]


def test_a_root_that_is_silent_is_asked_again(kresd):
    resolver = kresd("hints.root({ ['a.root.'] = '%s' })\nmodules.load('priming')\npriming.retry_time = 10\n" % NOBODY)
    assert resolver.control("priming.retry_time") == ["10\n"]
    wait_until(lambda: resolver.process.log().count("[priming] the root's servers cannot be found out") >= 2, 30, "two tries")
    resolver.control("hints.root({ ['other.root.'] = '%s' })" % ROOT)
    wait_until(lambda: "[a.root.]" in resolver.control("hints.root()")[0], 30, "the root's own list")


def test_servers_of_an_anchor_are_told_which_keys_are_trusted(kresd, fake):
    """RFC 8145 section 5: by the name of a question that nobody needs the answer of."""
    def reply(query, tcp):
        made = dns.message.make_response(query)
        is_signal = query.question[0].name.to_text().lower().startswith("_ta")
        made.set_rcode(dns.rcode.NXDOMAIN if is_signal else dns.rcode.SERVFAIL)
        if is_signal:
            made.flags |= dns.flags.AA
            made.authority.append(dns.rrset.from_text("fake.com.", 60, "IN", "SOA", "ns. h. 1 2 3 4 5"))
        return [made]
    server = fake(reply)
    resolver = kresd("trust_anchors.add('fake.com. DS 43981 13 2 %s')\ntrust_anchors.add('fake.com. DS 1 13 2 %s')\n"
                     % ("00" * 32, "11" * 32))
    assert resolver.ask("fake.com", "DNSKEY").rcode() == dns.rcode.SERVFAIL

    def signals():
        return [q for q in server.udp_queries + server.tcp_queries if q.question[0].name.to_text().lower().startswith("_ta")]

    def is_told():
        return any(q.question[0].name.to_text().lower() == "_ta-0001-abcd.fake.com." for q in signals())
    wait_until(is_told, 10, "a signal")
    assert signals()[-1].question[0].rdtype == 10  # NULL
    resolver.control("modules.unload('ta_signal_query')", "cache.clear()")
    wait_until(lambda: resolver.number("worker.stats().concurrent") == 0, 10, "the end of the signal")
    before = len(signals())
    assert resolver.ask("fake.com", "DNSKEY").rcode() == dns.rcode.SERVFAIL
    assert len(signals()) == before


@pytest.fixture
def manager(tmp_path, monkeypatch):
    """A service manager that watches."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
        s.bind(str(tmp_path / "notify"))
        s.settimeout(15)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "40000")
        monkeypatch.delenv("WATCHDOG_PID", raising=False)
        yield s


def heard(manager, what):
    while manager.recv(100) != what:
        pass
    return True


def test_a_service_manager_hears_that_we_live(manager, kresd):
    resolver = kresd("modules = { watchdog = { qname = 'www.example.com', qtype = kres.type.A } }\n")
    assert heard(manager, b"WATCHDOG=1") and heard(manager, b"WATCHDOG=1")
    assert resolver.control("watchdog.config({ qname = 5 })") == [
        "command:1: watchdog.config: expected 'config({ qname = string, qtype = number })'"]
    resolver.control("watchdog.config({ qname = 'www.dead.com' })")
    assert resolver.process.child.wait(30) == -signal.SIGABRT
    assert "[watchdog] www.dead.com.: no answer could be found" in resolver.process.log()


def test_without_a_service_manager_nothing_is_asked(kresd, monkeypatch):
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    resolver = kresd("modules = { watchdog = { qname = 'www.dead.com' } }\n")
    assert resolver.number("worker.stats().udp") == 0
    assert os.path.exists("/proc/%d" % resolver.process.child.pid)
