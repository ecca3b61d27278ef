/* SPDX-License-Identifier: BSD-2-Clause */
/* Published keys and signatures, and the few steps every test of keys takes. */
#pragma once

#include "support.h"

#include "base/base64.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/wire.h"
#include "crypto/key.h"

/* One RRset of one record, its RRSIG, and the key it is under. */
struct vector {
	const char *from;
	uint8_t alg;
	const char *dnskey, *secret; /* base64; secret NULL: RSA, or not published */
	const char *owner, *signer;  /* hexadecimal wire form */
	uint16_t type;
	const char *rdata; /* hexadecimal */
	uint8_t labels;
	uint32_t expiration, inception;
	uint16_t tag;
	const char *signature; /* base64 */
};

#define EXAMPLE_NET     "076578616d706c65036e657400"
#define WWW_EXAMPLE_NET "03777777" EXAMPLE_NET
#define EXAMPLE_COM     "076578616d706c6503636f6d00"

static const struct vector vectors[] = {
	{
		"RFC 5702 section 6.1",
		CRYPTO_RSASHA256,
		"AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p"
		"/"
		"DlUmObdk=",
		NULL,
		WWW_EXAMPLE_NET,
		EXAMPLE_NET,
		1,
		"c000025b",
		3,
		1893456000,
		946684800,
		9033,
		"kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/"
		"lPtPiVYP4bwg==",
	},
	{
		"RFC 5702 section 6.2",
		CRYPTO_RSASHA512,
		"AwEAAdHoNTOW+et86KuJOWRDp1pndvwb6Y83nSVXXyLA3DLroROUkN6X0O6pnWnjJQujX/"
		"AyhqFDxj13tOnD9u/1kTg7cV6rklMrZDtJCQ5PCl/D7QNPsgVsMu1J2Q8gpMpztNFLpPBz1bWXjDtaR7ZQ"
		"BlZ3PFY12ZTSncorffcGmhOL",
		NULL,
		WWW_EXAMPLE_NET,
		EXAMPLE_NET,
		1,
		"c000025b",
		3,
		1893456000,
		946684800,
		3740,
		"tsb4wnjRUDnB1BUi+t6TMTXThjVnG+eCkWqjvvjhzQL1d0YRoOe0CbxrVDYd0xDtsuJRaeUw1ep94PzEWz"
		"r0iGYgZBWm/zpq+9fOuagYJRfDqfReKBzMweOLDiNa8iP5g9vMhpuv6OPlvpXwm9Sa9ZXIbNl1MBGk0fth"
		"PgxdDLw=",
	},
	{
		"RFC 6605 section 6.1",
		CRYPTO_ECDSAP256,
		"GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+"
		"Wi9xMWyQLc8NAA==",
		"GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=",
		WWW_EXAMPLE_NET,
		EXAMPLE_NET,
		1,
		"c0000201",
		3,
		1284026679,
		1281607479,
		55648,
		"qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep66"
		"6VCw==",
	},
	{
		"RFC 6605 section 6.2",
		CRYPTO_ECDSAP384,
		"xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ"
		"+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40",
		"WURgWHCcYIYUPWgeLmiPY2DJJk02vgrmTfitxgqcL4vwW7BOrbawVmVe0d9V94SR",
		WWW_EXAMPLE_NET,
		EXAMPLE_NET,
		1,
		"c0000201",
		3,
		1284027625,
		1281608425,
		10771,
		"/L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJN"
		"uydCuzWTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm",
	},
	{
		"RFC 8080 section 6.1, corrected",
		CRYPTO_ED25519,
		"l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=",
		"ODIyNjAzODQ2MjgwODAxMjI2NDUxOTAyMDQxNDIyNjI=",
		EXAMPLE_COM,
		EXAMPLE_COM,
		15,
		"000a046d61696c" EXAMPLE_COM,
		2,
		1440021600,
		1438207200,
		3613,
		"oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcr"
		"qNAg==",
	},
	{
		"RFC 8080 section 6.2, corrected",
		CRYPTO_ED448,
		"3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA",
		"xZ+5Cgm463xugtkY5B0Jx6erFTXp13rYegst0qRtNsOYnaVpMx0Z/c5EiA9x8wWbDDct/U3FhYWA",
		EXAMPLE_COM,
		EXAMPLE_COM,
		15,
		"000a046d61696c" EXAMPLE_COM,
		2,
		1440021600,
		1438207200,
		9713,
		"3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/"
		"NBtOXft0+Gj7FSvOKxE/07+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA",
	},
	{
		"dnssec-signzone 9.18, algorithm 5",
		CRYPTO_RSASHA1,
		"AwEAAcmsBS5JpTULxkkOrrppGbZA6ijgJEPUWrdiRdyPYI/jToyl2Dwz95uz+Ds/iO4GgvVCkS/NzHx/"
		"UxzcnWzRitqaGP4NCAYA0XBLlFqrvwI0oBF1hR02D8dITJBh2l/afq4vY1B65XoQxTSxYGoof5WFhvsC"
		"QO0Dnv3JwtuHwLHB",
		NULL,
		WWW_EXAMPLE_NET,
		EXAMPLE_NET,
		1,
		"c0000201",
		3,
		1893456000,
		1577836800,
		25941,
		"k0bdnfN/4kb8II6izzumSJhi4MQGFW9Yj8ccZkLYncefpKr/DlhSC7sGi8ti+ZaovkrVXkhDRAyRzpy8"
		"tpbgy8E5URa3Ocj0MeydjoxEWBWbwgRNI1MKZI0zWNHkt1WFjpaHqsqXucgmkze9ZuHRLv/2y3qm/tw2"
		"kWp1mIt0zGY=",
	},
	{
		"dnssec-signzone 9.18, algorithm 7",
		CRYPTO_RSASHA1_NSEC3,
		"AwEAAbq0QB0wWMlmZwVKGM0wFNjGvWkDBqEQXepXlYw7Hm+cDSD6sIBumkBrRSv7L4Pm/5ts3wj46AXI"
		"92hpywWxhwKihodzRGJAa4AV27LfiHfhBusdPqwwS8RtouayOvxzaSN6u65rZ62VvQp+78YL+XD2RmNc"
		"ZW6WFLfFMvcVo5u3",
		NULL,
		WWW_EXAMPLE_NET,
		EXAMPLE_NET,
		1,
		"c0000201",
		3,
		1893456000,
		1577836800,
		40223,
		"cdgOyfWDreHRK990N1XS5OnV6yeZTLrE15ArE2qwI3f7tjJGyfAsRH9uYgAVQ98LXu0Q4gvtWd/AaFGV"
		"DMnfUqcj9dSN2tFfL99YpC8/OUnz7IngzZF8KVJJDRbNiQf7r9XXkiSopcv3uMF9mKsfiRk7W74GWwSU"
		"PXdOvXGeMpI=",
	},
};

static const uint8_t every_alg[] = {5, 7, 8, 10, 13, 14, 15, 16};

struct octets {
	size_t len;
	uint8_t data[1024];
};

static inline struct span octets_span(const struct octets *o)
{
	return span_of(o->data, o->len);
}

static inline struct octets from_base64(const char *text)
{
	struct octets o;
	assert_ok(base64_parse(o.data, &o.len, span_str(text)));
	return o;
}

static inline void put(struct octets *to, const void *data, size_t len)
{
	memcpy(to->data + to->len, data, len);
	to->len += len;
}

static inline void put_u16(struct octets *to, uint16_t value)
{
	wire_set_u16(to->data + to->len, value);
	to->len += 2;
}

static inline void put_u32(struct octets *to, uint32_t value)
{
	wire_set_u32(to->data + to->len, value);
	to->len += 4;
}

static inline size_t put_hex(struct octets *to, const char *hex)
{
	size_t len;
	assert_ok(hex_parse(to->data + to->len, &len, span_str(hex)));
	to->len += len;
	return len;
}

/* RFC 4034 section 3.1.8.1: the RRSIG without its signature, then the record. */
static inline struct octets vector_data(const struct vector *v)
{
	struct octets o = {0};
	const uint8_t alg_labels[] = {v->alg, v->labels};
	put_u16(&o, v->type);
	put(&o, alg_labels, 2);
	put_u32(&o, 3600);
	put_u32(&o, v->expiration);
	put_u32(&o, v->inception);
	put_u16(&o, v->tag);
	put_hex(&o, v->signer);
	put_hex(&o, v->owner);
	put_u16(&o, v->type);
	put_u16(&o, 1);
	put_u32(&o, 3600);
	put_u16(&o, (uint16_t)(strlen(v->rdata) / 2));
	put_hex(&o, v->rdata);
	return o;
}

/* A small key of an algorithm, so that tests stay fast. */
static inline struct crypto_key *key_make(uint8_t alg)
{
	struct crypto_key *key;
	assert_ok(crypto_key_generate(&key, alg, crypto_alg_has_bits(alg, 1024) ? 1024 : 0));
	return key;
}

static inline struct octets sign_by(const struct crypto_key *key, enum crypto_backend backend,
                                    struct span data)
{
	const struct crypto_signer_options options = {.backend = backend};
	struct crypto_signer *signer;
	struct octets o = {.len = crypto_key_signature_len(key)};
	assert_ok(crypto_signer_new(&signer, key, &options));
	assert_ok(crypto_sign(signer, data, o.data));
	crypto_signer_free(signer);
	return o;
}
