/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "control/frame.h"

static void units_are_those_of_the_protocol(void **state)
{
	(void)state;
	struct text t;
	struct ctl_unit u = {.type = CTL_DATA}, end = {.type = CTL_BLOCK}, got;
	size_t used;
	text_init(&t);
	ctl_set(&u, CTL_CMD, "status");
	ctl_unit_write(&t, &u);
	/* The unit is open until the next type octet stands behind it. */
	assert_int_equal(ctl_unit_read(&got, text_span(&t), &used), E_AGAIN);
	ctl_unit_write(&t, &end);
	assert_true(span_equal(text_span(&t), span_of("\1\20\0\6status\3", 11)));
	assert_ok(ctl_unit_read(&got, text_span(&t), &used));
	assert_int_equal(used, 10);
	assert_int_equal(got.type, CTL_DATA);
	assert_true(span_equal(ctl_get(&got, CTL_CMD), span_str("status")));
	assert_int_equal(ctl_get(&got, CTL_ZONE).len, 0);
	assert_ok(ctl_unit_read(&got, span_skip(text_span(&t), used), &used));
	assert_int_equal(got.type, CTL_BLOCK);
	text_deinit(&t);
}

static void every_cut_is_incomplete(void **state)
{
	(void)state;
	struct text t;
	struct ctl_unit u = {.type = CTL_DATA}, got;
	size_t used;
	text_init(&t);
	for (int i = 0; i < CTL_ITEMS; i++)
		ctl_set(&u, (enum ctl_item)i, i % 2 ? "" : "value");
	ctl_unit_write(&t, &u);
	for (size_t cut = 0; cut <= t.len; cut++)
		assert_int_equal(ctl_unit_read(&got, span_of(t.buf, cut), &used), E_AGAIN);
	text_put_char(&t, CTL_END);
	assert_ok(ctl_unit_read(&got, text_span(&t), &used));
	for (int i = 0; i < CTL_ITEMS; i++)
		assert_true(got.items[i].data != NULL);
	text_deinit(&t);
}

static void junk_is_refused(void **state)
{
	(void)state;
	struct ctl_unit got;
	size_t used;
	assert_int_equal(ctl_unit_read(&got, span_of("\4", 1), &used), E_MALFORMED);
	assert_int_equal(ctl_unit_read(&got, span_of("\1\34\0\0\3", 5), &used), E_MALFORMED);
	assert_int_equal(ctl_unit_read(&got, span_of("\1\20\0\0\20\0\0\3", 8), &used), E_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units_are_those_of_the_protocol),
		cmocka_unit_test(every_cut_is_incomplete),
		cmocka_unit_test(junk_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
