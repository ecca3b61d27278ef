# SPDX-License-Identifier: BSD-2-Clause
"""Connections to remotes that are kept for the next exchange, and remotes that could not be reached."""
import socket

from lib.xfr import EvilPrimary, OurPeered, zone_text

ZONE = "example.com."
POOL = "server:\n    remote-pool-limit: 4\n    remote-pool-timeout: %s\n"


class Unsigned(OurPeered):
    """No key: the script cannot sign."""

    def configuration(self):
        return super().configuration().replace("    key: xfr.\nacl", "acl")


class Gone:
    """An address where nobody listens."""

    def __init__(self):
        self.address = "127.0.0.1"
        with socket.create_server((self.address, 0)) as listener:
            self.port = listener.getsockname()[1]
        self.at = f"{self.address}@{self.port}"


def test_the_next_exchange_goes_over_the_connection_that_stands(tmp_path, peer_kind):
    primary = peer_kind(tmp_path / "primary", {ZONE: zone_text(1)})
    ours = OurPeered(tmp_path / "secondary", {}, primaries={ZONE: primary}, options=POOL % 30)
    with primary, ours:
        ours.wait_serial(ZONE, 1)
        assert f"AXFR, incoming, remote {primary.at} TCP, key xfr., started" in ours.log()
        ours.knotc("-b", "zone-refresh", ZONE)
        assert f"refresh, remote {primary.at} TCP/pool, key xfr., remote serial 1, zone is up-to-date" in ours.log()


def test_a_notice_and_a_connection_the_peer_has_closed(tmp_path):
    ours = OurPeered(tmp_path / "primary", {ZONE: zone_text(1)}, options=POOL % 30)
    secondary = OurPeered(tmp_path / "secondary", {}, primaries={ZONE: ours},
                          options="server:\n    tcp-idle-timeout: 1\n")
    ours.secondaries = {ZONE: secondary}

    def told(serial, way):
        line = f"notify, outgoing, remote {secondary.at} {way}, key xfr., serial {serial}\n"
        ours.process.wait_for(lambda: line in ours.log(), 10, line)

    with ours, secondary:
        secondary.wait_serial(ZONE, 1)
        ours.change(ZONE, ["a", "60", "A", "192.0.2.9"])
        told(2, "TCP")
        ours.change(ZONE, ["b", "60", "A", "192.0.2.9"])
        told(3, "TCP/pool")
        connections = lambda: secondary_connections(secondary.port)
        ours.process.wait_for(lambda: connections() == 0, 10, "the secondary closing what is idle")
        ours.change(ZONE, ["c", "60", "A", "192.0.2.9"])
        told(4, "TCP")


def secondary_connections(port):
    """Established connections of a port's listener, as the kernel lists them."""
    wanted = f":{port:04X}"
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return sum(row[1].endswith(wanted) and row[3] == "01" for row in rows)


def test_idle_connections_are_closed_in_time(tmp_path):
    primary = OurPeered(tmp_path / "primary", {ZONE: zone_text(1)})
    ours = OurPeered(tmp_path / "secondary", {}, primaries={ZONE: primary}, options=POOL % 1)
    with primary, ours:
        ours.wait_serial(ZONE, 1)
        ours.process.wait_for(lambda: secondary_connections(primary.port) == 0, 8, "the connection's end")


def test_a_refusal_costs_the_connection(tmp_path):
    primary = EvilPrimary(ZONE)
    primary.script = lambda query: [primary.answer(query, rcode=5)]
    ours = Unsigned(tmp_path, {}, primaries={ZONE: primary}, options=POOL % 30)
    with ours:
        for count in (1, 2, 3):
            ours.process.wait_for(lambda: len(primary.asked) >= count, 10, "a question")
            ours.knotc("zone-refresh", ZONE)
        assert "server responded with error 'REFUSED'" in ours.log()
        assert "TCP/pool" not in ours.log()
    primary.close()


def test_who_could_not_be_reached_is_left_alone_for_a_while(tmp_path):
    gone = Gone()
    ours = OurPeered(tmp_path, {ZONE: zone_text(1)}, secondaries={ZONE: gone}, items=["retry-max-interval: 1"],
                     options="server:\n    remote-retry-delay: 60000\n")
    with ours:
        line = f"notify, outgoing, remote {gone.at} TCP, key xfr., "
        ours.process.wait_for(lambda: line + "failed (connection refused)" in ours.log(), 10, "failure")
        known = "retry, failed (remote known to be unreachable)"
        ours.process.wait_for(lambda: line + known in ours.log(), 10, "retry")
        assert ours.log().count("(connection refused)") == 1
        # Without the item everything is tried again.
        with open(ours.folder + "/server.conf") as f:
            text = f.read().replace("remote-retry-delay: 60000", "remote-retry-delay: 0")
        ours.write("server.conf", text)
        ours.knotc("reload")
        ours.process.wait_for(lambda: line + "retry, failed (connection refused)" in ours.log(), 10, "another try")
