/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions for ANY are answered without asking anybody (RFC 8482 section 4.2). */

#include "resolver/engine/work.h"

enum { ANY_TTL = 10800 };

bool any_answer(struct request *r)
{
	/* HINFO whose second string is empty */
	static const uint8_t record[] = {0, 9, 7, 'R', 'F', 'C', '8', '4', '8', '2', 0};
	const struct req_set set = {.data = {.owner = r->client.qname.wire,
	                                     .type = RR_HINFO,
	                                     .class_ = CLASS_IN,
	                                     .ttl = ANY_TTL,
	                                     .count = 1,
	                                     .size = sizeof(record),
	                                     .records = record}};
	if (r->client.qtype != RR_ANY)
		return false;
	req_answer_init(&r->answer);
	r->answer.rcode = RCODE_NOERROR;
	return req_answer_add(&r->answer, SECTION_ANSWER, &set);
}
