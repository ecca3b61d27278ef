/* SPDX-License-Identifier: BSD-2-Clause */
/* Which sets of an answer bring their signatures, and what is asked of signatures alone. */
#include "../answer_text.h"

static struct served *s;

#define SIG(owner, type, labels)                                                                   \
	owner " 60 RRSIG " type " 13 " labels " 60 20300101000000 20200101000000 1 e. AAAA"

static int setup(void **state)
{
	(void)state;
	s = served_new("e.", (const char *[]){"@ 60 SOA a b 7 7200 900 1209600 60",
	                                      SIG("@", "SOA", "1"),
	                                      "@ 60 NSEC www SOA RRSIG NSEC",
	                                      SIG("@", "NSEC", "1"),
	                                      "@ 60 MX 1 www",
	                                      SIG("@", "MX", "1"),
	                                      "www 60 A 192.0.2.1",
	                                      SIG("www", "A", "2"),
	                                      "www 60 TXT x",
	                                      SIG("www", "TXT", "2"),
	                                      "www 60 NSEC alias A TXT RRSIG NSEC",
	                                      SIG("www", "NSEC", "2"),
	                                      "alias 60 CNAME www",
	                                      SIG("alias", "CNAME", "2"),
	                                      "d 60 DNAME target.test.",
	                                      SIG("d", "DNAME", "2"),
	                                      "sub 60 NS ns.sub",
	                                      "sub 60 DS 1 8 1 "
	                                      "0000000000000000000000000000000000000000",
	                                      SIG("sub", "DS", "2"),
	                                      "ns.sub 60 A 192.0.2.2",
	                                      NULL});
	s->options.udp_max = 4096;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	served_free(s);
	return 0;
}

/* The answer as "RCODE[ aa] SECTION:TYPE ...", a signature by what it covers. */
static const char *shape(const char *words)
{
	static char out[512];
	char section[4], owner[256], type[32], first[32];
	const char *at = ask(s, words);
	size_t len = strcspn(at, "\n");
	snprintf(out, sizeof(out), "%.*s", (int)len, at);
	for (at += len + 1; *at != '\0'; at += strcspn(at, "\n") + 1) {
		unsigned ttl;
		assert_int_equal(
			sscanf(at, "%3s %255s %u %31s %31s", section, owner, &ttl, type, first), 5);
		size_t used = strlen(out);
		if (strcmp(type, "RRSIG") == 0)
			snprintf(out + used, sizeof(out) - used, " %s:sig-%s", section, first);
		else
			snprintf(out + used, sizeof(out) - used, " %s:%s", section, type);
	}
	return out;
}

#define assert_shape(words, expected) assert_string_equal(shape(words), expected)

static void signatures_follow_their_set_when_asked_for(void **state)
{
	(void)state;
	assert_shape("www.e. A", "NOERROR aa an:A");
	assert_shape("www.e. A do", "NOERROR aa an:A an:sig-A");
	assert_shape("nope.e. A edns", "NXDOMAIN aa au:SOA");
	/* the same record covers the name and its wildcard: it comes once */
	assert_shape("0.e. A do", "NXDOMAIN aa au:SOA au:sig-SOA au:NSEC au:sig-NSEC");
	assert_shape("www.e. AAAA do", "NOERROR aa au:SOA au:sig-SOA au:NSEC au:sig-NSEC");
}

static void additional_data_is_signed_and_glue_is_not(void **state)
{
	(void)state;
	assert_shape("e. MX do", "NOERROR aa an:MX an:sig-MX ad:A ad:sig-A");
	assert_shape("x.sub.e. A do", "NOERROR au:NS au:DS au:sig-DS ad:A");
	assert_shape("x.sub.e. A", "NOERROR au:NS ad:A");
	assert_shape("sub.e. DS do", "NOERROR aa an:DS an:sig-DS");
}

/* RFC 6672 section 5.3.1: the CNAME is unsigned, the DNAME proves it. */
static void a_synthesised_cname_has_no_signature(void **state)
{
	(void)state;
	assert_shape("x.d.e. A do", "NOERROR aa an:DNAME an:sig-DNAME an:CNAME");
}

static void signatures_of_one_set_answer_rrsig(void **state)
{
	(void)state;
	assert_shape("www.e. RRSIG", "NOERROR aa an:sig-A");
	assert_shape("www.e. RRSIG do", "NOERROR aa an:sig-A");
	assert_shape("sub.e. RRSIG", "NOERROR au:NS ad:A");
}

static void aliases_are_not_followed_for_what_an_alias_has_itself(void **state)
{
	(void)state;
	assert_shape("alias.e. A do", "NOERROR aa an:CNAME an:sig-CNAME an:A an:sig-A");
	assert_shape("alias.e. CNAME do", "NOERROR aa an:CNAME an:sig-CNAME");
	assert_shape("alias.e. RRSIG do", "NOERROR aa an:sig-CNAME");
	assert_shape("alias.e. ANY do", "NOERROR aa an:CNAME an:sig-CNAME");
	assert_shape("alias.e. NSEC", "NOERROR aa au:SOA");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_follow_their_set_when_asked_for),
		cmocka_unit_test(additional_data_is_signed_and_glue_is_not),
		cmocka_unit_test(a_synthesised_cname_has_no_signature),
		cmocka_unit_test(signatures_of_one_set_answer_rrsig),
		cmocka_unit_test(aliases_are_not_followed_for_what_an_alias_has_itself),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
