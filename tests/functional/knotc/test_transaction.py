# SPDX-License-Identifier: BSD-2-Clause
"""Editing the configuration of a running server."""
import socket

from lib.process import wait_until
from lib.zones import EXAMPLE


def test_a_commit_acts_at_once(ours):
    pair = ours()
    pair.write("z/new.org.zone", EXAMPLE.replace("example.com", "new.org"))
    for words in (["conf-begin"], ["conf-set", "zone.domain", "new.org"], ["conf-unset", "zone[b.a]"],
                  ["conf-commit"]):
        assert pair(*words).out == "OK\n", words
    wait_until(lambda: pair("zone-status", "new.org").out == "[new.org.] role: master | serial: 2024010101\n")
    assert pair("zone-status", "b.a").code == 1
    assert "persistent configuration database not available" in pair.process.log()
    # Without a database it lasts until the file is read again.
    assert pair("reload").out == "Reloaded\n"
    assert pair("zone-status", "new.org").code == 1


def test_a_bad_commit_changes_nothing_and_stays_open(ours):
    pair = ours()
    assert pair("conf-begin").out == "OK\n"
    assert pair("conf-set", "zone[b.a].catalog-role", "interpret").out == "OK\n"
    failed = pair("conf-commit")
    assert failed.code == 1
    assert "item 'catalog-role', value 'interpret' (not available in this version)" in failed.err
    assert pair("conf-diff").out == "+zone[b.a.].catalog-role = interpret\n"
    assert pair("conf-unset", "zone[b.a].catalog-role").out == "OK\n"
    assert pair("conf-commit").out == "OK\n"


def test_restart_only_items_are_named(ours):
    pair = ours()
    pair("conf-begin")
    pair("conf-set", "server.udp-workers", "3")
    assert pair("conf-commit").out == "OK\n"
    assert "warning: changes of udp-workers require restart to take effect" in pair.process.log()


def test_a_client_that_dies_leaves_no_lock(ours):
    pair = ours()
    assert pair("conf-begin").out == "OK\n"
    for _ in range(3):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(pair.folder + "/run/knot.sock")
            s.sendall(b"\x01\x10\x00\x08conf-get\x01\x10\x00\x08conf-get\x01\x10")
    assert pair("conf-diff").code == 0
    assert pair("conf-abort").out == "OK\n"
    assert pair("reload").out == "Reloaded\n"


def test_clients_are_served_side_by_side(ours):
    pair = ours()
    idle = []
    for _ in range(6):
        s = socket.socket(socket.AF_UNIX)
        s.connect(pair.folder + "/run/knot.sock")
        idle.append(s)
    assert pair("status").out == "Running\n"
    assert pair("conf-read", "server.identity").out == "server.identity = a b\n"
    for s in idle:
        s.close()


def test_hup_waits_for_no_transaction(ours):
    pair = ours()
    pair("conf-begin")
    pair.process.signal(1)
    wait_until(lambda: "reload aborted due to active configuration transaction" in pair.process.log())
    assert pair("conf-abort").out == "OK\n"
