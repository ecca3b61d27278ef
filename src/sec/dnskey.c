/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields of key records, their tags, and sets of them ready to verify with. Chooses no key. */
#include "sec/dnskey.h"

#include "base/mem.h"

enum err dnskey_rdata_read(struct dnskey *out, struct span rdata)
{
	if (rdata.len < DNSKEY_HEAD_LEN)
		return E_MALFORMED;
	*out = (struct dnskey){
		.flags = wire_get_u16(rdata.data),
		.protocol = rdata.data[2],
		.algorithm = rdata.data[3],
		.tag = dnskey_tag(rdata),
		.rdata = rdata,
	};
	return OK;
}

void dnskey_rdata_write(struct wire_writer *w, uint16_t flags, uint8_t algorithm,
                        struct span public_key)
{
	wire_write_u16(w, flags);
	wire_write_u8(w, DNSKEY_PROTOCOL);
	wire_write_u8(w, algorithm);
	wire_write_span(w, public_key);
}

uint16_t dnskey_tag(struct span rdata)
{
	if (rdata.len < DNSKEY_HEAD_LEN)
		return 0;
	/* RFC 4034 appendix B.1: the last but two and last but one octets of the modulus. */
	if (rdata.data[3] == DNSKEY_RSAMD5)
		return rdata.len < DNSKEY_HEAD_LEN + 3 ? 0
		                                       : wire_get_u16(rdata.data + rdata.len - 3);
	uint32_t sum = 0; /* of at most 32768 times 65535: no overflow */
	size_t i = 0;
	for (; i + 1 < rdata.len; i += 2)
		sum += wire_get_u16(rdata.data + i);
	if (i < rdata.len)
		sum += (uint32_t)rdata.data[i] << 8;
	return (uint16_t)(sum + (sum >> 16));
}

enum err dnskey_decode(struct dnskey *k)
{
	if (k->key != NULL)
		return OK;
	return crypto_key_from_dnskey(&k->key, k->algorithm, span_skip(k->rdata, DNSKEY_HEAD_LEN));
}

enum err dnskey_set_init(struct dnskey_set *out, const struct rrset *set)
{
	*out = (struct dnskey_set){0};
	if (set->count > DNSKEY_SET_MAX)
		return E_LIMIT;
	if (set->count == 0)
		return OK;
	out->keys = mem_calloc(set->count, sizeof(out->keys[0]));
	struct rrset_iter it = rrset_iter_of(set);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		struct dnskey *k = &out->keys[out->count];
		if (dnskey_rdata_read(k, rdata) == OK && dnskey_is_zone_key(k) &&
		    dnskey_decode(k) == OK)
			out->count++;
	}
	return OK;
}

void dnskey_set_deinit(struct dnskey_set *s)
{
	for (size_t i = 0; i < s->count; i++)
		crypto_key_unref(s->keys[i].key);
	mem_free(s->keys);
	*s = (struct dnskey_set){0};
}

size_t dnskey_set_collisions(const struct dnskey_set *s, size_t i)
{
	size_t n = 0;
	for (size_t j = 0; j < s->count; j++)
		n += s->keys[j].tag == s->keys[i].tag &&
		     s->keys[j].algorithm == s->keys[i].algorithm;
	return n;
}

static const uint8_t delete_cds[] = {0, 0, 0, 0, 0}, delete_cdnskey[] = {0, 0, 3, 0, 0};

struct span cds_delete_rdata(void)
{
	return span_of(delete_cds, sizeof(delete_cds));
}

struct span cdnskey_delete_rdata(void)
{
	return span_of(delete_cdnskey, sizeof(delete_cdnskey));
}

bool cds_is_delete(struct span rdata)
{
	return span_equal(rdata, cds_delete_rdata());
}

bool cdnskey_is_delete(struct span rdata)
{
	return span_equal(rdata, cdnskey_delete_rdata());
}
