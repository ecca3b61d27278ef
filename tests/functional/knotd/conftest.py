# SPDX-License-Identifier: BSD-2-Clause
"""knotd of this repository and what talks to it."""
import socket

import pytest

from lib import tools
from lib.servers import OurKnotd
from lib.zones import EXAMPLE


def takes_control(server):
    """Does the control socket accept? Its file is there a moment before."""
    with socket.socket(socket.AF_UNIX) as s:
        try:
            s.connect(server.folder + "/knot.sock")
        except OSError:
            return False
    return True


class Knotc:
    """knotc for one server."""

    def __init__(self, server):
        self.server = server
        self.tool = tools.our_tool("knotc")

    def __call__(self, *words):
        return self.tool("-c", self.server.folder + "/server.conf", *words)


@pytest.fixture
def our_server(tmp_path):
    """Factory: our_server(zones, ...) starts a knotd; all are ended with the test."""
    started = []

    def start(zones=None, **more):
        server = OurKnotd(tmp_path, {"example.com.": EXAMPLE} if zones is None else zones, **more)
        started.append(server)
        server.start()
        server.process.wait_for(lambda: takes_control(server), 10, "control socket")
        server.knotc = Knotc(server)
        return server

    yield start
    for server in started:
        server.stop()
