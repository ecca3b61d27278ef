/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which of its primary's serials a secondary has, when it signs the zone and so gives it serials of
 * its own.  Kept in the KASP database.
 */
#pragma once

#include "server/jobs/unit.h"

struct master_serial {
	bool is_known; /* what is served was made of the primary's `serial` */
	struct serial serial;
	bool has_signed; /* the serial of ours that it got then */
	struct serial signed_as;
};

/* An unreadable database is logged, and nothing is known: the whole zone is asked for. */
void master_serial_find(struct job *j, struct master_serial *out);

/* Note that the primary's version was published as one of ours. Failures are logged. */
void master_serial_note(struct job *j, struct serial theirs, struct serial ours);
