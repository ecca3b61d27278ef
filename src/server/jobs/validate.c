/* SPDX-License-Identifier: BSD-2-Clause */
/* The check itself is server/zone's; here are its words and its times. */

#include "server/jobs/validate.h"

#include "report/bus.h"
#include "report/log.h"
#include "sec/rrsig.h"
#include "server/jobs/expire.h"

#include <stdio.h>

enum { DAY = 86400 };

static void log_fault(void *arg, const struct zone_check_finding *f)
{
	const struct job *j = arg;
	bus_dnssec_invalid(j->zone->text, 0);
	char type[32] = "";
	struct text owner;
	text_init(&owner);
	name_print(&owner, f->owner);
	if (f->detail != NULL && sscanf(f->detail, "(record type %31[^)])", type) != 1)
		type[0] = '\0';
	log_line(SEV_ERROR, LOG_ZONE, j->zone->text, "DNSSEC, validation failed (%s)",
	         zone_check_text(f->kind));
	log_line(SEV_ERROR, LOG_ZONE, j->zone->text, "DNSSEC, validation hint: %s%s%s", owner.buf,
	         type[0] != '\0' ? " " : "", type);
	text_deinit(&owner);
}

struct update_validation validate_options(struct job *j)
{
	return (struct update_validation){
		.options = {.now = clock_wall(), .threads = j->zone->policy->rrsig.threads},
		.found = log_fault,
		.found_arg = j,
	};
}

static size_t count_sigs(const struct zone_version *v)
{
	size_t count = 0;
	struct zone_iter *it = mem_alloc(sizeof(*it));
	zone_iter_init(it, v);
	for (const struct zone_node *node; (node = zone_next(it)) != NULL;) {
		const struct zone_set *sets = zone_node_sets(node);
		for (unsigned i = 0; i < node->set_count; i++)
			count += sets[i].sig_count;
	}
	mem_free(it);
	return count;
}

/* The version holds: when has it to be looked at again? */
static void plan(struct job *j, const struct zone_version *v, bool is_told)
{
	struct wall now = clock_wall();
	int64_t ends = rrsig_time(v->sig_expiry, now).s, refresh = j->zone->policy->rrsig.refresh_s;
	if (is_told)
		log_line(SEV_INFO, LOG_ZONE, j->zone->text,
		         "DNSSEC, validation successful, checked RRSIGs %zu", count_sigs(v));
	if (!v->has_sigs)
		return;
	int64_t left = MAX_OF(ends - now.s, (int64_t)0);
	if (left < (refresh > 0 ? refresh : DAY)) {
		log_line(SEV_WARNING, LOG_ZONE, j->zone->text,
		         "DNSSEC, validation, the first RRSIG expires in %lld seconds",
		         (long long)left);
		bus_dnssec_invalid(j->zone->text, (uint32_t)MIN_OF(left, (int64_t)UINT32_MAX));
	}
	job_plan_at(j, EVENT_VALIDATE, ends + 1);
}

void validate_follow(struct job *j, bool changed)
{
	if (changed)
		plan(j, j->unit->slot->version, true);
}

enum err job_validate(struct job *j)
{
	if (!j->zone->dnssec_validation)
		return E_NOTSUP;
	struct zone_version *v = unit_pin(j->unit);
	if (v == NULL)
		return OK; /* what is loaded next is validated then */
	const struct update_validation validation = validate_options(j);
	bool holds = zone_check_signatures(v, &validation.options, log_fault, j);
	if (holds)
		plan(j, v, true);
	zone_version_unpin(v);
	if (holds)
		return OK;
	if (job_is_secondary(j)) {
		enum err e = job_expire(j);
		return e != OK ? e : E_SIGNATURE;
	}
	return E_SIGNATURE;
}
