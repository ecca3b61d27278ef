/* SPDX-License-Identifier: BSD-2-Clause */
/* The C modules that are part of the program. */
#pragma once

#include "resolver/modules/module.h"

extern const struct module_api module_bogus_log;
extern const struct module_api module_detect_time_jump;
extern const struct module_api module_detect_time_skew;
extern const struct module_api module_dns64;
extern const struct module_api module_edns_keepalive;
extern const struct module_api module_extended_error;
extern const struct module_api module_hints;
extern const struct module_api module_nsid;
extern const struct module_api module_policy;
extern const struct module_api module_predict;
extern const struct module_api module_priming;
extern const struct module_api module_rebinding;
extern const struct module_api module_refuse_nord;
extern const struct module_api module_renumber;
extern const struct module_api module_serve_stale;
extern const struct module_api module_stats;
extern const struct module_api module_ta_sentinel;
extern const struct module_api module_ta_signal_query;
extern const struct module_api module_ta_update;
extern const struct module_api module_view;
extern const struct module_api module_watchdog;
extern const struct module_api module_workarounds;
