/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where query modules take part in answering: the only header of this folder that they include.
 *
 * A module fills a table of functions, one per stage at which it wants to be asked.  Those of the
 * global list are asked before those of the zone's, each list in its order.  Everything a module
 * needs comes by argument; it opens nothing and reads no clock while it is asked.
 *
 *   HOOK_PROTO_BEGIN   a packet came in; the zone is known if there is one
 *   HOOK_BEGIN         it is about to be answered
 *   HOOK_PREANSWER     its zone is there; nothing was looked up yet     records may be written
 *   HOOK_ANSWER        rcode says what the zone has for it              records may be written
 *   HOOK_AUTHORITY     the answer section is written                    records may be written
 *   HOOK_ADDITIONAL    the authority section is written                 records may be written
 *   HOOK_END           the reply is made, and may be cut or dropped
 *   HOOK_PROTO_END     what leaves is known: to count
 *
 * Signed queries pass HOOK_BEGIN once their signature is verified.  Transfers, NOTIFY and UPDATE
 * pass the first two and the last stage only.
 */
#pragma once

#include "base/addr.h"
#include "base/clock.h"
#include "dns/msg_writer.h"
#include "server/conf/schema.h"
#include "server/zone/slot.h"

enum hook_stage {
	HOOK_PROTO_BEGIN,
	HOOK_BEGIN,
	HOOK_PREANSWER,
	HOOK_ANSWER,
	HOOK_AUTHORITY,
	HOOK_ADDITIONAL,
	HOOK_END,
	HOOK_PROTO_END,
	HOOK_STAGES,
};

/* What is to happen next. */
enum hook_next {
	HOOK_NEXT,     /* ask the next module */
	HOOK_DONE,     /* the answer is written: look nothing up (PREANSWER, ANSWER) */
	HOOK_REPLY,    /* reply with `rcode` and without records (before HOOK_END) */
	HOOK_DROP,     /* say nothing (not in HOOK_PROTO_END) */
	HOOK_TRUNCATE, /* reply with the header, TC and the question only (HOOK_END) */
};

enum hook_operation {
	OPERATION_QUERY,
	OPERATION_UPDATE,
	OPERATION_NOTIFY,
	OPERATION_AXFR,
	OPERATION_IXFR,
	OPERATION_INVALID,
};

enum { HOOK_OPTIONS_MAX = 256 };

/* A query as modules see it; borrowed for the call. */
struct hook_query {
	const struct addr *peer;  /* NULL: nobody knows */
	const struct addr *local; /* where it was sent to; NULL or AF_UNSPEC: nobody knows */
	enum conf_protocol protocol;
	struct mono mono;
	struct wall wall;
	uint64_t random;
	uint32_t spent_us; /* in HOOK_PROTO_END over streams: time it took */

	struct span query; /* the whole message */
	enum hook_operation operation;
	bool has_question, has_edns, wants_dnssec;
	bool is_empty; /* an OPT record and nothing else, as RFC 7873 section 5.4 has it */
	uint16_t qtype, qclass;
	const uint8_t *qname;               /* case as sent; NULL in HOOK_PROTO_END */
	struct span cookie;                 /* of the first COOKIE option; data NULL: none */
	const struct zone_slot *slot;       /* NULL: of no zone */
	const struct zone_version *version; /* from HOOK_PREANSWER to HOOK_END */

	bool is_proven; /* a cookie proves that the address is the client's own */

	uint16_t rcode;                    /* extended, of the reply */
	struct msg_writer *writer;         /* where records may be written */
	struct span reply;                 /* in HOOK_END and after; empty: none */
	uint8_t options[HOOK_OPTIONS_MAX]; /* of the reply's OPT; see hook_put_option */
	size_t options_len;
};

typedef enum hook_next (*hook_fn)(void *module, struct hook_query *q);

struct hook_ops {
	hook_fn at[HOOK_STAGES]; /* NULL: not asked */
};

/* A module that takes part. */
struct hook {
	const struct hook_ops *ops;
	void *module;
};

/* Those of one list, in order. Owner: whoever configures; immutable once published. */
struct hook_list {
	unsigned stages; /* a bit for each stage that one of them wants */
	size_t count;
	struct hook hooks[];
};

/* A list of `count` hooks, to be filled in; see hook_list_finish. */
struct hook_list *hook_list_new(size_t count);
/* Note the stages of the hooks. */
void hook_list_finish(struct hook_list *list);
void hook_list_free(struct hook_list *list);

/*
 * Add an option to the OPT record of the reply, if it will have one.  Before HOOK_END.
 *
 * returns false when there is no room
 */
bool hook_put_option(struct hook_query *q, uint16_t code, struct span value);
