# SPDX-License-Identifier: BSD-2-Clause
"""Primaries and secondaries of several makes that know each other, and a primary that misbehaves."""
import os
import socket
import struct
import subprocess
import threading

import dns.flags
import dns.message
import dns.opcode
import dns.query
import dns.rdata
import dns.rdatatype
import dns.rrset
import dns.tsigkeyring
import dns.update
import dns.zone

from .process import find_binary
from .servers import Key, Knotd, Named, Nsd, OurKnotd

KEY = Key("xfr.", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
KEYRING = dns.tsigkeyring.from_text({KEY.name: (KEY.algorithm, KEY.secret)})


def zone_text(serial, extra=""):
    return ("$TTL 3600\n@ SOA ns hostmaster %d 7200 3600 604800 300\n@ NS ns\nns A 192.0.2.1\n%s"
            % (serial, extra))


class Peered:
    """What the kinds share: other servers to take zones from and to tell of changes.

    peers of a zone: {"zone.": server}; a zone with a primary begins empty.
    """

    def __init__(self, folder, zones, *, primaries=None, secondaries=None, items=(), **more):
        self.primaries, self.secondaries = primaries or {}, secondaries or {}
        self.items = list(items)
        super().__init__(folder, zones, keys=[KEY], **more)

    def all_zones(self):
        return sorted(set(self.zones) | set(self.primaries))

    def answers(self):
        """Takes connections: a secondary has no zone to ask for yet."""
        if self.zones:
            return super().answers()
        try:
            with socket.create_connection((self.address, self.port), 0.5):
                return True
        except OSError:
            return False

    def zone(self, name):
        """All records, over a signed transfer."""
        return dns.zone.from_xfr(
            dns.query.xfr(self.address, name, port=self.port, lifetime=20, relativize=False, keyring=KEYRING,
                          keyname=KEY.name, keyalgorithm=KEY.algorithm + "."), relativize=False)

    def serial(self, name):
        """The zone's serial; None when it is not served."""
        try:
            answer = dns.query.udp(dns.message.make_query(name, "SOA"), self.address, 2, self.port).answer
        except OSError:
            return None
        except dns.exception.Timeout:
            return None
        return answer[0][0].serial if answer else None

    def wait_serial(self, name, serial, timeout=20):
        self.process.wait_for(lambda: self.serial(name) == serial, timeout, f"{name} with serial {serial}")

    def update(self, zone, *records):
        """Add records by a dynamic update."""
        message = dns.update.UpdateMessage(zone, keyring=KEYRING, keyname=KEY.name, keyalgorithm=KEY.algorithm + ".")
        for owner, ttl, kind, data in records:
            message.add(owner, ttl, kind, data)
        answer = dns.query.tcp(message, self.address, 5, self.port)
        assert answer.rcode() == 0, answer

    def notify(self, zone, sign=True):
        """Send a NOTIFY to this server, as its primary would."""
        message = dns.message.make_query(zone, "SOA")
        message.set_opcode(dns.opcode.NOTIFY)
        message.flags = (message.flags & ~dns.flags.RD) | dns.flags.AA
        if sign:
            message.use_tsig(KEYRING, KEY.name, algorithm=KEY.algorithm + ".")
        return dns.query.udp(message, self.address, 5, self.port)


class KnotPeered(Peered):
    def configuration(self):
        lines = ["server:", f"    rundir: {self.folder}", f"    listen: {self.at}",
                 "database:", f"    storage: {self.folder}", "log:", "  - target: stderr", "    any: debug",
                 "key:", f"  - id: {KEY.name}", f"    algorithm: {KEY.algorithm}", f"    secret: {KEY.secret}"]
        others = {id(s): s for s in [*self.primaries.values(), *self.secondaries.values()]}
        if others:
            lines.append("remote:")
        names = {}
        for number, other in enumerate(others.values()):
            names[id(other)] = f"r{number}"
            lines += [f"  - id: r{number}", f"    address: {other.at}", f"    key: {KEY.name}"]
        lines += ["acl:", "  - id: keyed", f"    key: {KEY.name}", f"    action: [{self.actions}]", "zone:"]
        for zone in self.all_zones():
            lines += [f"  - domain: {zone}", f"    file: {os.path.join(self.folder, self.zone_file(zone))}",
                      "    acl: keyed", "    journal-max-depth: 1000"]
            if zone in self.primaries:
                lines.append(f"    master: {names[id(self.primaries[zone])]}")
            if zone in self.secondaries:
                lines.append(f"    notify: {names[id(self.secondaries[zone])]}")
            lines += ["    " + item for item in self.items]
        return "\n".join(lines) + "\n" + self.options

    def knotc(self, *words):
        done = subprocess.run([self.knotc_path(), "-c", os.path.join(self.folder, "server.conf"), *words],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def change(self, zone, *records):
        """Add records by a transaction: one step of the serial."""
        self.knotc("zone-begin", zone)
        for record in records:
            self.knotc("zone-set", zone, *record)
        self.knotc("zone-commit", zone)


class OurPeered(KnotPeered, OurKnotd):
    actions = "transfer, notify"

    def answers(self):
        """Control commands are taken last of all."""
        with socket.socket(socket.AF_UNIX) as s:
            try:
                s.connect(self.folder + "/knot.sock")
            except OSError:
                return False
        return super().answers()

    @staticmethod
    def knotc_path():
        return os.path.join(os.environ.get("BOWLINE_BIN", ""), "knotc")


class KnotdPeered(KnotPeered, Knotd):
    actions = "transfer, notify, update"

    @staticmethod
    def knotc_path():
        return find_binary("knotc")


class NamedPeered(Peered, Named):
    def configuration(self):
        zones = ""
        for zone in self.all_zones():
            role = "primary"
            if zone in self.primaries:
                p = self.primaries[zone]
                role = (f'secondary; masterfile-format text; '
                        f'primaries {{ {p.address} port {p.port} key "{KEY.name}"; }}')
            tells = ""
            if zone in self.secondaries:
                s = self.secondaries[zone]
                tells = (f'notify explicit; also-notify {{ {s.address} port {s.port} key "{KEY.name}"; }}; ')
            zones += (f'zone "{zone}" {{ type {role}; file "{self.zone_file(zone)}"; {tells}'
                      + ("" if zone in self.primaries else f'allow-update {{ key "{KEY.name}"; }}; ') + "};\n")
        return f"""key "{KEY.name}" {{ algorithm {KEY.algorithm}; secret "{KEY.secret}"; }};
options {{
    directory "{self.folder}"; pid-file none; session-keyfile none;
    listen-on port {self.port} {{ {self.address}; }}; listen-on-v6 {{ none; }};
    allow-transfer {{ any; }}; recursion no; notify no; notify-delay 0; dnssec-validation no;
    max-ixfr-ratio unlimited; {self.options}
}};
controls {{ }};
{zones}"""


class NsdPeered(Peered, Nsd):
    def configuration(self):
        lines = ["server:", f"    ip-address: {self.at}", f"    port: {self.port}", '    username: ""',
                 '    database: ""', "    server-count: 1", f'    zonesdir: "{self.folder}"',
                 f'    zonelistfile: "{self.folder}/zone.list"', f'    xfrdfile: "{self.folder}/xfrd.state"',
                 f'    xfrdir: "{self.folder}"', f'    pidfile: "{self.folder}/nsd.pid"', "    verbosity: 2",
                 "    xfrd-reload-timeout: 0", "remote-control:", "    control-enable: no", "key:",
                 f'    name: "{KEY.name}"', f"    algorithm: {KEY.algorithm}", f'    secret: "{KEY.secret}"']
        for zone in self.all_zones():
            lines += ["zone:", f'    name: "{zone}"', f'    zonefile: "{self.zone_file(zone)}"',
                      f"    provide-xfr: 127.0.0.0/8 {KEY.name}", "    store-ixfr: yes", "    create-ixfr: yes"]
            if zone in self.primaries:
                lines += [f"    request-xfr: {self.primaries[zone].at} {KEY.name}",
                          f"    allow-notify: 127.0.0.0/8 {KEY.name}"]
            if zone in self.secondaries:
                lines.append(f"    notify: {self.secondaries[zone].at} {KEY.name}")
        return "\n".join(lines) + "\n" + self.options


PEERED = (KnotdPeered, NamedPeered, NsdPeered)


def records(zone, *lines):
    """Record sets of one record each, in order, out of lines "OWNER TTL TYPE DATA"."""
    made = []
    for line in lines:
        owner, ttl, kind, data = line.split(None, 3)
        owner = dns.name.from_text(owner, dns.name.from_text(zone))
        made.append(dns.rrset.from_rdata(owner, int(ttl), dns.rdata.from_text(
            "IN", kind, data, origin=dns.name.from_text(zone), relativize=False)))
    return made


class EvilPrimary:
    """A primary over TCP that does what `script(query)` says: messages, or None to hang up."""

    def __init__(self, zone):
        self.zone, self.address = zone, "127.0.0.1"
        self.asked = []
        self.script = None
        self.listener = socket.create_server((self.address, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def at(self):
        return f"{self.address}@{self.port}"

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, connection.makefile("rb") as stream:
            while len(head := stream.read(2)) == 2:
                query = dns.message.from_wire(stream.read(struct.unpack("!H", head)[0]))
                self.asked.append(dns.rdatatype.to_text(query.question[0].rdtype))
                for made in self.script(query):
                    if made is None:
                        return
                    wire = made.to_wire(max_size=65535) if hasattr(made, "to_wire") else made
                    connection.sendall(struct.pack("!H", len(wire)) + wire)

    def answer(self, query, *lines, rcode=0):
        """A response with these records, as they stand."""
        message = dns.message.make_response(query)
        message.flags |= dns.flags.AA
        message.set_rcode(rcode)
        message.answer = records(self.zone, *lines)
        return message
