/* SPDX-License-Identifier: BSD-2-Clause */
/* One request being answered: what the files of commands share, and nobody else includes. */
#pragma once

#include "control/channel.h"
#include "dns/name.h"
#include "server/control/service.h"

struct call {
	struct ctl_channel *channel;
	const struct ctl_unit *request; /* borrowed until the next one is read */
	struct ctl_service *service;
	const struct ctl_ops *ops;
	const char *command;
	enum err sending; /* of the channel; once set nothing is sent any more */
};

bool call_has_flag(const struct call *c, char flag);
bool call_has_filter(const struct call *c, char letter);

/* Send a unit; the channel's error, which ends whatever is going on, is kept in the call. */
enum err call_send(struct call *c, const struct ctl_unit *unit);

/* Answer with an error and the request's items. */
void call_fail(struct call *c, enum err why);
/* The same with a reason in words; items of `about` replace the request's unless NULL. */
void call_fail_text(struct call *c, const char *why, const struct ctl_unit *about);

/* A zone named by the request or found for one that names none. */
struct call_zone {
	const char *text;    /* final dot */
	const uint8_t *wire; /* lower case */
};

/*
 * Do something for the zone that is named, or for all; answers failures itself.
 *
 * all_if_edited  without a name: only zones with an open transaction
 * For all zones E_NOTSUP is passed over: what does not apply to a zone is no failure then.
 */
void call_zones(struct call *c, bool all_if_edited,
                enum err (*one)(struct call *c, const struct call_zone *zone));

/* Commands, by file. Each answers all but the closing BLOCK. */
void command_status(struct call *c);
void command_zone_status(struct call *c);
void command_event(struct call *c);
void command_content(struct call *c);
void command_stats(struct call *c);
void command_zone_stats(struct call *c);
void command_conf(struct call *c);
