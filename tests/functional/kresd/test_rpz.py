# SPDX-License-Identifier: BSD-2-Clause
"""Response policy zones: what lines do, files that change while clients ask, images on disk."""
import glob
import os

import dns.flags
import dns.rcode

from lib.process import wait_until
from test_reload import Load

ZONE = """$TTL 77
$ORIGIN rpz.zone.
@ SOA ns. h. 1 2 3 4 5
nx.example.com CNAME .
www.half.com CNAME www.example.com.
*.moved.example CNAME *.wild.example.com.
data.example.com TXT "ours"
alias.example.com CNAME rpz-passthru.
"""


def put(path, text):
    """A file that is there as a whole, or not at all."""
    beside = str(path) + ".new"
    with open(beside, "w") as f:
        f.write(text)
    os.rename(beside, path)


def start(kresd, path, *args, **more):
    return kresd("policy.add(policy.rpz(policy.DENY, '%s'))\n" % path, *args, **more)


def test_names_lead_elsewhere(kresd, tmp_path):
    put(tmp_path / "a.rpz", ZONE)
    resolver = start(kresd, tmp_path / "a.rpz")
    for _ in range(2):
        assert resolver.ask("nx.example.com").rcode() == dns.rcode.NXDOMAIN
        assert resolver.data("www.half.com") == ["192.0.2.1", "192.0.2.2", "www.example.com."]
        assert resolver.data("x.moved.example", "TXT") == ['"wild"', "x.moved.example.wild.example.com."]
        assert resolver.data("data.example.com", "TXT") == ['"ours"']
        assert resolver.data("alias.example.com") == ["192.0.2.1", "192.0.2.2", "www.example.com."]
    answer = resolver.ask("data.example.com")
    assert answer.rcode() == dns.rcode.NOERROR and answer.flags & dns.flags.AA and not answer.answer


def test_what_is_not_understood_is_logged_with_its_line(kresd, tmp_path):
    put(tmp_path / "a.rpz", ZONE + "x.example CNAME rpz-future.\n24.0.2.0.192.rpz-ip CNAME .\n")
    resolver = start(kresd, tmp_path / "a.rpz")
    log = resolver.process.log()
    assert "[rpz] %s:9: unsupported policy action (ignored)" % (tmp_path / "a.rpz") in log
    assert "[rpz] %s:10: unsupported policy trigger (ignored)" % (tmp_path / "a.rpz") in log
    assert 'failed to parse "none.rpz"' in resolver.control("policy.rpz(policy.DENY, 'none.rpz')")[0]


def test_all_processes_map_one_image_and_a_damaged_one_is_made_anew(kresd, tmp_path):
    put(tmp_path / "a.rpz", ZONE)
    resolver = start(kresd, tmp_path / "a.rpz", "-f", "2", count=2)
    images = glob.glob(resolver.folder + "/rpz-*.image")
    assert len(images) == 1
    for pid in resolver.sockets():
        assert images[0] in open("/proc/%d/maps" % pid).read()
    resolver.stop()
    with open(images[0], "r+b") as f:
        f.seek(200)
        f.write(b"damage")
    resolver = start(kresd, tmp_path / "a.rpz")
    assert resolver.ask("nx.example.com").rcode() == dns.rcode.NXDOMAIN
    resolver.stop()


def test_a_file_is_replaced_under_load(kresd, tmp_path):
    path = tmp_path / "big.rpz"
    names = "".join("host%d.bad%d.example CNAME .\n" % (i, i % 97) for i in range(40000))
    put(path, names)
    resolver = start(kresd, path)
    assert resolver.ask("www.example.com").answer and resolver.ask("alias.example.com").answer
    asked = resolver.number("worker.stats().udp")
    with Load(resolver, ["www.example.com", "alias.example.com"]) as load:
        for turn in range(5):
            put(path, names + "turn%d.example CNAME .\n" % turn)
            wait_until(lambda name="turn%d.example" % turn: resolver.ask(name).authority
                       and str(resolver.ask(name).authority[0].name) == name + ".", 20, "the new rules")
        while min(load.answers) < 50:
            assert not load.failures, load.failures[:3]
    assert not load.failures, load.failures[:3]
    assert resolver.ask("host39999.bad35.example").rcode() == dns.rcode.NXDOMAIN
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]
    # Of what was cached nothing had to be found out again.
    assert resolver.control("cache.get('www.example.com') ~= nil")[0] == "true\n" and asked > 0


def test_a_file_that_is_written_to_is_followed_and_watching_can_be_left_out(kresd, tmp_path):
    for name in ("a", "b"):
        put(tmp_path / (name + ".rpz"), "%s.example CNAME .\n" % name)
    resolver = kresd("policy.add(policy.rpz(policy.REFUSE, '%s'))\npolicy.add(policy.rpz(policy.REFUSE, '%s', false))\n"
                     % (tmp_path / "a.rpz", tmp_path / "b.rpz"))
    assert resolver.ask("a.example").rcode() == resolver.ask("b.example").rcode() == dns.rcode.REFUSED
    for name in ("b", "a"):
        with open(tmp_path / (name + ".rpz"), "a") as f:
            f.write("more%s.example CNAME .\n" % name)
    wait_until(lambda: resolver.ask("morea.example").rcode() == dns.rcode.REFUSED, 10, "what was added")
    assert resolver.ask("moreb.example").rcode() != dns.rcode.REFUSED
    os.unlink(tmp_path / "a.rpz")
    assert resolver.ask("a.example").rcode() == dns.rcode.REFUSED  # the rules of before stay
