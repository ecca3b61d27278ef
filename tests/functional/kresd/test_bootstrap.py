# SPDX-License-Identifier: BSD-2-Clause
"""Trust anchors of the root fetched over HTTPS, as RFC 7958 publishes them, from a server of the test's own."""
import http.server
import re
import ssl
import subprocess
import threading

import pytest

from lib.kresd import SILENT, Kresd

DIGEST = "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"
OLD = "49AAC11D7B6F6446702E54A1607371607A1A41855200FD2CE1CDDE32F24E8FB5"


def key(tag, digest, times):
    return ("<KeyDigest id=\"K%d\" %s>\n<KeyTag>%d</KeyTag>\n<Algorithm>8</Algorithm>\n<DigestType>2</DigestType>\n<Digest>%s</Digest>\n"
            "</KeyDigest>\n" % (tag, times, tag, digest))


def document(*keys, zone="."):
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrustAnchor id=\"1\" source=\"test\">\n<Zone>%s</Zone>\n%s</TrustAnchor>\n" % (
        zone, "".join(keys))


NOW = key(20326, DIGEST, 'validFrom="2017-02-02T00:00:00+00:00"')
PAST = key(19036, OLD, 'validFrom="2010-07-15T00:00:00+00:00" validUntil="2019-01-11T00:00:00+00:00"')
FUTURE = key(11111, OLD, 'validFrom="2199-07-15T00:00:00-05:00"')


def certificate(folder, name, subject):
    cert, private = folder / (name + ".pem"), folder / (name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                    "/CN=" + name, "-addext", "subjectAltName=" + subject, "-keyout", private, "-out", cert],
                   check=True, capture_output=True)
    return cert, private


class Anchors(http.server.BaseHTTPRequestHandler):
    text, status = document(PAST, NOW, FUTURE), 200

    def do_GET(self):
        self.send_response(type(self).status)
        self.end_headers()
        self.wfile.write(type(self).text.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def server(tmp_path):
    """Factory: server(certificate, key, text, status) serves the document; its port."""
    started = []

    def start(cert, private, text=document(PAST, NOW, FUTURE), status=200):
        handler = type("Handler", (Anchors,), {"text": text, "status": status})
        made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, private)
        made.socket = context.wrap_socket(made.socket, server_side=True)
        threading.Thread(target=made.serve_forever, daemon=True).start()
        started.append(made)
        return made.server_address[1]

    yield start
    for made in started:
        made.shutdown()
        made.server_close()


def run(folder, config):
    (folder / "config").write_text(SILENT + config + "print(trust_anchors.summary())\nquit()\n")
    return subprocess.run([Kresd.program(), "-n"], cwd=folder, capture_output=True, text=True, timeout=40, env={"KRESD_NO_LISTEN": "1"})


def settings(port, ca):
    return "trust_anchors.bootstrap_url = 'https://127.0.0.1:%d/root-anchors.xml'\ntrust_anchors.bootstrap_ca = '%s'\n" \
           "trust_anchors.file = 'root.keys'\n" % (port, ca)


def test_keys_that_are_valid_now_are_taken(server, tmp_path):
    cert, private = certificate(tmp_path, "good", "IP:127.0.0.1")
    done = run(tmp_path, settings(server(cert, private), cert))
    assert done.returncode == 0, done.stderr
    assert re.match(r"\[ ta \] keyfile 'root.keys': doesn't exist, bootstrapping\n"
                    r"\[ ta \] Root trust anchors bootstrapped over https with pinned certificate.\n"
                    r"       You may want to verify them manually, as described on:\n"
                    r"       https://data.iana.org/root-anchors/.*\n"
                    r"\[ ta \] new state of trust anchors for a domain:\n"
                    r"\. +\t172800\tDS\t20326 8 2 %s\n\n"
                    r"\[ ta \] key: 20326 state: Valid\n" % DIGEST, done.stdout), done.stdout
    assert (tmp_path / "root.keys").read_text() == ". 172800 DS 20326 8 2 %s\n" % DIGEST
    assert "20326" in done.stdout and "19036" not in done.stdout and "11111" not in done.stdout
    # The next start has the file, and asks nobody.
    again = run(tmp_path, settings(1, cert))
    assert again.returncode == 0 and "bootstrap" not in again.stdout


def refused(done, folder, why):
    assert done.returncode == 1
    assert re.search("config:\\d+: keyfile 'root.keys': https://127.0.0.1:\\d+/root-anchors.xml: .*" + why, done.stderr), done.stderr
    assert not (folder / "root.keys").exists()


def test_a_certificate_of_another_authority_is_refused(server, tmp_path):
    cert, private = certificate(tmp_path, "good", "IP:127.0.0.1")
    other, _ = certificate(tmp_path, "other", "IP:127.0.0.1")
    refused(run(tmp_path, settings(server(cert, private), other)), tmp_path, "certificate")


def test_a_certificate_of_another_host_is_refused(server, tmp_path):
    cert, private = certificate(tmp_path, "elsewhere", "DNS:elsewhere.example")
    refused(run(tmp_path, settings(server(cert, private), cert)), tmp_path, "certificate")


@pytest.mark.parametrize("text, status, why", [
    (document(PAST), 200, "no key that is valid now"),
    (document(NOW, zone="example."), 200, "not about the root"),
    (document(NOW.replace(DIGEST, "zz")), 200, "no valid 'Digest'"),
    (document(NOW.replace("2017-02-02T", "2017-02-02 ")), 200, "no valid time"),
    ("", 404, "the server says 404"),
    ("not XML", 200, "not about the root"),
], ids=["old keys", "another zone", "no digest", "no time", "not found", "not XML"])
def test_documents_that_do_not_do(server, tmp_path, text, status, why):
    cert, private = certificate(tmp_path, "good", "IP:127.0.0.1")
    refused(run(tmp_path, settings(server(cert, private, text, status), cert)), tmp_path, why)


def test_nobody_there(tmp_path):
    cert, _ = certificate(tmp_path, "good", "IP:127.0.0.1")
    refused(run(tmp_path, settings(1, cert)), tmp_path, "")
