# SPDX-License-Identifier: BSD-2-Clause
"""Fixtures: a small internet for all tests of a folder, servers in it that misbehave, and resolvers."""
import os

import pytest

from .kresd import FakeServer, FAKE, Internet, Kresd


@pytest.fixture(scope="session")
def internet(tmp_path_factory):
    if not os.access(Kresd.program(), os.X_OK):
        pytest.skip("kresd is not in BOWLINE_BIN")
    with Internet(tmp_path_factory.mktemp("internet")) as made:
        yield made


@pytest.fixture
def fake(internet):
    """Factory: fake(reply) serves fake.com; ended with the test."""
    started = []

    def start(reply):
        started.append(FakeServer(FAKE, internet.port, reply))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture
def kresd(internet, tmp_path):
    """Factory: kresd(config, *args) resolves in the small internet; ended with the test."""
    started = []

    def start(config="", *args, count=1):
        resolver = Kresd(tmp_path / ("kresd%d" % len(started)), config, *(args or ("-n",)),
                         lab_port=internet.port)
        started.append(resolver)
        return resolver.start(count)

    yield start
    for resolver in started:
        resolver.stop()
        log = resolver.process.log()  # a sanitizer's findings come at the end
        assert "Sanitizer" not in log and "runtime error" not in log, log[-4000:]
