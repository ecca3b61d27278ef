/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Transaction signatures: keys as text, records as read, and streams of messages.  A message that
 * we sign verifies, and no longer does once a bit of it is turned.
 */

#include "base/mem.h"
#include "sec/tsig.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct wall now = {.s = 1700000000};

static void demand(bool fact)
{
	if (!fact)
		abort();
}

static const struct tsig_key *fixed_key(void)
{
	static struct tsig_key key;
	if (key.name.len == 0)
		demand(tsig_key_parse(&key, span_str("hmac-sha256:k:c2VjcmV0IG9mIGZ1enpz")) == OK);
	return &key;
}

static void check_key(struct span text)
{
	struct tsig_key key;
	if (tsig_key_parse(&key, text) != OK)
		return;
	enum digest_alg alg;
	size_t len;
	demand(key.secret_len <= sizeof(key.secret));
	demand(name_check(span_of(key.name.wire, key.name.len), &len) == OK && len == key.name.len);
	demand(tsig_alg_parse(&alg, span_str(tsig_alg_word(key.alg))) == OK && alg == key.alg);
	demand(tsig_room(&key) <= TSIG_MAX_LEN);
	tsig_key_wipe(&key);
}

/* The same message as a request and twice as an answer: states of a stream. */
static void check_verify(const struct msg *m)
{
	struct tsig_state s;
	struct tsig_record record;
	uint16_t error = 0;
	demand(m->tsig_at != 0 || tsig_read(&record, m) != OK);
	if (tsig_read(&record, m) == OK)
		demand(record.mac.len <= m->wire.len && record.other.len <= m->wire.len);
	tsig_init(&s, fixed_key());
	for (int i = 0; i < 3; i++) {
		if (tsig_verify(&s, m, now, &error) != OK)
			break;
	}
	demand(s.unsigned_count <= TSIG_MAX_UNSIGNED);
	tsig_deinit(&s);
}

static enum err verify(struct span wire)
{
	struct tsig_state s;
	struct msg m;
	uint16_t error = 0;
	TRY(msg_parse(&m, wire));
	tsig_init(&s, fixed_key());
	enum err err = tsig_verify(&s, &m, now, &error);
	tsig_deinit(&s);
	return err;
}

static void check_sign(struct span body, size_t bit)
{
	struct tsig_state s;
	size_t len = body.len, cap = body.len + TSIG_MAX_LEN;
	uint8_t *wire = mem_alloc(cap);
	memcpy(wire, body.data, body.len);
	tsig_init(&s, fixed_key());
	demand(tsig_sign(&s, wire, &len, cap, now, 0) == OK);
	tsig_deinit(&s);
	demand(len <= body.len + tsig_room(fixed_key()));
	demand(verify(span_of(wire, len)) == OK);
	/* The id is not covered: the record carries the original one (RFC 8945 section 4.3.3). */
	bit = 16 + bit % (body.len * 8 - 16);
	wire[bit / 8] ^= (uint8_t)(1 << bit % 8);
	demand(verify(span_of(wire, len)) != OK);
	mem_free(wire);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct msg m;
	check_key(span_of(data, size));
	if (msg_parse(&m, span_of(data, size)) != OK)
		return 0;
	check_verify(&m);
	if (m.tsig_at == 0 && size + TSIG_MAX_LEN <= MSG_MAX_LEN &&
	    m.count[SECTION_ADDITIONAL] < UINT16_MAX)
		check_sign(m.wire, (size_t)m.id * 7);
	return 0;
}
