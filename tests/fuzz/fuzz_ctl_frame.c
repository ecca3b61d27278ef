/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Units of the control protocol: whatever is read can be written and read back, and a unit cut
 * short waits for more.
 */

#include "control/frame.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool fact)
{
	if (!fact)
		abort();
}

static void check_again(const struct ctl_unit *unit)
{
	struct ctl_unit back;
	struct text t;
	size_t used = 0;
	text_init(&t);
	ctl_unit_write(&t, unit);
	/* A data unit ends where the next type octet stands. */
	text_put_char(&t, CTL_END);
	demand(ctl_unit_read(&back, text_span(&t), &used) == OK);
	demand(back.type == unit->type && used == t.len - 1);
	for (int i = 0; i < CTL_ITEMS; i++) {
		demand((back.items[i].data == NULL) == (unit->items[i].data == NULL));
		demand(span_equal(ctl_get(&back, (enum ctl_item)i),
		                  ctl_get(unit, (enum ctl_item)i)));
	}
	text_deinit(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct ctl_unit unit, cut;
	size_t used = 0;
	while (ctl_unit_read(&unit, in, &used) == OK) {
		size_t cut_used = 0;
		demand(used > 0 && used <= in.len);
		demand(ctl_unit_read(&cut, span_of(in.data, used - 1), &cut_used) == E_AGAIN);
		check_again(&unit);
		in = span_skip(in, used);
	}
	return 0;
}
