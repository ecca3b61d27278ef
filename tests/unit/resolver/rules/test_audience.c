/* SPDX-License-Identifier: BSD-2-Clause */
#include "../wire.h"

#include "base/rand.h"
#include "resolver/rules/audience.h"

static struct addr_range range(const char *text)
{
	struct addr_range r;
	assert_ok(addr_range_parse(&r, span_str(text)));
	return r;
}

static unsigned number(const struct audience *a, const char *from, const char *at, const char *key)
{
	struct addr f, t;
	assert_ok(addr_parse(&f, span_str(from), 0));
	assert_ok(addr_parse(&t, span_str(at), 0));
	unsigned n = audience_find(a, &f, &t, key != NULL ? nm(key) : NULL);
	assert_true(n < audience_count(a));
	return n;
}

static void clients_are_alike_when_all_networks_are(void **state)
{
	(void)state;
	const struct addr_range from[] = {range("10.0.0.0/8"), range("10.1.0.0/16"),
	                                  range("192.0.2.1"), range("2001:db8::/32"),
	                                  range("255.255.255.0/24")};
	const struct addr_range at[] = {range("127.0.0.2")};
	const struct audience_facts facts = {
		.from = from, .from_count = ARRAY_LEN(from), .at = at, .at_count = 1};
	struct audience *a;
	assert_ok(audience_new(&a, &facts, 100));
	assert_int_equal(audience_count(a), 6 * 2);
#define N(from) number(a, from, "127.0.0.1", NULL)
	assert_int_equal(N("10.0.0.0"), N("10.255.255.255"));
	assert_int_equal(N("10.1.2.3"), N("10.1.0.0"));
	assert_int_equal(N("9.255.255.255"), N("11.0.0.0"));
	assert_int_equal(N("9.255.255.255"), N("2001:db7::"));
	assert_int_equal(N("255.255.254.255"), N("::"));
	assert_int_not_equal(N("255.255.255.255"), N("::"));
	assert_int_not_equal(N("10.0.0.1"), N("10.1.0.1"));
	assert_int_not_equal(N("192.0.2.1"), N("192.0.2.2"));
	assert_int_not_equal(N("2001:db8::1"), N("2001:db9::"));
	assert_int_not_equal(N("10.1.2.3"), number(a, "10.1.2.3", "127.0.0.2", NULL));
#undef N
	audience_free(a);
}

static void everything_is_a_network_too(void **state)
{
	(void)state;
	const struct addr_range from[] = {range("0.0.0.0/0"), range("::0/0")};
	const struct audience_facts facts = {.from = from, .from_count = 2};
	struct audience *a;
	assert_ok(audience_new(&a, &facts, 100));
	assert_int_equal(number(a, "0.0.0.0", "::1", NULL),
	                 number(a, "255.255.255.255", "::1", NULL));
	assert_int_equal(number(a, "::", "::1", NULL),
	                 number(a, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::1", NULL));
	assert_int_not_equal(number(a, "::", "::1", NULL), number(a, "0.0.0.0", "::1", NULL));
	audience_free(a);
}

/* Networks in each other and given twice, against what each address is in. */
static void any_networks_are_told_apart_as_they_are(void **state)
{
	(void)state;
	struct addr_range from[12];
	unsigned members[256], numbers[256];
	rand_replay(test_seed(rand_u64()));
	for (unsigned round = 0; round < 500; round++) {
		size_t count = 1 + rand_below(ARRAY_LEN(from));
		for (size_t i = 0; i < count; i++) {
			char text[32];
			unsigned bits = rand_below(9);
			snprintf(text, sizeof(text), "192.0.2.%u/%u",
			         rand_below(256) >> (8 - bits) << (8 - bits), 24 + bits);
			from[i] = range(text);
		}
		const struct audience_facts facts = {.from = from, .from_count = count};
		struct audience *a;
		assert_ok(audience_new(&a, &facts, 1000));
		for (unsigned i = 0; i < 256; i++) {
			struct addr at;
			char text[20];
			snprintf(text, sizeof(text), "192.0.2.%u", i);
			assert_ok(addr_parse(&at, span_str(text), 0));
			members[i] = 0;
			for (size_t k = 0; k < count; k++)
				members[i] |= (unsigned)addr_range_has(&from[k], &at) << k;
			numbers[i] = audience_find(a, &at, &at, NULL);
			for (unsigned k = 0; k < i; k++)
				assert_int_equal(members[i] == members[k],
				                 numbers[i] == numbers[k]);
		}
		audience_free(a);
	}
	rand_replay(0);
}

static void keys_tell_clients_apart(void **state)
{
	(void)state;
	struct name keys[2];
	name_copy(&keys[0], nm("mykey."));
	name_copy(&keys[1], nm("other."));
	const struct audience_facts facts = {.keys = keys, .key_count = 2};
	struct audience *a;
	assert_ok(audience_new(&a, &facts, 100));
	unsigned mine = number(a, "10.0.0.1", "::1", "mykey.");
	assert_int_not_equal(mine, number(a, "10.0.0.1", "::1", NULL));
	assert_int_not_equal(mine, number(a, "10.0.0.1", "::1", "other."));
	assert_int_equal(number(a, "10.0.0.1", "::1", "nobodys."),
	                 number(a, "10.0.0.1", "::1", NULL));
	assert_true(name_equal(audience_key(a, mine), nm("mykey.")));
	assert_null(audience_key(a, number(a, "10.0.0.1", "::1", NULL)));
	audience_free(a);
}

static void too_many_numbers_are_refused(void **state)
{
	(void)state;
	struct addr_range from[40];
	struct audience *a;
	for (unsigned i = 0; i < ARRAY_LEN(from); i++) {
		char text[20];
		snprintf(text, sizeof(text), "10.0.%u.0/24", i);
		from[i] = range(text);
	}
	const struct audience_facts facts = {.from = from, .from_count = ARRAY_LEN(from)};
	assert_int_equal(audience_new(&a, &facts, 40), E_LIMIT);
	assert_ok(audience_new(&a, &facts, 41));
	audience_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clients_are_alike_when_all_networks_are),
		cmocka_unit_test(everything_is_a_network_too),
		cmocka_unit_test(any_networks_are_told_apart_as_they_are),
		cmocka_unit_test(keys_tell_clients_apart),
		cmocka_unit_test(too_many_numbers_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
