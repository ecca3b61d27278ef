# SPDX-License-Identifier: BSD-2-Clause
"""Resolvers of several makes over the same scripted internet (lib.authority), and what they use of the machine."""
import os
import socket

import dns.flags
import dns.message
import dns.query

from .kresd import Kresd
from .ports import free_port
from .process import Process, find_binary


class Resolver:
    """Listens on 127.0.0.1; anchor: DS of the root as text, or None: nothing is validated."""

    name = program = None
    address = "127.0.0.1"
    env = {}  # more of the environment

    def __init__(self, folder, root, anchor=None, more=""):
        self.folder = os.path.join(str(folder), self.name)
        os.makedirs(self.folder, exist_ok=True)
        self.root, self.anchor, self.more = root, anchor, more
        self.port = free_port(self.address)
        self.process = None

    @classmethod
    def path(cls):
        return find_binary(cls.program)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as f:
            f.write(text)
        return path

    def argv(self):
        raise NotImplementedError

    def answers(self):
        query = dns.message.make_query("version.bind.", "TXT", "CH")
        try:
            dns.query.udp(query, self.address, 0.3, self.port)
        except (OSError, dns.exception.DNSException):
            return False
        return True

    def start(self):
        self.process = Process(self.argv(), self.folder, "resolver", env=self.env).start()
        self.process.wait_for(self.answers, 20, self.name + " answering")
        return self

    def stop(self):
        if self.process:
            self.process.stop()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def send(self, query, tcp=False, timeout=12):
        if tcp:
            return dns.query.tcp(query, self.address, timeout, self.port)
        return dns.query.udp(query, self.address, timeout, self.port, ignore_unexpected=True)

    def ask(self, name, rdtype="A", tcp=False, cd=False, timeout=12, **more):
        query = dns.message.make_query(name, rdtype, **more)
        query.flags |= dns.flags.CD if cd else 0
        return self.send(query, tcp, timeout)

    def data(self, name, rdtype="A", **more):
        """The answer section's data of the type as a sorted list of texts."""
        return sorted(item.to_text() for rrset in self.ask(name, rdtype, **more).answer for item in rrset
                      if rrset.rdtype == dns.rdatatype.from_text(rdtype))

    def cpu(self):
        """Processor seconds of the process so far, to the nanosecond."""
        total = 0
        pid = self.process.child.pid
        for task in os.listdir("/proc/%d/task" % pid):
            try:
                with open("/proc/%d/task/%s/schedstat" % (pid, task)) as f:
                    total += int(f.read().split()[0])
            except OSError:
                pass
        return total / 1e9

    def memory(self):
        """Resident octets."""
        with open("/proc/%d/statm" % self.process.child.pid) as f:
            return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Ours(Resolver):
    name, program = "bowline", "kresd"
    control_folder = Kresd.control_folder

    @classmethod
    def path(cls):
        path = Kresd.program()
        return path if os.access(path, os.X_OK) else None

    control, number, connect = Kresd.control, Kresd.number, Kresd.connect

    def argv(self):
        anchor = "trust_anchors.add('. DS %s')\n" % self.anchor if self.anchor else ""
        self.write("config", "net.listen('%s', %d)\nnet.ipv6 = false\nhints.root({ ['ns.'] = '%s' })\n"
                   "trust_anchors.remove('.')\n%s%s" % (self.address, self.port, self.root, anchor, self.more))
        return [self.path(), "-n", self.folder]


class DebianKresd(Resolver):
    name, program = "kresd", "kresd"
    control_folder = "control"

    control, number, connect = Kresd.control, Kresd.number, Kresd.connect

    @classmethod
    def path(cls):
        return "/usr/sbin/kresd" if os.access("/usr/sbin/kresd", os.X_OK) else None

    def argv(self):
        anchor = "trust_anchors.add('. DS %s')\n" % self.anchor if self.anchor else ""
        self.write("config", "net.listen('%s', %d)\nnet.ipv6 = false\nmodules.load('hints')\nhints.root({ ['ns.'] = '%s' })\n"
                   "modules.unload('ta_update')\nmodules.unload('ta_signal_query')\nmodules.unload('detect_time_skew')\n"
                   "modules.unload('priming')\nmodules.unload('detect_time_jump')\ncache.size = 50 * MB\n"
                   "trust_anchors.remove('.')\n%s%s" % (self.address, self.port, self.root, anchor, self.more))
        return [self.path(), "-n", "-q", "-c", "config", self.folder]

    def answers(self):
        """It has no answer for CH TXT: it listens."""
        with socket.socket() as s:
            return s.connect_ex((self.address, self.port)) == 0


class Unbound(Resolver):
    name, program = "unbound", "unbound"

    def argv(self):
        self.write("root.hints", ". 3600 NS ns.\nns. 3600 A %s\n" % self.root)
        validate = " module-config: \"iterator\"\n"
        if self.anchor:
            validate = " module-config: \"validator iterator\"\n trust-anchor: \". DS %s\"\n" % self.anchor
        path = self.write("unbound.conf",
                          "server:\n interface: %s@%d\n num-threads: 1\n do-daemonize: no\n username: \"\"\n chroot: \"\"\n"
                          " directory: \"%s\"\n pidfile: \"\"\n use-syslog: no\n logfile: \"\"\n do-ip6: no\n root-hints: root.hints\n"
                          " hide-version: no\n ede: yes\n%s%sremote-control:\n control-enable: no\n"
                          % (self.address, self.port, self.folder, validate, self.more))
        return [self.path(), "-d", "-c", path]


class Named(Resolver):
    name, program = "named", "named"

    def argv(self):
        self.write("root.hints", ". 3600 NS ns.\nns. 3600 A %s\n" % self.root)
        anchors = ""
        if self.anchor:
            tag, algorithm, digest, data = self.anchor.split(None, 3)
            anchors = 'trust-anchors { . static-ds %s %s %s "%s"; };\n' % (tag, algorithm, digest, data.replace(" ", ""))
        path = self.write("named.conf", f"""options {{
    directory "{self.folder}"; pid-file none; session-keyfile none; listen-on port {self.port} {{ {self.address}; }};
    listen-on-v6 {{ none; }}; recursion yes; allow-query {{ any; }}; notify no; empty-zones-enable no;
    dnssec-validation {"yes" if self.anchor else "no"}; {self.more}
}};
controls {{ }};
{anchors}zone "." {{ type hint; file "root.hints"; }};
""")
        return [self.path(), "-4", "-g", "-n", "1", "-c", path]


PEERS = (DebianKresd, Unbound, Named)
KINDS = (Ours, *PEERS)
