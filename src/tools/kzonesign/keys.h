/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys and salt that kzonesign signs with: those of the database, and new ones where it may. */
#pragma once

#include "server/keys/kasp.h"
#include "server/keys/pass.h"
#include "server/keys/upkeep.h"
#include "server/conf/conf.h"

/* Owner: the caller; signer_keys_close. */
struct signer_keys {
	struct kasp *kasp;
	struct kasp_zone zone;         /* pairs of the keys that sign are loaded */
	struct rollover_result passed; /* of a pass, if there was one */
	bool has_passed;
};

/*
 * Open the database and take the keys; make them when there are none, and, with -r, let them roll
 * over.
 *
 * request  without flags
 * false: said
 */
bool signer_keys_open(struct signer_keys *k, const struct conf *conf,
                      const struct upkeep_request *request, bool rollover);
void signer_keys_close(struct signer_keys *k);
