/* SPDX-License-Identifier: BSD-2-Clause */
#include "vectors.h"

enum { JOBS = 50 };

struct work {
	uint32_t data[JOBS];
	uint8_t signatures[JOBS][CRYPTO_SIGNATURE_MAX_LEN];
	struct crypto_sign_job jobs[JOBS];
};

static void work_init(struct work *w)
{
	memset(w, 0, sizeof(*w));
	for (uint32_t i = 0; i < JOBS; i++) {
		w->data[i] = i;
		w->jobs[i] = (struct crypto_sign_job){span_of(&w->data[i], sizeof(uint32_t)),
		                                      w->signatures[i]};
	}
}

static void work_check(const struct work *w, const struct crypto_key *key)
{
	for (uint32_t i = 0; i < JOBS; i++)
		assert_ok(crypto_verify(key, w->jobs[i].data,
		                        span_of(w->signatures[i], crypto_key_signature_len(key))));
}

static void every_job_is_done_on_any_number_of_threads(void **state)
{
	(void)state;
	static struct work w;
	for (size_t i = 0; i < sizeof(every_alg); i++) {
		struct crypto_key *key = key_make(every_alg[i]);
		for (unsigned threads = 0; threads < 4; threads++) {
			work_init(&w);
			assert_ok(crypto_sign_batch(key, NULL, w.jobs, JOBS, threads));
			work_check(&w, key);
		}
		crypto_key_unref(key);
	}
}

static void reproducible_batches_are_equal(void **state)
{
	(void)state;
	static struct work one, two;
	static const uint8_t algs[] = {CRYPTO_ECDSAP256, CRYPTO_ECDSAP384, CRYPTO_ED25519,
	                               CRYPTO_RSASHA256};
	const struct crypto_signer_options options = {.reproducible = true};
	for (size_t i = 0; i < sizeof(algs); i++) {
		struct crypto_key *key = key_make(algs[i]);
		work_init(&one);
		work_init(&two);
		assert_ok(crypto_sign_batch(key, &options, one.jobs, JOBS, 1));
		assert_ok(crypto_sign_batch(key, &options, two.jobs, JOBS, 2));
		assert_memory_equal(one.signatures, two.signatures, sizeof(one.signatures));
		work_check(&one, key);
		crypto_key_unref(key);
	}
}

static void signatures_are_verified_one_by_one_on_any_number_of_threads(void **state)
{
	(void)state;
	static struct work w;
	static struct crypto_verify_job checks[JOBS];
	struct crypto_key *key = key_make(CRYPTO_ECDSAP256);
	work_init(&w);
	assert_ok(crypto_sign_batch(key, NULL, w.jobs, JOBS, 2));
	for (unsigned threads = 0; threads < 4; threads++) {
		for (uint32_t i = 0; i < JOBS; i++) {
			const uint8_t *of = w.signatures[i % 7 == 3 ? i - 1 : i];
			checks[i] = (struct crypto_verify_job){
				.key = key,
				.data = w.jobs[i].data,
				.signature = span_of(of, crypto_key_signature_len(key))};
		}
		crypto_verify_batch(checks, JOBS, threads);
		for (uint32_t i = 0; i < JOBS; i++)
			assert_int_equal(checks[i].is_good, i % 7 != 3);
	}
	crypto_verify_batch(NULL, 0, 2);
	crypto_key_unref(key);
}

static void no_jobs_are_done_at_once(void **state)
{
	(void)state;
	struct crypto_key *key = key_make(CRYPTO_ED25519);
	assert_ok(crypto_sign_batch(key, NULL, NULL, 0, 2));
	crypto_key_unref(key);
}

static void a_failure_is_reported(void **state)
{
	(void)state;
	static struct work w;
	work_init(&w);
	struct octets public = from_base64(vectors[2].dnskey);
	struct crypto_key *key;
	assert_ok(crypto_key_from_dnskey(&key, vectors[2].alg, octets_span(&public)));
	assert_int_equal(crypto_sign_batch(key, NULL, w.jobs, JOBS, 2), E_INVALID);
	crypto_key_unref(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_job_is_done_on_any_number_of_threads),
		cmocka_unit_test(reproducible_batches_are_equal),
		cmocka_unit_test(signatures_are_verified_one_by_one_on_any_number_of_threads),
		cmocka_unit_test(no_jobs_are_done_at_once),
		cmocka_unit_test(a_failure_is_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
