/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UPDATE messages for the zone "example." out of lines; names are relative to it.
 *
 *   ?yx NAME    ?nx NAME    ?yx NAME TYPE [RDATA]    ?nx NAME TYPE
 *   + NAME TTL TYPE RDATA
 *   - NAME      - NAME TYPE [RDATA]
 */
#pragma once

#include "../support.h"
#include "base/text.h"
#include "dns/msg_writer.h"
#include "dns/rdata.h"

#include <string.h>

static inline struct span ddns_word(const char **at)
{
	const char *p = *at;
	while (*p == ' ')
		p++;
	const char *end = p;
	while (*end != ' ' && *end != '\0')
		end++;
	*at = end;
	return span_of(p, (size_t)(end - p));
}

static inline void ddns_line_put(struct msg_writer *w, const struct name *zone, const char *line)
{
	static uint8_t octets[65536];
	struct wire_writer rdata = wire_writer_of(octets, sizeof(octets));
	struct name owner;
	const char *at = line;
	struct span word = ddns_word(&at);
	enum msg_section section = word.data[0] == '?' ? SECTION_ANSWER : SECTION_AUTHORITY;
	bool none = span_is_word(word, "?nx");
	uint16_t type = RR_ANY, class_ = none ? CLASS_NONE : CLASS_ANY;
	uint32_t ttl = 0;
	assert_ok(name_parse(&owner, ddns_word(&at), zone->wire));
	if (span_is_word(word, "+")) {
		ttl = (uint32_t)strtoul((const char *)ddns_word(&at).data, NULL, 10);
		class_ = CLASS_IN;
	}
	struct span type_word = ddns_word(&at);
	if (type_word.len > 0)
		assert_ok(rrtype_parse(&type, type_word));
	while (*at == ' ')
		at++;
	if (*at != '\0') {
		assert_ok(rdata_parse_line(&rdata, type, span_str(at), zone->wire));
		class_ = section == SECTION_ANSWER || span_is_word(word, "+") ? CLASS_IN
		                                                              : CLASS_NONE;
	}
	assert_ok(msg_put_rr(w, section, owner.wire, type, class_, ttl, wire_written(&rdata)));
}

/* NULL ends the lines. Returns the octets written to buf. */
static inline size_t ddns_from_text(uint8_t *buf, size_t cap, const char *const *lines)
{
	static struct msg_writer w;
	struct name zone;
	assert_ok(name_parse_str(&zone, "example."));
	msg_writer_init(&w, buf, cap, 4711, OPCODE_UPDATE << 11);
	assert_ok(msg_put_question(&w, zone.wire, RR_SOA, CLASS_IN));
	for (; *lines != NULL; lines++)
		ddns_line_put(&w, &zone, *lines);
	return msg_finish(&w);
}
