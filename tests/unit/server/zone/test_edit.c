/* SPDX-License-Identifier: BSD-2-Clause */
#include "change_text.h"
#include "base/rand.h"
#include "dns/rrtype.h"
#include "server/zone/diff.h"
#include "server/zone/edit.h"

#define SOA_1 "@ 60 SOA a b 1 7200 900 1209600 300"
#define SOA_2 "@ 60 SOA a b 2 7200 900 1209600 300"

static uint8_t octets[65536];

static enum err add(struct zone_edit *e, const char *line)
{
	struct zone_record r;
	struct name owner;
	record_from_text(&r, &owner, octets, sizeof(octets), line);
	return zone_edit_add(e, &r);
}

static enum err removal(struct zone_edit *e, const char *line)
{
	struct zone_record r;
	struct name owner;
	record_from_text(&r, &owner, octets, sizeof(octets), line);
	return zone_edit_remove(e, &r);
}

static const struct zone_node *node(const struct zone_version *v, const char *name)
{
	struct name n;
	assert_ok(name_parse_str(&n, name));
	return zone_version_find(v, n.wire);
}

/* Two versions are the same to the octet: nodes, links, counts. */
static void assert_same(const struct zone_version *a, const struct zone_version *b)
{
	static struct zone_iter x, y;
	const struct zone_node *n, *m;
	zone_iter_init(&x, a);
	zone_iter_init(&y, b);
	do {
		n = zone_next(&x);
		m = zone_next(&y);
		if (n == NULL || m == NULL) {
			assert_ptr_equal(n, m);
			break;
		}
		if (n->flags != m->flags || n->size != m->size || memcmp(n, m, n->size) != 0) {
			struct text t;
			text_init(&t);
			name_print(&t, n->name);
			text_put(&t, " against ");
			name_print(&t, m->name);
			print_error("%s: flags %x against %x, size %u against %u\n", t.buf,
			            n->flags, m->flags, n->size, m->size);
			fail();
		}
	} while (true);
	assert_int_equal(a->record_count, b->record_count);
	assert_int_equal(a->name_count, b->name_count);
	assert_int_equal(a->wire_size, b->wire_size);
	assert_int_equal(a->serial.value, b->serial.value);
	assert_int_equal(a->denial, b->denial);
	assert_int_equal(a->has_sigs, b->has_sigs);
	if (a->has_sigs) {
		assert_int_equal(a->sig_expiry.value, b->sig_expiry.value);
		assert_int_equal(a->sig_expiry_nodes, b->sig_expiry_nodes);
	}
	struct qp_iter *it = mem_alloc(sizeof(*it));
	const struct qp_twig *t;
	qp_iter_init(it, &a->names);
	while ((t = qp_next(it)) != NULL)
		assert_int_equal(qp_value(t), ((const struct zone_node *)t->ptr)->flags);
	mem_free(it);
}

/* ---- random zones: a pool of lines, each in or out ---- */

static const char *const names[] = {"@",  "a",    "b.a",  "c.b.a", "*.a",   "x.*.a",
                                    "ns", "ns.a", "d",    "e.d",   "f.e.d", "g",
                                    "*",  "h.g",  "ns.d", "q.w.e", "z",     "ns.b.a"};
static const char *const datas[] = {
	"A 192.0.2.1",
	"A 192.0.2.2",
	"AAAA 2001:db8::1",
	"NS ns.a",
	"NS ns.d",
	"NS ns.test.",
	"NS ns",
	"NS ns.b.a",
	"MX 10 ns.a",
	"TXT one",
	"CNAME d",
	"DNAME g",
	"SRV 1 2 3 x.y.z",
	"DS 1 8 2 0123456789012345678901234567890123456789012345678901234567890123",
	"NSEC a A RRSIG",
	"RRSIG A 8 2 60 20300101000000 20200101000000 1 example. AQAB",
	"RRSIG NS 8 2 60 20300101000000 20200101000000 1 example. AQAB",
	"RRSIG NSEC 8 2 60 20300101000000 20200101000000 1 example. AQAB",
};
static const char *const specials[] = {
	"@ 60 NSEC3PARAM 1 0 0 -",
	"@ 60 NSEC3PARAM 1 0 1 ab",
	"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 60 NSEC3 1 0 0 - 2p9mhaveqvm6t7vbl5lop2u3t2rp3tom A",
	"2p9mhaveqvm6t7vbl5lop2u3t2rp3tom 60 NSEC3 1 0 0 - 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A",
	("0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 60 RRSIG NSEC3 8 2 60 20300101000000 20200101000000 1 "
         "example. AQAB"),
	"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 60 TXT odd",
};

enum {
	NAMES = sizeof(names) / sizeof(names[0]),
	DATAS = sizeof(datas) / sizeof(datas[0]),
	SPECIALS = sizeof(specials) / sizeof(specials[0]),
	POOL = NAMES * DATAS + SPECIALS,
};

static char pool[POOL][200];
static bool is_in[POOL];

static void pool_make(void)
{
	size_t n = 0;
	for (size_t i = 0; i < NAMES; i++) {
		for (size_t k = 0; k < DATAS; k++)
			snprintf(pool[n++], sizeof(pool[0]), "%s 60 %s", names[i], datas[k]);
	}
	for (size_t i = 0; i < SPECIALS; i++)
		snprintf(pool[n++], sizeof(pool[0]), "%s", specials[i]);
}

static struct zone_version *pool_build(unsigned serial)
{
	char soa[80];
	const char *lines[POOL + 2];
	size_t n = 0;
	snprintf(soa, sizeof(soa), "@ 60 SOA a b %u 7200 900 1209600 300", serial);
	lines[n++] = soa;
	for (size_t i = 0; i < POOL; i++) {
		if (is_in[i])
			lines[n++] = pool[i];
	}
	lines[n] = NULL;
	return zone_from_text("example.", lines);
}

/* Toggle some lines; every now and then all lines of a few names. */
static void pool_change(struct zone_edit *e)
{
	size_t changes = 1 + rand_below(rand_below(4) == 0 ? 60 : 5);
	for (; changes > 0; changes--) {
		size_t i = rand_below(POOL);
		bool was = is_in[i];
		if (was)
			assert_ok(removal(e, pool[i]));
		else
			assert_ok(add(e, pool[i]));
		is_in[i] = !was;
	}
}

static void edit_makes_what_building_would(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	pool_make();
	for (size_t i = 0; i < POOL; i++)
		is_in[i] = rand_below(4) == 0;
	unsigned serial = 1;
	struct zone_version *v = pool_build(serial);
	for (unsigned round = 0; round < 400; round++) {
		char line[2][80];
		bool before[POOL];
		memcpy(before, is_in, sizeof(is_in));
		struct zone_version *old = pool_build(serial);
		struct zone_edit *e = zone_edit_new(v);
		pool_change(e);
		if (rand_below(3) == 0) {
			assert_ok(zone_edit_settle(e));
			struct zone_version *half = pool_build(serial);
			assert_same(zone_edit_view(e), half);
			zone_version_free(half);
			pool_change(e);
		}
		snprintf(line[0], sizeof(line[0]), "@ 60 SOA a b %u 7200 900 1209600 300", serial);
		snprintf(line[1], sizeof(line[1]), "@ 60 SOA a b %u 7200 900 1209600 300",
		         serial + 1);
		assert_ok(removal(e, line[0]));
		assert_ok(add(e, line[1]));
		assert_ok(zone_edit_settle(e));
		struct zone_version *expected = pool_build(serial + 1);
		assert_same(zone_edit_view(e), expected);
		assert_same(v, old); /* whoever reads the base sees nothing of it */

		struct zone_changeset net = {0}, full = {0};
		struct text a, b;
		zone_edit_changes(e, &net);
		zone_diff(&full, old, expected, 0);
		text_init(&a);
		text_init(&b);
		records_to_text(&a, &net.removed, '-');
		records_to_text(&a, &net.added, '+');
		records_to_text(&b, &full.removed, '-');
		records_to_text(&b, &full.added, '+');
		assert_string_equal(a.buf, b.buf);
		text_deinit(&a);
		text_deinit(&b);
		zone_changeset_deinit(&net);
		zone_changeset_deinit(&full);

		if (rand_below(5) == 0) { /* thrown away */
			zone_edit_free(e);
			assert_same(v, old);
			memcpy(is_in, before, sizeof(is_in));
		} else {
			struct zone_version *next = zone_edit_finish(e);
			assert_same(v, old);
			zone_version_free(v);
			v = next;
			assert_same(v, expected);
			serial++;
		}
		zone_version_free(old);
		zone_version_free(expected);
	}
	zone_version_free(v);
}

static struct zone_version *zone_small(void)
{
	return zone_from_text("example.", (const char *[]){SOA_1, "@ 60 NS ns", "ns 60 A 192.0.2.1",
	                                                   "b.c 60 TXT x", NULL});
}

static void edit_refuses_what_is_there_or_missing(void **state)
{
	(void)state;
	struct zone_version *v = zone_small();
	struct zone_edit *e = zone_edit_new(v);
	assert_int_equal(add(e, "ns 60 A 192.0.2.1"), E_HASRECORD);
	assert_int_equal(removal(e, "ns 60 A 192.0.2.2"), E_NORECORD);
	assert_int_equal(removal(e, "nobody 60 A 192.0.2.2"), E_NORECORD);
	assert_int_equal(add(e, "ns.test. 60 A 192.0.2.1"), E_OUTOFZONE);
	assert_int_equal(removal(e, "ns.test. 60 A 192.0.2.1"), E_OUTOFZONE);
	assert_ok(zone_edit_settle(e));
	assert_same(zone_edit_view(e), v);
	zone_edit_free(e);
	zone_version_free(v);
}

static void edit_gives_a_set_the_newest_ttl(void **state)
{
	(void)state;
	struct zone_version *v = zone_small();
	struct zone_edit *e = zone_edit_new(v);
	struct zone_changeset c = {0};
	assert_ok(add(e, "ns 90 A 192.0.2.2"));
	assert_ok(zone_edit_settle(e));
	zone_edit_changes(e, &c);
	assert_changes(&c, "-ns.example. 60 A 192.0.2.1\n"
	                   "+ns.example. 90 A 192.0.2.1\n"
	                   "+ns.example. 90 A 192.0.2.2\n");
	zone_changeset_deinit(&c);
	zone_edit_free(e);
	zone_version_free(v);
}

static void edit_shows_records_before_they_are_linked(void **state)
{
	(void)state;
	struct zone_version *v = zone_small();
	struct zone_edit *e = zone_edit_new(v);
	struct name n;
	assert_ok(name_parse_str(&n, "new.example."));
	assert_null(zone_edit_node(e, n.wire));
	assert_ok(add(e, "new 60 A 192.0.2.2"));
	assert_non_null(zone_node_find(zone_edit_node(e, n.wire), RR_A));
	assert_ok(removal(e, "new 60 A 192.0.2.2"));
	assert_null(zone_edit_node(e, n.wire));
	zone_edit_free(e);
	zone_version_free(v);
}

/* The wildcard is an empty non-terminal then, and matches all the same (RFC 4592 section 4.9). */
static void edit_finds_a_wildcard_that_a_name_below_it_makes(void **state)
{
	(void)state;
	struct zone_version *v = zone_small();
	struct zone_edit *e = zone_edit_new(v);
	assert_int_equal(node(v, "ns.example.")->flags & NODE_HAS_WILDCARD, 0);
	assert_ok(add(e, "x.*.ns 60 TXT y"));
	assert_ok(zone_edit_settle(e));
	assert_true((node(zone_edit_view(e), "ns.example.")->flags & NODE_HAS_WILDCARD) != 0);
	zone_edit_free(e);
	zone_version_free(v);
}

static void edit_without_soa_does_not_settle(void **state)
{
	(void)state;
	struct zone_version *v = zone_small();
	struct zone_edit *e = zone_edit_new(v);
	assert_ok(removal(e, SOA_1));
	assert_int_equal(zone_edit_settle(e), E_NOSOA);
	assert_ok(add(e, SOA_2));
	assert_ok(zone_edit_settle(e));
	assert_int_equal(zone_edit_view(e)->serial.value, 2);
	zone_edit_free(e);
	zone_version_free(v);
}

static void edit_applies_changesets_strictly_or_not(void **state)
{
	(void)state;
	struct zone_version *v = zone_small();
	struct zone_changeset c = changes_from_text((const char *[]){
		"-" SOA_1, "-ns 60 A 192.0.2.9", "+" SOA_2, "+b.c 60 TXT x", "+d 60 TXT y", NULL});
	struct zone_edit *e = zone_edit_new(v);
	assert_int_equal(zone_edit_apply(e, &c, false), E_NORECORD);
	zone_edit_free(e);
	e = zone_edit_new(v);
	assert_ok(zone_edit_apply(e, &c, true));
	assert_ok(zone_edit_settle(e));
	assert_int_equal(zone_edit_view(e)->serial.value, 2);
	assert_non_null(node(zone_edit_view(e), "d.example."));
	size_t count;
	const uint8_t *const *touched = zone_edit_names(e, &count);
	assert_int_equal(count, 2);
	assert_int_equal(name_len(touched[0]), 9);
	zone_edit_free(e);
	zone_changeset_deinit(&c);
	zone_version_free(v);
}

static void edit_frees_blocks_when_older_versions_go(void **state)
{
	(void)state;
	struct zone_version *v = zone_small();
	for (unsigned i = 0; i < 3000; i++) {
		char line[64];
		struct zone_edit *e = zone_edit_new(v);
		snprintf(line, sizeof(line), "ns 60 A 192.0.2.%u", 2 + i % 200);
		assert_ok(i / 200 % 2 == 0 ? add(e, line) : removal(e, line));
		assert_ok(zone_edit_settle(e));
		struct zone_version *next = zone_edit_finish(e);
		zone_version_free(v);
		v = next;
	}
	assert_true(zone_version_bytes(v) < 256 * 1024);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edit_makes_what_building_would),
		cmocka_unit_test(edit_refuses_what_is_there_or_missing),
		cmocka_unit_test(edit_gives_a_set_the_newest_ttl),
		cmocka_unit_test(edit_shows_records_before_they_are_linked),
		cmocka_unit_test(edit_finds_a_wildcard_that_a_name_below_it_makes),
		cmocka_unit_test(edit_without_soa_does_not_settle),
		cmocka_unit_test(edit_applies_changesets_strictly_or_not),
		cmocka_unit_test(edit_frees_blocks_when_older_versions_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
