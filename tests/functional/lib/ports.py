# SPDX-License-Identifier: BSD-2-Clause
"""Ports on the loopback that are free for UDP and TCP.

A port is reserved by a lock file until the test process ends, so that tests running side by side
never choose the same one.
"""
import fcntl
import os
import random
import socket
import tempfile

_locks = []


def _is_free(port, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(family, kind) as s:
            try:
                s.bind((address, port))
            except OSError:
                return False
    return True


def free_port(address="127.0.0.1"):
    """A port nobody else uses, for the life of this process."""
    folder = os.path.join(tempfile.gettempdir(), f"bowline-ports-{os.getuid()}")
    os.makedirs(folder, exist_ok=True)
    for _ in range(1000):
        # Below the kernel's own range, so that no client socket takes it meanwhile.
        port = random.randint(15000, 32000)
        lock = open(os.path.join(folder, str(port)), "w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        if _is_free(port, address):
            _locks.append(lock)
            return port
        lock.close()
    raise RuntimeError("no free port")
