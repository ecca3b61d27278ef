# SPDX-License-Identifier: BSD-2-Clause
"""Resolving from the root: referrals, aliases, negatives, transports, servers that fail."""
import threading
import time

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from lib.kresd import seconds_since
from lib.process import wait_until


def answer_with(query, *texts):
    response = dns.message.make_response(query)
    response.flags |= dns.flags.AA
    response.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", query.question[0].rdtype, *texts))
    return response


def test_follows_referrals_from_the_root(kresd):
    resolver = kresd()
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]
    assert resolver.number("worker.stats().udp") >= 3


def test_knows_the_way_the_second_time(kresd):
    resolver = kresd()
    resolver.ask("www.example.com")
    before = resolver.number("worker.stats().udp")
    assert resolver.data("www.example.com", "AAAA") == ["2001:db8::1"]
    assert resolver.number("worker.stats().udp") - before <= 2


def test_follows_an_alias(kresd):
    assert kresd().data("alias.example.com") == ["192.0.2.1", "192.0.2.2", "www.example.com."]


def test_an_alias_that_leads_to_itself_is_servfail(kresd):
    assert kresd().ask("loop1.example.com").rcode() == dns.rcode.SERVFAIL


def test_a_wildcard_answers(kresd):
    assert kresd().data("a.b.wild.example.com", "TXT") == ['"wild"']


def test_no_such_name_comes_with_soa(kresd):
    response = kresd().ask("nothing.example.com")
    assert response.rcode() == dns.rcode.NXDOMAIN
    assert response.authority[0].rdtype == dns.rdatatype.SOA


def test_an_empty_non_terminal_is_no_data(kresd):
    response = kresd().ask("non.terminal.example.com")
    assert response.rcode() == dns.rcode.NOERROR and not response.answer


def test_a_truncated_reply_is_asked_again_over_tcp(kresd, fake):
    def reply(query, tcp):
        response = answer_with(query, "192.0.2.7") if tcp else dns.message.make_response(query)
        response.flags |= dns.flags.AA | (0 if tcp else dns.flags.TC)
        return [response]
    server = fake(reply)
    assert kresd().data("www.fake.com") == ["192.0.2.7"]
    assert server.tcp_queries


def test_a_big_answer_goes_over_tcp_to_the_client(kresd):
    resolver = kresd()
    small = resolver.ask("big.example.com", "TXT")
    assert small.flags & dns.flags.TC and len(small.to_wire()) <= 512
    assert len(resolver.data("big.example.com", "TXT", tcp=True)) == 10
    # From the cache the same.
    assert resolver.ask("big.example.com", "TXT").flags & dns.flags.TC
    assert len(resolver.data("big.example.com", "TXT", tcp=True)) == 10


def test_the_next_server_is_asked_when_one_is_dead(kresd):
    for _ in range(4):  # which one comes first is chosen at random
        assert kresd().data("www.half.com") == ["192.0.2.3"]


def test_a_silent_server_is_given_up(kresd, fake):
    fake(lambda query, tcp: [])
    start = time.monotonic()
    assert kresd().ask("www.fake.com").rcode() == dns.rcode.SERVFAIL
    assert seconds_since(start) < 11


def test_a_dead_zone_is_servfail_and_the_failure_is_remembered(kresd):
    resolver = kresd()
    assert resolver.ask("www.dead.com").rcode() == dns.rcode.SERVFAIL
    before = resolver.number("worker.stats().udp")
    assert resolver.ask("www.dead.com").rcode() == dns.rcode.SERVFAIL
    assert resolver.number("worker.stats().udp") == before


def test_a_reply_with_a_wrong_id_is_waited_past(kresd, fake):
    def reply(query, tcp):
        forged = answer_with(query, "192.0.2.66")
        forged.id ^= 0x5555
        return [forged, answer_with(query, "192.0.2.8")]
    fake(reply)
    assert kresd().data("www.fake.com") == ["192.0.2.8"]


def test_an_answer_for_another_zone_is_not_believed(kresd, fake):
    def reply(query, tcp):
        response = answer_with(query, "192.0.2.9")
        response.answer.append(dns.rrset.from_text("www.example.com.", 60, "IN", "A", "192.0.2.66"))
        response.additional.append(dns.rrset.from_text("www.example.com.", 60, "IN", "A", "192.0.2.66"))
        return [response]
    fake(reply)
    resolver = kresd()
    resolver.ask("www.fake.com")
    assert resolver.data("www.example.com") == ["192.0.2.1", "192.0.2.2"]


def test_ttl_falls_while_an_answer_is_in_the_cache(kresd):
    resolver = kresd()
    first = resolver.ask("www.example.com").answer[0].ttl
    sent = resolver.number("worker.stats().udp")
    assert first <= 300
    wait_until(lambda: resolver.ask("www.example.com").answer[0].ttl < first, 5, "a lower TTL")
    assert resolver.number("worker.stats().udp") == sent
    assert resolver.number("cache.stats().answer_hit") >= 1


def test_clearing_the_cache_makes_it_ask_again(kresd):
    resolver = kresd()
    resolver.ask("www.example.com")
    before = resolver.number("worker.stats().udp")
    assert resolver.control("cache.clear()") == ["true\n"]
    resolver.ask("www.example.com")
    assert resolver.number("worker.stats().udp") - before >= 3


def test_equal_questions_under_way_are_asked_once(kresd, fake):
    go = threading.Event()

    def reply(query, tcp):
        go.wait(5)
        return [answer_with(query, "192.0.2.5")]
    server = fake(reply)
    resolver = kresd("option('NO_MINIMIZE', true)\n")
    got = []
    threads = [threading.Thread(target=lambda: got.append(resolver.data("www.fake.com"))) for _ in range(10)]
    for thread in threads:
        thread.start()
    wait_until(lambda: resolver.number("worker.stats().joined") == 9, 5, "ten clients that wait")
    go.set()
    for thread in threads:
        thread.join()
    assert got == [["192.0.2.5"]] * 10
    names = {str(q.question[0].name).lower() for q in server.udp_queries}
    assert names == {"www.fake.com."} and len(server.udp_queries) <= 3
