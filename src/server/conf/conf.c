/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding in a snapshot, and its end. */

#include "server/conf/conf.h"

void conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->key_count; i++)
		mem_wipe((void *)(uintptr_t)&c->keys[i].key, sizeof(c->keys[i].key));
	conf_tree_deinit(&c->tree);
	mem_free(c);
}

const struct zone_conf *conf_zone_find(const struct conf *c, const uint8_t *name)
{
	for (size_t i = 0; i < c->zone_count; i++) {
		if (name_equal(c->zones[i].name.wire, name))
			return &c->zones[i];
	}
	return NULL;
}

const struct conf_key *conf_key_find(const struct conf *c, const uint8_t *name)
{
	for (size_t i = 0; i < c->key_count; i++) {
		if (name_equal(c->keys[i].key.name.wire, name))
			return &c->keys[i];
	}
	return NULL;
}
