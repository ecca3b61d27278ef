/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Gateways of IPSECKEY (RFC 4025 section 2.5) and relays of AMTRELAY (RFC 8777 section 4.2.4): the
 * type octet, the second of the record in both, says whether there is nothing, an IPv4 address, an
 * IPv6 address or a name.  Types above these are carried, but have no text.
 */

#include "dns/rdata_field.h"

#include "base/ip.h"

enum gateway_type { GATEWAY_NONE = 0, GATEWAY_IPV4 = 1, GATEWAY_IPV6 = 2, GATEWAY_NAME = 3 };

enum { TYPE_AT = 1, ALGORITHM_AT = 2, DISCOVERY = 0x80 };

static enum err nothing_take(struct rdata_parser *p)
{
	struct span word;
	TRY(rdata_word(p, &word));
	if (word.len != 1 || word.data[0] != '.')
		return E_INVALID;
	rdata_token_take(p);
	return OK;
}

static enum err gateway_take(struct rdata_parser *p, unsigned type)
{
	switch (type) {
	case GATEWAY_NONE:
		return nothing_take(p);
	case GATEWAY_IPV4:
		return rdata_ipv4_parse(p);
	case GATEWAY_IPV6:
		return rdata_ipv6_parse(p);
	case GATEWAY_NAME:
		return rdata_name_parse(p);
	default:
		return E_INVALID;
	}
}

static enum err gateway_step(struct wire_reader *r, unsigned type)
{
	switch (type) {
	case GATEWAY_NONE:
		return wire_done(r);
	case GATEWAY_IPV4:
		wire_read_octets(r, 4);
		return wire_done(r);
	case GATEWAY_IPV6:
		wire_read_octets(r, 16);
		return wire_done(r);
	case GATEWAY_NAME:
		return rdata_name_check(r);
	default:
		return rdata_rest_check(r);
	}
}

static bool gateway_put(struct rdata_printer *p, unsigned type)
{
	switch (type) {
	case GATEWAY_NONE:
		text_put_char(p->t, '.');
		return true;
	case GATEWAY_IPV4:
		return rdata_ipv4_print(p);
	case GATEWAY_IPV6:
		return rdata_ipv6_print(p);
	case GATEWAY_NAME:
		return rdata_name_print(p);
	default:
		return false;
	}
}

/* An octet of the record that is being parsed; 0 when the writer is full. */
static unsigned octet_before(const struct rdata_parser *p, size_t at)
{
	return p->out->err == OK ? p->out->data[p->start + at] : 0;
}

enum err rdata_gateway_parse(struct rdata_parser *p)
{
	return gateway_take(p, octet_before(p, TYPE_AT));
}

enum err rdata_gateway_check(struct wire_reader *r)
{
	return wire_done(r) == OK ? gateway_step(r, r->data[TYPE_AT]) : r->err;
}

bool rdata_gateway_print(struct rdata_printer *p)
{
	return gateway_put(p, p->r.data[TYPE_AT]);
}

/* Algorithm 0 says that there is no key (RFC 4025 section 2.4); others may go without one. */
enum err rdata_gateway_key_parse(struct rdata_parser *p)
{
	return octet_before(p, ALGORITHM_AT) == 0 ? OK : rdata_base64_optional_parse(p);
}

enum err rdata_gateway_key_check(struct wire_reader *r)
{
	return rdata_rest_check(r);
}

bool rdata_gateway_key_print(struct rdata_printer *p)
{
	if (p->r.data[ALGORITHM_AT] == 0)
		return wire_left(&p->r) == 0;
	return rdata_base64_optional_print(p);
}

/* "D-bit type" in text, one octet on the wire. */
enum err rdata_relay_type_parse(struct rdata_parser *p)
{
	uint64_t discovery, type;
	TRY(rdata_number_take(p, &discovery, 1));
	TRY(rdata_number_take(p, &type, DISCOVERY - 1));
	wire_write_u8(p->out, (uint8_t)(discovery * DISCOVERY | type));
	return OK;
}

bool rdata_relay_type_print(struct rdata_printer *p)
{
	uint8_t octet = wire_read_u8(&p->r);
	text_put(p->t, octet & DISCOVERY ? "1 " : "0 ");
	text_put_u32(p->t, octet & (DISCOVERY - 1));
	return true;
}

enum err rdata_relay_parse(struct rdata_parser *p)
{
	return gateway_take(p, octet_before(p, TYPE_AT) & (DISCOVERY - 1));
}

enum err rdata_relay_check(struct wire_reader *r)
{
	return wire_done(r) == OK ? gateway_step(r, r->data[TYPE_AT] & (DISCOVERY - 1)) : r->err;
}

bool rdata_relay_print(struct rdata_printer *p)
{
	return gateway_put(p, p->r.data[TYPE_AT] & (DISCOVERY - 1));
}
