/* SPDX-License-Identifier: BSD-2-Clause */
/* The update being put together: zone, prerequisites, changes; and the message it makes. */
#pragma once

#include "base/arena.h"
#include "base/vec.h"
#include "dns/msg_writer.h"

struct request_record {
	const uint8_t *owner;
	struct span rdata;
	uint32_t ttl;
	uint16_t type;
	uint16_t class_;
};

struct request {
	struct name zone; /* len 0: not set */
	struct name origin;
	uint16_t class_;
	uint32_t default_ttl;
	VEC(struct request_record) prereqs;
	VEC(struct request_record) updates;
	struct arena arena; /* of the records */
};

void request_init(struct request *r);
void request_deinit(struct request *r);
/* Forget prerequisites and changes. */
void request_clear(struct request *r);

/*
 * Parse "OWNER [TTL] [CLASS] TYPE DATA" and note that it is to be added.
 *
 * Errors are printed; E_INVALID then.
 */
MUST_USE enum err request_add(struct request *r, const char *text);

/* Parse "OWNER [TTL] [CLASS] [TYPE [DATA]]" and note that it is to be deleted. Likewise. */
MUST_USE enum err request_delete(struct request *r, const char *text);

/* Parse "OWNER" as a name that must be in use, or must not. Likewise. */
MUST_USE enum err request_prereq_name(struct request *r, const char *text, bool exists);

/* Parse "OWNER [CLASS] TYPE [DATA]" as a set that must exist, or must not. Likewise. */
MUST_USE enum err request_prereq_set(struct request *r, const char *text, bool exists);

/*
 * Write the message (RFC 2136 section 2).
 *
 * E_SPACE  it does not fit
 */
MUST_USE enum err request_write(const struct request *r, uint8_t *buf, size_t cap, size_t *len);
