/* SPDX-License-Identifier: BSD-2-Clause */
/* A configuration with the zone "example." and a primary for it, for tests of what acts. */
#pragma once

#include "../conf_from_text.h"

/* extra: more items of the zone; remote: more items of the remote. */
static inline struct conf *zone_conf_text(const struct addr *primary, const char *remote,
                                          const char *extra)
{
	struct text whole;
	text_init(&whole);
	text_put(&whole, "key:\n  - id: k\n    secret: Zm9v\nremote:\n  - id: p\n    address: ");
	addr_print(&whole, primary, true);
	text_printf(&whole, "\n%szone:\n  - domain: example.\n%s", remote, extra);
	struct conf *conf = conf_from_text(whole.buf);
	text_deinit(&whole);
	return conf;
}
