/* SPDX-License-Identifier: BSD-2-Clause */
/* What semantic checks can find, and how it is called. */
#pragma once

#include "base/attr.h"

enum zone_check_kind {
#define CHECK(name, class, text) CHECK_##name,
#include "server/zone/check.def"
#undef CHECK
	CHECK_KINDS,
};

enum zone_check_class {
	CHECK_CLASS_MANDATORY = 1, /* a zone with such a finding is not loaded */
	CHECK_CLASS_EXTRA = 2,
	CHECK_CLASS_SIGNED = 4,
	CHECK_CLASS_ZONEMD = 8,
};

/* What was found; borrowed for the call. */
struct zone_check_finding {
	enum zone_check_kind kind;
	const uint8_t *owner; /* wire */
	const char *detail;   /* "(keytag 1234)"; or NULL */
};

typedef void (*zone_check_fn)(void *arg, const struct zone_check_finding *finding);

/* "missing glue record"; never NULL. */
const char *zone_check_text(enum zone_check_kind kind);
enum zone_check_class zone_check_class_of(enum zone_check_kind kind);
