/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/mem.h"
#include "zonefile/scanner.h"

struct taken {
	unsigned flushes;
	size_t records;
	enum err answer;
};

static enum err take(struct zf_scan *s)
{
	struct taken *t = s->flush_arg;
	t->flushes++;
	t->records += s->out->count;
	zf_block_reset(s->out);
	return t->answer;
}

/* A scanner over a text, which is scanned by nobody. */
struct stage {
	struct taken taken;
	struct zf_block *block;
	struct zf_scan scan;
};

static void stage_begin(struct stage *s, const struct zf_options *options, struct span text)
{
	s->taken = (struct taken){.answer = OK};
	s->block = mem_zalloc(sizeof(*s->block));
	zf_scan_init(&s->scan, options, s->block, take, &s->taken);
	zf_scan_set(&s->scan, text.data, text.data + text.len, 1);
}

static void stage_end(struct stage *s)
{
	zf_scan_deinit(&s->scan);
	mem_free(s->block);
}

static void it_begins_with_the_options(void **state)
{
	(void)state;
	struct stage s;
	const struct zf_options options = {.origin = (const uint8_t *)"\1z", .default_ttl = 9};
	stage_begin(&s, &options, span_str("a\n"));
	assert_memory_equal(s.scan.state.origin.wire, "\1z", 3);
	assert_int_equal(s.scan.state.last_ttl, 9);
	assert_false(s.scan.state.has_owner || s.scan.state.has_default);
	stage_end(&s);
	const struct zf_options none = {.default_ttl = 9};
	stage_begin(&s, &none, span_str("a\n"));
	assert_int_equal(s.scan.state.origin.len, 1);
	stage_end(&s);
}

static void a_report_has_line_and_column_and_closes_the_block(void **state)
{
	(void)state;
	struct stage s;
	const struct zf_options options = {.default_ttl = 9};
	const struct span text = span_str("one (\n two\n x)\n");
	stage_begin(&s, &options, text);
	zf_scan_set(&s.scan, text.data, text.data + text.len, 7);
	zf_scan_report(&s.scan, E_NUMBER, true, text.data + 12, "preference");
	assert_int_equal(s.scan.reports, 1);
	assert_true(s.block->has_error && s.block->error.fatal);
	assert_int_equal(s.block->error.code, E_NUMBER);
	assert_int_equal(s.block->error.line, 9);
	assert_int_equal(s.block->error.column, 2);
	assert_string_equal(s.block->error.field, "preference");
	stage_end(&s);
}

static void a_fixed_line_stands_for_all(void **state)
{
	(void)state;
	struct stage s;
	const struct zf_options options = {.default_ttl = 9};
	const struct span text = span_str("one\ntwo\n");
	stage_begin(&s, &options, text);
	s.scan.fixed_line = 5;
	zf_scan_report(&s.scan, E_NUMBER, false, text.data + 5, NULL);
	assert_int_equal(s.block->error.line, 4); /* records count from 0 */
	assert_int_equal(s.block->error.column, 1);
	stage_end(&s);
}

static void the_owner_outlives_its_block(void **state)
{
	(void)state;
	struct stage s;
	const struct zf_options options = {.default_ttl = 9};
	stage_begin(&s, &options, span_str("\n"));
	memcpy(s.block->octets, "\1a", 3);
	s.scan.owner_at = s.block->octets;
	s.block->count = 1;
	assert_ok(zf_scan_flush(&s.scan));
	assert_null(s.scan.owner_at);
	assert_memory_equal(s.scan.state.owner.wire, "\1a", 3);
	assert_int_equal(s.taken.records, 1);
	stage_end(&s);
}

static void after_a_refusal_nothing_more_goes_out(void **state)
{
	(void)state;
	struct stage s;
	const struct zf_options options = {.default_ttl = 9};
	stage_begin(&s, &options, span_str("\n"));
	s.taken.answer = E_LIMIT;
	s.block->count = 1;
	assert_int_equal(zf_scan_flush(&s.scan), E_LIMIT);
	s.block->count = 1;
	assert_int_equal(zf_scan_flush(&s.scan), E_LIMIT);
	assert_int_equal(s.taken.flushes, 1);
	assert_int_equal(s.block->count, 0);
	stage_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_begins_with_the_options),
		cmocka_unit_test(a_report_has_line_and_column_and_closes_the_block),
		cmocka_unit_test(a_fixed_line_stands_for_all),
		cmocka_unit_test(the_owner_outlives_its_block),
		cmocka_unit_test(after_a_refusal_nothing_more_goes_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
