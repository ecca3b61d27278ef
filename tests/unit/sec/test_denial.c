/* SPDX-License-Identifier: BSD-2-Clause */
#include "sec_text.h"
#include "sec/denial.h"

static struct arena arena;

/* The chain of RFC 4035 appendix A. */
#define APEX   "example. 3600 NSEC a.example. NS SOA MX RRSIG NSEC DNSKEY"
#define A      "a.example. 3600 NSEC ai.example. NS DS RRSIG NSEC"
#define B      "b.example. 3600 NSEC ns1.example. NS RRSIG NSEC"
#define NS1    "ns1.example. 3600 NSEC ns2.example. A RRSIG NSEC"
#define NS2    "ns2.example. 3600 NSEC *.w.example. A RRSIG NSEC"
#define STAR_W "*.w.example. 3600 NSEC x.w.example. MX RRSIG NSEC"
#define X_Y_W  "x.y.w.example. 3600 NSEC xx.example. MX RRSIG NSEC"

/* The chain of RFC 5155 appendix A; comments name what is hashed. */
#define H(owner, next, types) owner ".example. 3600 NSEC3 1 1 12 aabbccdd " next " " types
#define H_APEX                                                                                     \
	H("0p9mhaveqvm6t7vbl5lop2u3t2rp3tom", "2t7b4g4vsa5smi47k61mv5bv1a22bojr",                  \
	  "MX DNSKEY NS SOA NSEC3PARAM RRSIG")
#define H_NS1 H("2t7b4g4vsa5smi47k61mv5bv1a22bojr", "2vptu5timamqttgl4luu9kg21e0aor3s", "A RRSIG")
#define H_A   H("35mthgpgcu1qg68fab165klnsnk3dpvl", "b4um86eghhds6nea196smvmlo4ors995", "NS DS RRSIG")
#define H_X_W H("b4um86eghhds6nea196smvmlo4ors995", "gjeqe526plbf1g8mklp59enfd789njgi", "MX RRSIG")
#define H_Y_W H("ji6neoaepv8b5o6k4ev33abha8ht9fgc", "k8udemvp1j2f7eg6jebps17vp3n8i58h", "")
#define H_W   H("k8udemvp1j2f7eg6jebps17vp3n8i58h", "kohar7mbb8dc2ce8a9qvl8hon4k53uhi", "")
#define H_NS2 H("q04jkcevqvmu85r014c7dkba38o0ji5r", "r53bq7cc2uvmubfu5ocmm6pers9tk9en", "A RRSIG")
#define H_STAR_W                                                                                   \
	H("r53bq7cc2uvmubfu5ocmm6pers9tk9en", "t644ebqk9bibcna874givr6joj62mlhv", "MX RRSIG")

/* Take a line as if a good signature of the zone were there. */
static bool add(struct denial *d, const char *line)
{
	struct rrset set = sec_set(&arena, line);
	const struct rrsig sig = {.signer = d->zone,
	                          .labels = (uint8_t)rrsig_owner_labels(set.owner)};
	return denial_add(d, &set, &sig);
}

static struct denial denial_of(const char *zone, const char *const *lines)
{
	struct denial d;
	denial_init(&d, sec_name(&arena, zone), DENIAL_ROUNDS);
	for (; *lines != NULL; lines++)
		assert_true(add(&d, *lines));
	return d;
}

enum claim { NAME, TYPE, EXPANSION, WILDCARD_TYPE, DELEGATION, OPT_OUT };

static enum proof claim(struct denial *d, enum claim c, const char *text, uint16_t arg)
{
	const uint8_t *name = sec_name(&arena, text);
	switch (c) {
	case NAME:
		return denial_name(d, name);
	case TYPE:
		return denial_type(d, name, arg);
	case EXPANSION:
		return denial_expansion(d, name, arg);
	case WILDCARD_TYPE:
		return denial_wildcard_type(d, name, arg);
	case DELEGATION:
		return denial_delegation(d, name);
	default:
		return denial_opt_out(d, name);
	}
}

struct row {
	const char *lines[6];
	enum claim claim;
	const char *name;
	uint16_t arg;
	enum proof proof;
};

static void check_rows(const char *zone, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct denial d = denial_of(zone, rows[i].lines);
		enum proof got = claim(&d, rows[i].claim, rows[i].name, rows[i].arg);
		if (got != rows[i].proof)
			print_error("row %zu: %d\n", i, got);
		assert_int_equal(got, rows[i].proof);
	}
}

/* RFC 4035 appendix B and what it takes to break each. */
static void nsec_answers_of_the_rfc(void **state)
{
	(void)state;
	static const struct row rows[] = {
		/* B.2: name error */
		{{B, APEX}, NAME, "ml.example.", 0, PROOF_SECURE},
		{{B}, NAME, "ml.example.", 0, PROOF_NONE},
		{{APEX}, NAME, "ml.example.", 0, PROOF_NONE},
		{{B, APEX}, NAME, "b.example.", 0, PROOF_NONE},
		{{B, APEX}, NAME, "a.b.example.", 0, PROOF_NONE}, /* below a cut */
		{{B, APEX}, NAME, "ml.other.", 0, PROOF_NONE},
		/* B.3: no data */
		{{NS1}, TYPE, "ns1.example.", RR_MX, PROOF_SECURE},
		{{NS1}, TYPE, "ns1.example.", RR_A, PROOF_NONE},
		{{NS1}, TYPE, "ns2.example.", RR_MX, PROOF_NONE},
		/* an empty non-terminal */
		{{NS2}, TYPE, "w.example.", RR_A, PROOF_SECURE},
		{{NS2, APEX}, NAME, "w.example.", 0, PROOF_NONE},
		/* B.4, B.5: referrals */
		{{B}, DELEGATION, "b.example.", 0, PROOF_SECURE},
		{{A}, DELEGATION, "a.example.", 0, PROOF_NONE},
		{{NS1}, DELEGATION, "ns1.example.", 0, PROOF_NONE},
		{{APEX}, DELEGATION, "example.", 0, PROOF_NONE},
		{{B}, OPT_OUT, "b.example.", 0, PROOF_NONE},
		/* B.6: wildcard expansion */
		{{X_Y_W}, EXPANSION, "a.z.w.example.", 2, PROOF_SECURE},
		{{X_Y_W}, EXPANSION, "a.z.w.example.", 1, PROOF_NONE}, /* w.example is there */
		{{NS2}, EXPANSION, "a.z.w.example.", 2, PROOF_NONE},
		{{X_Y_W}, EXPANSION, "a.y.w.example.", 2, PROOF_NONE},
		/* B.7: no data from a wildcard */
		{{X_Y_W, STAR_W}, WILDCARD_TYPE, "a.z.w.example.", RR_AAAA, PROOF_SECURE},
		{{X_Y_W, STAR_W}, WILDCARD_TYPE, "a.z.w.example.", RR_MX, PROOF_NONE},
		{{X_Y_W}, WILDCARD_TYPE, "a.z.w.example.", RR_AAAA, PROOF_NONE},
		{{STAR_W}, WILDCARD_TYPE, "a.z.w.example.", RR_AAAA, PROOF_NONE},
		/* a wildcard stands for the name: no name error */
		{{X_Y_W, STAR_W}, NAME, "a.z.w.example.", 0, PROOF_NONE},
		/* B.8: the child's record says nothing of DS */
		{{APEX}, TYPE, "example.", RR_DS, PROOF_NONE},
		{{B}, TYPE, "b.example.", RR_DS, PROOF_SECURE},
		{{A}, TYPE, "a.example.", RR_DS, PROOF_NONE},
		/* RFC 6840 section 4.1: the parent's says nothing of other types */
		{{B}, TYPE, "b.example.", RR_A, PROOF_NONE},
	};
	check_rows("example.", rows, ARRAY_LEN(rows));
}

static void nsec_traps(void **state)
{
	(void)state;
	static const struct row rows[] = {
		/* RFC 6840 section 4.3: CNAME answers for every type */
		{{"c.example. 60 NSEC d.example. CNAME RRSIG NSEC"},
	         TYPE,
	         "c.example.",
	         RR_A,
	         PROOF_NONE},
		/* RFC 6672 section 5.3.4: names below a DNAME are elsewhere */
		{{"c.example. 60 NSEC d.example. DNAME RRSIG NSEC", APEX},
	         NAME,
	         "a.c.example.",
	         0,
	         PROOF_NONE},
		{{"c.example. 60 NSEC d.example. DNAME RRSIG NSEC", APEX},
	         NAME,
	         "ca.example.",
	         0,
	         PROOF_SECURE},
		/* the last record of the chain */
		{{"xx.example. 60 NSEC example. A RRSIG NSEC", APEX},
	         NAME,
	         "zz.example.",
	         0,
	         PROOF_SECURE},
	};
	check_rows("example.", rows, ARRAY_LEN(rows));
	static const struct row root[] = {
		{{". 60 NSEC aaa. NS SOA RRSIG NSEC DNSKEY"}, TYPE, ".", RR_DS, PROOF_SECURE},
		{{". 60 NSEC aaa. NS SOA RRSIG NSEC DNSKEY"}, NAME, "aa.", 0, PROOF_SECURE},
	};
	check_rows(".", root, ARRAY_LEN(root));
}

/* RFC 5155 appendix B and what it takes to break each. */
static void nsec3_answers_of_the_rfc(void **state)
{
	(void)state;
	static const struct row rows[] = {
		/* B.1: name error; all records of that zone opt out */
		{{H_APEX, H_X_W, H_A}, NAME, "a.c.x.w.example.", 0, PROOF_OPT_OUT},
		{{H_APEX, H_X_W}, NAME, "a.c.x.w.example.", 0, PROOF_NONE},
		{{H_X_W, H_A}, NAME, "a.c.x.w.example.", 0, PROOF_NONE},
		{{H_APEX, H_A}, NAME, "a.c.x.w.example.", 0, PROOF_NONE},
		/* B.2: no data; B.2.1: an empty non-terminal */
		{{H_NS1}, TYPE, "ns1.example.", RR_MX, PROOF_SECURE},
		{{H_NS1}, TYPE, "ns1.example.", RR_A, PROOF_NONE},
		{{H_Y_W}, TYPE, "y.w.example.", RR_A, PROOF_SECURE},
		/* B.3: referral in a span of opt-out */
		{{H_A, H_APEX}, DELEGATION, "c.example.", 0, PROOF_OPT_OUT},
		{{H_A, H_APEX}, OPT_OUT, "mc.c.example.", 0, PROOF_OPT_OUT},
		{{H_A, H_APEX}, TYPE, "c.example.", RR_DS, PROOF_OPT_OUT},
		{{H_A, H_APEX}, TYPE, "c.example.", RR_A, PROOF_NONE},
		{{H_APEX}, DELEGATION, "c.example.", 0, PROOF_NONE},
		{{H_A}, DELEGATION, "a.example.", 0, PROOF_NONE}, /* it has DS */
		/* B.4: wildcard expansion */
		{{H_NS2}, EXPANSION, "a.z.w.example.", 2, PROOF_OPT_OUT},
		{{H_NS1}, EXPANSION, "a.z.w.example.", 2, PROOF_NONE},
		/* B.5: no data from a wildcard */
		{{H_W, H_NS2, H_STAR_W}, WILDCARD_TYPE, "a.z.w.example.", RR_AAAA, PROOF_OPT_OUT},
		{{H_W, H_NS2, H_STAR_W}, WILDCARD_TYPE, "a.z.w.example.", RR_MX, PROOF_NONE},
		{{H_W, H_NS2}, WILDCARD_TYPE, "a.z.w.example.", RR_AAAA, PROOF_NONE},
		{{H_NS2, H_STAR_W}, WILDCARD_TYPE, "a.z.w.example.", RR_AAAA, PROOF_NONE},
		/* B.6: the child's record says nothing of DS */
		{{H_APEX}, TYPE, "example.", RR_DS, PROOF_NONE},
	};
	check_rows("example.", rows, ARRAY_LEN(rows));
}

static void nsec3_traps(void **state)
{
	(void)state;
	static const struct row rows[] = {
		/* without the flag: secure, and no span of opt-out */
		{{"q04jkcevqvmu85r014c7dkba38o0ji5r.example. 60 NSEC3 1 0 12 aabbccdd "
	          "r53bq7cc2uvmubfu5ocmm6pers9tk9en A RRSIG"},
	         EXPANSION,
	         "a.z.w.example.",
	         2,
	         PROOF_SECURE},
		/* RFC 5155 section 8.3: no encloser at a cut or at a DNAME */
		{{H("b4um86eghhds6nea196smvmlo4ors995", "gjeqe526plbf1g8mklp59enfd789njgi", "NS"),
	          H_APEX, H_A},
	         NAME,
	         "a.c.x.w.example.",
	         0,
	         PROOF_NONE},
		{{H("b4um86eghhds6nea196smvmlo4ors995", "gjeqe526plbf1g8mklp59enfd789njgi",
	            "DNAME"),
	          H_APEX, H_A},
	         NAME,
	         "a.c.x.w.example.",
	         0,
	         PROOF_NONE},
		/* RFC 9276 section 3.2 */
		{{"q04jkcevqvmu85r014c7dkba38o0ji5r.example. 60 NSEC3 1 0 51 - "
	          "r53bq7cc2uvmubfu5ocmm6pers9tk9en A RRSIG"},
	         NAME,
	         "a.z.w.example.",
	         0,
	         PROOF_INSECURE},
	};
	check_rows("example.", rows, ARRAY_LEN(rows));
}

static void unfit_records_are_left_out(void **state)
{
	(void)state;
	struct denial d;
	denial_init(&d, sec_name(&arena, "example."), DENIAL_ROUNDS);
	assert_false(add(&d, "b.other. 60 NSEC c.other. A"));
	assert_false(add(&d, "b.example. 60 NSEC c.other. A"));
	assert_false(add(&d, "www.example. 60 NSEC3 1 0 1 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A"));
	assert_false(add(&d, "q04jkcevqvmu85r014c7dkba38o0ji5r.sub.example. 60 NSEC3 1 0 1 - "
	                     "2t7b4g4vsa5smi47k61mv5bv1a22bojr A"));
	assert_false(add(&d, "b.example. 60 A 192.0.2.1"));
	assert_true(add(&d, H_APEX));
	assert_false(add(&d, "q04jkcevqvmu85r014c7dkba38o0ji5r.example. 60 NSEC3 1 0 1 - "
	                     "2t7b4g4vsa5smi47k61mv5bv1a22bojr A")); /* other parameters */
	/* signed by another zone; expanded from a wildcard */
	struct rrset set = sec_set(&arena, NS1);
	struct rrsig sig = {.signer = sec_name(&arena, "ns1.example."), .labels = 2};
	assert_false(denial_add(&d, &set, &sig));
	sig = (struct rrsig){.signer = d.zone, .labels = 1};
	assert_false(denial_add(&d, &set, &sig));
	sig.labels = 2;
	assert_true(denial_add(&d, &set, &sig));
}

/* CVE-2023-50868 */
static void work_is_bounded(void **state)
{
	(void)state;
	struct denial d;
	struct text name;
	unsigned taken = 0;
	text_init(&name);
	for (int i = 0; i < 120; i++)
		text_put(&name, "a.");
	text_put(&name, "example.");
	denial_init(&d, sec_name(&arena, "example."), 13 * 10);
	assert_true(add(&d, H_APEX));
	assert_int_equal(claim(&d, NAME, name.buf, 0), PROOF_LIMIT);
	assert_int_equal(d.rounds_left, 0);
	assert_int_equal(claim(&d, TYPE, "b.example.", RR_A), PROOF_LIMIT);
	for (int i = 0; i < 20; i++)
		taken += add(&d, H_APEX);
	assert_int_equal(taken, DENIAL_RECORDS_MAX - 1);
	text_deinit(&name);
}

static int teardown(void **state)
{
	(void)state;
	arena_deinit(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nsec_answers_of_the_rfc),    cmocka_unit_test(nsec_traps),
		cmocka_unit_test(nsec3_answers_of_the_rfc),   cmocka_unit_test(nsec3_traps),
		cmocka_unit_test(unfit_records_are_left_out), cmocka_unit_test(work_is_bounded),
	};
	arena_init(&arena, 0);
	return cmocka_run_group_tests(tests, NULL, teardown);
}
