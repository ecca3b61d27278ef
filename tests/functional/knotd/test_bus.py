# SPDX-License-Identifier: BSD-2-Clause
"""Signals on a D-Bus of the test's own, watched with dbus-monitor."""
import re
import shutil
import socket

import dns.query
import dns.update
import pytest

from lib.process import Process, wait_until
from lib.servers import OurKnotd
from lib.zones import EXAMPLE

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None or shutil.which("dbus-monitor") is None,
                                reason="no D-Bus daemon here")

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="signal"/>
<allow eavesdrop="true"/><allow send_destination="*"/></policy></busconfig>
"""


class Bus:
    """A system bus, and what is said on it."""

    def __init__(self, folder):
        self.folder = str(folder)
        self.path = self.folder + "/bus.sock"
        self.address = "unix:path=" + self.path

    def start(self):
        conf = self.folder + "/bus.conf"
        with open(conf, "w") as f:
            f.write(CONFIGURATION.format(path=self.path))
        self.daemon = Process(["dbus-daemon", f"--config-file={conf}", "--nofork", "--nopidfile"], self.folder,
                              "bus").start()
        wait_until(self.accepts, 10, "the bus")  # its file is there a moment before it listens
        self.monitor = Process(["dbus-monitor", "--address", self.address, "type=signal"], self.folder,
                               "monitor").start()
        wait_until(lambda: "NameAcquired" in self.said(), 10, "the monitor")
        return self

    def accepts(self):
        with socket.socket(socket.AF_UNIX) as s:
            try:
                s.connect(self.path)
            except OSError:
                return False
        return True

    def said(self):
        return self.monitor.log()

    def signals(self):
        """(member, arguments) of the server's, in order."""
        found = []
        for block in re.split(r"(?m)^signal ", self.said())[1:]:
            if "path=/cz/nic/knotd; interface=cz.nic.knotd.events" not in block:
                continue
            member = re.search(r"member=(\w+)", block)[1]
            found.append((member, re.findall(r"(?m)^   (?:string|uint16|uint32) \"?([^\"\n]*)", block)))
        return found

    def stop(self):
        self.monitor.stop()
        self.daemon.stop()


@pytest.fixture
def bus(tmp_path, monkeypatch):
    b = Bus(tmp_path).start()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", b.address)
    yield b
    b.stop()


def test_the_life_of_a_server(bus, our_server, monkeypatch):
    monkeypatch.setattr(OurKnotd, "actions", "update")
    server = our_server(options="server:\n    dbus-event: [running, zone-updated]\n    dbus-init-delay: 0\n")
    wait_until(lambda: ("started", []) in bus.signals(), 10, "started")
    zone = next(iter(server.zones))
    assert [s for s in bus.signals() if s[0] == "zone_updated"][0][1][0] == zone
    update = dns.update.UpdateMessage(zone)
    update.add("bus", 60, "A", "192.0.2.1")
    before = len(bus.signals())
    assert dns.query.udp(update, server.address, 10, server.port).rcode() == 0
    wait_until(lambda: len(bus.signals()) > before, 10, "zone_updated")
    member, (name, serial) = bus.signals()[-1]
    assert member == "zone_updated" and name == zone and int(serial) > 0
    server.stop()
    wait_until(lambda: bus.signals()[-1] == ("stopped", []), 10, "stopped")


def test_only_what_was_asked_for(bus, our_server):
    server = our_server(options="server:\n    dbus-event: running\n    dbus-init-delay: 0\n")
    server.stop()
    wait_until(lambda: ("stopped", []) in bus.signals(), 10, "stopped")
    assert [member for member, _ in bus.signals()] == ["started", "stopped"]


def test_started_waits_for_a_zone_that_is_empty(bus, our_server, tmp_path):
    file = tmp_path / "late.zone"
    server = our_server(options="server:\n    dbus-event: [running, zone-updated]\n    dbus-init-delay: 0\n"
                        f"zone:\n  - domain: late.example.\n    file: {file}\n")
    wait_until(lambda: any(m == "zone_updated" for m, _ in bus.signals()), 10, "a zone")
    assert ("started", []) not in bus.signals()
    file.write_text("@ 3600 SOA ns host 7 3600 900 604800 60\n@ 3600 NS ns\nns 60 A 192.0.2.1\n")
    assert server.knotc("-b", "zone-reload", "late.example.").code == 0
    wait_until(lambda: ("started", []) in bus.signals(), 10, "started")
    assert ("zone_updated", ["late.example.", "7"]) in bus.signals()


def test_without_a_bus_it_serves(tmp_path, monkeypatch, our_server):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    server = our_server(options="server:\n    dbus-event: running\n    dbus-init-delay: 0\n")
    assert "D-Bus, failed to connect" in server.log()


def test_a_bus_that_goes_away_is_told_once(bus, our_server):
    server = our_server(options="server:\n    dbus-event: [running, zone-updated]\n    dbus-init-delay: 0\n")
    wait_until(lambda: ("started", []) in bus.signals(), 10, "started")
    bus.daemon.stop()
    for i in range(3):
        server.write("example.com.zone", EXAMPLE + f"new{i} 60 A 192.0.2.77\n")
        assert server.knotc("-b", "zone-reload", "example.com.").code == 0
    server.stop()
    assert server.log().count("D-Bus, failed to send a signal") == 1


def test_keys_of_a_signed_zone_are_told(bus, our_server):
    server = our_server(options="server:\n    dbus-event: [keys-updated, ksk-submission]\n    dbus-init-delay: 0\n",
                        zone_items=["dnssec-signing: on"])
    wait_until(lambda: len(bus.signals()) >= 2, 10, "signals of keys")
    told = dict(bus.signals())
    assert told["keys_updated"] == ["example.com."]
    zone, tag, key_id = told["zone_ksk_submission"]
    assert zone == "example.com." and re.fullmatch("[0-9a-f]{40}", key_id)
    assert f"key, tag {int(tag):5}, algorithm ECDSAP256SHA256, KSK, public, ready" in server.log()


def test_a_zone_that_does_not_validate_is_told(bus, our_server):
    server = our_server({"example.com.": None}, options="server:\n    dbus-event: dnssec-invalid\n    dbus-init-delay: 0\n",
                        zone_items=["dnssec-validation: on"])
    server.write("example.com.zone", EXAMPLE)  # not signed
    assert server.knotc("-b", "zone-reload", "example.com.").code != 0
    wait_until(lambda: ("zone_dnssec_invalid", ["example.com.", "0"]) in bus.signals(), 10, "the signal")
    assert "DNSSEC, validation failed" in server.log()


def test_a_digest_that_is_wrong_is_told(bus, our_server):
    server = our_server({"example.com.": None}, options="server:\n    dbus-event: dnssec-invalid\n    dbus-init-delay: 0\n",
                        zone_items=["zonemd-verify: on"])
    server.write("example.com.zone", EXAMPLE)  # without a digest
    assert server.knotc("-b", "zone-reload", "example.com.").code != 0
    wait_until(lambda: ("zone_dnssec_invalid", ["example.com.", "0"]) in bus.signals(), 10, "the signal")
