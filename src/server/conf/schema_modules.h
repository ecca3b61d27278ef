/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables of the sections of query modules, for schema.c. */
#pragma once

#include "config/schema.h"

extern const struct conf_item authsignal_items[], cookies_items[], dnsproxy_items[], dnstap_items[],
	geoip_items[], noudp_items[], onlinesign_items[], probe_items[], queryacl_items[],
	rrl_items[], stats_items[], synthrecord_items[], whoami_items[];
