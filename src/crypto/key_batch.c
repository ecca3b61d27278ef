/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signing and verifying on several threads.  Each has a signer of its own and takes the next few
 * jobs from a common counter until none is left or one has failed; a thread that cannot be started
 * is done without.
 */

#include "crypto/key.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdatomic.h>

/* Enough to make the counter free of charge, few enough to end together. */
enum { TAKE = 8, MAX_THREADS = 256 };

struct batch {
	struct crypto_verify_job *checks; /* not NULL: verify these */
	const struct crypto_key *key;
	const struct crypto_signer_options *options;
	const struct crypto_sign_job *jobs;
	size_t count;
	atomic_size_t next;
	atomic_int result; /* enum err; the last failure */
};

static enum err jobs_sign(struct batch *b, struct crypto_signer *signer)
{
	while (atomic_load_explicit(&b->result, memory_order_relaxed) == OK) {
		size_t first = atomic_fetch_add_explicit(&b->next, TAKE, memory_order_relaxed);
		if (first >= b->count)
			break;
		size_t end = MIN_OF(first + TAKE, b->count);
		for (size_t i = first; i < end; i++)
			TRY(crypto_sign(signer, b->jobs[i].data, b->jobs[i].signature));
	}
	return OK;
}

static void jobs_verify(struct batch *b)
{
	for (;;) {
		size_t first = atomic_fetch_add_explicit(&b->next, TAKE, memory_order_relaxed);
		if (first >= b->count)
			return;
		size_t end = MIN_OF(first + TAKE, b->count);
		for (struct crypto_verify_job *j = b->checks + first; j < b->checks + end; j++)
			j->is_good = crypto_verify(j->key, j->data, j->signature) == OK;
	}
}

static void *work(void *arg)
{
	struct batch *b = arg;
	struct crypto_signer *signer;
	if (b->checks != NULL) {
		jobs_verify(b);
		return NULL;
	}
	enum err e = crypto_signer_new(&signer, b->key, b->options);
	if (e == OK) {
		e = jobs_sign(b, signer);
		crypto_signer_free(signer);
	}
	if (e != OK)
		atomic_store(&b->result, e);
	return NULL;
}

static void work_on_threads(struct batch *b, unsigned threads)
{
	pthread_t others[MAX_THREADS];
	size_t useful = (b->count + TAKE - 1) / TAKE;
	size_t wanted = MIN_OF(MIN_OF((size_t)threads, useful), MAX_THREADS);
	size_t started = 0;
	while (started + 1 < wanted && pthread_create(&others[started], NULL, work, b) == 0)
		started++;
	work(b);
	for (size_t i = 0; i < started; i++)
		pthread_join(others[i], NULL);
}

enum err crypto_sign_batch(const struct crypto_key *key,
                           const struct crypto_signer_options *options,
                           const struct crypto_sign_job *jobs, size_t count, unsigned threads)
{
	struct batch b = {.key = key, .options = options, .jobs = jobs, .count = count};
	work_on_threads(&b, threads);
	return (enum err)b.result;
}

void crypto_verify_batch(struct crypto_verify_job *jobs, size_t count, unsigned threads)
{
	struct batch b = {.checks = jobs, .count = count};
	if (count > 0)
		work_on_threads(&b, threads);
}
