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

void rollover_note_print(struct text *t, const struct rollover_note *note)
{
	static const char *const of_zone[] = {
		[NOTE_KSK_STARTED] = "KSK rollover started",
		[NOTE_ZSK_STARTED] = "ZSK rollover started",
		[NOTE_ALGORITHM_STARTED] = "algorithm rollover started",
		[NOTE_SCHEME_STARTED] = "signing scheme rollover started",
		[NOTE_SUBMITTED] = "KSK submission, waiting for confirmation",
		[NOTE_CONFIRMED] = "KSK submission, confirmed",
		[NOTE_TIMERS_CLEARED] = "cleared future timers of keys",
		[NOTE_FORCE_IGNORED] = "ignoring forced key rollover, another one is in progress",
		[NOTE_FORCE_MANUAL] = "ignoring forced key rollover, keys are managed manually",
	};
	static const char *const of_key[] = {
		[NOTE_GENERATED] = "generated",
		[NOTE_PUBLISHED] = "published",
		[NOTE_REPLACED] = "activated",
		[NOTE_RETIRED] = "retired",
		[NOTE_REMOVED] = "removed",
		[NOTE_DELETED] = "deleted",
		[NOTE_RESTARTED] = "waiting anew, its last step was not published",
		[NOTE_TAG] = "generated without the key tag wanted",
	};
	if ((size_t)note->kind < ARRAY_LEN(of_zone) && of_zone[note->kind] != NULL)
		text_put(t, of_zone[note->kind]);
	else
		text_printf(t, "%s tag %u, %s", role(note->is_ksk, note->is_zsk), note->tag,
		            of_key[note->kind]);
}

void rollover_next_print(struct text *t, const struct rollover_next *next)
{
	text_printf(t, "next key action, %s", role(next->is_ksk, next->is_zsk));
	if (next->has_tag)
		text_printf(t, " tag %u", next->tag);
	text_printf(t, ", %s at ", rollover_action_name(next->action));
}
