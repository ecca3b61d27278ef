# SPDX-License-Identifier: BSD-2-Clause
"""khost says in sentences what a server answers."""
import pytest

from lib.ports import free_port
from lib.servers import PEERS
from lib.zones import EXAMPLE


@pytest.fixture(scope="module", params=PEERS, ids=lambda kind: kind.__name__)
def server(request, tmp_path_factory):
    kind = request.param
    if not kind.is_available():
        pytest.skip(f"no {kind.binary} here")
    with kind(tmp_path_factory.mktemp("peer"), {"example.com.": EXAMPLE}) as s:
        yield s


def test_a_name_is_three_questions(khost, server):
    result = khost("web.example.com", server.at)
    assert result.code == 0
    assert result.out.splitlines() == [
        "web.example.com. has IPv4 address 192.0.2.80",
        "web.example.com. has IPv6 address 2001:db8::80",
        "Host web.example.com. has no MX record"]


@pytest.mark.parametrize("kind,name,line", [
    ("MX", "example.com", "example.com. mail is handled by 10 mail.example.com."),
    ("CNAME", "www.example.com", "www.example.com. is an alias for web.example.com."),
    ("PTR", "ptr.example.com", "ptr.example.com. points to web.example.com."),
    ("SRV", "_sip._tcp.example.com",
     "_sip._tcp.example.com. has SRV record 0 5 5060 sip.example.com."),
    ("A", "none.example.com", "Host none.example.com. type A error: NXDOMAIN"),
])
def test_types_have_their_wording(khost, server, kind, name, line):
    assert khost("-t", kind, name, server.at).out.splitlines() == [line]


def test_an_address_asks_for_its_name(khost, server):
    result = khost("192.0.2.1", server.at)
    assert result.out.startswith("Host 1.2.0.192.in-addr.arpa. type PTR error: ")


def test_verbose_is_kdigs_output(khost, server):
    result = khost("-v", "-t", "A", "web.example.com", server.at)
    assert ";; ANSWER SECTION:" in result.out
    assert f"From {server.at}(UDP)" in result.out


def test_nobody_answering_is_a_failure(khost):
    result = khost("-R", "0", "-W", "1", "web.example.com", f"127.0.0.1@{free_port()}")
    assert result.code == 1
    assert "failed to query server" in result.err


def test_bad_arguments(khost):
    assert khost().code == 1
    assert khost("-t", "FOO", "x").code == 1
    assert khost("-h").code == 0
    assert khost("-V").out.startswith("khost (Bowline), version ")
