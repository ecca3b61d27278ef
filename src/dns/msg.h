/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading messages (RFC 1035 section 4): one pass checks the whole frame - header, question, every
 * record's bounds - and notes where things are; records are then walked without allocation.
 */
#pragma once

#include "base/wire.h"
#include "dns/name.h"
#include "dns/rrtype.h"

enum { MSG_HEADER_LEN = 12, MSG_MAX_LEN = 65535, MSG_UDP_MIN = 512 };

enum msg_flag { /* of the second 16-bit word (RFC 1035 section 4.1.1, RFC 2535 section 6.1) */
	        MSG_QR = 0x8000,
	        MSG_AA = 0x0400,
	        MSG_TC = 0x0200,
	        MSG_RD = 0x0100,
	        MSG_RA = 0x0080,
	        MSG_Z = 0x0040,
	        MSG_AD = 0x0020,
	        MSG_CD = 0x0010,
};

enum msg_opcode {
	OPCODE_QUERY = 0,
	OPCODE_IQUERY = 1,
	OPCODE_STATUS = 2,
	OPCODE_NOTIFY = 4,
	OPCODE_UPDATE = 5,
	OPCODE_DSO = 6
};

enum msg_rcode {
	RCODE_NOERROR = 0,
	RCODE_FORMERR = 1,
	RCODE_SERVFAIL = 2,
	RCODE_NXDOMAIN = 3,
	RCODE_NOTIMP = 4,
	RCODE_REFUSED = 5,
	RCODE_YXDOMAIN = 6,
	RCODE_YXRRSET = 7,
	RCODE_NXRRSET = 8,
	RCODE_NOTAUTH = 9,
	RCODE_NOTZONE = 10,
	RCODE_BADVERS = 16,
	RCODE_BADSIG = 16,
	RCODE_BADKEY = 17,
	RCODE_BADTIME = 18,
	RCODE_BADMODE = 19,
	RCODE_BADNAME = 20,
	RCODE_BADALG = 21,
	RCODE_BADTRUNC = 22,
	RCODE_BADCOOKIE = 23,
};

enum msg_section { SECTION_QUESTION, SECTION_ANSWER, SECTION_AUTHORITY, SECTION_ADDITIONAL };

/* What is wrong with a message, by name. */
enum msg_fault {
	MSG_FAULT_NONE,
	MSG_FAULT_SHORT,      /* fewer than 12 octets: no reply is possible */
	MSG_FAULT_QUESTION,   /* question section broken or QDCOUNT not as promised */
	MSG_FAULT_RECORD,     /* a record runs past the end, or its owner name is broken */
	MSG_FAULT_TRAILING,   /* octets behind the last record */
	MSG_FAULT_OPT_TWICE,  /* RFC 6891 section 6.1.1 */
	MSG_FAULT_OPT_OWNER,  /* OPT not owned by the root */
	MSG_FAULT_OPT_PLACE,  /* OPT outside the additional section */
	MSG_FAULT_OPT_DATA,   /* an option runs past its record */
	MSG_FAULT_TSIG_PLACE, /* TSIG not the last record (RFC 8945 section 5.1) */
};

/* A record in a message, borrowed. */
struct msg_rr {
	struct name owner; /* expanded, case as sent */
	uint16_t type;
	uint16_t class_;
	uint32_t ttl;
	size_t at;       /* offset of the record */
	size_t rdata_at; /* offset of RDATA */
	uint16_t rdata_len;
	enum msg_section section;
};

/* EDNS of a message (RFC 6891); valid when present. */
struct msg_edns {
	bool present;
	uint8_t ext_rcode;
	uint8_t version;
	uint16_t udp_size;
	uint16_t flags;      /* MSG_EDNS_DO ... */
	struct span options; /* borrowed; checked to be whole options */
};
enum { MSG_EDNS_DO = 0x8000, MSG_EDNS_CO = 0x4000 };

/* A parsed message. Borrows `wire`; copies the question. */
struct msg {
	struct span wire;
	uint16_t id;
	uint16_t flags;    /* the whole second word, opcode and rcode included */
	uint16_t count[4]; /* by enum msg_section */
	struct name qname; /* first question, case as sent; len 0 when QDCOUNT is 0 */
	uint16_t qtype;
	uint16_t qclass;
	size_t records_at; /* offset behind the question section */
	struct msg_edns edns;
	size_t tsig_at; /* offset of the TSIG record; 0 = none */
	enum msg_fault fault;
};

/*
 * Parse a message.  On failure m->fault names the fault, and as much of id, flags, counts and
 * question as could be read is in m, so that a FORMERR can echo them.
 *
 * E_MALFORMED  see m->fault
 */
MUST_USE enum err msg_parse(struct msg *m, struct span wire);

const char *msg_fault_text(enum msg_fault fault);

static inline unsigned msg_opcode(const struct msg *m)
{
	return m->flags >> 11 & 15;
}

/* RCODE with the EDNS extension (RFC 6891 section 6.1.3). */
static inline unsigned msg_rcode(const struct msg *m)
{
	return (unsigned)m->edns.ext_rcode << 4 | (m->flags & 15);
}

/* Walk over all records behind the question, in order, OPT and TSIG included. */
struct msg_iter {
	const struct msg *msg;
	size_t at;
	uint16_t left[4];
	enum msg_section section;
};
struct msg_iter msg_records(const struct msg *m);
/* Begin at one section. */
struct msg_iter msg_section_records(const struct msg *m, enum msg_section section);
/* false at the end. The message was checked by msg_parse, so nothing can fail. */
bool msg_next(struct msg_iter *it, struct msg_rr *rr);

/* Names of codes: "NOERROR", "QUERY"; NULL when the code has none. */
const char *msg_rcode_name(unsigned rcode);
const char *msg_opcode_name(unsigned opcode);
/* Code by name, any case. E_MNEMONIC */
MUST_USE enum err msg_rcode_parse(unsigned *out, struct span text);
