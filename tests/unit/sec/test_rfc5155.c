/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 5155 appendix B: every answer with its signatures, and the hashes of appendix A. */
#include "rfc_zone.h"

static const struct rfc_record records[] = {
	{"example.", "DNSKEY",
         "256 3 7 "
         "AwEAAaetidLzsKWUt4swWR8yu0wPHPiUi8LUsAD0QPWU+"
         "wzt89epO6tHzkMBVDkC7qphQO2hTY4hHn9npWFRw5BYubE=",
         "7 1 3600 20150420235959 20051021000000 12708 example. "
         "AuU4juU9RaxescSmStrQks3Gh9FblGBlVU31uzMZ/U/"
         "FpsUb8aC6QZS+sTsJXnLnz7flGOsmMGQZf3bH+QsCtg=="},
	{"example.", "DNSKEY",
         "257 3 7 "
         "AwEAAcUlFV1vhmqx6NSOUOq2R/"
         "dsR7Xm3upJj7IommWSpJABVfW8Q0rOvXdM6kzt+TAu92L9AbsUdblMFin8CVF3n4s=",
         NULL},
	{"example.", "SOA", "ns1.example. bugs.x.w.example. 1 3600 300 3600000 3600",
         "7 1 3600 20150420235959 20051021000000 40430 example. "
         "Hu25UIyNPmvPIVBrldN+9Mlp9Zql39qaUd8iq4ZLlYWfUUbbAS41pG+68z81q1xhkYAcEyHdVI2LmKusbZsT0Q="
         "="},
	{"example.", "NS", "ns1.example.",
         "7 1 3600 20150420235959 20051021000000 40430 example. "
         "PVOgtMK1HHeSTau+HwDWC8Ts+6C8qtqd4pQJqOtdEVgg+MA+ai4fWDEhu3qHJyLcQ9tbD2vvCnMXjtz6SyObxA="
         "="},
	{"example.", "NS", "ns2.example.", NULL},
	{"example.", "MX", "1 xx.example.",
         "7 1 3600 20150420235959 20051021000000 40430 example. "
         "GgQ1A9xs47k42VPvpL/a1BWUz/6XsnHkjotw9So8MQtZtl2wJBsnOQsaoHrRCrRbyriEl/GZn9Mto/"
         "Kx+wBo+w=="},
	{"example.", "NSEC3PARAM", "1 0 12 aabbccdd",
         "7 1 3600 20150420235959 20051021000000 40430 example. "
         "C1Gl8tPZNtnjlrYWDeeUV/sGLCyy/"
         "IHie2rerN05XSA3Pq0U3+4VvGWYWdUMfflOdxqnXHwJTLQsjlkynhG6Cg=="},
	{"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example.", "NSEC3",
         "1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "OSgWSm26B+cS+dDL8b5QrWr/"
         "dEWhtCsKlwKLIBHYH6blRxK9rC0bMJPwQ4mLIuw85H2EY762BOCXJZMnpuwhpA=="},
	{"2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.", "A", "192.0.2.127",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "h6c++bzhRuWWt2bykN6mjaTNBcXNq5UuL5EdK+iDP4eY8I0kSiKaCjg3tC1SQkeloMeub2GWk8p6xHMPZumXlw="
         "="},
	{"2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.", "NSEC3",
         "1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "OmBvJ1Vgg1hCKMXHFiNeIYHK9XVW0iLDLwJN4TFoNxZuP03gAXEI634YwOc4YBNITrj413iqNI6mRk/"
         "r1dOSUw=="},
	{"2vptu5timamqttgl4luu9kg21e0aor3s.example.", "NSEC3",
         "1 1 12 aabbccdd 35mthgpgcu1qg68fab165klnsnk3dpvl MX RRSIG",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "KL1V2oFYghNV0Hm7Tf2vpJjM6l+0g1JCcVYGVfI0lKrhPmTsOA96cLEACgo1x8I7kApJX+obTuktZ+sdsZPY1w="
         "="},
	{"35mthgpgcu1qg68fab165klnsnk3dpvl.example.", "NSEC3",
         "1 1 12 aabbccdd b4um86eghhds6nea196smvmlo4ors995 NS DS RRSIG",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "g6jPUUpduAJKRljUsN8gB4UagAX0NxY9shwQAynzo8EUWH+z6hEIBlUTPGj15eZll6VhQqgZXtAIR3chwgW+SA="
         "="},
	{"b4um86eghhds6nea196smvmlo4ors995.example.", "NSEC3",
         "1 1 12 aabbccdd gjeqe526plbf1g8mklp59enfd789njgi MX RRSIG",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "ZkPG3M32lmoHM6pa3D6gZFGB/rhL//Bs3Omh5u4m/"
         "CUiwtblEVOaAKKZd7S959OeiX43aLX3pOv0TSTyiTxIZg=="},
	{"gjeqe526plbf1g8mklp59enfd789njgi.example.", "NSEC3",
         "1 1 12 aabbccdd ji6neoaepv8b5o6k4ev33abha8ht9fgc HINFO A AAAA RRSIG",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "IVnezTJ9iqblFF97vPSmfXZ5Zozngx3KX3byLTZC4QBH2dFWhf6scrGFZB980AfCxoD9qbbKDy+rdGIeRSVNyw="
         "="},
	{"ji6neoaepv8b5o6k4ev33abha8ht9fgc.example.", "NSEC3",
         "1 1 12 aabbccdd k8udemvp1j2f7eg6jebps17vp3n8i58h",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "gPkFp1s2QDQ6wQzcg1uSebZ61W33rUBDcTj72F3kQ490fEdp7k1BUIfbcZtPbX3YCpE+sIt0MpzVSKfTwx4uYA="
         "="},
	{"k8udemvp1j2f7eg6jebps17vp3n8i58h.example.", "NSEC3",
         "1 1 12 aabbccdd kohar7mbb8dc2ce8a9qvl8hon4k53uhi",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "FtXGbvF0+wf8iWkyo73enAuVx03klN+pILBKS6qCcftVtfH4yVzsEZquJ27NHR7ruxJWDNMtOtx7w9WfcIg62A="
         "="},
	{"kohar7mbb8dc2ce8a9qvl8hon4k53uhi.example.", "NSEC3",
         "1 1 12 aabbccdd q04jkcevqvmu85r014c7dkba38o0ji5r A RRSIG",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "VrDXs2uVW21N08SyQIz88zml+y4ZCInTwgDr6zz43yAg+LFERjOrj3Ojct51ac7Dp4eZbf9FQJazmASFKGxGXg="
         "="},
	{"q04jkcevqvmu85r014c7dkba38o0ji5r.example.", "NSEC3",
         "1 1 12 aabbccdd r53bq7cc2uvmubfu5ocmm6pers9tk9en A RRSIG",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "hV5I89b+4FHJDATp09g4bbN0R1F845CaXpL3ZxlMKimoPAyqletMlEWwLfFia7sdpSzn+ZlNNlkxWcLsIlMmUg="
         "="},
	{"r53bq7cc2uvmubfu5ocmm6pers9tk9en.example.", "NSEC3",
         "1 1 12 aabbccdd t644ebqk9bibcna874givr6joj62mlhv MX RRSIG",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "aupviViruXs4bDg9rCbezzBMf9h1ZlDvbW/CZFKulIGXXLj8B/"
         "fsDJarXVDA9bnUoRhEbKp+HF1FWKW7RIJdtQ=="},
	{"t644ebqk9bibcna874givr6joj62mlhv.example.", "NSEC3",
         "1 1 12 aabbccdd 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom HINFO A AAAA RRSIG",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "RAjGECB8P7O+F4Pa4Dx3tC0M+Z3KmlLKImcafb9XWwx+NWUNz7NBEDBQHivIyKPVDkChcePIX1xPl1ATNa+8Dw="
         "="},
	{"*.w.example.", "MX", "1 ai.example.",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "CikebjQwGQPwijVcxgcZcSJKtfynugtlBiKb9FcBTrmOoyQ4InoWVudhCWsh/"
         "URX3lc4WRUMivEBP6+4KS3ldA=="},
	{"a.example.", "DS", "58470 5 1 3079F1593EBAD6DC121E202A8B766A6A4837206C",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "XacFcQVHLVzdoc45EJhN616zQ4mEXtE8FzUhM2KWjfy1VfRKD9r1MeVGwwoukOKgJxBPFsWoo722vZ4UZ2dIdA="
         "="},
	{"ns1.example.", "A", "192.0.2.1",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "bu6kx73n6XEunoVGuRfAgY7EF/AJqHy7hj0jkiqJjB0dOrx3wuz9SaBeGfqWIdn/"
         "uta3SavN4FRvZR9SCFHF5Q=="},
	{"ns2.example.", "A", "192.0.2.2",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "ktQ3TqE0CfRfki0Rb/Ip5BM0VnxelbuejCC4zpLbFKA/"
         "7eD7UNAwxMgxJPtbdST+syjYSJaj4IHfeX6n8vfoGA=="},
	{"ai.example.", "A", "192.0.2.9",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "hVe+wKYMlObTRPhX0NL67GxeZfdxqr/"
         "QeR6FtfdAj5+FgYxyzPEjIzvKWy00hWIl6wD3Vws+rznEn8sQ64UdqA=="},
	{"ai.example.", "HINFO", "\"KLH-10\" \"ITS\"",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "Yi42uOq43eyO6qXHNvwwfFnIustWgV5urFcxenkLvs6pKRh00VBjODmf3Z4nMO7IOl6nHSQ1v0wLHpEZG7Xj2w="
         "="},
	{"ai.example.", "AAAA", "2001:db8:0:0:0:0:f00:baa9",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "LcdxKaCB5bGZwPDg+3JJ4O02zoMBrjxqlf6WuaHQZZfTUpb9Nf2nxFGe2XRPfR5tpJT6GdRGcHueLuXkMjBArQ="
         "="},
	{"xx.example.", "A", "192.0.2.10",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "T35hBWEZ017VC5u2c4OriKyVn/pu+fVK4AlXYOxJ6iQylfV2HQIKjv6b7DzINB3aF/"
         "wjJqgXpQvhq+Ac6+ZiFg=="},
	{"xx.example.", "HINFO", "\"KLH-10\" \"TOPS-20\"",
         "7 2 3600 20150420235959 20051021000000 40430 example. "
         "KimG+rDd+7VA1zRsu0ITNAQUTRlpnsmqWrihFRnU+bRa93v2e5oFNFYCs3Rqgv62K93N7AhW6Jfqj/"
         "8NzWjvKg=="},
};

static const struct rfc_message messages[] = {
	/* All records of this zone opt out, so nothing in a gap is quite sure (RFC 5155
           section 9.2). */
	{"B.1 name error",
         {"example. SOA", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. NSEC3",
          "b4um86eghhds6nea196smvmlo4ors995.example. NSEC3",
          "35mthgpgcu1qg68fab165klnsnk3dpvl.example. NSEC3"},
         NULL,
         NAME,
         "a.c.x.w.example.",
         0,
         PROOF_OPT_OUT},
	{"B.2 no data",
         {"example. SOA", "2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. NSEC3"},
         NULL,
         TYPE,
         "ns1.example.",
         RR_MX,
         PROOF_SECURE},
	{"B.2.1 no data, empty non-terminal",
         {"example. SOA", "ji6neoaepv8b5o6k4ev33abha8ht9fgc.example. NSEC3"},
         NULL,
         TYPE,
         "y.w.example.",
         RR_A,
         PROOF_SECURE},
	{"B.3 referral to an opted-out unsigned zone",
         {"35mthgpgcu1qg68fab165klnsnk3dpvl.example. NSEC3",
          "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. NSEC3"},
         NULL,
         DELEGATION,
         "c.example.",
         0,
         PROOF_OPT_OUT},
	{"B.4 wildcard expansion",
         {"*.w.example. MX", "example. NS", "q04jkcevqvmu85r014c7dkba38o0ji5r.example. NSEC3",
          "ai.example. A", "ai.example. AAAA"},
         "a.z.w.example.",
         EXPANSION,
         "a.z.w.example.",
         0,
         PROOF_OPT_OUT},
	{"B.5 no data from a wildcard",
         {"example. SOA", "k8udemvp1j2f7eg6jebps17vp3n8i58h.example. NSEC3",
          "q04jkcevqvmu85r014c7dkba38o0ji5r.example. NSEC3",
          "r53bq7cc2uvmubfu5ocmm6pers9tk9en.example. NSEC3"},
         NULL,
         WILDCARD_TYPE,
         "a.z.w.example.",
         RR_AAAA,
         PROOF_OPT_OUT},
	/* The child's record says nothing of the parent's DS. */
	{"B.6 no DS at the apex",
         {"example. SOA", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. NSEC3"},
         NULL,
         TYPE,
         "example.",
         RR_DS,
         PROOF_NONE},
};

static struct rfc_zone zone;

static void every_published_signature_is_good(void **state)
{
	(void)state;
	rfc_check_all(&zone);
}

static void every_answer_proves_what_it_should(void **state)
{
	(void)state;
	rfc_check_messages(&zone, messages, ARRAY_LEN(messages));
}

/* Each link is a record of the zone and leads to the same next one. */
static enum err link_check(void *arg, const struct nsec3_link *link,
                           const uint8_t next[NSEC3_HASH_LEN])
{
	(void)arg;
	struct name owner;
	struct nsec3 n;
	struct text text;
	struct rrset set, sigs;
	text_init(&text);
	assert_ok(nsec3_owner(&owner, link->hash, zone.apex));
	name_print(&text, owner.wire);
	rfc_set(&zone, text.buf, "NSEC3", &set, &sigs);
	assert_ok(nsec3_read(&n, owner.wire, rrset_first(&set)));
	assert_memory_equal(n.next, next, NSEC3_HASH_LEN);
	text_deinit(&text);
	return OK;
}

/* RFC 5155 appendix A: hashes of names; the last is of a name that is itself a hash. */
static void the_chain_is_of_the_names_in_the_zone(void **state)
{
	(void)state;
	static const char *const names[][2] = {
		{"example.", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"},
		{"a.example.", "35mthgpgcu1qg68fab165klnsnk3dpvl"},
		{"ai.example.", "gjeqe526plbf1g8mklp59enfd789njgi"},
		{"NS1.example.", "2t7b4g4vsa5smi47k61mv5bv1a22bojr"},
		{"ns2.example.", "q04jkcevqvmu85r014c7dkba38o0ji5r"},
		{"w.EXAMPLE.", "k8udemvp1j2f7eg6jebps17vp3n8i58h"},
		{"*.w.example.", "r53bq7cc2uvmubfu5ocmm6pers9tk9en"},
		{"x.w.example.", "b4um86eghhds6nea196smvmlo4ors995"},
		{"y.w.example.", "ji6neoaepv8b5o6k4ev33abha8ht9fgc"},
		{"x.y.w.example.", "2vptu5timamqttgl4luu9kg21e0aor3s"},
		{"xx.example.", "t644ebqk9bibcna874givr6joj62mlhv"},
		{"2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.", "kohar7mbb8dc2ce8a9qvl8hon4k53uhi"},
	};
	struct nsec3_link links[ARRAY_LEN(names)] = {0};
	struct nsec3_params params;
	struct rrset set, sigs;
	rfc_set(&zone, "example.", "NSEC3PARAM", &set, &sigs);
	assert_ok(nsec3_params_read(&params, rrset_first(&set)));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct name owner;
		char text[80];
		nsec3_name_hash(links[i].hash, &params, sec_name(&zone.arena, names[i][0]));
		assert_ok(nsec3_owner(&owner, links[i].hash, zone.apex));
		snprintf(text, sizeof(text), "%s.example.", names[i][1]);
		assert_true(name_equal(owner.wire, sec_name(&zone.arena, text)));
	}
	assert_ok(nsec3_chain(links, ARRAY_LEN(links), link_check, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_published_signature_is_good),
		cmocka_unit_test(every_answer_proves_what_it_should),
		cmocka_unit_test(the_chain_is_of_the_names_in_the_zone),
	};
	rfc_zone_init(&zone, records, ARRAY_LEN(records), "20080101000000");
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	rfc_zone_deinit(&zone);
	return failed;
}
