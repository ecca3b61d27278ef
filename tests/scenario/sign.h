/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys and signatures of scripts, made when they are read ("signed-zone", "SIGN"; README.md). */
#pragma once

#include "rpl.h"

/* How records are signed. */
struct rpl_sign {
	struct sign_zone *zone;
	int labels; /* of the signature; -1: those of the owner */
	bool expired, future, inverted, bad;
};

/* Make a key for "ZONE [ALGORITHM [FLAGS]]".  false: it cannot be read. */
bool sign_add_zone(struct rpl *r, const char *text);

/* The key of a zone; NULL: there is none. */
struct sign_zone *sign_find(const struct rpl *r, const uint8_t *zone);

/* DNSKEY rdata of a zone's key. */
struct span sign_dnskey(const struct sign_zone *z);

/* Append DS rdata of a zone's key. */
bool sign_put_ds(struct wire_writer *w, const struct sign_zone *z, uint8_t digest);

/* Read "ZONE [labels N] [expired|future|inverted|bad]"; "-": not signed (NULL). */
bool sign_read(struct rpl *r, char *text, struct rpl_sign **out);

/* Append the signatures of an entry's sets. */
void sign_entry(struct rpl *r, struct rpl_entry *e, int64_t now);

void sign_free(struct rpl *r);
