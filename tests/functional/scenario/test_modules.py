# SPDX-License-Identifier: BSD-2-Clause
"""The public scripts that are about modules, with the whole program."""
import glob
import os

import dns.message
import pytest

from lib import namespace
from lib.resolvers import Ours
from lib.wire_server import WireServer
from .replay import Script, apply_word, difference

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("BOWLINE_SHARED", os.path.join(HERE, "..", "..", "..", "..", "shared"))
SCRIPTS = sorted(glob.glob(os.path.join(SHARED, "scenarios", "deckard", "module_*.rpl")))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: os.path.basename(str(path))[:-4])
def test_script(path, tmp_path):
    if not namespace.enter():
        pytest.skip("network namespaces are not allowed here")
    script = Script(open(path).read())
    root = script.values("stub-addr")[0]
    server = WireServer(script.reply)
    try:
        with Ours(tmp_path, root, None, script.lua()) as resolver:
            response = None
            for kind, entry in script.steps:
                if kind == "QUERY":
                    query = dns.message.make_query(*entry.question)
                    query.flags = 0
                    for word in entry.reply:
                        apply_word(query, word)
                    response = resolver.send(query)
                elif kind == "CHECK_ANSWER":
                    assert difference(entry, response) is None, response.to_text()
    finally:
        server.stop()
