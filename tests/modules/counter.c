/* SPDX-License-Identifier: BSD-2-Clause */
/* A C module that is a file of its own: counts questions that are begun and answers that are made.
 */

#include "base/mem.h"
#include "resolver/modules/module.h"

#include <stdio.h>

uint32_t counter_api(void);
extern const struct module_api counter_module;

struct counts {
	unsigned begun, finished;
	char step[16];
};

static enum hook_result begin(void *ctx, struct request *r)
{
	struct counts *c = ((struct module *)ctx)->state;
	(void)r;
	c->begun++;
	return HOOK_NEXT;
}

static enum hook_result finish(void *ctx, struct request *r)
{
	struct counts *c = ((struct module *)ctx)->state;
	(void)r;
	c->finished++;
	return HOOK_NEXT;
}

static void init(struct module *m)
{
	m->state = mem_zalloc(sizeof(struct counts));
}

static void deinit(struct module *m)
{
	mem_free(m->state);
}

static enum err config(struct module *m, const char *args, struct text *out)
{
	struct counts *c = m->state;
	if (args == NULL)
		args = "";
	if (strlen(args) >= sizeof(c->step)) {
		text_put(out, "expected 'config(short string)'");
		return E_INVALID;
	}
	memcpy(c->step, args, strlen(args) + 1);
	return OK;
}

/* get("begun"), get("finished"), get("step") */
static enum err get(struct module *m, const char *args, struct text *out)
{
	const struct counts *c = m->state;
	if (args != NULL && strcmp(args, "begun") == 0)
		text_printf(out, "%u", c->begun);
	else if (args != NULL && strcmp(args, "finished") == 0)
		text_printf(out, "%u", c->finished);
	else if (args != NULL && strcmp(args, "step") == 0)
		text_put(out, c->step);
	return OK;
}

static enum err args_of(struct module *m, const char *args, struct text *out)
{
	(void)m;
	text_put(out, args != NULL ? args : "nothing");
	return OK;
}

static const struct module_property properties[] = {{"get", get}, {"args", args_of}, {NULL, NULL}};

uint32_t counter_api(void)
{
	return MODULE_ABI;
}

const struct module_api counter_module = {
	.abi = MODULE_ABI,
	.name = "counter",
	.init = init,
	.deinit = deinit,
	.config = config,
	.layer = {.begin = begin, .finish = finish},
	.properties = properties,
};
