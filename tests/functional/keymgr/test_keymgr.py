# SPDX-License-Identifier: BSD-2-Clause
"""keymgr: the operator's commands, and their output beside that of the distribution's program."""
import json
import os
import pwd
import re
import stat
import subprocess
import tempfile

import pytest

from lib import tools
from lib.process import find_binary

ZONE = "example.com."
PEM = ("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
       "-----END PRIVATE KEY-----\n")
PEM_ID = "3a04967761a552db7e9e18c6dba4bd4aae119908"


@pytest.fixture
def ours(tmp_path):
    tool = tools.our_tool("keymgr")
    return lambda *words: tool("-D", tmp_path / "ours", *words)


@pytest.fixture
def peer(tmp_path):
    tool = tools.peer_tool("keymgr")
    if tool is None:
        pytest.skip("no keymgr of the distribution")
    os.mkdir(tmp_path / "peer")
    return lambda *words: tool("-D", tmp_path / "peer", *words)


def made(result):
    assert result.code == 0, result
    key = result.out.split()[0]
    assert re.fullmatch("[0-9a-f]{40}", key), result
    return key


def test_a_key_is_made_listed_changed_and_deleted(ours, tmp_path):
    ksk = made(ours(ZONE, "generate", "ksk=yes", "algorithm=15"))
    zsk = made(ours(ZONE, "generate", "zsk", "algorithm=15", "publish=-1h", "active=+1d"))
    pem = tmp_path / "ours" / "keys" / (ksk + ".pem")
    assert stat.S_IMODE(pem.stat().st_mode) == 0o600
    listed = ours(ZONE, "list").out.splitlines()
    assert [line.split()[0] for line in listed] == [zsk, ksk]
    assert re.fullmatch(ksk + r" +\d+ KSK ED25519 publish=(\d+) ready=\1 active=\1", listed[1])
    assert ours(ZONE, "set", zsk[:12], "retire=+2d", "remove=+3d").out == "OK\n"
    assert "retire=+1D23h" in ours(ZONE, "list", "human").out or "retire=+2D" in ours(ZONE, "list", "human").out
    keys = json.loads(ours("-j", ZONE, "list").out)
    assert {k["id"] for k in keys} == {ksk, zsk}
    assert ours(ZONE, "delete", "id=" + ksk).out == "OK\n"
    assert not pem.exists()
    assert [k["id"] for k in json.loads(ours("-j", ZONE, "list").out)] == [zsk]
    assert ours("-l").out == ZONE + "\n"


def test_a_private_key_that_is_gone_shows_as_missing(ours, tmp_path):
    key = made(ours(ZONE, "generate"))
    os.unlink(tmp_path / "ours" / "keys" / (key + ".pem"))
    assert " missing " in ours(ZONE, "list").out


def test_a_ksk_is_shared_and_its_private_half_kept_until_the_last_zone(ours, tmp_path):
    key = made(ours("a.example", "generate", "ksk"))
    assert ours("b.example", "share", key, "a.example").out == "OK\n"
    assert "key already exists" in ours("b.example", "share", key, "a.example").err
    assert ours("a.example", "delete", key).code == 0
    pem = tmp_path / "ours" / "keys" / (key + ".pem")
    assert pem.exists()
    assert ours("b.example", "delete", key).code == 0
    assert not pem.exists()


def test_mistakes_are_named(ours):
    made(ours(ZONE, "generate", "ksk"))
    for words, error in ((("bogus",), "invalid command 'bogus'"),
                         (("generate", "foo=bar"), "invalid parameter: foo=bar"),
                         (("generate", "publish=zz"), "invalid timestamp: zz"),
                         (("generate", "size=77"), "invalid key size"),
                         (("generate", "active=+1d", "publish=+2d"), "timestamp 'publish' must be before 'active'"),
                         (("delete", "zz"), "invalid key specification"),
                         (("delete", "keytag=0"), "key not found"),
                         (("nsec3-salt", "zz"), "invalid salt"),
                         (("master-serial", "x"), "invalid serial 'x'"),
                         (("set", "00"), "missing arguments"),
                         (("pregenerate", "+1y"), "not available in this version"),
                         (("import-pkcs11", "x"), "not available in this version"),
                         (("simulate", "--", "-1y"), "invalid timestamp"),
                         (("import-pem", "/nonexistent", "algorithm=15"), "failed to read '/nonexistent'")):
        result = ours(ZONE, *words)
        assert result.code == 1 and error in result.err and result.out == "", (words, result)
    assert "zone name or command not specified" in ours().err


def test_a_database_of_another_server_is_refused_by_name(peer, tmp_path):
    made(peer(ZONE, "generate"))
    result = tools.our_tool("keymgr")("-D", tmp_path / "peer", ZONE, "list")
    assert result.code == 1
    assert "not a database of this program" in result.err
    assert "import-pem" in result.err


def test_a_configuration_gives_policy_database_and_keystore(tmp_path):
    conf = tmp_path / "knot.conf"
    conf.write_text(f"database:\n  storage: {tmp_path}\n  kasp-db: kasp\n"
                    "keystore:\n  - id: k\n    config: private\n"
                    "policy:\n  - id: p\n    algorithm: ed25519\n    keystore: k\n    keytag-modulo: 1/2\n"
                    f"zone:\n  - domain: {ZONE}\n    dnssec-signing: on\n    dnssec-policy: p\n")
    ours = tools.our_tool("keymgr")
    key = made(ours("-c", conf, ZONE, "generate"))
    assert (tmp_path / "kasp" / "private" / (key + ".pem")).exists()
    line = ours("-c", conf, ZONE, "list").out.split()
    assert line[3] == "ED25519" and int(line[1]) % 2 == 1


def timeline(result):
    assert result.code == 0, result
    return [line for line in result.out.splitlines() if not line.startswith(";")]


def test_ten_years_are_rehearsed_and_nothing_is_changed(ours, tmp_path):
    ksk = made(ours(ZONE, "generate", "ksk"))
    made(ours(ZONE, "generate", "zsk"))
    before = ours("-e", ZONE, "list").out
    events = timeline(ours(ZONE, "simulate", "+10y"))
    assert ours("-e", ZONE, "list").out == before
    # The default policy rolls ZSKs over every 30 days, and no KSK.
    assert 115 <= sum("ZSK rollover started" in e for e in events) <= 122
    assert not any("KSK rollover" in e for e in events)
    tag = ours("-j", ZONE, "list").out
    assert any(k["id"] == ksk for k in json.loads(tag))


def test_the_rehearsal_follows_the_policy_in_force(tmp_path):
    conf = tmp_path / "knot.conf"
    conf.write_text(f"database:\n  storage: {tmp_path}\n"
                    "remote:\n  - id: r\n    address: 127.0.0.1\n"
                    "submission:\n  - id: s\n    parent: r\n    check-interval: 10\n    parent-delay: 5\n"
                    "policy:\n  - id: p\n    ksk-lifetime: 5m\n    zsk-lifetime: 0\n    propagation-delay: 2\n"
                    "    dnskey-ttl: 10\n    zone-max-ttl: 15\n    ksk-submission: s\n"
                    f"zone:\n  - domain: {ZONE}\n    dnssec-policy: p\n")
    events = timeline(tools.our_tool("keymgr")("-c", conf, ZONE, "simulate", "+10mi", "confirm=+30", "ds-ttl=+7"))
    kinds = [re.sub(r"^\S+ ", "", e) for e in events]
    assert kinds == ["KSK new-1, generated", "KSK new-1, KSK submission, waiting for confirmation",
                     "ZSK new-2, generated", "KSK new-1, KSK submission, confirmed",
                     "KSK rollover started", "KSK new-3, generated",
                     "KSK new-3, KSK submission, waiting for confirmation",
                     "KSK new-3, KSK submission, confirmed", "KSK new-1, deleted",
                     "KSK rollover started", "KSK new-4, generated"]
    seconds = [subprocess.run(["date", "-u", "-d", e.split()[0], "+%s"], capture_output=True, text=True,
                              check=True).stdout for e in events]
    start = int(seconds[0])
    # Submission after 2 + 10 seconds, confirmed 30 later, the old key gone after 7 + 5 more.
    assert [int(s) - start for s in seconds] == [0, 0, 0, 30, 300, 300, 312, 342, 354, 600, 600]


def test_a_change_of_algorithm_is_rehearsed_before_it_is_made(tmp_path):
    conf = tmp_path / "knot.conf"
    conf.write_text(f"database:\n  storage: {tmp_path}\n"
                    "policy:\n  - id: p\n    algorithm: ed25519\n    single-type-signing: on\n"
                    "    propagation-delay: 2\n    dnskey-ttl: 10\n    zone-max-ttl: 15\n"
                    f"zone:\n  - domain: {ZONE}\n    dnssec-policy: p\n")
    ours = tools.our_tool("keymgr")
    tags = []
    for role in "ksk", "zsk":
        key = made(ours("-c", conf, ZONE, "generate", role, "algorithm=13"))
        tags += [k["tag"] for k in json.loads(ours("-j", "-c", conf, ZONE, "list").out) if k["id"] == key]
    events = [re.sub(r"^\S+ ", "", e) for e in timeline(ours("-c", conf, ZONE, "simulate", "+1h", "confirm=+30",
                                                             "ds-ttl=+7"))]
    assert events == ["algorithm rollover started", "signing scheme rollover started", "CSK new-1, generated",
                      "CSK new-1, published", "CSK new-1, KSK submission, waiting for confirmation",
                      "CSK new-1, KSK submission, confirmed"] + events[6:]
    assert sorted(events[6:]) == sorted(f"{role} tag {tag}, {what}" for role, tag in zip(("KSK", "ZSK"), tags)
                                        for what in ("removed", "deleted"))


def without_extras(text):
    """Output without what the peer's version does not know."""
    text = re.sub(r"for-later=\S+ +missing=\S+ +created=\d+ ", "", text)
    return re.sub(r' *"(for-later|missing|created)": [^\n]*\n', "", text)


def both(ours, peer, *words):
    a, b = ours(*words), peer(*words)
    assert a.code == b.code, (words, a, b)
    return without_extras(a.out), b.out


def same(ours, peer, *words):
    a, b = both(ours, peer, *words)
    assert a == b, words


def test_output_is_the_peers(ours, peer, tmp_path):
    pem = tmp_path / "key.pem"
    pem.write_text(PEM)
    same(ours, peer, ZONE, "list")
    for words in (("import-pem", pem, "algorithm=15", "ksk=yes", "created=1000", "publish=20200101000000",
                   "active=1600000000", "ready=1600000000", "retire=2000000000", "remove=0"),
                  ("list",), ("list", "iso"), ("ds",), ("dnskey",), ("ds", PEM_ID[:6]), ("dnskey", "53098"),
                  ("nsec3-salt", "0011223344556677"), ("nsec3-salt",), ("nsec3-salt", "-"), ("nsec3-salt",),
                  ("master-serial",), ("master-serial", "77"), ("master-serial",),
                  ("set", PEM_ID, "retire=1700000000", "remove=1800000000"), ("list",)):
        same(ours, peer, ZONE, *words)
    for words in (("-e",), ("-j",), ("-X",)):
        same(ours, peer, *words, ZONE, "list")
    same(ours, peer, "-l")
    same(ours, peer, "-j", "-l")
    same(ours, peer, ZONE, "delete", PEM_ID)
    same(ours, peer, ZONE, "list")


def test_key_files_of_bind_are_imported_as_the_peer_does(ours, peer, tmp_path):
    maker = find_binary("dnssec-keygen", "PEER_DNSSEC_KEYGEN")
    if maker is None:
        pytest.skip("no dnssec-keygen")
    for words in (["-a", "ECDSAP256SHA256", "-f", "KSK"], ["-a", "RSASHA256", "-b", "1024"], ["-a", "ED25519"]):
        base = subprocess.run([maker, "-K", tmp_path, *words, "-P", "20240101000000", "-A", "20240201000000",
                               "-I", "20340101000000", "-D", "20350101000000", ZONE],
                              capture_output=True, text=True, check=True, timeout=60).stdout.strip()
        for command in ("import-bind", "delete", "import-pub"):
            words = [command, tmp_path / (base + ".key")]
            if command == "delete":
                words[1] = str(int(base.rsplit("+", 1)[1]))
            same(ours, peer, ZONE, *words)
            a, b = both(ours, peer, "-e", ZONE, "list")
            # What is imported without moments is published now.
            a, b = (sorted(re.sub(r"publish=179\d+|publish=18\d+", "publish=N", t).splitlines()) for t in (a, b))
            assert len(a) == len(b)
            if command == "import-bind":
                assert a == b


def test_key_files_of_bind_brought_again_change_the_plan(ours, tmp_path):
    maker = find_binary("dnssec-keygen", "PEER_DNSSEC_KEYGEN")
    if maker is None:
        pytest.skip("no dnssec-keygen")
    base = subprocess.run([maker, "-K", tmp_path, "-a", "ED25519", "-A", "20240201000000", ZONE],
                          capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    private = tmp_path / (base + ".private")
    key = made(ours(ZONE, "import-bind", private))
    before = json.loads(ours("-j", ZONE, "list").out)
    with open(private, "a") as f:
        f.write("Inactive: 20340101000000\nDelete: 20350101000000\n")
    assert made(ours(ZONE, "import-bind", private)) == key
    after = json.loads(ours("-j", ZONE, "list").out)
    assert after == [dict(before[0], retire=2019686400, remove=2051222400)]


def test_keys_that_are_over_are_deleted_together(ours):
    gone = [made(ours(ZONE, "generate", "publish=-3w", "active=-2w", "retire=-2d", "remove=-1d")) for _ in range(2)]
    kept = made(ours(ZONE, "generate", "remove=+1w"))
    assert {x.split()[0] for x in ours(ZONE, "list").out.splitlines()} == {kept, *gone}
    assert ours(ZONE, "del-all-old").out == "OK\n"
    assert [x.split()[0] for x in ours(ZONE, "list").out.splitlines()] == [kept]


def test_a_key_made_for_a_policy_is_the_one_that_is_shared(tmp_path):
    conf = tmp_path / "knot.conf"
    conf.write_text(f"database:\n  storage: {tmp_path}\npolicy:\n  - id: p\n    ksk-shared: on\n"
                    "zone:\n" + "".join(f"  - domain: {z}.\n    storage: {tmp_path}\n    dnssec-signing: on\n"
                                         "    dnssec-policy: p\n" for z in ("a", "b")))
    (tmp_path / "b.zone").write_text("@ 60 SOA a b 1 2 3 4 5\n@ 60 NS a\n")
    ours = tools.our_tool("keymgr")
    key = made(ours("-c", conf, "a", "generate", "ksk", "addtopolicy=p"))
    signed = tools.our_tool("kzonesign")("-c", conf, "b")
    assert signed.code == 0, signed
    assert key in ours("-c", conf, "b", "list").out
    assert "for new keys" in ours("-c", conf, "a", "set", key, "addtopolicy=p").err


def test_options_may_come_last(ours, tmp_path):
    made(ours(ZONE, "generate"))
    assert ours(ZONE, "list", "-e").out == ours("-e", ZONE, "list").out
    assert " ksk=no  zsk=yes tag=" in ours(ZONE, "list", "-e").out
    assert json.loads(tools.our_tool("keymgr")(ZONE, "list", "-j", "-D", tmp_path / "ours").out)


def test_a_pem_key_is_taken_for_one_of_the_policys_algorithm(tmp_path):
    conf, pem = tmp_path / "knot.conf", tmp_path / "key.pem"
    pem.write_text(PEM)
    conf.write_text(f"database:\n  storage: {tmp_path}\npolicy:\n  - id: p\n    algorithm: ed25519\n"
                    f"zone:\n  - domain: {ZONE}\n    dnssec-signing: on\n    dnssec-policy: p\n")
    assert made(tools.our_tool("keymgr")("-c", conf, ZONE, "import-pem", pem)) == PEM_ID


def test_tsig_keys_have_the_peers_form(ours, peer):
    tool, other = tools.our_tool("keymgr"), tools.peer_tool("keymgr")
    for words in (("k",), ("a.b", "hmac-sha512"), ("x", "hmac-md5", "9")):
        a, b = tool("-t", *words), other("-t", *words)
        hide = lambda text: re.sub(r"(secret: |:)[A-Za-z0-9+/]{2,}=*$", r"\1S", text, flags=re.M)
        assert hide(a.out) == hide(b.out)
        assert a.err == b.err


def test_files_belong_to_the_servers_user(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    user = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        storage = os.path.join(folder, "storage")
        os.mkdir(storage)
        os.chown(storage, user.pw_uid, user.pw_gid)
        conf = os.path.join(folder, "knot.conf")
        with open(conf, "w", encoding="ascii") as f:
            f.write(f"server:\n  user: nobody\ndatabase:\n  storage: {storage}\n")
        ours = tools.our_tool("keymgr")
        key = made(ours("-c", conf, ZONE, "generate"))
        for path in ("keys/data.mdb", "keys/keys/" + key + ".pem"):
            assert os.stat(os.path.join(storage, path)).st_uid == user.pw_uid
        with open(conf, "w", encoding="ascii") as f:
            f.write(f"server:\n  user: no-such-user\ndatabase:\n  storage: {storage}\n")
        result = ours("-c", conf, ZONE, "list")
        assert result.code == 1 and "invalid user 'no-such-user' in configuration" in result.err
