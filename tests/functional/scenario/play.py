# SPDX-License-Identifier: BSD-2-Clause
"""
A script played with the whole program: every server of it in a network namespace, one resolver, and a client.

Its wall clock moves when the script says so and stands otherwise, so no second ends where a script counts them; the monotonic
one is the machine's: what waits for servers takes its time.
"""
import os
import select
import socket
import struct
import subprocess
import time

from lib.resolvers import Ours
from .replay import Entry, Message, Script, Unreadable

PKTINFO, FREEBIND = getattr(socket, "IP_PKTINFO", 8), 78  # that of IPv6: any address may be sent from
CLIENT_WAIT, PATIENT_WAIT = 5, 15
OWN_QUERIES = ("ta_update", "ta_signal_query", "priming", "detect_time_skew", "detect_time_jump")
FEATURES = {"min_ttl": "cache.min_ttl({})", "max_ttl": "cache.max_ttl({})", "dns64_prefix": "modules = {{ dns64 = '{}' }}",
            "workarounds": "modules = {{ 'workarounds < iterate' }}"}
KNOWN = {"stub-addr", "stub-name", "trust-anchor", "domain-insecure", "val-override-date", "val-override-timestamp", "query-minimization",
         "do-ip4", "do-ip6", "do-not-query-localhost", "harden-glue", "forward-addr", "force-ipv6", "features", "feature-list",
         "signed-zone", "mode", "random-case", "max-queries", "forward-below", "forward-stub", "stale-after", "module",
         "patient-client"}
SETTINGS = {"do-ip4": "net.ipv4 = {}", "do-ip6": "net.ipv6 = {}"}


def lua_of(script, folder, minimise):
    """The configuration of kresd that a script asks for."""
    if unknown := {key for key, _ in script.settings} - KNOWN:
        raise Unreadable("settings: " + ", ".join(unknown))
    lines = ["cache.size = 2 * MB", "modules = { 'stats', 'policy', 'hints' }",
             f"hints.root({{ ['{script.value('stub-name', 'k.root-servers.net')}'] = '{script.value('stub-addr')}' }})",
             "policy.add(policy.suffix(policy.PASS, { todname('test.') }))", "trust_anchors.remove('.')",
             f"option('NO_MINIMIZE', {lua(not minimise)})",
             f"option('ALLOW_LOCAL', {lua(not script.is_on('do-not-query-localhost', True))})",
             f"option('NO_0X20', {lua(not script.is_on('random-case', True))})",
             f"mode('{script.value('mode', 'normal' if script.is_on('harden-glue', True) else 'permissive')}')"]
    lines += [f"modules.unload('{name}')" for name in OWN_QUERIES]
    lines += [text.format(lua(script.is_on(key, True))) for key, text in SETTINGS.items()]
    lines += anchors_of(script, folder) + forwarding_of(script) + features_of(script)
    if script.value("stale-after"):
        lines.append(f"modules.load('serve_stale < cache')\nserve_stale.timeout = {script.value('stale-after')}")
    for value in script.values("module"):
        name, _, config = value.partition(" ")
        lines.append(f"modules.load('{name}')\n" + (f"{name}.config(fromjson('{config}'))" if config else ""))
    lines += [value.partition("=")[2] for value in script.values("feature-list")]
    return "\n".join(lines) + "\n"


def lua(value):
    return "true" if value else "false"


def anchors_of(script, folder):
    files, lines = {}, []
    for value in script.values("trust-anchor"):
        if value.startswith("@"):
            key = next(key for zone, key in script.keys.items() if zone.to_text() == value[1:])
            value = f"{value[1:]} DNSKEY {key.dnskey.to_text()}"
        files.setdefault(value.split()[0].lower(), []).append(value + "\n")
    for number, records in enumerate(files.values()):
        with open(os.path.join(folder, f"anchor{number}"), "w") as f:
            f.writelines(records)
        lines.append(f"trust_anchors.add_file('anchor{number}', true)")
    names = ", ".join(f"'{name}'" for name in script.values("domain-insecure"))
    return lines + ([f"trust_anchors.set_insecure({{ {names} }})"] if names else [])


def forwarding_of(script):
    addresses = ", ".join(f"'{address}'" for address in script.values("forward-addr"))
    action = "STUB" if script.is_on("forward-stub", False) else "FORWARD"
    below = script.value("forward-below", ".")
    return [f"policy.add(policy.suffix(policy.{action}({{ {addresses} }}), {{ todname('{below}') }}))"] if addresses else []


def features_of(script):
    pairs = (part.split("=", 1) for value in script.values("features") for part in value.split(";") if "=" in part)
    given = {name.strip(): value.strip() for name, value in pairs}
    lines = [text.format(given.pop(name)) for name, text in FEATURES.items() if name in given]
    if "static_hint_name" in given:
        lines.append(f"hints['{given.pop('static_hint_name')}'] = '{given.pop('static_hint_addr')}'")
    if "renumber_src" in given:
        lines.append(f"modules = {{ renumber = {{ {{ '{given.pop('renumber_src')}', '{given.pop('renumber_dst')}' }} }} }}")
    if given:
        raise Unreadable("features: " + ", ".join(given))
    return lines


class Resolver(Ours):
    def __init__(self, folder, config):
        super().__init__(folder, None)
        self.clock, self.now, self.config = os.path.join(self.folder, "clock"), 0, config
        self.env = {"LD_PRELOAD": os.environ["BOWLINE_CLOCK"], "BOWLINE_CLOCK_FILE": self.clock, "BOWLINE_CLOCK_STOPPED": "1"}

    def argv(self):
        self.write("config", f"net.listen('{self.address}', {self.port})\nnet.bufsize(4096)\n{self.config}")
        return [self.path(), "-n", self.folder]

    def answers(self):
        """It listens; a question before that would wait for its time to be over."""
        with socket.socket() as s:
            return s.connect_ex((self.address, self.port)) == 0

    def pass_time(self, seconds):
        """Set the wall clock ahead, of the process that runs too."""
        self.now += seconds
        with open(self.clock, "r+b" if os.path.exists(self.clock) else "wb") as f:
            f.write(struct.pack("=q", self.now))


class Play:
    """Servers and client of one script, in one thread: what is asked is answered while something is waited for."""

    def __init__(self, script, resolver):
        self.script, self.resolver, self.step, self.faults = script, resolver, 0, []
        self.listed = {address for part in script.ranges for address in part.addresses}
        self.udp, self.listeners, self.streams = [], [], {}
        for family, level, option in ((socket.AF_INET, socket.SOL_IP, PKTINFO),
                                      (socket.AF_INET6, socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO)):
            udp, tcp = socket.socket(family, socket.SOCK_DGRAM), socket.socket(family)
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            udp.setsockopt(level, option, 1)
            for s in (udp, tcp):
                if family == socket.AF_INET6:
                    s.setsockopt(level, socket.IPV6_V6ONLY, 1)
                    s.setsockopt(level, FREEBIND, 1)
                s.bind(("", 53))
            tcp.listen(64)
            self.udp.append(udp)
            self.listeners.append(tcp)

    # ---- servers ----

    def entry_for(self, address, query, tcp):
        """Who answers; None: there is no such server."""
        unlisted_root = None if self.script.value("stub-addr") in self.listed else self.script.value("stub-addr")
        for part in self.script.ranges:
            if part.first <= self.step <= part.last and (not part.addresses or address in part.addresses or address == unlisted_root):
                return next((entry for entry in part.entries if entry.difference(query, tcp) is None), self.unforeseen(address, query))
        if self.script.ranges and address not in self.listed and address != unlisted_root:
            return None
        for step in self.script.steps:
            entry = step.entry
            if step.kind == "REPLY" and entry and step.id >= self.step and not entry.used and entry.difference(query, tcp) is None:
                return entry
        return self.unforeseen(address, query)

    @staticmethod
    def unforeseen(address, query):
        entry = Entry()
        entry.flags, entry.rcode, entry.adjust = 0x8000, 2, ["copy_id", "copy_query"]
        entry.fault = f"nobody foresaw that {address} is asked {query.question}"
        return entry

    def reply(self, address, octets, tcp):
        """Octets, None for silence, or False to close."""
        query = Message(octets)
        entry = self.entry_for(address, query, tcp)
        if entry is None:
            return None
        if hasattr(entry, "fault"):
            self.faults.append(f"step {self.step}: {entry.fault}")
        entry.used = True
        if "close" in entry.adjust and tcp:
            return False
        return None if {"do_not_answer", "close"} & set(entry.adjust) else entry.octets(query)

    def serve_udp(self, s):
        octets, ancillary, _, peer = s.recvmsg(65535, 128)
        level, kind, data = ancillary[0]
        if s.family == socket.AF_INET:
            local = data[8:12]
            source = struct.pack("=i4s4s", 0, local, b"\0" * 4)
        else:
            local = data[:16]
            source = local + b"\0" * 4
        reply = self.reply(socket.inet_ntop(s.family, local), octets, False)
        if reply:
            s.sendmsg([reply], [(level, kind, source)], 0, peer)

    def serve_stream(self, s):
        try:
            got = s.recv(65535)
        except OSError:
            got = b""
        self.streams[s] += got
        while got and len(self.streams[s]) >= 2:
            length = struct.unpack("!H", self.streams[s][:2])[0]
            if len(self.streams[s]) < length + 2:
                return
            octets, self.streams[s] = self.streams[s][2:2 + length], self.streams[s][2 + length:]
            reply = self.reply(s.getsockname()[0], octets, True)
            if reply is False:
                got = b""
            elif reply:
                s.sendall(struct.pack("!H", len(reply)) + reply)
        if not got:
            del self.streams[s]
            s.close()

    def serve(self, seconds, client=None):
        """Serve until the client has something, or for so long; what it has."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for s in select.select([*self.udp, *self.listeners, *self.streams, *([client] if client else [])], [], [], left)[0]:
                if s is client:
                    return client.recv(65535)
                if s in self.udp:
                    self.serve_udp(s)
                elif s in self.listeners:
                    self.streams[s.accept()[0]] = b""
                elif s in self.streams:
                    self.serve_stream(s)
        return None

    # ---- client ----

    def ask(self, entry):
        """The answer to a query, or None."""
        number = struct.unpack("!H", os.urandom(2))[0]
        wait = PATIENT_WAIT if self.script.is_on("patient-client", False) else CLIENT_WAIT
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.connect((self.resolver.address, self.resolver.port))
            client.send(entry.octets(number=number))
            octets = self.serve(0.1 if entry.raw else wait, client)
        if octets is None and not entry.raw:
            self.faults.append(f"step {self.step}: no answer")
        return Message(octets) if octets else None

    def run(self):
        answer = None
        for step in self.script.steps:
            self.step = step.id
            if step.kind == "QUERY":
                answer = self.ask(step.entry)
            elif step.kind == "TIME_PASSES":
                self.resolver.pass_time(step.seconds)
            elif step.kind == "CHECK_ANSWER" and answer is not None:
                word = step.entry.difference(answer)
                if word is not None:
                    self.faults.append(f"step {step.id}: the answer differs in {word}: {answer}")
            if self.faults:
                return
        self.faults += [f"never used: {entry.question}" for part in self.script.ranges for entry in part.entries
                        if entry.mandatory and not entry.used]


def play(path, folder, minimise):
    """What is wrong, in the namespace that this process is in."""
    for command in ("-6 addr add fd54::9/64 dev lo nodad", "-6 route add local ::/0 dev lo"):
        subprocess.run(["ip", *command.split()], check=True)
    with open(path, encoding="latin-1") as f:
        script = Script(f.read())
    os.makedirs(os.path.join(folder, Ours.name))
    resolver = Resolver(folder, lua_of(script, os.path.join(folder, Ours.name), minimise))
    resolver.pass_time(int(time.time()) if script.start() is None else script.start())
    playing = Play(script, resolver)
    with resolver:
        playing.run()
        status = resolver.process.stop()
    return playing.faults + ([f"it ended with status {status}"] if status else [])
