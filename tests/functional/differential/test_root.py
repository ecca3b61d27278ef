# SPDX-License-Identifier: BSD-2-Clause
"""The real root zone: served, transferred whole, and answered as Debian's knotd and nsd answer it."""
import collections
import ipaddress
import lzma
import os
import random
import subprocess

import pytest

from lib import tools
from lib.process import find_binary
from lib.servers import Knotd, Nsd, OurKnotd

from .ask import Answer, ask_all
from .compare import TC, differences, explain
from .questions import generate, names_of_zone_text

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
SHARED = os.environ.get("BOWLINE_SHARED", os.path.join(ROOT, "..", "shared"))
ZONE_FILE = os.path.join(SHARED, "data", "rootzone", "root-2018012901.zone.xz")
QUESTIONS = int(os.environ.get("BOWLINE_QUESTIONS", "20000"))

pytestmark = pytest.mark.skipif(not os.path.exists(ZONE_FILE), reason="no root zone beside the project")


@pytest.fixture(scope="module")
def zone():
    with lzma.open(ZONE_FILE) as f:
        return f.read()


@pytest.fixture(scope="module")
def server(tmp_path_factory, zone):
    with OurKnotd(tmp_path_factory.mktemp("ours"), {".": zone.decode()},
                  options="server:\n    udp-max-payload: 4096\n") as s:
        yield s


def canonical(records):
    """Lines of a zone in one spelling: white space, case, and IPv6 addresses."""
    out = []
    for line in records:
        words = line.lower().split()
        if not words or words[0].startswith(";"):
            continue
        if words[2] == "aaaa":
            words[3] = ipaddress.ip_address(words[3]).compressed
        out.append(" ".join(words))
    return sorted(out)


def test_kzonecheck_accepts_it(zone, tmp_path):
    path = tmp_path / "root.zone"
    path.write_bytes(zone)
    # Its signatures are of January 2018.
    assert tools.our_tool("kzonecheck")("-o", ".", "-t", "20180130000000", path).code == 0


def test_a_transfer_equals_the_file(server, zone):
    kdig = find_binary("kdig")
    if kdig is None:
        pytest.skip("no kdig of the distribution here")
    out = subprocess.run([kdig, "@" + server.address, "-p", str(server.port), ".", "AXFR", "+noidn", "+noall",
                          "+answer", "+noclass"], capture_output=True, text=True, timeout=60).stdout
    got = canonical(out.splitlines())
    # The file has the class, one spelling of types, and the SOA once.
    want = canonical(line.replace("\tIN\t", "\t", 1) for line in zone.decode().splitlines())
    soa = next(line for line in got if line.split()[2] == "soa")
    got.remove(soa)
    assert got == want


@pytest.mark.parametrize("peer", (Knotd, Nsd), ids=lambda kind: kind.__name__)
def test_the_same_answers(server, zone, peer, tmp_path):
    if not peer.is_available():
        pytest.skip(f"no {peer.binary} here")
    seed = int(os.environ.get("BOWLINE_SEED", random.randrange(1 << 32)))
    print(f"BOWLINE_SEED={seed}")
    asked = list(generate(seed, names_of_zone_text(zone), QUESTIONS))
    queries = [query for _, query in asked]
    options = {Knotd: "server:\n    udp-max-payload: 4096\n",
               Nsd: "server:\n    ipv4-edns-size: 4096\n    minimal-responses: yes\n"
                    "    rrl-ratelimit: 0\n    rrl-whitelist-ratelimit: 0\n"}[peer]
    with peer(tmp_path, {".": zone.decode()}, options=options) as other:
        theirs = ask_all(other.address, other.port, queries)
    ours = ask_all(server.address, server.port, queries)
    unexplained, reasons = [], collections.Counter()
    statuses = collections.Counter(Answer(r).rcode for r in ours.values())
    cut = sum(bool(Answer(r).flags & TC) for r in ours.values())
    print(f"{len(asked)} questions, {len(ours)} answers of ours by rcode: {dict(statuses)}, {cut} truncated")
    for i, (question, _) in enumerate(asked):
        a, b = (Answer(r[i]) if i in r else None for r in (ours, theirs))
        words = differences(question, a, b)
        if not words:
            continue
        reason = explain(question, a, b, words)
        if reason:
            reasons[reason] += 1
        else:
            unexplained.append((question, words))
    for reason, count in reasons.most_common():
        print(f"{count:6d} differ: {reason}")
    kinds = collections.Counter(tuple(words) for _, words in unexplained)
    for words, count in kinds.most_common(10):
        example = next(q for q, w in unexplained if tuple(w) == words)
        print(f"{count:6d} differ in {', '.join(words)}; for example {example}")
    assert not unexplained
