/* SPDX-License-Identifier: BSD-2-Clause */
/* What an implementation of the store provides; only implementations include this. */
#pragma once

#include "store/store.h"

/* Which of two tables: entries, or facts about the store. */
enum store_table { STORE_ENTRIES, STORE_META };

struct store_backend {
	enum err (*begin)(struct store *s, enum store_turn kind);
	enum err (*commit)(struct store *s);
	void (*abort)(struct store *s);
	enum err (*get)(struct store *s, enum store_table t, struct span key, struct span *value);
	enum err (*less_equal)(struct store *s, struct span key, struct span *found,
	                       struct span *value);
	enum err (*greater_equal)(struct store *s, struct span key, struct span *found,
	                          struct span *value);
	enum err (*put)(struct store *s, enum store_table t, struct span key, struct span value);
	enum err (*del)(struct store *s, struct span key);
	enum err (*del_all)(struct store *s);
	uint64_t (*number)(const struct store *s);
	enum err (*usage)(struct store *s, struct store_usage *out);
	void (*close)(struct store *s);
};

/* First member of every implementation's own struct. */
struct store {
	const struct store_backend *backend;
	bool in_turn;
	enum store_turn turn;
};
