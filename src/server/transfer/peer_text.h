/* SPDX-License-Identifier: BSD-2-Clause */
/* How lines of the log name the other end of a remote operation. */
#pragma once

#include "base/addr.h"
#include "sec/tsig.h"

enum { PEER_TEXT_MAX = 96 + 12 + 4 * NAME_MAX_LEN };

/* How it was, or is to be, reached.  A bool that says TCP will do. */
enum peer_way {
	PEER_UDP = false,
	PEER_TCP = true,
	PEER_TCP_POOL, /* over a connection that was kept from earlier */
};

/*
 * "127.0.0.1@53", "127.0.0.1@53 TCP, key k1.", "127.0.0.1@53 TCP/pool"
 *
 * out  room for PEER_TEXT_MAX
 * key  that signs; NULL: none
 */
void peer_text(char out[PEER_TEXT_MAX], const struct addr *peer, enum peer_way way,
               const struct tsig_key *key);
