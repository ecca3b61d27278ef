# SPDX-License-Identifier: BSD-2-Clause
"""Zones signed by tools of the distribution, in turn, all with one key."""
import glob
import os
import re
import subprocess

from lib.process import find_binary

from .zones import name_text

SALTS = ("ab", "0123456789abcdef")


class Signer:
    """Signs zone files in a folder."""

    def __init__(self, folder):
        self.folder = str(folder)
        os.makedirs(self.folder, exist_ok=True)
        keygen = find_binary("dnssec-keygen")
        self.ldns, self.bind = find_binary("ldns-signzone"), find_binary("dnssec-signzone")
        if not (keygen and self.ldns and self.bind):
            self.key = None
            return
        subprocess.run([keygen, "-q", "-K", self.folder, "-a", "ECDSAP256SHA256", "-f", "KSK", "key."], check=True,
                       capture_output=True)
        self.key = glob.glob(os.path.join(self.folder, "Kkey.*.key"))[0][:-4]
        with open(self.key + ".key") as f:
            line = next(x for x in f if not x.startswith(";"))
        self.dnskey = line.split("DNSKEY", 1)[1].strip()

    def sign(self, zone, number):
        """Text of the signed zone; its own when it is not to be signed.  None: the tool refused."""
        if not zone.signing or self.key is None:
            return zone.text()
        apex, base = name_text(zone.apex), os.path.join(self.folder, f"zone{number}")
        salted = zone.signing.endswith("-salt")
        salt, iterations = (SALTS[number % 2], str(1 + number % 5)) if salted else ("-", "0")
        text = zone.text()
        # ldns prints octets in names as they are that others read as the beginning of something else.
        use_bind = number % 2 or re.search(r"\\\d", text)
        with open(base, "w") as f:
            f.write(text)
        key = f"{self.folder}/K{number}.+013+{self.key.rsplit('+', 1)[1]}"
        with open(self.key + ".private") as f, open(key + ".private", "w") as out:
            out.write(f.read())
        with open(key + ".key", "w") as f:
            f.write(f"{apex} 3600 IN DNSKEY {self.dnskey}\n")
        if use_bind:
            with open(base, "a") as f:
                f.write(f"{apex} 3600 IN DNSKEY {self.dnskey}\n")
            nsec3 = [] if zone.signing == "nsec" else ["-3", salt, "-H", iterations]
            nsec3 += ["-A"] if zone.signing.startswith("optout") else []
            command = [self.bind, "-q", "-z", "-P", "-n", "1", "-O", "full", *nsec3, "-o", apex, "-f", base + ".signed",
                       base, key]
        else:
            nsec3 = [] if zone.signing == "nsec" else ["-n", "-t", iterations]
            nsec3 += ["-s", salt] if salted else []
            nsec3 += ["-p"] if zone.signing.startswith("optout") else []
            command = [self.ldns, *nsec3, "-o", apex, "-f", base + ".signed", base, key]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder)
        self.complaint = done.stderr + done.stdout
        for path in (key + ".key", key + ".private", base):
            os.unlink(path)
        if done.returncode != 0:
            return None
        with open(base + ".signed") as f:
            text = f.read()
        os.unlink(base + ".signed")
        # One escape that all read alike; quoted strings here hold none.
        return re.sub(r"\\([^\d#\n])", lambda m: "\\%03d" % ord(m[1]), text)
