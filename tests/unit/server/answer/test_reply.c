/* SPDX-License-Identifier: BSD-2-Clause */
#include "../answer_text.h"

static struct served *s;

static int setup(void **state)
{
	(void)state;
	s = served_new("example.",
	               (const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300", NULL});
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	served_free(s);
	return 0;
}

static const char *ask_chaos(const char *words)
{
	uint8_t wire[512];
	size_t len = query_from_words(wire, words);
	wire[len - 1] = CLASS_CH;
	struct answer_query q = ask_octets(s, span_of(wire, len));
	assert_int_equal(q.kind, ANSWER_REPLY);
	text_reset(&s->text);
	reply_to_text(&s->text, span_of(s->reply, q.reply_len));
	return s->text.buf;
}

static void chaos_tells_what_is_configured(void **state)
{
	(void)state;
	assert_string_equal(ask_chaos("id.server. TXT"), "REFUSED\n");
	s->options.identity = span_str("ns1.example");
	s->options.version = span_str("Bowline");
	assert_string_equal(ask_chaos("Id.Server. TXT"),
	                    "NOERROR\nan Id.Server. 0 TXT \"ns1.example\"\n");
	assert_string_equal(ask_chaos("hostname.bind. TXT"),
	                    "NOERROR\nan hostname.bind. 0 TXT \"ns1.example\"\n");
	assert_string_equal(ask_chaos("version.bind. ANY"),
	                    "NOERROR\nan version.bind. 0 TXT \"Bowline\"\n");
	assert_string_equal(ask_chaos("version.server. TXT"),
	                    "NOERROR\nan version.server. 0 TXT \"Bowline\"\n");
	assert_string_equal(ask_chaos("version.server. A"), "REFUSED\n");
	assert_string_equal(ask_chaos("example. TXT"), "REFUSED\n");
	assert_string_equal(ask_chaos("fortune. A"), "REFUSED\n");
	assert_int_equal(strncmp(ask_chaos("fortune. TXT"), "NOERROR\nan fortune. 0 TXT \"", 27),
	                 0);
}

static void errors_echo_the_question(void **state)
{
	(void)state;
	uint8_t wire[512];
	struct msg m;
	size_t len = query_from_words(wire, "a.example. A edns");
	wire[len] = 0;
	struct answer_query q = ask_octets(s, span_of(wire, len + 1));
	assert_ok(msg_parse(&m, span_of(s->reply, q.reply_len)));
	assert_int_equal(msg_rcode(&m), RCODE_FORMERR);
	assert_int_equal(m.count[SECTION_QUESTION], 1);
	assert_int_equal(m.qtype, RR_A);
	wire[5] = 0;
	wire[11] = 0;
	q = ask_octets(s, span_of(wire, 12));
	assert_ok(msg_parse(&m, span_of(s->reply, q.reply_len)));
	assert_int_equal(q.rcode, RCODE_FORMERR);
	assert_int_equal(m.count[SECTION_QUESTION], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chaos_tells_what_is_configured),
		cmocka_unit_test(errors_echo_the_question),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
