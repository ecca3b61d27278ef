/* SPDX-License-Identifier: BSD-2-Clause */
/* Version 2 headers as https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt section 2.2
 * says. */

#include "net/proxy.h"

#include "base/wire.h"

#include <string.h>

static const uint8_t signature[12] = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
                                      0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

enum {
	VERSION = 2,
	COMMAND_LOCAL = 0,
	COMMAND_PROXY = 1,
	FAMILY_UNSPEC = 0,
	FAMILY_INET = 1,
	FAMILY_INET6 = 2,
	FAMILY_UNIX = 3,
	PROTOCOL_STREAM = 1,
	PROTOCOL_DATAGRAM = 2,
	UNIX_OCTETS = 216,
	TYPE_SSL = 0x20,
	SSL_CLIENT = 1, /* the client came over SSL or TLS */
};

static void read_addresses(struct proxy_header *out, struct wire_reader *r, size_t len)
{
	struct span from = wire_read_span(r, len), to = wire_read_span(r, len);
	uint16_t from_port = wire_read_u16(r), to_port = wire_read_u16(r);
	if (wire_done(r) != OK)
		return;
	out->from = addr_from_octets(from, from_port);
	out->to = addr_from_octets(to, to_port);
}

/* Only whether there was TLS is of interest; a type that we do not know is none of ours. */
static void read_values(struct proxy_header *out, struct wire_reader *r)
{
	while (wire_left(r) > 0) {
		unsigned type = wire_read_u8(r);
		struct span value = wire_read_span(r, wire_read_u16(r));
		if (wire_done(r) != OK)
			return;
		if (type == TYPE_SSL && value.len > 0)
			out->has_tls = value.data[0] & SSL_CLIENT;
	}
}

enum proxy_verdict proxy_read(struct proxy_header *out, struct span octets)
{
	*out = (struct proxy_header){0};
	size_t known = octets.len < sizeof(signature) ? octets.len : sizeof(signature);
	if (memcmp(octets.data, signature, known) != 0)
		return PROXY_NONE;
	if (octets.len < PROXY_HEAD)
		return PROXY_MORE;
	struct wire_reader r = wire_reader_of(span_skip(octets, sizeof(signature)));
	unsigned version = wire_read_u8(&r), family = wire_read_u8(&r);
	out->len = PROXY_HEAD + (size_t)wire_read_u16(&r);
	unsigned command = version & 0xf, protocol = family & 0xf;
	if (version >> 4 != VERSION || command > COMMAND_PROXY || family >> 4 > FAMILY_UNIX ||
	    protocol > PROTOCOL_DATAGRAM || out->len > PROXY_MAX)
		return PROXY_BAD;
	if (octets.len < out->len)
		return PROXY_MORE;
	r = wire_reader_of(span_of(octets.data + PROXY_HEAD, out->len - PROXY_HEAD));
	out->stream = protocol == PROTOCOL_STREAM;
	out->is_local = command == COMMAND_LOCAL;
	switch (family >> 4) {
	case FAMILY_INET:
		read_addresses(out, &r, 4);
		break;
	case FAMILY_INET6:
		read_addresses(out, &r, 16);
		break;
	case FAMILY_UNIX:
		wire_read_octets(&r, UNIX_OCTETS);
		break;
	default: /* unspecified: what there is, is nobody's */
		return PROXY_GOOD;
	}
	if (out->is_local) { /* whatever it says besides */
		out->from = out->to = (struct addr){0};
		return PROXY_GOOD;
	}
	if (wire_done(&r) == OK)
		read_values(out, &r);
	return wire_done(&r) == OK ? PROXY_GOOD : PROXY_BAD;
}
