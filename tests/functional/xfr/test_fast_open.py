# SPDX-License-Identifier: BSD-2-Clause
"""tcp-fastopen, where the system allows it: in a network namespace of the test's own."""
import os
import subprocess
import sys

import pytest

from lib.xfr import OurPeered, zone_text

ZONE = "example.com."
INSIDE = "IN_OWN_NETWORK"
SCRIPT = 'ip link set lo up && echo 3 >/proc/sys/net/ipv4/tcp_fastopen && exec "$@"'


def fast_openings():
    """Connections that sent data with their SYN and had it acknowledged (TCPFastOpenActive)."""
    with open("/proc/net/netstat") as f:
        rows = [line.split() for line in f if line.startswith("TcpExt:")]
    return int(rows[1][rows[0].index("TCPFastOpenActive")])


@pytest.mark.skipif(INSIDE not in os.environ, reason="runs within test_in_own_network")
def test_inside(tmp_path):
    for setting in ("off", "on"):
        before = fast_openings()
        ours = OurPeered(tmp_path / setting, {}, primaries={}, options=f"server:\n    tcp-fastopen: {setting}\n")
        primary = OurPeered(tmp_path / setting / "primary", {ZONE: zone_text(1)}, secondaries={ZONE: ours})
        ours.primaries = {ZONE: primary}
        with primary, ours:
            ours.wait_serial(ZONE, 1)
            for serial in (2, 3, 4):  # the first connection only fetches the cookie
                primary.write(primary.zone_file(ZONE), zone_text(serial))
                primary.knotc("zone-reload", ZONE)
                ours.wait_serial(ZONE, serial)
        assert (fast_openings() > before) == (setting == "on")


@pytest.mark.skipif(INSIDE in os.environ, reason="runs outside")
def test_in_own_network(tmp_path):
    enter = ["unshare", "-n", "sh", "-c", SCRIPT, "sh"]
    if subprocess.run([*enter, "true"], capture_output=True).returncode != 0:
        pytest.skip("cannot have a network of its own")
    done = subprocess.run([*enter, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
                           f"--basetemp={tmp_path}/inside", f"{__file__}::test_inside"],
                          capture_output=True, text=True, env=dict(os.environ, **{INSIDE: "1"}), timeout=120)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr
