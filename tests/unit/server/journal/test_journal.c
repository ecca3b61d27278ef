/* SPDX-License-Identifier: BSD-2-Clause */
#include "history_text.h"
#include "base/rand.h"
#include "server/journal/journal.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static const struct journal_limits limits = {.max_usage = 1 << 20, .max_depth = 1000};

static void clear_folder(void)
{
	static const char *const files[] = {"data.mdb", "lock.mdb"};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[96];
		snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		unlink(path);
	}
	rmdir(folder);
}

static struct journal *open_journal(uint64_t max_size, bool read_only)
{
	struct journal *j = NULL;
	struct text error;
	text_init(&error);
	const struct journal_options o = {
		.path = folder, .max_size = max_size, .read_only = read_only};
	enum err e = journal_open(&j, &o, &error);
	if (e != OK)
		print_error("%s\n", error.buf);
	assert_ok(e);
	text_deinit(&error);
	return j;
}

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/bowline-journal-%d", (int)getpid());
	clear_folder();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	clear_folder();
	return 0;
}

static void zone_name(uint8_t *zone, unsigned number)
{
	snprintf((char *)zone, 16, "\4z%03u", number);
	zone[5] = 0;
}

static enum err insert(struct journal *j, const uint8_t *zone, unsigned from)
{
	struct zone_changeset c = history_step(from, from + 1, 0);
	enum err e = journal_insert(j, zone, &c, &limits, 1);
	zone_changeset_deinit(&c);
	return e;
}

static void journal_keeps_and_forgets_zones(void **state)
{
	(void)state;
	struct journal *j = open_journal(8 << 20, false);
	struct journal_info info;
	struct zone_records zone = history_whole(7), back = {0};
	int64_t stored_s = 0;
	assert_ok(journal_info(j, history_zone, &info));
	assert_false(info.exists);
	assert_int_equal(journal_read_zone(j, history_zone, &back, &stored_s), E_NOTFOUND);
	assert_ok(journal_put_zone(j, history_zone, &zone, &limits, 77));
	assert_ok(insert(j, history_zone, 7));
	assert_ok(journal_read_zone(j, history_zone, &back, &stored_s));
	assert_int_equal(back.count, zone.count);
	assert_int_equal(stored_s, 77);
	assert_ok(journal_flushed(j, history_zone, (struct serial){8}));
	assert_ok(journal_info(j, history_zone, &info));
	assert_true(info.has_flushed);
	assert_int_equal(info.flushed.value, 8);
	uint64_t used, limit;
	assert_ok(journal_usage(j, &used, &limit));
	assert_true(used > 0 && limit >= 8 << 20);
	assert_ok(journal_purge(j, history_zone));
	assert_ok(journal_purge(j, history_zone));
	assert_ok(journal_info(j, history_zone, &info));
	assert_false(info.exists);
	zone_records_deinit(&zone);
	zone_records_deinit(&back);
	journal_close(j);
}

static void journal_for_reading_is_not_written(void **state)
{
	(void)state;
	struct journal *j = open_journal(8 << 20, false);
	assert_ok(insert(j, history_zone, 1));
	journal_close(j);
	j = open_journal(8 << 20, true);
	struct journal_info info;
	assert_ok(journal_info(j, history_zone, &info));
	assert_int_equal(info.depth, 1);
	assert_int_equal(journal_purge(j, history_zone), E_PERM);
	journal_close(j);
}

static void too_large_zone_leaves_no_history(void **state)
{
	(void)state;
	struct journal *j = open_journal(8 << 20, false);
	struct zone_records zone = history_whole(7);
	const struct journal_limits tight = {.max_usage = 20, .max_depth = 2};
	struct journal_info info;
	assert_ok(insert(j, history_zone, 1));
	assert_int_equal(journal_put_zone(j, history_zone, &zone, &tight, 1), E_SPACE);
	assert_ok(journal_info(j, history_zone, &info));
	assert_false(info.exists);
	zone_records_deinit(&zone);
	journal_close(j);
}

static void full_database_refuses_and_keeps(void **state)
{
	(void)state;
	struct journal *j = open_journal(1 << 20, false);
	struct journal_info info;
	unsigned stored = 0;
	enum err e = OK;
	uint8_t zone[16];
	while (e == OK) {
		struct zone_changeset c = history_step(1, 2, 30000);
		zone_name(zone, stored);
		e = journal_insert(j, zone, &c, &limits, 1);
		zone_changeset_deinit(&c);
		stored += e == OK;
	}
	assert_int_equal(e, E_FULL);
	for (unsigned i = 0; i < stored; i++) {
		zone_name(zone, i);
		assert_ok(journal_info(j, zone, &info));
		assert_int_equal(info.depth, 1);
	}
	zone_name(zone, 0);
	assert_ok(journal_purge(j, zone)); /* and there is room again */
	assert_ok(insert(j, zone, 1));
	journal_close(j);
}

enum { THREADS = 8, STEPS = 150 };
static struct journal *shared;

/* Each works on a zone of its own; every seventh call is one that is refused. */
static void *thread_insert(void *arg)
{
	uint8_t zone[16];
	zone_name(zone, (unsigned)(uintptr_t)arg);
	for (unsigned i = 1; i <= STEPS; i++) {
		struct zone_changeset wrong = history_step(i, i, 0),
				      right = history_step(i, i + 1, 0);
		if (i % 7 == 0 && journal_insert(shared, zone, &wrong, &limits, 1) != E_RANGE)
			return arg;
		if (journal_insert(shared, zone, &right, &limits, 1) != OK)
			return arg;
		zone_changeset_deinit(&wrong);
		zone_changeset_deinit(&right);
	}
	return NULL;
}

static void calls_of_many_threads_are_all_kept(void **state)
{
	(void)state;
	pthread_t threads[THREADS];
	shared = open_journal(64 << 20, false);
	for (uintptr_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, thread_insert, (void *)i), 0);
	for (unsigned i = 0; i < THREADS; i++) {
		void *failed;
		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		uint8_t zone[16];
		struct journal_info info;
		zone_name(zone, i);
		assert_ok(journal_info(shared, zone, &info));
		assert_int_equal(info.depth, STEPS);
	}
	journal_close(shared);
}

static void write_until_killed(int fd)
{
	struct journal *j = open_journal(64 << 20, false);
	for (unsigned i = 1;; i++) {
		if (insert(j, history_zone, i) != OK)
			_exit(1);
		if (write(fd, &i, sizeof(i)) != sizeof(i))
			_exit(1);
	}
}

/* kill -9 at any moment: what was acknowledged is there, and the chain is whole. */
static void killed_writers_lose_nothing_acknowledged(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (unsigned round = 0; round < 20; round++) {
		int fds[2];
		clear_folder();
		assert_int_equal(pipe(fds), 0);
		fflush(stdout);
		pid_t child = fork();
		if (child == 0) {
			close(fds[0]);
			write_until_killed(fds[1]);
		}
		close(fds[1]);
		unsigned acknowledged = 0, target = 1 + rand_below(60);
		while (acknowledged < target &&
		       read(fds[0], &acknowledged, sizeof(acknowledged)) == sizeof(acknowledged))
			continue;
		kill(child, SIGKILL);
		int status;
		waitpid(child, &status, 0);
		assert_true(WIFSIGNALED(status));
		unsigned last;
		while (read(fds[0], &last, sizeof(last)) == sizeof(last))
			acknowledged = last;
		close(fds[0]);
		struct journal *j = open_journal(64 << 20, false);
		struct journal_info info;
		assert_ok(journal_info(j, history_zone, &info));
		assert_true(info.last.value >= acknowledged + 1);
		struct text t;
		text_init(&t);
		assert_ok(journal_read(j, history_zone, (struct serial){1}, history_tell, &t));
		assert_int_equal(info.depth, info.last.value - 1);
		text_deinit(&t);
		journal_close(j);
	}
}

static enum err count_zone(void *ctx, const uint8_t *zone)
{
	(void)zone;
	return ++*(unsigned *)ctx == 2 ? E_CANCELED : OK;
}

static void zones_are_listed(void **state)
{
	(void)state;
	struct journal *j = open_journal(8 << 20, false);
	unsigned count = 0;
	uint8_t zone[16];
	zone_name(zone, 1);
	assert_ok(insert(j, zone, 1));
	assert_ok(journal_zones(j, count_zone, &count));
	assert_int_equal(count, 1);
	zone_name(zone, 2);
	assert_ok(insert(j, zone, 1));
	count = 0;
	assert_int_equal(journal_zones(j, count_zone, &count), E_CANCELED);
	journal_close(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(journal_keeps_and_forgets_zones, setup, teardown),
		cmocka_unit_test_setup_teardown(journal_for_reading_is_not_written, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(too_large_zone_leaves_no_history, setup, teardown),
		cmocka_unit_test_setup_teardown(full_database_refuses_and_keeps, setup, teardown),
		cmocka_unit_test_setup_teardown(calls_of_many_threads_are_all_kept, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(killed_writers_lose_nothing_acknowledged, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(zones_are_listed, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
