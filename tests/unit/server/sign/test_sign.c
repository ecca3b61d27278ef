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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_with_nsec),
		cmocka_unit_test(changes_with_nsec3),
		cmocka_unit_test(changes_with_opt_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
