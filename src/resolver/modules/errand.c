/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions of modules.  Invariant: an errand is in its module's list until the module is
 * forgotten. */

#include "resolver/modules/errand.h"

#include "base/mem.h"

struct errand {
	struct list link;
	struct module *m; /* NULL: it is gone */
	module_found_fn *found;
};

static void on_found(void *arg, const struct request *r)
{
	struct errand *e = arg;
	struct module *m = e->m;
	module_found_fn *found = e->found;
	if (m != NULL)
		list_remove(&e->link);
	mem_free(e);
	if (m != NULL && r != NULL)
		found(m, r);
}

bool errand_ask(struct module *m, const uint8_t *name, uint16_t type,
                const struct req_options *options, module_found_fn *found)
{
	struct errand *e = mem_zalloc(sizeof(*e));
	*e = (struct errand){.m = m, .found = found};
	list_append(&m->errands, &e->link);
	if (m->env->find(m->env->ctx, name, type, options, on_found, e))
		return true;
	list_remove(&e->link);
	mem_free(e);
	return false;
}

void errands_forget(struct module *m)
{
	LIST_EACH_SAFE (it, &m->errands) {
		struct errand *e = LIST_ITEM(it, struct errand, link);
		list_remove(&e->link);
		e->m = NULL;
	}
}
