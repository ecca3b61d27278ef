/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of query flags. */

#include "resolver/request/flags.h"

#include <stddef.h>
#include <strings.h>

#define SWITCH(flag, number, member, inverse)                                                      \
	{                                                                                          \
		.name = flag, .bit = number, .settable = true, .inverted = inverse, .mode = -1,    \
		.switch_at = offsetof(struct req_options, member)                                  \
	}
#define MODE(flag, number, which)                                                                  \
	{                                                                                          \
		.name = flag, .bit = number, .settable = true, .mode = which                       \
	}
/* Says how a query is doing; STUB and FORWARD come with targets, from a policy. */
#define STATE(flag, number)                                                                        \
	{                                                                                          \
		.name = flag, .bit = number, .mode = -1                                            \
	}
/* No query of ours ever has it: it is a name and a bit. */
#define ABSENT(flag, number)                                                                       \
	{                                                                                          \
		.name = flag, .bit = number, .mode = -1, .absent = true                            \
	}

static const struct req_flag flags[] = {
	SWITCH("NO_MINIMIZE", 0, minimise, true),
	SWITCH("NO_THROTTLE", 1, no_throttle, false),
	SWITCH("NO_IPV6", 2, ip6, true),
	SWITCH("NO_IPV4", 3, ip4, true),
	SWITCH("TCP", 4, tcp_only, false),
	STATE("RESOLVED", 5),
	STATE("AWAIT_IPV4", 6),
	STATE("AWAIT_IPV6", 7),
	STATE("AWAIT_CUT", 8),
	SWITCH("SAFEMODE", 9, no_edns, false),
	SWITCH("NO_EDNS", -1, no_edns, false),
	STATE("CACHED", 10),
	SWITCH("NO_CACHE", 11, no_cache, false),
	ABSENT("EXPIRING", 12),
	SWITCH("ALLOW_LOCAL", 13, allow_local, false),
	SWITCH("DNSSEC_WANT", 14, no_validate, true),
	STATE("DNSSEC_BOGUS", 15),
	STATE("DNSSEC_INSECURE", 16),
	STATE("STUB", 17),
	SWITCH("ALWAYS_CUT", 18, always_cut, false),
	STATE("DNSSEC_WEXPAND", 19),
	MODE("PERMISSIVE", 20, REQ_MODE_PERMISSIVE),
	MODE("STRICT", 21, REQ_MODE_STRICT),
	STATE("BADCOOKIE_AGAIN", 22),
	STATE("CNAME", 23),
	SWITCH("REORDER_RR", 24, reorder, false),
	SWITCH("TRACE", 25, trace, false),
	SWITCH("NO_0X20", 26, random_case, true),
	STATE("DNSSEC_NODS", 27),
	ABSENT("DNSSEC_OPTOUT", 28),
	SWITCH("NONAUTH", 29, nonauth, false),
	STATE("FORWARD", 30),
	ABSENT("DNS64_MARK", 31),
	SWITCH("DNSSEC_CD", -1, cd_upstream, false),
	SWITCH("DNS64_DISABLE", -1, no_dns64, false),
	SWITCH("NO_ANSWER", -1, silent, false),
	STATE("NO_NS_FOUND", -1),
	STATE("CACHE_TRIED", -1),
	ABSENT("PKT_IS_SANE", -1),
};

const struct req_flag *req_flag_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		if (strcasecmp(flags[i].name, name) == 0)
			return &flags[i];
	}
	return NULL;
}

const struct req_flag *req_flag_at(size_t i)
{
	return i < ARRAY_LEN(flags) ? &flags[i] : NULL;
}

bool req_flag_get(const struct req_flag *f, const struct req_options *o)
{
	if (f->mode >= 0)
		return (int)o->mode == f->mode;
	return *(const bool *)((const char *)o + f->switch_at) != f->inverted;
}

void req_flag_set(const struct req_flag *f, struct req_options *o, bool on)
{
	if (f->mode < 0)
		*(bool *)((char *)o + f->switch_at) = on != f->inverted;
	else if (on)
		o->mode = (enum req_mode)f->mode;
	else if ((int)o->mode == f->mode) /* they are two flags and one switch */
		o->mode = REQ_MODE_NORMAL;
}
