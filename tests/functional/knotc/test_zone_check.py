# SPDX-License-Identifier: BSD-2-Clause
"""zone-check: needs no server."""
from lib import tools
from lib.zones import EXAMPLE


def test_findings_and_errors_are_told(tmp_path):
    conf = tmp_path / "knot.conf"
    conf.write_text(f"server:\n  listen: 127.0.0.1@1\ntemplate:\n  - id: default\n    storage: {tmp_path}\n"
                    "zone:\n  - domain: example.com\n  - domain: b.a\n  - domain: none\n")
    (tmp_path / "example.com.zone").write_text(EXAMPLE)
    (tmp_path / "b.a.zone").write_text("@ 3600 SOA ns admin 1 1 1 1\n")
    knotc = tools.our_tool("knotc")
    assert knotc("-c", conf, "zone-check", "example.com").code == 0
    broken = knotc("-c", conf, "zone-check", "b.a")
    assert broken.code == 1 and broken.err.startswith("error: [b.a.] ")
    missing = knotc("-c", conf, "zone-check", "none")
    assert (missing.code, missing.err) == \
        (1, f"error: [none.] failed to parse zone file '{tmp_path}/none.zone' (not exists)\n")
    assert knotc("-c", conf, "zone-check").code == 1
    assert knotc("-c", conf, "zone-check", "nope").err == "error: [nope.] no such zone found\n"
