# SPDX-License-Identifier: BSD-2-Clause
"""One batch of made-up zones on our server and the distribution's, and what all answer."""
import time

from lib.process import wait_until
from lib.servers import Knotd, Named, Nsd, OurKnotd

from .ask import ask_all, make_query
from .probes import probes, queries_of
from .signing import Signer
from .zones import family, name_text, name_wire

PEERS = (Knotd, Nsd, Named)
OPTIONS = {
    OurKnotd: "server:\n    udp-max-payload: 4096\n    udp-workers: 1\n    tcp-workers: 1\n",
    Knotd: "server:\n    udp-max-payload: 4096\n    udp-workers: 1\n    tcp-workers: 1\n",
    Nsd: "server:\n    ipv4-edns-size: 4096\n    minimal-responses: yes\n    rrl-ratelimit: 0\n"
         "    rrl-whitelist-ratelimit: 0\n    zonefiles-check: no\n",
    Named: "minimal-responses yes; check-names primary ignore; check-integrity no; check-mx ignore; check-mx-cname ignore;"
           " check-srv-cname ignore; check-sibling no; check-wildcard no; max-udp-size 4096; nocookie-udp-size 4096;"
           " answer-cookie no; minimal-any yes; empty-zones-enable no; rrset-order { order none; }; zone-statistics none;"
           " max-types-per-name 0; max-records-per-type 0;",
}
READY = "ready. 60 SOA a. a. 1 2 3 4 5\nready. 60 NS a.\n"


class Batch:
    """Zones first to first + count - 1 of a seed, signed where they say so."""

    def __init__(self, folder, seed, first, count):
        self.seed, self.zones, self.refused = seed, [], 0
        self.texts = {"ready.": READY}  # the first zone: all load it, so it tells that a server is up
        signer = Signer(f"{folder}/sign")
        for number in range(first, first + count):
            for zone in family(seed, number):
                text = signer.sign(zone, len(self.zones))
                if text is None:
                    self.refused += 1
                    zone.signing, text = "", zone.text()
                if name_text(zone.apex) in self.texts:
                    continue
                self.zones.append(zone)
                self.texts[name_text(zone.apex)] = text
        self.dnskey = signer.dnskey if signer.key else None

    def ask(self, kind, folder, asked):
        """Replies of one kind of server by index, and the zones it does not serve."""
        with kind(folder, self.texts, options=OPTIONS[kind]) as server:
            soas = [make_query(i, name_wire(z.apex), 6, False, 0) for i, z in enumerate(self.zones)]
            unserved, since = set(range(len(soas))), [0, time.monotonic()]

            def all_serve():
                left = sorted(unserved)
                if since[0] != len(left):
                    since[:] = len(left), time.monotonic()
                got = ask_all(server.address, server.port, [soas[i] for i in left])
                for at, i in enumerate(left):
                    if at in got and got[at][3] & 15 == 0 and got[at][2] & 4:
                        unserved.discard(i)
                return not unserved or time.monotonic() > since[1] + 2  # it refused the rest
            wait_until(all_serve, 30, "all zones served")
            return ask_all(server.address, server.port, asked), {self.zones[i].apex for i in unserved}

    def run(self, folder, per_zone, peers=PEERS):
        """(zone, question, wire) of all probes, and replies by kind of server."""
        asked = [(zone, question, wire) for zone in self.zones for question, wire in probes(self.seed, zone, per_zone)]
        queries = queries_of([(question, wire) for _, question, wire in asked])
        replies = {kind: self.ask(kind, folder, queries) for kind in (OurKnotd, *peers) if kind.is_available()}
        return asked, replies
