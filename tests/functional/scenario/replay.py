# SPDX-License-Identifier: BSD-2-Clause
"""
Replays of .rpl scripts that need modules, with the whole program: servers of the script in a namespace, one resolver.

Only what those scripts use: see tests/scenario for the engine's own runner.  Time does not move.
"""
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

IN = dns.rdataclass.IN
SECTIONS = ("ANSWER", "AUTHORITY", "ADDITIONAL")


class Entry:
    """A message of a script, and when and how it is used."""

    def __init__(self):
        self.match, self.adjust, self.reply, self.question = [], [], [], None
        self.records = {section: [] for section in SECTIONS}

    def fits(self, query):
        q, ours = query.question[0], self.question
        checks = {"opcode": lambda: query.opcode() == 0, "qname": lambda: q.name == ours[0], "qtype": lambda: q.rdtype == ours[1],
                  "subdomain": lambda: q.name.is_subdomain(ours[0]), "question": lambda: (q.name, q.rdtype) == ours}
        return all(checks[word]() for word in self.match)

    def answer(self, query):
        made = dns.message.make_response(query)
        made.flags = 0
        for word in self.reply:
            apply_word(made, word)
        if "copy_query" not in self.adjust:
            made.question = [dns.rrset.RRset(query.question[0].name, IN, self.question[1])]
        for section, rrsets in zip(SECTIONS, (made.answer, made.authority, made.additional)):
            for record in self.records[section]:
                rrsets.append(record)
        return made


def apply_word(message, word):
    if word in ("DO",):
        message.use_edns(0, dns.flags.DO, 4096)
    elif word in ("QR", "AA", "TC", "RD", "RA", "AD", "CD"):
        message.flags |= dns.flags.from_text(word)
    else:
        message.set_rcode(dns.rcode.from_text(word))


def parse_record(line):
    words = line.split()
    owner, ttl = dns.name.from_text(words.pop(0)), 3600
    if words[0].isdigit():
        ttl = int(words.pop(0))
    if words[0] == "IN":
        words.pop(0)
    kind = dns.rdatatype.from_text(words.pop(0))
    return dns.rrset.from_rdata(owner, ttl, dns.rdata.from_text(IN, kind, " ".join(words), origin=dns.name.root, relativize=False))


class Script:
    def __init__(self, text):
        self.config, self.servers, self.steps = [], {}, []
        head, _, body = text.partition("CONFIG_END")
        for line in head.splitlines():
            key, found, value = line.partition(":")
            if found and not line.lstrip().startswith(";"):
                self.config.append((key.strip(), value.split("#")[0].strip().strip('"')))
        entry, section, addresses, step = None, None, None, None
        for line in body.splitlines():
            line = line.split(";")[0].strip()
            word = line.split()[0] if line else ""
            if word == "RANGE_BEGIN":
                addresses = line.split()[3:]
            elif word == "ADDRESS":
                addresses.append(line.split()[1])
            elif word == "RANGE_END":
                addresses = None
            elif word == "STEP":
                step = line.split()[2]
            elif word == "ENTRY_BEGIN":
                entry, section = Entry(), None
            elif word == "ENTRY_END":
                if addresses is None:
                    self.steps.append((step, entry))
                else:
                    for address in addresses:
                        self.servers.setdefault(address, []).append(entry)
                entry = None
            elif entry is not None and word in ("MATCH", "ADJUST", "REPLY"):
                getattr(entry, word.lower()).extend(line.split()[1:])
            elif entry is not None and word == "SECTION":
                section = line.split()[1]
            elif entry is not None and word and section == "QUESTION":
                words = line.split()
                entry.question = (dns.name.from_text(words[0]), dns.rdatatype.from_text(words[-1]))
            elif entry is not None and word:
                entry.records[section].append(parse_record(line))

    def values(self, key):
        return [value for name, value in self.config if name == key]

    def lua(self):
        """The configuration of kresd that the script asks for."""
        lines, features = ["modules = { 'hints' }"], {}
        if self.values("feature-list"):
            lines.append("modules.load('policy')")
        for value in self.values("features"):
            features.update((part.strip() for part in pair.split("=")) for pair in value.split(";") if "=" in pair)
        if "dns64_prefix" in features:
            lines.append("modules.load('dns64')\ndns64.config({ prefix = '%s' })" % features["dns64_prefix"])
        if "static_hint_name" in features:
            lines.append("hints['%s'] = '%s'" % (features["static_hint_name"], features["static_hint_addr"]))
        if "renumber_src" in features:
            lines.append("modules = { renumber = {{'%s', '%s'}} }" % (features["renumber_src"], features["renumber_dst"]))
        for value in self.values("feature-list"):
            name, _, lua = value.partition("=")
            lines.append(lua)
        for value in self.values("trust-anchor"):
            lines.append("trust_anchors.add('%s')" % " ".join(value.split()))
        for value in self.values("query-minimization"):
            lines.append("option('NO_MINIMIZE', %s)" % ("true" if value == "off" else "false"))
        return "\n".join(lines) + "\n"

    def reply(self, address, octets, tcp):
        query = dns.message.from_wire(octets)
        for entry in self.servers.get(address, ()):
            if entry.fits(query):
                return [entry.answer(query)]
        return []


def difference(entry, response):
    """What of an answer is not as the script says, or None."""
    want = entry.answer(dns.message.make_query(*entry.question))
    words = ["flags", "rcode", "question", "answer", "authority"] if "all" in entry.match else entry.match
    flags = dns.flags.QR | dns.flags.AA | dns.flags.TC | dns.flags.RD | dns.flags.RA | dns.flags.AD | dns.flags.CD

    def records(section):
        return sorted((rrset.name, rrset.rdtype, item) for rrset in section for item in rrset)
    facts = {"flags": lambda m: m.flags & flags, "rcode": lambda m: m.rcode(),
             "question": lambda m: [(q.name, q.rdtype) for q in m.question], "answer": lambda m: records(m.answer),
             "authority": lambda m: records(m.authority)}
    for word in words:
        if word in facts and facts[word](want) != facts[word](response):
            return "%s: %s, not %s" % (word, facts[word](response), facts[word](want))
    return None
