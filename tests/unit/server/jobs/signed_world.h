/* SPDX-License-Identifier: BSD-2-Clause */
/* The zone of world.h, signed here: a KASP database in memory, keys in a folder of its own. */
#pragma once

#include "world.h"

#include "server/jobs/load.h"
#include "server/jobs/signing.h"
#include "server/jobs/unit_signing.h"
#include "server/zone/check_sign.h"
#include "store/store_memory.h"

#include <dirent.h>

static struct kasp *signed_kasp;
static char signed_keys[64];
static struct conf_keystore signed_store;
static struct conf_policy signed_policy;

#define SIGNED_FILE "@ SOA a b 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n"

static inline void signed_each_file(const char *to)
{
	DIR *d = opendir(signed_keys);
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
		char path[400], moved[400];
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", signed_keys, e->d_name);
		snprintf(moved, sizeof(moved), "%s/%s", to != NULL ? to : "", e->d_name);
		assert_int_equal(to != NULL ? rename(path, moved) : unlink(path), 0);
	}
	if (d != NULL)
		closedir(d);
}

static inline void signed_setup(void)
{
	snprintf(signed_keys, sizeof(signed_keys), "/tmp/bowline-signed-XXXXXX");
	assert_non_null(mkdtemp(signed_keys));
	signed_store = (struct conf_keystore){.id = "default", .config = signed_keys};
	signed_policy = (struct conf_policy){
		.id = "default",
		.keystore = &signed_store,
		.keys = {.algorithm = 15,
	                 .tag_modulo = {.modulus = 1},
	                 .zsk_lifetime_s = 86400,
	                 .propagation_delay_s = 100,
	                 .dnskey_ttl_s = 60,
	                 .zone_max_ttl_s = -1},
		.rrsig = {.lifetime_s = 86400, .pre_refresh_s = 3600, .threads = 1},
		.parent = {.cds = CDS_ROLLOVER, .cds_digest = 2},
	};
	assert_ok(kasp_new(&signed_kasp, store_memory_new(0), NULL));
	world.zone.dnssec_signing = true;
	world.zone.policy = &signed_policy;
	world.env.kasp = signed_kasp;
	world_write(SIGNED_FILE);
}

static inline int signed_world_setup(void **state)
{
	world_setup(state);
	signed_setup();
	return 0;
}

static inline int signed_world_teardown(void **state)
{
	world_teardown(state);
	kasp_close(signed_kasp);
	signed_each_file(NULL);
	rmdir(signed_keys);
	return 0;
}

static inline void signed_world_restart(void)
{
	world_restart();
	world.env.kasp = signed_kasp;
}

static inline void assert_served_signed(void)
{
	const struct zone_sign_check options = {.now = clock_wall()};
	const struct zone_version *v = world.job.unit->slot->version;
	assert_non_null(v);
	assert_true(zone_check_signatures(v, &options, job_log_finding, &world.job));
}

#define SIGNED_TEST(t) cmocka_unit_test_setup_teardown(t, signed_world_setup, signed_world_teardown)
