/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions by count.  A question has one set of WAYS places it may be in; in a full set the one
 * seen longest ago gives way.
 */

#include "resolver/modules/stats/frequent.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "dns/rrtype.h"

#include <stdlib.h>

enum { WAYS = 8, SETS = FREQUENT_MAX / WAYS };

struct question {
	uint64_t seen; /* when, on the table's own clock; 0: the place is free */
	uint32_t count;
	uint16_t type;
	struct name name;
};

struct frequent {
	uint64_t clock;
	struct question places[SETS * WAYS];
};

struct frequent *frequent_new(void)
{
	return mem_zalloc(sizeof(struct frequent));
}

void frequent_free(struct frequent *f)
{
	mem_free(f);
}

void frequent_clear(struct frequent *f)
{
	for (size_t i = 0; i < ARRAY_LEN(f->places); i++)
		f->places[i].seen = 0;
}

void frequent_count(struct frequent *f, const uint8_t *name, uint16_t type)
{
	struct question *set = &f->places[(name_hash(name, hash_seed()) + type) % SETS * WAYS];
	struct question *oldest = set;
	f->clock++;
	for (size_t i = 0; i < WAYS; i++) {
		struct question *q = &set[i];
		if (q->seen != 0 && q->type == type && name_equal(q->name.wire, name)) {
			q->seen = f->clock;
			q->count += q->count < UINT32_MAX;
			return;
		}
		if (q->seen < oldest->seen)
			oldest = q;
	}
	oldest->seen = f->clock;
	oldest->count = 1;
	oldest->type = type;
	name_copy(&oldest->name, name);
}

void frequent_each(const struct frequent *f,
                   void (*each)(void *ctx, const uint8_t *name, uint16_t type), void *ctx)
{
	for (size_t i = 0; i < ARRAY_LEN(f->places); i++) {
		const struct question *q = &f->places[i];
		if (q->seen != 0)
			each(ctx, q->name.wire, q->type);
	}
}

static int by_count(const void *a, const void *b)
{
	const struct question *x = *(const struct question *const *)a;
	const struct question *y = *(const struct question *const *)b;
	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return x->seen > y->seen ? -1 : 1;
}

void frequent_print(const struct frequent *f, struct text *out)
{
	const struct question **order = mem_calloc(ARRAY_LEN(f->places), sizeof(*order));
	struct text name;
	size_t count = 0;
	for (size_t i = 0; i < ARRAY_LEN(f->places); i++) {
		if (f->places[i].seen != 0)
			order[count++] = &f->places[i];
	}
	qsort(order, count, sizeof(*order), by_count);
	text_init(&name);
	text_put_char(out, '[');
	for (size_t i = 0; i < count; i++) {
		text_reset(&name);
		name_print(&name, order[i]->name.wire);
		text_printf(out, "%s{\"count\":%u,\"name\":", i > 0 ? "," : "",
		            (unsigned)order[i]->count);
		json_put_string(out, text_span(&name));
		text_put(out, ",\"type\":\"");
		rrtype_print(out, order[i]->type);
		text_put(out, "\"}");
	}
	text_put_char(out, ']');
	text_deinit(&name);
	mem_free(order);
}
