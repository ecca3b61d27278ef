/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields that are one number: unsigned integers in network order, decimal in text. */

#include "dns/rdata_field.h"

#include "dns/ttl.h"

#include <inttypes.h>

enum err rdata_digits_parse(uint64_t *value, struct span digits, uint64_t max)
{
	uint64_t v = 0;
	if (digits.len == 0)
		return E_NUMBER;
	for (size_t i = 0; i < digits.len; i++) {
		unsigned digit = (unsigned)digits.data[i] - '0';
		if (digit > 9)
			return E_NUMBER;
		if (UNLIKELY(__builtin_mul_overflow(v, 10u, &v) ||
		             __builtin_add_overflow(v, digit, &v)))
			return E_NUMBER_RANGE;
	}
	if (v > max)
		return E_NUMBER_RANGE;
	*value = v;
	return OK;
}

enum err rdata_number_take(struct rdata_parser *p, uint64_t *value, uint64_t max)
{
	struct span word;
	TRY(rdata_word(p, &word));
	TRY(rdata_digits_parse(value, word, max));
	rdata_token_take(p);
	return OK;
}

enum err rdata_u8_parse(struct rdata_parser *p)
{
	uint64_t v;
	TRY(rdata_number_take(p, &v, UINT8_MAX));
	wire_write_u8(p->out, (uint8_t)v);
	return OK;
}

enum err rdata_u16_parse(struct rdata_parser *p)
{
	uint64_t v;
	TRY(rdata_number_take(p, &v, UINT16_MAX));
	wire_write_u16(p->out, (uint16_t)v);
	return OK;
}

enum err rdata_u32_parse(struct rdata_parser *p)
{
	uint64_t v;
	TRY(rdata_number_take(p, &v, UINT32_MAX));
	wire_write_u32(p->out, (uint32_t)v);
	return OK;
}

enum err rdata_u48_parse(struct rdata_parser *p)
{
	uint64_t v;
	TRY(rdata_number_take(p, &v, (UINT64_C(1) << 48) - 1));
	wire_write_u48(p->out, v);
	return OK;
}

enum err rdata_u64_parse(struct rdata_parser *p)
{
	uint64_t v;
	TRY(rdata_number_take(p, &v, UINT64_MAX));
	wire_write_u32(p->out, (uint32_t)(v >> 32));
	wire_write_u32(p->out, (uint32_t)v);
	return OK;
}

enum err rdata_period_parse(struct rdata_parser *p)
{
	struct span word;
	uint32_t seconds;
	TRY(rdata_word(p, &word));
	TRY(ttl_parse(&seconds, word));
	rdata_token_take(p);
	wire_write_u32(p->out, seconds);
	return OK;
}

bool rdata_u8_print(struct rdata_printer *p)
{
	text_put_u32(p->t, wire_read_u8(&p->r));
	return true;
}

bool rdata_u16_print(struct rdata_printer *p)
{
	text_put_u32(p->t, wire_read_u16(&p->r));
	return true;
}

bool rdata_u32_print(struct rdata_printer *p)
{
	text_put_u32(p->t, wire_read_u32(&p->r));
	return true;
}

bool rdata_u48_print(struct rdata_printer *p)
{
	text_printf(p->t, "%" PRIu64, wire_read_u48(&p->r));
	return true;
}

bool rdata_u64_print(struct rdata_printer *p)
{
	uint64_t high = wire_read_u32(&p->r);
	text_printf(p->t, "%" PRIu64, high << 32 | wire_read_u32(&p->r));
	return true;
}

void rdata_padded_print(struct text *t, uint32_t value, unsigned width)
{
	char digits[10];
	for (unsigned i = width; i > 0; i--) {
		digits[i - 1] = (char)('0' + value % 10);
		value /= 10;
	}
	text_put_octets(t, digits, width);
}
