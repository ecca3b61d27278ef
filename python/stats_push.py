#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Push statistics of a running knotd to a time-series database, in the line protocol of InfluxDB.

    stats_push.py [-s SOCKET] [-e SECONDS] [-H NAME=VALUE] URL
    stats_push.py -e 30 http://127.0.0.1:8086/write?db=dns          InfluxDB 1, VictoriaMetrics
    stats_push.py -H 'Authorization=Token T' 'http://HOST:8086/api/v2/write?org=O&bucket=B'

One line per group of counters: measurement knot_SECTION, tags host, zone and counter, a field per counter or
identifier.  Without -e it pushes once; with it a failure is told and the next push tried in its time.
"""
import argparse
import socket
import sys
import time
import urllib.error
import urllib.request

from libknot.control import KnotCtl, KnotCtlConnectionError, KnotCtlError


def escaped(text, what=" ,="):
    for character in "\\" + what:
        text = text.replace(character, "\\" + character)
    return text


def line(measurement, tags, fields, now_ns):
    put = "".join(f",{escaped(k)}={escaped(v)}" for k, v in tags.items() if v)
    values = ",".join(f"{escaped(k)}={v}i" for k, v in sorted(fields.items()))
    return f"{escaped(measurement, ' ,')}{put} {values} {now_ns}"


def lines(stats, host, now_ns):
    """Statistics (KnotCtl.stats) as lines."""
    groups = [(None, section, counters) for section, counters in stats.items() if section != "zone"]
    for zone, sections in stats.get("zone", {}).items():
        groups += [(zone, section, counters) for section, counters in sections.items()]
    for zone, section, counters in groups:
        tags = {"host": host, "zone": zone}
        plain = {k: v for k, v in counters.items() if not isinstance(v, dict)}
        if plain:
            yield line("knot_" + section, tags, plain, now_ns)
        for counter, parts in counters.items():
            if isinstance(parts, dict) and parts:
                yield line("knot_" + section, dict(tags, counter=counter), parts, now_ns)


def push(o):
    with KnotCtl() as ctl:
        ctl.set_timeout(o.timeout)
        ctl.connect(o.socket)
        stats = ctl.stats(zeros=True, zones=not o.server_only)
    body = "\n".join(lines(stats, o.host, time.time_ns())) + "\n"
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    headers.update(h.split("=", 1) for h in o.header)
    request = urllib.request.Request(o.url, data=body.encode(), headers=headers, method="POST")
    with urllib.request.urlopen(request, timeout=o.timeout):
        pass


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("url")
    a.add_argument("-s", "--socket", default="/run/knot/knot.sock")
    a.add_argument("-e", "--every", type=float, help="seconds between pushes; once when missing")
    a.add_argument("-H", "--header", action="append", default=[], help="NAME=VALUE for the request")
    a.add_argument("-t", "--timeout", type=float, default=10, help="seconds (%(default)s)")
    a.add_argument("--host", default=socket.gethostname(), help="tag (%(default)s)")
    a.add_argument("--server-only", action="store_true", help="nothing of single zones")
    o = a.parse_args()
    while True:
        try:
            push(o)
        except (KnotCtlConnectionError, KnotCtlError, urllib.error.URLError, OSError) as e:
            print(f"error: {e}", file=sys.stderr, flush=True)
            if o.every is None:
                return 1
        if o.every is None:
            return 0
        time.sleep(o.every)


if __name__ == "__main__":
    sys.exit(main())
