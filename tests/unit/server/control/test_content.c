/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"

static void records_are_told(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t, "| z=a. o=www.a. t=60 y=A d=1.2.3.4", "zone-read", {CTL_ZONE, "a"});
	EXPECT(&f, &t, "| z=a. o=www.a. t=60 y=A d=1.2.3.4", "zone-read", {CTL_ZONE, "A."},
	       {CTL_OWNER, "WWW"}, {CTL_TYPE, "a"});
	EXPECT(&f, &t, "", "zone-read", {CTL_ZONE, "a"}, {CTL_OWNER, "www.a."}, {CTL_TYPE, "NS"});
	EXPECT(&f, &t, "| !=no such node in zone found z=a o=@", "zone-read", {CTL_ZONE, "a"},
	       {CTL_OWNER, "@"});
	EXPECT(&f, &t, "| !=invalid parameter z=a o=www y=XXX", "zone-read", {CTL_ZONE, "a"},
	       {CTL_OWNER, "www"}, {CTL_TYPE, "XXX"});
	/* Of all zones those without contents are passed over. */
	EXPECT(&f, &t, "| z=a. o=www.a. t=60 y=A d=1.2.3.4", "zone-read");
	EXPECT(&f, &t, "| !=no active transaction z=a", "zone-get", {CTL_ZONE, "a"});
	text_deinit(&t);
	fake_end(&f);
}

static void transactions_of_zones(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t, "", "zone-commit");
	EXPECT(&f, &t, "", "zone-begin", {CTL_ZONE, "a"}, {CTL_FILTER, "b"});
	EXPECT(&f, &t, "| !=too many transactions z=a", "zone-begin", {CTL_ZONE, "a"});
	EXPECT(&f, &t, "| f=+ z=a. o=www.a. t=60 y=A d=1.2.3.4", "zone-diff");
	EXPECT(&f, &t, "", "zone-set", {CTL_ZONE, "a"}, {CTL_OWNER, "www"}, {CTL_TTL, "5m"},
	       {CTL_TYPE, "A"}, {CTL_DATA_ITEM, "1.2.3.4"});
	EXPECT(&f, &t, "| !=no such record in zone found z=a o=www", "zone-unset", {CTL_ZONE, "a"},
	       {CTL_OWNER, "www"});
	f.zone_result = E_SEMCHECK;
	EXPECT(&f, &t, "| !=semantic check z=a", "zone-commit", {CTL_ZONE, "a"});
	EXPECT(&f, &t, "| !=too many transactions", "reload");
	EXPECT(&f, &t, "| !=too many transactions", "conf-begin");
	EXPECT(&f, &t, "", "zone-abort");
	EXPECT(&f, &t, "| !=no active transaction z=a", "zone-abort", {CTL_ZONE, "a"});
	assert_non_null(
		strstr(f.done, "begin+(a) begin(a) diff(a) set ww 1:300 1/4(a) unset 0/0(a)"));
	text_deinit(&t);
	fake_end(&f);
}

static void malformed_records_change_nothing(void **state)
{
	(void)state;
	static const struct fake_item cases[][6] = {
		{{CTL_ZONE, "a"}, {CTL_OWNER, "www"}, {CTL_TYPE, "A"}, {CTL_DATA_ITEM, "1.2.3"}},
		{{CTL_ZONE, "a"}, {CTL_OWNER, "www"}, {CTL_TYPE, "A"}},
		{{CTL_ZONE, "a"}, {CTL_OWNER, "www"}, {CTL_TYPE, "XX"}, {CTL_DATA_ITEM, "1"}},
		{{CTL_ZONE, "a"}, {CTL_OWNER, "www"}, {CTL_TYPE, "ANY"}, {CTL_DATA_ITEM, ""}},
		{{CTL_ZONE, "a"}, {CTL_OWNER, "w..w"}, {CTL_TYPE, "A"}, {CTL_DATA_ITEM, "1.2.3.4"}},
		{{CTL_ZONE, "a"},
	         {CTL_OWNER, "www"},
	         {CTL_TTL, "x"},
	         {CTL_TYPE, "A"},
	         {CTL_DATA_ITEM, "1.2.3.4"}},
	};
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	f.edited_a = true;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_ok(fake_ask(&f, &t, "zone-set", cases[i]));
		assert_non_null(strstr(t.buf, "!=parser failed"));
	}
	EXPECT(&f, &t, "| !=missing parameter z=a", "zone-set", {CTL_ZONE, "a"});
	assert_string_equal(f.done, "");
	memset(&f.ops.content, 0, sizeof(f.ops.content));
	EXPECT(&f, &t, "| !=operation not supported z=a", "zone-read", {CTL_ZONE, "a"});
	text_deinit(&t);
	fake_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_told),
		cmocka_unit_test(transactions_of_zones),
		cmocka_unit_test(malformed_records_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
