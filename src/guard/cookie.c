/* SPDX-License-Identifier: BSD-2-Clause */
/* Cookies hold all that is needed to check them: nothing is remembered of clients. */

#include "guard/cookie.h"

#include "base/wire.h"
#include "crypto/siphash.h"

#include <string.h>

enum {
	VERSION = 1,
	TIME_AT = 12,
	HASH_AT = 16,
	ADDRESS_MAX = 16,
	SERVER_MIN = 8, /* RFC 7873 section 4.2 */
	SERVER_MAX = 32,
};

/* The same in a time that does not depend on where they differ. */
static bool hashes_equal(const uint8_t *a, const uint8_t *b)
{
	uint64_t x, y;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

/* RFC 9018 section 4.4 */
static void hash_put(uint8_t out[SIPHASH_LEN], const uint8_t *cookie, struct span address,
                     const uint8_t *secret)
{
	uint8_t input[HASH_AT + ADDRESS_MAX];
	memcpy(input, cookie, HASH_AT);
	size_t len = MIN_OF(address.len, (size_t)ADDRESS_MAX);
	if (len > 0)
		memcpy(input + HASH_AT, address.data, len);
	uint64_t hash = siphash24(secret, span_of(input, HASH_AT + len));
	for (unsigned i = 0; i < SIPHASH_LEN; i++)
		out[i] = (uint8_t)(hash >> 8 * i);
}

void cookie_secrets_at(struct cookie_secrets *out, const uint8_t master[COOKIE_SECRET_LEN],
                       int64_t now_s, uint32_t lifetime_s)
{
	int64_t period = now_s / (lifetime_s > 0 ? lifetime_s : 1);
	out->count = COOKIE_SECRETS;
	for (unsigned i = 0; i < COOKIE_SECRETS; i++) {
		uint8_t input[9];
		wire_set_u64(input, (uint64_t)(period - i));
		for (unsigned half = 0; half < 2; half++) {
			input[8] = (uint8_t)half;
			uint64_t x = siphash24(master, span_of(input, sizeof(input)));
			memcpy(out->secret[i] + 8u * half, &x, sizeof(x));
		}
	}
}

enum cookie_verdict cookie_check(struct span option, struct span address,
                                 const struct cookie_secrets *secrets, int64_t now_s)
{
	uint8_t hash[SIPHASH_LEN];
	size_t server = option.len - COOKIE_CLIENT_LEN;
	if (option.len < COOKIE_CLIENT_LEN)
		return COOKIE_MALFORMED;
	if (server == 0)
		return COOKIE_CLIENT;
	if (server < SERVER_MIN || server > SERVER_MAX)
		return COOKIE_MALFORMED;
	if (option.len != COOKIE_LEN || option.data[COOKIE_CLIENT_LEN] != VERSION)
		return COOKIE_BAD;
	/* Serial arithmetic (RFC 1982), so that 2106 is a year like others. */
	int32_t age = (int32_t)((uint32_t)now_s - wire_get_u32(option.data + TIME_AT));
	if (age > COOKIE_PAST_S || age < -COOKIE_FUTURE_S)
		return COOKIE_BAD;
	for (unsigned i = 0; i < secrets->count; i++) {
		hash_put(hash, option.data, address, secrets->secret[i]);
		if (hashes_equal(hash, option.data + HASH_AT))
			return i > 0 || age > COOKIE_RENEW_S ? COOKIE_OLD : COOKIE_GOOD;
	}
	return COOKIE_BAD;
}

void cookie_make(uint8_t out[COOKIE_LEN], const uint8_t client[COOKIE_CLIENT_LEN],
                 struct span address, const uint8_t secret[COOKIE_SECRET_LEN], int64_t now_s)
{
	memmove(out, client, COOKIE_CLIENT_LEN);
	memset(out + COOKIE_CLIENT_LEN, 0, TIME_AT - COOKIE_CLIENT_LEN);
	out[COOKIE_CLIENT_LEN] = VERSION;
	wire_set_u32(out + TIME_AT, (uint32_t)now_s);
	hash_put(out + HASH_AT, out, address, secret);
}
