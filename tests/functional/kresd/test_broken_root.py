# SPDX-License-Identifier: BSD-2-Clause
"""The real root zone broken on purpose: kresd and Debian's unbound must say the same of every name."""
import calendar
import collections
import lzma
import os
import random

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from lib.kresd import Kresd
from lib.ports import free_port
from lib.process import Process, find_binary
from lib.servers import Nsd

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("BOWLINE_SHARED", os.path.join(HERE, "..", "..", "..", "..", "shared"))
ZONE_FILE = os.path.join(SHARED, "data", "rootzone", "root-2018012901.zone.xz")
ANCHOR = ". DS 19036 8 2 49AAC11D7B6F6446702E54A1607371607A1A41855200FD2CE1CDDE32F24E8FB5"
DATE, DAY = calendar.timegm((2018, 1, 30, 0, 0, 0)), "20180130000000"
NAMES = int(os.environ.get("BOWLINE_NAMES", "150"))

pytestmark = [
    pytest.mark.skipif(not os.path.exists(ZONE_FILE), reason="no root zone beside the project"),
    pytest.mark.skipif(find_binary("unbound") is None or not Nsd.is_available(), reason="no unbound, or no nsd, here"),
]


def other_signature(words):
    words[-1] = ("B" if words[-1][0] != "B" else "C") + words[-1][1:]


def without_ds_bit(words):
    words[:] = [word for word in words if word != "DS"]


def with_another_type(words):
    words.insert(words.index("RRSIG"), "A")


def expired(words):
    words[8] = "20180101000000"


# How to break the records of a name: which of them, by type (and type covered), and what becomes of each.
WAYS = [("DS", None, None), ("RRSIG", "DS", None), ("RRSIG", "NSEC", None), ("RRSIG", "DS", other_signature),
        ("RRSIG", "NSEC", other_signature), ("RRSIG", "DS", expired), ("NSEC", None, without_ds_bit),
        ("NSEC", None, with_another_type), ("NSEC", None, None)]


def broken(zone, rng):
    """Another text of the zone, and the names that were broken."""
    lines, places = zone.splitlines(), {}
    for i, line in enumerate(lines):
        words = line.split()
        if len(words) > 4 and words[0] != ".":
            places.setdefault(words[0].lower(), []).append(i)
    tops = sorted(n for n, at in places.items() if any(lines[i].split()[3] == "NS" for i in at))
    chosen = rng.sample(tops, NAMES)
    for number, name in enumerate(chosen):
        kind, covered, change = WAYS[number % len(WAYS)]
        for i in places[name]:
            words = lines[i].split()
            if words[3] != kind or (covered and words[4] != covered):
                continue
            if change:
                change(words)
            lines[i] = "\t".join(words) if change else ""
    return "\n".join(line for line in lines if line) + "\n", chosen


def unbound(folder, upstream, port):
    config = os.path.join(folder, "unbound.conf")
    with open(config, "w") as f:
        f.write('server:\n interface: 127.0.0.1@%d\n do-daemonize: no\n username: ""\n chroot: ""\n directory: "%s"\n'
                ' pidfile: unbound.pid\n use-syslog: no\n do-ip6: no\n do-not-query-localhost: no\n'
                ' trust-anchor: "%s"\n val-override-date: "%s"\n module-config: "validator iterator"\n'
                'stub-zone:\n name: "."\n stub-addr: %s@%d\nremote-control:\n control-enable: no\n'
                % (port, folder, ANCHOR, DAY, upstream.address, upstream.port))
    return Process([find_binary("unbound"), "-d", "-c", config], folder, "unbound")


def verdict(port, name, rdtype, timeout=15):
    query = dns.message.make_query(name, rdtype, want_dnssec=True)
    response = dns.query.udp_with_fallback(query, "127.0.0.1", timeout, port)[0]
    data = sorted(item.to_text() for rrset in response.answer for item in rrset)
    return dns.rcode.to_text(response.rcode()), bool(response.flags & dns.flags.AD), data


def patient_verdict(port, name, rdtype):
    """unbound may try the one server for long before it calls something bogus."""
    for _ in range(4):
        try:
            return verdict(port, name, rdtype, timeout=10)
        except dns.exception.Timeout:
            pass
    return "SERVFAIL", False, []


def answers(port):
    try:
        return verdict(port, ".", "SOA", timeout=0.5)[1]
    except (OSError, dns.exception.Timeout):
        return False


def test_kresd_and_unbound_agree(tmp_path):
    seed = int(os.environ.get("BOWLINE_SEED", random.randrange(1 << 32)))
    print("BOWLINE_SEED=%d" % seed)
    with lzma.open(ZONE_FILE) as f:
        zone, names = broken(f.read().decode(), random.Random(seed))
    questions = [(name, "DS") for name in names]
    # Beside them in the zone's order: their denial records speak of these.
    questions += [(name[:-1] + "0.", rdtype) for name in names for rdtype in ("A", "DS")]
    port, folder = free_port(), tmp_path / "unbound"
    folder.mkdir()
    with Nsd(tmp_path, {".": zone}) as server:
        config = "net.ipv6 = false\nnet.lab_port(%d)\noption('ALLOW_LOCAL', true)\nhints.root({ ['a.'] = '%s' })\n" \
                 "trust_anchors.add('%s')\n" % (server.port, server.address, ANCHOR)
        peer = unbound(str(folder), server, port).start()
        try:
            peer.wait_for(lambda: answers(port), 15, "unbound answering")
            with Kresd(tmp_path / "kresd", config, "-n", time=DATE) as kresd:
                ours = {q: verdict(kresd.port, *q) for q in questions}
            theirs = {q: patient_verdict(port, *q) for q in questions}
        finally:
            peer.stop()
    assert {q: (ours[q], theirs[q]) for q in questions if ours[q] != theirs[q]} == {}
    seen = collections.Counter(v[:2] for v in ours.values())
    assert min(seen["SERVFAIL", False], seen["NXDOMAIN", True], seen["NOERROR", True]) > 0, seen
