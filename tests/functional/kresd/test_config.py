# SPDX-License-Identifier: BSD-2-Clause
"""Configuration files and the command line: what they set, and how they are refused."""
import os
import socket
import subprocess

import pytest

from lib.kresd import Kresd
from lib.ports import free_port


def run(folder, *args, config=None, env=None):
    if config is not None:
        with open(os.path.join(str(folder), "config"), "w") as f:
            f.write(config)
    return subprocess.run([Kresd.program(), *args], cwd=str(folder), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=20, env=dict(os.environ, **(env or {})))


@pytest.mark.parametrize("config, line, message", [
    ("x = = 1\n", 1, "unexpected symbol near '='"),
    ("\n\npolicy.add(1)\n", 3, "expected a rule"),
    ("policy.add(policy.all(policy.TLS_FORWARD({{ '192.0.2.1' }})))\n", 1, "'policy.TLS_FORWARD' is not available"),
    ("\ntrust_anchors.add_file('/nonexistent/root.keys')\n", 2, "its folder must be writable"),
    ("modules = { 'dnstap' }\n", 1, "module 'dnstap' is not available in this version"),
    ("modules = { 'nosuch' }\n", 1, "No such file or directory"),
    ("\nmodules.load('hints < nothing')\n", 2, "referenced module not found"),
    ("modules = { hints = { path = 'x' } }\n", 1, "expected 'config(string path)'"),
    ("modules = { hints = '/nonexistent' }\n", 1, "/nonexistent: No such file or directory"),
    ("hints['a.b'] = '192.0.2.1'\n", 1, "module 'hints' is not loaded"),
    ("net.listen('nowhere')\n", 1, "'nowhere' is neither an address nor an interface"),
    ("net.tls('cert.pem')\n", 1, "expected 'tls(string cert_file, string key_file)'"),
    ("net.tls('none.pem', 'none.key')\n", 1, "failed to open 'none.pem' (file not exists)"),
    ("net.tls_padding(600)\n", 1, "tls_padding must be within <0, 512>"),
    ("net.listen('127.0.0.1', 5, { kind = 'doh2' })\n", 1, "kind 'doh2' is not available"),
    ("net.bufsize(100)\n", 1, "bufsize must be within <512, 65535>"),
    ("cache.size = 100\n", 1, "invalid cache size specified"),
    ("cache.open(10 * MB, 'redis://')\n", 1, "unsupported cache backend"),
    ("cache.open(10 * MB, 'lmdb:///nowhere/x')\n", 1, "can't open cache path '/nowhere/x'; working directory"),
    ("option('NO_SUCH', true)\n", 1, "invalid option name: NO_SUCH"),
    ("mode('lenient')\n", 1, "unsupported mode: lenient"),
    ("hints.root({ ['a.root.'] = 'x' })\n", 1, "invalid address"),
    ("hints.root_file('nothing')\n", 1, "root hints 'nothing': file not exists"),
    ("user('no-such-user-here')\n", 1, "invalid user name"),
    ("nosuch.thing()\n", 1, "nosuch"),
])
def test_a_wrong_line_is_told_with_file_and_line_and_ends_it(tmp_path, config, line, message):
    result = run(tmp_path, "-n", config=config)
    assert result.returncode == 1
    assert "config:%d: " % line in result.stderr and message in result.stderr


def test_a_wrong_configuration_leaves_nothing_behind(tmp_path):
    port = free_port("127.0.0.1")
    result = run(tmp_path, "-n", config="net.listen('127.0.0.1', %d)\ncache.size = 10*MB\nevent.after(0, function() print('ran') end)\n"
                                        "resolve('localhost', 1, 1, 0, function() print('asked') end)\nnosuch()\n" % port)
    assert (result.returncode, result.stdout) == (1, "")
    assert "config:5: " in result.stderr
    assert not os.path.exists(tmp_path / "tty") or os.listdir(tmp_path / "tty") == []
    with socket.socket() as s:
        assert s.connect_ex(("127.0.0.1", port)) != 0


def test_a_configuration_may_end_it(tmp_path):
    result = run(tmp_path, "-n", config="log('a %d', 1)\nprint('b')\nquit()\n", env={"KRESD_NO_LISTEN": "1"})
    assert (result.returncode, result.stdout, result.stderr) == (0, "a 1\nb\n", "")


@pytest.mark.parametrize("args, message", [
    (("-T", "x"), "number of a descriptor"), (("-n", "-K", "root.keys"), "keyfile 'root.keys': file not exists"),
    (("-k", "a", "-K", "b"), "only one of '-k' and '-K'"), (("-S", "77:nope"), "number of a descriptor"),
    (("-f", "0"), "requires number"), (("-a", "nonsense"), "nonsense"),
    (("-c", "missing"), "config 'missing'"), (("/nonexistent-folder",), "rundir '/nonexistent-folder'"),
    (("--what",), "Usage"), (("a", "b"), "Usage"),
])
def test_wrong_options_are_refused(tmp_path, args, message):
    result = run(tmp_path, *args)
    assert result.returncode == 1 and message in result.stderr


def test_version_and_help(tmp_path):
    version = run(tmp_path, "-V")
    assert version.returncode == 0 and "kresd, version " in version.stdout
    usage = run(tmp_path, "-h")
    assert usage.returncode == 0 and usage.stdout.startswith("Usage: kresd [options] [rundir]")


def test_an_address_in_use_ends_it(tmp_path):
    import socket
    port = free_port()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", port))
        result = run(tmp_path, "-n", "-a", "127.0.0.1@%d" % port)
        assert result.returncode == 1
        assert "[system] bind to '127.0.0.1@%d' Address already in use" % port in result.stderr
        listed = run(tmp_path, "-n", config="print(net.listen('127.0.0.1', %d)) quit()\n" % port,
                     env={"KRESD_NO_LISTEN": "1"})
        assert listed.returncode == 0 and listed.stdout == "false\n"


def test_addresses_of_the_command_line_are_listed(tmp_path):
    port = free_port()
    result = run(tmp_path, "-n", "-a", "127.0.0.1@%d" % port,
                 config="print(net.list()['127.0.0.1'].port)\nprint(net.close('127.0.0.1', %d))\n"
                        "print(next(net.list()))\nquit()\n" % port, env={"KRESD_NO_LISTEN": "1"})
    assert result.stdout == "%d\ntrue\nnil\n" % port


def test_root_hints_come_from_a_zone_file(tmp_path):
    with open(tmp_path / "root.hints", "w") as f:
        f.write(". 3600000 NS X.ROOT.\nX.ROOT. 3600000 A 192.0.2.53\nX.ROOT. 3600000 AAAA 2001:db8::53\n")
    result = run(tmp_path, "-n", config="hints.root_file('root.hints')\n"
                 "for n, list in pairs(hints.root()) do print(n:lower(), unpack(list)) end quit()\n",
                 env={"KRESD_NO_LISTEN": "1"})
    assert result.stdout == "x.root.\t192.0.2.53\t2001:db8::53\n", result.stderr
