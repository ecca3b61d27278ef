/* SPDX-License-Identifier: BSD-2-Clause */
/* Single messages about transfers: requests, NOTIFY, answers to queries for a serial. */

#include "server/transfer/notify_message.h"
#include "server/transfer/primary_query.h"
#include "server/transfer/xfr_head.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct primary_serial answer;
	struct serial serial;
	struct xfr_head head;
	struct msg m;
	uint32_t expire_s;
	if (primary_serial_read(&answer, (const uint8_t *)"\7example", span_of(data, size), NULL,
	                        (struct wall){0}) == E_DENIED &&
	    answer.rcode == RCODE_NOERROR)
		abort();
	if (msg_parse(&m, span_of(data, size)) != OK || m.qname.len == 0)
		return 0;
	if (xfr_serial_read(&m, &serial) != OK)
		serial.value = 0;
	(void)notify_serial_read(&m, &serial);
	(void)primary_expire_read(&m, &expire_s);
	xfr_head_init(&head, &m, 1);
	if (head.opt_len > sizeof(head.opt))
		abort();
	return 0;
}
