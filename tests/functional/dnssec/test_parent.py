# SPDX-License-Identifier: BSD-2-Clause
"""A signed zone and its parent: DS check, DS push, what the bus is told, whoever serves the parent."""
import os
import re

import dns.dnssec
import dns.message
import dns.query
import dns.rdatatype
import pytest

from lib import tools
from lib.process import wait_until
from lib.servers import Knotd, OurKnotd

PARENT = """$TTL 7
@ SOA ns host 1 3600 900 604800 60
@ NS ns
ns A 127.0.0.1
child NS ns.child
ns.child A 127.0.0.1
"""
CHILD = """$TTL 5
@ SOA ns host 1 3600 900 604800 5
@ NS ns
ns A 127.0.0.1
"""


class Child(OurKnotd):
    """Signs child.parent. and talks to its parent."""

    push = True
    check = True

    def __init__(self, folder, parent):
        super().__init__(folder, {"child.parent.": CHILD})
        self.parent = parent

    def configuration(self):
        submission = "    ksk-submission: s\n" if self.check else ""
        push = "    ds-push: p\n" if self.push else ""
        return (f"server:\n    rundir: {self.folder}\n    listen: {self.at}\n    remote-pool-limit: 4\n"
                f"database:\n    storage: {self.folder}\n"
                "log:\n  - target: stderr\n    any: debug\n"
                f"remote:\n  - id: p\n    address: {self.parent.at}\n"
                "submission:\n  - id: s\n    parent: p\n    check-interval: 1\n"
                "policy:\n  - id: default\n    propagation-delay: 1\n    dnskey-ttl: 1\n    zone-max-ttl: 5\n"
                f"    rrsig-refresh: 1d\n{submission}{push}"
                f"zone:\n  - domain: child.parent.\n    file: {self.folder}/child.parent.zone\n"
                "    dnssec-signing: on\n")

    def start(self):
        super().start()
        self.process.wait_for(lambda: tools.our_tool("knotc")("-c", self.folder + "/server.conf", "status").code == 0, 10,
                              "control socket")
        return self

    def knotc(self, *words):
        done = tools.our_tool("knotc")("-c", self.folder + "/server.conf", *words)
        assert done.code == 0, done
        return done.out


    def wait_log(self, words, timeout=20):
        self.process.wait_for(lambda: words in self.log(), timeout, words)


class OurParent(OurKnotd):
    actions = "transfer, update"


class DebianParent(Knotd):
    actions = "transfer, update"


@pytest.fixture(params=[OurParent, DebianParent])
def parent(request, tmp_path):
    if request.param.path() is None:
        pytest.skip("no such server here")
    with request.param(tmp_path / "parent-folder" if not os.makedirs(tmp_path / "parent-folder") else None,
                       {"parent.": PARENT}) as server:
        yield server


def ds_tags(parent):
    answer = dns.query.udp(dns.message.make_query("child.parent.", "DS"), parent.address, 5, parent.port)
    return {r.key_tag for rrset in answer.answer if rrset.rdtype == dns.rdatatype.DS for r in rrset}


def lines(server, words):
    return [x.split(": ", 1)[1] for x in server.log().splitlines() if words in x]


def test_the_parent_gets_the_first_key_and_the_next_one(parent, tmp_path):
    with Child(tmp_path, parent) as child:
        child.wait_log("KSK submission, confirmed")
        first = ds_tags(parent)
        assert len(first) == 1
        at = child.at
        assert any(f"DS push, outgoing, remote {parent.at} TCP" in x and x.endswith(", success")
                   for x in lines(child, "DS push")), at
        assert re.search(r"DS check, outgoing, remote \S+ TCP(/pool)?, KSK submission check: negative", child.log())
        assert re.search(r"DS check, outgoing, remote \S+ TCP(/pool)?, KSK submission check: positive", child.log())
        child.knotc("zone-key-rollover", "child.parent.", "ksk")
        wait_until(lambda: child.log().count("KSK submission, confirmed") == 2, 30, "the second key")
        second = ds_tags(parent)
        assert len(second) == 1 and second != first
        # The old key goes when caches have forgotten its DS.
        wait_until(lambda: keys(child) == second, 30, "the old key to go")


def keys(child):
    """Tags of the KSKs that are published."""
    answer = dns.query.tcp(dns.message.make_query("child.parent.", "DNSKEY"), child.address, 5, child.port)
    return {dns.dnssec.key_id(r) for rrset in answer.answer if rrset.rdtype == dns.rdatatype.DNSKEY
            for r in rrset if r.flags & 1}


def test_a_parent_that_refuses_is_asked_again(tmp_path):
    class Refusing(OurKnotd):
        actions = "transfer"
    os.makedirs(tmp_path / "p")
    with Refusing(tmp_path / "p", {"parent.": PARENT}) as parent, Child(tmp_path, parent) as child:
        child.wait_log("DS push, outgoing")
        assert any("server responded with error" in x for x in lines(child, "DS push"))
        status = child.knotc("zone-status", "child.parent.", "+events")
        assert re.search(r"DS-push: \+", status), status
        wait_until(lambda: len(lines(child, "KSK submission check: negative")) >= 2, 10, "asked again")


def test_a_push_that_waits_survives_a_restart(tmp_path):
    os.makedirs(tmp_path / "p")
    parent = OurParent(tmp_path / "p", {"parent.": PARENT})
    child = Child(tmp_path, parent)
    with child:  # the parent is not there yet
        child.wait_log("DS push, outgoing")
        assert any("failed" in x for x in lines(child, "DS push"))
    os.unlink(child.process.log_path)
    with parent, child:
        status = child.knotc("zone-status", "child.parent.", "+events")
        assert re.search(r"DS-push: (\+|pending|running)", status), status


def test_without_push_an_operator_is_waited_for(tmp_path):
    os.makedirs(tmp_path / "p")
    with OurParent(tmp_path / "p", {"parent.": PARENT}) as parent:
        child = Child(tmp_path, parent)
        child.push = child.check = False
        with child:
            child.wait_log("KSK submission, waiting for confirmation")
            assert "DS check" not in child.log() and "DS push" not in child.log()
            child.knotc("zone-ksk-submitted", "child.parent.")
            child.wait_log("KSK submission, confirmed")
            assert ds_tags(parent) == set()
