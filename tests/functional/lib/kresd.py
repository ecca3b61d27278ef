# SPDX-License-Identifier: BSD-2-Clause
"""kresd of this repository, a small internet below it, and servers in Python that misbehave."""
import os
import socket
import struct
import threading
import time

import dns.flags
import dns.message
import dns.query

from .ports import free_port
from .process import Process, wait_until
from .servers import OurKnotd, Together

ROOT, TOP, SECOND, FAKE, NOBODY = ("127.88.0.%d" % i for i in range(1, 6))

SOA = "@ 300 SOA ns hostmaster 1 3600 900 604800 60\n"
ZONES = {
    ROOT: {".": ". 300 SOA a.root. h. 1 3600 900 604800 60\n. NS a.root.\na.root. A %s\n"
                "com. NS ns.com.\nns.com. A %s\n" % (ROOT, TOP)},
    TOP: {"com.": SOA + "@ NS ns\nns A %s\n" % TOP
                  + "example NS ns.example\nns.example A %s\n" % SECOND
                  + "fake NS ns.fake\nns.fake A %s\n" % FAKE
                  + "half NS ns1.half\nhalf NS ns2.half\nns1.half A %s\nns2.half A %s\n" % (NOBODY, SECOND)
                  + "dead NS ns.dead\nns.dead A %s\n" % NOBODY},
    SECOND: {"example.com.": SOA + "@ NS ns\nns A %s\n" % SECOND
                             + "www 300 A 192.0.2.1\nwww 300 A 192.0.2.2\nwww AAAA 2001:db8::1\n"
                             + "alias CNAME www\nloop1 CNAME loop2\nloop2 CNAME loop1\n"
                             + "*.wild TXT \"wild\"\nempty.non.terminal A 192.0.2.9\n"
                             + "".join("big TXT \"%s %d\"\n" % ("x" * 200, i) for i in range(10)),
             "half.com.": SOA + "@ NS ns1\n@ NS ns2\nns1 A %s\nns2 A %s\nwww A 192.0.2.3\n" % (NOBODY, SECOND)},
}


# The real root is not asked, and nothing is that a test did not ask for.
SILENT = "modules.unload('priming')\nmodules.unload('detect_time_skew')\n"


class FakeServer:
    """A name server that does what `reply` says: reply(query, tcp) -> messages to send, in order."""

    def __init__(self, address, port, reply):
        self.reply, self.udp_queries, self.tcp_queries = reply, [], []
        self.ending = threading.Event()
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((address, port))
        self.tcp = socket.create_server((address, port))
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self._serve_udp, self._serve_tcp)]
        for thread in self.threads:
            thread.start()

    def _answer(self, octets, tcp):
        query = dns.message.from_wire(octets)
        (self.tcp_queries if tcp else self.udp_queries).append(query)
        return [message.to_wire(max_size=65535) for message in self.reply(query, tcp)]

    def _accepted(self, listener, call):
        """What a blocking call gives, or None when the server is to end."""
        listener.settimeout(0.05)
        while not self.ending.is_set():
            try:
                return call()
            except TimeoutError:
                continue
        return None

    def _answer_udp(self, octets, peer):
        for made in self._answer(octets, False):
            self.udp.sendto(made, peer)

    def _serve_udp(self):
        while (got := self._accepted(self.udp, lambda: self.udp.recvfrom(65535))) is not None:
            threading.Thread(target=self._answer_udp, args=got, daemon=True).start()

    def _serve_tcp(self):
        while (got := self._accepted(self.tcp, self.tcp.accept)) is not None:
            threading.Thread(target=self._serve_stream, args=got[:1], daemon=True).start()

    def _serve_stream(self, connection):
        with connection, connection.makefile("rb") as stream:
            while len(head := stream.read(2)) == 2:
                for made in self._answer(stream.read(struct.unpack("!H", head)[0]), True):
                    connection.sendall(struct.pack("!H", len(made)) + made)

    def close(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()
        self.udp.close()
        self.tcp.close()


class Internet(Together):
    """Root, com and the zones below on knotd processes, one address each, all on one port."""

    def __init__(self, folder):
        self.port = free_port(ROOT)
        self.servers = []
        for address, zones in ZONES.items():
            server = OurKnotd(os.path.join(str(folder), address), zones, address=address)
            server.port = self.port
            self.servers.append(server)


class Kresd:
    """A resolver: config is Lua text; {address} and {port} in it are where it should listen.

    time: wall clock at the start.  With lab_port there is a private root; nothing is validated unless the configuration adds its anchors.
    """

    control_folder = "tty"  # with the control sockets

    def __init__(self, folder, config, *args, lab_port=None, time=None):
        self.folder = str(folder)
        os.makedirs(self.folder, exist_ok=True)
        self.address, self.port = "127.0.0.1", free_port("127.0.0.1")
        text = "net.listen('%s', %d)\n%s" % (self.address, self.port, SILENT)
        if lab_port is not None:
            text += "net.lab_port(%d)\noption('ALLOW_LOCAL', true)\nhints.root({ ['a.root.'] = '%s' })\n" \
                    "trust_anchors.remove('.')\n" \
                    % (lab_port, ROOT)
        with open(os.path.join(self.folder, "config"), "w") as f:
            f.write(text + config)
        env = {} if time is None else {"KRESD_TEST_TIME": str(time)}
        self.process = Process([self.program(), *args, self.folder], self.folder, "kresd", env=env)

    @staticmethod
    def program():
        return os.path.join(os.environ.get("BOWLINE_BIN", ""), "kresd")

    def sockets(self):
        """Process ids of the group, by their control sockets."""
        try:
            return sorted(int(name) for name in os.listdir(os.path.join(self.folder, "tty")))
        except FileNotFoundError:
            return []

    def start(self, count=1):
        self.process.start()
        self.process.wait_for(lambda: self.listening(count), 10, "control sockets")
        return self

    def connect(self, pid):
        """A connection to the control socket of a process."""
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(10)
        path = os.path.join(self.folder, self.control_folder, str(pid))
        # A path of a deep folder may be too long for a socket address: go by descriptor.
        folder = os.open(os.path.dirname(path), os.O_RDONLY)
        try:
            s.connect("/proc/self/fd/%d/%s" % (folder, os.path.basename(path)))
        except BaseException:
            s.close()
            raise
        finally:
            os.close(folder)
        return s

    def listening(self, count):
        """Are there so many control sockets?  One may be there a moment before it is listened on."""
        pids = self.sockets()
        try:
            for pid in pids:
                self.connect(pid).close()
        except OSError:
            return False
        return len(pids) == count

    def stop(self):
        return self.process.stop()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    # ---- questions ----

    def send(self, query, tcp=False, timeout=12):
        if tcp:
            return dns.query.tcp(query, self.address, timeout, self.port)
        return dns.query.udp(query, self.address, timeout, self.port)

    def ask(self, name, rdtype="A", tcp=False, **more):
        return self.send(dns.message.make_query(name, rdtype, **more), tcp)

    def data(self, name, rdtype="A", **more):
        """The answer section as a sorted list of texts of data."""
        return sorted(item.to_text() for rrset in self.ask(name, rdtype, **more).answer for item in rrset)

    # ---- control ----

    def control(self, *commands, pid=None):
        """Send commands over one connection; the texts that came back."""
        texts = []
        with self.connect(pid or self.process.child.pid) as s:
            stream = s.makefile("rb")
            assert stream.read(2) == b"> "
            for command in commands:
                s.sendall(command.encode() + b"\n")
                got = b""
                while not got.endswith(b"\n> "):
                    got += stream.read(1)
                texts.append(got[:-3].decode())
        return texts

    def number(self, expression):
        return float(self.control(expression)[0])


def is_gone(pid):
    """Has a process ended?  It may end between the opening of its file and the reading."""
    try:
        with open("/proc/%d/stat" % pid) as f:
            return f.read().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_gone(pid, timeout=10):
    """Wait until a process, not a child of ours, has ended."""
    wait_until(lambda: is_gone(pid), timeout, "end of process %d" % pid)


def seconds_since(start):
    return time.monotonic() - start
