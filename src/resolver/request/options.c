/* SPDX-License-Identifier: BSD-2-Clause */
/* Defaults of requests.  The numbers are those of the resolution contract, section 2, "ours". */

#include "resolver/request/options.h"

void req_options_init(struct req_options *o)
{
	*o = (struct req_options){
		.mode = REQ_MODE_NORMAL,
		.minimise = true,
		.random_case = true,
		.ip4 = true,
		.ip6 = true,
		.port = 53,
		.stale_max_s = 86400,
		.edns_size = 1232, /* fits every path unfragmented (RFC 9715 section 3) */
		.limits =
			{
				.wall_ms = 10000,
				.sends_query = 50,
				.sends_total = 200,
				.timeouts = 10,
				.refusals = 4,
				.cname_steps = 11,
				.depth = 8,
				.ns_used = 13,
				.ns_failures = 5,
				.ns_lookups = 10,
				.referrals = 50,
				.minimise_steps = 10, /* RFC 9156 section 2.3 */
				.hook_queries = 16,
				.trust_depth = 16,
				.trust_queries = 64,
				.bogus_replies = 3,
				.checks = 32,
				.check_failures = 3,
				.checks_total = 128,
				.rounds_total = 8192,
			},
	};
}
