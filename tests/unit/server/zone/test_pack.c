/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"
#include "base/rand.h"
#include "dns/rrtype.h"

/* A name below, at, or outside of the zone, with endings that are worth compressing. */
static void name_draw(char *out, size_t cap)
{
	static const char *const words[] = {"a", "b", "ns1", "ns2", "mail", "xn--z", "*"};
	static const char *const ends[] = {"", "", "example.", "net.", "a.b.example.", "."};
	size_t len = 0;
	for (unsigned n = rand_below(4); n > 0; n--)
		len += (size_t)snprintf(out + len, cap - len, "%s.",
		                        words[rand_below(ARRAY_LEN(words))]);
	const char *end = ends[rand_below(ARRAY_LEN(ends))];
	if (len == 0 && *end == '\0')
		end = "@";
	if (*end == '.' && len > 0)
		end++;
	if (*end == '\0' && len > 0)
		len--;
	snprintf(out + len, cap - len, "%s", end);
}

static void line_draw(char *out, size_t cap, const char *owner)
{
	char x[128], y[128];
	name_draw(x, sizeof(x));
	name_draw(y, sizeof(y));
	unsigned n = rand_below(500);
	switch (rand_below(8)) {
	case 0:
		snprintf(out, cap, "%s 60 NS %s", owner, x);
		break;
	case 1:
		snprintf(out, cap, "%s 60 MX %u %s", owner, n, x);
		break;
	case 2:
		snprintf(out, cap, "%s 60 MINFO %s %s", owner, x, y);
		break;
	case 3:
		snprintf(out, cap, "%s 60 SRV 1 2 %u %s", owner, n, x);
		break;
	case 4:
		snprintf(out, cap, "%s 60 RP %s %s", owner, x, y);
		break;
	case 5:
		snprintf(out, cap, "%s 60 TXT \"%u\"", owner, n);
		break;
	case 6:
		snprintf(out, cap, "%s 60 PTR %s", owner, x);
		break;
	default:
		snprintf(out, cap, "%s 60 RRSIG A 8 1 60 20300101000000 20200101000000 %u %s AAAA",
		         owner, n, "example.");
	}
}

/* Every line, by way of a packed node and back, is there with the same rdata. */
static void expand_undoes_pack(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (unsigned round = 0; round < 400; round++) {
		char owner[128], line[512];
		struct zone_builder *b = zone_text_builder(
			"example.",
			(const char *[]){"@ 3600 SOA a b 7 7200 900 1209600 300", NULL});
		struct text given, got;
		text_init(&given);
		text_init(&got);
		char lines[40][512];
		unsigned count = 0;
		snprintf(owner, sizeof(owner), "%s", rand_below(2) ? "a.b" : "*.b");
		for (; count < 1 + rand_below(40); count++) {
			line_draw(line, sizeof(line), owner);
			memcpy(lines[count], line, sizeof(line));
			zone_text_add(b, "example.", line);
		}
		struct zone_version *v;
		assert_ok(zone_builder_finish(b, &v));
		zone_builder_free(b);
		zone_to_text(&got, v);
		for (unsigned i = 0; i < count; i++) {
			/* The same line alone, which compresses against less. */
			struct zone_version *one = zone_from_text(
				"example.",
				(const char *[]){"@ 3600 SOA a b 7 7200 900 1209600 300", lines[i],
			                         NULL});
			text_reset(&given);
			zone_to_text(&given, one);
			const char *record = strchr(given.buf, '\n') + 1;
			assert_non_null(strstr(got.buf, record));
			zone_version_free(one);
		}
		zone_version_free(v);
		text_deinit(&given);
		text_deinit(&got);
	}
}

static void pack_compresses_against_owner_apex_and_each_other(void **state)
{
	(void)state;
	struct zone_version *v = zone_from_text(
		"example.", (const char *[]){"@ 3600 SOA a b 7 7200 900 1209600 300",
	                                     "a 60 NS ns1.a", "a 60 NS ns2.a", "a 60 NS x.b",
	                                     "a 60 NS x.y.test.", "a 60 NS z.y.test.", NULL});
	const struct zone_node *n = zone_version_find(v, (const uint8_t *)"\1a\7example");
	const struct zone_set *s = set_of(n, RR_NS);
	const struct zone_reloc *r = zone_set_relocs(n, s);
	assert_int_equal(s->count, 5);
	assert_int_equal(s->reloc_count, 4);
	unsigned owner = 0, apex = 0, fragment = 0;
	for (unsigned i = 0; i < s->reloc_count; i++) {
		owner += (r[i].target & TARGET_KIND) == TARGET_OWNER;
		apex += r[i].target == (TARGET_APEX | (256 - 9));
		fragment += (r[i].target & TARGET_KIND) == TARGET_FRAGMENT;
	}
	assert_int_equal(owner, 2);
	assert_int_equal(apex, 1);
	assert_int_equal(fragment, 1);
	zone_version_free(v);
}

static void pack_keeps_large_sets_as_plain_records(void **state)
{
	(void)state;
	struct zone_builder *b = zone_text_builder(
		"example.", (const char *[]){"@ 3600 SOA a b 7 7200 900 1209600 300", NULL});
	for (unsigned i = 0; i < 3000; i++) {
		char line[64];
		snprintf(line, sizeof(line), "big 60 A 10.0.%u.%u", i >> 8, i & 255);
		zone_text_add(b, "example.", line);
	}
	struct zone_version *v;
	assert_ok(zone_builder_finish(b, &v));
	zone_builder_free(b);
	const struct zone_node *n = zone_version_find(v, (const uint8_t *)"\3big\7example");
	const struct zone_set *s = set_of(n, RR_A);
	assert_true(zone_set_is_long(s));
	assert_int_equal(zone_set_ttl(n, s), 60);
	struct zone_expander x = {0};
	struct rrset set;
	assert_true(zone_expand_type(&x, v, n, RR_A, &set));
	assert_int_equal(set.count, 3000);
	assert_int_equal(set.size, 3000 * 6);
	zone_expander_deinit(&x);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expand_undoes_pack),
		cmocka_unit_test(pack_compresses_against_owner_apex_and_each_other),
		cmocka_unit_test(pack_keeps_large_sets_as_plain_records),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
