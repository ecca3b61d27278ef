# SPDX-License-Identifier: BSD-2-Clause
"""C modules that are files of their own (tests/modules), loaded from the folder of modules."""
import os
import shutil

import pytest

from lib.kresd import Kresd

BUILT = os.path.join(os.path.dirname(os.path.realpath(Kresd.program())), "..", "..", "..", "tests", "modules")
pytestmark = pytest.mark.skipif(not os.path.exists(os.path.join(BUILT, "counter.so")), reason="no modules were built beside kresd")


def test_a_module_of_ones_own(kresd):
    resolver = kresd("modules = { counter = 'first' }\n", "-n", "-m", BUILT)
    assert resolver.control("counter.step", "counter.begun", "modules.list()[#modules.list()]") == ["first\n", "0\n", "counter\n"]
    resolver.data("www.example.com")
    assert resolver.control("counter.begun", "counter.finished") == ["1\n", "1\n"]
    assert resolver.control("counter.args()", "counter.args(true)", "counter.args({1, 'a'}).x == nil", "counter.args('a', 5)") == [
        "nothing\n", "true\n", "true\n", "a 5\n"]
    assert resolver.control("counter.config(('x'):rep(16))") == ["command:1: counter.config: expected 'config(short string)'"]
    assert resolver.control("modules.unload('counter')", "counter", "modules.load('counter > iterate')", "counter.begun") == [
        "true\n", "nil\n", "true\n", "0\n"]
    assert resolver.control("table.concat(modules.list(), ' ')")[0].startswith("iterate counter validate cache")


def test_others_are_refused_and_change_nothing(kresd, tmp_path):
    folder = tmp_path / "modules"
    folder.mkdir()
    for name in ("old_abi", "no_module"):
        shutil.copy(os.path.join(BUILT, name + ".so"), folder)
    shutil.copy(os.path.join(BUILT, "counter.so"), folder / "renamed.so")
    (folder / "noise.so").write_bytes(b"\x7fELF nonsense")
    resolver = kresd("", "-n", "-m", str(folder))
    before = resolver.control("modules.list()")
    assert resolver.control("modules.load('old_abi')") == ["command:1: module 'old_abi' links to unsupported ABI 1, not 4"]
    assert resolver.control("modules.load('no_module')") == ["command:1: module 'no_module' does not export 'no_module_module' of that name"]
    assert resolver.control("modules.load('renamed')") == ["command:1: module 'renamed' does not export 'renamed_api'"]
    assert "noise.so" in resolver.control("modules.load('noise')")[0]
    assert resolver.control("modules.load('nothing')") == ["command:1: No such file or directory"]
    assert resolver.control("modules.load('../modules/old_abi')") == ["command:1: No such file or directory"]
    assert resolver.control("modules.list()") == before
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]


def test_a_relative_folder_is_below_the_working_directory(kresd):
    resolver = kresd("os.execute('mkdir -p own && cp %s/counter.so own/')\nmoduledir('own')\nmodules = { 'counter' }\n" % BUILT)
    assert resolver.control("counter.begun") == ["0\n"]
