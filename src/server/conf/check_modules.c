/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules for references to query modules, and between the items of their sections. */

#include "server/conf/make.h"

enum { RATE_PER_INSTANT = 1000, SECRETS_MAX = 2 };

/* Modules that make no sense for queries of no zone. */
static const char *const zone_only[] = {"mod-authsignal", "mod-geoip", "mod-onlinesign",
                                        "mod-synthrecord", "mod-whoami"};

/* A rate may be at most a thousand times what may come at once: loads decay per millisecond. */
static enum err check_rate(struct maker *m, const struct conf_block *block, const char *rate,
                           const char *instant, int64_t rate_default, int64_t instant_default)
{
	char reason[96];
	if (number_or(block, rate, rate_default) <=
	    RATE_PER_INSTANT * number_or(block, instant, instant_default))
		return OK;
	snprintf(reason, sizeof(reason), "'%s' is more than %d times '%s'", rate, RATE_PER_INSTANT,
	         instant);
	return fail_block(m, block, reason);
}

enum err check_module(struct maker *m, const struct conf_entry *entry,
                      const struct conf_module_ref *ref, bool is_global)
{
	for (size_t i = 0; is_global && i < ARRAY_LEN(zone_only); i++) {
		if (strcmp(zone_only[i], ref->name) == 0)
			return fail_entry(m, entry, ref->name, "only for zones");
	}
	if (ref->block == NULL)
		return OK;
	if (strcmp(ref->name, "mod-rrl") == 0) {
		TRY(check_rate(m, ref->block, "rate-limit", "instant-limit", 50, 125));
		return check_rate(m, ref->block, "time-rate-limit", "time-instant-limit", 5000,
		                  5000);
	}
	if (strcmp(ref->name, "mod-cookies") == 0 &&
	    count_of(conf_entry_find(ref->block, "secret")) > SECRETS_MAX)
		return fail_block(m, ref->block, "more than two secrets");
	return OK;
}
