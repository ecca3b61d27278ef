# SPDX-License-Identifier: BSD-2-Clause
"""Trust anchors and negative ones that come and go, also over a restart with the same cache: what is kept is worth what they say now."""
import dns.flags
import dns.rcode
import dns.rrset
import pytest

from lib import namespace
from lib.authority import A, World
from lib.resolvers import Ours

NAMES = ("www.good.com.", "alias.good.com.", "none.good.com.", "x.wild.good.com.", "www.bad.com.", "www.plain.com.")
INSECURE = ["NOERROR", "NOERROR", "NXDOMAIN", "NOERROR", "NOERROR", "NOERROR"]
VALIDATED = ["NOERROR AD", "NOERROR AD", "NXDOMAIN AD", "NOERROR AD", "SERVFAIL", "NOERROR"]
GOOD_LEFT_OUT = ["NOERROR", "NOERROR", "NXDOMAIN", "NOERROR", "SERVFAIL", "NOERROR"]
BAD_LEFT_OUT = ["NOERROR AD", "NOERROR AD", "NXDOMAIN AD", "NOERROR AD", "NOERROR", "NOERROR"]


def spoil(zone):
    for (name, kind), sigs in list(zone.sigs.items()):
        if kind == A:
            zone.sigs[name, kind] = dns.rrset.from_rdata(name, zone.ttl, sigs[0].replace(signature=bytes(64)))


def seen(resolver):
    """What clients get, twice: the second time from the process's own answers."""
    out = []
    for _ in range(2):
        responses = [resolver.ask(name, want_dnssec=True) for name in NAMES]
        out.append([dns.rcode.to_text(r.rcode()) + (" AD" if r.flags & dns.flags.AD else "") for r in responses])
    assert out[0] == out[1]
    return out[0]


def test_kept_data_are_worth_what_anchors_say_now(tmp_path):
    if not namespace.enter():
        pytest.skip("network namespaces are not allowed here")
    world = World()
    world.zone("com.", signed=True)
    world.zone("good.com.", "www A 192.0.2.1\nalias CNAME www\n*.wild A 192.0.2.7", signed=True)
    world.zone("bad.com.", "www A 192.0.2.1", signed=True, after=spoil)
    world.zone("plain.com.", "www A 192.0.2.3")
    with world:
        with Ours(tmp_path, World.ROOT) as resolver:
            assert seen(resolver) == INSECURE
            resolver.control(f"trust_anchors.add('. DS {world.anchor}')")
            assert seen(resolver) == VALIDATED
            resolver.control("trust_anchors.set_insecure({ 'good.com' })")
            assert seen(resolver) == GOOD_LEFT_OUT
            resolver.control("trust_anchors.set_insecure({ 'bad.com' })")
            assert seen(resolver) == BAD_LEFT_OUT
            resolver.control("trust_anchors.set_insecure({})")
            assert seen(resolver) == VALIDATED
            resolver.control("trust_anchors.remove('.')")
            assert seen(resolver) == INSECURE
        for anchor, verdicts in ((world.anchor, VALIDATED), (None, INSECURE), (world.anchor, VALIDATED)):
            with Ours(tmp_path, World.ROOT, anchor) as resolver:
                assert seen(resolver) == verdicts
