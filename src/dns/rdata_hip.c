/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host identity of HIP (RFC 8005 section 5), whose lengths stand before both of its parts:
 *
 *   HIT length (1), algorithm (1), key length (2), HIT, key
 */

#include "dns/rdata_field.h"

#include "base/base64.h"
#include "base/hex.h"

enum { HIP_HEAD_LEN = 4 };

/* Decode the next token behind what is written; *len gets its octets. */
static enum err part_take(struct rdata_parser *p, size_t *len, bool hex)
{
	struct span word;
	TRY(rdata_word(p, &word));
	size_t room = hex ? word.len / 2 : word.len / 4 * 3;
	uint8_t *to = wire_reserve(p->out, room);
	if (to == NULL)
		return p->out->err;
	TRY(hex ? hex_parse(to, len, word) : base64_parse_lax(to, len, word));
	if (*len == 0 || *len > (hex ? UINT8_MAX : UINT16_MAX))
		return E_RDATA_LEN;
	p->out->pos -= room - *len;
	rdata_token_take(p);
	return OK;
}

enum err rdata_hip_parse(struct rdata_parser *p)
{
	uint64_t algorithm;
	size_t hit_len, key_len;
	TRY(rdata_number_take(p, &algorithm, UINT8_MAX));
	uint8_t *head = wire_reserve(p->out, HIP_HEAD_LEN);
	if (head == NULL)
		return p->out->err;
	TRY(part_take(p, &hit_len, true));
	TRY(part_take(p, &key_len, false));
	head[0] = (uint8_t)hit_len;
	head[1] = (uint8_t)algorithm;
	wire_set_u16(head + 2, (uint16_t)key_len);
	return OK;
}

enum err rdata_hip_check(struct wire_reader *r)
{
	size_t hit_len = wire_read_u8(r);
	wire_read_u8(r);
	size_t key_len = wire_read_u16(r);
	wire_read_octets(r, hit_len);
	wire_read_octets(r, key_len);
	if (hit_len == 0 || key_len == 0)
		wire_fail(r, E_RDATA_LEN);
	return wire_done(r);
}

bool rdata_hip_print(struct rdata_printer *p)
{
	size_t hit_len = wire_read_u8(&p->r);
	text_put_u32(p->t, wire_read_u8(&p->r));
	text_put_char(p->t, ' ');
	size_t key_len = wire_read_u16(&p->r);
	hex_print(p->t, wire_read_span(&p->r, hit_len), true);
	text_put_char(p->t, ' ');
	struct span key = wire_read_span(&p->r, key_len);
	base64_print(p->t, key);
	return true;
}
