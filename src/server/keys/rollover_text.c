/* SPDX-License-Identifier: BSD-2-Clause */
/* Words for operators. */

#include "server/keys/rollover_text.h"

const char *rollover_action_name(enum rollover_action a)
{
	static const char *const names[] = {"nothing", "generate", "publish", "submit",
	                                    "replace", "retire",   "remove",  "delete"};
	return names[a];
}

static const char *role(bool ksk, bool zsk)
{
	if (ksk)
		return zsk ? "CSK" : "KSK";
	return "ZSK";
}

/* A line about a zone says all; one about a key begins with the key. */
static const struct {
	enum rollover_level level;
	const char *words;
	bool of_key;
} notes[] = {
	[NOTE_KSK_STARTED] = {ROLLOVER_INFO, "KSK rollover started", false},
	[NOTE_ZSK_STARTED] = {ROLLOVER_INFO, "ZSK rollover started", false},
	[NOTE_ALGORITHM_STARTED] = {ROLLOVER_INFO, "algorithm rollover started", false},
	[NOTE_SCHEME_STARTED] = {ROLLOVER_INFO, "signing scheme rollover started", false},
	[NOTE_GENERATED] = {ROLLOVER_DEBUG, "generated", true},
	[NOTE_PUBLISHED] = {ROLLOVER_DEBUG, "published", true},
	[NOTE_SUBMITTED] = {ROLLOVER_NOTICE, "KSK submission, waiting for confirmation", false},
	[NOTE_CONFIRMED] = {ROLLOVER_NOTICE, "KSK submission, confirmed", false},
	[NOTE_REPLACED] = {ROLLOVER_DEBUG, "activated", true},
	[NOTE_RETIRED] = {ROLLOVER_DEBUG, "retired", true},
	[NOTE_REMOVED] = {ROLLOVER_DEBUG, "removed", true},
	[NOTE_DELETED] = {ROLLOVER_DEBUG, "deleted", true},
	[NOTE_RESTARTED] = {ROLLOVER_DEBUG, "waiting anew, its last step was not published", true},
	[NOTE_TIMERS_CLEARED] = {ROLLOVER_NOTICE, "cleared future timers of keys", false},
	[NOTE_FORCE_IGNORED] = {ROLLOVER_WARNING,
                                "ignoring forced key rollover, another one is in progress", false},
	[NOTE_FORCE_MANUAL] = {ROLLOVER_NOTICE,
                               "ignoring forced key rollover, keys are managed manually", false},
	[NOTE_TAG] = {ROLLOVER_NOTICE, "generated without the key tag wanted", true},
};

enum rollover_level rollover_note_level(enum rollover_note_kind kind)
{
	return notes[kind].level;
}

const char *rollover_note_words(enum rollover_note_kind kind)
{
	return notes[kind].words;
}

void rollover_note_print(struct text *t, const struct rollover_note *note)
{
	if (notes[note->kind].of_key)
		text_printf(t, "%s tag %u, ", role(note->is_ksk, note->is_zsk), note->tag);
	text_put(t, notes[note->kind].words);
}

void rollover_next_print(struct text *t, const struct rollover_next *next)
{
	text_printf(t, "next key action, %s", role(next->is_ksk, next->is_zsk));
	if (next->has_tag)
		text_printf(t, " tag %u", next->tag);
	text_printf(t, ", %s at ", rollover_action_name(next->action));
}
