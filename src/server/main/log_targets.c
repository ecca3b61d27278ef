/* SPDX-License-Identifier: BSD-2-Clause */
/* Log targets of a configuration. */

#include "server/main/log_targets.h"

#include "report/log.h"

void log_targets_open(const struct conf *conf)
{
	struct log_target targets[LOG_TARGETS_MAX];
	size_t n = MIN_OF(conf->log_count, (size_t)LOG_TARGETS_MAX);
	if (n == 0) {
		log_configure_default("knotd");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct log_conf *l = &conf->logs[i];
		targets[i] = (struct log_target){.name = l->target,
		                                 .least = {[LOG_SERVER] = l->server,
		                                           [LOG_CONTROL] = l->control,
		                                           [LOG_ZONE] = l->zone}};
	}
	if (log_configure("knotd", targets, n) != OK || n < conf->log_count)
		log_line(SEV_WARNING, LOG_SERVER, NULL, "only %d log targets are used",
		         LOG_TARGETS_MAX);
}
