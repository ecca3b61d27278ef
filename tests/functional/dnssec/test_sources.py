# SPDX-License-Identifier: BSD-2-Clause
"""Wherever records come from, what is served is signed, and only what changed is signed anew."""
import pytest

from conftest import ZONE, signatures

POLICIES = {"nsec": "", "nsec3": "nsec3: on", "opt-out": "nsec3: on; nsec3-opt-out: on; nsec3-salt-length: 0",
            "csk": "single-type-signing: on; algorithm: ed25519", "rsa": "algorithm: rsasha256; zsk-size: 1024"}


@pytest.mark.parametrize("policy", POLICIES)
def test_every_source_of_change_is_signed(signing, policy):
    server = signing(policy=POLICIES[policy])
    server.check_signed()
    server.check_answers()
    assert server.lines("loaded, serial none -> 10 -> 11")
    assert server.update(("new", 60, "A", "192.0.2.99"), ("sub", 60, "NS", "ns.sub2.test."),
                         removed=[("too.gone", "AAAA")]) == 0
    assert server.lines("DNSSEC, incrementally signed, serial 12")
    server.check_signed()
    server.knotc("zone-begin", "example.")
    server.knotc("zone-set", "example.", "by.control", "60", "TXT", "x")
    server.knotc("zone-unset", "example.", "gone")
    server.knotc("zone-commit", "example.")
    server.check_signed()
    server.wait_file(13)
    text = open(server.folder + "/example.zone").read()
    assert "RRSIG" in text  # it is written as it is served
    server.write("example.zone", text + "by.file.example. 60 TXT x\n")
    server.knotc("-b", "zone-reload", "example.")
    assert server.serial() == 14
    assert "by.file.example." in server.check_signed()
    server.check_answers()


def test_a_restart_signs_nothing_again(signing):
    server = signing(policy="nsec3: on")
    assert server.update(("new", 60, "A", "192.0.2.99")) == 0
    server.wait_file(12)
    before = server.text()
    server.restart()
    assert server.serial() == 12
    assert server.text() == before
    assert server.lines("DNSSEC, zone is up-to-date") and server.lines("DNSSEC, new RRSIGs 0")


@pytest.mark.parametrize("items", [
    "zonefile-sync: -1",
    "zonefile-sync: -1; zonefile-load: difference",
    "zonefile-sync: -1; zonefile-load: difference-no-serial; journal-content: all",
])
def test_a_file_that_is_only_read_stays_as_it_is(signing, items):
    server = signing(items=items)
    if "no-serial" not in items:  # which takes the file for all there is
        assert server.update(("new", 60, "A", "192.0.2.99")) == 0
    before, serial = server.text(), server.serial()
    server.process.child.kill()
    server.restart()
    assert server.text() == before and server.serial() == serial
    server.write("example.zone", ZONE.replace("10 3600", "20 3600") + "by.file A 192.0.2.1\n")
    server.knotc("-b", "zone-reload", "example.")
    text = server.check_signed()
    assert "by.file.example." in text
    assert server.serial() == (12 if "no-serial" in items else 20)
    kept = [x for x in signatures(before) if x.startswith("www.example.")]
    assert kept and set(kept) <= set(signatures(text))
    server.restart()
    assert server.serial() >= 12
    server.check_signed()
    assert "RRSIG" not in open(server.folder + "/example.zone").read()


def test_records_of_the_chain_cannot_be_taken_away(signing):
    server = signing()
    before = signatures(server.text())
    server.update(removed=[("www", "NSEC"), ("www", "RRSIG"), ("example.", "DNSKEY")])
    text = server.check_signed()
    assert len(signatures(text)) == len(before)


@pytest.mark.parametrize("policy", ["nsec", "nsec3", "opt-out"])
def test_names_go_whole_with_their_part_of_the_chain(signing, policy):
    """One at a time: a neighbour that changes beside it would have the chain mended there."""
    server = signing(policy=POLICIES[policy])
    assert server.update(removed=[("www", "ANY")]) == 0
    assert "www.example. " not in server.check_signed()
    assert server.update(removed=[("a.b.c", "ANY")]) == 0
    server.check_signed()
    server.knotc("zone-begin", "example.")
    server.knotc("zone-unset", "example.", "secure")
    server.knotc("zone-commit", "example.")
    assert "secure.example. " not in server.check_signed()
    hashes = [x.split()[0] for x in server.text().splitlines() if " IN NSEC3 " in x]
    if hashes:
        assert server.update(removed=[(hashes[0], "ANY")]) == 0
        assert sum(" IN NSEC3 " in x for x in server.check_signed().splitlines()) == len(hashes)


def test_digest_covers_the_signed_zone(signing):
    server = signing(items="zonemd-generate: zonemd-sha384")
    assert server.update(("new", 60, "A", "192.0.2.99")) == 0
    server.check_signed()
    assert "ZONEMD" in server.text()
    before = server.serial()
    server.wait_file(12)
    server.restart()
    assert server.serial() == before


def test_zone_made_by_updates_alone_is_signed(signing):
    server = signing(zone=None, items="zonefile-sync: -1; zonefile-load: none; journal-content: all")
    server.knotc("zone-begin", "example.")
    for record in ("@ 60 SOA ns host 1 3600 900 604800 30", "@ 60 NS ns", "ns 60 A 192.0.2.1"):
        server.knotc("zone-set", "example.", *record.split())
    server.knotc("zone-commit", "example.")
    server.check_signed()
    serial = server.serial()
    server.restart()
    server.check_signed()
    assert server.serial() == serial
