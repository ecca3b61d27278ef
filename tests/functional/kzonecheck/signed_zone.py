# SPDX-License-Identifier: BSD-2-Clause
"""A signed zone as records that can be changed and signed again, one set at a time.

Signing is by ldns-signzone for a whole zone and by the openssl program for one set, so that nothing here
depends on what is tested.
"""
import base64
import collections
import os
import struct
import subprocess

import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

EC_KEY = "30310201010420%sa00a06082a8648ce3d030107"  # RFC 5915, P-256, without the public half

Record = collections.namedtuple("Record", "owner ttl type rdata")


def read(path):
    records = []
    for line in open(path):
        fields = line.split(";")[0].split(None, 4)
        if len(fields) == 5:
            records.append(Record(fields[0].lower(), int(fields[1]), fields[3], fields[4].strip()))
    return records


def covers(record):
    """The type an RRSIG is over; None for other records."""
    return record.rdata.split()[0] if record.type == "RRSIG" else None


class Zone:
    def __init__(self, origin, records, key=None):
        self.origin, self.records, self.key = origin, list(records), key

    def copy(self):
        return Zone(self.origin, self.records, self.key)

    def text(self):
        return "".join("%s\t%d\tIN\t%s\t%s\n" % r for r in self.records)

    def set(self, owner, rrtype):
        return [r for r in self.records if r.owner == owner and r.type == rrtype]

    def signature(self, owner, rrtype):
        return next(r for r in self.records if r.owner == owner and covers(r) == rrtype)

    def owners(self, rrtype):
        return sorted({r.owner for r in self.records if r.type == rrtype})

    def replace(self, old, *new):
        at = self.records.index(old)
        self.records[at:at + 1] = new

    def field(self, record, index, value):
        """Change one word of a record's data."""
        words = record.rdata.split()
        words[index] = str(value(words[index]) if callable(value) else value)
        self.replace(record, record._replace(rdata=" ".join(words)))

    def drop(self, owner, rrtype, signature=True):
        self.records = [r for r in self.records
                        if not (r.owner == owner and (r.type == rrtype or (signature and covers(r) == rrtype)))]

    def sign(self, owner, rrtype, **fields):
        """Replace the signature of a set by a new good one; fields: of the RRSIG, in place of the right ones."""
        rrset = self.set(owner, rrtype)
        self.records = [r for r in self.records if not (r.owner == owner and covers(r) == rrtype)]
        self.records.append(self.key.sign(self.origin, rrset, **fields))


class Key:
    """A P-256 key as ldns-keygen wrote it."""

    def __init__(self, folder, origin):
        self.base = subprocess.run(["ldns-keygen", "-k", "-a", "ECDSAP256SHA256", origin], cwd=folder, check=True,
                                   capture_output=True, text=True).stdout.strip()
        words = open(os.path.join(folder, self.base + ".private")).read().split()
        secret = base64.b64decode(words[words.index("PrivateKey:") + 1])
        self.pem = os.path.join(folder, self.base + ".pem")
        with open(self.pem, "w") as f:
            f.write("-----BEGIN EC PRIVATE KEY-----\n%s-----END EC PRIVATE KEY-----\n" % base64.encodebytes(
                bytes.fromhex(EC_KEY % secret.rjust(32, b"\0").hex())).decode())
        self.rdata = open(os.path.join(folder, self.base + ".key")).read().split("DNSKEY")[1].split(";")[0].strip()
        self.tag = int(self.base.split("+")[2])

    def sign(self, origin, rrset, **given):
        owner = dns.name.from_text(rrset[0].owner)
        fields = {"labels": len(owner.labels) - 1 - owner.is_wild(), "ttl": rrset[0].ttl, "expiration": 1893456000,
                  "inception": 1514764800, "tag": self.tag, "signer": origin, "algorithm": 13}
        fields.update(given)
        rrtype = dns.rdatatype.from_text(rrset[0].type)
        head = struct.pack("!HBBIIIH", rrtype, *(fields[f] for f in (
            "algorithm", "labels", "ttl", "expiration", "inception", "tag")))
        signed = head + dns.name.from_text(fields["signer"]).to_digestable()
        data = sorted({dns.rdata.from_text(dns.rdataclass.IN, rrtype, r.rdata).to_digestable() for r in rrset})
        if fields["labels"] < len(owner.labels) - 1 - owner.is_wild():
            owner = dns.name.Name((b"*",) + owner.labels[len(owner.labels) - 1 - fields["labels"]:])
        for rdata in data:
            signed += owner.to_digestable() + struct.pack("!HHIH", rrtype, 1, fields["ttl"], len(rdata)) + rdata
        der = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.pem], input=signed, check=True,
                             capture_output=True).stdout
        r_len = der[3]
        numbers = der[4:4 + r_len], der[6 + r_len:]
        signature = b"".join(n.lstrip(b"\0").rjust(32, b"\0") for n in numbers)
        return Record(rrset[0].owner, rrset[0].ttl, "RRSIG", "%s %d %d %d %d %d %d %s %s" % (
            rrset[0].type, fields["algorithm"], fields["labels"], fields["ttl"], fields["expiration"],
            fields["inception"], fields["tag"], fields["signer"], base64.b64encode(signature).decode()))


def resigned(folder, origin, records, options):
    """The records without what signing made, signed anew with a key of our own."""
    key = Key(folder, origin)
    plain = os.path.join(folder, "plain")
    with open(plain, "w") as f:
        for r in records:
            if r.type not in ("RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY"):
                f.write("%s\t%d\tIN\t%s\t%s\n" % r)
    subprocess.run(["ldns-signzone", "-o", origin, "-i", "1514764800", "-e", "1893456000", "-f", plain + ".signed"] +
                   options + [plain, key.base], cwd=folder, check=True)
    return Zone(origin, read(plain + ".signed"), key)


def some(rng, names, count):
    return rng.sample(sorted(names), count)


def changed_base64(rng, text):
    """Another digit somewhere, but at the end, where some bits are spare."""
    at = rng.randrange(2, len(text) - 6)
    return text[:at] + rng.choice([c for c in "ABCDabcd0123" if c != text[at]]) + text[at + 1:]
