/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures from strangers: the input is RRSIG rdata, and TXT rdata behind it, judged under a real
 * key.  A strange signature is never good, and work stays within its budget.
 */
#include "base/mem.h"
#include "sec/rrsig.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BUDGET = 8, RECORDS = 600 };

/* RFC 8080 section 6.1 */
static const uint8_t key_rdata[] = {1,    1,    3,    15,   0x97, 0x4d, 0x96, 0xa2, 0x2d,
                                    0x22, 0x4b, 0xc0, 0x1a, 0xdb, 0x91, 0x50, 0x91, 0x47,
                                    0x7d, 0x44, 0xcc, 0xd9, 0x1c, 0x9a, 0x41, 0xa1, 0x14,
                                    0x30, 0x01, 0x01, 0x17, 0xd5, 0x2c, 0x59, 0x24, 0x0e};

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static struct dnskey key_of(void)
{
	struct dnskey k;
	demand(dnskey_rdata_read(&k, span_of(key_rdata, sizeof(key_rdata))) == OK);
	demand(dnskey_decode(&k) == OK);
	return k;
}

/* One record as a run. */
static struct rrset set_of(uint16_t type, struct span rdata, uint8_t *run)
{
	wire_set_u16(run, (uint16_t)rdata.len);
	memcpy(run + 2, rdata.data, rdata.len);
	return (struct rrset){
		.owner = (const uint8_t *)"\1a\7example\3com",
		.type = type,
		.class_ = CLASS_IN,
		.ttl = 3600,
		.count = 1,
		.size = (uint32_t)rdata.len + 2,
		.records = run,
	};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rrsig sig;
	if (size == 0 || size > RECORDS)
		return 0;
	size_t cut = data[0] < size ? data[0] : size - 1;
	uint8_t runs[2][RECORDS + 2];
	struct span first = span_of(data + 1, cut),
		    rest = span_skip(span_of(data + 1, size - 1), cut);
	struct rrset sigs = set_of(RR_RRSIG, first, runs[0]);
	uint16_t covered = first.len >= 2 ? wire_get_u16(first.data) : 0;
	/* Types with names inside want valid rdata, which is not what is looked at here. */
	struct rrset set = set_of(covered == RR_DNSKEY ? RR_DNSKEY : RR_TXT, rest, runs[1]);
	struct dnskey key = key_of();
	const struct dnskey_set keys = {.keys = &key, .count = 1};
	struct rrsig_checker c = {
		.zone = (const uint8_t *)"\7example\3com",
		.keys = &keys,
		.now = {1438207200},
		.same_tag_max = RRSIG_SAME_TAG_MAX,
		.checks_left = BUDGET,
		.failures_left = BUDGET,
	};
	demand(rrset_check(&c, &set, &sigs, &sig) != RRSIG_VALID);
	demand(c.checks_left + 1 >= BUDGET);
	if (rrsig_read(&sig, first) == OK) {
		demand(sig.head.len + sig.signature.len == first.len);
		(void)rrsig_ttl(&sig, 3600, c.now);
		(void)rrsig_is_expanded(&sig, set.owner);
	}
	rrsig_checker_deinit(&c);
	crypto_key_unref(key.key);
	return 0;
}
