# SPDX-License-Identifier: BSD-2-Clause
"""A scripted internet: zones that are signed here, spoilt where a test says so, and answered by RFC 1034 and RFC 4035.

    world = World()
    zone = world.zone("example.com.", "www A 192.0.2.1", signed=True)
    zone.change = lambda query, response, tcp: response    # or None, or a list of what to send
    world.start()

The parent of a zone delegates it by itself, with its DS.  Needs a network namespace (lib.namespace).
"""
import base64
import bisect
import hashlib
import struct
import time

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.RRSIG
import dns.rrset
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from .wire_server import WireServer

A, NS, CNAME, SOA, DNAME, DS, RRSIG, NSEC, DNSKEY, NSEC3, NSEC3PARAM = 1, 2, 5, 6, 39, 43, 46, 47, 48, 50, 51
ANY = 255
IN = dns.rdataclass.IN
DAY = 86400
TTL = 300
BASE32HEX = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHIJKLMNOPQRSTUV")


def rdata(kind, text):
    return dns.rdata.from_text(IN, kind, text, relativize=False, origin=dns.name.root)


class Key:
    """A key pair of a zone: ECDSA P-256 unless said otherwise."""

    def __init__(self, algorithm=13, flags=257):
        self.algorithm = algorithm  # of the pair, whatever a test makes the record say
        if algorithm in (13, 14):
            self.private = ec.generate_private_key(ec.SECP256R1() if algorithm == 13 else ec.SECP384R1())
        elif algorithm == 15:
            self.private = ed25519.Ed25519PrivateKey.generate()
        else:
            self.private = rsa.generate_private_key(65537, 1024 if algorithm in (5, 7) else 2048)
        self.dnskey = dns.dnssec.make_dnskey(self.private.public_key(), algorithm, flags)

    def ds(self, apex, digest="SHA256"):
        return dns.dnssec.make_ds(apex, self.dnskey, digest, policy=dns.dnssec.allow_all_policy)

    def octets(self, data):
        """The bare signature over octets."""
        algorithm = self.algorithm
        if algorithm in (13, 14):
            size = 32 if algorithm == 13 else 48
            made = self.private.sign(data, ec.ECDSA(hashes.SHA256() if algorithm == 13 else hashes.SHA384()))
            return b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(made))
        if algorithm == 15:
            return self.private.sign(data)
        digest = {5: hashes.SHA1, 7: hashes.SHA1, 8: hashes.SHA256, 10: hashes.SHA512}[algorithm]()
        return self.private.sign(data, padding.PKCS1v15(), digest)

    def sign(self, rrset, signer, start=None, end=None, **fields):
        """RRSIG of a set (RFC 4034 section 3.1.8.1); fields: what else of it is to be other than true."""
        now = int(time.time())
        labels = len(rrset.name) - 1 - rrset.name.is_wild()
        made = dns.rdtypes.ANY.RRSIG.RRSIG(
            IN, RRSIG, rrset.rdtype, self.dnskey.algorithm, labels, rrset.ttl, now + 30 * DAY if end is None else end,
            now - DAY if start is None else start, dns.dnssec.key_id(self.dnskey), signer, b"")
        made = made.replace(**fields)
        owner = rrset.name
        if made.labels < len(owner) - 1 - owner.is_wild():
            owner = dns.name.from_text("*", dns.name.Name(owner[-made.labels - 1:]))
        head = owner.to_digestable() + struct.pack("!HHI", rrset.rdtype, IN, made.original_ttl)
        data = made.to_wire(origin=signer)[:18] + made.signer.to_digestable()
        for item in sorted({item.to_digestable() for item in rrset}):
            data += head + struct.pack("!H", len(item)) + item
        return made.replace(signature=self.octets(data))


def nsec3_hash(name, salt, iterations):
    digest = name.canonicalize().to_wire() + salt
    for _ in range(iterations + 1):
        digest = hashlib.sha1(digest).digest() + salt
    return base64.b32encode(digest[:20]).translate(BASE32HEX).decode().lower()


class Zone:
    """Records by name and type, and signatures beside them."""

    def __init__(self, apex, text="", addresses=(), signed=False, nsec3=None, ttl=TTL, keys=None, delegation=None, ds=None,
                 start=None, end=None, after=None):
        """nsec3: (iterations, salt, opt_out); delegation: lines for the parent in place of the usual ones; ds: data of DS there, or [];
        after(zone): spoils it once it is signed."""
        self.apex = dns.name.from_text(apex)
        self.addresses, self.ttl, self.nsec3 = list(addresses), ttl, nsec3
        self.keys = keys if keys is not None else [Key()] if signed else []
        self.delegation, self.given_ds, self.start, self.end, self.after = delegation, ds, start, end, after
        self.sets, self.sigs, self.hashed, self.change, self.parent, self.cuts = {}, {}, {}, None, None, []
        self.add("@ SOA ns h 1 3600 900 604800 60")
        if delegation is None:
            self.add("@ NS ns")
            for address in self.addresses:
                self.add("ns A " + address)
        for line in text.splitlines():
            self.add(line)

    def name(self, text):
        return self.apex if text == "@" else dns.name.from_text(text, self.apex)

    def add(self, line):
        words = line.split(None, 2)
        if not words:
            return
        owner, kind = self.name(words[0]), dns.rdatatype.from_text(words[1])
        data = dns.rdata.from_text(IN, kind, words[2], origin=self.apex, relativize=False)
        self.put(owner, kind, data)

    def put(self, owner, kind, *data):
        rrset = self.sets.setdefault((owner, kind), dns.rrset.RRset(owner, IN, kind))
        for item in data:
            rrset.add(item, self.ttl)

    # ---- signing ----

    def ds_data(self):
        if self.given_ds is not None:
            return self.given_ds
        return [key.ds(self.apex) for key in self.keys if key.dnskey.flags & 1]

    def delegate(self, child):
        if child.delegation is None:
            self.put(child.apex, NS, rdata(NS, "ns." + child.apex.to_text()))
            for address in child.addresses:
                self.put(dns.name.from_text("ns", child.apex), A, rdata(A, address))
        else:
            for line in child.delegation:
                self.add(line)
        if child.ds_data():
            self.put(child.apex, DS, *child.ds_data())
        self.cuts.append(child.apex)

    def is_below_cut(self, owner, kind):
        """Glue, or what a cut keeps unsigned."""
        cut = self.cut(owner)
        return cut is not None and (owner != cut or kind not in (DS, NSEC))

    def cut(self, name):
        """The highest delegation at or above a name; None: it is inside."""
        for depth in range(len(self.apex) + 1, len(name) + 1):
            above = dns.name.Name(name[-depth:])
            if (above, NS) in self.sets and above != self.apex:
                return above
        return None

    def signing_names(self):
        """Names with something signed or a cut, and the empty ones above them."""
        out = set()
        for owner, kind in self.sets:
            cut = self.cut(owner)
            if cut is None or owner == cut:
                while owner not in out and owner != self.apex:
                    out.add(owner)
                    owner = owner.parent()
        return out | {self.apex}

    def types(self, owner):
        return {kind for name, kind in self.sets if name == owner}

    def bitmap(self, owner, kinds):
        kinds = {kind for kind in kinds if self.cut(owner) != owner or kind in (NS, DS, NSEC)}
        return " ".join(dns.rdatatype.to_text(kind) for kind in sorted(kinds))

    def sign(self):
        if not self.keys:
            return
        self.put(self.apex, DNSKEY, *(key.dnskey for key in self.keys))
        if self.nsec3 is None:
            names = sorted(name for name in self.signing_names() if self.types(name))
            for owner, after in zip(names, names[1:] + names[:1]):
                bits = self.bitmap(owner, self.types(owner) | {RRSIG, NSEC}).split()
                bits += [] if "RRSIG" in bits else ["RRSIG"]
                self.put(owner, NSEC, rdata(NSEC, after.to_text() + " " + " ".join(bits)))
        else:
            self.hash_names()
        for (owner, kind) in list(self.sets):
            if not self.is_below_cut(owner, kind):
                self.sign_set(owner, kind)
        if self.after:
            self.after(self)

    def sign_set(self, owner, kind, key=None, **times):
        """Make the signatures of a set anew."""
        rrset = self.sets[owner, kind]
        sigs = dns.rrset.RRset(owner, IN, RRSIG)
        for signer in [key] if key else self.keys:
            if kind == DNSKEY and not signer.dnskey.flags & 1 and any(k.dnskey.flags & 1 for k in self.keys):
                continue
            sigs.add(signer.sign(rrset, self.apex, times.get("start", self.start), times.get("end", self.end)), self.ttl)
        self.sigs[owner, kind] = sigs

    def hash_names(self):
        iterations, salt, opt_out = self.nsec3
        self.put(self.apex, NSEC3PARAM, rdata(NSEC3PARAM, "1 0 %d %s" % (iterations, salt or "-")))
        chain = {}
        for name in self.signing_names():
            if opt_out and self.cut(name) == name and DS not in self.types(name):
                continue
            kinds = self.types(name)
            bits = self.bitmap(name, kinds | ({RRSIG} if kinds and (self.cut(name) is None or DS in kinds) else set()))
            if DS in kinds and self.cut(name) == name and "RRSIG" not in bits:
                bits += " RRSIG"
            chain[self.hash(name)] = bits
        order = sorted(chain)
        for at, after in zip(order, order[1:] + order[:1]):
            owner = dns.name.from_text(at, self.apex)
            self.hashed[at] = owner
            self.put(owner, NSEC3, rdata(NSEC3, "1 %d %d %s %s %s" % (opt_out, iterations, salt or "-", after, chain[at])))

    def hash(self, name):
        return nsec3_hash(name, bytes.fromhex(self.nsec3[1]), self.nsec3[0])

    def text(self):
        """As a zone file; of a zone that is delegated and signed."""
        sets = [*self.sets.values(), *self.sigs.values()]
        return "".join("%s %d IN %s %s\n" % (rrset.name, rrset.ttl, dns.rdatatype.to_text(rrset.rdtype), item.to_text())
                       for rrset in sets for item in rrset)

    # ---- proofs ----

    def denial_sets(self, names):
        """NSEC or NSEC3 owners that match or cover each name."""
        out = []
        if self.nsec3 is not None:
            order = sorted(self.hashed)
            for name in names:
                at = self.hash(name)
                if order:
                    owner = self.hashed[order[bisect.bisect_right(order, at) - 1]]
                    out.append((owner, NSEC3))
        else:
            order = sorted(owner for owner, kind in self.sets if kind == NSEC)
            for name in names:
                if order:
                    out.append((order[bisect.bisect_right(order, name) - 1], NSEC))
        return list(dict.fromkeys(out))

    def encloser(self, name):
        """(closest name that exists, the next closer one)"""
        closer = name
        while not self.exists(name):
            closer, name = name, name.parent()
        return name, closer

    def exists(self, name):
        return name == self.apex or any(owner.is_subdomain(name) for owner, kind in self.sets
                                        if kind != NSEC3)

    def covers(self, name):
        return name.is_subdomain(self.apex)

    # ---- answering (RFC 1034 section 4.3.2) ----

    def answer(self, query, response):
        q = query.question[0]
        want = bool(query.ednsflags & dns.flags.DO)
        response.flags |= dns.flags.AA
        if want:
            response.use_edns(0, dns.flags.DO, 4096)
        name = q.name
        for _ in range(9):
            name = self.step(name, q.rdtype, response, want)
            if name is None or not self.covers(name) or self.cut(name):
                break
        return response

    def give(self, section, owner, kind, want, shown=None):
        """Append a set and its signatures, under another owner if that is given."""
        for rrset in (self.sets.get((owner, kind)), self.sigs.get((owner, kind)) if want else None):
            if rrset:
                copy = rrset.copy()
                copy.name = shown or owner
                if not any(there.match(copy.name, IN, copy.rdtype, copy.covers) for there in section):
                    section.append(copy)

    def deny(self, response, want, *names):
        self.give(response.authority, self.apex, SOA, want)
        if want and self.keys:
            for owner, kind in self.denial_sets(names):
                self.give(response.authority, owner, kind, want)

    def refer(self, cut, response, want):
        response.flags &= ~dns.flags.AA
        self.give(response.authority, cut, NS, False)
        if (cut, DS) in self.sets:
            self.give(response.authority, cut, DS, want)
        elif want and self.keys:
            names = [cut] if self.nsec3 is None else self.insecure_proof(cut)
            for owner, kind in self.denial_sets(names):
                self.give(response.authority, owner, kind, want)
        for host in self.sets[cut, NS]:
            for kind in (A, 28):
                self.give(response.additional, host.target, kind, False)

    def insecure_proof(self, cut):
        if self.hash(cut) in self.hashed:
            return [cut]
        while self.hash(cut) not in self.hashed:  # opt-out: the closest provable encloser, and a span over the next closer
            closer, cut = cut, cut.parent()
        return [cut, closer]

    def step(self, name, kind, response, want):
        """Answer for one name; the target of an alias to go on with, or None."""
        cut = self.cut(name)
        if cut is not None and not (name == cut and kind == DS):
            self.refer(cut, response, want)
            return None
        for depth in range(len(self.apex), len(name)):
            above = dns.name.Name(name[-depth:])
            if (above, DNAME) in self.sets:
                return self.rename(above, name, kind, response, want)
        if self.exists(name):
            return self.at(name, name, kind, response, want)
        encloser, closer = self.encloser(name)
        star = dns.name.from_text("*", encloser)
        if any(owner == star for owner, _ in self.sets):
            if want and self.keys and ((star, kind) in self.sets or (star, CNAME) in self.sets):
                for owner, nsec in self.denial_sets([closer] if self.nsec3 else [name]):
                    self.give(response.authority, owner, nsec, want)
            elif want and self.keys:
                self.deny(response, want, *([encloser, closer, star] if self.nsec3 else [name, star]))
            return self.at(star, name, kind, response, want)
        response.set_rcode(dns.rcode.NXDOMAIN)
        self.deny(response, want, *([encloser, closer, star] if self.nsec3 else [name, star]))
        return None

    def rename(self, above, name, kind, response, want):
        self.give(response.answer, above, DNAME, want)
        target = self.sets[above, DNAME][0].target
        try:
            new = name.relativize(above).concatenate(target)
        except dns.name.NameTooLong:
            response.set_rcode(dns.rcode.YXDOMAIN)
            return None
        response.answer.append(dns.rrset.from_rdata(name, self.ttl, rdata(CNAME, new.to_text())))
        return new

    def at(self, owner, shown, kind, response, want):
        if (owner, kind) in self.sets:
            self.give(response.answer, owner, kind, want, shown)
        elif kind == ANY:
            for there in self.types(owner):
                self.give(response.answer, owner, there, want, shown)
        elif (owner, CNAME) in self.sets:
            self.give(response.answer, owner, CNAME, want, shown)
            return self.sets[owner, CNAME][0].target
        else:
            names = self.insecure_proof(owner) if self.nsec3 and self.keys and kind == DS else [owner]
            self.deny(response, want, *names)
        return None


class World:
    """Zones below a root, each at addresses of its own, and what was asked of whom."""

    ROOT = "10.53.0.1"

    def __init__(self, signed=True):
        self.zones, self.by_address, self.signed = [], {}, signed
        self.handlers, self.queries, self.server = {}, [], None
        self.root = self.zone(".", signed=signed, addresses=[self.ROOT])

    def new_address(self):
        number = len(self.by_address) + 1
        return "10.53.%d.%d" % (number >> 8, number & 255)

    def zone(self, apex, text="", addresses=None, **how):
        """A zone, delegated from the closest one above it; addresses that are given may serve others too."""
        zone = Zone(apex, text, addresses if addresses is not None else [self.new_address()], **how)
        above = [z for z in self.zones if zone.apex.is_subdomain(z.apex)]
        zone.parent = max(above, key=lambda z: len(z.apex), default=None)
        self.zones.append(zone)
        for address in zone.addresses:
            self.by_address.setdefault(address, []).append(zone)
        return zone

    @property
    def anchor(self):
        """DS of the root's key, as text."""
        return self.root.keys[0].ds(dns.name.root).to_text() if self.root.keys else None

    def handle(self, address, reply):
        """reply(query, tcp) -> what to send for everything that comes to an address."""
        self.handlers[address] = reply

    def sign(self):
        """Delegate all zones, and sign those that are to be."""
        for zone in sorted(self.zones, key=lambda z: -len(z.apex)):
            if zone.parent is not None:
                zone.parent.delegate(zone)
            zone.sign()

    def start(self):
        self.sign()
        self.server = WireServer(self.reply)
        return self

    def reply(self, address, octets, tcp):
        query = dns.message.from_wire(octets)
        if not query.question:
            return []
        self.queries.append((address, query.question[0].name.to_text().lower(), query.question[0].rdtype, tcp))
        if address in self.handlers:
            return self.handlers[address](query, tcp)
        zones = [z for z in self.by_address.get(address, ()) if query.question[0].name.is_subdomain(z.apex)]
        if query.question[0].rdtype == DS and len(zones) > 1:  # the parent's side (RFC 4035 section 3.1.4.1)
            zones = [z for z in zones if z.apex != query.question[0].name]
        response = dns.message.make_response(query)
        if not zones:
            if address in self.by_address:
                response.set_rcode(dns.rcode.REFUSED)
                return [response]
            return []
        zone = max(zones, key=lambda z: len(z.apex))
        zone.answer(query, response)
        made = zone.change(query, response, tcp) if zone.change else response
        return made if isinstance(made, list) else [made] if made is not None else []

    def stop(self):
        self.server.stop()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
