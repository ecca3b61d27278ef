# SPDX-License-Identifier: BSD-2-Clause
"""Zones that are right, and zones that are broken in one way each: what a resolver should make of them.

A case is (name, how the zone is made, questions).  A question is (owner, type, verdict): "secure", "insecure" (found, without
AD), "bogus" (SERVFAIL for the sake of validation), "failed" (SERVFAIL), or "any": what resolvers may differ in.
"""
import os
import time

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from lib.authority import A, CNAME, DAY, DNAME, DNSKEY, NS, NSEC, NSEC3, RRSIG, SOA, Key, rdata

NOW = int(time.time())
WWW = "www A 192.0.2.1"
CASES = []


def case(name, *questions, text=WWW, change=None, **how):
    """how: for World.zone; signed unless it says otherwise.  Returns the case."""
    how.setdefault("signed", True)
    CASES.append({"name": name, "text": text, "how": how, "change": change, "questions": questions})


def at(zone, owner):
    return dns.name.from_text(owner, zone.apex) if owner != "@" else zone.apex


# ---- spoiling what was signed ----

def resign(owner, kind, **fields):
    """A set's signature made anew with fields that are not true; key: by another key."""
    def after(zone):
        name, key = at(zone, owner), fields.pop("key", None) or zone.keys[0]
        sig = key.sign(zone.sets[name, kind], zone.apex, **fields)
        zone.sigs[name, kind] = dns.rrset.from_rdata(name, zone.ttl, sig)
    return after


def altered(owner, kind, **fields):
    """Fields of a signature altered afterwards."""
    def after(zone):
        name = at(zone, owner)
        sig = zone.sigs[name, kind][0].replace(**fields)
        zone.sigs[name, kind] = dns.rrset.from_rdata(name, zone.ttl, sig)
    return after


def flipped(owner, kind):
    def after(zone):
        name = at(zone, owner)
        old = zone.sigs[name, kind][0]
        zone.sigs[name, kind] = dns.rrset.from_rdata(name, zone.ttl, old.replace(signature=old.signature[:-1] + bytes([old.signature[-1] ^ 1])))
    return after


def unsigned(owner, *kinds):
    def after(zone):
        for kind in kinds:
            zone.sigs.pop((at(zone, owner), kind), None)
    return after


def all_unsigned(zone):
    zone.sigs.clear()


def without(kind):
    """Records of a type are left out of replies, and their signatures."""
    def change(query, response, tcp):
        for section in (response.answer, response.authority):
            section[:] = [r for r in section if kind not in (r.rdtype, r.covers)]
        return response
    return change


def without_signatures_of(kind):
    def change(query, response, tcp):
        for section in (response.answer, response.authority):
            section[:] = [r for r in section if not (r.rdtype == RRSIG and r.covers == kind)]
        return response
    return change


def empty_section(name):
    def change(query, response, tcp):
        getattr(response, name).clear()
        return response
    return change


def nsec3_left(count):
    """Only so many NSEC3 sets of a denial."""
    def change(query, response, tcp):
        seen = []
        for rrset in list(response.authority):
            if NSEC3 in (rrset.rdtype, rrset.covers):
                if rrset.name not in seen:
                    seen.append(rrset.name)
                if seen.index(rrset.name) >= count:
                    response.authority.remove(rrset)
        return response
    return change


def nsec_says(owner, text):
    """An NSEC with other contents, well signed."""
    def after(zone):
        name = at(zone, owner)
        zone.sets.pop((name, NSEC), None)
        zone.put(name, NSEC, rdata(NSEC, text.replace("@", zone.apex.to_text())))
        zone.sign_set(name, NSEC)
    return after


def nsec3_with(**fields):
    """All NSEC3 with other fields, well signed."""
    def after(zone):
        for owner in zone.hashed.values():
            made = zone.sets[owner, NSEC3][0].replace(**fields)
            zone.sets[owner, NSEC3] = dns.rrset.from_rdata(owner, zone.ttl, made)
            zone.sign_set(owner, NSEC3)
    return after


# ---- keys and digests ----

def with_ds(make, keys=None, **how):
    """ds: make(key, apex) -> list of DS data."""
    keys = keys or [Key()]
    return dict(keys=keys, ds=lambda apex: make(keys[0], apex), **how)


def key_with(**fields):
    key = Key()
    key.dnskey = key.dnskey.replace(**fields)
    return key


# ---- servers ----

def rcode(code):
    def change(query, response, tcp):
        made = dns.message.make_response(query)
        made.set_rcode(code)
        return made
    return change


def no_edns(code):
    """Queries with EDNS are answered by an error, without OPT."""
    def change(query, response, tcp):
        if query.edns < 0:
            return response
        made = dns.message.make_response(query)
        made.use_edns(-1)
        made.set_rcode(code)
        return made
    return change


def not_authoritative(query, response, tcp):
    response.flags &= ~dns.flags.AA
    return response


def upward(query, response, tcp):
    made = dns.message.make_response(query)
    made.authority.append(dns.rrset.from_text(".", 300, "IN", "NS", "ns."))
    return made


def truncated(query, response, tcp):
    if tcp:
        return response
    made = dns.message.make_response(query)
    made.flags |= dns.flags.AA | dns.flags.TC
    return made


def truncated_always(query, response, tcp):
    return truncated(query, response, False)


def lower_case(query, response, tcp):
    for section in (response.question, response.answer, response.authority):
        for rrset in section:
            rrset.name = rrset.name.canonicalize()
    return response


def other_question(query, response, tcp):
    response.question[0].name = dns.name.from_text("other.com.")
    return response


def silent(query, response, tcp):
    return None


def nodata_without_soa(query, response, tcp):
    if not response.answer:
        response.authority.clear()
    return response


# ---- good zones ----
case("good", ("www", "A", "secure"), ("www", "AAAA", "secure"), ("none", "A", "secure"), ("@", "SOA", "secure"), ("@", "DNSKEY", "secure"),
     ("@", "DS", "secure"), ("ent", "A", "secure"), ("x.wild", "TXT", "secure"), ("x.wild", "A", "secure"), ("alias", "A", "secure"),
     ("to-plain", "A", "insecure"), ("to-none", "A", "secure"), ("x.rename", "A", "secure"), ("rename", "A", "secure"),
     text=WWW + "\na.ent A 192.0.2.2\n*.wild TXT wild\nalias CNAME www\nto-plain CNAME www.plain.com.\nto-none CNAME none\nrename DNAME ent2\n"
                "x.ent2 A 192.0.2.5")
case("good3", ("www", "A", "secure"), ("www", "AAAA", "secure"), ("none", "A", "secure"), ("ent", "A", "secure"), ("x.wild", "TXT", "secure"),
     ("x.wild", "A", "secure"), ("@", "NSEC3PARAM", "secure"), text=WWW + "\na.ent A 192.0.2.2\n*.wild TXT wild", nsec3=(1, "ab", 0))
case("plain", ("www", "A", "insecure"), ("none", "A", "insecure"), ("www", "MX", "insecure"), ("@", "DS", "secure"), ("alias", "A", "insecure"),
     ("to-good", "A", "insecure"), ("to-bogus", "A", "bogus"), text=WWW + "\nalias CNAME www\nto-good CNAME www.good.com.\nto-bogus CNAME www.flipped.com.",
     signed=False)
case("optout", ("www", "A", "secure"), ("none", "A", "insecure"), ("www", "MX", "secure"), ("www.sub", "A", "insecure"), ("sub", "DS", "any"),
     nsec3=(0, "", 1))
case("sub.optout", ("www", "A", "insecure"), signed=False)
case("rsa", ("www", "A", "secure"), keys=[Key(8)])
case("rsa512", ("www", "A", "secure"), keys=[Key(10)])
case("p384", ("www", "A", "secure"), keys=[Key(14)])
case("ed25519", ("www", "A", "secure"), keys=[Key(15)])
case("rsasha1", ("www", "A", "any"), keys=[Key(5)])
case("rsasha1nsec3", ("www", "A", "any"), ("none", "A", "any"), keys=[Key(7)], nsec3=(0, "", 0))
case("split", ("www", "A", "secure"), ("none", "A", "secure"), keys=[Key(), Key(flags=256)])
case("nosep", ("www", "A", "secure"), **with_ds(lambda key, apex: [key.ds(apex)], [Key(flags=256)]))
case("twoalgs", ("www", "A", "secure"), keys=[Key(), Key(8)], after=lambda z: z.sign_set(at(z, "www"), A, z.keys[0]))
case("fat", ("many", "TXT", "secure"), text="\n".join('many TXT "%s%d"' % ("x" * 200, i) for i in range(60)))

# ---- signatures ----
case("expired", ("www", "A", "bogus"), ("none", "A", "bogus"), start=NOW - 20 * DAY, end=NOW - 10 * DAY)
case("notyet", ("www", "A", "bogus"), start=NOW + 10 * DAY, end=NOW + 20 * DAY)
case("inverted", ("www", "A", "bogus"), start=NOW + 10 * DAY, end=NOW - 10 * DAY)
case("oneexpired", ("www", "A", "bogus"), ("other", "A", "secure"), text=WWW + "\nother A 192.0.2.2",
     after=resign("www", A, start=NOW - 20 * DAY, end=NOW - 10 * DAY))
case("keysexpired", ("www", "A", "bogus"), after=resign("@", DNSKEY, start=NOW - 20 * DAY, end=NOW - 10 * DAY))
case("nsecexpired", ("www", "A", "secure"), ("www", "MX", "bogus"), after=resign("www", NSEC, start=NOW - 20 * DAY, end=NOW - 10 * DAY))
case("otherkey", ("www", "A", "bogus"), after=resign("www", A, key=Key()))
case("flipped", ("www", "A", "bogus"), ("other", "A", "secure"), text=WWW + "\nother A 192.0.2.2", after=flipped("www", A))
case("flippedkeys", ("www", "A", "bogus"), after=flipped("@", DNSKEY))
case("flippedsoa", ("www", "A", "secure"), ("none", "A", "bogus"), after=flipped("@", SOA))
case("nosig", ("www", "A", "bogus"), after=unsigned("www", A))
case("nosigs", ("www", "A", "bogus"), ("none", "A", "bogus"), after=all_unsigned)
case("nokeysig", ("www", "A", "bogus"), after=unsigned("@", DNSKEY))
case("nosoasig", ("www", "A", "secure"), ("www", "MX", "any"), after=unsigned("@", SOA))
case("labelshigh", ("www", "A", "bogus"), after=altered("www", A, labels=4))
case("labelslow", ("www", "A", "bogus"), after=resign("www", A, labels=1))
case("labelswild", ("www", "A", "bogus"), after=resign("www", A, labels=2))
case("signerparent", ("www", "A", "bogus"), after=altered("www", A, signer=dns.name.from_text("com.")))
case("signerother", ("www", "A", "bogus"), after=altered("www", A, signer=dns.name.from_text("good.com.")))
case("signerroot", ("www", "A", "bogus"), after=altered("www", A, signer=dns.name.root))
case("coversother", ("www", "A", "bogus"), after=altered("www", A, type_covered=dns.rdatatype.AAAA))
case("ttllow", ("www", "A", "bogus"), after=altered("www", A, original_ttl=60))
case("othertag", ("www", "A", "bogus"), after=altered("www", A, key_tag=1))
case("otheralg", ("www", "A", "bogus"), after=altered("www", A, algorithm=8))
case("unknownalgsig", ("www", "A", "bogus"), after=altered("www", A, algorithm=200))
case("short", ("www", "A", "bogus"), after=altered("www", A, signature=b"\1" * 20))
case("otherdata", ("www", "A", "bogus"), after=lambda z: z.sets[at(z, "www"), A].add(rdata(A, "192.0.2.66"), z.ttl))
case("oneofthree", ("www", "A", "secure"), after=lambda z: [z.sigs[at(z, "www"), A].add(Key().sign(z.sets[at(z, "www"), A], z.apex), z.ttl) for _ in range(2)])

# ---- keys and digests ----
case("dsrandom", ("www", "A", "bogus"), **with_ds(lambda key, apex: [key.ds(apex).replace(digest=os.urandom(32))]))
case("dsothertag", ("www", "A", "bogus"), **with_ds(lambda key, apex: [key.ds(apex).replace(key_tag=1)]))
case("dsotheralg", ("www", "A", "any"), **with_ds(lambda key, apex: [key.ds(apex).replace(algorithm=8)]))
case("dsunknownalg", ("www", "A", "insecure"), **with_ds(lambda key, apex: [key.ds(apex).replace(algorithm=200)]))
case("dsunknowndigest", ("www", "A", "insecure"), **with_ds(lambda key, apex: [key.ds(apex).replace(digest_type=200)]))
case("dsgost", ("www", "A", "insecure"), **with_ds(lambda key, apex: [key.ds(apex).replace(digest_type=3)]))
case("dsoneofmany", ("www", "A", "secure"), **with_ds(lambda key, apex: [key.ds(apex), key.ds(apex).replace(digest=b"\0" * 32), Key().ds(apex)]))
case("dsunknowntoo", ("www", "A", "secure"), **with_ds(lambda key, apex: [key.ds(apex), key.ds(apex).replace(algorithm=200)]))
case("dssha1", ("www", "A", "any"), **with_ds(lambda key, apex: [key.ds(apex, "SHA1")]))
case("dssha384", ("www", "A", "secure"), **with_ds(lambda key, apex: [key.ds(apex, "SHA384")]))
case("dssha1bad", ("www", "A", "secure"), **with_ds(lambda key, apex: [key.ds(apex), key.ds(apex, "SHA1").replace(digest=b"\0" * 20)]))
case("dssha256bad", ("www", "A", "any"), **with_ds(lambda key, apex: [key.ds(apex).replace(digest=b"\0" * 32), key.ds(apex, "SHA1")]))
case("dsforunsigned", ("www", "A", "bogus"), ("none", "A", "bogus"), signed=False, ds=lambda apex: [Key().ds(apex)])
case("nokeys", ("www", "A", "bogus"), change=without(DNSKEY))
case("protocol", ("www", "A", "bogus"), keys=[key_with(protocol=2)])
case("nozonebit", ("www", "A", "bogus"), **with_ds(lambda key, apex: [key.ds(apex)], [key_with(flags=1)]))
case("revoked", ("www", "A", "bogus"), keys=[key_with(flags=257 | 128)])
case("keyalgunknown", ("www", "A", "any"), keys=[key_with(algorithm=200)], after=all_unsigned)
case("shortkey", ("www", "A", "bogus"), **with_ds(lambda key, apex: [key.ds(apex)], [key_with(key=b"\1\2\3")]))

# ---- denial ----
case("nonsec", ("www", "MX", "bogus"), ("none", "A", "bogus"), change=without(NSEC))
case("nsecunsigned", ("www", "MX", "bogus"), ("none", "A", "bogus"), change=without_signatures_of(NSEC))
case("nsectypethere", ("www", "MX", "bogus"), after=nsec_says("www", "@ A MX RRSIG NSEC"))
case("nseccnamethere", ("www", "MX", "bogus"), after=nsec_says("www", "@ CNAME RRSIG NSEC"))
case("nsecchildside", ("www", "MX", "bogus"), after=nsec_says("www", "@ A NS RRSIG NSEC"))
case("nsecnext", ("zzz", "A", "bogus"), after=nsec_says("www", "x.@ A RRSIG NSEC"))
case("nsecoutside", ("none", "A", "bogus"), after=nsec_says("@", "zz.com. NS SOA RRSIG NSEC DNSKEY"))
case("nowildproof", ("x.wild", "TXT", "bogus"), text="*.wild TXT wild", change=empty_section("authority"))
case("nowildproof3", ("x.wild", "TXT", "bogus"), text="*.wild TXT wild", nsec3=(0, "", 0), change=empty_section("authority"))
case("wildreplay", ("www", "TXT", "bogus"), text=WWW + "\nwww TXT other\n* TXT wild",
     change=lambda query, response, tcp: replay_wildcard(query, response))
case("wildcname", ("x.wild", "A", "secure"), text=WWW + "\n*.wild CNAME www")
case("nonsec3", ("www", "MX", "bogus"), ("none", "A", "bogus"), nsec3=(0, "", 0), change=without(NSEC3))
case("onensec3", ("none", "A", "bogus"), nsec3=(0, "", 0), text=WWW + "\na A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1", change=nsec3_left(1))
case("nsec3hash", ("none", "A", "any"), nsec3=(0, "", 0), after=nsec3_with(algorithm=2))
case("nsec3flags", ("none", "A", "any"), nsec3=(0, "", 0), after=nsec3_with(flags=2))
case("nsec3iter50", ("none", "A", "secure"), nsec3=(50, "", 0))
case("nsec3iter150", ("none", "A", "any"), ("www", "A", "secure"), nsec3=(150, "", 0))
case("nsec3iter2500", ("none", "A", "any"), ("www", "A", "secure"), nsec3=(2500, "", 0))
case("nsec3salt", ("none", "A", "secure"), nsec3=(0, "aa" * 255, 0))
case("nosoa", ("www", "MX", "any"), ("none", "A", "any"), change=nodata_without_soa)
case("nosoaplain", ("www", "MX", "insecure"), ("none", "A", "insecure"), signed=False, change=nodata_without_soa)

# ---- delegations ----
case("parent", ("www", "A", "secure"), ("www.child", "A", "bogus"), ("www.unsigned", "A", "bogus"),
     change=lambda query, response, tcp: strip_proof(query, response))
case("child.parent", ("www", "A", "bogus"))
case("unsigned.parent", ("www", "A", "bogus"), signed=False)
case("island.plain", ("www", "A", "insecure"))
case("deep.plain", ("www", "A", "insecure"), signed=False)

# ---- aliases ----
case("loops", ("a", "A", "any"), ("self", "A", "any"), ("c0", "A", "any"), text="a CNAME b\nb CNAME a\nself CNAME self\n"
     + "\n".join("c%d CNAME c%d" % (i, i + 1) for i in range(30)) + "\nc30 A 192.0.2.1")
case("loops2", ("a", "A", "any"), text="a CNAME a.loops3.com.", signed=False)
case("loops3", ("a", "A", "any"), text="a CNAME a.loops2.com.", signed=False)
case("chain", ("c0", "A", "secure"), text="\n".join("c%d CNAME c%d" % (i, i + 1) for i in range(6)) + "\nc6 A 192.0.2.1")
case("badalias", ("alias", "A", "bogus"), text=WWW + "\nalias CNAME www", after=flipped("alias", CNAME))
case("badrename", ("x.rename", "A", "bogus"), text="rename DNAME target\nx.target A 192.0.2.1", after=flipped("rename", DNAME))
case("rename", ("x.here", "A", "secure"), ("x.plain", "A", "insecure"), (("a" * 60 + ".") * 3 + "long", "A", "any"), ("x.loop", "A", "any"),
     text="here DNAME good.com.\nplain DNAME plain.com.\nlong DNAME " + ("b" * 60 + ".") + "good.com.\nloop DNAME loop2\nloop2 DNAME loop")

# ---- servers ----
case("refused", ("www", "A", "failed"), change=rcode(5))
case("servfail", ("www", "A", "failed"), change=rcode(2))
case("notimp", ("www", "A", "failed"), change=rcode(4))
case("notauth", ("www", "A", "any"), signed=False, change=not_authoritative)
case("upward", ("www", "A", "failed"), change=upward)
case("truncated", ("www", "A", "secure"), change=truncated)
case("cutforever", ("www", "A", "failed"), change=truncated_always)
case("lower", ("www", "A", "secure"), change=lower_case)
case("noedns", ("www", "A", "insecure"), signed=False, change=no_edns(1))
case("nedns4", ("www", "A", "insecure"), signed=False, change=no_edns(4))
case("otherquestion", ("www", "A", "failed"), signed=False, change=other_question)
case("silent", ("www", "A", "failed"), signed=False, change=silent)
case("deadglue", ("www", "A", "insecure"), signed=False, addresses=["10.53.9.1"],
     delegation=["deadglue NS ns.deadglue.com.", "deadglue NS ns2.deadglue.com.", "ns.deadglue A 10.53.250.1", "ns2.deadglue A 10.53.9.1"])
case("glueless", ("www", "A", "insecure"), signed=False, addresses=["10.53.9.2"],
     delegation=["glueless NS ns-glueless.good2.com."])
case("good2", ("www", "A", "secure"), text=WWW + "\nns-glueless A 10.53.9.2")
case("noglue", ("www", "A", "failed"), signed=False, addresses=["10.53.9.3"], delegation=["noglue NS ns.noglue.com."])
case("cyclic1", ("www", "A", "failed"), signed=False, addresses=["10.53.9.4"], delegation=["cyclic1 NS ns.cyclic2.com."])
case("cyclic2", ("www", "A", "failed"), signed=False, addresses=["10.53.9.5"], delegation=["cyclic2 NS ns.cyclic1.com."])
case("noname", ("www", "A", "failed"), signed=False, addresses=["10.53.9.6"], delegation=["noname NS ns.nothing.good.com."])
case("aliasns", ("www", "A", "any"), signed=False, addresses=["10.53.9.2"], delegation=["aliasns NS ns-alias.good4.com."])
case("good4", ("www", "A", "secure"), text=WWW + "\nns-alias CNAME ns-real\nns-real A 10.53.9.2")


def replay_wildcard(query, response):
    """The wildcard's record and signature for a name that has its own."""
    q = query.question[0]
    if q.rdtype == dns.rdatatype.TXT and q.name.to_text().lower().startswith("www."):
        zone = ZONES["wildreplay"]
        response.answer.clear()
        zone.give(response.answer, at(zone, "*"), q.rdtype, True, q.name)
        for owner, kind in zone.denial_sets([q.name]):
            zone.give(response.authority, owner, kind, True)
    return response


def strip_proof(query, response):
    """Referrals below parent.com come without DS and without the proof that there is none."""
    if query.question[0].name != dns.name.from_text("www.parent.com."):
        for section in (response.answer, response.authority):
            section[:] = [r for r in section if r.rdtype in (NS, SOA, DNSKEY) or (r.rdtype == RRSIG and r.covers in (SOA, DNSKEY))]
    return response


ZONES = {}


def build(world):
    """All cases below com."""
    world.zone("com.", signed=True)
    for made in CASES:
        how, apex = dict(made["how"]), made["name"] + ".com."
        if callable(how.get("ds")):
            how["ds"] = how["ds"](dns.name.from_text(apex))
        if how.get("keys"):
            how.pop("signed")
        zone = world.zone(apex, made["text"], **how)
        zone.change = made["change"]
        ZONES[made["name"]] = zone
