# SPDX-License-Identifier: BSD-2-Clause
"""The command sequences that operators know from the manual's chapter on operation, one after another, as printed there.

Values that the printed text lost are filled in: addresses of servers and of records.
"""
import os
import shlex
import signal
import subprocess

import pytest

from lib import tools
from lib.ports import free_port
from lib.process import Process

ZONE = ("@ 3600 SOA ns admin 1 86400 900 691200 3600\n@ 3600 NS ns\nns 3600 A 192.0.2.1\n"
        "ns1 3600 A 192.0.2.2\nns1 3600 NS ns.other.\n")


class Site:
    """A server and the shell beside it."""

    def __init__(self, folder, *, database=False):
        self.folder, self.port, self.process = str(folder), free_port(), None
        self.database = ["-C", self.folder + "/confdb"] if database else ["-c", self.folder + "/knot.conf"]
        for name in ("run", "zones"):
            os.makedirs(f"{self.folder}/{name}", exist_ok=True)
        self.write("zones/example.com.zone", ZONE)
        self.write("zones/example.net.zone", ZONE)
        self.write("knot.conf",
                   f"server:\n    rundir: {self.folder}/run\n    listen: 127.0.0.1@{self.port}\n"
                   f"database:\n    storage: {self.folder}\nlog:\n  - target: stderr\n    any: info\n"
                   f"template:\n  - id: default\n    storage: {self.folder}/zones\n"
                   "remote:\n  - id: slave1\n    address: 127.0.0.1@1\n  - id: slave2\n    address: 127.0.0.1@2\n"
                   "zone:\n  - domain: example.com\n  - domain: example.net\n")

    def write(self, name, text):
        with open(f"{self.folder}/{name}", "w") as f:
            f.write(text)

    def start(self, *options):
        self.process = Process([tools.our_tool("knotd").path, *self.database, *options], self.folder, "knotd").start()
        self.process.wait_for(lambda: self.run("knotc status").code == 0, 10, "control socket")
        return self

    def run(self, line):
        program, *words = shlex.split(line)
        return tools.our_tool(program)(*self.database, *words)

    def ok(self, lines, out="OK\n"):
        for line in lines.strip().splitlines():
            done = self.run(line.strip().removeprefix("$ "))
            assert (done.code, done.out, done.err) == (0, out, ""), (line, done)

    def stop(self):
        if self.process:
            self.process.stop()


@pytest.fixture
def site(tmp_path):
    made = []

    def make(**more):
        made.append(Site(tmp_path, **more))
        return made[-1]

    yield make
    for s in made:
        s.stop()


def test_running_the_server(site):
    s = site()
    s.start()
    assert s.run("knotc stop").out == "Stopped\n"
    assert s.process.child.wait(20) == 0
    s.start()
    s.process.child.send_signal(signal.SIGINT)
    assert s.process.child.wait(20) == 0
    subprocess.run([tools.our_tool("knotd").path, "-d", *s.database], check=True, timeout=30)
    try:
        with open(s.folder + "/run/knot.pid") as f:
            pid = int(f.read())
        assert s.run("knotc status").out == "Running\n"
    finally:
        assert s.run("knotc stop").code == 0
    s2 = Process(["tail", f"--pid={pid}", "-f", "/dev/null"], s.folder, "tail").start()
    assert s2.child.wait(20) == 0


def test_the_configuration_database(site):
    s = site(database=True)
    s.ok("knotc conf-init")
    s.ok(f"knotc -f conf-import {s.folder}/knot.conf")
    s.ok(f"knotc conf-export {s.folder}/output.conf")
    s.start()
    sections = s.run("knotc conf-list").out.split()
    assert {"server", "zone", "template", "remote"} <= set(sections)
    assert "server.identity" in s.run("knotc conf-list 'server'").out.split()
    assert "zone.domain = example.com.\n" in s.run("knotc conf-read 'zone'").out
    assert "zone.domain = example.com.\n" in s.run("knotc conf-read").out
    assert s.run("knotc conf-read 'remote'").code == 0
    assert s.run("knotc conf-read 'zone.domain'").out == "zone.domain = example.com.\nzone.domain = example.net.\n"
    s.ok("knotc conf-begin\nknotc conf-abort\nknotc conf-begin\nknotc conf-commit\nknotc conf-begin")
    s.ok("knotc conf-set 'server.identity' 'Knot DNS'\n"
         f"knotc conf-set 'server.listen' '127.0.0.1@{free_port()}' '::1@{free_port()}'\n"
         "knotc conf-set 'zone[example.org]'\n"
         "knotc conf-set 'zone.notify' 'slave2'")
    diff = s.run("knotc conf-diff").out
    assert '+server.identity = Knot DNS\n' in diff and "+zone.domain = example.org." in diff
    s.ok("knotc conf-unset 'zone[example.org]'\n"
         "knotc conf-unset 'zone[example.com].notify'\n"
         "knotc conf-unset 'zone[example.net].notify' 'slave2'")
    assert "zone" not in s.run("knotc conf-diff 'zone'").out
    s.ok("knotc conf-commit")
    assert s.run("knotc conf-read 'server.identity'").out == "server.identity = Knot DNS\n"
    gone = s.run("knotc conf-set 'zone.slave' 'slave2'")
    assert gone.code == 1


def test_an_initial_configuration(site):
    s = site(database=True)
    s.ok(f"knotc conf-import {s.folder}/knot.conf")
    s.start()
    s.ok("knotc conf-begin\n"
         f"knotc conf-set 'server.listen' '127.0.0.1@{free_port()}' '::1@{free_port()}'\n"
         "knotc conf-set 'remote[master_server]'\n"
         "knotc conf-set 'remote[master_server].address' '127.0.0.1@9'\n"
         f"knotc conf-set 'template[default].storage' '{s.folder}/other/'\n"
         "knotc conf-set 'template[default].master' 'master_server'\n"
         "knotc conf-set 'zone[example.org]'")
    assert "+template[default].master = master_server\n" in s.run("knotc conf-diff").out
    s.ok("knotc conf-commit")
    assert "[example.org.] role: slave" in s.run("knotc zone-status example.org").out


def test_reading_and_editing_zones(site):
    s = site().start()
    assert s.run("knotc zone-read --").out.count("[example.net.] ") == 5
    assert s.run("knotc zone-read example.com").out.count("\n") == 5
    assert s.run("knotc zone-read example.com ns1").out.count("\n") == 2
    assert s.run("knotc zone-read example.com ns1 NS").out == "[example.com.] ns1.example.com. 3600 NS ns.other.\n"
    s.ok("knotc zone-begin --\nknotc zone-abort --\nknotc zone-begin example.com example.net\n"
         "knotc zone-set example.com ns1 3600 A 192.168.0.1\nknotc zone-set -- ns1 3600 A 192.168.0.2")
    assert "192.168.0.1" in s.run("knotc zone-get example.com ns1").out
    s.ok("knotc zone-unset example.com ns1 A 192.168.0.1\nknotc zone-unset example.com ns1 A\n"
         "knotc zone-unset example.com ns1")
    assert s.run("knotc zone-diff example.com").out == (
        "[example.com.] -ns1.example.com. 3600 A 192.0.2.2\n[example.com.] -ns1.example.com. 3600 NS ns.other.\n")
    s.ok("knotc zone-commit example.com\nknotc zone-abort example.net")
    assert s.run("knotc zone-check example.com").code == 0


def test_a_new_zone_from_scratch(site):
    s = site().start()
    s.ok("knotc conf-begin\nknotc conf-set zone.domain example.org\nknotc conf-commit\n"
         "knotc zone-begin example.org\n"
         "knotc zone-set example.org  @ 3600 SOA  ns admin 1 86400 900 691200 3600\n"
         "knotc zone-set example.org  @ 3600 NS   ns\n"
         "knotc zone-set example.org ns 3600 A    192.168.0.1\n"
         "knotc zone-set example.org ns 3600 AAAA 2001:DB8::1\n"
         "knotc zone-commit example.org")
    assert "serial: 1" in s.run("knotc zone-status example.org").out
    s.ok("knotc zone-begin example.org\n"
         "knotc zone-set example.org @ 3600 TXT \\\"v=spf1 a:mail.example.com -all\\\"\n"
         "knotc zone-commit example.org")
    assert s.run("knotc zone-read example.org @ TXT").out == \
        '[example.org.] example.org. 3600 TXT "v=spf1 a:mail.example.com -all"\n'


def test_editing_the_file_safely(site):
    s = site().start()
    s.ok("knotc -b zone-freeze example.com.\nknotc -b zone-flush example.com.")
    s.write("zones/example.com.zone", ZONE.replace(" 1 86400", " 2 86400") + "www 60 A 192.0.2.9\n")
    s.ok("knotc -b zone-reload example.com.\nknotc zone-thaw example.com.")
    assert "serial: 2" in s.run("knotc zone-status example.com").out


def test_manual_expiry(site):
    s = site().start()
    s.ok("knotc -f zone-purge example.com +expire")
    assert "serial: -" in s.run("knotc zone-status example.com").out
    s.ok("knotc -b zone-reload example.com")
    assert "serial: 1" in s.run("knotc zone-status example.com").out
