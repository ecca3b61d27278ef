/* SPDX-License-Identifier: BSD-2-Clause */
/* What a new configuration means for a zone that is there already. Pure. */
#pragma once

#include "server/conf/zone_conf.h"

/* Does what the zone holds depend on something that differs, so that it is to be loaded anew? */
bool zone_conf_reloads(const struct zone_conf *old, const struct zone_conf *fresh);

/* Are other primaries to be asked? */
bool zone_conf_refreshes(const struct zone_conf *old, const struct zone_conf *fresh);

/* Do they ask for keys and signatures to be looked at? */
bool zone_conf_signs(const struct zone_conf *old, const struct zone_conf *fresh);
