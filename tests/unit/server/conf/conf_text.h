/* SPDX-License-Identifier: BSD-2-Clause */
/* Configurations from text, for the tests of this folder. */
#pragma once

#include "support.h"

#include "server/conf/conf.h"

static const struct conf_machine machine = {
	.hostname = "host.example",
	.cpus = 4,
	.max_files = 1000,
	.rundir = "/run/knot",
	.storage = "/var/lib/knot",
	.cwd = "/srv",
};

static inline struct conf *load(const char *text)
{
	struct conf *c = NULL;
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	enum err e = conf_new_text(&c, span_str(text), &machine, &error, &warnings);
	if (e != OK)
		print_message("%s\n", error.buf);
	assert_ok(e);
	text_deinit(&error);
	text_deinit(&warnings);
	return c;
}

static inline void expect_error(const char *text, const char *message)
{
	struct conf *c = NULL;
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	assert_int_not_equal(conf_new_text(&c, span_str(text), &machine, &error, &warnings), OK);
	assert_string_equal(error.buf, message);
	text_deinit(&error);
	text_deinit(&warnings);
}

/* The text is refused with a line that ends in "(reason)". */
static inline void expect_reason(const char *text, const char *reason)
{
	struct conf *c = NULL;
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	enum err e = conf_new_text(&c, span_str(text), &machine, &error, &warnings);
	if (e == OK || strstr(error.buf, reason) == NULL)
		print_message("%s\n-> %s\n", text, error.buf);
	assert_int_not_equal(e, OK);
	assert_non_null(strstr(error.buf, reason));
	text_deinit(&error);
	text_deinit(&warnings);
}
