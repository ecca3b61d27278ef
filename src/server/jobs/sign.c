/* SPDX-License-Identifier: BSD-2-Clause */
/* A commit without a change: what makes it one is what signing finds to do. */

#include "server/jobs/sign.h"

#include "report/log.h"
#include "server/jobs/publish.h"
#include "server/jobs/signing.h"
#include "server/jobs/unit_signing.h"

static bool is_to_be_made_anew(struct unit *u)
{
	pthread_mutex_lock(&u->lock);
	bool anew = (u->asked & ASKED_SIGN_ANEW) != 0;
	pthread_mutex_unlock(&u->lock);
	return anew;
}

enum err job_sign(struct job *j)
{
	const struct update_options o = {.serial = UPDATE_SERIAL_RAISED,
	                                 .origin = UPDATE_FROM_SIGNER};
	struct update_result result;
	if (!j->zone->dnssec_signing)
		return E_NOTSUP;
	if (j->unit->slot->version == NULL) {
		log_line(SEV_NOTICE, LOG_ZONE, j->zone->text,
		         "DNSSEC, the zone is not loaded, it is signed when it is");
		return OK;
	}
	log_line(SEV_INFO, LOG_ZONE, j->zone->text,
	         is_to_be_made_anew(j->unit)
	                 ? "DNSSEC, dropping previous signatures, re-signing zone"
	                 : "DNSSEC, signing zone");
	if (j->unit->signing != NULL && j->unit->signing->has_failed)
		log_line(SEV_WARNING, LOG_ZONE, j->zone->text,
		         "DNSSEC, previous signing had failed");
	signing_expect_keys(j->unit);
	return job_commit(j, job_update(j), &o, &result);
}
