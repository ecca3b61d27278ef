/* SPDX-License-Identifier: BSD-2-Clause */
/* A folder for keystores, and a KASP database in memory; for the tests of this folder. */
#pragma once

#include "support.h"

#include "server/keys/kasp.h"
#include "store/store_memory.h"

#include <dirent.h>
#include <unistd.h>

static char folder[64];

static inline int folder_setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/bowline-keys-XXXXXX");
	return mkdtemp(folder) != NULL ? 0 : -1;
}

/* Files in the folder; removed too, if asked. */
static inline size_t folder_count(bool clear)
{
	size_t n = 0;
	DIR *d = opendir(folder);
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
		char path[400];
		if (e->d_name[0] == '.')
			continue;
		n++;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (clear)
			unlink(path);
	}
	closedir(d);
	return n;
}

static inline int folder_teardown(void **state)
{
	(void)state;
	folder_count(true);
	return rmdir(folder);
}

static inline struct kasp *kasp_in_memory(struct store **store)
{
	struct kasp *k;
	struct store *s = store_memory_new(0);
	assert_ok(kasp_new(&k, s, NULL));
	if (store != NULL)
		*store = s;
	return k;
}

static inline struct zone_key new_key(bool ksk)
{
	struct zone_key key = {
		.is_ksk = ksk, .is_zsk = !ksk, .sep = ksk, .timers = {[KEY_CREATED] = 5}};
	assert_ok(crypto_key_generate(&key.pair, CRYPTO_ED25519, 0));
	assert_ok(key_set_material(&key, key.pair));
	return key;
}
