# SPDX-License-Identifier: BSD-2-Clause
"""
Our resolver and three others over one internet that is right in some places and broken in many: RCODE, AD and data.

Ours has to give the verdict that a case names, and what others say otherwise is explained in EXPLAINED.
"""
import threading

import dns.exception
import dns.flags
import dns.rcode
import dns.rdatatype
import pytest

from lib import namespace
from lib.authority import World
from lib.resolvers import DebianKresd, KINDS, Named, Ours, Unbound
from .broken import CASES, build

PEERS = {DebianKresd: "kresd", Unbound: "unbound", Named: "named"}
ALIASES = "RFC 1035 section 4.1.1: with SERVFAIL there is no answer, so no part of a chain either"
EXPLAINED = {
    # (case, peer): the section that allows ours, or asks for it
    ("flippedsoa", "named"): "RFC 4035 section 5.5: a negative answer with an SOA that does not verify is not given",
    ("nosoasig", "all"): "RFC 4035 section 5.4: NSEC records prove it; what is unsigned beside them is left out",
    ("dssha256bad", "unbound"): "RFC 4509 section 3: SHA-1 does not count beside SHA-256",
    ("revoked", "unbound"): "RFC 5011 section 2.1: a key that is revoked validates nothing",
    ("nsecchildside", "unbound"): "RFC 6840 section 4.1: an NSEC of a delegation denies nothing below it",
    ("nsecchildside", "named"): "RFC 6840 section 4.1: an NSEC of a delegation denies nothing below it",
    ("nsecoutside", "kresd"): "RFC 4034 section 4.1.1: the next name is one of the zone",
    ("nsec3flags", "named"): "RFC 5155 section 8.2: with a flag that is not known the record is ignored",
    ("nsec3iter150", "unbound"): "RFC 9276 section 3.2: above 50 iterations a zone is insecure",
    ("nsec3iter150", "named"): "RFC 9276 section 3.2: above 50 iterations a zone is insecure",
    ("loops", "kresd"): ALIASES, ("loops", "named"): ALIASES, ("loops2", "kresd"): ALIASES, ("loops2", "named"): ALIASES,
    ("loops3", "kresd"): ALIASES, ("loops3", "named"): ALIASES, ("rename", "kresd"): ALIASES, ("rename", "named"): ALIASES,
    ("nedns4", "kresd"): "RFC 6891 section 7: NOTIMP may mean that EDNS is not known",
    ("nedns4", "named"): "RFC 6891 section 7: NOTIMP may mean that EDNS is not known",
    ("silent", "unbound"): "it drops answers that come after 1.9 seconds",
    ("aliasns", "named"): "RFC 1123 section 2.2: who reads is liberal; ours, kresd and unbound follow the alias",
}


def ask(resolver, owner, kind):
    """(rcode, AD, data of the answer), or why there is none.  Unbound is asked again: it drops what is late."""
    for timeout in (8, 8, 25) if isinstance(resolver, Unbound) else (25,):
        try:
            response = resolver.ask(owner, kind, want_dnssec=True, timeout=timeout)
            if response.flags & dns.flags.TC:
                response = resolver.ask(owner, kind, want_dnssec=True, tcp=True)
            break
        except (dns.exception.DNSException, OSError) as e:
            response, why = None, type(e).__name__
    if response is None:
        return why
    data = sorted((rrset.name.to_text().lower(), dns.rdatatype.to_text(rrset.rdtype), item.to_text().lower())
                  for rrset in response.answer if rrset.rdtype != dns.rdatatype.RRSIG for item in rrset)
    return dns.rcode.to_text(response.rcode()), bool(response.flags & dns.flags.AD), tuple(data)


def questions():
    for made in CASES:
        for owner, kind, verdict in made["questions"]:
            apex = made["name"] + ".com."
            yield made["name"], (apex if owner == "@" else owner + "." + apex), kind, verdict


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """{kind: {(owner, type): answer}}"""
    if not namespace.enter():
        pytest.skip("network namespaces are not allowed here")
    world, out = World(), {}
    build(world)
    with world:
        def run(kind, folder):
            with kind(folder, World.ROOT, world.anchor) as resolver:
                out[kind] = {(owner, rdtype): ask(resolver, owner, rdtype) for _, owner, rdtype, _ in questions()}
        # The factory of folders is not for several threads at once.
        threads = [threading.Thread(target=run, args=(kind, tmp_path_factory.mktemp("resolver"))) for kind in KINDS if kind.path()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return out


def verdict_of(answer):
    if isinstance(answer, str):
        return answer
    code, secure, _ = answer
    return "failed" if code == "SERVFAIL" else "secure" if secure else "insecure"


def test_ours_gives_each_case_its_verdict(answers):
    wrong = []
    for name, owner, kind, verdict in questions():
        got = verdict_of(answers[Ours][owner, kind])
        if verdict != "any" and got != ("failed" if verdict == "bogus" else verdict):
            wrong.append((owner, kind, verdict, answers[Ours][owner, kind]))
    assert not wrong, "\n".join(map(str, wrong))


def test_differences_are_explained(answers):
    left, explained = [], 0
    for name, owner, kind, _ in questions():
        ours = answers[Ours][owner, kind]
        for peer, word in PEERS.items():
            theirs = answers.get(peer, {}).get((owner, kind), ours)
            if theirs == ours:
                continue
            reason = EXPLAINED.get((name, word)) or EXPLAINED.get((name, "all"))
            explained += reason is not None
            if reason is None:
                left.append("%s %s: ours %s, %s %s" % (owner, kind, ours, word, theirs))
    print("%d questions, %d differences explained" % (sum(1 for _ in questions()), explained))
    assert not left, "\n".join(left)
