/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may do what: the access rules of a zone, in order, first match decides. */
#pragma once

#include "server/conf/conf.h"

/* What is known of a request when it is judged. */
struct acl_request {
	const struct addr *from;
	const struct conf_key *key; /* that verified its TSIG; NULL = unsigned */
	enum conf_action action;
	enum conf_protocol protocol;
};

/*
 * May the request be done?  No matching rule means no.  (Ordinary unsigned queries are not asked
 * about: they are always allowed.)
 *
 * *rule  the rule that decided, NULL when none matched; may be NULL
 */
bool acl_allows(const struct zone_conf *zone, const struct acl_request *request,
                const struct conf_acl **rule);
