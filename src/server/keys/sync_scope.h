/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Of the keys of several signers, which are one's own to put into the others' zones and to take out
 * of them.  Pure; any thread.
 */
#pragma once

#include "server/conf/modulo.h"
#include "server/keys/apex.h"

struct sync_scope {
	struct modulo tags;           /* whose are ours (keytag-modulo); modulus below 2: all */
	const struct apex_ever *ever; /* what our keys made, whatever their tags */
};

/*
 * Is a DNSKEY, CDNSKEY or CDS record, there or not, ours to say?  A key that is revoked has the tag
 * it had before (RFC 5011 section 2.1 changes it).  The request that the parent removes all DS
 * records is nobody's: each signer makes its own.
 */
bool sync_is_ours(const struct sync_scope *s, uint16_t type, struct span rdata);
