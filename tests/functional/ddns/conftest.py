# SPDX-License-Identifier: BSD-2-Clause
"""A zone that is updated, on our knotd and on others, and what it holds afterwards."""
import os
import re
import socket
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import dns.message  # noqa: E402
import dns.query  # noqa: E402
import dns.rdatatype  # noqa: E402
import dns.zone  # noqa: E402

from lib import tools  # noqa: E402
from lib.servers import Key, Knotd, Named, OurKnotd  # noqa: E402

ZONE = """$ORIGIN example.
$TTL 3600
@ SOA ns host 10 3600 900 604800 300
@ NS ns
@ NS ns2
@ MX 5 mail
@ TXT apex
ns A 192.0.2.1
ns2 A 192.0.2.2
mail A 192.0.2.3
www A 192.0.2.80
www A 192.0.2.81
alias CNAME www
dname DNAME other.test.
sub NS ns.sub
ns.sub A 192.0.2.9
x.ent A 192.0.2.7
"""
KEY = Key("update-key.", "c2VjcmV0LXNlY3JldC1zZWNyZXQ=")
OTHER_KEY = Key("other-key.", "b3RoZXItb3RoZXItb3RoZXItb3RoZXI=")


class Updated:
    """What the kinds of knotd share: configuration by sections, contents, knotc."""

    def configuration(self):
        keys = "".join(f"  - id: {k.name}\n    algorithm: {k.algorithm}\n    secret: {k.secret}\n"
                       for k in self.keys)
        return (f"server:\n    rundir: {self.folder}\n    listen: {self.at}\n"
                f"database:\n    storage: {self.folder}\n"
                "log:\n  - target: stderr\n    any: debug\n"
                + ("key:\n" + keys if keys else "") + self.options)

    def contents(self):
        """The records as lines, SOA without its serial; and the serial."""
        zone = dns.zone.from_xfr(dns.query.xfr(self.address, "example.", port=self.port,
                                               relativize=False), relativize=False)
        lines, serial = set(), None
        for name, ttl, rdata in zone.iterate_rdatas():
            text = rdata.to_text()
            if rdata.rdtype == dns.rdatatype.SOA:
                serial = rdata.serial
                text = re.sub(r" \d+ ", " N ", text, count=1)
            lines.add(f"{name} {ttl} {dns.rdatatype.to_text(rdata.rdtype)} {text}")
        return lines, serial

    def send(self, update, tcp=False, timeout=10):
        how = dns.query.tcp if tcp else dns.query.udp
        return how(update, self.address, timeout=timeout, port=self.port)


class Ours(Updated, OurKnotd):
    def knotc(self, *words):
        done = tools.our_tool("knotc")("-c", self.folder + "/server.conf", *words)
        assert done.code == 0, done
        return done.out

    def takes_control(self):
        with socket.socket(socket.AF_UNIX) as s:
            try:
                s.connect(self.folder + "/knot.sock")
            except OSError:
                return False
        return True

    def answers(self):
        """A zone that nobody filled yet is one, too."""
        return super().answers() or "server started" in self.log()

    def start(self):
        super().start()
        self.process.wait_for(self.takes_control, 10, "control socket")
        return self


class Theirs(Updated, Knotd):
    pass


class TheirNamed(Named):
    contents = Updated.contents
    send = Updated.send

    def configuration(self):
        return super().configuration().replace(
            "type primary;", "type primary; allow-update { any; };")


LOCAL = ("acl:\n  - id: local\n    address: 127.0.0.1\n    action: [transfer, update, notify]\n")
PLAIN = LOCAL + "zone:\n  - domain: example.\n    file: {file}\n    acl: local\n"


def options_of(server_folder, text):
    return text.replace("{file}", os.path.join(server_folder, "example.zone"))


@pytest.fixture
def servers(tmp_path):
    """Factory: servers(kind, options, keys=..., name=...) starts one; all end with the test."""
    started = []

    def start(kind=Ours, options=PLAIN, keys=(), zone=ZONE, name="a"):
        if not kind.is_available():
            pytest.skip(f"no {kind.binary} here")
        folder = tmp_path / name
        server = kind(folder, {"example.": zone}, keys=keys)
        if kind is not TheirNamed:
            server.options = options_of(server.folder, options)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()
