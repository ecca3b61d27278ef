# SPDX-License-Identifier: BSD-2-Clause
"""kdig prints what the distribution's kdig prints, for the same question to the same server."""
import pytest

from lib.servers import Key, Knotd
from lib.tools import without_varying
from lib.zones import EXAMPLE

KEY = Key("k1.", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if not Knotd.is_available():
        pytest.skip("no knotd of the distribution here")
    with Knotd(tmp_path_factory.mktemp("peer"), {"example.com.": EXAMPLE}, keys=[KEY]) as s:
        yield s


SAME_OUTPUT = [
    "example.com soa",
    "example.com soa +multiline",
    "example.com any +multiline +dnssec +nsid",
    "web.example.com +nocomments +nsid",
    "web.example.com +noheader",
    "web.example.com +noquestion",
    "web.example.com +noanswer",
    "web.example.com +nostats",
    "web.example.com +noall",
    "web.example.com +noall +answer",
    "web.example.com +nottl +noclass",
    "web.example.com AAAA +noclass",
    "web.example.com +nottl +noclass +multiline",
    "web.example.com +edns +noopt",
    "web.example.com +edns=1",
    "web.example.com +expire",
    "web.example.com +adf +noall",
    "web.example.com -b 127.0.0.2",
    "web.example.com +tcp",
    "example.com MX +generic",
    "id.server ch txt",
    "-x 192.0.2.1",
    "-x 2001:db8::1",
    "www.example.com +short",
    "www.example.com A AAAA",
    "www.example.com A -t MX example.com",
    "",
    "-t soa",
    "+qr +nsid +subnet=192.0.2.0/24 web.example.com",
    "+qr +subnet=2001:db8::/32 web.example.com",
    "+qr +cookie web.example.com",
    "+qr +padding=16 web.example.com",
    "+qr +ednsopt=65001:616263 web.example.com",
    "+qr +ednsopt=65001:616263 +opttext web.example.com",
    "+qr +ednsopt=15:000074657374 +ednsopt=9:00000e10 +ednsopt=9 web.example.com",
    "+qr +tcflag +zflag +aaflag +cdflag +noadflag +nordflag web.example.com",
    "axfr example.com",
    "axfr example.com +multiline",
    "axfr example.com +short",
    "axfr nowhere.com",
    "ixfr=1 example.com",
    "ixfr=2024010101 example.com",
    "notify example.com",
    "notify=5 example.com +qr",
    "big.example.com txt",
    "big.example.com txt +ignore",
    f"-y {KEY.argument} soa example.com +qr",
    f"-y {KEY.argument} axfr example.com",
    "key.example.com DNSKEY",
    "key.example.com DNSKEY +nocrypto",
    "ds.example.com DS +nocrypto",
    "unk.example.com type65280",
    "naptr.example.com NAPTR",
    "srv.example.com HTTPS +multiline",
    "txt.example.com TXT",
    "loc.example.com LOC",
    "a-very-long-owner-name-that-exceeds-columns.example.com",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com",
    "-c class5 example.com",
    "xn--hky-8la4b.example.com +noidn",
    "+json web.example.com",
    "+json +qr example.com soa",
    "+json axfr example.com",
    "-t FOO a",
    "-c FOO a",
    "+retry=x",
    "+cookie=00",
    "+bufsize=99999999 a",
    "+subnet=1.2.3.4/99 a",
    "-k /nonexistent a",
]


@pytest.mark.parametrize("arguments", SAME_OUTPUT)
def test_same_output(kdig, peer_kdig, server, arguments):
    line = ["-p", str(server.port), f"@{server.address}"] + arguments.split()
    ours, theirs = kdig(*line), peer_kdig(*line)
    assert without_varying(ours.out) == without_varying(theirs.out)
    assert ours.err == theirs.err
    assert ours.code == theirs.code
