/* SPDX-License-Identifier: BSD-2-Clause */
#include "observe/trace.h"

#include "support.h"

static void events_are_told_in_words(void **state)
{
	(void)state;
	struct trace *t = trace_new(4);
	struct text out;
	static const uint8_t ip[4] = {192, 0, 2, 1};
	text_init(&out);
	trace_add(t, (struct mono){1000000}, 7, TRACE_QUESTION,
	          &(struct trace_about){.name = (const uint8_t *)"\3a.b\3c\nd", .type = 28});
	trace_add(t, (struct mono){3500000}, 7, TRACE_ASK,
	          &(struct trace_about){.address = span_of(ip, 4),
	                                .text = "why",
	                                .has_number = true,
	                                .number = -2});
	trace_add(t, (struct mono){3500000}, 8, TRACE_ANSWER,
	          &(struct trace_about){.name = (const uint8_t *)""});
	trace_print_request(&out, t, 7, NULL);
	assert_string_equal(out.buf, "[7] 0.000 ms question a\\.b.c\\010d. TYPE28\n"
	                             "[7] 2.500 ms asks 192.0.2.1 why -2\n");
	text_reset(&out);
	trace_print_request(&out, t, 0, NULL);
	assert_non_null(strstr(out.buf, "[8] 2.500 ms answer ."));
	text_deinit(&out);
	trace_free(t);
}

static void the_oldest_are_overwritten(void **state)
{
	(void)state;
	struct trace *t = trace_new(3);
	for (uint32_t i = 0; i < 10; i++)
		trace_add(t, (struct mono){0}, i, TRACE_REPLY, &(struct trace_about){.type = 1});
	assert_int_equal(trace_total(t), 10);
	assert_int_equal(trace_at(t, 0)->request, 7);
	assert_int_equal(trace_at(t, 2)->request, 9);
	assert_null(trace_at(t, 3));
	trace_free(t);
}

static void no_ring_records_nothing(void **state)
{
	(void)state;
	trace_add(NULL, (struct mono){0}, 1, TRACE_ASK, &(struct trace_about){.type = 1});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_told_in_words),
		cmocka_unit_test(the_oldest_are_overwritten),
		cmocka_unit_test(no_ring_records_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
