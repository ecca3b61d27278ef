# SPDX-License-Identifier: BSD-2-Clause
"""A secondary that signs what an unsigned primary sends, under serials of its own."""
from conftest import Signing, signatures


def pair(signing, **more):
    primary = signing("primary", signing="off", begin=False)
    secondary = signing("secondary", begin=False, zone=None,
                        sections=f"remote:\n  - id: p\n    address: {primary.at}\n",
                        items="master: p; " + more.pop("items", ""), **more)
    primary.sections = f"remote:\n  - id: s\n    address: {secondary.at}\n"
    primary.items = "notify: s; zonefile-sync: -1"
    primary.start()
    secondary.start()
    secondary.wait_serial(10)
    return primary, secondary


def test_transfers_are_signed_under_serials_of_its_own(signing):
    primary, secondary = pair(signing)
    before = signatures(secondary.check_signed())
    assert "Current serial: 10" in secondary.keymgr("master-serial")
    secondary.knotc("-b", "zone-sign", "example.")
    assert secondary.serial() == 11
    assert primary.update(("new", 60, "A", "192.0.2.99")) == 0
    secondary.wait_serial(12)
    assert secondary.lines("IXFR, incoming") and secondary.lines("incrementally signed, serial 12")
    assert "new.example." in secondary.check_signed()
    secondary.check_answers()
    assert "Current serial: 11" in secondary.keymgr("master-serial")
    assert before
    secondary.knotc("-b", "zone-refresh", "example.")
    assert secondary.lines("remote serial 11, zone is up-to-date")
    transfers = len(secondary.lines("AXFR, incoming"))
    secondary.knotc("-b", "zone-retransfer", "example.")
    assert len(secondary.lines("AXFR, incoming")) > transfers
    assert secondary.serial() == 12 and secondary.check_signed()  # nothing differs


def test_restart_goes_on_from_the_serial_of_the_primary(signing):
    primary, secondary = pair(signing)
    secondary.knotc("-b", "zone-sign", "example.")
    secondary.wait_file(11)
    secondary.restart()
    assert secondary.serial() == 11
    assert primary.update(("new", 60, "A", "192.0.2.99")) == 0
    secondary.wait_serial(12)
    assert secondary.lines("IXFR, incoming") and not secondary.lines("AXFR, incoming")
    secondary.check_signed()


def test_contents_older_than_the_note_are_asked_for_whole(signing):
    primary, secondary = pair(signing)
    secondary.wait_file(10)
    old = open(secondary.folder + "/example.zone").read()
    assert primary.update(("new", 60, "A", "192.0.2.99")) == 0
    secondary.wait_serial(11)
    secondary.wait_file(11)
    secondary.knotc("-f", "zone-purge", "example.", "+journal")
    secondary.stop()
    secondary.write("example.zone", old)
    secondary.restart()
    secondary.knotc("-b", "zone-refresh", "example.")
    assert "new.example." in secondary.text()
    secondary.check_signed()
    assert secondary.serial() > 11


def test_history_lost_at_the_primary_costs_a_transfer_and_few_signatures(signing):
    primary, secondary = pair(signing, items="journal-content: all; zonefile-load: none; zonefile-sync: -1")
    before = signatures(secondary.text())
    primary.knotc("-f", "zone-purge", "example.", "+journal")
    primary.write("example.zone", primary.zones["example."].replace("10 3600", "30 3600") + "more A 192.0.2.4\n")
    primary.knotc("-b", "zone-reload", "example.")
    secondary.wait_serial(11)
    after = signatures(secondary.check_signed())
    assert len(set(before) & set(after)) > len(before) - 3
    secondary.restart()
    assert secondary.serial() == 11
    secondary.check_signed()


def test_signed_secondary_has_secondaries_of_its_own(signing):
    primary, secondary = pair(signing)
    third = signing("third", kind=Signing, zone=None, signing="off",
                    sections=f"remote:\n  - id: p\n    address: {secondary.at}\n", items="master: p")
    third.wait_serial(10)
    assert primary.update(("new", 60, "A", "192.0.2.99")) == 0
    secondary.wait_serial(11)
    third.knotc("-b", "zone-refresh", "example.")
    third.wait_serial(11)
    assert third.lines("IXFR, incoming") and third.text() == secondary.text()
    third.check_signed()


def test_signatures_of_a_signed_primary_give_way_to_ours(signing):
    primary = signing("primary", begin=False, policy="nsec3: on")
    secondary = signing("secondary", begin=False, zone=None,
                        sections=f"remote:\n  - id: p\n    address: {primary.at}\n", items="master: p")
    primary.sections = f"remote:\n  - id: s\n    address: {secondary.at}\n"
    primary.items = "notify: s"
    primary.start()
    secondary.start()
    secondary.wait_serial(11)
    text = secondary.check_signed()
    assert "NSEC3" not in text and not set(signatures(text)) & set(signatures(primary.text()))
    assert len(secondary.transfer().find_rdataset("example.", "DNSKEY")) == 2
    assert primary.update(("new", 60, "A", "192.0.2.99"), removed=[("gone", "TXT")]) == 0
    secondary.wait_serial(12)
    assert secondary.lines("IXFR, incoming") and len(secondary.lines("AXFR, incoming, remote")) <= 3
    assert "new.example." in secondary.check_signed()
    primary.knotc("-b", "zone-sign", "example.")
    secondary.wait_log("remote serial 13")
    secondary.check_signed()
