# SPDX-License-Identifier: BSD-2-Clause
"""Limits and manners of streams and datagrams: timeouts, clients, slow peers, addresses, sockets of the file system."""
import re
import socket
import struct
import time

import pytest

from lib.process import wait_until
from lib.servers import OurKnotd, soa_query

ZONE = "$ORIGIN example.\n$TTL 300\n@ SOA ns host 1 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\n" + "".join(
    f'big TXT "{i:04d} {"x" * 200}"\n' for i in range(250))
QUERY = soa_query("example.")
BIG = struct.pack("!6H", 7, 0, 1, 0, 0, 0) + b"\3big\7example\0" + struct.pack("!2H", 16, 1)


def framed(message):
    return struct.pack("!H", len(message)) + message


@pytest.fixture
def serve(tmp_path):
    """Factory: serve("tcp-idle-timeout: 1", ...) starts a knotd with these items of the server section."""
    started = []

    def start(*items, kind=OurKnotd, **more):
        options = "server:\n" + "".join(f"    {item}\n" for item in items)
        server = kind(tmp_path, {"example.": ZONE}, options=options, **more)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


def connect(server):
    s = socket.create_connection((server.address, server.port), 10)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def octets_of(s, count):
    got = b""
    while len(got) < count and (more := s.recv(count - len(got))):
        got += more
    return got


def receive(s):
    head = octets_of(s, 2)
    return octets_of(s, struct.unpack("!H", head)[0]) if len(head) == 2 else None


def seconds_until_closed(s):
    since = time.monotonic()
    try:
        while s.recv(65536):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - since


def test_an_idle_connection_is_closed_in_its_time(serve):
    server = serve("tcp-idle-timeout: 1", "tcp-workers: 1")
    with connect(server) as s:
        s.sendall(framed(QUERY))
        assert receive(s)[:2] == QUERY[:2]
        assert 0.8 < seconds_until_closed(s) < 5


def test_an_unfinished_message_is_closed_in_its_time_however_it_trickles(serve):
    server = serve("tcp-idle-timeout: 60", "tcp-io-timeout: 600", "tcp-workers: 1")
    with connect(server) as s:
        since = time.monotonic()
        s.settimeout(0.05)
        octets, closed = iter(framed(QUERY)), False
        while not closed and time.monotonic() - since < 10:
            try:
                s.sendall(bytes([next(octets, 0)]) if time.monotonic() - since < 0.5 else b"")
                closed = s.recv(100) == b""
            except TimeoutError:
                pass
            except ConnectionError:
                closed = True
        assert closed and 0.5 < time.monotonic() - since < 5


def test_at_the_limit_the_longest_idle_client_makes_room(serve):
    server = serve("tcp-idle-timeout: 60", "tcp-workers: 1", "tcp-max-clients: 4")
    clients = []
    for _ in range(4):
        clients.append(connect(server))
        clients[-1].sendall(framed(QUERY))
        assert receive(clients[-1]) is not None
    with connect(server) as fifth:
        fifth.sendall(framed(QUERY))
        assert receive(fifth) is not None
    assert seconds_until_closed(clients[0]) < 5
    clients[3].sendall(framed(QUERY))
    assert receive(clients[3]) is not None
    for s in clients:
        s.close()


def resident(server):
    with open(f"/proc/{server.process.child.pid}/smaps_rollup") as f:
        return int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M)[1])


def test_who_sends_without_reading_is_bounded_and_closed(serve):
    server = serve("tcp-workers: 1", "tcp-io-timeout: 500")
    with connect(server) as honest:
        honest.sendall(framed(BIG))
        assert len(receive(honest)) > 50000
    before, rude = resident(server), []
    for _ in range(20):
        s = connect(server)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.setblocking(False)
        rude.append(s)
    sent, since, most = 0, time.monotonic(), 0
    while time.monotonic() - since < 0.4:  # 50 KB of answer for each query of 31 octets
        for s in rude:
            try:
                sent += s.send(framed(BIG) * 500)
            except (BlockingIOError, ConnectionError):
                pass
        most = max(most, resident(server) - before)
    assert sent > 20 * 1000 * len(BIG)
    assert most < 20 * 1.5 * 1024, f"{most} KiB for 20 clients"
    for s in rude:
        s.setblocking(True)
        s.settimeout(10)
        assert seconds_until_closed(s) < 8
        s.close()


def writes(server):
    with open(f"/proc/{server.process.child.pid}/io") as f:
        return int(re.search(r"^syscw: (\d+)", f.read(), re.M)[1])


def test_answers_of_one_read_leave_in_one_write(serve):
    server = serve("tcp-workers: 1")
    with connect(server) as s:
        s.sendall(framed(QUERY))
        receive(s)
        counts = []
        for _ in range(5):  # other threads of the process may write too, now and then
            before = writes(server)
            s.sendall(framed(QUERY) * 60)
            for _ in range(60):
                assert receive(s)[:2] == QUERY[:2]
            counts.append(writes(server) - before)
        assert min(counts) == 1


def test_answers_keep_to_their_questions_in_a_long_pipeline(serve):
    server = serve("tcp-workers: 2", "tcp-reuseport: on")
    with connect(server) as s:
        names = [b"\3big\7example\0" if i % 7 == 0 else b"\2ns\7example\0" for i in range(600)]
        stream = b"".join(framed(struct.pack("!6H", i, 0, 1, 0, 0, 0) + name + struct.pack("!2H", 16 if i % 7 == 0 else 1, 1))
                          for i, name in enumerate(names))
        s.sendall(stream)
        for _ in range(600):
            message = receive(s)
            ident = struct.unpack("!H", message[:2])[0]
            assert message[12:12 + len(names[ident])] == names[ident]
            names[ident] = b"answered twice"
    assert set(names) == {b"answered twice"}


def test_a_socket_of_the_file_system_is_served(serve, tmp_path):
    path = str(tmp_path / "dns.sock")
    server = serve(f"listen: {path}")
    for _ in range(2):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(10)
            s.connect(path)
            s.sendall(framed(QUERY) + framed(BIG))
            assert receive(s)[:2] == QUERY[:2]
            assert len(receive(s)) > 50000
    server.stop()


class Wildcard6(OurKnotd):
    @property
    def at(self):
        return f"::@{self.port}"


def test_replies_leave_from_the_ipv6_address_asked(serve):
    server = serve(kind=Wildcard6, address="::1")
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as s:
        s.settimeout(10)
        s.sendto(QUERY, ("::1", server.port))
        assert s.recvfrom(512)[1][0] == "::1"


def test_workers_with_affinity_answer_all_clients(serve):
    server = serve("udp-workers: 2", "tcp-workers: 2", "tcp-reuseport: on", "socket-affinity: on")
    for _ in range(40):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(10)
            s.connect((server.address, server.port))
            s.send(QUERY)
            assert s.recv(512)[:2] == QUERY[:2]
        with connect(server) as s:
            s.sendall(framed(QUERY))
            assert receive(s) is not None


def test_a_new_idle_time_holds_for_connections_that_are_open(serve):
    server = serve("tcp-idle-timeout: 60", "tcp-workers: 1")
    with connect(server) as s:
        s.sendall(framed(QUERY))
        receive(s)
        server.write("server.conf", server.configuration().replace("tcp-idle-timeout: 60", "tcp-idle-timeout: 1"))
        server.process.signal(1)
        wait_until(lambda: "configuration reloaded" in server.log(), 10, "reload")
        assert seconds_until_closed(s) < 8
