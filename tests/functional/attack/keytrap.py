# SPDX-License-Identifier: BSD-2-Clause
"""Keys that share a tag, and signatures that fit none of them."""
import os
import struct

import dns.dnssec
import dns.name

from lib.authority import Key

USABLE = 0x0101  # a zone key, an entry point; the bits that have no meaning make the tag (RFC 4034 section 2.1.1)
MEANING = 0x0181


def fit_tag(dnskey, tag):
    """The key with flags that give it the tag, or None."""
    rest = dns.dnssec.key_id(dnskey.replace(flags=0))
    for carry in (0, 1, 0xffff):
        flags = (tag - rest - carry) & 0xffff
        made = dnskey.replace(flags=flags)
        if flags & MEANING == USABLE and dns.dnssec.key_id(made) == tag:
            return made
    return None


def colliding_keys(count, tag, algorithm=13):
    out = []
    while len(out) < count:
        made = fit_tag(Key(algorithm).dnskey, tag)
        if made is not None:
            out.append(made)
    return out


def useless_signatures(count, zone, kind, labels, tag, now, algorithm=13):
    """Data of so many RRSIGs by that tag, with numbers that are in range and sign nothing."""
    size = 64 if algorithm == 13 else 96
    head = struct.pack("!HBBIIIH", kind, algorithm, labels, 300, now + 86400 * 9, now - 86400, tag) + dns.name.from_text(zone).to_wire()
    return [head + b"\x01" + os.urandom(size // 2 - 1) + b"\x01" + os.urandom(size // 2 - 1) for _ in range(count)]
