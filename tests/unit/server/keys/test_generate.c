/* SPDX-License-Identifier: BSD-2-Clause */
#include "keys_world.h"

#include "server/keys/generate.h"

struct source {
	unsigned count;
	uint16_t first_tag;
	bool shared;
	struct key_want asked;
};

static enum err make(void *ctx, const struct key_want *want, struct zone_key *out, bool *is_shared)
{
	struct source *s = ctx;
	s->asked = *want;
	out->tag = (uint16_t)(s->first_tag + s->count++);
	out->algorithm = want->algorithm;
	*is_shared = s->shared;
	return OK;
}

static struct policy_keys policy = {
	.algorithm = 8, .ksk_bits = 2048, .zsk_bits = 1024, .tag_modulo = {.modulus = 1}};

static struct zone_key *generate(struct source *s, struct key_list *l, struct rollover_result *r)
{
	const struct key_factory factory = {.make = make, .ctx = s};
	const struct rollover_input in = {.policy = &policy, .now = 77, .factory = &factory};
	struct zone_key *out;
	assert_ok(key_generate(l, &in, true, false, r, &out));
	return out;
}

static void tags_are_as_wanted(void **state)
{
	(void)state;
	struct source s = {.first_tag = 100};
	struct key_list l = {0};
	struct rollover_result r = {0};
	assert_int_equal(generate(&s, &l, &r)->tag, 100);
	assert_int_equal(s.asked.bits, 2048);
	assert_int_equal(l.items[0].timers[KEY_CREATED], 77);
	s = (struct source){.first_tag = 100};
	assert_int_equal(generate(&s, &l, &r)->tag, 101);
	policy.tag_modulo = (struct modulo){.remainder = 2, .modulus = 30};
	s = (struct source){.first_tag = 100};
	assert_int_equal(generate(&s, &l, &r)->tag, 122);
	/* After 40 attempts what was found is taken, and told. */
	policy.tag_modulo = (struct modulo){.remainder = 2, .modulus = 250};
	s = (struct source){.first_tag = 0x1000};
	r.notes.count = 0;
	assert_int_equal(generate(&s, &l, &r)->tag, 0x1000 + 39);
	assert_int_equal(r.notes.items[0].kind, NOTE_TAG);
	/* A shared key is what it is. */
	s = (struct source){.first_tag = 0x1000, .shared = true};
	assert_int_equal(generate(&s, &l, &r)->tag, 0x1000);
	policy.tag_modulo = (struct modulo){.modulus = 1};
	rollover_result_deinit(&r);
	key_list_deinit(&l);
}

static void keys_made_ahead_are_taken_first(void **state)
{
	(void)state;
	struct source s = {.first_tag = 5};
	struct key_list l = {0};
	struct rollover_result r = {0};
	struct zone_key ahead = {.is_ksk = true, .for_later = true};
	struct crypto_key *pair;
	policy.algorithm = 15;
	policy.ksk_bits = 0;
	assert_ok(crypto_key_generate(&pair, CRYPTO_ED25519, 0));
	assert_ok(key_set_material(&ahead, pair));
	crypto_key_unref(pair);
	VEC_PUSH(&l, ahead);
	struct zone_key *k = generate(&s, &l, &r);
	assert_int_equal(s.count, 0);
	assert_false(k->for_later);
	assert_int_equal(k->tag, ahead.tag);
	(void)generate(&s, &l, &r);
	assert_int_equal(s.count, 1);
	rollover_result_deinit(&r);
	key_list_deinit(&l);
}

static void shared_keys_are_asked_for_by_policy(void **state)
{
	(void)state;
	struct source s = {.first_tag = 5};
	struct key_list l = {0};
	struct rollover_result r = {0};
	policy.ksk_shared = true;
	(void)generate(&s, &l, &r);
	assert_true(s.asked.shared);
	policy.ksk_shared = false;
	rollover_result_deinit(&r);
	key_list_deinit(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_are_as_wanted),
		cmocka_unit_test(keys_made_ahead_are_taken_first),
		cmocka_unit_test(shared_keys_are_asked_for_by_policy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
