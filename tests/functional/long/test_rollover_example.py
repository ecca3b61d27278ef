# SPDX-License-Identifier: BSD-2-Clause
"""
A KSK of five minutes and a ZSK of two are rolled over in real time: what the log says, line by line, and that
everybody who validates agrees all along.  Takes three minutes: `make check-long`.
"""
import datetime
import os
import re
import shutil
import subprocess
import sys
import time

import dns.dnssec
import dns.message
import dns.query
import dns.rdatatype
import dns.update
import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

from lib import tools  # noqa: E402
from lib.process import wait_until  # noqa: E402
from lib.servers import OurKnotd  # noqa: E402

# Keys are named by letters in the order in which they appear; +N is seconds after the first line; SOON and LATE are
# moments within and beyond an hour.  R: the parent's address.
STORY = """
+0 info: DNSSEC, signing zone
+0 info: DNSSEC, KSK rollover started
+0 info: DNSSEC, next key action, KSK tag C, submit at +12
+0 info: DNSSEC, key, tag A, algorithm ECDSAP256SHA256, KSK, public, active
+0 info: DNSSEC, key, tag B, algorithm ECDSAP256SHA256, public, active
+0 info: DNSSEC, key, tag C, algorithm ECDSAP256SHA256, KSK, public, active+
+0 info: DNSSEC, signing started
+0 info: DNSSEC, successfully signed, serial S
+0 info: DNSSEC, next signing at +12
+12 info: DNSSEC, signing zone
+12 notice: DNSSEC, KSK submission, waiting for confirmation
+12 info: DNSSEC, key, tag A, algorithm ECDSAP256SHA256, KSK, public, active
+12 info: DNSSEC, key, tag B, algorithm ECDSAP256SHA256, public, active
+12 info: DNSSEC, key, tag C, algorithm ECDSAP256SHA256, KSK, public, ready, active+
+12 info: DNSSEC, signing started
+12 info: DNSSEC, successfully signed, serial S
+12 info: DNSSEC, next signing at LATE
+12 info: DS check, outgoing, remote R TCP, KSK submission check: negative
+14 info: DS check, outgoing, remote R TCP/pool, KSK submission check: negative
+16 info: DS check, outgoing, remote R TCP/pool, KSK submission check: positive
+16 notice: DNSSEC, KSK submission, confirmed
+16 info: DNSSEC, signing zone
+16 info: DNSSEC, key, tag A, algorithm ECDSAP256SHA256, KSK, public, active+
+16 info: DNSSEC, key, tag B, algorithm ECDSAP256SHA256, public, active
+16 info: DNSSEC, key, tag C, algorithm ECDSAP256SHA256, KSK, public, active
+16 info: DNSSEC, signing started
+16 info: DNSSEC, successfully signed, serial S
+16 info: DNSSEC, next signing at +23
+23 info: DNSSEC, signing zone
+23 info: DNSSEC, next key action, ZSK, generate at +114
+23 info: DNSSEC, key, tag B, algorithm ECDSAP256SHA256, public, active
+23 info: DNSSEC, key, tag C, algorithm ECDSAP256SHA256, KSK, public, active
+23 info: DNSSEC, signing started
+23 info: DNSSEC, successfully signed, serial S
+23 info: DNSSEC, next signing at +114
+114 info: DNSSEC, signing zone
+114 info: DNSSEC, ZSK rollover started
+114 info: DNSSEC, next key action, ZSK tag D, replace at +126
+114 info: DNSSEC, key, tag B, algorithm ECDSAP256SHA256, public, active
+114 info: DNSSEC, key, tag C, algorithm ECDSAP256SHA256, KSK, public, active
+114 info: DNSSEC, key, tag D, algorithm ECDSAP256SHA256, public
+114 info: DNSSEC, signing started
+114 info: DNSSEC, successfully signed, serial S
+114 info: DNSSEC, next signing at +126
+126 info: DNSSEC, signing zone
+126 info: DNSSEC, next key action, ZSK tag B, remove at +143
+126 info: DNSSEC, key, tag B, algorithm ECDSAP256SHA256, public
+126 info: DNSSEC, key, tag C, algorithm ECDSAP256SHA256, KSK, public, active
+126 info: DNSSEC, key, tag D, algorithm ECDSAP256SHA256, public, active
+126 info: DNSSEC, signing started
+126 info: DNSSEC, successfully signed, serial S
+126 info: DNSSEC, next signing at +143
""".strip().splitlines()
SLACK = 1  # seconds that a line may be late: what is planned for a second is done within it

PARENT = """$TTL 7
@ SOA ns host 1 3600 900 604800 7
@ NS ns
ns A 127.0.0.1
example NS ns.example
ns.example A 127.0.0.1
"""
CHILD = """$TTL 15
@ SOA ns host 2010111203 3600 900 604800 15
@ NS ns
ns A 127.0.0.1
www A 192.0.2.1
"""


class Parent(OurKnotd):
    actions = "transfer, update"


class Child(OurKnotd):
    def __init__(self, folder, parent):
        super().__init__(folder, {"example.com.": CHILD})
        self.parent = parent

    def configuration(self):
        return (f"server:\n    rundir: {self.folder}\n    listen: {self.at}\n    remote-pool-limit: 10\n"
                f"database:\n    storage: {self.folder}\n"
                "log:\n  - target: stderr\n    any: info\n"
                f"remote:\n  - id: dnssec_validating_resolver\n    address: {self.parent.at}\n"
                "submission:\n  - id: test_submission\n    check-interval: 2s\n    parent: dnssec_validating_resolver\n"
                "policy:\n  - id: test_policy\n    ksk-lifetime: 5m\n    zsk-lifetime: 2m\n    propagation-delay: 2s\n"
                "    dnskey-ttl: 10s\n    zone-max-ttl: 15s\n    ksk-submission: test_submission\n"
                f"zone:\n  - domain: example.com.\n    file: {self.folder}/example.com.zone\n    dnssec-signing: on\n"
                "    dnssec-policy: test_policy\n")

    def keymgr(self, *words):
        done = tools.our_tool("keymgr")("-c", self.folder + "/server.conf", "example.com.", *words)
        assert done.code == 0, done
        return done.out.strip()

    def ask(self, name, kind, server=None):
        query = dns.message.make_query(name, kind, want_dnssec=True)
        server = server or self
        return dns.query.tcp(query, server.address, 5, server.port)


class Cache:
    """A resolver that keeps DS, keys and data for as long as their TTLs say, and tries every mix of them."""

    def __init__(self, child, parent):
        self.child, self.parent, self.kept = child, parent, []

    def look(self):
        now = time.time()
        self.kept = [x for x in self.kept if x[0] > now]
        for kind, name, server, ttl in (("DS", "example.com.", self.parent, 7), ("DNSKEY", "example.com.", self.child, 10),
                                        ("A", "www.example.com.", self.child, 15)):
            answer = self.child.ask(name, kind, server).answer
            data = [x for x in answer if x.rdtype != dns.rdatatype.RRSIG]
            sigs = [x for x in answer if x.rdtype == dns.rdatatype.RRSIG]
            assert data, (kind, self.child.log()[-3000:])
            self.kept.append((now + ttl, kind, data[0], sigs[0] if sigs else None))
        self.check()

    def check(self):
        of = lambda kind: {(str(x[2]), str(x[3])): x[2:] for x in self.kept if x[1] == kind}.values()
        for ds, _ in of("DS"):
            for keys, key_sigs in of("DNSKEY"):
                trusted = [k for k in keys if any(dns.dnssec.make_ds("example.com.", k, d.digest_type) == d for d in ds)]
                assert trusted, (ds, keys)
                own = dns.rrset.from_rdata_list("example.com.", 10, trusted)
                dns.dnssec.validate(keys, key_sigs, {dns.name.from_text("example.com."): own})
                for data, sigs in of("A"):
                    dns.dnssec.validate(data, sigs, {dns.name.from_text("example.com."): keys})


def parent_set(parent, keys):
    """Have the parent's DS set be of these keys."""
    update = dns.update.UpdateMessage("com.")
    update.delete("example", "DS")
    for key in keys:
        update.add("example", 7, dns.dnssec.make_ds("example.com.", key, "SHA256"))
    assert dns.query.tcp(update, parent.address, 5, parent.port).rcode() == 0


def key_by_tag(child, tag):
    keys = [k for rrset in child.ask("example.com.", "DNSKEY").answer if rrset.rdtype == dns.rdatatype.DNSKEY for k in rrset]
    return next(k for k in keys if dns.dnssec.key_id(k) == tag)


def told(child):
    """Lines of the story so far: (moment, rest)."""
    out, begun = [], False
    for line in child.log().splitlines():
        m = re.fullmatch(r"(\S+) (\w+): \[example\.com\.\] ((?:DNSSEC|DS check), .*)", line)
        if not m:
            continue
        moment = datetime.datetime.strptime(m[1], "%Y-%m-%dT%H:%M:%S%z").timestamp()
        if "KSK rollover started" in m[3]:
            begun = True
            out = out[-1:]
        out.append((moment, f"{m[2]}: {m[3]}"))
    return out if begun else []


def compare(lines, parent):
    """What differs between what was told and the story."""
    start, names, wrong = lines[0][0], {}, []

    def moment(text):
        at = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").timestamp() - start
        return "LATE" if at > 3600 else f"+{at:.0f}"

    for (at, text), want in zip(lines, STORY):
        text = re.sub(r"tag +(\d+)", lambda m: "tag " + names.setdefault(m[1], m[1]), text)
        want_at, want = want.split(" ", 1)
        for tag, letter in zip(re.findall(r"tag (\d+)", text), re.findall(r"tag ([A-D])", want)):
            names.setdefault(tag, letter)
            names[tag] = letter if names[tag] == tag else names[tag]
        text = re.sub(r"tag (\d+)", lambda m: "tag " + names[m[1]], text)
        text = re.sub(r"serial \d+", "serial S", text).replace(parent.at, "R")
        text = re.sub(r"\d{4}-\d\d-\d\dT\S+", lambda m: moment(m[0]), text)
        numbers = lambda s: [int(x) for x in re.findall(r"\+(\d+)", s)]
        same = re.sub(r"\+\d+", "+", text) == re.sub(r"\+\d+", "+", want)
        near = all(0 <= a - b <= SLACK for a, b in zip(numbers(text), numbers(want)))
        if not same or not near or not 0 <= at - start - int(want_at[1:]) <= SLACK:
            wrong.append(f"+{at - start:.0f} {text}   should be   {want_at} {want}")
    return wrong


@pytest.mark.skipif(OurKnotd.path() is None, reason="no knotd in BOWLINE_BIN")
def test_the_log_tells_the_story(tmp_path):
    os.makedirs(tmp_path / "parent")
    with Parent(tmp_path / "parent", {"com.": PARENT}) as parent:
        child = Child(tmp_path, parent)
        os.makedirs(child.folder, exist_ok=True)
        child.write("server.conf", child.configuration())
        # The KSK is five minutes old in six seconds, when the ZSK has signed for six.
        child.keymgr("generate", "algorithm=ECDSAP256SHA256", "ksk=yes", "created=-294", "publish=-294", "ready=-294",
                     "active=-294")
        child.keymgr("generate", "algorithm=ECDSAP256SHA256", "zsk=yes", "created=-60", "publish=-60", "active=+0")
        with child:
            first = int(re.search(r"tag +(\d+).*KSK", child.log())[1])
            parent_set(parent, [key_by_tag(child, first)])
            cache = Cache(child, parent)
            moved = False

            def done():
                nonlocal moved
                cache.look()
                lines = told(child)
                if not moved and sum("check: negative" in text for _, text in lines) == 2:
                    tag = next(int(re.search(r"tag +(\d+)", t)[1]) for _, t in lines if "ready, active+" in t)
                    parent_set(parent, [key_by_tag(child, tag)])
                    moved = True
                return len(lines) >= len(STORY) + 1  # a line of the next signing
            wait_until(done, 200, "the end of the story")
            assert compare(told(child), parent) == []
            verify(child)


def verify(child):
    """Debian's verifiers about the zone as it is at the end."""
    checker = shutil.which("ldns-verify-zone")
    if checker is None:
        return
    wait_until(lambda: os.path.exists(child.folder + "/example.com.zone"), 5)
    done = subprocess.run([checker, child.folder + "/example.com.zone"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stdout + done.stderr
