# SPDX-License-Identifier: BSD-2-Clause
"""Is an answer proved?  Signatures of every set, and denial of what is not there, as a validator wants it.

Written from RFC 4034, 4035 and 5155, independent of any server: it knows the zone's key and nothing else.
"""
import base64
import hashlib
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

NS, CNAME, SOA, DNAME, DS, RRSIG, NSEC, NSEC3, ANY = 2, 5, 6, 39, 43, 46, 47, 50, 255
OPT_OUT, DIGEST_LEN, NOERROR, NXDOMAIN, YXDOMAIN = 1, 20, 0, 3, 6
BASE32 = bytes.maketrans(b"0123456789abcdefghijklmnopqrstuv", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


class Unproved(Exception):
    """What is missing or wrong."""


def labels(wire):
    """Labels of a wire name, leftmost first."""
    out, at = [], 0
    while wire[at]:
        out.append(wire[at + 1:at + 1 + wire[at]])
        at += 1 + wire[at]
    return tuple(out)


def wire(name):
    return b"".join(bytes([len(x)]) + x for x in name) + b"\0"


def order(name):
    """Sorts as RFC 4034 section 6.1 says."""
    return tuple(x.lower() for x in reversed(name))


def is_under(name, zone):
    return len(name) >= len(zone) and name[len(name) - len(zone):] == zone


def common(a, b):
    count = 0
    while count < min(len(a), len(b)) and a[-1 - count] == b[-1 - count]:
        count += 1
    return a[len(a) - count:]


def bitmap(data):
    types, at = set(), 0
    while at < len(data):
        window, size = data[at], data[at + 1]
        for i, octet in enumerate(data[at + 2:at + 2 + size]):
            types |= {window * 256 + i * 8 + bit for bit in range(8) if octet & 0x80 >> bit}
        at += 2 + size
    return types


class Key:
    """A zone key of algorithm 13, and the sets already verified with it."""

    def __init__(self, dnskey_text):
        point = base64.b64decode(dnskey_text.split(None, 3)[3])
        self.public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\4" + point)
        self.known = {}

    def verifies(self, data, signature):
        if (data, signature) not in self.known:
            r, s = signature[:32], signature[32:]
            der = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
            try:
                self.public.verify(der, data, ec.ECDSA(hashes.SHA256()))
                self.known[data, signature] = True
            except InvalidSignature:
                self.known[data, signature] = False
        return self.known[data, signature]


def signed_data(owner, kind, rdatas, sig):
    """What a signature covers (RFC 4034 section 3.1.8.1); and how many labels its owner had."""
    count, ttl = sig[3], sig[4:8]
    signer_end = 18 + len(wire(labels(sig[18:])))
    name = owner if len(owner) == count or owner[0] == b"*" and len(owner) == count + 1 else (b"*",) + owner[-count:]
    if count == 0 and owner:
        name = (b"*",)
    head = wire(name) + struct.pack("!2H", kind, 1) + ttl
    body = b"".join(head + struct.pack("!H", len(r)) + r for r in sorted(rdatas))
    return sig[:signer_end] + body, sig[signer_end:]


class Proof:
    """One answer of a signed zone."""

    def __init__(self, apex, key, question, answer):
        self.apex, self.key, self.answer = apex, key, answer
        self.qname, self.qtype = labels(question[0]), question[1]
        self.sets = [self.sort_out(section) for section in answer.sections]
        self.nsec, self.nsec3 = [], {}
        for (owner, kind), rdatas in self.sets[1].items():
            for rdata in rdatas:
                if kind == NSEC:
                    following = labels(rdata)
                    self.nsec.append((owner, following, bitmap(rdata[len(wire(following)):])))
                elif kind == NSEC3:
                    self.read_nsec3(owner, rdata)

    @staticmethod
    def sort_out(section):
        """{(owner, kind): [rdata]}; signatures under their own kind."""
        out = {}
        for owner, kind, _, _, rdata in section:
            out.setdefault((labels(owner), kind), []).append(rdata)
        return out

    def read_nsec3(self, owner, rdata):
        flags, self.iterations, size = rdata[1], struct.unpack("!H", rdata[2:4])[0], rdata[4]
        self.salt = rdata[5:5 + size]
        at = 5 + size
        following = rdata[at + 1:at + 1 + rdata[at]]
        own = base64.b32decode(owner[0].lower().translate(BASE32))
        self.nsec3[own] = (following, flags, bitmap(rdata[at + 1 + rdata[at]:]))

    def hash(self, name):
        digest = hashlib.sha1(wire(name) + self.salt).digest()
        for _ in range(self.iterations):
            digest = hashlib.sha1(digest + self.salt).digest()
        return digest

    # ---- signatures ----

    def check_signatures(self):
        """Every set of answer and authority but referrals and made CNAMEs; in additional, what is signed."""
        has_dname = any(kind == DNAME for _, kind in self.sets[0])
        for number, sets in enumerate(self.sets):
            for (owner, kind), rdatas in sets.items():
                sigs = [s for s in sets.get((owner, RRSIG), ()) if struct.unpack("!H", s[:2])[0] == kind]
                if kind == RRSIG:
                    continue
                if not sigs and (number == 2 or number == 1 and kind == NS or number == 0 and kind == CNAME and has_dname):
                    continue
                if not any(self.key.verifies(*signed_data(owner, kind, rdatas, s)) for s in sigs):
                    raise Unproved(f"no valid signature of {owner} {kind}")

    def expanded_from(self, owner, kind):
        """Closest encloser that a wildcard's labels tell; None: the set has its own name."""
        for sig in self.sets[0].get((owner, RRSIG), ()):
            if struct.unpack("!H", sig[:2])[0] == kind:
                count = sig[3]
                if len(owner) > count and not (owner[0] == b"*" and len(owner) == count + 1):
                    return owner[len(owner) - count:]
        return None

    # ---- denial ----

    def nsec_of(self, name):
        return next((types for owner, _, types in self.nsec if owner == name), None)

    def covering(self, name):
        """(owner, next) of an NSEC between which the name lies."""
        at = order(name)
        for owner, following, types in self.nsec:
            first, last = order(owner), order(following)
            if first < at and (at < last or last <= first):
                # A cut or a DNAME says nothing of what is below it (RFC 6840 section 4.1).
                if is_under(name, owner) and (NS in types and SOA not in types or DNAME in types):
                    continue
                return owner, following
        return None

    def nsec3_of(self, name):
        entry = self.nsec3.get(self.hash(name))
        return None if entry is None else entry[2]

    def nsec3_covering(self, name):
        """Flags of an NSEC3 that covers the name."""
        at = self.hash(name)
        for own, (following, flags, _) in self.nsec3.items():
            if own < at and (at < following or following <= own) or following <= own and at < following:
                return flags
        return None

    def encloser(self, name):
        """(closest encloser, flags of what covers the next closer name): RFC 5155 section 8.3."""
        for i in range(1, len(name) - len(self.apex) + 1):
            types = self.nsec3_of(name[i:])
            if types is not None:
                if NS in types and SOA not in types or DNAME in types:
                    raise Unproved("the closest encloser is a cut or a DNAME")
                flags = self.nsec3_covering(name[i - 1:])
                if flags is None:
                    raise Unproved(f"no NSEC3 covers the next closer name {name[i - 1:]}")
                return name[i:], flags
        raise Unproved(f"no closest encloser of {name}")

    def check_expansion(self, name, above):
        if self.nsec3:
            if self.nsec3_covering(name[len(name) - len(above) - 1:]) is None:
                raise Unproved("no NSEC3 covers the next closer name of a wildcard's")
        elif self.covering(name) is None:
            raise Unproved("no NSEC covers a wildcard's name")

    def nsec_encloser(self, name):
        found = self.covering(name)
        if found is None:
            raise Unproved(f"no NSEC covers {name}")
        return max(common(name, found[0]), common(name, found[1]), key=len)

    def check_no_name(self, name):
        if self.nsec3:
            above, flags = self.encloser(name)
            # Below an empty name that opt-out left out of the chain nothing better can be said: it is insecure.
            if self.nsec3_covering((b"*",) + above) is None and not flags & OPT_OUT:
                raise Unproved("no NSEC3 covers the wildcard")
        elif self.covering((b"*",) + self.nsec_encloser(name)) is None:
            raise Unproved("no NSEC covers the wildcard")

    def check_types(self, types, kind, name):
        if kind in types or CNAME in types and kind != NSEC:
            raise Unproved("the bitmap has the type")
        if kind == DS and SOA in types and name != self.apex:
            raise Unproved("DS denied by the child")
        if kind not in (DS, NSEC) and NS in types and SOA not in types:
            raise Unproved("denied by the parent of a cut")

    def check_no_data(self, name, kind):
        if self.nsec3:
            types = self.nsec3_of(name)
            if types is not None:
                return self.check_types(types, kind, name)
            above, flags = self.encloser(name)
            if flags & OPT_OUT:  # RFC 5155 section 7.2.4, and empty names above insecure cuts
                return None
            wild = self.nsec3_of((b"*",) + above)
            if wild is None:
                raise Unproved("neither name, nor wildcard, nor opt-out")
            return self.check_types(wild, kind, name)
        types = self.nsec_of(name)
        if types is not None:
            return self.check_types(types, kind, name)
        found = self.covering(name)
        if found is None:
            raise Unproved(f"no NSEC covers {name}")
        if is_under(found[1], name):
            return None  # an empty non-terminal
        wild = (b"*",) + self.nsec_encloser(name)
        types = self.nsec_of(wild)
        if types is None:
            found = self.covering(wild)
            if found is None or not is_under(found[1], wild):
                raise Unproved("no NSEC of the wildcard")
            return None  # it is an empty non-terminal
        return self.check_types(types, kind, name)

    def check_referral(self, cut):
        if (cut, DS) in self.sets[1]:
            return
        types = self.nsec3_of(cut) if self.nsec3 else self.nsec_of(cut)
        if types is None and self.nsec3:
            _, flags = self.encloser(cut)
            if not flags & OPT_OUT:
                raise Unproved("a referral without proof of no DS")
        elif types is None or NS not in types or DS in types or SOA in types:
            raise Unproved("a referral without proof of no DS")

    # ---- the whole ----

    def follow(self):
        """The name at which the aliases of the answer end; None when they leave or are cut; True: answered."""
        name, answer = self.qname, self.sets[0]
        for _ in range(30):
            here = [kind for owner, kind in answer if owner == name and kind != RRSIG]
            for kind in here:
                above = self.expanded_from(name, kind)
                if above is not None:
                    self.check_expansion(name, above)
            if self.qtype in here or self.qtype in (ANY, RRSIG) and any(owner == name for owner, _ in answer):
                return True
            if (name, CNAME) not in answer:
                return name
            name = labels(answer[name, CNAME][0])
            if not is_under(name, self.apex):
                return None
        return None  # a loop

    def check(self):
        """Raises Unproved."""
        self.check_signatures()
        end = self.follow()
        rcode = self.answer.rcode
        if end is None or end is True or rcode == YXDOMAIN:
            return
        cuts = [owner for owner, kind in self.sets[1] if kind == NS]
        if cuts:
            self.check_referral(cuts[0])
        elif (self.apex, SOA) not in self.sets[1]:
            if sum(kind == CNAME for _, kind in self.sets[0]) < 5:
                raise Unproved("neither data, nor referral, nor SOA")
        elif rcode == NXDOMAIN:
            self.check_no_name(end)
        elif rcode == NOERROR:
            self.check_no_data(end, self.qtype)
        else:
            raise Unproved(f"rcode {rcode}")


def complaint(apex, key, question, answer):
    """Why an answer (DO, not truncated) is not proved; None when it is."""
    try:
        Proof(apex, key, question, answer).check()
    except Unproved as e:
        return str(e)
    return None
