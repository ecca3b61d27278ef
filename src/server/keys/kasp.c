/* SPDX-License-Identifier: BSD-2-Clause */
/* One writing turn per edit; file operations happen within turns, so that they exclude each other.
 */

#include "server/keys/kasp.h"

#include "build_config.h"
#include "store/format.h"
#include "store/store_lmdb.h"

#include <pthread.h>

enum { FORMAT = 1, PATH_LIMIT = 4096 };

struct kasp {
	struct store *store;
	pthread_mutex_t lock;
};

struct kasp_turn {
	struct store *store;
};

void kasp_zone_deinit(struct kasp_zone *z)
{
	key_list_deinit(&z->keys);
}

enum err kasp_new(struct kasp **out, struct store *store, struct text *error)
{
	static const struct store_format format = {
		.kind = "keys", .number = FORMAT, .version = BOWLINE_VERSION};
	enum err e = store_format_check(store, &format, error);
	if (e != OK) {
		store_close(store);
		return e;
	}
	struct kasp *k = mem_zalloc(sizeof(*k));
	k->store = store;
	pthread_mutex_init(&k->lock, NULL);
	*out = k;
	return OK;
}

enum err kasp_open(struct kasp **out, const struct kasp_options *options, struct text *error)
{
	const struct store_lmdb_options lmdb = {
		.path = options->path,
		.max_size = options->max_size,
		.durability = STORE_ROBUST,
		.read_only = options->read_only,
	};
	struct store *store;
	TRY(store_lmdb_open(&store, &lmdb, error));
	return kasp_new(out, store, error);
}

void kasp_close(struct kasp *k)
{
	if (k == NULL)
		return;
	store_close(k->store);
	pthread_mutex_destroy(&k->lock);
	mem_free(k);
}

static struct kasp_key key_of_key(const uint8_t *zone, const uint8_t *id)
{
	struct kasp_key k;
	kasp_key_begin(&k, KASP_KEY);
	kasp_key_add_zone(&k, zone);
	kasp_key_add(&k, span_of(id, id != NULL ? KEY_ID_LEN : 0));
	return k;
}

static struct kasp_key key_of_user(const uint8_t *id, const uint8_t *zone)
{
	struct kasp_key k;
	kasp_key_begin(&k, KASP_USER);
	kasp_key_add(&k, span_of(id, KEY_ID_LEN));
	if (zone != NULL)
		kasp_key_add_zone(&k, zone);
	return k;
}

static struct kasp_key key_of(enum kasp_kind kind, struct span rest)
{
	struct kasp_key k;
	kasp_key_begin(&k, kind);
	kasp_key_add(&k, rest);
	return k;
}

static struct kasp_key key_of_facts(const uint8_t *zone)
{
	struct kasp_key k;
	kasp_key_begin(&k, KASP_FACTS);
	kasp_key_add_zone(&k, zone);
	return k;
}

static bool begins_with(struct span s, const struct kasp_key *prefix)
{
	return s.len >= prefix->len && memcmp(s.data, prefix->octets, prefix->len) == 0;
}

static enum err read_keys(struct store *s, const uint8_t *zone, struct key_list *out)
{
	const struct kasp_key prefix = key_of_key(zone, NULL);
	struct kasp_key from = prefix;
	struct span found, value;
	for (;;) {
		struct zone_key key;
		enum err e = store_get_greater_equal(s, kasp_key_span(&from), &found, &value);
		if (e == E_NOTFOUND || (e == OK && !begins_with(found, &prefix)))
			return OK;
		TRY(e);
		if (found.len != prefix.len + KEY_ID_LEN || out->count >= KEY_SET_MAX)
			return E_CORRUPT;
		TRY(kasp_key_record_read(&key, value));
		memcpy(key.id, found.data + prefix.len, KEY_ID_LEN);
		VEC_PUSH(out, key);
		/* The next key is behind this one and a zero. */
		memcpy(from.octets, found.data, found.len);
		from.octets[found.len] = 0;
		from.len = found.len + 1;
	}
}

/* Lists keep the order of creation, so that tools show keys as they came. */
static void sort_by_creation(struct key_list *keys)
{
	for (size_t i = 1; i < keys->count; i++) {
		struct zone_key key = keys->items[i];
		size_t at = i;
		for (; at > 0 && keys->items[at - 1].timers[KEY_CREATED] > key.timers[KEY_CREATED];
		     at--)
			keys->items[at] = keys->items[at - 1];
		keys->items[at] = key;
	}
}

static enum err read_zone(struct store *s, const uint8_t *zone, struct kasp_zone *out)
{
	const struct kasp_key facts = key_of_facts(zone);
	struct span value;
	*out = (struct kasp_zone){.keys = {0}};
	enum err e = read_keys(s, zone, &out->keys);
	if (e == OK) {
		e = store_get(s, kasp_key_span(&facts), &value);
		e = e == OK ? kasp_facts_record_read(&out->facts, value)
		            : (e == E_NOTFOUND ? OK : e);
	}
	if (e != OK)
		kasp_zone_deinit(out);
	sort_by_creation(&out->keys);
	return e;
}

enum err kasp_read(struct kasp *k, const uint8_t *zone, struct kasp_zone *out)
{
	pthread_mutex_lock(&k->lock);
	enum err e = store_begin(k->store, STORE_READ);
	if (e == OK) {
		e = read_zone(k->store, zone, out);
		store_abort(k->store);
	}
	pthread_mutex_unlock(&k->lock);
	return e;
}

static enum err put_key(struct store *s, const uint8_t *zone, const struct zone_key *key)
{
	uint8_t record[KASP_KEY_RECORD_MAX];
	size_t len = kasp_key_record_write(record, key);
	const struct kasp_key k = key_of_key(zone, key->id), user = key_of_user(key->id, zone);
	const struct kasp_key doomed = key_of(KASP_DOOMED, span_of(key->id, KEY_ID_LEN));
	TRY(store_put(s, kasp_key_span(&k), span_of(record, len)));
	TRY(store_put(s, kasp_key_span(&user), span_of("", 0)));
	enum err e = store_delete(s, kasp_key_span(&doomed));
	return e == E_NOTFOUND ? OK : e;
}

/* The key leaves the zone; when it was the last to use it, its private half is to go. */
static enum err drop_key(struct store *s, const uint8_t *zone, const struct zone_key *key,
                         const struct keystore *ks, bool *doomed)
{
	const struct kasp_key k = key_of_key(zone, key->id), user = key_of_user(key->id, zone);
	const struct kasp_key users = key_of_user(key->id, NULL);
	const struct kasp_key note = key_of(KASP_DOOMED, span_of(key->id, KEY_ID_LEN));
	struct span found;
	TRY(store_delete(s, kasp_key_span(&k)));
	TRY(store_delete(s, kasp_key_span(&user)));
	enum err e = store_get_greater_equal(s, kasp_key_span(&users), &found, NULL);
	if (e == OK && begins_with(found, &users))
		return OK;
	if (e != OK && e != E_NOTFOUND)
		return e;
	if (key->public_only || ks == NULL || ks->pkcs11)
		return OK;
	*doomed = true;
	return store_put(s, kasp_key_span(&note), span_str(ks->dir));
}

static bool same_key(const struct zone_key *a, const struct zone_key *b)
{
	uint8_t x[KASP_KEY_RECORD_MAX], y[KASP_KEY_RECORD_MAX];
	size_t n = kasp_key_record_write(x, a), m = kasp_key_record_write(y, b);
	return n == m && memcmp(x, y, n) == 0;
}

/* What one edit did to files: to be undone when the database does not take it. */
struct changes {
	VEC(const struct zone_key *) files;
	bool doomed;
};

static enum err store_keys(struct store *s, const uint8_t *zone, const struct keystore *ks,
                           const struct kasp_zone *was, const struct kasp_zone *is,
                           struct changes *done)
{
	for (size_t i = 0; i < is->keys.count; i++) {
		const struct zone_key *key = &is->keys.items[i];
		const struct zone_key *old = key_list_find(&was->keys, key->id);
		if (old == NULL && key->pair != NULL && !key->public_only) {
			bool there = keystore_has(ks, key->id);
			TRY(keystore_put(ks, key));
			if (!there)
				VEC_PUSH(&done->files, key);
		}
		if (old == NULL || !same_key(old, key))
			TRY(put_key(s, zone, key));
	}
	for (size_t i = 0; i < was->keys.count; i++) {
		if (key_list_find(&is->keys, was->keys.items[i].id) == NULL)
			TRY(drop_key(s, zone, &was->keys.items[i], ks, &done->doomed));
	}
	return OK;
}

static enum err store_zone(struct store *s, const uint8_t *zone, const struct keystore *ks,
                           const struct kasp_zone *was, const struct kasp_zone *is,
                           struct changes *done)
{
	uint8_t old[KASP_FACTS_RECORD_MAX], fresh[KASP_FACTS_RECORD_MAX];
	size_t old_len = kasp_facts_record_write(old, &was->facts);
	size_t len = kasp_facts_record_write(fresh, &is->facts);
	const struct kasp_key facts = key_of_facts(zone);
	TRY(store_keys(s, zone, ks, was, is, done));
	if (old_len == len && memcmp(old, fresh, len) == 0)
		return OK;
	return store_put(s, kasp_key_span(&facts), span_of(fresh, len));
}

static void copy_zone(struct kasp_zone *to, const struct kasp_zone *from)
{
	*to = (struct kasp_zone){.facts = from->facts};
	for (size_t i = 0; i < from->keys.count; i++)
		VEC_PUSH(&to->keys, from->keys.items[i]);
	for (size_t i = 0; i < to->keys.count; i++)
		to->keys.items[i].pair = NULL;
}

/* Within the turn: delete the files that notes name. */
static enum err sweep(struct store *s)
{
	const struct kasp_key prefix = key_of(KASP_DOOMED, span_of(NULL, 0));
	struct span found, value;
	for (;;) {
		char dir[PATH_LIMIT];
		uint8_t id[KEY_ID_LEN];
		enum err e = store_get_greater_equal(s, kasp_key_span(&prefix), &found, &value);
		if (e == E_NOTFOUND || (e == OK && !begins_with(found, &prefix)))
			return OK;
		TRY(e);
		if (found.len != prefix.len + KEY_ID_LEN || value.len >= sizeof(dir))
			return E_CORRUPT;
		memcpy(id, found.data + prefix.len, KEY_ID_LEN);
		memcpy(dir, value.data, value.len);
		dir[value.len] = '\0';
		const struct keystore ks = {.dir = dir};
		const struct kasp_key note = key_of(KASP_DOOMED, span_of(id, KEY_ID_LEN));
		TRY(keystore_delete(&ks, id));
		TRY(store_delete(s, kasp_key_span(&note)));
	}
}

static enum err sweep_turn(struct store *s)
{
	TRY(store_begin(s, STORE_WRITE));
	enum err e = sweep(s);
	if (e == OK)
		return store_commit(s);
	store_abort(s);
	return e;
}

enum err kasp_sweep(struct kasp *k)
{
	pthread_mutex_lock(&k->lock);
	enum err e = sweep_turn(k->store);
	pthread_mutex_unlock(&k->lock);
	return e;
}

static enum err edit_turn(struct store *s, const uint8_t *zone, const struct keystore *ks,
                          kasp_edit_fn edit, void *ctx, struct kasp_zone *is)
{
	struct kasp_zone was = {.keys = {0}};
	struct kasp_turn turn = {.store = s};
	struct changes done = {.doomed = false};
	TRY(store_begin(s, STORE_WRITE));
	enum err e = read_zone(s, zone, is);
	if (e == OK) {
		copy_zone(&was, is);
		e = edit(ctx, &turn, is);
	}
	if (e == OK)
		e = store_zone(s, zone, ks, &was, is, &done);
	if (e == OK)
		e = store_commit(s);
	else
		store_abort(s);
	/* Keys that nobody will know of. A file too many does no harm if this fails too. */
	for (size_t i = 0; e != OK && i < done.files.count; i++)
		(void)!keystore_delete(ks, done.files.items[i]->id);
	VEC_FREE(&done.files);
	kasp_zone_deinit(&was);
	/* What is left undone is noted, and done by the next sweep. */
	if (e == OK && done.doomed)
		(void)!sweep_turn(s);
	return e;
}

enum err kasp_edit(struct kasp *k, const uint8_t *zone, const struct keystore *ks,
                   kasp_edit_fn edit, void *ctx, struct kasp_zone *out)
{
	struct kasp_zone is = {.keys = {0}};
	pthread_mutex_lock(&k->lock);
	enum err e = edit_turn(k->store, zone, ks, edit, ctx, &is);
	pthread_mutex_unlock(&k->lock);
	if (e == OK && out != NULL)
		*out = is;
	else
		kasp_zone_deinit(&is);
	return e;
}

enum err kasp_turn_last(struct kasp_turn *turn, const char *policy, struct name *zone,
                        uint8_t id[KEY_ID_LEN])
{
	const struct kasp_key k = key_of(KASP_LAST, span_str(policy));
	struct span value;
	size_t len;
	TRY(store_get(turn->store, kasp_key_span(&k), &value));
	if (value.len <= KEY_ID_LEN || name_check(span_skip(value, KEY_ID_LEN), &len) != OK ||
	    len != value.len - KEY_ID_LEN)
		return E_CORRUPT;
	memcpy(id, value.data, KEY_ID_LEN);
	name_copy(zone, value.data + KEY_ID_LEN);
	return OK;
}

enum err kasp_turn_set_last(struct kasp_turn *turn, const char *policy, const uint8_t *zone,
                            const uint8_t id[KEY_ID_LEN])
{
	const struct kasp_key k = key_of(KASP_LAST, span_str(policy));
	uint8_t value[KEY_ID_LEN + NAME_MAX_LEN];
	size_t len = name_len(zone);
	memcpy(value, id, KEY_ID_LEN);
	memcpy(value + KEY_ID_LEN, zone, len);
	return store_put(turn->store, kasp_key_span(&k), span_of(value, KEY_ID_LEN + len));
}

enum err kasp_turn_key(struct kasp_turn *turn, const uint8_t *zone, const uint8_t id[KEY_ID_LEN],
                       struct zone_key *out)
{
	const struct kasp_key k = key_of_key(zone, id);
	struct span value;
	TRY(store_get(turn->store, kasp_key_span(&k), &value));
	TRY(kasp_key_record_read(out, value));
	memcpy(out->id, id, KEY_ID_LEN);
	return OK;
}

/* The first zone of a kind at or behind `from`. E_NOTFOUND */
static enum err next_zone(struct store *s, enum kasp_kind kind, const struct kasp_key *from,
                          struct name *out)
{
	struct span found;
	size_t len;
	TRY(store_get_greater_equal(s, kasp_key_span(from), &found, NULL));
	if (found.data[0] != kind)
		return E_NOTFOUND;
	if (name_check(span_skip(found, 1), &len) != OK)
		return E_CORRUPT;
	name_copy(out, found.data + 1);
	return OK;
}

static enum err each_zone(struct store *s, enum err (*each)(void *ctx, const uint8_t *zone),
                          void *ctx)
{
	struct kasp_key from;
	struct name zone;
	enum err e;
	kasp_key_begin(&from, KASP_KEY);
	while ((e = next_zone(s, KASP_KEY, &from, &zone)) == OK) {
		TRY(each(ctx, zone.wire));
		/* Behind all identifiers of this zone. */
		from = key_of_key(zone.wire, NULL);
		for (size_t i = 0; i <= KEY_ID_LEN; i++)
			kasp_key_add(&from, span_of("\xff", 1));
	}
	return e == E_NOTFOUND ? OK : e;
}

enum err kasp_zones(struct kasp *k, enum err (*each)(void *ctx, const uint8_t *zone), void *ctx)
{
	pthread_mutex_lock(&k->lock);
	enum err e = store_begin(k->store, STORE_READ);
	if (e == OK) {
		e = each_zone(k->store, each, ctx);
		store_abort(k->store);
	}
	pthread_mutex_unlock(&k->lock);
	return e;
}

static enum err drop_all(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	const struct kasp_key facts = key_of_facts(ctx);
	while (zone->keys.count > 0)
		key_list_remove(&zone->keys, zone->keys.count - 1);
	enum err e = store_delete(turn->store, kasp_key_span(&facts));
	return e == E_NOTFOUND ? OK : e;
}

enum err kasp_purge(struct kasp *k, const uint8_t *zone, const struct keystore *ks)
{
	struct name name;
	name_copy(&name, zone);
	return kasp_edit(k, zone, ks, drop_all, name.wire, NULL);
}
