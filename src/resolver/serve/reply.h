/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replies made without the engine: from an entry of the answer cache, and those that a rule alone
 * decides.  Pure.
 */
#pragma once

#include "resolver/cache/answer_cache.h"
#include "resolver/request/answer.h"

/* Octets a reply may need beyond the message kept: OPT with options. */
enum { REPLY_OPT_MAX = 11 + REQ_CLIENT_OPTIONS_MAX };
/* And for padding, which is for encrypted streams alone. */
enum { REPLY_PADDED_MAX = REPLY_OPT_MAX + EDNS_PAD_MAX };

/*
 * Write the reply to a client from an entry: header and question from the query, the body kept,
 * this client's OPT.  What does not fit is a reply with TC and no records.
 *
 * our_size  UDP payload to announce
 * room      for ANSWER_MESSAGE_MAX + REPLY_OPT_MAX octets, REPLY_PADDED_MAX when it is padded
 * returns the octets written
 */
size_t reply_from_hit(const struct answer_hit *hit, const struct req_client *c, uint16_t our_size,
                      uint8_t *room);

/*
 * Write a reply with an RCODE and no records.
 *
 * why  extended error to tell; `secure` is not looked at
 */
size_t reply_with_rcode(const struct req_client *c, uint16_t rcode, const struct answer_note *why,
                        uint16_t our_size, uint8_t *room, size_t cap);
