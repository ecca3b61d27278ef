# SPDX-License-Identifier: BSD-2-Clause
"""map(): commands that every process of a group carries out."""
import os
import signal

from lib.kresd import wait_gone


def leader(resolver):
    return resolver.process.child.pid


def test_every_fork_answers_in_order(kresd):
    resolver = kresd("x = worker.id * 10\n", "-f", "3", count=3)
    assert resolver.control("tojson(map 'worker.id')") == ["[0,1,2]\n"]
    assert resolver.control("tojson(map 'x')") == ["[0,10,20]\n"]
    assert resolver.control("tojson(map 'worker.pid')")[0].count(",") == 2
    resolver.control("map 'hints.root({ [\"a.root.\"] = \"127.0.0.9\" })'")
    for pid in resolver.sockets():
        assert "127.0.0.9" in resolver.control("hints.root()", pid=pid)[0]
    assert resolver.control("tojson(map 'assert(worker.id ~= 1)')") == ["[true,false,true]\n"]
    follower = next(pid for pid in resolver.sockets() if pid != leader(resolver))
    assert resolver.control("#map 'worker.id'", pid=follower) == ["1\n"]


def test_a_fork_that_is_gone_is_false(kresd):
    resolver = kresd("", "-f", "2", count=2)
    follower = next(pid for pid in resolver.sockets() if pid != leader(resolver))
    os.kill(follower, signal.SIGKILL)
    wait_gone(follower)
    assert resolver.control("tojson(map '7')", "tojson(map '7')") == ["[7,false]\n", "[7,false]\n"]
    assert len(resolver.data("www.example.com")) == 2
