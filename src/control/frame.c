/* SPDX-License-Identifier: BSD-2-Clause */
/* Control protocol units.  The order of items inside a unit is free; a repeated one is an error. */

#include "control/frame.h"

#include "base/wire.h"

enum { ITEM_BASE = 16 };

enum err ctl_unit_read(struct ctl_unit *out, struct span in, size_t *used)
{
	struct wire_reader r = wire_reader_of(in);
	memset(out, 0, sizeof(*out));
	uint8_t type = wire_read_u8(&r);
	if (wire_done(&r) != OK)
		return E_AGAIN;
	if (type > CTL_BLOCK)
		return E_MALFORMED;
	out->type = (enum ctl_unit_type)type;
	bool has_items = type == CTL_DATA || type == CTL_EXTRA;
	while (has_items) {
		if (wire_left(&r) == 0)
			return E_AGAIN;
		uint8_t code = in.data[r.pos];
		if (code < ITEM_BASE)
			break;
		if (code >= ITEM_BASE + CTL_ITEMS || out->items[code - ITEM_BASE].data != NULL)
			return E_MALFORMED;
		wire_read_u8(&r);
		struct span value = wire_read_span(&r, wire_read_u16(&r));
		if (wire_done(&r) != OK)
			return E_AGAIN;
		out->items[code - ITEM_BASE] = value;
	}
	*used = r.pos;
	return OK;
}

void ctl_unit_write(struct text *out, const struct ctl_unit *unit)
{
	text_put_char(out, (char)unit->type);
	for (int i = 0; i < CTL_ITEMS; i++) {
		uint8_t head[3] = {(uint8_t)(ITEM_BASE + i)};
		size_t len = MIN_OF(unit->items[i].len, (size_t)UINT16_MAX);
		if (unit->items[i].data == NULL)
			continue;
		wire_set_u16(head + 1, (uint16_t)len);
		text_put_octets(out, head, sizeof(head));
		text_put_octets(out, unit->items[i].data, len);
	}
}
