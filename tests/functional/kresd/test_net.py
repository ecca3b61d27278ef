# SPDX-License-Identifier: BSD-2-Clause
"""Settings of sockets that others do not test."""
import platform
import socket
import struct

import dns.message
import pytest

from lib.process import wait_until

BPF = {"x86_64": 321, "aarch64": 280}

# A program of the kernel that lets so many octets of each message through.
LOAD = """
local ffi = require('ffi')
ffi.cdef('long syscall(long number, ...);')
function load(octets)
	local code = ffi.new('uint64_t[2]', 0xb7ULL + octets * 0x100000000ULL, 0x95ULL)
	local license = ffi.new('char[4]', 'GPL')
	local attr = ffi.new('uint64_t[16]', 1ULL + 2 * 0x100000000ULL, ffi.cast('uintptr_t', code),
		ffi.cast('uintptr_t', license))
	return tonumber(ffi.C.syscall(%d, ffi.cast('long', 5), attr, ffi.cast('long', 128)))
end
"""


def is_silent(resolver):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(0.3)
        s.connect((resolver.address, resolver.port))
        s.send(b"\0\0\1\0\0\1\0\0\0\0\0\0\0\0\1\0\1")
        try:
            s.recv(512)
        except TimeoutError:
            return True
    return False


@pytest.mark.skipif(platform.machine() not in BPF, reason="no number of bpf(2)")
def test_a_filter_of_the_kernel(kresd):
    resolver = kresd(LOAD % BPF[platform.machine()])
    if int(resolver.control("deny = load(0)\nreturn deny")[0] or resolver.control("deny")[0]) < 0:
        pytest.skip("no programs may be loaded here")
    resolver.control("allow = load(65535)")
    assert resolver.ask("www.example.com.").rcode() == 0
    assert resolver.control("net.bpf_set(deny)")[0] == "true\n"
    assert is_silent(resolver)
    assert resolver.control("net.bpf_set(allow)")[0] == "true\n"
    wait_until(lambda: not is_silent(resolver), 5)
    # What is no program changes nothing; nor do places that are opened later escape.
    assert "failed to attach" in resolver.control("net.bpf_set(0)")[0]
    assert not is_silent(resolver)
    assert "expected 'bpf_set(number fd)'" in resolver.control("net.bpf_set('x')")[0]
    resolver.control("net.bpf_set(deny)")
    resolver.control(f"net.close('{resolver.address}', {resolver.port})")
    resolver.control(f"net.listen('{resolver.address}', {resolver.port})")
    assert is_silent(resolver)
    assert resolver.control("net.bpf_clear()")[0] == "true\n"
    assert resolver.ask("www.example.com.").rcode() == 0
    assert resolver.ask("www.example.com.", tcp=True).rcode() == 0


WHO = """
return { layer = { begin = function(state, req)
	who = req.qsource.addr and tostring(req.qsource.addr) .. ' ' .. tostring(req.qsource.dst_addr) or 'nobody'
	who = who .. (req.qsource.flags.tcp and ' tcp' or '') .. (req.qsource.flags.tls and ' tls' or '')
	return state
end } }
"""

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def header(sent_from="192.0.2.9", sent_to="192.0.2.53", stream=False, tls=False):
    value = b"\x20\0\5\1\0\0\0\0" if tls else b""
    addresses = socket.inet_aton(sent_from) + socket.inet_aton(sent_to) + struct.pack("!HH", 4321, 53)
    return SIGNATURE + bytes([0x21, 0x11 if stream else 0x12]) + struct.pack("!H", len(addresses + value)) + addresses + value


def over_udp(resolver, data):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(2)
        s.connect((resolver.address, resolver.port))
        s.send(data)
        try:
            return dns.message.from_wire(s.recv(4096)).rcode()
        except TimeoutError:
            return None


def over_tcp(resolver, *parts, messages=1):
    with socket.create_connection((resolver.address, resolver.port), 5) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            s.sendall(part)
        stream = s.makefile("rb")
        got = []
        for _ in range(messages):
            length = stream.read(2)
            if len(length) < 2:
                return None
            got.append(dns.message.from_wire(stream.read(struct.unpack("!H", length)[0])).rcode())
        return got


def question(name="www.example.com."):
    return dns.message.make_query(name, "A").to_wire()


@pytest.fixture
def behind_proxy(kresd, tmp_path):
    (tmp_path / "who.lua").write_text(WHO)
    return kresd(f"moduledir('{tmp_path}')\nmodules.load('who')\nnet.proxy_allowed('127.0.0.0/8')\n")


def test_a_proxy_says_who_the_client_is(behind_proxy):
    resolver = behind_proxy
    assert over_udp(resolver, header() + question()) == 0
    assert resolver.control("who")[0].strip() == "192.0.2.9#4321 192.0.2.53#53"
    assert over_udp(resolver, question()) == 0  # it may also ask for itself
    assert resolver.control("who")[0].startswith("127.0.0.1#")
    framed = struct.pack("!H", len(question())) + question()
    assert over_tcp(resolver, header(stream=True, tls=True) + framed + framed, messages=2) == [0, 0]
    assert resolver.control("who")[0].strip() == "192.0.2.9#4321 192.0.2.53#53 tcp tls"
    whole = header("192.0.2.8", stream=True) + framed
    assert over_tcp(resolver, *(bytes([octet]) for octet in whole)) == [0]
    assert resolver.control("who")[0].strip() == "192.0.2.8#4321 192.0.2.53#53 tcp"
    assert over_tcp(resolver, framed) == [0]
    assert over_tcp(resolver, SIGNATURE + b"\x20\0\0\0" + framed) == [0]  # LOCAL: a health check
    assert resolver.control("who")[0].startswith("127.0.0.1#")


def test_broken_headers_and_others_are_not_believed(behind_proxy):
    resolver = behind_proxy
    framed = struct.pack("!H", len(question())) + question()
    assert over_udp(resolver, header()[:20]) is None
    assert over_udp(resolver, SIGNATURE + b"\x31\x12\0\0" + question()) is None
    assert over_tcp(resolver, SIGNATURE + b"\x21\x11\xff\xff" + framed) is None
    assert "'nonsense' is no address or subnet" in resolver.control("net.proxy_allowed('nonsense')")[0]
    assert resolver.control("tojson(net.proxy_allowed())")[0].strip() == '["127.0.0.0/8"]'
    resolver.control("net.proxy_allowed({})")
    resolver.control("who = nil")
    assert over_udp(resolver, header() + question()) != 0
    assert over_udp(resolver, question()) == 0
    assert resolver.control("who")[0].startswith("127.0.0.1#")
