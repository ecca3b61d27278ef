/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which store is trusted.  Invariants: the mark of an orderly end is on disk only while nobody uses
 * the store; whoever opens it takes the mark away, on disk, before writing anything else.
 */

#include "store/renewable.h"

#include "base/mem.h"
#include "store/bus_error.h"
#include "store/lmdb_probe.h"
#include "store/store_lmdb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BOOT_ID_MAX = 64,
	PROBE_MAX = 1 << 30, /* octets of file: reading more would delay the start for seconds */
};

static const char use_key[] = "use"; /* fact: octet, 1 = closed in order; boot id */

struct renewable {
	struct store *store;
	char *path;
	int life; /* data.mdb, locked as long as we use it */
	char boot_id[BOOT_ID_MAX + 1];
};

/* ---- files ---- */

static char *file_in(const char *folder, const char *name)
{
	return mem_printf("%s/%s", folder, name);
}

static void remove_files(const char *folder)
{
	static const char *const names[] = {"data.mdb", "lock.mdb"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *path = file_in(folder, names[i]);
		(void)unlink(path); /* what stays is found again by the opening */
		mem_free(path);
	}
}

static int lock_waiting(int fd)
{
	int rc;
	do
		rc = flock(fd, LOCK_EX);
	while (rc != 0 && errno == EINTR);
	return rc;
}

/* Keep all others from opening or closing until the descriptor is closed; -1: errno. */
static int enter(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && lock_waiting(fd) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int open_data(const char *folder)
{
	char *path = file_in(folder, "data.mdb");
	int fd = open(path, O_RDWR | O_CLOEXEC);
	mem_free(path);
	return fd;
}

/* Is there a file, and does nobody use it?  What is not there is used by nobody. */
static bool is_unused(const char *folder, off_t *size)
{
	struct stat st;
	*size = 0;
	int fd = open_data(folder);
	if (fd < 0)
		return true;
	bool unused = flock(fd, LOCK_EX | LOCK_NB) == 0;
	if (fstat(fd, &st) == 0)
		*size = st.st_size;
	close(fd);
	return unused;
}

static void read_boot_id(char out[BOOT_ID_MAX + 1], const char *given)
{
	out[0] = '\0';
	if (given != NULL) {
		snprintf(out, BOOT_ID_MAX + 1, "%s", given);
		return;
	}
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return; /* no boot is the same as another */
	ssize_t n = read(fd, out, BOOT_ID_MAX);
	close(fd);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
}

/* ---- the mark ---- */

static enum err write_mark(struct renewable *r, bool clean)
{
	uint8_t value[1 + BOOT_ID_MAX];
	size_t len = strlen(r->boot_id);
	value[0] = clean;
	memcpy(value + 1, r->boot_id, len);
	TRY(store_begin(r->store, STORE_WRITE));
	enum err e = store_meta_put(r->store, span_str(use_key), span_of(value, 1 + len));
	if (e != OK) {
		store_abort(r->store);
		return e;
	}
	TRY(store_commit(r->store));
	return store_lmdb_sync(r->store);
}

/* E_CORRUPT: it was in use when another boot ended. */
static enum err check_mark(struct renewable *r)
{
	struct span value, id = span_str(r->boot_id);
	TRY(store_begin(r->store, STORE_READ));
	enum err e = store_meta_get(r->store, span_str(use_key), &value);
	bool fresh = e == E_NOTFOUND;
	bool clean = e == OK && value.len > 0 && value.data[0] == 1;
	bool same = e == OK && id.len > 0 && span_equal(span_skip(value, 1), id);
	store_abort(r->store);
	if (e != OK && !fresh)
		return e;
	if (same && !clean)
		return OK;
	return fresh || clean ? write_mark(r, false) : E_CORRUPT;
}

/* ---- opening ---- */

static enum err open_once(struct renewable *r, const struct renewable_options *o, bool unused,
                          struct text *why)
{
	const struct store_lmdb_options options = {
		.path = o->path, .max_size = o->max_size, .durability = STORE_CACHE};
	off_t size;
	(void)is_unused(o->path, &size);
	if (unused && size > 0 && size <= PROBE_MAX && lmdb_probe(o->path) != OK) {
		text_printf(why, "database '%s' (it is damaged)", o->path);
		return E_CORRUPT;
	}
	TRY(store_lmdb_open(&r->store, &options, why));
	r->life = open_data(o->path);
	if (r->life < 0 || flock(r->life, LOCK_SH | LOCK_NB) != 0)
		return err_from_errno(errno);
	TRY(store_format_check(r->store, o->format, why));
	enum err e = check_mark(r);
	if (e == E_CORRUPT)
		text_printf(why, "database '%s' (the machine went down while it was in use)",
		            o->path);
	return e;
}

static void leave(struct renewable *r)
{
	store_close(r->store);
	r->store = NULL;
	if (r->life >= 0)
		close(r->life);
	r->life = -1;
}

/* Can an error be cured by beginning anew? */
static bool is_curable(enum err e)
{
	switch (e) {
	case E_CORRUPT:
	case E_FORMAT_FOREIGN:
	case E_FORMAT_NEWER:
	case E_NOTSUP:
	case E_INVALID: /* of the system's calls on a file that is something else */
		return true;
	default:
		return false;
	}
}

static enum err open_or_renew(struct renewable *r, const struct renewable_options *o,
                              struct text *why)
{
	off_t size;
	bool unused = is_unused(o->path, &size);
	struct text fault;
	text_init(&fault);
	enum err e = open_once(r, o, unused, &fault);
	if (e == OK) {
		text_deinit(&fault);
		return OK;
	}
	leave(r);
	if (fault.len > 0)
		text_put_octets(why, fault.buf, fault.len);
	else
		text_printf(why, "database '%s' (%s)", o->path, err_text(e));
	text_deinit(&fault);
	if (!unused || !is_curable(e))
		return e;
	remove_files(o->path);
	e = open_once(r, o, true, why);
	if (e != OK)
		leave(r);
	return e;
}

enum err renewable_open(struct renewable **out, const struct renewable_options *options,
                        struct text *why)
{
	if (mkdir(options->path, 0770) != 0 && errno != EEXIST) {
		text_printf(why, "database '%s' (%s)", options->path, strerror(errno));
		return err_from_errno(errno);
	}
	int door = enter(options->path);
	if (door < 0) {
		text_printf(why, "database '%s' (%s)", options->path, strerror(errno));
		return err_from_errno(errno);
	}
	struct renewable *r = mem_zalloc(sizeof(*r));
	r->life = -1;
	r->path = mem_strdup(options->path);
	read_boot_id(r->boot_id, options->boot_id);
	enum err e = open_or_renew(r, options, why);
	close(door);
	if (e != OK) {
		mem_free(r->path);
		mem_free(r);
		return e;
	}
	char *data = mem_printf("%s/data.mdb", r->path);
	bus_error_guard(data);
	mem_free(data);
	*out = r;
	return OK;
}

struct store *renewable_store(struct renewable *r)
{
	return r->store;
}

void renewable_close(struct renewable *r)
{
	if (r == NULL)
		return;
	int door = enter(r->path);
	bus_error_guard(NULL);
	store_abort(r->store);
	/* The last one: nobody can open it meanwhile. */
	if (door >= 0 && flock(r->life, LOCK_EX | LOCK_NB) == 0)
		(void)write_mark(r, true); /* without it the next boot begins anew */
	leave(r);
	if (door >= 0)
		close(door);
	mem_free(r->path);
	mem_free(r);
}
