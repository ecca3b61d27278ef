# SPDX-License-Identifier: BSD-2-Clause
"""
The same configuration, questions and console lines, given to ours and to Debian's kresd (5.6) over one tree of real servers.

What differs is explained in EXPLAINED, by the section of the contract or the newer rule that ours follows; an explanation
that nothing needs any more is an error, too.
"""
import json
import re
import threading

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import pytest

from lib import namespace
from lib.authority import Key, World
from lib.real_tree import RealTree
from lib.process import wait_until
from lib.resolvers import DebianKresd, Ours
from reference import EXPLAINED, TABLE

SECURE = """www A 192.0.2.1
www A 192.0.2.2
www AAAA 2001:db8::1
four A 192.0.2.4
alias CNAME www
far CNAME www.plain.com.
*.wild TXT "wild"
mx MX 10 www
txt TXT "a" "b"
root-key-sentinel-is-ta-00001 A 192.0.2.7
root-key-sentinel-not-ta-00001 A 192.0.2.8
"""
PLAIN = """www A 192.0.2.11
inside A 10.0.0.1
inside AAAA fc00::1
alias CNAME www.example.com.
1 PTR www
"""


class Tree(World):
    ROOT = "193.0.0.1"  # a public address, as the module rebinding wants it

    def new_address(self):
        return "193.0.0.%d" % (len(self.by_address) + 1)


def tree():
    world = Tree()
    world.zone("com.", signed=True)
    world.zone("example.com.", SECURE, signed=True)
    world.zone("hashed.com.", "www A 192.0.2.21\n", signed=True, nsec3=(0, "", 0))
    world.zone("plain.com.", PLAIN)
    world.zone("bogus.com.", "www A 192.0.2.31\n", signed=True, ds=[Key().ds(dns.name.from_text("bogus.com."))])
    world.zone("arpa.", "1.2.0.192.in-addr PTR www.example.com.\n")
    return world


# Given to both in front of a configuration.
PRELUDE = """
cache.size = 20 * MB
function keys(t) local l = {} for k in pairs(t) do l[#l + 1] = tostring(k) end table.sort(l) return l end
function kinds(t) local l = {} for k, v in pairs(t) do l[k] = type(v) end return l end
function hex(s) return s and s:gsub('.', function(c) return ('%02x'):format(c:byte()) end) or s end
"""
QUIET = "".join("modules.unload('%s')\n" % name for name in
                ("ta_update", "ta_signal_query", "detect_time_skew", "priming", "detect_time_jump"))


def is_up(resolver):
    """It listens, also on its control socket.  A question would be counted."""
    try:
        resolver.connect(resolver.process.child.pid).close()
    except OSError:
        return False
    return DebianKresd.answers(resolver)


class OursHere(Ours):
    answers = is_up

    def argv(self):
        self.more = QUIET + "modules.load('hints')\n" + self.more
        return super().argv()


class Theirs(DebianKresd):
    answers = is_up

    def argv(self):
        return [arg for arg in super().argv() if arg != "-q"]  # with its prompt


def ask(resolver, name, rdtype, words):
    options = [dns.edns.GenericOption(code, b"") for word, code in (("nsid", 3), ("keepalive", 11)) if word in words]
    edns = bool(options) or "edns" in words or "do" in words
    query = dns.message.make_query(name, rdtype, use_edns=0 if edns else None, want_dnssec="do" in words, options=options or None)
    for word, flag in (("cd", dns.flags.CD), ("ad", dns.flags.AD)):
        query.flags |= flag if word in words else 0
    query.flags &= ~(dns.flags.RD if "nord" in words else 0)
    try:
        answer = resolver.send(query, "tcp" in words, timeout=4)
    except dns.exception.Timeout:
        return "no answer"
    sections = [sorted(text(rrset) for rrset in section) for section in (answer.answer, answer.authority, answer.additional)]
    return [dns.rcode.to_text(answer.rcode()), dns.flags.to_text(answer.flags), *sections, answer.edns,
            sorted([int(option.otype), option.to_wire()[:2].hex() if option.otype == 15 else option.to_wire().hex()]
                   for option in answer.options)]


TTLS, AGE = (300, 60), 8  # of the tree, and seconds that something may have been cached


def text(rrset):
    """TTLs are as if nothing had been cached."""
    ttl = next((ttl for ttl in TTLS if ttl - AGE < rrset.ttl <= ttl), rrset.ttl)
    kind = dns.rdatatype.to_text(rrset.rdtype) + ("/" + dns.rdatatype.to_text(rrset.covers) if rrset.covers else "")
    data = sorted(item.to_text() for item in rrset) if rrset.rdtype != dns.rdatatype.RRSIG else len(rrset)
    return "%s %d %s %s" % (rrset.name, ttl, kind, data)


def evaluate(resolver, line):
    """What a console line gives: a list of values as JSON has them, or "error"."""
    body = line[3:] if line.startswith("do ") else "return " + line
    got = resolver.control("tojson({ pcall(function() %s end) })" % body)[0].strip()
    if got.startswith("'"):  # as newer versions show strings
        got = re.sub(r"\\(\d{3})", lambda m: chr(int(m.group(1))), got[1:-1])
    try:
        good, *values = json.loads(got)
    except ValueError:
        return got
    return values if good else "error"


def results(kind, folder, world, config, steps):
    with kind(folder, Tree.ROOT, world.anchor, PRELUDE + config) as resolver:
        out = []
        for step in steps:
            if step.startswith("? "):
                _, name, rdtype, *words = step.split()
                out.append(ask(resolver, name, rdtype, words))
            elif step.startswith("wait "):
                out.append(wait_until(lambda: evaluate(resolver, step[5:]) == [True], 10, step))
            else:
                out.append(evaluate(resolver, step))
        return out


def compare(folder):
    """{configuration: {kind: results}}"""
    world, out = tree(), {}
    with RealTree(world, folder):
        for name, (config, steps) in TABLE.items():
            out[name] = {}

            def run(kind):
                try:
                    out[name][kind.name] = results(kind, folder + "/" + name, world, config, lines(steps))
                except Exception as e:  # told by the test
                    out[name][kind.name] = "%s: %s" % (type(e).__name__, e)
            threads = [threading.Thread(target=run, args=(kind,)) for kind in (OursHere, Theirs)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    return out


def lines(steps):
    return [line for line in steps.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    if not Theirs.path():
        pytest.skip("no kresd of the distribution here")
    found = namespace.call(compare, str(tmp_path_factory.mktemp("reference")))
    if found is None:
        pytest.skip("network namespaces are not allowed here")
    return found


def is_same(step, ours, theirs):
    """Tables of ours may have more keys."""
    if step.startswith("keys(") and step.endswith(")") and "error" not in (ours, theirs):
        return set(map(str, theirs[0])) <= set(map(str, ours[0]))
    return ours == theirs


def test_ours_is_as_the_reference_or_the_difference_is_explained(found):
    left, used = [], set()
    for name, (_, steps) in TABLE.items():
        ours, theirs = (found[name][kind.name] for kind in (Ours, DebianKresd))
        assert isinstance(ours, list) and isinstance(theirs, list), (name, ours, theirs)
        for step, a, b in zip(lines(steps), ours, theirs):
            if is_same(step, a, b):
                continue
            if (name, step) in EXPLAINED:
                used.add((name, step))
            else:
                left.append("%s: %s\n  ours   %s\n  theirs %s" % (name, step, a, b))
    assert not left, "\n" + "\n".join(left)
    assert set(EXPLAINED) == used, "explained, and not different: %s" % sorted(set(EXPLAINED) - used)
