/* SPDX-License-Identifier: BSD-2-Clause */
#include "ddns_world.h"

static uint8_t buf[65535];

static unsigned read_octets(struct ddns_message *m, struct arena *arena, size_t len, size_t limit)
{
	static struct msg msg;
	arena_init(arena, limit);
	assert_ok(msg_parse(&msg, span_of(buf, len)));
	return ddns_message_read(m, arena, &msg);
}

static void sections_come_apart(void **state)
{
	struct ddns_message m;
	struct arena arena;
	(void)state;
	arena_init(&arena, DDNS_MEMORY_MAX);
	ddns_read(&m, &arena,
	          DDNS_LINES("?yx www", "?yx WWW A 1.2.3.4", "+ New 60 MX 10 Mail", "- new",
	                     "- new MX", "- new MX 10 mail"));
	assert_int_equal(m.prereq_count, 2);
	assert_int_equal(m.update_count, 4);
	assert_int_equal(m.prereqs[0].class_, CLASS_ANY);
	assert_int_equal(m.prereqs[1].class_, CLASS_IN);
	assert_memory_equal(m.prereqs[1].owner, "\3www\7example", 13);
	assert_memory_equal(m.updates[0].owner, "\3new\7example", 13);
	assert_int_equal(m.updates[0].rdata.len, 2 + 14);
	assert_memory_equal(m.updates[0].rdata.data, "\0\12\4mail\7example", 16);
	assert_int_equal(m.updates[1].type, RR_ANY);
	assert_int_equal(m.updates[1].rdata.len, 0);
	assert_int_equal(m.updates[3].class_, CLASS_NONE);
	assert_true(span_equal(m.updates[3].rdata, m.updates[0].rdata));
	/* Names that repeat are kept once. */
	assert_ptr_equal(m.updates[1].owner, m.updates[0].owner);
	arena_deinit(&arena);
}

/* RFC 2136 section 3.1.1 */
static void the_zone_section_is_one_soa(void **state)
{
	struct ddns_message m;
	struct arena arena;
	(void)state;
	size_t len = ddns_from_text(buf, sizeof(buf), DDNS_LINES("- www"));
	wire_set_u16(buf + MSG_HEADER_LEN + 9, RR_A);
	assert_int_equal(read_octets(&m, &arena, len, DDNS_MEMORY_MAX), RCODE_FORMERR);
	arena_deinit(&arena);
	memset(buf, 0, MSG_HEADER_LEN);
	assert_int_equal(read_octets(&m, &arena, MSG_HEADER_LEN, DDNS_MEMORY_MAX), RCODE_FORMERR);
	arena_deinit(&arena);
}

static void data_that_does_not_fit_is_formerr(void **state)
{
	struct ddns_message m;
	struct arena arena;
	(void)state;
	size_t len = ddns_from_text(buf, sizeof(buf), DDNS_LINES("+ www 60 A 1.2.3.4"));
	/* the same octets as an AAAA */
	wire_set_u16(buf + len - 4 - 10, RR_AAAA);
	assert_int_equal(read_octets(&m, &arena, len, DDNS_MEMORY_MAX), RCODE_FORMERR);
	arena_deinit(&arena);
}

static void memory_has_a_bound(void **state)
{
	struct ddns_message m;
	struct arena arena;
	(void)state;
	size_t len = ddns_from_text(buf, sizeof(buf), DDNS_LINES("+ www 60 A 1.2.3.4"));
	for (size_t limit = 1; limit < 100; limit += 7) {
		assert_int_equal(read_octets(&m, &arena, len, limit), RCODE_SERVFAIL);
		arena_deinit(&arena);
	}
}

/* RFC 6895 section 3.1 */
static void meta_types(void **state)
{
	(void)state;
	assert_true(ddns_type_is_meta(RR_ANY));
	assert_true(ddns_type_is_meta(RR_AXFR));
	assert_true(ddns_type_is_meta(RR_OPT));
	assert_true(ddns_type_is_meta(RR_TSIG));
	assert_true(ddns_type_is_meta(0));
	assert_true(ddns_type_is_meta(200));
	assert_false(ddns_type_is_meta(RR_A));
	assert_false(ddns_type_is_meta(65280));
	assert_false(ddns_type_is_meta(RR_RRSIG));
}

static unsigned prescan_of(const char *line, uint16_t type, uint16_t class_, uint32_t ttl)
{
	struct ddns_message m;
	struct arena arena;
	arena_init(&arena, DDNS_MEMORY_MAX);
	ddns_read(&m, &arena, DDNS_LINES(line));
	m.updates[0].type = type;
	m.updates[0].class_ = class_;
	m.updates[0].ttl = ttl;
	unsigned rcode = ddns_prescan(&m);
	arena_deinit(&arena);
	return rcode;
}

/* RFC 2136 section 3.4.1 */
static void prescan_judges_by_class(void **state)
{
	const char *add = "+ www 60 A 1.2.3.4", *bare = "- www";
	(void)state;
	assert_int_equal(prescan_of(add, RR_A, CLASS_IN, 60), RCODE_NOERROR);
	assert_int_equal(prescan_of(add, RR_AXFR, CLASS_IN, 60), RCODE_FORMERR);
	assert_int_equal(prescan_of(add, RR_ANY, CLASS_IN, 60), RCODE_FORMERR);
	assert_int_equal(prescan_of(bare, RR_ANY, CLASS_ANY, 0), RCODE_NOERROR);
	assert_int_equal(prescan_of(bare, RR_A, CLASS_ANY, 0), RCODE_NOERROR);
	assert_int_equal(prescan_of(bare, RR_A, CLASS_ANY, 1), RCODE_FORMERR);
	assert_int_equal(prescan_of(bare, RR_AXFR, CLASS_ANY, 0), RCODE_FORMERR);
	assert_int_equal(prescan_of(add, RR_A, CLASS_ANY, 0), RCODE_FORMERR);
	assert_int_equal(prescan_of(add, RR_A, CLASS_NONE, 0), RCODE_NOERROR);
	assert_int_equal(prescan_of(add, RR_A, CLASS_NONE, 1), RCODE_FORMERR);
	assert_int_equal(prescan_of(add, RR_ANY, CLASS_NONE, 0), RCODE_FORMERR);
	assert_int_equal(prescan_of(add, RR_A, CLASS_CH, 60), RCODE_FORMERR);
	assert_int_equal(prescan_of("+ www.test. 60 A 1.2.3.4", RR_A, CLASS_IN, 60), RCODE_NOTZONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_come_apart),
		cmocka_unit_test(the_zone_section_is_one_soa),
		cmocka_unit_test(data_that_does_not_fit_is_formerr),
		cmocka_unit_test(memory_has_a_bound),
		cmocka_unit_test(meta_types),
		cmocka_unit_test(prescan_judges_by_class),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
