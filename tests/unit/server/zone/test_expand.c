/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"
#include "dns/rrtype.h"

static void sets_come_by_type_with_their_signatures(void **state)
{
	(void)state;
	struct zone_version *v = zone_from_text(
		"example.",
		(const char *[]){
			"@ 60 SOA a b 7 7200 900 1209600 300", "n 60 TXT x", "n 60 A 192.0.2.1",
			"n 30 RRSIG A 8 2 60 20300101000000 20200101000000 1 example. AAAA",
			"n 30 RRSIG MX 8 2 60 20300101000000 20200101000000 1 example. AAAA",
			NULL});
	struct zone_sets it;
	zone_sets_init(&it, v, zone_version_find(v, (const uint8_t *)"\1n\7example"));
	assert_true(zone_sets_next(&it));
	assert_int_equal(it.data.type, RR_A);
	assert_int_equal(it.data.count, 1);
	assert_int_equal(it.sigs.type, RR_RRSIG);
	assert_int_equal(it.sigs.count, 1);
	assert_int_equal(it.sigs.ttl, 30);
	assert_true(zone_sets_next(&it));
	assert_int_equal(it.data.type, RR_MX); /* signed, but not there */
	assert_int_equal(it.data.count, 0);
	assert_int_equal(it.sigs.count, 1);
	assert_true(zone_sets_next(&it));
	assert_int_equal(it.data.type, RR_TXT);
	assert_int_equal(it.sigs.count, 0);
	assert_false(zone_sets_next(&it));
	zone_sets_deinit(&it);
	zone_version_free(v);
}

static void type_that_is_missing_is_not_expanded(void **state)
{
	(void)state;
	struct zone_expander x = {0};
	struct rrset set;
	struct zone_version *v = zone_from_text(
		"example.", (const char *[]){"@ 60 SOA a b 7 7200 900 1209600 300", NULL});
	assert_false(zone_expand_type(&x, v, v->apex, RR_NS, &set));
	assert_true(zone_expand_type(&x, v, v->apex, RR_SOA, &set));
	assert_ptr_equal(set.owner, v->apex->name);
	zone_expander_deinit(&x);
	zone_version_free(v);
}

static void one_name_is_expanded_from_its_place(void **state)
{
	(void)state;
	uint8_t out[NAME_MAX_LEN];
	struct zone_version *v = zone_from_text(
		"example.", (const char *[]){"@ 60 SOA a b 7 7200 900 1209600 300",
	                                     "n.sub 60 MX 1 mail.sub", "n.sub 60 MX 2 n.sub",
	                                     "n.sub 60 MX 3 far.test.", "n.sub 60 MX 4 @", NULL});
	static const char *const names[] = {"\4mail\3sub\7example", "\1n\3sub\7example",
	                                    "\3far\4test", "\7example"};
	const struct zone_node *n = zone_version_find(v, (const uint8_t *)"\1n\3sub\7example");
	const struct zone_set *mx = n != NULL ? zone_node_find(n, RR_MX) : NULL;
	if (mx == NULL) {
		fail();
		return;
	}
	const uint8_t *data = zone_set_data(n, mx);
	size_t at = 0;
	for (unsigned i = 0; i < 4; i++) {
		size_t len = zone_expand_name(v, n, mx, at + 14, out);
		assert_int_equal(len, strlen(names[i]) + 1);
		assert_memory_equal(out, names[i], len);
		at += 12u + wire_get_u16(data + at + 10);
	}
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_come_by_type_with_their_signatures),
		cmocka_unit_test(type_that_is_missing_is_not_expanded),
		cmocka_unit_test(one_name_is_expanded_from_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
