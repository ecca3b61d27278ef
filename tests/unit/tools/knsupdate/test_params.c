/* SPDX-License-Identifier: BSD-2-Clause */
#include "../captured.h"

#include "tools/knsupdate/params.h"

enum { WORDS = 16 };

static struct knsupdate_params params;
static struct captured told;

static enum err parse(const char *line)
{
	static char text[512];
	char *argv[WORDS + 1] = {0};
	int argc = 0, saved = dup(STDERR_FILENO);
	snprintf(text, sizeof(text), "%s", line);
	for (char *at = text; *at != '\0' && argc < WORDS;) {
		argv[argc++] = at;
		at += strcspn(at, " ");
		if (*at == ' ')
			*at++ = '\0';
	}
	capture_begin(&told, STDOUT_FILENO);
	dup2(STDOUT_FILENO, STDERR_FILENO);
	enum err e = knsupdate_params_parse(&params, argc, argv);
	fflush(NULL);
	dup2(saved, STDERR_FILENO);
	close(saved);
	capture_end(&told);
	return e;
}

static void nothing_said_gives_the_defaults(void **state)
{
	(void)state;
	assert_ok(parse("knsupdate"));
	assert_false(params.tcp);
	assert_string_equal(params.port, "53");
	assert_int_equal(params.retries, 3);
	assert_int_equal(params.timeout_s, 12);
	assert_int_equal(params.files.count, 0);
	knsupdate_params_deinit(&params);
}

static void options_in_both_forms(void **state)
{
	(void)state;
	assert_ok(parse("knsupdate a -v -p 5300 -r 1 -t 0 -y hmac-sha1:k:Zm9v - b"));
	assert_true(params.tcp && params.has_key);
	assert_string_equal(params.port, "5300");
	assert_int_equal(params.retries, 1);
	assert_int_equal(params.timeout_s, 0);
	assert_int_equal(params.key.alg, DIGEST_SHA1);
	assert_int_equal(params.files.count, 3);
	assert_string_equal(params.files.items[1], "-");
	knsupdate_params_deinit(&params);
	assert_ok(parse("knsupdate --tcp --port domain --retry 2 --timeout 7 --tsig k:Zm9v"));
	assert_true(params.tcp && params.has_key);
	assert_string_equal(params.port, "domain");
	assert_int_equal(params.timeout_s, 7);
	knsupdate_params_deinit(&params);
}

static void help_and_version_stop(void **state)
{
	(void)state;
	assert_ok(parse("knsupdate -h"));
	assert_true(params.stop);
	assert_non_null(strstr(told.text, "Usage: knsupdate "));
	knsupdate_params_deinit(&params);
	assert_ok(parse("knsupdate --version"));
	assert_true(params.stop);
	assert_non_null(strstr(told.text, "knsupdate (Bowline), version "));
	knsupdate_params_deinit(&params);
}

static void what_is_wrong_is_named(void **state)
{
	static const char *const lines[][2] = {
		{"knsupdate -r x", ";; ERROR: invalid retries 'x'\n"},
		{"knsupdate -t -1", ";; ERROR: invalid timeout '-1'\n"},
		{"knsupdate -p 99999", ";; ERROR: invalid port '99999'\n"},
		{"knsupdate -y a", ";; ERROR: failed to parse key 'a' (malformed data)\n"},
		{"knsupdate -y a:YQ== -y b:YQ==", ";; ERROR: only one TSIG key can be given\n"},
		{"knsupdate -k /nonexistent",
	         ";; ERROR: failed to parse keyfile '/nonexistent' (file not exists)\n"},
		{"knsupdate -S",
	         ";; ERROR: option -S is not supported: TLS and QUIC are not built in\n"},
		{"knsupdate --pin x",
	         ";; ERROR: option -P is not supported: TLS and QUIC are not built in\n"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		assert_int_equal(parse(lines[i][0]), E_INVALID);
		assert_string_equal(told.text, lines[i][1]);
		knsupdate_params_deinit(&params);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_said_gives_the_defaults),
		cmocka_unit_test(options_in_both_forms),
		cmocka_unit_test(help_and_version_stop),
		cmocka_unit_test(what_is_wrong_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
