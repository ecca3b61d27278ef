/* SPDX-License-Identifier: BSD-2-Clause */
/* Records from keys. */

#include "server/keys/apex.h"

#include "dns/rrtype.h"
#include "sec/ds.h"
#include "server/keys/use.h"

enum { RDATA_MAX = DNSKEY_HEAD_LEN + KEY_PUBLIC_MAX };

/* A key that another signer holds takes no part in ours. */
static bool is_trusted(const struct zone_key *key, int64_t now, enum key_state state)
{
	return key->is_ksk && !key->public_only && key_state_at(key, now) == state;
}

static bool any_is(const struct key_list *keys, int64_t now, enum key_state state, uint8_t *alg)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (is_trusted(&keys->items[i], now, state)) {
			*alg = keys->items[i].algorithm;
			return true;
		}
	}
	return false;
}

bool apex_has_cds(const struct key_list *keys, size_t i, enum conf_cds mode, int64_t now)
{
	const struct zone_key *key = &keys->items[i];
	uint8_t alg = 0;
	bool waiting = any_is(keys, now, KEY_IS_READY, &alg);
	if (mode == CDS_NONE || mode == CDS_DELETE_DNSSEC)
		return false;
	if (is_trusted(key, now, KEY_IS_READY))
		return true;
	if (!is_trusted(key, now, KEY_IS_ACTIVE) || mode == CDS_ROLLOVER)
		return false;
	if (!waiting)
		return true;
	return mode == CDS_DOUBLE_DS && key->algorithm == alg;
}

static enum err add_cds(struct apex_records *out, struct arena *arena, const struct apex_options *o,
                        struct span dnskey)
{
	uint8_t rdata[DS_MAX_LEN];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	TRY(ds_write(&w, o->zone, dnskey, o->cds_digest));
	TRY(rrset_add(&out->cdnskey, arena, dnskey));
	return rrset_add(&out->cds, arena, wire_written(&w));
}

/* A KSK's CDNSKEY, and CDS records of all digests that one of ours may have been made with. */
static enum err add_every_cds(struct apex_ever *ever, struct arena *arena, const uint8_t *zone,
                              struct span dnskey)
{
	static const uint8_t digests[] = {DS_SHA1, DS_SHA256, DS_SHA384};
	TRY(rrset_add(&ever->cdnskey, arena, dnskey));
	for (size_t i = 0; i < ARRAY_LEN(digests); i++) {
		uint8_t rdata[DS_MAX_LEN];
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		TRY(ds_write(&w, zone, dnskey, digests[i]));
		TRY(rrset_add(&ever->cds, arena, wire_written(&w)));
	}
	return OK;
}

static enum err add_every_form(struct apex_ever *ever, struct arena *arena, const uint8_t *zone,
                               const struct zone_key *key)
{
	uint8_t octets[RDATA_MAX], revoked_octets[RDATA_MAX];
	struct wire_writer w = wire_writer_of(octets, RDATA_MAX);
	struct wire_writer revoked = wire_writer_of(revoked_octets, RDATA_MAX);
	key_dnskey_write(&w, key, false);
	key_dnskey_write(&revoked, key, true);
	TRY(rrset_add(&ever->dnskey, arena, wire_written(&w)));
	TRY(rrset_add(&ever->dnskey, arena, wire_written(&revoked)));
	return key->is_ksk ? add_every_cds(ever, arena, zone, wire_written(&w)) : OK;
}

/*
 * What keys may have put there in any state; keys that went are remembered until they are deleted.
 * The request for deletion (RFC 8078 section 4) is of no key: the policy alone says whether it is
 * there.
 */
static enum err ever_make(struct apex_ever *ever, struct arena *arena, const struct key_list *keys,
                          const uint8_t *zone)
{
	for (size_t i = 0; i < keys->count; i++)
		TRY(add_every_form(ever, arena, zone, &keys->items[i]));
	TRY(rrset_add(&ever->cdnskey, arena, cdnskey_delete_rdata()));
	return rrset_add(&ever->cds, arena, cds_delete_rdata());
}

static struct rrset set_of_type(const struct apex_options *o, uint16_t type, uint32_t ttl)
{
	return (struct rrset){.owner = o->zone, .type = type, .class_ = CLASS_IN, .ttl = ttl};
}

enum err apex_make(struct apex_records *out, struct arena *arena, const struct key_list *keys,
                   const struct apex_options *options)
{
	*out = (struct apex_records){
		.dnskey = set_of_type(options, RR_DNSKEY, options->dnskey_ttl),
		.cdnskey = set_of_type(options, RR_CDNSKEY, 0),
		.cds = set_of_type(options, RR_CDS, 0),
		.foreign_stay = options->foreign_stay,
	};
	if (options->foreign_stay) {
		out->ever = (struct apex_ever){out->dnskey, out->cdnskey, out->cds};
		TRY(ever_make(&out->ever, arena, keys, options->zone));
	}
	for (size_t i = 0; i < keys->count; i++) {
		struct key_use use = key_use_at(keys, i, options->now);
		uint8_t rdata[RDATA_MAX];
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		if (!use.published)
			continue;
		key_dnskey_write(&w, &keys->items[i], use.revoked);
		TRY(rrset_add(&out->dnskey, arena, wire_written(&w)));
		if (apex_has_cds(keys, i, options->cds, options->now))
			TRY(add_cds(out, arena, options, wire_written(&w)));
	}
	if (options->cds != CDS_DELETE_DNSSEC)
		return OK;
	/* RFC 8078 section 4: the parent is asked to remove all DS records. */
	TRY(rrset_add(&out->cdnskey, arena, cdnskey_delete_rdata()));
	return rrset_add(&out->cds, arena, cds_delete_rdata());
}

static bool set_matches(const struct rrset *ds, const uint8_t *zone, const struct zone_key *key)
{
	uint8_t octets[RDATA_MAX];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	struct dnskey dnskey;
	struct span rdata;
	key_dnskey_write(&w, key, false);
	if (dnskey_rdata_read(&dnskey, wire_written(&w)) != OK)
		return false;
	for (struct rrset_iter it = rrset_iter_of(ds); rrset_next(&it, &rdata);) {
		struct ds one;
		if (ds_read(&one, rdata) == OK && ds_is_supported(&one) &&
		    ds_matches(&one, zone, &dnskey))
			return true;
	}
	return false;
}

bool apex_is_confirmed(const struct key_list *keys, const uint8_t *zone, const struct rrset *ds,
                       int64_t now)
{
	const struct zone_key *ready = NULL;
	for (size_t i = 0; i < keys->count && ready == NULL; i++) {
		if (is_trusted(&keys->items[i], now, KEY_IS_READY))
			ready = &keys->items[i];
	}
	if (ready == NULL || !set_matches(ds, zone, ready))
		return false;
	for (size_t i = 0; i < keys->count; i++) {
		const struct zone_key *old = &keys->items[i];
		if (is_trusted(old, now, KEY_IS_ACTIVE) && old->algorithm != ready->algorithm &&
		    set_matches(ds, zone, old))
			return false;
	}
	return true;
}
