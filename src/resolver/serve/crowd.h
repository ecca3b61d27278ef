/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who waits for answers over UDP, by client network (/24 of IPv4, /56 of IPv6): a bound on how many
 * questions of one network may wait, and on the answers it may get: in any second at most twice
 * as many as it had questions in one second lately.  So nobody's slow stream of questions becomes
 * a pulse of answers (DNSBomb, CVE-2024-33655), however long a server holds them.  This host is
 * not counted: what asks from it forwards for others.
 *
 * A table of fixed size; networks that fall into one place share it.  Pure: time and seed are
 * arguments.  Owner: the caller of crowd_new.
 */
#pragma once

#include "base/addr.h"

enum {
	CROWD_WAITING_MAX = 1000, /* questions of a network that wait (resolution contract 9) */
	CROWD_RATE_MIN = 12,      /* questions in a second that anybody is taken to have */
};

struct crowd;

struct crowd *crowd_new(uint64_t seed);
void crowd_free(struct crowd *c);

/* A question that will wait has come.  false: too many do; it is not counted. */
MUST_USE bool crowd_come(struct crowd *c, const struct addr *from, int64_t now_ms);

/* A question that was counted waits no more. */
void crowd_leave(struct crowd *c, const struct addr *from);

/* May an answer that took time go out?  Counted if so. */
MUST_USE bool crowd_answer(struct crowd *c, const struct addr *from, int64_t now_ms);
