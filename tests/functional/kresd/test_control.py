# SPDX-License-Identifier: BSD-2-Clause
"""The control socket, sentence by sentence of its protocol, and clients that mean no good."""
import os
import random
import socket
import struct
import threading

from lib.process import wait_until


def dialogue(resolver, octets, end=b"", pid=None):
    """Send octets, and read until what came ends like this or, without an end, until there is no more."""
    with resolver.connect(pid or resolver.process.child.pid) as s:
        s.sendall(octets)
        if not end:
            s.shutdown(socket.SHUT_WR)
        got = b""
        while not (end and got.endswith(end)):
            more = s.recv(1 << 16)
            if not more:
                break
            got += more
    return got


def test_control_evaluates_and_keeps_what_was_set(kresd):
    resolver = kresd()
    assert resolver.control("x = 5", "x + 1", "", "{1, {a = 'b'}}", "nosuch()", "return 7") == [
        "", "6\n", "", "[1] => 1\n[2] => {\n    [a] => b\n}\n",
        "command:1: attempt to call global 'nosuch' (a nil value)", "7"]
    assert resolver.control("x") == ["5\n"]


def test_control_settings_take_effect(kresd):
    resolver = kresd()
    assert resolver.control("net.bufsize(1400)", "net.bufsize()") == ["1400\n", "1400\n"]
    assert resolver.ask("www.example.com", use_edns=0).payload == 1400
    assert resolver.control("net.tcp_pipeline()", "net.tcp_pipeline(7)") == ["50\n", "7\n"]
    assert resolver.control("mode('strict')", "mode()") == ["true\n", "strict\n"]
    assert resolver.control("net.ipv6 = false", "net.ipv6", "option('NO_IPV6')") == ["", "false\n", "true\n"]
    assert resolver.control("verbose(true)", "verbose()") == ["true\n", "true\n"]
    resolver.ask("alias.example.com")
    assert "[resolve]" in resolver.process.log()


def test_control_answers_a_client_that_has_closed_its_half(kresd):
    resolver = kresd("", "-n", "-q")
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(10)
        folder = os.open(os.path.join(resolver.folder, "tty"), os.O_RDONLY)
        s.connect("/proc/self/fd/%d/%d" % (folder, resolver.process.child.pid))
        os.close(folder)
        s.sendall(b"1 + 1\n'last'")
        s.shutdown(socket.SHUT_WR)
        assert s.makefile("rb").read() == b"2\n\nlast\n\n"


def test_many_commands_in_one_packet_are_many_commands(kresd):
    resolver = kresd()
    assert dialogue(resolver, b"x = 1\n\nx\nx + 1\n'last'") == b"> \n> \n> 1\n\n> 2\n\n> last\n\n> "


def test_lines_in_one_packet_are_one_command_where_none_is_one(kresd):
    resolver = kresd()
    assert dialogue(resolver, b"y = 0\nfor i = 1, 4 do\n  y = y + i\nend\ny\n") == b"> \n> \n> 10\n\n> "
    assert dialogue(resolver, b"y = 7\nfunction z()\n  return y\nend\nz()") == b"> \n> \n> 7\n\n> "
    wrong = dialogue(resolver, b"y = (\n1\n'last'\n")
    assert wrong == b"> command:1: unexpected symbol near '<eof>'\n> 1\n\n> last\n\n> "
    # One that comes alone is answered at once.
    assert dialogue(resolver, b"y = (\n", end=b"\n> ") == b"> command:1: unexpected symbol near '<eof>'\n> "


def test_what_a_command_prints_is_not_for_the_client(kresd):
    resolver = kresd()
    assert dialogue(resolver, b"print('to the output')\nlog('%d', 5)\n") == b"> \n> \n> "
    wait_until(lambda: "to the output\n" in resolver.process.log(), what="what was printed")


def test_what_is_shown_and_what_is_not(kresd):
    """Of statements strings and numbers, as they are; of expressions every value, the first one of several."""
    resolver = kresd()
    assert resolver.control("return 'a'", "return 5", "return {}", "return nil", "return true", "1, 2", "nil", "true", "{}",
                            "('x'):rep(90)", "{('x'):rep(90)}", "{a = 1, [2] = 'b', [1] = 'c'}") == [
        "a", "5", "", "", "", "1\n", "nil\n", "true\n", "", "x" * 90 + "\n", "[1] => %s...\n" % ("x" * 81),
        "[1] => c\n[2] => b\n[a] => 1\n"]
    assert resolver.control("t = {} t.t = t", "t", "eval_cmd('1 + 1', true)", "eval_cmd('1 + 1', false)")[2:] == ["2\n", "2\n\n"]


def test_a_line_may_come_in_pieces(kresd):
    resolver = kresd()
    with resolver.connect(resolver.process.child.pid) as s:
        assert s.recv(10) == b"> "
        for octet in b"'a' .. 'b'":
            s.sendall(bytes([octet]))
        s.settimeout(0.2)
        try:
            assert s.recv(10) == b"", "an answer before the line's end"
        except TimeoutError:
            pass
        s.settimeout(10)
        s.sendall(b"\n")
        got = b""
        while not got.endswith(b"> "):
            got += s.recv(100)
        assert got == b"ab\n\n> "


def test_replies_are_as_long_as_they_are(kresd):
    """More than a socket buffer holds, with octets of any value."""
    resolver = kresd()
    reply = dialogue(resolver, b"return ('\\0\\255x'):rep(1000000)\n", b"\n> ")
    assert reply == b"> " + b"\0\xffx" * 1000000 + b"\n> "


def test_binary_mode_is_of_one_connection(kresd):
    resolver = kresd()
    for switch in (b"__binary\n", b"__binary\r\n"):
        got = dialogue(resolver, switch + b"x = 1\nx\nnosuch()\nreturn ('a\\0'):rep(100000)\n")
        bodies, at = [], 2
        assert got[:2] == b"> "
        while at < len(got):
            size, = struct.unpack_from("!I", got, at)
            bodies.append(got[at + 4:at + 4 + size])
            at += 4 + size
        assert bodies == [b"", b"1\n", b"command:1: attempt to call global 'nosuch' (a nil value)", b"a\0" * 100000]
    assert dialogue(resolver, b"1\n") == b"> 1\n\n> "


def test_binary_mode_needs_no_line_end(kresd):
    resolver = kresd()
    with resolver.connect(resolver.process.child.pid) as s:
        assert s.recv(10) == b"> "
        s.sendall(b"__binary")
        # The next connection is served later than this one: the word has been read by then.
        resolver.control("1")
        s.sendall(b"2\n")
        assert s.recv(100) == b"\0\0\0\x022\n"


def test_quiet_sockets_have_no_prompt(kresd):
    resolver = kresd("", "-n", "-q")
    assert dialogue(resolver, b"x = 1\n\nx\nnosuch()\n") == \
        b"1\n\ncommand:1: attempt to call global 'nosuch' (a nil value)\n"


def test_commands_and_replies_are_on_the_output_for_accountability(kresd):
    resolver = kresd("log_level('err')\nlog_target('stderr')\n")
    resolver.control("17 + 4", "nosuch()", "print('printed')")
    log = resolver.process.log()
    assert "[control] 17 + 4\n21\n" in log
    assert "[control] nosuch()\ncommand:1: attempt to call global" in log
    assert "[control] print('printed')\n" in log and "\nprinted\n" in log  # on the output, not to the client
    assert dialogue(resolver, b"print('x')\n") == b"> \n> "


def test_a_client_that_leaves_in_the_middle_hurts_nobody(kresd):
    resolver = kresd()
    for _ in range(20):
        with resolver.connect(resolver.process.child.pid) as s:
            s.sendall(b"return ('x'):rep(5000000)\n" * 3)
            s.recv(100)
    assert resolver.control("1") == ["1\n"]
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]


def try_connect(resolver):
    """A connection, or None while the queue of those that wait to be accepted is full."""
    try:
        return resolver.connect(resolver.process.child.pid)
    except BlockingIOError:
        return None


def test_hostile_clients_hurt_nobody(kresd):
    """Huge lines, noise, clients that do not read: others are served meanwhile, and memory has a bound."""
    resolver = kresd()
    pid = resolver.process.child.pid
    noise = random.Random(8)
    ended = threading.Event()
    failures = []

    def ask():
        while not ended.is_set():
            try:
                assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]
            except Exception as e:  # noqa: BLE001 - told below
                failures.append(e)
                return

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(10):
            with resolver.connect(pid) as s:  # a line without end
                try:
                    s.sendall(b"x" * (1 << 20) * 2)
                    assert s.makefile("rb").read().endswith(b"the command is too long\n")
                except (BrokenPipeError, ConnectionResetError):
                    pass
            with resolver.connect(pid) as s:  # noise
                s.sendall(noise.randbytes(20000) + b"\n")
                s.recv(1000)
        deaf = [resolver.connect(pid) for _ in range(10)]  # many large replies, and nobody who reads
        for s in deaf:
            s.sendall(b"return ('x'):rep(1000000)\n" * 100)
        assert resolver.control("1") == ["1\n"]
        assert resolver.number("worker.stats().rss") < 400e6
        for s in deaf:
            s.close()
        many = [wait_until(lambda: try_connect(resolver), 10, "a place in the queue") for _ in range(60)]
        for s in many:
            s.close()
        wait_until(lambda: resolver.listening(1), 10, "room for a client")
        assert resolver.control("2") == ["2\n"]
    finally:
        ended.set()
        asking.join()
    assert failures == []
    assert os.path.exists("/proc/%d" % pid)
