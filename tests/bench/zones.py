# SPDX-License-Identifier: BSD-2-Clause
"""Zones and query files of the benchmarks, the same on every machine: numbers come from a hash."""
import os
import shutil
import subprocess

SOA = "$ORIGIN %s\n$TTL 3600\n@ SOA ns1 hostmaster 1 7200 900 1209600 900\n@ NS ns1\n@ NS ns2\n" \
      "ns1 A 192.0.2.1\nns2 A 192.0.2.2\n"
SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]


def mix(x):
    """A number scrambled into 64 bits."""
    x = (x + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    x = (x ^ x >> 29) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    return x ^ x >> 32


def label(i):
    """A label for number i, no two alike."""
    h = mix(i)
    return "".join(SYLLABLES[(h >> 8 * k) % len(SYLLABLES)] for k in range(1 + h % 4)) + "%x" % i


def write(path, lines):
    """Beside and renamed, so that an interrupted run leaves nothing half made."""
    with open(path + ".part", "w") as f:
        f.writelines(lines)
    os.rename(path + ".part", path)


def delegation(i, glued):
    d = label(i)
    if glued:
        return ("%s NS ns1.%s\n%s NS ns2.%s\nns1.%s A 198.51.100.%d\nns2.%s A 203.0.113.%d\n"
                % (d, d, d, d, d, i % 250, d, i % 250))
    host = label(mix(i) % 5000)
    return "%s NS ns1.%s.example.\n%s NS ns2.%s.example.\n" % (d, host, d, host)


def root_zone():
    yield SOA % "."
    for i in range(1500):
        t = label(i)
        for k in range(4):
            yield "%s NS n%d.nic.%s\nn%d.nic.%s A 198.51.100.%d\nn%d.nic.%s AAAA 2001:db8::%x\n" % (
                t, k, t, k, t, k, k, t, i * 4 + k)
        yield "%s DS %d 13 2 %064x\n" % (t, i, mix(i))


def root_queries(count):
    for k in range(count):
        h = mix(k + 1 << 20)
        kind = h % 10
        if kind < 6:
            yield "www.%s.%s. A\n" % (label(h >> 40), label((h >> 8) % 1500))
        else:
            yield "%s. DS\n" % label((h >> 8) % 1500) if kind == 6 else "x%x.none%x. A\n" % (h >> 40, h & 0xfff)


def delegations(zone, count):
    yield SOA % zone
    for i in range(count):
        yield delegation(i, i % 20 == 0)


def delegation_queries(zone, names, count):
    for k in range(count):
        h = mix(k + 1 << 21)
        yield "www.%s.%s A\n" % (label((h >> 8) % names), zone) if h % 4 else "no%x.%s A\n" % (h >> 24, zone)


def small_zone(name, i):
    return (SOA % name + "@ A 198.51.100.%d\n@ MX 10 mail\nmail A 198.51.100.1\nwww A 198.51.100.2\n"
            "www AAAA 2001:db8::%x\n" % (i % 250, i))


def many_queries(names, count):
    for k in range(count):
        h = mix(k + 1 << 22)
        yield ("www.%s A\n", "%s MX\n", "www.%s AAAA\n", "nx.%s A\n")[h % 4] % names[(h >> 8) % len(names)]


def sign(folder, plain, signed, zone):
    """With a fresh key; false when ldns' tools are not there."""
    if not (shutil.which("ldns-signzone") and shutil.which("ldns-keygen")):
        return False
    key = subprocess.run(["ldns-keygen", "-a", "ECDSAP256SHA256", "-k", zone], cwd=folder, check=True,
                         capture_output=True, text=True).stdout.strip()
    subprocess.run(["ldns-signzone", "-n", "-t", "0", "-f", signed + ".part", plain, key], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)
    os.rename(signed + ".part", signed)
    return True


class Case:
    def __init__(self, name, zones, queries, options=()):
        self.name, self.zones, self.queries, self.options = name, zones, queries, list(options)

    def records(self):
        return sum(line[0] not in "$;\n" for _, path in self.zones for line in open(path))


def make(folder, quick):
    """Cases by name; those that could not be made are None."""
    os.makedirs(folder, exist_ok=True)
    size, queries = ("quick", 50000) if quick else ("full", 300000)
    million, signed, many = (200000, 4000, 2000) if quick else (1000000, 40000, 10000)
    path = lambda what: os.path.join(folder, "%s.%s" % (what, size))

    def file(what, lines):
        if not os.path.exists(path(what)):
            write(path(what), lines)
        return path(what)

    names = [label(i) + ".test." for i in range(many)]
    small = []
    os.makedirs(path("many"), exist_ok=True)
    for i, name in enumerate(names):
        small.append((name, "%s/%szone" % (path("many"), name)))
        if not os.path.exists(small[-1][1]):
            write(small[-1][1], [small_zone(name, i)])
    plain = file("unsigned.zone", delegations("signed.", signed))
    can_sign = os.path.exists(path("signed.zone")) or sign(folder, plain, path("signed.zone"), "signed.")
    return {
        "small": Case("small", [(".", file("root.zone", root_zone()))], file("root.queries", root_queries(queries))),
        "million": Case("million", [("tld.", file("tld.zone", delegations("tld.", million)))],
                        file("tld.queries", delegation_queries("tld.", million, queries))),
        "many": Case("many", small, file("many.queries", many_queries(names, queries))),
        "signed": Case("signed", [("signed.", path("signed.zone"))],
                       file("signed.queries", delegation_queries("signed.", signed, queries)), ["-d"])
        if can_sign else None,
    }
