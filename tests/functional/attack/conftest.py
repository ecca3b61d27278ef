# SPDX-License-Identifier: BSD-2-Clause
"""The small internet, with a hostile server for fake.com, and a resolver that is asked about it."""
import pytest

from lib.small_internet import fake, internet, kresd  # noqa: F401


@pytest.fixture
def hostile(fake):
    return fake


@pytest.fixture
def resolver(kresd):
    return kresd()
