/* SPDX-License-Identifier: BSD-2-Clause */
/* The proofs themselves are tested with sec/denial.h; here what follows from them. */
#include "resolver/validate/deny.h"

#include "../signer.h"

static struct arena arena;

/* A denial record as if it had been validated. */
static struct req_set record(const char *owner, uint16_t type, const char *rdata)
{
	char sig[200];
	const char *records[] = {rdata}, *sigs[] = {sig};
	snprintf(sig, sizeof(sig), "%s 13 %u 60 20300101000000 20200101000000 1 example. AAAA",
	         type == RR_NSEC ? "NSEC" : "NSEC3", (unsigned)name_labels(nm(owner)));
	return (struct req_set){.data = text_set(&arena, owner, type, records, 1),
	                        .sigs = text_set(&arena, owner, RR_RRSIG, sigs, 1)};
}

static unsigned rounds;

static struct deny_claim claim(const char *name, uint16_t type)
{
	static struct name copy;
	rounds = DENIAL_ROUNDS;
	name_copy(&copy, nm(name));
	static struct name zone;
	name_copy(&zone, nm("example."));
	return (struct deny_claim){.zone = zone.wire, .name = copy.wire, .type = type};
}

static void nsec_shows_each_claim(void **state)
{
	(void)state;
	struct req_set sets[] = {
		record("example.", RR_NSEC, "c.example. SOA NS"),
		record("c.example.", RR_NSEC, "u.example. A"),
		record("u.example.", RR_NSEC, "example. NS"),
	};
	struct deny_claim c = claim("b.example.", 0);
	assert_int_equal(deny_name(&c, sets, 3, &rounds).val.state, VAL_SECURE);
	assert_int_equal(deny_closer(&c, 1, sets, 3, &rounds).val.state, VAL_SECURE);
	c = claim("c.example.", RR_TXT);
	assert_int_equal(deny_type(&c, sets, 3, &rounds).val.state, VAL_SECURE);
	assert_int_equal(deny_name(&c, sets, 3, &rounds).val.state, VAL_BOGUS);
	assert_int_equal(deny_name(&c, sets, 3, &rounds).val.ede, EDE_NSEC_MISSING);
	c = claim("c.example.", RR_A);
	assert_int_equal(deny_type(&c, sets, 3, &rounds).val.state, VAL_BOGUS);
}

static void ds_tells_a_cut_from_none(void **state)
{
	(void)state;
	struct req_set sets[] = {
		record("example.", RR_NSEC, "c.example. SOA NS"),
		record("c.example.", RR_NSEC, "u.example. A"),
		record("u.example.", RR_NSEC, "x.y.example. NS"),
	};
	struct deny_claim c = claim("u.example.", RR_DS);
	struct deny_verdict v = deny_ds(&c, sets, 3, &rounds);
	assert_int_equal(v.val.state, VAL_SECURE);
	assert_true(v.is_cut);
	static const char *const no_cut[] = {"c.example.", "b.example.", "y.example."};
	for (size_t i = 0; i < ARRAY_LEN(no_cut); i++) {
		c = claim(no_cut[i], RR_DS);
		v = deny_ds(&c, sets, 3, &rounds);
		assert_int_equal(v.val.state, VAL_SECURE);
		assert_false(v.is_cut);
	}
	c = claim("z.example.", RR_DS);
	assert_int_equal(deny_ds(&c, sets, 3, &rounds).val.state, VAL_BOGUS);
}

/* Owner of the NSEC3 of a name without salt, and one hash further or before. */
static void hashed(char *out, size_t cap, const char *name, int distance, bool owner)
{
	uint8_t hash[NSEC3_HASH_LEN];
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
	char text[33] = {0};
	nsec3_hash(hash, nm(name), span_of("", 0), 0);
	hash[19] = (uint8_t)(hash[19] + distance);
	for (int i = 0; i < 32; i++) {
		unsigned bit = (unsigned)i * 5, two = (unsigned)hash[bit / 8] << 8;
		if (bit / 8 + 1 < 20)
			two |= hash[bit / 8 + 1];
		text[i] = digits[two >> (11 - bit % 8) & 31];
	}
	snprintf(out, cap, owner ? "%s.example." : "%s", text);
}

static struct req_set record3(const char *from, int below, const char *to, int above,
                              const char *params, const char *types)
{
	char owner[60], next[60], rdata[200];
	hashed(owner, sizeof(owner), from, below, true);
	hashed(next, sizeof(next), to, above, false);
	snprintf(rdata, sizeof(rdata), "%s %s %s", params, next, types);
	return record(owner, RR_NSEC3, rdata);
}

static void opt_out_and_iterations_say_less(void **state)
{
	(void)state;
	struct req_set out[] = {
		record3("example.", 0, "example.", 1, "1 0 0 -", "SOA NS"),
		record3("u.example.", -1, "u.example.", 1, "1 1 0 -", ""),
	};
	struct deny_claim c = claim("u.example.", RR_DS);
	struct deny_verdict v = deny_ds(&c, out, 2, &rounds);
	assert_int_equal(v.val.state, VAL_SECURE);
	assert_true(v.opt_out);
	assert_true(v.is_cut);
	/* No data at, or below, a name that may be an unsigned delegation. */
	c = claim("a.u.example.", RR_A);
	v = deny_type(&c, out, 2, &rounds);
	assert_int_equal(v.val.state, VAL_INSECURE);
	assert_true(rounds < DENIAL_ROUNDS);

	struct req_set dear[] = {record3("example.", 0, "example.", 1, "1 0 51 -", "SOA NS")};
	c = claim("u.example.", RR_A);
	v = deny_type(&c, dear, 1, &rounds);
	assert_int_equal(v.val.state, VAL_INSECURE);
	assert_int_equal(v.val.ede, EDE_NSEC3_ITERATIONS);
}

static void spent_rounds_end_it(void **state)
{
	(void)state;
	struct req_set sets[] = {
		record3("example.", 0, "example.", 1, "1 0 0 -", "SOA NS"),
		record3("u.example.", -1, "u.example.", 1, "1 0 0 -", ""),
	};
	struct deny_claim c = claim("u.example.", 0);
	rounds = 1;
	struct deny_verdict v = deny_name(&c, sets, 2, &rounds);
	assert_int_equal(v.val.state, VAL_BOGUS);
	assert_int_equal(v.val.ede, EDE_BOGUS);
}

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_deinit(&arena);
	return 0;
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(nsec_shows_each_claim),
		CASE(ds_tells_a_cut_from_none),
		CASE(opt_out_and_iterations_say_less),
		CASE(spent_rounds_end_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
