/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text of knot.conf: becomes a snapshot in which every pointer can be followed, or an error with
 * words for the user.  Loading it again gives the same.
 */

#include "server/conf/conf.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 16384 }; /* longer ones hold nothing new and take their time */

static void demand(bool fact)
{
	if (!fact)
		abort();
}

static void check_conf(const struct conf *c)
{
	size_t len;
	demand(c->server.identity != NULL && c->server.rundir != NULL);
	demand(c->control.listen != NULL && c->database.storage != NULL);
	for (size_t i = 0; i < c->log_count; i++)
		demand(c->logs[i].target != NULL);
	for (size_t i = 0; i < c->key_count; i++)
		demand(conf_key_find(c, c->keys[i].key.name.wire) != NULL);
	for (size_t i = 0; i < c->acl_count; i++) {
		for (size_t k = 0; k < c->acls[i].key_count; k++)
			demand(c->acls[i].keys[k]->id != NULL);
	}
	for (size_t i = 0; i < c->zone_count; i++) {
		const struct zone_conf *z = &c->zones[i];
		demand(name_check(span_of(z->name.wire, z->name.len), &len) == OK);
		demand(strlen(z->text) > 0 && strlen(z->file) > 0);
		demand(conf_zone_find(c, z->name.wire) != NULL);
		for (size_t k = 0; k < z->acl_count; k++)
			demand(z->acl[k]->id != NULL);
	}
}

static enum err load(struct span text)
{
	static const struct conf_machine machine = {
		.hostname = "host.example",
		.cpus = 2,
		.max_files = 1024,
		.rundir = "/run/knot",
		.storage = "/var/lib/knot",
		.cwd = "/srv",
	};
	struct conf *c = NULL;
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	enum err err = conf_new_text(&c, text, &machine, &error, &warnings);
	if (err == OK) {
		check_conf(c);
		conf_free(c);
	} else {
		demand(error.len > 0);
	}
	demand(warnings.len == 0 || warnings.buf[warnings.len - 1] == '\n');
	text_deinit(&error);
	text_deinit(&warnings);
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size <= TEXT_MAX)
		demand(load(span_of(data, size)) == load(span_of(data, size)));
	return 0;
}
