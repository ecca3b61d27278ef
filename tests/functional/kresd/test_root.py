# SPDX-License-Identifier: BSD-2-Clause
"""The real root zone of January 2018 under its own date, validated with the root's key of 2010."""
import calendar
import lzma
import os
import subprocess
import random

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

from lib.kresd import Kresd
from lib.process import wait_until
from lib.servers import Nsd, OurKnotd

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("BOWLINE_SHARED", os.path.join(HERE, "..", "..", "..", "..", "shared"))
ZONE_FILE = os.path.join(SHARED, "data", "rootzone", "root-2018012901.zone.xz")
ANCHOR = ". DS 19036 8 2 49AAC11D7B6F6446702E54A1607371607A1A41855200FD2CE1CDDE32F24E8FB5"
DATE = calendar.timegm((2018, 1, 30, 0, 0, 0))
AFTER = calendar.timegm((2018, 3, 1, 0, 0, 0))

HOST = os.path.join(os.environ.get("BOWLINE_BIN", ""), "kresd-host.lua")

pytestmark = pytest.mark.skipif(not os.path.exists(ZONE_FILE), reason="no root zone beside the project")


@pytest.fixture(scope="module")
def zone():
    with lzma.open(ZONE_FILE) as f:
        return f.read().decode()


def delegations(zone):
    """Names with NS below the root, and their DS in the spelling of dnspython."""
    names, ds = set(), {}
    for line in zone.splitlines():
        words = line.split()
        if len(words) > 4 and words[0] != "." and words[3] == "NS":
            names.add(words[0].lower())
        if len(words) > 7 and words[3] == "DS":
            ds.setdefault(words[0].lower(), set()).add(
                " ".join(words[4:7]) + " " + "".join(words[7:]).lower())
    return names, ds


def resolver(folder, server, anchor=ANCHOR, time=DATE):
    return Kresd(folder, "net.ipv6 = false\nnet.lab_port(%d)\noption('ALLOW_LOCAL', true)\n"
                 "hints.root({ ['a.root-servers.net.'] = '%s' })\ntrust_anchors.add('%s')\n"
                 % (server.port, server.address, anchor), "-n", time=time)


@pytest.fixture(scope="module", params=(OurKnotd, Nsd), ids=lambda kind: kind.__name__)
def server(request, tmp_path_factory, zone):
    if not request.param.is_available():
        pytest.skip("no %s here" % request.param.binary)
    with request.param(tmp_path_factory.mktemp("root"), {".": zone}) as started:
        yield started


@pytest.fixture(scope="module")
def kresd(server, tmp_path_factory):
    with resolver(tmp_path_factory.mktemp("kresd"), server) as started:
        yield started


def secure(response):
    return bool(response.flags & dns.flags.AD)


def test_the_apex_is_secure(kresd):
    for rdtype in ("SOA", "NS", "DNSKEY"):
        response = kresd.ask(".", rdtype, want_dnssec=True)
        assert response.rcode() == dns.rcode.NOERROR and response.answer and secure(response), rdtype
    response = kresd.ask(".", "TXT", want_dnssec=True)
    assert not response.answer and secure(response)


def test_every_top_level_domain_has_its_ds_or_a_proof(kresd, zone):
    names, ds = delegations(zone)
    assert len(names) > 1500
    for name in sorted(names):
        response = kresd.ask(name, "DS", want_dnssec=True)
        assert response.rcode() == dns.rcode.NOERROR and secure(response), (name, response.to_text())
        got = {item.to_text() for rrset in response.answer if rrset.rdtype == dns.rdatatype.DS for item in rrset}
        assert got == ds.get(name, set()), name


def test_names_that_do_not_exist_are_proven(kresd):
    rng = random.Random(int(os.environ.get("BOWLINE_SEED", "1")))
    for _ in range(300):
        name = "".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789-") for _ in range(12))
        response = kresd.ask("x" + name + "x.", "A", want_dnssec=True)
        assert response.rcode() == dns.rcode.NXDOMAIN and secure(response), name
        assert any(rrset.rdtype == dns.rdatatype.NSEC for rrset in response.authority)


def test_ad_is_the_same_from_the_answer_cache(kresd):
    def ask(dnssec, *flags):
        query = dns.message.make_query(".", "NS", want_dnssec=dnssec)
        for flag in flags:
            query.flags |= flag
        response = kresd.send(query)
        assert response.rcode() == dns.rcode.NOERROR
        signed = any(rrset.rdtype == dns.rdatatype.RRSIG for rrset in response.answer)
        return secure(response), signed, bool(response.flags & dns.flags.CD)
    for _ in range(3):  # the first ones fill it
        assert ask(False) == (False, False, False)
        assert ask(False, dns.flags.AD) == (True, False, False)
        assert ask(True) == (True, True, False)
        assert ask(True, dns.flags.CD) == (False, True, True)
        assert ask(False, dns.flags.CD, dns.flags.AD) == (False, False, True)


def test_under_another_date_it_is_bogus(server, tmp_path):
    with resolver(tmp_path, server, time=AFTER) as late:
        response = late.ask(".", "SOA", want_dnssec=True)
        assert response.rcode() == dns.rcode.SERVFAIL and not response.answer
        assert [option.code for option in response.options if option.otype == 15] == [7]  # signature expired


def test_under_another_key_it_is_bogus(server, tmp_path):
    wrong = ANCHOR[:-1] + "6"
    with resolver(tmp_path, server, anchor=wrong) as other:
        assert other.ask(".", "SOA", want_dnssec=True).rcode() == dns.rcode.SERVFAIL
        # With CD it is the client's business.
        query = dns.message.make_query(".", "SOA", want_dnssec=True)
        query.flags |= dns.flags.CD
        response = other.send(query)
        assert response.rcode() == dns.rcode.NOERROR and response.answer and not secure(response)


def test_the_tools_say_what_is_secure(server, tmp_path):
    """As the manual shows them: `kresd-host.lua -f root.key -v NAME`."""
    (tmp_path / "root.key").write_text(ANCHOR + "\n")
    lab = "net.ipv6 = false net.lab_port(%d) option('ALLOW_LOCAL', true) hints.root({ ['a.root-servers.net.'] = '%s' })" \
        % (server.port, server.address)
    done = subprocess.run([HOST, "-C", lab, "-f", "root.key", "-v", "-t", "DS", "com"], cwd=tmp_path, capture_output=True,
                          text=True, timeout=60, env=dict(os.environ, KRESD_TEST_TIME=str(DATE)))
    assert done.stdout == "com. has DS record 30909 8 2 E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A9184CFC41A5766 (secure)\n"


def test_an_imported_zone_needs_no_server(tmp_path, zone):
    (tmp_path / "root.zone").write_text(zone)
    config = "net.ipv6 = false\nnet.lab_port(1)\noption('ALLOW_LOCAL', true)\n" \
             "hints.root({ ['a.root-servers.net.'] = '127.0.0.1' })\ntrust_anchors.add('%s')\n" % ANCHOR
    with Kresd(tmp_path / "kresd", config, "-n", time=DATE) as alone:
        said = alone.control("return cache.zone_import('%s').code" % (tmp_path / "root.zone"))
        assert said[0].strip() == "0"
        alone.process.wait_for(lambda: alone.control("next(cache.get('zw.')) ~= nil") == ["true\n"], 30, "the import")
        sent = alone.number("worker.stats().udp")
        names, ds = delegations(zone)
        for name in sorted(names):
            response = alone.ask(name, "DS", want_dnssec=True)
            assert response.rcode() == dns.rcode.NOERROR and secure(response), name
            got = {item.to_text() for rrset in response.answer for item in rrset if rrset.rdtype == dns.rdatatype.DS}
            assert got == ds.get(name, set()), name
        for name in ("nosuchthing.", "www.example-tld."):
            response = alone.ask(name, "A", want_dnssec=True)
            assert response.rcode() == dns.rcode.NXDOMAIN and secure(response), name
        assert alone.number("worker.stats().udp") == sent


def test_a_clock_that_is_wrong_is_told(server, tmp_path):
    """All signatures of the root's servers are over: that is why nothing validates."""
    for time, wrong in ((DATE, False), (AFTER, True)):
        with Kresd(tmp_path / str(time), "net.ipv6 = false\nnet.lab_port(%d)\noption('ALLOW_LOCAL', true)\n"
                   "hints.root({ ['a.root-servers.net.'] = '%s' })\nmodules = { 'detect_time_skew', 'stats' }\n"
                   % (server.port, server.address), "-n", time=time) as started:
            wait_until(lambda: started.number("stats['request.internal']") >= 1, 10, "an answer to the module")
            assert ("seconds ahead: DNSSEC validation will fail" in started.process.log()) == wrong
