/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/knotc/complete.h"

static void expect(const char *text, const char *want, size_t common)
{
	const struct settings s = {.socket = "/nonexistent/socket"};
	struct line l, found;
	char got[256] = "";
	assert_true(line_split(&l, text));
	complete(&s, &l, &found);
	for (size_t i = 0; i < found.words.count; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s ", found.words.items[i]);
	assert_string_equal(got, want);
	assert_int_equal(complete_common(&found), common);
	line_free(&l);
	line_free(&found);
}

static void commands_and_filters_are_known_without_a_server(void **state)
{
	(void)state;
	expect("sta", "stats status ", 4);
	expect("stat", "stats status ", 4);
	expect("conf-ex", "conf-export ", 11);
	expect("zone-status a +f", "+freeze ", 7);
	expect("zone-reload ", "", 0);
	expect("conf-read s", "", 0);
	expect("nope x", "", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_and_filters_are_known_without_a_server),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
