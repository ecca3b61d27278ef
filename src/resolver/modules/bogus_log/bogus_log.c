/* SPDX-License-Identifier: BSD-2-Clause */
/* Module bogus_log: questions whose answers did not validate are logged and counted. */

#include "resolver/modules/builtin.h"

#include "base/mem.h"
#include "dns/rrtype.h"
#include "report/group_log.h"
#include "resolver/modules/stats/frequent.h"

static void init(struct module *m)
{
	m->state = frequent_new();
}

static void deinit(struct module *m)
{
	frequent_free(m->state);
}

/* The keys that could not be validated, and the answer with them; NULL: it is the answer itself. */
static const struct query *find_culprit(const struct request *r)
{
	const struct query *q = r->plan.ended;
	while (q != NULL && (q->purpose != QUERY_TRUST || q->result != QUERY_FAILED || !q->bogus))
		q = q->ended_before;
	return q;
}

static enum hook_result finish(void *ctx, struct request *r)
{
	struct module *m = ctx;
	const struct req_client *c = &r->client;
	char line[1200];
	struct text t;
	struct name name;
	if (!r->answer.bogus)
		return HOOK_NEXT;
	const struct query *culprit = find_culprit(r);
	uint16_t type = culprit != NULL ? culprit->type : c->qtype;
	name_copy(&name, culprit != NULL ? culprit->name : c->qname.wire);
	name_lower(name.wire, name.len);
	frequent_count(m->state, name.wire, type);
	text_init_fixed(&t, line, sizeof(line));
	name_print(&t, name.wire);
	text_put_char(&t, ' ');
	rrtype_print(&t, type);
	if (r->answer.ede_text != NULL)
		text_printf(&t, " (%s)", r->answer.ede_text);
	else if (ede_name(r->answer.ede) != NULL)
		text_printf(&t, " (%s)", ede_name(r->answer.ede));
	group_log(SEV_ERROR, "dnssec", "DNSSEC validation failure %s", line);
	return HOOK_NEXT;
}

static enum err frequent(struct module *m, const char *args, struct text *out)
{
	(void)args;
	frequent_print(m->state, out);
	return OK;
}

static const struct module_property properties[] = {{"frequent", frequent}, {NULL, NULL}};

const struct module_api module_bogus_log = {
	.abi = MODULE_ABI,
	.name = "bogus_log",
	.init = init,
	.deinit = deinit,
	.layer = {.finish = finish},
	.properties = properties,
};
