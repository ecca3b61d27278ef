/* SPDX-License-Identifier: BSD-2-Clause */
/* Expirations are read where they stand in fragments; times compare as serials do. */

#include "server/zone/sig_expiry.h"

#include "base/mem.h"

enum {
	RR_FIXED = 12,  /* owner pointer to rdata length */
	EXPIRATION = 8, /* offset in rdata (RFC 4034 section 3.1) */
	RUN_LEN = 2,    /* length of each rdata in a run of plain records */
};

static void take(const uint8_t *rdata, struct serial *at, bool *found)
{
	struct serial s = {wire_get_u32(rdata + EXPIRATION)};
	if (!*found || serial_is_newer(*at, s))
		*at = s;
	*found = true;
}

static void take_set(const struct zone_node *n, const struct zone_set *set, struct serial *at,
                     bool *found)
{
	if (zone_set_is_long(set)) {
		const struct zone_long *l = zone_set_long(n, set);
		const uint8_t *p = (const uint8_t *)(l + 1) + l->data_size;
		for (unsigned i = 0; i < set->sig_count; i++, p += RUN_LEN + wire_get_u16(p))
			take(p + RUN_LEN, at, found);
		return;
	}
	const uint16_t *places = zone_set_sig_places(n, set);
	const uint8_t *data = zone_set_data(n, set);
	for (unsigned i = 0; i < set->sig_count; i++)
		take(data + places[i] + RR_FIXED, at, found);
}

bool sig_expiry_of_node(const struct zone_node *n, struct serial *at)
{
	const struct zone_set *sets = zone_node_sets(n);
	bool found = false;
	for (unsigned i = 0; i < n->set_count; i++)
		take_set(n, &sets[i], at, &found);
	return found;
}

void sig_expiry_note(struct zone_version *v, const struct zone_node *n)
{
	struct serial at;
	if (!sig_expiry_of_node(n, &at))
		return;
	if (!v->has_sigs || serial_is_newer(v->sig_expiry, at)) {
		v->sig_expiry = at;
		v->sig_expiry_nodes = 0;
	}
	v->sig_expiry_nodes += at.value == v->sig_expiry.value;
	v->has_sigs = true;
}

bool sig_expiry_drop(struct zone_version *v, const struct zone_node *n)
{
	struct serial at;
	if (!v->has_sigs || !sig_expiry_of_node(n, &at) || at.value != v->sig_expiry.value)
		return false;
	v->sig_expiry_nodes -= v->sig_expiry_nodes > 0;
	return v->sig_expiry_nodes == 0;
}

void sig_expiry_find(struct zone_version *v)
{
	struct zone_iter *it = mem_alloc(sizeof(*it));
	const struct zone_node *n;
	v->has_sigs = false;
	zone_iter_init(it, v);
	while ((n = zone_next(it)) != NULL)
		sig_expiry_note(v, n);
	mem_free(it);
}
