# SPDX-License-Identifier: BSD-2-Clause
"""Our knotd as a secondary of servers of other makes."""
import signal

import pytest

from lib.process import wait_until
from lib.servers import Nsd
from lib.xfr import OurPeered, zone_text

ZONE = "example.com."


@pytest.fixture(scope="module")
def pair(tmp_path_factory, peer_kind):
    """A primary of some make and ours behind it, told of changes."""
    folder = tmp_path_factory.mktemp(peer_kind.binary)
    ours = OurPeered(folder, {}, primaries={})
    primary = peer_kind(folder / "primary", {ZONE: zone_text(1)}, secondaries={ZONE: ours})
    ours.primaries = {ZONE: primary}
    with primary, ours:
        ours.wait_serial(ZONE, 1)
        yield primary, ours


def test_the_zone_comes_whole(pair):
    primary, ours = pair
    assert ours.zone(ZONE) == primary.zone(ZONE)
    log = ours.log()
    assert "AXFR, incoming, remote %s TCP, key xfr., started" % primary.at in log
    assert "refresh, remote %s TCP, key xfr., zone updated" % primary.at in log


def test_a_hundred_steps_come_as_changes(pair):
    primary, ours = pair
    if isinstance(primary, Nsd):
        pytest.skip("nsd takes no updates")
    before = ours.serial(ZONE)
    ours.knotc("zone-freeze", ZONE)
    for i in range(100):
        primary.update(ZONE, (f"step{i}", 60, "A", f"10.0.0.{i}"), (f"step{i}", 60, "TXT", f'"{i}"'))
    assert primary.serial(ZONE) == before + 100
    assert ours.serial(ZONE) == before
    ours.knotc("zone-thaw", ZONE)
    ours.wait_serial(ZONE, before + 100)
    assert ours.zone(ZONE) == primary.zone(ZONE)
    log = ours.log()
    assert "IXFR, incoming, remote %s TCP, key xfr., started" % primary.at in log
    assert f"serial {before} -> {before + 100}" in log
    assert "fallback" not in log


def test_a_notice_brings_a_change(pair):
    primary, ours = pair
    before = ours.serial(ZONE)
    if isinstance(primary, Nsd):
        primary.write(primary.zone_file(ZONE), zone_text(before + 1, "new A 192.0.2.9\n"))
        primary.process.signal(signal.SIGHUP)
    else:
        primary.update(ZONE, ("new", 60, "A", "192.0.2.9"))
    ours.wait_serial(ZONE, before + 1)
    wait_until(lambda: "notify, incoming, remote 127.0.0.1@" in ours.log(), 10, "line about the notice")
    assert ours.zone(ZONE) == primary.zone(ZONE)


def test_what_others_may_not_do(pair):
    _, ours = pair
    assert ours.notify(ZONE, sign=False).rcode() == 9
    assert ours.notify("other.example.").rcode() == 9
    assert ours.notify(ZONE).rcode() == 0
