# SPDX-License-Identifier: BSD-2-Clause
"""A knotd with a rich configuration, and knotc for it; the same pair of the distribution."""
import os
import subprocess

import pytest

from lib.ports import free_port
from lib.process import Process, find_binary, wait_until
from lib.servers import OurKnotd
from lib.zones import EXAMPLE
from lib import tools

CONF = """\
server:
  rundir: {dir}/run
  listen: [127.0.0.1@{port}]
  identity: "a b"
  tcp-idle-timeout: 1m
  udp-max-payload: 2K
  nsid: 0x0102
database:
  storage: {dir}/db
  journal-db-max-size: 1G
log:
  - target: stderr
    any: debug
key:
  - id: Key.One
    secret: Zm9vYmFy
    algorithm: HMAC-SHA256
remote:
  - id: r1
    address: [127.0.0.1@15354, ::1]
    key: key.one
  - id: r0
    address: 10.0.0.1
remotes:
  - id: g
    remote: [r1, r0]
acl:
  - id: z
    address: [10.0.0.0/8, 10.1.1.1-10.1.1.9, ::1]
    action: [transfer, notify]
  - id: a
    deny: on
template:
  - id: default
    storage: {dir}/z
    file: "%s.zone"
policy:
  - id: p
    ksk-lifetime: 365d
zone:
  - domain: Example.com
    acl: [z, a]
    refresh-min-interval: 1h
  - domain: b.a
    journal-max-usage: 1M
    comment: "hi there"
"""


class Pair:
    """A running knotd of some kind and its knotc."""

    def __init__(self, folder, knotd, knotc, options=("-c", "{dir}/knot.conf"), conf=CONF):
        self.folder, self.port = str(folder), free_port()
        for name in ("run", "db", "z"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        for zone in ("example.com", "b.a"):
            self.write(f"z/{zone}.zone", EXAMPLE.replace("example.com", zone))
        self.write("knot.conf", conf.format(dir=self.folder, port=self.port))
        self.options = [o.format(dir=self.folder) for o in options]
        self.process = Process([knotd, *self.options], self.folder, "knotd")
        self.tool = tools.Tool(knotc)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as f:
            f.write(text)

    def start(self):
        self.process.start()
        wait_until(lambda: self("status").code == 0, 20, "control socket")
        return self

    def __call__(self, *words, **more):
        return self.tool(*self.options, *words, **more)

    def out(self, *words):
        """Both streams, without folder and port, which differ."""
        done = self(*words)
        return (done.out + done.err).replace(self.folder, "DIR").replace(str(self.port), "PORT"), done.code


def our_knotc():
    return tools.our_tool("knotc").path


@pytest.fixture
def ours(tmp_path):
    started = []

    def start(**more):
        pair = Pair(tmp_path / "ours", OurKnotd.path(), our_knotc(), **more).start()
        started.append(pair)
        return pair

    yield start
    for pair in started:
        pair.process.stop()


@pytest.fixture
def theirs(tmp_path):
    knotd, knotc = find_binary("knotd", "PEER_KNOTD"), find_binary("knotc", "PEER_KNOTC")
    if not knotd or not knotc:
        pytest.skip("no knotd of the distribution here")
    if "Knot DNS" not in subprocess.run([knotd, "-V"], capture_output=True, text=True).stdout:
        pytest.skip("knotd here is another")
    pair = Pair(tmp_path / "theirs", knotd, knotc).start()
    yield pair
    pair.process.stop()
