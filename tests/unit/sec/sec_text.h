/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets out of lines "OWNER TTL TYPE RDATA", for tests of signatures and proofs. */
#pragma once

#include "../support.h"
#include "base/arena.h"
#include "dns/rdata.h"
#include "dns/rrset.h"
#include "sec/rrsig.h"

#include <string.h>
#include <time.h>

static inline struct span sec_word(const char **at)
{
	const char *p = *at + strspn(*at, " ");
	size_t len = strcspn(p, " ");
	*at = p + len;
	return span_of(p, len);
}

static inline uint8_t *sec_name(struct arena *arena, const char *text)
{
	struct name n;
	assert_ok(name_parse_str(&n, text));
	return arena_dup(arena, n.wire, n.len);
}

/* Add a line to a set, which it begins when the set is zeroed. */
static inline void sec_add(struct arena *arena, struct rrset *set, const char *line)
{
	static uint8_t octets[65536];
	struct name owner;
	const char *at = line;
	assert_ok(name_parse(&owner, sec_word(&at), name_root));
	set->ttl = (uint32_t)strtoul((const char *)sec_word(&at).data, NULL, 10);
	assert_ok(rrtype_parse(&set->type, sec_word(&at)));
	set->class_ = CLASS_IN;
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	enum err e = rdata_parse_line(&w, set->type, span_str(at), name_root);
	if (e != OK)
		print_error("%s: %s\n", line, err_text(e));
	assert_ok(e);
	set->owner = arena_dup(arena, owner.wire, owner.len);
	assert_ok(rrset_add(set, arena, wire_written(&w)));
}

static inline struct rrset sec_set(struct arena *arena, const char *line)
{
	struct rrset set = {0};
	sec_add(arena, &set, line);
	return set;
}

/* Seconds since 1970 of "YYYYMMDDHHmmSS". */
static inline struct wall sec_time(const char *text)
{
	struct tm tm = {0};
	assert_non_null(strptime(text, "%Y%m%d%H%M%S", &tm));
	return (struct wall){timegm(&tm)};
}
