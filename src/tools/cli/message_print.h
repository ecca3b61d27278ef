/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages and records as text: what kdig, khost -v and knsupdate show. */
#pragma once

#include "base/text.h"
#include "dns/msg.h"
#include "dns/rdata.h"

struct message_style {
	bool header;
	bool comments; /* section names, and the blank lines before them */
	bool opt;
	bool opttext;
	bool question;
	bool answer;
	bool authority;
	bool additional;
	bool tsig;
	bool class_;
	bool ttl;
	bool idn; /* owners in readable form */
	struct rdata_style rdata;
};

/* Everything shown, one line per record. */
struct message_style message_style_default(void);

/* Append a parsed message: header, EDNS, question, records by section, TSIG. */
void message_print(struct text *t, const struct msg *m, const struct message_style *style);

/* Append the data of the answer section's records, one per line. */
void message_print_short(struct text *t, const struct msg *m, const struct message_style *style);

/* Append one record, with its newline. */
void message_print_rr(struct text *t, const struct msg *m, const struct msg_rr *rr,
                      const struct message_style *style);

/* Append the data of one record. */
void message_print_rdata(struct text *t, const struct msg *m, const struct msg_rr *rr,
                         const struct message_style *style);

/* Append "NOERROR", or "RCODE 99". */
void rcode_print(struct text *t, unsigned rcode);

/* The RCODE users are told: of the header, of EDNS, or the error of the TSIG record. */
unsigned message_rcode(const struct msg *m);
