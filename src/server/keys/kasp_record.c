/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets to keys and facts, and back. */

#include "server/keys/kasp_record.h"

#include "base/wire.h"

enum {
	FLAG_KSK = 1,
	FLAG_ZSK = 2,
	FLAG_SEP = 4,
	FLAG_PUBLIC_ONLY = 8,
	FLAG_FOR_LATER = 16,
	FLAGS_OF_KEY = 31,

	FLAG_TTLS = 1,
	FLAG_MASTER = 2,
	FLAG_SIGNED = 4,
	FLAG_SALT = 8,
	FLAGS_OF_FACTS = 15,
};

void kasp_key_begin(struct kasp_key *k, enum kasp_kind kind)
{
	k->octets[0] = (uint8_t)kind;
	k->len = 1;
}

void kasp_key_add(struct kasp_key *k, struct span part)
{
	if (k->len == 0 || part.len > sizeof(k->octets) - k->len) {
		k->len = 0;
		return;
	}
	if (part.len > 0)
		memcpy(k->octets + k->len, part.data, part.len);
	k->len += part.len;
}

void kasp_key_add_zone(struct kasp_key *k, const uint8_t *zone)
{
	struct name lower;
	name_copy(&lower, zone);
	name_lower(lower.wire, lower.len);
	kasp_key_add(k, span_of(lower.wire, lower.len));
}

size_t kasp_key_record_write(uint8_t out[KASP_KEY_RECORD_MAX], const struct zone_key *key)
{
	struct wire_writer w = wire_writer_of(out, KASP_KEY_RECORD_MAX);
	wire_write_u8(&w, (uint8_t)((key->is_ksk ? FLAG_KSK : 0) | (key->is_zsk ? FLAG_ZSK : 0) |
	                            (key->sep ? FLAG_SEP : 0) |
	                            (key->public_only ? FLAG_PUBLIC_ONLY : 0) |
	                            (key->for_later ? FLAG_FOR_LATER : 0)));
	wire_write_u8(&w, key->algorithm);
	for (size_t i = 0; i < KEY_TIMERS; i++)
		wire_write_u64(&w, (uint64_t)key->timers[i]);
	wire_write_octets(&w, key->public_key, key->public_len);
	return w.pos;
}

enum err kasp_key_record_read(struct zone_key *out, struct span record)
{
	struct wire_reader r = wire_reader_of(record);
	uint8_t rdata[DNSKEY_HEAD_LEN + KEY_PUBLIC_MAX];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	*out = (struct zone_key){0};
	uint8_t flags = wire_read_u8(&r);
	out->is_ksk = (flags & FLAG_KSK) != 0;
	out->is_zsk = (flags & FLAG_ZSK) != 0;
	out->sep = (flags & FLAG_SEP) != 0;
	out->public_only = (flags & FLAG_PUBLIC_ONLY) != 0;
	out->for_later = (flags & FLAG_FOR_LATER) != 0;
	out->algorithm = wire_read_u8(&r);
	for (size_t i = 0; i < KEY_TIMERS; i++) {
		out->timers[i] = (int64_t)wire_read_u64(&r);
		if (out->timers[i] < 0)
			return E_CORRUPT;
	}
	size_t len = wire_left(&r);
	const uint8_t *octets = wire_read_octets(&r, len);
	if (r.err != OK || (flags & ~FLAGS_OF_KEY) != 0 || len == 0 || len > KEY_PUBLIC_MAX ||
	    (!out->is_ksk && !out->is_zsk))
		return E_CORRUPT;
	memcpy(out->public_key, octets, len);
	out->public_len = (uint16_t)len;
	key_dnskey_write(&w, out, false);
	out->tag = dnskey_tag(wire_written(&w));
	return OK;
}

size_t kasp_facts_record_write(uint8_t out[KASP_FACTS_RECORD_MAX], const struct zone_facts *facts)
{
	struct wire_writer w = wire_writer_of(out, KASP_FACTS_RECORD_MAX);
	wire_write_u8(&w, (uint8_t)((facts->ttls.known ? FLAG_TTLS : 0) |
	                            (facts->has_master_serial ? FLAG_MASTER : 0) |
	                            (facts->has_last_signed ? FLAG_SIGNED : 0) |
	                            (facts->has_salt ? FLAG_SALT : 0)));
	wire_write_u32(&w, facts->ttls.dnskey_s);
	wire_write_u32(&w, facts->ttls.zone_s);
	wire_write_u64(&w, (uint64_t)facts->ttls.dnskey_until);
	wire_write_u64(&w, (uint64_t)facts->ttls.zone_until);
	wire_write_u64(&w, (uint64_t)facts->signed_s);
	wire_write_u32(&w, facts->master_serial.value);
	wire_write_u32(&w, facts->last_signed.value);
	wire_write_u64(&w, (uint64_t)facts->salt_created_s);
	wire_write_u8(&w, facts->salt_len);
	wire_write_octets(&w, facts->salt, facts->salt_len);
	return w.pos;
}

enum err kasp_facts_record_read(struct zone_facts *out, struct span record)
{
	struct wire_reader r = wire_reader_of(record);
	*out = (struct zone_facts){.has_salt = false};
	uint8_t flags = wire_read_u8(&r);
	out->ttls.known = (flags & FLAG_TTLS) != 0;
	out->has_master_serial = (flags & FLAG_MASTER) != 0;
	out->has_last_signed = (flags & FLAG_SIGNED) != 0;
	out->has_salt = (flags & FLAG_SALT) != 0;
	out->ttls.dnskey_s = wire_read_u32(&r);
	out->ttls.zone_s = wire_read_u32(&r);
	out->ttls.dnskey_until = (int64_t)wire_read_u64(&r);
	out->ttls.zone_until = (int64_t)wire_read_u64(&r);
	out->signed_s = (int64_t)wire_read_u64(&r);
	out->master_serial.value = wire_read_u32(&r);
	out->last_signed.value = wire_read_u32(&r);
	out->salt_created_s = (int64_t)wire_read_u64(&r);
	out->salt_len = wire_read_u8(&r);
	const uint8_t *salt = wire_read_octets(&r, out->salt_len);
	if (wire_finish(&r) != OK || (flags & ~FLAGS_OF_FACTS) != 0 || out->signed_s < 0 ||
	    out->salt_created_s < 0 || out->ttls.dnskey_until < 0 || out->ttls.zone_until < 0)
		return E_CORRUPT;
	memcpy(out->salt, salt, out->salt_len);
	return OK;
}
