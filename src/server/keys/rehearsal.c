/* SPDX-License-Identifier: BSD-2-Clause */
/* A world in which nothing goes wrong: every pass is published at once. */

#include "server/keys/rehearsal.h"

#include "base/wire.h"
#include "server/keys/rollover.h"

/* Keys with a number for material, and a tag that no other has. */
static enum err make_numbered(void *ctx, const struct key_want *want, struct zone_key *out,
                              bool *is_shared)
{
	uint32_t *count = ctx;
	*is_shared = false;
	++*count;
	wire_set_u32(out->id + KEY_ID_LEN - 4, *count);
	wire_set_u32(out->public_key, *count);
	out->public_len = 4;
	out->algorithm = want->algorithm;
	out->tag = (uint16_t)*count;
	return OK;
}

struct clockwork {
	const struct rehearsal *r;
	struct rollover_input in;
	int64_t confirm_at; /* 0 = no submission */
};

static enum err tell(struct clockwork *c, const struct rollover_result *result,
                     rehearsal_each_fn each, void *ctx)
{
	for (size_t i = 0; i < result->notes.count; i++) {
		const struct rollover_note *note = &result->notes.items[i];
		TRY(each(ctx, c->in.now, note));
		if (note->kind == NOTE_SUBMITTED && c->r->parent_s >= 0)
			c->confirm_at = c->in.now + c->r->parent_s;
		if (note->kind == NOTE_CONFIRMED)
			c->confirm_at = 0;
	}
	return OK;
}

static enum err pass(struct key_list *keys, struct clockwork *c, rehearsal_each_fn each, void *ctx,
                     int64_t *wake)
{
	struct rollover_result result = {.changed = false};
	enum err e = OK;
	if (c->confirm_at != 0 && c->confirm_at <= c->in.now) {
		c->confirm_at = 0;
		e = rollover_confirm(keys, &c->in, c->r->ds_ttl_s, &result);
		if (e == E_NOKEY_READY || e == E_NOTSUP)
			e = OK;
	}
	if (e == OK)
		e = rollover_step(keys, &c->in, &result);
	if (e == OK)
		e = tell(c, &result, each, ctx);
	c->in.signed_s = c->in.now;
	*wake = result.wake_s;
	rollover_result_deinit(&result);
	return e;
}

/* Keys that wait for the parent when the rehearsal begins. */
static bool any_ready(const struct key_list *keys, int64_t now)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (keys->items[i].is_ksk && key_state_at(&keys->items[i], now) == KEY_IS_READY)
			return true;
	}
	return false;
}

enum err rehearsal_run(struct key_list *keys, const struct rehearsal *r, rehearsal_each_fn each,
                       void *ctx)
{
	uint32_t count = 0;
	const struct key_factory factory = {.make = make_numbered, .ctx = &count};
	struct clockwork c = {
		.r = r,
		.in = {.policy = r->policy,
	               .submission_timeout_s = r->submission_timeout_s,
	               .ttls = &r->ttls,
	               .signed_s = r->signed_s,
	               .now = r->from,
	               .factory = &factory},
	};
	if (r->parent_s >= 0 && any_ready(keys, r->from))
		c.confirm_at = r->from + r->parent_s;
	for (unsigned n = 0; n < REHEARSAL_MAX; n++) {
		int64_t wake;
		TRY(pass(keys, &c, each, ctx, &wake));
		if (c.confirm_at != 0 && (wake == 0 || c.confirm_at < wake))
			wake = c.confirm_at;
		if (wake == 0 || wake > r->to)
			return OK;
		c.in.now = MAX_OF(wake, c.in.now + 1);
	}
	return E_LIMIT;
}
