/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/knotc/answer.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What an answer of given units prints, both streams together. */
static const char *print(const char *command, bool colour, const struct ctl_unit *units,
                         size_t count)
{
	static char out[512];
	int saved_out = dup(STDOUT_FILENO), saved_err = dup(STDERR_FILENO);
	struct answer a = {.command = command_find(command), .colour = colour};
	FILE *f = tmpfile();
	fflush(stdout);
	dup2(fileno(f), STDOUT_FILENO);
	dup2(fileno(f), STDERR_FILENO);
	for (size_t i = 0; i < count; i++)
		answer_unit(&a, &units[i]);
	answer_end(&a);
	dup2(saved_out, STDOUT_FILENO);
	dup2(saved_err, STDERR_FILENO);
	close(saved_out);
	close(saved_err);
	ssize_t n = pread(fileno(f), out, sizeof(out) - 1, 0);
	out[n > 0 ? n : 0] = '\0';
	fclose(f);
	return out;
}

static struct ctl_unit unit(enum ctl_unit_type type, const char *const texts[CTL_ITEMS])
{
	struct ctl_unit u = {.type = type};
	for (int i = 0; i < CTL_ITEMS; i++) {
		if (texts[i] != NULL)
			ctl_set(&u, (enum ctl_item)i, texts[i]);
	}
	return u;
}
#define UNIT(type, ...) unit(type, (const char *const[CTL_ITEMS]){__VA_ARGS__})

static void data_has_the_documented_forms(void **state)
{
	(void)state;
	const struct ctl_unit record = UNIT(
		CTL_DATA, [CTL_ZONE] = "a.", [CTL_FLAGS] = "+", [CTL_OWNER] = "w.a.",
		[CTL_TTL] = "5", [CTL_TYPE] = "A", [CTL_DATA_ITEM] = "1.2.3.4");
	assert_string_equal(print("zone-diff", false, &record, 1), "[a.] +w.a. 5 A 1.2.3.4\n");
	const struct ctl_unit conf[] = {
		UNIT(CTL_DATA, [CTL_SECTION] = "zone", [CTL_ITEM] = "domain",
	             [CTL_DATA_ITEM] = "a."),
		UNIT(CTL_DATA, [CTL_FLAGS] = "-", [CTL_SECTION] = "zone", [CTL_ID] = "a.",
	             [CTL_ITEM] = "acl", [CTL_DATA_ITEM] = "x"),
		UNIT(CTL_EXTRA, [CTL_DATA_ITEM] = "y"),
		UNIT(CTL_DATA, [CTL_SECTION] = "top"),
	};
	assert_string_equal(print("conf-read", false, conf, 4),
	                    "zone.domain = a.\n-zone[a.].acl = x y\ntop\n");
	const struct ctl_unit counter = UNIT(
		CTL_DATA, [CTL_ZONE] = "a.", [CTL_SECTION] = "mod-x", [CTL_ITEM] = "i",
		[CTL_ID] = "SOA", [CTL_DATA_ITEM] = "7");
	assert_string_equal(print("zone-stats", false, &counter, 1), "[a.] mod-x.i[SOA] = 7\n");
	const struct ctl_unit status = UNIT(CTL_DATA, [CTL_ZONE] = "a.", [CTL_FLAGS] = "sm",
	                                    [CTL_TYPE] = "role", [CTL_DATA_ITEM] = "slave");
	assert_string_equal(print("zone-status", true, &status, 1),
	                    "[\033[31;1;4ma.\033[0m] role: slave\n");
	/* Whichever field is the first to be shown. */
	const struct ctl_unit events[] = {
		UNIT(CTL_DATA, [CTL_ZONE] = "a.", [CTL_TYPE] = "load", [CTL_DATA_ITEM] = "-"),
		UNIT(CTL_EXTRA, [CTL_TYPE] = "re-sign", [CTL_DATA_ITEM] = "+1D"),
		UNIT(CTL_EXTRA, [CTL_TYPE] = "DS-check", [CTL_DATA_ITEM] = "+1h")};
	assert_string_equal(print("zone-status", false, events, 3),
	                    "[a.] re-sign: +1D | DS-check: +1h\n");
}

static void errors_have_the_documented_forms(void **state)
{
	(void)state;
	const struct ctl_unit zone = UNIT(CTL_DATA, [CTL_ERROR] = "no", [CTL_ZONE] = "a");
	const struct ctl_unit bare = UNIT(CTL_DATA, [CTL_ERROR] = "no");
	const struct ctl_unit record = UNIT(CTL_DATA, [CTL_ERROR] = "no", [CTL_ZONE] = "a",
	                                    [CTL_OWNER] = "w", [CTL_TYPE] = "A");
	const struct ctl_unit item = UNIT(CTL_DATA, [CTL_ERROR] = "no", [CTL_SECTION] = "zone",
	                                  [CTL_ID] = "a", [CTL_ITEM] = "x", [CTL_DATA_ITEM] = "");
	assert_string_equal(print("zone-reload", false, &zone, 1), "error: [a] (no)\n");
	assert_string_equal(print("zone-reload", false, &bare, 1), "error:  (no)\n");
	assert_string_equal(print("zone-read", false, &zone, 1), "error: (no) [a] \n");
	assert_string_equal(print("zone-set", false, &record, 1), "error: (no) [a] w A\n");
	assert_string_equal(print("conf-set", false, &item, 1), "error: (no) zone[a].x = \n");
	assert_string_equal(print("conf-begin", false, &bare, 1), "error: (no)\n");
	assert_string_equal(print("conf-commit", false, &bare, 1), "error: (no) \n");
	assert_string_equal(print("reload", false, &bare, 1), "error: (no)\n");
}

static void names_do_not_steer_a_terminal(void **state)
{
	(void)state;
	const struct ctl_unit zone = UNIT(
		CTL_DATA, [CTL_ZONE] = "\033[31m", [CTL_ERROR] = "no such zone found");
	assert_string_equal(print("zone-reload", false, &zone, 1),
	                    "error: [\\027[31m] (no such zone found)\n");
	const struct ctl_unit item = UNIT(
		CTL_DATA, [CTL_SECTION] = "a\tb\177", [CTL_ERROR] = "invalid item");
	assert_string_equal(print("conf-read", false, &item, 1),
	                    "error: (invalid item) a\\009b\\127\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_has_the_documented_forms),
		cmocka_unit_test(errors_have_the_documented_forms),
		cmocka_unit_test(names_do_not_steer_a_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
