# SPDX-License-Identifier: BSD-2-Clause
"""Authoritative servers of several makes, each on a loopback port of its own.

    with Knotd(folder, {"example.com.": ZONE}) as server:
        server.address, server.port

Every class takes zones as {name: text of the zone file}. Which binary runs is decided by the class
and an environment variable, so that a test of ours also runs against the others.
"""
import os
import socket
import struct

from .ports import free_port
from .process import Process, find_binary


class Key:
    """A TSIG key."""

    def __init__(self, name, secret, algorithm="hmac-sha256"):
        self.name, self.secret, self.algorithm = name, secret, algorithm

    @property
    def argument(self):
        """As tools take it."""
        return f"{self.algorithm}:{self.name}:{self.secret}"


def soa_query(zone):
    """A query for a zone's SOA, by hand: waiting needs no library."""
    labels = [part.encode() for part in zone.rstrip(".").split(".") if part]
    name = b"".join(bytes([len(part)]) + part for part in labels) + b"\0"
    return struct.pack("!6H", 0x1234, 0, 1, 0, 0, 0) + name + struct.pack("!2H", 6, 1)


class Server:
    """What all kinds share: folder, port, start, wait, stop."""

    binary = None    # program
    variable = None  # environment variable that names another one

    def __init__(self, folder, zones, *, address="127.0.0.1", keys=(), options="", zone_items=()):
        self.folder = os.path.join(str(folder), type(self).__name__.lower())
        os.makedirs(self.folder, exist_ok=True)
        self.zones, self.keys, self.options = dict(zones), list(keys), options
        self.zone_items = list(zone_items)  # lines of every zone's section, as far as a kind has them
        self.address, self.port = address, free_port(address)
        self.process = None
        for zone, text in self.zones.items():
            if text is not None:  # None: a zone without a file, and so without contents
                self.write(self.zone_file(zone), text)

    @classmethod
    def path(cls):
        return find_binary(cls.binary, cls.variable)

    @classmethod
    def is_available(cls):
        return cls.path() is not None

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as f:
            f.write(text)
        return path

    def zone_file(self, zone):
        return (zone.rstrip(".") or "root") + ".zone"

    # What a kind must say: its configuration file and command line.
    def configuration(self):
        raise NotImplementedError

    def command(self, configuration):
        raise NotImplementedError

    def answers(self):
        """Does it answer with authority for the first zone, and take TCP connections?"""
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as s:
                s.settimeout(0.2)
                s.connect((self.address, self.port))
                s.send(soa_query(next(iter(self.zones), ".")))
                flags = s.recv(4096)[2:4]
            with socket.create_connection((self.address, self.port), 0.5):
                pass
        except OSError:
            return False
        return None in self.zones.values() or not self.zones or bool(flags[0] & 0x04)

    def start(self):
        configuration = self.write("server.conf", self.configuration())
        self.process = Process(self.command(configuration), self.folder, "server").start()
        self.process.wait_for(self.answers, 15, f"{self.binary} answering")
        return self

    def stop(self):
        return self.process.stop() if self.process else None

    def log(self):
        return self.process.log()

    @property
    def at(self):
        """As tools take it: "127.0.0.1@5300"."""
        return f"{self.address}@{self.port}"

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_):
        self.stop()


class Together:
    """Several of them, in `servers`: all run or none."""

    def __enter__(self):
        try:
            for server in self.servers:
                server.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.stop()


class Knotd(Server):
    """The knotd of the distribution."""

    binary = "knotd"
    variable = "PEER_KNOTD"
    actions = "transfer, notify, update"

    def configuration(self):
        lines = ["server:", f"    rundir: {self.folder}",
                 f"    listen: {self.at}", "    nsid: test-nsid", "    identity: tester",
                 "database:", f"    storage: {self.folder}",
                 "log:", "  - target: stderr", "    any: info"]
        if self.keys:
            lines.append("key:")
        for key in self.keys:
            lines += [f"  - id: {key.name}", f"    algorithm: {key.algorithm}",
                      f"    secret: {key.secret}"]
        lines += ["acl:", "  - id: local", "    address: [127.0.0.0/8, ::1]",
                  f"    action: [{self.actions}]"]
        for key in self.keys:
            lines += [f"  - id: key-{key.name}", f"    key: {key.name}",
                      f"    action: [{self.actions}]"]
        lines.append("zone:")
        acls = ", ".join(["local"] + [f"key-{key.name}" for key in self.keys])
        for zone in self.zones:
            lines += [f"  - domain: {zone}",
                      f"    file: {os.path.join(self.folder, self.zone_file(zone))}",
                      f"    acl: [{acls}]", "    zonefile-load: whole"]
            lines += [f"    {item}" for item in self.zone_items]
        return "\n".join(lines) + "\n" + self.options

    def command(self, configuration):
        return [self.path(), "-c", configuration]


class OurKnotd(Knotd):
    """The knotd of this repository: BOWLINE_BIN names the folder of the binaries."""

    variable = None
    actions = "transfer"  # what it has no work for yet it refuses to be configured with

    @classmethod
    def path(cls):
        path = os.path.join(os.environ.get("BOWLINE_BIN", ""), cls.binary)
        return path if os.access(path, os.X_OK) else None


class Nsd(Server):
    binary = "nsd"
    variable = "PEER_NSD"

    def configuration(self):
        inside = lambda name: os.path.join(self.folder, name)
        lines = ["server:", f'    ip-address: {self.at}', f"    port: {self.port}",
                 '    username: ""', '    database: ""', "    server-count: 1", '    identity: "tester"',
                 f'    zonesdir: "{self.folder}"', f'    zonelistfile: "{inside("zone.list")}"',
                 f'    xfrdfile: "{inside("xfrd.state")}"', f'    xfrdir: "{self.folder}"',
                 f'    pidfile: "{inside("nsd.pid")}"', '    nsid: "ascii_test-nsid"',
                 "remote-control:", "    control-enable: no"]
        for key in self.keys:
            lines += ["key:", f'    name: "{key.name}"', f"    algorithm: {key.algorithm}",
                      f'    secret: "{key.secret}"']
        for zone in self.zones:
            lines += ["zone:", f'    name: "{zone}"', f'    zonefile: "{self.zone_file(zone)}"',
                      "    provide-xfr: 127.0.0.0/8 NOKEY"]
            lines += [f"    provide-xfr: 127.0.0.0/8 {key.name}" for key in self.keys]
        return "\n".join(lines) + "\n" + self.options

    def command(self, configuration):
        return [self.path(), "-d", "-c", configuration]


class Named(Server):
    binary = "named"
    variable = "PEER_NAMED"

    def configuration(self):
        keys = "".join(f'key "{key.name}" {{ algorithm {key.algorithm}; secret "{key.secret}"; }};\n'
                       for key in self.keys)
        family = "listen-on-v6" if ":" in self.address else "listen-on"
        other = "listen-on" if ":" in self.address else "listen-on-v6"
        zones = "".join(f'zone "{zone}" {{ type primary; file "{self.zone_file(zone)}"; }};\n'
                        for zone in self.zones)
        return f"""{keys}options {{
    directory "{self.folder}"; pid-file none; session-keyfile none;
    {family} port {self.port} {{ {self.address}; }}; {other} {{ none; }};
    allow-transfer {{ any; }}; recursion no; notify no; server-id "test-nsid"; dnssec-validation no;
    {self.options}
}};
controls {{ }};
{zones}"""

    def command(self, configuration):
        return [self.path(), "-g", "-n", "1", "-c", configuration]


PEERS = (Knotd, Nsd, Named)
