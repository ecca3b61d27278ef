/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields of NSEC3 records, and rings of hashes. What records prove is denial.c's business. */
#include "sec/nsec3.h"

#include "base/base64.h"

#include <stdlib.h>

enum { DIGITS = NSEC3_HASH_LEN * 8 / 5 };

static void params_take(struct nsec3_params *out, struct wire_reader *r)
{
	out->algorithm = wire_read_u8(r);
	out->flags = wire_read_u8(r);
	out->iterations = wire_read_u16(r);
	out->salt = wire_read_span(r, wire_read_u8(r));
}

enum err nsec3_params_read(struct nsec3_params *out, struct span rdata)
{
	struct wire_reader r = wire_reader_of(rdata);
	params_take(out, &r);
	return wire_finish(&r) == OK ? OK : E_MALFORMED;
}

static void params_put(struct wire_writer *w, const struct nsec3_params *p, uint8_t flags)
{
	wire_write_u8(w, p->algorithm);
	wire_write_u8(w, flags);
	wire_write_u16(w, p->iterations);
	wire_write_u8(w, (uint8_t)p->salt.len);
	wire_write_span(w, p->salt);
}

void nsec3_params_write(struct wire_writer *w, const struct nsec3_params *p)
{
	params_put(w, p, 0);
}

bool nsec3_params_equal(const struct nsec3_params *a, const struct nsec3_params *b)
{
	return a->algorithm == b->algorithm && a->iterations == b->iterations &&
	       span_equal(a->salt, b->salt);
}

enum err nsec3_read(struct nsec3 *out, const uint8_t *owner, struct span rdata)
{
	struct wire_reader r = wire_reader_of(rdata);
	size_t len;
	params_take(&out->params, &r);
	struct span next = wire_read_span(&r, wire_read_u8(&r));
	out->next = next.data;
	out->types = wire_read_span(&r, wire_left(&r));
	if (wire_done(&r) != OK)
		return E_MALFORMED;
	/* RFC 5155 section 8.1, section 8.2 */
	if (out->params.algorithm != NSEC3_SHA1 || (out->params.flags & ~NSEC3_OPT_OUT) != 0)
		return E_NOTSUP;
	if (next.len != NSEC3_HASH_LEN || owner[0] != DIGITS ||
	    base32hex_parse(out->hash, &len, span_of(owner + 1, DIGITS)) != OK)
		return E_MALFORMED;
	return OK;
}

bool nsec3_covers(const struct nsec3 *n, const uint8_t hash[NSEC3_HASH_LEN])
{
	int ring = memcmp(n->hash, n->next, NSEC3_HASH_LEN);
	bool behind = memcmp(n->hash, hash, NSEC3_HASH_LEN) < 0;
	bool before = memcmp(hash, n->next, NSEC3_HASH_LEN) < 0;
	if (ring < 0)
		return behind && before;
	/* A record that leads to itself is the only one: it covers all but its owner. */
	return ring > 0 ? behind || before : memcmp(n->hash, hash, NSEC3_HASH_LEN) != 0;
}

void nsec3_name_hash(uint8_t out[NSEC3_HASH_LEN], const struct nsec3_params *p, const uint8_t *name)
{
	nsec3_hash(out, name, p->salt, p->iterations);
}

unsigned nsec3_rounds(const struct nsec3_params *p)
{
	/* Blocks of 64 octets; 9 are of the padding. */
	unsigned blocks = 1 + (NSEC3_HASH_LEN + 9 + (unsigned)p->salt.len - 1) / 64;
	return (p->iterations + 1u) * blocks;
}

enum err nsec3_owner(struct name *out, const uint8_t hash[NSEC3_HASH_LEN], const uint8_t *zone)
{
	char digits[DIGITS + 1];
	struct text t;
	text_init_fixed(&t, digits, sizeof(digits));
	base32hex_print(&t, span_of(hash, NSEC3_HASH_LEN), false);
	return name_prepend(out, text_span(&t), zone);
}

void nsec3_write(struct wire_writer *w, const struct nsec3_params *p, const struct nsec3_link *link,
                 const uint8_t next[NSEC3_HASH_LEN])
{
	params_put(w, p, link->flags);
	wire_write_u8(w, NSEC3_HASH_LEN);
	wire_write_octets(w, next, NSEC3_HASH_LEN);
	typemap_write(w, link->types, link->type_count);
}

static int link_cmp(const void *a, const void *b)
{
	return memcmp(((const struct nsec3_link *)a)->hash, ((const struct nsec3_link *)b)->hash,
	              NSEC3_HASH_LEN);
}

enum err nsec3_chain(struct nsec3_link *links, size_t count, nsec3_chain_fn emit, void *arg)
{
	qsort(links, count, sizeof(links[0]), link_cmp);
	for (size_t i = 1; i < count; i++) {
		if (link_cmp(&links[i - 1], &links[i]) == 0)
			return E_EXISTS;
	}
	for (size_t i = 0; i < count; i++)
		TRY(emit(arg, &links[i], links[i + 1 < count ? i + 1 : 0].hash));
	return OK;
}
