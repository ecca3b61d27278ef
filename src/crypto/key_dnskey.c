/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Public keys as DNSKEY carries them (RFC 3110 section 2, RFC 6605 section 4, RFC 8080 section 3).
 * What passes here is of a size that a library may be given; whether a point is on its curve is for
 * the library to say.
 */

#include "crypto/key_dnskey.h"

#include "base/wire.h"

enum { BYTE = 8, LONG_FORM = 3 };

struct span number_trim(struct span number)
{
	while (number.len > 0 && number.data[0] == 0)
		number = span_skip(number, 1);
	return number;
}

unsigned number_bits(struct span number)
{
	if (number.len == 0)
		return 0;
	unsigned top = 32 - (unsigned)__builtin_clz(number.data[0]);
	return (unsigned)(number.len - 1) * BYTE + top;
}

static bool is_odd(struct span number)
{
	return (number.data[number.len - 1] & 1) != 0;
}

/*
 * Leading zero octets are prohibited (RFC 3110 section 2) yet harmless, so they are overlooked.
 * Even numbers are never part of a key, and libraries may rely on that.
 */
static enum err rsa_read(struct key_parts *parts, struct span octets)
{
	if (octets.len < 1)
		return E_KEY;
	size_t len = octets.data[0], skip = 1;
	if (len == 0) {
		if (octets.len < LONG_FORM)
			return E_KEY;
		len = wire_get_u16(octets.data + 1);
		skip = LONG_FORM;
	}
	octets = span_skip(octets, skip);
	if (len > octets.len)
		return E_KEY;
	struct span exponent = number_trim(span_of(octets.data, len));
	struct span modulus = number_trim(span_skip(octets, len));
	unsigned bits = number_bits(modulus), exponent_bits = number_bits(exponent);
	if (bits < parts->alg->min_bits || bits > parts->alg->max_bits || exponent_bits < 2 ||
	    exponent_bits > CRYPTO_RSA_MAX_EXPONENT_BITS || !is_odd(modulus) || !is_odd(exponent))
		return E_KEY;
	parts->numbers.modulus = modulus;
	parts->numbers.public_exponent = exponent;
	return OK;
}

enum err dnskey_read(struct key_parts *parts, struct span octets)
{
	if (parts->alg->kind == KEY_RSA)
		return rsa_read(parts, octets);
	size_t want = parts->alg->kind == KEY_ECDSA ? 2u * parts->alg->half : parts->alg->half;
	if (octets.len != want)
		return E_KEY;
	parts->point = octets;
	return OK;
}

size_t dnskey_write_rsa(uint8_t out[DNSKEY_MAX_LEN], struct span modulus, struct span exponent)
{
	/* An exponent within our bound always fits the short form. */
	out[0] = (uint8_t)exponent.len;
	memcpy(out + 1, exponent.data, exponent.len);
	memcpy(out + 1 + exponent.len, modulus.data, modulus.len);
	return 1 + exponent.len + modulus.len;
}
