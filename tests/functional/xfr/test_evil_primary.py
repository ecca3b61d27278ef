# SPDX-License-Identifier: BSD-2-Clause
"""Our knotd as the secondary of a primary that breaks the rules."""
import pytest

from lib.xfr import EvilPrimary, OurPeered

ZONE = "example.com."


def soa(serial):
    return f"@ 3600 SOA ns h {serial} 7200 3600 604800 300"


def body(serial):
    return [soa(serial), "@ 3600 NS ns", "ns 3600 A 192.0.2.1"]


class Script:
    """A primary with a serial; what it answers to IXFR and AXFR can be replaced."""

    def __init__(self, primary):
        self.primary, self.serial = primary, 1
        self.ixfr = self.axfr = None

    def __call__(self, query):
        kind = query.question[0].rdtype
        answer = lambda *lines, **more: self.primary.answer(query, *lines, **more)
        if kind == 6:
            return [answer(soa(self.serial))]
        if kind == 251 and self.ixfr is not None:
            return self.ixfr(answer)
        if kind == 252 and self.axfr is not None:
            return self.axfr(answer)
        return [answer(*body(self.serial), soa(self.serial))]


class Unsigned(OurPeered):
    """No key: the script cannot sign."""

    def configuration(self):
        return super().configuration().replace("    key: xfr.\nacl", "acl").replace(
            "acl:\n", "acl:\n  - id: anybody\n    address: 127.0.0.0/8\n    action: transfer\n").replace(
            "acl: keyed", "acl: [keyed, anybody]")

    def refresh(self):
        self.knotc("zone-refresh", ZONE)

    def wait_line(self, line, since=0):
        self.process.wait_for(lambda: line in self.log()[since:], 20, f"line {line!r}")


@pytest.fixture
def pair(tmp_path):
    primary = EvilPrimary(ZONE)
    primary.script = Script(primary)
    with Unsigned(tmp_path, {}, primaries={ZONE: primary}, options="") as ours:
        ours.wait_serial(ZONE, 1)
        yield primary.script, ours
    primary.close()


@pytest.mark.parametrize("reply, reason", [
    (lambda a: [a(rcode=4)], "not allowed"),
    (lambda a: [a(rcode=5)], "not allowed"),
    (lambda a: [a()], "operation not supported"),
    (lambda a: [a("@ 3600 NS ns")], "malformed transfer"),
    (lambda a: [a(soa(2), soa(1), "no 60 A 192.0.2.9", soa(2), soa(2))], "no such record in zone found"),
    (lambda a: [a(soa(2), soa(1), soa(2), "ns 3600 A 192.0.2.1", soa(2))], "such record already exists in zone"),
    (lambda a: [a(soa(2), soa(7), soa(2), soa(2))], "malformed transfer"),
    (lambda a: [a(soa(2), soa(1)), None], "connection closed"),
    (lambda a: [b"\0" * 11], "malformed transfer"),
])
def test_what_cannot_be_had_as_changes_is_taken_whole(pair, reply, reason):
    script, ours = pair
    script.serial, script.ixfr = 2, reply
    ours.refresh()
    ours.wait_serial(ZONE, 2)
    assert f"fallback to AXFR ({reason})" in ours.log()
    assert script.primary.asked == ["AXFR", "SOA", "IXFR", "AXFR"]


@pytest.mark.parametrize("reply", [
    lambda a: [a(*body(2)), None],                               # dies in the middle
    lambda a: [a(*body(2), soa(3))],                             # another SOA
    lambda a: [a(*body(2)), a("x 1 SOA . . 2 1 1 1 1", soa(2))],  # one that is not at the apex
    lambda a: [a("@ 3600 NS ns")],                               # none
    lambda a: [a(*body(2)), a(rcode=2)],                         # an error at the end
    lambda a: [a(*body(2))] + [a()] * 100 + [a(soa(2))],         # empty messages
    lambda a: [a(*body(2), "c 1 CNAME ns", "c 1 A 192.0.2.9", soa(2))],  # fails mandatory checks
])
def test_a_broken_zone_is_not_taken(pair, reply):
    script, ours = pair
    script.serial, script.axfr, script.ixfr = 2, reply, lambda a: [a(rcode=4)]
    ours.refresh()
    ours.wait_line("refresh, failed (")
    assert ours.serial(ZONE) == 1
    assert "next retry at" in ours.log()
    script.axfr = None
    ours.refresh()
    ours.wait_serial(ZONE, 2)


def test_a_serial_that_goes_back_is_not_followed(pair):
    script, ours = pair
    script.serial = 2
    ours.refresh()
    ours.wait_serial(ZONE, 2)
    script.serial = 1
    ours.refresh()
    ours.wait_line("remote serial 1, remote is outdated")
    assert ours.serial(ZONE) == 2
    # By force it is.
    ours.knotc("zone-retransfer", ZONE)
    ours.wait_serial(ZONE, 1)


def test_a_whole_zone_may_answer_for_changes(pair):
    script, ours = pair
    script.serial = 2
    ours.refresh()
    ours.wait_serial(ZONE, 2)
    assert "receiving AXFR-style IXFR" in ours.log()
    assert script.primary.asked == ["AXFR", "SOA", "IXFR"]


def test_records_of_other_zones_are_left_out(pair):
    script, ours = pair
    script.serial = 2
    script.ixfr = lambda a: [a(*body(2), "evil.example. 60 A 192.0.2.66", soa(2))]
    ours.refresh()
    ours.wait_serial(ZONE, 2)
    assert len(ours.zone(ZONE).nodes) == 2


def test_a_primary_that_is_gone_is_asked_again(pair):
    script, ours = pair
    script.primary.script = lambda query: [None]
    ours.refresh()
    ours.wait_line("refresh, failed (no usable master), next retry at")
    assert ours.serial(ZONE) == 1
    script.serial, script.primary.script = 2, script
    ours.refresh()
    ours.wait_serial(ZONE, 2)
