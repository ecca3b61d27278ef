/* SPDX-License-Identifier: BSD-2-Clause */
/* How lines of the log name the other end of a remote operation. */
#pragma once

#include "base/addr.h"
#include "sec/tsig.h"

enum { PEER_TEXT_MAX = 96 + 12 + 4 * NAME_MAX_LEN };

/*
 * "127.0.0.1@53", "127.0.0.1@53 TCP, key k1."
 *
 * out  room for PEER_TEXT_MAX
 * key  that signs; NULL: none
 */
void peer_text(char out[PEER_TEXT_MAX], const struct addr *peer, bool tcp,
               const struct tsig_key *key);
