/* SPDX-License-Identifier: BSD-2-Clause */
/* Arithmetic of serials: 32 bits that wrap, so differences are asked for, never orders. */

#include "server/update/serial.h"

#include <time.h>

/* YYYYMMDD00 of a wall time, UTC. */
static uint32_t date_serial(int64_t now_s)
{
	time_t t = (time_t)now_s;
	struct tm tm;
	if (gmtime_r(&t, &tm) == NULL)
		return 0;
	uint32_t year = (uint32_t)tm.tm_year + 1900, month = (uint32_t)tm.tm_mon + 1;
	return ((year * 100 + month) * 100 + (uint32_t)tm.tm_mday) * 100;
}

static uint32_t policy_value(struct serial current, enum conf_serial_policy policy, int64_t now_s)
{
	switch (policy) {
	case SERIAL_UNIXTIME:
		return (uint32_t)now_s;
	case SERIAL_DATESERIAL:
		return date_serial(now_s);
	case SERIAL_INCREMENT:
		break;
	}
	return current.value + 1;
}

struct serial serial_next(struct serial current, const struct serial_rule *rule, int64_t now_s)
{
	struct serial next = {policy_value(current, rule->policy, now_s) +
	                      (uint32_t)rule->modulo.shift};
	if (!serial_is_newer(next, current))
		next = serial_add(current, 1);
	uint32_t m = rule->modulo.modulus;
	if (m > 1) {
		uint32_t up = (rule->modulo.remainder + m - next.value % m) % m;
		bool wraps = next.value > UINT32_MAX - up;
		next.value = wraps ? rule->modulo.remainder : next.value + up;
	}
	return next;
}
