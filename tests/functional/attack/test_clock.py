# SPDX-License-Identifier: BSD-2-Clause
"""Clocks that are far off, and years in which 32-bit seconds end or begin anew."""
import calendar

import dns.flags
import dns.rcode
import pytest

DAY, WRAP = 86400, 1 << 32
DATES = [(1975, 6, 1), (2038, 1, 20), (2096, 11, 28), (2106, 2, 7), (2106, 2, 8), (2150, 1, 1)]


@pytest.mark.parametrize("date", DATES, ids=lambda date: str(date[0]) + "-%02d" % date[2])
def test_year(rig, date):
    """Zones that are signed for that time are secure in it, signatures of today are not, and what is cached is found again."""
    if not rig.is_ours:
        pytest.skip("ours alone has a clock that a test may set")
    now = calendar.timegm((*date, 12, 0, 0))
    for zone in rig.world.zones:
        zone.start, zone.end = (now - 20 * DAY) % WRAP, (now + 20 * DAY) % WRAP
    rig.world.zone("today.com.", "www A 192.0.2.1", signed=True)
    rig.world.zone("weekago.com.", "www A 192.0.2.1", signed=True, start=(now - 20 * DAY) % WRAP, end=(now - 7 * DAY) % WRAP)
    resolver = rig.start(env={"KRESD_TEST_TIME": str(now)})
    for _ in range(2):
        response = resolver.ask("www.good.com.", want_dnssec=True)
        assert response.flags & dns.flags.AD and response.rcode() == dns.rcode.NOERROR
        assert response.answer[0].ttl in range(290, 301)
        response = resolver.ask("none.good.com.", want_dnssec=True)
        assert response.flags & dns.flags.AD and response.rcode() == dns.rcode.NXDOMAIN
    asked = rig.world.server.packets
    assert "192.0.2.2" in str(resolver.ask("other.good.com."))
    resolver.control("cache.clear('nothing.')")  # the answer cache begins anew
    assert "192.0.2.2" in str(resolver.ask("other.good.com."))
    assert rig.world.server.packets - asked <= 1
    for name in ("www.today.com.", "www.weekago.com."):
        assert resolver.ask(name).rcode() == dns.rcode.SERVFAIL, name
