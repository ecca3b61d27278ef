/* SPDX-License-Identifier: BSD-2-Clause */
#include "../ddns_return.h"
#include "../ddns_text.h"
#include "../serve_world.h"
#include "dns/edns.h"
#include "server/serve/update_request.h"

#define KEYS "key:\n  - id: k\n    secret: Zm9v\n"
#define ACL                                                                                        \
	"acl:\n  - id: local\n    address: 127.0.0.1\n    action: update\n"                        \
	"    update-type: [A, TXT]\n"                                                              \
	"  - id: keyed\n    key: k\n    action: update\n"

static struct world w;
static uint8_t query[65535], reply[4096];
static struct ddns_request *taken;
static enum err verdict;

static enum err on_update(void *ctx, struct zone_slot *slot, struct ddns_request *request)
{
	assert_ptr_equal(ctx, &w);
	assert_ptr_equal(slot, w.slot);
	taken = request;
	return verdict;
}

static void begin(const char *zone)
{
	char conf[1024];
	snprintf(conf, sizeof(conf), "%szone:\n  - domain: example.\n    acl: [local, keyed]\n%s",
	         KEYS "remote:\n  - id: primary\n    address: 127.0.0.9\n" ACL, zone);
	world_init_conf(&w, conf);
	w.env.events = (struct serve_events){.update = on_update, .ctx = &w};
	returned = (struct ddns_returned){0};
	taken = NULL;
	verdict = OK;
}

static bool ask(size_t len, const char *from, struct answer_query *q)
{
	static struct addr peer;
	assert_ok(addr_parse(&peer, span_str(from), 77));
	const struct serve_client client = {
		.peer = &peer, .protocol = PROTOCOL_UDP, .later = returned_later};
	*q = (struct answer_query){.query = span_of(query, len),
	                           .reply = reply,
	                           .reply_cap = sizeof(reply),
	                           .kind = ANSWER_UPDATE};
	return update_request(&w.env, &w.view, q, &client, NULL);
}

#define LINES(...) ddns_from_text(query, sizeof(query), (const char *const[]){__VA_ARGS__, NULL})

static unsigned refused(size_t len, const char *from)
{
	struct answer_query q;
	assert_false(ask(len, from, &q));
	assert_null(taken);
	assert_true(q.reply_len >= MSG_HEADER_LEN);
	return reply[3] & 15;
}

static void an_allowed_request_is_handed_on(void **state)
{
	struct answer_query q;
	(void)state;
	begin("");
	size_t len = LINES("+ www 60 A 192.0.2.1");
	assert_true(ask(len, "127.0.0.1", &q));
	assert_int_equal(q.reply_len, 0);
	assert_non_null(taken);
	assert_int_equal(taken->len, len);
	assert_int_equal(addr_port(&taken->peer), 77);
	assert_false(taken->is_forwarded);
	ddns_request_answer(taken);
	assert_int_equal(returned_rcode(), RCODE_NOERROR);
	assert_int_equal(wire_get_u16(returned.reply), 4711);
	assert_int_equal(returned.reply[2], 0x80 | OPCODE_UPDATE << 3);
	world_deinit(&w);
}

static void rules_look_at_what_is_changed(void **state)
{
	(void)state;
	begin("");
	assert_int_equal(refused(LINES("+ www 60 A 1.1.1.1", "+ www 60 MX 1 a"), "127.0.0.1"),
	                 RCODE_NOTAUTH);
	assert_int_equal(refused(LINES("+ www 60 A 1.1.1.1"), "127.0.0.2"), RCODE_NOTAUTH);
	world_deinit(&w);
}

/* RFC 2136 sections 3.1.1 and 3.1.2 */
static void the_zone_section_is_looked_at(void **state)
{
	(void)state;
	begin("");
	size_t len = LINES("+ www 60 A 1.1.1.1");
	wire_set_u16(query + 12 + 9, RR_A);
	assert_int_equal(refused(len, "127.0.0.1"), RCODE_FORMERR);
	len = LINES("+ www 60 A 1.1.1.1");
	wire_set_u16(query + 12 + 11, CLASS_CH);
	assert_int_equal(refused(len, "127.0.0.1"), RCODE_NOTAUTH);
	len = LINES("+ www 60 A 1.1.1.1");
	query[13] = 'q';
	assert_int_equal(refused(len, "127.0.0.1"), RCODE_NOTAUTH);
	assert_int_equal(refused(len - 1, "127.0.0.1"), RCODE_FORMERR);
	world_deinit(&w);
}

static void a_full_queue_refuses_with_a_reason(void **state)
{
	struct answer_query q;
	struct msg m;
	(void)state;
	begin("");
	verdict = E_LIMIT;
	size_t len = LINES("+ www 60 A 192.0.2.1");
	/* an OPT, so that the reply may have one */
	static const uint8_t opt[] = {0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 0};
	memcpy(query + len, opt, sizeof(opt));
	wire_set_u16(query + 10, 1);
	assert_true(ask(len + sizeof(opt), "127.0.0.1", &q));
	assert_int_equal(q.reply_len, 0);
	assert_int_equal(returned_rcode(), RCODE_REFUSED);
	assert_ok(msg_parse(&m, span_of(returned.reply, returned.len)));
	bool found;
	struct span ede = edns_find(&m.edns, EDNS_EDE, &found);
	assert_true(found);
	assert_int_equal(wire_get_u16(ede.data), EDE_NOT_READY);
	world_deinit(&w);
}

static void a_secondary_forwards(void **state)
{
	struct answer_query q;
	struct msg m;
	(void)state;
	begin("    master: primary\n");
	size_t len = LINES("+ www 60 A 192.0.2.1");
	assert_ok(msg_parse(&m, span_of(query, len)));
	assert_true(update_is_forwarded(&w.view, &m));
	assert_true(ask(len, "127.0.0.1", &q));
	assert_true(taken->is_forwarded);
	ddns_request_drop(taken);
	world_deinit(&w);
	begin("    master: primary\n    ddns-master: \"\"\n    dnssec-signing: off\n");
	assert_ok(msg_parse(&m, span_of(query, len)));
	assert_false(update_is_forwarded(&w.view, &m));
	world_deinit(&w);
}

int main(void)
{
	rcu_register_thread();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_allowed_request_is_handed_on),
		cmocka_unit_test(rules_look_at_what_is_changed),
		cmocka_unit_test(the_zone_section_is_looked_at),
		cmocka_unit_test(a_full_queue_refuses_with_a_reason),
		cmocka_unit_test(a_secondary_forwards),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
