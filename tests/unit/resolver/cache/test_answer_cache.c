/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "resolver/cache/answer_cache.h"

#include "base/mem.h"
#include "base/rand.h"
#include "dns/edns.h"
#include "dns/msg_writer.h"

static const struct answer_note plain = {.ede = EDE_NONE};

static int64_t at_s(double s)
{
	return (int64_t)(s * 1e9);
}

static struct answer_key key_of(const char *name, uint16_t type, unsigned bits)
{
	struct answer_key k;
	struct name n;
	assert_ok(name_parse_str(&n, name));
	answer_key_init(&k, &n, type, bits, 0);
	return k;
}

/* A message with `count` A records of the name, TTLs ttl, ttl + 1 ... */
static size_t message_make(uint8_t *buf, const char *name, unsigned count, uint32_t ttl,
                           unsigned rcode)
{
	struct msg_writer w;
	struct name n;
	assert_ok(name_parse_str(&n, name));
	msg_writer_init(&w, buf, 8192, 7, (uint16_t)(MSG_QR | MSG_RA | rcode));
	assert_ok(msg_put_question(&w, n.wire, RR_A, CLASS_IN));
	for (unsigned i = 0; i < count; i++) {
		const uint8_t rdata[4] = {192, 0, (uint8_t)(i >> 8), (uint8_t)i};
		assert_ok(msg_put_rr(&w, i < 2 ? SECTION_ANSWER : SECTION_AUTHORITY, n.wire, RR_A,
		                     CLASS_IN, ttl + i, span_of(rdata, 4)));
	}
	return msg_finish(&w);
}

static bool put(struct answer_cache *c, const char *name, unsigned count, uint32_t ttl, int64_t now)
{
	uint8_t buf[8192];
	struct answer_key k = key_of(name, RR_A, 0);
	size_t len = message_make(buf, name, count, ttl, RCODE_NOERROR);
	return answer_cache_put(c, &k, span_of(buf, len), &plain, now);
}

static bool find(struct answer_cache *c, const char *name, int64_t now, struct answer_hit *hit)
{
	struct answer_key k = key_of(name, RR_A, 0);
	return answer_cache_find(c, &k, now, hit);
}

static void keys_ignore_case_and_tell_all_else_apart(void **state)
{
	(void)state;
	struct answer_key a = key_of("www.example.", RR_A, 0),
			  same = key_of("WWW.Example.", RR_A, 0);
	struct answer_key others[] = {
		key_of("ww.example.", RR_A, 0),
		key_of("www.example.", RR_AAAA, 0),
		key_of("www.example.", RR_A, ANSWER_KEY_DO),
		key_of("www.example.", RR_A, ANSWER_KEY_CD),
	};
	struct answer_key elsewhere;
	struct name n;
	assert_ok(name_parse_str(&n, "www.example."));
	answer_key_init(&elsewhere, &n, RR_A, 0, 256);
	assert_true(answer_key_equal(&a, &same));
	assert_false(answer_key_equal(&a, &elsewhere));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(answer_key_equal(&a, &others[i]));
}

static void what_was_put_comes_back_with_lower_ttls(void **state)
{
	uint8_t whole[8192], copy[8192];
	struct answer_cache *c = answer_cache_new(1 << 20);
	struct answer_key k = key_of("a.example.", RR_A, 0);
	struct answer_hit hit;
	const struct answer_note note = {.secure = true, .ede = EDE_STALE, .ede_text = "x"};
	size_t len = message_make(whole, "a.example.", 3, 100, RCODE_NXDOMAIN);
	(void)state;
	assert_true(answer_cache_put(c, &k, span_of(whole, len), &note, at_s(10)));
	assert_true(answer_cache_find(c, &k, at_s(10 + 42.9), &hit));
	assert_int_equal(hit.age, 42);
	assert_true(hit.note.secure);
	assert_int_equal(hit.note.ede, EDE_STALE);
	assert_string_equal(hit.note.ede_text, "x");
	assert_int_equal(hit.flags & 15, RCODE_NXDOMAIN);
	assert_int_equal(hit.counts[0], 2);
	assert_int_equal(hit.counts[1], 1);
	/* Behind the same question it is the same message but for its TTLs. */
	memcpy(copy, whole, len);
	answer_hit_write(&hit, copy + len - hit.body.len, hit.body.len);
	struct msg m;
	struct msg_rr rr;
	assert_ok(msg_parse(&m, span_of(copy, len)));
	struct msg_iter it = msg_records(&m);
	for (uint32_t i = 0; i < 3; i++) {
		assert_true(msg_next(&it, &rr));
		assert_int_equal(rr.ttl, 100 + i - 42);
		assert_int_equal(copy[rr.rdata_at + 3], i);
	}
	/* The answer section alone. */
	assert_true(hit.answer_len > 0 && hit.answer_len < hit.body.len);
	memset(copy, 0xee, sizeof(copy));
	answer_hit_write(&hit, copy, hit.answer_len);
	assert_int_equal(copy[hit.answer_len], 0xee);
	answer_cache_free(c);
}

static void an_entry_from_the_future_is_dropped(void **state)
{
	struct answer_cache *c = answer_cache_new(1 << 20);
	struct answer_hit hit;
	(void)state;
	assert_true(put(c, "a.", 1, 60, at_s(100)));
	assert_false(find(c, "a.", at_s(99), &hit));
	assert_false(find(c, "a.", at_s(101), &hit));
	answer_cache_free(c);
}

static void an_entry_ends_with_its_lowest_ttl(void **state)
{
	struct answer_cache *c = answer_cache_new(1 << 20);
	struct answer_hit hit;
	struct answer_numbers n;
	(void)state;
	assert_true(put(c, "a.", 3, 5, at_s(0)));
	assert_true(find(c, "a.", at_s(4.99), &hit));
	assert_false(find(c, "a.", at_s(5), &hit));
	answer_cache_get_numbers(c, &n);
	assert_int_equal(n.entries, 0);
	assert_int_equal(n.hits, 1);
	assert_int_equal(n.misses, 1);
	answer_cache_free(c);
}

static void what_may_not_be_kept_is_not(void **state)
{
	uint8_t buf[8192];
	struct answer_cache *c = answer_cache_new(1 << 20);
	struct answer_key k = key_of("a.", RR_A, 0);
	(void)state;
	assert_false(put(c, "a.", 2, 0, at_s(0)));           /* TTL 0 */
	assert_false(put(c, "a.", 2, 0x80000000u, at_s(0))); /* counts as 0 */
	assert_false(put(c, "a.", 0, 60, at_s(0)));          /* no record */
	assert_false(put(c, "a.", 300, 60, at_s(0)));        /* above 4 KB */
	size_t len = message_make(buf, "a.", 1, 60, RCODE_SERVFAIL);
	assert_false(answer_cache_put(c, &k, span_of(buf, len), &plain, at_s(0)));
	len = message_make(buf, "a.", 1, 60, RCODE_NOERROR);
	assert_false(answer_cache_put(c, &k, span_of(buf, len - 1), &plain, at_s(0)));
	buf[2] |= MSG_TC >> 8;
	assert_false(answer_cache_put(c, &k, span_of(buf, len), &plain, at_s(0)));
	answer_cache_free(c);
}

static void a_newer_answer_replaces_the_older(void **state)
{
	struct answer_cache *c = answer_cache_new(1 << 20);
	struct answer_hit hit;
	struct answer_numbers n;
	(void)state;
	assert_true(put(c, "a.", 1, 10, at_s(0)));
	assert_true(put(c, "A.", 2, 100, at_s(1)));
	answer_cache_get_numbers(c, &n);
	assert_int_equal(n.entries, 1);
	assert_true(find(c, "a.", at_s(50), &hit));
	assert_int_equal(hit.counts[0], 2);
	answer_cache_free(c);
}

static void clearing_leaves_nothing(void **state)
{
	struct answer_cache *c = answer_cache_new(1 << 20);
	struct answer_hit hit;
	int64_t before = mem_accounted(MEM_CACHE);
	(void)state;
	assert_true(put(c, "a.", 1, 10, at_s(0)));
	assert_true(mem_accounted(MEM_CACHE) > before);
	answer_cache_clear(c);
	assert_int_equal(mem_accounted(MEM_CACHE), before);
	assert_false(find(c, "a.", at_s(1), &hit));
	answer_cache_free(c);
}

/* The name of number i. */
static const char *numbered(unsigned i)
{
	static char text[32];
	snprintf(text, sizeof(text), "n%u.example.", i);
	return text;
}

static void names_in_use_survive_a_scan(void **state)
{
	enum { USED = 50, SCAN = 20000 };
	struct answer_cache *c = answer_cache_new(ANSWER_CACHE_LEAST);
	struct answer_hit hit;
	unsigned left = 0;
	(void)state;
	for (unsigned i = 0; i < USED; i++) {
		assert_true(put(c, numbered(i), 1, 60, at_s(0)));
		for (int again = 0; again < 3; again++)
			assert_true(find(c, numbered(i), at_s(0), &hit));
	}
	for (unsigned i = 0; i < SCAN; i++)
		assert_true(put(c, numbered(USED + i), 1, 60, at_s(0)));
	for (unsigned i = 0; i < USED; i++)
		left += find(c, numbered(i), at_s(0), &hit);
	assert_true(left > USED * 9 / 10);
	answer_cache_free(c);
}

/* Random operations beside a model that never forgets: hits agree, the bound holds. */
static void behaves_like_a_model_and_stays_within_its_bound(void **state)
{
	enum { NAMES = 600, STEPS = 40000 };
	static struct {
		uint32_t ttl;
		unsigned count;
		int64_t stored;
	} model[NAMES];
	size_t bound = 100000;
	struct answer_cache *c = answer_cache_new(bound);
	int64_t now = 1000;
	unsigned hits = 0;
	(void)state;
	rand_replay(test_seed(rand_u64()));
	memset(model, 0, sizeof(model));
	for (unsigned step = 0; step < STEPS; step++) {
		unsigned i = rand_below(rand_below(NAMES) + 1);
		struct answer_numbers n;
		struct answer_hit hit;
		now += rand_below(3) == 0;
		if (rand_below(3) == 0) {
			model[i].ttl = 1 + rand_below(300);
			model[i].count = 1 + rand_below(20);
			model[i].stored = now;
			assert_true(put(c, numbered(i), model[i].count, model[i].ttl,
			                at_s((double)now)));
		} else if (find(c, numbered(i), at_s((double)now), &hit)) {
			hits++;
			assert_int_equal(hit.counts[0] + hit.counts[1], model[i].count);
			assert_int_equal(hit.age, now - model[i].stored);
			assert_true(hit.age < model[i].ttl);
		}
		if (step == STEPS / 2)
			answer_cache_resize(c, bound = 70000);
		answer_cache_get_numbers(c, &n);
		assert_true(n.bytes <= bound);
	}
	assert_true(hits > STEPS / 20);
	rand_replay(0);
	answer_cache_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_ignore_case_and_tell_all_else_apart),
		cmocka_unit_test(what_was_put_comes_back_with_lower_ttls),
		cmocka_unit_test(an_entry_ends_with_its_lowest_ttl),
		cmocka_unit_test(an_entry_from_the_future_is_dropped),
		cmocka_unit_test(what_may_not_be_kept_is_not),
		cmocka_unit_test(a_newer_answer_replaces_the_older),
		cmocka_unit_test(clearing_leaves_nothing),
		cmocka_unit_test(names_in_use_survive_a_scan),
		cmocka_unit_test(behaves_like_a_model_and_stays_within_its_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
