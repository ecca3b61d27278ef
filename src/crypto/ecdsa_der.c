/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The DER of an ECDSA signature.  All lengths of the curves in use fit one octet, so the long form
 * of a length is never written and always refused.
 */

#include "crypto/ecdsa_der.h"

#include <assert.h>

enum { TAG_INTEGER = 0x02, TAG_SEQUENCE = 0x30, HEADER = 2, SIGN_BIT = 0x80 };

static size_t integer_write(uint8_t *out, const uint8_t *number, size_t len)
{
	while (len > 1 && *number == 0) {
		number++;
		len--;
	}
	size_t pad = (*number & SIGN_BIT) != 0 ? 1 : 0;
	out[0] = TAG_INTEGER;
	out[1] = (uint8_t)(len + pad);
	out[HEADER] = 0;
	memcpy(out + HEADER + pad, number, len);
	return HEADER + pad + len;
}

size_t ecdsa_der_write(uint8_t *out, const uint8_t *rs, size_t half)
{
	assert(half <= ECDSA_MAX_HALF);
	size_t len = integer_write(out + HEADER, rs, half);
	len += integer_write(out + HEADER + len, rs + half, half);
	out[0] = TAG_SEQUENCE;
	out[1] = (uint8_t)len;
	return HEADER + len;
}

/* The contents of one element, which is cut off `in`; false when there is none of that tag. */
static bool element_read(struct span *out, struct span *in, uint8_t tag)
{
	if (in->len < HEADER || in->data[0] != tag || in->data[1] > in->len - HEADER)
		return false;
	*out = span_of(in->data + HEADER, in->data[1]);
	*in = span_skip(*in, HEADER + out->len);
	return true;
}

static bool integer_read(uint8_t *out, size_t width, struct span *in)
{
	struct span number;
	if (!element_read(&number, in, TAG_INTEGER) || number.len == 0 ||
	    (number.data[0] & SIGN_BIT) != 0)
		return false;
	if (number.data[0] == 0)
		number = span_skip(number, 1);
	if (number.len > width)
		return false;
	memset(out, 0, width - number.len);
	memcpy(out + width - number.len, number.data, number.len);
	return true;
}

enum err ecdsa_der_read(uint8_t *rs, size_t half, struct span der)
{
	struct span both;
	bool good = element_read(&both, &der, TAG_SEQUENCE) && der.len == 0 &&
	            integer_read(rs, half, &both) && integer_read(rs + half, half, &both) &&
	            both.len == 0;
	return good ? OK : E_MALFORMED;
}
