/* SPDX-License-Identifier: BSD-2-Clause */
#include "server/transfer/set_query.h"
#include "xfr_text.h"

static const uint8_t zone[] = "\7example";

#define DS_1           "@ 60 DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000001"
#define DS_2           "@ 60 DS 2 13 2 0000000000000000000000000000000000000000000000000000000000000002"
#define SIG(type, ttl) "@ 60 RRSIG " type " 13 1 " ttl " 20300101000000 20200101000000 5 . AAAA"

static void a_question_wants_recursion_and_signatures(void **state)
{
	(void)state;
	uint8_t buf[512];
	struct msg m;
	size_t len;
	assert_ok(set_query_write(zone, RR_DS, 77, buf, sizeof(buf), &len));
	assert_ok(msg_parse(&m, span_of(buf, len)));
	assert_int_equal(m.id, 77);
	assert_int_equal(m.qtype, RR_DS);
	assert_int_equal(m.flags & (MSG_QR | MSG_RD), MSG_RD);
	assert_true(m.edns.present);
	assert_true(m.edns.flags & MSG_EDNS_DO);
	assert_int_equal(set_query_write(zone, RR_DS, 77, buf, 20, &len), E_SPACE);
}

static enum err read_lines(struct set_reply *out, struct arena *arena, uint16_t qtype,
                           const char *const *lines)
{
	static uint8_t buf[2048];
	struct msg m;
	const struct xfr_text text = {.qtype = qtype, .lines = lines};
	size_t len = xfr_text_message(buf, sizeof(buf), &text);
	assert_ok(msg_parse(&m, span_of(buf, len)));
	return set_reply_read(out, arena, &m, zone, RR_DS);
}

static void the_signature_tells_the_ttl(void **state)
{
	(void)state;
	struct arena arena;
	struct set_reply r;
	arena_init(&arena, 4096);
	assert_ok(read_lines(&r, &arena, RR_DS,
	                     (const char *[]){DS_1, DS_2, SIG("DS", "3600"), NULL}));
	assert_int_equal(r.rcode, RCODE_NOERROR);
	assert_true(r.authoritative);
	assert_int_equal(r.set.count, 2);
	assert_int_equal(r.set.ttl, 60);
	assert_int_equal(r.original_ttl, 3600);
	assert_ok(read_lines(&r, &arena, RR_DS, (const char *[]){DS_1, SIG("NS", "3600"), NULL}));
	assert_int_equal(r.original_ttl, 60);
	arena_deinit(&arena);
}

static void what_is_not_of_the_question_says_nothing(void **state)
{
	(void)state;
	struct arena arena;
	struct set_reply r;
	arena_init(&arena, 4096);
	assert_ok(read_lines(&r, &arena, RR_DS,
	                     (const char *[]){"x 60 DS 1 13 2 "
	                                      "00000000000000000000000000000000000000000000000000"
	                                      "00000000000001",
	                                      "@ 60 NS a", NULL}));
	assert_int_equal(r.set.count, 0);
	assert_int_equal(r.original_ttl, 0);
	assert_int_equal(read_lines(&r, &arena, RR_SOA, (const char *[]){DS_1, NULL}), E_MALFORMED);
	arena_deinit(&arena);
	arena_init(&arena, 8);
	assert_int_equal(read_lines(&r, &arena, RR_DS, (const char *[]){DS_1, NULL}), E_SPACE);
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_wants_recursion_and_signatures),
		cmocka_unit_test(the_signature_tells_the_ttl),
		cmocka_unit_test(what_is_not_of_the_question_says_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
