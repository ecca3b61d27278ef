# SPDX-License-Identifier: BSD-2-Clause
"""canary.py ADDRESS PORT NAME: asks ten times a second until its input ends, an echo of its own in between; prints figures."""
import json
import select
import socket
import struct
import sys
import threading
import time

LOST_MS = 2000.0


def question(name):
    labels = b"".join(bytes([len(x)]) + x.encode() for x in name.split(".") if x)
    return struct.pack("!6H", 0, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", 1, 1)


class Series:
    def __init__(self, address, query):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(address)
        self.query, self.number, self.took = query, 0, []

    def ask(self):
        self.number = self.number + 1 & 0xffff
        ident = struct.pack("!H", self.number)
        began = time.monotonic()
        try:
            self.socket.send(ident + self.query[2:])
            while (left := began + LOST_MS / 1000 - time.monotonic()) > 0 and select.select([self.socket], [], [], left)[0]:
                reply = self.socket.recv(4096)
                if reply[:2] == ident and reply[3] & 15 == 0:
                    self.took.append(1000 * (time.monotonic() - began))
                    return
        except OSError:
            pass
        self.took.append(LOST_MS)

    def share(self, part):
        return sorted(self.took)[min(len(self.took) - 1, int(part * len(self.took)))]


def echo(sock):
    while True:
        octets, peer = sock.recvfrom(4096)
        sock.sendto(octets, peer)


def main():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    threading.Thread(target=echo, args=(server,), daemon=True).start()
    query = question(sys.argv[3])
    asked, echoed = Series((sys.argv[1], int(sys.argv[2])), query), Series(server.getsockname(), query)
    print("begun", flush=True)
    due = time.monotonic()
    while not select.select([sys.stdin], [], [], max(0, due - time.monotonic()))[0]:
        asked.ask()
        echoed.ask()
        due = max(due + 0.1, time.monotonic())
    print(json.dumps({"p50": asked.share(0.5), "p99": asked.share(0.99), "echo_p99": echoed.share(0.99),
                      "lost": sum(x >= LOST_MS for x in asked.took), "count": len(asked.took)}))


main()
