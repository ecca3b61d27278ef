# SPDX-License-Identifier: BSD-2-Clause
"""The Python module and its programs against a running knotd: ours, and where it is there the distribution's."""
import http.server
import json
import os
import socket
import sys
import threading
import urllib.error
import urllib.request

import dns.message
import dns.query
import pytest
from conftest import PYTHON
from libknot.control import KnotCtl, KnotCtlConnectionError, KnotCtlDataIdx, KnotCtlError, KnotCtlType

from lib import ports
from lib.process import Process, wait_until
from lib.servers import Knotd, OurKnotd

ZONE = "$ORIGIN example.\n$TTL 300\n@ SOA ns host 7 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\nns A 192.0.2.2\n"
MODULES = "template:\n  - id: default\n    global-module: [mod-stats, mod-cookies]\n"


def takes_control(server):
    with socket.socket(socket.AF_UNIX) as s:
        try:
            s.connect(server.folder + "/knot.sock")
        except OSError:
            return False
    return True


@pytest.fixture(params=(OurKnotd, Knotd), ids=("ours", "peer"))
def server(request, tmp_path):
    if not request.param.is_available():
        pytest.skip(f"{request.param.binary} is not there")
    with request.param(tmp_path, {"example.": ZONE}, options=MODULES, zone_items=("module: mod-stats",)) as s:
        wait_until(lambda: takes_control(s), 10, "control socket")
        s.socket = s.folder + "/knot.sock"
        yield s


@pytest.fixture
def ctl(server):
    with KnotCtl() as c:
        c.set_timeout(10)
        c.connect(server.socket)
        yield c


def ask(server):
    query = dns.message.make_query("example.", "SOA")
    return dns.query.udp(query, server.address, port=server.port, timeout=5)


def test_blocks_are_nested_dicts(ctl):
    ctl.send_block("status")
    assert ctl.receive_block() == {}
    ctl.send_block("zone-read", zone="example")
    zone = ctl.receive_block()["example."]
    assert zone["ns.example."]["A"] == {"ttl": "300", "data": ["192.0.2.1", "192.0.2.2"]}
    assert zone["example."]["NS"]["data"] == ["ns.example."]
    ctl.send_block("zone-status", zone="example")
    assert ctl.receive_block()["example."]["serial"] == "7"


def test_values_of_an_item_are_a_list(ctl):
    ctl.send_block("conf-read", section="acl", id="local", item="address")
    assert ctl.receive_block() == {"acl": {"address": {"local": ["127.0.0.0/8", "::1"]}}}


def test_errors_are_raised_and_the_connection_goes_on(ctl):
    ctl.send_block("zone-read", zone="nope.")
    with pytest.raises(KnotCtlError, match="no such zone found") as e:
        ctl.receive_block()
    assert e.value.data[KnotCtlDataIdx.ZONE].startswith("nope")
    ctl.send_block("status")
    ctl.receive_block()


def test_statistics_are_one_dict(server, ctl):
    for _ in range(2):
        ask(server)
    wait_until(lambda: ctl.stats()["mod-stats"].get("server-operation", {}).get("query", 0) >= 2, 5, "two queries")
    stats = ctl.stats(zeros=True)
    assert stats["server"]["zone-count"] == 1
    assert stats["mod-cookies"] == {"presence": 0, "dropped": 0}
    assert stats["mod-stats"]["server-operation"]["axfr"] == 0
    assert stats["zone"]["example."]["mod-stats"]["server-operation"]["query"] >= 2
    assert "zone" not in ctl.stats(zones=False)


def test_a_socket_that_is_not_there_is_told(tmp_path):
    with pytest.raises(KnotCtlConnectionError, match="No such file"):
        KnotCtl().connect(str(tmp_path / "none"))
    with pytest.raises(KnotCtlConnectionError, match="not connected"):
        KnotCtl().send(KnotCtlType.BLOCK)


def test_statistics_are_served_as_json(server, tmp_path):
    port = ports.free_port()
    program = Process([sys.executable, os.path.join(PYTHON, "stats_http.py"), "-s", server.socket, "-l",
                       f"127.0.0.1:{port}"], tmp_path, "stats_http")

    def fetch(path="/"):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            assert reply.headers["Content-Type"] == "application/json"
            return json.load(reply)

    def is_up():
        try:
            return bool(fetch())
        except urllib.error.URLError:
            return False

    program.start()
    try:
        program.wait_for(is_up, 10, "JSON")
        assert fetch()["server"]["zone-count"] == 1
        assert "zone" in fetch() and "zone" not in fetch("/server")
        with pytest.raises(urllib.error.HTTPError) as e:
            fetch("/nope")
        assert e.value.code == 404
        server.stop()
        with pytest.raises(urllib.error.HTTPError) as e:
            fetch()
        assert e.value.code == 503
    finally:
        program.stop()


class Database(http.server.ThreadingHTTPServer):
    """Takes what is pushed."""

    def __init__(self):
        database = self
        self.pushed = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                database.pushed.append((self.path, self.headers["X-Key"], body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)


def test_statistics_are_pushed_as_lines(server, tmp_path):
    ask(server)
    database = Database()
    thread = threading.Thread(target=database.serve_forever)
    thread.start()
    program = Process([sys.executable, os.path.join(PYTHON, "stats_push.py"), "-s", server.socket, "--host", "a b",
                       "-e", "0.2", "-H", "X-Key=k", f"http://127.0.0.1:{database.server_address[1]}/write?db=x"],
                      tmp_path, "stats_push")
    program.start()
    try:
        program.wait_for(lambda: len(database.pushed) >= 2, 10, "two pushes")
    finally:
        program.stop()
        database.shutdown()
        thread.join()
        database.server_close()
    path, key, body = database.pushed[-1]
    assert (path, key) == ("/write?db=x", "k")
    lines = body.splitlines()
    assert any(one.startswith("knot_server,host=a\\ b ") and "zone-count=1i" in one for one in lines)
    assert any(one.startswith("knot_mod-stats,host=a\\ b,zone=example.,counter=server-operation ") for one in lines)
    for one in lines:
        assert int(one.rsplit(" ", 1)[1]) > 10**18, one
