# SPDX-License-Identifier: BSD-2-Clause
"""Our knotd as the primary of servers of other makes, and of clients that ask strange things."""
import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from lib.xfr import KEY, KEYRING, PEERED, OurPeered, records, zone_text

ZONE = "example.com."
STEPS = 100


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Our primary, changed in many steps after its secondaries took the zone."""
    folder = tmp_path_factory.mktemp("primary")
    with OurPeered(folder, {ZONE: zone_text(1, "gone A 192.0.2.7\n")}) as ours:
        secondaries = [kind(folder / kind.binary, {}, primaries={ZONE: ours}) for kind in PEERED
                       if kind.is_available()]
        try:
            for s in secondaries:
                s.start()
            for s in secondaries:
                s.wait_serial(ZONE, 1)
            ours.knotc("zone-begin", ZONE)
            ours.knotc("zone-unset", ZONE, "gone")
            ours.knotc("zone-commit", ZONE)
            for i in range(1, STEPS):
                ours.change(ZONE, [f"step{i}", "60", "A", f"10.0.0.{i}"])
            yield ours, secondaries
        finally:
            for s in secondaries:
                s.stop()


def test_secondaries_take_many_steps_at_once(world):
    ours, secondaries = world
    want = ours.zone(ZONE)
    for s in secondaries:
        s.notify(ZONE)
        s.wait_serial(ZONE, 1 + STEPS)
        assert s.zone(ZONE) == want, s.binary
    log = ours.log()
    assert log.count(f"key xfr., started, serial 1 -> {1 + STEPS}") == len(secondaries)
    assert "fallback" not in log


def ixfr(serial, *, tcp=True, edns=False):
    query = dns.message.make_query(ZONE, "IXFR", use_edns=0 if edns else None)
    if serial is not None:
        query.authority = records(ZONE, f"@ 0 SOA . . {serial} 0 0 0 0")
    query.use_tsig(KEYRING, KEY.name, algorithm=KEY.algorithm + ".")
    return query


def ask(ours, query, tcp=True):
    return (dns.query.tcp if tcp else dns.query.udp)(query, ours.address, 5, ours.port, one_rr_per_rrset=True)


def test_steps_are_sent_one_by_one(world):
    ours, _ = world
    answer = ask(ours, ixfr(STEPS - 1)).answer
    kinds = [(rrset.rdtype, rrset[0].serial if rrset.rdtype == 6 else None) for rrset in answer]
    last = STEPS + 1
    assert kinds == [(6, last), (6, last - 2), (6, last - 1), (1, None), (6, last - 1), (6, last), (1, None),
                     (6, last)]


@pytest.mark.parametrize("serial, tcp", [(STEPS + 1, True), (STEPS + 5, True), (1, False), (STEPS + 1, False)])
def test_one_soa_is_enough_when_nothing_is_newer_and_over_udp(world, serial, tcp):
    ours, _ = world
    answer = ask(ours, ixfr(serial), tcp)
    assert [(r.rdtype, r[0].serial) for r in answer.answer] == [(6, STEPS + 1)]
    assert answer.flags & dns.flags.AA


def test_without_history_the_zone_is_sent(world):
    ours, _ = world
    answer = ask(ours, ixfr(0)).answer
    assert answer[0].rdtype == answer[-1].rdtype == 6
    assert len(answer) == 4 + STEPS - 1
    assert "IXFR, outgoing, remote 127.0.0.1@" in ours.log()
    assert "incomplete history, serial 0, fallback to AXFR" in ours.log()


def test_no_serial_no_answer(world):
    ours, _ = world
    assert ask(ours, ixfr(None)).rcode() == dns.rcode.FORMERR


def test_the_time_of_expiry_is_told_to_who_asks(world, kdig):
    ours, _ = world
    told = kdig(f"@{ours.at}", "-y", KEY.argument, ZONE, "AXFR", "+ednsopt=9", "+header")
    assert told.code == 0
    query = ixfr(STEPS)
    query.use_edns(0, options=[dns.edns.GenericOption(9, b"")])
    options = {option.otype: option.data for option in ask(ours, query).options}
    assert int.from_bytes(options[9], "big") == 604800


def test_a_frozen_zone_is_not_given_away(world):
    ours, _ = world
    ours.knotc("zone-xfr-freeze", ZONE)
    try:
        answer = ask(ours, ixfr(1, edns=True))
        assert answer.rcode() == dns.rcode.REFUSED
        assert [int(option.code) for option in answer.options] == [14]
        assert "outgoing IXFR frozen" in ours.log()
    finally:
        ours.knotc("zone-xfr-thaw", ZONE)
    assert len(ask(ours, ixfr(STEPS)).answer) == 5
