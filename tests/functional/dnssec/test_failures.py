# SPDX-License-Identifier: BSD-2-Clause
"""Keys that vanish, databases that cannot be read, kills: never a bogus zone."""
import os
import random
import shutil
import signal

import dns.rcode

from conftest import ZONE


def keys_folder(server):
    return server.folder + "/keys/keys"


def test_missing_key_leaves_the_last_good_version(signing):
    server = signing()
    before = server.text()
    os.rename(keys_folder(server), server.folder + "/aside")
    server.knotc("-b", "zone-sign", "example.", code=1)
    assert server.lines("error: [example.] DNSSEC, failed to load keys (failed to load private key ")
    assert server.lines("DNSSEC, next signing at")
    assert server.text() == before
    server.restart()  # what lies in the file is signed, and stays served
    assert server.text() == before
    assert server.lines("warning: [example.] DNSSEC, the zone is served with the signatures that were stored")
    assert server.update(("new", 60, "A", "192.0.2.99")) == dns.rcode.SERVFAIL
    os.rename(server.folder + "/aside", keys_folder(server))
    server.knotc("-b", "zone-keys-load", "example.")
    assert server.update(("new", 60, "A", "192.0.2.99")) == 0
    server.check_signed()


def test_mismatched_key_is_not_used(signing):
    server = signing()
    names = sorted(os.listdir(keys_folder(server)))
    first, second = (os.path.join(keys_folder(server), x) for x in names[:2])
    text = open(first).read()
    os.chmod(first, 0o600)
    with open(first, "w") as f:
        f.write(open(second).read())
    before = server.text()
    server.knotc("-b", "zone-sign", "example.", code=1)
    assert server.lines("failed to load private key " + names[0][:-4] + " (invalid key)")
    assert server.text() == before
    with open(first, "w") as f:
        f.write(text)
    server.knotc("-b", "zone-sign", "example.")
    server.check_signed()


def test_unreadable_database_serves_what_is_signed_and_nothing_else(signing):
    server = signing()
    before = server.text()
    server.stop()
    path = server.folder + "/keys/data.mdb"
    octets = open(path, "rb").read()
    with open(path, "wb") as f:
        f.write(b"not a database " * 4096)
    server.restart()
    assert server.lines("error: failed to open KASP database, ")
    assert server.text() == before
    server.stop()
    server.write("example.zone", ZONE)
    shutil.rmtree(server.folder + "/journal")
    server.restart()
    assert server.serial() is None  # unsigned, and so not served
    assert server.lines("error: [example.] DNSSEC, failed to load keys (the KASP database is not open)")
    with open(path, "wb") as f:
        f.write(octets)
    server.restart()
    assert server.check_signed()


def test_kill_loses_neither_keys_nor_signatures(signing):
    rng = random.Random(os.environ.get("BOWLINE_SEED"))
    server = signing(items="zonefile-sync: -1", policy="propagation-delay: 0; dnskey-ttl: 1; zone-max-ttl: 1; "
                     "zsk-lifetime: 3; rrsig-lifetime: 3600; rrsig-pre-refresh: 60")
    number = 0
    for _ in range(6):
        acknowledged = []
        for _ in range(rng.randrange(1, 12)):
            number += 1
            if server.update((f"n{number}", 1, "A", "192.0.2.1")) == 0:
                acknowledged.append(f"n{number}.example.")
        server.knotc("zone-keys-load", "example.")
        server.process.signal(signal.SIGKILL)
        server.restart()
        text = server.check_signed()
        assert all(name in text for name in acknowledged)
    server.check_answers()


