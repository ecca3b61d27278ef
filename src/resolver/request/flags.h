/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The query flags of the documents (configuration contract section 4): their names, their bits in
 * numbers of old scripts (kres.query.X), and the switches of struct req_options they stand for.
 */
#pragma once

#include "resolver/request/options.h"

struct req_flag {
	const char *name;
	int8_t bit;         /* in old numbers; -1: it has none */
	bool settable;      /* by users; others say how a query is doing */
	bool absent;        /* known by name alone: no query ever has it */
	bool inverted;      /* set: the switch is off */
	int8_t mode;        /* enum req_mode it stands for; -1: it is a switch */
	uint16_t switch_at; /* of a bool in struct req_options */
};

/* By name, case ignored; NULL: there is none. */
const struct req_flag *req_flag_find(const char *name);

/* By place in the table; NULL past the end. */
const struct req_flag *req_flag_at(size_t i);

/* For flags that are settable. */
bool req_flag_get(const struct req_flag *f, const struct req_options *o);
void req_flag_set(const struct req_flag *f, struct req_options *o, bool on);
