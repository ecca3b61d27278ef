#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Statistics of a running knotd as JSON over HTTP.

    stats_http.py [-s SOCKET] [-l ADDRESS:PORT]      then: curl http://127.0.0.1:8880/
    GET /         all statistics        GET /server   of the server and of global modules, not of zones
"""
import argparse
import http.server
import json

from libknot.control import KnotCtl, KnotCtlConnectionError, KnotCtlError


def gather(path, zones, timeout):
    with KnotCtl() as ctl:
        ctl.set_timeout(timeout)
        ctl.connect(path)
        return ctl.stats(zones=zones)


def handler_for(options):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path not in ("/", "/server"):
                self.send_error(404)
                return
            try:
                text = json.dumps(gather(options.socket, self.path == "/", options.timeout), indent=1)
            except (KnotCtlConnectionError, KnotCtlError) as e:
                self.send_error(503, explain=str(e))
                return
            body = (text + "\n").encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("-s", "--socket", default="/run/knot/knot.sock")
    a.add_argument("-l", "--listen", default="127.0.0.1:8880", help="ADDRESS:PORT (%(default)s)")
    a.add_argument("-t", "--timeout", type=float, default=10, help="seconds (%(default)s)")
    o = a.parse_args()
    address, _, port = o.listen.rpartition(":")
    server = http.server.ThreadingHTTPServer((address.strip("[]"), int(port)), handler_for(o))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
