/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone cuts.  Invariant: names and addresses are each held once, and never more than the bounds. */

#include "resolver/request/cut.h"

#include "base/wire.h"

void cut_init(struct cut *c, const uint8_t *name)
{
	c->name = name;
	c->ns_count = c->ns_used = c->addr_count = 0;
}

int cut_find_ns(const struct cut *c, const uint8_t *name)
{
	for (int i = 0; i < c->ns_count; i++) {
		if (name_equal(c->ns[i].name, name))
			return i;
	}
	return -1;
}

int cut_add_ns(struct cut *c, const uint8_t *name)
{
	int i = cut_find_ns(c, name);
	if (i >= 0)
		return i;
	if (c->ns_count == CUT_NS_MAX)
		return -1;
	c->ns[c->ns_count] = (struct cut_ns){.name = name};
	return c->ns_count++;
}

void cut_add_addr(struct cut *c, int ns, struct span octets, uint16_t port)
{
	struct server_addr at = {.len = (uint8_t)octets.len, .port = port};
	if ((octets.len != 4 && octets.len != 16) || c->addr_count == CUT_ADDR_MAX)
		return;
	memcpy(at.octets, octets.data, octets.len);
	unsigned same_ns = 0;
	for (size_t i = 0; i < c->addr_count; i++) {
		if (server_addr_equal(&c->addr[i].at, &at))
			return;
		same_ns += c->addr[i].ns == ns;
	}
	if (same_ns < CUT_ADDR_PER_NS)
		c->addr[c->addr_count++] = (struct cut_addr){.at = at, .ns = (uint8_t)ns};
}

bool cut_ns_has_addr(const struct cut *c, int ns)
{
	for (size_t i = 0; i < c->addr_count; i++) {
		if (c->addr[i].ns == ns)
			return true;
	}
	return false;
}

bool server_addr_is_public(struct span octets)
{
	static const uint8_t zeros[16];
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	const uint8_t *o = octets.data;
	if (octets.len == 4) /* "this" net, loopback, multicast, broadcast (RFC 6890 section 2.2) */
		return o[0] != 0 && o[0] != 127 && (o[0] & 0xf0) != 0xe0 &&
		       wire_get_u32(o) != UINT32_MAX;
	if (octets.len != 16)
		return false;
	if (memcmp(o, zeros, 15) == 0 && o[15] <= 1)
		return false;
	return o[0] != 0xff && memcmp(o, mapped, sizeof(mapped)) != 0;
}
