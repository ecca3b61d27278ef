/* SPDX-License-Identifier: BSD-2-Clause */
/* Names "root-key-sentinel-is-ta-NNNNN" and "...-not-ta-NNNNN", five digits of a key tag. */

#include "resolver/engine/sentinel.h"

enum { DIGITS = 5 };

/* The key tag behind a prefix that is all of the first label but the digits. */
static bool read_label(const uint8_t *name, const char *prefix, unsigned *tag)
{
	size_t len = strlen(prefix);
	if (name[0] != len + DIGITS || strncasecmp((const char *)name + 1, prefix, len) != 0)
		return false;
	*tag = 0;
	for (size_t i = len + 1; i <= name[0]; i++) {
		if (name[i] < '0' || name[i] > '9')
			return false;
		*tag = *tag * 10 + (name[i] - '0');
	}
	return true;
}

static bool is_trusted(const struct anchors *anchors, unsigned tag)
{
	const struct anchor *root = anchors_get(anchors, name_root);
	for (size_t i = 0; root != NULL && i < root->keys.count; i++) {
		const struct anchor_key *k = &root->keys.items[i];
		if (anchor_key_is_trusted(k) && k->tag == tag)
			return true;
	}
	return false;
}

bool sentinel_objects(const struct request *r, const struct anchors *anchors)
{
	unsigned tag;
	const struct req_client *c = &r->client;
	if (!r->answer.secure || (c->flags & MSG_CD) || (c->qtype != RR_A && c->qtype != RR_AAAA))
		return false;
	if (read_label(c->qname.wire, "root-key-sentinel-is-ta-", &tag))
		return !is_trusted(anchors, tag);
	if (read_label(c->qname.wire, "root-key-sentinel-not-ta-", &tag))
		return is_trusted(anchors, tag);
	return false;
}
