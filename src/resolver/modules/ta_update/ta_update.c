/* SPDX-License-Identifier: BSD-2-Clause */
/* Module ta_update: files of trust anchors follow their keys (RFC 5011). */

#include "resolver/modules/builtin.h"

static void init(struct module *m)
{
	*m->env->follow_anchors = true;
}

static void deinit(struct module *m)
{
	*m->env->follow_anchors = false;
}

const struct module_api module_ta_update = {
	.abi = MODULE_ABI,
	.name = "ta_update",
	.init = init,
	.deinit = deinit,
};
