# SPDX-License-Identifier: BSD-2-Clause
"""The real, signed root under its own date: denials of it are learnt, and not asked for again (RFC 8198)."""
import bisect
import calendar
import lzma
import os
import random
import socket
import string

import dns.flags
import dns.message
import pytest

from lib.kresd import Kresd, ROOT
from lib.servers import OurKnotd

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
SHARED = os.environ.get("BOWLINE_SHARED", os.path.join(PROJECT, "..", "shared"))
ZONE_FILE = os.path.join(SHARED, "data", "rootzone", "root-2018012901.zone.xz")
DATE = calendar.timegm((2018, 1, 30, 0, 0, 0))
NAMES = 10000
ANCHOR = ". IN DS 19036 8 2 49AAC11D7B6F6446702E54A1607371607A1A41855200FD2CE1CDDE32F24E8FB5"

pytestmark = pytest.mark.skipif(not os.path.exists(ZONE_FILE), reason="no root zone beside the project")


@pytest.fixture(scope="module")
def zone():
    with lzma.open(ZONE_FILE) as f:
        return f.read().decode()


@pytest.fixture(scope="module")
def tlds(zone):
    """Names of one label that the root has records or delegations for, sorted as names sort."""
    owners = {line.split()[0].lower().rstrip(".") for line in zone.splitlines() if line and line[0] not in ";$ \t"}
    return sorted(owner.rsplit(".", 1)[-1] for owner in owners if owner)


@pytest.fixture
def resolver(tmp_path, zone):
    with OurKnotd(tmp_path / "root", {".": zone}, address=ROOT) as server:
        made = Kresd(tmp_path / "kresd", "trust_anchors.add('%s')\ncache.size = 10 * MB\n" % ANCHOR, "-n",
                     lab_port=server.port, time=DATE)
        with made:
            yield made
        log = made.process.log()
        assert "Sanitizer" not in log and "runtime error" not in log, log[-4000:]


def random_names(tlds, seed):
    generator, there = random.Random(seed), set(tlds)
    while True:
        label = "".join(generator.choices(string.ascii_lowercase, k=generator.randrange(3, 11)))
        if label not in there:
            yield label


def upstream(resolver):
    return resolver.number("worker.stats().udp + worker.stats().tcp")


def ask(s, name, rdtype="A", flags=dns.flags.AD):
    query = dns.message.make_query(name, rdtype)
    query.flags |= flags
    s.send(query.to_wire())
    return dns.message.from_wire(s.recv(4096))


def test_random_names_cost_a_question_for_each_gap(resolver, tlds):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    gaps = set()
    names = random_names(tlds, seed)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(12)
        s.connect((resolver.address, resolver.port))
        for _ in range(NAMES):
            name = next(names)
            gaps.add(bisect.bisect(tlds, name))
            reply = ask(s, name + ".")
            assert reply.rcode() == 3 and reply.flags & dns.flags.AD, (name, reply)
    asked = upstream(resolver)
    repeated = resolver.number("worker.stats().timeout")  # a busy machine
    print("distinct gaps", len(gaps), "questions to servers", asked, "of them repeated", repeated)
    # One for each gap; the keys of the root, perhaps over TCP.
    assert len(gaps) <= asked - repeated <= len(gaps) + 3


def test_absent_types_of_known_names_are_not_asked_for(resolver):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(12)
        s.connect((resolver.address, resolver.port))
        assert ask(s, ".", "MX").flags & dns.flags.AD
        before = upstream(resolver)
        for rdtype in ("A", "AAAA", "TXT", "SRV", "CAA", "TYPE999"):
            reply = ask(s, ".", rdtype)
            assert reply.rcode() == 0 and not reply.answer and reply.flags & dns.flags.AD
        assert upstream(resolver) == before
