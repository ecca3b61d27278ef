/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EDNS.  Option values are opaque here but for client subnet and EDE; what a server does with them
 * is decided by its rooms.
 */

#include "dns/edns.h"

const char *ede_name(int code)
{
	static const char *const names[] = {
		[EDE_OTHER] = "Other",
		[EDE_UNSUPPORTED_ALG] = "Unsupported DNSKEY Algorithm",
		[EDE_UNSUPPORTED_DIGEST] = "Unsupported DS Digest Type",
		[EDE_STALE] = "Stale Answer",
		[EDE_FORGED] = "Forged Answer",
		[EDE_INDETERMINATE] = "DNSSEC Indeterminate",
		[EDE_BOGUS] = "DNSSEC Bogus",
		[EDE_EXPIRED] = "Signature Expired",
		[EDE_NOT_YET_VALID] = "Signature Not Yet Valid",
		[EDE_DNSKEY_MISSING] = "DNSKEY Missing",
		[EDE_RRSIGS_MISSING] = "RRSIGs Missing",
		[EDE_NO_ZONE_KEY] = "No Zone Key Bit Set",
		[EDE_NSEC_MISSING] = "NSEC Missing",
		[EDE_CACHED] = "Cached Error",
		[EDE_NOT_READY] = "Not Ready",
		[EDE_BLOCKED] = "Blocked",
		[EDE_CENSORED] = "Censored",
		[EDE_FILTERED] = "Filtered",
		[EDE_PROHIBITED] = "Prohibited",
		[EDE_STALE_NX] = "Stale NXDOMAIN Answer",
		[EDE_NOT_AUTH] = "Not Authoritative",
		[EDE_NOT_SUPPORTED] = "Not Supported",
		[EDE_UNREACHABLE] = "No Reachable Authority",
		[EDE_NETWORK] = "Network Error",
		[EDE_INVALID_DATA] = "Invalid Data",
		[EDE_EXPIRED_BEFORE_VALID] = "Signature Expired before Valid",
		[EDE_TOO_EARLY] = "Too Early",
		[EDE_NSEC3_ITERATIONS] = "Unsupported NSEC3 Iterations Value",
		[EDE_SYNTHESIZED] = "Synthesized",
	};
	return code >= 0 && (size_t)code < ARRAY_LEN(names) ? names[code] : NULL;
}

const char *edns_option_name(uint16_t code)
{
	switch (code) {
	case EDNS_NSID:
		return "NSID";
	case EDNS_CLIENT_SUBNET:
		return "CLIENT-SUBNET";
	case EDNS_EXPIRE:
		return "EXPIRE";
	case EDNS_COOKIE:
		return "COOKIE";
	case EDNS_KEEPALIVE:
		return "KEEPALIVE";
	case EDNS_PADDING:
		return "PADDING";
	case EDNS_CHAIN:
		return "CHAIN";
	case EDNS_KEY_TAG:
		return "KEY-TAG";
	case EDNS_EDE:
		return "EDE";
	case EDNS_REPORT_CHANNEL:
		return "REPORT-CHANNEL";
	case EDNS_ZONEVERSION:
		return "ZONEVERSION";
	default:
		return NULL;
	}
}

bool edns_next(struct edns_iter *it, uint16_t *code, struct span *value)
{
	struct wire_reader r = wire_reader_of(it->left);
	*code = wire_read_u16(&r);
	*value = wire_read_span(&r, wire_read_u16(&r));
	if (wire_done(&r) != OK)
		return false;
	it->left = span_skip(it->left, r.pos);
	return true;
}

struct span edns_find(const struct msg_edns *e, uint16_t code, bool *found)
{
	struct edns_iter it = edns_options(e);
	uint16_t have;
	struct span value;
	while (edns_next(&it, &have, &value)) {
		if (have == code) {
			*found = true;
			return value;
		}
	}
	*found = false;
	return span_of(NULL, 0);
}

void edns_writer_init(struct edns_writer *e, void *buf, size_t cap, uint16_t udp_size)
{
	*e = (struct edns_writer){.udp_size = udp_size, .options = wire_writer_of(buf, cap)};
}

enum err edns_put(struct edns_writer *e, uint16_t code, struct span value)
{
	struct wire_writer *w = &e->options;
	if (w->cap - w->pos < 4 + value.len || value.len > UINT16_MAX)
		return E_SPACE;
	wire_write_u16(w, code);
	wire_write_u16(w, (uint16_t)value.len);
	wire_write_span(w, value);
	return w->err;
}

enum err edns_put_ede(struct edns_writer *e, int code, const char *text)
{
	enum { TEXT_MAX = 64 };
	uint8_t value[2 + TEXT_MAX];
	size_t len = text != NULL ? strnlen(text, TEXT_MAX) : 0;
	/* Never end inside a UTF-8 sequence (RFC 8914 section 2: EXTRA-TEXT is UTF-8). */
	if (len == TEXT_MAX) {
		while (len > 0 && ((uint8_t)text[len] & 0xc0) == 0x80)
			len--;
	}
	wire_set_u16(value, (uint16_t)code);
	if (len > 0)
		memcpy(value + 2, text, len);
	return edns_put(e, EDNS_EDE, span_of(value, 2 + len));
}

enum err edns_put_padding(struct edns_writer *e, size_t len, size_t block)
{
	static const uint8_t zeros[EDNS_PAD_BLOCK_MAX];
	size_t over = (len + edns_size(e) + 4) % block;
	return edns_put(e, EDNS_PADDING, span_of(zeros, over > 0 ? block - over : 0));
}

enum err edns_write(struct msg_writer *w, const struct edns_writer *e)
{
	uint32_t ttl = (uint32_t)e->ext_rcode << 24 | (uint32_t)e->version << 16 | e->flags;
	return msg_put_rr(w, SECTION_ADDITIONAL, name_root, RR_OPT, e->udp_size, ttl,
	                  wire_written(&e->options));
}

static enum err subnet_len(size_t *out, const struct edns_subnet *s)
{
	size_t most = s->family == 1 ? 4 : s->family == 2 ? 16 : 0;
	if (most == 0 || s->source_len > most * 8 || s->scope_len > most * 8)
		return E_MALFORMED;
	*out = (s->source_len + 7u) / 8;
	return OK;
}

enum err edns_subnet_read(struct edns_subnet *out, struct span value)
{
	struct wire_reader r = wire_reader_of(value);
	size_t len;
	*out = (struct edns_subnet){.family = wire_read_u16(&r)};
	out->source_len = wire_read_u8(&r);
	out->scope_len = wire_read_u8(&r);
	TRY(wire_done(&r));
	TRY(subnet_len(&len, out));
	/* RFC 7871 section 6: exactly the octets the prefix needs, bits behind it zero. */
	const uint8_t *p = wire_read_octets(&r, len);
	TRY(wire_finish(&r));
	memcpy(out->address, p, len);
	if (out->source_len % 8 != 0 && (p[len - 1] & (0xff >> out->source_len % 8)) != 0)
		return E_MALFORMED;
	return OK;
}

enum err edns_subnet_write(struct wire_writer *w, const struct edns_subnet *s)
{
	size_t len;
	TRY(subnet_len(&len, s));
	wire_write_u16(w, s->family);
	wire_write_u8(w, s->source_len);
	wire_write_u8(w, s->scope_len);
	wire_write_octets(w, s->address, len);
	return w->err;
}
