/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/text.h"
#include "config/parser.h"

/* Writes events as "key=[v1][v2] " with '-' before keys of dashes and '!' before top ones. */
static enum err on_key(void *ctx, const struct conf_line *line)
{
	text_printf(ctx, " %s%s%.*s=", line->top ? "!" : "", line->dash ? "-" : "",
	            (int)line->key.len, (const char *)line->key.data);
	return OK;
}

static enum err on_value(void *ctx, const struct conf_line *line, struct span value)
{
	(void)line;
	text_printf(ctx, "[%.*s]", (int)value.len, (const char *)value.data);
	return OK;
}

static void expect(const char *in, enum err err, unsigned line, const char *out)
{
	struct text t;
	struct conf_fault fault = {0};
	text_init(&t);
	struct conf_handler handler = {on_key, on_value, &t};
	assert_int_equal(conf_parse(span_str(in), &handler, &fault), err);
	if (err == OK)
		assert_string_equal(t.buf, out);
	else
		assert_int_equal(fault.line, line);
	text_deinit(&t);
}

static void the_format_is_understood(void **state)
{
	(void)state;
	expect("", OK, 0, "");
	expect("# nothing\n\n   # here\n", OK, 0, "");
	expect("server:\n    identity: x # y\n", OK, 0, " !server= identity=[x]");
	expect("zone:\n  - domain: a.\n    file: \"b c#\"\r\n", OK, 0,
	       " !zone= -domain=[a.] file=[b c#]");
	expect("zone:\n- domain: a.\n  file: x\n- domain: b.\n", OK, 0,
	       " !zone= -domain=[a.] file=[x] -domain=[b.]");
	expect("s:\n a: [ 1 , \"2 ,\", ::1@53 ]\n a: []\n a: [1,2]", OK, 0,
	       " !s= a=[1][2 ,][::1@53] a= a=[1][2]");
	expect("s:\n a: \"q\\\"q\\x\"\n", OK, 0, " !s= a=[q\"q\\x]");
	expect("s:\n a : 1\n b:\n", OK, 0, " !s= a=[1] b=");
	expect("s:\n a: %s.zone\n b: *.example.com\n c: @x\n", OK, 0,
	       " !s= a=[%s.zone] b=[*.example.com] c=[@x]");
}

static void faults_name_their_line(void **state)
{
	(void)state;
	expect("s:\n\ta: 1\n", E_CONF_TAB, 2, NULL);
	expect("s:\n  a: 1\n   b: 1\n", E_CONF_INDENT, 3, NULL);
	expect("z:\n  - d: 1\n    f: 1\n - d: 2\n", E_CONF_INDENT, 4, NULL);
	expect("z:\n  - d: 1\n      f: 1\n", E_CONF_INDENT, 3, NULL);
	expect("s:\n  a:1\n", E_MALFORMED, 2, NULL);
	expect("s:\n  a: 1 2\n", E_MALFORMED, 2, NULL);
	expect("s:\n  a: [1\n", E_MALFORMED, 2, NULL);
	expect("s:\n  a: [1,]\n", E_MALFORMED, 2, NULL);
	expect("s:\n  a: \"x\n", E_MALFORMED, 2, NULL);
	expect("s:\n  a: \"x\\\n", E_MALFORMED, 2, NULL);
	expect("s\n", E_MALFORMED, 1, NULL);
	expect("s:\n  -a: 1\n", E_MALFORMED, 2, NULL);
	expect("s:\n  a: x'\\\n", E_MALFORMED, 2, NULL);
}

static void lengths_are_bounded(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	for (int i = 0; i < 128; i++)
		text_put_char(&t, 'k');
	text_put(&t, ":\n");
	expect(t.buf, E_RANGE, 1, NULL);
	text_reset(&t);
	text_put(&t, "s:\n a: ");
	for (int i = 0; i < CONF_MAX_VALUE + 1; i++)
		text_put_char(&t, 'v');
	expect(t.buf, E_RANGE, 2, NULL);
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_format_is_understood),
		cmocka_unit_test(faults_name_their_line),
		cmocka_unit_test(lengths_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
