# SPDX-License-Identifier: BSD-2-Clause
"""Our knotd tells its secondaries, of other makes and of its own."""
import socket

import pytest

from lib.xfr import PEERED, OurPeered, zone_text

ZONE = "example.com."


@pytest.mark.parametrize("kind", [*PEERED, OurPeered], ids=lambda kind: kind.__name__)
def test_a_change_reaches_the_secondary(tmp_path, kind):
    if not kind.is_available():
        pytest.skip(f"no {kind.binary} here")
    ours = OurPeered(tmp_path / "primary", {ZONE: zone_text(1)})
    secondary = kind(tmp_path / "secondary", {}, primaries={ZONE: ours})
    ours.secondaries = {ZONE: secondary}
    with ours, secondary:
        secondary.wait_serial(ZONE, 1)
        ours.change(ZONE, ["new", "60", "A", "192.0.2.9"])
        secondary.wait_serial(ZONE, 2)
        ours.process.wait_for(lambda: "serial 2" in ours.log(), 10, "line about the notice")
        assert f"notify, outgoing, remote {secondary.at} TCP, key xfr., serial 2" in ours.log()
        assert secondary.zone(ZONE) == ours.zone(ZONE)


def test_who_cannot_be_told_is_told_later(tmp_path):
    class Nobody:
        address = "127.0.0.1"

    with socket.create_server((Nobody.address, 0)) as listener:
        Nobody.at = f"127.0.0.1@{listener.getsockname()[1]}"
    ours = OurPeered(tmp_path, {ZONE: zone_text(1)}, secondaries={ZONE: Nobody}, items=["retry-max-interval: 1"])
    with ours:
        line = f"notify, outgoing, remote {Nobody.at} TCP, key xfr., "
        ours.process.wait_for(lambda: line + "failed (connection refused)" in ours.log(), 10, "failure")
        ours.process.wait_for(lambda: line + "retry, failed (connection refused)" in ours.log(), 10, "retry")
