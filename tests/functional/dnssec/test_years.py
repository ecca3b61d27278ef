# SPDX-License-Identifier: BSD-2-Clause
"""A signed zone under a clock that jumps from one key's moment to the next, for years, and back."""
import datetime
import os
import re
import subprocess
import time

import dns.dnssec
import dns.message
import dns.query
import dns.rdatatype
import dns.update
import pytest

from conftest import Signing
from lib import tools
from lib.process import Process, find_binary, wait_until

FAKETIME = next((p for p in ("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
                             "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1") if os.path.exists(p)), None)
LDNS, UNBOUND = find_binary("ldns-verify-zone"), find_binary("unbound-host")
pytestmark = pytest.mark.skipif(None in (FAKETIME, LDNS, UNBOUND),
                                reason="needs libfaketime, ldns-verify-zone and unbound-host")
DAY = 86400


class Travelling(Signing):
    """Its wall clock is what a file says; the monotonic one is left alone."""

    def __init__(self, folder, **more):
        super().__init__(folder, **more)
        os.makedirs(self.folder, exist_ok=True)
        self.offset = 0
        self.travel(0)

    def travel(self, by):
        self.offset += by
        self.write("clock", f"{self.offset:+d}\n")

    def now(self):
        return int(time.time()) + self.offset

    def start(self):
        self.process = Process(self.command(self.write("server.conf", self.configuration())), self.folder, "server",
                               env={"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": self.folder + "/clock",
                                    "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}).start()
        self.process.wait_for(self.answers, 15, "knotd answering")
        self.process.wait_for(self.takes_control, 10, "control socket")
        return self

    def dnskeys(self):
        answer = dns.query.tcp(dns.message.make_query("example.", "DNSKEY"), self.address, 5, self.port).answer
        return [k for rrset in answer if rrset.rdtype == dns.rdatatype.DNSKEY for k in rrset]


def waits_for_parent(server):
    """Each look at the keys says so as long as one waits."""
    return server.log().rfind("waiting for confirmation") > server.log().rfind("KSK submission, confirmed")


def verifiers_say(server):
    """
    ldns-verify-zone and our kzonecheck about the zone as it is, at the server's time.  (dnssec-verify takes no time,
    and hangs under a shifted clock; it verifies at the real one in the other tests.)
    """
    path = server.write("now.zone", server.text())
    at = time.strftime("%Y%m%d%H%M%S", time.gmtime(server.now()))
    done = subprocess.run([LDNS, "-t", at, path], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stdout + done.stderr
    done = tools.our_tool("kzonecheck")("-o", "example.", "-d", "on", "-t", str(server.now()), path)
    assert done.code == 0, done


def unbound_says(server, folder):
    """Debian's unbound, with the zone's keys as anchor and the same time: signed and unsigned answers."""
    anchors = "".join(f'    trust-anchor: "example. DNSKEY {k.to_text()}"\n' for k in server.dnskeys() if k.flags & 1)
    conf = os.path.join(folder, "unbound.conf")
    at = time.strftime("%Y%m%d%H%M%S", time.gmtime(server.now()))
    with open(conf, "w") as f:
        f.write("server:\n    do-not-query-localhost: no\n    module-config: \"validator iterator\"\n"
                f"    val-override-date: \"{at}\"\n    chroot: \"\"\n    username: \"\"\n{anchors}"
                f"stub-zone:\n    name: example.\n    stub-addr: {server.address}@{server.port}\n")
    for name, kind in (("www.example.", "A"), ("x.wild.example.", "TXT"), ("none.example.", "A"), ("www.example.", "MX")):
        done = subprocess.run([UNBOUND, "-C", conf, "-v", "-t", kind, name], capture_output=True, text=True, timeout=20)
        assert "(secure)" in done.stdout, (name, kind, done.stdout, done.stderr, server.log()[-2000:])


@pytest.mark.parametrize("policy", ["", "single-type-signing: on", "nsec3: on"], ids=["two", "one", "nsec3"])
def test_rollovers_of_years(tmp_path, policy):
    """Operators confirm; all keys are replaced several times; every state in between is a good one."""
    lives = "ksk-lifetime: 300d; zsk-lifetime: 100d; rrsig-lifetime: 60d; dnskey-ttl: 1h; zone-max-ttl: 1h; propagation-delay: 1h"
    with Travelling(tmp_path, policy=f"{lives}; {policy}") as server:
        seen = set()
        server.knotc("zone-ksk-submitted", "example.")
        for _ in range(60):
            wait_until(lambda: next_signing(server) is not None, 20)
            due = next_signing(server) - server.now()
            before = server.log().count("DNSSEC, next signing at")
            server.travel(max(due, 1) + 1)
            server.knotc("zone-keys-load", "example.")
            wait_until(lambda: server.log().count("DNSSEC, next signing at") > before, 20, "the signing")
            if waits_for_parent(server):
                server.knotc("zone-ksk-submitted", "example.")
            seen |= {dns.dnssec.key_id(k) for k in server.dnskeys()}
            verifiers_say(server)
            unbound_says(server, tmp_path)
            if server.offset > 2 * 365 * DAY:
                break
        assert server.offset > 365 * DAY
        assert len(seen) >= (3 if "single" in policy else 8)


@pytest.mark.parametrize("before, after", [("algorithm: ecdsap256sha256", "algorithm: ed25519"),
                                           ("single-type-signing: off", "single-type-signing: on"),
                                           ("single-type-signing: on", "single-type-signing: off"),
                                           ("algorithm: rsasha256; nsec3: on",
                                            "algorithm: ecdsap256sha256; single-type-signing: on; nsec3: on")],
                         ids=["algorithm", "to-one", "to-two", "both"])
def test_rollovers_of_algorithm_and_scheme(tmp_path, before, after):
    """A policy changes; from the old keys to the new ones every step is a good one, for caches too."""
    timing = "dnskey-ttl: 1h; zone-max-ttl: 1h; propagation-delay: 1h; zsk-lifetime: 0"
    with Travelling(tmp_path, policy=f"{before}; {timing}") as server:
        server.knotc("zone-ksk-submitted", "example.")
        old = {dns.dnssec.key_id(k) for k in server.dnskeys()}
        unbound_says(server, tmp_path)
        signings = server.log().count("DNSSEC, next signing at")
        server.reconfigure(policy=f"{after}; {timing}")
        server.wait_log("rollover started")
        for _ in range(12):
            wait_until(lambda: server.log().count("DNSSEC, next signing at") > signings, 20, "the signing")
            verifiers_say(server)
            unbound_says(server, tmp_path)
            if not old & {dns.dnssec.key_id(k) for k in server.dnskeys()} and not signed_by(server, old):
                break
            signings = server.log().count("DNSSEC, next signing at")
            if waits_for_parent(server):
                server.knotc("zone-ksk-submitted", "example.")
                continue
            server.travel(max(next_signing(server) - server.now(), 1) + 1)
            server.knotc("zone-keys-load", "example.")
        now = server.dnskeys()
        assert not old & {dns.dnssec.key_id(k) for k in now} and not signed_by(server, old)
        if "algorithm" in after:
            wanted = {"ed25519": 15, "ecdsap256sha256": 13}[re.search(r"algorithm: (\w+)", after)[1]]
            assert {k.algorithm for k in now} == {wanted}
        assert len(now) == (1 if "signing: on" in after else 2)


def signed_by(server, tags):
    """Signatures in the zone by keys of these tags."""
    zone = server.transfer()
    return [r for _, _, r in zone.iterate_rdatas("RRSIG") if r.key_tag in tags]


def next_signing(server):
    lines = server.lines("DNSSEC, next signing at")
    if not lines:
        return None
    stamp = re.search(r"next signing at (\S+)", lines[-1])[1]
    return int(datetime.datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S%z").timestamp())


def test_a_clock_that_jumps_is_noticed(tmp_path):
    """A month forward: signatures that expired meanwhile are replaced without anybody's help; and back again."""
    with Travelling(tmp_path) as server:
        server.travel(30 * DAY)
        server.wait_log("the clock was set forward", 30)
        server.process.wait_for(lambda: good(server), 20, "fresh signatures")
        server.travel(-60 * DAY)
        server.wait_log("the clock was set back", 30)
        server.process.wait_for(lambda: good(server), 20, "signatures that are valid already")


def good(server):
    try:
        verifiers_say(server)
    except AssertionError:
        return False
    return True
