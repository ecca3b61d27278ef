# SPDX-License-Identifier: BSD-2-Clause
"""Files of trust anchors that follow their keys (RFC 5011), with the real root of January 2018."""
import calendar
import lzma
import os

import dns.flags
import pytest

from lib.kresd import Kresd
from lib.process import wait_until
from lib.servers import OurKnotd

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("BOWLINE_SHARED", os.path.join(HERE, "..", "..", "..", "..", "shared"))
ZONE_FILE = os.path.join(SHARED, "data", "rootzone", "root-2018012901.zone.xz")
DATE = calendar.timegm((2018, 1, 30, 0, 0, 0))
DS_2010 = ". 172800 DS 19036 8 2 49AAC11D7B6F6446702E54A1607371607A1A41855200FD2CE1CDDE32F24E8FB5\n"

pytestmark = pytest.mark.skipif(not os.path.exists(ZONE_FILE), reason="no root zone beside the project")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    with lzma.open(ZONE_FILE) as f:
        zone = f.read().decode()
    with OurKnotd(tmp_path_factory.mktemp("root"), {".": zone}) as started:
        yield started


def resolver(folder, root, config, *args, time=DATE):
    return Kresd(folder, "net.ipv6 = false\nnet.lab_port(%d)\noption('ALLOW_LOCAL', true)\n"
                 "hints.root({ ['a.root-servers.net.'] = '%s' })\n%s" % (root.port, root.address, config),
                 "-n", *args, time=time)


def states(path):
    """State of each key tag, by the file; those behind "; " are not trusted."""
    out = {}
    for line in path.read_text().splitlines():
        words = line.split(";")
        if len(words) < 3:  # as it was written here
            continue
        state, tag = words[-2].split(":")[0].strip(), words[-1].split(":")[1].strip()
        assert line.startswith(";") == (state not in ("Valid", "Missing")), line
        out[tag] = state
    return out


def is_secure(kresd):
    return bool(kresd.ask(".", "SOA", want_dnssec=True).flags & dns.flags.AD)


def test_a_new_key_is_trusted_after_the_hold_down_time(root, tmp_path):
    keys = tmp_path / "root.keys"
    keys.write_text(DS_2010)
    config = "trust_anchors.hold_down_time = 2 * sec\ntrust_anchors.refresh_time = 200\n" \
             "trust_anchors.add_file('%s')\n" % keys
    with resolver(tmp_path / "kresd", root, config) as kresd:
        wait_until(lambda: states(keys) == {"19036": "Valid", "20326": "AddPend"}, 10, "the new key pending")
        assert is_secure(kresd)
        wait_until(lambda: states(keys) == {"19036": "Valid", "20326": "Valid"}, 10, "the new key valid")
        assert kresd.control("trust_anchors.keysets['\\0'][2].state")[0].strip().endswith("Valid")
    # What was learned is there after a restart, also where nothing more is to be learned.
    with resolver(tmp_path / "again", root, "", "-K", str(keys)) as kresd:
        assert is_secure(kresd)
    assert states(keys) == {"19036": "Valid", "20326": "Valid"}


def test_a_file_that_is_not_there_begins_with_the_keys_built_in(root, tmp_path):
    keys = tmp_path / "root.keys"
    with resolver(tmp_path / "kresd", root, "", "-k", str(keys)) as kresd:
        assert states(keys) == {"20326": "Valid", "38696": "Valid"}
        # The root of that day was signed with neither: nothing is trusted, nothing is learned.
        assert not is_secure(kresd)
        kresd.process.wait_for(lambda: "no validated keys" in kresd.process.log(), 15, "the refusal")
    assert states(keys) == {"20326": "Valid", "38696": "Valid"}
