/* SPDX-License-Identifier: BSD-2-Clause */
#include "../sample.h"

#include "tools/cli/message_print.h"

static void assert_printed(const struct msg *m, const struct message_style *style, const char *want)
{
	struct text t;
	text_init(&t);
	message_print(&t, m, style);
	assert_string_equal(t.len > 0 ? t.buf : "", want);
	text_deinit(&t);
}

static void everything_is_shown_in_sections(void **state)
{
	(void)state;
	struct sample s;
	struct message_style style = message_style_default();
	sample_begin(&s, MSG_QR | MSG_AA | MSG_RD, "www.example.", RR_A);
	sample_put(&s, SECTION_ANSWER, "www.example.", RR_A, "192.0.2.1");
	sample_put(&s, SECTION_AUTHORITY, "example.", RR_NS, "ns.example.");
	sample_put(&s, SECTION_ADDITIONAL, "ns.example.", RR_AAAA, "2001:db8::1");
	sample_put_opt(&s, MSG_EDNS_DO, 0, NULL, 0);
	assert_printed(sample_done(&s), &style,
	               ";; ->>HEADER<<- opcode: QUERY; status: NOERROR; id: 4660\n"
	               ";; Flags: qr aa rd; QUERY: 1; ANSWER: 1; AUTHORITY: 1; ADDITIONAL: 2\n"
	               "\n;; EDNS PSEUDOSECTION:\n"
	               ";; Version: 0; flags: do; UDP size: 1232 B; ext-rcode: NOERROR\n"
	               "\n;; QUESTION SECTION:\n"
	               ";; www.example.        \t\tIN\tA\n"
	               "\n;; ANSWER SECTION:\n"
	               "www.example.        \t60\tIN\tA\t192.0.2.1\n"
	               "\n;; AUTHORITY SECTION:\n"
	               "example.            \t60\tIN\tNS\tns.example.\n"
	               "\n;; ADDITIONAL SECTION:\n"
	               "ns.example.         \t60\tIN\tAAAA\t2001:db8::1\n");
}

static void parts_can_be_left_out(void **state)
{
	(void)state;
	struct sample s;
	struct message_style style = message_style_default();
	sample_begin(&s, MSG_QR, "a.", RR_A);
	sample_put(&s, SECTION_ANSWER, "a.", RR_A, "192.0.2.1");
	sample_done(&s);
	style.header = style.question = style.comments = false;
	assert_printed(&s.m, &style, "a.                  \t60\tIN\tA\t192.0.2.1\n");
	style.ttl = style.class_ = false;
	assert_printed(&s.m, &style, "a.                  \tA\t192.0.2.1\n");
	style.rdata.generic = true;
	assert_printed(&s.m, &style, "a.                  \tTYPE1\t\\# 4 C0000201\n");
	style.answer = false;
	assert_printed(&s.m, &style, "");
}

static void long_owners_leave_one_blank(void **state)
{
	(void)state;
	struct sample s;
	struct text t;
	struct message_style style = message_style_default();
	sample_begin(&s, MSG_QR, NULL, 0);
	sample_put(&s, SECTION_ANSWER, "a23456789.b23456789.c23456789.de.", RR_TXT, "x");
	sample_put(&s, SECTION_ANSWER, "a23456789.b23456789.c23456789.", RR_TXT, "x");
	sample_done(&s);
	text_init(&t);
	style.header = style.comments = false;
	message_print(&t, &s.m, &style);
	assert_string_equal(t.buf, "a23456789.b23456789.c23456789.de. 60\tIN\tTXT\t\"x\"\n"
	                           "a23456789.b23456789.c23456789.\t60\tIN\tTXT\t\"x\"\n");
	text_deinit(&t);
}

static void updates_have_sections_of_their_own(void **state)
{
	(void)state;
	struct sample s;
	struct text t;
	struct name name;
	struct message_style style = message_style_default();
	sample_begin(&s, OPCODE_UPDATE << 11, "a.", RR_SOA);
	assert_ok(name_parse_str(&name, "b."));
	assert_ok(msg_put_rr(&s.w, SECTION_ANSWER, name.wire, RR_A, CLASS_NONE, 0, span_str("")));
	sample_done(&s);
	text_init(&t);
	message_print(&t, &s.m, &style);
	assert_non_null(strstr(t.buf, "; ZONE: 1; PREREQ: 1; UPDATE: 0; ADDITIONAL: 0\n"));
	assert_non_null(strstr(t.buf, "\n;; ZONE SECTION:\n;; a."));
	assert_non_null(
		strstr(t.buf, "\n;; PREREQUISITE SECTION:\nb.                  \t0\tNONE\tA\t\n"));
	text_deinit(&t);
}

static void a_tsig_error_is_the_status(void **state)
{
	(void)state;
	struct sample s;
	struct text t;
	struct name name;
	uint8_t octets[64];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	struct message_style style = message_style_default();
	sample_begin(&s, MSG_QR | RCODE_NOTAUTH, "a.", RR_SOA);
	assert_ok(name_parse_str(&name, "k."));
	assert_ok(rdata_parse_line(&w, RR_TSIG, span_str("hmac-sha256. 1 300 0 7 BADKEY 0"), NULL));
	assert_ok(msg_put_rr(&s.w, SECTION_ADDITIONAL, name.wire, RR_TSIG, CLASS_ANY, 0,
	                     wire_written(&w)));
	sample_done(&s);
	text_init(&t);
	assert_int_equal(message_rcode(&s.m), RCODE_BADKEY);
	message_print(&t, &s.m, &style);
	assert_non_null(strstr(t.buf, "; status: BADKEY; "));
	assert_non_null(
		strstr(t.buf, "\n;; TSIG PSEUDOSECTION:\nk.                  \t0\tANY\tTSIG\t"));
	assert_null(strstr(t.buf, "ADDITIONAL SECTION"));
	text_deinit(&t);
}

static void the_short_form_is_the_answers_data(void **state)
{
	(void)state;
	struct sample s;
	struct text t;
	struct message_style style = message_style_default();
	sample_begin(&s, MSG_QR, "a.", RR_MX);
	sample_put(&s, SECTION_ANSWER, "a.", RR_MX, "10 m.a.");
	sample_put(&s, SECTION_ANSWER, "a.", RR_MX, "20 n.a.");
	sample_put(&s, SECTION_ADDITIONAL, "m.a.", RR_A, "192.0.2.1");
	text_init(&t);
	message_print_short(&t, sample_done(&s), &style);
	assert_string_equal(t.buf, "10 m.a.\n20 n.a.\n");
	text_deinit(&t);
}

static void codes_without_a_name_are_numbers(void **state)
{
	(void)state;
	struct sample s;
	struct text t;
	struct message_style style = message_style_default();
	sample_begin(&s, (uint16_t)(3 << 11 | 12), NULL, 0);
	text_init(&t);
	message_print(&t, sample_done(&s), &style);
	assert_string_equal(t.buf,
	                    ";; ->>HEADER<<- opcode: OPCODE 3; status: RCODE 12; id: 4660\n"
	                    ";; Flags: ; QUERY: 0; ANSWER: 0; AUTHORITY: 0; ADDITIONAL: 0\n");
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_shown_in_sections),
		cmocka_unit_test(parts_can_be_left_out),
		cmocka_unit_test(long_owners_leave_one_blank),
		cmocka_unit_test(updates_have_sections_of_their_own),
		cmocka_unit_test(a_tsig_error_is_the_status),
		cmocka_unit_test(the_short_form_is_the_answers_data),
		cmocka_unit_test(codes_without_a_name_are_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
