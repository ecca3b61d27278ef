# SPDX-License-Identifier: BSD-2-Clause
"""How soon a kresd that was started answers, beside the distribution's."""
import os
import subprocess

import dns.message
import dns.rcode

from lib.kresd import Kresd
from lib.ports import free_port

RUNS, BAR_MS = 7, 80
PEER = "/usr/sbin/kresd"
# Nobody else is asked: a namespace of its own.
UNSHARE = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
QUERY = dns.message.make_query("localhost", "A").to_wire()

# Run in the namespace: start the program, ask until it answers, print the milliseconds and the answer's RCODE.
MEASURE = """
import socket, subprocess, sys, time
program, folder, port, query = sys.argv[1], sys.argv[2], int(sys.argv[3]), bytes.fromhex(sys.argv[4])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.1", port))
s.settimeout(0.002)
start = time.monotonic()
child = subprocess.Popen([program, "-n", "-c", folder + "/config", folder], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
while time.monotonic() - start < 10:
    try:
        s.send(query)
        answer = s.recv(512)
        break
    except (ConnectionRefusedError, TimeoutError):
        pass
took = time.monotonic() - start
child.terminate()
child.wait()
print(took * 1000, answer[3] & 15)
"""


def first_answer_ms(program, folder):
    port = free_port("127.0.0.1")
    folder.mkdir()
    (folder / "config").write_text("net.listen('127.0.0.1', %d)\n" % port)
    done = subprocess.run([*UNSHARE, "sh", "-c", 'ip link set lo up; exec /usr/bin/python3 -c "$@"', "sh", MEASURE, program, folder,
                           str(port), QUERY.hex()], capture_output=True, text=True, timeout=30, check=True)
    took, rcode = done.stdout.split()
    assert int(rcode) == dns.rcode.NOERROR
    return float(took)


def test_the_first_answer_comes_soon(tmp_path, record_property):
    ours, peers = [], []
    for i in range(RUNS):  # in turns: what else the machine does hits both
        ours.append(first_answer_ms(Kresd.program(), tmp_path / ("ours%d" % i)))
        if os.access(PEER, os.X_OK):
            peers.append(first_answer_ms(PEER, tmp_path / ("peer%d" % i)))
    print("start to first answer: %.0f ms (median of %d)" % (sorted(ours)[RUNS // 2], RUNS))
    record_property("first_answer_ms", min(ours))
    if peers:
        ratio = sorted(ours)[RUNS // 2] / sorted(peers)[RUNS // 2]
        print("the distribution's: %.0f ms, ratio %.2f" % (sorted(peers)[RUNS // 2], ratio))
        record_property("first_answer_ratio", ratio)
    # A machine that is too busy for the bar is so for both.
    assert min(ours) < BAR_MS or (peers and min(ours) < min(peers))
