#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""kzonecheck's options, output and exit status: usage.py KZONECHECK"""
import os
import subprocess
import sys
import tempfile

CLEAN = "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n"

# RFC 8976 appendix A.1
DIGEST = """example. 86400 IN SOA ns1.example. admin.example. 2018031900 1800 900 604800 86400
example. 86400 IN NS ns1.example.
example. 86400 IN NS ns2.example.
example. 86400 IN ZONEMD 2018031900 1 1 (
 c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c )
ns1.example. 3600 IN A 203.0.113.63
ns2.example. 3600 IN AAAA 2001:db8::63
"""


def run(*arguments, text=None):
    r = subprocess.run([sys.argv[1]] + list(arguments), capture_output=True, text=True, input=text)
    return r.returncode, r.stdout, r.stderr


def main():
    folder = tempfile.mkdtemp()
    zone = folder + "/example.com.zone"

    def put(text):
        with open(zone, "w") as f:
            f.write(text)

    put(CLEAN)
    assert run(zone) == (0, "", "")
    assert run("-v", zone) == (0, "No error found\n", "")
    assert run("-o", "x.", "-v", "-", text=CLEAN) == (0, "No error found\n", "")
    status, out, err = run("-p", zone)
    assert (status, err) == (0, "") and out.startswith(";; Zone dump (")
    assert "ns.example.com.     \t60\tA\t192.0.2.1\n" in out and ";; Written 3 records\n" in out
    again = run("-p", "-o", "example.com", "-", text=out)
    assert again[0] == 0 and again[1].splitlines()[:-1] == out.splitlines()[:-1]

    put("@ 60 SOA ns h 1 2 3 4 5\na CNAME b\na TXT c\n")
    assert run(zone) == (1, "", "[example.com.] missing NS at the zone apex\n"
                         "[a.example.com.] another record exists beside CNAME\n\nError summary:\n"
                         "   1\tanother record exists beside CNAME\n   1\tmissing NS at the zone apex\n\n"
                         "error: serious semantic error detected\n"), run(zone)
    put("a A x\n")
    status, out, err = run(zone)
    assert status == 1 and "line 1 (invalid IPv4 address" in err
    assert err.endswith("error: failed to load the zone file (malformed data)\n"), err
    put("a A 192.0.2.1\n")
    assert "missing SOA at the zone apex" in run(zone)[2]

    put(CLEAN)
    status, out, err = run("-d", "on", zone)
    assert status == 1 and err.startswith("[example.com.] missing DNSKEY\n"), err
    assert run("-z", zone) == (1, "", "[example.com.] invalid ZONEMD\n\nError summary:\n   1\tinvalid ZONEMD\n")
    put(DIGEST)
    assert run("-z", "-o", "example", "-v", zone) == (0, "No error found\n", "")

    for bad in ([], [zone, zone], ["-x"], ["-d", "maybe", zone], ["-t", "x", zone],
                ["-j", "0", zone], ["-o", "a..b", zone], [folder + "/none"], [folder]):
        status, out, err = run(*bad)
        assert status == 1 and err != "", bad
    assert run("-h")[0] == 0 and run("--help")[1].startswith("Usage: kzonecheck")
    status, out, err = run("-V")
    assert status == 0 and out.startswith("kzonecheck (") and ", version " in out
    os.remove(zone)
    os.rmdir(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
