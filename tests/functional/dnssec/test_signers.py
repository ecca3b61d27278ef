# SPDX-License-Identifier: BSD-2-Clause
"""One zone, several signers with keys of their own: everybody serves everybody's keys."""
import dns.dnssec
import dns.message
import dns.query
import dns.rdatatype
import pytest

from conftest import ZONE
from lib import tools

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
