/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store's rules, the same over all implementations: turns are opened once, keys are in bounds,
 * reading turns write nothing.  Implementations are called only with what passed here.
 */

#include "store/backend.h"

static enum err check_key(struct span key)
{
	return key.len == 0 || key.len > STORE_KEY_MAX ? E_INVALID : OK;
}

static enum err check_turn(const struct store *s, enum store_turn least)
{
	if (!s->in_turn)
		return E_TXN_NONE;
	return least == STORE_WRITE && s->turn != STORE_WRITE ? E_PERM : OK;
}

enum err store_begin(struct store *s, enum store_turn kind)
{
	if (s->in_turn)
		return E_BUSY;
	TRY(s->backend->begin(s, kind));
	s->in_turn = true;
	s->turn = kind;
	return OK;
}

enum err store_commit(struct store *s)
{
	if (!s->in_turn)
		return E_TXN_NONE;
	s->in_turn = false;
	return s->backend->commit(s);
}

void store_abort(struct store *s)
{
	if (!s->in_turn)
		return;
	s->in_turn = false;
	s->backend->abort(s);
}

enum err store_get(struct store *s, struct span key, struct span *value)
{
	TRY(check_turn(s, STORE_READ));
	TRY(check_key(key));
	return s->backend->get(s, STORE_ENTRIES, key, value);
}

enum err store_get_less_equal(struct store *s, struct span key, struct span *found,
                              struct span *value)
{
	struct span f, v;
	TRY(check_turn(s, STORE_READ));
	TRY(check_key(key));
	return s->backend->less_equal(s, key, found != NULL ? found : &f,
	                              value != NULL ? value : &v);
}

enum err store_get_greater_equal(struct store *s, struct span key, struct span *found,
                                 struct span *value)
{
	struct span f, v;
	TRY(check_turn(s, STORE_READ));
	TRY(check_key(key));
	return s->backend->greater_equal(s, key, found != NULL ? found : &f,
	                                 value != NULL ? value : &v);
}

enum err store_put(struct store *s, struct span key, struct span value)
{
	TRY(check_turn(s, STORE_WRITE));
	TRY(check_key(key));
	return s->backend->put(s, STORE_ENTRIES, key, value);
}

enum err store_delete(struct store *s, struct span key)
{
	TRY(check_turn(s, STORE_WRITE));
	TRY(check_key(key));
	return s->backend->del(s, key);
}

enum err store_delete_all(struct store *s)
{
	TRY(check_turn(s, STORE_WRITE));
	return s->backend->del_all(s);
}

static bool is_below(struct span a, struct span b)
{
	int d = memcmp(a.data, b.data, a.len < b.len ? a.len : b.len);
	return d < 0 || (d == 0 && a.len < b.len);
}

enum err store_delete_range(struct store *s, struct span from, struct span to, size_t *count)
{
	size_t n = 0;
	enum err e = OK;
	TRY(check_turn(s, STORE_WRITE));
	TRY(check_key(from));
	while (e == OK) {
		struct span found, value;
		uint8_t key[STORE_KEY_MAX];
		e = s->backend->greater_equal(s, from, &found, &value);
		if (e != OK || (to.len > 0 && !is_below(found, to)))
			break;
		/* The key is borrowed until the delete that it names. */
		memcpy(key, found.data, found.len);
		e = s->backend->del(s, span_of(key, found.len));
		n += e == OK;
	}
	if (count != NULL)
		*count = n;
	return e == E_NOTFOUND ? OK : e;
}

uint64_t store_turn_number(const struct store *s)
{
	return s->in_turn ? s->backend->number(s) : 0;
}

enum err store_usage(struct store *s, struct store_usage *out)
{
	return s->backend->usage(s, out);
}

void store_close(struct store *s)
{
	if (s == NULL)
		return;
	store_abort(s);
	s->backend->close(s);
}

enum err store_meta_get(struct store *s, struct span key, struct span *value)
{
	TRY(check_turn(s, STORE_READ));
	TRY(check_key(key));
	return s->backend->get(s, STORE_META, key, value);
}

enum err store_meta_put(struct store *s, struct span key, struct span value)
{
	TRY(check_turn(s, STORE_WRITE));
	TRY(check_key(key));
	return s->backend->put(s, STORE_META, key, value);
}
