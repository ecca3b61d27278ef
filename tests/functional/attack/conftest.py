# SPDX-License-Identifier: BSD-2-Clause
"""
A rig for attacks on resolvers: a small signed internet with a hostile zone, a canary, and measures.

Ours has to keep within the bars.  With ATTACK_PEERS=1 (make attack) Debian's unbound and kresd go through the same, for
comparison, and a table of all figures is printed at the end.
"""
import json
import os
import subprocess
import sys
import time

import pytest

from lib import namespace
from lib.authority import World
from lib.resolvers import DebianKresd, Ours, Unbound

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = bool(os.environ.get("ATTACK_PEERS"))
KINDS = [Ours] + ([Unbound, DebianKresd] if PEERS else [])
FIGURES = {}  # (attack, figure) -> {kind: value}, and its bar


def pytest_generate_tests(metafunc):
    if "kind" in metafunc.fixturenames:
        metafunc.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@pytest.hookimpl(hookwrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    """What a peer does not do is a figure, not a failure of the test."""
    outcome = yield
    kind = pyfuncitem.funcargs.get("kind")
    if kind in (None, Ours) or outcome.excinfo is None or outcome.excinfo[0] is pytest.skip.Exception:
        return
    FIGURES.setdefault((pyfuncitem.originalname.removeprefix("test_"), "went another way"), {"bar": None})[kind.name] = \
        outcome.excinfo[0].__name__
    outcome.force_result(True)


class Canary:
    """A well-behaved client at ten questions a second, in a process of its own."""

    def __init__(self, resolver):
        self.child = subprocess.Popen([sys.executable, os.path.join(HERE, "canary.py"), resolver.address, str(resolver.port),
                                       "www.good.com."], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.child.stdout.readline()  # it has begun

    def end(self):
        """{"p50", "p99", "echo_p99", "lost", "count"}; milliseconds."""
        return json.loads(self.child.communicate()[0])


class Cost:
    """What a block of questions costs: messages upstream, processor seconds."""

    def __init__(self, rig, queries=1):
        self.rig, self.queries = rig, queries

    def __enter__(self):
        self.before = self.rig.world.server.packets, self.rig.resolver.cpu(), time.monotonic()
        return self

    def __exit__(self, *_):
        self.packets = self.rig.world.server.packets - self.before[0]
        self.cpu = self.rig.resolver.cpu() - self.before[1]
        self.seconds = time.monotonic() - self.before[2]
        self.packets_each = self.packets / self.queries
        self.cpu_ms_each = 1000 * self.cpu / self.queries


class Rig:
    """good.com is honest and signed; evil.com is what a test makes of it."""

    EVIL = "10.53.6.6"
    PLAIN = 20  # zones to measure normal work by

    def __init__(self, kind, folder):
        self.kind, self.folder = kind, folder
        self.world = World()
        self.world.zone("com.", signed=True)
        self.world.zone("net.", signed=True)
        self.good = self.world.zone("good.com.", "www A 192.0.2.1\nmail MX 1 www\nother A 192.0.2.2\n*.wild A 192.0.2.3", signed=True)
        for i in range(self.PLAIN):
            self.world.zone("plain%d.net." % i, "www A 192.0.2.9")
        self.resolver = self.canary = None

    @property
    def is_ours(self):
        return self.kind is Ours

    def evil(self, reply, apex="evil.com."):
        """All that comes to the hostile server of an unsigned zone: reply(query, tcp)."""
        zone = self.world.zone(apex, addresses=[self.EVIL])
        self.world.handle(self.EVIL, reply)
        return zone

    def start(self, more="", env=None):
        self.world.start()
        self.resolver = self.kind(self.folder, self.world.root.addresses[0], self.world.anchor, more)
        self.resolver.env = env or {}
        self.resolver.start()
        assert self.resolver.data("www.good.com.") == ["192.0.2.1"]
        return self.resolver

    def cost(self, queries=1):
        return Cost(self, queries)

    def normal_cpu_ms(self):
        """Processor milliseconds of a name in a zone that is not known yet."""
        self.resolver.data("www.net.")
        with self.cost(self.PLAIN) as cost:
            for i in range(self.PLAIN):
                assert self.resolver.data("www.plain%d.net." % i) == ["192.0.2.9"]
        return cost.cpu_ms_each

    def watch(self):
        self.canary = Canary(self.resolver)

    def watched(self, attack, bar_ms=50):
        """
        End the canary; its p99 beyond that of an echo in the same seconds is held against the bar.  Where the machine may have
        other work, which is so in everything but make attack, only a stall counts.
        """
        bar_ms = bar_ms if PEERS else 1000
        seen, self.canary = self.canary.end(), None
        self.figure(attack, "canary p99 ms", round(max(0.0, seen["p99"] - seen["echo_p99"]), 1), bar_ms)
        self.figure(attack, "canary lost", seen["lost"], 0)
        return seen

    def figure(self, attack, what, value, most=None):
        """Note a figure; ours must not be above the bar."""
        row = FIGURES.setdefault((attack, what), {"bar": most})
        row[self.kind.name] = value
        if self.is_ours and most is not None:
            assert value <= most, "%s: %s %s, at most %s" % (attack, what, value, most)

    def stop(self):
        if self.canary:
            self.canary.child.kill()
            self.canary.child.wait()
        if self.resolver:
            self.resolver.stop()
        if self.world.server:
            self.world.stop()
        if self.resolver and self.is_ours:
            log = self.resolver.process.log()
            assert "Sanitizer" not in log and "runtime error" not in log, log[-4000:]


@pytest.fixture
def rig(kind, tmp_path):
    if not namespace.enter():
        pytest.skip("network namespaces are not allowed here")
    if kind.path() is None:
        pytest.skip("no " + kind.name + " here")
    made = Rig(kind, tmp_path)
    yield made
    made.stop()


def text_of(value):
    return "-" if value is None else "%.3g" % value if isinstance(value, float) else str(value)


def pytest_terminal_summary(terminalreporter):
    if not FIGURES:
        return
    names = [kind.name for kind in KINDS]
    lines = ["| attack | figure | bar | " + " | ".join(names) + " |", "|---|---|---|" + "---|" * len(names)]
    for (attack, what), row in sorted(FIGURES.items()):
        lines.append("| %s | %s | %s | %s |" % (attack, what, text_of(row["bar"]), " | ".join(text_of(row.get(n)) for n in names)))
    for line in [""] + lines:
        terminalreporter.write_line(line)
