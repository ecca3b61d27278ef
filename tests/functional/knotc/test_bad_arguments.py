# SPDX-License-Identifier: BSD-2-Clause
"""Every command with too little, too much, or nonsense: one clear line, and nothing is changed."""
import re

from lib import tools

HOSTILE = ["a..b", "x" * 64 + ".", "nope.", "\x1b[31m", "%s%n%s", "a" * 300, "b.a/../../etc", "é"]
ALL_ZONES = [[bad] for bad in HOSTILE]               # verbs that take zones, or none for all
ITEMS = [["nope"], ["server.nope"], ["zone[nope.].file"], ["server["], ["zone[].x"], ["\x1b"], ["." * 300], ["[x]"]]
BAD = {
    "exit": [],  # of the interactive mode alone
    "status": [["nope"], ["version", "workers"]],
    "stop": [["now"], ["b.a"]],
    "reload": [["b.a"], ["\x1b"]],
    "stats": [["nope"], ["nope.nope"], ["server", "x"], ["server.nope"]],
    "zone-check": ALL_ZONES,
    "zone-key-rollover": [[], ["b.a"], ["b.a", "csk"], ["nope.", "ksk"], ["b.a", "ksk", "zsk"], ["a..b", "zsk"]],
    "zone-ksk-submitted": [[], *ALL_ZONES],
    "zone-read": [[], *ALL_ZONES, ["b.a", "a..b"], ["b.a", "@", "NOPE"], ["b.a", "@", "A", "x"], ["b.a", "x" * 64]],
    "zone-begin": [[], *ALL_ZONES],
    "zone-commit": [[], ["b.a"], *ALL_ZONES],
    "zone-abort": [[], ["b.a"], *ALL_ZONES],
    "zone-diff": [[], ["b.a"], ["nope."], ["b.a", "c.a"]],
    "zone-get": [[], ["b.a"], ["nope."], ["b.a", "a..b"], ["b.a", "@", "NOPE"], ["b.a", "@", "A", "x"]],
    "zone-set": [[], ["b.a"], ["b.a", "x"], ["b.a", "x", "A"], ["b.a", "x", "60", "A", "192.0.2.1"], ["nope.", "x", "60", "A", "1"]],
    "zone-unset": [[], ["b.a"], ["b.a", "x"], ["nope.", "x"]],
    "zone-purge": [[], ["b.a"], ["-f", "nope."], ["-f"]],
    "zone-stats": [[], ["nope."], ["b.a", "nope"], ["b.a", "x.y", "z"], ["a..b"]],
    "zone-backup": [[], ["b.a"], ["b.a", "+nope"], ["+backupdir"]],
    "zone-restore": [[], ["b.a"], ["b.a", "+nope"], ["+backupdir"]],
    "conf-init": [["x"]],
    "conf-check": [["x"]],
    "conf-import": [[], ["/nonexistent"], ["a", "b", "c"]],
    "conf-export": [["a", "b", "c"], ["/nonexistent/folder/file"]],
    "conf-list": ITEMS,
    "conf-read": ITEMS,
    "conf-begin": [["x"]],
    "conf-commit": [[], ["x"]],
    "conf-abort": [["x"]],  # without a transaction there is nothing to complain of
    "conf-diff": [[], ["x"]],
    "conf-get": [[], *ITEMS],
    "conf-set": [[], ["server.identity", "x"], *ITEMS],
    "conf-unset": [[], ["server.identity"], *ITEMS],
}
IN_TRANSACTION = [["zone-set", "b.a", *words] for words in (
    ["x"], ["x", "60"], ["x", "60", "A"], ["x", "60", "A", "1.2.3"], ["x", "-1", "A", "192.0.2.1"], ["a..b", "60", "A", "192.0.2.1"],
    ["x", "60", "NOPE", "x"], ["x", "60", "TXT", '"open'], ["x", "99999999999", "A", "192.0.2.1"], ["x.nope.", "60", "A", "192.0.2.1"])]
IN_TRANSACTION += [["zone-unset", "b.a", *words] for words in (["nope"], ["@", "NOPE"], ["@", "A", "1.2.3"], ["a..b"])]
IN_TRANSACTION += [["zone-begin", "b.a"], ["zone-get", "b.a", "a..b"], ["zone-diff", "b.a", "x"]]
IN_CONF = [["conf-set", *words] for words in (
    ["server.nope", "x"], ["server.udp-workers", "many"], ["server.udp-workers", "-1"], ["server.listen", "::::"],
    ["zone[nope.].file", "x"], ["zone[b.a].nope", "x"], ["key[k].secret", "%%%"], ["zone[a..b]"], ["server.udp-workers", "99999999999999999999"])]
IN_CONF += [["conf-unset", "server.nope"], ["conf-unset", "zone[nope.]"], ["conf-get", "server.nope"], ["conf-begin"]]


def verbs():
    """All commands, as the help lists them."""
    return re.findall(r"^ +([a-z]+(?:-[a-z]+)*) ", tools.our_tool("knotc")("--help").out.split("ommands:")[-1], re.M)


def state(pair):
    return [re.sub(r"\+\S+", "", pair(*words).out) for words in (
        ["zone-read", "--"], ["conf-read"], ["zone-status", "+serial", "+transaction", "+freeze"])]


def expect_one_line(pair, words):
    options = [w for w in words if w == "-f"]
    done = pair(*options, *(w for w in words if w != "-f"))
    text = (done.out + done.err).splitlines()
    others = [line for line in text if not line.startswith("error: ")]
    assert done.code == 1, (words, text)
    lines = 2 if words[0] == "conf-import" and len(words) == 2 else 1  # the fault, and what it was for
    assert len(text) == lines and not others, (words, text)
    assert "\x1b" not in text[0] and len(text[0]) < 500, (words, text)


def test_every_command_refuses_nonsense_and_changes_nothing(ours):
    pair = ours()
    known = verbs()
    assert len(known) > 40 and set(BAD) <= set(known)
    before = state(pair)
    for verb in known:
        for arguments in BAD.get(verb, ALL_ZONES):
            expect_one_line(pair, [verb, *arguments])
    assert state(pair) == before


def test_transactions_survive_nonsense(ours):
    pair = ours()
    before = state(pair)
    assert pair("zone-begin", "b.a").code == 0
    for words in IN_TRANSACTION:
        expect_one_line(pair, words)
    assert pair("zone-diff", "b.a").out == ""
    assert pair("zone-abort", "b.a").code == 0
    assert pair("conf-begin").code == 0
    for words in IN_CONF:
        expect_one_line(pair, words)
    assert pair("conf-diff").out == ""
    assert pair("conf-abort").code == 0
    assert state(pair) == before
