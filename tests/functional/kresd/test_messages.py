# SPDX-License-Identifier: BSD-2-Clause
"""What the resolver says to well-formed, odd and broken messages of clients."""
import random
import socket
import struct

import dns.edns
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import pytest

from lib.process import wait_until


@pytest.fixture
def resolver(kresd):
    return kresd()


def exchange(resolver, octets, timeout=3):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(timeout)
        s.sendto(octets, (resolver.address, resolver.port))
        return s.recv(65535)


def test_header_of_an_answer(resolver):
    response = resolver.ask("wWw.ExAmPlE.cOm")
    assert response.flags & dns.flags.QR and response.flags & dns.flags.RA and response.flags & dns.flags.RD
    assert not response.flags & (dns.flags.AA | dns.flags.AD | dns.flags.TC)
    assert response.question[0].name.to_text() == "wWw.ExAmPlE.cOm."
    assert response.edns == -1


def test_letters_are_those_of_each_client(resolver):
    resolver.ask("www.example.com")
    response = resolver.ask("WWW.EXAMPLE.COM")
    assert response.question[0].name.to_text() == "WWW.EXAMPLE.COM."
    assert response.answer[0].name.to_text() == "WWW.EXAMPLE.COM."


def test_edns_is_answered_with_edns(resolver):
    response = resolver.ask("www.example.com", use_edns=0, want_dnssec=True)
    assert response.edns == 0 and response.payload == 1232 and response.ednsflags & dns.flags.DO


def test_edns_version_1_is_badvers(resolver):
    query = dns.message.make_query("www.example.com", "A", use_edns=0)
    query.ednsflags |= 1 << 16
    response = resolver.send(query)
    assert response.rcode() == dns.rcode.BADVERS and response.edns == 0


def test_checking_disabled_is_copied(resolver):
    query = dns.message.make_query("www.example.com", "A", flags=dns.flags.RD | dns.flags.CD)
    assert resolver.send(query).flags & dns.flags.CD


def test_without_recursion_desired_is_refused(resolver):
    query = dns.message.make_query("www.example.com", "A", flags=0, use_edns=0)
    response = resolver.send(query)
    assert response.rcode() == dns.rcode.REFUSED
    assert [o.code for o in response.options if o.otype == dns.edns.EDE] == [20]


def test_other_opcodes_are_not_implemented(resolver):
    query = dns.message.make_query("www.example.com", "A")
    query.set_opcode(dns.opcode.STATUS)
    assert resolver.send(query).rcode() == dns.rcode.NOTIMP


@pytest.mark.parametrize("rdtype", ["AXFR", "IXFR", "OPT"])
def test_meta_types_are_not_implemented(resolver, rdtype):
    query = dns.message.make_query("www.example.com", "A").to_wire()
    number = dns.rdatatype.from_text(rdtype)
    reply = exchange(resolver, query[:-4] + struct.pack("!2H", number, 1))
    assert reply[3] & 15 == dns.rcode.NOTIMP


def test_class_chaos_is_refused(resolver):
    query = dns.message.make_query("version.bind", "TXT", rdclass="CH")
    assert resolver.send(query).rcode() == dns.rcode.REFUSED


def test_any_is_answered_with_hinfo(resolver):
    assert resolver.data("www.example.com", "ANY") == ['"RFC8482" ""']


def test_no_question_is_a_format_error(resolver):
    reply = exchange(resolver, struct.pack("!6H", 7, 0x0100, 0, 0, 0, 0))
    assert reply[:2] == b"\0\7" and reply[3] & 15 == dns.rcode.FORMERR


def test_two_opts_are_a_format_error(resolver):
    opt = b"\0\0\x29\x04\xd0\0\0\0\0\0\0"
    query = bytearray(dns.message.make_query("www.example.com", "A").to_wire()) + opt + opt
    query[11] = 2
    assert exchange(resolver, bytes(query))[3] & 15 == dns.rcode.FORMERR


def test_responses_and_runts_are_not_answered(resolver):
    query = bytearray(dns.message.make_query("www.example.com", "A").to_wire())
    query[2] |= 0x80
    for octets in (bytes(query), b"", b"\0", bytes(query[:11])):
        with pytest.raises(TimeoutError):
            exchange(resolver, octets, 0.2)


def test_two_thousand_mutilated_datagrams_do_no_harm(resolver):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    rng = random.Random(seed)
    model = dns.message.make_query("www.example.com", "A", use_edns=0, want_dnssec=True).to_wire()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        for i in range(2000):
            octets = bytearray(model)
            for _ in range(rng.randint(1, 6)):
                octets[rng.randrange(len(octets))] = rng.randrange(256)
            if rng.random() < 0.3:
                del octets[rng.randrange(len(octets)):]
            if rng.random() < 0.2:
                octets += rng.randbytes(rng.randrange(300))
            s.sendto(bytes(octets), (resolver.address, resolver.port))
    wait_until(lambda: resolver.process.is_running() and
               resolver.number("worker.stats().concurrent") == 0, 30, "the end of all questions")
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]


# ---- streams ----

def framed(octets):
    return struct.pack("!H", len(octets)) + octets


def read_message(stream):
    return stream.read(struct.unpack("!H", stream.read(2))[0])


def test_a_stream_carries_many_questions_and_answers_as_they_come(kresd, fake):
    fake(lambda query, tcp: [])
    resolver = kresd()
    slow = dns.message.make_query("www.fake.com", "A")
    quick = dns.message.make_query("www.example.com", "A")
    with socket.create_connection((resolver.address, resolver.port), 15) as s:
        stream = s.makefile("rb")
        s.sendall(framed(slow.to_wire()) + framed(quick.to_wire()))
        assert dns.message.from_wire(read_message(stream)).id == quick.id
        assert dns.message.from_wire(read_message(stream)).id == slow.id


def test_a_stream_may_come_octet_by_octet(resolver):
    query = dns.message.make_query("www.example.com", "A")
    with socket.create_connection((resolver.address, resolver.port), 10) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for octet in framed(query.to_wire()):
            s.sendall(bytes([octet]))
        assert dns.message.from_wire(read_message(s.makefile("rb"))).id == query.id


def test_a_client_that_closes_its_half_is_still_answered(resolver):
    query = dns.message.make_query("www.example.com", "A")
    with socket.create_connection((resolver.address, resolver.port), 10) as s:
        s.sendall(framed(query.to_wire()))
        s.shutdown(socket.SHUT_WR)
        assert dns.message.from_wire(read_message(s.makefile("rb"))).id == query.id
