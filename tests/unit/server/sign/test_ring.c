/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "base/rand.h"
#include "server/sign/ring.h"

#include <string.h>

/* Keys are the numbers 0 to 63, an octet each. */
enum { KEYS = 64 };

static uint8_t keys[KEYS];
static bool in_chain[KEYS];

static int cmp(const uint8_t *a, const uint8_t *b)
{
	return (int)*a - (int)*b;
}

static const uint8_t *step(const bool *set, unsigned from, unsigned by)
{
	for (unsigned i = 1; i <= KEYS; i++) {
		unsigned at = (from + i * by) % KEYS;
		if (set[at])
			return &keys[at];
	}
	return NULL;
}

static const uint8_t *next(void *ctx, const uint8_t *key)
{
	(void)ctx;
	return in_chain[*key] ? step(in_chain, *key, 1) : NULL;
}

static const uint8_t *before(void *ctx, const uint8_t *key)
{
	(void)ctx;
	return step(in_chain, *key, KEYS - 1);
}

static const struct ring_source source = {.cmp = cmp, .next = next, .before = before};

/* Links on top of the chain make the ring that the set of keys is. */
static void assert_ring(const struct ring *r, const bool *now)
{
	bool overlaid[KEYS] = {false};
	for (size_t i = 0; i < r->links.count; i++) {
		const struct ring_link *l = &r->links.items[i];
		overlaid[*l->key] = true;
		assert_int_equal(now[*l->key], !l->is_gone);
		if (!l->is_gone)
			assert_ptr_equal(l->next, step(now, *l->key, 1));
	}
	for (unsigned i = 0; i < KEYS; i++) {
		assert_int_equal(ring_has(r, &keys[i]), now[i]);
		if (!overlaid[i] && now[i])
			assert_ptr_equal(next(NULL, &keys[i]), step(now, i, 1));
	}
}

static void changes_make_the_ring_of_what_is_left(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (unsigned round = 0; round < 300; round++) {
		struct ring r = {.source = &source};
		bool now[KEYS];
		for (unsigned i = 0; i < KEYS; i++) {
			keys[i] = (uint8_t)i;
			in_chain[i] = i == 0 || rand_below(1 + round % 8) == 0;
		}
		memcpy(now, in_chain, sizeof(now));
		for (unsigned change = 0; change < 30; change++) {
			unsigned i = 1 + rand_below(KEYS - 1);
			assert_ok(now[i] ? ring_remove(&r, &keys[i]) : ring_insert(&r, &keys[i]));
			now[i] = !now[i];
			assert_ring(&r, now);
		}
		ring_deinit(&r);
	}
}

static void links_can_be_kept_as_they_are(void **state)
{
	(void)state;
	struct ring r = {.source = &source};
	memset(in_chain, 0, sizeof(in_chain));
	in_chain[1] = in_chain[5] = true;
	assert_ok(ring_keep(&r, &keys[5]));
	assert_int_equal(ring_keep(&r, &keys[6]), E_NOTFOUND);
	assert_int_equal(r.links.count, 1);
	assert_int_equal(*r.links.items[0].next, 1);
	ring_deinit(&r);
}

static void what_has_no_chain_is_refused(void **state)
{
	(void)state;
	struct ring r = {.source = &source};
	memset(in_chain, 0, sizeof(in_chain));
	assert_int_equal(ring_insert(&r, &keys[3]), E_NOTFOUND);
	in_chain[3] = true;
	assert_int_equal(ring_remove(&r, &keys[3]), E_NOTFOUND); /* the last link */
	ring_deinit(&r);
}

static const uint8_t *next_stray(void *ctx, const uint8_t *key)
{
	(void)ctx;
	return in_chain[*key] ? &keys[40] : NULL;
}

static void a_link_that_leads_out_of_the_ring_shows(void **state)
{
	(void)state;
	const struct ring_source stray = {.cmp = cmp, .next = next_stray, .before = before};
	struct ring r = {.source = &source};
	memset(in_chain, 0, sizeof(in_chain));
	in_chain[1] = in_chain[5] = true;
	assert_ok(ring_insert(&r, &keys[3]));
	assert_true(ring_is_whole(&r));
	r.source = &stray;
	assert_int_equal(ring_insert(&r, &keys[50]), E_NOTFOUND); /* past where it would lead */
	assert_int_equal(ring_insert(&r, &keys[40]), E_NOTFOUND); /* and where that is missing */
	ring_deinit(&r);
	r = (struct ring){.source = &stray};
	assert_ok(ring_insert(&r, &keys[7]));
	assert_false(ring_is_whole(&r));
	ring_deinit(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_make_the_ring_of_what_is_left),
		cmocka_unit_test(links_can_be_kept_as_they_are),
		cmocka_unit_test(what_has_no_chain_is_refused),
		cmocka_unit_test(a_link_that_leads_out_of_the_ring_shows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
