# SPDX-License-Identifier: BSD-2-Clause
"""Units for systemd: as systemd reads them, and with the names that kresd goes by."""
import os
import shutil
import subprocess

import pytest

from lib.kresd import Kresd

UNITS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "packaging", "systemd")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_nothing_wrong(tmp_path):
    made = os.path.join(os.path.dirname(os.path.realpath(Kresd.program())), "..", "..", "..", "packaging", "systemd", "kresd@.service")
    with open(made) as f:
        text = f.read()
    program = next(line for line in text.splitlines() if line.startswith("ExecStart=")).split("=")[1].split()[0]
    # The program may not be installed where it will be.
    (tmp_path / "kresd@.service").write_text(text.replace(program, Kresd.program()))
    for name in ("kresd.socket", "kresd-tls.socket", "kresd-control@.socket", "kresd.target"):
        shutil.copy(os.path.join(UNITS, name), tmp_path)
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(tmp_path / "kresd@1.service")],
                          capture_output=True, text=True, env=dict(os.environ, SYSTEMD_UNIT_PATH=str(tmp_path) + ":"))
    about_us = [line for line in done.stderr.splitlines() if "kresd" in line]
    assert about_us == [] and done.returncode == 0, done.stderr


def test_sockets_have_the_names_that_are_understood():
    names = {}
    for name in ("kresd.socket", "kresd-tls.socket", "kresd-control@.socket"):
        with open(os.path.join(UNITS, name)) as f:
            names[name] = next(line.strip() for line in f if line.startswith("FileDescriptorName="))
    assert names == {"kresd.socket": "FileDescriptorName=dns", "kresd-tls.socket": "FileDescriptorName=tls",
                     "kresd-control@.socket": "FileDescriptorName=control"}
