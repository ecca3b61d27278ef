# SPDX-License-Identifier: BSD-2-Clause
"""Processes that are started, waited for, and always ended; waiting without sleeping blindly."""
import os
import shutil
import signal
import subprocess
import time


class NotReady(Exception):
    """Something did not happen in time."""


def wait_until(condition, timeout=10.0, what="condition"):
    """Call condition until it returns something true; return that."""
    end = time.monotonic() + timeout
    pause = 0.002
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise NotReady(f"{what}: not within {timeout} s")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def find_binary(name, variable=None, extra=("/usr/sbin", "/usr/local/sbin", "/sbin")):
    """Path of a program: from the environment variable, else PATH and the system folders."""
    given = os.environ.get(variable) if variable else None
    if given:
        return given
    found = shutil.which(name)
    if found:
        return found
    for folder in extra:
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK):
            return path
    return None


class Process:
    """A program in the foreground, its output in a file of its folder."""

    def __init__(self, args, folder, name, env=None):
        self.args = [str(a) for a in args]
        self.folder = str(folder)
        self.log_path = os.path.join(self.folder, f"{name}.log")
        self.env = dict(os.environ, **(env or {}))
        self.child = None

    def start(self):
        log = open(self.log_path, "ab")
        self.child = subprocess.Popen(self.args, cwd=self.folder, stdin=subprocess.DEVNULL,
                                      stdout=log, stderr=subprocess.STDOUT, env=self.env)
        log.close()
        return self

    def is_running(self):
        return self.child is not None and self.child.poll() is None

    def log(self):
        with open(self.log_path, errors="replace") as f:
            return f.read()

    def wait_for(self, condition, timeout=10.0, what="ready"):
        """Wait for a condition while the program runs; its death ends the wait with its output."""
        def check():
            if not self.is_running():
                raise NotReady(f"{self.args[0]} ended:\n{self.log()[-2000:]}")
            return condition()
        try:
            return wait_until(check, timeout, what)
        except NotReady as e:
            raise NotReady(f"{e}\n{self.log()[-2000:]}") from None

    def signal(self, number):
        self.child.send_signal(number)

    def stop(self, timeout=10.0):
        """End it politely, then firmly; the exit status."""
        if self.child is None:
            return None
        if self.is_running():
            self.signal(signal.SIGTERM)
            try:
                self.child.wait(timeout)
            except subprocess.TimeoutExpired:
                self.child.kill()
        return self.child.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
