# SPDX-License-Identifier: BSD-2-Clause
"""What the parent is shown, in each mode, before and after it has understood; how a zone leaves DNSSEC."""
import dns.dnssec
import dns.message
import dns.query
import dns.rdatatype
import pytest

from lib.servers import OurKnotd


def published(server):
    """Records of CDS and CDNSKEY as text, and tags in CDS."""
    zone = server.transfer()
    of = lambda kind: sorted(r.to_text() for _, _, r in zone.iterate_rdatas(kind))
    return of("CDS"), of("CDNSKEY")


@pytest.mark.parametrize("mode, waiting, confirmed", [("none", 0, 0), ("rollover", 1, 0), ("always", 1, 1),
                                                      ("double-ds", 1, 1)])
def test_modes(signing, mode, waiting, confirmed):
    server = signing(policy=f"cds-cdnskey-publish: {mode}")
    cds, cdnskey = published(server)
    assert len(cds) == len(cdnskey) == waiting
    server.knotc("zone-ksk-submitted", "example.")
    server.process.wait_for(lambda: len(published(server)[0]) == confirmed, 20, "CDS")
    assert len(published(server)[1]) == confirmed
    server.check_signed()


def test_double_ds_shows_both_keys_in_a_rollover(signing):
    server = signing(policy="cds-cdnskey-publish: double-ds; propagation-delay: 1; dnskey-ttl: 1; zone-max-ttl: 60")
    server.knotc("zone-ksk-submitted", "example.")
    server.wait_log("KSK submission, confirmed")
    server.knotc("zone-key-rollover", "example.", "ksk")
    server.process.wait_for(lambda: len(published(server)[0]) == 2, 20, "two CDS")
    server.check_signed()


def test_a_zone_leaves_dnssec(signing):
    """The manual's delete algorithm: the parent is asked to remove the DS; then signing ends."""
    server = signing()
    server.knotc("zone-ksk-submitted", "example.")
    server.wait_log("KSK submission, confirmed")
    server.reconfigure(policy="cds-cdnskey-publish: delete-dnssec")
    server.process.wait_for(lambda: published(server) == (["0 0 0 00"], ["0 3 0 AA=="]), 20, "the special records")
    server.check_signed()
    server.reconfigure(signing="off")
    assert any(r.rdtype == dns.rdatatype.RRSIG for _, _, r in server.transfer().iterate_rdatas())  # nothing is torn away


@pytest.mark.parametrize("digest, number, length", [("sha256", 2, 64), ("sha384", 4, 96)])
def test_digests(signing, digest, number, length):
    server = signing(policy=f"cds-digest-type: {digest}")
    tag, algorithm, kind, *octets = published(server)[0][0].split()
    assert int(kind) == number and len("".join(octets)) == length


class Sharing(OurKnotd):
    def configuration(self):
        return super().configuration().replace("zone:\n", "policy:\n  - id: shared\n    ksk-shared: on\nzone:\n", 1)


def test_zones_share_a_ksk(tmp_path):
    zone = "@ 60 SOA ns host 1 3600 900 604800 60\n@ 60 NS ns\nns 60 A 192.0.2.1\n"
    with Sharing(tmp_path, {"a.example.": zone, "b.example.": zone, "c.example.": zone},
                 zone_items=["dnssec-signing: on", "dnssec-policy: shared"]) as server:
        tags = set()
        for name in server.zones:
            def keys():
                query = dns.message.make_query(name, "DNSKEY")
                answer = dns.query.tcp(query, server.address, 5, server.port).answer
                return [k for rrset in answer for k in rrset]
            server.process.wait_for(lambda: len(keys()) == 2, 20, "keys")
            tags |= {(k.flags, dns.dnssec.key_id(k)) for k in keys()}
        assert len([t for t in tags if t[0] == 257]) == 1  # one KSK
        assert len([t for t in tags if t[0] == 256]) == 3  # a ZSK each
