/* SPDX-License-Identifier: BSD-2-Clause */
/* Snapshot of a zone section, its template folded in. */
#pragma once

#include "server/conf/policy_conf.h"

/* Bounds on what a zone's SOA says, in seconds. */
struct zone_intervals {
	uint32_t refresh_min, refresh_max;
	uint32_t retry_min, retry_max;
	uint32_t expire_min, expire_max;
};

/* What the zone keeps of its history. */
struct zone_journal_conf {
	enum conf_journal_content content;
	uint64_t max_usage; /* octets */
	unsigned max_depth; /* changesets */
};

/* How transfers of the zone behave. */
struct zone_ixfr_conf {
	bool provide; /* off: IXFR is answered by AXFR */
	bool benevolent;
	bool by_one;
	bool from_axfr;
};

/* "mod-NAME" or "mod-NAME/ID". */
struct conf_module_ref {
	const char *name;               /* "mod-stats" */
	const char *id;                 /* NULL = without configuration */
	const struct conf_block *block; /* of the section; NULL when id is; lives with the conf */
};

struct conf_modules {
	const struct conf_module_ref *refs;
	size_t count;
};

struct zone_conf {
	struct name_ref name; /* lower case */
	const char *text;     /* the same as text, final dot included */
	const char *file;     /* path of the zone file */
	enum conf_zonefile_load zonefile_load;
	int64_t zonefile_sync_s; /* 0 = at once, -1 = never */
	uint32_t default_ttl;    /* seconds */
	enum conf_semantic_checks checks;
	const struct conf_remote *const *masters; /* in order, groups resolved */
	size_t master_count;                      /* 0 = primary */
	const struct conf_remote *ddns_master;    /* forward updates there */
	bool ddns_local; /* ddns-master "": apply updates here although there is a master */
	const struct conf_remote *const *notify; /* in order, groups resolved */
	size_t notify_count;
	int64_t notify_delay_s;          /* -1 = no NOTIFY */
	uint32_t master_pin_tolerance_s; /* 0 = off */
	const struct conf_acl *const *acl;
	size_t acl_count;
	struct zone_journal_conf journal;
	struct zone_ixfr_conf ixfr;
	uint64_t max_size;       /* octets of uncompressed wire; UINT64_MAX = unlimited */
	unsigned adjust_threads; /* a load may use so many threads, or one per background worker */
	enum conf_serial_policy serial_policy;
	struct modulo serial_modulo;
	enum conf_zonemd zonemd_generate;
	bool zonemd_verify;
	bool dnssec_signing;
	bool dnssec_validation;
	const struct conf_policy *policy;         /* what signing would go by; never NULL */
	bool has_policy;                          /* one is named, in the zone or its template */
	const struct conf_remote *const *ds_push; /* the zone's, else the policy's */
	size_t ds_push_count;
	struct zone_intervals intervals;
	struct conf_modules modules;
};

/* Where dynamic updates of the zone go (RFC 2136 section 6); NULL: they are done here. */
static inline const struct conf_remote *zone_conf_ddns_primary(const struct zone_conf *zone)
{
	if (zone->ddns_master != NULL)
		return zone->ddns_master;
	return zone->master_count > 0 && !zone->ddns_local ? zone->masters[0] : NULL;
}
