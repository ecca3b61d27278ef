# SPDX-License-Identifier: BSD-2-Clause
"""keymgr killed at any moment: what the database names has its private key, and deletions end."""
import json
import os
import random
import subprocess
import time

from lib import tools

ZONE = "example.com."
ROUNDS = 40


def test_no_key_is_lost_at_kill(tmp_path):
    tool = tools.our_tool("keymgr")
    folder = tmp_path / "kasp"
    assert tool("-D", folder, ZONE, "generate", "algorithm=15").code == 0
    started = time.monotonic()
    assert tool("-D", folder, ZONE, "generate", "algorithm=15").code == 0
    whole = time.monotonic() - started
    killed = 0
    for n in range(ROUNDS):
        keys = json.loads(tool("-D", folder, "-j", ZONE, "list").out)
        assert not any(k["missing"] for k in keys)
        words = ["generate", "algorithm=15"] if n % 2 == 0 or len(keys) < 2 else ["delete", "id=" + keys[0]["id"]]
        process = subprocess.Popen([tool.path, "-D", folder, ZONE, *words], stdout=subprocess.DEVNULL)
        try:
            process.wait(timeout=random.uniform(0, whole))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
    assert killed > ROUNDS // 10
    # A command that writes sees to what was left: no private key of a deleted key stays.
    assert tool("-D", folder, ZONE, "nsec3-salt", "-").code == 0
    keys = {k["id"] for k in json.loads(tool("-D", folder, "-j", ZONE, "list").out)}
    files = {name[:-4] for name in os.listdir(folder / "keys") if name.endswith(".pem")}
    assert keys <= files
    # Files too many come only from keys that were stored and never named.
    assert len(files - keys) <= killed
