/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of special names. */

#include "resolver/rules/special.h"

struct special {
	const char *zone;
	size_t len;
	enum special_kind kind;
};

#define ZONE(text) text, sizeof(text) - 1

static const struct special table[] = {
	{ZONE("localhost"), SPECIAL_LOCALHOST},
	{ZONE("invalid"), SPECIAL_USE},       /* RFC 6761 section 6.4 */
	{ZONE("test"), SPECIAL_USE},          /* RFC 6761 section 6.2 */
	{ZONE("onion"), SPECIAL_USE},         /* RFC 7686 section 2 */
	{ZONE("local"), SPECIAL_USE},         /* RFC 6762 section 22.1 */
	{ZONE("alt"), SPECIAL_USE},           /* RFC 9476 section 3 */
	{ZONE("resolver.arpa"), SPECIAL_USE}, /* RFC 9462 section 6.4 */
	{ZONE("service.arpa"), SPECIAL_USE},  /* RFC 9665 section 10.3 */
	{ZONE("home.arpa"), SPECIAL_LOCAL},   /* RFC 8375 section 4 */
	/* RFC 6303 section 4.1 to 4.6, RFC 7793 section 2.1 */
	{ZONE("10.in-addr.arpa"), SPECIAL_LOCAL},
	{ZONE("168.192.in-addr.arpa"), SPECIAL_LOCAL},
	{ZONE("0.in-addr.arpa"), SPECIAL_LOCAL},
	{ZONE("127.in-addr.arpa"), SPECIAL_LOOPBACK4},
	{ZONE("254.169.in-addr.arpa"), SPECIAL_LOCAL},
	{ZONE("2.0.192.in-addr.arpa"), SPECIAL_LOCAL},
	{ZONE("100.51.198.in-addr.arpa"), SPECIAL_LOCAL},
	{ZONE("113.0.203.in-addr.arpa"), SPECIAL_LOCAL},
	{ZONE("255.255.255.255.in-addr.arpa"), SPECIAL_LOCAL},
	{ZONE("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"),
         SPECIAL_LOCAL},
	{ZONE("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"),
         SPECIAL_LOOPBACK6},
	{ZONE("d.f.ip6.arpa"), SPECIAL_LOCAL},
	{ZONE("8.e.f.ip6.arpa"), SPECIAL_LOCAL},
	{ZONE("9.e.f.ip6.arpa"), SPECIAL_LOCAL},
	{ZONE("a.e.f.ip6.arpa"), SPECIAL_LOCAL},
	{ZONE("b.e.f.ip6.arpa"), SPECIAL_LOCAL},
	{ZONE("8.b.d.0.1.0.0.2.ip6.arpa"), SPECIAL_LOCAL},
};

/* Is the name in one of the ranges that the table would need many rows for? Gives the zone's
 * labels. */
static size_t range_labels(const uint8_t *name)
{
	static const uint8_t arpa[] = "\7in-addr\4arpa";
	size_t labels = name_labels(name);
	if (labels < 4 || !name_is_under(name, arpa))
		return 0;
	const uint8_t *second = name_skip(name, labels - 4), *first = name_parent(second);
	unsigned number = 0;
	for (unsigned i = 1; i <= second[0]; i++) {
		if (second[i] < '0' || second[i] > '9' || second[0] > 3)
			return 0;
		number = number * 10 + (second[i] - (unsigned)'0');
	}
	bool is_172 = first[0] == 3 && memcmp(first + 1, "172", 3) == 0;
	bool is_100 = first[0] == 3 && memcmp(first + 1, "100", 3) == 0;
	return (is_172 && number >= 16 && number <= 31) || (is_100 && number >= 64 && number <= 127)
	               ? 4
	               : 0;
}

/* Does the text end in this label? Spares most names the look at the table's. */
static bool ends_in_label(const struct special *s, const uint8_t *label)
{
	const char *end = s->zone + s->len;
	return s->len >= label[0] && (end[-1] | 32) == (label[label[0]] | 32) &&
	       strncasecmp(end - label[0], (const char *)label + 1, label[0]) == 0;
}

/* Is a label the last one of a zone of the table?  Nearly all names end in something else. */
static bool may_end_in(const uint8_t *label)
{
	static const char *const words[] = {"arpa", "test",    "local",    "onion",
	                                    "alt",  "invalid", "localhost"};
	if (label[0] < 3 || label[0] > 9)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if ((label[1] | 32) == words[i][0] && strlen(words[i]) == label[0] &&
		    strncasecmp((const char *)label + 1, words[i], label[0]) == 0)
			return true;
	}
	return false;
}

enum special_kind special_find(const uint8_t *name, size_t *zone_labels)
{
	const uint8_t *last = name;
	while (last[0] != 0 && last[last[0] + 1] != 0)
		last += last[0] + 1;
	if (!may_end_in(last))
		return SPECIAL_NONE;
	if (range_labels(name) > 0) {
		*zone_labels = range_labels(name);
		return SPECIAL_LOCAL;
	}
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct name zone;
		if (ends_in_label(&table[i], last) && name_parse_str(&zone, table[i].zone) == OK &&
		    name_is_under(name, zone.wire)) {
			*zone_labels = name_labels(zone.wire);
			return table[i].kind;
		}
	}
	return SPECIAL_NONE;
}
