/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/keys/rollover_text.h"

static void every_note_has_words(void **state)
{
	(void)state;
	for (int kind = NOTE_KSK_STARTED; kind <= NOTE_TAG; kind++) {
		const struct rollover_note note = {
			.kind = (enum rollover_note_kind)kind, .tag = 7, .is_zsk = true};
		struct text t;
		text_init(&t);
		rollover_note_print(&t, &note);
		assert_true(t.len > 10);
		assert_null(strstr(t.buf, "null"));
		text_deinit(&t);
	}
}

static void the_next_action_is_told_as_documented(void **state)
{
	(void)state;
	struct rollover_next next = {
		.action = ROLLOVER_SUBMIT, .has_tag = true, .tag = 3375, .is_ksk = true};
	struct text t;
	text_init(&t);
	rollover_next_print(&t, &next);
	assert_string_equal(t.buf, "next key action, KSK tag 3375, submit at ");
	next = (struct rollover_next){.action = ROLLOVER_GENERATE, .is_zsk = true};
	text_reset(&t);
	rollover_next_print(&t, &next);
	assert_string_equal(t.buf, "next key action, ZSK, generate at ");
	text_deinit(&t);
}

static void what_operators_must_see_is_louder(void **state)
{
	(void)state;
	assert_int_equal(rollover_note_level(NOTE_ZSK_STARTED), ROLLOVER_INFO);
	assert_int_equal(rollover_note_level(NOTE_SUBMITTED), ROLLOVER_NOTICE);
	assert_int_equal(rollover_note_level(NOTE_CONFIRMED), ROLLOVER_NOTICE);
	assert_int_equal(rollover_note_level(NOTE_FORCE_IGNORED), ROLLOVER_WARNING);
	assert_int_equal(rollover_note_level(NOTE_REPLACED), ROLLOVER_DEBUG);
	assert_int_equal(rollover_note_level(NOTE_RESTARTED), ROLLOVER_DEBUG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_note_has_words),
		cmocka_unit_test(what_operators_must_see_is_louder),
		cmocka_unit_test(the_next_action_is_told_as_documented),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
