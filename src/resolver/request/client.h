/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a client asked: the facts of its message that the answer depends on (resolution contract
 * section 1).  Plain values; borrows nothing.
 */
#pragma once

#include "base/addr.h"
#include "dns/edns.h"
#include "dns/msg.h"
#include "resolver/request/front.h"

/* What to do with a message that came in on a listening socket. */
enum req_client_verdict {
	REQ_CLIENT_DROP,  /* no reply is possible or wanted */
	REQ_CLIENT_REPLY, /* answer; rcode says with what, RCODE_NOERROR: resolve it */
};

struct req_client {
	uint16_t id;
	uint16_t flags; /* second word of the message */
	uint16_t qtype;
	uint16_t qclass;
	uint16_t udp_size; /* payload the client takes over UDP: 512 without EDNS */
	uint16_t rcode;    /* extended; not RCODE_NOERROR: refused without looking further */
	int16_t ede;       /* enum ede_code that goes with rcode */
	bool has_question; /* the question can be echoed */
	bool edns;         /* OPT in the query, so one in the answer */
	bool wants_dnssec; /* DO */
	bool stream;       /* TCP or something on top: no limit by udp_size */
	uint16_t audience; /* of front->audience: who is answered alike */
	uint16_t tsig_at;  /* offset of a TSIG record in the message; 0: none */
	uint16_t
		pad_block; /* pad what has EDNS to a multiple of so many octets (RFC 8467); 0: no */
	bool wants_nsid;   /* RFC 5001 */
	bool wants_keepalive;      /* RFC 7828; of a stream */
	bool internal;             /* a question of our own */
	bool tls;                  /* of a stream */
	uint16_t idle_100ms;       /* how long a stream may be idle, for those who ask */
	const struct front *front; /* how modules answer; NULL: as without any */
	/* what stands before is cleared for each message */
	struct addr from, at; /* the client, and where it asked; unset if internal */
	struct name qname;    /* case as sent */
};

/*
 * Read a client's message.
 *
 * message   as it came;  stream  it came over TCP
 * our_size  UDP payload we are ready to send
 * returns REQ_CLIENT_DROP for responses, runts and junk (RFC 1035 section 4.1.1)
 *
 * Refusals: FORMERR for anything broken behind the header, BADVERS (RFC 6891 section 6.1.3),
 * NOTIMP for opcodes, classes and meta types that are not resolved.
 */
enum req_client_verdict req_client_read(struct req_client *out, struct span message, bool stream,
                                        uint16_t our_size);

/* Let modules have their say: the message may be refused now. front: kept */
void req_client_take_front(struct req_client *c, const struct front *front);

/*
 * Put into the OPT of a reply what this client is told: an extended error, our name, the idle
 * timeout.  What does not fit is left out.
 *
 * text  of the error, or NULL
 */
void req_client_put_options(const struct req_client *c, struct edns_writer *e, int ede,
                            const char *text);
/* Octets the above takes at most: EDE with 64 octets of text, NSID, keepalive. */
enum { REQ_CLIENT_OPTIONS_MAX = 4 + 2 + 64 + 4 + FRONT_NSID_MAX + 4 + 2 };

/*
 * As if a client had asked, for queries of our own: RD set, no EDNS limit.
 *
 * wants_dnssec  sets DO
 */
void req_client_internal(struct req_client *out, const uint8_t *qname, uint16_t qtype,
                         bool wants_dnssec);

/* Octets that the answer may take: the client's limit over UDP, 65535 over a stream. */
static inline size_t req_client_limit(const struct req_client *c)
{
	return c->stream ? MSG_MAX_LEN : c->udp_size;
}
