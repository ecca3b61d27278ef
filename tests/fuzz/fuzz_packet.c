/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any octets as a packet in the hands of a script: read, appended to, cut and fiddled with, in an
 * order that the first octets say.  A packet that was well and is appended to stays well, with one
 * record more.  Octets that were lent are never written to, whatever is done.
 */

#include "resolver/script/packet.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OPERATIONS = 8 };

static uint32_t read_all(struct kres_packet *p)
{
	struct kres_record r;
	uint32_t count = 0;
	volatile uint8_t sum = 0;
	for (int section = -1; section < 4; section++) {
		if (script_packet_open(p, section) < 0)
			continue;
		while (script_packet_next(p, &r)) {
			count++;
			for (uint32_t i = 0; i < r.owner.len; i++)
				sum = (uint8_t)(sum + r.owner.data[i]);
			for (uint32_t i = 0; i < r.rdata.len; i++)
				sum = (uint8_t)(sum + r.rdata.data[i]);
		}
	}
	(void)script_packet_question(p, &r);
	return count;
}

/* Records that the header counts. */
static uint32_t counted(const struct kres_packet *p)
{
	uint32_t count = 0;
	for (int i = 6; i < 12; i += 2)
		count += (uint32_t)(p->wire[i] << 8 | p->wire[i + 1]);
	return count;
}

/* A record made of the octets at hand: owner, type, data. */
static void put(struct kres_packet *p, const uint8_t *data, size_t size)
{
	uint32_t owner = size > 0 ? data[0] % 32 : 0;
	if (size < owner + 3)
		return;
	const struct kres_record r = {
		.owner = {.data = data + 1, .len = owner},
		.type = data[1 + owner],
		.class_ = 1,
		.ttl = data[2 + owner],
		.rdata = {.data = data + owner + 3, .len = (uint32_t)(size - owner - 3)},
	};
	uint32_t before = read_all(p), size_before = p->size;
	/* The data of all its records can be read, too. */
	bool well = script_packet_fault(p) == NULL, whole = well && before == counted(p);
	const char *wrong = script_packet_put(p, &r);
	if (wrong != NULL && p->size != size_before)
		abort();
	if (wrong == NULL && (!well || p->size > p->max))
		abort();
	/* OPT and TSIG have places of their own: such a packet may be broken now. */
	if (wrong == NULL && whole && script_packet_fault(p) == NULL && read_all(p) != before + 1)
		abort();
}

static void operate(struct kres_packet *p, uint8_t what, const uint8_t *data, size_t size)
{
	switch (what % 7) {
	case 0:
		put(p, data, size);
		break;
	case 1:
		script_packet_clear(p);
		break;
	case 2:
		(void)script_packet_set_question(p, data, (uint32_t)(size % 300), what, 1);
		break;
	case 3: /* header fields are for scripts to set */
		if (size > 12)
			p->wire[what % 12] = data[0];
		break;
	case 4:
		(void)script_packet_resize(p, (uint32_t)(what * 17));
		break;
	case 5:
		p->section = what % 3;
		break;
	default:
		(void)script_packet_put_opt(p, 1232, what);
	}
}

static void operate_all(struct kres_packet *p, const uint8_t *operations, struct span wire)
{
	for (size_t i = 0; i < OPERATIONS; i++) {
		struct kres_record r;
		bool reading = script_packet_open(p, operations[i] % 3) > 0;
		operate(p, operations[i], wire.data, wire.len);
		if (reading) /* what is changed is read no more, or read safely */
			(void)script_packet_next(p, &r);
		read_all(p);
	}
}

/* In a little arena, so that its bound is met, too. */
static void operate_lent(const uint8_t *operations, struct span wire)
{
	struct arena arena;
	arena_init(&arena, 4096);
	struct kres_packet *p = script_packet_lend(wire, &arena);
	read_all(p);
	if (script_packet_loosen(p) == NULL)
		operate_all(p, operations, wire);
	script_packet_return(p);
	if (script_packet_loosen(p) == NULL)
		abort();
	script_packet_free(p);
	arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < OPERATIONS || size > SCRIPT_PACKET_MOST)
		return 0;
	const struct span wire = span_of(data + OPERATIONS, size - OPERATIONS);
	struct kres_packet *fixed = script_packet_of(wire);
	read_all(fixed);
	script_packet_free(fixed);
	struct kres_packet *p = script_packet_new(SCRIPT_PACKET_MOST);
	script_packet_fill(p, wire);
	operate_all(p, data, wire);
	script_packet_free(p);
	if (wire.len >= SCRIPT_PACKET_LEAST)
		operate_lent(data, wire);
	return 0;
}
