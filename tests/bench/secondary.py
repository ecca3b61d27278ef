# SPDX-License-Identifier: BSD-2-Clause
"""Secondaries side by side: changes into a large zone, many small zones, and what is left after a restart.

usage: tests/bench/secondary.py [--quick]      (part of make bench)

The primary is Debian's knotd in all cases, so that both secondaries get the same octets.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import servers
import zones
from servers import ADDRESS, Failed

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
SCRATCH = os.environ.get("BENCH_DIR", os.path.join(tempfile.gettempdir(), "bowline-bench-%d" % os.getuid()))
LIMIT_S = 300


def configure(folder, port, sections, template, zone_lines):
    servers.write(servers.fresh(folder) + "/knot.conf",
                  "server:\n    rundir: %s\n    listen: %s@%d\n    udp-workers: 1\n    tcp-workers: 2\n"
                  "    background-workers: 2\nlog:\n  - target: stderr\n    any: warning\ndatabase:\n    storage: %s\n"
                  "acl:\n  - id: all\n    address: 127.0.0.0/8\n    action: [transfer, notify]\n"
                  % (folder, ADDRESS, port, folder) + sections
                  + "template:\n  - id: default\n    acl: all\n    zonefile-sync: -1\n" + template + "zone:\n"
                  + "".join(zone_lines))


class Knotd:
    """A knotd with its knotc."""

    def __init__(self, name, knotd, knotc, folder):
        self.name, self.knotd, self.knotc, self.folder = name, knotd, knotc, folder
        self.port = servers.free_port()
        self.server = None

    def start(self):
        self.server = servers.Server(self.name, self.folder, [self.knotd, "-c", self.folder + "/knot.conf"], self.port)
        return self

    def control(self, *words):
        done = subprocess.run([self.knotc, "-t", str(LIMIT_S), "-c", self.folder + "/knot.conf", *words],
                              capture_output=True, text=True, timeout=LIMIT_S + 10)
        if done.returncode:
            raise Failed("%s %s: %s" % (self.name, " ".join(words), done.stderr))
        return done.stdout

    def wait_loaded(self, serial=None):
        """Until every zone has contents (of this serial); seconds since the start."""
        while True:
            try:
                status = self.control("zone-status", "+serial")
                if status and "serial: -" not in status and (serial is None or status.count("serial: %d\n" % serial) ==
                                                             status.count("\n")):
                    return time.monotonic() - self.server.started
            except (Failed, subprocess.TimeoutExpired):
                pass
            if self.server.process.poll() is not None or time.monotonic() - self.server.started > LIMIT_S:
                raise Failed("%s does not get its zones; see %s/output" % (self.name, self.folder))
            time.sleep(0.05)

    def forget_peak(self):
        """What was largest while the zone was loaded does not count."""
        with open("/proc/%d/clear_refs" % self.pid(), "w") as f:
            f.write("5")

    def peak(self):
        """Largest resident size since then, octets."""
        return 1024 * int(re.search(r"^VmHWM:\s+(\d+)", open("/proc/%d/status" % self.pid()).read(), re.M)[1])

    def resident(self):
        return 1024 * int(re.search(r"^VmRSS:\s+(\d+)", open("/proc/%d/status" % self.pid()).read(), re.M)[1])

    def pid(self):
        return next(iter(self.server.members()))

    def stop(self):
        if self.server:
            self.server.stop()


def changed(source, target, count):
    """A copy of a zone file with the next serial and `count` delegations gone, as many new."""
    with open(source) as f, open(target, "w") as out:
        left = count
        for line in f:
            if line.startswith("@ SOA"):
                line = line.replace(" 1 7200", " 2 7200")
            elif " NS " in line and not line.startswith("@") and left:
                owner = line.split()[0]
                line = line.replace(owner + " NS", "new-" + owner + " NS", 1)
                left -= 1
            out.write(line)


def changes(programs, scratch, quick):
    """IXFR of 10,000 changed records into a large zone."""
    case = zones.make(scratch, quick)["million"]
    zone, path = case.zones[0]
    results = {}
    folder = servers.fresh(scratch + "/changes")
    primary = Knotd("primary", programs["knotd"][0], programs["knotd"][1], folder + "/primary")
    shutil.copy(path, servers.fresh(primary.folder) + "/zone")
    configure(primary.folder, primary.port, "", "    zonefile-load: difference\n    journal-max-usage: 500M\n",
              ["  - domain: %s\n    file: %s/zone\n" % (zone, primary.folder)])
    for name, (knotd, knotc) in programs.items():
        secondary = Knotd(name, knotd, knotc, folder + "/" + name)
        shutil.rmtree(secondary.folder, ignore_errors=True)
        shutil.copy(path, servers.fresh(secondary.folder) + "/zone")
        shutil.rmtree(primary.folder + "/journal", ignore_errors=True)
        shutil.copy(path, primary.folder + "/zone")
        configure(secondary.folder, secondary.port,
                  "remote:\n  - id: primary\n    address: %s@%d\n" % (ADDRESS, primary.port),
                  "    master: primary\n    journal-max-usage: 500M\n",
                  ["  - domain: %s\n    file: %s/zone\n" % (zone, secondary.folder)])
        try:
            primary.start().wait_loaded(1)
            secondary.start().wait_loaded(1)
            secondary.server.settle()
            changed(path, primary.folder + "/zone", 5000)
            primary.control("-b", "zone-reload", zone)
            secondary.forget_peak()
            before, resident, start = secondary.server.cpu(), secondary.resident(), time.monotonic()
            secondary.control("-b", "zone-refresh", zone)
            wall = time.monotonic() - start
            secondary.wait_loaded(2)
            results[name] = (wall, secondary.server.cpu() - before, secondary.peak() / resident)
        finally:
            secondary.stop()
            primary.stop()
    return results


def many(programs, scratch, quick):
    """All small zones from one primary, and the restart with what was kept."""
    case = zones.make(scratch, quick)["many"]
    folder = servers.fresh(scratch + "/secondaries")
    primary = Knotd("primary", programs["knotd"][0], programs["knotd"][1], folder + "/primary")
    configure(primary.folder, primary.port, "", "    zonefile-load: whole\n    journal-content: none\n",
              ["  - domain: %s\n    file: %s\n" % z for z in case.zones])
    results = {}
    for name, (knotd, knotc) in programs.items():
        secondary = Knotd(name, knotd, knotc, folder + "/" + name)
        shutil.rmtree(secondary.folder, ignore_errors=True)
        configure(secondary.folder, secondary.port,
                  "remote:\n  - id: primary\n    address: %s@%d\n" % (ADDRESS, primary.port),
                  "    master: primary\n    zonefile-load: none\n    journal-content: all\n",
                  ["  - domain: %s\n" % z for z, _ in case.zones])
        try:
            primary.start().wait_loaded()
            wall = secondary.start().wait_loaded()
            secondary.server.settle()
            cpu = secondary.server.cpu()
            secondary.stop()
            again = secondary.start().wait_loaded()
            results[name] = (wall, cpu, again, secondary.server.cpu())
        finally:
            secondary.stop()
            primary.stop()
    return results


def show(title, names, unit, values, bar):
    ours, peer = values["bowline"], values["knotd"]
    for i, figure in enumerate(names):
        ratio = ours[i] / peer[i] if peer[i] else float("nan")
        limit = bar[i]
        if limit is None:
            verdict = ""
        elif unit[i] == "x":  # of itself, not of the peer
            verdict = "   at most %.2f: %s" % (limit, "met" if ours[i] <= limit else "NOT MET")
        else:
            verdict = "   at most %.2f: %s" % (limit, "met" if ratio <= limit else "NOT MET")
        print("%-34s %-12s bowline %.3g  knotd %.3g   ratio %.2f%s" % (title + ", " + figure, unit[i], ours[i], peer[i],
                                                                       ratio, verdict), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller zones")
    quick = parser.parse_args().quick
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    peer = (shutil.which("knotd", path=path), shutil.which("knotc", path=path))
    if None in peer:
        print("left out: secondaries, no knotd to compare with")
        return 0
    programs = {"knotd": peer, "bowline": (BUILD + "/bin/knotd", BUILD + "/bin/knotc")}
    show("10,000 changes by IXFR", ["wall", "CPU", "peak memory"], ["s", "s", "x"],
         changes(programs, SCRATCH, quick), [0.5, None, 1.2])
    show("small zones as secondary", ["wall", "CPU", "restart, wall", "restart, CPU"], ["s", "s", "s", "s"],
         many(programs, SCRATCH, quick), [None, 0.7, 0.5, None])
    return 0


if __name__ == "__main__":
    sys.exit(main())
