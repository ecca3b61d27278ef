# SPDX-License-Identifier: BSD-2-Clause
"""DNS over TLS (RFC 7858): clients of several makes, certificates, padding, and clients that misbehave."""
import base64
import hashlib
import os
import re
import socket
import ssl
import struct
import subprocess

import dns.message
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from lib.ports import free_port
from lib.process import find_binary, wait_until


def context(**more):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.check_hostname = False
    c.verify_mode = ssl.CERT_NONE
    for name, value in more.items():
        setattr(c, name, value)
    return c


@pytest.fixture
def secure(kresd):
    """Factory: a resolver with a TLS listener; its port is in .tls."""
    def start(config="", *args):
        port = free_port("127.0.0.1")
        resolver = kresd(f"net.listen('127.0.0.1', {port}, {{ kind = 'tls' }})\n{config}", *args)
        resolver.tls = port
        return resolver
    return start


def connect(resolver, ctx=None):
    return (ctx or context()).wrap_socket(socket.create_connection((resolver.address, resolver.tls), 10))


def ask(stream, query):
    wire = query.to_wire()
    stream.sendall(struct.pack("!H", len(wire)) + wire)
    return receive(stream)


def receive(stream):
    def exactly(n):
        got = b""
        while len(got) < n:
            more = stream.recv(n - len(got))
            assert more, "the stream ended"
            got += more
        return got
    return exactly(struct.unpack("!H", exactly(2))[0])


def www(**more):
    return dns.message.make_query("www.example.com.", "A", **more)


def make_certificate(folder, name):
    cert, key = os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                    f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", key, "-out", cert, "-days", "2"],
                   check=True, capture_output=True)
    return cert, key


def test_answers_are_those_of_other_transports(secure):
    resolver = secure()
    with connect(resolver) as stream:
        assert stream.version() == "TLSv1.3"
        for name, kind in (("www.example.com.", "A"), ("big.example.com.", "TXT"), ("nothing.example.com.", "A")):
            query = dns.message.make_query(name, kind)
            got = dns.message.from_wire(ask(stream, query))
            plain = resolver.send(query, tcp=True)
            assert same(got, plain)


def same(a, b):
    """The same but for TTLs that ran on."""
    data = lambda m: sorted((x.name, x.rdtype, sorted(r.to_text() for r in x)) for x in m.answer)
    return a.rcode() == b.rcode() and data(a) == data(b)


def test_many_queries_at_once_on_one_connection(secure):
    resolver = secure()
    with connect(resolver) as stream:
        queries = [dns.message.make_query(f"q{i}.wild.example.com.", "TXT") for i in range(200)]
        wire = b"".join(struct.pack("!H", len(w)) + w for w in (q.to_wire() for q in queries))
        stream.sendall(wire)
        got = {dns.message.from_wire(receive(stream)).id for _ in queries}
        assert got == {q.id for q in queries}


def test_debians_kdig_and_its_protocol(secure):
    kdig = find_binary("kdig", extra=())
    if kdig is None:
        pytest.skip("no kdig of the distribution here")
    resolver = secure()
    done = subprocess.run([kdig, "+tls", "+noall", "+answer", f"@{resolver.address}", "-p", str(resolver.tls),
                           "www.example.com.", "A"], capture_output=True, text=True, timeout=20)
    assert "192.0.2.1" in done.stdout, done.stdout + done.stderr
    ctx = context()
    ctx.set_alpn_protocols(["dot"])
    with connect(resolver, ctx) as stream:
        assert stream.selected_alpn_protocol() == "dot"
    with connect(resolver, context(maximum_version=ssl.TLSVersion.TLSv1_2)) as stream:
        assert stream.version() == "TLSv1.2"


def test_old_versions_are_refused(secure):
    resolver = secure()
    ctx = context(minimum_version=ssl.TLSVersion.MINIMUM_SUPPORTED, maximum_version=ssl.TLSVersion.TLSv1_1)
    ctx.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        connect(resolver, ctx)


def test_sessions_resume(secure):
    resolver = secure()
    ctx = context()
    with connect(resolver, ctx) as stream:
        ask(stream, www())
        session = stream.session
    with ctx.wrap_socket(socket.create_connection((resolver.address, resolver.tls), 10), session=session) as stream:
        ask(stream, www())
        assert stream.session_reused


def test_a_certificate_is_shown_and_replaced(secure, tmp_path):
    cert, key = make_certificate(str(tmp_path), "one.example")
    resolver = secure(f"net.tls('{cert}', '{key}')\n")
    ctx = ssl.create_default_context(cafile=cert)
    with ctx.wrap_socket(socket.create_connection((resolver.address, resolver.tls), 10), server_hostname="one.example") as stream:
        ask(stream, www())
        with open(cert, "rb") as f:
            spki = x509.load_pem_x509_certificate(f.read()).public_key().public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        pin = base64.b64encode(hashlib.sha256(spki).digest()).decode()
        assert f'pin-sha256="{pin}"' in resolver.process.log()
        other, other_key = make_certificate(str(tmp_path), "two.example")
        assert resolver.control(f"net.tls('{other}', '{other_key}')")[0] == "true\n"
        ask(stream, www())  # what began goes on
    ctx = ssl.create_default_context(cafile=other)
    with ctx.wrap_socket(socket.create_connection((resolver.address, resolver.tls), 10), server_hostname="two.example") as stream:
        ask(stream, www())
    shown = resolver.control("net.tls()")[0]
    assert other in shown and other_key in shown
    # A pair that does not fit changes nothing.
    assert "cannot be used" in resolver.control(f"net.tls('{cert}', '{other_key}')")[0]
    with ctx.wrap_socket(socket.create_connection((resolver.address, resolver.tls), 10), server_hostname="two.example") as stream:
        ask(stream, www())


@pytest.mark.parametrize("config, block", [("", 468), ("net.tls_padding(false)", 0), ("net.tls_padding(128)", 128),
                                           ("net.tls_padding(1)", 0)])
def test_answers_with_edns_are_padded(secure, config, block):
    resolver = secure(config + "\n")
    with connect(resolver) as stream:
        for kind in ("A", "A", "TXT"):  # found out, from the cache, an empty one
            query = dns.message.make_query("www.example.com.", kind, use_edns=0, payload=1232)
            wire = ask(stream, query)
            options = [o.otype for o in dns.message.from_wire(wire).options]
            if block == 0:
                assert 12 not in options
            else:
                assert len(wire) % block == 0 and 12 in options
        assert len(ask(stream, www())) < 120  # no EDNS, no padding
    plain = resolver.send(dns.message.make_query("www.example.com.", "A", use_edns=0), tcp=True)
    assert 12 not in [o.otype for o in plain.options]


def test_lists_and_closes(secure):
    resolver = secure()
    shown = resolver.control("net.list()")[0]
    assert "tls" in shown
    assert resolver.control(f"net.close('127.0.0.1', {resolver.tls})")[0] == "true\n"
    with pytest.raises(OSError):
        connect(resolver)


def resumes(resolver, ctx, session):
    with ctx.wrap_socket(socket.create_connection((resolver.address, resolver.tls), 10), session=session) as stream:
        ask(stream, www())
        return stream.session_reused


def test_tickets_are_good_wherever_the_secret_is_the_same(secure, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(os.urandom(40))
    first, second = (secure(f"net.tls_sticket_secret_file('{secret}')") for _ in range(2))
    ctx = context()
    with connect(first, ctx) as stream:
        ask(stream, www())
        session = stream.session
    assert resumes(second, ctx, session)
    assert second.control("net.tls_sticket_secret()")[0] == "true\n"  # a random one
    assert not resumes(second, ctx, session)
    assert second.control("net.tls_sticket_secret(('x'):rep(32))")[0] == "true\n"
    assert "must have 32 to 1024" in second.control("net.tls_sticket_secret('short')")[0]
    secret.write_bytes(b"short")
    assert "must have 32 to 1024" in second.control(f"net.tls_sticket_secret_file('{secret}')")[0]
    assert "No such file" in second.control("net.tls_sticket_secret_file('missing')")[0]


def test_a_handshake_has_its_time(secure):
    resolver = secure()
    assert resolver.control("net.tls_handshake_timeout()")[0] == "6000\n"
    assert resolver.control("net.tls_handshake_timeout(200)", "net.tls_handshake_timeout()") == ["true\n", "200\n"]
    assert "must be within" in resolver.control("net.tls_handshake_timeout(0)")[0]
    with connect(resolver) as open_already, \
         socket.create_connection((resolver.address, resolver.tls), 10) as silent:
        silent.settimeout(5)
        silent.sendall(client_hello()[:40])
        assert silent.recv(1) == b""
        assert dns.message.from_wire(ask(open_already, www())).rcode() == 0


def test_the_command_line_option(kresd):
    port = free_port("127.0.0.1")
    resolver = kresd("", "-n", "-t", f"127.0.0.1@{port}")
    resolver.tls = port
    with connect(resolver) as stream:
        assert dns.message.from_wire(ask(stream, www())).rcode() == 0


def test_rude_clients_hurt_nobody(secure):
    resolver = secure()
    address = (resolver.address, resolver.tls)
    silent = [socket.create_connection(address, 10) for _ in range(50)]  # never shake hands
    for junk in (b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff" + b"\0" * 300, b"\x16\x03\x01\0\x05\x01\0\0\x01\0",
                 os.urandom(4000)):
        with socket.create_connection(address, 10) as s:
            s.sendall(junk)
    half = socket.create_connection(address, 10)  # a handshake that stops in the middle
    half.sendall(client_hello()[:40])
    # Octet by octet is slow, but right.
    with connect(resolver) as stream:
        wire = www().to_wire()
        for octet in struct.pack("!H", len(wire)) + wire:
            stream.sendall(bytes([octet]))
        assert dns.message.from_wire(receive(stream)).rcode() == 0
    # Asks for much and reads nothing.
    greedy = connect(resolver)
    greedy.settimeout(0.2)
    query = dns.message.make_query("big.example.com.", "TXT").to_wire()
    try:
        for _ in range(2000):
            greedy.sendall(struct.pack("!H", len(query)) + query)
    except (TimeoutError, OSError):
        pass
    with connect(resolver) as stream:
        assert dns.message.from_wire(ask(stream, www())).rcode() == 0
    assert resolver.ask("www.example.com.").rcode() == 0
    for s in silent + [half, greedy]:
        s.close()
    wait_until(lambda: resolver.ask("www.example.com.", tcp=True).rcode() == 0, 5)


def client_hello():
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        context().wrap_bio(incoming, outgoing).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()
