/* SPDX-License-Identifier: BSD-2-Clause */
/* What parents and other signers answer: one octet of type, then the message. */
#include "dns/rrtype.h"
#include "server/keys/sync_scope.h"
#include "server/transfer/key_update.h"
#include "server/transfer/set_query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_ours(void *ctx, uint16_t type, struct span rdata)
{
	return sync_is_ours(ctx, type, rdata);
}

/* What a signer whose tags are 1 modulo 3 makes of another one's set. */
static void sync_try(const uint8_t *zone, struct arena *arena, const struct rrset *theirs)
{
	static uint8_t buf[1024];
	const struct apex_ever ever = {.dnskey = {.count = 0}};
	struct sync_scope ours = {.tags = {.remainder = 1, .modulus = 3}, .ever = &ever};
	const struct key_scope scope = {.is_ours = is_ours, .ctx = &ours};
	const struct rrset none = {.owner = zone, .type = theirs->type};
	struct key_difference d;
	struct text words;
	struct key_update out = {.octets = buf, .cap = sizeof(buf)};
	if (key_difference(&d, arena, &none, theirs, &scope) != OK)
		return;
	(void)!key_update_sync(zone, &d, 1, 1, &out);
	text_init(&words);
	key_difference_print(&words, &d);
	text_deinit(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t types[] = {RR_DS, RR_DNSKEY, RR_CDS, RR_SOA};
	static uint8_t buf[1024];
	struct arena arena;
	struct set_reply reply;
	struct msg m;
	struct key_update out = {.octets = buf, .cap = sizeof(buf)};
	if (size == 0 || msg_parse(&m, span_of(data + 1, size - 1)) != OK)
		return 0;
	uint16_t type = types[data[0] % ARRAY_LEN(types)];
	arena_init(&arena, 1 << 20);
	if (set_reply_read(&reply, &arena, &m, m.qname.wire, type) == OK) {
		enum err e = OK;
		sync_try(m.qname.wire, &arena, &reply.set);
		if (type == RR_CDS)
			e = key_update_ds(m.qname.wire, &reply.set, 60, 1, &out);
		(void)e; /* whatever it is, nothing was read or written beside */
	}
	arena_deinit(&arena);
	return 0;
}
