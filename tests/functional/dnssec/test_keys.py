# SPDX-License-Identifier: BSD-2-Clause
"""Commands for keys and signatures, rollovers, policies that change."""
import re

import pytest

from conftest import signatures

FAST = "propagation-delay: 1; dnskey-ttl: 1; zone-max-ttl: 60; zsk-lifetime: 0"


def test_zone_sign_makes_all_signatures_anew(signing):
    server = signing(policy="algorithm: ecdsap256sha256")
    before = signatures(server.text())
    server.knotc("-b", "zone-sign", "example.")
    after = signatures(server.check_signed())
    assert len(after) == len(before) and not set(after) & set(before)
    assert server.lines("DNSSEC, dropping previous signatures, re-signing zone")
    server.knotc("-b", "zone-keys-load", "example.")
    assert signatures(server.text()) == after
    assert server.lines("DNSSEC, zone is up-to-date")


def test_log_has_the_lines_of_the_manual_in_their_order(signing):
    server = signing(policy="single-type-signing: off")
    server.knotc("-b", "zone-sign", "example.")
    lines = [x.split("example.] ", 1)[1] for x in server.lines("DNSSEC, ") if "debug" not in x]
    lines = lines[lines.index("DNSSEC, dropping previous signatures, re-signing zone"):]
    forms = [r"dropping previous signatures, re-signing zone", r"KSK submission, waiting for confirmation", r"next key action, ZSK, generate at {}",
             r"key, tag [ \d]{{5}}, algorithm ECDSAP256SHA256(, KSK, public, ready, active\+|, public, active)",
             r"key, tag [ \d]{{5}}, algorithm ECDSAP256SHA256(, KSK, public, ready, active\+|, public, active)",
             r"signing started", r"successfully signed, serial 12", r"next signing at {}"]
    assert len(lines) == len(forms), lines
    for line, form in zip(lines, forms):
        form = "DNSSEC, " + form.format(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}")
        assert re.fullmatch(form.replace("{{", "{").replace("}}", "}"), line), (form, line)


def test_ksk_is_confirmed_by_an_operator(signing):
    server = signing()
    assert server.lines("notice: [example.] DNSSEC, KSK submission, waiting for confirmation")
    assert "CDS" in server.text()
    server.knotc("-b", "zone-ksk-submitted", "example.")
    assert server.serial() == 12
    assert len(server.lines("DNSSEC, signing zone")) == 1
    assert "CDS" not in [x.split()[3] for x in server.check_signed().splitlines()]
    assert "no key ready for submission" in server.knotc("zone-ksk-submitted", "example.", code=1)


def test_keys_kept_by_hand_are_the_operators(signing):
    """Nothing of ours goes into the set, and what is there need not verify anything."""
    server = signing(policy="unsafe-operation: no-update-dnskey")
    zone = server.transfer()
    assert zone.get_rdataset("example.", "DNSKEY") is None and zone.get_rdataset("example.", "CDS") is None
    assert "RRSIG" in server.text() and server.serial() == 11
    foreign = "256 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4="
    assert server.update(("example.", 60, "DNSKEY", foreign)) == 0
    keys = server.transfer().find_rdataset("example.", "DNSKEY")
    assert ["".join(k.to_text().split()) for k in keys] == ["".join(foreign.split())]


def test_zsk_rolls_over_by_itself(signing):
    server = signing(policy=FAST.replace("zone-max-ttl: 60", "zone-max-ttl: 1"))
    old = {k for k, line in server.stored().items() if "zsk=yes" in line}
    server.knotc("-b", "zone-key-rollover", "example.", "zsk")
    server.check_signed()
    assert server.lines("DNSSEC, ZSK rollover started")
    server.wait_log("activated")
    server.check_signed()
    server.check_answers()
    server.process.wait_for(lambda: not old & set(server.stored()), 20, "the old key gone")
    server.wait_log("DNSSEC, next signing at")
    server.process.wait_for(lambda: len(server.transfer().find_rdataset("example.", "DNSKEY")) == 2, 10, "two keys")
    server.check_signed()
    server.check_answers()


@pytest.mark.parametrize("change", ["algorithm: ed25519", "single-type-signing: on", "nsec3: on"])
def test_policy_may_change_at_any_time(signing, change):
    server = signing(policy=FAST)
    server.knotc("-b", "zone-key-rollover", "example.", "zsk")  # in the middle of a rollover
    server.reconfigure(policy=FAST + "; " + change)
    before = server.serial()
    if change == "nsec3: on":
        server.process.wait_for(lambda: server.serial() > before, 20, "another serial")
    for _ in range(3):
        server.check_signed()
        server.check_answers()
        server.knotc("-b", "zone-keys-load", "example.")
    assert server.update(("new", 60, "A", "192.0.2.99")) == 0
    server.check_signed()


def test_manual_keys_are_used_as_they_are(signing):
    server = signing(policy="manual: on", begin=False)
    server.write("server.conf", server.configuration())
    server.keymgr("generate", "ksk=yes")
    server.keymgr("generate")
    server.start()
    server.check_signed()
    server.knotc("-b", "zone-key-rollover", "example.", "zsk")
    assert server.lines("notice: [example.] DNSSEC, ignoring forced key rollover, keys are managed manually")
    server.keymgr("generate")
    server.knotc("-b", "zone-keys-load", "example.")
    server.check_signed()
    assert len(server.transfer().find_rdataset("example.", "DNSKEY")) == 3


def test_signing_begins_and_ends_with_the_configuration(signing):
    server = signing(signing="off")
    assert "operation not supported" in server.knotc("zone-sign", "example.", code=1)
    server.reconfigure(signing="on")
    server.wait_serial(11)
    server.check_signed()
    server.reconfigure(signing="off")
    assert server.update(("new", 60, "A", "192.0.2.99")) == 0
    assert server.serial() == 12 and "re-sign" not in server.knotc("zone-status", "example.")


def test_purged_keys_are_gone(signing):
    server = signing()
    old = set(server.stored())
    assert len(old) == 2
    server.knotc("-f", "zone-purge", "example.", "+kaspdb")
    assert not server.stored()
    server.knotc("-b", "zone-keys-load", "example.")
    assert len(server.stored()) == 2
    server.check_signed()


def test_frozen_zone_is_not_signed_until_it_thaws(signing):
    server = signing(policy="rrsig-lifetime: 20; rrsig-refresh: 16; rrsig-pre-refresh: 0; " + FAST)
    server.knotc("-b", "zone-freeze", "example.")
    before = server.serial()
    server.process.wait_for(lambda: "re-sign: frozen" in server.knotc("zone-status", "example."), 10, "frozen")
    server.knotc("-b", "zone-sign", "example.")  # a command is carried out
    assert server.serial() == before + 1
    server.knotc("zone-thaw", "example.")
    server.wait_serial(before + 2)
    server.check_signed()


def test_status_tells_when_it_is_signed_next(signing):
    server = signing()
    assert re.search(r"\| re-sign: \+\d+D", server.knotc("zone-status", "example."))
