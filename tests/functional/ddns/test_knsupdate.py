# SPDX-License-Identifier: BSD-2-Clause
"""knsupdate against our knotd, Debian's and named; beside Debian's knsupdate."""
import re

import pytest

from conftest import KEY, Ours, TheirNamed, Theirs
from lib import tools
from lib.terminal import Terminal

KINDS = [Ours, Theirs, TheirNamed]
COMMANDS = """; a comment

server {address} {port}
zone example.
origin example.
ttl 77
prereq yxdomain www
nxdomain nowhere
prereq yxrrset www A 192.0.2.80
yxrrset www A 192.0.2.81
prereq nxrrset www AAAA
add one A 192.0.2.1
update add two 60 IN TXT "a ; b" c
update delete x.ent
del www A 192.0.2.81
show
send
answer
add three MX 10 mail
send
"""
KEYED = """acl:
  - id: xfr
    address: 127.0.0.1
    action: transfer
  - id: keyed
    key: update-key.
    action: update
zone:
  - domain: example.
    file: {file}
    acl: [xfr, keyed]
"""


def ours():
    return tools.our_tool("knsupdate")


def theirs():
    tool = tools.peer_tool("knsupdate")
    if tool is None:
        pytest.skip("no knsupdate of the distribution here")
    return tool


def plain(text):
    """Without what differs from run to run."""
    text = re.sub(r"id: \d+", "id: N", text)
    text = re.sub(r"\d{10} 300 0 \d+", "TIME 300 0 N", text)
    return re.sub(r"TSIG\thmac-sha256. \d+ 300 32 \S+ \d+", "TSIG", text)


@pytest.mark.parametrize("options", [[], ["-v"]], ids=["udp", "tcp"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_commands_make_the_same_zone_everywhere(servers, kind, options):
    server = servers(kind)
    done = ours()(*options, stdin=COMMANDS.format(address=server.address, port=server.port))
    assert (done.code, done.err) == (0, "")
    lines, serial = server.contents()
    assert serial == 12
    assert {"one.example. 77 A 192.0.2.1", 'two.example. 60 TXT "a ; b" "c"',
            "three.example. 77 MX 10 mail.example."} <= lines
    assert not [line for line in lines if "x.ent" in line or "192.0.2.81" in line]


SCRIPTS = {
    "good": COMMANDS,
    "prerequisite": "server {address} {port}\nzone example.\nprereq nxdomain www.example.\nsend\n"
                    "answer\n",
    "notzone": "zone example.\nadd q.test. 60 A 192.0.2.1\nserver {address} {port}\nsend\nshow\n",
    "bad key": "server {address} {port}\nkey nokey c2VjcmV0\nzone example.\n"
               "add a.example. 60 A 192.0.2.1\nshow\nsend\nanswer\n",
    "no zone": "send\n",
    "unknown": "foo\nshow\n",
    "half a word": "se\n",
    "bad address": "add a 60 A 1.2\n",
    "bad data": "prereq yxrrset a A 1.2\n",
    "class": "del a CH A\n",
    "class name": "class XX\n",
    "ttl": "ttl 1h\n",
    "zone": "zone a..b\n",
    "key": "key a\n",
    "gss": "gsstsig\n",
    "realm": "realm x\n",
    "quit": "zone example.\nprereq yxdomain a\nshow\nquit\nfoo\n",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_output_is_that_of_the_peer(servers, name):
    text, done = SCRIPTS[name], []
    for make, tool in (("ours", ours()), ("theirs", theirs())):
        server = servers(Ours, name=make)
        done.append(tool(stdin=text.format(address=server.address, port=server.port)))
    assert done[0].code == done[1].code
    assert plain(done[0].out) == plain(done[1].out)
    assert done[0].err == done[1].err


def test_updates_are_signed(servers, tmp_path):
    server = servers(options=KEYED, keys=[KEY])
    text = (f"server {server.address} {server.port}\nzone example.\n"
            "add signed.example. 60 A 192.0.2.1\nsend\nanswer\n")
    key_file = tmp_path / "key"
    key_file.write_text(KEY.argument + "\n")
    assert "update failed with error 'NOTAUTH'" in ours()(stdin=text).err
    for options in (["-y", KEY.argument], ["-k", str(key_file)]):
        done = ours()(*options, stdin=text)
        assert done.code == 0, done
        assert "TSIG PSEUDOSECTION" in done.out
    assert ours()(stdin=f"key {KEY.name} {KEY.secret}\n" + text).code == 0
    wrong = ours()("-y", "update-key.:c2VjcmV0", stdin=text)
    assert wrong.code == 1 and "failed to verify TSIG" in wrong.err


def test_files_are_read_in_turn_and_the_first_failure_ends_it(servers, tmp_path):
    server = servers(name="server")
    for name, text in {"a": f"server {server.at}\nzone example.\nadd a.example. 60 A 192.0.2.1\n",
                       "b": "send\n", "c": "foo\n", "d": "show\n"}.items():
        (tmp_path / name).write_text(text)
    path = lambda *names: [str(tmp_path / name) for name in names]
    assert ours()(*path("a", "b")).code == 0
    assert "a.example. 60 A 192.0.2.1" in server.contents()[0]
    done = ours()(*path("c", "d"))
    assert (done.code, done.out) == (1, "")
    missing = ours()("/nonexistent")
    assert missing.code == 1 and "failed to open '/nonexistent'" in missing.err


def test_a_large_update_goes_over_tcp(servers):
    server = servers()
    lines = "".join(f"add n{i}.example. 60 TXT {'x' * 100}\n" for i in range(50))
    done = ours()(stdin=f"server {server.at}\nzone example.\n{lines}send\n")
    assert done.code == 0, done
    assert "TCP" in [line for line in server.log().split("\n") if "action update" in line][0]


def test_who_does_not_answer_is_named_in_the_end(servers):
    server = servers()
    server.stop()
    done = ours()("-t", "1", "-r", "1", stdin=f"server {server.at}\nzone example.\nsend\n")
    assert done.code == 1
    assert done.err.count(f"for {server.at}(UDP)") + done.err.count(f"{server.at}(UDP) (") == 2
    assert "failed to send update" in done.err


def test_a_prompt_survives_mistakes(servers, tmp_path):
    server = servers()
    terminal = Terminal([ours().path], tmp_path)
    terminal.wait("knsupdate> ")
    for line, answer in (("foo", "unexpected literal: 'foo'"), ("send", "no zone specified"),
                         (f"server {server.at}", ""), ("zone example.", ""),
                         ("add a.example. 60 A 192.0.2.1", ""), ("send", ""),
                         ("answer", "status: NOERROR")):
        terminal.send(line + "\n")
        terminal.wait(answer)
        terminal.wait("knsupdate> ")
    assert terminal.end("quit\n") == 0
    assert "a.example. 60 A 192.0.2.1" in server.contents()[0]
    assert (tmp_path / ".knsupdate_history").exists()


