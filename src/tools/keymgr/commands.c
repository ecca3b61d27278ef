/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of commands. */

#include "tools/keymgr/commands.h"

#include "tools/cli/json.h"
#include "tools/cli/say.h"
#include "tools/keymgr/change.h"
#include "tools/keymgr/import.h"
#include "tools/keymgr/show.h"
#include "tools/keymgr/simulate.h"

enum { MANY = 64 };

static const struct keymgr_command commands[] = {
	{"list", 0, 1, false, keymgr_list},
	{"generate", 0, MANY, true, keymgr_generate},
	{"import-bind", 1, 1, true, keymgr_import_bind},
	{"import-pub", 1, 1, true, keymgr_import_pub},
	{"import-pem", 1, MANY, true, keymgr_import_pem},
	{"nsec3-salt", 0, 1, true, keymgr_salt},
	{"local-serial", 0, 1, true, keymgr_local_serial},
	{"master-serial", 0, 1, true, keymgr_master_serial},
	{"ds", 0, 1, false, keymgr_ds},
	{"dnskey", 0, 1, false, keymgr_dnskey},
	{"share", 2, 2, true, keymgr_share},
	{"delete", 1, 1, true, keymgr_delete},
	{"del-all-old", 0, 0, true, keymgr_delete_old},
	{"set", 2, MANY, true, keymgr_set},
	{"simulate", 1, 3, false, keymgr_simulate},
	/* Known by name. */
	{"import-pkcs11", 0, MANY, false, NULL},
	{"pregenerate", 0, MANY, false, NULL},
	{"show-offline", 0, MANY, false, NULL},
	{"del-offline", 0, MANY, false, NULL},
	{"generate-ksr", 0, MANY, false, NULL},
	{"sign-ksr", 0, MANY, false, NULL},
	{"validate-skr", 0, MANY, false, NULL},
	{"import-skr", 0, MANY, false, NULL},
	{"keystore-test", 0, MANY, false, NULL},
	{"keystore-bench", 0, MANY, false, NULL},
};

static bool same(const char *a, const char *b)
{
	for (; *a != '\0' && *b != '\0'; a++, b++) {
		char x = *a == '_' ? '-' : *a;
		if (strncasecmp(&x, b, 1) != 0)
			return false;
	}
	return *a == *b;
}

const struct keymgr_command *keymgr_command_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (same(name, commands[i].name))
			return &commands[i];
	}
	return NULL;
}

static enum err put_line(void *ctx, const uint8_t *zone)
{
	struct text *t = ctx;
	name_print(t, zone);
	text_put_char(t, '\n');
	return OK;
}

static enum err put_json(void *ctx, const uint8_t *zone)
{
	struct text name;
	text_init(&name);
	name_print(&name, zone);
	json_string(ctx, NULL, text_span(&name));
	text_deinit(&name);
	return OK;
}

bool keymgr_list_zones(struct keymgr *k)
{
	struct text t;
	struct json j;
	enum err e = OK;
	text_init(&t);
	if (k->options->list == LIST_JSON) {
		json_init(&j, &t);
		json_array_begin(&j, NULL);
		if (k->kasp != NULL)
			e = kasp_zones(k->kasp, put_json, &j);
		json_array_end(&j);
		text_put_char(&t, '\n');
	} else if (k->kasp != NULL) {
		e = kasp_zones(k->kasp, put_line, &t);
	}
	if (e == OK)
		fwrite(t.buf, 1, t.len, stdout);
	else
		say_error("%s", err_text(e));
	text_deinit(&t);
	return e == OK;
}
