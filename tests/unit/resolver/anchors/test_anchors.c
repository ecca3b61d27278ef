/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/anchors/anchors.h"

#include "../signer.h"

static void add_ds(struct anchors *s, const char *owner)
{
	static const uint8_t rdata[36] = {1, 2, 13, 2};
	struct anchor *a;
	assert_ok(anchors_make(s, nm(owner), &a));
	assert_ok(anchor_add(a, RR_DS, 3600, span_of(rdata, sizeof(rdata))));
}

static const uint8_t *covered_by(const struct anchors *s, const char *name)
{
	const struct anchor *a = anchors_cover(s, nm(name));
	return a != NULL ? a->owner.wire : NULL;
}

static void the_closest_anchor_covers(void **state)
{
	(void)state;
	struct anchors *s = anchors_new();
	assert_null(covered_by(s, "a.example."));
	add_ds(s, "Example.");
	add_ds(s, "b.example.");
	assert_null(covered_by(s, "net."));
	assert_true(name_equal(covered_by(s, "x.a.EXAMPLE."), nm("example.")));
	assert_true(name_equal(covered_by(s, "b.example."), nm("b.example.")));
	assert_true(name_equal(covered_by(s, "c.b.example."), nm("b.example.")));
	assert_true(anchors_remove(s, nm("b.example.")));
	assert_false(anchors_remove(s, nm("b.example.")));
	assert_true(name_equal(covered_by(s, "c.b.example."), nm("example.")));
	anchors_free(s);
}

static void a_negative_anchor_ends_it_and_an_anchor_below_begins_anew(void **state)
{
	(void)state;
	struct anchors *s = anchors_new();
	struct name negative;
	name_copy(&negative, nm("No.example."));
	add_ds(s, ".");
	add_ds(s, "yes.no.example.");
	anchors_set_negative(s, &negative, 1);
	assert_non_null(covered_by(s, "example."));
	assert_null(covered_by(s, "no.example."));
	assert_null(covered_by(s, "a.no.example."));
	assert_true(name_equal(covered_by(s, "a.yes.no.example."), nm("yes.no.example.")));
	/* at the same name the negative one wins */
	add_ds(s, "no.example.");
	assert_null(covered_by(s, "a.no.example."));
	assert_true(name_equal(anchors_negative_at(s, 0)->wire, nm("no.example.")));
	assert_null(anchors_negative_at(s, 1));
	anchors_set_negative(s, NULL, 0);
	assert_non_null(covered_by(s, "a.no.example."));
	anchors_free(s);
}

static void keys_that_are_not_trusted_cover_nothing(void **state)
{
	(void)state;
	struct anchors *s = anchors_new();
	add_ds(s, "example.");
	struct anchor *a = anchors_get(s, nm("example."));
	a->keys.items[0].state = ANCHOR_MISSING;
	assert_non_null(covered_by(s, "example."));
	a->keys.items[0].state = ANCHOR_REVOKED;
	assert_null(covered_by(s, "example."));
	anchors_free(s);
}

static void the_root_keys_are_those_of_iana(void **state)
{
	(void)state;
	static const char *const text[] = {
		"20326 8 2 "
		"E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
		"38696 8 2 "
		"683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16",
	};
	struct anchors *s = anchors_new();
	anchors_add_root(s);
	const struct anchor *a = anchors_at(s, 0);
	assert_null(anchors_at(s, 1));
	assert_int_equal(a->keys.count, 2);
	for (size_t i = 0; i < 2; i++) {
		uint8_t rdata[100];
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		assert_ok(rdata_parse_line(&w, RR_DS, span_str(text[i]), name_root));
		assert_true(span_equal(wire_written(&w), anchor_key_rdata(&a->keys.items[i])));
	}
	anchors_free(s);
}

static void keys_match_by_digest_and_by_themselves(void **state)
{
	(void)state;
	struct signer key, other;
	struct anchor by_ds, by_key;
	struct dnskey k, no;
	uint8_t ds[60];
	signer_init(&key, nm("example."), CRYPTO_ED25519, 257);
	signer_init(&other, nm("example."), CRYPTO_ED25519, 257);
	assert_ok(dnskey_rdata_read(&k, span_of(key.rdata, key.rdata_len)));
	assert_ok(dnskey_rdata_read(&no, span_of(other.rdata, other.rdata_len)));
	anchor_init(&by_ds, nm("example."));
	anchor_init(&by_key, nm("example."));
	assert_ok(anchor_add(&by_ds, RR_DS, 1, signer_ds(&key, DS_SHA256, ds, sizeof(ds))));
	assert_ok(anchor_add(&by_key, RR_DNSKEY, 1, k.rdata));
	assert_true(anchor_matches(&by_ds, &k));
	assert_true(anchor_matches(&by_key, &k));
	assert_false(anchor_matches(&by_ds, &no));
	assert_false(anchor_matches(&by_key, &no));
	by_key.keys.items[0].state = ANCHOR_ADD_PEND;
	assert_false(anchor_matches(&by_key, &k));
	anchor_deinit(&by_ds);
	anchor_deinit(&by_key);
	signer_deinit(&key);
	signer_deinit(&other);
}

static void what_is_no_key_is_refused(void **state)
{
	(void)state;
	struct anchor a;
	uint8_t many[5] = {1, 1, 3, 8};
	anchor_init(&a, name_root);
	assert_int_equal(anchor_add(&a, RR_A, 1, span_of(many, 4)), E_TYPE);
	assert_int_equal(anchor_add(&a, RR_DNSKEY, 1, span_of(many, 3)), E_MALFORMED);
	for (unsigned i = 0; i < ANCHOR_KEYS_MAX; i++) {
		many[4] = (uint8_t)i;
		assert_ok(anchor_add(&a, RR_DNSKEY, 1, span_of(many, 5)));
	}
	assert_ok(anchor_add(&a, RR_DNSKEY, 1, span_of(many, 5))); /* there already */
	many[4]++;
	assert_int_equal(anchor_add(&a, RR_DNSKEY, 1, span_of(many, 5)), E_LIMIT);
	anchor_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_closest_anchor_covers),
		cmocka_unit_test(a_negative_anchor_ends_it_and_an_anchor_below_begins_anew),
		cmocka_unit_test(keys_that_are_not_trusted_cover_nothing),
		cmocka_unit_test(the_root_keys_are_those_of_iana),
		cmocka_unit_test(keys_match_by_digest_and_by_themselves),
		cmocka_unit_test(what_is_no_key_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
