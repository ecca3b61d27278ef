/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store as a sorted table.  A writing turn works on a copy of the table of pointers; entries
 * are immutable and counted, so a turn costs its size in pointers, commit is one assignment, and
 * abort throws the copy away.  Made for exactness, not for size.
 */

#include "store/store_memory.h"

#include "base/mem.h"
#include "store/backend.h"

struct entry {
	unsigned users; /* tables that list it */
	size_t key_len, value_len;
	uint8_t data[]; /* key, then value */
};

struct table {
	struct entry **items;
	size_t count;
	uint64_t bytes; /* of keys and values */
};

struct memory_store {
	struct store store;
	size_t limit;
	struct table now[2];  /* committed, by enum store_table */
	struct table next[2]; /* of the writing turn */
	bool is_writing;
	uint64_t number;   /* of the state committed */
	unsigned crash_in; /* 0 = never */
	bool crashed;
};

static struct memory_store *of(struct store *s)
{
	return (struct memory_store *)s;
}

/* One step nearer to the crash; true when it has come. */
static bool crashes(struct memory_store *m)
{
	if (m->crash_in > 0 && --m->crash_in == 0)
		m->crashed = true;
	return m->crashed;
}

static void release(struct table *t)
{
	for (size_t i = 0; i < t->count; i++) {
		if (--t->items[i]->users == 0)
			mem_free(t->items[i]);
	}
	mem_free(t->items);
	*t = (struct table){.items = NULL};
}

static struct table copy(const struct table *t)
{
	struct table c = {.count = t->count, .bytes = t->bytes};
	c.items = mem_calloc(t->count + 1, sizeof(struct entry *));
	for (size_t i = 0; i < t->count; i++) {
		c.items[i] = t->items[i];
		c.items[i]->users++;
	}
	return c;
}

static struct table *current(struct memory_store *m, enum store_table t)
{
	return m->is_writing ? &m->next[t] : &m->now[t];
}

static int compare(const struct entry *e, struct span key)
{
	int d = memcmp(e->data, key.data, MIN_OF(e->key_len, key.len));
	if (d != 0)
		return d;
	return e->key_len < key.len ? -1 : e->key_len > key.len;
}

/* Index of the first entry not below the key. */
static size_t position(const struct table *t, struct span key, bool *exact)
{
	size_t low = 0, high = t->count;
	*exact = false;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int d = compare(t->items[mid], key);
		if (d == 0) {
			*exact = true;
			return mid;
		}
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static enum err give(const struct entry *e, struct span *key, struct span *value)
{
	*key = span_of(e->data, e->key_len);
	*value = span_of(e->data + e->key_len, e->value_len);
	return OK;
}

static enum err memory_begin(struct store *s, enum store_turn kind)
{
	struct memory_store *m = of(s);
	if (m->crashed)
		return E_IO;
	m->is_writing = kind == STORE_WRITE;
	for (int t = 0; m->is_writing && t < 2; t++)
		m->next[t] = copy(&m->now[t]);
	return OK;
}

static void drop_next(struct memory_store *m)
{
	for (int t = 0; t < 2; t++)
		release(&m->next[t]);
	m->is_writing = false;
}

static enum err memory_commit(struct store *s)
{
	struct memory_store *m = of(s);
	if (!m->is_writing)
		return m->crashed ? E_IO : OK;
	if (crashes(m)) {
		drop_next(m);
		return E_IO;
	}
	for (int t = 0; t < 2; t++) {
		release(&m->now[t]);
		m->now[t] = m->next[t];
		m->next[t] = (struct table){.items = NULL};
	}
	m->is_writing = false;
	m->number++;
	return OK;
}

static uint64_t memory_number(const struct store *s)
{
	const struct memory_store *m = (const struct memory_store *)s;
	return m->number + m->is_writing;
}

static void memory_abort(struct store *s)
{
	drop_next(of(s));
}

static enum err memory_get(struct store *s, enum store_table which, struct span key,
                           struct span *value)
{
	bool exact;
	struct span found;
	const struct table *t = current(of(s), which);
	size_t at = position(t, key, &exact);
	return exact ? give(t->items[at], &found, value) : E_NOTFOUND;
}

static enum err memory_less_equal(struct store *s, struct span key, struct span *found,
                                  struct span *value)
{
	bool exact;
	const struct table *t = current(of(s), STORE_ENTRIES);
	size_t at = position(t, key, &exact);
	if (!exact && at-- == 0)
		return E_NOTFOUND;
	return give(t->items[at], found, value);
}

static enum err memory_greater_equal(struct store *s, struct span key, struct span *found,
                                     struct span *value)
{
	bool exact;
	const struct table *t = current(of(s), STORE_ENTRIES);
	size_t at = position(t, key, &exact);
	return at < t->count ? give(t->items[at], found, value) : E_NOTFOUND;
}

static void unlist(struct table *t, size_t at)
{
	t->bytes -= t->items[at]->key_len + t->items[at]->value_len;
	if (--t->items[at]->users == 0)
		mem_free(t->items[at]);
	memmove(t->items + at, t->items + at + 1, (t->count - at - 1) * sizeof(struct entry *));
	t->count--;
}

static enum err memory_put(struct store *s, enum store_table which, struct span key,
                           struct span value)
{
	struct memory_store *m = of(s);
	struct table *t = &m->next[which];
	bool exact;
	if (crashes(m))
		return E_IO;
	if (m->limit > 0 && t->bytes + key.len + value.len > m->limit)
		return E_FULL;
	struct entry *e = mem_alloc(sizeof(*e) + key.len + value.len);
	*e = (struct entry){.users = 1, .key_len = key.len, .value_len = value.len};
	memcpy(e->data, key.data, key.len);
	if (value.len > 0)
		memcpy(e->data + key.len, value.data, value.len);
	size_t at = position(t, key, &exact);
	if (exact)
		unlist(t, at);
	t->items = mem_realloc(t->items, (t->count + 1) * sizeof(struct entry *));
	memmove(t->items + at + 1, t->items + at, (t->count - at) * sizeof(struct entry *));
	t->items[at] = e;
	t->bytes += key.len + value.len;
	t->count++;
	return OK;
}

static enum err memory_del(struct store *s, struct span key)
{
	struct memory_store *m = of(s);
	struct table *t = &m->next[STORE_ENTRIES];
	bool exact;
	if (crashes(m))
		return E_IO;
	size_t at = position(t, key, &exact);
	if (!exact)
		return E_NOTFOUND;
	unlist(t, at);
	return OK;
}

static enum err memory_del_all(struct store *s)
{
	struct memory_store *m = of(s);
	if (crashes(m))
		return E_IO;
	release(&m->next[STORE_ENTRIES]);
	return OK;
}

static enum err memory_usage(struct store *s, struct store_usage *out)
{
	struct memory_store *m = of(s);
	const struct table *t = current(m, STORE_ENTRIES);
	*out = (struct store_usage){.used = t->bytes, .limit = m->limit, .entries = t->count};
	return OK;
}

static void memory_close(struct store *s)
{
	struct memory_store *m = of(s);
	drop_next(m);
	for (int t = 0; t < 2; t++)
		release(&m->now[t]);
	mem_free(m);
}

static const struct store_backend backend = {
	.begin = memory_begin,
	.commit = memory_commit,
	.abort = memory_abort,
	.get = memory_get,
	.less_equal = memory_less_equal,
	.greater_equal = memory_greater_equal,
	.put = memory_put,
	.del = memory_del,
	.del_all = memory_del_all,
	.number = memory_number,
	.usage = memory_usage,
	.close = memory_close,
};

struct store *store_memory_new(size_t limit)
{
	struct memory_store *m = mem_zalloc(sizeof(*m));
	m->store.backend = &backend;
	m->limit = limit;
	return &m->store;
}

void store_memory_crash_at(struct store *s, unsigned n)
{
	of(s)->crash_in = n;
}

void store_memory_revive(struct store *s)
{
	struct memory_store *m = of(s);
	store_abort(s);
	m->crashed = false;
	m->crash_in = 0;
}
