/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Lua sees of the program: flat structures and one table of functions.  Read by the compiler
 * and, without the lines that begin with '#', by LuaJIT (lua/ffi.lua).  What a handle stands for
 * may be gone: functions that take one say so by their result and touch nothing.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Octets, borrowed. */
struct kres_octets {
	const uint8_t *data;
	uint32_t len;
};

/* A message that can be read and appended to; packet.h. */
struct kres_packet {
	uint8_t *wire;
	uint32_t size;    /* octets in use, at least 12 */
	uint32_t max;     /* octets that may be used */
	uint32_t changes; /* counts what was done to it */
	uint8_t section;  /* records are appended to: 0 answer, 1 authority, 2 additional */
	uint8_t fixed;    /* it may not be changed as it is: packet_loosen */
	uint8_t gone;     /* the function that it was for has returned: there is nothing in it */
};

/* A record of a message.  Octets are those of the packet's, until the next one is read. */
struct kres_record {
	struct kres_octets owner;
	struct kres_octets rdata; /* names in it are whole */
	uint16_t type;
	uint16_t class_;
	uint32_t ttl;
};

/* A request, or one of its queries: query 0 is the client's question itself. */
struct kres_handle {
	uint32_t slot;
	uint32_t generation;
	uint16_t query;
	uint16_t step; /* the query as it was with alias number `step` on its way; 0: as it is */
};

/* A packet as an object of scripts: one of a request, or (slot 0) a script's own. */
struct kres_message {
	struct kres_packet *packet;
	struct kres_handle request;
};

struct kres_address {
	uint8_t octets[16];
	uint32_t len; /* 4 or 16; 0: there is none */
	uint32_t scope;
	uint16_t port;
};

/* A record of an answer.  Signatures are a set of their own, behind what they cover. */
struct kres_place {
	uint32_t section; /* 0 answer, 1 authority, 2 additional */
	uint32_t set;
	uint32_t record;
};

/* Numbers of a request and of a query: request_number, query_number. */
enum kres_request_field {
	KRES_REQUEST_UID,
	KRES_REQUEST_STATE,
	KRES_REQUEST_RANK,
	KRES_REQUEST_STREAM,
	KRES_REQUEST_TLS,
	KRES_REQUEST_INTERNAL,
	KRES_REQUEST_SIZE,
	KRES_REQUEST_RTT,
	KRES_REQUEST_ASKS, /* messages to servers */
	KRES_REQUEST_EDNS,
};
enum kres_query_field {
	KRES_QUERY_TYPE,
	KRES_QUERY_CLASS,
	KRES_QUERY_ID,
	KRES_QUERY_PARENT,
	KRES_QUERY_DONE,
	KRES_QUERY_AGE,
	KRES_QUERY_RANK,
	KRES_QUERY_CREATED, /* monotonic clock, ms */
	KRES_QUERY_STEP,    /* aliases that led to its name */
	KRES_QUERY_ASKED,   /* number of the address that was asked last */
	KRES_QUERY_SCORE,   /* round-trip time of that address, ms; -1: not known */
};
enum kres_query_which {
	KRES_QUERY_CURRENT,
	KRES_QUERY_INITIAL,
	KRES_QUERY_LAST,
	KRES_QUERY_RESOLVED,
	KRES_QUERY_FIRST_RESOLVED,
};
enum kres_address_which {
	KRES_ADDRESS_CLIENT,
	KRES_ADDRESS_LISTENER,
	KRES_ADDRESS_SERVER,
};

/*
 * Results: 1 is yes, 0 is no or nothing, -1 or NULL: the handle stands for nothing any more.  Texts
 * say what is wrong; NULL: nothing.
 */
enum kres_result {
	KRES_GONE = -1,
	KRES_NONE = 0,
	KRES_THERE = 1,
	KRES_ABSENT = 2, /* it has a name, and no query ever has it */
};

struct kres_api {
	void *script; /* the first argument of what takes handles */

	/* ---- messages ---- */
	struct kres_packet *(*packet_new)(uint32_t max);
	void (*packet_free)(struct kres_packet *p);
	const char *(*packet_fault)(struct kres_packet *p);
	int (*packet_open)(struct kres_packet *p, int section);
	int (*packet_next)(struct kres_packet *p, struct kres_record *out);
	int (*packet_question)(struct kres_packet *p, struct kres_record *out);
	const char *(*packet_set_question)(struct kres_packet *p, const uint8_t *name, uint32_t len,
	                                   uint16_t type, uint16_t class_);
	const char *(*packet_put)(struct kres_packet *p, const struct kres_record *r);
	void (*packet_clear)(struct kres_packet *p);
	const char *(*packet_loosen)(struct kres_packet *p);
	void (*packet_fill)(struct kres_packet *p, const uint8_t *wire, uint32_t len);
	int (*packet_resize)(struct kres_packet *p, uint32_t max);
	const char *(*packet_put_opt)(struct kres_packet *p, uint16_t udp_size, uint16_t flags);

	/* ---- requests ---- */
	int (*request_alive)(void *script, const struct kres_handle *h);
	int (*request_number)(void *script, const struct kres_handle *h, int field, double *out);
	int (*request_address)(void *script, const struct kres_handle *h, int which,
	                       struct kres_address *out);
	struct kres_packet *(*request_answer)(void *script, const struct kres_handle *h);
	struct kres_packet *(*request_question)(void *script, const struct kres_handle *h);
	int (*request_set_state)(void *script, const struct kres_handle *h, int state);
	int (*request_set_error)(void *script, const struct kres_handle *h, int code,
	                         const char *text);
	int (*request_keep)(void *script, const struct kres_handle *h);
	int (*request_set_trace)(void *script, const struct kres_handle *h, int log, int finish);
	int (*request_query)(void *script, struct kres_handle *h, int which);
	int (*request_resolved)(void *script, struct kres_handle *h, uint32_t index);
	int (*request_pending)(void *script, struct kres_handle *h, uint32_t index);
	int (*request_push)(void *script, struct kres_handle *h, const uint8_t *name, uint32_t len,
	                    uint16_t type);
	int (*request_pop)(void *script, const struct kres_handle *h);
	int (*request_selected)(void *script, const struct kres_handle *h,
	                        const struct kres_place *at, struct kres_record *out, int *rank);

	/* ---- queries ---- */
	int (*query_number)(void *script, const struct kres_handle *h, int field, double *out);
	int (*query_name)(void *script, const struct kres_handle *h, struct kres_octets *out);
	int (*query_set_stale)(void *script, const struct kres_handle *h, int function);
	int (*cut_name)(void *script, const struct kres_handle *h, struct kres_octets *out);
	/* Number i of its servers, and of all their addresses: *server says whose */
	int (*cut_server)(void *script, const struct kres_handle *h, uint32_t i,
	                  struct kres_octets *out);
	int (*cut_address)(void *script, const struct kres_handle *h, uint32_t i,
	                   struct kres_address *out, uint32_t *server);
	/* Number i of its keys, from 0 on; anchors: of what they were validated with */
	int (*cut_key)(void *script, const struct kres_handle *h, int anchors, uint32_t i,
	               struct kres_record *out);
	struct kres_packet *(*query_result)(void *script, const struct kres_handle *h);
	int (*flag_get)(void *script, const struct kres_handle *h, int flag);
	int (*flag_set)(void *script, const struct kres_handle *h, int flag, int on);
};
