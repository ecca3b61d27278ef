/* SPDX-License-Identifier: BSD-2-Clause */
/* Canonical order makes a ring of a zone's names; a record is the gap behind one of them. */
#include "sec/nsec.h"

enum err nsec_read(struct nsec *out, const uint8_t *owner, struct span rdata)
{
	size_t len;
	if (name_check(rdata, &len) != OK)
		return E_MALFORMED;
	*out = (struct nsec){.owner = owner, .next = rdata.data, .types = span_skip(rdata, len)};
	return OK;
}

bool nsec_is_sound(const struct nsec *n, const uint8_t *zone)
{
	return name_is_under(n->owner, zone) && name_is_under(n->next, zone) &&
	       (name_cmp(n->owner, n->next) < 0 || name_equal(n->next, zone));
}

bool nsec_covers(const struct nsec *n, const uint8_t *name)
{
	if (name_cmp(n->owner, name) >= 0)
		return false;
	/* The last record of the chain leads back to the apex: everything is before that. */
	return name_cmp(n->next, n->owner) <= 0 || name_cmp(name, n->next) < 0;
}

void nsec_write(struct wire_writer *w, const uint8_t *next, const uint16_t *types, size_t count)
{
	wire_write_octets(w, next, name_len(next));
	typemap_write(w, types, count);
}

enum err nsec_chain(const struct nsec_link *links, size_t count, nsec_chain_fn emit, void *arg)
{
	for (size_t i = 0; i < count; i++)
		TRY(emit(arg, &links[i], links[i + 1 < count ? i + 1 : 0].owner));
	return OK;
}
