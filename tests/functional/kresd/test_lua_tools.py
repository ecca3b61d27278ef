# SPDX-License-Identifier: BSD-2-Clause
"""kresd-query.lua and kresd-host.lua, as the manual shows them."""
import os
import subprocess

import pytest

from lib.kresd import ROOT

BIN = os.environ.get("BOWLINE_BIN", "")


@pytest.fixture
def tool(internet, tmp_path):
    """Factory: tool(name, *args) runs a program in the small internet."""
    lab = ("net.lab_port(%d) option('ALLOW_LOCAL', true) hints.root({ ['a.root.'] = '%s' }) trust_anchors.remove('.')"
           % (internet.port, ROOT))

    def run(name, *args, config=""):
        return subprocess.run([os.path.join(BIN, name), "-C", lab + config, *args], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    return run


def test_a_script_says_whether_it_is_so(tool):
    done = tool("kresd-query.lua", "www.example.com",
                'assert(kres.dname2str(req:resolved().zone_cut.name) == "example.com.")')
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = tool("kresd-query.lua", "www.example.com",
                'assert(kres.dname2str(req:resolved().zone_cut.name) == "com.", "another zone")')
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "script:1: another zone\n")


def test_a_key_file_of_this_folder(tool, tmp_path):
    (tmp_path / "root.keys").write_text(". 3600 IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n")
    done = tool("kresd-query.lua", "example.com", "assert(req:resolved():hasflag(kres.query.DNSSEC_WANT))",
                config=' trust_anchors.config("root.keys", true)')
    assert (done.returncode, done.stderr) == (0, "")


def test_the_answer_is_in_scope(tool):
    done = tool("kresd-query.lua", "-t", "aaaa", "-c", "in", "www.example.com",
                "for _, rr in ipairs(pkt:section(kres.section.ANSWER)) do print(kres.rr2str(rr):match('%S+$')) end")
    assert (done.returncode, done.stdout) == (0, "2001:db8::1\n")
    done = tool("kresd-query.lua", "-tAAAA", "www.example.com", "print(pkt:qtype())")
    assert (done.returncode, done.stdout) == (0, "28\n")
    done = tool("kresd-query.lua", "www.dead.com", "assert(pkt:rcode() == kres.rcode.SERVFAIL)")
    assert done.returncode == 0


@pytest.mark.parametrize("args, message", [
    ((), "usage: kresd-query.lua"), (("a",), "usage:"), (("a", "b", "c"), "usage:"), (("-x", "a", "b"), "usage:"),
    (("-t", "NONE", "a", "return"), "unknown type"), (("a", "return ("), "script:1: "),
])
def test_wrong_use_is_told(tool, args, message):
    done = tool("kresd-query.lua", *args)
    assert done.returncode != 0 and message in done.stderr


def test_a_wrong_configuration_is_told(tool):
    done = tool("kresd-query.lua", "a", "return", config=" nosuch()")
    assert done.returncode == 1 and "configuration:1: attempt to call global 'nosuch'" in done.stderr


def test_host_looks_up_addresses_and_mail(tool):
    done = tool("kresd-host.lua", "-v", "www.example.com")
    assert sorted(done.stdout.splitlines()) == [
        "www.example.com. has IPv6 address 2001:db8::1 (insecure)", "www.example.com. has address 192.0.2.1 (insecure)",
        "www.example.com. has address 192.0.2.2 (insecure)"]
    assert done.returncode == 0
    assert tool("kresd-host.lua", "alias.example.com").stdout.splitlines()[0] == "alias.example.com. is an alias for www.example.com."
    assert tool("kresd-host.lua", "-4vtTXT", "x.wild.example.com").stdout == 'x.wild.example.com. has TXT record "wild" (insecure)\n'
    done = subprocess.run([os.path.join(BIN, "kresd-host.lua"), "127.0.0.1"], capture_output=True, text=True, timeout=60)
    assert done.stdout == "1.0.0.127.in-addr.arpa. domain name pointer localhost.\n"
    done = tool("kresd-host.lua", "nothing.example.com")
    assert (done.returncode, done.stdout) == (1, "Host nothing.example.com not found: 3(NXDOMAIN)\n")
    done = tool("kresd-host.lua", "-z")
    assert done.returncode == 1 and "usage: kresd-host.lua" in done.stderr


def test_nothing_is_left_behind(tool, tmp_path):
    tool("kresd-host.lua", "localhost")
    assert os.listdir(tmp_path) == []
