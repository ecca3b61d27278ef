/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What this version knows by name and cannot do yet.  Nothing of it may be obeyed in half: an item
 * that would have an effect is refused by name; one that says "off" is fine, and so is a section
 * that nobody refers to.  A row goes when its work is done.
 */

#include "server/conf/make.h"

/* Numbers that no value has: whatever is set is refused. */
enum { ANY = INT32_MIN };

struct row {
	const char *item;
	int64_t harmless; /* the value that asks for nothing */
};

static const struct row server_rows[] = {
	{"key-file", ANY},    {"cert-file", ANY},  {"proxy-allowlist", ANY},
	{"listen-quic", ANY}, {"listen-tls", ANY},
};

static const struct row xdp_rows[] = {{"listen", ANY}};
static const struct row module_rows[] = {{"file", ANY}};
static const struct row remote_rows[] = {{"quic", 0}, {"tls", 0}, {"cert-key", ANY}};

static const struct row acl_rows[] = {{"cert-key", ANY}};

static const struct row zone_rows[] = {
	{"reverse-generate", ANY},
	{"catalog-role", CATALOG_NONE},
};

/* Of a policy that a zone is signed by, and of what it refers to. */
static const struct row policy_rows[] = {
	{"offline-ksk", 0},
};
static const struct row keystore_rows[] = {{"backend", 0}};

/* Modules that can be used. */
static const char *const modules[] = {"mod-cookies", "mod-rrl", "mod-stats", "mod-whoami", NULL};

static const struct {
	const char *section;
	const struct row *rows;
	size_t count;
} sections[] = {
	{"server", server_rows, ARRAY_LEN(server_rows)},
	{"xdp", xdp_rows, ARRAY_LEN(xdp_rows)},
	{"module", module_rows, ARRAY_LEN(module_rows)},
	{"remote", remote_rows, ARRAY_LEN(remote_rows)},
	{"acl", acl_rows, ARRAY_LEN(acl_rows)},
};

static enum err check_entry(struct maker *m, const struct conf_entry *e, int64_t harmless)
{
	for (size_t i = 0; i < count_of(e); i++) {
		const struct conf_value *v = &e->values.items[i];
		if (v->text[0] == '\0' || (harmless != ANY && v->number == harmless))
			continue;
		return fail_unavailable(m, e, v->text);
	}
	return OK;
}

enum err check_available_sections(struct maker *m)
{
	if (m->machine->ignore_unavailable)
		return OK;
	for (size_t i = 0; i < m->tree->blocks.count; i++) {
		const struct conf_block *b = m->tree->blocks.items[i];
		for (size_t k = 0; k < ARRAY_LEN(sections); k++) {
			if (strcmp(sections[k].section, b->section->name) != 0)
				continue;
			for (size_t r = 0; r < sections[k].count; r++)
				TRY(check_entry(m, conf_entry_find(b, sections[k].rows[r].item),
				                sections[k].rows[r].harmless));
		}
	}
	return OK;
}

enum err check_available_zone(struct maker *m, const struct zone_source *s)
{
	if (m->machine->ignore_unavailable)
		return OK;
	for (size_t r = 0; r < ARRAY_LEN(zone_rows); r++)
		TRY(check_entry(m, zone_entry(s, zone_rows[r].item), zone_rows[r].harmless));
	return OK;
}

static enum err check_rows(struct maker *m, const struct conf_block *b, const struct row *rows,
                           size_t count)
{
	for (size_t r = 0; r < count && b != NULL; r++)
		TRY(check_entry(m, conf_entry_find(b, rows[r].item), rows[r].harmless));
	return OK;
}

/* The block that a policy refers to, or NULL. */
static const struct conf_block *referred(struct maker *m, const struct conf_block *policy,
                                         const char *item, const char *section)
{
	const struct conf_value *v = value_of(policy, item);
	return v != NULL ? conf_block_find(m->tree, section, v->text) : NULL;
}

enum err check_available_signing(struct maker *m, const char *policy)
{
	const struct conf_block *b = conf_block_find(m->tree, "policy", policy);
	if (m->machine->ignore_unavailable)
		return OK;
	const struct conf_block *keystore = referred(m, b, "keystore", "keystore");
	if (keystore == NULL)
		keystore = conf_block_find(m->tree, "keystore", "default");
	TRY(check_rows(m, b, policy_rows, ARRAY_LEN(policy_rows)));
	return check_rows(m, keystore, keystore_rows, ARRAY_LEN(keystore_rows));
}

enum err check_available_module(struct maker *m, const struct conf_entry *entry,
                                const char *reference)
{
	size_t len = strcspn(reference, "/");
	if (m->machine->ignore_unavailable)
		return OK;
	for (size_t i = 0; modules[i] != NULL; i++) {
		if (strlen(modules[i]) == len && strncmp(modules[i], reference, len) == 0)
			return OK;
	}
	return fail_unavailable(m, entry, reference);
}
