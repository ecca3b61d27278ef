/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers made by rules. */

#include "resolver/modules/policy/policy_answer.h"

#include "dns/edns.h"
#include "dns/rrtype.h"

#include <string.h>

enum { TEXT_MAX = 255 };

/* A set in the request's arena; false: it has no room. */
static bool make_set(struct request *r, struct req_set *out, const uint8_t *owner, uint16_t type,
                     uint32_t ttl, struct span rdata)
{
	void *room;
	if (arena_try(&r->arena, 2 + rdata.len, &room) != OK)
		return false;
	wire_set_u16(room, (uint16_t)rdata.len);
	memcpy((uint8_t *)room + 2, rdata.data, rdata.len);
	*out = (struct req_set){.data = {.owner = owner,
	                                 .type = type,
	                                 .class_ = CLASS_IN,
	                                 .ttl = ttl,
	                                 .count = 1,
	                                 .size = 2 + (uint32_t)rdata.len,
	                                 .records = room}};
	return true;
}

static void begin(struct request *r, unsigned rcode)
{
	req_answer_init(&r->answer);
	r->answer.rcode = (uint16_t)rcode;
	r->answer.authoritative = true;
}

/* The SOA of a local zone (RFC 6303 section 3), with nobody. as mailbox. */
static void put_soa(struct request *r, const uint8_t *zone, const uint8_t *server, uint32_t ttl)
{
	static const uint8_t nobody[] = "\6nobody\7invalid";
	static const uint32_t numbers[5] = {1, 3600, 1200, 604800, 10800};
	uint8_t rdata[NAME_MAX_LEN + sizeof(nobody) + sizeof(numbers)];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	struct req_set set;
	wire_write_octets(&w, server, name_len(server));
	wire_write_octets(&w, nobody, sizeof(nobody));
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		wire_write_u32(&w, numbers[i]);
	if (make_set(r, &set, zone, RR_SOA, ttl, span_of(rdata, w.pos)))
		req_answer_add(&r->answer, SECTION_AUTHORITY, &set);
}

void policy_answer_deny(struct request *r, const char *message, int ede, const char *why)
{
	begin(r, RCODE_NXDOMAIN);
	r->answer.ede = (int16_t)ede;
	r->answer.ede_text = why;
	put_soa(r, r->client.qname.wire, r->client.qname.wire, POLICY_DENY_TTL);
	if (message != NULL)
		policy_answer_explain(r, message);
}

void policy_answer_explain(struct request *r, const char *message)
{
	static const uint8_t explanation[] = "\13explanation\7invalid";
	uint8_t text[1 + TEXT_MAX];
	struct req_set set;
	size_t len = MIN_OF(strlen(message), (size_t)TEXT_MAX);
	text[0] = (uint8_t)len;
	memcpy(text + 1, message, len); /* NOLINT(bugprone-not-null-terminated-result): counted */
	if (make_set(r, &set, explanation, RR_TXT, POLICY_DENY_TTL, span_of(text, 1 + len)))
		req_answer_add(&r->answer, SECTION_ADDITIONAL, &set);
}

void policy_answer_nodata(struct request *r, const uint8_t *zone, const uint8_t *server,
                          uint32_t ttl_s)
{
	begin(r, RCODE_NOERROR);
	put_soa(r, zone, server, ttl_s);
}

void policy_answer_rcode(struct request *r, unsigned rcode, int ede, const char *why)
{
	begin(r, rcode);
	r->answer.authoritative = false;
	r->answer.ede = (int16_t)ede;
	r->answer.ede_text = why;
}

void policy_answer_begin(struct request *r)
{
	begin(r, RCODE_NOERROR);
}

bool policy_answer_put(struct request *r, const struct rrset *set)
{
	struct req_set copy = {.data = *set};
	void *room;
	if (arena_try(&r->arena, set->size, &room) != OK)
		return false;
	memcpy(room, set->records, set->size);
	copy.data.owner = r->client.qname.wire;
	copy.data.class_ = CLASS_IN;
	copy.data.records = room;
	return req_answer_add(&r->answer, SECTION_ANSWER, &copy);
}
