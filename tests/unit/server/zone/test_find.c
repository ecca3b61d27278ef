/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"
#include "base/base64.h"
#include "base/rand.h"
#include "server/zone/find.h"

static struct zone_version *zone;

static int setup(void **state)
{
	(void)state;
	zone = zone_from_text(
		"example.",
		(const char *[]){"@ 3600 SOA a b 7 7200 900 1209600 300", "@ 60 NSEC a.b SOA NSEC",
	                         "a.b 60 A 192.0.2.1", "a.b 60 NSEC cut A NSEC", "cut 60 NS ns.cut",
	                         "cut 60 NSEC *.w NS NSEC", "ns.cut 60 A 192.0.2.1",
	                         "x.ns.cut 60 A 192.0.2.1", "cutoff.d 60 A 192.0.2.3",
	                         "d 60 DNAME e", "*.w 60 TXT x", "*.w 60 NSEC @ TXT NSEC", NULL});
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	zone_version_free(zone);
	return 0;
}

static struct zone_found found_of(const char *name)
{
	struct name n;
	struct zone_name z;
	struct zone_found f;
	assert_ok(name_parse_str(&n, name));
	zone_name_make(&z, n.wire);
	zone_look_up(&f, zone, &z);
	return f;
}

static void node_is(const struct zone_node *n, const char *name)
{
	struct name expected;
	assert_non_null(n);
	assert_ok(name_parse_str(&expected, name));
	assert_true(name_equal(n->name, expected.wire));
}

static void found_node_of_any_case(void **state)
{
	(void)state;
	struct zone_found f = found_of("A.b.EXAMPLE.");
	node_is(f.node, "a.b.example.");
	assert_null(f.cut);
}

static void found_empty_non_terminal(void **state)
{
	(void)state;
	struct zone_found f = found_of("b.example.");
	node_is(f.node, "b.example.");
	assert_int_equal(f.node->set_count, 0);
}

static void found_encloser_of_a_missing_name(void **state)
{
	(void)state;
	struct zone_found f = found_of("y.x.b.example.");
	assert_null(f.node);
	node_is(f.encloser, "b.example.");
	node_is(found_of("x.a.b.example.").encloser, "a.b.example.");
	node_is(found_of("zzz.example.").encloser, "example.");
	node_is(found_of("q.w.example.").encloser, "w.example.");
	assert_true(found_of("q.w.example.").encloser->flags & NODE_HAS_WILDCARD);
}

static void found_cut_at_and_above(void **state)
{
	(void)state;
	struct zone_found f = found_of("cut.example.");
	node_is(f.cut, "cut.example.");
	assert_ptr_equal(f.cut, f.node);
	node_is(found_of("www.cut.example.").cut, "cut.example.");
	node_is(found_of("ns.cut.example.").cut, "cut.example.");
	node_is(found_of("x.ns.cut.example.").cut, "cut.example.");
	node_is(found_of("y.x.ns.cut.example.").cut, "cut.example.");
	assert_null(found_of("cutoff.example.").cut);
}

static void found_dname_above(void **state)
{
	(void)state;
	struct zone_found f = found_of("y.d.example.");
	node_is(f.dname, "d.example.");
	node_is(found_of("cutoff.d.example.").dname, "d.example.");
	assert_null(found_of("d.example.").dname);
}

static void nsec_of(const char *name, const char *expected)
{
	struct name n;
	struct zone_name z;
	assert_ok(name_parse_str(&n, name));
	zone_name_make(&z, n.wire);
	node_is(zone_find_nsec(zone, &z), expected);
}

static void find_nsec_covers(void **state)
{
	(void)state;
	nsec_of("0.example.", "example.");
	nsec_of("b.example.", "example.");
	nsec_of("z.b.example.", "a.b.example.");
	nsec_of("cuu.example.", "cut.example.");
	nsec_of("zz.example.", "*.w.example.");
}

static void name_draw(struct name *out)
{
	static const uint8_t octets[] = {'a', 'b', '-', '_', 0, '.', 0xff};
	size_t at = 0;
	for (unsigned n = 1 + rand_below(4); n > 0; n--) {
		uint8_t len = (uint8_t)(1 + rand_below(3));
		out->wire[at++] = len;
		for (; len > 0; len--)
			out->wire[at++] = octets[rand_below(sizeof(octets))];
	}
	memcpy(out->wire + at, "\7example", 9);
	out->len = (uint8_t)(at + 9);
}

/* Names of one zone against a plain list of what is in it. */
static void find_agrees_with_a_list(void **state)
{
	(void)state;
	enum { NAMES = 200 };
	static struct name names[NAMES];
	rand_replay(test_seed(rand_u64()));
	struct zone_builder *b = zone_text_builder(
		"example.", (const char *[]){"@ 3600 SOA a b 7 7200 900 1209600 300", NULL});
	for (unsigned i = 0; i < NAMES; i++) {
		name_draw(&names[i]);
		struct zone_record r = {names[i].wire, span_of("\300\0\2\1", 4), 60, 1};
		zone_builder_add(b, &r);
	}
	struct zone_version *v;
	assert_ok(zone_builder_finish(b, &v));
	zone_builder_free(b);
	for (unsigned i = 0; i < NAMES; i++) {
		struct zone_name z;
		struct zone_found f;
		struct name n = names[i];
		if (rand_below(2)) /* mostly a name that is not there */
			name_draw(&n);
		size_t most = 1;
		bool there = false;
		for (unsigned k = 0; k < NAMES; k++) {
			most = MAX_OF(most, name_common(n.wire, names[k].wire));
			there |= name_is_under(names[k].wire, n.wire);
		}
		zone_name_make(&z, n.wire);
		zone_look_up(&f, v, &z);
		assert_int_equal(f.node != NULL, there);
		assert_int_equal(name_labels(f.encloser->name), most);
		assert_true(name_is_under(n.wire, f.encloser->name));
	}
	zone_version_free(v);
}

enum { HASHES = 60 };

static void hash_draw(uint8_t hash[ZONE_HASH_LEN])
{
	/* Many share their beginning, some all but the end. */
	memset(hash, (int)rand_below(2) * 0xff, ZONE_HASH_LEN);
	for (size_t i = ZONE_HASH_LEN - 1 - rand_below(ZONE_HASH_LEN); i < ZONE_HASH_LEN; i++)
		hash[i] = (uint8_t)rand_below(256);
}

static int hash_cmp(const void *a, const void *b)
{
	return memcmp(a, b, ZONE_HASH_LEN);
}

/* The owner of a hash: one label of base32hex under "example". */
static void owner_of(char owner[NAME_HASH_LABEL + 1], const uint8_t *hash)
{
	struct text t;
	text_init_fixed(&t, owner, NAME_HASH_LABEL + 1);
	base32hex_print(&t, span_of(hash, ZONE_HASH_LEN), false);
}

static void find_nsec3_agrees_with_a_list(void **state)
{
	(void)state;
	uint8_t hashes[HASHES][ZONE_HASH_LEN];
	char owner[NAME_HASH_LABEL + 1], line[128];
	rand_replay(test_seed(rand_u64()));
	struct zone_builder *b = zone_text_builder(
		"example.", (const char *[]){"@ 3600 SOA a b 7 7200 900 1209600 300",
	                                     "@ 60 NSEC3PARAM 1 0 0 -", NULL});
	for (unsigned i = 0; i < HASHES; i++)
		hash_draw(hashes[i]);
	qsort(hashes, HASHES, ZONE_HASH_LEN, hash_cmp);
	for (unsigned i = 0; i < HASHES; i++) {
		owner_of(owner, hashes[i]);
		snprintf(line, sizeof(line), "%s 60 NSEC3 1 0 0 - %s A", owner, owner);
		zone_text_add(b, "example.", line);
	}
	struct zone_version *v;
	assert_ok(zone_builder_finish(b, &v));
	zone_builder_free(b);
	for (unsigned i = 0; i < 2000; i++) {
		uint8_t hash[ZONE_HASH_LEN];
		const struct zone_node *covers;
		hash_draw(hash);
		size_t before = 0; /* hashes up to it */
		while (before < HASHES && memcmp(hashes[before], hash, ZONE_HASH_LEN) <= 0)
			before++;
		const uint8_t *expected = hashes[(before + HASHES - 1) % HASHES];
		const struct zone_node *n = zone_find_nsec3(v, hash, &covers);
		assert_int_equal(n != NULL,
		                 before > 0 && memcmp(expected, hash, ZONE_HASH_LEN) == 0);
		owner_of(owner, expected);
		assert_memory_equal((n != NULL ? n : covers)->name + 1, owner, NAME_HASH_LABEL);
	}
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_node_of_any_case),
		cmocka_unit_test(found_empty_non_terminal),
		cmocka_unit_test(found_encloser_of_a_missing_name),
		cmocka_unit_test(found_cut_at_and_above),
		cmocka_unit_test(found_dname_above),
		cmocka_unit_test(find_nsec_covers),
		cmocka_unit_test(find_agrees_with_a_list),
		cmocka_unit_test(find_nsec3_agrees_with_a_list),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
