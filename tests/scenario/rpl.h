/* SPDX-License-Identifier: BSD-2-Clause */
/* A replay script (.rpl): what servers answer, and the steps of a client.  See README.md. */
#pragma once

#include "base/addr.h"
#include "base/arena.h"
#include "dns/msg.h"

enum rpl_match {
	MATCH_OPCODE = 1 << 0,
	MATCH_RCODE = 1 << 1,
	MATCH_FLAGS = 1 << 2,
	MATCH_QNAME = 1 << 3,
	MATCH_QTYPE = 1 << 4,
	MATCH_QCASE = 1 << 5,
	MATCH_SUBDOMAIN = 1 << 6,
	MATCH_ANSWER = 1 << 7,
	MATCH_AUTHORITY = 1 << 8,
	MATCH_ADDITIONAL = 1 << 9,
	MATCH_EDNS = 1 << 10,
	/* our own words */
	MATCH_UDP = 1 << 11,
	MATCH_TCP = 1 << 12,
	MATCH_NO_EDNS = 1 << 13, /* the query has no OPT */
	MATCH_HAS_EDNS = 1 << 14,
	MATCH_TTL = 1 << 15, /* with answer: TTLs too */
	MATCH_RD = 1 << 17,  /* the query has, or has not, these flags */
	MATCH_NO_RD = 1 << 18,
	MATCH_CD = 1 << 19,
	MATCH_NO_CD = 1 << 20,
	MATCH_DO = 1 << 21,
	MATCH_NO_DO = 1 << 22,
	MATCH_EDE = 1 << 16, /* same Extended DNS Error, by "EDE n" among the flags */
};

enum rpl_adjust {
	ADJUST_COPY_ID = 1,
	ADJUST_COPY_QUERY = 2,
	ADJUST_RAW_ID = 4,
	ADJUST_SILENT = 8,
	/* our own words */
	ADJUST_LOWER_CASE = 16, /* the question comes back in lower case */
	ADJUST_NO_OPT = 32,     /* the reply has no OPT whatever the query had */
	ADJUST_CLOSE = 64,      /* the connection is closed, or the port, without reply */
};

struct rpl_sign;  /* sign.h */
struct sign_zone; /* sign.h */

struct rpl_record {
	struct rpl_record *next;
	const struct rpl_sign *sign; /* NULL: not signed */
	struct name owner;
	uint16_t type;
	uint16_t class_;
	uint32_t ttl;
	struct span rdata;
};

struct rpl_entry {
	struct rpl_entry *next;
	unsigned line;
	unsigned match;
	unsigned adjust;
	uint16_t flags; /* header flags and opcode */
	unsigned rcode;
	int ede;
	bool dnssec_ok;
	bool mandatory;
	bool used;
	bool has_question;
	struct name qname;
	uint16_t qtype;
	uint16_t qclass;
	bool is_raw;
	struct span raw;
	struct rpl_record *section[4]; /* by enum msg_section */
};

struct rpl_range {
	struct rpl_range *next;
	unsigned from, to;
	unsigned addr_count;
	struct addr addrs[64];
	struct rpl_entry *entries;
};

enum rpl_step_type { STEP_QUERY, STEP_CHECK_ANSWER, STEP_TIME_PASSES, STEP_REPLY, STEP_IGNORED };

struct rpl_step {
	struct rpl_step *next;
	unsigned id;
	unsigned line;
	enum rpl_step_type type;
	unsigned seconds;
	struct rpl_entry *entry;
};

struct rpl_setting {
	struct rpl_setting *next;
	const char *key;
	const char *value;
};

struct rpl {
	struct arena arena;
	struct rpl_setting *settings;
	struct rpl_range *ranges;
	struct rpl_step *steps;
	struct sign_zone *zones;
	char error[256]; /* of rpl_read */
};

/* Read a script. false: `error` says what is wrong and where. */
bool rpl_read(struct rpl *r, const char *path);
void rpl_free(struct rpl *r);

/* Value of a setting; NULL when it is not there. */
const char *rpl_setting(const struct rpl *r, const char *key);

/* Wall clock at the start of the script. */
int64_t rpl_date(const struct rpl *r);

/* A yes-or-no setting. */
bool rpl_is_on(const struct rpl *r, const char *key, bool otherwise);
