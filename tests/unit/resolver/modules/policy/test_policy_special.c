/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy_world.h"

static bool ask(const char *name, uint16_t type)
{
	policy_world_ask(name, type, "10.0.0.1");
	return policy_special(&pw.r);
}

static void nobodys_names_are_denied_with_an_explanation(void **state)
{
	(void)state;
	assert_true(ask("a.test.", RR_A));
	assert_int_equal(pw.r.answer.rcode, RCODE_NXDOMAIN);
	assert_int_equal(pw.r.answer.ede, EDE_NOT_SUPPORTED);
	assert_int_equal(pw.r.answer.additional_count, 1);
	assert_true(ask("10.in-addr.arpa.", RR_SOA));
	assert_int_equal(pw.r.answer.rcode, RCODE_NXDOMAIN);
	assert_false(ask("a.example.", RR_A));
}

static void this_host_is_known(void **state)
{
	static const struct {
		const char *name;
		uint16_t type;
		int rcode;
		unsigned answers;
	} rows[] = {
		{"localhost.", RR_A, RCODE_NOERROR, 1},
		{"a.localhost.", RR_AAAA, RCODE_NOERROR, 1},
		{"localhost.", RR_SOA, RCODE_NOERROR, 1},
		{"localhost.", RR_NS, RCODE_NOERROR, 1},
		{"a.localhost.", RR_NS, RCODE_NOERROR, 0},
		{"localhost.", RR_MX, RCODE_NOERROR, 0},
		{"1.0.0.127.in-addr.arpa.", RR_PTR, RCODE_NOERROR, 1},
		{"1.0.0.127.in-addr.arpa.", RR_A, RCODE_NOERROR, 0},
		{"0.0.127.in-addr.arpa.", RR_PTR, RCODE_NOERROR, 0},
		{"127.in-addr.arpa.", RR_NS, RCODE_NOERROR, 1},
		{"127.in-addr.arpa.", RR_SOA, RCODE_NOERROR, 1},
		{"2.0.0.127.in-addr.arpa.", RR_PTR, RCODE_NXDOMAIN, 0},
		{"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.",
	         RR_PTR, RCODE_NOERROR, 1},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_true(ask(rows[i].name, rows[i].type));
		assert_int_equal(pw.r.answer.rcode, rows[i].rcode);
		assert_int_equal(pw.r.answer.answer_count, rows[i].answers);
		assert_int_equal(pw.r.answer.authority_count, rows[i].answers == 0);
		assert_true(pw.r.answer.authoritative);
	}
}

static void ds_of_a_local_zone_is_the_parents(void **state)
{
	(void)state;
	assert_false(ask("home.arpa.", RR_DS));
	assert_true(ask("x.home.arpa.", RR_DS));
}

static void a_request_may_be_exempt(void **state)
{
	(void)state;
	policy_world_ask("a.test.", RR_A, "10.0.0.1");
	pw.r.options.no_special = true;
	assert_false(policy_special(&pw.r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		POLICY_TEST(nobodys_names_are_denied_with_an_explanation),
		POLICY_TEST(this_host_is_known),
		POLICY_TEST(ds_of_a_local_zone_is_the_parents),
		POLICY_TEST(a_request_may_be_exempt),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
