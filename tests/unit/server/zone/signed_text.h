/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One small zone signed at 2024-01-01 until 2054-01-01, with each kind of chain, and what the check
 * of signatures finds once lines of it are left out or added.
 */
#pragma once

#include "check_text.h"
#include "server/zone/check_sign.h"
#include "server/zone/check_zonemd.h"

/* clang-format off */
static const char *const signed_nsec[] = {
	"sig.test. 60 SOA ns.sig.test. h.sig.test. 1 2 3 4 5",
	"sig.test. 60 RRSIG SOA 15 2 60 20540101000000 20240101000000 26289 sig.test. "
	"x6RE6lCiJuE495o39CHIpjX7xa5V0+RcqMGgtCJN7Lvtlung3zeXfmm+kj93vzon4KotWdf1DIrNB4+FP/C2Dg==",
	"sig.test. 60 NS ns.sig.test.",
	"sig.test. 60 RRSIG NS 15 2 60 20540101000000 20240101000000 26289 sig.test. "
	"t3LrQ5o0OQbDvbFLCYCYULz4YCZWJDPwlOy/HAcxbhVZPUk7a2pgxfL8zecmScmLbsXAk7O6PWBbslQSH/SIBg==",
	"sig.test. 60 DNSKEY 256 3 15 CKuT1T+hJ5N71rJvzZnTwRHMa0sV2G5aKtLP2+JisPA=",
	"sig.test. 60 RRSIG DNSKEY 15 2 60 20540101000000 20240101000000 26289 sig.test. "
	"ysNRN1s+GxIEG60v2VadXLCAUMsgyZqT3pR4gRIOGh5oBSAg9OUSH6Amb5Lydh81T5Fh6qoESC0LiFpHH2DqDw==",
	"sig.test. 60 ZONEMD 1 1 1 f48692af8cec0f6754a29f7341f7b1ca8a828ed9b4789c95ccd82cc176db3ca5ad7d779668"
	"b9370d5065fd0c18c86179",
	"sig.test. 60 RRSIG ZONEMD 15 2 60 20540101000000 20240101000000 26289 sig.test. "
	"nbQVcEWS5l/0lV0eoTQ+cHpod40gGqxBckwwH1Sxst6aQhXbBLSo/y4QC6+XJR3gGs1RFYocLFy1Az9wHWKrAg==",
	"sig.test. 5 NSEC cut.sig.test. NS SOA RRSIG NSEC DNSKEY ZONEMD",
	"sig.test. 5 RRSIG NSEC 15 2 5 20540101000000 20240101000000 26289 sig.test. "
	"39om1aaDMFBp/HlGB1tpAjyd3FQDHv30TzaBUYuBilGiDODBazytn0pgV6GjTzFN6HbGHJKZhuGzDUahUf24AQ==",
	"cut.sig.test. 60 NS ns.cut.sig.test.",
	"cut.sig.test. 5 NSEC x.ent.sig.test. NS RRSIG NSEC",
	"cut.sig.test. 5 RRSIG NSEC 15 3 5 20540101000000 20240101000000 26289 sig.test. "
	"TiSWV090aRUH9qBnz91PQ9bRjLz89BQdCRX6IKeWA++pfw/8lXooYgqUUvb0L78YjGzWNYdud17RxWF8UCR2BA==",
	"ns.cut.sig.test. 60 A 192.0.2.3",
	"x.ent.sig.test. 60 A 192.0.2.1",
	"x.ent.sig.test. 60 RRSIG A 15 4 60 20540101000000 20240101000000 26289 sig.test. "
	"NzQIK5OZje7hU162I8dETS06TeQ1Kksc6cYqPR8LMHs+OboVIQVfvHODU+mEsEfwdwfMCob6L9nsUBvmnTkFAA==",
	"x.ent.sig.test. 5 NSEC ns.sig.test. A RRSIG NSEC",
	"x.ent.sig.test. 5 RRSIG NSEC 15 4 5 20540101000000 20240101000000 26289 sig.test. "
	"sunQ1Qrv4jRbomSMO88nB1+Q26KX2PKYDUxh3MgDh7MXGY59YqiugVxA8TMwC7bNBzLYb514vWBIo9WiTV/aAg==",
	"ns.sig.test. 60 A 192.0.2.1",
	"ns.sig.test. 60 RRSIG A 15 3 60 20540101000000 20240101000000 26289 sig.test. "
	"Y9P/fInqhkFyGK2GV5ob1PlECZG46r6O+fs6fFsedu0HTi6J+wJ/6f2/4v+ZEu9ilvFNRSfkdWFHr8lvKM8gDg==",
	"ns.sig.test. 5 NSEC sig.test. A RRSIG NSEC",
	"ns.sig.test. 5 RRSIG NSEC 15 3 5 20540101000000 20240101000000 26289 sig.test. "
	"tSVWv0FEzLKehMj8dhOQXvyCKIdIxSNfqb/TzG/8Ege8kgO9OUblLD1OyPuSSPDzIyplRB8E5CQMp0z234SwDw==",
	NULL,
};

static const char *const signed_nsec3[] = {
	"sig.test. 60 SOA ns.sig.test. h.sig.test. 1 2 3 4 5",
	"sig.test. 60 RRSIG SOA 15 2 60 20540101000000 20240101000000 26289 sig.test. "
	"x6RE6lCiJuE495o39CHIpjX7xa5V0+RcqMGgtCJN7Lvtlung3zeXfmm+kj93vzon4KotWdf1DIrNB4+FP/C2Dg==",
	"sig.test. 60 NS ns.sig.test.",
	"sig.test. 60 RRSIG NS 15 2 60 20540101000000 20240101000000 26289 sig.test. "
	"t3LrQ5o0OQbDvbFLCYCYULz4YCZWJDPwlOy/HAcxbhVZPUk7a2pgxfL8zecmScmLbsXAk7O6PWBbslQSH/SIBg==",
	"sig.test. 60 DNSKEY 256 3 15 CKuT1T+hJ5N71rJvzZnTwRHMa0sV2G5aKtLP2+JisPA=",
	"sig.test. 60 RRSIG DNSKEY 15 2 60 20540101000000 20240101000000 26289 sig.test. "
	"ysNRN1s+GxIEG60v2VadXLCAUMsgyZqT3pR4gRIOGh5oBSAg9OUSH6Amb5Lydh81T5Fh6qoESC0LiFpHH2DqDw==",
	"sig.test. 3600 NSEC3PARAM 1 0 1 -",
	"sig.test. 3600 RRSIG NSEC3PARAM 15 2 3600 20540101000000 20240101000000 26289 sig.test. "
	"yFz7BqJaALRcae5o9APRNV3RzDyoicTJrKRPZHHpRpLzzkqOLVAi/K1f5ZlObMpaprfHBwHgFB8B3dzGklR8Aw==",
	"4ja8o1eiv0g88tn8ni0uv715eg3sns3m.sig.test. 5 NSEC3 1 1 1 - a5bg1u963nj8td045ebn1h53r6ovn10a NS SOA "
	"RRSIG DNSKEY NSEC3PARAM",
	"4ja8o1eiv0g88tn8ni0uv715eg3sns3m.sig.test. 5 RRSIG NSEC3 15 3 5 20540101000000 20240101000000 26289 "
	"sig.test. EG9/v1UyYm70ofEq2k0KVsDdGUw1zWTDyZyke+RzZCaPI1psedcveipuc3kK8BNXsKcH4iq+PS/ivLT7hqHeAg==",
	"cut.sig.test. 60 NS ns.cut.sig.test.",
	"rpnrnik4k9dfqrr9pu3hetrhqvnoofm2.sig.test. 5 NSEC3 1 1 1 - 4ja8o1eiv0g88tn8ni0uv715eg3sns3m NS",
	"rpnrnik4k9dfqrr9pu3hetrhqvnoofm2.sig.test. 5 RRSIG NSEC3 15 3 5 20540101000000 20240101000000 26289 "
	"sig.test. L1LEib1GFtw6LBty4IF4ZvLn7BntQ4NNVStceXQaKOC56pe/9ostrdIXf6sQiD83MZQTahA5xziE3AqIg3LgDw==",
	"ns.cut.sig.test. 60 A 192.0.2.3",
	"gao0j72pg8o1b7b1aq4sm9p16gjqurj9.sig.test. 5 NSEC3 1 1 1 - p6bbvqnpsulbkr76u5ied3q1ilqh2evq",
	"gao0j72pg8o1b7b1aq4sm9p16gjqurj9.sig.test. 5 RRSIG NSEC3 15 3 5 20540101000000 20240101000000 26289 "
	"sig.test. Fc61a7WDTn8n/1HSfgmiXt7E10YVUSHsnLUW9y4RC+q/wFKPWAi1J1xDktzl4QKc/n88+25s81QBqBrgaEC9CA==",
	"x.ent.sig.test. 60 A 192.0.2.1",
	"x.ent.sig.test. 60 RRSIG A 15 4 60 20540101000000 20240101000000 26289 sig.test. "
	"NzQIK5OZje7hU162I8dETS06TeQ1Kksc6cYqPR8LMHs+OboVIQVfvHODU+mEsEfwdwfMCob6L9nsUBvmnTkFAA==",
	"a5bg1u963nj8td045ebn1h53r6ovn10a.sig.test. 5 NSEC3 1 1 1 - gao0j72pg8o1b7b1aq4sm9p16gjqurj9 A RRSIG",
	"a5bg1u963nj8td045ebn1h53r6ovn10a.sig.test. 5 RRSIG NSEC3 15 3 5 20540101000000 20240101000000 26289 "
	"sig.test. 6yRMt91lz/hn67ZKwcaSW3DD4o5o0tFX30Ma/s6IDcaT77k9jTxvzwD0NhtR2drlm6Ejz9lZRQ8G6nToCAzIDw==",
	"ns.sig.test. 60 A 192.0.2.1",
	"ns.sig.test. 60 RRSIG A 15 3 60 20540101000000 20240101000000 26289 sig.test. "
	"Y9P/fInqhkFyGK2GV5ob1PlECZG46r6O+fs6fFsedu0HTi6J+wJ/6f2/4v+ZEu9ilvFNRSfkdWFHr8lvKM8gDg==",
	"p6bbvqnpsulbkr76u5ied3q1ilqh2evq.sig.test. 5 NSEC3 1 1 1 - rpnrnik4k9dfqrr9pu3hetrhqvnoofm2 A RRSIG",
	"p6bbvqnpsulbkr76u5ied3q1ilqh2evq.sig.test. 5 RRSIG NSEC3 15 3 5 20540101000000 20240101000000 26289 "
	"sig.test. EDelb6OjS7EoGB283C9D7maM1Ct9HrtoVNedguVcg4epei6Gx6SF0P5k70+yad1ADx/9QMlGpCyRDhiAJbRxAQ==",
	NULL,
};

/* clang-format on */

enum { SIGNED_AT = 1750000000, SIGNED_LINES_MAX = 64 };

/* The lines without those that begin with `without`, and with one more; either may be NULL. */
static inline struct zone_version *signed_zone(const char *const *lines, const char *without,
                                               const char *more)
{
	const char *kept[SIGNED_LINES_MAX + 2] = {NULL};
	size_t count = 0;
	for (; *lines != NULL; lines++) {
		if (without == NULL || strncmp(*lines, without, strlen(without)) != 0)
			kept[count++] = *lines;
	}
	kept[count] = more;
	return zone_from_text("sig.test.", kept);
}

struct signed_case {
	const char *without, *more, *expected;
};

static inline void assert_signed(const char *const *lines, const struct signed_case *c,
                                 struct zone_sign_check options)
{
	struct zone_version *v = signed_zone(lines, c->without, c->more);
	struct text t;
	text_init(&t);
	text_put_char(&t, ' ');
	bool clean = zone_check_signatures(v, &options, check_tell, &t);
	assert_string_equal(t.buf + 1, c->expected);
	assert_int_equal(clean, *c->expected == '\0');
	text_deinit(&t);
	zone_version_free(v);
}

static inline void assert_signed_cases(const char *const *lines, const struct signed_case *cases,
                                       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (unsigned threads = 0; threads < 4; threads++)
			assert_signed(lines, &cases[i],
			              (struct zone_sign_check){{SIGNED_AT}, threads});
	}
}
