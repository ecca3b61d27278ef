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
	const char *words;
	bool of_key;
} notes[] = {
	[NOTE_KSK_STARTED] = {"KSK rollover started", false},
	[NOTE_ZSK_STARTED] = {"ZSK rollover started", false},
	[NOTE_ALGORITHM_STARTED] = {"algorithm rollover started", false},
	[NOTE_SCHEME_STARTED] = {"signing scheme rollover started", false},
	[NOTE_GENERATED] = {"generated", true},
	[NOTE_PUBLISHED] = {"published", true},
	[NOTE_SUBMITTED] = {"KSK submission, waiting for confirmation", false},
	[NOTE_CONFIRMED] = {"KSK submission, confirmed", false},
	[NOTE_REPLACED] = {"activated", true},
	[NOTE_RETIRED] = {"retired", true},
	[NOTE_REMOVED] = {"removed", true},
	[NOTE_DELETED] = {"deleted", true},
	[NOTE_RESTARTED] = {"waiting anew, its last step was not published", true},
	[NOTE_TIMERS_CLEARED] = {"cleared future timers of keys", false},
	[NOTE_FORCE_IGNORED] = {"ignoring forced key rollover, another one is in progress", false},
	[NOTE_FORCE_MANUAL] = {"ignoring forced key rollover, keys are managed manually", false},
	[NOTE_TAG] = {"generated without the key tag wanted", true},
};

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
