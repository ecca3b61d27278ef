/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "dns/edns.h"

static void subnets_round_trip(void **state)
{
	(void)state;
	static const struct {
		const char *octets;
		size_t len;
		enum err err;
	} cases[] = {
		{"\0\1\30\0\300\0\2", 7, OK},
		{"\0\1\31\0\300\0\2\200", 8, OK},
		{"\0\2\0\0", 4, OK},
		{"\0\1\31\0\300\0\2\201", 8, E_MALFORMED},
		{"\0\1\41\0\300\0\2\0\0", 9, E_MALFORMED},
		{"\0\3\0\0", 4, E_MALFORMED},
		{"\0\1\30\0\300\0\2\0", 8, E_TRAILING},
		{"\0\1\30\0\300\0", 6, E_EOF},
		{"\0\1\30", 3, E_EOF},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct edns_subnet s;
		struct span in = span_of(cases[i].octets, cases[i].len);
		assert_int_equal(edns_subnet_read(&s, in), cases[i].err);
		if (cases[i].err != OK)
			continue;
		uint8_t buf[32];
		struct wire_writer w = wire_writer_of(buf, sizeof(buf));
		assert_ok(edns_subnet_write(&w, &s));
		assert_true(span_equal(wire_written(&w), in));
	}
}

static void ede_text_is_cut_between_characters(void **state)
{
	(void)state;
	char text[80];
	uint8_t buf[128];
	struct edns_writer e;
	memset(text, 'a', 63);
	memcpy(text + 63, "\xc3\xa9\xc3\xa9", 5); /* 64 octets would end inside the first */
	edns_writer_init(&e, buf, sizeof(buf), 1232);
	assert_ok(edns_put_ede(&e, EDE_BLOCKED, text));
	assert_int_equal(e.options.pos, 4 + 2 + 63);
	assert_int_equal(edns_put_ede(&e, EDE_BLOCKED, text), E_SPACE);
	assert_int_equal(e.options.pos, 4 + 2 + 63);
	assert_string_equal(ede_name(EDE_BLOCKED), "Blocked");
	assert_null(ede_name(28));
	assert_null(ede_name(-1));
	assert_string_equal(edns_option_name(EDNS_COOKIE), "COOKIE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(subnets_round_trip),
		cmocka_unit_test(ede_text_is_cut_between_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
