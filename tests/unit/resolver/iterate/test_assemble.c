/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/iterate/assemble.h"

#include "../wire.h"

static struct request r;
static struct query q;

static void begin(enum query_result result)
{
	memset(&r, 0, sizeof(r));
	query_init(&q, nm("w.e."), RR_A);
	q.result = result;
	q.chain_count = 1;
	q.proof_count = 2;
}

static void results_become_codes(void **state)
{
	(void)state;
	static const struct {
		enum query_result result;
		uint16_t rcode;
		uint8_t answer, authority;
	} rows[] = {{QUERY_ANSWER, RCODE_NOERROR, 2, 0},
	            {QUERY_NODATA, RCODE_NOERROR, 1, 2},
	            {QUERY_NXDOMAIN, RCODE_NXDOMAIN, 1, 2},
	            {QUERY_YXDOMAIN, RCODE_YXDOMAIN, 1, 0}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		begin(rows[i].result);
		if (rows[i].authority == 0)
			q.proof_count = 0;
		iter_assemble(&r, &q);
		assert_int_equal(r.answer.rcode, rows[i].rcode);
		assert_int_equal(r.answer.answer_count, rows[i].answer);
		assert_int_equal(r.answer.authority_count, rows[i].authority);
		assert_int_equal(r.answer.ede, EDE_NONE);
	}
}

static void a_failure_has_no_records(void **state)
{
	(void)state;
	begin(QUERY_FAILED);
	q.ede = EDE_UNREACHABLE;
	iter_assemble(&r, &q);
	assert_int_equal(r.answer.rcode, RCODE_SERVFAIL);
	assert_int_equal(r.answer.answer_count + r.answer.authority_count, 0);
	assert_int_equal(r.answer.ede, EDE_UNREACHABLE);
}

static void what_is_not_kept_is_said(void **state)
{
	(void)state;
	begin(QUERY_NXDOMAIN);
	iter_assemble(&r, &q);
	assert_true(r.answer.passing); /* no SOA */
	q.proof[1].data.type = RR_SOA;
	iter_assemble(&r, &q);
	assert_false(r.answer.passing);
	q.apart = true;
	iter_assemble(&r, &q);
	assert_true(r.answer.passing);
	begin(QUERY_ANSWER);
	iter_assemble(&r, &q);
	assert_false(r.answer.passing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_become_codes),
		cmocka_unit_test(a_failure_has_no_records),
		cmocka_unit_test(what_is_not_kept_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
