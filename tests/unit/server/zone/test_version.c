/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"

static void walk_is_in_canonical_order(void **state)
{
	(void)state;
	/* RFC 4034 section 6.1 */
	static const char *const order[] = {
		"example.",         "a.example.",      "yljkjljk.a.example.",
		"z.a.example.",     "zabc.a.example.", "z.example.",
		"\\001.z.example.", "*.z.example.",    "\\200.z.example."};
	struct zone_version *v = zone_from_text(
		"example.",
		(const char *[]){"\\200.z 1 TXT x", "*.z 1 TXT x", "z 1 TXT x", "zABC.a 1 TXT x",
	                         "@ 60 SOA a b 7 7200 900 1209600 300", "Z.a 1 TXT x",
	                         "\\001.z 1 TXT x", "yljkjljk.a 1 TXT x", "a 1 TXT x", NULL});
	struct zone_iter it;
	zone_iter_init(&it, v);
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		struct name n;
		assert_ok(name_parse_str(&n, order[i]));
		assert_true(name_equal(zone_next(&it)->name, n.wire));
	}
	assert_null(zone_next(&it));
	assert_true(zone_version_bytes(v) > 0);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walk_is_in_canonical_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
