/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people want to know of a key when they look at its record: role, algorithm, size, id.
 * Signing and validating take none of it from here.
 */

#include "dns/rdata_field.h"

enum { HEAD_LEN = 4, FLAG_SEP = 1 };

uint16_t rdata_key_id(struct span rdata)
{
	if (rdata.len < HEAD_LEN)
		return 0;
	/* RSAMD5 takes it from the modulus (RFC 4034 appendix B.1). */
	if (rdata.data[3] == 1 && rdata.len >= HEAD_LEN + 3)
		return wire_get_u16(rdata.data + rdata.len - 3);
	uint32_t sum = 0;
	for (size_t i = 0; i < rdata.len; i++)
		sum += i % 2 == 0 ? (uint32_t)rdata.data[i] << 8 : rdata.data[i];
	return (uint16_t)(sum + (sum >> 16));
}

/* Bits of an RSA modulus: what the exponent leaves (RFC 3110 section 2). */
static size_t rsa_bits(struct span key)
{
	struct wire_reader r = wire_reader_of(key);
	size_t exponent = wire_read_u8(&r);
	if (exponent == 0)
		exponent = wire_read_u16(&r);
	wire_read_octets(&r, exponent);
	return wire_left(&r) * 8;
}

/* Bits of a key, 0 when not known. */
static size_t key_bits(unsigned algorithm, struct span key)
{
	switch (algorithm) {
	case 1:
	case 5:
	case 7:
	case 8:
	case 10:
		return rsa_bits(key);
	case 13:
	case 15:
		return 256;
	case 14:
		return 384;
	case 16:
		return 456;
	default:
		return 0;
	}
}

void rdata_key_describe(struct text *t, struct span rdata)
{
	if (rdata.len < HEAD_LEN)
		return;
	unsigned algorithm = rdata.data[3];
	const char *word = rdata_algorithm_word((uint8_t)algorithm);
	size_t bits = key_bits(algorithm, span_skip(rdata, HEAD_LEN));
	text_put(t, rdata.data[1] & FLAG_SEP ? "KSK, " : "ZSK, ");
	text_put(t, word != NULL ? word : algorithm == 0 ? "DELETE" : "UNKNOWN");
	if (bits > 0)
		text_printf(t, " (%zub)", bits);
	text_put(t, ", id = ");
	text_put_u32(t, rdata_key_id(rdata));
}
