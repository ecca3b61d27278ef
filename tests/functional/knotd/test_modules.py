# SPDX-License-Identifier: BSD-2-Clause
"""Query modules on the wire: ours, and the distribution's knotd with the same sections."""
import socket
import struct

import dns.edns
import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from lib import tools
from lib.process import wait_until
from lib.servers import Knotd, OurKnotd

ZONE = "$ORIGIN example.\n$TTL 300\n@ SOA ns host 7 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\n"
SECRET = "0x000102030405060708090a0b0c0d0e0f"
COOKIES = f"mod-cookies:\n  - id: c\n    secret: {SECRET}\n"
GLOBAL = "template:\n  - id: default\n    global-module: %s\n"
CLIENT = b"8octets."
COOKIE, EXPIRE, ZONEVERSION = 10, 9, 19

both = pytest.mark.parametrize("kind", (OurKnotd, Knotd), ids=("ours", "peer"))


@pytest.fixture
def start(tmp_path):
    """Factory of servers; all are ended with the test."""
    started = []

    def begin(kind, options, **more):
        if not kind.is_available():
            pytest.skip(f"{kind.binary} is not there")
        server = kind(tmp_path, {"example.": ZONE}, options=options, **more)
        started.append(server)
        return server.start()

    yield begin
    for server in started:
        server.stop()


def ask(server, name="www.example.", kind="A", options=(), tcp=False):
    query = dns.message.make_query(name, kind, use_edns=0, options=list(options))
    call = dns.query.tcp if tcp else dns.query.udp
    return call(query, server.address, port=server.port, timeout=5)


def option(code, data=b""):
    return dns.edns.GenericOption(code, data)


def option_of(reply, code):
    for found in reply.options:
        if found.otype == code:
            return found.to_wire()
    return None


@both
def test_a_client_learns_its_cookie_and_is_served_with_it(start, kind):
    server = start(kind, COOKIES + GLOBAL % "mod-cookies/c")
    first = ask(server, options=[option(COOKIE, CLIENT)])
    assert first.rcode() == dns.rcode.BADCOOKIE and not first.answer
    cookie = option_of(first, COOKIE)
    assert len(cookie) == 24 and cookie[:8] == CLIENT and cookie[8] == 1
    second = ask(server, options=[option(COOKIE, cookie)])
    assert second.rcode() == dns.rcode.NOERROR and second.answer
    forged = cookie[:-1] + bytes([cookie[-1] ^ 1])
    assert ask(server, options=[option(COOKIE, forged)]).rcode() == dns.rcode.BADCOOKIE
    over_tcp = ask(server, options=[option(COOKIE, CLIENT)], tcp=True)
    assert over_tcp.rcode() == dns.rcode.NOERROR and len(option_of(over_tcp, COOKIE)) == 24
    plain = ask(server)
    assert plain.rcode() == dns.rcode.NOERROR and option_of(plain, COOKIE) is None
    assert ask(server, options=[option(COOKIE, CLIENT[:7])]).rcode() == dns.rcode.FORMERR


def empty_query(server, cookie):
    """A query of an OPT record with a cookie and nothing else."""
    data = struct.pack("!HH", COOKIE, len(cookie)) + cookie
    wire = struct.pack("!6H", 77, 0, 0, 0, 0, 1) + struct.pack("!BHHIH", 0, 41, 1232, 0, len(data)) + data
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(5)
        s.sendto(wire, (server.address, server.port))
        return dns.message.from_wire(s.recv(4096))


def test_a_query_without_a_question_asks_for_a_cookie(start):
    server = start(OurKnotd, COOKIES + GLOBAL % "mod-cookies/c")
    first = empty_query(server, CLIENT)
    cookie = option_of(first, COOKIE)
    assert first.rcode() == dns.rcode.NOERROR and not first.question and len(cookie) == 24
    assert empty_query(server, cookie).rcode() == dns.rcode.NOERROR
    assert empty_query(server, cookie[:-1] + bytes([cookie[-1] ^ 1])).rcode() == dns.rcode.BADCOOKIE
    assert empty_query(server, CLIENT[:7]).rcode() == dns.rcode.FORMERR


def test_a_query_without_a_question_is_an_error_without_cookies(start):
    reply = empty_query(start(OurKnotd, ""), CLIENT)
    assert reply.rcode() == dns.rcode.FORMERR and option_of(reply, COOKIE) is None


def test_cookies_of_one_server_are_good_at_the_other(start, tmp_path):
    ours = start(OurKnotd, COOKIES + GLOBAL % "mod-cookies/c")
    peer = start(Knotd, COOKIES + GLOBAL % "mod-cookies/c")
    for one, other in ((ours, peer), (peer, ours)):
        cookie = option_of(ask(one, options=[option(COOKIE, CLIENT)]), COOKIE)
        assert ask(other, options=[option(COOKIE, cookie)]).rcode() == dns.rcode.NOERROR


def test_the_peers_kdig_gets_through_with_badcookie(start):
    kdig = tools.peer_tool("kdig")
    if kdig is None:
        pytest.skip("kdig is not there")
    server = start(OurKnotd, GLOBAL % "mod-cookies")
    got = kdig(f"@{server.address}", "-p", server.port, "+cookie", "+badcookie", "www.example.", "A")
    assert got.code == 0 and "192.0.2.2" in got.out, got
    got = kdig(f"@{server.address}", "-p", server.port, "+cookie", "+nobadcookie", "www.example.")
    assert "BADCOOKIE" in got.out, got


@both
def test_whoami_tells_the_client_its_address(start, kind):
    server = start(kind, "template:\n  - id: default\n    module: mod-whoami\n")
    got = ask(server, "example.", "A")
    assert [r.to_text() for r in got.answer[0]] == ["127.0.0.1"] and got.answer[0].ttl == 300
    assert got.flags & dns.flags.AA
    assert not ask(server, "example.", "AAAA").answer
    assert ask(server, "www.example.", "A").answer[0][0].to_text() == "192.0.2.2"


def flood(server, count):
    """Replies to as many queries at once: whole and cut."""
    whole = cut = 0
    query = dns.message.make_query("www.example.", "A").to_wire()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect((server.address, server.port))
        s.settimeout(1)
        for _ in range(count):
            s.send(query)
            try:
                flags = s.recv(512)[2]
            except TimeoutError:
                continue
            whole, cut = whole + (not flags & 2), cut + bool(flags & 2)
    return whole, cut


def test_rrl_cuts_what_is_too_much_and_says_so(start):
    server = start(OurKnotd, "mod-rrl:\n  - id: r\n    rate-limit: 1\n    instant-limit: 40\n" +
                   GLOBAL % "mod-rrl/r")
    whole, cut = flood(server, 200)
    assert whole + cut == 200 and 30 <= whole <= 45
    wait_until(lambda: "module mod-rrl, address 127.0.0.1 UDP limited on /32 by rate, qname www.example." in server.log(),
               5, "a line in the log")
    assert ask(server, tcp=True).answer


def test_rrl_leaves_the_whitelist_alone(start):
    server = start(OurKnotd, "mod-rrl:\n  - id: r\n    rate-limit: 1\n    instant-limit: 5\n"
                   "    whitelist: 127.0.0.0/8\n" + GLOBAL % "mod-rrl/r")
    assert flood(server, 60) == (60, 0)


def test_modules_to_come_are_refused_by_name(start, tmp_path):
    server = OurKnotd(tmp_path, {"example.": ZONE}, options=GLOBAL % "mod-dnstap")
    path = server.write("server.conf", server.configuration())
    got = tools.Tool(server.path())("-c", path)
    assert got.code != 0 and "mod-dnstap" in got.err and "not available" in got.err


def test_a_module_where_it_may_not_be_ends_the_start(start, tmp_path):
    server = OurKnotd(tmp_path, {"example.": ZONE}, options=GLOBAL % "mod-whoami")
    path = server.write("server.conf", server.configuration())
    got = tools.Tool(server.path())("-c", path)
    assert got.code != 0 and "value 'mod-whoami' (only for zones)" in got.out + got.err


def test_zones_tell_their_version_and_expiry(start):
    server = start(OurKnotd, "")
    got = ask(server, options=[option(ZONEVERSION), option(EXPIRE)])
    assert option_of(got, ZONEVERSION) == b"\1\0\0\0\0\7"
    assert int.from_bytes(option_of(got, EXPIRE), "big") == 604800
    assert option_of(ask(server), ZONEVERSION) is None
    refused = ask(server, "www.test.", options=[option(ZONEVERSION)])
    assert refused.rcode() == dns.rcode.REFUSED and option_of(refused, ZONEVERSION) is None
    assert ask(server, options=[option(ZONEVERSION, b"x")]).rcode() == dns.rcode.FORMERR


def test_counters_are_told_by_knotc(start):
    server = start(OurKnotd, "mod-stats:\n  - id: s\n    query-type: on\n" + GLOBAL % "mod-stats/s",
                   zone_items=("module: mod-stats",))
    knotc = tools.our_tool("knotc")

    def told(*words):
        done = knotc("-s", server.folder + "/knot.sock", *words)
        assert done.code == 0, done
        return dict(line.split(" = ") for line in done.out.splitlines())

    wait_until(lambda: knotc("-s", server.folder + "/knot.sock", "status").code == 0, 10, "control socket")
    before = told("stats", "mod-stats.query-type").get("mod-stats.query-type[MX]", "0")
    for _ in range(3):
        ask(server, kind="MX")
    ask(server, kind="MX", tcp=True)
    wait_until(lambda: int(told("stats", "mod-stats.query-type")["mod-stats.query-type[MX]"]) == int(before) + 4, 5,
               "four queries in the counter")
    assert told("stats", "server.zone-count") == {"server.zone-count": "1"}
    assert "mod-stats.request-protocol[tcp4]" in told("stats")
    zone = told("zone-stats", "example.")
    assert zone["[example.] mod-stats.request-protocol[tcp4]"] == "1"
    assert zone["[example.] zone.max-ttl"] == "300"
    assert "[example.] mod-stats.query-type[MX]" not in zone  # off unless asked for
    forced = told("-f", "zone-stats", "example.", "mod-stats.server-operation")
    assert forced["[example.] mod-stats.server-operation[axfr]"] == "0"


@both
def test_octets_of_a_transfer_are_counted_when_it_ends(start, kind):
    server = start(kind, GLOBAL % "mod-stats")
    knotc = tools.our_tool("knotc")

    def told(item):
        done = knotc("-f", "-s", server.folder + "/knot.sock", "stats", "mod-stats." + item)
        return dict(line.removeprefix("mod-stats.").split(" = ") for line in done.out.splitlines())

    wait_until(lambda: knotc("-s", server.folder + "/knot.sock", "status").code == 0, 10, "control socket")
    query = dns.message.make_query("example.", "AXFR")
    reply = dns.query.tcp(query, server.address, port=server.port, timeout=5)
    size = len(reply.to_wire())
    wait_until(lambda: told("server-operation")["server-operation[axfr]"] == "1", 5, "a transfer in the counter")
    octets = int(told("response-bytes")["response-bytes[transfer]"])
    assert 100 < octets <= 2 * size
    assert told("request-bytes")["request-bytes[other]"] == str(len(query.to_wire()))
    assert int(told("response-code")["response-code[NOERROR]"]) >= 1
