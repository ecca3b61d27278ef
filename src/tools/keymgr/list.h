/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of a zone as listings. */
#pragma once

#include "server/keys/keystore.h"
#include "tools/keymgr/timestamp.h"

enum list_form { LIST_NORMAL, LIST_EXTENDED, LIST_JSON };

struct list_options {
	enum list_form form;
	enum timestamp_form times;
	bool colour; /* of LIST_NORMAL */
	int64_t now;
	const char *zone;                /* its name as text */
	const struct keystore *keystore; /* where private keys should be */
};

/* Append the listing. Normal: by publication; the others as the database has them. */
void list_print(struct text *t, const struct key_list *keys, const struct list_options *options);
