/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/script/script_world.h"

#include "resolver/main/session.h"

/* What a dialogue says to octets that come in pieces of a size. */
static void dialogue(const char *octets, size_t piece, bool quiet, const char *expected)
{
	struct script_world w;
	struct session s;
	struct text reply;
	script_world_init(&w);
	session_init(&s, w.script, quiet);
	text_init(&reply);
	text_put(&reply, "");
	session_greet(&s, &reply);
	for (size_t at = 0; at < strlen(octets); at += piece)
		assert_true(session_take(
			&s, span_of(octets + at, MIN_OF(piece, strlen(octets) - at)), &reply));
	session_finish(&s, &reply);
	assert_string_equal(reply.buf, expected);
	text_deinit(&reply);
	session_deinit(&s);
	script_world_deinit(&w);
}

static void a_line_is_a_command_however_it_comes(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 20; piece++)
		dialogue("x = 1\nx\n\r\n\n2", piece, false, "> \n> 1\n\n> \n> \n> 2\n\n> ");
}

static void quiet_dialogues_have_no_prompt(void **state)
{
	(void)state;
	dialogue("x = 1\nx\n\n'a'\n", 100, true, "1\n\na\n\n");
}

static void errors_come_as_text(void **state)
{
	(void)state;
	dialogue("= 1\n", 100, true, "command:1: unexpected symbol near '='\n");
	dialogue("__binary\n", 100, true, "binary mode is not available in this version\n");
}

static void a_line_has_an_end_or_the_dialogue_has(void **state)
{
	static uint8_t octets[SESSION_LINE_MAX];
	struct script_world w;
	struct session s;
	struct text reply;
	(void)state;
	memset(octets, 'x', sizeof(octets));
	script_world_init(&w);
	session_init(&s, w.script, true);
	text_init(&reply);
	assert_true(session_take(&s, span_of(octets, sizeof(octets)), &reply));
	assert_false(session_take(&s, span_of(octets, 1), &reply));
	text_deinit(&reply);
	session_deinit(&s);
	script_world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_command_however_it_comes),
		cmocka_unit_test(quiet_dialogues_have_no_prompt),
		cmocka_unit_test(errors_come_as_text),
		cmocka_unit_test(a_line_has_an_end_or_the_dialogue_has),
	};
	group_log_set_level(SEV_CRITICAL); /* what is logged would mix with ours */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
