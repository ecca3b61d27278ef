/* SPDX-License-Identifier: BSD-2-Clause */
/* What is kept of a request for scripts; for this folder alone. */
#pragma once

#include "base/vec.h"
#include "resolver/script/handle.h"
#include "resolver/script/inner.h"
#include "resolver/script/packet.h"

enum { SCRIPT_ERROR_TEXT = 64 };

struct script_request {
	struct request *r;
	uint32_t slot; /* from 1 */
	uint32_t generation;
	unsigned state;              /* enum script_state */
	VEC(struct query *) queries; /* that there are handles of; number 1 is the first */
	struct query *current;       /* that a layer is called about; NULL: the client's question */
	struct name name;            /* of the client's question, in lower case */
	int64_t rtt_ns;              /* of the last reply; 0: there was none */

	/* Packets, made when first wanted. */
	struct kres_packet *answer;
	enum req_stage answer_stage; /* that it was made at */
	uint32_t answer_changes;     /* of it that were taken over */
	struct kres_packet *question;
	VEC(struct kres_packet *) packets; /* of layers; freed with the request */
	struct kres_packet *found;         /* one of them, as layers have left it */
	const struct query *found_of;      /* whose result it is; NULL: nobody's */
	uint32_t found_as_made;            /* its changes when it was made */
	uint8_t found_taken;               /* results that were taken over from layers */

	int16_t ede; /* set by a script; EDE_NONE */
	char ede_text[SCRIPT_ERROR_TEXT];
	bool has_vars;                 /* a table of scripts goes with it */
	const struct query *announced; /* to layers, with so many messages sent */
	uint16_t announced_sends;
	bool answered;  /* a native action has made the answer since it was looked at */
	bool finalised; /* answer_finalize was called */
	const struct script_layer *waiting; /* the layer that has pushed queries */
	struct query *waiting_about;
	bool waiting_passes;         /* and does not want to be called again */
	int trace_log, trace_finish; /* functions kept; LUA_NOREF: none */
	int stale;                   /* likewise: what judges expired data */
	const struct rrset *keys;    /* of the last cut_key; NULL: none */
};

/* That of a handle; NULL: it stands for nothing any more. */
struct script_request *script_request_find(const struct script *s, const struct kres_handle *h);

/* The query of a handle; NULL: it is the client's question itself.  h must be of sr. */
struct query *script_query_of(const struct script_request *sr, const struct kres_handle *h);

/* The number of a query in handles. */
uint16_t script_query_number(struct script_request *sr, struct query *q);

/* ---- answer_packet.c ---- */

/* req.answer, up to date. */
struct kres_packet *script_answer(struct script *s, struct script_request *sr);

/*
 * Take over what was done to req.answer, if anything was.
 *
 * always  also if nothing was: the packet is the answer
 * E_LIMIT, E_SPACE, E_MALFORMED  it is no answer that can be given
 */
MUST_USE enum err script_answer_take(struct script *s, struct script_request *sr, bool always);

/* The client's message, as far as it mattered. */
struct kres_packet *script_question(struct script_request *sr);

/*
 * A packet of a layer: a message's octets, until script_packet_return.
 *
 * changes  they can be changed, and are copied then
 */
struct kres_packet *script_message(struct script_request *sr, struct span wire, bool changes);

/*
 * Take over what a layer has done to a reply: *reply, if it was changed, becomes one in the
 * request's arena, read as if it had come from the network.
 *
 * returns what is wrong with it; NULL: nothing
 */
MUST_USE const char *script_reply_take(struct script_request *sr, const struct kres_packet *p,
                                       const struct msg **reply);

/* A packet of a layer that lives as long as the request: an empty one with the query's question, to
 * be filled in. */
struct kres_packet *script_blank(struct script_request *sr, const struct query *q);

/* Likewise: the result of a query that has ended, fixed. */
struct kres_packet *script_result(struct script *s, struct script_request *sr,
                                  const struct query *q);

/* Make what a layer has put into a packet the query's result. E_* as script_answer_take */
MUST_USE enum err script_result_take(struct script_request *sr, struct query *q,
                                     struct kres_packet *p);

/*
 * Take over what a layer has made of the result of a query that nobody was asked for: nobody
 * vouches for it any more.  The query may go on with the target of an alias: then it is not
 * QUERY_DONE any more.
 *
 * E_LIMIT, E_SPACE, E_MALFORMED  as script_answer_take;  E_EXISTS  aliases that lead to themselves
 */
MUST_USE enum err script_found_take(struct script_request *sr, struct query *q,
                                    struct kres_packet *p);

/* ---- zone_cut.c, of struct kres_api ---- */

int script_cut_name(void *script, const struct kres_handle *h, struct kres_octets *out);
int script_cut_server(void *script, const struct kres_handle *h, uint32_t i,
                      struct kres_octets *out);
int script_cut_address(void *script, const struct kres_handle *h, uint32_t i,
                       struct kres_address *out, uint32_t *server);
int script_cut_key(void *script, const struct kres_handle *h, int anchors, uint32_t i,
                   struct kres_record *out);

/* ---- script_stale.c, of struct kres_api ---- */

/*
 * Let a function say how long what has expired may be used for this request, from now on;
 * LUA_NOREF: as without.
 */
int script_query_set_stale(void *script, const struct kres_handle *h, int function);

/* ---- flag_state.c ---- */

struct req_flag;

/* Does a flag hold for a request and one of its queries?  q may be NULL; validates: there are trust
 * anchors */
bool script_flag_holds(const struct req_flag *f, const struct request *r, const struct query *q,
                       bool validates);

/* Is it one that layers of the documents set about a query they push or answer?  Here the query
 * says so by itself: setting it is allowed and changes nothing. */
bool script_flag_goes_unsaid(const struct req_flag *f);

/* ---- call.c ---- */

/* Push one of the functions of lua/layers.lua. */
void script_push_function(struct script *s, lua_State *lua, const char *name);

/* Call the function below `args` arguments on the stack of lua; false: an error, which was told. */
bool script_call(struct script *s, lua_State *lua, int args, int results);

/* ---- api.c ---- */

/* An address as Lua sees it. */
struct kres_address script_address(const struct addr *a);

/* The table of functions for ffi. */
const struct kres_api *script_api(struct script *s);
