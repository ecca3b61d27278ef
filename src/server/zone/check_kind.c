/* SPDX-License-Identifier: BSD-2-Clause */
/* The rows of check.def as tables. */
#include "server/zone/check_kind.h"

static const char *const texts[CHECK_KINDS] = {
#define CHECK(name, class, text) [CHECK_##name] = text,
#include "server/zone/check.def"
#undef CHECK
};

static const uint8_t classes_of[CHECK_KINDS] = {
#define CHECK(name, class, text) [CHECK_##name] = CHECK_CLASS_##class,
#include "server/zone/check.def"
#undef CHECK
};

const char *zone_check_text(enum zone_check_kind kind)
{
	return texts[kind];
}

enum zone_check_class zone_check_class_of(enum zone_check_kind kind)
{
	return (enum zone_check_class)classes_of[kind];
}
