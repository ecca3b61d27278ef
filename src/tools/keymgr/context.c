/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening and closing. */

#include "tools/keymgr/context.h"

#include "base/clock.h"
#include "build_config.h"
#include "tools/cli/say.h"
#include "tools/keymgr/become.h"

static bool load_conf(struct keymgr *k)
{
	const struct conf_machine machine = {.hostname = "localhost",
	                                     .cpus = 1,
	                                     .max_files = 1024,
	                                     .rundir = DEFAULT_RUNDIR,
	                                     .storage = DEFAULT_STORAGE,
	                                     .cwd = "/"};
	if (k->options->dir == NULL)
		return conf_arg_load(&k->options->conf, &k->conf);
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	enum err e = conf_new_text(&k->conf, span_of("", 0), &machine, &error, &warnings);
	if (e != OK)
		say_error("%s", error.buf);
	text_deinit(&error);
	text_deinit(&warnings);
	return e == OK;
}

static bool set_zone(struct keymgr *k, const char *text)
{
	struct text t;
	enum err e = name_parse_str(&k->zone, text);
	if (e != OK) {
		say_error("invalid zone name '%s' (%s)", text, err_text(e));
		return false;
	}
	name_lower(k->zone.wire, k->zone.len);
	text_init_fixed(&t, k->zone_text, sizeof(k->zone_text));
	name_print(&t, k->zone.wire);
	return true;
}

static bool open_database(struct keymgr *k, bool writes)
{
	const struct kasp_options options = {
		.path = k->options->dir != NULL ? k->options->dir : k->conf->database.kasp.path,
		.max_size = k->conf->database.kasp.max_size,
		.read_only = !writes,
	};
	struct text error;
	text_init(&error);
	enum err e = kasp_open(&k->kasp, &options, &error);
	/* Nobody has made a key yet: there is nothing to read. */
	bool good = e == OK || (e == E_NOFILE && !writes);
	if (!good)
		say_error("failed to open KASP database '%s', %s", options.path,
		          error.len > 0 ? error.buf : err_text(e));
	if (e == E_FORMAT_FOREIGN)
		say_notice("keys of another server are taken over with import-pem or import-bind");
	if (e == OK && writes && kasp_sweep(k->kasp) != OK)
		say_warning("private keys of deleted keys could not be removed");
	text_deinit(&error);
	return good;
}

bool keymgr_open(struct keymgr *k, const struct keymgr_options *options, const char *zone,
                 bool writes)
{
	*k = (struct keymgr){.options = options, .now = clock_wall().s};
	if (zone != NULL && !set_zone(k, zone))
		return false;
	if (!load_conf(k))
		return false;
	const struct zone_conf *conf = zone != NULL ? conf_zone_find(k->conf, k->zone.wire) : NULL;
	k->policy = conf != NULL ? conf->policy : conf_policy_find(k->conf, "default");
	k->keystore = (struct keystore){.dir = k->policy->keystore->config,
	                                .pkcs11 = k->policy->keystore->pkcs11};
	if (options->dir != NULL) {
		k->keystore_dir = mem_printf("%s/keys", options->dir);
		k->keystore.dir = k->keystore_dir;
	} else if (!become(k->conf->server.user)) {
		return false;
	}
	if (writes && k->keystore.pkcs11) {
		say_error("keystore '%s', PKCS #11 is not available in this version",
		          k->policy->keystore->id);
		return false;
	}
	return open_database(k, writes);
}

void keymgr_close(struct keymgr *k)
{
	kasp_close(k->kasp);
	conf_free(k->conf);
	mem_free(k->keystore_dir);
}

bool keymgr_read(struct keymgr *k, struct kasp_zone *out)
{
	*out = (struct kasp_zone){.keys = {0}};
	if (k->kasp == NULL)
		return true;
	enum err e = kasp_read(k->kasp, k->zone.wire, out);
	if (e != OK)
		say_error("zone %s, %s", k->zone_text, err_text(e));
	return e == OK;
}

bool keymgr_edit(struct keymgr *k, kasp_edit_fn edit, void *ctx, struct text *error)
{
	enum err e = kasp_edit(k->kasp, k->zone.wire, &k->keystore, edit, ctx, NULL);
	if (e != OK)
		say_error("%s", error->len > 0 ? error->buf : err_text(e));
	return e == OK;
}
