# SPDX-License-Identifier: BSD-2-Clause
"""Questions that are asked before clients ask them."""
import dns.flags
import dns.message
import dns.rrset

from lib.process import wait_until


class ShortLived:
    """A name whose TTL is short the first time, and long from then on: what is fetched anew does not expire in the test."""

    def __init__(self):
        self.ttl = 6

    def __call__(self, query, tcp):
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA
        question = query.question[0]
        answer.answer.append(dns.rrset.from_text(question.name, self.ttl, "IN", "A", "192.0.2.1"))
        if question.rdtype == 1 and question.name.to_text().lower() == "www.fake.com.":
            self.ttl = 3600
        return [answer]


def test_what_expires_is_fetched_before_it_has(kresd, fake):
    """The client that notices gets what there is, at once; the one behind it gets what is fresh."""
    server = fake(ShortLived())
    resolver = kresd("modules = { predict = { period = 0 } }\n")

    def asked():
        return sum(q.question[0].name.to_text().lower() == "www.fake.com." for q in server.udp_queries)
    assert resolver.control("stats") == ["nil\n"]  # only needed for predicting
    resolver.ask("www.fake.com")
    before = asked()
    wait_until(lambda: resolver.ask("www.fake.com").answer[0].ttl <= 5, 10, "the last seconds")
    wait_until(lambda: asked() > before, 10, "a question nobody waits for")
    assert asked() == before + 1
    for _ in range(5):
        resolver.ask("www.fake.com")
    assert asked() == before + 1  # once
    resolver.control("modules.unload('predict')")


def test_it_learns_what_is_asked(kresd):
    resolver = kresd("modules = { predict = { window = 1 / 60, period = 3 } }\n")
    assert resolver.control("stats ~= nil", "modules.list()[#modules.list()]") == ["true\n", "stats\n"]

    def learned():
        resolver.control("cache.clear()")
        for i in range(40):
            resolver.ask("n%d.wild.example.com" % i, "TXT")
        return resolver.number("stats['predict.learned'] or 0") > 0
    wait_until(learned, 20, "something learned")
    assert 1 <= resolver.number("stats['predict.epoch']") <= 3
    assert resolver.number("stats['predict.queue']") >= 0
    assert "expected 'config({ window" in resolver.control("predict.config{ window = 0 }")[0]
    resolver.control("predict.config{ period = 0 }")
    resolver.control("modules.unload('predict')", "modules.unload('stats')")
    assert len(resolver.data("www.example.com")) == 2
