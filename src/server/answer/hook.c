/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of hooks. */

#include "server/answer/hook.h"

#include "base/mem.h"
#include "base/wire.h"

#include <string.h>

struct hook_list *hook_list_new(size_t count)
{
	struct hook_list *list = mem_zalloc(sizeof(*list) + count * sizeof(list->hooks[0]));
	list->count = count;
	return list;
}

void hook_list_finish(struct hook_list *list)
{
	list->stages = 0;
	for (size_t i = 0; i < list->count; i++) {
		for (unsigned stage = 0; stage < HOOK_STAGES; stage++) {
			if (list->hooks[i].ops->at[stage] != NULL)
				list->stages |= 1u << stage;
		}
	}
}

void hook_list_free(struct hook_list *list)
{
	mem_free(list);
}

bool hook_put_option(struct hook_query *q, uint16_t code, struct span value)
{
	if (q->options_len + 4 + value.len > sizeof(q->options))
		return false;
	uint8_t *at = q->options + q->options_len;
	wire_set_u16(at, code);
	wire_set_u16(at + 2, (uint16_t)value.len);
	if (value.len > 0)
		memcpy(at + 4, value.data, value.len);
	q->options_len += 4 + value.len;
	return true;
}
