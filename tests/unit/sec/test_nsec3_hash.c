/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"
#include "base/base64.h"
#include "dns/name.h"
#include "sec/nsec3_hash.h"

#include <string.h>

/* RFC 5155 appendix A */
static void nsec3_hash_of_the_rfc(void **state)
{
	(void)state;
	static const struct {
		const char *name, *hash;
	} vectors[] = {
		{"example.", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"},
		{"a.example.", "35mthgpgcu1qg68fab165klnsnk3dpvl"},
		{"ai.example.", "gjeqe526plbf1g8mklp59enfd789njgi"},
		{"*.w.example.", "r53bq7cc2uvmubfu5ocmm6pers9tk9en"},
		{"x.y.w.example.", "2vptu5timamqttgl4luu9kg21e0aor3s"},
	};
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct name n;
		uint8_t hash[NSEC3_HASH_LEN], expected[NSEC3_HASH_LEN];
		size_t len;
		assert_ok(name_parse_str(&n, vectors[i].name));
		assert_ok(base32hex_parse(expected, &len, span_str(vectors[i].hash)));
		nsec3_hash(hash, n.wire, span_of("\xaa\xbb\xcc\xdd", 4), 12);
		assert_memory_equal(hash, expected, NSEC3_HASH_LEN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nsec3_hash_of_the_rfc),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
