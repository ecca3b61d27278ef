/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests and HMAC by nettle, which is the fastest of the packaged libraries for short inputs. */

#include "crypto/digest.h"

#include "base/mem.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/nettle-meta.h>

static const struct nettle_hash *const hashes[DIGEST_ALGS] = {
	[DIGEST_MD5] = &nettle_md5,       [DIGEST_SHA1] = &nettle_sha1,
	[DIGEST_SHA224] = &nettle_sha224, [DIGEST_SHA256] = &nettle_sha256,
	[DIGEST_SHA384] = &nettle_sha384, [DIGEST_SHA512] = &nettle_sha512,
};

union digest_state {
	struct md5_ctx md5;
	struct sha1_ctx sha1;
	struct sha256_ctx sha256;
	struct sha512_ctx sha512;
};

/* outer and inner hold the digested pads; state is a copy of inner being fed. */
struct mac {
	const struct nettle_hash *hash;
	union digest_state outer, inner, state;
};

size_t digest_len(enum digest_alg alg)
{
	return hashes[alg]->digest_size;
}

void digest_once(enum digest_alg alg, struct span data, uint8_t *out)
{
	const struct nettle_hash *h = hashes[alg];
	union digest_state s;
	h->init(&s);
	h->update(&s, data.len, data.data);
	h->digest(&s, h->digest_size, out);
}

struct digest {
	const struct nettle_hash *hash;
	union digest_state state;
};

struct digest *digest_new(enum digest_alg alg)
{
	struct digest *d = mem_zalloc(sizeof(*d));
	d->hash = hashes[alg];
	d->hash->init(&d->state);
	return d;
}

void digest_update(struct digest *d, struct span data)
{
	d->hash->update(&d->state, data.len, data.data);
}

void digest_finish(struct digest *d, uint8_t *out)
{
	d->hash->digest(&d->state, d->hash->digest_size, out);
}

void digest_free(struct digest *d)
{
	mem_free(d);
}

struct mac *mac_new(enum digest_alg alg, struct span key)
{
	struct mac *h = mem_zalloc(sizeof(*h));
	h->hash = hashes[alg];
	hmac_set_key(&h->outer, &h->inner, &h->state, h->hash, key.len, key.data);
	return h;
}

void mac_update(struct mac *h, struct span data)
{
	h->hash->update(&h->state, data.len, data.data);
}

void mac_finish(struct mac *h, uint8_t *out)
{
	hmac_digest(&h->outer, &h->inner, &h->state, h->hash, h->hash->digest_size, out);
}

void mac_free(struct mac *h)
{
	if (h == NULL)
		return;
	mem_wipe(h, sizeof(*h));
	mem_free(h);
}

bool crypto_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
	return memeql_sec(a, b, len) != 0;
}
