/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields that are one address of a fixed size: IP, EUI (RFC 7043), ILNP locators (RFC 6742). */

#include "dns/rdata_field.h"

#include "base/hex.h"
#include "base/ip.h"

enum err rdata_ipv4_parse(struct rdata_parser *p)
{
	struct span word;
	uint8_t octets[4];
	TRY(rdata_word(p, &word));
	TRY(ip4_parse(octets, word));
	rdata_token_take(p);
	wire_write_octets(p->out, octets, sizeof(octets));
	return OK;
}

bool rdata_ipv4_print(struct rdata_printer *p)
{
	ip4_print(p->t, wire_read_octets(&p->r, 4));
	return true;
}

enum err rdata_ipv6_parse(struct rdata_parser *p)
{
	struct span word;
	uint8_t octets[16];
	TRY(rdata_word(p, &word));
	TRY(ip6_parse(octets, word));
	rdata_token_take(p);
	wire_write_octets(p->out, octets, sizeof(octets));
	return OK;
}

bool rdata_ipv6_print(struct rdata_printer *p)
{
	ip6_print(p->t, wire_read_octets(&p->r, 16));
	return true;
}

/* `octets` octets in hexadecimal, a separator behind each `group` of them but the last. */
static enum err groups_take(struct rdata_parser *p, size_t octets, size_t group, uint8_t separator)
{
	struct span word;
	TRY(rdata_word(p, &word));
	if (word.len != octets * 2 + octets / group - 1)
		return E_ADDR;
	const uint8_t *at = word.data;
	for (size_t i = 0; i < octets; i++) {
		if (i > 0 && i % group == 0 && *at++ != separator)
			return E_ADDR;
		int high = hex_digit(at[0]), low = hex_digit(at[1]);
		if (high < 0 || low < 0)
			return E_ADDR;
		wire_write_u8(p->out, (uint8_t)(high << 4 | low));
		at += 2;
	}
	rdata_token_take(p);
	return OK;
}

static bool groups_print(struct rdata_printer *p, size_t octets, size_t group, char separator)
{
	for (size_t i = 0; i < octets; i += group) {
		if (i > 0)
			text_put_char(p->t, separator);
		hex_print(p->t, wire_read_span(&p->r, group), true);
	}
	return true;
}

enum err rdata_eui48_parse(struct rdata_parser *p)
{
	return groups_take(p, 6, 1, '-');
}

bool rdata_eui48_print(struct rdata_printer *p)
{
	return groups_print(p, 6, 1, '-');
}

enum err rdata_eui64_parse(struct rdata_parser *p)
{
	return groups_take(p, 8, 1, '-');
}

bool rdata_eui64_print(struct rdata_printer *p)
{
	return groups_print(p, 8, 1, '-');
}

enum err rdata_locator64_parse(struct rdata_parser *p)
{
	return groups_take(p, 8, 2, ':');
}

bool rdata_locator64_print(struct rdata_printer *p)
{
	return groups_print(p, 8, 2, ':');
}
