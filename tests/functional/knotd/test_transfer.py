# SPDX-License-Identifier: BSD-2-Clause
"""Transfers out, taken by several clients."""
import subprocess

import dns.query
import dns.tsigkeyring
import dns.zone
import pytest

from lib.process import find_binary
from lib.servers import Key, OurKnotd
from lib.zones import EXAMPLE

KEY = Key("k1.", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
MANY = EXAMPLE + "".join(f"host{i} A 192.0.2.{i % 250}\n" for i in range(20000))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with OurKnotd(tmp_path_factory.mktemp("xfr"), {"example.com.": MANY, "closed.": EXAMPLE.replace(
            "example.com", "closed")}, keys=[KEY]) as s:
        # The second zone has no rule that opens it.
        text = s.configuration().replace("closed.zone\n    acl: [local, key-k1.]", "closed.zone\n    acl: key-k1.")
        s.write("server.conf", text)
        s.process.signal(1)
        yield s


def zone_of(server, name, **more):
    return dns.zone.from_xfr(dns.query.xfr(server.address, name, port=server.port, lifetime=20, relativize=False, **more),
                             relativize=False)


def test_the_zone_is_whole(server):
    got = zone_of(server, "example.com.")
    want = dns.zone.from_text(MANY, "example.com.", relativize=False)
    assert got == want


@pytest.mark.parametrize("tool, arguments", [
    ("kdig", ["@{address}", "-p", "{port}", "example.com.", "AXFR", "+noall", "+answer"]),
    ("dig", ["@{address}", "-p", "{port}", "example.com.", "AXFR", "+noall", "+answer"]),
    ("drill", ["-p", "{port}", "@{address}", "example.com.", "AXFR"]),
])
def test_peers_read_it(server, tool, arguments):
    path = find_binary(tool)
    if path is None:
        pytest.skip(f"no {tool} here")
    words = [a.format(address=server.address, port=server.port) for a in arguments]
    out = subprocess.run([path, *words], capture_output=True, text=True, timeout=60).stdout
    records = [line for line in out.splitlines() if line and not line.startswith(";")]
    assert len(records) == len(zone_of(server, "example.com.").to_text(relativize=False).splitlines()) + 1


def test_a_signed_transfer_verifies_to_its_end(server, kdig):
    keyring = dns.tsigkeyring.from_text({KEY.name: KEY.secret})
    got = zone_of(server, "example.com.", keyring=keyring, keyname=KEY.name, keyalgorithm="hmac-sha256.")
    assert len(got.nodes) > 20000
    ours = kdig(f"@{server.at}", "-y", KEY.argument, "closed.", "AXFR")
    assert ours.code == 0


def test_who_may_not_is_told(server, kdig):
    denied = kdig(f"@{server.at}", "closed.", "AXFR")
    assert denied.code == 1
    assert "NOTAUTH" in denied.err
    assert "ACL, denied, action transfer, remote 127.0.0.1" in server.log()
    assert kdig(f"@{server.at}", "nowhere.", "AXFR").code == 1


def test_a_slow_reader_holds_up_nobody(server, kdig):
    import socket
    import struct
    query = struct.pack("!6H", 1, 0, 1, 0, 0, 0) + b"\7example\3com\0" + struct.pack("!2H", 252, 1)
    with socket.create_connection((server.address, server.port), 5) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(struct.pack("!H", len(query)) + query)
        slow.recv(100)
        assert kdig(f"@{server.at}", "www.example.com", "+tcp").code == 0
        assert len(zone_of(server, "example.com.").nodes) > 20000
