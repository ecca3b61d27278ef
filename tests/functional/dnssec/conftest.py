# SPDX-License-Identifier: BSD-2-Clause
"""Zones that our knotd signs, and everybody who says whether they are signed well."""
import os
import re
import socket
import subprocess
import sys
import time

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import dns.flags  # noqa: E402
import dns.message  # noqa: E402
import dns.query  # noqa: E402
import dns.update  # noqa: E402
import dns.zone  # noqa: E402

from lib import tools  # noqa: E402
from lib.process import find_binary  # noqa: E402
from lib.servers import OurKnotd  # noqa: E402

ZONE = """$ORIGIN example.
$TTL 60
@ SOA ns host 10 3600 900 604800 30
@ NS ns
ns A 192.0.2.1
www A 192.0.2.80
www AAAA 2001:db8::80
*.wild TXT wild
alias CNAME www
sub NS ns.sub
ns.sub A 192.0.2.9
secure NS ns.elsewhere.test.
secure DS 1 13 2 e2d3c916f6deeac73294e8268fb5885044a833fc5459588f4a9184cfc41a5766
a.b.c A 192.0.2.7
gone TXT x
too.gone AAAA 2001:db8::1
"""


class Signing(OurKnotd):
    """knotd with one zone, "example.", whose settings the test says."""

    def __init__(self, folder, *, zone=ZONE, items="", policy="", sections="", signing="on"):
        super().__init__(folder, {"example.": zone})
        self.items, self.policy, self.sections, self.signing = items, policy, sections, signing

    def configuration(self):
        line = lambda text: "".join(f"    {x.strip()}\n" for x in text.split(";") if x.strip())
        return (f"server:\n    rundir: {self.folder}\n    listen: {self.at}\n"
                f"database:\n    storage: {self.folder}\n"
                "log:\n  - target: stderr\n    any: debug\n"
                "acl:\n  - id: local\n    address: 127.0.0.1\n    action: [transfer, update, notify]\n"
                f"{self.sections}"
                f"policy:\n  - id: default\n{line(self.policy)}"
                f"zone:\n  - domain: example.\n    file: {self.folder}/example.zone\n    acl: local\n"
                f"    dnssec-signing: {self.signing}\n{line(self.items)}")

    def start(self):
        super().start()
        self.process.wait_for(self.takes_control, 10, "control socket")
        return self

    def answers(self):
        return super().answers() or "server started" in self.log()

    def takes_control(self):
        with socket.socket(socket.AF_UNIX) as s:
            try:
                s.connect(self.folder + "/knot.sock")
            except OSError:
                return False
        return True

    def restart(self):
        self.stop()
        os.unlink(self.process.log_path)
        return self.start()

    def reconfigure(self, **changes):
        self.__dict__.update(changes)
        self.write("server.conf", self.configuration())
        self.knotc("reload")

    def knotc(self, *words, code=0):
        done = tools.our_tool("knotc")("-c", self.folder + "/server.conf", *words)
        assert done.code == code, done
        return done.out + done.err

    def keymgr(self, *words):
        options = [w for w in words if w.startswith("-")]
        done = tools.our_tool("keymgr")("-c", self.folder + "/server.conf", *options, "example.",
                                        *[w for w in words if w not in options])
        assert done.code == 0, done
        return done.out

    def transfer(self):
        return dns.zone.from_xfr(dns.query.xfr(self.address, "example.", port=self.port, lifetime=20,
                                               relativize=False), relativize=False)

    def text(self):
        """The zone as it is transferred, with all names whole."""
        zone = self.transfer()
        return "".join(f"{name} {ttl} IN {dns.rdatatype.to_text(r.rdtype)} {r.to_text()}\n"
                       for name, ttl, r in sorted(zone.iterate_rdatas(),
                                                  key=lambda x: (x[2].rdtype != dns.rdatatype.SOA, x[0])))

    def serial(self):
        answer = dns.query.udp(dns.message.make_query("example.", "SOA"), self.address, 5, self.port).answer
        return answer[0][0].serial if answer else None

    def wait_serial(self, serial, timeout=20):
        self.process.wait_for(lambda: self.serial() == serial, timeout, f"serial {serial}")

    def wait_log(self, words, timeout=20):
        self.process.wait_for(lambda: words in self.log(), timeout, words)

    def wait_file(self, serial, timeout=20):
        """Wait until the zone file has a serial."""
        def has():
            try:
                with open(self.folder + "/example.zone") as f:
                    return f" SOA ns.example. host.example. {serial} " in " ".join(f.read().split())
            except FileNotFoundError:
                return False
        self.process.wait_for(has, timeout, f"the file with serial {serial}")

    def lines(self, words):
        return [x for x in self.log().splitlines() if words in x]

    def update(self, *added, removed=()):
        message = dns.update.UpdateMessage("example.")
        for owner, ttl, kind, data in added:
            message.add(owner, ttl, kind, data)
        for owner, kind in removed:
            message.delete(owner, kind)
        return dns.query.tcp(message, self.address, 10, self.port).rcode()

    def stored(self):
        """The keys of the database: tag, and the line about it."""
        return {w.split("tag=")[1].split()[0]: w for w in self.keymgr("list", "-e").splitlines() if "tag=" in w}

    def check_signed(self, at=None):
        """Every verifier has to say that what is served is signed well; the text of it."""
        text = self.text()
        path = self.write("checked.zone", text)
        when = time.strftime("%Y%m%d%H%M%S", time.gmtime(at)) if at else None
        try:
            run(["ldns-verify-zone", *(["-t", when] if at else []), path], 20)
        except subprocess.TimeoutExpired:
            assert "nsec3: on" in self.policy  # some salts it does not get over: the others have to do
        if at is None:
            one_key = ["-z"] if "single-type-signing: on" in self.policy else []
            run([find_binary("dnssec-verify"), *one_key, "-o", "example.", path])
        done = tools.our_tool("kzonecheck")("-o", "example.", "-d", "on", *(["-t", str(at)] if at else []), path)
        assert done.code == 0, done
        return text

    def check_answers(self):
        """A validating client, with the zone's key as anchor, believes what it is answered."""
        zone = self.transfer()
        keys = [k for k in zone.find_rdataset("example.", "DNSKEY") if k.flags & 1]
        anchor = self.write("anchor", "trust-anchors {\n" + "".join(
            f'example. static-key {k.flags} 3 {int(k.algorithm)} "{k.to_text().split(None, 3)[3]}";\n'
            for k in keys) + "};\n")
        questions = {"www.example. A": "192.0.2.80", "x.wild.example. TXT": "wild",
                                "nothing.example. A": "ncache nxdomain", "b.c.example. A": "ncache nxrrset",
                                "alias.example. AAAA": "2001:db8::80"}
        if "opt-out" in self.policy:  # which proves no name's absence
            questions = {"www.example. A": "192.0.2.80"}
        for question, words in questions.items():
            name, kind = question.split()
            done = run([find_binary("delv"), f"@{self.address}", "-p", str(self.port), "-a", anchor,
                        "+root=example.", name, kind])
            assert "validated" in done and words in done, (question, done)


def run(args, timeout=60):
    done = subprocess.run(args, capture_output=True, text=True, timeout=timeout)
    assert done.returncode == 0, (args, done.stdout, done.stderr)
    return done.stdout + done.stderr


def signatures(text):
    """The RRSIG lines but those of the SOA: what a needless signing would change."""
    return sorted(x for x in text.splitlines() if re.search(r" IN RRSIG (?!SOA)", x))


@pytest.fixture
def signing(tmp_path):
    """Factory: signing(items=..., policy=...) starts one; all end with the test."""
    started = []

    def start(name="a", kind=Signing, begin=True, **more):
        server = kind(tmp_path / name, **more)
        started.append(server)
        return server.start() if begin else server

    yield start
    for server in started:
        server.stop()
