# SPDX-License-Identifier: BSD-2-Clause
"""Every example of the manuals (examples.py) does what it is printed to do."""
import glob
import os
import re
import subprocess

import pytest

from examples import CONFIGURATIONS, CONSOLE, LATER
from lib.kresd import Kresd

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
# Two interfaces of our own, so that names and addresses are as printed and nothing leaves the machine.
NETWORK = """
ip link set lo up
for i in 0 1; do
	ip link add eth$i type dummy 2>/dev/null || ip link add eth$i type bridge
	ip addr add 192.168.$i.1/24 dev eth$i && ip link set eth$i up
done
"$@"
"""
# And a parent to load a cache from.
PARENT = """
ip link set lo up
/usr/bin/python3 -m http.server --bind 127.0.0.1 --directory parent "$PARENT_PORT" >/dev/null 2>&1 &
trap "kill $!" EXIT
until (exec 3<>"/dev/tcp/127.0.0.1/$PARENT_PORT") 2>/dev/null; do sleep 0.05; done
"""
ROOT_KEY = ". DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n"
UNSHARE = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]


def run(folder, config, parent=False, **more):
    (folder / "config").write_text(config)
    (folder / "hosts").write_text("127.0.0.5 here\n")
    (folder / "root.key").write_text(ROOT_KEY)
    env = {"KRESD_NO_LISTEN": "1", "USER": "somebody", "EXPECTED_ADDR_PREFIX": "192.168.0.", "PARENT_PORT": "8000",
           "PATH": os.environ["PATH"]}
    return subprocess.run([*UNSHARE, "bash", "-c", PARENT * parent + NETWORK, "bash", Kresd.program(), "-n"], cwd=folder,
                          capture_output=True, text=True, timeout=20, env=env, **more)


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                    "/CN=kresd", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True)


# For examples whose rules are seen in answers: ask one after the other, print names, RCODEs and data, and end.
ASK = """
function ask(list)
	local question = table.remove(list, 1)
	if not question then
		quit()
		return
	end
	resolve(question[1], kres.type[question[2] or 'A'], kres.class.IN, 0, function(answer)
		local line = question[1] .. ' ' .. answer:rcode()
		for _, rr in ipairs(answer:section(kres.section.ANSWER)) do
			line = line .. ' ' .. kres.rr2str(rr):match('%S+$')
		end
		print(line)
		ask(list)
	end)
end
"""


def is_as_printed(text, expected):
    return re.search(expected[1:], text) is not None if expected.startswith("~") else text == expected


@pytest.mark.parametrize("title, config, expected", CONFIGURATIONS, ids=[row[0] for row in CONFIGURATIONS])
def test_configurations(title, config, expected, tmp_path):
    if "cert.pem" in config:
        make_certificate(tmp_path)
    (tmp_path / "parent").mkdir()
    (tmp_path / "parent" / "cache.mdb").write_text("as it was there")
    (tmp_path / "blacklist.rpz").write_text("$ORIGIN rpz.\n@ 60 SOA . . 1 1 1 1 1\nlisted.example.cz CNAME .\n")
    if "ask {" in config:
        config = ASK + config
    elif "quit" not in config:
        config += "quit()\n"
    done = run(tmp_path, config, parent="PARENT_PORT" in config, input="x")
    assert is_as_printed(done.stdout, expected), done.stdout + done.stderr
    assert done.returncode == 0 and "error" not in done.stderr, done.stderr


PAGES = sorted([*glob.glob(TOP + "/src/resolver/modules/*/*.md"), TOP + "/docs/user/kresd-modules.md"])


@pytest.mark.parametrize("page", PAGES, ids=[os.path.basename(page)[:-3] for page in PAGES])
def test_pages_of_modules(page, tmp_path):
    """What a page shows is a configuration that can be loaded, as it stands."""
    with open(page) as f:
        blocks = re.findall(r"^```lua\n(.*?)^```$", f.read(), re.MULTILINE | re.DOTALL)
    for name in ("blacklist.rpz", "whitelist.rpz"):
        (tmp_path / name).write_text("$ORIGIN rpz.\n@ 60 SOA . . 1 1 1 1 1\nlisted.example CNAME .\n")
    done = run(tmp_path, "".join(blocks) + "quit()\n")
    assert done.returncode == 0 and "error" not in done.stderr, done.stderr


def test_console(tmp_path):
    with Kresd(tmp_path, "trust_anchors.keyfile_default = nil\n", "-n") as resolver:
        replies = resolver.control(*[command for command, _ in CONSOLE])
    wrong = [(command, reply, expected) for (command, expected), reply in zip(CONSOLE, replies)
             if not is_as_printed(reply, expected)]
    assert wrong == []


@pytest.mark.parametrize("name, config", LATER, ids=[row[0] for row in LATER])
def test_later_work_is_refused_by_name(name, config, tmp_path):
    done = run(tmp_path, config + "\nquit()\n")
    assert done.returncode == 1
    assert re.search("'%s' is not available in this version" % name, done.stderr), done.stderr


def test_map_over_forks(kresd):
    resolver = kresd("hostname('localhost')\n", "-f", "2", count=2)
    assert resolver.control("hostname()", "map 'hostname()'", "map 'worker.id'") == [
        "localhost\n", "[1] => localhost\n[2] => localhost\n", "[1] => 0\n[2] => 1\n"]
    shown = resolver.control("map 'cache.stats()'")[0]
    assert shown.startswith("[1] => {\n") and "\n[2] => {\n" in shown and shown.count("    [hit] => 0\n") == 2
