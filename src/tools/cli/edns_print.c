/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text of EDNS options.  Options come from the network: a value that does not fit its option is
 * shown as "(malformed)", never trusted.
 */

#include "tools/cli/edns_print.h"

#include "base/hex.h"
#include "base/wire.h"

#include <arpa/inet.h>

void seconds_print_words(struct text *t, uint32_t seconds)
{
	static const struct {
		uint32_t size;
		const char *word;
	} units[] = {
		{604800, "week"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"},
	};
	const char *gap = "";
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		uint32_t n = seconds / units[i].size;
		seconds %= units[i].size;
		if (n == 0)
			continue;
		text_printf(t, "%s%u %s%s", gap, n, units[i].word, n > 1 ? "s" : "");
		gap = " ";
	}
	if (*gap == '\0')
		text_put(t, "0 seconds");
}

static bool is_printable(struct span v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] < 0x20 || v.data[i] > 0x7e)
			return false;
	return v.len > 0;
}

/* Text from a peer inside quotes: nothing that could end them or move the cursor. */
static void put_text(struct text *t, struct span v)
{
	for (size_t i = 0; i < v.len; i++)
		text_put_char(t, v.data[i] >= 0x20 && v.data[i] != 0x7f ? (char)v.data[i] : '?');
}

static void put_nsid(struct text *t, struct span v)
{
	hex_print(t, v, true);
	if (v.len == 0)
		return;
	text_put(t, " \"");
	for (size_t i = 0; i < v.len; i++)
		text_put_char(t, v.data[i] >= 0x20 && v.data[i] < 0x7f ? (char)v.data[i] : '?');
	text_put(t, "\"");
}

static bool put_subnet(struct text *t, struct span v)
{
	struct edns_subnet s;
	char address[INET6_ADDRSTRLEN];
	if (edns_subnet_read(&s, v) != OK)
		return false;
	if (s.family == 0)
		text_put(t, "0");
	else if (inet_ntop(s.family == 1 ? AF_INET : AF_INET6, s.address, address,
	                   sizeof(address)) != NULL)
		text_put(t, address);
	text_printf(t, "/%u/%u", s.source_len, s.scope_len);
	return true;
}

static bool put_expire(struct text *t, struct span v)
{
	if (v.len == 0) {
		text_put(t, "(empty)");
		return true;
	}
	if (v.len != 4)
		return false;
	text_printf(t, "%u (", wire_get_u32(v.data));
	seconds_print_words(t, wire_get_u32(v.data));
	text_put(t, ")");
	return true;
}

static bool put_ede(struct text *t, struct span v)
{
	if (v.len < 2)
		return false;
	int code = wire_get_u16(v.data);
	const char *name = ede_name(code);
	text_printf(t, "%d (%s)", code, name != NULL ? name : "Unknown Code");
	if (v.len > 2) {
		text_put(t, ": '");
		put_text(t, span_skip(v, 2));
		text_put(t, "'");
	}
	return true;
}

/*
 * RFC 9660 section 2: label count of the zone, version type, version.  The zone is the question's
 * name without the labels in front.
 */
static bool put_zoneversion(struct text *t, struct span v, const struct msg *m)
{
	if (v.len == 0) {
		text_put(t, "(empty)");
		return true;
	}
	if (v.len < 2 || m->qname.len == 0 || v.data[0] > name_labels(m->qname.wire))
		return false;
	name_print(t, name_skip(m->qname.wire, name_labels(m->qname.wire) - v.data[0]));
	if (v.data[1] == 0 && v.len == 6) {
		text_printf(t, " SOA-SERIAL %u", wire_get_u32(v.data + 2));
		return true;
	}
	text_printf(t, " TYPE%u ", v.data[1]);
	hex_print(t, span_skip(v, 2), true);
	return true;
}

static bool put_value(struct text *t, const struct msg *m, uint16_t code, struct span v)
{
	switch (code) {
	case EDNS_NSID:
		put_nsid(t, v);
		return true;
	case EDNS_CLIENT_SUBNET:
		return put_subnet(t, v);
	case EDNS_PADDING:
		text_printf(t, "%zu B", v.len);
		return true;
	case EDNS_COOKIE:
		hex_print(t, v, true);
		/* RFC 7873 section 4: a client part of 8, a server part of 8 to 32 octets. */
		return v.len == 8 || (v.len >= 16 && v.len <= 40);
	case EDNS_EXPIRE:
		return put_expire(t, v);
	case EDNS_EDE:
		return put_ede(t, v);
	case EDNS_ZONEVERSION:
		return put_zoneversion(t, v, m);
	default:
		return false;
	}
}

static const char *label_of(uint16_t code)
{
	switch (code) {
	case EDNS_NSID:
		return "NSID";
	case EDNS_CLIENT_SUBNET:
		return "CLIENT-SUBNET";
	case EDNS_PADDING:
		return "PADDING";
	case EDNS_COOKIE:
		return "COOKIE";
	case EDNS_EXPIRE:
		return "EXPIRE";
	case EDNS_EDE:
		return "EDE";
	case EDNS_ZONEVERSION:
		return "ZONEVERSION";
	default:
		return NULL;
	}
}

static void put_option(struct text *t, const struct msg *m, uint16_t code, struct span v,
                       unsigned flags)
{
	const char *label = label_of(code);
	if (label != NULL) {
		text_printf(t, ";; %s: ", label);
		if (!put_value(t, m, code, v))
			text_put(t, "(malformed)");
	} else {
		text_printf(t, ";; Option (%u): ", code);
		if ((flags & EDNS_PRINT_TEXT) != 0 && is_printable(v))
			put_text(t, v);
		else
			hex_print(t, v, true);
	}
	text_put(t, "\n");
}

void edns_print(struct text *t, const struct msg *m, unsigned flags)
{
	const struct msg_edns *e = &m->edns;
	const char *rcode = msg_rcode_name(msg_rcode(m));
	text_printf(t, ";;%sVersion: %u; flags: %s", (flags & EDNS_PRINT_PLAIN) != 0 ? "" : " ",
	            e->version, (e->flags & MSG_EDNS_DO) != 0 ? "do" : "");
	if ((e->flags & MSG_EDNS_CO) != 0)
		text_put(t, (e->flags & MSG_EDNS_DO) != 0 ? " co" : "co");
	text_printf(t, "; UDP size: %u B; ext-rcode: ", e->udp_size);
	if (rcode != NULL)
		text_printf(t, "%s\n", rcode);
	else
		text_printf(t, "RCODE %u\n", msg_rcode(m));
	struct edns_iter it = edns_options(e);
	uint16_t code;
	struct span value;
	while (edns_next(&it, &code, &value))
		put_option(t, m, code, value, flags);
}
