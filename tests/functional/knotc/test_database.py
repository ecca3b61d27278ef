# SPDX-License-Identifier: BSD-2-Clause
"""The configuration database: made, filled, checked, written out, lived on."""
import json
import os

from lib import tools
from lib.ports import free_port

from conftest import CONF


def knotc(*words):
    return tools.our_tool("knotc")(*words)


def test_it_is_made_filled_and_written_out(tmp_path):
    db, conf = tmp_path / "confdb", tmp_path / "in.conf"
    conf.write_text(CONF.format(dir=tmp_path, port=free_port()))
    missing = knotc("-C", db, "conf-check")
    assert (missing.code, missing.err) == \
        (1, f"error: failed to open configuration database '{db}' (not exists)\n")
    assert knotc("-C", db, "conf-init").out == "OK\n"
    assert knotc("-C", db, "conf-check").out == "Configuration is valid\n"
    assert knotc("-C", db, "conf-import", conf).out == "OK\n"
    again = knotc("-C", db, "conf-import", conf)
    assert again.code == 1 and again.err.startswith("error: use force option to overwrite")
    assert knotc("-C", db, "-f", "conf-import", conf).out == "OK\n"
    exported = tmp_path / "out.conf"
    assert knotc("-C", db, "conf-export", exported).out == "OK\n"
    assert knotc("-C", db, "conf-export").out == exported.read_text()
    assert knotc("-c", exported, "conf-export").out == exported.read_text()
    assert knotc("-C", db, "-f", "conf-init").out == "OK\n"
    assert knotc("-C", db, "conf-export").out.count("\n") == 2


def test_a_merge_keeps_what_was_there(tmp_path):
    db, one, two = tmp_path / "confdb", tmp_path / "1.conf", tmp_path / "2.conf"
    one.write_text("server:\n  identity: x\nzone:\n  - domain: a.\n")
    two.write_text("zone:\n  - domain: b.\n")
    assert knotc("-C", db, "conf-import", one).out == "OK\n"
    assert knotc("-C", db, "conf-import", two, "+nopurge").out == "OK\n"
    assert '"a."' in knotc("-C", db, "conf-export").out and '"b."' in knotc("-C", db, "conf-export").out
    two.write_text("zone:\n  - domain: c.\n    bogus: x\n")
    failed = knotc("-C", db, "-f", "conf-import", two)
    assert failed.code == 1
    assert failed.err.splitlines()[0] == f"error: config, file '{two}', line 3, item 'bogus' (invalid item)"
    assert '"a."' in knotc("-C", db, "conf-export").out


def test_foreign_and_ambiguous_sources_are_refused(tmp_path):
    both = knotc("-c", "x", "-C", "y", "conf-check")
    assert (both.code, both.err) == (1, "error: ambiguous configuration source\n")
    junk = tmp_path / "junk"
    junk.mkdir()
    (junk / "data.mdb").write_bytes(b"x" * 8192)
    refused = knotc("-C", junk, "conf-check")
    assert refused.code == 1 and "error: " in refused.err and str(junk) in refused.err
    assert (junk / "data.mdb").read_bytes() == b"x" * 8192


def test_a_server_lives_on_it(ours, tmp_path):
    db, conf = tmp_path / "confdb", tmp_path / "in.conf"
    os.makedirs(tmp_path / "ours")
    conf.write_text(CONF.format(dir=tmp_path / "ours", port=free_port()))
    assert knotc("-C", db, "conf-import", conf).out == "OK\n"
    pair = ours(options=("-C", str(db)))
    for words in (["conf-begin"], ["conf-unset", "zone[b.a]"], ["conf-set", "server.version", "v"], ["conf-commit"]):
        assert pair(*words).out == "OK\n"
    assert "not available" not in pair.process.log()
    assert pair("reload").out == "Reloaded\n"
    assert pair("conf-read", "zone.domain").out == "zone.domain = example.com.\n"
    # What is not committed is not kept.
    assert pair("conf-begin").out == "OK\n"
    assert pair("conf-set", "server.identity", "lost").out == "OK\n"
    pair.process.child.kill()
    pair.process.child.wait()
    pair.start()
    assert pair("conf-read", "server.identity", "server.version").out == \
        "server.identity = a b\nserver.version = v\n"


def test_the_schema_is_json(tmp_path):
    out = tmp_path / "schema.json"
    assert knotc("conf-export", "+schema", out).out == "OK\n"
    schema = json.loads(out.read_text())
    assert {"server", "zone", "mod-rrl", "include"} <= set(schema["properties"])
    block = schema["properties"]["zone"]["anyOf"][1]["items"]
    assert block["required"] == ["domain"] and block["additionalProperties"] is False
