/* SPDX-License-Identifier: BSD-2-Clause */
/* What one pass of the rollover machine takes and what it gives. */
#pragma once

#include "server/conf/policy_conf.h"
#include "server/keys/key.h"
#include "server/keys/ttls.h"

struct key_want {
	bool ksk, zsk;
	uint8_t algorithm;
	unsigned bits; /* 0 = the algorithm's default */
	bool shared;   /* take over the policy's latest KSK, if there is one that the zone lacks */
};

/* Where new keys come from. */
struct key_factory {
	/*
	 * Fill in the material (key_set_material) and, where it is to be stored, the pair; roles
	 * are set already.  *is_shared: another zone has the key too, take it as it is.
	 */
	enum err (*make)(void *ctx, const struct key_want *want, struct zone_key *out,
	                 bool *is_shared);
	void *ctx;
};

struct rollover_input {
	const struct policy_keys *policy;
	int64_t submission_timeout_s; /* 0 = none */
	const struct key_ttls *ttls;
	int64_t signed_s; /* when the zone was last published as its keys asked; 0 = never */
	int64_t now;
	bool force_ksk, force_zsk; /* an operator asked for a rollover */
	const struct key_factory *factory;
};

enum rollover_action {
	ROLLOVER_NOTHING,
	ROLLOVER_GENERATE,
	ROLLOVER_PUBLISH,
	ROLLOVER_SUBMIT,
	ROLLOVER_REPLACE,
	ROLLOVER_RETIRE, /* the submission is taken for confirmed: its time-out */
	ROLLOVER_REMOVE,
	ROLLOVER_DELETE, /* from database and keystore; not told to operators */
};

/* What happened, in order; most are log lines. */
enum rollover_note_kind {
	NOTE_KSK_STARTED,       /* "KSK rollover started" */
	NOTE_ZSK_STARTED,       /* "ZSK rollover started" */
	NOTE_ALGORITHM_STARTED, /* "algorithm rollover started" */
	NOTE_SCHEME_STARTED,    /* "signing scheme rollover started" */
	NOTE_GENERATED,         /* a key was made or taken over */
	NOTE_PUBLISHED,
	NOTE_SUBMITTED, /* "KSK submission, waiting for confirmation" (notice) */
	NOTE_CONFIRMED, /* "KSK submission, confirmed" (notice) */
	NOTE_REPLACED,
	NOTE_RETIRED,
	NOTE_REMOVED,
	NOTE_DELETED,
	NOTE_RESTARTED,      /* a wait began anew: its step had not been published */
	NOTE_TIMERS_CLEARED, /* "cleared future timers of keys" (notice) */
	NOTE_FORCE_IGNORED,  /* a rollover runs (warning) */
	NOTE_FORCE_MANUAL,   /* keys are managed by hand (notice) */
	NOTE_TAG,            /* no key tag as wanted was found: this one was taken (notice) */
};

struct rollover_note {
	enum rollover_note_kind kind;
	uint16_t tag;
	bool is_ksk, is_zsk;
	uint8_t id[KEY_ID_LEN];
};

struct rollover_next {
	enum rollover_action action; /* NOTHING: no action is due at any time */
	bool has_tag;                /* not for GENERATE */
	uint16_t tag;
	bool is_ksk, is_zsk;
	int64_t at;
};

/* Zeroed before use; rollover_result_deinit frees it. */
struct rollover_result {
	VEC(struct rollover_note) notes;
	bool changed;              /* the keys differ from what was stored */
	struct rollover_next next; /* the machine's next action */
	int64_t wake_s; /* when to call again: action, a key's own moment, deletion; 0 = never */
};
