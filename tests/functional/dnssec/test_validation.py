# SPDX-License-Identifier: BSD-2-Clause
"""A secondary that validates takes what holds and refuses what does not."""

def test_only_what_holds_is_taken(signing):
    primary = signing("primary", begin=False)
    secondary = signing("secondary", begin=False, zone=None, signing="off",
                        sections=f"remote:\n  - id: p\n    address: {primary.at}\n",
                        items="master: p; dnssec-validation: on")
    primary.sections = f"remote:\n  - id: s\n    address: {secondary.at}\n"
    primary.items = "notify: s"
    primary.start()
    secondary.start()
    secondary.wait_serial(11)
    secondary.wait_log("DNSSEC, validation successful, checked RRSIGs ")
    assert primary.update(("new", 60, "A", "192.0.2.99")) == 0
    secondary.wait_serial(12)
    assert secondary.lines("IXFR, incoming")
    assert "DNSSEC-validate: +" in secondary.knotc("zone-status", "example.")
    secondary.knotc("-b", "zone-validate", "example.")
    assert "operation not supported" in primary.knotc("zone-validate", "example.", code=1)
    primary.reconfigure(signing="off")
    assert primary.update(("bad", 60, "A", "192.0.2.66")) == 0
    secondary.wait_log("DNSSEC, validation failed (")
    secondary.wait_log("DNSSEC, validation hint: ")
    assert secondary.serial() == 12
    secondary.check_signed()
