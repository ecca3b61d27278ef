# SPDX-License-Identifier: BSD-2-Clause
"""Fixtures for all areas.  BOWLINE_BIN must name the folder with the binaries under test."""
import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))

from lib import tools  # noqa: E402


def _ours(name):
    tool = tools.our_tool(name)
    if tool is None:
        pytest.skip(f"{name} is not in BOWLINE_BIN")
    return tool


def _peer(name):
    tool = tools.peer_tool(name)
    if tool is None:
        pytest.skip(f"no {name} of the distribution here")
    return tool


@pytest.fixture(scope="session")
def kdig():
    return _ours("kdig")


@pytest.fixture(scope="session")
def khost():
    return _ours("khost")


@pytest.fixture(scope="session")
def peer_kdig():
    return _peer("kdig")
