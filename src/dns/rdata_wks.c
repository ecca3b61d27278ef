/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Well known services (RFC 1035 section 3.4.2): a protocol and a bit per port.  The few words that
 * RFC 1010 gives are understood; everything is printed as numbers.
 */

#include "dns/rdata_field.h"

struct word {
	const char *word;
	uint16_t number;
};

static const struct word protocols[] = {{"icmp", 1}, {"tcp", 6}, {"udp", 17}};

static const struct word services[] = {
	{"echo", 7},     {"discard", 9}, {"systat", 11}, {"daytime", 13}, {"ftp-data", 20},
	{"ftp", 21},     {"ssh", 22},    {"telnet", 23}, {"smtp", 25},    {"time", 37},
	{"domain", 53},  {"tftp", 69},   {"finger", 79}, {"http", 80},    {"pop3", 110},
	{"sunrpc", 111}, {"nntp", 119},  {"ntp", 123},   {"imap", 143},   {"snmp", 161},
	{"bgp", 179},    {"https", 443},
};

static enum err word_value(uint64_t *out, struct span word, uint64_t max, const struct word *words,
                           size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (span_is_word(word, words[i].word)) {
			*out = words[i].number;
			return OK;
		}
	}
	return rdata_digits_parse(out, word, max) == OK ? OK : E_MNEMONIC;
}

enum err rdata_wks_protocol_parse(struct rdata_parser *p)
{
	struct span word;
	uint64_t protocol;
	TRY(rdata_word(p, &word));
	TRY(word_value(&protocol, word, UINT8_MAX, protocols, ARRAY_LEN(protocols)));
	rdata_token_take(p);
	wire_write_u8(p->out, (uint8_t)protocol);
	return OK;
}

enum err rdata_wks_ports_parse(struct rdata_parser *p)
{
	size_t start = p->out->pos;
	while (rdata_token_find(p) != NULL) {
		struct span word;
		uint64_t port;
		TRY(rdata_word(p, &word));
		TRY(word_value(&port, word, UINT16_MAX, services, ARRAY_LEN(services)));
		rdata_token_take(p);
		size_t have = p->out->pos - start, want = port / 8 + 1;
		if (want > have) {
			uint8_t *more = wire_reserve(p->out, want - have);
			if (more == NULL)
				return p->out->err;
			memset(more, 0, want - have);
		}
		p->out->data[start + port / 8] |= (uint8_t)(0x80 >> port % 8);
	}
	return OK;
}

enum err rdata_wks_ports_check(struct wire_reader *r)
{
	struct span bits = wire_read_span(r, wire_left(r));
	if (bits.len > (UINT16_MAX + 1) / 8)
		wire_fail(r, E_RDATA_LEN);
	return wire_done(r);
}

bool rdata_wks_ports_print(struct rdata_printer *p)
{
	struct span bits = wire_read_span(&p->r, wire_left(&p->r));
	bool first = true;
	for (size_t i = 0; i < bits.len * 8; i++) {
		if (!(bits.data[i / 8] & (0x80 >> i % 8)))
			continue;
		if (!first)
			text_put_char(p->t, ' ');
		text_put_u32(p->t, (uint32_t)i);
		first = false;
	}
	/* Trailing zero octets are allowed but text cannot tell of them. */
	return bits.len == 0 || bits.data[bits.len - 1] != 0;
}
