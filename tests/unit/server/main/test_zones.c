/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "report/log.h"
#include "server/jobs/load.h"
#include "server/main/zones.h"
#include "../conf_from_text.h"
#include "../zone_text.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char dir[] = "/tmp/bowline-zones-XXXXXX";
static struct serve_env env;
static struct pool *pool;
static struct reclaim *reclaim;
static struct zones *zones;

static void put(const char *name, const char *text)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s.zone", dir, name);
	FILE *f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

static void configure(const char *text)
{
	struct conf *c = NULL;
	assert_ok(conf_try_text(&c, text, dir));
	zones_configure(zones, c);
	zones_wait_loaded(zones);
	pool_wait(pool);
}

static enum err run(struct job *job, enum zone_event event)
{
	return event == EVENT_LOAD ? job_load(job) : OK;
}

static enum err describe(void *ctx, struct unit *u)
{
	const struct zone_version *v = u->slot->version;
	name_print(ctx, u->slot->name.wire);
	text_printf(ctx, "%u ", v != NULL ? v->serial.value : 0);
	return OK;
}

static enum err reload(const char *name)
{
	struct name n;
	assert_ok(name_parse_str(&n, name));
	struct unit *u = zones_take(zones, n.wire);
	if (u == NULL)
		return E_NOZONE;
	enum err e = scheduler_force(&u->sched, EVENT_LOAD, true);
	zones_give(zones, u);
	return e;
}

static void expect(const char *want)
{
	struct text t;
	text_init(&t);
	assert_ok(zones_each(zones, describe, &t));
	assert_string_equal(t.buf, want);
	text_deinit(&t);
}

static void zones_come_change_stay_and_go(void **state)
{
	(void)state;
	struct databases databases = {.journal = NULL};
	assert_non_null(mkdtemp(dir));
	assert_ok(log_configure("test", NULL, 0));
	reclaim = reclaim_new();
	pool = pool_new(2);
	const struct zones_with with = {.env = &env,
	                                .pool = pool,
	                                .waiting = pool,
	                                .reclaim = reclaim,
	                                .databases = &databases,
	                                .run = run};
	zones = zones_new(&with);
	put("a", "@ SOA x y 1 1 1 1 1\n@ NS x\nx A 192.0.2.1\n");
	put("b", "@ SOA x y 2 1 1 1 1\n@ NS x\nx A 192.0.2.1\n");
	put("c", "broken\n");
	configure("zone:\n  - domain: b.\n  - domain: a.\n  - domain: c.\n");
	expect("a.1 b.2 c.0 ");
	assert_int_equal(env.view->table->count, 3);
	/* A file that turns bad leaves the version before; a good one replaces it. */
	put("a", "@ SOA x y 5 1 1 1 1\nx A 1.2\n");
	assert_int_not_equal(reload("a."), OK);
	expect("a.1 b.2 c.0 ");
	put("a", "@ SOA x y 5 1 1 1 1\n@ NS x\nx A 192.0.2.1\n");
	assert_ok(reload("a."));
	expect("a.5 b.2 c.0 ");
	/* Reconfiguring reads only what changed; zones go and come. */
	configure("zone:\n  - domain: d.\n    file: b.zone\n  - domain: a.\n");
	expect("a.5 d.2 ");
	assert_int_equal(env.view->table->count, 2);
	assert_int_equal(reload("b."), E_NOZONE);
	configure("server:\n  identity: x\n");
	expect("");
	assert_int_equal(zones_count(zones), 0);
	zones_stop(zones);
	pool_free(pool);
	zones_free(zones);
	reclaim_free(reclaim);
	for (const char *n = "abc"; *n != '\0'; n++) {
		char path[128];
		snprintf(path, sizeof(path), "%s/%c.zone", dir, *n);
		unlink(path);
	}
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_come_change_stay_and_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
