/* SPDX-License-Identifier: BSD-2-Clause */
/* The serial is the first of five numbers that end the SOA (RFC 1035 section 3.3.13). */

#include "server/update/soa_serial.h"

#include "dns/rrtype.h"
#include "server/zone/expand.h"

#include <assert.h>
#include <string.h>

enum { NUMBERS = 20 };

enum err soa_serial_put(struct zone_edit *e, struct serial serial)
{
	const struct zone_version *v = zone_edit_view(e);
	struct zone_expander memory = {0};
	struct rrset set;
	uint8_t octets[2 * NAME_MAX_LEN + NUMBERS];
	if (!zone_expand_type(&memory, v, v->apex, RR_SOA, &set))
		return E_NOSOA;
	struct span old = rrset_first(&set);
	struct zone_record r = {
		.owner = v->apex->name, .type = RR_SOA, .ttl = set.ttl, .rdata = old};
	assert(old.len <= sizeof(octets));
	memcpy(octets, old.data, old.len);
	wire_set_u32(octets + old.len - NUMBERS, serial.value);
	enum err err = zone_edit_remove(e, &r);
	zone_expander_deinit(&memory);
	if (err != OK)
		return err;
	r.rdata = span_of(octets, old.len);
	TRY(zone_edit_add(e, &r));
	return zone_edit_settle(e);
}
