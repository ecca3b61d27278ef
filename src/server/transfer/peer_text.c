/* SPDX-License-Identifier: BSD-2-Clause */
/* Names come from the configuration or were verified, and are escaped as names are. */

#include "server/transfer/peer_text.h"

void peer_text(char out[PEER_TEXT_MAX], const struct addr *peer, enum peer_way way,
               const struct tsig_key *key)
{
	struct text t;
	text_init_fixed(&t, out, PEER_TEXT_MAX);
	addr_print(&t, peer, true);
	if (way != PEER_UDP)
		text_put(&t, way == PEER_TCP_POOL ? " TCP/pool" : " TCP");
	if (key != NULL) {
		text_put(&t, ", key ");
		name_print(&t, key->name.wire);
	}
}
