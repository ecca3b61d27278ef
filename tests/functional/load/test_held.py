# SPDX-License-Identifier: BSD-2-Clause
"""
knotd under load: reloads and dynamic updates lose no query and mix no versions, rude TCP peers slow no UDP client,
spoilt packets harm nothing, and memory is what it was.

Small by default.  `make load` sets BOWLINE_LOAD=full: a million delegations, 50,000 queries a second, 200 reloads,
200 updates, 1,000 reloads for memory; BOWLINE_LOAD_SECONDS (600 there) is how long spoilt packets are sent.
"""
import os
import random
import re
import resource
import socket
import struct
import subprocess
import threading
import time

import dns.query
import dns.update
import pytest

from lib import tools
from lib.process import wait_until
from lib.servers import OurKnotd, soa_query

FULL = os.environ.get("BOWLINE_LOAD") == "full"
DELEGATIONS, RATE, RELOADS = (1000000, 50000, 200) if FULL else (20000, 5000, 12)
IDLE, MEMORY_RELOADS = (5000, 1000) if FULL else (200, 60)
SECONDS = int(os.environ.get("BOWLINE_LOAD_SECONDS", "2"))
HOLD = os.environ.get("BOWLINE_HOLD", "")
SERIAL_WIDTH = 10

pytestmark = pytest.mark.skipif(not os.access(HOLD, os.X_OK), reason="no load program: BOWLINE_HOLD")


def write_zone(path, count):
    """The serial stands at fixed places, so that the next version is written over it."""
    with open(path, "w") as f:
        f.write(f"$ORIGIN tld.\n$TTL 300\n@ SOA ns host {0:0{SERIAL_WIDTH}} 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\n"
                f"alias CNAME v{0:0{SERIAL_WIDTH}}.nx\n")
        f.writelines(f"d{i} NS ns1.d{i}\nd{i} NS ns{i % 999}.else.\nns1.d{i} A 192.0.2.{i % 250}\n" for i in range(count))


def write_serial(path, serial):
    with open(path, "r+b") as f:
        head = f.read(400)
        f.seek(0)
        text = b"%0*d" % (SERIAL_WIDTH, serial)
        head = re.sub(rb"host \d{10}", b"host " + text, head, 1)
        f.write(re.sub(rb"v\d{10}", b"v" + text, head, 1))


class Held(OurKnotd):
    """A server whose zone file is made in its folder."""

    actions = "transfer, update"

    def zone_path(self):
        return os.path.join(self.folder, "tld.zone")

    def knotc(self, *words):
        return tools.our_tool("knotc")("-c", self.folder + "/server.conf", *words, timeout=120)

    def load(self, seconds, rate, *options):
        """Start the load program; result() of what it returns gives its figures."""
        queries = os.path.join(self.folder, "queries")
        if not os.path.exists(queries):
            rng = random.Random(1)
            with open(queries, "w") as f:
                for i in range(20000):
                    f.write("alias.tld. A\n" if i % 4 == 0 else f"www.d{rng.randrange(DELEGATIONS)}.tld. A\n")
        return Load([HOLD, *options, self.address, str(self.port), queries, str(seconds), str(rate)])


class Load:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Ends it before its time, whatever happened."""
        self.process.terminate()
        self.got = self.result()

    def result(self):
        out = self.process.communicate(timeout=1200)[0]
        print(out.strip())
        return {k: int(v) for k, v in re.findall(r"(\w+) (\d+)", out)}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("held")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 3 * IDLE), hard), hard))
    s = Held(folder, {"tld.": ""}, zone_items=["zonefile-sync: -1"], options="server:\n    tcp-workers: 1\n    udp-workers: 1\n    background-workers: 1\n"
             f"    tcp-max-clients: {IDLE + 500}\n    tcp-idle-timeout: 60\n")
    write_zone(s.zone_path(), DELEGATIONS)
    with s:
        yield s


def serial(server):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(5)
        s.connect((server.address, server.port))
        s.send(soa_query("tld."))
        reply = s.recv(512)
        return struct.unpack("!I", reply[-20:-16])[0]


def test_reloads_lose_no_query_and_mix_no_versions(server):
    begun = time.monotonic()
    with server.load(1000, RATE) as load:
        for i in range(1, RELOADS + 1):
            write_serial(server.zone_path(), i)
            assert server.knotc("-b", "zone-reload", "tld").code == 0
            assert serial(server) == i
    got = load.got
    assert got["sent"] > RATE * (time.monotonic() - begun) / 2  # the load was there
    assert got["lost"] == 0 and got["mixed"] == 0
    assert got["versions"] > RELOADS / 2  # most versions were seen


def test_updates_lose_no_query_and_mix_no_versions(server):
    first = serial(server)
    with server.load(1000, RATE) as load:
        for i in range(first + 1, first + RELOADS + 1):
            update = dns.update.UpdateMessage("tld.")
            update.replace("alias", 300, "CNAME", f"v{i:0{SERIAL_WIDTH}}.nx")
            reply = dns.query.udp(update, server.address, 30, server.port)
            assert reply.rcode() == 0 and serial(server) == i
    got = load.got
    assert got["lost"] == 0 and got["mixed"] == 0
    assert got["versions"] > RELOADS / 4


def rude_clients(server, stop):
    """Idle connections, some that send an octet a second, some that ask for much and read nothing."""
    def connect():
        s = socket.create_connection((server.address, server.port), 10)
        s.setblocking(False)
        return s
    query = soa_query("tld.")
    idle = [connect() for _ in range(IDLE)]
    slow, greedy = [connect() for _ in range(50)], [connect() for _ in range(20)]
    axfr = struct.pack("!6H", 1, 0, 1, 0, 0, 0) + b"\3tld\0" + struct.pack("!2H", 252, 1)
    stop.ready.set()
    while not stop.wait(0.05 if not FULL else 1):
        for i, s in enumerate(slow):
            try:
                s.send(b"\0")
            except BlockingIOError:
                pass
            except OSError:  # closed for its manners: come again
                s.close()
                slow[i] = connect()
        for i, s in enumerate(greedy):
            try:
                s.send((struct.pack("!H", len(query)) + query) * 500 + struct.pack("!H", len(axfr)) + axfr)
            except BlockingIOError:
                pass
            except OSError:
                s.close()
                greedy[i] = connect()
    for s in idle + slow + greedy:
        s.close()


def test_rude_tcp_clients_slow_no_udp_client(server):
    seconds = 20 if FULL else 1
    before = server.load(seconds, RATE // 2).result()
    stop = threading.Event()
    stop.ready = threading.Event()
    thread = threading.Thread(target=rude_clients, args=(server, stop))
    thread.start()
    try:
        assert stop.ready.wait(60)
        during = server.load(seconds, RATE // 2).result()
    finally:
        stop.set()
        thread.join()
    assert during["lost"] == 0
    # The machine has other work too; a server that made UDP wait for TCP would show in milliseconds.
    assert during["p50_us"] < 3 * before["p50_us"] + 500
    assert server.knotc("status").code == 0


def test_spoilt_packets_harm_nothing(server):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    load = server.load(SECONDS, 20000 if FULL else 10000, "-m", str(seed))
    rng = random.Random(seed)
    while load.process.poll() is None:  # the same over TCP, at the pace of Python
        with socket.create_connection((server.address, server.port), 10) as s:
            try:
                for _ in range(50):
                    message = bytearray(soa_query("tld."))
                    for _ in range(rng.randrange(8)):
                        message[rng.randrange(len(message))] = rng.randrange(256)
                    s.sendall(struct.pack("!H", max(0, len(message) + rng.randrange(-3, 4))) + message)
                s.settimeout(0.05)
                while s.recv(65536):
                    pass
            except OSError:
                pass
    got = load.result()
    assert got["answered"] > got["sent"] / 3  # most can be answered, if only with an error
    assert server.process.is_running() and "ERROR: AddressSanitizer" not in server.log()
    assert "runtime error" not in server.log()
    assert server.load(1, 1000).result()["lost"] == 0


def resident_kb(server):
    with open(f"/proc/{server.process.child.pid}/smaps_rollup") as f:
        return int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M)[1])


@pytest.mark.skipif("BOWLINE_ASAN" in os.environ, reason="the sanitizer keeps freed memory")
def test_memory_after_many_reloads_is_what_it_was(tmp_path):
    """
    A zone of its own, so that what is kept of each reload would show.  Each thread's heap keeps some hundred KiB
    whatever the zone; against a small one that is allowed for.
    """
    count, heaps = (200000, 0) if FULL else (20000, 3072)
    s = Held(tmp_path, {"tld.": ""}, options="server:\n    udp-workers: 1\n    tcp-workers: 1\n")
    write_zone(s.zone_path(), count)
    with s:
        settled = wait_until(lambda: resident_kb(s), 5)
        for i in range(MEMORY_RELOADS):
            write_serial(s.zone_path(), i + 1)
            assert s.knotc("-b", "zone-reload", "tld").code == 0
        assert serial(s) == MEMORY_RELOADS
        limit = settled * 1.05 + heaps
        wait_until(lambda: resident_kb(s) <= limit, 10, f"memory at most {limit:.0f} KiB, now {resident_kb(s)}")
        print(f"{settled} KiB after one load, {resident_kb(s)} after {MEMORY_RELOADS} reloads")
