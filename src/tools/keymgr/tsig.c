/* SPDX-License-Identifier: BSD-2-Clause */
/* Random secrets. */

#include "tools/keymgr/tsig.h"

#include "base/base64.h"
#include "base/mem.h"
#include "base/rand.h"
#include "dns/name.h"
#include "sec/tsig.h"

enum { BITS_MAX = 8 * TSIG_MAX_SECRET };

static const struct {
	const char *name;
	enum digest_alg digest;
} algorithms[] = {
	{"hmac-md5", DIGEST_MD5},       {"hmac-sha1", DIGEST_SHA1},
	{"hmac-sha224", DIGEST_SHA224}, {"hmac-sha256", DIGEST_SHA256},
	{"hmac-sha384", DIGEST_SHA384}, {"hmac-sha512", DIGEST_SHA512},
};

static enum err find(size_t *out, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		if (strcasecmp(algorithms[i].name, name) == 0) {
			*out = i;
			return OK;
		}
	}
	return E_TSIG_ALG;
}

enum err tsig_print_new(struct text *t, const char *name, const char *algorithm, unsigned bits,
                        struct text *warning)
{
	uint8_t secret[TSIG_MAX_SECRET];
	struct name check;
	struct text digits;
	size_t which;
	TRY(name_parse_str(&check, name));
	TRY(find(&which, algorithm != NULL ? algorithm : "hmac-sha256"));
	unsigned optimal = 8 * (unsigned)digest_len(algorithms[which].digest);
	if (bits == 0)
		bits = optimal;
	if (bits > BITS_MAX)
		return E_RANGE;
	if (bits < optimal)
		text_printf(warning, "optimal key size for %s is at least %u bits",
		            algorithms[which].name, optimal);
	size_t len = (bits + 7) / 8;
	rand_octets(secret, len);
	text_init(&digits);
	base64_print(&digits, span_of(secret, len));
	text_printf(t, "# %s:%s:%s\nkey:\n  - id: %s\n    algorithm: %s\n    secret: %s\n",
	            algorithms[which].name, name, digits.buf, name, algorithms[which].name,
	            digits.buf);
	mem_wipe(secret, sizeof(secret));
	mem_wipe(digits.buf, digits.len);
	text_deinit(&digits);
	return OK;
}
