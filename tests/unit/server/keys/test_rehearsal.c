/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/clock.h"
#include "server/keys/rehearsal.h"

enum { DAY = 86400, YEAR = 365 * DAY, START = 1800000000 };

static const struct policy_keys policy = {.algorithm = 13,
                                          .ksk_lifetime_s = YEAR,
                                          .zsk_lifetime_s = 30 * DAY,
                                          .propagation_delay_s = 3600,
                                          .tag_modulo = {.modulus = 1}};

struct counts {
	unsigned ksk, zsk, confirmed, deleted, all;
	int64_t last;
};

static enum err count(void *ctx, int64_t at, const struct rollover_note *note)
{
	struct counts *c = ctx;
	assert_true(at >= c->last);
	c->last = at;
	c->all++;
	c->ksk += note->kind == NOTE_KSK_STARTED;
	c->zsk += note->kind == NOTE_ZSK_STARTED;
	c->confirmed += note->kind == NOTE_CONFIRMED;
	c->deleted += note->kind == NOTE_DELETED;
	return OK;
}

static struct rehearsal years(int64_t n)
{
	return (struct rehearsal){.policy = &policy,
	                          .ttls = {.known = true, .dnskey_s = 3600, .zone_s = DAY},
	                          .from = START,
	                          .to = START + n * YEAR - 1,
	                          .parent_s = 3600,
	                          .ds_ttl_s = DAY};
}

static void ten_years_pass_quickly(void **state)
{
	(void)state;
	struct key_list keys = {0};
	struct counts c = {0};
	const struct rehearsal r = years(10);
	int64_t start = clock_mono().ns;
	assert_ok(rehearsal_run(&keys, &r, count, &c));
	int64_t ms = (clock_mono().ns - start) / NS_PER_MS;
	print_message("# %u events in %lld ms\n", c.all, (long long)ms);
	assert_int_equal(c.ksk, 9);
	/* A period is the lifetime and the wait until the key is known. */
	assert_int_equal(c.zsk, 10 * YEAR / (30 * DAY + 7200));
	assert_int_equal(c.confirmed, 10);
	assert_int_equal(c.deleted, c.ksk + c.zsk);
	assert_int_equal(keys.count, 2);
	key_list_deinit(&keys);
}

/* Keys that are remembered after they went change nothing of a rehearsal but when they go for good.
 */
static void keys_of_several_signers_are_rehearsed(void **state)
{
	(void)state;
	struct policy_keys shared = policy;
	struct key_list keys = {0};
	struct counts c = {0};
	struct rehearsal r = years(3);
	shared.incremental = true;
	shared.delete_delay_s = DAY;
	shared.tag_modulo = (struct modulo){.remainder = 1, .modulus = 2};
	r.policy = &shared;
	assert_ok(rehearsal_run(&keys, &r, count, &c));
	assert_int_equal(c.ksk, 2);
	assert_int_equal(c.zsk, 3 * YEAR / (30 * DAY + 7200));
	assert_int_equal(c.deleted, c.ksk + c.zsk);
	key_list_deinit(&keys);
}

static void a_parent_that_is_silent_stops_everything(void **state)
{
	(void)state;
	struct key_list keys = {0};
	struct counts c = {0};
	struct rehearsal r = years(3);
	r.parent_s = -1;
	assert_ok(rehearsal_run(&keys, &r, count, &c));
	/* The first KSK is never active, so none follows; ZSKs go on. */
	assert_int_equal(c.confirmed, 0);
	assert_int_equal(c.ksk, 0);
	assert_true(c.zsk > 30);
	key_list_deinit(&keys);
}

static enum err stop(void *ctx, int64_t at, const struct rollover_note *note)
{
	(void)ctx;
	(void)at;
	(void)note;
	return E_CANCELED;
}

static void whoever_listens_may_end_it(void **state)
{
	(void)state;
	struct key_list keys = {0};
	const struct rehearsal r = years(1);
	assert_int_equal(rehearsal_run(&keys, &r, stop, NULL), E_CANCELED);
	key_list_deinit(&keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_years_pass_quickly),
		cmocka_unit_test(keys_of_several_signers_are_rehearsed),
		cmocka_unit_test(a_parent_that_is_silent_stops_everything),
		cmocka_unit_test(whoever_listens_may_end_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
