/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers by RFC 1034 section 4.3.2, over a model of a few rules. */

#include "tree.h"

#include <assert.h>
#include <stdio.h>

enum { TTL = 300, ZONE_TTL = 3600, CHAIN_MAX = 8 };

uint64_t sim_draw(uint64_t *state)
{
	uint64_t x = *state += 0x9E3779B97F4A7C15u;
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

unsigned sim_below(uint64_t *state, unsigned bound)
{
	return (unsigned)(sim_draw(state) % bound);
}

static void child_name(struct name *out, const char *label, const uint8_t *parent)
{
	enum err e = name_prepend(out, span_str(label), parent);
	assert(e == OK);
	(void)e;
}

static void labelled(struct name *out, char letter, unsigned number, const uint8_t *zone)
{
	char label[16];
	snprintf(label, sizeof(label), "%c%u", letter, number);
	child_name(out, label, zone);
}

static void zone_make(struct tree *t, unsigned i, uint64_t *state)
{
	struct tree_zone *z = &t->zone[i];
	char label[16];
	if (i == 0) {
		static const uint8_t root[] = "";
		z->parent = -1;
		name_copy(&z->name, root);
	} else {
		z->parent = (int)(i <= 4 ? 0 : sim_below(state, i));
		if (name_labels(t->zone[z->parent].name.wire) >= 5)
			z->parent = 0;
		snprintf(label, sizeof(label), "z%u", i);
		child_name(&z->name, label, t->zone[z->parent].name.wire);
	}
	z->server_count = 1 + sim_below(state, TREE_SERVERS_MAX);
	for (unsigned k = 0; k < z->server_count; k++)
		z->address[k] = 10u << 24 | i << 8 | (k + 1);
	for (unsigned k = 0; k < TREE_HOSTS; k++)
		z->host[k] = 192u << 24 | 2u << 8 | i << 3 | k;
}

/* Names of servers: own ones, or hosts named in a zone that was made before, so that no circle is.
 */
static void servers_name(struct tree *t, unsigned i, uint64_t *state)
{
	struct tree_zone *z = &t->zone[i];
	for (unsigned k = 0; k < z->server_count; k++) {
		unsigned home = i > 4 && sim_below(state, 3) == 0 ? 1 + sim_below(state, 4) : i;
		char label[32];
		snprintf(label, sizeof(label), "ns%u-%u", i, k);
		child_name(&z->server[k], label, t->zone[home].name.wire);
	}
}

static void aliases_make(struct tree *t, unsigned i, uint64_t *state)
{
	for (unsigned k = 0; k < TREE_ALIASES; k++) {
		const uint8_t *to = t->zone[sim_below(state, t->count)].name.wire;
		static const char letters[] = "hhhcx";
		labelled(&t->zone[i].alias[k], letters[sim_below(state, 5)], sim_below(state, 3),
		         to);
	}
}

void tree_make(struct tree *t, uint64_t *state)
{
	memset(t, 0, sizeof(*t));
	t->count = 6 + sim_below(state, TREE_ZONES_MAX - 6);
	for (unsigned i = 0; i < t->count; i++)
		zone_make(t, i, state);
	for (unsigned i = 0; i < t->count; i++)
		servers_name(t, i, state);
	for (unsigned i = 0; i < t->count; i++)
		aliases_make(t, i, state);
}

unsigned tree_zone_of(const struct tree *t, const uint8_t *name)
{
	unsigned best = 0;
	for (unsigned i = 1; i < t->count; i++) {
		if (name_is_under(name, t->zone[i].name.wire) &&
		    name_labels(t->zone[i].name.wire) > name_labels(t->zone[best].name.wire))
			best = i;
	}
	return best;
}

int tree_served_at(const struct tree *t, uint32_t address)
{
	for (unsigned i = 0; i < t->count; i++) {
		for (unsigned k = 0; k < t->zone[i].server_count; k++) {
			if (t->zone[i].address[k] == address)
				return (int)i;
		}
	}
	return -1;
}

/* ---- what a zone has at a name ---- */

enum found { FOUND_NOTHING, FOUND_EMPTY, FOUND_ADDRESS, FOUND_ALIAS, FOUND_TEXT, FOUND_APEX };

struct look {
	enum found found;
	uint32_t address;
	const struct name *target;
};

static bool server_address(const struct tree *t, const uint8_t *name, uint32_t *address)
{
	for (unsigned i = 0; i < t->count; i++) {
		for (unsigned k = 0; k < t->zone[i].server_count; k++) {
			if (name_equal(t->zone[i].server[k].wire, name)) {
				*address = t->zone[i].address[k];
				return true;
			}
		}
	}
	return false;
}

static struct look look_up(const struct tree *t, unsigned zone, const uint8_t *name)
{
	const struct tree_zone *z = &t->zone[zone];
	struct look l = {.found = FOUND_NOTHING};
	struct name n;
	if (name_equal(name, z->name.wire))
		return (struct look){.found = FOUND_APEX};
	if (server_address(t, name, &l.address)) {
		l.found = FOUND_ADDRESS;
		return l;
	}
	for (unsigned k = 0; k < TREE_HOSTS; k++) {
		labelled(&n, 'h', k, z->name.wire);
		if (name_equal(n.wire, name))
			return (struct look){.found = FOUND_ADDRESS, .address = z->host[k]};
	}
	for (unsigned k = 0; k < TREE_ALIASES; k++) {
		labelled(&n, 'c', k, z->name.wire);
		if (name_equal(n.wire, name))
			return (struct look){.found = FOUND_ALIAS, .target = &z->alias[k]};
	}
	child_name(&n, "w", z->name.wire);
	if (name_equal(n.wire, name))
		return (struct look){.found = FOUND_EMPTY};
	if (name_is_under(name, n.wire))
		return (struct look){.found = FOUND_TEXT};
	return l;
}

struct tree_truth tree_truth(const struct tree *t, const uint8_t *name, uint16_t type)
{
	struct tree_truth truth = {.rcode = RCODE_NOERROR};
	for (;;) {
		struct look l = look_up(t, tree_zone_of(t, name), name);
		if (l.found == FOUND_NOTHING) {
			truth.rcode = RCODE_NXDOMAIN;
			return truth;
		}
		if (l.found != FOUND_ALIAS || type == RR_CNAME) {
			truth.has_data = l.found == FOUND_ALIAS ||
			                 (l.found == FOUND_ADDRESS && type == RR_A) ||
			                 (l.found == FOUND_TEXT && type == RR_TXT);
			truth.address = l.address;
			return truth;
		}
		name = l.target->wire;
		if (++truth.aliases > CHAIN_MAX) {
			truth.endless = true;
			return truth;
		}
	}
}

/* ---- messages ---- */

static void put(struct msg_writer *w, enum msg_section s, const uint8_t *owner, uint16_t type,
                uint32_t ttl, struct span rdata)
{
	(void)!msg_put_rr(w, s, owner, type, CLASS_IN, ttl, rdata); /* what does not fit is cut */
}

static void put_address(struct msg_writer *w, enum msg_section s, const uint8_t *owner,
                        uint32_t address)
{
	uint8_t octets[4];
	wire_set_u32(octets, address);
	put(w, s, owner, RR_A, TTL, span_of(octets, sizeof(octets)));
}

static void put_soa(struct msg_writer *w, const struct tree_zone *z)
{
	uint8_t rdata[2 + 20] = {0};
	for (unsigned i = 0; i < 5; i++)
		wire_set_u32(rdata + 2 + i * 4, i == 4 ? 60 : 3600);
	put(w, SECTION_AUTHORITY, z->name.wire, RR_SOA, 60, span_of(rdata, sizeof(rdata)));
}

/* The child zone on the way to a name; 0: there is none. */
static unsigned cut_towards(const struct tree *t, unsigned zone, const uint8_t *name)
{
	unsigned i = tree_zone_of(t, name);
	while (i != zone && i != 0 && t->zone[i].parent != (int)zone)
		i = (unsigned)t->zone[i].parent;
	return i == zone ? 0 : i;
}

static void put_referral(struct msg_writer *w, const struct tree *t, unsigned zone, unsigned child)
{
	const struct tree_zone *c = &t->zone[child];
	for (unsigned k = 0; k < c->server_count; k++)
		put(w, SECTION_AUTHORITY, c->name.wire, RR_NS, ZONE_TTL,
		    span_of(c->server[k].wire, c->server[k].len));
	for (unsigned k = 0; k < c->server_count; k++) {
		if (name_is_under(c->server[k].wire, t->zone[zone].name.wire) &&
		    tree_zone_of(t, c->server[k].wire) == child)
			put_address(w, SECTION_ADDITIONAL, c->server[k].wire, c->address[k]);
	}
}

static void put_apex(struct msg_writer *w, const struct tree_zone *z, uint16_t type)
{
	if (type == RR_NS) {
		for (unsigned k = 0; k < z->server_count; k++)
			put(w, SECTION_ANSWER, z->name.wire, RR_NS, ZONE_TTL,
			    span_of(z->server[k].wire, z->server[k].len));
	} else {
		put_soa(w, z);
	}
}

/* Is the name in the zone and not below a cut of it? */
static bool is_inside(const struct tree *t, unsigned zone, const uint8_t *name)
{
	return name_is_under(name, t->zone[zone].name.wire) && tree_zone_of(t, name) == zone;
}

size_t tree_answer(const struct tree *t, unsigned zone, const struct msg *query, uint8_t *buf,
                   size_t cap)
{
	struct msg_writer w;
	const struct tree_zone *z = &t->zone[zone];
	const uint8_t *name = query->qname.wire;
	uint16_t flags = MSG_QR;
	msg_writer_init(&w, buf, cap, query->id, 0);
	(void)!msg_put_question(&w, query->qname.wire, query->qtype, query->qclass);
	if (!name_is_under(name, z->name.wire)) {
		msg_set_flags(&w, (uint16_t)(flags | RCODE_REFUSED));
		return msg_finish(&w);
	}
	unsigned child = cut_towards(t, zone, name);
	if (child != 0) {
		put_referral(&w, t, zone, child);
		msg_set_flags(&w, flags);
		return msg_finish(&w);
	}
	flags |= MSG_AA;
	struct look l = look_up(t, zone, name);
	for (unsigned steps = 0; l.found == FOUND_ALIAS && query->qtype != RR_CNAME; steps++) {
		put(&w, SECTION_ANSWER, name, RR_CNAME, TTL,
		    span_of(l.target->wire, l.target->len));
		name = l.target->wire;
		if (steps == CHAIN_MAX || !is_inside(t, zone, name)) {
			msg_set_flags(&w, flags);
			return msg_finish(&w);
		}
		l = look_up(t, zone, name);
	}
	if (l.found == FOUND_NOTHING) {
		flags |= RCODE_NXDOMAIN;
		put_soa(&w, z);
	} else if (l.found == FOUND_ADDRESS && query->qtype == RR_A) {
		put_address(&w, SECTION_ANSWER, name, l.address);
	} else if (l.found == FOUND_TEXT && query->qtype == RR_TXT) {
		put(&w, SECTION_ANSWER, name, RR_TXT, TTL, span_str("\1w"));
	} else if (l.found == FOUND_ALIAS) {
		put(&w, SECTION_ANSWER, name, RR_CNAME, TTL,
		    span_of(l.target->wire, l.target->len));
	} else if (l.found == FOUND_APEX) {
		put_apex(&w, z, query->qtype);
	} else {
		put_soa(&w, z);
	}
	msg_set_flags(&w, flags);
	return msg_finish(&w);
}
