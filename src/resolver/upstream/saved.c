/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of servers as octets that outlive the process:
 *
 *   format, one octet | wall clock, 8 | servers, 2
 *   each: octets of address | address, 16 | port, 2 | flags | timeouts | srtt, var in us, 4 each |
 *         seconds without EDNS, 2
 *
 * They may be damaged: what is read is checked.
 */

#include "base/wire.h"
#include "resolver/upstream/table.h"
#include "resolver/upstream/upstream.h"

enum {
	SAVED_FORMAT = 1,
	SAVED_HEAD = 1 + 8 + 2,
	SAVED_EACH = 1 + 16 + 2 + 1 + 1 + 4 + 4 + 2,
	SAVED_KNOWN = 1,
	SAVED_SLOW = 2,
	SAVED_DAYS_MAX = 7,
	SILENCE_FADES_S = 60,
};
_Static_assert(SAVED_HEAD + UP_SAVED_MAX * SAVED_EACH <= UP_SAVED_OCTETS, "room for all");

static uint32_t in_us(double ms)
{
	return (uint32_t)(MIN_OF(MAX_OF(ms, 0.0), (double)UP_TIMEOUT_MAX_MS) * 1000);
}

size_t up_save(const struct upstream *u, struct mono now, struct wall wall,
               uint8_t out[UP_SAVED_OCTETS])
{
	struct wire_writer w = wire_writer_of(out, UP_SAVED_OCTETS);
	uint16_t count = 0;
	wire_write_u8(&w, SAVED_FORMAT);
	wire_write_u64(&w, (uint64_t)wall.s);
	wire_write_u16(&w, 0);
	LIST_EACH (it, &u->use) {
		const struct server *s = LIST_ITEM(it, struct server, use);
		int64_t plain_s = (s->no_edns_until.ns - now.ns) / NS_PER_S;
		if (count == UP_SAVED_MAX)
			break;
		wire_write_u8(&w, s->at.len);
		wire_write_octets(&w, s->at.octets, sizeof(s->at.octets));
		wire_write_u16(&w, s->at.port);
		wire_write_u8(&w, (s->known ? SAVED_KNOWN : 0) | (s->slow ? SAVED_SLOW : 0));
		wire_write_u8(&w, s->timeouts);
		wire_write_u32(&w, in_us(s->srtt_ms));
		wire_write_u32(&w, in_us(s->var_ms));
		wire_write_u16(&w, (uint16_t)MIN_OF(MAX_OF(plain_s, INT64_C(0)),
		                                    (int64_t)UP_NO_EDNS_FOR_S));
		count++;
	}
	wire_set_u16(out + SAVED_HEAD - 2, count);
	return count > 0 ? w.pos : 0;
}

static bool load_one(struct upstream *u, struct wire_reader *r, struct mono now, int64_t age_s)
{
	struct server_addr at = {.len = wire_read_u8(r)};
	const uint8_t *octets = wire_read_octets(r, sizeof(at.octets));
	at.port = wire_read_u16(r);
	uint8_t flags = wire_read_u8(r), timeouts = wire_read_u8(r);
	uint32_t srtt = wire_read_u32(r), var = wire_read_u32(r);
	int64_t plain_s = wire_read_u16(r) - age_s;
	if (wire_done(r) != OK || (at.len != 4 && at.len != 16) ||
	    MAX_OF(srtt, var) > (uint32_t)UP_TIMEOUT_MAX_MS * 1000)
		return false;
	memcpy(at.octets, octets, at.len);
	if (u->count == u->max || table_find(u, &at) != NULL)
		return true;
	struct server *s = table_obtain(u, &at);
	s->known = flags & SAVED_KNOWN;
	s->srtt_ms = srtt / 1000.0;
	s->var_ms = var / 1000.0;
	if (age_s < SILENCE_FADES_S) {
		s->timeouts = timeouts;
		s->slow = flags & SAVED_SLOW;
		if (s->timeouts >= UP_DEAD_TIMEOUTS && s->slow)
			s->dead_until = mono_add_ms(now, u->dead_for_ms);
	}
	if (plain_s > 0)
		s->no_edns_until = mono_add_ms(now, plain_s * 1000);
	return true;
}

bool up_load(struct upstream *u, struct span saved, struct mono now, struct wall wall)
{
	struct wire_reader r = wire_reader_of(saved);
	uint8_t format = wire_read_u8(&r);
	uint64_t now_s = (uint64_t)wall.s, saved_s = wire_read_u64(&r);
	unsigned count = wire_read_u16(&r);
	if (wire_done(&r) != OK || format != SAVED_FORMAT || count > UP_SAVED_MAX ||
	    wire_left(&r) != count * (size_t)SAVED_EACH)
		return false;
	if (saved_s > now_s || now_s - saved_s > SAVED_DAYS_MAX * UINT64_C(86400))
		return true;
	for (unsigned i = 0; i < count; i++) {
		if (!load_one(u, &r, now, (int64_t)(now_s - saved_s)))
			return false;
	}
	return true;
}
