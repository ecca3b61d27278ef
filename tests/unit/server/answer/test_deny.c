/* SPDX-License-Identifier: BSD-2-Clause */
/* Proofs in the zone of RFC 5155 appendix A, and in one with NSEC. Signatures are left out. */
#include "../answer_text.h"

static struct served *nsec, *nsec3;

static int setup(void **state)
{
	(void)state;
	nsec = served_new(
		"e.",
		(const char *[]){"@ 60 SOA a b 7 7200 900 1209600 60", "@ 60 NSEC a.b SOA NSEC",
	                         "a.b 60 A 192.0.2.1", "a.b 60 NSEC sec A", "sec 60 NS ns.x.",
	                         "sec 60 DS 1 8 1 0000000000000000000000000000000000000000",
	                         "sec 60 NSEC sub NS DS", "sub 60 NS ns.x.", "sub 60 NSEC f.*.v NS",
	                         "f.*.v 60 A 192.0.2.2", "f.*.v 60 NSEC *.w A", "*.w 60 TXT x",
	                         "*.w 60 NSEC @ TXT", NULL});
	nsec3 = served_new(
		"example.",
		(const char *[]){
			"@ 3600 SOA ns1 bugs.x.w 1 3600 300 3600000 3600",
			"@ 3600 NSEC3PARAM 1 0 12 aabbccdd",
			"@ 3600 MX 1 xx",
			"2t7b4g4vsa5smi47k61mv5bv1a22bojr 3600 A 192.0.2.127",
			"a 3600 NS ns1.a",
			"a 3600 NS ns2.a",
			"a 3600 DS 58470 5 1 3079f1593ebad6dc121e202a8b766a6a4837206c",
			"ns1.a 3600 A 192.0.2.5",
			"ns2.a 3600 A 192.0.2.6",
			"ai 3600 A 192.0.2.9",
			"c 3600 NS ns1.c",
			"ns1.c 3600 A 192.0.2.7",
			"ns1 3600 A 192.0.2.1",
			"ns2 3600 A 192.0.2.2",
			"*.w 3600 MX 1 ai",
			"x.w 3600 MX 1 xx",
			"x.y.w 3600 MX 1 xx",
			"xx 3600 A 192.0.2.10",
			"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 3600 NSEC3 1 1 12 aabbccdd "
			"2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG",
			"2t7b4g4vsa5smi47k61mv5bv1a22bojr 3600 NSEC3 1 1 12 aabbccdd "
			"2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG",
			"2vptu5timamqttgl4luu9kg21e0aor3s 3600 NSEC3 1 1 12 aabbccdd "
			"35mthgpgcu1qg68fab165klnsnk3dpvl MX RRSIG",
			"35mthgpgcu1qg68fab165klnsnk3dpvl 3600 NSEC3 1 1 12 aabbccdd "
			"b4um86eghhds6nea196smvmlo4ors995 NS DS RRSIG",
			"b4um86eghhds6nea196smvmlo4ors995 3600 NSEC3 1 1 12 aabbccdd "
			"gjeqe526plbf1g8mklp59enfd789njgi MX RRSIG",
			"gjeqe526plbf1g8mklp59enfd789njgi 3600 NSEC3 1 1 12 aabbccdd "
			"ji6neoaepv8b5o6k4ev33abha8ht9fgc HINFO A AAAA RRSIG",
			"ji6neoaepv8b5o6k4ev33abha8ht9fgc 3600 NSEC3 1 1 12 aabbccdd "
			"k8udemvp1j2f7eg6jebps17vp3n8i58h",
			"k8udemvp1j2f7eg6jebps17vp3n8i58h 3600 NSEC3 1 1 12 aabbccdd "
			"kohar7mbb8dc2ce8a9qvl8hon4k53uhi",
			"kohar7mbb8dc2ce8a9qvl8hon4k53uhi 3600 NSEC3 1 1 12 aabbccdd "
			"q04jkcevqvmu85r014c7dkba38o0ji5r A RRSIG",
			"q04jkcevqvmu85r014c7dkba38o0ji5r 3600 NSEC3 1 1 12 aabbccdd "
			"r53bq7cc2uvmubfu5ocmm6pers9tk9en A RRSIG",
			"r53bq7cc2uvmubfu5ocmm6pers9tk9en 3600 NSEC3 1 1 12 aabbccdd "
			"t644ebqk9bibcna874givr6joj62mlhv MX RRSIG",
			"t644ebqk9bibcna874givr6joj62mlhv 3600 NSEC3 1 1 12 aabbccdd "
			"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A HINFO AAAA RRSIG",
			NULL});
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	served_free(nsec);
	served_free(nsec3);
	return 0;
}

/* First labels of the owners of all records of the type in the authority section. */
static const char *owners(struct served *s, const char *words, const char *type)
{
	static char out[256];
	const char *text = ask(s, words);
	out[0] = '\0';
	for (const char *p = strstr(text, "\nau "); p != NULL; p = strstr(p + 1, "\nau ")) {
		char owner[64], found[16];
		if (sscanf(p, "\nau %63[^.]%*s %*u %15s", owner, found) == 2 &&
		    strcmp(found, type) == 0) {
			size_t len = strlen(out);
			snprintf(out + len, sizeof(out) - len, "%.4s ", owner);
		}
	}
	return out;
}

#define assert_nsec(words, expected)  assert_string_equal(owners(nsec, words, "NSEC"), expected)
#define assert_nsec3(words, expected) assert_string_equal(owners(nsec3, words, "NSEC3"), expected)

static void nsec_proofs(void **state)
{
	(void)state;
	assert_nsec("x.e. A", "");
	assert_nsec("x.e. A do", "* e "); /* name and wildcard */
	assert_nsec("0.e. A do", "e ");   /* both by one */
	assert_nsec("a.b.e. TXT do", "a ");
	assert_nsec("b.e. TXT do", "e ");   /* empty non-terminal */
	assert_nsec("sub.e. A do", "sub "); /* insecure referral */
	assert_nsec("sec.e. A do", "");     /* DS instead */
	assert_nsec("sub.e. DS do", "sub ");
	assert_nsec("q.w.e. TXT do", "* ");   /* wildcard answer */
	assert_nsec("q.w.e. A do", "* ");     /* wildcard NODATA */
	assert_nsec("q.v.e. A do", "sub f "); /* the same of an empty wildcard */
}

/* RFC 5155 appendix B */
static void nsec3_proofs(void **state)
{
	(void)state;
	assert_nsec3("a.c.x.w.example. A", "");
	assert_nsec3("a.c.x.w.example. A do", "b4um 0p9m 35mt ");  /* B.1 */
	assert_nsec3("ns1.example. MX do", "2t7b ");               /* B.2 */
	assert_nsec3("y.w.example. A do", "ji6n ");                /* B.2.1 */
	assert_nsec3("mc.c.example. MX do", "0p9m 35mt ");         /* B.3: opt-out */
	assert_nsec3("a.z.w.example. MX do", "q04j ");             /* B.4 */
	assert_nsec3("a.z.w.example. AAAA do", "k8ud q04j r53b "); /* B.5 */
	assert_nsec3("example. DS do", "0p9m ");                   /* B.6 */
	assert_nsec3("c.example. DS do", "0p9m 35mt ");
	assert_nsec3("www.a.example. MX do", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nsec_proofs),
		cmocka_unit_test(nsec3_proofs),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
