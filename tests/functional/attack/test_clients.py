# SPDX-License-Identifier: BSD-2-Clause
"""Clients that do harm: pulses of answers, floods over TCP, connections that wait."""
import contextlib
import resource
import select
import socket
import struct
import time

import dns.exception
import dns.message

from .hostile import answer, asked


STRANGER = "10.54.0.9"  # a client on another host than the resolver's


def stranger(resolver):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    s.bind((STRANGER, 0))
    s.connect((resolver.address, resolver.port))
    return s


def test_dnsbomb(rig):
    """
    The server holds its answers and gives them all at once, so that a slow stream of questions becomes a pulse of answers
    (CVE-2024-33655): the most answers of a tenth of a second, beside the rate of the questions.
    """
    rate, seconds = 60, 3.0
    began = [time.monotonic()]

    def reply(query, tcp):
        name, kind = asked(query)
        if not name.startswith("n"):
            return answer(query)
        made = answer(query, answer=[(name, "A", "192.0.2.7")])
        left = began[0] + seconds - time.monotonic()
        return [(left, item) for item in made] if left > 0 else made
    rig.evil(reply)
    resolver = rig.start()
    times, sent = [], 0
    began[0] = time.monotonic()
    with stranger(resolver) as s:
        while (now := time.monotonic() - began[0]) < seconds + 8:
            if now < seconds and sent < now * rate:
                s.send(dns.message.make_query("n%d.evil.com." % sent, "A").to_wire())
                sent += 1
                continue
            if select.select([s], [], [], 0.3 / rate)[0]:
                s.recv(4096)
                times.append(time.monotonic())
            if len(times) == sent and now > seconds:
                break
        if rig.is_ours:
            assert len(times) > sent / 3 and resolver.number("worker.stats().withheld") == sent - len(times)
    # A second of the resolver may have seen one question more than one of ours.
    most = max((sum(at <= t < at + 1 for t in times) for at in times), default=0)
    rig.figure("DNSBomb", "answers in the fullest second, times the rate", round(most / (rate + 1), 2), 2)


def stream(resolver):
    return socket.create_connection((resolver.address, resolver.port), 5)


def push(connections, octets, seconds):
    """Send as much as is taken; who refuses is left out."""
    out = select.poll()
    for s in connections:
        s.setblocking(False)
        out.register(s, select.POLLOUT)
    by_number, end = {s.fileno(): s for s in connections}, time.monotonic() + seconds
    while time.monotonic() < end:
        for number, _ in out.poll(100):
            try:
                by_number[number].send(octets)
            except BlockingIOError:
                pass
            except OSError:
                out.unregister(number)


def test_clients_that_do_not_read(rig):
    """Twenty connections that send questions as fast as they are taken, and read nothing (CVE-2024-12705)."""
    rig.world.zone("big.net.", "\n".join('t TXT "%s%d"' % ("x" * 200, i) for i in range(100)))
    resolver = rig.start()
    assert len(resolver.ask("t.big.net.", "TXT", tcp=True).answer[0]) == 100  # 20 kB each
    query = dns.message.make_query("t.big.net.", "TXT").to_wire()
    before = resolver.memory()
    rig.watch()
    with contextlib.ExitStack() as stack:
        push([stack.enter_context(stream(resolver)) for _ in range(20)], (struct.pack("!H", len(query)) + query) * 200, 3)
        grown = resolver.memory() - before
        assert resolver.data("www.good.com.", tcp=True) == ["192.0.2.1"]
        rig.watched("TCP clients that do not read")
    rig.figure("TCP clients that do not read", "memory, MB", grown / 1e6, 50)


def test_many_connections(rig):
    """2,000 connections that say nothing, or half a message (CVE-2025-30193)."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 8192), most))
    resolver = rig.start()
    rig.watch()
    before, served = resolver.memory(), 0
    with contextlib.ExitStack() as stack:
        for i in range(2000):
            try:
                s = stack.enter_context(stream(resolver))
                if i >= 500:
                    s.send(b"\0\x30ab")
            except OSError:
                break
        grown = resolver.memory() - before
        for _ in range(10):
            try:
                served += resolver.data("www.good.com.", tcp=True, timeout=3) == ["192.0.2.1"]
            except (OSError, EOFError, dns.exception.DNSException):
                pass
        rig.watched("2,000 silent connections")
    rig.figure("2,000 silent connections", "TCP questions not answered, of 10", 10 - served, 0)
    rig.figure("2,000 silent connections", "memory, MB", grown / 1e6, 50)


def test_connections_that_come_and_go(rig):
    """3,000 connections that ask and are reset before the answer comes (CVE-2026-12245)."""
    rig.evil(lambda query, tcp: [(0.05, made) for made in answer(query, answer=[(asked(query)[0], "A", "192.0.2.7")])])
    resolver = rig.start()
    rig.watch()
    with rig.cost(3000) as cost:
        for i in range(3000):
            with stream(resolver) as s:
                query = dns.message.make_query("n%d.evil.com." % (i % 300), "A").to_wire()
                s.send(struct.pack("!H", len(query)) + query)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert resolver.data("www.good.com.", tcp=True) == ["192.0.2.1"]
    rig.watched("3,000 connections reset")
    rig.figure("3,000 connections reset", "CPU ms per connection", cost.cpu_ms_each, 1)


def test_one_client_waits_too_often(rig):
    """3,000 questions of one client that wait for a silent server: others are still served."""
    rig.evil(lambda query, tcp: [])
    resolver = rig.start()
    rig.watch()
    with stranger(resolver) as s:
        for i in range(3000):
            s.send(dns.message.make_query("n%d.evil.com." % i, "A").to_wire())
            if i % 20 == 0:
                select.select([s], [], [], 0.01)
        fresh = resolver.ask("fresh.wild.good.com.")
    rig.watched("3,000 questions wait")
    rig.figure("3,000 questions wait", "new name of another client not found",
               int("192.0.2.3" not in str(fresh)), 0)
