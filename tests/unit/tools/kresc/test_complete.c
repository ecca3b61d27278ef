/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/kresc/complete.h"

#include <string.h>

static char asked[512];

/* A daemon with a few names. */
static bool daemon(void *ctx, const char *command, struct text *reply)
{
	(void)ctx;
	snprintf(asked, sizeof(asked), "%s", command);
	text_put(reply, strstr(command, "__orig_name_list") != NULL
	                        ? "function mode\ntable modules\ntable net\nnumber MB\nuserdata map"
	                        : "function list\nfunction listen\nboolean ipv4\ntable eth0\n"
	                          "function a b\nstring 1st\nwithout");
	return true;
}

static bool broken(void *ctx, const char *command, struct text *reply)
{
	(void)ctx;
	(void)command;
	(void)reply;
	return false;
}

/* Candidates joined by blanks, and what all of them begin with. */
static void row(const char *before, const char *expected, const char *common)
{
	struct completion c;
	struct text t;
	text_init(&t);
	text_put(&t, "");
	asked[0] = '\0';
	complete(&c, before, daemon, NULL);
	for (size_t i = 0; i < c.found.count; i++)
		text_printf(&t, "%s%s", i > 0 ? " " : "", c.found.items[i]);
	if (strcmp(t.buf, expected) != 0 || c.common != strlen(common) ||
	    (c.found.count > 0 && strncmp(c.found.items[0], common, c.common) != 0))
		fail_msg("'%s' gave '%s' with %zu in common", before, t.buf, c.common);
	text_deinit(&t);
	completion_deinit(&c);
}

static void names_at_the_top_are_the_daemons(void **state)
{
	(void)state;
	row("", "MB map mode( modules. net.", "");
	row("mo", "mode( modules.", "mod");
	row("x = mode", "mode(", "mode(");
	row("print(ne", "net.", "net.");
	row("{net.list(), M", "MB", "MB");
	row("nothing", "", "");
}

static void fields_are_those_of_the_table(void **state)
{
	(void)state;
	row("net.li", "list( listen(", "list");
	row("x = net.liste", "listen(", "listen(");
	row("a.b_2.", "eth0. ipv4 list( listen(", "");
	assert_non_null(strstr(asked, "local t, o = a.b_2, {}"));
}

/* What is asked must not be more than a look. */
static void what_is_no_path_is_not_asked_for(void **state)
{
	static const char *const rows[] = {"f().", ".x", "5.", "a..b", "a.5.x", "'a'.l"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		row(rows[i], "", "");
		assert_string_equal(asked, "");
	}
}

static void without_a_reply_there_is_nothing(void **state)
{
	struct completion c;
	(void)state;
	complete(&c, "net", broken, NULL);
	assert_int_equal(c.found.count, 0);
	assert_int_equal(c.common, 0);
	completion_deinit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_at_the_top_are_the_daemons),
		cmocka_unit_test(fields_are_those_of_the_table),
		cmocka_unit_test(what_is_no_path_is_not_asked_for),
		cmocka_unit_test(without_a_reply_there_is_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
