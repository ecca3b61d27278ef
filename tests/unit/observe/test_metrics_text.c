/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "observe/metrics_text.h"

static void families_have_samples_with_labels(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	metrics_family(&t, "x_total", "counter", "What was counted.");
	metrics_sample(&t, "x_total", NULL, 7);
	metrics_sample(&t, "x_total",
	               (struct metrics_label[]){{"a", "1"}, {"b", NULL}, {"c", "3"}, {NULL, NULL}},
	               UINT64_MAX);
	metrics_sample(&t, "x_total", (struct metrics_label[]){{"b", NULL}, {NULL, NULL}}, 0);
	assert_string_equal(t.buf, "# HELP x_total What was counted.\n# TYPE x_total counter\n"
	                           "x_total 7\nx_total{a=\"1\",c=\"3\"} 18446744073709551615\n"
	                           "x_total 0\n");
	text_deinit(&t);
}

static void no_value_breaks_out_of_its_quotes(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	metrics_sample(&t, "x",
	               (struct metrics_label[]){{"a", "q\" b\\ n\n \x01\xff."}, {NULL, NULL}}, 1);
	assert_string_equal(t.buf, "x{a=\"q\\\" b\\\\ n\\n ??.\"} 1\n");
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(families_have_samples_with_labels),
		cmocka_unit_test(no_value_breaks_out_of_its_quotes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
