/* SPDX-License-Identifier: BSD-2-Clause */
/* What a zone is now: its version and configuration, each one pointer that is exchanged. */

#include "server/zone/slot.h"

#include "base/mem.h"

#include <string.h>
#include <urcu-qsbr.h>

struct zone_slot *slot_new(uint32_t id, const uint8_t *name)
{
	struct name lower;
	struct name_key key;
	name_copy(&lower, name);
	name_lower(lower.wire, lower.len);
	name_key_make(&key, lower.wire);
	size_t room = key.len + sizeof(uint64_t);
	struct zone_slot *slot = mem_zalloc(sizeof(*slot) + room + lower.len);
	slot->id = id;
	slot->key_len = key.len;
	memcpy(slot->key, key.symbols, key.len + 1u);
	memcpy(slot->key + room, lower.wire, lower.len);
	slot->name = (struct name_ref){lower.len, slot->key + room};
	return slot;
}

void slot_free(struct zone_slot *slot)
{
	if (slot == NULL)
		return;
	zone_version_free(slot->version);
	mem_free(slot);
}

struct zone_version *slot_pin(const struct zone_slot *slot)
{
	struct zone_version *v = slot_version(slot);
	if (v != NULL)
		zone_version_pin(v);
	return v;
}

struct zone_version *slot_publish(struct zone_slot *slot, struct zone_version *v)
{
	return rcu_xchg_pointer(&slot->version, v);
}

const struct zone_conf *slot_publish_conf(struct zone_slot *slot, const struct zone_conf *conf)
{
	return rcu_xchg_pointer(&slot->conf, (struct zone_conf *)(uintptr_t)conf);
}

void slot_publish_hooks(struct zone_slot *slot, const struct hook_list *hooks)
{
	rcu_assign_pointer(slot->hooks, (struct hook_list *)(uintptr_t)hooks);
	if (hooks != NULL)
		atomic_fetch_or(&slot->flags, SLOT_HOOKED);
	else
		atomic_fetch_and(&slot->flags, ~(uint32_t)SLOT_HOOKED);
}
