/* SPDX-License-Identifier: BSD-2-Clause */
/* One zone, "example.", with its databases, file and log in a folder of the test's own. */
#pragma once

#include "support.h"

#include "report/log.h"
#include "server/jobs/publish.h"
#include "server/jobs/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <urcu-qsbr.h>

static struct world {
	char dir[64], file[96], log[96];
	struct pool *pool;
	struct scheduler *scheduler;
	struct jobs_env env;
	struct conf conf;
	struct zone_conf zone;
	struct conf_remote remote;
	const struct conf_remote *remotes[1];
	struct job job;
	unsigned retired;
} world;

static void world_retire(void *ctx, struct zone_version *old)
{
	(void)ctx;
	zone_version_free(old);
	world.retired++;
}

static _Atomic bool world_stop;

static void world_removed(struct sched_zone *z)
{
	(void)z;
}

/* Nothing here runs from the scheduler: what is planned stays to be looked at. */
static enum err world_run(struct sched_zone *z, enum zone_event event)
{
	(void)z;
	(void)event;
	return OK;
}

static inline void world_path(char *out, size_t cap, const char *name)
{
	snprintf(out, cap, "%s/%s", world.dir, name);
}

static inline void world_clear(void)
{
	static const char *const names[] = {"journal/data.mdb",
	                                    "journal/lock.mdb",
	                                    "journal",
	                                    "timers/data.mdb",
	                                    "timers/lock.mdb",
	                                    "timers",
	                                    "zone",
	                                    "log",
	                                    "sub/zone",
	                                    "sub"};
	char path[128];
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		world_path(path, sizeof(path), names[i]);
		if (unlink(path) != 0)
			rmdir(path);
	}
	rmdir(world.dir);
}

static inline void world_open(void)
{
	char journal[96], timers[96];
	world_path(journal, sizeof(journal), "journal");
	world_path(timers, sizeof(timers), "timers");
	const struct journal_options j = {.path = journal, .max_size = 8 << 20};
	const struct timers_options t = {.path = timers, .max_size = 8 << 20};
	world.env = (struct jobs_env){.retire = world_retire, .stop = &world_stop};
	assert_ok(journal_open(&world.env.journal, &j, NULL));
	assert_ok(timers_open(&world.env.timers, &t, NULL));
	uint8_t name[] = "\7example";
	struct unit *u = unit_new(slot_new(1, name), &world.env);
	u->sched.run = world_run;
	u->sched.removed = world_removed;
	scheduler_add(world.scheduler, &u->sched);
	u->sched.agenda.held = true; /* events that change the zone stay planned */
	world.job = (struct job){
		.unit = u, .env = &world.env, .conf = &world.conf, .zone = &world.zone};
}

static inline void world_close(void)
{
	slot_free(world.job.unit->slot);
	unit_free(world.job.unit);
	journal_close(world.env.journal);
	timers_close(world.env.timers);
}

/* As if the server had been stopped and started. */
static inline void world_restart(void)
{
	scheduler_remove(&world.job.unit->sched);
	world_close();
	world_open();
}

static int world_setup(void **state)
{
	(void)state;
	rcu_register_thread();
	rcu_thread_offline();
	memset(&world, 0, sizeof(world));
	snprintf(world.dir, sizeof(world.dir), "/tmp/bowline-jobs-%d", (int)getpid());
	world_clear();
	assert_int_equal(mkdir(world.dir, 0700), 0);
	world_path(world.file, sizeof(world.file), "zone");
	world_path(world.log, sizeof(world.log), "log");
	const struct log_target target = {.name = world.log,
	                                  .least = {SEV_DEBUG, SEV_DEBUG, SEV_DEBUG}};
	assert_ok(log_configure("test", &target, 1));
	world.conf.server.background_workers = 1;
	world.zone = (struct zone_conf){
		.text = "example.",
		.file = world.file,
		.zonefile_load = ZONEFILE_LOAD_WHOLE,
		.default_ttl = 60,
		.journal = {.content = JOURNAL_CHANGES, .max_usage = 1 << 20, .max_depth = 20},
		.max_size = UINT64_MAX,
		.serial_modulo = {0, 1, 0},
		.zonefile_sync_s = -1,
	};
	world.zone.name = (struct name_ref){9, (const uint8_t *)"\7example"};
	world.remotes[0] = &world.remote;
	world.pool = pool_new(1);
	world.scheduler = scheduler_new(world.pool, world.pool);
	world_open();
	return 0;
}

static int world_teardown(void **state)
{
	(void)state;
	scheduler_stop(world.scheduler);
	pool_free(world.pool);
	scheduler_free(world.scheduler);
	world_close();
	world_clear();
	rcu_unregister_thread();
	return 0;
}

static inline void world_be_secondary(void)
{
	world.zone.masters = world.remotes;
	world.zone.master_count = 1;
}

static inline void world_write(const char *text)
{
	FILE *f = fopen(world.file, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* Has the log, or the zone file, these words? */
static inline bool world_has(const char *path, const char *words)
{
	static char buf[65536];
	FILE *f = fopen(path, "r");
	if (f == NULL)
		return false;
	size_t n = fread(buf, 1, sizeof(buf) - 1, f);
	buf[n] = '\0';
	fclose(f);
	return strstr(buf, words) != NULL;
}

static inline bool world_logged(const char *words)
{
	return world_has(world.log, words);
}

static inline unsigned world_serial(void)
{
	const struct zone_version *v = world.job.unit->slot->version;
	return v != NULL ? v->serial.value : 0;
}

static inline bool world_plans(enum zone_event event)
{
	struct agenda a = scheduler_agenda(&world.job.unit->sched);
	return agenda_has(&a, event);
}

/* Add an address record in a change of its own. */
static inline enum err world_change(const char *label)
{
	struct update *u = job_update(&world.job);
	struct name owner;
	uint8_t address[4] = {192, 0, 2, 1};
	const struct update_options o = {.serial = UPDATE_SERIAL_RAISED,
	                                 .origin = UPDATE_FROM_CHANGE};
	struct update_result result;
	assert_ok(name_prepend(&owner, span_str(label), world.zone.name.wire));
	const struct zone_record r = {
		.owner = owner.wire, .type = 1, .ttl = 60, .rdata = span_of(address, 4)};
	assert_ok(zone_edit_add(update_edit(u), &r));
	return job_commit(&world.job, u, &o, &result);
}

static inline bool world_has_name(const char *label)
{
	struct name owner;
	const struct zone_version *v = world.job.unit->slot->version;
	assert_ok(name_prepend(&owner, span_str(label), world.zone.name.wire));
	return v != NULL && zone_version_find(v, owner.wire) != NULL;
}

#define WORLD_TEST(t) cmocka_unit_test_setup_teardown(t, world_setup, world_teardown)
