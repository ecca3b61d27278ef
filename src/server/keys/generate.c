/* SPDX-License-Identifier: BSD-2-Clause */
/* New keys. Their tags are to differ from those in the zone, so that a validator tries one key. */

#include "server/keys/generate.h"

enum { ATTEMPTS = 40 };

void rollover_note(struct rollover_result *r, enum rollover_note_kind kind,
                   const struct zone_key *key)
{
	struct rollover_note note = {.kind = kind};
	if (key != NULL) {
		note.tag = key->tag;
		note.is_ksk = key->is_ksk;
		note.is_zsk = key->is_zsk;
		memcpy(note.id, key->id, KEY_ID_LEN);
	}
	VEC_PUSH(&r->notes, note);
}

static bool tag_is_good(const struct key_list *keys, const struct modulo *m, uint16_t tag)
{
	if (m->modulus > 1 && tag % m->modulus != m->remainder)
		return false;
	for (size_t i = 0; i < keys->count; i++) {
		if (keys->items[i].tag == tag)
			return false;
	}
	return true;
}

static struct zone_key *find_ahead(struct key_list *keys, const struct key_want *want)
{
	unsigned bits = want->bits != 0 ? want->bits : crypto_alg_default_bits(want->algorithm);
	for (size_t i = 0; i < keys->count; i++) {
		struct zone_key *k = &keys->items[i];
		if (k->for_later && k->is_ksk == want->ksk && k->is_zsk == want->zsk &&
		    k->algorithm == want->algorithm && key_bits(k) == bits)
			return k;
	}
	return NULL;
}

static enum err make(const struct key_list *keys, const struct rollover_input *in,
                     const struct key_want *want, struct zone_key *out, bool *good)
{
	for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
		bool is_shared = false;
		*out = (struct zone_key){
			.is_ksk = want->ksk, .is_zsk = want->zsk, .sep = want->ksk};
		TRY(in->factory->make(in->factory->ctx, want, out, &is_shared));
		*good = is_shared || tag_is_good(keys, &in->policy->tag_modulo, out->tag);
		if (*good || attempt + 1 == ATTEMPTS)
			return OK;
		crypto_key_unref(out->pair);
	}
	return OK;
}

enum err key_generate(struct key_list *keys, const struct rollover_input *in, bool ksk, bool zsk,
                      struct rollover_result *result, struct zone_key **out)
{
	const struct key_want want = {
		.ksk = ksk,
		.zsk = zsk,
		.algorithm = in->policy->algorithm,
		.bits = ksk ? in->policy->ksk_bits : in->policy->zsk_bits,
		.shared = ksk && in->policy->ksk_shared,
	};
	struct zone_key key, *ahead = find_ahead(keys, &want);
	bool good = true;
	result->changed = true;
	if (ahead == NULL) {
		if (keys->count >= KEY_SET_MAX)
			return E_LIMIT;
		TRY(make(keys, in, &want, &key, &good));
		VEC_PUSH(keys, key);
		ahead = &keys->items[keys->count - 1];
	}
	ahead->for_later = false;
	ahead->timers[KEY_CREATED] = in->now;
	if (!good)
		rollover_note(result, NOTE_TAG, ahead);
	rollover_note(result, NOTE_GENERATED, ahead);
	*out = ahead;
	return OK;
}
