/* SPDX-License-Identifier: BSD-2-Clause */
/* The printed example of the operator's manual, and what is particular beside it. */
#include "keys_world.h"

#include "server/keys/rollover_text.h"

enum { T0 = 1707920400 /* 2024-02-14T15:20:00+0100 */ };

static const struct policy_keys example = {
	.algorithm = 13,
	.ksk_lifetime_s = 300,
	.zsk_lifetime_s = 120,
	.propagation_delay_s = 2,
	.tag_modulo = {.modulus = 1},
};
static const struct key_ttls example_ttls = {.known = true, .dnskey_s = 10, .zone_s = 15};

struct bench {
	struct key_list keys;
	struct policy_keys policy;
	struct rollover_input in;
	struct key_factory factory;
	unsigned made;
	char line[1000];
};

static void bench_init(struct bench *b)
{
	*b = (struct bench){.policy = example};
	b->factory = (struct key_factory){.make = numbered_make, .ctx = &b->made};
	b->in = (struct rollover_input){
		.policy = &b->policy, .ttls = &example_ttls, .factory = &b->factory};
}

static struct zone_key *add(struct bench *b, bool ksk, bool zsk)
{
	struct zone_key k = {.is_ksk = ksk, .is_zsk = zsk, .sep = ksk};
	const struct key_want want = {.algorithm = 13};
	bool shared;
	assert_ok(numbered_make(&b->made, &want, &k, &shared));
	VEC_PUSH(&b->keys, k);
	return &b->keys.items[b->keys.count - 1];
}

/* The words of a result: notes, then the next action with its second, then "wake". */
static void tell(struct bench *b, const struct rollover_result *r)
{
	struct text t;
	text_init_fixed(&t, b->line, sizeof(b->line));
	for (size_t i = 0; i < r->notes.count; i++) {
		rollover_note_print(&t, &r->notes.items[i]);
		text_put(&t, "; ");
	}
	if (r->next.action != ROLLOVER_NOTHING) {
		rollover_next_print(&t, &r->next);
		text_printf(&t, "%lld; ", (long long)r->next.at - T0);
	}
	text_printf(&t, "wake %lld", r->wake_s == 0 ? -1 : (long long)r->wake_s - T0);
}

/* A pass at a second, published at once. */
static const char *step(struct bench *b, int64_t second)
{
	struct rollover_result r = {0};
	b->in.now = T0 + second;
	assert_ok(rollover_step(&b->keys, &b->in, &r));
	b->in.signed_s = b->in.now;
	tell(b, &r);
	rollover_result_deinit(&r);
	return b->line;
}

static void the_printed_example_goes_as_printed(void **state)
{
	(void)state;
	struct bench b;
	struct rollover_result r = {0};
	bench_init(&b);
	b.in.signed_s = T0 - 1;
	struct zone_key *ksk = add(&b, true, false);
	ksk->timers[KEY_CREATED] = T0 - 300;
	ksk->timers[KEY_PUBLISH] = ksk->timers[KEY_READY] = ksk->timers[KEY_ACTIVE] = T0 - 300;
	struct zone_key *zsk = add(&b, false, true);
	zsk->timers[KEY_PUBLISH] = zsk->timers[KEY_ACTIVE] = T0 - 6;

	assert_string_equal(step(&b, 0), "KSK rollover started; KSK tag 1002, generated; "
	                                 "next key action, KSK tag 1002, submit at 12; wake 12");
	assert_string_equal(step(&b, 12), "KSK submission, waiting for confirmation; wake -1");
	/* The parent's DS has a TTL of 7. */
	b.in.now = T0 + 16;
	assert_ok(rollover_confirm(&b.keys, &b.in, 7, &r));
	tell(&b, &r);
	rollover_result_deinit(&r);
	assert_string_equal(b.line, "KSK submission, confirmed; wake -1");
	assert_string_equal(step(&b, 16), "wake 23");
	assert_string_equal(
		step(&b, 23),
		"KSK tag 1000, deleted; next key action, ZSK, generate at 114; wake 114");
	assert_string_equal(step(&b, 114),
	                    "ZSK rollover started; ZSK tag 1003, generated; next key action, ZSK "
	                    "tag 1003, replace at 126; wake 126");
	assert_string_equal(step(&b, 126),
	                    "ZSK tag 1001, retired; ZSK tag 1003, activated; next key action, ZSK "
	                    "tag 1001, remove at 143; wake 143");
	assert_string_equal(step(&b, 143),
	                    "ZSK tag 1001, removed; ZSK tag 1001, deleted; next key action, ZSK, "
	                    "generate at 246; wake 246");
	key_list_deinit(&b.keys);
}

static void a_new_zone_gets_its_keys_at_once(void **state)
{
	(void)state;
	struct bench b;
	bench_init(&b);
	assert_string_equal(step(&b, 0),
	                    "KSK tag 1000, generated; KSK submission, waiting for confirmation; "
	                    "ZSK tag 1001, generated; next key action, ZSK, generate at 120; wake "
	                    "120");
	assert_int_equal(key_state_at(&b.keys.items[0], T0), KEY_IS_READY);
	assert_int_equal(key_state_at(&b.keys.items[1], T0), KEY_IS_ACTIVE);
	assert_int_equal(key_set_check(&b.keys, T0, false), KEY_SET_SOUND);
	key_list_deinit(&b.keys);

	bench_init(&b);
	b.policy.single_type = true;
	assert_string_equal(step(&b, 0), "CSK tag 1000, generated; KSK submission, waiting for "
	                                 "confirmation; wake -1");
	assert_int_equal(key_set_check(&b.keys, T0, false), KEY_SET_SOUND);
	key_list_deinit(&b.keys);
}

static void one_rollover_runs_at_a_time(void **state)
{
	(void)state;
	struct bench b;
	bench_init(&b);
	(void)step(&b, 0);
	b.in.force_zsk = true;
	assert_non_null(strstr(step(&b, 1), "ZSK rollover started"));
	b.in.force_zsk = false;
	b.in.force_ksk = true;
	assert_string_equal(step(&b, 2),
	                    "ignoring forced key rollover, another one is in progress; next key "
	                    "action, ZSK tag 1002, replace at 13; wake 13");
	key_list_deinit(&b.keys);
}

static void keys_managed_by_hand_are_left_alone(void **state)
{
	(void)state;
	struct bench b;
	struct rollover_result r = {0};
	bench_init(&b);
	b.policy.manual = true;
	struct zone_key *zsk = add(&b, false, true);
	zsk->timers[KEY_PUBLISH] = T0;
	zsk->timers[KEY_ACTIVE] = T0 + 50;
	b.in.force_ksk = true;
	assert_string_equal(step(&b, 0), "ignoring forced key rollover, keys are managed manually; "
	                                 "wake 50");
	assert_int_equal(b.keys.count, 1);
	assert_int_equal(rollover_confirm(&b.keys, &b.in, 0, &r), E_NOTSUP);
	key_list_deinit(&b.keys);
}

static void confirming_needs_a_key_that_waits(void **state)
{
	(void)state;
	struct bench b;
	struct rollover_result r = {0};
	bench_init(&b);
	(void)step(&b, 0);
	assert_ok(rollover_confirm(&b.keys, &b.in, 0, &r));
	assert_int_equal(rollover_confirm(&b.keys, &b.in, 0, &r), E_NOKEY_READY);
	rollover_result_deinit(&r);
	key_list_deinit(&b.keys);
}

static void moments_ahead_that_others_set_are_cleared(void **state)
{
	(void)state;
	struct bench b;
	bench_init(&b);
	(void)step(&b, 0);
	b.keys.items[1].timers[KEY_RETIRE] = T0 + 1000;
	assert_non_null(strstr(step(&b, 1), "cleared future timers of keys"));
	assert_int_equal(b.keys.items[1].timers[KEY_RETIRE], 0);
	key_list_deinit(&b.keys);
}

static void a_time_out_confirms_by_itself(void **state)
{
	(void)state;
	struct bench b;
	bench_init(&b);
	b.in.submission_timeout_s = 40;
	b.policy.zsk_lifetime_s = 0;
	assert_non_null(strstr(step(&b, 0), "next key action, KSK tag 1000, retire at 40"));
	assert_non_null(strstr(step(&b, 40), "KSK submission, confirmed"));
	assert_int_equal(key_state_at(&b.keys.items[0], T0 + 40), KEY_IS_ACTIVE);
	key_list_deinit(&b.keys);
}

static void removed_keys_stay_for_the_delay(void **state)
{
	(void)state;
	struct bench b;
	bench_init(&b);
	b.policy.delete_delay_s = 100;
	b.policy.zsk_lifetime_s = 0;
	(void)step(&b, 0);
	b.keys.items[1].timers[KEY_REMOVE] = T0 + 1;
	assert_non_null(strstr(step(&b, 2), "ZSK tag 1002, generated"));
	assert_int_equal(b.keys.count, 3);
	assert_string_equal(step(&b, 101), "ZSK tag 1001, deleted; wake -1");
	key_list_deinit(&b.keys);
}

static enum err refuse(void *ctx, const struct key_want *want, struct zone_key *out, bool *shared)
{
	(void)ctx;
	(void)want;
	(void)out;
	(void)shared;
	return E_PERM;
}

static void a_factory_that_fails_ends_the_pass(void **state)
{
	(void)state;
	struct bench b;
	struct rollover_result r = {0};
	bench_init(&b);
	b.factory.make = refuse;
	b.in.now = T0;
	assert_int_equal(rollover_step(&b.keys, &b.in, &r), E_PERM);
	rollover_result_deinit(&r);
	key_list_deinit(&b.keys);
}

/* With keys of several signers a key is forgotten only after its record is known to be gone. */
static void a_key_is_remembered_until_its_record_went(void **state)
{
	(void)state;
	for (int shared = 0; shared < 2; shared++) {
		struct bench b;
		struct rollover_result r = {.changed = false};
		bench_init(&b);
		b.policy.incremental = shared != 0;
		b.policy.delete_delay_s = 100;
		b.policy.single_type = true;
		b.policy.ksk_lifetime_s = b.policy.zsk_lifetime_s = 0;
		b.in.now = T0;
		b.in.signed_s = T0 - 1000; /* long down: the moment to go passed meanwhile */
		struct zone_key *key = add(&b, true, true);
		key->timers[KEY_ACTIVE] = T0 - 5000;
		add(&b, true, false)->timers[KEY_REMOVE] = T0 - 500;
		assert_ok(rollover_step(&b.keys, &b.in, &r));
		assert_int_equal(b.keys.count, shared ? 2 : 1);
		if (shared)
			assert_int_equal(b.keys.items[1].timers[KEY_REMOVE], T0);
		rollover_result_deinit(&r);
		r = (struct rollover_result){.changed = false};
		b.in.signed_s = T0;
		b.in.now = T0 + 100;
		assert_ok(rollover_step(&b.keys, &b.in, &r));
		assert_int_equal(b.keys.count, 1);
		rollover_result_deinit(&r);
		key_list_deinit(&b.keys);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_printed_example_goes_as_printed),
		cmocka_unit_test(a_new_zone_gets_its_keys_at_once),
		cmocka_unit_test(one_rollover_runs_at_a_time),
		cmocka_unit_test(keys_managed_by_hand_are_left_alone),
		cmocka_unit_test(confirming_needs_a_key_that_waits),
		cmocka_unit_test(moments_ahead_that_others_set_are_cleared),
		cmocka_unit_test(a_time_out_confirms_by_itself),
		cmocka_unit_test(removed_keys_stay_for_the_delay),
		cmocka_unit_test(a_factory_that_fails_ends_the_pass),
		cmocka_unit_test(a_key_is_remembered_until_its_record_went),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
