# SPDX-License-Identifier: BSD-2-Clause
"""Statistics as they leave the server: over HTTP for a scraper, and dumped to a file now and then."""
import http.client
import json
import os
import re
import shutil
import stat
import subprocess
import urllib.request

import dns.message
import dns.query
import pytest

from lib import ports
from lib.process import NotReady, Process, wait_until
from lib.servers import Knotd, OurKnotd

ZONE = "$ORIGIN %s\n$TTL 300\n@ SOA ns host 7 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\n"
MODULES = "template:\n  - id: default\n    global-module: [mod-stats, mod-cookies]\n"


@pytest.fixture
def start(tmp_path):
    """Factory of servers; all are ended with the test."""
    started = []

    def begin(kind, options, **more):
        if not kind.is_available():
            pytest.skip(f"{kind.binary} is not there")
        server = kind(tmp_path / f"server{len(started)}", {z: ZONE % z for z in ("b.test.", "a.test.")},
                      options=options, **more)
        started.append(server)
        return server.start()

    yield begin
    for server in started:
        server.stop()


@pytest.fixture
def scraped(start):
    """A server that serves metrics; .metrics is where."""
    port = ports.free_port()
    server = start(OurKnotd, MODULES + f"statistics:\n    metrics-listen: 127.0.0.1@{port}\n",
                   zone_items=("module: mod-stats",))
    server.metrics = f"127.0.0.1:{port}"
    wait_until(lambda: "metrics, listening on" in server.log(), 10, "metrics")
    return server


def ask(server, name="a.test.", kind="SOA"):
    return dns.query.udp(dns.message.make_query(name, kind), server.address, port=server.port, timeout=5)


def page(server):
    with urllib.request.urlopen(f"http://{server.metrics}/metrics", timeout=5) as reply:
        assert reply.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        return reply.read().decode()


def test_metrics_have_server_zones_and_modules(scraped):
    for _ in range(3):
        ask(scraped)
    wait_until(lambda: 'counter="server-operation",id="query"} 3' in page(scraped), 5, "three queries counted")
    text = page(scraped)
    assert 'knotd_zone_serial{zone="a.test."} 7\n' in text
    assert "\nknotd_zones 2\n" in text
    assert 'knotd_zone_module_total{zone="a.test.",module="mod-stats",counter="server-operation",id="query"} ' in text
    assert 'knotd_events_total{event="tcp-idle-timeout"} 0\n' in text
    assert int(re.search(r'knotd_memory_bytes{kind="zone"} (\d+)', text)[1]) > 500


def test_other_paths_and_methods_are_refused(scraped):
    for method, path, status in (("GET", "/", 404), ("GET", "/metrics/", 404), ("HEAD", "/metrics", 200),
                                 ("POST", "/metrics", 501), ("GET", "/metrics?a=b", 200)):
        connection = http.client.HTTPConnection(scraped.metrics, timeout=5)
        connection.request(method, path)
        assert connection.getresponse().status == status, (method, path)
        connection.close()


def test_promtool_finds_nothing_wrong(scraped):
    promtool = os.environ.get("PROMTOOL") or shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed")
    ask(scraped)
    done = subprocess.run([promtool, "check", "metrics"], input=page(scraped), capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_scrapes_it(scraped, tmp_path):
    program = os.environ.get("PROMETHEUS") or shutil.which("prometheus")
    if program is None:
        pytest.skip("prometheus is not installed")
    ask(scraped)
    port = ports.free_port()
    config = tmp_path / "prometheus.yml"
    config.write_text("scrape_configs:\n  - job_name: knotd\n    scrape_interval: 1s\n    static_configs:\n"
                      f"      - targets: ['{scraped.metrics}']\n")
    process = Process([program, f"--config.file={config}", f"--storage.tsdb.path={tmp_path}/tsdb",
                       f"--web.listen-address=127.0.0.1:{port}"], tmp_path, "prometheus")

    def scraped_value():
        url = f"http://127.0.0.1:{port}/api/v1/query?query=knotd_zones"
        try:
            with urllib.request.urlopen(url, timeout=5) as reply:
                result = json.load(reply)["data"]["result"]
        except OSError:
            return False
        return bool(result) and result[0]["value"][1] == "2"

    process.start()
    try:
        process.wait_for(scraped_value, 30, "a sample in prometheus")
    finally:
        process.stop()


def test_an_address_in_use_ends_the_start(scraped, start):
    try:
        server = start(OurKnotd, f"statistics:\n    metrics-listen: {scraped.metrics.replace(':', '@')}\n")
        wait_until(lambda: not server.process.is_running(), 10, "the end of the server")
        assert "metrics, failed to listen on" in server.log()
    except NotReady as e:
        assert "metrics, failed to listen on" in str(e)


def dumped(path):
    """A dump as nested dicts. The form is a part of YAML: maps, a space per level."""
    top = {}
    levels = [top]
    for line in open(path, encoding="utf-8"):
        if line == "---\n":
            top.clear()
            continue
        indent = len(line) - len(line.lstrip(" "))
        key, _, value = line.strip().partition(":") if not line.strip().startswith('"') else \
            re.fullmatch(r'("[^"]*")(:)(.*)', line.strip()).groups()
        del levels[indent + 1:]
        # The peer repeats a zone for each of its modules.
        levels[indent][key] = value.strip() or levels[indent].get(key, {})
        if not value.strip():
            levels.append(levels[indent][key])
    return top


@pytest.mark.parametrize("kind", (OurKnotd, Knotd), ids=("ours", "peer"))
def test_a_dump_is_written_in_time(start, kind):
    server = start(kind, MODULES + "statistics:\n    timer: 1\n    file: stats.yaml\n",
                   zone_items=("module: mod-stats",))
    path = os.path.join(server.folder, "stats.yaml")
    ask(server)
    wait_until(lambda: os.path.exists(path) and dumped(path).get("mod-stats", {}).get("query-type") is None and
               int(dumped(path)["mod-stats"]["server-operation"].get("query", 0)) >= 1, 10, "a dump with a query")
    got = dumped(path)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", got["time"])
    assert got["identity"] == "tester"
    assert got["server"]["zone-count"] == "2"
    assert got["mod-cookies"] == {"presence": "0", "dropped": "0"}
    assert got["zone"]['"a.test."']["mod-stats"]["server-operation"]["query"]
    assert list(got["zone"]) == ['"a.test."', '"b.test."'] or kind is Knotd
    assert os.listdir(server.folder).count("stats.yaml") == 1
    assert not [name for name in os.listdir(server.folder) if name.startswith("stats.yaml.")]


def test_dumps_follow_the_configuration(start):
    server = start(OurKnotd, "statistics:\n    timer: 1\n    append: on\n    file: all.yaml\n")
    path = os.path.join(server.folder, "all.yaml")
    wait_until(lambda: os.path.exists(path) and open(path, encoding="utf-8").read().count("---\n") >= 2, 10, "two dumps")
