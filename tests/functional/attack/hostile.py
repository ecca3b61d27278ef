# SPDX-License-Identifier: BSD-2-Clause
"""Replies of hostile servers, short to write."""
import struct

import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset


def answer(query, *, aa=True, rcode=0, answer=(), authority=(), additional=(), ttl=300):
    """A reply with records given as (owner, type, data ...)."""
    made = dns.message.make_response(query)
    made.flags |= dns.flags.AA if aa else 0
    made.set_rcode(rcode)
    for section, lines in ((made.answer, answer), (made.authority, authority), (made.additional, additional)):
        for owner, kind, *data in lines:
            section.append(dns.rrset.from_text(owner, ttl, "IN", kind, *data))
    return [made]


def asked(query):
    """The question's name in lower case, and its type as text."""
    q = query.question[0]
    return q.name.to_text().lower(), dns.rdatatype.to_text(q.rdtype)


def cut(query):
    """Nothing, truncated."""
    made = dns.message.make_response(query)
    made.flags |= dns.flags.AA | dns.flags.TC
    return [made]


def raw(query, counts, body, flags=0x8400, rcode=0):
    """A message of the query's question and octets behind it; counts: of the three sections."""
    q = query.question[0]
    return (struct.pack("!6H", query.id, flags | rcode, 1, *counts) + q.name.to_wire() + struct.pack("!2H", q.rdtype, q.rdclass)
            + body)


def record(owner, kind, data, ttl=300):
    """A record in wire form; owner in wire form or an offset to point to."""
    owner = struct.pack("!H", 0xc000 | owner) if isinstance(owner, int) else owner
    return owner + struct.pack("!HHIH", kind, 1, ttl, len(data)) + data
