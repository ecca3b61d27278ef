/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a configuration may say: sections, items, types and ranges, as constant tables.  The tables
 * themselves belong to the program (server/conf); this room checks any text against them.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

enum conf_type {
	CONF_STR,  /* any text */
	CONF_HEX,  /* 0x and digits, or the text's octets */
	CONF_BOOL, /* on/true, off/false */
	CONF_INT,
	CONF_TIME, /* seconds; suffix s m h d w M y */
	CONF_SIZE, /* octets; suffix B K M G */
	CONF_B64,
	CONF_ADDR,  /* address with optional @port, or a UNIX path */
	CONF_NET,   /* address, prefix, range, or a UNIX path */
	CONF_NAME,  /* checked and normalised by the schema's function */
	CONF_OPT,   /* one of the item's options */
	CONF_REF,   /* identifier of a block of another section, defined before */
	CONF_BLOCK, /* "SECTION" or "SECTION/ID" of a block, defined before */
};

enum conf_flag {
	CONF_MULTI = 1,      /* takes several values */
	CONF_EMPTY_OK = 2,   /* "" is a value of its own */
	CONF_DEFAULT_OK = 4, /* a reference to "default", which is there without being written */
};

struct conf_option {
	const char *word;
	int number;
};

struct conf_item {
	const char *name;
	enum conf_type type;
	unsigned flags;
	int64_t min, max;                  /* of numbers; both 0 = any that is not negative */
	const struct conf_option *options; /* ends with word NULL */
	const char *refs[2];               /* sections a reference may name */
	/*
	 * Check of the program's own for CONF_STR: append the normal text, and set *number when the
	 * value stands for one.  NULL = any text.
	 */
	enum err (*form)(struct span text, struct text *out, int64_t *number);
};

struct conf_section {
	const char *name;
	const char *id;         /* name of the identifying item of a list section; NULL: none */
	enum conf_type id_type; /* CONF_STR, CONF_NAME or CONF_OPT-less words */
	const struct conf_item *items; /* ends with name NULL */
};

struct conf_schema {
	const struct conf_section *sections; /* ends with name NULL */
	/*
	 * Check a domain name and write its normal text (absolute, lower case) into out.
	 * Errors of name parsing.
	 */
	enum err (*name_normalise)(struct span text, char *out, size_t cap);
	/* The order of two such names in listings; NULL: of their texts. */
	int (*name_cmp)(const char *a, const char *b);
};

/* Absent: NULL. */
const struct conf_section *conf_section_find(const struct conf_schema *schema, struct span name);
const struct conf_item *conf_item_find(const struct conf_section *section, struct span name);
