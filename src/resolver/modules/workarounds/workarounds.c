/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module workarounds: servers and zones known to answer wrongly are asked in a way they bear:
 * without random case (0x20), or for the whole name at once.
 */

#include "resolver/modules/builtin.h"

#include "base/mem.h"

#include <assert.h>

/* Zones whose servers do not keep the case of letters. */
static const char *const zones[] = {
	"avqs.mcafee.com", "avts.mcafee.com", "cdnga.com", "cdngc.com",      "cdngd.com",
	"cdngl.com",       "cdngm.com",       "cdngc.net", "panthercdn.com", "magazine-fashion.net",
};

/* Servers, by name, whose answers to PTR have faults. */
static const struct {
	const char *name; /* and below */
	bool whole;       /* they also know nothing of names in between */
} servers[] = {
	{"turktelekom.com.tr", true},
	{"dns1.edatel.net.co", false},
};

struct workarounds {
	struct name zones[ARRAY_LEN(zones)];
	struct name servers[ARRAY_LEN(servers)];
};

static void parse(struct name *out, const char *text)
{
	enum err err = name_parse_str(out, text);
	assert(err == OK); /* of the tables above */
	(void)err;
}

static void init(struct module *m)
{
	struct workarounds *w = mem_zalloc(sizeof(*w));
	for (size_t i = 0; i < ARRAY_LEN(zones); i++)
		parse(&w->zones[i], zones[i]);
	for (size_t i = 0; i < ARRAY_LEN(servers); i++)
		parse(&w->servers[i], servers[i].name);
	m->state = w;
}

static void deinit(struct module *m)
{
	mem_free(m->state);
}

/* Ask the addresses of one server name, or (-1) of all, without random case. */
static void keep_case(struct cut *cut, int ns)
{
	for (size_t i = 0; i < cut->addr_count; i++) {
		if (ns < 0 || cut->addr[i].ns == ns)
			cut->addr[i].flags |= CUT_ADDR_NO_CASE;
	}
}

static enum hook_result produce(void *ctx, struct request *r, struct query *q)
{
	const struct workarounds *w = ((struct module *)ctx)->state;
	(void)r;
	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		if (name_is_under(q->name, w->zones[i].wire))
			keep_case(&q->cut, -1);
	}
	for (int ns = 0; q->type == RR_PTR && ns < q->cut.ns_count; ns++) {
		for (size_t i = 0; i < ARRAY_LEN(servers); i++) {
			if (!name_is_under(q->cut.ns[ns].name, w->servers[i].wire))
				continue;
			keep_case(&q->cut, ns);
			q->minimise_off = q->minimise_off || servers[i].whole;
		}
	}
	return HOOK_NEXT;
}

const struct module_api module_workarounds = {
	.abi = MODULE_ABI,
	.name = "workarounds",
	.init = init,
	.deinit = deinit,
	.layer = {.produce = produce},
};
