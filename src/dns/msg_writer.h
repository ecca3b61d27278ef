/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing messages: sections in order, names compressed, truncation on RRset boundaries.  Borrows
 * its buffer and allocates nothing.  (The authoritative hot path places ready fragments instead:
 * server/answer.)
 */
#pragma once

#include "dns/msg.h"
#include "dns/rrset.h"

enum { MSG_COMPRESS_SLOTS = 512 };

struct msg_writer {
	uint8_t *data;
	size_t pos;
	size_t cap;      /* limit for records now */
	size_t full_cap; /* cap + reserved */
	enum msg_section section;
	uint16_t count[4];
	uint16_t slots[MSG_COMPRESS_SLOTS]; /* offsets of name suffixes, hashed; 0 = free */
	unsigned slots_used;
	bool has_question;   /* a name right behind the header */
	bool question_waits; /* its suffixes are not in slots yet */
};

/*
 * Begin a message: header with id and flags, counts zero.
 *
 * cap  octets of buf that may be used, at least MSG_HEADER_LEN
 */
void msg_writer_init(struct msg_writer *w, uint8_t *buf, size_t cap, uint16_t id, uint16_t flags);

/* Keep n octets back for OPT and TSIG; what is kept is given back by msg_release. */
void msg_reserve(struct msg_writer *w, size_t n);
void msg_release(struct msg_writer *w);

/* E_SPACE, nothing written */
MUST_USE enum err msg_put_question(struct msg_writer *w, const uint8_t *qname, uint16_t qtype,
                                   uint16_t qclass);

/*
 * Append one record; its section must not be before the last one written.
 *
 * rdata  uncompressed and valid; names in it are compressed where RFC 3597 section 4 allows
 * E_SPACE  does not fit; nothing written
 */
MUST_USE enum err msg_put_rr(struct msg_writer *w, enum msg_section section, const uint8_t *owner,
                             uint16_t type, uint16_t class_, uint32_t ttl, struct span rdata);

/*
 * Append all records of a set, or none (RFC 2181 section 9).
 *
 * E_SPACE  does not fit whole; nothing written. The caller decides whether TC is due.
 */
MUST_USE enum err msg_put_rrset(struct msg_writer *w, enum msg_section section,
                                const struct rrset *set);

/* Remember a place, and return to it: everything written since is gone. */
struct msg_mark {
	size_t pos;
	uint16_t count[4];
	enum msg_section section;
};
struct msg_mark msg_mark(const struct msg_writer *w);
void msg_rollback(struct msg_writer *w, struct msg_mark mark);

/* Change header bits after the fact. */
void msg_set_flags(struct msg_writer *w, uint16_t flags);
uint16_t msg_get_flags(const struct msg_writer *w);

/* Write the counts into the header; the message is w->data, returned length octets. */
size_t msg_finish(struct msg_writer *w);
