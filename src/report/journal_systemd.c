/* SPDX-License-Identifier: BSD-2-Clause */
/* journald by libsystemd. */

#include "report/journal.h"

#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

bool journal_send(const char *ident, int priority, const char *zone, const char *message)
{
	if (sd_booted() <= 0)
		return false;
	if (zone != NULL)
		return sd_journal_send("SYSLOG_IDENTIFIER=%s", ident, "PRIORITY=%d", priority,
		                       "MESSAGE=%s", message, "ZONE=%s", zone, NULL) == 0;
	return sd_journal_send("SYSLOG_IDENTIFIER=%s", ident, "PRIORITY=%d", priority, "MESSAGE=%s",
	                       message, NULL) == 0;
}
