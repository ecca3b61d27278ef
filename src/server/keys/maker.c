/* SPDX-License-Identifier: BSD-2-Clause */
/* Real keys. */

#include "server/keys/maker.h"

static enum err share(struct key_maker *m, const struct key_want *want, struct zone_key *out)
{
	struct name zone;
	struct zone_key key;
	uint8_t id[KEY_ID_LEN];
	TRY(kasp_turn_last(m->turn, m->policy, &zone, id));
	TRY(kasp_turn_key(m->turn, zone.wire, id, &key));
	if (key.algorithm != want->algorithm || key.is_ksk != want->ksk ||
	    key.is_zsk != want->zsk || key.public_only || key_list_find(m->keys, id) != NULL)
		return E_NOTFOUND;
	/* The material alone: each zone has its own moments. */
	memset(key.timers, 0, sizeof(key.timers));
	key.for_later = false;
	*out = key;
	return OK;
}

enum err key_maker_make(void *ctx, const struct key_want *want, struct zone_key *out,
                        bool *is_shared)
{
	struct key_maker *m = ctx;
	*is_shared = false;
	if (want->shared) {
		enum err e = share(m, want, out);
		*is_shared = e == OK;
		if (e != E_NOTFOUND)
			return e;
	}
	TRY(crypto_key_generate(&out->pair, want->algorithm, want->bits));
	enum err e = key_set_material(out, out->pair);
	if (e == OK && want->shared)
		e = kasp_turn_set_last(m->turn, m->policy, m->zone, out->id);
	if (e != OK) {
		crypto_key_unref(out->pair);
		out->pair = NULL;
	}
	return e;
}
