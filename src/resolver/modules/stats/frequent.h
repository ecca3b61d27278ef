/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which questions come most often: a bounded table that forgets what was not seen for longest.
 *
 * Owner: the caller.  One thread.
 */
#pragma once

#include "base/text.h"
#include "dns/name.h"

enum { FREQUENT_MAX = 5000 };

struct frequent;

struct frequent *frequent_new(void);
void frequent_free(struct frequent *f);

/* Count a question; name in lower case. */
void frequent_count(struct frequent *f, const uint8_t *name, uint16_t type);
void frequent_clear(struct frequent *f);

/* Call f for each. */
void frequent_each(const struct frequent *f,
                   void (*each)(void *ctx, const uint8_t *name, uint16_t type), void *ctx);

/* Append the JSON list [{"count":2,"name":"a.","type":"A"}, ...], most frequent first. */
void frequent_print(const struct frequent *f, struct text *out);
