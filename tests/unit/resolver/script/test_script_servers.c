/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];

/* Each case begins in an empty working directory. */
static int enter(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/script_servers_XXXXXX");
	return mkdtemp(folder) != NULL && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	unlink("data.mdb");
	unlink("lock.mdb");
	return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static const struct server_addr somebody = {.len = 4, .octets = {192, 0, 2, 1}, .port = 53};

static const struct row opening[] = {{"cache.open(1 * MB)", "true\n"}};

static void know_somebody(struct script_world *s)
{
	up_note_reply(s->w.engine.upstream, &somebody, false, 33 * NS_PER_MS, clock_mono());
}

static int64_t rtt(struct script_world *s)
{
	return up_rtt_ms(s->w.engine.upstream, &somebody);
}

static void servers_are_known_after_a_restart(void **state)
{
	struct script_world s;
	(void)state;
	script_world_init(&s);
	script_world_run(&s, opening, ARRAY_LEN(opening));
	know_somebody(&s);
	script_world_deinit(&s);
	script_world_init(&s);
	assert_int_equal(rtt(&s), -1);
	script_world_run(&s, opening, ARRAY_LEN(opening));
	assert_int_equal(rtt(&s), 33);
	script_world_deinit(&s);
}

static void a_cleared_cache_knows_nobody(void **state)
{
	static const struct row clear[] = {{"cache.clear()", "true\n"}};
	struct script_world s;
	(void)state;
	script_world_init(&s);
	script_world_run(&s, opening, ARRAY_LEN(opening));
	know_somebody(&s);
	script_world_run(&s, clear, ARRAY_LEN(clear));
	script_world_deinit(&s);
	script_world_init(&s);
	script_world_run(&s, opening, ARRAY_LEN(opening));
	assert_int_equal(rtt(&s), -1);
	script_world_deinit(&s);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(servers_are_known_after_a_restart),
		CASE(a_cleared_cache_knows_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
