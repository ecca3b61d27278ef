# SPDX-License-Identifier: BSD-2-Clause
"""A tree of zones on real servers: the root on Debian's nsd where that is installed, all others on our knotd.

    with RealTree(world, folder): ...          a lib.authority.World that is not started; in a network namespace
"""
import os

from .servers import Nsd, OurKnotd, Together

PORT = 53


class RealTree(Together):
    def __init__(self, world, folder):
        world.sign()
        self.servers = []
        for address, zones in world.by_address.items():
            kind = Nsd if address == world.ROOT and Nsd.is_available() else OurKnotd
            made = kind(os.path.join(str(folder), address), {z.apex.to_text(): z.text() for z in zones}, address=address)
            made.port = PORT
            self.servers.append(made)
