/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/rand.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void replayed_numbers_repeat(void **state)
{
	(void)state;
	uint8_t a[3000], b[3000];
	rand_replay(7);
	rand_octets(a, sizeof(a));
	rand_replay(7);
	rand_octets(b, 1);
	rand_octets(b + 1, sizeof(b) - 1);
	assert_memory_equal(a, b, sizeof(a));
	rand_replay(8);
	rand_octets(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	rand_replay(0);
}

static void a_forked_child_has_numbers_of_its_own(void **state)
{
	(void)state;
	int fds[2], status;
	uint64_t child = 0;
	rand_u64();
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		uint64_t v = rand_u64();
		_exit(write(fds[1], &v, sizeof(v)) == sizeof(v) ? 0 : 1);
	}
	uint64_t parent = rand_u64();
	assert_int_equal(read(fds[0], &child, sizeof(child)), sizeof(child));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_not_equal(parent, child);
	close(fds[0]);
	close(fds[1]);
}

static void bounded_numbers_are_even(void **state)
{
	(void)state;
	unsigned seen[7] = {0};
	rand_replay(test_seed(rand_u64()));
	for (int i = 0; i < 70000; i++)
		seen[rand_below(7)]++;
	for (int i = 0; i < 7; i++)
		assert_in_range(seen[i], 9500, 10500);
	rand_replay(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replayed_numbers_repeat),
		cmocka_unit_test(a_forked_child_has_numbers_of_its_own),
		cmocka_unit_test(bounded_numbers_are_even),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
