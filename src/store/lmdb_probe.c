/* SPDX-License-Identifier: BSD-2-Clause */
/* See lmdb_probe.h. */

#include "store/lmdb_probe.h"

#include "base/attr.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WHOLE = 0, DAMAGED = 1, TABLES_MAX = 16 };

static const MDB_dbi free_list = 0, all_tables = 1; /* as every environment numbers them */

struct walk {
	MDB_env *env;
	MDB_txn *txn;
	size_t last_page;
	bool is_short; /* the file ends before the last page: touch what lies at its end */
};

/* A record of the free list: how many, then page numbers. */
static bool is_free_record(const struct walk *w, MDB_val v)
{
	size_t n, page;
	const unsigned char *at = v.mv_data;
	if (v.mv_size < sizeof(n))
		return false;
	memcpy(&n, at, sizeof(n));
	if (n >= v.mv_size / sizeof(n))
		return false;
	for (size_t i = 1; i <= n; i++) {
		memcpy(&page, at + i * sizeof(page), sizeof(page));
		if (page < 2 || page > w->last_page)
			return false;
	}
	return true;
}

static void touch_end(MDB_val v)
{
	const volatile unsigned char *octets = v.mv_data;
	(void)octets[v.mv_size - 1];
}

static bool walk_table(const struct walk *w, MDB_dbi table)
{
	MDB_cursor *c;
	MDB_stat st;
	MDB_val k, v;
	size_t seen = 0;
	if (mdb_stat(w->txn, table, &st) != MDB_SUCCESS ||
	    mdb_cursor_open(w->txn, table, &c) != MDB_SUCCESS)
		return false;
	int rc = mdb_cursor_get(c, &k, &v, MDB_FIRST);
	for (; rc == MDB_SUCCESS; rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) {
		if (++seen > st.ms_entries || k.mv_size == 0)
			return false;
		touch_end(k);
		if (w->is_short && v.mv_size > 0)
			touch_end(v);
		if (table == free_list && !is_free_record(w, v))
			return false;
	}
	mdb_cursor_close(c);
	return rc == MDB_NOTFOUND && seen == st.ms_entries;
}

static bool walk_named(const struct walk *w)
{
	MDB_cursor *c;
	MDB_val k, v;
	MDB_dbi table;
	char name[512];
	if (mdb_cursor_open(w->txn, all_tables, &c) != MDB_SUCCESS)
		return false;
	int rc = mdb_cursor_get(c, &k, &v, MDB_FIRST);
	for (; rc == MDB_SUCCESS; rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) {
		memcpy(name, k.mv_data, MIN_OF(k.mv_size, sizeof(name) - 1));
		name[MIN_OF(k.mv_size, sizeof(name) - 1)] = '\0';
		/* An entry that is no table is another program's: the opening says so. */
		if (mdb_dbi_open(w->txn, name, 0, &table) == MDB_SUCCESS && !walk_table(w, table))
			return false;
	}
	mdb_cursor_close(c);
	return rc == MDB_NOTFOUND;
}

/* In the child: DAMAGED, or WHOLE as far as this goes. */
static int walk_environment(const char *folder, off_t size)
{
	struct walk w = {.env = NULL};
	MDB_envinfo info;
	MDB_stat st;
	if (mdb_env_create(&w.env) != MDB_SUCCESS ||
	    mdb_env_set_maxdbs(w.env, TABLES_MAX) != MDB_SUCCESS ||
	    mdb_env_open(w.env, folder, MDB_RDONLY | MDB_NOTLS, 0) != MDB_SUCCESS ||
	    mdb_env_info(w.env, &info) != MDB_SUCCESS || mdb_env_stat(w.env, &st) != MDB_SUCCESS ||
	    mdb_txn_begin(w.env, NULL, MDB_RDONLY, &w.txn) != MDB_SUCCESS)
		return WHOLE; /* whoever opens it is told why */
	w.last_page = info.me_last_pgno;
	w.is_short = (uint64_t)size < ((uint64_t)info.me_last_pgno + 1) * st.ms_psize;
	bool good = walk_table(&w, free_list) && walk_table(&w, all_tables) && walk_named(&w);
	mdb_txn_abort(w.txn);
	mdb_env_close(w.env);
	return good ? WHOLE : DAMAGED;
}

/* A fall is expected here: no message, no core. */
static void fall_silently(void)
{
	static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	const struct rlimit none = {0, 0};
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	for (size_t i = 0; i < ARRAY_LEN(fatal); i++)
		signal(fatal[i], SIG_DFL);
	(void)setrlimit(RLIMIT_CORE, &none);
	if (null >= 0)
		(void)dup2(null, STDERR_FILENO);
}

enum err lmdb_probe(const char *folder)
{
	struct stat st;
	int status;
	char *data = mem_printf("%s/data.mdb", folder);
	bool any = stat(data, &st) == 0 && st.st_size > 0;
	mem_free(data);
	if (!any)
		return OK;
	pid_t child = fork();
	if (child < 0)
		return OK; /* no memory for a child: better unproven than unserved */
	if (child == 0) {
		fall_silently();
		_exit(walk_environment(folder, st.st_size));
	}
	pid_t got;
	do
		got = waitpid(child, &status, 0);
	while (got < 0 && errno == EINTR);
	if (got != child)
		return OK;
	return WIFEXITED(status) && WEXITSTATUS(status) == WHOLE ? OK : E_CORRUPT;
}
