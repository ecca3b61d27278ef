/* SPDX-License-Identifier: BSD-2-Clause */
/* Record data of the types that big zones are made of, without the detour over field kinds. */
#pragma once

#include "dns/rdata.h"

/* What the short ways need to know. */
struct zf_fast {
	const uint8_t *map; /* name_text.h */
	const struct name *origin;
};

/*
 * Write the data of an NS, CNAME, PTR, DNAME, A, AAAA, DS record from its words.
 *
 * out      room for 512 octets
 * returns  octets, or 0: not such a type, or not plain enough; rdata_parse decides
 */
size_t zf_fast_rdata(uint8_t *out, uint16_t type, const struct rdata_token *words, size_t count,
                     const struct zf_fast *how);
