/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "dns/rrtype.h"
#include "server/keys/sync_scope.h"

/* A key, and the same one revoked. */
static const uint8_t key[] = {1, 1, 3, 13, 0, 0}, revoked[] = {1, 0x81, 3, 13, 0, 0};
static const uint8_t cds[] = {0x04, 0x0b, 13, 2, 9};

static bool is(const struct sync_scope *s, uint16_t type, const void *octets, size_t len)
{
	return sync_is_ours(s, type, span_of(octets, len));
}

static void a_class_of_tags_is_ours(void **state)
{
	(void)state;
	const struct apex_ever none = {.dnskey = {.count = 0}};
	unsigned tag = dnskey_tag(span_of(key, sizeof(key)));
	assert_int_not_equal(tag % 3, dnskey_tag(span_of(revoked, sizeof(revoked))) % 3);
	for (uint16_t r = 0; r < 3; r++) {
		const struct sync_scope s = {.tags = {.remainder = r, .modulus = 3}, .ever = &none};
		assert_int_equal(is(&s, RR_DNSKEY, key, sizeof(key)), tag % 3 == r);
		assert_int_equal(is(&s, RR_CDNSKEY, key, sizeof(key)), tag % 3 == r);
		assert_int_equal(is(&s, RR_DNSKEY, revoked, sizeof(revoked)), tag % 3 == r);
		assert_int_equal(is(&s, RR_CDS, cds, sizeof(cds)), 0x040b % 3 == r);
		assert_false(is(&s, RR_CDS, cds, 1));
	}
}

static void without_a_class_everything_is(void **state)
{
	(void)state;
	const struct apex_ever none = {.dnskey = {.count = 0}};
	const struct sync_scope s = {.tags = {.modulus = 1}, .ever = &none};
	assert_true(is(&s, RR_DNSKEY, key, sizeof(key)));
	assert_true(is(&s, RR_CDS, cds, sizeof(cds)));
	/* But for the request to the parent, which each makes for itself. */
	assert_false(sync_is_ours(&s, RR_CDS, cds_delete_rdata()));
	assert_false(sync_is_ours(&s, RR_CDNSKEY, cdnskey_delete_rdata()));
}

static void a_key_of_ours_is_whatever_its_tag(void **state)
{
	(void)state;
	struct apex_ever ever = {.dnskey = {.type = RR_DNSKEY}, .cds = {.type = RR_CDS}};
	struct arena arena;
	unsigned tag = dnskey_tag(span_of(key, sizeof(key)));
	const struct sync_scope s = {.tags = {.remainder = (uint16_t)((tag + 1) % 2), .modulus = 2},
	                             .ever = &ever};
	arena_init(&arena, 0);
	assert_false(is(&s, RR_DNSKEY, key, sizeof(key)));
	assert_ok(rrset_add(&ever.dnskey, &arena, span_of(key, sizeof(key))));
	assert_true(is(&s, RR_DNSKEY, key, sizeof(key)));
	assert_false(is(&s, RR_CDNSKEY, key, sizeof(key)));
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_class_of_tags_is_ours),
		cmocka_unit_test(without_a_class_everything_is),
		cmocka_unit_test(a_key_of_ours_is_whatever_its_tag),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
