/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "net/tls_creds.h"

#include <stdio.h>
#include <unistd.h>

static void note_pin(void *ctx, const char *pin)
{
	text_printf(ctx, "%s ", pin);
}

static void own_certificate_has_a_pin_and_an_end(void **state)
{
	(void)state;
	struct tls_creds *a, *b;
	struct text pins[2];
	assert_ok(tls_creds_make(&a, "a.example", 1000000000));
	assert_ok(tls_creds_make(&b, "a.example", 1000000000));
	assert_int_equal(tls_creds_until_s(a), 1000000000 + 90 * 86400);
	text_init(&pins[0]);
	text_init(&pins[1]);
	tls_creds_pins(a, note_pin, &pins[0]);
	tls_creds_pins(tls_creds_ref(a), note_pin, &pins[1]);
	assert_int_equal(pins[0].len, 45); /* 44 and the space: one key */
	assert_string_equal(pins[0].buf, pins[1].buf);
	text_reset(&pins[1]);
	tls_creds_pins(b, note_pin, &pins[1]);
	assert_string_not_equal(pins[0].buf, pins[1].buf);
	text_deinit(&pins[0]);
	text_deinit(&pins[1]);
	tls_creds_unref(a);
	tls_creds_unref(a);
	tls_creds_unref(b);
	tls_creds_unref(NULL);
}

static void files_that_are_none_are_named(void **state)
{
	(void)state;
	struct tls_creds *c;
	struct text why;
	char path[] = "/tmp/bowline-creds-XXXXXX";
	int fd = mkstemp(path);
	text_init(&why);
	assert_int_equal(tls_creds_load(&c, "/nonexistent/cert", path, &why), E_NOFILE);
	assert_non_null(strstr(why.buf, "'/nonexistent/cert'"));
	text_reset(&why);
	assert_int_equal(tls_creds_load(&c, path, "/nonexistent/key", &why), E_NOFILE);
	assert_non_null(strstr(why.buf, "'/nonexistent/key'"));
	text_reset(&why);
	assert_int_equal(write(fd, "no PEM\n", 7), 7);
	assert_int_equal(tls_creds_load(&c, path, path, &why), E_MALFORMED);
	assert_non_null(strstr(why.buf, path));
	text_deinit(&why);
	close(fd);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_certificate_has_a_pin_and_an_end),
		cmocka_unit_test(files_that_are_none_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
