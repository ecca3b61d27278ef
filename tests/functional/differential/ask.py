# SPDX-License-Identifier: BSD-2-Clause
"""Many questions to one server, and answers in a form that two servers can be compared by.

Answers are parsed by hand: twenty thousand of them from three servers are too many for a library
that makes an object of every record.
"""
import select
import socket
import struct

WINDOW = 64
# Octets before each name of record data: NS CNAME SOA PTR MX RP AFSDB SRV KX DNAME RRSIG.
NAMES_IN = {2: [0], 5: [0], 6: [0, 0], 12: [0], 15: [2], 17: [0, 0], 18: [2], 33: [6], 36: [2], 39: [0], 46: [18]}


def name_to_wire(name):
    return b"".join(bytes([len(x)]) + x for x in name.rstrip(b".").split(b".") if x) + b"\0"


def make_query(ident, name, kind, dnssec, size):
    """name: wire form."""
    query = struct.pack("!6H", ident, 0, 1, 0, 0, 1 if size else 0) + name + struct.pack("!2H", kind, 1)
    if size:
        query += b"\0" + struct.pack("!2HIH", 41, size, 0x8000 if dnssec else 0, 0)
    return query


def read_name(message, at):
    """(lower-case wire name, offset behind it)"""
    out, end, hops = [], None, 0
    while True:
        length = message[at]
        if length >= 0xc0:
            if end is None:
                end = at + 2
            at = (length & 0x3f) << 8 | message[at + 1]
            hops += 1
            if hops > 100:
                raise ValueError("pointer loop")
            continue
        out.append(message[at:at + 1 + length])
        at += 1 + length
        if length == 0:
            return b"".join(out).lower(), end or at


def expand(message, kind, at, length):
    """Record data with its names expanded and in lower case."""
    data, end = [], at + length
    if kind == 35:  # NAPTR: its name stands behind three strings
        name_at = at + 4
        for _ in range(3):
            name_at += 1 + message[name_at]
        data.append(message[at:name_at])
        name, at = read_name(message, name_at)
        return b"".join(data) + name
    for skip in NAMES_IN.get(kind, ()):
        data.append(message[at:at + skip])
        name, at = read_name(message, at + skip)
        data.append(name)
    data.append(message[at:end])
    return b"".join(data)


class Answer:
    """What matters of a reply: status, flags, and records by section."""

    def __init__(self, message):
        _, self.flags, questions, *counts = struct.unpack("!6H", message[:12])
        self.rcode, at = self.flags & 15, 12
        self.edns = False
        for _ in range(questions):
            _, at = read_name(message, at)
            at += 4
        self.sections = []
        for count in counts:
            records = set()
            for _ in range(count):
                owner, at = read_name(message, at)
                kind, class_, ttl, length = struct.unpack("!2HIH", message[at:at + 10])
                at += 10
                if kind == 41:
                    self.edns = True
                else:
                    records.add((owner, kind, class_, ttl, expand(message, kind, at, length)))
                at += length
            self.sections.append(records)
        if at != len(message):
            raise ValueError("octets behind the last record")


def ask_all(address, port, queries, timeout=2.0):
    """Replies by index; what is lost is asked again. queries: octets with id = index % 65536."""
    replies = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect((address, port))
        s.setblocking(False)
        for _ in range(5):
            waiting = [i for i in range(len(queries)) if i not in replies]
            for start in range(0, len(waiting), WINDOW):
                window = {queries[i][:2]: i for i in waiting[start:start + WINDOW]}
                for i in window.values():
                    s.send(queries[i])
                while window:
                    if not select.select([s], [], [], timeout)[0]:
                        break
                    message = s.recv(65535)
                    i = window.pop(message[:2], None)
                    if i is not None:
                        replies[i] = message
            if len(replies) == len(queries):
                break
    return replies
