/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "report/log.h"
#include "server/jobs/load.h"
#include "server/main/statistics.h"
#include "../conf_from_text.h"

#include <unistd.h>
#include <urcu-qsbr.h>

static char dir[] = "/tmp/bowline-statistics-XXXXXX";
static struct knotd server;

static enum err run(struct job *job, enum zone_event event)
{
	return event == EVENT_LOAD ? job_load(job) : OK;
}

static int setup(void **state)
{
	(void)state;
	static const char text[] =
		"template:\n  - id: default\n    global-module: mod-stats\n"
		"zone:\n  - domain: a.\n    module: mod-cookies\n  - domain: b.\n";
	struct conf *c = NULL;
	char path[64];
	if (mkdtemp(dir) == NULL || log_configure("test", NULL, 0) != OK)
		return -1;
	snprintf(path, sizeof(path), "%s/a.zone", dir);
	FILE *f = fopen(path, "w");
	fputs("@ 60 SOA x y 1 1 1 1 1\nw 4000 A 192.0.2.1\n", f);
	fclose(f);
	rcu_register_thread();
	rcu_thread_offline();
	server.reclaim = reclaim_new();
	server.pool = pool_new(1);
	const struct zones_with with = {.env = &server.env,
	                                .pool = server.pool,
	                                .waiting = server.pool,
	                                .reclaim = server.reclaim,
	                                .databases = &server.databases,
	                                .run = run};
	server.zones = zones_new(&with);
	if (conf_try_text(&c, text, dir) != OK)
		return -1;
	zones_configure(server.zones, c);
	zones_wait_loaded(server.zones);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	char path[64];
	zones_stop(server.zones);
	pool_free(server.pool);
	zones_free(server.zones);
	reclaim_free(server.reclaim);
	rcu_unregister_thread();
	snprintf(path, sizeof(path), "%s/a.zone", dir);
	unlink(path);
	rmdir(dir);
	return 0;
}

/* Counters without parts, or with one that counts its first part. */
static enum err print(void *ctx, const struct ctl_counter *c)
{
	if (c->id == NULL)
		text_printf(ctx, "%s.%s=%u ", c->section, c->item, (unsigned)c->value);
	else if (strcmp(c->id, "query") == 0)
		text_printf(ctx, "%s.%s[%s]=%u ", c->section, c->item, c->id, (unsigned)c->value);
	return OK;
}

static void the_server_tells_its_counters_and_those_of_global_modules(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	atomic_store(&server.counters.tcp.io, 3);
	atomic_store(&server.counters.tcp.idle, 4);
	atomic_store(&server.counters.transfers_abandoned, 5);
	assert_ok(statistics_tell_server(&server, print, &t));
	assert_string_equal(t.buf, "server.zone-count=2 server.tcp-io-timeout=3 "
	                           "server.tcp-idle-timeout=4 server.transfers-abandoned=5 "
	                           "mod-stats.server-operation[query]=0 "
	                           "mod-stats.request-bytes[query]=0 ");
	text_reset(&t);
	statistics_reset(&server);
	assert_ok(statistics_tell_server(&server, print, &t));
	assert_int_equal(strncmp(t.buf, "server.zone-count=2 server.tcp-io-timeout=0 ", 44), 0);
	text_deinit(&t);
}

static void a_zone_tells_its_contents_and_modules(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	assert_ok(statistics_tell_contents(&server, (const uint8_t *)"\1a", print, &t));
	assert_ok(statistics_tell_zone(&server, (const uint8_t *)"\1a", print, &t));
	assert_string_equal(t.buf, "zone.size=62 zone.max-ttl=4000 mod-cookies.presence=0 "
	                           "mod-cookies.dropped=0 ");
	text_reset(&t);
	assert_ok(statistics_tell_contents(&server, (const uint8_t *)"\1b", print, &t));
	assert_ok(statistics_tell_zone(&server, (const uint8_t *)"\1b", print, &t));
	assert_int_equal(t.len, 0); /* without contents, without modules */
	assert_int_equal(statistics_tell_zone(&server, (const uint8_t *)"\1c", print, &t),
	                 E_NOZONE);
	assert_int_equal(statistics_tell_contents(&server, (const uint8_t *)"\1c", print, &t),
	                 E_NOZONE);
	text_deinit(&t);
}

static enum err stop(void *ctx UNUSED, const struct ctl_counter *c UNUSED)
{
	return E_CANCELED;
}

static void who_listens_may_stop(void **state)
{
	(void)state;
	assert_int_equal(statistics_tell_server(&server, stop, NULL), E_CANCELED);
	assert_int_equal(statistics_tell_zone(&server, (const uint8_t *)"\1a", stop, NULL),
	                 E_CANCELED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_server_tells_its_counters_and_those_of_global_modules),
		cmocka_unit_test(a_zone_tells_its_contents_and_modules),
		cmocka_unit_test(who_listens_may_stop),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
