/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/script/script_world.h"

#include "resolver/main/session.h"

#include <stdlib.h>

/* What a dialogue says to octets that come in pieces of a size. */
static void dialogue_in_octets(struct span octets, size_t piece, bool quiet, struct span expected)
{
	struct script_world w;
	struct session s;
	struct text reply;
	script_world_init(&w);
	session_init(&s, w.script, quiet, NULL);
	text_init(&reply);
	text_put(&reply, "");
	session_greet(&s, &reply);
	while (octets.len > 0) {
		size_t len = MIN_OF(piece, octets.len);
		struct span now = span_of(octets.data, len);
		assert_true(session_take(&s, &now, &reply));
		assert_int_equal(now.len, 0);
		octets = span_skip(octets, len);
	}
	session_finish(&s, &reply);
	assert_int_equal(reply.len, expected.len);
	assert_memory_equal(reply.buf, expected.data, expected.len);
	text_deinit(&reply);
	session_deinit(&s);
	script_world_deinit(&w);
}

static void dialogue(const char *octets, size_t piece, bool quiet, const char *expected)
{
	dialogue_in_octets(span_str(octets), piece, quiet, span_str(expected));
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
	dialogue("error({})\nx = 7\nx\n", 100, true, "error of type table\n7\n\n");
}

#define OCTETS(s) span_of((s), sizeof(s) - 1)

static void zero_octets_are_octets_like_others(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 12; piece++) {
		dialogue_in_octets(OCTETS("return 'a\\0b'\n"), piece, true, OCTETS("a\0b\n"));
		dialogue_in_octets(OCTETS("#'a\0b'\n"), piece, true, OCTETS("3\n\n"));
	}
}

static const char loop[] = "for i = 1, 3 do\nx = (x or 0) +\r\ni\nend\nx\n";

static void lines_that_come_together_are_one_command_where_none_is_one(void **state)
{
	(void)state;
	dialogue(loop, 100, true, "6\n\n");
	dialogue(loop, 100, false, "> \n> 6\n\n> ");
	dialogue(loop, 20, true, "6\n\n"); /* within a line more must come anyway */
	dialogue("return [[a\nb]]", 100, true, "a\nb\n");
	dialogue("do\nx = 7\nend", 100, true, "");
}

static void lines_that_do_not_fit_together_are_commands_of_their_own(void **state)
{
	static const char wrong[] = "x = (\n1\n= 1\ndo\nx = 2\nend\nx\n";
	static const char replies[] = "command:1: unexpected symbol near '<eof>'\n1\n\n"
				      "command:1: unexpected symbol near '='\n2\n\n";
	(void)state;
	dialogue(wrong, 100, true, replies);
	/* One that comes alone is answered at once. */
	dialogue("do\n1\n", 3, true, "command:1: 'end' expected near '<eof>'\n1\n\n");
	dialogue("do\n1", 100, true, "command:1: 'end' expected near '<eof>'\n1\n\n");
}

/* As a console does. */
static void what_waits_for_lines_takes_them_as_they_come(void **state)
{
	struct script_world w;
	char *errors = NULL;
	size_t errors_len = 0;
	(void)state;
	for (size_t piece = 1; piece < 60; piece++) {
		struct session s;
		struct text reply;
		FILE *to = open_memstream(&errors, &errors_len);
		script_world_init(&w);
		session_init(&s, w.script, piece > 1, NULL);
		s.waits = true;
		s.errors = to;
		text_init(&reply);
		text_put(&reply, "");
		for (const char *at = loop; *at != '\0';) {
			struct span now = span_of(at, MIN_OF(piece, strlen(at)));
			at += now.len;
			assert_true(session_take(&s, &now, &reply));
		}
		assert_string_equal(reply.buf, piece > 1 ? "6\n\n" : ">> >> >> \n> 6\n\n> ");
		struct span more = span_str("nosuch()\ndo\n)\nfunction f()\nx = 9\n");
		while (more.len > 0)
			assert_true(session_take(&s, &more, &reply));
		session_finish(&s, &reply);
		more = span_str("x\n");
		assert_true(session_take(&s, &more, &reply));
		fclose(to);
		assert_string_equal(
			errors, "command:1: attempt to call global 'nosuch' (a nil value)\n"
				"command:2: unexpected symbol near ')'\n"
				"command:3: 'end' expected (to close 'function' at line 1) near "
				"'<eof>'\n");
		assert_non_null(strstr(reply.buf, "6\n\n")); /* nothing of it was carried out */
		assert_null(strstr(reply.buf, "9"));
		free(errors);
		text_deinit(&reply);
		session_deinit(&s);
		script_world_deinit(&w);
	}
}

static void a_command_of_many_lines_has_a_bound(void **state)
{
	struct text all;
	struct script_world w;
	struct session s;
	struct text reply;
	(void)state;
	text_init(&all);
	for (unsigned i = 0; i < 2 * SESSION_LINES_MAX; i++)
		text_put(&all, "do\n");
	text_put(&all, "7\n");
	script_world_init(&w);
	session_init(&s, w.script, true, NULL);
	text_init(&reply);
	struct span octets = text_span(&all);
	assert_true(session_take(&s, &octets, &reply));
	assert_true(reply.len >= SESSION_REPLY_FULL);
	text_reset(&reply);
	assert_true(session_take(&s, &octets, &reply));
	assert_int_equal(octets.len, 0);
	assert_string_equal(reply.buf + reply.len - 3, "7\n\n");
	text_deinit(&reply);
	text_deinit(&all);
	session_deinit(&s);
	script_world_deinit(&w);
}

/* The prompt is of before the command, which has no reply of its own. */
static void binary_replies_have_a_length_and_nothing_else(void **state)
{
	static const char expected[] = "> \0\0\0\0"
				       "\0\0\0\002"
				       "1\n"
				       "\0\0\0\0"
				       "\0\0\0\003"
				       "x\0y";
	(void)state;
	for (size_t piece = 1; piece < 50; piece++) {
		dialogue_in_octets(OCTETS("__binary\nx = 1\nx\n\nreturn 'x\\0y'\n"), piece, false,
		                   OCTETS(expected));
		dialogue_in_octets(OCTETS("__binary\r\nx = 1\nx\n\nreturn 'x\\0y'"), piece, true,
		                   span_of(expected + 2, sizeof(expected) - 3));
	}
	/* Without a line end when it comes alone. */
	dialogue_in_octets(OCTETS("__binaryreturn 'a'"), 8, true, OCTETS("\0\0\0\001a"));
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
	session_init(&s, w.script, true, NULL);
	text_init(&reply);
	struct span all = span_of(octets, sizeof(octets)), more = span_of(octets, 1);
	assert_true(session_take(&s, &all, &reply));
	assert_false(session_take(&s, &more, &reply));
	text_deinit(&reply);
	session_deinit(&s);
	script_world_deinit(&w);
}

/* A reply that grows is to be sent before more commands are carried out. */
static void a_long_reply_comes_before_the_next_command(void **state)
{
	struct script_world w;
	struct session s;
	struct text reply;
	(void)state;
	script_world_init(&w);
	session_init(&s, w.script, true, NULL);
	text_init(&reply);
	struct span octets = span_str("return ('x'):rep(100000)\nreturn 'y'\n");
	assert_true(session_take(&s, &octets, &reply));
	assert_int_equal(reply.len, 100001);
	assert_int_equal(octets.len, strlen("return 'y'\n"));
	text_reset(&reply);
	assert_true(session_take(&s, &octets, &reply));
	assert_string_equal(reply.buf, "y\n");
	text_deinit(&reply);
	session_deinit(&s);
	script_world_deinit(&w);
}

/* What a terminal would obey does not get into the record. */
static void commands_and_replies_are_recorded(void **state)
{
	struct script_world w;
	struct session s;
	struct text reply;
	char *got = NULL;
	size_t len = 0;
	(void)state;
	FILE *record = open_memstream(&got, &len);
	script_world_init(&w);
	session_init(&s, w.script, false, record);
	text_init(&reply);
	struct span octets = span_str("x = 1\n\n'a\\027[2J'\nnosuch()\n");
	assert_true(session_take(&s, &octets, &reply));
	fclose(record);
	assert_string_equal(got, "[control] x = 1\n[control] 'a\\027[2J'\na\\027[2J\n"
	                         "[control] nosuch()\n"
	                         "command:1: attempt to call global 'nosuch' (a nil value)\n");
	free(got);
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
		cmocka_unit_test(lines_that_come_together_are_one_command_where_none_is_one),
		cmocka_unit_test(lines_that_do_not_fit_together_are_commands_of_their_own),
		cmocka_unit_test(what_waits_for_lines_takes_them_as_they_come),
		cmocka_unit_test(a_command_of_many_lines_has_a_bound),
		cmocka_unit_test(zero_octets_are_octets_like_others),
		cmocka_unit_test(binary_replies_have_a_length_and_nothing_else),
		cmocka_unit_test(a_long_reply_comes_before_the_next_command),
		cmocka_unit_test(commands_and_replies_are_recorded),
		cmocka_unit_test(a_line_has_an_end_or_the_dialogue_has),
	};
	group_log_set_level(SEV_CRITICAL); /* what is logged would mix with ours */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
