# SPDX-License-Identifier: BSD-2-Clause
"""The same commands to our pair and to the distribution's print the same lines."""
import re

import pytest

READ = [
    ["conf-read", "server"], ["conf-read", "zone"], ["conf-read", "zone.domain"], ["conf-read", "zone[b.a]"],
    ["conf-read", "remote"], ["conf-read", "acl"], ["conf-read", "key"], ["conf-read", "policy"],
    ["conf-read", "nope"], ["conf-read", "server.nope"], ["conf-read", "zone[nope]"],
    ["conf-read", "zone[nope].file"], ["conf-read", "zone[b.a.file"], ["conf-read", "server[a]"],
    ["conf-read", "include"], ["conf-read", "server.rundir", "server.identity"], ["conf-read", ""],
    ["conf-read", "zone[b.a]x"], ["conf-read", "zone."], ["conf-read", ".x"], ["conf-list", "acl.action"],
    ["conf-list", "acl[z].action"], ["conf-list", "key"], ["conf-list", "a", "b"], ["conf-list", "include"],
    ["status"], ["status", "bogus"], ["reload", "x"], ["stop", "x"], ["zone-read"], ["zone-set", "b.a"],
    ["zone-purge", "b.a"], ["-f", "zone-purge"], ["-f", "zone-purge", "b.a", "+bogus"], ["zone-key-rollover", "b.a"],
    ["zone-ksk-submitted"], ["zone-begin"], ["zone-status", "+bogus"], ["zone-status", "nope"],
    ["zone-status", "+role", "+serial"], ["zone-reload", "nope"], ["zone-reload"], ["-b", "zone-reload", "b.a"],
    ["zone-reload", "b.a", "example.com", "nope"], ["bogus"], ["stats"], ["stats", "server"],
    ["stats", "server.zone-count"], ["stats", "nope"], ["stats", "server.nope"], ["stats", "a", "b"],
    ["conf-begin", "x"], ["conf-commit", "x"], ["conf-set"], ["conf-check"], ["zone-check", "b.a"],
    ["zone-check", "nope"],
]

EDIT = [
    ["conf-commit"], ["conf-abort"], ["conf-diff"], ["conf-get"], ["conf-set", "server.version", "x"], ["conf-begin"],
    ["conf-begin"], ["conf-set", "server.version", "x y"],
    ["conf-set", "server.listen", "127.0.0.1@1", "127.0.0.1@2"], ["conf-get", "server.version"],
    ["conf-set", "zone[new.org]"], ["conf-set", "zone[new.org]"], ["conf-set", "zone.domain", "neW2.org"],
    ["conf-diff", "zone"], ["conf-set", "zone.acl", "a"], ["conf-diff", "zone[new.org]"],
    ["conf-set", "zone[b.a].file", "a", "b"], ["conf-set", "zone[b.a].file"], ["conf-set", "zone[b.a].file", ""],
    ["conf-diff", "zone[b.a]"], ["conf-set", "zone[b.a].acl", "nonexist"], ["conf-set", "nope.x", "1"],
    ["conf-set", "server.nope", "1"], ["conf-set", "server"], ["conf-set", "zone"], ["conf-set", "zone.slave", "s"],
    ["conf-unset", "zone[new.org].acl", "a"], ["conf-unset", "zone[new.org].acl", "a"], ["conf-unset", "zone[new.org]"],
    ["conf-unset", "zone[new.org]"], ["conf-unset", "zone[example.com].acl"], ["conf-unset", "log[nope]"],
    ["conf-set", "acl[new].id", "x"], ["conf-set", "remote.id", "new one"],
    ["conf-set", "remote[new one].address", "1.2.3.4"], ["conf-get", "remote"], ["conf-diff", "acl"],
    ["conf-unset", "remote"], ["conf-diff", "remote"], ["conf-commit"], ["reload"], ["conf-abort"], ["conf-abort"],
    ["conf-diff"],
]


# Counters that the distribution's version does not have yet, or that are ours alone.
NEWER = re.compile(r"^server\.(tcp-io-timeout|tcp-idle-timeout|transfers-abandoned) = 0\n", re.M)


@pytest.mark.parametrize("commands", [READ, EDIT], ids=["reading", "editing"])
def test_lines_are_the_same(ours, theirs, commands):
    mine = ours()
    for words in commands:
        text, code = mine.out(*words)
        assert (words, NEWER.sub("", text), code) == (words, *theirs.out(*words))


def test_an_export_is_read_by_the_other(ours, theirs):
    mine = ours()
    text = mine("conf-export").out
    assert text.replace(mine.folder, theirs.folder).splitlines()[1:5] == theirs("conf-export").out.splitlines()[1:5]
    mine.write("exported.conf", text)
    assert theirs.tool("-c", mine.folder + "/exported.conf", "conf-check").out == "Configuration is valid\n"
