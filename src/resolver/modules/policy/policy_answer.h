/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers that are made here instead of being found out.  All are authoritative and not secure. */
#pragma once

#include "resolver/request/request.h"

enum { POLICY_DENY_TTL = 10800, POLICY_LOCAL_TTL = 900, POLICY_NODATA_TTL = 1 };

/*
 * There is no such name.
 *
 * message  explanation to put into the additional section; NULL: none
 * ede      enum ede_code;  why  static, or NULL
 */
void policy_answer_deny(struct request *r, const char *message, int ede, const char *why);

/* Append a message to an answer: TXT of explanation.invalid. in the additional section. */
void policy_answer_explain(struct request *r, const char *message);

/* The name is there and has no data of this type. zone, server: owner and server of the SOA */
void policy_answer_nodata(struct request *r, const uint8_t *zone, const uint8_t *server,
                          uint32_t ttl_s);

/* An RCODE and nothing else. */
void policy_answer_rcode(struct request *r, unsigned rcode, int ede, const char *why);

/* Begin an answer with NOERROR; sets follow. */
void policy_answer_begin(struct request *r);

/* Append a set for the name asked, copied. false: the request has no room for it */
bool policy_answer_put(struct request *r, const struct rrset *set);
