/* SPDX-License-Identifier: BSD-2-Clause */
/* Module edns_keepalive: streams that ask are told how long they may be idle (RFC 7828). */

#include "resolver/modules/builtin.h"

static void init(struct module *m)
{
	m->env->front->keepalive = true;
}

static void deinit(struct module *m)
{
	m->env->front->keepalive = false;
}

const struct module_api module_edns_keepalive = {
	.abi = MODULE_ABI,
	.name = "edns_keepalive",
	.init = init,
	.deinit = deinit,
};
