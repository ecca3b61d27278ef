# SPDX-License-Identifier: BSD-2-Clause
"""Examples of the manual, as printed but for what is noted, on modules, events and processes."""
import subprocess

from lib.kresd import Kresd


def run(folder, config, **more):
    with open(folder / "config", "w") as f:
        f.write(config)
    return subprocess.run([Kresd.program(), "-n"], cwd=folder, capture_output=True, text=True, timeout=20,
                          env={"KRESD_NO_LISTEN": "1"}, **more)


def test_modules_are_ordered_by_operators(tmp_path):
    done = run(tmp_path, "modules = {\n   'hints  > iterate', -- Hints AFTER iterate\n"
                         "   'nsid > hints',\n   'stats   < rrcache'\n}\n"
                         "print(table.concat(modules.list(), ' ')) quit()\n")
    assert done.stdout.startswith("iterate hints nsid validate stats cache ")


def test_a_configuration_is_the_same_as_a_call(tmp_path):
    (tmp_path / "hosts").write_text("127.0.0.5 here\n")
    for config in ("modules = {\n hints = {file = 'hosts'}\n}\n", "modules = {\n        hints = 'hosts'\n}\n",
                   "modules.load('hints')\nhints.config({file = 'hosts'})\n"):
        assert run(tmp_path, config + "print(hints.get('here').result[1]) quit()\n").stdout == "127.0.0.5\n"


def test_root_hints_are_replaced_and_returned(tmp_path):
    done = run(tmp_path, "print(table_print(hints.root({\n  ['l.root-servers.net.'] = '199.7.83.42',\n"
                         "  ['m.root-servers.net.'] = '202.12.27.33'\n}))) quit()\n")
    assert done.stdout == "[l.root-servers.net.] => {\n    [1] => 199.7.83.42\n}\n" \
                          "[m.root-servers.net.] => {\n    [1] => 202.12.27.33\n}\n\n"


def test_metrics_of_ones_own(tmp_path):
    done = run(tmp_path, "modules = { 'stats' }\nstats['filter.match'] = 5\nprint(stats['filter.match'])\n"
                         "print(table_print(stats.list('iter')))\n"
                         "table.sort(stats.frequent(), function (a, b) return a.count > b.count end) quit()\n")
    assert done.stdout == "5\n[iterator.tcp] => 0\n[iterator.udp] => 0\n\n" and not done.stderr


def test_a_closure_keeps_the_count(tmp_path):
    # "fi" of the manual is mended; the interval is shorter
    done = run(tmp_path, "function pruner()\n local i = 0\n return function(e)\n  cache.prune()\n  i = i + 1\n"
                         "  if i == 5 then\n   event.cancel(e)\n   print('over') quit()\n  end\n end\nend\n"
                         "event.recurrent(5, pruner())\n")
    assert done.stdout == "over\n" and "error" not in done.stderr


def test_an_event_is_put_off_by_half_each_time(tmp_path):
    done = run(tmp_path, "local interval = 8\nevent.after(8, function (ev)\n   print('Good morning!')\n"
                         "   interval = interval / 2\n   event.reschedule(ev, interval)\n"
                         "   if interval < 2 then quit() end\nend)\n")
    assert done.stdout == "Good morning!\n" * 3


def test_a_cancelled_event_does_not_happen(tmp_path):
    done = run(tmp_path, "e = event.after(1, function() print('Hi!') end)\nevent.cancel(e)\nevent.after(20, quit)\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_activity_on_a_descriptor(tmp_path):
    # e.cancel(e) of the manual is mended
    done = run(tmp_path, "e = event.socket(0, function(e, status, nevents)\n   print('activity detected')\n"
                         "   event.cancel(e) quit()\nend)\n", input="x")
    assert done.stdout == "activity detected\n"


def test_map_over_forks(kresd):
    resolver = kresd("hostname('localhost')\n", "-f", "2", count=2)
    assert resolver.control("hostname()", "map 'hostname()'", "map 'worker.id'") == [
        "localhost\n", "[1] => localhost\n[2] => localhost\n", "[1] => 0\n[2] => 1\n"]
    shown = resolver.control("map 'cache.stats()'")[0]
    assert shown.startswith("[1] => {\n") and "\n[2] => {\n" in shown and shown.count("    [hit] => 0\n") == 2
