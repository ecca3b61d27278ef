/* SPDX-License-Identifier: BSD-2-Clause */
/* Module nsid: clients that ask are told which instance answers (RFC 5001). */

#include "resolver/modules/builtin.h"

#include "base/json.h"

static void deinit(struct module *m)
{
	m->env->front->nsid_len = 0;
}

/* name([string]) -> the name */
static enum err name(struct module *m, const char *args, struct text *out)
{
	struct front *front = m->env->front;
	if (args != NULL) {
		size_t len = strlen(args);
		if (len > FRONT_NSID_MAX) {
			text_printf(out, "the name may have %d octets", FRONT_NSID_MAX);
			return E_RANGE;
		}
		memcpy(front->nsid, args, len);
		front->nsid_len = (uint8_t)len;
	}
	if (front->nsid_len > 0)
		json_put_string(out, span_of(front->nsid, front->nsid_len));
	return OK;
}

static const struct module_property properties[] = {{"name", name}, {NULL, NULL}};

const struct module_api module_nsid = {
	.abi = MODULE_ABI,
	.name = "nsid",
	.deinit = deinit,
	.properties = properties,
};
