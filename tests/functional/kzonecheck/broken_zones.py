# SPDX-License-Identifier: BSD-2-Clause
"""Two hundred ways to break a signed zone, each with a name, all from one seed.

`published` breaks the root zone as its operator signed it: what a wire, a disk or a thief may do to it.
`own` breaks it with a key of ours, so that every signature is good and the zone is wrong all the same: what a
signer may do.  `hashed` does that to small zones with NSEC3.  Some changes do no harm; those are listed too.
"""
import signed_zone
from signed_zone import changed_base64, covers, some

DATE = "20180130000000"
FIELD = {"type": 0, "algorithm": 1, "labels": 2, "ttl": 3, "expiration": 4, "inception": 5, "tag": 6, "signer": 7,
         "signature": 8}


def delegations(zone, signed=None):
    """Owners of NS below the apex; signed: only those with, or without, DS."""
    secure = set(zone.owners("DS"))
    return [o for o in zone.owners("NS") if o != zone.origin and (signed is None or (o in secure) == signed)]


def set_rdata(zone, owner, rrtype, change):
    record = zone.set(owner, rrtype)[0]
    zone.replace(record, record._replace(rdata=change(record.rdata)))


def other_digit(text):
    return text[:-9] + ("0" if text[-9] != "0" else "1") + text[-8:]


def published(zone, rng):
    """(title, zone, date) from the real root; its key is not ours."""
    secure, insecure = delegations(zone, True), delegations(zone, False)
    signed_sets = ([(".", t) for t in ("SOA", "NS", "NSEC", "DNSKEY")] + [(o, "DS") for o in some(rng, secure, 6)] +
                   [(o, "NSEC") for o in some(rng, secure, 4) + some(rng, insecure, 4)])

    def variant(title, change, date=DATE):
        broken = zone.copy()
        change(broken)
        return title, broken, date

    for owner, rrtype in signed_sets:
        at = "%s %s" % (owner, rrtype)
        yield variant("signature changed: " + at, lambda z, o=owner, t=rrtype: z.field(
            z.signature(o, t), FIELD["signature"], lambda s: changed_base64(rng, s)))
        yield variant("signature lost: " + at, lambda z, o=owner, t=rrtype: z.records.remove(z.signature(o, t)))
    for owner, rrtype in signed_sets[:6]:
        at = "%s %s" % (owner, rrtype)
        for field, value in (("algorithm", 10), ("algorithm", 13), ("labels", 7), ("labels", lambda v: int(v) + 1),
                             ("ttl", lambda v: int(v) + 1), ("expiration", "20180212170000"),
                             ("inception", "20180101000000"), ("tag", 12345), ("tag", 20326), ("signer", "com."),
                             ("type", "TXT")):
            if rng.random() < 0.62:
                what = "computed" if callable(value) else value
                yield variant("signature's %s %s: %s" % (field, what, at), lambda z, o=owner, t=rrtype, f=field, v=value:
                              z.field(z.signature(o, t), FIELD[f], v))
    for owner, rrtype in signed_sets:
        if rrtype in ("DS", "DNSKEY"):
            yield variant("data changed: %s %s" % (owner, rrtype), lambda z, o=owner, t=rrtype: set_rdata(
                z, o, t, other_digit))
            yield variant("record lost: %s %s" % (owner, rrtype), lambda z, o=owner, t=rrtype: z.records.remove(
                z.set(o, t)[0]))
    for owner in some(rng, secure, 3):
        yield variant("record added: %s DS" % owner, lambda z, o=owner: z.records.append(z.set(o, "DS")[0]._replace(
            rdata="1 8 2 " + "ab" * 32)))
        yield variant("set lost with its signature: %s DS" % owner, lambda z, o=owner: z.drop(o, "DS"))
        yield variant("set lost with its signature: %s NSEC" % owner, lambda z, o=owner: z.drop(o, "NSEC"))
        yield variant("next name changed: %s NSEC" % owner, lambda z, o=owner: z.field(z.set(o, "NSEC")[0], 0, "zzz."))
        yield variant("type taken from the list: %s NSEC" % owner, lambda z, o=owner: set_rdata(
            z, o, "NSEC", lambda r: r.replace(" DS", "")))
        yield variant("type put on the list: %s NSEC" % owner, lambda z, o=owner: set_rdata(
            z, o, "NSEC", lambda r: r.replace(" NS", " A NS", 1)))
        yield variant("TTL changed: %s DS" % owner, lambda z, o=owner: [
            z.replace(r, r._replace(ttl=r.ttl + 1)) for r in z.set(o, "DS")])
        yield variant("delegation lost: %s NS" % owner, lambda z, o=owner: z.drop(o, "NS"))
        yield variant("name lost, the chain not closed: %s" % owner, lambda z, o=owner: [
            z.drop(o, t) for t in ("NS", "DS", "NSEC")])
    for owner in some(rng, insecure, 2):
        yield variant("DS without signature: %s" % owner, lambda z, o=owner: z.records.append(z.set(o, "NS")[0]._replace(
            type="DS", rdata="1 8 2 " + "ab" * 32)))
        yield variant("NSEC lost: %s" % owner, lambda z, o=owner: z.drop(o, "NSEC"))
        yield variant("harmless, NS changed: %s" % owner, lambda z, o=owner: set_rdata(
            z, o, "NS", lambda r: z.set("com.", "NS")[0].rdata))
    yield variant("name added: zzzz. NS", lambda z: z.records.append(z.set(".", "NS")[0]._replace(owner="zzzz.")))
    yield variant("name added: zzzz. TXT", lambda z: z.records.append(z.set(".", "NS")[0]._replace(
        owner="zzzz.", type="TXT", rdata='"x"')))
    yield variant("SOA serial raised", lambda z: z.field(z.set(".", "SOA")[0], 2, lambda v: int(v) + 1))
    yield variant("NSEC of the apex lost", lambda z: z.drop(".", "NSEC"))
    yield variant("NS of the apex changed", lambda z: set_rdata(z, ".", "NS", lambda r: "ns.nowhere."))
    yield variant("record added: . NS", lambda z: z.records.append(z.set(".", "NS")[0]._replace(rdata="ns.nowhere.")))
    yield variant("set added, unsigned: . TXT", lambda z: z.records.append(z.set(".", "NS")[0]._replace(
        type="TXT", rdata='"x"')))
    yield variant("flags of a key changed", lambda z: set_rdata(z, ".", "DNSKEY", lambda r: "257" + r[3:]))
    yield variant("keys lost", lambda z: z.drop(".", "DNSKEY"))
    yield variant("all signatures lost", lambda z: setattr(z, "records", [r for r in z.records if not covers(r)]))
    yield variant("before any inception", lambda z: None, "20180120000000")
    yield variant("before most inceptions", lambda z: None, "20180125000000")
    yield variant("behind all expirations", lambda z: None, "20180301000000")
    yield variant("behind the DNSKEY's expiration", lambda z: None, "20180211050000")
    yield variant("harmless, another good date", lambda z: None, "20180205000000")
    yield variant("harmless, another order", lambda z: rng.shuffle(z.records))
    yield variant("harmless, records twice", lambda z: z.records.extend(z.set(".", "NS")))
    yield variant("harmless, upper case", lambda z: setattr(z, "records", [
        r._replace(owner=r.owner.upper()) for r in z.records]))
    yield variant("harmless, glue changed", lambda z: set_rdata(z, z.owners("A")[0], "A", lambda r: "192.0.2.1"))
    yield variant("harmless, a signature over nothing: . TXT", lambda z: z.records.append(
        z.signature(".", "SOA")._replace(rdata=z.signature(".", "SOA").rdata.replace("SOA", "TXT"))))
    yield variant("harmless, a second signature by an unknown key: . SOA", lambda z: z.records.append(
        z.signature(".", "SOA")._replace(rdata=z.signature(".", "SOA").rdata.replace("41824", "41825"))))
    yield variant("harmless, a second signature that is bad: . SOA", lambda z: (
        z.records.append(z.signature(".", "SOA")), z.field(z.records[-1], FIELD["signature"],
                                                           lambda s: changed_base64(rng, s))))


def own(zone, rng, spare):
    """(title, zone, date) from the root signed by a key of ours: all signatures good but where said.

    spare: data of another DNSKEY."""
    secure, insecure = delegations(zone, True), delegations(zone, False)
    rng.shuffle(secure)
    rng.shuffle(insecure)

    def variant(title, change, date=DATE):
        broken = zone.copy()
        change(broken)
        return "signed anew, " + title, broken, date

    def nsec(z, owner, change):
        set_rdata(z, owner, "NSEC", change)
        z.sign(owner, "NSEC")

    def next_of(z, owner):
        return z.set(owner, "NSEC")[0].rdata.split()[0]

    def add(z, owner, rrtype, rdata):
        ttl = (z.set(owner, rrtype) or z.set(".", "NS"))[0].ttl
        z.records.append(signed_zone.Record(owner, ttl, rrtype, rdata))
        z.sign(owner, rrtype)

    yield variant("harmless, nothing else", lambda z: None)
    for i in range(3):
        owner, other = secure[i], insecure[i]
        yield variant("NSEC passes over a name: %s" % owner, lambda z, o=owner: nsec(z, o, lambda r: r.replace(
            r.split()[0], next_of(z, r.split()[0]), 1)))
        yield variant("NSEC leads back to the apex: %s" % owner, lambda z, o=owner: nsec(
            z, o, lambda r: " ".join(["."] + r.split()[1:])))
        yield variant("NSEC leads to a name that is not there: %s" % owner, lambda z, o=owner: nsec(
            z, o, lambda r: " ".join(["a." + r.split()[0]] + r.split()[1:])))
        yield variant("NSEC leads to itself: %s" % owner, lambda z, o=owner: nsec(
            z, o, lambda r: " ".join([o] + r.split()[1:])))
        yield variant("NSEC lists no DS: %s" % owner, lambda z, o=owner: nsec(z, o, lambda r: r.replace(" DS", "")))
        yield variant("NSEC lists a DS: %s" % other, lambda z, o=other: nsec(z, o, lambda r: r.replace(
            " NS ", " NS DS ", 1)))
        yield variant("NSEC lists no NS: %s" % other, lambda z, o=other: nsec(z, o, lambda r: r.replace(" NS ", " ", 1)))
        yield variant("NSEC lists no RRSIG: %s" % owner, lambda z, o=owner: nsec(z, o, lambda r: r.replace(" RRSIG", "")))
        yield variant("NSEC lists not itself: %s" % owner, lambda z, o=owner: nsec(z, o, lambda r: r[:-5]))
        yield variant("labels too few: %s DS" % owner, lambda z, o=owner: z.sign(o, "DS", labels=0))
        yield variant("another signer: %s DS" % owner, lambda z, o=owner: z.sign(o, "DS", signer=o))
        yield variant("signed by a tag of no key: %s DS" % owner, lambda z, o=owner: z.sign(o, "DS", tag=z.key.tag ^ 1))
        yield variant("expired: %s DS" % owner, lambda z, o=owner: z.sign(o, "DS", expiration=1517200000))
        yield variant("not yet good: %s NSEC" % owner, lambda z, o=owner: z.sign(o, "NSEC", inception=1517300000))
        yield variant("another original TTL: %s DS" % owner, lambda z, o=owner: z.sign(o, "DS", ttl=1))
    owner = secure[4]
    yield variant("harmless, expires this second", lambda z: z.sign(owner, "DS", expiration=1517270400))
    yield variant("harmless, begins this second", lambda z: z.sign(owner, "DS", inception=1517270400))
    yield variant("expired a second ago", lambda z: z.sign(owner, "DS", expiration=1517270399))
    yield variant("begins in a second", lambda z: z.sign(owner, "DS", inception=1517270401))
    yield variant("inception behind expiration", lambda z: z.sign(owner, "DS", inception=1517270500,
                                                                   expiration=1517270300))
    yield variant("a delegation is signed: %s NS" % owner, lambda z: z.sign(owner, "NS"))
    glue = zone.owners("A")[3]
    yield variant("a signature over nothing below a cut", lambda z: z.records.append(
        z.signature(".", "SOA")._replace(owner="x." + owner, rdata=z.signature(".", "SOA").rdata.replace("SOA", "TXT"))))
    yield variant("glue is signed: %s A" % glue, lambda z: z.sign(glue, "A"))
    yield variant("glue has NSEC: %s" % glue, lambda z: add(z, glue, "NSEC", ". A RRSIG NSEC"))
    yield variant("NSEC of the apex lists no SOA", lambda z: nsec(z, ".", lambda r: r.replace(" SOA", "")))
    yield variant("NSEC of the apex lists TXT", lambda z: nsec(z, ".", lambda r: r.replace(" SOA", " SOA TXT")))
    yield variant("a new name is signed but not in the chain", lambda z: add(z, "zzzz.", "TXT", '"x"'))
    yield variant("a new type is signed but not listed", lambda z: add(z, ".", "TXT", '"x"'))
    yield variant("two NSECs at a name", lambda z: add(z, owner, "NSEC", ". NS DS RRSIG NSEC"))
    yield variant("the key is no zone key", lambda z: (set_rdata(z, ".", "DNSKEY", lambda r: "1" + r[3:]),
                                                       z.sign(".", "DNSKEY")))
    yield variant("the key has another protocol", lambda z: (set_rdata(z, ".", "DNSKEY", lambda r: r[:4] + "2" + r[5:]),
                                                             z.sign(".", "DNSKEY")))
    yield variant("keys unsigned", lambda z: z.records.remove(z.signature(".", "DNSKEY")))
    yield variant("harmless, a key that signs nothing", lambda z: add(z, ".", "DNSKEY", spare))
    yield variant("harmless, a key of an unknown algorithm", lambda z: add(z, ".", "DNSKEY", "256 3 200 AQID"))
    yield variant("a key that is no point", lambda z: add(z, ".", "DNSKEY", "256 3 13 " + "AQID" * 21 + "AQ=="))


def hashed(kind, zone, rng):
    """(title, zone, date) from a small zone with NSEC3, signed anew after each change."""

    def variant(title, change):
        broken = zone.copy()
        change(broken)
        return "%s, %s" % (kind, title), broken, DATE

    def word(z, record, index, value):
        z.field(record, index, value)
        z.sign(record.owner, record.type)

    records = zone.set(zone.origin, "NSEC3PARAM") and [r for r in zone.records if r.type == "NSEC3"]
    one, two, three = rng.sample(records, 3)
    long = next(r for r in records if len(r.rdata.split()) > 7)
    yield variant("harmless, nothing else", lambda z: None)
    yield variant("next hash changed", lambda z: word(z, one, 4, lambda v: v[:10] + ("0" if v[10] != "0" else "1") + v[11:]))
    yield variant("next hash of another", lambda z: word(z, one, 4, two.rdata.split()[4]))
    yield variant("leads to itself", lambda z: word(z, one, 4, one.owner.split(".")[0]))
    yield variant("type taken from the list", lambda z: (z.replace(long, long._replace(
        rdata=" ".join(long.rdata.split()[:5] + long.rdata.split()[6:]))), z.sign(long.owner, "NSEC3")))
    yield variant("type put on the list", lambda z: (z.replace(two, two._replace(rdata=two.rdata + " CAA")),
                                                     z.sign(two.owner, "NSEC3")))
    yield variant("record lost", lambda z: z.drop(three.owner, "NSEC3"))
    yield variant("signature lost", lambda z: z.records.remove(z.signature(one.owner, "NSEC3")))
    yield variant("harmless, opt-out flag turned", lambda z: word(z, one, 1, lambda v: 1 - int(v)))
    yield variant("unknown flag", lambda z: word(z, one, 1, 2))
    yield variant("unknown hash", lambda z: word(z, one, 0, 2))
    yield variant("other iterations", lambda z: word(z, one, 2, lambda v: int(v) + 1))
    yield variant("other salt", lambda z: word(z, one, 3, "ccdd"))
    yield variant("parameters of another chain", lambda z: word(z, z.set(z.origin, "NSEC3PARAM")[0], 2,
                                                                lambda v: int(v) + 1))
    yield variant("parameters lost", lambda z: z.drop(z.origin, "NSEC3PARAM"))
    yield variant("a record too many", lambda z: (z.records.append(one._replace(
        owner="0" * 31 + "1." + z.origin)), z.sign("0" * 31 + "1." + z.origin, "NSEC3")))
    yield variant("a name not in the chain", lambda z: (z.records.append(z.set(z.origin, "NS")[0]._replace(
        owner="new." + z.origin, type="TXT", rdata='"x"')), z.sign("new." + z.origin, "TXT")))
