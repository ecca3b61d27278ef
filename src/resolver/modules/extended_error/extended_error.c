/* SPDX-License-Identifier: BSD-2-Clause */
/* Module extended_error: replies say why something failed (RFC 8914). */

#include "resolver/modules/builtin.h"

static void init(struct module *m)
{
	m->env->front->hides_errors = false;
}

static void deinit(struct module *m)
{
	m->env->front->hides_errors = true;
}

const struct module_api module_extended_error = {
	.abi = MODULE_ABI,
	.name = "extended_error",
	.init = init,
	.deinit = deinit,
};
