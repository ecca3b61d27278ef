/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"

#include "base/rand.h"
#include "base/wire.h"
#include "store/renewable.h"
#include "store/store_lmdb.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64], data[96];
static struct text why;

static const struct store_format ours = {.kind = "cache", .number = 3, .version = "1"};

static void clear_folder(void)
{
	char lock[96];
	snprintf(lock, sizeof(lock), "%s/lock.mdb", folder);
	unlink(data);
	unlink(lock);
	rmdir(folder);
}

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/bowline-renewable-%d", (int)getpid());
	snprintf(data, sizeof(data), "%s/data.mdb", folder);
	clear_folder();
	text_init(&why);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	clear_folder();
	text_deinit(&why);
	return 0;
}

static enum err open_as(struct renewable **r, const char *boot, uint32_t number)
{
	struct store_format format = ours;
	format.number = number;
	const struct renewable_options o = {
		.path = folder, .max_size = 4 << 20, .format = &format, .boot_id = boot};
	text_reset(&why);
	return renewable_open(r, &o, &why);
}

static void put(struct renewable *r, const char *key, const char *value)
{
	struct store *s = renewable_store(r);
	assert_ok(store_begin(s, STORE_WRITE));
	assert_ok(store_put(s, span_str(key), span_str(value)));
	assert_ok(store_commit(s));
}

static bool has(struct renewable *r, const char *key, const char *value)
{
	struct store *s = renewable_store(r);
	struct span got;
	assert_ok(store_begin(s, STORE_READ));
	bool same = store_get(s, span_str(key), &got) == OK && span_equal(got, span_str(value));
	store_abort(s);
	return same;
}

/* Run `work` in a process of its own that ends without closing anything. */
static void in_child(void (*work)(void))
{
	int status;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		work();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void use_and_fall(void)
{
	struct renewable *r;
	if (open_as(&r, "boot", 3) != OK)
		_exit(1);
	put(r, "key", "value");
}

static void what_was_closed_in_order_outlives_the_machine(void **state)
{
	(void)state;
	struct renewable *r;
	assert_ok(open_as(&r, "boot", 3));
	put(r, "key", "value");
	renewable_close(r);
	assert_ok(open_as(&r, "another", 3));
	assert_true(has(r, "key", "value"));
	assert_int_equal(why.len, 0);
	renewable_close(r);
}

static void the_end_of_a_process_costs_nothing(void **state)
{
	(void)state;
	struct renewable *r;
	in_child(use_and_fall);
	assert_ok(open_as(&r, "boot", 3));
	assert_true(has(r, "key", "value"));
	renewable_close(r);
}

static void the_end_of_the_machine_renews_it(void **state)
{
	(void)state;
	struct renewable *r;
	in_child(use_and_fall);
	assert_ok(open_as(&r, "another", 3));
	assert_false(has(r, "key", "value"));
	assert_non_null(strstr(why.buf, "the machine went down"));
	renewable_close(r);
	/* Without a boot id nothing but an orderly end is trusted. */
	in_child(use_and_fall);
	assert_ok(open_as(&r, "", 3));
	assert_false(has(r, "key", "value"));
	renewable_close(r);
}

/* The mark of an orderly end goes when the store is used again. */
static void an_old_orderly_end_is_no_excuse(void **state)
{
	(void)state;
	struct renewable *r;
	assert_ok(open_as(&r, "boot", 3));
	renewable_close(r);
	in_child(use_and_fall);
	assert_ok(open_as(&r, "another", 3));
	assert_false(has(r, "key", "value"));
	renewable_close(r);
}

static void other_formats_are_renewed(void **state)
{
	(void)state;
	struct renewable *r;
	assert_ok(open_as(&r, "boot", 4));
	put(r, "key", "value");
	renewable_close(r);
	assert_ok(open_as(&r, "boot", 3));
	assert_false(has(r, "key", "value"));
	assert_non_null(strstr(why.buf, "format 4"));
	put(r, "key", "value");
	renewable_close(r);
	assert_ok(open_as(&r, "boot", 4));
	assert_false(has(r, "key", "value"));
	renewable_close(r);
}

static void write_data(const void *octets, size_t len)
{
	int fd = open(data, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, octets, len), (ssize_t)len);
	close(fd);
}

static void damaged_and_strange_files_are_renewed(void **state)
{
	(void)state;
	struct renewable *r;
	static char noise[40000];
	rand_replay(test_seed(rand_u64()));
	for (size_t len = 0; len <= sizeof(noise); len += 1000) {
		rand_octets(noise, sizeof(noise));
		assert_ok(open_as(&r, "boot", 3));
		put(r, "key", "value");
		renewable_close(r);
		write_data(noise, len);
		assert_ok(open_as(&r, "boot", 3));
		assert_false(has(r, "key", "value"));
		assert_true(len == 0 || why.len > 0);
		put(r, "key", "value");
		assert_true(has(r, "key", "value"));
		renewable_close(r);
	}
	rand_replay(0);
}

/* A store of another kind, made by the same library. */
static void another_program_s_store_is_renewed(void **state)
{
	(void)state;
	struct renewable *r;
	struct store *s;
	const struct store_lmdb_options o = {.path = folder, .max_size = 4 << 20};
	assert_ok(store_lmdb_open(&s, &o, NULL));
	assert_ok(store_begin(s, STORE_WRITE));
	assert_ok(store_put(s, span_str("theirs"), span_str("x")));
	assert_ok(store_commit(s));
	store_close(s);
	assert_ok(open_as(&r, "boot", 3));
	assert_false(has(r, "theirs", "x"));
	assert_true(why.len > 0);
	renewable_close(r);
}

static void hold(void)
{
	struct renewable *r;
	if (open_as(&r, "boot", 4) != OK)
		_exit(1);
	put(r, "key", "value");
	kill(getppid(), SIGUSR1);
	for (;;)
		pause();
}

/* What others are using is not taken from them. */
static void a_store_in_use_is_not_renewed(void **state)
{
	(void)state;
	struct renewable *r;
	int got;
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	assert_int_equal(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	pid_t child = fork();
	if (child == 0)
		hold();
	assert_int_equal(sigwait(&set, &got), 0);
	assert_int_equal(open_as(&r, "boot", 3), E_FORMAT_NEWER);
	assert_ok(open_as(&r, "boot", 4));
	assert_true(has(r, "key", "value"));
	renewable_close(r); /* not the last: no mark */
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &got, 0), child);
	assert_ok(open_as(&r, "another", 4));
	assert_false(has(r, "key", "value"));
	renewable_close(r);
}

static void errors_name_the_folder(void **state)
{
	(void)state;
	struct renewable *r;
	const struct renewable_options o = {
		.path = "/proc/nowhere/x", .max_size = 1 << 20, .format = &ours};
	assert_int_not_equal(renewable_open(&r, &o, &why), OK);
	assert_non_null(strstr(why.buf, "/proc/nowhere/x"));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_was_closed_in_order_outlives_the_machine),
		CASE(the_end_of_a_process_costs_nothing),
		CASE(the_end_of_the_machine_renews_it),
		CASE(an_old_orderly_end_is_no_excuse),
		CASE(other_formats_are_renewed),
		CASE(damaged_and_strange_files_are_renewed),
		CASE(another_program_s_store_is_renewed),
		CASE(a_store_in_use_is_not_renewed),
		CASE(errors_name_the_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
