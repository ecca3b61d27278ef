# SPDX-License-Identifier: BSD-2-Clause
"""Options of knotc."""
import pytest

from lib import tools


def knotc(*words):
    return tools.our_tool("knotc")(*words)


def test_help_and_version():
    assert knotc("-V").out.startswith("knotc (Bowline), version ")
    done = knotc("--help")
    assert done.code == 0 and " zone-status " in done.out and " conf-export " in done.out


@pytest.mark.parametrize("words", [["-t", "x", "status"], ["-t", "-1", "status"], ["-t", "86401", "status"],
                                   ["-m", "0", "status"], ["-q"], ["exit"]])
def test_wrong_options_end_it(words):
    assert knotc(*words).code == 1


def test_a_missing_configuration_is_named(tmp_path):
    done = knotc("-c", tmp_path / "none", "status")
    assert done.code == 1
    assert f"failed to load configuration file '{tmp_path}/none'" in done.err


def test_with_a_socket_no_configuration_is_read(ours):
    pair = ours()
    done = knotc("-c", "/nonexistent", "-s", pair.folder + "/run/knot.sock", "status")
    assert done.out == "Running\n"


def test_colours_are_for_terminals_or_on_demand(ours):
    pair = ours()
    assert "\033" not in pair("zone-status").out
    assert pair("-X", "zone-status", "b.a", "+role").out == "[\033[32;1mb.a.\033[0m] role: master\n"


def test_a_time_out_is_told(ours):
    pair = ours()
    pair.process.signal(19)
    try:
        done = pair("-t", "1", "status")
        assert (done.code, done.err) == (1, "error: failed to control (connection timeout)\n")
    finally:
        pair.process.signal(18)


def test_what_is_not_there_yet_is_refused_by_the_server(ours):
    pair = ours()
    for command in ("zone-sign", "zone-keys-load", "zone-validate", "zone-backup", "zone-restore"):
        done = pair(command, "b.a")
        assert (done.code, done.err) == (1, "error: [b.a] (operation not supported)\n"), command
