/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One walk over the zone per group of records.  A group's heading is written with its first record,
 * so that empty groups have none.
 */
#include "server/zone/dump.h"

#include "build_config.h"
#include "dns/rrtype.h"
#include "server/zone/expand.h"
#include "zonefile/print.h"

enum { PIECE = 64 << 10 };

enum group { GROUP_DATA, GROUP_SIGS, GROUP_NSEC, GROUP_NSEC3, GROUP_NSEC3_SIGS, GROUPS };

static const char *const headings[GROUPS] = {
	[GROUP_SIGS] = ";; DNSSEC signatures\n",
	[GROUP_NSEC] = ";; DNSSEC NSEC chain\n",
	[GROUP_NSEC3] = ";; DNSSEC NSEC3 chain\n",
	[GROUP_NSEC3_SIGS] = ";; DNSSEC NSEC3 signatures\n",
};

struct dump {
	struct text text;
	uint64_t records;
	const char *heading; /* still to be written; or NULL */
	zone_dump_fn write;
	void *arg;
	enum err err;
};

static void flush(struct dump *d)
{
	if (d->err == OK && d->text.len > 0)
		d->err = d->write(d->arg, text_span(&d->text));
	text_reset(&d->text);
}

static void put_set(struct dump *d, const struct rrset *set)
{
	if (set->count == 0)
		return;
	if (d->heading != NULL)
		text_put(&d->text, d->heading);
	d->heading = NULL;
	zf_print_rrset(&d->text, set);
	d->records += set->count;
	if (d->text.len >= PIECE)
		flush(d);
}

/* What of a set and its signatures belongs to the group. */
static void put_sets(struct dump *d, enum group group, const struct zone_sets *it)
{
	uint16_t type = it->data.type;
	bool chain = type == RR_NSEC || type == RR_NSEC3;
	if (group == GROUP_DATA ? !chain
	                        : (group == GROUP_NSEC && type == RR_NSEC) ||
	                                  (group == GROUP_NSEC3 && type == RR_NSEC3))
		put_set(d, &it->data);
	if (group == GROUP_SIGS ? !chain
	                        : (group == GROUP_NSEC && type == RR_NSEC) ||
	                                  (group == GROUP_NSEC3_SIGS && type == RR_NSEC3))
		put_set(d, &it->sigs);
}

/* first: put the SOA before the others (the apex is the first node). */
static void put_node(struct dump *d, enum group group, const struct zone_version *v,
                     const struct zone_node *node)
{
	bool apex = node == v->apex;
	for (int pass = apex ? 0 : 1; pass < 2; pass++) {
		struct zone_sets it;
		zone_sets_init(&it, v, node);
		while (zone_sets_next(&it)) {
			bool soa = it.data.type == RR_SOA;
			if (!apex || soa == (pass == 0))
				put_sets(d, group, &it);
		}
		zone_sets_deinit(&it);
	}
}

enum err zone_dump(const struct zone_version *v, const char *time, zone_dump_fn write, void *arg)
{
	struct dump d = {.write = write, .arg = arg, .err = OK};
	text_init(&d.text);
	text_printf(&d.text, ";; Zone dump (Knot DNS %s)\n", BOWLINE_VERSION);
	for (int group = 0; group < GROUPS; group++) {
		struct zone_iter it;
		d.heading = headings[group];
		zone_iter_init(&it, v);
		for (const struct zone_node *n; d.err == OK && (n = zone_next(&it)) != NULL;)
			put_node(&d, (enum group)group, v, n);
	}
	text_printf(&d.text, ";; Written %llu records\n;; Time %s\n", (unsigned long long)d.records,
	            time);
	flush(&d);
	text_deinit(&d.text);
	return d.err;
}
