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
    assert FILES == ["config.cluster", "config.docker", "config.internal", "config.isp", "config.personal"]


class Alone:
    """A resolver with an example as its configuration, alone in a network namespace with a few addresses."""

    def __init__(self, folder, name):
        self.count = 2 if name == "config.isp" else 1
        # The example first; then nothing is asked that the test did not ask for.
        (folder / "quiet").write_text(SILENT)
        (folder / "config").write_text("dofile('%s')\ndofile('quiet')\n" % os.path.join(ETC, name))
        script = "ip link set lo up && ip addr add 192.0.2.9 dev lo && ip addr add 192.168.0.9 dev lo && exec \"$@\""
        args = ["-f", "2"] if self.count == 2 else ["-n"]
        self.process = Process(["unshare", "-rn", "sh", "-c", script, "sh", Kresd.program(), *args, str(folder)], folder, "kresd",
                               env={"EXPECTED_ADDR_PREFIX": "127."})
        self.kresd = Kresd.__new__(Kresd)
        self.kresd.folder, self.kresd.process = str(folder), self.process

    def __enter__(self):
        self.process.start()
        self.process.wait_for(lambda: self.kresd.listening(self.count), 20, "control sockets")
        self.pid = self.kresd.sockets()[0]
        return self

    def __exit__(self, *_):
        self.process.stop()
        assert "error" not in self.process.log()

    def ask(self, name, source="127.0.0.1"):
        """RCODE and data of a question for an address."""
        done = subprocess.run(["nsenter", "-t", str(self.pid), "-U", "-n", "--preserve-credentials",
                               os.path.join(os.path.dirname(Kresd.program()), "kdig"), "@127.0.0.1", "-b", source, name, "A", "+timeout=10"],
                              capture_output=True, text=True, timeout=60)
        lines = done.stdout.splitlines()
        rcode = next(line.split("status: ")[1].split(";")[0] for line in lines if "status: " in line)
        return rcode, [line.split()[-1] for line in lines if not line.startswith(";") and "\tA\t" in line]


@pytest.mark.parametrize("name", FILES)
def test_it_starts_and_answers(internet, tmp_path, name):
    with Alone(tmp_path, name) as alone:
        assert alone.kresd.control("net.list()['127.0.0.1'].tcp", pid=alone.pid) == ["true\n"]
        assert alone.ask("localhost") == ("NOERROR", ["127.0.0.1"])


def test_customers_of_an_isp_are_answered_and_others_are_not(internet, tmp_path):
    with Alone(tmp_path, "config.isp") as alone:
        assert alone.ask("www.customer.net", "192.0.2.9") == ("REFUSED", [])


def test_those_inside_see_what_guests_do_not(internet, tmp_path):
    with Alone(tmp_path, "config.internal") as alone:
        assert alone.ask("printer.corp.example") == ("NOERROR", ["10.0.5.7"])
        assert alone.ask("printer.corp.example", "192.168.0.9") == ("NXDOMAIN", [])
        assert alone.ask("printer.corp.example") == ("NOERROR", ["10.0.5.7"])
