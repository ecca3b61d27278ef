/* SPDX-License-Identifier: BSD-2-Clause */
#include "store_suite.h"

#include "base/text.h"
#include "base/wire.h"
#include "store/format.h"
#include "store/store_lmdb.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SMALL = 512 * 1024 };

static char folder[64];

static void clear_folder(void)
{
	static const char *const files[] = {"data.mdb", "lock.mdb"};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char path[96];
		snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		unlink(path);
	}
	rmdir(folder);
}

static enum err open_store(struct store **s, size_t limit, bool read_only, struct text *error)
{
	struct store_lmdb_options o = {.path = folder,
	                               .max_size = limit > 0 ? limit : 8 << 20,
	                               .durability = STORE_ASYNCHRONOUS,
	                               .read_only = read_only};
	return store_lmdb_open(s, &o, error);
}

static struct store *fresh(size_t limit)
{
	struct store *s = NULL;
	snprintf(folder, sizeof(folder), "/tmp/bowline-store-%d", (int)getpid());
	clear_folder();
	assert_ok(open_store(&s, limit, false, NULL));
	return s;
}

static void finish(struct store *s)
{
	store_close(s);
	clear_folder();
}

static void what_was_committed_is_there_after_reopening(void **state)
{
	(void)state;
	for (int d = STORE_ROBUST; d <= STORE_CACHE; d++) {
		struct store *s = fresh(0);
		store_close(s);
		struct store_lmdb_options o = {.path = folder,
		                               .max_size = 1 << 20,
		                               .durability = (enum store_durability)d};
		assert_ok(store_lmdb_open(&s, &o, NULL));
		assert_ok(store_begin(s, STORE_WRITE));
		put(s, "a", "1");
		assert_ok(store_commit(s));
		assert_ok(store_lmdb_sync(s));
		store_close(s);
		assert_ok(open_store(&s, 0, true, NULL));
		assert_int_equal(store_begin(s, STORE_WRITE), E_PERM);
		assert_ok(store_begin(s, STORE_READ));
		expect(s, "a", "1");
		finish(s);
	}
}

static void other_files_are_refused_by_name(void **state)
{
	(void)state;
	struct store *s = fresh(0);
	struct text error;
	char path[96];
	text_init(&error);
	store_close(s);
	snprintf(path, sizeof(path), "%s/data.mdb", folder);
	FILE *f = fopen(path, "w");
	for (int i = 0; i < 10000; i++)
		fputc('x', f);
	fclose(f);
	assert_int_equal(open_store(&s, 0, false, &error), E_FORMAT_FOREIGN);
	assert_non_null(strstr(error.buf, folder));
	assert_non_null(strstr(error.buf, "not a database of this program"));
	clear_folder();
	assert_int_equal(open_store(&s, 0, true, NULL), E_NOFILE);
	text_deinit(&error);
}

static void a_reader_keeps_its_state_while_another_writes(void **state)
{
	(void)state;
	int to_child[2], to_parent[2];
	char c;
	struct store *s = fresh(0);
	assert_ok(store_begin(s, STORE_WRITE));
	put(s, "a", "1");
	assert_ok(store_commit(s));
	store_close(s);
	assert_int_equal(pipe(to_child), 0);
	assert_int_equal(pipe(to_parent), 0);
	pid_t pid = fork();
	if (pid == 0) {
		/* Two processes, each with an environment of its own, opened after the fork. */
		struct span v;
		if (open_store(&s, 0, false, NULL) != OK)
			_exit(1);
		bool good = store_begin(s, STORE_READ) == OK;
		good = good && write(to_parent[1], "r", 1) == 1 && read(to_child[0], &c, 1) == 1;
		good = good && store_get(s, span_str("a"), &v) == OK && v.data[0] == '1';
		store_abort(s);
		good = good && store_begin(s, STORE_READ) == OK &&
		       store_get(s, span_str("a"), &v) == OK && v.data[0] == '2';
		store_abort(s);
		store_close(s);
		_exit(good ? 0 : 1);
	}
	int status;
	assert_ok(open_store(&s, 0, false, NULL));
	assert_int_equal(read(to_parent[0], &c, 1), 1);
	assert_ok(store_begin(s, STORE_WRITE));
	put(s, "a", "2");
	assert_ok(store_commit(s));
	assert_int_equal(write(to_child[1], "w", 1), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	finish(s);
}

static void files_of_a_newer_version_are_refused(void **state)
{
	(void)state;
	static const struct store_conversion none[] = {{0, NULL}};
	struct store_format f = {
		.kind = "timers", .number = 2, .version = "9.0", .conversions = none};
	struct store *s = fresh(0);
	struct text error;
	text_init(&error);
	assert_ok(store_format_check(s, &f, NULL));
	store_close(s);
	assert_ok(open_store(&s, 0, false, NULL));
	f.number = 1;
	assert_int_equal(store_format_check(s, &f, &error), E_FORMAT_NEWER);
	assert_non_null(strstr(error.buf, "timers database: database was made by a newer version"));
	assert_non_null(strstr(error.buf, "format 2 of version 9.0"));
	text_deinit(&error);
	finish(s);
}

/* A process that has the store open, in a read turn or not, and waits to be killed. */
static pid_t keep_open(bool reads)
{
	int fds[2];
	char c;
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct store *s;
		if (open_store(&s, SMALL, false, NULL) != OK ||
		    (reads && store_begin(s, STORE_READ) != OK) || write(fds[1], "r", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(fds[1]);
	assert_int_equal(read(fds[0], &c, 1), 1);
	close(fds[0]);
	return pid;
}

static void end(pid_t pid)
{
	int status;
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

/* Write one entry over and over: pages are used again unless a reader pins them. */
static enum err overwrite(struct store *s)
{
	static const uint8_t value[8192];
	enum err e = OK;
	for (int turn = 0; e == OK && turn < 200; turn++) {
		assert_ok(store_begin(s, STORE_WRITE));
		e = store_put(s, span_str("k"), span_of(value, sizeof(value)));
		if (e == OK)
			e = store_commit(s);
		else
			store_abort(s);
	}
	return e;
}

static void readers_of_dead_processes_are_cleared_at_opening(void **state)
{
	(void)state;
	struct store *s = fresh(SMALL);
	assert_ok(overwrite(s));
	store_close(s);
	/* One that lives keeps LMDB from beginning its table of readers anew. */
	pid_t reader = keep_open(true), other = keep_open(false);
	assert_ok(open_store(&s, SMALL, false, NULL));
	assert_int_equal(overwrite(s), E_FULL);
	end(reader);
	store_close(s);
	assert_ok(open_store(&s, SMALL, false, NULL));
	assert_ok(overwrite(s));
	end(other);
	finish(s);
}

static void readers_of_dead_processes_are_cleared_when_it_is_full(void **state)
{
	(void)state;
	struct store *s = fresh(SMALL);
	assert_ok(overwrite(s));
	store_close(s);
	pid_t reader = keep_open(true);
	assert_ok(open_store(&s, SMALL, false, NULL));
	assert_int_equal(overwrite(s), E_FULL);
	assert_int_equal(overwrite(s), E_FULL); /* it lives */
	end(reader);
	assert_ok(overwrite(s));
	finish(s);
}

/* Writes pairs of equal values for ever and says after each commit how far it is. */
static void write_for_ever(int fd, uint32_t from)
{
	struct store *s;
	if (open_store(&s, 0, false, NULL) != OK)
		_exit(1);
	for (uint32_t n = from;; n++) {
		uint8_t value[64];
		char key[16];
		memset(value, (int)n, sizeof(value));
		wire_set_u32(value, n);
		snprintf(key, sizeof(key), "x%u", n % 50);
		if (store_begin(s, STORE_WRITE) != OK ||
		    store_put(s, span_str("first"), span_of(value, sizeof(value))) != OK ||
		    store_put(s, span_str(key), span_of(value, sizeof(value))) != OK ||
		    store_put(s, span_str("second"), span_of(value, sizeof(value))) != OK ||
		    store_commit(s) != OK || write(fd, &n, sizeof(n)) != sizeof(n))
			_exit(1);
	}
}

/* kill -9 at 1,000 random moments: both halves of a pair agree, and no acknowledged one is lost. */
static void killing_the_writer_leaves_a_whole_state(void **state)
{
	(void)state;
	enum { KILLS = 1000 };
	uint32_t acknowledged = 0;
	store_close(fresh(0));
	rand_replay(test_seed(rand_u64()));
	for (int round = 0; round < KILLS; round++) {
		int fds[2], status;
		uint32_t n;
		assert_int_equal(pipe(fds), 0);
		pid_t pid = fork();
		if (pid == 0) {
			close(fds[0]);
			write_for_ever(fds[1], acknowledged + 1);
		}
		close(fds[1]);
		/* Wait for a few commits, then strike somewhere in the middle of the next. */
		for (uint32_t wait = rand_below(4); wait > 0; wait--) {
			if (read(fds[0], &n, sizeof(n)) == sizeof(n))
				acknowledged = n;
		}
		for (uint32_t spin = rand_below(20000); spin > 0; spin--)
			__asm__ volatile("");
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		while (read(fds[0], &n, sizeof(n)) == sizeof(n))
			acknowledged = n;
		close(fds[0]);
		struct store *s;
		struct span first, second;
		assert_ok(open_store(&s, 0, false, NULL));
		assert_ok(store_begin(s, STORE_READ));
		enum err e = store_get(s, span_str("first"), &first);
		assert_int_equal(e, store_get(s, span_str("second"), &second));
		assert_true(e == OK || acknowledged == 0);
		if (e == OK) {
			assert_true(span_equal(first, second));
			assert_true(wire_get_u32(first.data) >= acknowledged);
			acknowledged = wire_get_u32(first.data);
		}
		store_close(s);
	}
	rand_replay(0);
	clear_folder();
}

static enum err open_cache(struct store **s, size_t size)
{
	const struct store_lmdb_options o = {
		.path = folder, .max_size = size, .durability = STORE_CACHE};
	return store_lmdb_open(s, &o, NULL);
}

/* In a process of its own: a map of 8 MB, filled far beyond one of 1 MB. */
static void fill_large(void)
{
	static const uint8_t value[1000];
	struct store *s;
	if (open_cache(&s, 8 << 20) != OK || store_begin(s, STORE_WRITE) != OK)
		_exit(1);
	for (unsigned i = 0; i < 4000; i++) {
		uint8_t key[4];
		wire_set_u32(key, i);
		if (store_put(s, span_of(key, 4), span_of(value, sizeof(value))) != OK)
			_exit(1);
	}
	_exit(store_commit(s) == OK ? 0 : 1);
}

static void a_map_made_larger_by_another_process_is_followed(void **state)
{
	(void)state;
	struct store *s = fresh(0);
	struct store_usage usage;
	struct span v;
	int status;
	store_close(s);
	clear_folder();
	assert_ok(open_cache(&s, 1 << 20));
	pid_t child = fork();
	if (child == 0)
		fill_large();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	for (int kind = STORE_READ; kind <= STORE_WRITE; kind++) {
		uint8_t key[4] = {0, 0, 15, 0};
		assert_ok(store_begin(s, (enum store_turn)kind));
		assert_ok(store_get(s, span_of(key, 4), &v));
		assert_int_equal(v.len, 1000);
		store_abort(s);
	}
	assert_ok(store_usage(s, &usage));
	assert_true(usage.used > 4000000 && usage.limit >= usage.used);
	/* Whoever comes later with a smaller wish keeps the file as large as others map it. */
	child = fork();
	if (child == 0)
		_exit(open_cache(&s, 1 << 20) == OK && store_begin(s, STORE_WRITE) == OK ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_ok(store_begin(s, STORE_WRITE));
	put(s, "more", "1");
	assert_ok(store_commit(s));
	finish(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_CASES,
		cmocka_unit_test(what_was_committed_is_there_after_reopening),
		cmocka_unit_test(other_files_are_refused_by_name),
		cmocka_unit_test(a_reader_keeps_its_state_while_another_writes),
		cmocka_unit_test(files_of_a_newer_version_are_refused),
		cmocka_unit_test(readers_of_dead_processes_are_cleared_at_opening),
		cmocka_unit_test(readers_of_dead_processes_are_cleared_when_it_is_full),
		cmocka_unit_test(a_map_made_larger_by_another_process_is_followed),
		cmocka_unit_test(killing_the_writer_leaves_a_whole_state),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
