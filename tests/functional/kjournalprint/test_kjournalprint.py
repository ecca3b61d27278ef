# SPDX-License-Identifier: BSD-2-Clause
"""kjournalprint: the journal of our knotd, printed as the peer prints its own."""
import re
import subprocess

import pytest

from lib import tools
from lib.process import find_binary
from lib.servers import Knotd, OurKnotd

NAME = "example.com."
ZONE = "@ 60 SOA ns admin 1 20 5 100 60\n@ 60 NS ns\nns 60 A 192.0.2.1\n"
STEPS = [[("zone-set", "www", "60", "A", "192.0.2.5")],
         [("zone-set", "x", "60", "TXT", "hi"), ("zone-unset", "www")],
         [("zone-set", "www", "60", "A", "192.0.2.5")]]


def knotc(server, path, *words):
    return subprocess.run([path, "-c", server.folder + "/server.conf", *words], capture_output=True, text=True,
                          check=True, timeout=30)


def journal_of(kind, folder, knotc_path, items=()):
    """A server that made a history; stopped."""
    server = kind(folder, {NAME: ZONE}, zone_items=["zonefile-sync: -1", "zonefile-load: difference", *items])
    server.start()
    server.process.wait_for(lambda: subprocess.run([knotc_path, "-c", server.folder + "/server.conf", "status"],
                                                   capture_output=True, timeout=30).returncode == 0, 10, "control")
    for step in STEPS:
        knotc(server, knotc_path, "zone-begin", NAME)
        for command, *words in step:
            knotc(server, knotc_path, command, NAME, *words)
        knotc(server, knotc_path, "zone-commit", NAME)
    server.stop()
    return server


@pytest.fixture
def ours(tmp_path):
    return lambda *items: journal_of(OurKnotd, tmp_path, tools.our_tool("knotc").path, items)


def run(server, *words):
    return tools.our_tool("kjournalprint")("-c", server.folder + "/server.conf", *words)


def without_times(text):
    return re.sub(r", timestamp: \d+", "", text)


@pytest.mark.parametrize("items", [(), ("journal-content: all",)])
@pytest.mark.parametrize("words", [(), ("-l", "1"), ("-s", "2"), ("-X",)])
def test_records_are_printed_as_the_peer_prints_them(ours, tmp_path, items, words):
    peer_tool = find_binary("kjournalprint", "PEER_KJOURNALPRINT")
    if not Knotd.is_available() or peer_tool is None:
        pytest.skip("no peer")
    server = ours(*items)
    peer = journal_of(Knotd, tmp_path, find_binary("knotc", "PEER_KNOTC"), items)
    theirs = subprocess.run([peer_tool, "-c", peer.folder + "/server.conf", *words, NAME], capture_output=True,
                            text=True, timeout=30, check=True).stdout
    if "-X" in words:  # where the peer begins and ends colours differs from version to version
        theirs = re.sub(r"(\x1b\[\d+m)+", "", theirs)
    got = without_times(run(server, *words, NAME).out)
    assert (re.sub(r"(\x1b\[\d+m)+", "", got) if "-X" in words else got) == theirs


def test_summary_lines(ours):
    server = ours("journal-content: all")
    lines = run(server, "-d", NAME).out.splitlines()
    assert re.fullmatch(r"Zone-in-journal 1  \+\+\+: 3\t size: \d+\t timestamp: \S+\t NS A", lines[0])
    assert set(lines[1]) == {"-"}
    assert re.fullmatch(r"1 -> 2  ---: 1\t  \+\+\+: 2\t size: \d+\t timestamp: \S+\t A", lines[2])
    assert re.fullmatch(r"2 -> 3  ---: 2\t  \+\+\+: 2\t size: \d+\t timestamp: \S+\t A TXT", lines[3])
    assert lines[5] == "Total number of changesets:  4"
    assert re.fullmatch(r"Occupied this zone \(approx\): \d+ KiB", lines[6])
    assert re.fullmatch(r"Occupied all zones together: \d+ KiB", lines[7])


def test_list_of_zones(ours):
    server = ours()
    assert run(server, "-z").out == NAME + "\n"
    head, row, tail = run(server, "-z", "-d").out.splitlines()
    assert head == ";; <zone name>              <occupied KiB> <first serial> <last serial> <full zone>"
    assert re.fullmatch(r"example\.com\. {17} +\d+ +1 +4 +no", row)
    assert re.fullmatch(r";; Occupied all zones together: \d+ KiB", tail)


def test_merged_changes_cancel(ours):
    out = without_times(run(ours(), "-M", NAME).out)
    assert out.startswith(";; Changes between zone versions: 1 -> 4, changeset: 1\n")
    assert out.count("\n") == 7 and "www" in out


def test_merged_zone(ours):
    out = without_times(run(ours("journal-content: all"), "-M", NAME).out)
    assert out.startswith(";; Zone-in-journal, serial: 4, changeset: 1\n;; Added\n")
    assert out.count("\n") == 7


def test_what_is_not_there_is_said(ours, tmp_path):
    server = ours()
    unknown = run(server, "nope.")
    assert (unknown.code, unknown.err) == (1, f"error: zone not exists in the journal DB {server.folder}/journal\n")
    assert run(server, "-s", "77", NAME).code == 1
    missing = tools.our_tool("kjournalprint")("-D", str(tmp_path / "none"), NAME)
    assert (missing.code, missing.err) == (1, "error: the journal DB does not exist\n")
    assert tools.our_tool("kjournalprint")("-D", server.folder + "/journal", "-H", NAME).code == 0
    assert run(server).code == 1
    assert run(server, "-l", "x", NAME).code == 1
    assert run(server, "-V").out.startswith("kjournalprint (Bowline), version ")
