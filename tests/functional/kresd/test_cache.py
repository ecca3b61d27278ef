# SPDX-License-Identifier: BSD-2-Clause
"""The cache file: shared by processes, kept over their end, renewed when it cannot be used."""
import os
import random
import socket
import subprocess
import threading

import dns.exception
import dns.message
import dns.query
import dns.rrset
import pytest

from lib.kresd import wait_gone
from lib.process import wait_until

WWW = ["192.0.2.1", "192.0.2.2"]


def again(resolver):
    """Start it once more in its folder."""
    resolver.process.start()
    pid = resolver.process.child.pid
    resolver.process.wait_for(lambda: pid in resolver.sockets(), 10, "its control socket")


def kill(resolver):
    resolver.process.child.kill()
    resolver.process.child.wait()


def data_file(resolver):
    return os.path.join(resolver.folder, "data.mdb")


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_what_was_cached_is_there_after_a_restart(kresd, end):
    resolver = kresd()
    assert resolver.data("www.example.com") == WWW
    assert resolver.number("cache.count()") > 0  # its turn of the loop is over: written
    resolver.stop() if end == "stop" else kill(resolver)
    again(resolver)
    assert resolver.data("www.example.com") == WWW
    assert resolver.control("worker.stats().udp") == ["0\n"]
    assert "begun anew" not in resolver.process.log()


def test_the_file_is_where_the_storage_says(kresd):
    resolver = kresd("cache.open(4 * MB, 'lmdb://below')\n")
    assert resolver.data("www.example.com") == WWW
    assert os.path.exists(os.path.join(resolver.folder, "below", "data.mdb"))
    assert not os.path.exists(data_file(resolver))
    assert resolver.control("cache.storage", "cache.size") == ["lmdb://below\n", "4194304\n"]


def spoil_noise(data):
    return os.urandom(len(data))


def spoil_text(data):
    return b"This is no database.\n" * 1000


def spoil_end(data):
    return data[:20000]


def spoil_pages(data):
    """Octets in the middle of pages, as a bad disk or another program would leave them."""
    out = bytearray(data)
    for at in range(2 * 4096, min(len(out), 40 * 4096), 4096):
        out[at + 16:at + 48] = os.urandom(32)
    return bytes(out)


def spoil_version(data):
    """The file of a later version: the format number, behind its key, is one that does not exist yet."""
    out, at, found = bytearray(data), 0, 0
    while (at := out.find(b"format\0\0\0", at)) >= 0:
        out[at + 6:at + 10] = b"\0\0\3\xe7"
        at, found = at + 10, found + 1
    assert found
    return bytes(out)


@pytest.mark.parametrize("spoil", [spoil_version, spoil_noise, spoil_text, spoil_end, spoil_pages])
def test_a_file_that_cannot_be_used_is_renewed(kresd, spoil):
    resolver = kresd("cache.size = 2 * MB\n")
    assert resolver.data("www.example.com") == WWW
    resolver.stop()
    with open(data_file(resolver), "rb") as f:
        data = f.read()
    with open(data_file(resolver), "wb") as f:
        f.write(spoil(data))
    again(resolver)
    assert resolver.process.log().count("begun anew") == 1
    assert resolver.data("www.example.com") == WWW
    assert resolver.control("worker.stats().udp > 0") == ["true\n"]
    resolver.stop()
    again(resolver)
    assert resolver.process.log().count("begun anew") == 1


def test_processes_share_it_and_are_told_of_clearing(kresd):
    resolver = kresd("", "-f", "2", count=2)
    first, second = resolver.sockets()
    for _ in range(40):  # both answer some, and keep the answer for themselves
        assert resolver.data("www.example.com") == WWW
    for pid in (first, second):
        assert resolver.control("cache['www.example.com.'] ~= nil", "cache.stats().answer_count > 0",
                                pid=pid) == ["true\n", "true\n"]
    asked = sum(float(resolver.control("worker.stats().udp", pid=pid)[0]) for pid in (first, second))
    assert asked < 12  # the second to be asked found all in the cache of the first, mostly
    resolver.control("cache.clear('example.com.')", pid=first)
    assert resolver.control("cache['www.example.com.'] == nil", pid=second) == ["true\n"]
    for _ in range(40):
        assert resolver.data("www.example.com") == WWW
    now = [float(resolver.control("worker.stats().udp", pid=pid)[0]) for pid in (first, second)]
    assert sum(now) > asked
    hits = [float(resolver.control("cache.stats().answer_hit", pid=pid)[0]) for pid in (first, second)]
    assert min(hits) > 0


def numbered(query, tcp):
    """nNUMBER.fake.com. has the address that NUMBER says."""
    reply = dns.message.make_response(query)
    reply.flags |= 0x0400
    q = query.question[0]
    label = q.name.labels[0].lower()
    if q.rdtype == 1 and label.startswith(b"n") and label[1:].isdigit():
        n = int(label[1:])
        reply.answer.append(dns.rrset.from_text(q.name, 300, "IN", "A", "10.%d.%d.%d" % (n >> 16, n >> 8 & 255, n & 255)))
    else:
        reply.authority.append(dns.rrset.from_text("fake.com.", 300, "IN", "SOA", "ns.fake.com. h. 1 3600 900 604800 60"))
    return [reply]


class Load(threading.Thread):
    """A client that asks for numbered names and checks what it gets; silence is allowed."""

    def __init__(self, resolver, seed):
        super().__init__()
        self.resolver, self.random = resolver, random.Random(seed)
        self.ending, self.right, self.wrong = threading.Event(), 0, []

    def ask(self, s, n):
        query = dns.message.make_query("n%d.fake.com." % n, "A")
        try:
            s.send(query.to_wire())
            reply = dns.message.from_wire(s.recv(4096))
        except (OSError, dns.exception.DNSException):
            return
        if reply.id != query.id or reply.rcode() != 0:
            return
        got = [item.to_text() for rrset in reply.answer for item in rrset]
        if got == ["10.%d.%d.%d" % (n >> 16, n >> 8 & 255, n & 255)]:
            self.right += 1
        else:
            self.wrong.append((n, got))

    def run(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(0.3)
            s.connect((self.resolver.address, self.resolver.port))
            while not self.ending.is_set():
                self.ask(s, self.random.randrange(3000))


def test_kill_9_under_load_never_gives_wrong_data(kresd, fake):
    fake(numbered)
    resolver = kresd("cache.size = 2 * MB\n", "-f", "2", count=2)
    loads = [Load(resolver, seed) for seed in range(3)]
    for load in loads:
        load.start()
    try:
        for _ in range(12):
            right = sum(load.right for load in loads)
            wait_until(lambda: sum(load.right for load in loads) > right + 60, 20, "answers")
            pids = resolver.sockets()
            for pid in reversed(pids):  # forks first: the end of their leader ends them in order
                os.kill(pid, 9)
            resolver.process.child.wait()
            for pid in pids:
                wait_gone(pid)
                os.unlink(os.path.join(resolver.folder, "tty", str(pid)))
            resolver.process.start()
            resolver.process.wait_for(lambda: len(resolver.sockets()) == 2, 10, "two processes")
    finally:
        for load in loads:
            load.ending.set()
        for load in loads:
            load.join()
    assert [load.wrong for load in loads] == [[], [], []]
    assert resolver.number("cache.count()") > 0
    assert "begun anew" not in resolver.process.log()  # the kernel kept every page


def test_one_killed_process_leaves_the_cache_to_the_other(kresd):
    resolver = kresd("", "-f", "2", count=2)
    assert resolver.data("www.example.com") == WWW
    leader = resolver.process.child.pid
    other, = [pid for pid in resolver.sockets() if pid != leader]
    os.kill(other, 9)
    wait_until(lambda: "was ended by signal 9" in resolver.process.log(), 10, "a log line")
    assert resolver.data("www.example.com") == WWW
    assert resolver.control("cache.clear()", "cache.count()") == ["true\n", "0\n"]
    assert resolver.data("www.example.com") == WWW


def ask_many(resolver, name, count):
    """Ask for many names below a wildcard, many at a time; how many were answered."""
    good = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect((resolver.address, resolver.port))
        s.settimeout(5)
        for start in range(0, count, 50):
            for n in range(start, start + 50):
                s.send(dns.message.make_query("n%d.%s" % (n, name), "TXT").to_wire())
            for _ in range(50):
                reply = dns.message.from_wire(s.recv(4096))
                good += reply.rcode() == 0 and len(reply.answer) == 1
    return good


def test_a_full_cache_keeps_answering(kresd):
    resolver = kresd("cache.size = 1 * MB\n")
    assert ask_many(resolver, "wild.example.com.", 15000) == 15000
    assert resolver.data("www.example.com") == WWW
    assert resolver.number("cache.stats().evicted") > 3000
    assert resolver.number("cache.stats().lost") == 0
    assert resolver.number("cache.count()") > 1000
    assert resolver.number("cache.stats().usage_percent") <= 100


@pytest.fixture
def small_file_system(tmp_path):
    """A folder with 3 MB of room; None where that needs rights that we do not have."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True)
    if made.returncode != 0:
        yield None
        return
    yield str(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_file_system_ends_nothing(kresd, small_file_system):
    if small_file_system is None:
        pytest.skip("mounting is not allowed here")
    resolver = kresd("cache.open(100 * MB, 'lmdb://%s')\n" % small_file_system)
    assert ask_many(resolver, "wild.example.com.", 30000) == 30000
    assert resolver.number("cache.stats().evicted") > 1000
    assert resolver.process.is_running()


def test_closing_and_opening_again(kresd):
    resolver = kresd("cache.size = 2 * MB\n")
    assert resolver.data("www.example.com") == WWW
    assert resolver.control("cache.close()", "cache.count()")[1].endswith("cache.open() or cache.size, etc.")
    assert resolver.data("alias.example.com") == WWW + ["www.example.com."]
    assert resolver.control("cache.open(2 * MB)", "cache['www.example.com.'] ~= nil",
                            "cache['alias.example.com.'] == nil") == ["true\n"] * 3


def test_the_first_use_in_a_configuration_opens_the_default(kresd):
    resolver = kresd("was_empty = cache.count() == 0\n")
    assert resolver.control("was_empty", "cache.size") == ["true\n", "104857600\n"]
