# SPDX-License-Identifier: BSD-2-Clause
"""Functions of scripts that the loop of a running resolver calls."""
from lib.process import wait_until


def test_a_configuration_plans_what_happens_later(kresd):
    resolver = kresd("n = 0\nevent.recurrent(10, function() n = n + 1 end)\n"
                     "event.after(20, function() later = true end)\n"
                     "event.after(1, function() error('of the script') end)\n")
    wait_until(lambda: resolver.number("n") > 3, 10, "calls of a recurrent event")
    wait_until(lambda: resolver.control("later") == ["true\n"], 10, "the later event")
    assert ": of the script" in resolver.process.log()
    assert resolver.control("event.cancel(0)", "event.cancel(0)") == ["true\n", "false\n"]
    stopped = resolver.number("n")
    assert len(resolver.data("www.example.com")) == 2
    assert resolver.number("n") == stopped


def test_an_end_with_events_under_way_is_orderly(kresd):
    resolver = kresd("event.recurrent(1, function() end)\nevent.after(1e9, function() end)\n")
    resolver.control("event.after(1, quit)")
    wait_until(lambda: resolver.process.child.poll() is not None, 10, "end of the resolver")
    assert resolver.process.child.returncode == 0
