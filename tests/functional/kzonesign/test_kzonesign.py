# SPDX-License-Identifier: BSD-2-Clause
"""kzonesign: zone files signed by policy, judged by every verifier at hand."""
import re
import shutil
import subprocess

import pytest

from lib import tools

ZONE = """$ORIGIN example.
@ 3600 SOA ns h 7 7200 900 1209600 300
@ 3600 NS ns
ns 300 A 192.0.2.1
a.b 300 A 192.0.2.1
cut 300 NS ns.cut
ns.cut 300 A 192.0.2.2
x.only 300 NS ns.cut
sec 300 NS ns.cut
sec 300 DS 1 13 2 0123456789012345678901234567890123456789012345678901234567890123
* 300 TXT x
alias.b 300 DNAME target.test.
hidden.alias.b.ns 300 MX 10 mail
"""
POLICIES = {
    "nsec": "",
    "nsec3": "nsec3: on",
    "opt-out": "nsec3: on\n    nsec3-opt-out: on\n    nsec3-iterations: 3\n    nsec3-salt-length: 4",
    "csk": "single-type-signing: on\n    algorithm: ed25519",
    "rsa": "algorithm: rsasha256\n    ksk-size: 2048\n    zsk-size: 1024\n    nsec3: on\n    nsec3-salt-length: 0",
}
NOW = "1750000000"


class Signer:
    def __init__(self, folder, policy):
        self.folder = folder
        (folder / "kasp").mkdir()
        (folder / "out").mkdir()
        self.file = folder / "example.zone"
        self.file.write_text(ZONE)
        self.conf = folder / "knot.conf"
        self.conf.write_text(f"""database:
    storage: {folder}/kasp
policy:
  - id: p
    {policy}
zone:
  - domain: example.
    storage: {folder}
    dnssec-signing: on
    dnssec-policy: p
""")

    def run(self, *words, time=NOW):
        return tools.our_tool("kzonesign")("-c", str(self.conf), "-t", time, *words, "example.")

    def sign(self, *words, time=NOW):
        r = self.run(*words, time=time)
        assert r.code == 0, r.err
        return r.out


@pytest.fixture
def signer(tmp_path):
    return lambda policy="nsec": Signer(tmp_path, POLICIES.get(policy, policy))


def peer_verifies(command):
    if shutil.which(command[0]) is None:
        return
    r = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert r.returncode == 0, r.stdout + r.stderr


def assert_verifies(s, path=None, time=NOW, stamp="20250615150640"):
    path = str(path or s.file)
    r = tools.our_tool("kzonecheck")("-o", "example.", "-d", "on", "-t", time, path)
    assert r.code == 0, r.err
    peer_verifies(["ldns-verify-zone", "-t", stamp, path])


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_gives_a_zone_that_all_verify(signer, policy):
    s = signer(policy)
    out = s.sign()
    assert re.search(r"^Next signing: \d+$", out, re.M)
    assert "KSK submission to parent zone needed" in out  # the keys were made just now
    assert_verifies(s)
    assert "DNSSEC validation successful" in s.sign("-v")


@pytest.mark.parametrize("policy", POLICIES)
def test_dnssec_verify_agrees_today(signer, policy):
    s = signer(policy)
    s.sign(time="+0")
    peer_verifies(["ldns-verify-zone", str(s.file)])
    peer_verifies(["dnssec-verify", "-q", "-z", "-o", "example.", str(s.file)])


def records(path):
    return [line for line in path.read_text().splitlines() if not line.startswith(";")]


def test_signing_again_changes_nothing(signer):
    s = signer("nsec3")
    s.sign()
    before = records(s.file)
    out = s.sign(time="1750003600")
    assert records(s.file) == before
    assert "roll-over" not in out


def test_only_what_changed_is_signed_again(signer):
    s = signer("nsec")
    s.sign()
    before = set(records(s.file))
    s.file.write_text(s.file.read_text().replace("192.0.2.2", "192.0.2.3")
                      .replace('"x"', '"y"'))
    s.sign(time="1750003600")
    assert_verifies(s)
    fresh = {tuple(line.split()[:4]) for line in set(records(s.file)) - before}
    assert fresh == {("ns.cut.example.", "300", "A", "192.0.2.3"), ("*.example.", "300", "TXT", '"y"'),
                     ("*.example.", "300", "RRSIG", "TXT")}


def test_signatures_are_made_anew_before_they_end(signer):
    s = signer("rrsig-lifetime: 10d\n    rrsig-refresh: 2d\n    rrsig-pre-refresh: 1h")
    end = 1750000000 + 864000
    assert f"Next signing: {end - 2 * 86400}" in s.sign()
    before = records(s.file)
    s.sign(time=str(end - 2 * 86400 - 3601))
    assert records(s.file) == before
    out = s.sign(time=str(end - 2 * 86400 - 3600))
    assert f"Next signing: {end - 3600 + 8 * 86400 - 2 * 86400}" in out
    assert not any("RRSIG" in line and "20250625150640" in line for line in records(s.file))


def test_one_kind_of_denial_takes_the_place_of_the_other(signer, tmp_path):
    s = signer("nsec")
    s.sign()
    s.conf.write_text(s.conf.read_text().replace("policy:\n  - id: p\n", "policy:\n  - id: p\n    nsec3: on\n"))
    s.sign()
    assert_verifies(s)
    assert not re.search(r"\sNSEC\s", s.file.read_text())
    s.conf.write_text(s.conf.read_text().replace("nsec3: on", "nsec3: off"))
    s.sign()
    assert_verifies(s)
    assert "NSEC3" not in s.file.read_text()


# No salt: with some, ldns-verify-zone 1.8.3 does not come to the end of the digest.
@pytest.mark.parametrize("policy", ["nsec", "nsec3: on\n    nsec3-salt-length: 0"], ids=["nsec", "nsec3"])
def test_a_digest_of_the_zone_is_made_last(signer, policy):
    s = signer(policy)
    s.conf.write_text(s.conf.read_text() + "    zonemd-generate: zonemd-sha384\n")
    s.sign()
    assert_verifies(s)
    assert tools.our_tool("kzonecheck")("-o", "example.", "-z", "-t", NOW, str(s.file)).code == 0
    peer_verifies(["ldns-verify-zone", "-Z", "-t", "20250615150640", str(s.file)])
    before = records(s.file)
    assert sum("ZONEMD" in line and "RRSIG" not in line and "NSEC" not in line for line in before) == 1
    s.sign(time="1750003600")
    assert records(s.file) == before
    s.conf.write_text(s.conf.read_text().replace("zonemd-sha384", "remove"))
    s.sign()
    assert_verifies(s)
    assert "ZONEMD" not in s.file.read_text()


def test_the_output_folder_leaves_the_file_alone(signer, tmp_path):
    s = signer()
    for folder in ("out", "not-there-yet"):
        s.sign("-o", str(tmp_path / folder))
        assert s.file.read_text() == ZONE
        assert_verifies(s, tmp_path / folder / "example.zone")


def test_defaults_are_said_to_be_taken(signer):
    """And nothing else: that such a configuration listens nowhere does not matter here."""
    s = signer()
    assert s.run().err == ""
    s.conf.write_text(re.sub(r"    dnssec-policy: .*", "", s.conf.read_text()))
    assert s.run().err == "warning: DNSSEC policy not configured for zone 'example.', taking defaults\n"


def test_rsasha1_is_not_for_nsec3(signer):
    s = signer("algorithm: rsasha1\n    nsec3: on")
    r = s.run()
    assert r.code == 1 and "cannot be used with NSEC3" in r.err
    assert s.file.read_text() == ZONE


def test_faults_are_told_with_node_and_type(signer):
    s = signer()
    s.sign()
    s.file.write_text(s.file.read_text().replace("A\t192.0.2.1", "A\t192.0.2.9"))
    before = s.file.read_text()
    r = s.run("-v")
    assert r.code == 1
    assert "DNSSEC validation failed (no valid signature for a record)" in r.err
    assert "affected node: 'a.b.example.' type 'A'" in r.err
    assert s.file.read_text() == before


def test_a_zone_without_keys_under_a_manual_policy_is_not_signed(signer):
    s = signer("manual: on")
    r = s.run()
    assert r.code == 1
    assert "no keys for signing" in r.err
    assert s.file.read_text() == ZONE


def test_what_cannot_be_read_is_told(signer):
    s = signer()
    s.file.unlink()
    r = s.run()
    assert r.code == 1
    assert "failed to load zone contents (not exists)" in r.err
    r = tools.our_tool("kzonesign")("-c", str(s.conf), "other.")
    assert r.code == 1
    assert "zone 'other.' not configured" in r.err
    r = tools.our_tool("kzonesign")("-c", str(s.conf))
    assert r.code == 1
    assert "missing zone name" in r.err


def test_a_lifetime_no_longer_than_refresh_is_refused(signer):
    s = signer("rrsig-lifetime: 1h")
    r = s.run()
    assert r.code == 1
    assert s.file.read_text() == ZONE


def test_keys_of_other_signers_stay(tmp_path):
    """They are in the file and make no signatures; ours come and go beside them."""
    foreign = "256 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4="
    s = Signer(tmp_path, "dnskey-management: incremental\n    delete-delay: 1h\n    cds-cdnskey-publish: none")
    s.file.write_text(ZONE + f"@ 3600 DNSKEY {foreign}\n")
    s.sign()
    keys = [x for x in records(s.file) if re.search(r"\bDNSKEY\b.*\b25[67] 3\b", x) and "RRSIG" not in x]
    assert len(keys) == 3 and sum(foreign.split()[3] in x for x in keys) == 1, keys
    assert_verifies(s)
    before = records(s.file)
    s.sign(time="1750003600")
    assert records(s.file) == before
