/* SPDX-License-Identifier: BSD-2-Clause */
/* mod-whoami: who asks for the address of the zone's apex gets its own. */

#include "dns/rrtype.h"
#include "server/modules/module.h"

static void *make(const struct module_config *config)
{
	(void)config;
	return NULL; /* it has no state */
}

static void free_nothing(void *module)
{
	(void)module;
}

static enum hook_next answer(void *module, struct hook_query *q)
{
	(void)module;
	struct span address = q->peer != NULL ? addr_octets(q->peer) : span_of("", 0);
	const struct zone_node *apex = q->version->apex;
	const struct zone_set *soa = zone_node_find(apex, RR_SOA);
	uint16_t type = address.len == 4 ? RR_A : RR_AAAA;
	if (address.len == 0 || soa == NULL || q->qtype != type ||
	    !name_equal(q->qname, apex->name))
		return HOOK_NEXT; /* what the zone has */
	if (msg_put_rr(q->writer, SECTION_ANSWER, q->qname, type, CLASS_IN, zone_set_ttl(apex, soa),
	               address) != OK)
		return HOOK_NEXT;
	return HOOK_DONE;
}

const struct module_ops module_whoami = {
	.name = "mod-whoami",
	.make = make,
	.free = free_nothing,
	.hooks = {.at = {[HOOK_PREANSWER] = answer}},
};
