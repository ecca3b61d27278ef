# SPDX-License-Identifier: BSD-2-Clause
"""The submission of a key as a structured entry of a real journald, in a mount namespace of its own."""
import json
import os
import shutil
import subprocess

import pytest

from conftest import Signing

JOURNALD = "/lib/systemd/systemd-journald"
SCRIPT = r"""
set -eu
mkdir -p /run/systemd /run/log
mount -t tmpfs none /run/systemd
mount -t tmpfs none /run/log
mkdir -p /run/systemd/system /run/systemd/journal /run/log/journal
wait_for() { for i in $(seq 400); do "$@" && return; sleep 0.05; done; exit 3; }
submitted() { journalctl -q -D /run/log/journal -o json SYSLOG_IDENTIFIER=knotd | grep -q KEY_SUBMISSION; }
%(journald)s & journald=$!
wait_for test -S /run/systemd/journal/socket
%(knotd)s -c %(conf)s & knotd=$!
wait_for submitted
journalctl -q -D /run/log/journal -o json SYSLOG_IDENTIFIER=knotd
kill $knotd; wait $knotd || true
kill $journald; wait $journald || true
"""


def can_make_namespaces():
    return subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not os.path.exists(JOURNALD) or shutil.which("journalctl") is None, reason="no journald here")
@pytest.mark.skipif(not can_make_namespaces(), reason="may not make mount namespaces")
def test_the_submission_is_an_entry_with_fields(tmp_path):
    server = Signing(tmp_path)
    os.makedirs(server.folder, exist_ok=True)
    server.write("example.zone", server.zones["example."])
    conf = server.write("server.conf", server.configuration().replace("target: stderr", "target: syslog"))
    done = subprocess.run(["unshare", "-m", "sh", "-c", SCRIPT % {"journald": JOURNALD, "knotd": server.path(), "conf": conf}],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    entries = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    found = [e for e in entries if "KEY_SUBMISSION" in e]
    assert len(found) == 1
    assert found[0]["ZONE"] == "example."
    assert found[0]["PRIORITY"] == "5"
    assert found[0]["MESSAGE"] == "notice: [example.] DNSSEC, KSK submission, waiting for confirmation"
    tag = int(found[0]["KEY_SUBMISSION"])
    assert any(f"key, tag {tag:5}, " in e["MESSAGE"] and "ready" in e["MESSAGE"] for e in entries)
