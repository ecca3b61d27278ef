# SPDX-License-Identifier: BSD-2-Clause
"""One zone, several signers with keys of their own: everybody serves everybody's keys."""
import re

import dns.dnssec
import dns.message
import dns.query
import dns.rdatatype
import dns.rrset
import pytest

from conftest import ZONE, Signing
from lib.process import wait_until
from lib.servers import Knotd, OurKnotd
from test_clock import Shifted

SHARED = "dnskey-management: incremental; delete-delay: 1h; cds-cdnskey-publish: always; propagation-delay: 1h"
FOREIGN = "256 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4="


def keys(server, kind="DNSKEY"):
    """Records of the apex, as text."""
    answer = dns.query.tcp(dns.message.make_query("example.", kind), server.address, 10, server.port).answer
    return {" ".join(r.to_text().split()) for rrset in answer if rrset.rdtype == dns.rdatatype.from_text(kind) for r in rrset}


def test_a_foreign_key_stays(signing):
    """Over re-signing, a reload of the file, new keys of ours and a restart; it goes as it came."""
    server = signing(policy=SHARED, items="zonefile-load: difference-no-serial; journal-content: all; zonefile-sync: -1")
    assert len(keys(server)) == 2
    assert server.update(("@", 60, "DNSKEY", FOREIGN)) == 0
    foreign = keys(server) - {k for k in keys(server) if " 13 " in k}
    assert len(foreign) == 1 and len(keys(server)) == 3
    server.check_signed()
    server.knotc("-b", "zone-sign", "example.")
    assert foreign < keys(server)
    server.write("example.zone", ZONE + "new A 192.0.2.99\n")
    server.knotc("-b", "zone-reload", "example.")
    assert "new.example." in server.check_signed()
    assert foreign < keys(server)
    server.knotc("-b", "zone-key-rollover", "example.", "zsk")
    assert len(keys(server)) == 4 and foreign < keys(server)
    server.restart()
    assert len(keys(server)) == 4 and foreign < keys(server)
    server.check_signed()
    server.check_answers()
    # What is ours is ours to change, and a try costs no serial.
    serial = server.serial()
    for ours in keys(server) - foreign:
        server.knotc("zone-begin", "example.")
        server.knotc("zone-unset", "example.", "@", "DNSKEY", *ours.split())
        server.knotc("zone-commit", "example.")
    assert server.serial() == serial and len(keys(server)) == 4
    server.knotc("zone-begin", "example.")
    server.knotc("zone-unset", "example.", "@", "DNSKEY", *next(iter(foreign)).split())
    server.knotc("zone-commit", "example.")
    assert len(keys(server)) == 3 and not foreign & keys(server)
    server.check_signed()


def test_alone_a_foreign_key_goes(signing):
    server = signing(policy="dnskey-management: full")
    assert server.update(("@", 60, "DNSKEY", FOREIGN)) == 0
    assert len(keys(server)) == 2
    server.check_signed()


def test_a_key_that_went_is_ours_until_it_is_forgotten(signing):
    """Somebody who missed it puts its record back: it goes again, until delete-delay is over."""
    server = signing(policy=SHARED + "; zsk-lifetime: 0; manual: on", begin=False)
    server.write("server.conf", server.configuration())
    server.keymgr("generate", "ksk=yes")
    old = server.keymgr("generate").strip()
    server.start()
    first = keys(server)
    server.keymgr("generate")
    server.keymgr("set", old, "retire=now", "remove=now")
    server.knotc("-b", "zone-keys-load", "example.")
    gone = first - keys(server)
    assert len(gone) == 1 and len(keys(server)) == 2
    serial = server.serial()
    assert server.update(("@", 60, "DNSKEY", next(iter(gone)))) == 0
    assert server.serial() == serial and not gone & keys(server)
    server.keymgr("delete", old)
    server.knotc("-b", "zone-keys-load", "example.")
    assert server.update(("@", 60, "DNSKEY", next(iter(gone)))) == 0
    assert gone < keys(server)
    server.check_signed()
    server.check_answers()


# ---- two signers that tell each other ----

KEY = "key:\n  - id: k\n    algorithm: hmac-sha256\n    secret: c2lnbmVycw==\n"
LIVES = "zsk-lifetime: 30d; dnskey-ttl: 60; zone-max-ttl: 60"
ITEMS = 'zonefile-load: difference-no-serial; journal-content: all; zonefile-sync: -1; acl: [local, others]; ddns-master: ""'


def tags(server, kind="DNSKEY"):
    answer = dns.query.tcp(dns.message.make_query("example.", kind), server.address, 10, server.port).answer
    rrsets = [r for r in answer if r.rdtype == dns.rdatatype.from_text(kind)]
    return {r.key_tag if kind == "CDS" else dns.dnssec.key_id(r) for rrset in rrsets for r in rrset}


class Signer(Shifted):
    """One of several: which keys and serials are its own is said by `part` of `parts`."""

    def __init__(self, folder, part=0, parts=2, policy="", interval=5, tags=None):
        super().__init__(folder, items=f"{ITEMS}; serial-modulo: {part}/{parts}",
                         policy=f"{SHARED}; {LIVES}; dnskey-sync: sync; keytag-modulo: {tags or f'{part}/{parts}'}; {policy}")
        self.others, self.interval, self.allows = [], interval, "[query, update]"

    def configuration(self):
        remotes = "".join(f"  - id: r{i}\n    address: {at}\n    key: k\n" for i, at in enumerate(self.others))
        self.sections = (f"remote:\n{remotes}dnskey-sync:\n  - id: sync\n    check-interval: {self.interval}\n"
                         f"    remote: [{', '.join(f'r{i}' for i in range(len(self.others)))}]\n")
        text = super().configuration().replace("    acl: local\n", "")
        return text.replace("acl:\n", f"{KEY}acl:\n  - id: others\n    key: k\n    action: {self.allows}\n"
                            "    update-type: [DNSKEY, CDNSKEY, CDS]\n", 1)

    def synced(self):
        return [x.split("DNSKEY sync, ")[1] for x in self.lines("DNSKEY sync, ")]


@pytest.fixture
def pair(signing):
    def start(**more):
        both = [signing(f"signer{i}", kind=Signer, begin=False, part=i, **more) for i in range(2)]
        for one, other in (both, both[::-1]):
            one.others = [other.at]
        for one in both:
            one.start()
        return both
    return start


def validates(data, keys_of):
    """Everything that one signer signs, by the keys that another one publishes; who saw which does not matter."""
    zone, other = data.transfer(), keys_of.transfer()
    known = {dns.name.from_text("example."): other.find_rdataset("example.", "DNSKEY")}
    for name, node in zone.nodes.items():
        for sigs in (r for r in node.rdatasets if r.rdtype == dns.rdatatype.RRSIG):
            covered = node.find_rdataset(zone.rdclass, sigs.covers)
            dns.dnssec.validate((name, covered), (name, sigs), known, now=data.now())


def agree(*signers):
    """Each publishes the keys of all."""
    wait_until(lambda: len({frozenset(keys(s)) for s in signers}) == 1 and
               len({frozenset(keys(s, "CDS")) for s in signers}) == 1, 30, "signers that agree")


def two_hours_later(*signers):
    """For all of them first: whose clock is another does not take the others' signed messages."""
    for one in signers:
        one.shift(one.ahead + 2 * 3600)
    for one in signers:
        one.knotc("-b", "zone-keys-load", "example.")


def check(*signers):
    agree(*signers)
    for one in signers:
        one.check_signed(at=one.now())
        for other in signers:
            validates(one, other)


def test_two_signers_through_a_rollover(pair):
    a, b = pair()
    check(a, b)
    assert len(tags(a)) == 4 and len(tags(a, "CDS")) == 2
    assert len([t for t in tags(a) if t % 2 == 0]) == 2
    a.check_answers()
    b.check_answers()
    assert any(re.fullmatch(r"DNSKEYs \+2/-0 \(\+\d+ \+\d+\), CDNSKEYs \+1/-0 \(\+\d+\), CDSs \+1/-0 \(\+\d+\)", x)
               for x in a.synced()), a.synced()
    assert any(x.startswith(f"outgoing, remote {b.at} TCP") and x.endswith("success") for x in a.synced())
    for one in (a, b):
        one.knotc("-b", "zone-ksk-submitted", "example.")
    first = tags(a)
    seen = [first]
    a.knotc("-b", "zone-key-rollover", "example.", "zsk")
    for _ in range(4):  # published, in use, out of use, gone
        check(a, b)
        if tags(a) != seen[-1]:
            seen.append(tags(a))
        two_hours_later(a, b)
    check(a, b)
    assert [len(s) for s in seen[:2]] == [4, 5] and len(tags(b)) == 4, seen
    assert len(first - tags(b)) == 1 and min(first - tags(b)) % 2 == 0  # the old key of the first signer went on both
    # All is quiet: equal sets cause no updates, and the zone stands still.
    serials = [one.serial() for one in (a, b)]
    assert serials[0] % 2 == 0 and serials[1] % 2 == 1
    a.knotc("-b", "zone-keys-load", "example.")
    wait_until(lambda: "up-to-date" in a.synced()[-1], 20, "the sync after it")
    assert [one.serial() for one in (a, b)] == serials


def test_changes_go_on_beside_it(pair):
    a, b = pair(policy="nsec3: on")
    check(a, b)
    for one in (a, b):
        assert one.update(("extra", 60, "A", "192.0.2.33")) == 0
    check(a, b)
    a.restart()
    check(a, b)
    assert len(tags(a)) == 4
    status = a.knotc("-e", "zone-status", "example.")
    assert "DNSKEY-sync: " in status


def test_a_remote_that_fails_is_tried_again(signing):
    """The other one is not there, then refuses, then takes it; our zone is none the worse for it."""
    a, b = signing("one", kind=Signer, begin=False, interval=1), signing("two", kind=Signer, begin=False, part=1, interval=1)
    a.others, b.others = [b.at], [a.at]
    a.start()
    a.wait_log(f"DNSKEY sync, outgoing, remote {b.at} TCP")
    assert any("failed (" in x for x in a.synced())
    a.check_signed(at=a.now())
    b.allows = "query"
    b.start()
    wait_until(lambda: any("server responded with error 'NOTAUTH'" in x for x in a.synced()), 30, "a refusal")
    a.check_signed(at=a.now())
    b.reconfigure(allows="[query, update]")
    agree(a, b)
    assert len(tags(a)) == 4


def test_an_update_that_is_answered_late(pair):
    """A signer that is busy, here frozen, carries it out afterwards; that is worth a notice."""
    a, b = pair(interval=1)
    check(a, b)
    b.knotc("-b", "zone-freeze", "example.")
    a.knotc("-b", "zone-key-rollover", "example.", "zsk")
    wait_until(lambda: any(" notice: " in x and "failed (connection timeout)" in x for x in a.lines("DNSKEY sync, outgoing")),
               30, "the notice")
    assert len(tags(a)) == 5 and len(tags(b)) == 4
    b.knotc("-b", "zone-thaw", "example.")
    check(a, b)
    assert len(tags(b)) == 5


def test_keys_older_than_their_class(pair, signing):
    """Signers that did not care for tags before: what is of the other's class is told, and taken away, all the same."""
    a, b = pair(tags="0/1")
    check(a, b)
    for i, one in enumerate((a, b)):
        one.knotc("-b", "zone-ksk-submitted", "example.")
        one.reconfigure(policy=one.policy.replace("keytag-modulo: 0/1", f"keytag-modulo: {i}/2"))
        one.knotc("-b", "zone-key-rollover", "example.", "zsk")
    for _ in range(3):
        check(a, b)
        two_hours_later(a, b)
    check(a, b)
    assert len(tags(a)) == 4


def test_three_signers_settle(signing):
    """Each tells both others; nobody takes away what another one put in, and then all are quiet."""
    all3 = [signing(f"signer{i}", kind=Signer, begin=False, part=i, parts=3, interval=2) for i in range(3)]
    for one in all3:
        one.others = [other.at for other in all3 if other is not one]
    for one in all3:
        one.start()
    wait_until(lambda: all(len(tags(one)) == 6 for one in all3), 40, "the keys of all")
    check(*all3)
    for one in all3:
        wait_until(lambda: [x for x in one.synced() if "outgoing" in x][-2:] and
                   all("up-to-date" in x for x in [y for y in one.synced() if "outgoing" in y][-2:]), 40, "quiet")
    serials = [one.serial() for one in all3]
    assert [n % 3 for n in serials] == [0, 1, 2]
    told = [x for one in all3 for x in one.synced() if re.match(r"DNSKEYs \+\d+/-[1-9]", x)]
    assert not told, told


def test_the_parent_is_asked_to_forget_by_all(pair):
    """The request stands alone on each signer; afterwards all have their CDS records back."""
    a, b = pair(interval=1)
    check(a, b)
    for one in (a, b):
        one.reconfigure(policy=one.policy.replace("publish: always", "publish: delete-dnssec"))
        wait_until(lambda: keys(one, "CDS") == {"0 0 0 00"} and keys(one, "CDNSKEY") == {"0 3 0 AA=="}, 20, "the request")
    check(a, b)
    assert len(tags(a)) == 4
    for one in (a, b):
        one.reconfigure(policy=one.policy.replace("publish: delete-dnssec", "publish: always"))
    wait_until(lambda: len(keys(a, "CDS")) == len(keys(b, "CDS")) == 2 and "0 0 0 00" not in keys(a, "CDS"), 40, "CDS records")
    check(a, b)


def test_a_signer_that_is_told_to_share_later(signing):
    """One that stood alone gets the list, and a rehearsal of what it will do."""
    a, b = [signing(f"signer{i}", kind=Signer, begin=False, part=i) for i in range(2)]
    b.others, a.others = [a.at], [b.at]
    shared = a.policy
    a.policy = a.policy.replace("dnskey-sync: sync; ", "")
    a.start()
    b.start()
    wait_until(lambda: len(tags(a)) == 4, 30, "the other one's keys")
    assert len(tags(b)) == 2
    a.reconfigure(policy=shared)
    check(a, b)
    assert len(tags(b)) == 4
    rehearsed = a.keymgr("simulate", "+1y")
    assert rehearsed.count("ZSK rollover started") >= 10, rehearsed


# ---- two signers and the unsigned primary that hands their keys on ----


class Unsigned:
    """The primary of both; it takes updates of keys."""

    def configure(self, signers):
        remotes = "".join(f"  - id: s{i}\n    address: {s.at}\n" for i, s in enumerate(signers))
        self.text = (f"server:\n    rundir: {self.folder}\n    listen: {self.at}\n"
                     f"database:\n    storage: {self.folder}\nlog:\n  - target: stderr\n    any: debug\n{KEY}"
                     f"remote:\n{remotes}acl:\n  - id: signers\n    key: k\n    action: [transfer, update]\n"
                     "  - id: local\n    address: 127.0.0.1\n    action: [update]\n"
                     f"zone:\n  - domain: example.\n    file: {self.folder}/example.zone\n    acl: [signers, local]\n"
                     "    notify: [s0, s1]\n    zonefile-load: whole\n")

    def configuration(self):
        return self.text


class OurUnsigned(Unsigned, OurKnotd):
    pass


class DebianUnsigned(Unsigned, Knotd):
    pass


class Secondary(Signer):
    """Its clock is that of its primary, the real one: waits are short."""

    def __init__(self, folder, **more):
        super().__init__(folder, **more)
        for item, wait in (("propagation-delay", "6"), ("dnskey-ttl", "1"), ("zone-max-ttl", "1")):
            self.policy = re.sub(f"{item}: \\w+", f"{item}: {wait}", self.policy)
        self.items = self.items.replace("difference-no-serial", "none") + "; master: r0; ixfr-benevolent: on"


@pytest.mark.parametrize("make", [OurUnsigned, DebianUnsigned])
def test_keys_at_a_common_primary(signing, tmp_path, make):
    if not make.is_available():
        pytest.skip("no such server here")
    a, b = [signing(f"signer{i}", kind=Secondary, begin=False, part=i) for i in range(2)]
    primary = make(tmp_path, {"example.": ZONE})
    primary.configure((a, b))
    a.others = b.others = [primary.at]
    a.shift(0)

    def everywhere():
        return keys(a) == keys(b) == keys(primary)

    with primary:
        a.start()
        b.start()
        wait_until(lambda: len(tags(primary)) == 4, 30, "keys at the primary")
        check(a, b)
        assert keys(a) == keys(primary) and keys(a, "CDS") == keys(primary, "CDS")
        for one in (a, b):
            one.knotc("-b", "zone-ksk-submitted", "example.")
        first = tags(b)
        b.knotc("-b", "zone-key-rollover", "example.", "zsk")
        wait_until(lambda: everywhere() and len(tags(primary)) == 5, 30, "the new key everywhere")
        check(a, b)
        wait_until(lambda: len(tags(primary)) == 4 and everywhere(), 60, "the old key gone everywhere")
        check(a, b)
        assert len(first - tags(a)) == 1
        # Whole transfers do no harm either, nor do changes of something else.
        a.knotc("zone-retransfer", "example.")
        assert Signing.update(primary, ("extra", 60, "A", "192.0.2.33")) == 0
        for one in (a, b):
            wait_until(lambda: "extra.example." in one.text(), 30, "a change of the primary's")
        check(a, b)
        assert len(tags(a)) == 4
