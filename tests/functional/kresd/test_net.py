# SPDX-License-Identifier: BSD-2-Clause
"""Settings of sockets that others do not test."""
import platform
import socket

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
