/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "base/rand.h"
#include "server/zone/edit_index.h"

#include <string.h>

enum { POOL = 500 };

static uint8_t octets[POOL * 2];
static struct pack_record records[POOL];

static struct pack_record record_of(unsigned i)
{
	return (struct pack_record){
		.at = i * 2, .len = 2, .type = (uint16_t)(1 + i % 3), .is_sig = i % 5 == 0};
}

/* Records come and go; the index says at any time what a walk over all would say. */
static void agrees_with_looking_at_each(void **state)
{
	struct edit_index x = {0};
	size_t count = 0;
	(void)state;
	for (unsigned i = 0; i < POOL; i++) {
		octets[i * 2] = (uint8_t)(i >> 8);
		octets[i * 2 + 1] = (uint8_t)i;
	}
	for (unsigned step = 0; step < 20000; step++) {
		unsigned i = rand_below(step / 1000 % 2 == 0 ? POOL : 20);
		struct pack_record like = record_of(i);
		struct edit_records in = {records, count, octets};
		ssize_t at = edit_index_find(&x, &in, &like, octets + like.at), expected = -1;
		for (size_t k = 0; k < count; k++) {
			if (records[k].at == like.at)
				expected = (ssize_t)k;
		}
		assert_int_equal(at, expected);
		if (at < 0) {
			records[count++] = like;
		} else {
			edit_index_remove(&x, &in, (size_t)at);
			records[at] = records[--count];
		}
		if (step % 5000 == 4999) {
			edit_index_reset(&x);
			count = 0;
		}
	}
	edit_index_deinit(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_looking_at_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
