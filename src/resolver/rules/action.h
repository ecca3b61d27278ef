/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Actions: what a rule does with the questions it is about.  Descriptions only; resolver/modules
 * carries them out.
 *
 * Owner: counted; action_ref and action_unref.  Immutable once made.  Thread: one.
 */
#pragma once

#include "dns/rrset.h"
#include "resolver/request/flags.h"

enum action_kind {
	ACTION_PASS,      /* resolve, look at no other rule */
	ACTION_DENY,      /* there is no such name */
	ACTION_DROP,      /* fail */
	ACTION_REFUSE,    /* REFUSED */
	ACTION_SILENCE,   /* no reply at all */
	ACTION_TRUNCATE,  /* over UDP: come again over TCP */
	ACTION_ANSWER,    /* these records */
	ACTION_FORWARD,   /* ask these servers */
	ACTION_MIRROR,    /* send a copy of the message to somebody; then the next rule */
	ACTION_FLAGS,     /* set and clear query flags; then the next rule */
	ACTION_REROUTE,   /* other addresses in the answer */
	ACTION_SPECIAL,   /* what a special name gets (special.h) */
	ACTION_RULE_CALL, /* a function gives the action, or none */
	ACTION_CALL,      /* a function is the action */
};

struct action_flag {
	const struct req_flag *flag;
	bool on;
};

struct action_set {
	uint16_t type;
	uint16_t count;
	uint32_t ttl;
	uint32_t size;
	uint8_t *records; /* as in struct rrset */
};

struct action {
	enum action_kind kind;
	unsigned refs;
	char *message;  /* DENY: explanation, at most 255 octets; NULL */
	int16_t ede;    /* DENY */
	bool nodata;    /* ANSWER: there are no records of other types */
	uint16_t count; /* of sets, of flags */
	struct action_set *sets;
	struct action_flag *flags;
	struct req_forward forward;
	/* MIRROR, REROUTE, calls: what whoever made it needs to carry it out */
	void *own;
	void (*free_own)(void *own);
	int number; /* calls: of the function */
};

/* Does it let the next rule be looked at? */
static inline bool action_is_chain(const struct action *a)
{
	return a->kind == ACTION_MIRROR || a->kind == ACTION_FLAGS;
}

/* An empty action of a kind. */
struct action *action_new(enum action_kind kind);
struct action *action_ref(struct action *a);
void action_unref(struct action *a);

/* FLAGS: one more. */
void action_add_flag(struct action *a, const struct req_flag *flag, bool on);

/* ANSWER: one more record; those of one type are a set with the lowest TTL. E_LIMIT */
MUST_USE enum err action_add_record(struct action *a, uint16_t type, uint32_t ttl,
                                    struct span rdata);
