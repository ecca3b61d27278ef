# SPDX-License-Identifier: BSD-2-Clause
"""zone-begin to zone-commit: what each command prints and does."""
import socket

NAME = "example.com."
ZONE = "@ 60 SOA ns admin 1 3600 900 604800 60\n@ 60 NS ns\nns 60 A 192.0.2.1\nalias 60 CNAME ns\n"


def ok(server, *words):
    done = server.knotc(*words)
    assert (done.code, done.out, done.err) == (0, "OK\n", ""), done


def test_reading_a_zone(our_server):
    server = our_server({NAME: ZONE})
    assert server.knotc("zone-read", NAME, "ns").out == "[example.com.] ns.example.com. 60 A 192.0.2.1\n"
    assert server.knotc("zone-read", NAME, "@", "NS").out == "[example.com.] example.com. 60 NS ns.example.com.\n"
    assert len(server.knotc("zone-read", "--").out.splitlines()) == 4
    missing = server.knotc("zone-read", NAME, "nobody")
    assert missing.code == 1 and "no such node in zone found" in missing.err


def test_a_transaction_from_begin_to_commit(our_server):
    server = our_server({NAME: ZONE})
    ok(server, "zone-begin", NAME)
    assert "transaction: open" in server.knotc("zone-status", NAME).out
    again = server.knotc("zone-begin", NAME)
    assert again.code == 1 and "too many transactions" in again.err
    ok(server, "zone-set", NAME, "www", "3600", "A", "192.0.2.5")
    ok(server, "zone-set", NAME, "www", "A", "192.0.2.6")  # takes the TTL over
    twice = server.knotc("zone-set", NAME, "www", "A", "192.0.2.6")
    assert twice.code == 1 and "such record already exists in zone" in twice.err
    assert server.knotc("zone-get", NAME, "www").out == \
        "[example.com.] www.example.com. 3600 A 192.0.2.5\n[example.com.] www.example.com. 3600 A 192.0.2.6\n"
    assert server.knotc("zone-read", NAME, "www").code == 1
    ok(server, "zone-unset", NAME, "www", "A", "192.0.2.6")
    missing = server.knotc("zone-unset", NAME, "www", "A", "192.0.2.7")
    assert missing.code == 1 and "no such record in zone found" in missing.err
    assert server.knotc("zone-diff", NAME).out == "[example.com.] +www.example.com. 3600 A 192.0.2.5\n"
    ok(server, "zone-commit", NAME)
    assert server.knotc("zone-read", NAME, "www").out == "[example.com.] www.example.com. 3600 A 192.0.2.5\n"
    assert "serial: 2" in server.knotc("zone-status", NAME).out
    nothing = server.knotc("zone-commit", NAME)
    assert nothing.code == 1 and "no active transaction" in nothing.err


def test_abort_leaves_the_zone(our_server):
    server = our_server({NAME: ZONE})
    ok(server, "zone-begin", NAME)
    ok(server, "zone-unset", NAME, "ns")
    ok(server, "zone-abort", NAME)
    assert server.knotc("zone-read", NAME, "ns").code == 0
    assert "serial: 1" in server.knotc("zone-status", NAME).out


def test_a_failed_check_keeps_the_transaction_open(our_server):
    server = our_server({NAME: ZONE})
    ok(server, "zone-begin", NAME)
    ok(server, "zone-set", NAME, "alias", "60", "A", "192.0.2.5")
    failed = server.knotc("zone-commit", NAME)
    assert failed.code == 1 and "semantic check" in failed.err
    ok(server, "zone-unset", NAME, "alias", "CNAME")
    ok(server, "zone-commit", NAME)


def test_benevolent_transactions_take_what_is_there(our_server):
    server = our_server({NAME: ZONE})
    ok(server, "zone-begin", NAME, "+benevolent")
    ok(server, "zone-set", NAME, "ns", "60", "A", "192.0.2.1")
    ok(server, "zone-unset", NAME, "nobody", "A", "192.0.2.1")
    ok(server, "zone-commit", NAME)
    assert "serial: 1" in server.knotc("zone-status", NAME).out  # an empty change is none


def test_a_soa_given_by_hand(our_server):
    server = our_server({NAME: ZONE})
    ok(server, "zone-begin", NAME)
    ok(server, "zone-unset", NAME, "@", "SOA")
    ok(server, "zone-set", NAME, "@", "60", "SOA", "ns admin 50 3600 900 604800 60")
    ok(server, "zone-commit", NAME)
    assert "serial: 50" in server.knotc("zone-status", NAME).out


def test_a_client_that_goes_away_leaves_nothing_behind(our_server):
    server = our_server({NAME: ZONE})
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(server.folder + "/knot.sock")
        words = [(0, b"zone-begin"), (6, b"example.com")]
        s.sendall(b"\x01" + b"".join(bytes([16 + i, 0, len(w)]) + w for i, w in words))  # no BLOCK
    assert server.knotc("status").out == "Running\n"
    ok(server, "zone-begin", NAME)
    ok(server, "zone-abort", NAME)


def test_reloading_aborts_the_zones_transaction(our_server):
    server = our_server({NAME: ZONE})
    ok(server, "zone-begin", NAME)
    ok(server, "zone-set", NAME, "www", "60", "A", "192.0.2.5")
    assert server.knotc("-b", "zone-reload", NAME).out == "OK\n"
    gone = server.knotc("zone-commit", NAME)
    assert gone.code == 1 and "no active transaction" in gone.err
