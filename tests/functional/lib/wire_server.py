# SPDX-License-Identifier: BSD-2-Clause
"""One server on port 53 of every address of a network namespace."""
import socket
import struct
import threading

import dns.exception
import dns.flags
import dns.message

PKTINFO = getattr(socket, "IP_PKTINFO", 8)
UDP_MOST = 4096


def octets_of(made, query, tcp):
    """A message in wire form, cut when it does not fit."""
    if isinstance(made, bytes):
        return made
    size = 65535 if tcp else min(UDP_MOST, max(512, query_size(query)))
    try:
        return made.to_wire(max_size=size)
    except dns.exception.TooBig:
        cut = dns.message.from_wire(query)
        cut.flags = made.flags | dns.flags.TC
        cut.use_edns(made.edns, made.ednsflags, 1232)
        return cut.to_wire()


def query_size(octets):
    return dns.message.from_wire(octets).payload or 512


class WireServer:
    """reply(address, octets, tcp) -> messages (octets or dnspython's), or (seconds, message) for later."""

    def __init__(self, reply, port=53):
        self.reply, self.ending = reply, threading.Event()
        self.udp_count = self.tcp_count = self.octets_out = 0
        self.tap = None  # tap(octets, peer, address): sees what comes over UDP
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.setsockopt(socket.SOL_IP, PKTINFO, 1)
        self.udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.udp.bind(("", port))
        self.tcp = socket.socket()
        self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.tcp.bind(("", port))
        self.tcp.listen(256)
        for listener in (self.udp, self.tcp):
            listener.settimeout(0.05)
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self._udp_loop, self._tcp_loop)]
        for thread in self.threads:
            thread.start()

    @property
    def packets(self):
        return self.udp_count + self.tcp_count

    def _made(self, address, octets, tcp):
        try:
            return self.reply(address, octets, tcp)
        except (dns.exception.DNSException, OSError, ValueError):
            return []

    def send_udp(self, octets, peer, source):
        ancillary = [(socket.SOL_IP, PKTINFO, struct.pack("=i4s4s", 0, socket.inet_aton(source), b"\0" * 4))]
        try:
            self.udp.sendmsg([octets], ancillary, 0, peer)
            self.octets_out += len(octets)
        except OSError:
            pass

    def _udp_loop(self):
        while not self.ending.is_set():
            try:
                octets, ancillary, _, peer = self.udp.recvmsg(65535, 64)
            except TimeoutError:
                continue
            address = next(socket.inet_ntoa(data[8:12]) for level, kind, data in ancillary if kind == PKTINFO)
            self.udp_count += 1
            if self.tap is not None:
                self.tap(octets, peer, address)
            for made in self._made(address, octets, False):
                later, made = made if isinstance(made, tuple) else (0, made)
                made = octets_of(made, octets, False)
                if later:
                    timer = threading.Timer(later, self.send_udp, (made, peer, address))
                    timer.daemon = True
                    timer.start()
                else:
                    self.send_udp(made, peer, address)

    def _tcp_loop(self):
        while not self.ending.is_set():
            try:
                connection, _ = self.tcp.accept()
            except TimeoutError:
                continue
            threading.Thread(target=self._stream, args=(connection,), daemon=True).start()

    def _stream(self, connection):
        address = connection.getsockname()[0]
        connection.settimeout(30)
        try:
            with connection, connection.makefile("rb") as stream:
                while len(head := stream.read(2)) == 2:
                    octets = stream.read(struct.unpack("!H", head)[0])
                    self.tcp_count += 1
                    for made in self._made(address, octets, True):
                        later, made = made if isinstance(made, tuple) else (0, made)
                        if later and self.ending.wait(later):
                            return
                        made = octets_of(made, octets, True)
                        connection.sendall(struct.pack("!H", len(made)) + made)
                        self.octets_out += len(made)
        except OSError:
            pass

    def stop(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()
        self.udp.close()
        self.tcp.close()
