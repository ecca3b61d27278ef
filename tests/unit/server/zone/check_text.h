/* SPDX-License-Identifier: BSD-2-Clause */
/* What the checks find in a zone of lines "OWNER TTL TYPE RDATA", as text. */
#pragma once

#include "../zone_text.h"

#include "base/mem.h"
#include "server/zone/check.h"

enum { BASIC = CHECK_CLASS_MANDATORY | CHECK_CLASS_EXTRA };

static inline void check_tell(void *arg, const struct zone_check_finding *f)
{
	struct text *t = arg;
	name_print(t, f->owner);
	text_printf(t, " %s%s%s\n", zone_check_text(f->kind), f->detail != NULL ? " " : "",
	            f->detail != NULL ? f->detail : "");
}

#define ZONE(...)                                                                                  \
	(const char *const[])                                                                      \
	{                                                                                          \
		"@ 60 SOA ns. h. 1 2 3 4 5", __VA_ARGS__, NULL                                     \
	}

static inline void assert_finds(const char *const *lines, unsigned classes, const char *expected)
{
	struct zone_version *v = zone_from_text("ex.", lines);
	struct text t;
	text_init(&t);
	text_put(&t, "");
	text_reserve(&t, 1);
	t.buf[0] = '\0';
	bool clean = zone_check(v, classes, check_tell, &t);
	assert_string_equal(t.buf, expected);
	assert_int_equal(clean, *expected == '\0');
	text_deinit(&t);
	zone_version_free(v);
}
