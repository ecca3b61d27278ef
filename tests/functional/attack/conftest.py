# SPDX-License-Identifier: BSD-2-Clause
"""The small internet, with a hostile server for fake.com, and resolvers that are asked about it."""
import os

import pytest

from lib.kresd import FakeServer, FAKE, Internet, Kresd


@pytest.fixture(scope="session")
def internet(tmp_path_factory):
    if not os.access(Kresd.program(), os.X_OK):
        pytest.skip("kresd is not in BOWLINE_BIN")
    with Internet(tmp_path_factory.mktemp("internet")) as made:
        yield made


@pytest.fixture
def hostile(internet):
    """Factory: hostile(reply) serves fake.com; ended with the test."""
    started = []

    def start(reply):
        started.append(FakeServer(FAKE, internet.port, reply))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture
def resolver(internet, tmp_path):
    made = Kresd(tmp_path / "kresd", "", "-n", lab_port=internet.port)
    with made:
        yield made
    log = made.process.log()
    assert "Sanitizer" not in log and "runtime error" not in log, log[-4000:]
