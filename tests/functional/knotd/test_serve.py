# SPDX-License-Identifier: BSD-2-Clause
"""Questions over UDP and TCP, read by an independent library."""
import random
import socket
import struct

import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest

from lib.servers import OurKnotd, soa_query

ZONE = """$ORIGIN example.
$TTL 300
@ SOA ns host 1 3600 900 604800 60
@ NS ns
ns A 192.0.2.1
www A 192.0.2.2
alias CNAME www
out CNAME www.elsewhere.
*.wild TXT "wild"
sub.wild A 192.0.2.3
child NS ns.child
child NS ns.elsewhere.
ns.child A 192.0.2.4
ent.below A 192.0.2.5
dn DNAME target
x.target A 192.0.2.6
""" + "".join(f'big TXT "{i:04d} {"x" * 100}"\n' for i in range(30))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with OurKnotd(tmp_path_factory.mktemp("serve"), {"example.": ZONE, "sub.example.": ZONE.replace(
            "ORIGIN example", "ORIGIN sub.example")}) as s:
        yield s


def ask(server, name, kind="A", tcp=False, **more):
    query = dns.message.make_query(name, kind, **more)
    query.flags &= ~dns.flags.RD
    call = dns.query.tcp if tcp else dns.query.udp
    return call(query, server.address, port=server.port, timeout=5)


def lines(section):
    return sorted(text for rrset in section for text in rrset.to_text().split("\n"))


@pytest.mark.parametrize("tcp", (False, True), ids=("udp", "tcp"))
@pytest.mark.parametrize("name, kind, rcode, authoritative, answer, authority, additional", [
    ("www.example.", "A", "NOERROR", True, ["www.example. 300 IN A 192.0.2.2"], 0, 0),
    ("WWW.Example.", "A", "NOERROR", True, ["WWW.Example. 300 IN A 192.0.2.2"], 0, 0),
    ("www.example.", "AAAA", "NOERROR", True, [], 1, 0),
    ("nx.example.", "A", "NXDOMAIN", True, [], 1, 0),
    ("below.example.", "A", "NOERROR", True, [], 1, 0),
    ("alias.example.", "A", "NOERROR", True,
     ["alias.example. 300 IN CNAME www.example.", "www.example. 300 IN A 192.0.2.2"], 0, 0),
    ("out.example.", "A", "NOERROR", True, ["out.example. 300 IN CNAME www.elsewhere."], 0, 0),
    ("a.b.wild.example.", "TXT", "NOERROR", True, ['a.b.wild.example. 300 IN TXT "wild"'], 0, 0),
    ("a.sub.wild.example.", "TXT", "NXDOMAIN", True, [], 1, 0),
    ("a.child.example.", "A", "NOERROR", False, [], 1, 1),
    ("child.example.", "NS", "NOERROR", False, [], 1, 1),
    ("x.dn.example.", "A", "NOERROR", True,
     ["dn.example. 300 IN DNAME target.example.", "x.dn.example. 300 IN CNAME x.target.example.",
      "x.target.example. 300 IN A 192.0.2.6"], 0, 0),
    ("example.", "NS", "NOERROR", True, ["example. 300 IN NS ns.example."], 0, 1),
    ("www.sub.example.", "A", "NOERROR", True, ["www.sub.example. 300 IN A 192.0.2.2"], 0, 0),
    ("elsewhere.", "A", "REFUSED", False, [], 0, 0),
])
def test_answers(server, name, kind, rcode, authoritative, answer, authority, additional, tcp):
    got = ask(server, name, kind, tcp)
    assert dns.rcode.to_text(got.rcode()) == rcode
    assert bool(got.flags & dns.flags.AA) == authoritative
    assert not got.flags & (dns.flags.RA | dns.flags.AD | dns.flags.TC)
    assert lines(got.answer) == sorted(answer)
    assert len(got.authority) == authority
    assert len(got.additional) == additional


def test_negative_answers_carry_the_minimum_as_ttl(server):
    assert ask(server, "nx.example.").authority[0].ttl == 60


def test_large_answers_are_truncated_and_whole_over_tcp(server):
    for size in (None, 512, 1232, 4096):
        got = ask(server, "big.example.", "TXT", use_edns=size is not None, payload=size or 0)
        assert got.flags & dns.flags.TC
        assert not got.answer
    assert len(ask(server, "big.example.", "TXT", tcp=True).answer[0]) == 30


def test_edns_is_answered_in_kind(server):
    plain = ask(server, "www.example.")
    assert plain.edns == -1
    with_edns = ask(server, "www.example.", use_edns=0, payload=4096, want_dnssec=True)
    assert with_edns.edns == 0 and with_edns.payload == 1232
    assert with_edns.ednsflags & dns.flags.DO
    future = bytearray(dns.message.make_query("www.example.", "A", use_edns=0).to_wire())
    future[-5] = 1  # the OPT record's version
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(5)
        s.connect((server.address, server.port))
        s.send(future)
        assert dns.message.from_wire(s.recv(512)).rcode() == dns.rcode.BADVERS


def test_chaos_tells_who_answers(server):
    query = dns.message.make_query("id.server.", "TXT", "CH")
    got = dns.query.udp(query, server.address, port=server.port, timeout=5)
    assert got.answer[0][0].strings == (b"tester",)


def test_pipelined_queries_in_any_pieces(server):
    query = soa_query("example.")
    stream = b"".join(struct.pack("!H", len(query)) + query for _ in range(50))
    for piece in (1, 7, len(stream)):
        with socket.create_connection((server.address, server.port), 5) as s:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for i in range(0, len(stream), piece):
                s.sendall(stream[i:i + piece])
            s.shutdown(socket.SHUT_WR)
            got = b""
            while chunk := s.recv(65536):
                got += chunk
        count = 0
        while got:
            size = struct.unpack("!H", got[:2])[0]
            assert got[2 + 3] & 15 == 0
            got = got[2 + size:]
            count += 1
        assert count == 50


def test_replies_leave_from_the_address_asked(tmp_path):
    class Wildcard(OurKnotd):
        @property
        def at(self):
            return f"0.0.0.0@{self.port}"
    with Wildcard(tmp_path, {"example.": ZONE}) as server:
        for address in ("127.0.0.1", "127.0.0.9", "127.3.2.1"):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.settimeout(5)
                s.sendto(soa_query("example."), (address, server.port))
                assert s.recvfrom(512)[1][0] == address


def test_ipv6(tmp_path):
    with OurKnotd(tmp_path, {"example.": ZONE}, address="::1") as server:
        assert ask(server, "www.example.").rcode() == dns.rcode.NOERROR


def ask_until_answered(s, packet):
    """Behind a flood a datagram may be lost: ask again."""
    for _ in range(10):
        s.send(packet)
        try:
            return s.recv(512)
        except TimeoutError:
            continue
    raise AssertionError("no answer")


def test_malformed_packets_get_an_error_or_silence_and_harm_nobody(server):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    rng = random.Random(seed)
    base = dns.message.make_query("www.example.", "A", use_edns=0, payload=1232).to_wire()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect((server.address, server.port))
        for _ in range(5000):
            packet = bytearray(base)
            for _ in range(rng.randrange(1, 8)):
                packet[rng.randrange(len(packet))] = rng.randrange(256)
            s.send(bytes(packet[:rng.randrange(len(packet) + 1)]))
    for packet, rcode in ((base + b"x", 1), (base[:20], 1), (base[:4] + b"\0\2" + base[6:], 1),
                          (bytes([base[0], base[1], 0x18]) + base[3:], 4)):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(1)
            s.connect((server.address, server.port))
            reply = ask_until_answered(s, packet)
            assert reply[:2] == base[:2] and reply[3] & 15 == rcode
    assert ask(server, "www.example.").rcode() == dns.rcode.NOERROR
    assert server.process.is_running()


def test_chaos_tells_the_version(server):
    query = dns.message.make_query("version.bind.", "TXT", "CH")
    got = dns.query.udp(query, server.address, port=server.port, timeout=5)
    assert got.answer[0][0].strings[0].startswith(b"Bowline ")
