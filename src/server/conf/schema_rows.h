/* SPDX-License-Identifier: BSD-2-Clause */
/* How rows of the schema's tables are written; only the schema's files include this. */
#pragma once

#include "config/schema.h"

#define ITEM(n, t)                                                                                 \
	{                                                                                          \
		.name = (n), .type = CONF_##t                                                      \
	}
#define FLAGGED(n, t, f)                                                                           \
	{                                                                                          \
		.name = (n), .type = CONF_##t, .flags = (f)                                        \
	}
#define RANGED(n, t, lo, hi)                                                                       \
	{                                                                                          \
		.name = (n), .type = CONF_##t, .min = (lo), .max = (hi)                            \
	}
#define CHOICE(n, o)                                                                               \
	{                                                                                          \
		.name = (n), .type = CONF_OPT, .options = (o)                                      \
	}
#define CHOICES(n, o)                                                                              \
	{                                                                                          \
		.name = (n), .type = CONF_OPT, .flags = CONF_MULTI, .options = (o)                 \
	}
#define REFER(n, f, ...)                                                                           \
	{                                                                                          \
		.name = (n), .type = CONF_REF, .flags = (f), .refs = { __VA_ARGS__ }               \
	}
#define FORMED(n, f, check)                                                                        \
	{                                                                                          \
		.name = (n), .type = CONF_STR, .flags = (f), .form = (check)                       \
	}
#define COMMENT ITEM("comment", STR)
#define END                                                                                        \
	{                                                                                          \
		.name = NULL                                                                       \
	}

#define KIB INT64_C(1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)
#define TIB (GIB * 1024)
/* The largest duration; what is longer is never reached. */
#define TIME_MAX   INT64_C(4294967295)
#define SIZE_UPPER (1024 * TIB)

extern const struct conf_item server_items[], xdp_items[], control_items[], log_items[],
	statistics_items[], database_items[];
extern const struct conf_item module_items[], keystore_items[], key_items[], remote_items[],
	remotes_items[], acl_items[], submission_items[], dnskey_sync_items[], policy_items[];
extern const struct conf_item template_items[], zone_items[];

/* Forms of values (schema_forms.c). */
enum err form_rr_type(struct span text, struct text *out, int64_t *number);
enum err form_owner(struct span text, struct text *out, int64_t *number);
enum err form_keytag_modulo(struct span text, struct text *out, int64_t *number);
enum err form_serial_modulo(struct span text, struct text *out, int64_t *number);
enum err form_group(struct span text, struct text *out, int64_t *number);
enum err form_pin(struct span text, struct text *out, int64_t *number);
enum err form_user(struct span text, struct text *out, int64_t *number);
