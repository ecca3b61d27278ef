# SPDX-License-Identifier: BSD-2-Clause
"""Dynamic updates of one record each to a large zone, over one connection, some on their way at once."""
import os
import shutil
import socket
import struct

import servers
from servers import ADDRESS, Failed

WINDOWS = {1: 100, 64: 3200}  # updates on their way at once: updates in all
REPLY_LIMIT_S = 60


def knotd(name, program, folder, zone, policy="", items=""):
    """A primary that keeps its changes in the journal and leaves the zone file alone."""
    port = servers.free_port()
    shutil.rmtree(folder, ignore_errors=True)
    servers.write(servers.fresh(folder) + "/knot.conf",
                  "server:\n    rundir: %s\n    listen: %s@%d\n    udp-workers: 1\n    tcp-workers: 1\n"
                  "    background-workers: 1\nlog:\n  - target: stderr\n    any: warning\n"
                  "database:\n    storage: %s\n    journal-db-mode: robust\n"
                  "acl:\n  - id: all\n    address: 127.0.0.0/8\n    action: update\n"
                  "%szone:\n  - domain: %s\n    file: %s\n    acl: all\n    zonefile-sync: -1\n"
                  "    zonefile-load: whole\n    journal-content: changes\n%s"
                  % (folder, ADDRESS, port, folder, policy, zone[0], zone[1], items))
    return servers.Server(name, folder, [program, "-c", folder + "/knot.conf"], port)


def name_wire(name):
    return b"".join(bytes([len(x)]) + x.encode() for x in name.split(".") if x) + b"\0"


def message(zone, number):
    """Add an address at a name of its own (RFC 2136 section 2.5.1)."""
    owner = b"\x0a" + b"u%09d" % (number % 10**9) + b"\xc0\x0c"
    body = (struct.pack("!6H", number & 0xffff, 5 << 11, 1, 0, 1, 0) + name_wire(zone) + struct.pack("!2H", 6, 1)
            + owner + struct.pack("!2HIH", 1, 1, 60, 4) + struct.pack("!I", 0x0a000000 + number))
    return struct.pack("!H", len(body)) + body


def exactly(s, count):
    got = b""
    while len(got) < count:
        part = s.recv(count - len(got))
        if not part:
            raise Failed("the connection for updates was closed")
        got += part
    return got


def cpu_ns(server):
    """Time on a processor, of all threads; finer than the ticks that servers.Server counts."""
    task = "/proc/%d/task" % server.process.pid
    return sum(int(open("%s/%s/schedstat" % (task, thread)).read().split()[0]) for thread in os.listdir(task))


def drive(server, zone, first, count, window):
    """Processor microseconds of the server per update."""
    messages = [message(zone, i) for i in range(first, first + count)]
    before = cpu_ns(server)
    with socket.create_connection((ADDRESS, server.port), REPLY_LIMIT_S) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sent = 0
        for done in range(count):
            ready = messages[sent:done + window]
            if ready:
                s.sendall(b"".join(ready))
                sent += len(ready)
            reply = exactly(s, struct.unpack("!H", exactly(s, 2))[0])
            if reply[3] & 15:
                raise Failed("%s answers an update with %d" % (server.name, reply[3] & 15))
    return (cpu_ns(server) - before) / 1e3 / count


def bench(table, case, kinds, scratch, rounds):
    """kinds: name and program of each make of knotd; the ratio is to be at most a half."""
    running, zone, first = [], case.zones[0], 0
    values = {w: {name: [] for name, _ in kinds} for w in WINDOWS}
    try:
        for name, program in kinds:
            server = knotd(name, program, "%s/run-update-%s" % (scratch, name), zone)
            running.append(server)
            server.wait(zone[0])
            server.settle()
        for _ in range(rounds):
            for window, count in WINDOWS.items():
                for server in running:
                    values[window][server.name].append(drive(server, zone[0], first, count, window))
                first += count
        for window in WINDOWS:
            table.add("DDNS, million zone, %d at once" % window, "CPU us", values[window], "knotd", 0.5)
    finally:
        for server in running:
            server.stop()
            shutil.rmtree(server.folder + "/journal", ignore_errors=True)


# Of Debian's knotd, for a zone that the server has signed itself; the empty process is less than a fiftieth.
SIGNED_MEMORY_BAR = 0.45

# ECDSA P-256, NSEC3; the history is long enough not to be merged meanwhile.
SIGNED = ("policy:\n  - id: p\n    nsec3: on\n    signing-threads: 2\n",
          "    dnssec-signing: on\n    dnssec-policy: p\n    journal-max-usage: 1G\n    journal-max-depth: 100000\n")
SIGNED_UPDATES, SIGNED_CEILING_US = 100, 2000


def bench_signed(table, kinds, scratch, rounds, names):
    """One change after another in a large signed zone: what it costs to sign it again."""
    zone = ("signed.test.", scratch + "/updates-signed.zone")
    with open(zone[1], "w") as f:
        f.write("$ORIGIN signed.test.\n$TTL 3600\n@ SOA ns host 1 3600 600 86400 300\n@ NS ns\nns A 192.0.2.1\n")
        for i in range(names):
            f.write("n%d A 10.%d.%d.%d\n" % (i, i >> 16, i >> 8 & 255, i & 255))
    running, first = [], 0
    values = {name: [] for name, _ in kinds}
    try:
        for name, program in kinds:
            server = knotd(name, program, "%s/run-resign-%s" % (scratch, name), zone, *SIGNED)
            running.append(server)
            server.wait(zone[0])
            server.settle()
        table.add("memory, %d names signed here" % names, "MB",
                  {server.name: [server.steady_memory() / 1e6] for server in running}, "knotd", SIGNED_MEMORY_BAR)
        for _ in range(rounds):
            for server in running:
                values[server.name].append(drive(server, zone[0], first, SIGNED_UPDATES, 1))
            first += SIGNED_UPDATES
        table.add("DDNS, %d signed names" % names, "CPU us", values, "knotd")
        if values.get("bowline"):
            table.add_ceiling("the same", "CPU us", sorted(values["bowline"])[len(values["bowline"]) // 2],
                              SIGNED_CEILING_US)
    finally:
        for server in running:
            server.stop()
            shutil.rmtree(server.folder, ignore_errors=True)


def kinds(ours, peer):
    return [k for k in (("bowline", ours), ("knotd", peer)) if k[1] and os.path.exists(k[1])]
