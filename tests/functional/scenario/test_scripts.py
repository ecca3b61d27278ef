# SPDX-License-Identifier: BSD-2-Clause
"""The public scripts and our own with the whole program: what is in front of the engine is part of what they see."""
import glob
import os
import re

import pytest

from lib import namespace
from .play import play

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
SHARED = os.environ.get("BOWLINE_SHARED", os.path.join(ROOT, "..", "shared"))
# They wait for servers that are silent, in real time, or for what is no setting of the program (a port closed over UDP).
SLOW = re.compile(r"^\s*(patient-client|stale-after):|do_not_answer|ADJUST.* close", re.MULTILINE)


def read(path):
    with open(path, encoding="latin-1") as f:
        return f.read()


def scripts():
    for path in sorted(glob.glob(os.path.join(SHARED, "scenarios", "deckard", "*.rpl"))):
        yield path
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "scenario", "*.rpl"))):
        if not SLOW.search(read(path)):
            yield path


def runs():
    """Each script once, with QNAME minimisation unless it says otherwise: the engine's own runner has both ways."""
    for path in scripts():
        said = re.search(r"^\s*query-minimization:\s*\"?(\w+)", read(path), re.MULTILINE)
        yield pytest.param(path, said is None or said[1].lower() in ("yes", "true", "on", "1"), id=os.path.basename(path)[:-4])


@pytest.mark.skipif("BOWLINE_CLOCK" not in os.environ, reason="nothing moves the clock: BOWLINE_CLOCK")
@pytest.mark.parametrize("path, minimise", runs())
def test_script(path, minimise, tmp_path):
    faults = namespace.call(play, path, str(tmp_path), minimise)
    if faults is None:
        pytest.skip("network namespaces are not allowed here")
    assert not faults, "\n".join(faults)
