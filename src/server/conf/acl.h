/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may do what: the access rules of a zone, in order, first match decides. Pure. */
#pragma once

#include "server/conf/conf.h"

/* A record of an update, as far as rules look at it. */
struct acl_change {
	const uint8_t *owner; /* any case */
	uint16_t type;
};

/* What is known of a request when it is judged. */
struct acl_request {
	const struct addr *from;
	const struct conf_key *key; /* that verified its TSIG; NULL = unsigned */
	enum conf_action action;
	enum conf_protocol protocol;
	bool automatic;    /* server item automatic-acl: remotes of the zone need no rule */
	bool is_forwarded; /* an update for a primary elsewhere, which checks its key */
	const struct acl_change *changes; /* of an update */
	size_t change_count;
};

/*
 * May the request be done?  No matching rule means no.  (Ordinary unsigned queries are not asked
 * about: they are always allowed.)
 *
 * *rule  the rule that decided, NULL when none matched or a remote of the zone may without; may be
 *        NULL
 */
bool acl_allows(const struct zone_conf *zone, const struct acl_request *request,
                const struct conf_acl **rule);

/* Does the name fit the owner that a rule for updates names? Names in any case. */
bool acl_owner_matches(enum conf_owner_match how, const uint8_t *owner, const uint8_t *wanted);
