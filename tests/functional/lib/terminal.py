# SPDX-License-Identifier: BSD-2-Clause
"""A program on a pseudo-terminal, with a home of its own."""
import os
import pty
import re
import select
import time


class Terminal:
    def __init__(self, command, home, folder=None):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            if folder is not None:
                os.chdir(folder)
            os.environ.update(HOME=str(home), TERM="xterm")
            os.environ.pop("XDG_CACHE_HOME", None)
            os.execv(command[0], command)
        self.seen = ""

    def send(self, text):
        os.write(self.fd, text.encode())

    def _read(self, timeout):
        """More of what it says; false: it has ended."""
        ready, _, _ = select.select([self.fd], [], [], max(0, timeout))
        assert ready, f"nothing more came after {self.seen!r}"
        try:
            more = os.read(self.fd, 4096).decode(errors="replace")
        except OSError:
            return False
        self.seen += more
        return more != ""

    def wait(self, pattern, timeout=20):
        """Wait for a pattern; what it says up to its end is done with."""
        end = time.monotonic() + timeout
        while not re.search(pattern, self.seen):
            if not self._read(end - time.monotonic()):
                break
        match = re.search(pattern, self.seen)
        assert match, f"no {pattern!r} in {self.seen!r}"
        self.seen = self.seen[match.end():]

    def end(self, command="exit\r"):
        """The status that it ends with."""
        self.send(command)
        while self._read(20):
            pass
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
