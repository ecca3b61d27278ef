# SPDX-License-Identifier: BSD-2-Clause
"""
Made-up zones: ours, Debian's knotd, nsd and named answer the same questions; signed answers are proved.

BOWLINE_MADE_UP_QUESTIONS  how many at least (10,000)
BOWLINE_SEED       begins anew as an earlier run did; with BOWLINE_BATCH, that batch alone
"""
import collections
import os
import random
import struct

import pytest

from lib.servers import OurKnotd

from .ask import Answer
from .compare import TC, is_wrong, judge
from .proofs import Key, complaint, labels
from .world import PEERS, Batch
from .zones import name_text

QUESTIONS = int(os.environ.get("BOWLINE_MADE_UP_QUESTIONS", "10000"))
FAMILIES, PER_ZONE = 95, 80
SHOWN = 8
DS = 43


def zone_of(zones, question):
    """The zone that answers: the longest apex, for DS the parent's side of a cut (RFC 4035 section 3.1.4.1)."""
    name = labels(question[0])
    for i in range(1 if question[1] == DS else 0, len(name)):
        if name[i:] in zones:
            return zones[name[i:]]
    return zones.get(name)


def read(message):
    """The answer; None when there is none that can be read."""
    try:
        return None if message is None else Answer(message)
    except (ValueError, IndexError, struct.error):
        return None


class Findings:
    """What a run saw, by kind."""

    def __init__(self):
        self.questions = self.zones = self.agreed = self.proved = self.unserved = 0
        self.kinds, self.wrong, self.unproved = collections.Counter(), [], []
        self.batch = None

    def add_batch(self, number, batch, asked, replies):
        self.batch = number
        zones = {z.apex: z for z in batch.zones}
        key = Key(batch.dnskey) if batch.dnskey else None
        self.zones += len(zones)
        self.unserved += sum(len(unserved) for _, unserved in replies.values())
        assert not replies[OurKnotd][1], "a zone of the batch is not served"
        for i, (_, question, _) in enumerate(asked):
            apex = zone_of(zones, question).apex  # a zone below the one that the question was made for, perhaps
            parsed = {kind.__name__: read(got.get(i)) for kind, (got, unserved) in replies.items() if apex not in unserved}
            ours = parsed.pop(OurKnotd.__name__)
            self.questions += 1
            self.add_answer(zones, key, question, ours, parsed, i)

    def add_answer(self, zones, key, question, ours, peers, number):
        zone, proved = zone_of(zones, question), False
        if ours is not None and question[2] and zone.signing and not ours.flags & TC:
            why = complaint(zone.apex, key, question, ours)
            proved = why is None
            self.proved += proved
            if not proved:
                self.unproved.append((self.batch, number, name_text(labels(question[0])), *question[1:], zone.signing, why))
        found = judge(question, ours, peers, proved)
        if found is None:
            self.agreed += 1
            return
        for peer, words, reason in found:
            self.kinds[reason or f"{peer} alone: {', '.join(words)}"] += 1
        if is_wrong(found, peers):
            self.wrong.append((self.batch, number, name_text(labels(question[0])), *question[1:], found))

    def report(self):
        print(f"{self.zones} zones, {self.questions} questions; {self.agreed} answered as most do, {self.proved} proved; "
              f"{self.unserved} times a peer did not load a zone")
        for kind, count in self.kinds.most_common():
            print(f"{count:6d} {kind}")
        for title, found in (("differ without reason", self.wrong), ("unproved", self.unproved)):
            for entry in found[:SHOWN]:
                print(title, *entry)


def test_made_up_zones_are_answered_as_most_do_and_proved(tmp_path):
    peers = [kind for kind in PEERS if kind.is_available()]
    if not peers or OurKnotd.path() is None:
        pytest.skip("no server of the distribution here")
    seed = int(os.environ.get("BOWLINE_SEED", random.randrange(1 << 32)))
    batches = [int(os.environ["BOWLINE_BATCH"])] if "BOWLINE_BATCH" in os.environ else range(1000)
    findings = Findings()
    for number in batches:
        batch = Batch(tmp_path, seed, number * FAMILIES, FAMILIES)
        findings.add_batch(number, batch, *batch.run(tmp_path, PER_ZONE, peers))
        if len(findings.wrong + findings.unproved) >= SHOWN or findings.questions >= QUESTIONS:
            break
    findings.report()
    failed = sorted({entry[0] for entry in findings.wrong + findings.unproved})
    assert not failed, "again: " + "; ".join(
        f"BOWLINE_SEED={seed} BOWLINE_BATCH={n} tests/functional/differential/run -k made_up" for n in failed)
