/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys from strangers: the input is DNSKEY rdata. What decodes verifies nothing, and keeps its
 * octets. */
#include "sec/ds.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static void check_decoded(const struct dnskey *k)
{
	uint8_t signature[CRYPTO_SIGNATURE_MAX_LEN] = {0};
	size_t len = crypto_key_signature_len(k->key);
	struct span octets = crypto_key_public(k->key);
	demand(len <= sizeof(signature));
	demand(span_equal(octets, span_skip(k->rdata, DNSKEY_HEAD_LEN)));
	demand(crypto_verify(k->key, span_str("data"), span_of(signature, len)) != OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rdata = span_of(data, size);
	struct dnskey k;
	struct ds ds;
	uint8_t octets[DS_MAX_LEN];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	if (size > UINT16_MAX || dnskey_rdata_read(&k, rdata) != OK)
		return 0;
	demand(ds_write(&w, name_root, rdata, DS_SHA256) == OK);
	demand(ds_read(&ds, wire_written(&w)) == OK);
	demand(ds_matches(&ds, name_root, &k) == dnskey_is_zone_key(&k));
	if (dnskey_decode(&k) == OK)
		check_decoded(&k);
	crypto_key_unref(k.key);
	return 0;
}
