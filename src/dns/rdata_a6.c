/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A6 (RFC 2874 section 3.1): prefix length (1), the octets of the address that are not all prefix,
 * and, unless the prefix is empty, the name where the prefix is found.
 */

#include "dns/rdata_field.h"

#include "base/ip.h"

enum { IPV6_BITS = 128, IPV6_LEN = 16 };

/* Octets of the suffix: those that hold at least one bit behind the prefix. */
static size_t suffix_len(unsigned prefix)
{
	return IPV6_LEN - prefix / 8;
}

/* The bits of the suffix in its first octet; the prefix's own must be zero. */
static uint8_t suffix_mask(unsigned prefix)
{
	return (uint8_t)(0xff >> prefix % 8);
}

enum err rdata_a6_address_parse(struct rdata_parser *p)
{
	uint64_t prefix;
	TRY(rdata_number_take(p, &prefix, IPV6_BITS));
	wire_write_u8(p->out, (uint8_t)prefix);
	if (prefix == IPV6_BITS)
		return OK;
	struct span word;
	uint8_t address[IPV6_LEN];
	TRY(rdata_word(p, &word));
	TRY(ip6_parse(address, word));
	rdata_token_take(p);
	address[prefix / 8] &= suffix_mask((unsigned)prefix);
	wire_write_octets(p->out, address + prefix / 8, suffix_len((unsigned)prefix));
	return OK;
}

enum err rdata_a6_address_check(struct wire_reader *r)
{
	unsigned prefix = wire_read_u8(r);
	if (prefix > IPV6_BITS)
		wire_fail(r, E_RANGE);
	if (wire_done(r) != OK || prefix == IPV6_BITS)
		return wire_done(r);
	const uint8_t *suffix = wire_read_octets(r, suffix_len(prefix));
	if (suffix != NULL && (suffix[0] & ~suffix_mask(prefix)) != 0)
		wire_fail(r, E_MALFORMED);
	return wire_done(r);
}

bool rdata_a6_address_print(struct rdata_printer *p)
{
	unsigned prefix = wire_read_u8(&p->r);
	text_put_u32(p->t, prefix);
	if (prefix == IPV6_BITS)
		return true;
	uint8_t address[IPV6_LEN] = {0};
	size_t len = suffix_len(prefix);
	memcpy(address + IPV6_LEN - len, wire_read_octets(&p->r, len), len);
	text_put_char(p->t, ' ');
	ip6_print(p->t, address);
	return true;
}

/* The record's first octet says whether a name follows. */
enum err rdata_a6_name_parse(struct rdata_parser *p)
{
	bool has_name = p->out->err == OK && p->out->data[p->start] != 0;
	return has_name ? rdata_name_parse(p) : OK;
}

enum err rdata_a6_name_check(struct wire_reader *r)
{
	return r->data[0] != 0 ? rdata_name_check(r) : wire_done(r);
}

bool rdata_a6_name_print(struct rdata_printer *p)
{
	return p->r.data[0] == 0 || rdata_name_print(p);
}
