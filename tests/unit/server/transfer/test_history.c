/* SPDX-License-Identifier: BSD-2-Clause */
#include "../journal/history_text.h"
#include "../journal_folder.h"
#include "server/transfer/history.h"

static struct journal_folder folder;

static struct serial at(uint32_t serial)
{
	return (struct serial){serial};
}

/* Steps 1 to `last`. */
static void fill(unsigned last, unsigned octets)
{
	journal_folder_open(&folder);
	for (unsigned i = 1; i < last; i++) {
		struct zone_changeset c = history_step(i, i + 1, octets);
		journal_folder_add(&folder, &c);
		zone_changeset_deinit(&c);
	}
}

static void steps_from_a_serial_to_another_are_read(void **state)
{
	(void)state;
	struct history h = {0};
	struct text t;
	fill(6, 10);
	text_init(&t);
	assert_ok(history_read(&h, folder.journal, history_zone, at(2), at(5), SIZE_MAX));
	assert_int_equal(h.steps.count, 3);
	for (size_t i = 0; i < h.steps.count; i++)
		history_tell(&t, &h.steps.items[i], 0);
	assert_string_equal(t.buf, "2-3 3-4 4-5 ");
	assert_true(h.octets > 3 * 10);
	text_deinit(&t);
	history_deinit(&h);
	assert_int_equal(h.octets, 0);
	journal_folder_close(&folder);
}

static void a_history_that_does_not_lead_there_is_none(void **state)
{
	(void)state;
	struct history h = {0};
	fill(6, 10);
	assert_int_equal(history_read(&h, folder.journal, history_zone, at(9), at(6), SIZE_MAX),
	                 E_NOTFOUND);
	assert_int_equal(history_read(&h, folder.journal, history_zone, at(2), at(7), SIZE_MAX),
	                 E_NOTFOUND);
	assert_int_equal(h.steps.count, 0);
	assert_int_equal(history_read(&h, NULL, history_zone, at(2), at(6), SIZE_MAX), E_NOTFOUND);
	journal_folder_close(&folder);
}

static void a_history_above_the_limit_is_not_held(void **state)
{
	(void)state;
	struct history h = {0};
	fill(6, 2000);
	assert_int_equal(history_read(&h, folder.journal, history_zone, at(1), at(6), 9000),
	                 E_LIMIT);
	assert_int_equal(h.steps.count, 0);
	assert_ok(history_read(&h, folder.journal, history_zone, at(4), at(6), 9000));
	history_deinit(&h);
	journal_folder_close(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_from_a_serial_to_another_are_read),
		cmocka_unit_test(a_history_that_does_not_lead_there_is_none),
		cmocka_unit_test(a_history_above_the_limit_is_not_held),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
