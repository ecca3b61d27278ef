/* SPDX-License-Identifier: BSD-2-Clause */
/* A zone that is not there, or wanted by force, is taken whole; else the serials decide. */

#include "server/transfer/refresh_decide.h"

enum refresh_step refresh_decide(const struct refresh_facts *f)
{
	if (refresh_skips_soa(f))
		return REFRESH_GET_AXFR;
	switch (serial_compare(f->theirs, f->ours)) {
	case SERIAL_EQUAL:
		return REFRESH_NOTHING;
	case SERIAL_LOWER:
	case SERIAL_INCOMPARABLE:
		return REFRESH_OLDER;
	case SERIAL_GREATER:
		break;
	}
	if (f->pin == REFRESH_PIN_WAIT)
		return REFRESH_WAITING;
	if (f->pin == REFRESH_PIN_TAKES || !f->can_ixfr)
		return REFRESH_GET_AXFR;
	return REFRESH_GET_IXFR;
}
