# SPDX-License-Identifier: BSD-2-Clause
"""A network namespace of our own: every address is this process's, and nothing leaves the machine."""
import ctypes
import json
import os
import subprocess
import traceback

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
_state = []


def enter():
    """Move this process, and what it starts from now on, into a new namespace; False: that is not allowed here.  Done once."""
    if not _state:
        libc = ctypes.CDLL(None, use_errno=True)
        made = libc.unshare(CLONE_NEWNET) == 0
        if not made and os.geteuid() != 0:
            user, group = os.geteuid(), os.getegid()
            made = libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0  # refused to processes with threads
            if made:
                _write("setgroups", "deny")
                _write("uid_map", "0 %d 1" % user)
                _write("gid_map", "0 %d 1" % group)
        if made:
            for command in ("link set lo up", "route add local 0.0.0.0/0 dev lo", "addr add 10.54.0.9/16 dev lo"):
                subprocess.run(["ip", *command.split()], check=True)
        _state.append(made)
    return _state[0]


def call(function, *args):
    """What a function gives that runs in a process with a namespace of its own, as JSON keeps it; None: that is not allowed here."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "w") as out:
                json.dump(function(*args) if enter() else None, out)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as f:
        text = f.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, "it ended with status %d" % status
    return json.loads(text)


def _write(name, text):
    with open("/proc/self/" + name, "w") as f:
        f.write(text)
