/* SPDX-License-Identifier: BSD-2-Clause */
/* A writer of indented JSON (RFC 8259): two blanks a level, one member or item a line. */
#pragma once

#include "base/text.h"

struct json {
	struct text *out;
	unsigned depth;
	bool first; /* nothing in the innermost object or array yet */
};

void json_init(struct json *j, struct text *out);

/* name NULL: an item of an array, or the whole text. */
void json_object_begin(struct json *j, const char *name);
void json_object_end(struct json *j);
void json_array_begin(struct json *j, const char *name);
void json_array_end(struct json *j);
void json_bool(struct json *j, const char *name, bool value);
void json_number(struct json *j, const char *name, uint64_t value);
/* Octets as a string: quotes, backslash and controls escaped; others are taken as UTF-8. */
void json_string(struct json *j, const char *name, struct span value);
void json_hex(struct json *j, const char *name, struct span value);
