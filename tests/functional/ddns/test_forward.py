# SPDX-License-Identifier: BSD-2-Clause
"""Updates that reach a secondary go to its primary, and what the primary says comes back."""
import dns.rcode
import dns.tsig
import dns.tsigkeyring
import dns.update
import pytest

from conftest import KEY, OTHER_KEY, Ours, Theirs

KEYRING = dns.tsigkeyring.from_text({KEY.name: KEY.secret})
PRIMARY_KINDS = pytest.mark.parametrize("kind", [Ours, Theirs], ids=["ours", "theirs"])
KEYED = ("acl:\n  - id: xfr\n    address: 127.0.0.1\n    action: transfer\n"
         "  - id: keyed\n    key: update-key.\n    action: [update, transfer]\n"
         "zone:\n  - domain: example.\n    file: {file}\n    acl: [xfr, keyed]\n")
SECONDARY = ("remote:\n  - id: primary\n    address: 127.0.0.1@%d\n%s"
             "acl:\n  - id: local\n    address: 127.0.0.1\n    action: [transfer, update, notify]\n%s"
             "zone:\n  - domain: example.\n    master: primary\n    acl: local\n"
             "    zonefile-load: none\n    journal-content: all\n    zonefile-sync: -1\n%s")


def update(keyring=None):
    more = {"keyring": keyring, "keyalgorithm": dns.tsig.HMAC_SHA256} if keyring else {}
    u = dns.update.Update("example.", **more)
    u.add("forwarded", 60, "A", "192.0.2.1")
    u.id = 4711
    return u


@PRIMARY_KINDS
@pytest.mark.parametrize("tcp", [False, True])
def test_the_primary_carries_it_out(servers, kind, tcp):
    primary = servers(kind, name="primary")
    secondary = servers(options=SECONDARY % (primary.port, "", "", ""), name="secondary")
    reply = secondary.send(update(), tcp=tcp)
    assert (reply.id, reply.rcode()) == (4711, dns.rcode.NOERROR)
    assert "forwarded.example. 60 A 192.0.2.1" in primary.contents()[0]
    u = dns.update.Update("example.")
    u.present("nowhere")
    assert secondary.send(u, tcp=tcp).rcode() == dns.rcode.NXDOMAIN


@PRIMARY_KINDS
def test_a_signature_that_only_the_primary_knows_goes_through(servers, kind):
    primary = servers(kind, options=KEYED, keys=[KEY], name="primary")
    secondary = servers(options=SECONDARY % (primary.port, "", "", ""), name="secondary")
    assert secondary.send(update()).rcode() == dns.rcode.NOTAUTH
    reply = secondary.send(update(KEYRING))
    assert reply.rcode() == dns.rcode.NOERROR
    assert reply.had_tsig  # and was verified with the client's key
    assert "forwarded.example. 60 A 192.0.2.1" in primary.contents()[0]


@PRIMARY_KINDS
def test_a_signature_known_here_ends_here(servers, kind):
    primary = servers(kind, options=KEYED, keys=[KEY], name="primary")
    secondary = servers(
        options=SECONDARY % (primary.port, "    key: update-key.\n",
                             "  - id: other\n    key: other-key.\n    action: update\n",
                             "    acl: [local, other]\n"),
        keys=[KEY, OTHER_KEY], name="secondary")
    other = dns.tsigkeyring.from_text({OTHER_KEY.name: OTHER_KEY.secret})
    reply = secondary.send(update(other))
    assert reply.rcode() == dns.rcode.NOERROR and reply.had_tsig
    assert "forwarded.example. 60 A 192.0.2.1" in primary.contents()[0]


def test_without_an_answer_the_client_is_told(servers):
    primary = servers(name="primary")
    secondary = servers(options=SECONDARY % (primary.port, "", "", ""), name="secondary")
    primary.stop()
    assert secondary.send(update()).rcode() == dns.rcode.SERVFAIL
    assert "failed to forward (connection refused)" in secondary.log()


def test_a_secondary_may_be_told_to_do_it_itself(servers):
    primary = servers(name="primary")
    options = SECONDARY % (primary.port, "", "", '    ddns-master: ""\n')
    secondary = servers(options=options, name="secondary")
    assert secondary.send(update()).rcode() == dns.rcode.NOERROR
    assert "forwarded.example. 60 A 192.0.2.1" in secondary.contents()[0]
    assert "forwarded.example. 60 A 192.0.2.1" not in primary.contents()[0]


def test_ddns_master_names_another_target(servers):
    primary, other = servers(name="primary"), servers(name="other")
    options = SECONDARY % (primary.port, f"  - id: other\n    address: 127.0.0.1@{other.port}\n",
                           "", "    ddns-master: other\n")
    secondary = servers(options=options, name="secondary")
    assert secondary.send(update()).rcode() == dns.rcode.NOERROR
    assert "forwarded.example. 60 A 192.0.2.1" in other.contents()[0]
    assert "forwarded.example. 60 A 192.0.2.1" not in primary.contents()[0]


