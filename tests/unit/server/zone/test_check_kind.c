/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/zone/check_kind.h"

#include <string.h>

static void every_kind_has_words_and_one_class(void **state)
{
	(void)state;
	for (int i = 0; i < CHECK_KINDS; i++) {
		enum zone_check_class c = zone_check_class_of((enum zone_check_kind)i);
		assert_true(strlen(zone_check_text((enum zone_check_kind)i)) > 0);
		assert_true(c == CHECK_CLASS_MANDATORY || c == CHECK_CLASS_EXTRA ||
		            c == CHECK_CLASS_SIGNED || c == CHECK_CLASS_ZONEMD);
	}
}

static void words_tell_kinds_apart(void **state)
{
	(void)state;
	for (int i = 0; i < CHECK_KINDS; i++) {
		for (int k = 0; k < i; k++)
			assert_string_not_equal(zone_check_text((enum zone_check_kind)i),
			                        zone_check_text((enum zone_check_kind)k));
	}
}

static void what_no_zone_may_have_is_mandatory(void **state)
{
	(void)state;
	static const enum zone_check_kind mandatory[] = {
		CHECK_SOA_NONE,       CHECK_SOA_MULTIPLE,   CHECK_CNAME_EXTRA, CHECK_CNAME_MULTIPLE,
		CHECK_DNAME_CHILDREN, CHECK_DNAME_MULTIPLE, CHECK_DS_APEX,
	};
	for (size_t i = 0; i < sizeof(mandatory) / sizeof(*mandatory); i++)
		assert_int_equal(zone_check_class_of(mandatory[i]), CHECK_CLASS_MANDATORY);
	assert_int_equal(zone_check_class_of(CHECK_NS_GLUE), CHECK_CLASS_EXTRA);
	assert_int_equal(zone_check_class_of(CHECK_CDS_NONE), CHECK_CLASS_SIGNED);
	assert_string_equal(zone_check_text(CHECK_NS_GLUE), "missing glue record");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_words_and_one_class),
		cmocka_unit_test(words_tell_kinds_apart),
		cmocka_unit_test(what_no_zone_may_have_is_mandatory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
