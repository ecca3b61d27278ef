/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root hints.  The compiled-in table is that of IANA's named.root; it changes about once in five
 * years, and the root servers keep answering at an old address for a year (RFC 9609 section 2).
 */

#include "resolver/engine/hints.h"

#include "base/ip.h"

#include <assert.h>

static const struct {
	const char *name;
	const char *ip4;
	const char *ip6;
} roots[] = {
	{"a.root-servers.net", "198.41.0.4", "2001:503:ba3e::2:30"},
	{"b.root-servers.net", "170.247.170.2", "2801:1b8:10::b"},
	{"c.root-servers.net", "192.33.4.12", "2001:500:2::c"},
	{"d.root-servers.net", "199.7.91.13", "2001:500:2d::d"},
	{"e.root-servers.net", "192.203.230.10", "2001:500:a8::e"},
	{"f.root-servers.net", "192.5.5.241", "2001:500:2f::f"},
	{"g.root-servers.net", "192.112.36.4", "2001:500:12::d0d"},
	{"h.root-servers.net", "198.97.190.53", "2001:500:1::53"},
	{"i.root-servers.net", "192.36.148.17", "2001:7fe::53"},
	{"j.root-servers.net", "192.58.128.30", "2001:503:c27::2:30"},
	{"k.root-servers.net", "193.0.14.129", "2001:7fd::1"},
	{"l.root-servers.net", "199.7.83.42", "2001:500:9f::42"},
	{"m.root-servers.net", "202.12.27.33", "2001:dc3::35"},
};

void hints_clear(struct engine_hints *h)
{
	h->count = h->addr_count = 0;
}

void hints_init(struct engine_hints *h)
{
	hints_clear(h);
	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		struct name name;
		uint8_t octets[16];
		bool ok = name_parse_str(&name, roots[i].name) == OK;
		ok = ok && ip4_parse(octets, span_str(roots[i].ip4)) == OK &&
		     hints_add(h, name.wire, span_of(octets, 4), 53) == OK;
		ok = ok && ip6_parse(octets, span_str(roots[i].ip6)) == OK &&
		     hints_add(h, name.wire, span_of(octets, 16), 53) == OK;
		assert(ok);
		(void)ok;
	}
}

enum err hints_add(struct engine_hints *h, const uint8_t *name, struct span octets, uint16_t port)
{
	if (octets.len != 4 && octets.len != 16)
		return E_ADDR;
	uint8_t i = 0;
	while (i < h->count && !name_equal(h->names[i].wire, name))
		i++;
	if (i == HINTS_NAMES_MAX || h->addr_count == CUT_ADDR_MAX)
		return E_LIMIT;
	if (i == h->count) {
		name_copy(&h->names[i], name);
		name_lower(h->names[i].wire, h->names[i].len);
		h->count++;
	}
	struct server_addr at = {.len = (uint8_t)octets.len, .port = port};
	memcpy(at.octets, octets.data, octets.len);
	h->addrs[h->addr_count].at = at;
	h->addrs[h->addr_count++].name = i;
	return OK;
}

enum err hints_add_record(struct engine_hints *h, const uint8_t *owner, uint16_t type,
                          struct span rdata)
{
	if (type != RR_A && type != RR_AAAA)
		return OK;
	return hints_add(h, owner, rdata, 53);
}

void hints_cut(const struct engine_hints *h, struct cut *cut)
{
	cut_init(cut, name_root);
	for (size_t i = 0; i < h->count; i++)
		cut_add_ns(cut, h->names[i].wire);
	for (size_t i = 0; i < h->addr_count; i++)
		cut_add_addr(cut, h->addrs[i].name,
		             span_of(h->addrs[i].at.octets, h->addrs[i].at.len),
		             h->addrs[i].at.port);
	/* What the hints say is all there is: they are not looked up. */
	for (size_t i = 0; i < cut->ns_count; i++)
		cut->ns[i].flags |= CUT_NS_A_DONE | CUT_NS_AAAA_DONE;
}
