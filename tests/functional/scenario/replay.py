# SPDX-License-Identifier: BSD-2-Clause
"""Scripts in the .rpl format, with the additions of tests/scenario/README.md: what they say, and the messages they describe."""
import calendar
import re
import struct
import time

import dns.dnssec
import dns.name
import dns.opcode
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from lib.authority import DAY, DNSKEY, DS, RRSIG, Key

ROOT = dns.name.root
SECTIONS = ("ANSWER", "AUTHORITY", "ADDITIONAL")
FLAGS = {"QR": 0x8000, "AA": 0x400, "TC": 0x200, "RD": 0x100, "RA": 0x80, "AD": 0x20, "CD": 0x10}
DO, OPT, EDE, SIZE = 0x8000, 41, 15, 4096
DIGESTS = {"1": "SHA1", "2": "SHA256", "4": "SHA384"}
WHOLE = {"all": ["opcode", "qtype", "qname", "flags", "rcode", "answer", "authority", "additional"], "question": ["qname", "qtype"]}


class Unreadable(Exception):
    """A script says something that is not known here."""


class Record:
    def __init__(self, owner, ttl, rdclass, kind, data, sign=None):
        self.owner, self.ttl, self.rdclass, self.kind, self.data, self.sign = owner, ttl, rdclass, kind, data, sign

    def same(self, with_ttl):
        """What two records are compared by."""
        return (self.owner.canonicalize().to_text(), self.rdclass, self.kind, self.data.to_digestable(ROOT), self.ttl if with_ttl else 0)

    def octets(self):
        data = self.data.to_wire()
        return self.owner.to_wire() + struct.pack("!HHIH", self.kind, self.rdclass, self.ttl, len(data)) + data

    def __str__(self):
        return f"{self.owner} {self.ttl} {dns.rdatatype.to_text(self.kind)} {self.data}"


class Message:
    """A message that came, in parts."""

    def __init__(self, octets):
        self.id, self.flags, questions, *counts = struct.unpack("!6H", octets[:12])
        self.opcode, self.rcode, self.question, self.edns = self.flags >> 11 & 15, self.flags & 15, None, None
        self.records, at = {section: [] for section in SECTIONS}, 12
        for _ in range(questions):
            name, used = dns.name.from_wire(octets, at)
            at += used + 4
            self.question = (name, *struct.unpack("!HH", octets[at - 4:at]))
        for section, count in zip(SECTIONS, counts):
            for _ in range(count):
                at = self._take(octets, at, section)

    def _take(self, octets, at, section):
        owner, used = dns.name.from_wire(octets, at)
        at += used + 10
        kind, rdclass, ttl, length = struct.unpack("!HHIH", octets[at - 10:at])
        if kind == OPT:
            self.edns = (rdclass, ttl, octets[at:at + length])
            self.rcode |= ttl >> 24 << 4
        else:
            self.records[section].append(Record(owner, ttl, rdclass, kind, dns.rdata.from_wire(rdclass, kind, octets, at, length)))
        return at + length

    def wants_dnssec(self):
        return self.edns is not None and bool(self.edns[1] & DO)

    def ede(self):
        options = self.edns[2] if self.edns else b""
        while len(options) >= 4:
            code, length = struct.unpack("!HH", options[:4])
            if code == EDE:
                return struct.unpack("!H", options[4:6])[0]
            options = options[4 + length:]
        return None

    def __str__(self):
        return "\n  ".join([f"flags {self.flags:04x} {dns.rcode.to_text(self.rcode)} {self.question}"]
                           + [f"{section}: {record}" for section in SECTIONS for record in self.records[section]])


class Entry:
    """A message of a script, and when and how it is used."""

    def __init__(self):
        self.match, self.adjust, self.flags, self.rcode, self.opcode = [], [], 0, 0, 0
        self.wants_dnssec = self.mandatory = self.used = False
        self.ede = self.question = self.raw = None
        self.records = {section: [] for section in SECTIONS}

    # ---- comparing ----

    def difference(self, m, tcp=False):
        """The first word of MATCH that does not hold for a message, or None."""
        words = [part for word in self.match for part in WHOLE.get(word, [word])]
        return next((word for word in words if not self._holds(word, m, tcp)), None)

    def _holds(self, word, m, tcp):
        ours, theirs = self.question, m.question
        if word in ("qname", "qtype", "qcase"):
            if ours is None or theirs is None:
                return ours is theirs
            return {"qname": ours[0] == theirs[0], "qtype": ours[1] == theirs[1], "qcase": ours[0].labels == theirs[0].labels}[word]
        if word.upper() in SECTIONS:
            return self._same_records(word.upper(), m)
        checks = {
            "opcode": lambda: self.opcode == m.opcode, "rcode": lambda: self.rcode == m.rcode,
            "flags": lambda: self.flags == m.flags & sum(FLAGS.values()),
            "subdomain": lambda: ours is None or (theirs is not None and theirs[0].is_subdomain(ours[0])),
            "edns": lambda: m.edns is not None and m.edns[0] == SIZE and m.edns[1] >> 16 & 255 == 0,
            "ttl": lambda: True, "ede": lambda: self.ede == m.ede(), "udp": lambda: not tcp, "tcp": lambda: tcp,
            "has_edns": lambda: m.edns is not None, "no_edns": lambda: m.edns is None,
            "rd": lambda: m.flags & FLAGS["RD"], "no_rd": lambda: not m.flags & FLAGS["RD"],
            "cd": lambda: m.flags & FLAGS["CD"], "no_cd": lambda: not m.flags & FLAGS["CD"],
            "do": m.wants_dnssec, "no_do": lambda: not m.wants_dnssec()}
        if word not in checks:
            raise Unreadable("MATCH " + word)
        return bool(checks[word]())

    def _same_records(self, section, m):
        with_ttl = "ttl" in self.match
        return sorted(r.same(with_ttl) for r in self.records[section]) == sorted(r.same(with_ttl) for r in m.records[section])

    # ---- making ----

    def octets(self, query=None, number=0):
        """A message: the reply to a query, or a query with a number as id."""
        copies = query is not None and any(word in self.adjust for word in ("copy_id", "copy_query"))
        if query is not None:
            number = query.id if "copy_id" in self.adjust else query.id ^ 1
        if self.raw is not None:
            return (struct.pack("!H", query.id) + self.raw[2:]) if query and "raw_id" in self.adjust else self.raw
        question = self._question(query)
        body = b"" if question is None else question[0].to_wire() + struct.pack("!HH", *question[1:])
        body += b"".join(record.octets() for section in SECTIONS for record in self.records[section])
        counts = [len(self.records[section]) for section in SECTIONS]
        if "no_opt" not in self.adjust and (not copies or query.edns):
            flags = query.edns[1] & 0xffffff if copies else DO if self.wants_dnssec else 0
            told = struct.pack("!HHH", EDE, 2, self.ede) if query is not None and self.ede is not None else b""
            body += b"\0" + struct.pack("!HHIH", OPT, SIZE, self.rcode >> 4 << 24 | flags, len(told)) + told
            counts[2] += 1
        return struct.pack("!6H", number, self.flags | self.opcode << 11 | self.rcode & 15, question is not None, *counts) + body

    def _question(self, query):
        question = self.question
        if query is not None and "copy_query" in self.adjust:
            question = query.question
        elif query is not None and "copy_id" in self.adjust and question and query.question and question[0] == query.question[0]:
            question = (query.question[0], *question[1:])
        if question is not None and "lower_case" in self.adjust:
            question = (question[0].canonicalize(), *question[1:])
        return question


class Range:
    def __init__(self, words):
        self.first, self.last, self.addresses, self.entries = int(words[0]), int(words[1]), words[2:], []


class Step:
    def __init__(self, words):
        self.id, self.kind, self.entry = int(words[0]), words[1], None
        self.seconds = int(words[-1]) if len(words) > 2 else 0
        if self.kind not in ("QUERY", "CHECK_ANSWER", "TIME_PASSES", "REPLY", "CHECK_OUT_QUERY"):
            raise Unreadable("STEP " + self.kind)


class Script:
    def __init__(self, text):
        head, found, body = text.partition("CONFIG_END")
        if not found:
            raise Unreadable("no CONFIG_END")
        self.settings, self.ranges, self.steps, self.keys = [], [], [], {}
        for line in map(str.strip, head.splitlines()):
            key, found, value = line.partition(":")
            if found and line[0] != ";":
                self.settings.append((key.strip(), value.split("#")[0].strip().strip('"').strip()))
        for value in self.values("signed-zone"):
            zone, *numbers = value.split()
            self.keys[dns.name.from_text(zone)] = Key(*map(int, numbers or ["15"]))
        self._read_body(filter(None, (without_comment(line).strip() for line in body.splitlines())))

    # ---- settings ----

    def values(self, key):
        return [value for name, value in self.settings if name == key]

    def value(self, key, otherwise=None):
        return (self.values(key) or [otherwise])[0]

    def is_on(self, key, otherwise):
        value = self.value(key)
        return otherwise if value is None else value.lower() in ("yes", "true", "on", "1")

    def start(self):
        """Wall clock at the start; None: the real time."""
        if self.value("val-override-timestamp"):
            return int(self.value("val-override-timestamp"))
        if self.value("val-override-date"):
            return calendar.timegm(time.strptime(self.value("val-override-date"), "%Y%m%d%H%M%S"))
        return 1700000000 if self.keys else None

    # ---- reading ----

    def _read_body(self, lines):
        where = None
        for line in lines:
            word, *rest = line.split()
            if word == "RANGE_BEGIN":
                where = Range(rest)
                self.ranges.append(where)
            elif word == "ADDRESS":
                where.addresses.append(rest[0])
            elif word == "RANGE_END":
                where = None
            elif word == "STEP":
                self.steps.append(Step(rest))
            elif word == "ENTRY_BEGIN":
                entry = self._read_entry(lines)
                if where is not None:
                    where.entries.append(entry)
                elif self.steps:
                    self.steps[-1].entry = entry
            elif word == "SCENARIO_END":
                return
            elif self.ranges or self.steps:
                raise Unreadable(line)
        raise Unreadable("no SCENARIO_END")

    def _read_entry(self, lines):
        entry, section, sign = Entry(), None, None
        for line in lines:
            word, *rest = line.split()
            if word == "ENTRY_END":
                self._sign(entry)
                return entry
            if word in ("MATCH", "ADJUST"):
                getattr(entry, word.lower()).extend(map(str.lower, rest))
            elif word in ("REPLY", "FLAGS"):
                read_flags(entry, iter(rest))
            elif word == "MANDATORY":
                entry.mandatory = True
            elif word == "RAW":
                entry.raw = bytes.fromhex(next(lines))
            elif word == "SIGN":
                sign = None if rest[0] == "-" else rest
            elif word == "SECTION":
                section = rest[0]
            elif section == "QUESTION":
                rdclass = dns.rdataclass.from_text(rest[0]) if len(rest) > 1 else dns.rdataclass.IN
                entry.question = (dns.name.from_text(word, ROOT), dns.rdatatype.from_text(rest[-1]), rdclass)
            elif section in SECTIONS:
                entry.records[section].append(self._read_record(line, sign))
            else:
                raise Unreadable(line)
        raise Unreadable("no ENTRY_END")

    def _read_record(self, line, sign):
        found = re.fullmatch(r"(\S+)((?:\s+(?:\d+|IN|CH|HS|ANY|NONE)(?=\s))*)\s+(\S+)\s*(.*)", line, re.IGNORECASE)
        owner, ttl, rdclass = dns.name.from_text(found[1], ROOT), 3600, dns.rdataclass.IN
        for word in found[2].split():
            if word.isdigit():
                ttl = int(word)
            else:
                rdclass = dns.rdataclass.from_text(word)
        kind, text = dns.rdatatype.from_text(found[3]), found[4].strip()
        if text.startswith("@"):
            key = self.keys[owner.canonicalize()]
            data = key.dnskey if kind == DNSKEY else key.ds(owner.canonicalize(), DIGESTS[text[1:] or "2"])
        else:
            data = data_of(rdclass, kind, text)
        return Record(owner, ttl, rdclass, kind, data, sign)

    def _sign(self, entry):
        """Put signatures of the sets that are to be signed behind the records."""
        for records in (entry.records["ANSWER"], entry.records["AUTHORITY"]):
            sets = {}
            for record in records:
                sets.setdefault((record.owner, record.kind), []).append(record)
            for (owner, kind), members in sets.items():
                if members[0].sign is not None:
                    made = signature(self.keys, members, self.start())
                    records.append(Record(owner, members[0].ttl, members[0].rdclass, RRSIG, made))


def data_of(rdclass, kind, text):
    """Rdata; DS with a digest of any length, which a resolver has to bear."""
    if kind == DS:
        tag, algorithm, digest, *parts = text.split()
        algorithm = int(algorithm) if algorithm.isdigit() else dns.dnssec.algorithm_from_text(algorithm)
        return dns.rdata.GenericRdata(rdclass, kind, struct.pack("!HBB", int(tag), algorithm, int(digest)) + bytes.fromhex("".join(parts)))
    return dns.rdata.from_text(rdclass, kind, text, ROOT, False)


def signature(keys, members, now):
    zone, *words = members[0].sign
    apex = dns.name.from_text(zone)
    rrset = dns.rrset.from_rdata_list(members[0].owner, members[0].ttl, [member.data for member in members])
    start, end = now - DAY, now + 30 * DAY
    if "expired" in words:
        end = now - 3600
    if "future" in words or "inverted" in words:
        start = now + DAY
    if "inverted" in words:
        end = now - DAY
    fields = {"labels": int(words[words.index("labels") + 1])} if "labels" in words else {}
    made = keys[apex].sign(rrset, apex, start, end, **fields)
    if "bad" in words:
        made = made.replace(signature=made.signature[:-1] + bytes([made.signature[-1] ^ 1]))
    return made


def read_flags(entry, words):
    for word in map(str.upper, words):
        if word in FLAGS:
            entry.flags |= FLAGS[word]
        elif word == "DO":
            entry.wants_dnssec = True
        elif word == "EDE":
            entry.ede = int(next(words))
        elif word in dns.opcode.Opcode.__members__:
            entry.opcode = dns.opcode.from_text(word)
        else:
            entry.rcode = dns.rcode.from_text(word)


def without_comment(line):
    return re.match(r'(?:[^";\\]|\\.|"(?:[^"\\]|\\.)*"?)*', line)[0]
