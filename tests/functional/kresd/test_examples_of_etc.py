# SPDX-License-Identifier: BSD-2-Clause
"""Each example configuration of etc/ starts as it is, where it may have the real ports, and answers."""
import os
import subprocess

import pytest

from lib.kresd import Kresd, SILENT
from lib.process import Process

ETC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "etc")
FILES = sorted(name for name in os.listdir(ETC) if name.startswith("config."))


def has_namespaces():
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not has_namespaces(), reason="no network namespaces here")


def test_all_uses_have_one():
    assert FILES == ["config.cluster", "config.docker", "config.personal"]


@pytest.mark.parametrize("name", FILES)
def test_it_starts_and_answers(internet, tmp_path, name):
    """Alone in a network namespace: localhost is answered without asking anybody."""
    (tmp_path / "quiet").write_text(SILENT)
    script = ("ip link set lo up && exec \"$@\"")
    args = ["-f", "2"] if name == "config.isp" else ["-n"]
    # The example first; then nothing is asked that the test did not ask for.
    (tmp_path / "config").write_text("dofile('%s')\ndofile('quiet')\n" % os.path.join(ETC, name))
    with Process(["unshare", "-rn", "sh", "-c", script, "sh", Kresd.program(), *args, str(tmp_path)], tmp_path, "kresd",
                 env={"EXPECTED_ADDR_PREFIX": "127."}) as process:
        kresd = Kresd.__new__(Kresd)
        kresd.folder, kresd.process = str(tmp_path), process
        process.wait_for(lambda: kresd.listening(2 if name == "config.isp" else 1), 20, "control sockets")
        pid = kresd.sockets()[0]
        assert kresd.control("net.list()['127.0.0.1'].tcp", pid=pid) == ["true\n"]
        asked = subprocess.run(["nsenter", "-t", str(pid), "-U", "-n", "--preserve-credentials",
                                os.path.join(os.path.dirname(Kresd.program()), "kdig"), "@127.0.0.1", "localhost", "A", "+short", "+timeout=10"],
                               capture_output=True, text=True, timeout=60)
        assert asked.stdout == "127.0.0.1\n", asked.stderr + process.log()
    assert "error" not in process.log()
