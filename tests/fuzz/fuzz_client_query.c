/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any octets as a client's message to the resolver: read, refused by rule, or looked up in the
 * answer cache, where an answer to the same question may be.  Every reply is a message that parses,
 * with the id and the question asked, no longer than the client takes.
 */

#include "dns/msg_writer.h"
#include "resolver/serve/reply.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUR_SIZE = 1232 };

static uint8_t room[65535];

static void reply_check(size_t len, const struct req_client *c)
{
	struct msg m;
	if (len > req_client_limit(c) || msg_parse(&m, span_of(room, len)) != OK)
		abort();
	if (m.id != c->id || (m.flags & MSG_QR) == 0 || m.edns.present != c->edns)
		abort();
	if (c->has_question &&
	    (m.qname.len != c->qname.len || memcmp(m.qname.wire, c->qname.wire, m.qname.len) != 0))
		abort();
}

/* An answer to the client's question with as many records as the first octet says. */
static size_t answer_make(const struct req_client *c, unsigned records)
{
	struct msg_writer w;
	msg_writer_init(&w, room, sizeof(room), 0, MSG_QR);
	if (msg_put_question(&w, c->qname.wire, c->qtype, c->qclass) != OK)
		abort();
	for (unsigned i = 0; i < records; i++) {
		if (msg_put_rr(&w, i < records / 2 ? SECTION_ANSWER : SECTION_AUTHORITY,
		               c->qname.wire, RR_A, CLASS_IN, 60 + i,
		               span_of("\300\0\2\1", 4)) != OK)
			abort();
	}
	return msg_finish(&w);
}

static void try_cache(const struct req_client *c, unsigned records)
{
	static struct answer_cache *cache;
	const struct answer_note note = {.secure = (records & 1) != 0, .ede = EDE_STALE};
	struct answer_key key, asked;
	struct answer_hit hit;
	struct req_client lower = *c;
	if (cache == NULL)
		cache = answer_cache_new(ANSWER_CACHE_LEAST);
	name_lower(lower.qname.wire, lower.qname.len);
	answer_key_init(&key, &lower.qname, c->qtype, 0, 0);
	answer_key_init(&asked, &c->qname, c->qtype, 0, 0);
	if (!answer_key_equal(&key, &asked))
		abort();
	bool kept = answer_cache_put(cache, &key, span_of(room, answer_make(&lower, records)),
	                             &note, 0);
	if (kept != answer_cache_find(cache, &asked, 5 * NS_PER_S, &hit))
		abort();
	if (kept)
		reply_check(reply_from_hit(&hit, c, OUR_SIZE, room), c);
	answer_cache_clear(cache);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct req_client c;
	if (size == 0 || size > 4096)
		return 0;
	bool stream = (data[0] & 1) != 0;
	struct span message = span_of(data + 1, size - 1);
	if (req_client_read(&c, message, stream, OUR_SIZE) == REQ_CLIENT_DROP)
		return 0;
	const struct answer_note why = {.ede = c.ede};
	if (c.rcode != RCODE_NOERROR)
		reply_check(reply_with_rcode(&c, c.rcode, &why, OUR_SIZE, room, sizeof(room)), &c);
	else
		try_cache(&c, data[0] >> 1);
	return 0;
}
