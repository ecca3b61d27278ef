/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "config/value.h"

static const struct conf_option options[] = {{"one", 1}, {"two", 2}, {NULL, 0}};

static enum err parse(struct conf_value *out, enum conf_type type, int64_t min, int64_t max,
                      const char *text)
{
	static struct arena arena;
	struct conf_item item = {.type = type, .min = min, .max = max, .options = options};
	arena_deinit(&arena);
	arena_init(&arena, 0);
	return conf_value_parse(out, &arena, NULL, &item, span_str(text));
}

static void numbers_take_one_unit(void **state)
{
	(void)state;
	struct conf_value v;
	assert_ok(parse(&v, CONF_TIME, 0, 0, "2h"));
	assert_int_equal(v.number, 7200);
	assert_ok(parse(&v, CONF_TIME, 0, 0, "1M"));
	assert_int_equal(v.number, 30 * 86400);
	assert_ok(parse(&v, CONF_SIZE, 0, 0, "3M"));
	assert_int_equal(v.number, 3 << 20);
	assert_ok(parse(&v, CONF_TIME, -1, 10, "-1"));
	assert_int_equal(v.number, -1);
	assert_int_equal(parse(&v, CONF_TIME, 0, 0, "1h30m"), E_INVALID);
	assert_int_equal(parse(&v, CONF_TIME, 0, 0, "h"), E_INVALID);
	assert_int_equal(parse(&v, CONF_INT, 0, 0, "1s"), E_INVALID);
	assert_int_equal(parse(&v, CONF_INT, 1, 9, "10"), E_RANGE);
	assert_int_equal(parse(&v, CONF_INT, 0, 0, "-1"), E_RANGE);
	assert_int_equal(parse(&v, CONF_INT, 0, 0, "99999999999999999999"), E_RANGE);
	assert_int_equal(parse(&v, CONF_SIZE, 0, 0, "9223372036854775807G"), E_RANGE);
}

static void words_ignore_case(void **state)
{
	(void)state;
	struct conf_value v;
	assert_ok(parse(&v, CONF_BOOL, 0, 0, "True"));
	assert_int_equal(v.number, 1);
	assert_ok(parse(&v, CONF_BOOL, 0, 0, "OFF"));
	assert_int_equal(v.number, 0);
	assert_int_equal(parse(&v, CONF_BOOL, 0, 0, "yes"), E_INVALID);
	assert_ok(parse(&v, CONF_OPT, 0, 0, "ONE"));
	assert_int_equal(v.number, 1);
	assert_ok(parse(&v, CONF_OPT, 0, 0, "two"));
	assert_int_equal(parse(&v, CONF_OPT, 0, 0, "three"), E_INVALID);
}

static enum err doubled(struct span text, struct text *out, int64_t *number)
{
	if (text.len == 0)
		return E_INVALID;
	text_put_octets(out, text.data, text.len);
	text_put_octets(out, text.data, text.len);
	*number = (int64_t)text.len;
	return OK;
}

static void a_form_of_the_program_decides(void **state)
{
	(void)state;
	struct arena arena;
	struct conf_value v;
	const struct conf_item item = {.type = CONF_STR, .form = doubled};
	arena_init(&arena, 0);
	assert_ok(conf_value_parse(&v, &arena, NULL, &item, span_str("ab")));
	assert_string_equal(v.text, "abab");
	assert_int_equal(v.number, 2);
	assert_int_equal(conf_value_parse(&v, &arena, NULL, &item, span_str("")), E_INVALID);
	arena_deinit(&arena);
}

static void octets_and_addresses(void **state)
{
	(void)state;
	struct conf_value v;
	assert_ok(parse(&v, CONF_HEX, 0, 0, "0x00ff"));
	assert_true(span_equal(v.octets, span_of("\0\377", 2)));
	assert_ok(parse(&v, CONF_HEX, 0, 0, "text"));
	assert_true(span_equal(v.octets, span_str("text")));
	assert_int_equal(parse(&v, CONF_HEX, 0, 0, "0x0"), E_HEX);
	assert_ok(parse(&v, CONF_B64, 0, 0, "Zm9v"));
	assert_true(span_equal(v.octets, span_str("foo")));
	assert_int_equal(parse(&v, CONF_B64, 0, 0, "!!"), E_BASE64);
	assert_ok(parse(&v, CONF_ADDR, 0, 0, "::1@53"));
	assert_ok(parse(&v, CONF_ADDR, 0, 0, "knot.sock"));
	assert_int_equal(parse(&v, CONF_ADDR, 0, 0, "1.2.3.4@70000"), E_RANGE);
	assert_int_equal(parse(&v, CONF_ADDR, 0, 0, "1.2.3.400"), E_ADDR);
	assert_ok(parse(&v, CONF_NET, 0, 0, "10.0.0.0/8"));
	assert_int_equal(parse(&v, CONF_NET, 0, 0, "10.0.0.0/80"), E_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_take_one_unit),
		cmocka_unit_test(words_ignore_case),
		cmocka_unit_test(a_form_of_the_program_decides),
		cmocka_unit_test(octets_and_addresses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
