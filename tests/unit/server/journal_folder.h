/* SPDX-License-Identifier: BSD-2-Clause */
/* A journal in a folder of its own, for tests. */
#pragma once

#include "server/journal/journal.h"
#include "support.h"

#include <unistd.h>

struct journal_folder {
	char path[64];
	struct journal *journal;
};

static inline void journal_folder_open(struct journal_folder *f)
{
	struct text error;
	snprintf(f->path, sizeof(f->path), "/tmp/bowline-history-%d-XXXXXX", (int)getpid());
	assert_non_null(mkdtemp(f->path));
	text_init(&error);
	const struct journal_options o = {.path = f->path, .max_size = 64 << 20};
	assert_ok(journal_open(&f->journal, &o, &error));
	text_deinit(&error);
}

static inline void journal_folder_close(struct journal_folder *f)
{
	static const char *const files[] = {"data.mdb", "lock.mdb"};
	journal_close(f->journal);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[96];
		snprintf(path, sizeof(path), "%s/%s", f->path, files[i]);
		unlink(path);
	}
	rmdir(f->path);
}

static inline void journal_folder_add(struct journal_folder *f, const struct zone_changeset *c)
{
	const struct journal_limits limits = {.max_usage = 32 << 20, .max_depth = 1000};
	assert_ok(journal_insert(f->journal, (const uint8_t *)"\7example", c, &limits, 1));
}
