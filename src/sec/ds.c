/* SPDX-License-Identifier: BSD-2-Clause */
/* digest = hash(owner in canonical form | DNSKEY rdata): RFC 4034 section 5.1.4. */
#include "sec/ds.h"

#include "base/mem.h"
#include "crypto/digest.h"

static bool hash_of(enum digest_alg *out, uint8_t digest_type)
{
	switch (digest_type) {
	case DS_SHA1:
		*out = DIGEST_SHA1;
		return true;
	case DS_SHA256:
		*out = DIGEST_SHA256;
		return true;
	case DS_SHA384:
		*out = DIGEST_SHA384;
		return true;
	default:
		return false;
	}
}

enum err ds_read(struct ds *out, struct span rdata)
{
	if (rdata.len < DS_HEAD_LEN)
		return E_MALFORMED;
	*out = (struct ds){
		.tag = wire_get_u16(rdata.data),
		.algorithm = rdata.data[2],
		.digest_type = rdata.data[3],
		.digest = span_skip(rdata, DS_HEAD_LEN),
	};
	return OK;
}

size_t ds_digest_len(uint8_t digest_type)
{
	enum digest_alg hash;
	return hash_of(&hash, digest_type) ? digest_len(hash) : 0;
}

bool ds_is_supported(const struct ds *ds)
{
	return ds->digest.len != 0 && ds->digest.len == ds_digest_len(ds->digest_type) &&
	       crypto_alg_is_supported(ds->algorithm);
}

static void digest_make(uint8_t *out, enum digest_alg hash, const uint8_t *owner, struct span key)
{
	size_t len = name_len(owner);
	uint8_t *input = mem_alloc(len + key.len);
	memcpy(input, owner, len);
	name_lower(input, len);
	memcpy(input + len, key.data, key.len);
	digest_once(hash, span_of(input, len + key.len), out);
	mem_free(input);
}

enum err ds_write(struct wire_writer *w, const uint8_t *owner, struct span key, uint8_t digest_type)
{
	enum digest_alg hash;
	uint8_t digest[DIGEST_MAX_LEN];
	if (!hash_of(&hash, digest_type))
		return E_NOTSUP;
	if (key.len < DNSKEY_HEAD_LEN)
		return E_MALFORMED;
	digest_make(digest, hash, owner, key);
	wire_write_u16(w, dnskey_tag(key));
	wire_write_u8(w, key.data[3]);
	wire_write_u8(w, digest_type);
	wire_write_octets(w, digest, digest_len(hash));
	return OK;
}

bool ds_matches(const struct ds *ds, const uint8_t *owner, const struct dnskey *key)
{
	enum digest_alg hash;
	uint8_t digest[DIGEST_MAX_LEN];
	if (ds->tag != key->tag || ds->algorithm != key->algorithm || !dnskey_is_zone_key(key) ||
	    !hash_of(&hash, ds->digest_type) || ds->digest.len != digest_len(hash))
		return false;
	digest_make(digest, hash, owner, key->rdata);
	return memcmp(digest, ds->digest.data, ds->digest.len) == 0;
}
