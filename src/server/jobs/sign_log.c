/* SPDX-License-Identifier: BSD-2-Clause */
/* Words are of server/keys; here is where they go. */

#include "server/jobs/sign_log.h"

#include "report/log.h"
#include "server/jobs/moment_text.h"
#include "server/keys/rollover_text.h"
#include "server/keys/use.h"

void sign_log_notes(const char *zone, const struct rollover_result *result)
{
	static const enum log_severity severities[] = {
		[ROLLOVER_DEBUG] = SEV_DEBUG,
		[ROLLOVER_INFO] = SEV_INFO,
		[ROLLOVER_NOTICE] = SEV_NOTICE,
		[ROLLOVER_WARNING] = SEV_WARNING,
	};
	struct text t;
	text_init(&t);
	for (size_t i = 0; i < result->notes.count; i++) {
		const struct rollover_note *note = &result->notes.items[i];
		text_reset(&t);
		text_put(&t, "DNSSEC, ");
		rollover_note_print(&t, note);
		if (note->kind == NOTE_SUBMITTED)
			log_submission(zone, note->tag, t.buf);
		else
			log_line(severities[rollover_note_level(note->kind)], LOG_ZONE, zone, "%s",
			         t.buf);
	}
	text_deinit(&t);
}

void sign_log_waiting(const char *zone, const struct rollover_result *result,
                      const struct key_list *keys, int64_t now)
{
	for (size_t i = 0; i < result->notes.count; i++) {
		if (result->notes.items[i].kind == NOTE_SUBMITTED)
			return;
	}
	const struct rollover_note note = {.kind = NOTE_SUBMITTED};
	struct text t;
	text_init(&t);
	text_put(&t, "DNSSEC, ");
	rollover_note_print(&t, &note);
	for (size_t i = 0; i < keys->count; i++) {
		const struct zone_key *key = &keys->items[i];
		if (key->is_ksk && !key->public_only && key_state_at(key, now) == KEY_IS_READY)
			log_submission(zone, key->tag, t.buf);
	}
	text_deinit(&t);
}

void sign_log_next(const char *zone, const struct rollover_next *next)
{
	char when[MOMENT_TEXT_MAX];
	struct text t;
	if (next->action == ROLLOVER_NOTHING)
		return;
	text_init(&t);
	rollover_next_print(&t, next);
	log_line(SEV_INFO, LOG_ZONE, zone, "DNSSEC, %s%s", t.buf, moment_text(when, next->at));
	text_deinit(&t);
}

static bool is_told(const struct key_use *use)
{
	return use->published || use->signs_keys || use->signs_zone;
}

void sign_log_keys(const char *zone, const struct key_list *keys, int64_t now)
{
	size_t *order = mem_calloc(keys->count + 1, sizeof(*order));
	struct text t;
	text_init(&t);
	key_order(keys, order);
	for (size_t i = 0; i < keys->count; i++) {
		const struct key_use use = key_use_at(keys, order[i], now);
		if (!is_told(&use))
			continue;
		text_reset(&t);
		key_use_print(&t, &keys->items[order[i]], &use);
		log_line(SEV_INFO, LOG_ZONE, zone, "DNSSEC, key, %s", t.buf);
	}
	text_deinit(&t);
	mem_free(order);
}
