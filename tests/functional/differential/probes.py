# SPDX-License-Identifier: BSD-2-Clause
"""Questions about a made-up zone: its names, what is beside, above and below them, and what they stand for."""
import random

from .ask import make_query
from .questions import randomise_case
from .zones import lower, name_wire, wire_len

KINDS = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "HINFO": 13, "MX": 15, "TXT": 16, "RP": 17, "AFSDB": 18,
         "AAAA": 28, "LOC": 29, "SRV": 33, "NAPTR": 35, "KX": 36, "DNAME": 39, "DS": 43, "SSHFP": 44, "RRSIG": 46,
         "NSEC": 47, "DNSKEY": 48, "NSEC3": 50, "NSEC3PARAM": 51, "TLSA": 52, "CDS": 59, "OPENPGPKEY": 61, "SVCB": 64,
         "HTTPS": 65, "EUI48": 108, "ANY": 255, "CAA": 257, "TYPE4711": 4711, "TYPE65280": 65280}
OFTEN = [1, 1, 1, 28, 15, 16, 43, 2, 6, 5, 39]
ALL = list(KINDS.values())


def names_of(zone):
    """Names with records and empty non-terminals."""
    names = set(zone.records)
    for name in zone.records:
        for i in range(1, len(name) - len(zone.apex)):
            names.add(name[i:])
    return sorted(names)


class Prober:
    def __init__(self, rng, zone):
        self.rng, self.zone, self.names = rng, zone, names_of(zone)
        self.wild = [n for n in self.names if n[0] == b"*"]
        self.aliases = [n for n in self.names if "CNAME" in zone.kinds(n)]

    def label(self):
        rng = self.rng
        return rng.choice((b"a", b"b", b"c", b"aa", b"ab", b"bc", b"nx", b"*", b"ns", b"\0", b"zz", b"www", b"_tcp", b"A\0"))

    def under(self, base, most=3):
        name = base
        for _ in range(self.rng.randrange(1, most + 1)):
            if wire_len(name) > 180:
                break
            name = (self.label(),) + name
        return name

    def name(self):
        rng, zone = self.rng, self.zone
        kind = rng.randrange(20)
        if kind < 6:
            return rng.choice(self.names)
        if kind < 8:
            return self.under(rng.choice(self.names), 2)
        if kind == 8 and self.wild:
            return self.under(rng.choice(self.wild)[1:])
        if kind == 9 and self.wild:
            return (self.label(),) + rng.choice(self.wild)
        if kind == 10 and zone.dnames:
            base = rng.choice(sorted(zone.dnames))
            name = self.under(base)
            if rng.randrange(4) == 0:  # a substitute that may be too long
                while wire_len(name) < 200:
                    name = (b"y" * 40,) + name
            return name
        if kind in (11, 12) and zone.cuts:
            cut = rng.choice(sorted(zone.cuts))
            return rng.choice((cut, (b"ns",) + cut, self.under(cut)))
        if kind == 13 and self.aliases:
            return rng.choice(self.aliases)
        if kind == 14:  # almost a name that is there
            name = rng.choice(self.names)
            changed = bytearray(name[0])
            changed[rng.randrange(len(changed))] = rng.choice(b"abcz\0\xff-")
            return (bytes(changed),) + name[1:] if len(name) > len(zone.apex) else name
        if kind == 15:  # right behind one, in canonical order
            name = rng.choice(self.names)
            return (name[0][:62] + b"\0",) + name[1:] if len(name) > len(zone.apex) else (b"\0",) + name
        if kind == 16:
            return zone.apex
        return self.under(zone.apex)

    def probe(self):
        """(name, kind, DO, EDNS size): name in wire form, lower case; and the name as asked."""
        rng = self.rng
        name = self.name()
        if wire_len(name) > 255:
            name = self.zone.apex
        here = [KINDS[k] for k in self.zone.kinds(name) if k in KINDS]
        pick = rng.randrange(10)
        kind = rng.choice(here) if here and pick < 4 else rng.choice(OFTEN) if pick < 8 else rng.choice(ALL)
        dnssec = rng.randrange(2) == 1
        size = 4096 if rng.randrange(10) else rng.choice((512, 1232) if dnssec else (0, 512, 1232))
        wire = name_wire(name)
        return (name_wire(lower(name)), kind, dnssec, size), randomise_case(rng, wire)


def probes(seed, zone, count):
    prober = Prober(random.Random(f"{seed}/{zone.apex}"), zone)
    return [prober.probe() for _ in range(count)]


def queries_of(asked):
    return [make_query(i % 65536, wire, question[1], question[2], question[3])
            for i, (question, wire) in enumerate(asked)]
