/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/cli/key_arg.h"

#include <string.h>
#include <unistd.h>

/* Read a key from a file with this content. */
static enum err read_key(struct tsig_key *key, const char *content, size_t len)
{
	char path[] = "/tmp/bowline-key-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, len), (ssize_t)len);
	close(fd);
	enum err err = key_file_read(key, path);
	unlink(path);
	return err;
}

static void a_key_is_the_first_line(void **state)
{
	(void)state;
	struct tsig_key key;
	static const char file[] = "hmac-sha512:Key.Example:Zm9v \t\r\nsecond line\n";
	assert_ok(read_key(&key, file, sizeof(file) - 1));
	assert_int_equal(key.alg, DIGEST_SHA512);
	assert_memory_equal(key.name.wire, "\3key\7example\0", 13);
	assert_int_equal(key.secret_len, 3);
	assert_memory_equal(key.secret, "foo", 3);
	tsig_key_wipe(&key);
	assert_ok(read_key(&key, "k:Zm9v", 6));
	assert_int_equal(key.alg, DIGEST_SHA256);
	tsig_key_wipe(&key);
}

static void what_is_no_key_is_refused(void **state)
{
	(void)state;
	struct tsig_key key;
	assert_int_equal(read_key(&key, "", 0), E_MALFORMED);
	assert_int_equal(read_key(&key, "\nk:Zm9v\n", 8), E_MALFORMED);
	assert_int_equal(read_key(&key, "md6:k:Zm9v", 10), E_TSIG_ALG);
	assert_int_equal(read_key(&key, "k:Zm9!", 6), E_BASE64);
}

static void a_file_may_be_missing(void **state)
{
	(void)state;
	struct tsig_key key;
	assert_int_equal(key_file_read(&key, "/nonexistent/key"), E_NOFILE);
	assert_int_equal(key_file_read(&key, "/"), E_ISDIR);
}

static void a_dash_is_standard_input(void **state)
{
	(void)state;
	struct tsig_key key;
	int fds[2], saved = dup(STDIN_FILENO);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "k:Zm9v\n", 7), 7);
	close(fds[1]);
	dup2(fds[0], STDIN_FILENO);
	close(fds[0]);
	enum err err = key_file_read(&key, "-");
	dup2(saved, STDIN_FILENO);
	close(saved);
	assert_ok(err);
	assert_int_equal(key.secret_len, 3);
	tsig_key_wipe(&key);
}

static void endless_lines_end_somewhere(void **state)
{
	(void)state;
	static char line[100000] = "k:";
	struct tsig_key key;
	memset(line + 2, 'A', sizeof(line) - 2);
	assert_int_not_equal(read_key(&key, line, sizeof(line)), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_the_first_line),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(a_file_may_be_missing),
		cmocka_unit_test(a_dash_is_standard_input),
		cmocka_unit_test(endless_lines_end_somewhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
