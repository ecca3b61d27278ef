/* SPDX-License-Identifier: BSD-2-Clause */
/* A configuration with the zone "example." and a primary for it, for tests of what acts. */
#pragma once

#include "server/conf/conf.h"
#include "../../support.h"

/* extra: more items of the zone; remote: more items of the remote. */
static inline struct conf *zone_conf_text(const struct addr *primary, const char *remote,
                                          const char *extra)
{
	const struct conf_machine machine = {.hostname = "test",
	                                     .cpus = 1,
	                                     .max_files = 100,
	                                     .rundir = "/tmp",
	                                     .storage = "/tmp",
	                                     .cwd = "/tmp"};
	struct conf *conf = NULL;
	struct text whole, error, warnings;
	text_init(&whole);
	text_init(&error);
	text_init(&warnings);
	text_put(&whole, "key:\n  - id: k\n    secret: Zm9v\nremote:\n  - id: p\n    address: ");
	addr_print(&whole, primary, true);
	text_printf(&whole, "\n%szone:\n  - domain: example.\n%s", remote, extra);
	enum err e = conf_new_text(&conf, text_span(&whole), &machine, &error, &warnings);
	if (e != OK)
		print_error("%s\n%s\n", whole.buf, error.buf);
	assert_ok(e);
	text_deinit(&whole);
	text_deinit(&error);
	text_deinit(&warnings);
	return conf;
}
