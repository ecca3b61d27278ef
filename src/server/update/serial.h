/* SPDX-License-Identifier: BSD-2-Clause */
/* The next serial of a zone that the server changes itself. Pure. */
#pragma once

#include "base/serial.h"
#include "server/conf/modulo.h"
#include "server/conf/schema.h"

struct serial_rule {
	enum conf_serial_policy policy;
	struct modulo modulo; /* remainder, modulus, shift */
};

/*
 * The serial after `current`.
 *
 * What the policy gives (current + 1, the wall time, the date as YYYYMMDD00) plus the shift; if
 * that is not newer (RFC 1982) current + 1; raised to the next value of the modulus' class, which
 * after a wrap is the remainder.
 *
 * now_s  wall time
 */
struct serial serial_next(struct serial current, const struct serial_rule *rule, int64_t now_s);
