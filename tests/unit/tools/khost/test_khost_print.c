/* SPDX-License-Identifier: BSD-2-Clause */
#include "../captured.h"
#include "../sample.h"

#include "tools/khost/khost_print.h"

static void question(struct kdig_query *q, const char *name, uint16_t type)
{
	kdig_query_init(q);
	assert_ok(name_parse_str(&q->lookup.qname, name));
	q->lookup.type = type;
}

static void assert_sentences(const struct kdig_query *q, const struct msg *m, const char *want)
{
	struct text t;
	text_init(&t);
	khost_put_answer(&t, q, m);
	assert_string_equal(t.buf, want);
	text_deinit(&t);
}

static void each_record_is_a_sentence(void **state)
{
	(void)state;
	struct sample s;
	struct kdig_query q;
	question(&q, "a.", RR_ANY);
	sample_begin(&s, MSG_QR, "a.", RR_ANY);
	sample_put(&s, SECTION_ANSWER, "a.", RR_CNAME, "b.");
	sample_put(&s, SECTION_ANSWER, "b.", RR_A, "192.0.2.1");
	sample_put(&s, SECTION_ANSWER, "b.", RR_AAAA, "2001:db8::1");
	sample_put(&s, SECTION_ANSWER, "b.", RR_MX, "10 m.");
	sample_put(&s, SECTION_ANSWER, "b.", RR_TXT, "x");
	sample_put(&s, SECTION_ANSWER, "b.", RR_CAA, "0 issue \"ca\"");
	sample_put(&s, SECTION_ANSWER, "b.", 65280, "\\# 1 AB");
	sample_put(&s, SECTION_ADDITIONAL, "m.", RR_A, "192.0.2.2");
	assert_sentences(&q, sample_done(&s),
	                 "a. is an alias for b.\n"
	                 "b. has IPv4 address 192.0.2.1\n"
	                 "b. has IPv6 address 2001:db8::1\n"
	                 "b. mail is handled by 10 m.\n"
	                 "b. description is \"x\"\n"
	                 "b. has CAA record 0 issue \"ca\"\n"
	                 "b. has TYPE65280 record \\# 1 AB\n");
	kdig_query_deinit(&q);
}

static void nothing_found_is_a_sentence_too(void **state)
{
	(void)state;
	struct sample s;
	struct kdig_query q;
	question(&q, "a.", RR_MX);
	sample_begin(&s, MSG_QR, "a.", RR_MX);
	assert_sentences(&q, sample_done(&s), "Host a. has no MX record\n");
	kdig_query_deinit(&q);
}

static void errors_name_their_code(void **state)
{
	(void)state;
	struct sample s;
	struct kdig_query q;
	question(&q, "a.", RR_A);
	sample_begin(&s, MSG_QR | RCODE_NXDOMAIN, "a.", RR_A);
	sample_put(&s, SECTION_ANSWER, "a.", RR_A, "192.0.2.1");
	assert_sentences(&q, sample_done(&s), "Host a. type A error: NXDOMAIN\n");
	kdig_query_deinit(&q);
}

static void answers_go_to_standard_output(void **state)
{
	(void)state;
	struct sample s;
	struct captured c;
	struct kdig_query q;
	question(&q, "a.", RR_A);
	sample_begin(&s, MSG_QR, "a.", RR_A);
	sample_put(&s, SECTION_ANSWER, "a.", RR_A, "192.0.2.1");
	sample_done(&s);
	capture_begin(&c, STDOUT_FILENO);
	khost_print(&q, &s.m);
	capture_end(&c);
	assert_string_equal(c.text, "a. has IPv4 address 192.0.2.1\n");
	kdig_query_deinit(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_record_is_a_sentence),
		cmocka_unit_test(nothing_found_is_a_sentence_too),
		cmocka_unit_test(errors_name_their_code),
		cmocka_unit_test(answers_go_to_standard_output),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
