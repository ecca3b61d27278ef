# SPDX-License-Identifier: BSD-2-Clause
"""The wall clock jumps, by years and back: what is served is signed well at the time that it shows."""
import os
import struct
import time

import pytest

from conftest import Signing

DAY = 86400


class Shifted(Signing):
    """Its wall clock is ahead as shift() says."""

    def shift(self, seconds):
        self.ahead = seconds
        with open(self.folder + "/clock", "r+b" if os.path.exists(self.folder + "/clock") else "wb") as f:
            f.write(struct.pack("=q", seconds))

    def now(self):
        return int(time.time()) + self.ahead

    def start(self):
        if not os.path.exists(self.folder + "/clock"):
            self.shift(0)
        os.environ.update(LD_PRELOAD=os.environ["BOWLINE_CLOCK"], BOWLINE_CLOCK_FILE=self.folder + "/clock")
        try:
            return super().start()
        finally:
            del os.environ["LD_PRELOAD"], os.environ["BOWLINE_CLOCK_FILE"]

    def look(self):
        """Have it look at its keys now, and check what it serves."""
        self.knotc("-b", "zone-keys-load", "example.")
        return self.check_signed(at=self.now())


@pytest.fixture
def shifted(signing):
    return lambda **more: signing(kind=Shifted, **more)


def test_years_pass_in_steps(shifted):
    server = shifted(policy="zsk-lifetime: 30d; ksk-lifetime: 365d; propagation-delay: 1h")
    server.knotc("-b", "zone-ksk-submitted", "example.")
    seen = set()
    for days in range(0, 800, 13):
        server.shift(days * DAY)
        server.look()
        seen.update(k for k in server.stored())
        if "KSK submission, waiting" in server.log().rsplit("DNSSEC, signing zone", 1)[1]:
            server.knotc("zone-ksk-submitted", "example.")
            server.look()
        assert server.update((f"d{days}", 60, "A", "192.0.2.1")) == 0
        server.check_signed(at=server.now())
    assert len(seen) > 6  # keys came and went


def test_a_jump_finds_the_zone_expired_and_signs_it_anew(shifted):
    server = shifted(policy="nsec3: on")
    server.shift(400 * DAY)
    text = server.look()
    assert str(time.gmtime(server.now()).tm_year) in text
    server.restart()
    server.check_signed(at=server.now())


def test_a_clock_that_goes_back_leaves_a_zone_that_is_good_then(shifted):
    server = shifted()
    server.shift(100 * DAY)
    server.look()
    server.shift(0)
    server.look()
    server.shift(-50 * DAY)
    server.look()


def test_a_clock_before_the_salt_is_told(shifted):
    server = shifted(policy="nsec3: on")
    before = server.text()
    server.shift(-30 * DAY)
    server.knotc("-b", "zone-keys-load", "example.", code=1)
    assert server.lines("DNSSEC, failed to renew the NSEC3 salt (the clock is before the present one was made)")
    assert server.text() == before


def test_a_jump_is_noticed_by_itself(shifted):
    server = shifted()
    server.shift(400 * DAY)
    server.wait_log("the clock was set forward", 90)
    server.wait_log("DNSSEC, successfully signed, serial 12")
    server.check_signed(at=server.now())
