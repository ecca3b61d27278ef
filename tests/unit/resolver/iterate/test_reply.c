/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/iterate/reply.h"

#include "../wire.h"

static struct arena arena;
static struct msg msg;
static struct reply reply;

static enum err read_it(const char *zone, const struct reply_text *t)
{
	arena_deinit(&arena);
	assert_ok(msg_parse(&msg, reply_wire(nm("www.example."), RR_A, t)));
	return reply_read(&reply, &msg, nm(zone), &arena);
}

static void sets_are_gathered(void **state)
{
	(void)state;
	assert_ok(read_it(
		".",
		&(struct reply_text){
			.answer = {"www.example. 60 A 192.0.2.1", "WWW.example. 30 A 192.0.2.2",
	                           "www.example. 90 A 192.0.2.1", "www.example. 50 TXT \"x\""},
			.additional = {"ns.example. 5 A 192.0.2.3", "ns.example. 5 TXT a"}}));
	const struct req_set *a = reply_find(&reply.answer, nm("www.example."), RR_A);
	assert_non_null(a);
	assert_int_equal(a->data.count, 2);
	assert_int_equal(a->data.ttl, 30); /* RFC 2181 section 5.2 */
	assert_int_equal(reply.answer.count, 2);
	assert_non_null(reply_find_type(&reply.answer, RR_TXT));
	assert_null(reply_find_type(&reply.answer, RR_MX));
	assert_int_equal(reply.additional.count, 1); /* addresses only */
}

static void what_lies_outside_the_zone_is_not_there(void **state)
{
	(void)state;
	assert_ok(read_it("example.", &(struct reply_text){.answer = {"www.example. 60 A 192.0.2.1",
	                                                              "www.other. 60 A 192.0.2.6"},
	                                                   .authority = {"other. 60 NS ns.example.",
	                                                                 ". 60 NS ns.example."}}));
	assert_int_equal(reply.answer.count, 1);
	assert_int_equal(reply.authority.count, 0);
}

static void signatures_go_with_their_sets(void **state)
{
	(void)state;
	assert_ok(read_it(".", &(struct reply_text){
				       .answer = {"www.example. 60 A 192.0.2.1",
	                                          "www.example. 60 RRSIG A 13 2 60 20300101000000 "
	                                          "20200101000000 1 example. AAAA",
	                                          "www.example. 60 RRSIG A 13 2 60 20300101000000 "
	                                          "20200101000000 1 other. AAAA",
	                                          "www.example. 60 RRSIG MX 13 2 60 20300101000000 "
	                                          "20200101000000 1 example. AAAA"}}));
	assert_int_equal(reply.answer.count, 1);
	assert_int_equal(reply.answer.set[0].sigs.count, 1); /* the signer must be above */
}

static void a_ttl_with_the_top_bit_is_zero(void **state)
{
	(void)state;
	assert_ok(read_it(".",
	                  &(struct reply_text){.answer = {"www.example. 2147483648 A 192.0.2.1"}}));
	assert_int_equal(reply.answer.set[0].data.ttl, 0);
}

static void broken_data_make_it_worthless(void **state)
{
	(void)state;
	struct span wire = reply_wire(
		nm("www.example."), RR_A,
		&(struct reply_text){.answer = {"www.example. 60 A 192.0.2.1"}, .no_opt = true});
	uint8_t copy[512];
	memcpy(copy, wire.data, wire.len);
	copy[wire.len - 5] = 3; /* RDLENGTH of A */
	assert_ok(msg_parse(&msg, span_of(copy, wire.len - 1)));
	assert_int_not_equal(reply_read(&reply, &msg, name_root, &arena), OK);
}

static void huge_sets_are_refused(void **state)
{
	(void)state;
	static uint8_t buf[65535];
	struct msg_writer w;
	msg_writer_init(&w, buf, sizeof(buf), 0, MSG_QR);
	assert_ok(msg_put_question(&w, nm("a."), RR_A, CLASS_IN));
	for (uint16_t i = 0; i <= REPLY_RRSET_MAX; i++) {
		uint8_t ip[4] = {10, 0, (uint8_t)(i >> 8), (uint8_t)i};
		assert_ok(msg_put_rr(&w, SECTION_ANSWER, nm("a."), RR_A, CLASS_IN, 1,
		                     span_of(ip, 4)));
	}
	assert_ok(msg_parse(&msg, span_of(buf, msg_finish(&w))));
	assert_int_equal(reply_read(&reply, &msg, name_root, &arena), E_LIMIT);
}

static void memory_is_bounded(void **state)
{
	(void)state;
	struct arena small;
	arena_init(&small, 32);
	assert_ok(msg_parse(
		&msg, reply_wire(nm("www.example."), RR_A,
	                         &(struct reply_text){.answer = {"www.example. 60 A 192.0.2.1",
	                                                         "b.example. 60 A 192.0.2.1"}})));
	assert_int_equal(reply_read(&reply, &msg, name_root, &small), E_SPACE);
	arena_deinit(&small);
}

static int teardown(void **state)
{
	(void)state;
	arena_deinit(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_are_gathered),
		cmocka_unit_test(what_lies_outside_the_zone_is_not_there),
		cmocka_unit_test(signatures_go_with_their_sets),
		cmocka_unit_test(a_ttl_with_the_top_bit_is_zero),
		cmocka_unit_test(broken_data_make_it_worthless),
		cmocka_unit_test(huge_sets_are_refused),
		cmocka_unit_test(memory_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, teardown);
}
