/* SPDX-License-Identifier: BSD-2-Clause */
/* How a tree becomes snapshots: shared by the files that make them, and by nobody else. */
#pragma once

#include "server/conf/conf.h"

/* One run of making. Owner: conf.c. */
struct maker {
	struct conf *c;
	struct conf_tree *tree;
	const struct conf_machine *machine;
	struct text *error;
	struct text *warnings;
};

/* The only value of an item, or NULL. */
const struct conf_value *value_of(const struct conf_block *block, const char *item);
const char *text_or(const struct conf_block *block, const char *item, const char *otherwise);
int64_t number_or(const struct conf_block *block, const char *item, int64_t otherwise);
/* The values as a set of bits; 0 when not set. */
unsigned set_of(const struct conf_block *block, const char *item);
/* An entry's values, 0 for NULL. */
size_t count_of(const struct conf_entry *entry);
/* Is the item set to something else than ""? */
bool has_value(const struct conf_entry *entry);

/* `path` below `base` unless it is absolute; from the arena. */
const char *join_path(struct maker *m, const char *base, const char *path);

/* An array of count + 1 zeroed elements from the arena. */
void *make_array(struct maker *m, size_t count, size_t size);
/* The same for what most zones have none of: all lists of count 0 share one nothing. */
void *make_list(struct maker *m, size_t count, size_t size);

/* Blocks of a section, in order; the array is from the arena. */
const struct conf_block **blocks_of(struct maker *m, const char *section, size_t *count);

/* Tell the user where and why; E_INVALID, or E_NOTSUP for what is not available. */
enum err fail_block(struct maker *m, const struct conf_block *block, const char *reason);
enum err fail_entry(struct maker *m, const struct conf_entry *entry, const char *value,
                    const char *reason);
enum err fail_unavailable(struct maker *m, const struct conf_entry *entry, const char *value);

/* Address of a value; a relative UNIX path starts in the run directory. */
enum err make_addresses(struct maker *m, const struct conf_entry *entry, uint16_t port,
                        const struct addr **out, size_t *count);

/* Remotes by the texts of an item, groups resolved, in order. */
enum err make_remote_list(struct maker *m, const struct conf_entry *entry,
                          const struct conf_remote *const **out, size_t *count);
const struct conf_remote *remote_by_id(const struct conf *c, const char *id);
const struct conf_acl *acl_by_id(const struct conf *c, const char *id);

/* A zone's item: its own, else its template's. */
struct zone_source {
	const struct conf_block *zone;
	const struct conf_block *template_; /* NULL = none */
};
const struct conf_entry *zone_entry(const struct zone_source *s, const char *item);
int64_t zone_number(const struct zone_source *s, const char *item, int64_t otherwise);

/* The parts, in the order in which they depend on each other. */
enum err make_server(struct maker *m);
enum err make_access(struct maker *m);
enum err check_signing(struct maker *m);
enum err make_policies(struct maker *m);
enum err make_zones(struct maker *m);

/* Rules between the items of one zone (check_zone.c). */
enum err check_zone(struct maker *m, const struct zone_source *s);

/* Is something used that this version cannot do (available.c)? */
enum err check_available_sections(struct maker *m);
enum err check_available_zone(struct maker *m, const struct zone_source *s);
/* The same of what a zone is signed by; policy: its identifier. */
enum err check_available_signing(struct maker *m, const char *policy);
enum err check_available_module(struct maker *m, const struct conf_entry *entry,
                                const char *reference);

/* Rules for a reference to a module that is there (check_modules.c). */
enum err check_module(struct maker *m, const struct conf_entry *entry,
                      const struct conf_module_ref *ref, bool is_global);
