# SPDX-License-Identifier: BSD-2-Clause
"""Zones at random: everything that may stand in a zone, in random combination.

    zone = ZoneMaker(seed, number).make()
    zone.apex, zone.text(), zone.names, zone.children

The same seed and number give the same zone. Names are tuples of labels (octets), lower case or not.
"""
import random

DNSSEC_TYPES = ("RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY")
ODD = bytes(range(33)) + bytes(range(127, 256)) + b'.\\"$@();'  # what all signers print so that all servers read it
PLAIN = b"abcdefghijklmnopqrstuvwxyz0123456789-_"


def label_text(label):
    return "".join(chr(c) if c in PLAIN or c in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ" else "\\%03d" % c
                   if label != b"*" else "*" for c in label)


def name_text(name):
    return "".join(label_text(x) + "." for x in name) or "."


def name_wire(name):
    return b"".join(bytes([len(x)]) + x for x in name) + b"\0"


def lower(name):
    return tuple(x.lower() for x in name)


def wire_len(name):
    return sum(len(x) + 1 for x in name) + 1


class Zone:
    """Records by name and type: {name: {type: [rdata texts]}}, TTLs by name and type."""

    def __init__(self, apex, signing):
        self.apex, self.signing = apex, signing
        self.records, self.ttls = {}, {}
        self.cuts, self.dnames = set(), set()
        self.children = []  # apexes of zones that are to be served beside it

    def add(self, name, kind, rdata, ttl):
        at = self.records.setdefault(lower(name), {}).setdefault(kind, [])
        if rdata not in at:
            at.append(rdata)
        self.ttls.setdefault((lower(name), kind), ttl)

    def kinds(self, name):
        return self.records.get(lower(name), {})

    def is_hidden(self, name):
        """At or below a cut, or below a DNAME: nothing may be put there that counts."""
        name = lower(name)
        for i in range(len(name) - len(self.apex) + 1):
            above = name[i:]
            if above in self.cuts or (i > 0 and above in self.dnames):
                return True
        return False

    def text(self):
        lines = ["$TTL 3600"]
        order = sorted(self.records.items(), key=lambda x: x[0] != self.apex)
        for name, kinds in order:
            for kind, all_rdata in sorted(kinds.items(), key=lambda x: x[0] != "SOA"):
                ttl = self.ttls[name, kind]
                lines += [f"{name_text(name)} {ttl} IN {kind} {rdata}" for rdata in all_rdata]
        return "\n".join(lines) + "\n"


class ZoneMaker:
    def __init__(self, seed, number):
        self.rng = random.Random(f"{seed}/{number}")
        self.number = number

    # ---- parts ----

    def label(self):
        rng = self.rng
        kind = rng.randrange(20)
        if kind < 15:  # few letters, so that names meet
            return bytes(rng.choice(b"abc") for _ in range(rng.choice((1, 1, 1, 2, 3))))
        if kind == 15:
            return bytes(rng.choice(PLAIN) for _ in range(rng.randrange(1, 20)))
        if kind == 16:
            return bytes(rng.choice(ODD) for _ in range(rng.randrange(1, 5)))
        if kind == 17:
            return rng.choice((b"\0", b".", b"\xff", b"a.b", b"a\0", b"*a", b"A", b"\\", b'"', b"(", b"@", b"$a", b" "))
        if kind == 18:
            return b"x" * rng.choice((62, 63))
        return rng.choice((b"_tcp", b"www", b"mail", b"ns", b"_25", b"xn--a"))

    def below(self, name, depth=3):
        for _ in range(self.rng.randrange(1, depth + 1)):
            longer = (self.label(),) + name
            if wire_len(longer) > 200:
                break
            name = longer
        return name

    def any_name(self, zone):
        """In the zone or out of it, there or not."""
        rng, names = self.rng, list(zone.records)
        kind = rng.randrange(10)
        if kind < 6:
            return rng.choice(names)
        if kind < 8:
            return self.below(rng.choice(names), 2)
        return (self.label(), b"else", b"where") if kind == 8 else self.below(zone.apex)

    def host(self, zone):
        return name_text(self.any_name(zone))

    def rdata(self, zone, kind):
        rng = self.rng
        n, host = rng.randrange, lambda: self.host(zone)
        hexes = lambda size: "".join("%02X" % n(256) for _ in range(size))
        make = {
            "A": lambda: f"192.0.2.{n(256)}",
            "AAAA": lambda: f"2001:db8::{n(65536):x}",
            "NS": host, "PTR": host,
            "MX": lambda: f"{n(3) * 10} {host()}",
            "TXT": lambda: " ".join('"' + "t" * n(80) + str(n(100)) + '"' for _ in range(rng.choice((1, 1, 2)))),
            "SRV": lambda: f"{n(3)} {n(3)} {n(65536)} {host()}",
            "NAPTR": lambda: f'{n(9)} {n(9)} "S" "SIP+D2U" "" {host()}',
            "CAA": lambda: f'0 issue "ca{n(9)}.example"',
            "TLSA": lambda: f"3 1 1 {hexes(32)}",
            "SSHFP": lambda: f"4 2 {hexes(32)}",
            "HINFO": lambda: f'"PC{n(9)}" "OS"',
            "RP": lambda: f"{host()} {host()}",
            "AFSDB": lambda: f"1 {host()}",
            "KX": lambda: f"{n(9)} {host()}",
            "LOC": lambda: f"52 {n(60)} 5.000 N 0 8 50.000 E 10.00m 1.00m 100.00m 10.00m",
            "DS": lambda: f"{n(65536)} 13 2 {hexes(32)}",
            "CDS": lambda: f"{n(65536)} 13 2 {hexes(32)}",
            "SVCB": lambda: f"{1 + n(3)} {host()} alpn=h2 port={n(65536)}",
            "HTTPS": lambda: rng.choice((f"0 {self.host(zone)}", "1 . alpn=h2,h3",
                                         f"{1 + n(3)} {self.host(zone)} ipv4hint=192.0.2.{n(256)}")),
            "OPENPGPKEY": lambda: "AQID",
            "EUI48": lambda: "00-00-5e-00-53-%02x" % n(256),
            "DNAME": host, "CNAME": host,
            "TYPE65280": lambda: f"\\# {4} {hexes(4)}",
            "TYPE4711": lambda: "\\# 0" if n(2) else f"\\# 2 {hexes(2)}",
        }
        return make[kind]()

    ORDINARY = ("A", "A", "A", "AAAA", "AAAA", "MX", "TXT", "TXT", "SRV", "NAPTR", "CAA", "TLSA", "SSHFP", "HINFO", "RP",
                "AFSDB", "KX", "LOC", "PTR", "CDS", "SVCB", "HTTPS", "HTTPS", "OPENPGPKEY", "EUI48", "TYPE65280", "TYPE4711")

    def fill(self, zone, name, kinds):
        for kind in kinds:
            ttl = self.rng.choice((0, 60, 300, 3600))
            count = 1 if kind in ("CDS",) or self.rng.randrange(4) else self.rng.randrange(2, 6)
            for _ in range(count):
                zone.add(name, kind, self.rdata(zone, kind), ttl)

    # ---- steps ----

    def put_apex(self, zone):
        rng = self.rng
        minimum = rng.choice((0, 60, 900, 7200))
        host = name_text((b"host",) + zone.apex)
        zone.add(zone.apex, "SOA", f"{name_text((b'ns',) + zone.apex)} {host} {rng.randrange(1 << 32)} 3600 900 604800 "
                 f"{minimum}", rng.choice((60, 900, 3600)))
        is_renamed = rng.randrange(12) == 0
        for _ in range(rng.randrange(1, 4)):
            target = rng.choice(((b"ns",) + zone.apex, (b"ns2",) + zone.apex, (b"ns", b"else", b"where"),
                                 (b"ns", b"deep", b"a") + zone.apex))
            if is_renamed:
                target = (b"ns", b"else", b"where")
            zone.add(zone.apex, "NS", name_text(target), 3600)
            if target[-len(zone.apex):] == zone.apex:  # named serves no zone without them
                self.fill(zone, target, rng.choice((("A",), ("AAAA",), ("A", "AAAA"))))
        if rng.randrange(2):
            self.fill(zone, zone.apex, rng.sample(self.ORDINARY, rng.randrange(1, 4)))
        if is_renamed:
            self.fill_dname(zone, zone.apex)

    def fill_dname(self, zone, name):
        zone.add(name, "DNAME", self.rdata(zone, "DNAME"), self.rng.choice((0, 300)))
        zone.dnames.add(lower(name))

    def free_name(self, zone, depth=3):
        """A name where data may stand; None after some tries."""
        for _ in range(10):
            base = self.rng.choice([zone.apex] + list(zone.records))
            name = self.below(base if self.rng.randrange(2) else zone.apex, depth)
            if b"*" in name[1:] and self.rng.randrange(3):
                continue
            if not zone.is_hidden(name) and "CNAME" not in zone.kinds(name):
                return name
        return None

    def put_ordinary(self, zone):
        name = self.free_name(zone)
        if name is not None:
            self.fill(zone, name, self.rng.sample(self.ORDINARY, self.rng.choice((1, 1, 2, 3))))

    def put_wildcard(self, zone):
        base = self.free_name(zone, 2) if self.rng.randrange(3) else zone.apex
        if base is None or zone.is_hidden((b"*",) + base) or wire_len(base) > 220:
            return
        name = (b"*",) + base
        if self.rng.randrange(6) == 0:
            name = self.below((b"*",) + base, 2)  # below an asterisk, which then is an empty non-terminal
        if "CNAME" in zone.kinds(name) or zone.is_hidden(name):
            return
        if self.rng.randrange(4) == 0 and not zone.kinds(name):
            zone.add(name, "CNAME", self.rdata(zone, "CNAME"), 300)
        else:
            self.fill(zone, name, self.rng.sample(self.ORDINARY, self.rng.choice((1, 1, 2))))

    def put_alias(self, zone):
        name = self.free_name(zone)
        if name is None or zone.kinds(name):
            return
        target = self.any_name(zone)
        if self.rng.randrange(12) == 0:
            target = name  # a loop of one
        zone.add(name, "CNAME", name_text(target), self.rng.choice((0, 60, 300)))
        for _ in range(self.rng.choice((0, 0, 1, 2, 7))):  # a chain towards it
            before = self.free_name(zone)
            if before is None or zone.kinds(before):
                break
            zone.add(before, "CNAME", name_text(name), 300)
            name = before

    def put_dname(self, zone):
        name = self.free_name(zone)
        if name is None or name[0] == b"*" or any(n != lower(name) and n[-len(name):] == lower(name) for n in zone.records):
            return
        if b"*" in name:
            return
        self.fill_dname(zone, name)
        if self.rng.randrange(3) == 0:
            self.fill(zone, name, ("A", "TXT"))

    def put_cut(self, zone):
        rng = self.rng
        name = self.free_name(zone)
        if name is None or b"*" in name or zone.kinds(name) or lower(name) == zone.apex or \
                any(n[-len(name):] == lower(name) for n in zone.records):
            return
        zone.cuts.add(lower(name))
        for _ in range(rng.choice((1, 2, 2, 3, 6))):
            kind = rng.randrange(6)
            if kind < 2:
                target = (rng.choice((b"ns", b"ns1", b"a")),) + name if rng.randrange(8) else name
                self.fill(zone, target, rng.choice((("A",), ("A", "AAAA"), ("AAAA",), ())))
            elif kind == 2 and len(zone.cuts) > 1:  # in a sibling
                other = rng.choice(sorted(zone.cuts - {lower(name)}))
                target = (b"ns",) + other
                if rng.randrange(2):
                    self.fill(zone, target, ("A",))
            elif kind == 3:
                target = (b"ns", b"else", b"where")
            else:
                target = rng.choice(list(zone.records))
            zone.add(name, "NS", name_text(target), rng.choice((300, 3600)))
        if rng.randrange(2):
            self.fill(zone, name, ("DS",))
        if rng.randrange(5) == 0:  # hidden by the cut
            self.fill(zone, self.below(name, 2), ("TXT",))
        if rng.randrange(4) == 0:
            zone.children.append(lower(name))

    def put_big(self, zone):
        name = self.free_name(zone)
        if name is None:
            return
        kind, count = self.rng.choice((("TXT", 30), ("A", 60), ("MX", 25), ("NS", 0), ("TXT", 8)))
        for _ in range(count):
            zone.add(name, kind, self.rdata(zone, kind), 300)

    def make(self, apex=None):
        rng = self.rng
        signing = rng.choice(("", "", "nsec", "nsec", "nsec3", "nsec3", "nsec3-salt", "optout", "optout-salt"))
        if apex is None:
            apex = (b"z%d" % self.number,) + rng.choice(((b"test",), (b"a", b"test"), ()))
        zone = Zone(apex, signing)
        self.put_apex(zone)
        steps = [(self.put_ordinary, 8), (self.put_wildcard, 3), (self.put_alias, 3), (self.put_dname, 1),
                 (self.put_cut, 4), (self.put_big, 1)]
        plan = [step for step, most in steps for _ in range(rng.randrange(most + 1))]
        rng.shuffle(plan)
        for step in plan:
            step(zone)
        return zone


def family(seed, number):
    """A zone and the zones below its cuts that are served beside it, parents first."""
    zone = ZoneMaker(seed, number).make()
    out = [zone]
    for i, child in enumerate(zone.children[:2]):
        if b"*" not in child and all(c in PLAIN for x in child for c in x):
            out.append(ZoneMaker(seed, f"{number}.{i}").make(child))
    return out
