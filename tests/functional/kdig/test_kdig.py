# SPDX-License-Identifier: BSD-2-Clause
"""kdig against servers of several makes, and its own promises."""
import json

import pytest

from lib.ports import free_port
from lib.servers import PEERS, Key
from lib.zones import EXAMPLE

KEY = Key("k1.", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
WRONG = Key("k1.", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmVx")


@pytest.fixture(scope="module", params=PEERS, ids=lambda kind: kind.__name__)
def server(request, tmp_path_factory):
    kind = request.param
    if not kind.is_available():
        pytest.skip(f"no {kind.binary} here")
    with kind(tmp_path_factory.mktemp("peer"), {"example.com.": EXAMPLE}, keys=[KEY]) as s:
        yield s


def test_udp_and_tcp_give_the_same_data(kdig, server):
    udp = kdig(f"@{server.at}", "example.com", "NS", "+short")
    tcp = kdig(f"@{server.at}", "example.com", "NS", "+short", "+tcp")
    assert udp.code == tcp.code == 0
    assert sorted(udp.out.split()) == sorted(tcp.out.split()) == [
        "ns1.example.com.", "ns2.example.com."]


def test_truncation_leads_to_tcp(kdig, server):
    result = kdig(f"@{server.at}", "big.example.com", "TXT")
    assert result.code == 0
    assert f"truncated reply from {server.at}(UDP), retrying over TCP" in result.err
    assert result.out.count("IN\tTXT\t") == 20
    assert f"From {server.at}(TCP)" in result.out


def test_a_transfer_is_whole(kdig, server):
    result = kdig(f"@{server.at}", "axfr", "example.com", "+noidn")
    assert result.code == 0
    records = [line for line in result.out.splitlines() if not line.startswith(";;")]
    lines = [line for line in EXAMPLE.splitlines() if not line.startswith("$")]
    assert len(records) == len(lines) + 1
    assert records[0] == records[-1] and "\tSOA\t" in records[0]


def test_signed_exchanges_verify(kdig, server):
    for arguments in (["soa"], ["axfr"], ["soa", "+tcp"]):
        result = kdig(f"@{server.at}", "-y", KEY.argument, "example.com", *arguments)
        assert result.code == 0, result
        assert result.err == ""
        assert "TSIG" in result.out


def test_a_wrong_key_is_a_failure(kdig, server):
    result = kdig(f"@{server.at}", "-y", WRONG.argument, "example.com", "soa")
    assert result.code == 1
    assert "BADSIG" in result.out


def test_a_key_file_is_read(kdig, server, tmp_path):
    path = tmp_path / "key"
    path.write_text(KEY.argument + "\n")
    assert kdig(f"@{server.at}", "-k", path, "example.com", "soa").code == 0
    both = kdig(f"@{server.at}", "-k", path, "-y", KEY.argument, "example.com", "soa")
    assert both.code == 1
    assert "cannot be used together" in both.err


def test_json_is_json(kdig, server):
    result = kdig(f"@{server.at}", "web.example.com", "+json", "+nsid", "+dnssec")
    message = json.loads(result.out)
    assert message["QNAME"] == "web.example.com."
    assert message["answerRRs"][0]["rdataA"] == "192.0.2.80"
    assert message["EDNS"]["FLAGS"] == ["DO"]


def test_kept_connections_serve_several_queries(kdig, server):
    result = kdig(f"@{server.at}", "+tcp", "+keepopen", "+short",
                  *(["web.example.com", "ns2.example.com"] * 10))
    assert result.out.split() == ["192.0.2.80", "192.0.2.2"] * 10


def test_the_next_server_is_asked(kdig, server):
    result = kdig(f"@127.0.0.1@{free_port()}", f"@{server.at}", "+retry=0", "+timeout=1",
                  "web.example.com", "+short")
    assert result.code == 0
    assert result.out == "192.0.2.80\n"
    assert "failed to query server" in result.err


def test_nobody_answering_is_a_failure(kdig):
    port = free_port()
    for transport in ("+notcp", "+tcp"):
        result = kdig(f"@127.0.0.1@{port}", transport, "+retry=0", "+timeout=1", "x.example")
        assert result.code == 1
        assert f"failed to query server 127.0.0.1@{port}" in result.err


@pytest.mark.parametrize("flag", ["+tls", "+https", "+quic", "+tls-ca=x", "+proxy=1.1.1.1-2.2.2.2"])
def test_what_is_not_built_in_is_refused(kdig, flag):
    result = kdig("@127.0.0.1@1", flag, "x.example")
    assert result.code == 1
    assert "not available in this build" in result.err


@pytest.mark.parametrize("arguments,text", [
    (["+foo"], "invalid option: +foo"),
    (["+t"], "ambiguous option: +t"),
    (["+no"], "ambiguous option: +no"),
    (["-Z"], "invalid option: -Z"),
    (["-p"], "missing argument"),
    (["-p", "99999", "x"], "bad port 99999"),
    (["-x", "foo"], "bad reverse name foo"),
    (["a..b"], "is not a valid domain name"),
    (["@", "x.example"], "bad nameserver"),
    (["-4", "-6", "@127.0.0.1@1", "x.example"], "no servers to query"),
])
def test_bad_arguments_are_told(kdig, arguments, text):
    result = kdig(*arguments)
    assert result.code == 1
    assert text in result.err


def test_help_and_version(kdig):
    assert kdig("--help").out.startswith("Usage: kdig")
    assert kdig("--help").code == 0
    assert kdig("-V").out.startswith("kdig (Bowline), version ")
