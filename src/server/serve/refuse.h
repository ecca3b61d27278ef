/* SPDX-License-Identifier: BSD-2-Clause */
/* Replies that say no: header, question and an OPT when the query had one. */
#pragma once

#include "dns/msg.h"

/*
 * Write a reply with an rcode to a query that may be broken; what could be read of it is echoed.
 *
 * reply   room for cap octets, at least MSG_UDP_MIN
 * rcode   extended rcodes need EDNS in the query, else SERVFAIL is said
 * ede     enum ede_code, or EDE_NONE
 * returns octets written; 0 = say nothing (not even a header, or a response)
 */
size_t refuse(struct span query, uint16_t rcode, int ede, uint8_t *reply, size_t cap);
