/* SPDX-License-Identifier: BSD-2-Clause */
/* Module refuse_nord: a question without RD is refused, so that nobody sees what is cached (RFC
 * 8906 section 3.1.4). */

#include "resolver/modules/builtin.h"

static void init(struct module *m)
{
	m->env->front->refuse_no_rd = true;
}

static void deinit(struct module *m)
{
	m->env->front->refuse_no_rd = false;
}

const struct module_api module_refuse_nord = {
	.abi = MODULE_ABI,
	.name = "refuse_nord",
	.init = init,
	.deinit = deinit,
};
