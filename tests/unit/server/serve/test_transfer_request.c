/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "../journal/history_text.h"
#include "../journal_folder.h"
#include "dns/edns.h"
#include "server/serve/transfer_request.h"
#include "../serve_world.h"

static struct world w;
static uint8_t query[600], reply[65535];

/* Ask; true: the transfer may begin, and is let go of. */
static bool ask(enum answer_kind kind, size_t len, enum conf_protocol protocol,
                struct transfer_start *t, struct msg *m)
{
	struct addr peer;
	assert_ok(addr_parse(&peer, span_str("127.0.0.1"), 1));
	const struct serve_client client = {.peer = &peer, .protocol = protocol};
	struct answer_query q = {.query = span_of(query, len),
	                         .reply = reply,
	                         .reply_cap = sizeof(reply),
	                         .kind = kind,
	                         .slot = w.slot};
	if (transfer_request(t, &w.env, &q, &client)) {
		zone_version_unpin(t->version);
		return true;
	}
	assert_int_equal(w.slot->version->pins, 0);
	assert_ok(msg_parse(m, span_of(reply, q.reply_len)));
	return false;
}

static bool ask_ixfr(uint32_t serial, enum conf_protocol protocol, struct transfer_start *t,
                     struct msg *m)
{
	return ask(ANSWER_IXFR, world_ixfr_query(query, sizeof(query), "example.", serial),
	           protocol, t, m);
}

static void a_frozen_zone_is_not_ready(void **state)
{
	(void)state;
	struct transfer_start t;
	struct msg m;
	bool found;
	world_init(&w);
	atomic_fetch_or(&w.slot->flags, SLOT_XFR_FROZEN);
	size_t len = world_query(query, sizeof(query), "example.", RR_AXFR);
	memcpy(query + len, "\0\0\x29\4\0\0\0\0\0\0\0", 11);
	query[11] = 1;
	assert_false(ask(ANSWER_AXFR, len + 11, PROTOCOL_TCP, &t, &m));
	assert_int_equal(msg_rcode(&m), RCODE_REFUSED);
	struct span ede = edns_find(&m.edns, EDNS_EDE, &found);
	assert_int_equal(ede.len, 2);
	assert_int_equal(wire_get_u16(ede.data), EDE_NOT_READY);
	world_deinit(&w);
}

static void an_expired_zone_is_not_sent(void **state)
{
	(void)state;
	struct transfer_start t;
	struct msg m;
	world_init(&w);
	atomic_fetch_or(&w.slot->flags, SLOT_EXPIRED);
	assert_false(ask(ANSWER_AXFR, world_query(query, sizeof(query), "example.", RR_AXFR),
	                 PROTOCOL_TCP, &t, &m));
	assert_int_equal(msg_rcode(&m), RCODE_SERVFAIL);
	world_deinit(&w);
}

/* RFC 1995 section 2 and 3; the zone has serial 7. */
static void nothing_newer_and_datagrams_get_the_soa(void **state)
{
	(void)state;
	static const struct {
		uint32_t serial;
		enum conf_protocol protocol;
	} cases[] = {{7, PROTOCOL_TCP}, {8, PROTOCOL_TCP}, {7, PROTOCOL_UDP}, {3, PROTOCOL_UDP}};
	struct transfer_start t;
	struct msg m;
	world_init(&w);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_false(ask_ixfr(cases[i].serial, cases[i].protocol, &t, &m));
		assert_int_equal(msg_rcode(&m), RCODE_NOERROR);
		assert_int_equal(m.count[SECTION_ANSWER], 1);
		assert_true((m.flags & MSG_AA) != 0);
	}
	world_deinit(&w);
}

static void changes_since_nothing_are_malformed(void **state)
{
	(void)state;
	struct transfer_start t;
	struct msg m;
	world_init(&w);
	assert_false(ask(ANSWER_IXFR, world_query(query, sizeof(query), "example.", RR_IXFR),
	                 PROTOCOL_TCP, &t, &m));
	assert_int_equal(msg_rcode(&m), RCODE_FORMERR);
	world_deinit(&w);
}

static void without_history_the_zone_is_sent(void **state)
{
	(void)state;
	struct transfer_start t;
	struct msg m;
	struct journal_folder folder;
	world_init(&w);
	assert_true(ask_ixfr(5, PROTOCOL_TCP, &t, &m));
	assert_false(t.has_history);
	journal_folder_open(&folder);
	w.env.journal = folder.journal;
	for (unsigned i = 5; i < 7; i++) {
		struct zone_changeset c = history_step(i, i + 1, 10);
		journal_folder_add(&folder, &c);
		zone_changeset_deinit(&c);
	}
	assert_true(ask_ixfr(4, PROTOCOL_TCP, &t, &m));
	assert_false(t.has_history);
	assert_true(ask_ixfr(5, PROTOCOL_TCP, &t, &m));
	assert_true(t.has_history);
	assert_int_equal(t.history.steps.count, 2);
	assert_int_equal(t.history.octets, w.counters.history_octets);
	history_deinit(&t.history);
	/* All memory for histories is taken. */
	w.counters.history_octets = SIZE_MAX / 2;
	assert_true(ask_ixfr(5, PROTOCOL_TCP, &t, &m));
	assert_false(t.has_history);
	/* The zone may not give any away. */
	w.counters.history_octets = 0;
	struct zone_conf closed = w.conf->zones[0];
	closed.ixfr.provide = false;
	(void)!slot_publish_conf(w.slot, &closed);
	assert_true(ask_ixfr(5, PROTOCOL_TCP, &t, &m));
	assert_false(t.has_history);
	world_deinit(&w);
	journal_folder_close(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frozen_zone_is_not_ready),
		cmocka_unit_test(an_expired_zone_is_not_sent),
		cmocka_unit_test(nothing_newer_and_datagrams_get_the_soa),
		cmocka_unit_test(changes_since_nothing_are_malformed),
		cmocka_unit_test(without_history_the_zone_is_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
