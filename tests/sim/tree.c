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

static void sign_or_not(struct tree *t, unsigned i, uint64_t *state)
{
	struct tree_zone *z = &t->zone[i];
	z->is_signed = i == 0 || (t->zone[z->parent].is_signed && sim_below(state, 4) != 0);
	z->nsec3 = sim_below(state, 3) == 0;
}

void tree_make(struct tree *t, uint64_t *state, struct wall around)
{
	memset(t, 0, sizeof(*t));
	t->around = around;
	t->count = 6 + sim_below(state, TREE_ZONES_MAX - 6);
	for (unsigned i = 0; i < t->count; i++)
		zone_make(t, i, state);
	for (unsigned i = 0; i < t->count; i++)
		servers_name(t, i, state);
	for (unsigned i = 0; i < t->count; i++)
		aliases_make(t, i, state);
	for (unsigned i = 0; around.s != 0 && i < t->count; i++)
		sign_or_not(t, i, state);
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
	struct tree_truth truth = {.rcode = RCODE_NOERROR, .secure = true};
	for (;;) {
		unsigned zone = tree_zone_of(t, name);
		struct look l = look_up(t, zone, name);
		truth.secure = truth.secure && t->zone[zone].is_signed;
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

/* ---- what denials are made from ---- */

static void own(struct owned_list *l, const uint8_t *name, bool is_cut, const uint16_t *types,
                unsigned count)
{
	assert(l->count < OWNED_MAX && count <= OWNED_TYPES);
	struct owned *o = &l->list[l->count++];
	name_copy(&o->name, name);
	o->is_cut = is_cut;
	o->count = (uint8_t)count;
	for (unsigned i = 0; i < count; i++)
		o->types[i] = types[i];
}

static void own_servers(struct owned_list *l, const struct tree *t, unsigned zone)
{
	for (unsigned i = 0; i < t->count; i++) {
		for (unsigned k = 0; k < t->zone[i].server_count; k++) {
			const uint8_t *name = t->zone[i].server[k].wire;
			if (tree_zone_of(t, name) == zone)
				own(l, name, false, (const uint16_t[]){RR_A}, 1);
		}
	}
}

static const struct owned_list *owned(const struct tree *t, unsigned zone)
{
	static struct owned_list l;
	const struct tree_zone *z = &t->zone[zone];
	struct name n;
	l.zone = z->name.wire;
	l.nsec3 = z->nsec3;
	l.count = 0;
	own(&l, l.zone, false, (const uint16_t[]){RR_NS, RR_SOA, RR_DNSKEY, RR_NSEC3PARAM},
	    z->nsec3 ? 4 : 3);
	for (unsigned k = 0; k < TREE_HOSTS; k++) {
		labelled(&n, 'h', k, l.zone);
		own(&l, n.wire, false, (const uint16_t[]){RR_A}, 1);
	}
	for (unsigned k = 0; k < TREE_ALIASES; k++) {
		labelled(&n, 'c', k, l.zone);
		own(&l, n.wire, false, (const uint16_t[]){RR_CNAME}, 1);
	}
	child_name(&n, "w", l.zone);
	if (z->nsec3)
		own(&l, n.wire, false, NULL, 0);
	struct name star;
	child_name(&star, "*", n.wire);
	own(&l, star.wire, false, (const uint16_t[]){RR_TXT}, 1);
	own_servers(&l, t, zone);
	for (unsigned i = 1; i < t->count; i++) {
		if (t->zone[i].parent == (int)zone)
			own(&l, t->zone[i].name.wire, true, (const uint16_t[]){RR_NS, RR_DS},
			    t->zone[i].is_signed ? 2 : 1);
	}
	return &l;
}

/* ---- messages ---- */

/* A reply that is being made by a server of a zone. */
struct maker {
	const struct tree *t;
	unsigned zone;
	struct msg_writer w;
	struct arena arena;
	bool full;
	unsigned proof_count;
	struct name proofs[8]; /* owners of denials that are in */
};

static void put_set(struct maker *m, enum msg_section s, const struct rrset *set, bool is_signed,
                    const uint8_t *as_made)
{
	static uint8_t octets[600];
	const struct tree_zone *z = &m->t->zone[m->zone];
	m->full |= msg_put_rrset(&m->w, s, set) != OK;
	if (!is_signed || !z->is_signed)
		return;
	const struct signed_zone by = {m->zone, z->name.wire, m->t->around};
	size_t len = signed_rrsig(&by, set, as_made, octets, sizeof(octets));
	m->full |= msg_put_rr(&m->w, s, set->owner, RR_RRSIG, CLASS_IN, set->ttl,
	                      span_of(octets, len)) != OK;
}

static void put(struct maker *m, enum msg_section s, const uint8_t *owner, uint16_t type,
                uint32_t ttl, struct span rdata)
{
	struct rrset set = {.owner = owner, .type = type, .class_ = CLASS_IN, .ttl = ttl};
	m->full |= rrset_add(&set, &m->arena, rdata) != OK;
	put_set(m, s, &set, true, owner);
}

static void put_address(struct maker *m, enum msg_section s, const uint8_t *owner, uint32_t address,
                        bool is_signed)
{
	uint8_t octets[4];
	wire_set_u32(octets, address);
	struct rrset set = {.owner = owner, .type = RR_A, .class_ = CLASS_IN, .ttl = TTL};
	m->full |= rrset_add(&set, &m->arena, span_of(octets, sizeof(octets))) != OK;
	put_set(m, s, &set, is_signed, owner);
}

static void put_soa(struct maker *m, enum msg_section s)
{
	uint8_t rdata[2 + 20] = {0};
	for (unsigned i = 0; i < 5; i++)
		wire_set_u32(rdata + 2 + i * 4, i == 4 ? 60 : 3600);
	put(m, s, m->t->zone[m->zone].name.wire, RR_SOA, 60, span_of(rdata, sizeof(rdata)));
}

/* The record that matches or covers a name, once. */
static void put_denial(struct maker *m, const uint8_t *name)
{
	struct denial_record d;
	denial_make(owned(m->t, m->zone), name, &d);
	for (unsigned i = 0; i < m->proof_count; i++) {
		if (name_equal(m->proofs[i].wire, d.owner.wire))
			return;
	}
	m->proofs[m->proof_count++] = d.owner;
	put(m, SECTION_AUTHORITY, d.owner.wire, d.type, 60, span_of(d.rdata, d.len));
}

/* There is nothing at the name, or nothing of the type (RFC 4035 section 3.1.3, RFC 5155
 * section 7.2) */
static void put_proof(struct maker *m, const uint8_t *name, bool of_wildcard)
{
	const struct tree_zone *z = &m->t->zone[m->zone];
	const uint8_t *closer;
	struct name star;
	if (!z->is_signed)
		return;
	const uint8_t *encloser = owned_encloser(owned(m->t, m->zone), name, &closer);
	if (closer == NULL || !z->nsec3)
		put_denial(m, name);
	if (closer == NULL)
		return;
	if (z->nsec3) {
		put_denial(m, closer);
		if (!of_wildcard)
			put_denial(m, encloser);
	}
	child_name(&star, "*", encloser);
	if (!of_wildcard)
		put_denial(m, star.wire);
}

/* The child zone on the way to a name; 0: there is none. */
static unsigned cut_towards(const struct tree *t, unsigned zone, const uint8_t *name)
{
	unsigned i = tree_zone_of(t, name);
	while (i != zone && i != 0 && t->zone[i].parent != (int)zone)
		i = (unsigned)t->zone[i].parent;
	return i == zone ? 0 : i;
}

static void put_ds(struct maker *m, enum msg_section s, unsigned child)
{
	const struct tree_zone *c = &m->t->zone[child];
	uint8_t rdata[64];
	if (!c->is_signed) {
		put_proof(m, c->name.wire, false);
		return;
	}
	size_t len = signed_ds(child, c->name.wire, rdata, sizeof(rdata));
	put(m, s, c->name.wire, RR_DS, ZONE_TTL, span_of(rdata, len));
}

static void put_servers(struct maker *m, enum msg_section s, const struct tree_zone *of,
                        bool is_signed)
{
	struct rrset set = {
		.owner = of->name.wire, .type = RR_NS, .class_ = CLASS_IN, .ttl = ZONE_TTL};
	for (unsigned k = 0; k < of->server_count; k++)
		m->full |= rrset_add(&set, &m->arena,
		                     span_of(of->server[k].wire, of->server[k].len)) != OK;
	put_set(m, s, &set, is_signed, set.owner);
}

static void put_referral(struct maker *m, unsigned child)
{
	const struct tree_zone *c = &m->t->zone[child];
	put_servers(m, SECTION_AUTHORITY, c, false);
	if (m->t->zone[m->zone].is_signed)
		put_ds(m, SECTION_AUTHORITY, child);
	for (unsigned k = 0; k < c->server_count; k++) {
		if (name_is_under(c->server[k].wire, m->t->zone[m->zone].name.wire) &&
		    tree_zone_of(m->t, c->server[k].wire) == child)
			put_address(m, SECTION_ADDITIONAL, c->server[k].wire, c->address[k], false);
	}
}

static void put_apex(struct maker *m, uint16_t type)
{
	const struct tree_zone *z = &m->t->zone[m->zone];
	if (type == RR_NS) {
		put_servers(m, SECTION_ANSWER, z, true);
	} else if (type == RR_SOA) {
		put_soa(m, SECTION_ANSWER);
	} else if (type == RR_DNSKEY && z->is_signed) {
		put(m, SECTION_ANSWER, z->name.wire, RR_DNSKEY, ZONE_TTL, signed_dnskey(m->zone));
	} else {
		put_soa(m, SECTION_AUTHORITY);
		put_proof(m, z->name.wire, false);
	}
}

static void put_text(struct maker *m, const uint8_t *name)
{
	const uint8_t *closer;
	struct name star, w;
	child_name(&w, "w", m->t->zone[m->zone].name.wire);
	child_name(&star, "*", w.wire);
	struct rrset set = {.owner = name, .type = RR_TXT, .class_ = CLASS_IN, .ttl = TTL};
	m->full |= rrset_add(&set, &m->arena, span_str("\1w")) != OK;
	put_set(m, SECTION_ANSWER, &set, true, star.wire);
	(void)owned_encloser(owned(m->t, m->zone), name, &closer);
	if (closer != NULL)
		put_proof(m, name, true);
}

/* Is the name in the zone and not below a cut of it? */
static bool is_inside(const struct tree *t, unsigned zone, const uint8_t *name)
{
	return name_is_under(name, t->zone[zone].name.wire) && tree_zone_of(t, name) == zone;
}

/* What there is at a name, and behind its aliases within the zone; the flags that follow. */
static uint16_t put_found(struct maker *m, const uint8_t *name, uint16_t type)
{
	struct look l = look_up(m->t, m->zone, name);
	for (unsigned steps = 0; l.found == FOUND_ALIAS && type != RR_CNAME; steps++) {
		put(m, SECTION_ANSWER, name, RR_CNAME, TTL, span_of(l.target->wire, l.target->len));
		name = l.target->wire;
		if (steps == CHAIN_MAX || !is_inside(m->t, m->zone, name))
			return MSG_AA;
		l = look_up(m->t, m->zone, name);
	}
	if (l.found == FOUND_ADDRESS && type == RR_A) {
		put_address(m, SECTION_ANSWER, name, l.address, true);
	} else if (l.found == FOUND_TEXT && type == RR_TXT) {
		put_text(m, name);
	} else if (l.found == FOUND_ALIAS) {
		put(m, SECTION_ANSWER, name, RR_CNAME, TTL, span_of(l.target->wire, l.target->len));
	} else if (l.found == FOUND_APEX) {
		put_apex(m, type);
	} else {
		put_soa(m, SECTION_AUTHORITY);
		put_proof(m, name, false);
	}
	return l.found == FOUND_NOTHING ? MSG_AA | RCODE_NXDOMAIN : MSG_AA;
}

static uint16_t put_all(struct maker *m, const uint8_t *name, uint16_t type)
{
	if (!name_is_under(name, m->t->zone[m->zone].name.wire))
		return RCODE_REFUSED;
	unsigned child = cut_towards(m->t, m->zone, name);
	if (child == 0)
		return put_found(m, name, type);
	if (type != RR_DS || !name_equal(name, m->t->zone[child].name.wire)) {
		put_referral(m, child);
		return 0;
	}
	if (!m->t->zone[child].is_signed)
		put_soa(m, SECTION_AUTHORITY);
	put_ds(m, SECTION_ANSWER, child);
	return MSG_AA;
}

size_t tree_answer(const struct tree *t, unsigned zone, const struct msg *query, uint8_t *buf,
                   size_t cap)
{
	struct maker m = {.t = t, .zone = zone};
	arena_init(&m.arena, 0);
	msg_writer_init(&m.w, buf, cap, query->id, 0);
	(void)!msg_put_question(&m.w, query->qname.wire, query->qtype, query->qclass);
	uint16_t flags = put_all(&m, query->qname.wire, query->qtype);
	if (m.full) {
		flags = MSG_TC;
		msg_writer_init(&m.w, buf, cap, query->id, 0);
		(void)!msg_put_question(&m.w, query->qname.wire, query->qtype, query->qclass);
	}
	arena_deinit(&m.arena);
	msg_set_flags(&m.w, MSG_QR | flags);
	return msg_finish(&m.w);
}
