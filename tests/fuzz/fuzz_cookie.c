/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any octets as a COOKIE option: judged without a crash, good only when made here.  The first octet
 * chooses the address, the next four the time.
 */

#include "base/wire.h"
#include "guard/cookie.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t cookie[COOKIE_LEN], address[16] = {0};
	struct cookie_secrets secrets;
	if (size < 5)
		return 0;
	int64_t now = wire_get_u32(data + 1);
	address[3] = data[0];
	struct span from = span_of(address, (data[0] & 1) != 0 ? 16 : 4);
	cookie_secrets_at(&secrets, address, now, 3600);
	struct span option = span_of(data + 5, size - 5);
	enum cookie_verdict v = cookie_check(option, from, &secrets, now);
	if (v == COOKIE_MALFORMED)
		return 0;
	cookie_make(cookie, option.data, from, secrets.secret[0], now);
	if (cookie_check(span_of(cookie, sizeof(cookie)), from, &secrets, now) != COOKIE_GOOD)
		abort();
	return 0;
}
