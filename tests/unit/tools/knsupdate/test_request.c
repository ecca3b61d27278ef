/* SPDX-License-Identifier: BSD-2-Clause */
#include "../captured.h"

#include "tools/cli/message_print.h"
#include "tools/knsupdate/request.h"

static struct request request;
static struct captured told;

static int begin(void **state)
{
	(void)state;
	request_init(&request);
	assert_ok(name_parse_str(&request.zone, "example."));
	assert_ok(name_parse_str(&request.origin, "example."));
	return 0;
}

static int end(void **state)
{
	(void)state;
	request_deinit(&request);
	return 0;
}

/* The records of the message, without columns. */
static void assert_message(const char *expected)
{
	static uint8_t buf[65535];
	struct message_style style = message_style_default();
	struct msg m;
	struct text t, plain;
	size_t len;
	style.header = style.question = style.comments = false;
	assert_ok(request_write(&request, buf, sizeof(buf), &len));
	assert_ok(msg_parse(&m, span_of(buf, len)));
	assert_int_equal(msg_opcode(&m), OPCODE_UPDATE);
	assert_int_equal(m.qtype, RR_SOA);
	text_init(&t);
	text_init(&plain);
	message_print(&t, &m, &style);
	for (const char *c = t.buf; *c != '\0'; c++) {
		bool blank = *c == ' ' || *c == '\t';
		if (!blank)
			text_put_char(&plain, *c);
		else if (plain.len > 0 && plain.buf[plain.len - 1] != ' ' && c[1] != '\n')
			text_put_char(&plain, ' ');
	}
	assert_string_equal(plain.buf, expected);
	text_deinit(&plain);
	text_deinit(&t);
}

static void records_to_add(void **state)
{
	(void)state;
	assert_ok(request_add(&request, "www 60 IN A 192.0.2.1"));
	assert_ok(request_add(&request, "www IN 60 A 192.0.2.2 ; comment"));
	assert_ok(request_add(&request, "www MX 10 mail"));
	assert_ok(request_add(&request, "a.test. 1h TXT \"q ; w\" e"));
	request.default_ttl = 77;
	assert_ok(request_add(&request, "@ TYPE65280 \\# 2 0102"));
	assert_message("www.example. 60 IN A 192.0.2.1\nwww.example. 60 IN A 192.0.2.2\n"
	               "www.example. 3600 IN MX 10 mail.example.\n"
	               "a.test. 3600 IN TXT \"q ; w\" \"e\"\n"
	               "example. 77 IN TYPE65280 \\# 2 0102\n");
}

/* RFC 2136 section 2.5 */
static void records_to_delete(void **state)
{
	(void)state;
	assert_ok(request_delete(&request, "www"));
	assert_ok(request_delete(&request, "www A"));
	assert_ok(request_delete(&request, "www 60 IN A 192.0.2.1"));
	assert_ok(request_delete(&request, "www 60 IN MX 10 mail"));
	assert_message(
		"www.example. 0 ANY ANY\nwww.example. 0 ANY A\n"
		"www.example. 0 NONE A 192.0.2.1\nwww.example. 0 NONE MX 10 mail.example.\n");
}

/* RFC 2136 section 2.4 */
static void prerequisites(void **state)
{
	(void)state;
	assert_ok(request_prereq_name(&request, "a", true));
	assert_ok(request_prereq_name(&request, "b", false));
	assert_ok(request_prereq_set(&request, "c A", true));
	assert_ok(request_prereq_set(&request, "d IN AAAA", false));
	assert_ok(request_prereq_set(&request, "e A 192.0.2.1", true));
	assert_message("a.example. 0 ANY ANY\nb.example. 0 NONE ANY\nc.example. 0 ANY A\n"
	               "d.example. 0 NONE AAAA\ne.example. 0 IN A 192.0.2.1\n");
	request_clear(&request);
	assert_message("");
}

static void refused(enum err (*parse)(struct request *r, const char *text), const char *text,
                    const char *expected)
{
	capture_begin(&told, STDERR_FILENO);
	enum err e = parse(&request, text);
	capture_end(&told);
	assert_int_equal(e, E_INVALID);
	assert_string_equal(told.text, expected);
}

static enum err set_exists(struct request *r, const char *text)
{
	return request_prereq_set(r, text, true);
}

static enum err name_exists(struct request *r, const char *text)
{
	return request_prereq_name(r, text, true);
}

static void mistakes_are_told_and_add_nothing(void **state)
{
	(void)state;
	refused(request_add, "", ";; ERROR: invalid record (no owner name)\n");
	refused(request_add, "$INCLUDE x", ";; ERROR: invalid record (no owner name)\n");
	refused(request_add, "a 60 A 1.2", ";; ERROR: invalid record (invalid IPv4 address)\n");
	refused(request_add, "a 60 A", ";; ERROR: invalid record (missing field)\n");
	refused(request_delete, "", ";; ERROR: missing owner name\n");
	refused(request_delete, "a..b", ";; ERROR: invalid owner name 'a..b' (empty label)\n");
	refused(request_delete, "a CH A", ";; ERROR: class mismatch 'CH'\n");
	refused(request_delete, "a FOO", ";; ERROR: invalid type 'FOO'\n");
	refused(request_delete, "a A 1.2", ";; ERROR: invalid rdata (invalid IPv4 address)\n");
	refused(set_exists, "a", ";; ERROR: missing prerequisite type\n");
	refused(name_exists, "", ";; ERROR: missing prerequisite owner name\n");
	assert_message("");
}

static void what_is_not_looked_at_is_told(void **state)
{
	(void)state;
	capture_begin(&told, STDERR_FILENO);
	assert_ok(request_prereq_name(&request, "a b", true));
	assert_ok(request_prereq_set(&request, "a 60 A 192.0.2.1", false));
	capture_end(&told);
	assert_string_equal(told.text, ";; WARNING: ignoring input data 'b'\n"
	                               ";; WARNING: ignoring TTL value '60'\n"
	                               ";; WARNING: ignoring input data '192.0.2.1'\n");
}

static void a_message_has_a_limit(void **state)
{
	static uint8_t buf[200];
	size_t len;
	(void)state;
	for (unsigned i = 0; i < 20; i++)
		assert_ok(request_add(&request, "www TXT 0123456789"));
	assert_int_equal(request_write(&request, buf, sizeof(buf), &len), E_SPACE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(records_to_add, begin, end),
		cmocka_unit_test_setup_teardown(records_to_delete, begin, end),
		cmocka_unit_test_setup_teardown(prerequisites, begin, end),
		cmocka_unit_test_setup_teardown(mistakes_are_told_and_add_nothing, begin, end),
		cmocka_unit_test_setup_teardown(what_is_not_looked_at_is_told, begin, end),
		cmocka_unit_test_setup_teardown(a_message_has_a_limit, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
