# SPDX-License-Identifier: BSD-2-Clause
"""Updates over the wire: what they answer, what they make of the zone, and what stays of it."""
import socket

import dns.edns
import dns.flags
import dns.opcode
import dns.query
import dns.rcode
import dns.rdatatype
import dns.tsig
import dns.tsigkeyring
import dns.update
import pytest

from conftest import KEY, OTHER_KEY, PLAIN, Ours, Theirs
from lib import tools
from lib.process import wait_until

KEYRING = dns.tsigkeyring.from_text({KEY.name: KEY.secret})
OTHER_KEYRING = dns.tsigkeyring.from_text({OTHER_KEY.name: OTHER_KEY.secret})


def update(*lines, **more):
    """An update out of lines "+ name ttl type data", "- name [type [data]]", "?yx", "?nx"."""
    u = dns.update.Update("example.", **more)
    for line in lines:
        what, name, *rest = line.split(maxsplit=4 if line[0] == "+" else 3)
        if what == "+":
            u.add(name, int(rest[0]), rest[1], rest[2])
        elif what == "-":
            u.delete(name, *rest)
        else:
            (u.present if what == "?yx" else u.absent)(name, *rest)
    return u


def rcode(server, *lines, tcp=False, **more):
    reply = server.send(update(*lines, **more), tcp=tcp)
    assert reply.opcode() == dns.opcode.UPDATE and reply.flags & dns.flags.QR
    return dns.rcode.to_text(reply.rcode())


# Updates that both makes of knotd answer alike, and after which the zones are the same.
CASES = [
    ["+ new 60 A 192.0.2.9"],
    ["+ www 60 A 192.0.2.82"],
    ["+ ns 3600 A 192.0.2.1"],
    ["+ www 60 CNAME elsewhere"],
    ["+ alias 60 A 192.0.2.1"],
    ["+ alias 60 CNAME ns"],
    ["+ alias 60 DNAME ns"],
    ["+ dname 60 CNAME ns"],
    ["+ @ 60 SOA ns host 5 1 1 1 1"],
    ["+ @ 60 SOA ns host 100 1 1 1 1"],
    ["+ www 60 SOA ns host 200 1 1 1 1"],
    ["- @ NS ns2"],
    ["- @ NS ns"],
    ["- @ NS"],
    ["- @ SOA"],
    ["- @"],
    ["- x.ent A"],
    ["- nowhere", "- www AAAA"],
    ["- www A 192.0.2.80"],
    ["+ q 0 TYPE51 \\# 5 0100000000"],
    ["+ @ 0 NSEC3PARAM 1 0 0 -"],
    ["- @ NSEC3PARAM"],
    ["+ ns 60 RRSIG A 8 2 60 20300101000000 20200101000000 1 example. AQAB"],
    ["- ns RRSIG"],
    ["+ foo.test. 60 A 192.0.2.1"],
    ["?nx www", "+ z 60 A 192.0.2.1"],
    ["?yx ent", "+ z 60 A 192.0.2.1"],
    ["?yx www A 192.0.2.81", "+ z 60 A 192.0.2.1"],
    ["?yx www A 192.0.2.99", "+ z 60 A 192.0.2.1"],
    ["?yx www AAAA"],
    ["?nx www A"],
    ["+ o 60 A 192.0.2.1", "- o A", "+ o 60 TXT q"],
    ["- www", "+ www 60 CNAME q"],
    ["+ ca 60 CNAME q", "+ ca 60 A 192.0.2.1"],
    ["+ *.w 60 A 192.0.2.1"],
    ["+ deep.er.still 60 MX 10 mail.example.", "+ deep.er.still 60 TXT a"],
    ["- deep.er.still"],
]


def test_updates_make_of_a_zone_what_the_peer_makes_of_it(servers):
    ours, theirs = servers(Ours, name="ours"), servers(Theirs, name="theirs")
    for i, case in enumerate(CASES):
        tcp = i % 2 == 1
        mine, peers = rcode(ours, *case, tcp=tcp), rcode(theirs, *case, tcp=tcp)
        assert mine == peers, case
        assert ours.contents() == theirs.contents(), case


def test_what_was_acknowledged_is_there_after_a_restart(servers):
    options = PLAIN + "    zonefile-sync: -1\n    journal-content: changes\n"
    ours = servers(options=options)
    for i in range(5):
        assert rcode(ours, f"+ n{i} 60 A 192.0.2.{i}") == "NOERROR"
    before = ours.contents()
    assert before[1] == 15
    ours.stop()
    ours.start()
    assert ours.contents() == before


def test_a_failed_prerequisite_is_logged_and_others_go_on(servers):
    ours = servers()
    assert rcode(ours, "?yx nowhere") == "NXDOMAIN"
    assert rcode(ours, "+ one 60 A 192.0.2.1") == "NOERROR"
    ours.process.wait_for(lambda: "DDNS, finished, serial 10 -> 11, 0.0" in ours.log(), 5)
    assert "prerequisites not met" in ours.log()
    assert rcode(ours, "+ one 60 A 192.0.2.1") == "NOERROR"
    ours.process.wait_for(lambda: "DDNS, finished, no changes to the zone were made" in ours.log())


def test_malformed_and_misdirected_updates_are_told_so(servers):
    ours = servers()
    other = dns.update.Update("www.example.")
    other.add("a", 60, "A", "192.0.2.1")
    assert ours.send(other).rcode() == dns.rcode.NOTAUTH
    chaos = dns.update.Update("example.", rdclass="CH")
    assert ours.send(chaos).rcode() == dns.rcode.NOTAUTH
    wrong = update("+ a 60 A 192.0.2.1")
    wrong.zone[0].rdtype = dns.rdatatype.A
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(10)
        s.connect((ours.address, ours.port))
        s.send(wrong.to_wire())
        assert s.recv(512)[3] & 15 == dns.rcode.FORMERR


# ---- who may ----

ACL = """acl:
  - id: transfer
    address: 127.0.0.1
    action: transfer
  - id: only-txt
    key: update-key.
    action: update
    update-type: [TXT, AAAA]
  - id: own-name
    key: other-key.
    action: update
    update-owner: name
    update-owner-match: sub-or-equal
    update-owner-name: [www, sub.example.]
zone:
  - domain: example.
    file: {file}
    acl: [transfer, only-txt, own-name]
"""


@pytest.mark.parametrize("tcp", [False, True])
def test_rules_look_at_key_type_and_owner(servers, tcp):
    for kind in (Ours, Theirs):
        server = servers(kind, options=ACL, keys=[KEY, OTHER_KEY], name=kind.__name__)

        def told(line, keyring=None):
            try:
                return rcode(server, line, tcp=tcp, keyring=keyring,
                             keyalgorithm=dns.tsig.HMAC_SHA256)
            except dns.tsig.PeerBadKey:
                assert kind is Theirs  # how it says that a key that it knows may not
                return "NOTAUTH"

        assert told("+ www 60 TXT a") == "NOTAUTH"
        assert told("+ www 60 TXT a", KEYRING) == "NOERROR"
        assert told("+ www 60 A 192.0.2.1", KEYRING) == "NOTAUTH"
        assert told("- www TXT", KEYRING) == "NOERROR"
        assert told("+ www 60 A 192.0.2.1", OTHER_KEYRING) == "NOERROR"
        assert told("+ a.www 60 A 192.0.2.1", OTHER_KEYRING) == "NOERROR"
        assert told("+ mail 60 A 192.0.2.1", OTHER_KEYRING) == "NOTAUTH"
        assert told("+ x.sub 60 A 192.0.2.1", OTHER_KEYRING) == "NOERROR"


def test_a_wrong_signature_is_refused_and_changes_nothing(servers):
    ours = servers(options=ACL, keys=[KEY, OTHER_KEY])
    before = ours.contents()
    wrong = dns.tsigkeyring.from_text({KEY.name: OTHER_KEY.secret})
    with pytest.raises(dns.tsig.PeerBadSignature):
        rcode(ours, "+ www 60 TXT a", keyring=wrong, keyalgorithm=dns.tsig.HMAC_SHA256)
    unknown = dns.tsigkeyring.from_text({"unknown.": OTHER_KEY.secret})
    with pytest.raises(dns.tsig.PeerBadKey):
        rcode(ours, "+ www 60 TXT a", keyring=unknown, keyalgorithm=dns.tsig.HMAC_SHA256)
    assert ours.contents() == before


def test_a_public_key_signature_is_no_signature_of_ours(servers):
    """SIG(0) (RFC 2931) is not checked, costs nothing, and opens nothing."""
    ours = servers(options=ACL, keys=[KEY, OTHER_KEY])
    wire = bytearray(update("+ www 60 TXT a").to_wire())
    wire[11] = 1
    sig0 = b"\0\0\x18\0\xff" + bytes(4) + b"\0\x53" + b"\0\0\x08" + bytes(15) + b"\0" + b"s" * 64
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(10)
        s.connect((ours.address, ours.port))
        for _ in range(1000):
            s.send(wire + sig0)
            assert s.recv(512)[3] & 15 == dns.rcode.NOTAUTH
    assert ours.contents()[1] == 10


# ---- many at once, and not now ----

def send_only(server, lines):
    """Send over TCP without waiting for the answer; the socket."""
    s = socket.create_connection((server.address, server.port), 10)
    dns.query.send_tcp(s, update(*lines))
    return s


def test_updates_that_wait_are_done_in_one(servers):
    ours = servers()
    ours.knotc("zone-begin", "example.")
    waiting = [send_only(ours, [f"+ n{i} 60 A 192.0.2.{i}"]) for i in range(20)]
    ours.process.wait_for(lambda: ours.log().count("action update") == 20, 10, "20 updates")
    assert "blocked zone update due to open control transaction" in ours.log()
    ours.knotc("zone-abort", "example.")
    for s in waiting:
        assert dns.query.receive_tcp(s)[0].rcode() == dns.rcode.NOERROR
        s.close()
    assert ours.contents()[1] == 11
    assert "DDNS, processing 20 updates" in ours.log()


def test_a_frozen_zone_keeps_eight_and_refuses_others(servers):
    ours = servers()
    ours.knotc("zone-freeze", "example.")
    waiting = [send_only(ours, [f"+ n{i} 60 A 192.0.2.{i}"]) for i in range(8)]
    ours.process.wait_for(lambda: ours.log().count("action update") == 8, 10, "8 updates")
    late = update("+ n9 60 A 192.0.2.9")
    late.use_edns(0)
    for tcp in (False, True):
        reply = ours.send(late, tcp=tcp)
        assert reply.rcode() == dns.rcode.REFUSED
        assert [o.to_wire()[:2] for o in reply.options if o.otype == 15] == [b"\0\x0e"]
    assert "update: frozen" in ours.knotc("zone-status", "example.")
    ours.knotc("zone-thaw", "example.")
    for s in waiting:
        assert dns.query.receive_tcp(s)[0].rcode() == dns.rcode.NOERROR
        s.close()
    assert ours.contents()[1] == 11


def test_a_client_that_does_not_wait_harms_nobody(servers):
    ours = servers()
    ours.knotc("zone-freeze", "example.")
    for i in range(4):
        send_only(ours, [f"+ n{i} 60 A 192.0.2.{i}"]).close()
    ours.process.wait_for(lambda: ours.log().count("action update") == 4, 10, "4 updates")
    ours.knotc("zone-thaw", "example.")
    wait_until(lambda: ours.contents()[1] == 11, 10, "the updates")
    assert rcode(ours, "+ last 60 A 192.0.2.1") == "NOERROR"


def test_a_zone_that_goes_answers_what_waits(servers):
    ours = servers()
    ours.knotc("zone-freeze", "example.")
    s = send_only(ours, ["+ n 60 A 192.0.2.1"])
    ours.process.wait_for(lambda: "action update" in ours.log(), 10, "the update")
    with open(ours.folder + "/server.conf") as f:
        text = f.read()
    with open(ours.folder + "/server.conf", "w") as f:
        f.write(text[:text.index("zone:\n")])
    ours.knotc("reload")
    assert dns.query.receive_tcp(s)[0].rcode() == dns.rcode.SERVFAIL
    s.close()


def test_twenty_thousand_records_at_one_name(servers):
    ours = servers(options=PLAIN + "    zonefile-sync: -1\n")
    for k in range(10):
        u = dns.update.Update("example.")
        for i in range(2000):
            n = k * 2000 + i
            u.add("many", 60, "A", f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
        assert ours.send(u, tcp=True).rcode() == dns.rcode.NOERROR
    assert len(ours.contents()[0]) > 20000
    assert rcode(ours, "- many") == "NOERROR"


def test_the_tool_of_another_make_works(servers):
    nsupdate = tools.peer_tool("nsupdate")
    if nsupdate is None:
        pytest.skip("no nsupdate of the distribution here")
    ours = servers(options=ACL, keys=[KEY, OTHER_KEY])
    lines = (f"server {ours.address} {ours.port}\nzone example.\nprereq yxdomain www.example.\n"
             "update add www.example. 60 TXT \"by nsupdate\"\nsend\n")
    for options in ([], ["-v"]):
        done = nsupdate("-y", KEY.argument.replace("update-key.", "update-key"), *options,
                        stdin=lines)
        assert done.code == 0, done
    assert 'www.example. 60 TXT "by nsupdate"' in ours.contents()[0]
    done = nsupdate(stdin=lines)
    assert done.code != 0 and "NOTAUTH" in done.err


