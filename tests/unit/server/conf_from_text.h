/* SPDX-License-Identifier: BSD-2-Clause */
/* A configuration from text, on a machine that nothing in it depends on. */
#pragma once

#include "server/conf/conf.h"
#include "../support.h"

/* folder: its rundir, storage and current folder; why it was refused is printed */
static inline enum err conf_try_text(struct conf **out, const char *text, const char *folder)
{
	const struct conf_machine machine = {.hostname = "test",
	                                     .cpus = 1,
	                                     .max_files = 100,
	                                     .rundir = folder,
	                                     .storage = folder,
	                                     .cwd = folder};
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	enum err e = conf_new_text(out, span_str(text), &machine, &error, &warnings);
	if (e != OK)
		print_message("%s\n%s\n", text, error.buf);
	text_deinit(&error);
	text_deinit(&warnings);
	return e;
}

static inline struct conf *conf_from_text(const char *text)
{
	struct conf *c = NULL;
	assert_ok(conf_try_text(&c, text, "/tmp"));
	return c;
}
