# SPDX-License-Identifier: BSD-2-Clause
"""Servers under measurement: configuration, start, processor time, memory, end.

A server runs in a session of its own on one core; its figures are the sums over that session.
"""
import os
import re
import signal
import socket
import struct
import subprocess
import time

SERVER_CORE, LOAD_CORE = "0", "1"
TICKS = os.sysconf("SC_CLK_TCK")
ADDRESS = "127.0.0.1"
START_LIMIT_S, STOP_LIMIT_S = 120, 20


class Failed(Exception):
    """A program did not do what it was started for."""


def free_port():
    """A port that is free for UDP and TCP now."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind((ADDRESS, 0))
            try:
                tcp.bind(udp.getsockname())
            except OSError:
                continue
            return udp.getsockname()[1]


def query(name, qtype, recursion=False):
    labels = b"".join(bytes([len(x)]) + x.encode() for x in name.split(".") if x)
    return struct.pack("!6H", 1, recursion << 8, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", qtype, 1)


class Server:
    def __init__(self, name, folder, argv, port):
        self.name, self.folder, self.port = name, folder, port
        self.started = time.monotonic()
        with open(folder + "/output", "w") as out:
            self.process = subprocess.Popen(["taskset", "-c", SERVER_CORE] + argv, cwd=folder, stdout=out, stderr=out,
                                            stdin=subprocess.DEVNULL, start_new_session=True)

    def answers(self, name, qtype, recursion):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(2 if recursion else 0.1)
            try:
                s.connect((ADDRESS, self.port))
                s.send(query(name, qtype, recursion))
                return s.recv(4096)[3] & 15 == 0
            except OSError:
                return False

    def wait(self, name, qtype=6, recursion=False):
        """Seconds from the start to the first good answer."""
        while not self.answers(name, qtype, recursion):
            if self.process.poll() is not None or time.monotonic() - self.started > START_LIMIT_S:
                raise Failed("%s does not answer; see %s/output" % (self.name, self.folder))
            time.sleep(0.01)
        return time.monotonic() - self.started

    def members(self):
        """Processes of the session with their processor seconds."""
        found = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    words = open("/proc/%s/stat" % entry).read().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                if int(words[3]) == self.process.pid:
                    found[int(entry)] = (int(words[11]) + int(words[12])) / TICKS
        return found

    def cpu(self):
        return sum(self.members().values())

    def settle(self):
        """Wait until it uses no processor: zones may still load behind the first answer."""
        last = -1
        for _ in range(60):
            now = self.cpu()
            if now <= last + 0.02:
                return
            last = now
            time.sleep(0.5)

    def memory(self):
        """Octets; pages shared with others in proportion."""
        total = 0
        for pid in self.members():
            try:
                total += int(re.search(r"^Pss:\s+(\d+)", open("/proc/%d/smaps_rollup" % pid).read(), re.M)[1])
            except (OSError, TypeError):
                pass
        return total * 1024

    def steady_memory(self):
        """The same once it stays: memory goes back to the system some time after it was freed."""
        last = -1
        for _ in range(20):
            now = self.memory()
            if abs(now - last) < now / 200:
                break
            last = now
            time.sleep(1.5)
        return now

    def stop(self):
        """End the session; processes that were forked end with it."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, how)
                self.process.wait(STOP_LIMIT_S)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass


def write(path, text):
    with open(path, "w") as f:
        f.write(text)


def fresh(folder):
    os.makedirs(folder, exist_ok=True)
    return folder


def knotd(name, program, folder, zones):
    port = free_port()
    write(fresh(folder) + "/knot.conf",
          "server:\n    rundir: %s\n    listen: %s@%d\n    udp-workers: 1\n    tcp-workers: 1\n    background-workers: 1\n"
          "log:\n  - target: stderr\n    any: warning\ndatabase:\n    storage: %s\n"
          "acl:\n  - id: all\n    address: 127.0.0.0/8\n    action: transfer\n"
          "template:\n  - id: default\n    zonefile-sync: -1\n    zonefile-load: whole\n    journal-content: none\n"
          "    acl: all\nzone:\n" % (folder, ADDRESS, port, folder)
          + "".join("  - domain: %s\n    file: %s\n" % z for z in zones))
    return Server(name, folder, [program, "-c", folder + "/knot.conf"], port)


def nsd(name, program, folder, zones):
    port = free_port()
    write(fresh(folder) + "/nsd.conf",
          "server:\n  ip-address: %s@%d\n  username: \"\"\n  chroot: \"\"\n  zonesdir: %s\n  database: \"\"\n  pidfile: pid\n"
          "  xfrdfile: xfrd\n  zonelistfile: zones\n  xfrdir: %s\n  server-count: 1\n  zonefiles-check: no\n"
          "  minimal-responses: yes\n  rrl-ratelimit: 0\n  rrl-whitelist-ratelimit: 0\n"
          "remote-control:\n  control-enable: no\n" % (ADDRESS, port, folder, folder)
          + "".join("zone:\n  name: %s\n  zonefile: %s\n  provide-xfr: 127.0.0.0/8 NOKEY\n" % z for z in zones))
    return Server(name, folder, [program, "-d", "-c", folder + "/nsd.conf"], port)


def our_kresd(name, program, folder, upstream, options=()):
    port = free_port()
    write(fresh(folder) + "/config",
          "net.listen('%s', %d)\nnet.lab_port(%d)\noption('ALLOW_LOCAL', true)\n"
          "hints.root({ ['ns1.'] = '%s' })\ntrust_anchors.remove('.')\ncache.size = 50 * MB\n" % (ADDRESS, port, upstream, ADDRESS))
    return Server(name, folder, [program, *options, "-n", "-q", "-c", "config", folder], port)


def control(server, command):
    """What a resolver of ours says to a command on the control socket of its leader."""
    pid = min(server.members())
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(10)
        s.connect("%s/tty/%d" % (server.folder, pid))
        s.sendall(command.encode() + b"\n")
        s.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: s.recv(4096), b"")).decode()


def kresd(name, program, folder, upstream):
    """It takes no name servers on loopback from referrals, so a rule sends it to the upstream."""
    port = free_port()
    write(fresh(folder) + "/config",
          "net.listen('%s', %d)\nnet.ipv6 = false\ntrust_anchors.remove('.')\ncache.size = 50 * MB\n"
          "policy.add(policy.all(policy.STUB('%s@%d')))\n" % (ADDRESS, port, ADDRESS, upstream))
    return Server(name, folder, [program, "-n", "-q", "-c", folder + "/config", folder], port)


def unbound(name, program, folder, upstream):
    port = free_port()
    write(fresh(folder) + "/unbound.conf",
          "server:\n interface: %s@%d\n num-threads: 1\n do-daemonize: no\n username: \"\"\n chroot: \"\"\n directory: %s\n"
          " pidfile: pid\n use-syslog: no\n logfile: \"\"\n do-ip6: no\n do-not-query-localhost: no\n module-config: iterator\n"
          "stub-zone:\n name: .\n stub-addr: %s@%d\nremote-control:\n control-enable: no\n"
          % (ADDRESS, port, folder, ADDRESS, upstream))
    return Server(name, folder, [program, "-d", "-c", folder + "/unbound.conf"], port)


def echo(name, program, folder, _):
    port = free_port()
    return Server(name, fresh(folder), [program, ADDRESS, str(port)], port)
