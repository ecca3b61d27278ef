/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions that are answered here: special-use names (RFC 6761 and its registry), the zones of
 * RFC 6303 and 7793 that never leave a site, and ANY (RFC 8482).  Answers are authoritative, as of
 * a zone that is served locally.
 */

#include "resolver/engine/work.h"

enum special_kind {
	SPECIAL_EMPTY,     /* a zone with nothing in it but its apex */
	SPECIAL_LOCALHOST, /* every name in it is this host (RFC 6761 section 6.3) */
	SPECIAL_LOOPBACK,  /* reverse zone of a loopback address */
};

struct special {
	const char *zone;
	size_t len;
	enum special_kind kind;
};

#define ZONE(text) text, sizeof(text) - 1

static const struct special table[] = {
	{ZONE("localhost"), SPECIAL_LOCALHOST},
	{ZONE("invalid"), SPECIAL_EMPTY},       /* RFC 6761 section 6.4 */
	{ZONE("test"), SPECIAL_EMPTY},          /* RFC 6761 section 6.2 */
	{ZONE("onion"), SPECIAL_EMPTY},         /* RFC 7686 section 2 */
	{ZONE("local"), SPECIAL_EMPTY},         /* RFC 6762 section 22.1 */
	{ZONE("alt"), SPECIAL_EMPTY},           /* RFC 9476 section 3 */
	{ZONE("home.arpa"), SPECIAL_EMPTY},     /* RFC 8375 section 4 */
	{ZONE("resolver.arpa"), SPECIAL_EMPTY}, /* RFC 9462 section 6.4 */
	{ZONE("service.arpa"), SPECIAL_EMPTY},  /* RFC 9665 section 10.3 */
	/* RFC 6303 section 4.1 to 4.6, RFC 7793 section 2.1 */
	{ZONE("10.in-addr.arpa"), SPECIAL_EMPTY},
	{ZONE("168.192.in-addr.arpa"), SPECIAL_EMPTY},
	{ZONE("0.in-addr.arpa"), SPECIAL_EMPTY},
	{ZONE("127.in-addr.arpa"), SPECIAL_LOOPBACK},
	{ZONE("254.169.in-addr.arpa"), SPECIAL_EMPTY},
	{ZONE("2.0.192.in-addr.arpa"), SPECIAL_EMPTY},
	{ZONE("100.51.198.in-addr.arpa"), SPECIAL_EMPTY},
	{ZONE("113.0.203.in-addr.arpa"), SPECIAL_EMPTY},
	{ZONE("255.255.255.255.in-addr.arpa"), SPECIAL_EMPTY},
	{ZONE("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"),
         SPECIAL_EMPTY},
	{ZONE("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"),
         SPECIAL_LOOPBACK},
	{ZONE("d.f.ip6.arpa"), SPECIAL_EMPTY},
	{ZONE("8.e.f.ip6.arpa"), SPECIAL_EMPTY},
	{ZONE("9.e.f.ip6.arpa"), SPECIAL_EMPTY},
	{ZONE("a.e.f.ip6.arpa"), SPECIAL_EMPTY},
	{ZONE("b.e.f.ip6.arpa"), SPECIAL_EMPTY},
	{ZONE("8.b.d.0.1.0.0.2.ip6.arpa"), SPECIAL_EMPTY},
};

enum { SPECIAL_TTL = 10800 };

/* Is the name in one of the ranges that the table would need many rows for? Gives the zone's
 * labels. */
static size_t range_labels(const uint8_t *name)
{
	static const uint8_t arpa[] = "\7in-addr\4arpa";
	size_t labels = name_labels(name);
	if (labels < 4 || !name_is_under(name, arpa))
		return 0;
	const uint8_t *second = name_skip(name, labels - 4), *first = name_parent(second);
	unsigned number = 0;
	for (unsigned i = 1; i <= second[0]; i++) {
		if (second[i] < '0' || second[i] > '9' || second[0] > 3)
			return 0;
		number = number * 10 + (second[i] - (unsigned)'0');
	}
	bool is_172 = first[0] == 3 && memcmp(first + 1, "172", 3) == 0;
	bool is_100 = first[0] == 3 && memcmp(first + 1, "100", 3) == 0;
	return (is_172 && number >= 16 && number <= 31) || (is_100 && number >= 64 && number <= 127)
	               ? 4
	               : 0;
}

/* Does the text end in this label? Spares most names the look at the table's. */
static bool ends_in_label(const struct special *s, const uint8_t *label)
{
	const char *end = s->zone + s->len;
	return s->len >= label[0] && (end[-1] | 32) == (label[label[0]] | 32) &&
	       strncasecmp(end - label[0], (const char *)label + 1, label[0]) == 0;
}

static bool find_zone(const uint8_t *name, struct name *zone, enum special_kind *kind)
{
	size_t labels = range_labels(name);
	const uint8_t *last = name_skip(name, MAX_OF(name_labels(name), (size_t)1) - 1);
	*kind = SPECIAL_EMPTY;
	if (labels > 0) {
		name_copy(zone, name_skip(name, name_labels(name) - labels));
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (ends_in_label(&table[i], last) && name_parse_str(zone, table[i].zone) == OK &&
		    name_is_under(name, zone->wire)) {
			*kind = table[i].kind;
			return true;
		}
	}
	return false;
}

/* A set of one record in the request's arena. */
static struct req_set one_record(struct request *r, const uint8_t *owner, uint16_t type,
                                 const void *rdata, size_t len)
{
	size_t owner_len = name_len(owner);
	uint8_t *p = arena_alloc(&r->arena, owner_len + 2 + len);
	memcpy(p, owner, owner_len);
	wire_set_u16(p + owner_len, (uint16_t)len);
	memcpy(p + owner_len + 2, rdata, len);
	return (struct req_set){.data = {.owner = p,
	                                 .type = type,
	                                 .class_ = CLASS_IN,
	                                 .ttl = SPECIAL_TTL,
	                                 .count = 1,
	                                 .size = 2 + (uint32_t)len,
	                                 .records = p + owner_len}};
}

/* The SOA of a local zone (RFC 6303 section 3): itself as server, nobody. as mailbox. */
static struct req_set make_soa(struct request *r, const struct name *zone)
{
	static const uint8_t nobody[] = "\6nobody\7invalid";
	static const uint32_t numbers[5] = {1, 3600, 1200, 604800, SPECIAL_TTL};
	uint8_t rdata[NAME_MAX_LEN + sizeof(nobody) + sizeof(numbers)];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	wire_write_octets(&w, zone->wire, zone->len);
	wire_write_octets(&w, nobody, sizeof(nobody));
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		wire_write_u32(&w, numbers[i]);
	return one_record(r, zone->wire, RR_SOA, rdata, w.pos);
}

static bool make_data(struct request *r, enum special_kind kind, const struct name *zone)
{
	static const uint8_t ip4[4] = {127, 0, 0, 1}, ip6[16] = {[15] = 1};
	static const uint8_t localhost[] = "\11localhost";
	static const uint8_t one[] = "\1\61\1\60\1\60\003127\7in-addr\4arpa";
	const uint8_t *name = r->client.qname.wire;
	uint16_t type = r->client.qtype;
	bool apex = name_equal(name, zone->wire);
	struct req_set set;
	if (apex && type == RR_SOA)
		set = make_soa(r, zone);
	else if (apex && type == RR_NS)
		set = one_record(r, name, RR_NS, zone->wire, zone->len);
	else if (kind == SPECIAL_LOCALHOST && type == RR_A)
		set = one_record(r, name, RR_A, ip4, sizeof(ip4));
	else if (kind == SPECIAL_LOCALHOST && type == RR_AAAA)
		set = one_record(r, name, RR_AAAA, ip6, sizeof(ip6));
	else if (kind == SPECIAL_LOOPBACK && type == RR_PTR &&
	         (name_equal(name, one) || name_labels(zone->wire) == 34))
		set = one_record(r, name, RR_PTR, localhost, sizeof(localhost));
	else
		return false;
	return req_answer_add(&r->answer, SECTION_ANSWER, &set);
}

static void answer_zone(struct request *r, enum special_kind kind, const struct name *zone)
{
	struct req_answer *a = &r->answer;
	req_answer_init(a);
	a->authoritative = true;
	a->rcode = RCODE_NOERROR;
	if (make_data(r, kind, zone))
		return;
	bool exists = kind == SPECIAL_LOCALHOST || name_equal(r->client.qname.wire, zone->wire);
	struct req_set soa = make_soa(r, zone);
	a->rcode = exists ? RCODE_NOERROR : RCODE_NXDOMAIN;
	a->ede = EDE_NOT_SUPPORTED;
	a->ede_text = "special-use name";
	req_answer_add(a, SECTION_AUTHORITY, &soa);
}

bool special_answer(struct request *r)
{
	static const uint8_t hinfo[] = "\7RFC8482";
	struct req_client *c = &r->client;
	struct name zone;
	enum special_kind kind;
	if (c->qtype == RR_ANY) { /* RFC 8482 section 4.2; its string ends in an empty one */
		struct req_set set = one_record(r, c->qname.wire, RR_HINFO, hinfo, sizeof(hinfo));
		req_answer_init(&r->answer);
		r->answer.rcode = RCODE_NOERROR;
		return req_answer_add(&r->answer, SECTION_ANSWER, &set);
	}
	if (r->options.no_special || r->options.forward != NULL ||
	    !find_zone(c->qname.wire, &zone, &kind))
		return false;
	/* DS is the parent's, and there the delegation is insecure (RFC 8375 section 4). */
	if (c->qtype == RR_DS && name_equal(c->qname.wire, zone.wire))
		return false;
	answer_zone(r, kind, &zone);
	return true;
}
