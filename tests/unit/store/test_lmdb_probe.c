/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"

#include "base/rand.h"
#include "store/lmdb_probe.h"
#include "store/store_lmdb.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, ENTRIES = 600, ROUNDS = 200 };

static char folder[64], path[96];
static uint8_t *whole; /* the file as it was written */
static size_t whole_size;

static void clear_folder(void)
{
	char lock[96];
	snprintf(lock, sizeof(lock), "%s/lock.mdb", folder);
	unlink(path);
	unlink(lock);
	rmdir(folder);
}

static enum err open_store(struct store **s)
{
	const struct store_lmdb_options o = {
		.path = folder, .max_size = 8 << 20, .durability = STORE_ASYNCHRONOUS};
	return store_lmdb_open(s, &o, NULL);
}

static void write_file(const uint8_t *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, size), (ssize_t)size);
	close(fd);
}

/* Several levels of pages, long values, and a free list. */
static int build(void **state)
{
	(void)state;
	struct store *s;
	struct stat st;
	static const uint8_t value[3 * PAGE];
	snprintf(folder, sizeof(folder), "/tmp/bowline-probe-%d", (int)getpid());
	snprintf(path, sizeof(path), "%s/data.mdb", folder);
	clear_folder();
	assert_ok(open_store(&s));
	for (int turn = 0; turn < 3; turn++) {
		assert_ok(store_begin(s, STORE_WRITE));
		for (int i = 0; i < ENTRIES; i++) {
			char key[32];
			size_t len = i % 50 == 0 ? sizeof(value) : 40;
			snprintf(key, sizeof(key), "key-%d-%d", i, turn / 2);
			assert_ok(store_put(s, span_str(key), span_of(value, len)));
		}
		assert_ok(store_commit(s));
	}
	store_close(s);
	assert_int_equal(stat(path, &st), 0);
	whole_size = (size_t)st.st_size;
	whole = malloc(whole_size);
	int fd = open(path, O_RDONLY);
	assert_true(whole != NULL && fd >= 0);
	assert_int_equal(read(fd, whole, whole_size), (ssize_t)whole_size);
	close(fd);
	return 0;
}

static int clear(void **state)
{
	(void)state;
	clear_folder();
	free(whole);
	return 0;
}

static void a_whole_file_and_none_are_fine(void **state)
{
	(void)state;
	write_file(whole, whole_size);
	assert_ok(lmdb_probe(folder));
	write_file(whole, 0);
	assert_ok(lmdb_probe(folder));
	assert_ok(lmdb_probe("/tmp/bowline-probe-nowhere"));
}

static void a_lost_end_is_damage(void **state)
{
	(void)state;
	for (size_t keep = 3 * PAGE; keep < whole_size / 2; keep += 7 * PAGE) {
		write_file(whole, keep);
		assert_int_equal(lmdb_probe(folder), E_CORRUPT);
	}
}

/* Reads all and writes one, as a server would; in a process of its own. */
static bool a_user_lives(void)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		struct store *s;
		struct span key = span_str("a"), value;
		char next[64];
		if (open_store(&s) != OK || store_begin(s, STORE_READ) != OK)
			_exit(0);
		while (store_get_greater_equal(s, key, &key, &value) == OK && key.len < 60) {
			memcpy(next, key.data, key.len);
			next[key.len] = '\0';
			key = span_of((const uint8_t *)next, key.len + 1);
		}
		store_abort(s);
		if (store_begin(s, STORE_WRITE) == OK &&
		    store_put(s, span_str("one more"), span_str("x")) == OK &&
		    store_commit(s) == OK)
			store_close(s);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status);
}

static void nobody_falls_over_what_was_found_whole(void **state)
{
	(void)state;
	uint8_t *copy = malloc(whole_size);
	size_t found = 0;
	assert_non_null(copy);
	rand_replay(test_seed(rand_u64()));
	for (int round = 0; round < ROUNDS; round++) {
		memcpy(copy, whole, whole_size);
		/* Past the two pages of facts, which carry no check of their own. */
		size_t page = 2 + rand_below((uint32_t)(whole_size / PAGE - 2));
		for (size_t i = 0; i < PAGE; i++)
			copy[page * PAGE + i] = (uint8_t)rand_u64();
		write_file(copy, whole_size);
		if (lmdb_probe(folder) == E_CORRUPT)
			found++;
		else
			assert_true(a_user_lives());
	}
	assert_true(found > 0);
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_file_and_none_are_fine),
		cmocka_unit_test(a_lost_end_is_damage),
		cmocka_unit_test(nobody_falls_over_what_was_found_whole),
	};
	return cmocka_run_group_tests(tests, build, clear);
}
