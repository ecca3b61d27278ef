/* SPDX-License-Identifier: BSD-2-Clause */
#include "../sample.h"

#include "tools/cli/message_json.h"

/* The JSON of a message seen at 2023-11-14 22:13:20 UTC. */
static void print(struct text *t, const char *name, const struct msg *m)
{
	struct json j;
	struct message_style style = message_style_default();
	setenv("TZ", "UTC", 1);
	text_init(t);
	json_init(&j, t);
	if (name != NULL)
		json_object_begin(&j, NULL);
	message_json(&j, name, m, (struct wall){.s = 1700000000}, &style);
	if (name != NULL)
		json_object_end(&j);
}

/* RFC 8427 sections 2.1 and 2.2 */
static void members_are_those_of_the_rfc(void **state)
{
	(void)state;
	struct sample s;
	struct text t;
	sample_begin(&s, MSG_QR | MSG_RD, "a.", RR_A);
	sample_put(&s, SECTION_ANSWER, "a.", RR_A, "192.0.2.1");
	print(&t, NULL, sample_done(&s));
	assert_string_equal(t.buf, "{\n"
	                           "  \"dateString\": \"2023-11-14T22:13:20+0000\",\n"
	                           "  \"dateSeconds\": 1700000000,\n"
	                           "  \"msgLength\": 35,\n"
	                           "  \"ID\": 4660,\n"
	                           "  \"QR\": 1,\n"
	                           "  \"Opcode\": 0,\n"
	                           "  \"AA\": 0,\n"
	                           "  \"TC\": 0,\n"
	                           "  \"RD\": 1,\n"
	                           "  \"RA\": 0,\n"
	                           "  \"AD\": 0,\n"
	                           "  \"CD\": 0,\n"
	                           "  \"RCODE\": 0,\n"
	                           "  \"QDCOUNT\": 1,\n"
	                           "  \"ANCOUNT\": 1,\n"
	                           "  \"NSCOUNT\": 0,\n"
	                           "  \"ARCOUNT\": 0,\n"
	                           "  \"QNAME\": \"a.\",\n"
	                           "  \"QTYPE\": 1,\n"
	                           "  \"QTYPEname\": \"A\",\n"
	                           "  \"QCLASS\": 1,\n"
	                           "  \"QCLASSname\": \"IN\",\n"
	                           "  \"answerRRs\": [\n"
	                           "    {\n"
	                           "      \"NAME\": \"a.\",\n"
	                           "      \"TYPE\": 1,\n"
	                           "      \"TYPEname\": \"A\",\n"
	                           "      \"CLASS\": 1,\n"
	                           "      \"CLASSname\": \"IN\",\n"
	                           "      \"TTL\": 60,\n"
	                           "      \"rdataA\": \"192.0.2.1\",\n"
	                           "      \"RDLENGTH\": 4,\n"
	                           "      \"RDATAHEX\": \"C0000201\"\n"
	                           "    }\n"
	                           "  ]\n"
	                           "}");
	text_deinit(&t);
}

static void edns_is_an_object_beside_the_sections(void **state)
{
	(void)state;
	struct sample s;
	struct text t;
	sample_begin(&s, MSG_QR, "a.", RR_A);
	sample_put_opt(&s, MSG_EDNS_DO, 65001, "ab", 2);
	print(&t, NULL, sample_done(&s));
	const char *edns = strstr(t.buf, "  \"EDNS\"");
	assert_non_null(edns);
	assert_string_equal(edns, "  \"EDNS\": {\n"
	                          "    \"Version\": 0,\n"
	                          "    \"FLAGS\": [\n"
	                          "      \"DO\"\n"
	                          "    ],\n"
	                          "    \"RCODE\": \"NOERROR\",\n"
	                          "    \"UDPSIZE\": 1232,\n"
	                          "    \"OPT65001\": \"6162\"\n"
	                          "  }\n"
	                          "}");
	text_deinit(&t);
}

static void types_without_a_word_have_octets_only(void **state)
{
	(void)state;
	struct sample s;
	struct text t;
	sample_begin(&s, MSG_QR, NULL, 0);
	sample_put(&s, SECTION_AUTHORITY, "a.", 65280, "\\# 2 ABCD");
	print(&t, "responseMessage", sample_done(&s));
	assert_memory_equal(t.buf, "{\n  \"responseMessage\": {\n", 25);
	assert_null(strstr(t.buf, "rdata"));
	assert_null(strstr(t.buf, "QNAME"));
	assert_non_null(strstr(t.buf, "\"authorityRRs\": [\n"));
	assert_non_null(strstr(t.buf, "\"RDATAHEX\": \"ABCD\"\n"));
	text_deinit(&t);
}

static void names_in_data_are_whole(void **state)
{
	(void)state;
	struct sample s;
	struct text t;
	sample_begin(&s, MSG_QR, "a.", RR_MX);
	sample_put(&s, SECTION_ANSWER, "a.", RR_MX, "10 m.a.");
	print(&t, NULL, sample_done(&s));
	assert_non_null(strstr(t.buf, "\"rdataMX\": \"10 m.a.\",\n"));
	assert_non_null(strstr(t.buf, "\"RDATAHEX\": \"000A016D016100\"\n"));
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_those_of_the_rfc),
		cmocka_unit_test(edns_is_an_object_beside_the_sections),
		cmocka_unit_test(types_without_a_word_have_octets_only),
		cmocka_unit_test(names_in_data_are_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
