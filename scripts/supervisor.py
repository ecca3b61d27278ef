#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs a resolver again whenever it ends, and keeps its sockets meanwhile: no query is lost.

usage: supervisor.py PROGRAM [options]

The addresses of -a and -t are bound here and handed to PROGRAM as -S and -T; all other options are PROGRAM's own.
SIGTERM and SIGINT end both.
"""
import datetime
import os
import signal
import socket
import subprocess
import sys
import time

RUNS_SHORT = 1.0  # seconds; a program that ends sooner is not started again at once


def die(message):
    print("supervisor.py: " + message, file=sys.stderr)
    sys.exit(1)


def parse(text, port):
    """ADDRESS, ADDRESS@PORT or ADDRESS#PORT."""
    for sign in "@#":
        address, found, number = text.partition(sign)
        if found:
            if not number.isdigit() or int(number) > 65535:
                die("'%s': a port is a number up to 65535" % text)
            return address, int(number)
    return text, port


def bind(text, kind, port):
    """A socket for one address."""
    address, port = parse(text, port)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    s = socket.socket(family, kind)
    if family == socket.AF_INET6:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    if kind == socket.SOCK_STREAM:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        s.bind((address, port))
        if kind == socket.SOCK_STREAM:
            s.listen(511)
    except OSError as e:
        die("bind to '%s@%d': %s" % (address, port, e.strerror or e))
    s.set_inheritable(True)
    return s


ADDRESS, TLS = ("-a", "--addr"), ("-t", "--tls")


def take_addresses(args):
    """Split into the values of -a, those of -t, and the rest."""
    plain, tls, rest = [], [], []
    args = iter(args)
    for arg in args:
        name, equals, value = arg.partition("=") if arg.startswith("--") else (arg[:2], arg[2:], arg[2:])
        kept = plain if name in ADDRESS else tls if name in TLS else None
        if kept is None:
            rest.append(arg)
            continue
        if not equals:
            value = next(args, None)
        if not value:
            die("option '%s' requires an address" % name)
        kept.append(value)
    return plain, tls, rest


def open_sockets(plain, tls):
    """The options that hand the sockets over, and the sockets."""
    sockets, options = [], []
    for text in plain:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            sockets.append(bind(text, kind, 53))
            options += ["-S", str(sockets[-1].fileno())]
    for text in tls:
        sockets.append(bind(text, socket.SOCK_STREAM, 853))
        options += ["-T", str(sockets[-1].fileno())]
    return sockets, options


class Supervisor:
    def __init__(self, command, sockets):
        self.command, self.sockets = command, sockets
        self.child, self.ending = None, False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.on_signal)

    def on_signal(self, number, _frame):
        self.ending = True
        if self.child is not None:
            self.child.send_signal(signal.SIGTERM)

    def run_once(self):
        """Run the program until it ends; whether it ran for a while."""
        began = datetime.datetime.now()
        try:
            self.child = subprocess.Popen(self.command, pass_fds=[s.fileno() for s in self.sockets])
        except OSError as e:
            die("%s: %s" % (self.command[0], e.strerror))
        if self.ending:  # the signal came before there was a process to send it to
            self.child.terminate()
        status = self.child.wait()
        now = datetime.datetime.now()
        print("[%s] process finished, pid = %d, status = %d, uptime = %s"
              % (now.strftime("%Y-%m-%d %H:%M:%S.%f"), self.child.pid, status, uptime(now - began)), flush=True)
        return (now - began).total_seconds() >= RUNS_SHORT

    def run(self):
        while not self.ending:
            if not self.run_once() and not self.ending:
                time.sleep(RUNS_SHORT)
        return 0


def uptime(delta):
    """H:MM:SS.ffffff"""
    seconds = delta.days * 86400 + delta.seconds
    return "%d:%02d:%02d.%06d" % (seconds // 3600, seconds // 60 % 60, seconds % 60, delta.microseconds)


def main():
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        print(__doc__.strip())
        return 0 if len(sys.argv) > 1 else 1
    plain, tls, rest = take_addresses(sys.argv[2:])
    sockets, options = open_sockets(plain, tls)
    return Supervisor([sys.argv[1]] + options + rest, sockets).run()


if __name__ == "__main__":
    sys.exit(main())
