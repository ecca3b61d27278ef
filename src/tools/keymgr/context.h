/* SPDX-License-Identifier: BSD-2-Clause */
/* What every command of keymgr works with. */
#pragma once

#include "server/keys/kasp.h"
#include "tools/cli/conf_arg.h"
#include "tools/keymgr/list.h"

struct keymgr_options {
	struct conf_arg conf;
	const char *dir; /* -D: the database's folder, with default configuration; NULL = not */
	enum list_form list;
	bool colour;
};

/* Owner: main. */
struct keymgr {
	struct conf *conf;
	const struct conf_policy *policy; /* of the zone, or the default */
	struct kasp *kasp;                /* NULL: nothing is there to read */
	struct keystore keystore;
	char *keystore_dir; /* with -D: what keystore.dir points to */
	struct name zone;
	char zone_text[4 * NAME_MAX_LEN + 2];
	int64_t now;
	const struct keymgr_options *options;
};

/*
 * Load the configuration, become the server's user, open the database.
 *
 * zone  NULL: the command is not about a zone
 * false: what is wrong was said
 */
bool keymgr_open(struct keymgr *k, const struct keymgr_options *options, const char *zone,
                 bool writes);
void keymgr_close(struct keymgr *k);

/* Read the zone; false: said. */
bool keymgr_read(struct keymgr *k, struct kasp_zone *out);

/*
 * Edit it.  `error` is what the edit may say; without words the code's are said.
 * false: said.
 */
bool keymgr_edit(struct keymgr *k, kasp_edit_fn edit, void *ctx, struct text *error);
