/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rollovers against a model of all caches: whatever goes wrong around the machine, no mix of what
 * resolvers may hold fails to validate.  Every run of a scenario is tried with every choice of up
 * to two mishaps at any two steps; and the model is shown to notice when the machine is lied to.
 */
#include "keys_world.h"

#include "base/rand.h"

enum mishap {
	NO_MISHAP,
	LATE_LITTLE,
	LATE_LONG,
	CRASH_BEFORE_STORE,
	CRASH_BEFORE_PUBLISH,
	CRASH_BEFORE_PUBLISH_LONG,
	EARLY_PASS,
	FORCE_KSK,
	FORCE_ZSK,
	TTL_LOWER,
	TTL_HIGHER,
	PARENT_SLOW,
	MISHAPS,
};

enum { STEPS = 20, STEPS_RANDOM = 60, LONG_TIME = 400, MOST_MISHAPS = 8 };

/* A policy, and what it is changed to at a step. */
struct scenario {
	const char *name;
	struct policy_keys policy, then;
	unsigned change_at; /* step; 0 = never */
	enum conf_cds cds;
	unsigned back_at; /* step at which it is changed back; 0 = never */
};

#define POLICY(alg, single, ksk, zsk)                                                              \
	{                                                                                          \
		.algorithm = (alg), .single_type = (single), .ksk_lifetime_s = (ksk),              \
		.zsk_lifetime_s = (zsk), .propagation_delay_s = 2                                  \
	}

static const struct scenario scenarios[] = {
	{"zsk", POLICY(13, false, 0, 60), POLICY(13, false, 0, 60), 0, CDS_ROLLOVER},
	{"ksk and zsk", POLICY(13, false, 100, 60), POLICY(13, false, 100, 60), 0, CDS_ROLLOVER},
	{"csk", POLICY(13, true, 80, 0), POLICY(13, true, 80, 0), 0, CDS_ALWAYS},
	{"double-ds", POLICY(13, false, 90, 0), POLICY(13, false, 90, 0), 0, CDS_DOUBLE_DS},
	{"algorithm", POLICY(8, false, 300, 200), POLICY(13, false, 300, 200), 6, CDS_ROLLOVER},
	{"algorithm of a csk", POLICY(8, true, 300, 0), POLICY(13, true, 300, 0), 5, CDS_ALWAYS},
	{"to one key", POLICY(13, false, 300, 100), POLICY(13, true, 300, 0), 6, CDS_ROLLOVER},
	{"to two keys", POLICY(13, true, 300, 100), POLICY(13, false, 300, 100), 6, CDS_ROLLOVER},
	{"to one key of another algorithm", POLICY(8, false, 300, 100), POLICY(15, true, 300, 0), 6,
         CDS_ROLLOVER},
	{"to two keys of another algorithm", POLICY(8, true, 300, 0), POLICY(15, false, 300, 100),
         6, CDS_ROLLOVER},
};

struct plan {
	unsigned steps;
	unsigned at[MOST_MISHAPS];
	enum mishap what[MOST_MISHAPS];
};

static enum mishap mishap_at(const struct plan *p, unsigned step)
{
	for (int i = 0; i < MOST_MISHAPS; i++) {
		if (p->what[i] != NO_MISHAP && p->at[i] == step)
			return p->what[i];
	}
	return NO_MISHAP;
}

static int64_t sooner(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return MIN_OF(a, b);
}

/* How a mishap bends this step. */
static struct pass bend(struct world *w, enum mishap m, int64_t *again)
{
	struct pass pass = {.force_ksk = m == FORCE_KSK, .force_zsk = m == FORCE_ZSK};
	*again = 0;
	switch (m) {
	case CRASH_BEFORE_STORE:
		pass.crash_before_store = true;
		*again = w->now + 3;
		break;
	case CRASH_BEFORE_PUBLISH:
		pass.crash_before_publish = true;
		*again = w->now + 3;
		break;
	case CRASH_BEFORE_PUBLISH_LONG:
		pass.crash_before_publish = true;
		*again = w->now + LONG_TIME;
		break;
	case EARLY_PASS:
		*again = w->now + 1;
		break;
	case TTL_LOWER:
		w->dnskey_ttl = w->zone_ttl = 3;
		break;
	case TTL_HIGHER:
		w->dnskey_ttl = 30;
		w->zone_ttl = 40;
		break;
	case PARENT_SLOW:
		if (w->parent_at != 0)
			w->parent_at += 100;
		break;
	default:
		break;
	}
	return pass;
}

/* Returns the number of steps in which something happened. */
static unsigned run(struct world *w, const struct scenario *s, const struct plan *plan)
{
	int64_t wake = w->now;
	unsigned step = 0;
	for (; step < plan->steps && w->fault == NULL && wake != 0; step++) {
		enum mishap m = mishap_at(plan, step);
		struct rollover_result result = {0};
		int64_t again;
		w->now = MAX_OF(w->now, wake);
		w->now += m == LATE_LITTLE ? 6 : m == LATE_LONG ? LONG_TIME : 0;
		if (w->parent_at != 0 && w->parent_at <= w->now)
			world_parent_acts(w);
		if (s->change_at != 0 && step >= s->change_at) {
			bool back = s->back_at != 0 && step >= s->back_at;
			w->policy = back ? s->policy : s->then;
			w->policy.tag_modulo.modulus = 1;
		}
		struct pass pass = bend(w, m, &again);
		wake = world_pass(w, &pass, &result);
		rollover_result_deinit(&result);
		/* A process that is gone does nothing until it is back. */
		if (again != 0)
			wake = again;
		else
			wake = sooner(wake, sooner(w->parent_at, w->check_at));
	}
	return step;
}

static void explain(const struct scenario *s, const struct plan *p, const struct world *w)
{
	print_message("%s: %s at %lld; mishaps", s->name, w->fault, (long long)w->now);
	for (int i = 0; i < MOST_MISHAPS; i++)
		print_message(" %d at %u", p->what[i], p->at[i]);
	print_message("\n");
	for (size_t i = 0; i < w->keys.count; i++) {
		const struct zone_key *k = &w->keys.items[i];
		print_message("  key %u %s alg %u %s:", number_of(k), key_role_name(k),
		              k->algorithm, key_state_name(key_state_at(k, w->now)));
		for (int t = 0; t < KEY_TIMERS; t++) {
			if (k->timers[t] != 0)
				print_message(" %s=%lld", key_timer_name((enum key_timer)t),
				              (long long)k->timers[t] - 1000000);
		}
		print_message("\n");
	}
	for (size_t i = 0; i < w->zones; i++)
		print_message("  zone %lld: dnskeys %llx signs %llx/%llx cds %llx\n",
		              (long long)w->zone[i].from - 1000000,
		              (unsigned long long)w->zone[i].dnskeys,
		              (unsigned long long)w->zone[i].signs_keys,
		              (unsigned long long)w->zone[i].signs_zone,
		              (unsigned long long)w->zone[i].cds);
	for (size_t i = 0; i < w->parents; i++)
		print_message("  parent %lld: ds %llx\n", (long long)w->parent[i].from - 1000000,
		              (unsigned long long)w->parent[i].ds);
}

static bool validates(const struct scenario *s, const struct plan *p, bool tell)
{
	struct world w;
	world_init(&w, &s->policy);
	w.cds = s->cds;
	run(&w, s, p);
	bool good = w.fault == NULL;
	if (!good && tell)
		explain(s, p, &w);
	world_deinit(&w);
	return good;
}

/* With one mishap at a step, and with a second one from there on. */
static size_t try_from(const struct scenario *s, unsigned first, enum mishap what, size_t *n)
{
	size_t stride = test_stride(), runs = 0;
	for (unsigned second = first; second < STEPS; second++) {
		for (int m = NO_MISHAP; m < MISHAPS; m++) {
			const struct plan plan = {.steps = STEPS,
			                          .at = {first, second},
			                          .what = {what, (enum mishap)m}};
			/* One mishap alone is the same run whatever the second step. */
			if ((m == NO_MISHAP && second > first) || (*n)++ % stride != 0)
				continue;
			runs++;
			assert_true(validates(s, &plan, true));
		}
	}
	return runs;
}

static void every_pair_of_mishaps_leaves_every_mix_valid(void **state)
{
	(void)state;
	size_t n = 0, runs = 0;
	for (size_t s = 0; s < ARRAY_LEN(scenarios); s++) {
		for (unsigned first = 0; first < STEPS; first++) {
			for (int m = LATE_LITTLE; m < MISHAPS; m++)
				runs += try_from(&scenarios[s], first, (enum mishap)m, &n);
		}
	}
	print_message("# %zu runs\n", runs);
}

static void many_mishaps_at_random_leave_every_mix_valid(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (size_t n = 0; n < 10000; n += test_stride()) {
		struct plan plan = {.steps = STEPS_RANDOM};
		for (int i = 0; i < MOST_MISHAPS; i++) {
			plan.at[i] = rand_below(STEPS_RANDOM);
			plan.what[i] = (enum mishap)rand_below(MISHAPS);
		}
		/* From any policy to any other, and back in the middle of it. */
		struct scenario s = scenarios[rand_below(ARRAY_LEN(scenarios))];
		s.then = scenarios[rand_below(ARRAY_LEN(scenarios))].then;
		s.change_at = 1 + rand_below(STEPS_RANDOM / 2);
		s.back_at = s.change_at + 1 + rand_below(STEPS_RANDOM / 2);
		assert_true(validates(&s, &plan, true));
	}
	rand_replay(0);
}

/* Every rollover that a scenario is about comes to its end when nothing goes wrong. */
static void undisturbed_scenarios_reach_their_end(void **state)
{
	(void)state;
	for (size_t s = 0; s < ARRAY_LEN(scenarios); s++) {
		const struct plan none = {.steps = STEPS};
		struct world w;
		bool fresh = false, old = false;
		world_init(&w, &scenarios[s].policy);
		w.cds = scenarios[s].cds;
		run(&w, &scenarios[s], &none);
		for (size_t i = 0; i < w.keys.count; i++) {
			const struct zone_key *k = &w.keys.items[i];
			if (!k->is_ksk)
				continue;
			if (k->algorithm == scenarios[s].then.algorithm &&
			    k->is_zsk == scenarios[s].then.single_type)
				fresh = true;
			else
				old = true;
		}
		if (!fresh || old || w.made < 3)
			explain(&scenarios[s], &none, &w);
		assert_true(fresh && !old);
		assert_true(w.made >= 3);
		world_deinit(&w);
	}
}

enum lie { LIE_DNSKEY_TTL, LIE_ZONE_TTL, LIE_DS_TTL, LIE_SIGNED };

static bool notices(const struct scenario *s, const struct plan *plan, enum lie lie)
{
	struct world w;
	world_init(&w, &s->policy);
	w.cds = s->cds;
	w.lie_dnskey_ttl = lie == LIE_DNSKEY_TTL;
	w.lie_zone_ttl = lie == LIE_ZONE_TTL;
	w.lie_ds_ttl = lie == LIE_DS_TTL;
	w.lie_signed = lie == LIE_SIGNED;
	run(&w, s, plan);
	bool noticed = w.fault != NULL;
	world_deinit(&w);
	return noticed;
}

/* A ZSK that signs before its DNSKEY can be everywhere. */
static void a_zsk_used_too_early_is_noticed(void **state)
{
	(void)state;
	const struct plan none = {.steps = STEPS};
	assert_true(notices(&scenarios[0], &none, LIE_DNSKEY_TTL));
	assert_false(notices(&scenarios[0], &none, LIE_DS_TTL));
}

/* A KSK that goes before the old DS is out of all caches. */
static void a_ksk_removed_too_early_is_noticed(void **state)
{
	(void)state;
	const struct plan none = {.steps = STEPS};
	assert_true(notices(&scenarios[1], &none, LIE_DS_TTL));
	assert_true(notices(&scenarios[4], &none, LIE_DS_TTL));
}

/* A key that goes while signatures by it are in caches, an algorithm that comes before its
 * signatures are everywhere. */
static void a_zone_ttl_too_short_is_noticed(void **state)
{
	(void)state;
	const struct plan none = {.steps = STEPS};
	assert_true(notices(&scenarios[0], &none, LIE_ZONE_TTL));
	assert_true(notices(&scenarios[4], &none, LIE_ZONE_TTL));
}

/* Waits that count from what was stored rather than from what was published. */
static void a_crash_taken_for_a_publication_is_noticed(void **state)
{
	(void)state;
	bool noticed = false;
	for (unsigned step = 0; step < STEPS && !noticed; step++) {
		const struct plan crash = {
			.steps = STEPS, .at = {step}, .what = {CRASH_BEFORE_PUBLISH_LONG}};
		noticed = notices(&scenarios[0], &crash, LIE_SIGNED);
	}
	assert_true(noticed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undisturbed_scenarios_reach_their_end),
		cmocka_unit_test(a_zsk_used_too_early_is_noticed),
		cmocka_unit_test(a_ksk_removed_too_early_is_noticed),
		cmocka_unit_test(a_zone_ttl_too_short_is_noticed),
		cmocka_unit_test(a_crash_taken_for_a_publication_is_noticed),
		cmocka_unit_test(every_pair_of_mishaps_leaves_every_mix_valid),
		cmocka_unit_test(many_mishaps_at_random_leave_every_mix_valid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
