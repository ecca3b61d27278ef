/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LMDB behind the store's interface; but for lmdb_probe.c the only file that sees lmdb.h.  Two
 * named tables: "entries" and "meta".  Reading turns renew one kept transaction and its cursor,
 * which costs nanoseconds; they are reset at the end of each turn, so that no idle reader pins
 * pages.
 */

#include "store/store_lmdb.h"

#include "base/mem.h"
#include "store/backend.h"
#include "store/lmdb_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>

enum {
	MAX_READERS = 512,
	/* Octets of file that a cache has blocks for beyond its last page; the least it goes on
	   with when the file system has no more. */
	AHEAD = 16 << 20,
	LEAST_AHEAD = 256 << 10,
	PIECE_LEAST = 64 << 10, /* octets asked for at once */
	TURNS_BEFORE_RETRY = 64,
};

static const char *const table_names[] = {"entries", "meta"};

struct lmdb_store {
	struct store store;
	MDB_env *env;
	MDB_dbi tables[2];
	bool read_only;
	bool is_cache; /* STORE_CACHE: written through the map */
	size_t page_size;
	uint64_t allocated; /* is_cache: octets of the file that have blocks */
	bool was_full;      /* the map was: a reader that is no more may be keeping pages */
	unsigned full_for;  /* is_cache: the file system was full; writing turns till asked again */
	MDB_txn *read_txn;  /* kept; reset between turns */
	MDB_cursor *read_cursor; /* of the entries, in read_txn */
	MDB_txn *txn;            /* of the turn under way; NULL between turns */
	MDB_cursor *cursor;      /* of the entries, in txn */
};

static struct lmdb_store *of(struct store *s)
{
	return (struct lmdb_store *)s;
}

static enum err error_of(int rc)
{
	switch (rc) {
	case MDB_SUCCESS:
		return OK;
	case MDB_NOTFOUND:
		return E_NOTFOUND;
	case MDB_MAP_FULL:
	case MDB_TXN_FULL:
		return E_FULL;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC:
		return E_CORRUPT;
	case MDB_INVALID:
	case MDB_VERSION_MISMATCH:
	case MDB_INCOMPATIBLE:
		return E_FORMAT_FOREIGN;
	case MDB_READERS_FULL:
		return E_LIMIT;
	case MDB_BAD_VALSIZE:
		return E_INVALID;
	default:
		return rc > 0 ? err_from_errno(rc) : E_IO;
	}
}

static MDB_val val_of(struct span s)
{
	return (MDB_val){.mv_size = s.len, .mv_data = (void *)(uintptr_t)s.data};
}

static struct span span_from(MDB_val v)
{
	return span_of(v.mv_data, v.mv_size);
}

/* Have blocks up to there, or as far as the file system goes. */
static void extend(struct lmdb_store *l, int fd, uint64_t want)
{
	for (uint64_t more = want - l->allocated; more >= PIECE_LEAST; more /= 2) {
		if (fallocate(fd, 0, (off_t)l->allocated, (off_t)more) == 0) {
			l->allocated += more;
			return;
		}
		if (errno == EOPNOTSUPP) { /* nothing is known of this file system */
			l->allocated = want;
			return;
		}
		l->full_for = TURNS_BEFORE_RETRY;
	}
}

/*
 * Have blocks for what a writing turn may add.  A page of the map without a block behind it, on a
 * file system that is full, ends the process with SIGBUS.
 *
 * E_FULL  there is not even room for a small turn
 */
static enum err allocate_ahead(struct lmdb_store *l)
{
	MDB_envinfo info;
	int fd;
	TRY(error_of(mdb_env_info(l->env, &info)));
	TRY(error_of(mdb_env_get_fd(l->env, &fd)));
	uint64_t used = ((uint64_t)info.me_last_pgno + 1) * l->page_size;
	uint64_t want = MIN_OF(used + AHEAD, (uint64_t)info.me_mapsize);
	if (want <= l->allocated || used + AHEAD / 2 <= l->allocated)
		return OK;
	if (l->full_for > 0)
		l->full_for--;
	else
		extend(l, fd, want);
	return l->full_for > 0 && used + LEAST_AHEAD > l->allocated ? E_FULL : OK;
}

/* When it is opened: blocks for what is there already must not be asked for again. */
static int allocate_first(struct lmdb_store *l)
{
	MDB_envinfo info;
	int fd, rc = mdb_env_info(l->env, &info);
	if (rc == MDB_SUCCESS)
		rc = mdb_env_get_fd(l->env, &fd);
	if (rc != MDB_SUCCESS)
		return rc;
	size_t used = (info.me_last_pgno + 1) * l->page_size;
	if (fallocate(fd, 0, 0, (off_t)used) == 0)
		l->allocated = used;
	bool is_fresh = info.me_last_txnid == 0;
	return allocate_ahead(l) == E_FULL && is_fresh ? ENOSPC : MDB_SUCCESS;
}

/* Another process has made the map larger: follow. */
static int follow_size(struct lmdb_store *l, int rc)
{
	return rc == MDB_MAP_RESIZED ? mdb_env_set_mapsize(l->env, 0) : rc;
}

static int begin_writing(struct lmdb_store *l)
{
	int dead;
	if (l->was_full)
		(void)mdb_reader_check(l->env, &dead); /* what it cannot clear stays */
	l->was_full = false;
	int rc = mdb_txn_begin(l->env, NULL, 0, &l->txn);
	if (rc == MDB_MAP_RESIZED && follow_size(l, rc) == MDB_SUCCESS)
		rc = mdb_txn_begin(l->env, NULL, 0, &l->txn);
	return rc;
}

static int renew_reading(struct lmdb_store *l)
{
	int rc = mdb_txn_renew(l->read_txn);
	if (rc == MDB_MAP_RESIZED && follow_size(l, rc) == MDB_SUCCESS)
		rc = mdb_txn_renew(l->read_txn);
	return rc;
}

static enum err lmdb_begin(struct store *s, enum store_turn kind)
{
	struct lmdb_store *l = of(s);
	if (kind == STORE_READ) {
		TRY(error_of(renew_reading(l)));
		l->txn = l->read_txn;
		l->cursor = l->read_cursor;
		return error_of(mdb_cursor_renew(l->txn, l->cursor));
	}
	if (l->read_only)
		return E_PERM;
	int rc = begin_writing(l);
	if (rc == MDB_SUCCESS)
		rc = mdb_cursor_open(l->txn, l->tables[STORE_ENTRIES], &l->cursor);
	enum err e = error_of(rc);
	if (e == OK && l->is_cache)
		e = allocate_ahead(l);
	if (e != OK && l->txn != NULL) {
		mdb_txn_abort(l->txn); /* and its cursor with it */
		l->txn = NULL;
	}
	return e;
}

static enum err note_full(struct lmdb_store *l, enum err e)
{
	l->was_full |= e == E_FULL;
	return e;
}

static enum err lmdb_commit(struct store *s)
{
	struct lmdb_store *l = of(s);
	MDB_txn *txn = l->txn;
	l->txn = NULL;
	if (txn == l->read_txn) {
		mdb_txn_reset(txn);
		return OK;
	}
	mdb_cursor_close(l->cursor);
	return note_full(l, error_of(mdb_txn_commit(txn)));
}

static void lmdb_abort(struct store *s)
{
	struct lmdb_store *l = of(s);
	MDB_txn *txn = l->txn;
	l->txn = NULL;
	if (txn == l->read_txn) {
		mdb_txn_reset(txn);
		return;
	}
	mdb_cursor_close(l->cursor);
	mdb_txn_abort(txn);
}

static enum err lmdb_get(struct store *s, enum store_table t, struct span key, struct span *value)
{
	MDB_val k = val_of(key), v;
	TRY(error_of(mdb_get(of(s)->txn, of(s)->tables[t], &k, &v)));
	*value = span_from(v);
	return OK;
}

static enum err give(int rc, MDB_val k, MDB_val v, struct span *found, struct span *value)
{
	TRY(error_of(rc));
	*found = span_from(k);
	*value = span_from(v);
	return OK;
}

static enum err lmdb_less_equal(struct store *s, struct span key, struct span *found,
                                struct span *value)
{
	MDB_cursor *c = of(s)->cursor;
	MDB_val k = val_of(key), v;
	int rc = mdb_cursor_get(c, &k, &v, MDB_SET_RANGE);
	if (rc == MDB_NOTFOUND)
		rc = mdb_cursor_get(c, &k, &v, MDB_LAST);
	else if (rc == MDB_SUCCESS && !span_equal(span_from(k), key))
		rc = mdb_cursor_get(c, &k, &v, MDB_PREV);
	return give(rc, k, v, found, value);
}

static enum err lmdb_greater_equal(struct store *s, struct span key, struct span *found,
                                   struct span *value)
{
	MDB_val k = val_of(key), v = {0, NULL};
	int rc = mdb_cursor_get(of(s)->cursor, &k, &v, MDB_SET_RANGE);
	return give(rc, k, v, found, value);
}

static enum err lmdb_put(struct store *s, enum store_table t, struct span key, struct span value)
{
	MDB_val k = val_of(key), v = val_of(value);
	return note_full(of(s), error_of(mdb_put(of(s)->txn, of(s)->tables[t], &k, &v, 0)));
}

static enum err lmdb_del(struct store *s, struct span key)
{
	MDB_val k = val_of(key);
	return note_full(of(s),
	                 error_of(mdb_del(of(s)->txn, of(s)->tables[STORE_ENTRIES], &k, NULL)));
}

static enum err lmdb_del_all(struct store *s)
{
	return error_of(mdb_drop(of(s)->txn, of(s)->tables[STORE_ENTRIES], 0));
}

static uint64_t lmdb_number(const struct store *s)
{
	return mdb_txn_id(((const struct lmdb_store *)s)->txn);
}

static enum err lmdb_usage(struct store *s, struct store_usage *out)
{
	struct lmdb_store *l = of(s);
	MDB_envinfo info;
	MDB_stat st, table;
	TRY(error_of(mdb_env_info(l->env, &info)));
	TRY(error_of(mdb_env_stat(l->env, &st)));
	bool own_turn = !s->in_turn;
	if (own_turn)
		TRY(lmdb_begin(s, STORE_READ));
	enum err e = error_of(mdb_stat(l->txn, l->tables[STORE_ENTRIES], &table));
	if (own_turn)
		lmdb_abort(s);
	TRY(e);
	uint64_t pages = table.ms_branch_pages + table.ms_leaf_pages + table.ms_overflow_pages;
	uint64_t limit = info.me_mapsize;
	if (l->full_for > 0) /* what there is and no more; less than that makes room for turns */
		limit = MIN_OF(limit, l->allocated - MIN_OF(l->allocated, (uint64_t)LEAST_AHEAD));
	*out = (struct store_usage){
		.used = pages * st.ms_psize, .limit = limit, .entries = table.ms_entries};
	return OK;
}

static void lmdb_close(struct store *s)
{
	struct lmdb_store *l = of(s);
	if (l->read_cursor != NULL)
		mdb_cursor_close(l->read_cursor);
	if (l->read_txn != NULL)
		mdb_txn_abort(l->read_txn);
	if (l->env != NULL)
		mdb_env_close(l->env);
	mem_free(l);
}

static const struct store_backend backend = {
	.begin = lmdb_begin,
	.commit = lmdb_commit,
	.abort = lmdb_abort,
	.get = lmdb_get,
	.less_equal = lmdb_less_equal,
	.greater_equal = lmdb_greater_equal,
	.put = lmdb_put,
	.del = lmdb_del,
	.del_all = lmdb_del_all,
	.number = lmdb_number,
	.usage = lmdb_usage,
	.close = lmdb_close,
};

/*
 * Tables of the environment that are not ours, as text; whoever finds some has another program's
 * file before it.  The unnamed table lists the named ones as keys.
 */
static int foreign_tables(MDB_txn *txn, struct text *names)
{
	MDB_dbi all;
	MDB_cursor *c;
	MDB_val k, v;
	int rc = mdb_dbi_open(txn, NULL, 0, &all);
	if (rc == MDB_SUCCESS)
		rc = mdb_cursor_open(txn, all, &c);
	if (rc != MDB_SUCCESS)
		return rc;
	rc = mdb_cursor_get(c, &k, &v, MDB_FIRST);
	for (; rc == MDB_SUCCESS; rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) {
		struct span name = span_from(k);
		if (span_equal(name, span_str(table_names[0])) ||
		    span_equal(name, span_str(table_names[1])))
			continue;
		text_put(names, names->len > 0 ? ", " : "");
		text_put_escaped(names, span_of(name.data, MIN_OF(name.len, (size_t)32)));
		if (names->len > 200)
			break;
	}
	mdb_cursor_close(c);
	return rc == MDB_NOTFOUND ? MDB_SUCCESS : rc;
}

static int open_tables(struct lmdb_store *l, struct text *foreign)
{
	MDB_txn *txn;
	unsigned flags = l->read_only ? 0 : MDB_CREATE;
	int rc = mdb_txn_begin(l->env, NULL, l->read_only ? MDB_RDONLY : 0, &txn);
	if (rc != MDB_SUCCESS)
		return rc;
	rc = foreign_tables(txn, foreign);
	if (rc == MDB_SUCCESS && foreign->len > 0)
		rc = MDB_INCOMPATIBLE;
	for (int t = 0; rc == MDB_SUCCESS && t < 2; t++)
		rc = mdb_dbi_open(txn, table_names[t], flags, &l->tables[t]);
	/* An environment without our tables is no store of ours, even an empty one. */
	if (rc == MDB_NOTFOUND)
		rc = MDB_INCOMPATIBLE;
	if (rc != MDB_SUCCESS) {
		mdb_txn_abort(txn);
		return rc;
	}
	rc = mdb_txn_commit(txn);
	if (rc == MDB_SUCCESS)
		rc = mdb_txn_begin(l->env, NULL, MDB_RDONLY, &l->read_txn);
	if (rc == MDB_SUCCESS)
		rc = mdb_cursor_open(l->read_txn, l->tables[STORE_ENTRIES], &l->read_cursor);
	if (rc == MDB_SUCCESS)
		mdb_txn_reset(l->read_txn);
	return rc;
}

static unsigned flags_of(const struct store_lmdb_options *o)
{
	unsigned flags = MDB_NOTLS;
	if (o->read_only)
		return flags | MDB_RDONLY;
	if (o->durability == STORE_ASYNCHRONOUS)
		flags |= MDB_NOSYNC;
	if (o->durability == STORE_CACHE)
		flags |= MDB_NOSYNC | MDB_WRITEMAP;
	return flags;
}

/* LMDB cuts the file of a writable map to the map's size: never below what others may have mapped.
 */
static size_t map_size(const struct store_lmdb_options *o)
{
	struct stat st;
	char *data = mem_printf("%s/data.mdb", o->path);
	bool keep = o->durability == STORE_CACHE && stat(data, &st) == 0;
	mem_free(data);
	return keep ? MAX_OF(o->max_size, (uint64_t)st.st_size) : o->max_size;
}

static int open_env(struct lmdb_store *l, const struct store_lmdb_options *o, struct text *foreign)
{
	int dead;
	MDB_stat st;
	if (!o->read_only && mkdir(o->path, 0770) != 0 && errno != EEXIST)
		return errno;
	int rc = mdb_env_create(&l->env);
	if (rc == MDB_SUCCESS)
		rc = mdb_env_set_mapsize(l->env, map_size(o));
	if (rc == MDB_SUCCESS)
		rc = mdb_env_set_maxdbs(l->env, 2);
	if (rc == MDB_SUCCESS)
		rc = mdb_env_set_maxreaders(l->env, MAX_READERS);
	if (rc == MDB_SUCCESS)
		rc = mdb_env_open(l->env, o->path, flags_of(o), 0660);
	if (rc == MDB_SUCCESS)
		rc = mdb_reader_check(l->env, &dead);
	if (rc == MDB_SUCCESS)
		rc = mdb_env_stat(l->env, &st);
	if (rc == MDB_SUCCESS)
		l->page_size = st.ms_psize;
	if (rc == MDB_SUCCESS && l->is_cache)
		rc = allocate_first(l);
	return rc == MDB_SUCCESS ? open_tables(l, foreign) : rc;
}

enum err store_lmdb_open(struct store **out, const struct store_lmdb_options *options,
                         struct text *error)
{
	struct lmdb_store *l = mem_zalloc(sizeof(*l));
	struct text foreign;
	text_init(&foreign);
	l->store.backend = &backend;
	l->read_only = options->read_only;
	l->is_cache = options->durability == STORE_CACHE && !options->read_only;
	enum err e = options->durability != STORE_CACHE ? lmdb_probe(options->path) : OK;
	if (e == OK)
		e = error_of(open_env(l, options, &foreign));
	if (e == OK) {
		*out = &l->store;
	} else {
		lmdb_close(&l->store);
		if (error != NULL)
			text_printf(error, "database '%s' (%s%s%s)", options->path, err_text(e),
			            foreign.len > 0 ? "; it holds " : "",
			            foreign.len > 0 ? foreign.buf : "");
	}
	text_deinit(&foreign);
	return e;
}

enum err store_lmdb_sync(struct store *s)
{
	return error_of(mdb_env_sync(of(s)->env, 1));
}
