/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

#include "server/sign/gate.h"

static const char *const names[] = {"@",    "a",     "b.a", "c.b.a",  "*.a", "x.*.a", "ns",
                                    "ns.a", "d",     "e.d", "f.e.d",  "g",   "*",     "h.g",
                                    "ns.d", "q.w.e", "z",   "ns.b.a", "w.e", "r.w.e"};
static const char *const datas[] = {
	"A 192.0.2.1",
	"A 192.0.2.2",
	"AAAA 2001:db8::1",
	"NS ns.a",
	"NS ns.test.",
	"MX 10 ns.a",
	"TXT one",
	"CNAME d",
	"DNAME g",
	"DS 1 8 2 0123456789012345678901234567890123456789012345678901234567890123",
};

enum {
	NAMES = sizeof(names) / sizeof(names[0]),
	DATAS = sizeof(datas) / sizeof(datas[0]),
	POOL = NAMES * DATAS,
};

static char pool[POOL][200];
static bool is_in[POOL];

static struct zone_version *pool_build(unsigned serial, unsigned minimum)
{
	char soa[80];
	const char *lines[POOL + 2];
	size_t n = 0;
	snprintf(soa, sizeof(soa), "@ 60 SOA a b %u 7200 900 1209600 %u", serial, minimum);
	lines[n++] = soa;
	for (size_t i = 0; i < POOL; i++) {
		if (is_in[i])
			lines[n++] = pool[i];
	}
	lines[n] = NULL;
	return world_zone_of(lines);
}

static void pool_make(void)
{
	size_t n = 0;
	for (size_t i = 0; i < NAMES; i++) {
		for (size_t k = 0; k < DATAS; k++)
			snprintf(pool[n++], sizeof(pool[0]), "%s 60 %s", names[i], datas[k]);
	}
	for (size_t i = 0; i < POOL; i++)
		is_in[i] = rand_below(6) == 0;
}

static void pool_toggle(struct zone_edit *e, size_t i)
{
	assert_ok(world_change(e, pool[i], !is_in[i]));
	is_in[i] = !is_in[i];
}

/* Toggle some lines; or take away, or put in, all of a few names. */
static void pool_change(struct zone_edit *e)
{
	size_t changes = 1 + rand_below(rand_below(4) == 0 ? 40 : 4);
	for (; changes > 0; changes--)
		pool_toggle(e, rand_below(POOL));
	if (rand_below(3) == 0) {
		size_t name = rand_below(NAMES);
		for (size_t i = name * DATAS; i < (name + 1) * DATAS; i++) {
			if (is_in[i])
				pool_toggle(e, i);
		}
	}
}

/* Take a link of the chain, as goes with a name that an update deletes whole. */
static void link_take(struct zone_edit *e, const struct zone_version *v, size_t skip)
{
	const uint16_t type = v->denial == ZONE_NSEC ? RR_NSEC : RR_NSEC3;
	struct zone_iter *it = mem_alloc(sizeof(*it));
	struct zone_sets sets;
	zone_iter_init(it, v);
	for (const struct zone_node *n; (n = zone_next(it)) != NULL;) {
		zone_sets_init(&sets, v, n);
		while (zone_sets_next(&sets)) {
			if (sets.data.type != type || sets.data.count == 0 || skip-- != 0)
				continue;
			const struct zone_record r = {.owner = n->name,
			                              .type = type,
			                              .ttl = sets.data.ttl,
			                              .rdata = rrset_first(&sets.data)};
			assert_ok(zone_edit_remove(e, &r));
		}
		zone_sets_deinit(&sets);
	}
	mem_free(it);
}

static void soa_change(struct zone_edit *e, unsigned serial, unsigned *minimum)
{
	char line[80];
	snprintf(line, sizeof(line), "@ 60 SOA a b %u 7200 900 1209600 %u", serial, *minimum);
	assert_ok(world_change(e, line, false));
	if (rand_below(20) == 0)
		*minimum = 5 + (unsigned)rand_below(100);
	snprintf(line, sizeof(line), "@ 60 SOA a b %u 7200 900 1209600 %u", serial + 1, *minimum);
	assert_ok(world_change(e, line, true));
}

/* Change a zone many times; each time it has to be what signing all of it gives. */
static void changes_come_to_what_the_whole_does(bool nsec3, bool opt_out)
{
	struct world w;
	struct sign_result result;
	unsigned serial = 1, minimum = 300, whole = 0;
	world_init(&w);
	w.in.policy.nsec3 = nsec3;
	w.in.policy.opt_out = opt_out;
	pool_make();
	struct zone_version *v = world_sign(&w, pool_build(serial, minimum));
	for (unsigned round = 0; round < 150; round++) {
		struct zone_edit *e = zone_edit_new(v);
		/* Of hashes the whole chain is made anew. */
		if (rand_below(nsec3 ? 50 : 2) == 0)
			link_take(e, v, rand_below(NAMES));
		pool_change(e);
		if (rand_below(4) == 0) {
			assert_ok(zone_edit_settle(e));
			pool_change(e);
		}
		soa_change(e, serial++, &minimum);
		assert_ok(sign_change(e, v, &w.in, &result));
		whole += result.is_whole;
		v = world_finish(&w, e, v, true);
		struct zone_version *expected = world_sign(&w, pool_build(serial, minimum));
		assert_same_versions(v, expected);
		assert_signed_well(v, SIGN_NOW);
		assert_ok(sign_gate(v, w.in.now));
		zone_version_free(expected);
	}
	assert_true(whole < 30); /* only when MINIMUM changed the TTL of denials */
	zone_version_free(v);
	world_deinit(&w);
}

static void changes_with_nsec(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	changes_come_to_what_the_whole_does(false, false);
}

static void changes_with_nsec3(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	changes_come_to_what_the_whole_does(true, false);
}

static void changes_with_opt_out(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	changes_come_to_what_the_whole_does(true, true);
}

/* ---- one occasion at a time ---- */

static void a_name_may_go_with_its_link(void **state)
{
	struct world w;
	(void)state;
	world_init(&w);
	const char *const lines[] = {"@ 60 SOA a b 1 7200 900 1209600 300", "@ 60 NS ns",
	                             "ns 60 A 192.0.2.1", "x 60 A 192.0.2.2", NULL};
	struct zone_version *v = world_sign(&w, world_zone_of(lines));
	struct zone_edit *e = zone_edit_new(v);
	struct sign_result r;
	link_take(e, v, 2); /* of x */
	assert_ok(world_change(e, "x 60 A 192.0.2.2", false));
	assert_ok(sign_change(e, v, &w.in, &r));
	assert_false(r.is_whole);
	v = world_finish(&w, e, v, true);
	assert_signed_well(v, SIGN_NOW);
	zone_version_free(v);
	world_deinit(&w);
}

static struct zone_version *zone_small(struct world *w)
{
	return world_sign(w, world_zone_of((const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300",
	                                                    "@ 60 NS ns", "ns 60 A 192.0.2.1",
	                                                    "b.c 60 TXT x", NULL}));
}

static struct sign_result change_one(struct world *w, struct zone_version **v, bool trusts)
{
	struct sign_result result;
	struct zone_edit *e = zone_edit_new(*v);
	assert_ok(world_change(e, "new 60 TXT x", true));
	assert_ok(sign_change(e, trusts ? *v : NULL, &w->in, &result));
	*v = world_finish(w, e, *v, trusts);
	assert_signed_well(*v, w->in.now.s);
	return result;
}

static void a_change_is_local_unless_it_reaches_everything(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < 5; kind++) {
		struct world w;
		world_init(&w);
		struct zone_version *v = zone_small(&w);
		w.in.policy.nsec3 = kind == 2;
		w.in.apex = kind == 3 ? NULL : &w.apex;
		if (kind == 1)
			w.apex.dnskey.ttl = 90;
		struct sign_result r = change_one(&w, &v, kind != 4);
		/* kind 0: nothing else;  3: the keys in the zone stay */
		assert_int_equal(r.is_whole, kind == 1 || kind == 2 || kind == 4);
		if (kind == 0) /* TXT and NSEC of the name, NSEC before it: two chain records, three
		                  signatures and those they replace */
			assert_int_equal(r.made, 3);
		zone_version_free(v);
		world_deinit(&w);
	}
}

static void a_broken_chain_is_made_whole(void **state)
{
	(void)state;
	for (unsigned nsec3 = 0; nsec3 < 2; nsec3++) {
		struct world w;
		world_init(&w);
		w.in.policy.nsec3 = nsec3 != 0;
		struct zone_version *v = zone_small(&w);
		/* Take a link away behind the signer's back. */
		struct zone_edit *e = zone_edit_new(v);
		struct zone_iter *it = mem_alloc(sizeof(*it));
		struct zone_sets sets;
		zone_iter_init(it, v);
		const struct zone_node *n = zone_next(it);
		while (nsec3 != 0 ? !it->is_nsec3 : zone_node_find(n, RR_TXT) == NULL)
			n = zone_next(it);
		zone_sets_init(&sets, v, n);
		while (zone_sets_next(&sets)) {
			if (sets.data.type != RR_NSEC && sets.data.type != RR_NSEC3)
				continue;
			const struct zone_record r = {.owner = n->name,
			                              .type = sets.data.type,
			                              .ttl = sets.data.ttl,
			                              .rdata = rrset_first(&sets.data)};
			assert_ok(zone_edit_remove(e, &r));
		}
		zone_sets_deinit(&sets);
		mem_free(it);
		assert_ok(zone_edit_settle(e));
		struct zone_version *broken = zone_edit_finish(e);
		zone_version_free(v);
		v = broken;
		/* Change all names, so that the gap is come upon. */
		struct sign_result r;
		e = zone_edit_new(v);
		assert_ok(world_change(e, "ns 60 TXT x", true));
		assert_ok(world_change(e, "a.ns 60 TXT x", true));
		assert_ok(world_change(e, "c 60 TXT x", true));
		assert_ok(world_change(e, "b.c 60 TXT x", false));
		assert_ok(world_change(e, "zz 60 TXT x", true));
		assert_ok(world_change(e, "@ 60 TXT x", true));
		for (unsigned i = 0; i < 40; i++) { /* hashes all over */
			char line[32];
			snprintf(line, sizeof(line), "n%u 60 TXT x", i);
			assert_ok(world_change(e, line, true));
		}
		assert_ok(sign_change(e, v, &w.in, &r));
		v = world_finish(&w, e, v, true);
		assert_signed_well(v, SIGN_NOW);
		zone_version_free(v);
		world_deinit(&w);
	}
}

static void refreshing_touches_what_ends_soon_and_nothing_else(void **state)
{
	(void)state;
	struct world w;
	struct sign_result r;
	world_init(&w);
	w.in.policy.nsec3 = true;
	struct zone_version *v = zone_small(&w);
	int64_t first_end = SIGN_NOW + w.in.policy.lifetime_s;
	w.in.now.s += 500000;
	assert_false(change_one(&w, &v, true).is_whole);
	/* Nothing is due. */
	struct zone_edit *e = zone_edit_new(v);
	assert_ok(sign_refresh(e, v, &w.in, &r));
	assert_int_equal(r.changes + r.made, 0);
	assert_false(r.soa_due);
	assert_true(r.first_s == first_end);
	zone_edit_free(e);
	/* All but what changed is. */
	w.in.now.s = first_end - w.in.policy.refresh_s - w.in.policy.pre_refresh_s;
	e = zone_edit_new(v);
	assert_ok(sign_refresh(e, v, &w.in, &r));
	assert_true(r.made > 0);
	assert_int_equal(r.changes, 2 * r.made);
	assert_true(r.first_s == SIGN_NOW + 500000 + w.in.policy.lifetime_s);
	v = world_finish(&w, e, v, true);
	assert_signed_well(v, first_end + 1); /* nothing ends with the first ones */
	zone_version_free(v);
	world_deinit(&w);
}

static void nothing_to_do_changes_nothing(void **state)
{
	(void)state;
	struct world w;
	struct sign_result r;
	world_init(&w);
	struct zone_version *v = zone_small(&w);
	for (unsigned trusts = 0; trusts < 2; trusts++) {
		struct zone_edit *e = zone_edit_new(v);
		assert_ok(sign_zone(e, trusts != 0 ? v : NULL, &w.in, &r));
		assert_int_equal(r.changes + r.made, 0);
		assert_false(r.soa_due);
		zone_edit_free(e);
	}
	zone_version_free(v);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_with_nsec),
		cmocka_unit_test(changes_with_nsec3),
		cmocka_unit_test(changes_with_opt_out),
		cmocka_unit_test(a_name_may_go_with_its_link),
		cmocka_unit_test(a_change_is_local_unless_it_reaches_everything),
		cmocka_unit_test(a_broken_chain_is_made_whole),
		cmocka_unit_test(refreshing_touches_what_ends_soon_and_nothing_else),
		cmocka_unit_test(nothing_to_do_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
