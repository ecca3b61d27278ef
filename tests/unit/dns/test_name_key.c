/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"
#include "base/base64.h"
#include "base/mem.h"
#include "base/rand.h"
#include "dns/name.h"
#include "dns/name_key.h"

#include <string.h>

static void name_draw(struct name *out)
{
	static const uint8_t odd[] = {0,   1,   0x2c, '-',  '.',  '/',  '0', '9',
	                              ':', '@', 'A',  'Z',  '[',  '^',  '_', '`',
	                              'a', 'z', '{',  0x7f, 0xa8, 0xa9, 0xff};
	size_t at = 0;
	unsigned labels = rand_below(5);
	for (unsigned i = 0; i < labels; i++) {
		uint8_t len = (uint8_t)(1 + rand_below(rand_below(10) == 0 ? 63 : 3));
		if (at + len + 2u > NAME_MAX_LEN)
			break;
		out->wire[at++] = len;
		for (unsigned k = 0; k < len; k++)
			out->wire[at++] = rand_below(4) ? odd[rand_below(ARRAY_LEN(odd))]
			                                : (uint8_t)rand_u32();
	}
	out->wire[at++] = 0;
	out->len = (uint8_t)at;
}

static int key_cmp(const struct name_key *a, const struct name_key *b)
{
	size_t i = name_key_common(a, b);
	return name_key_at(a, i) - name_key_at(b, i);
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void name_key_order_is_canonical_order(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (unsigned i = 0; i < 200000; i++) {
		struct name a, b;
		struct name_key ka, kb;
		name_draw(&a);
		name_draw(&b);
		name_key_make(&ka, a.wire);
		name_key_make(&kb, b.wire);
		assert_int_equal(sign(key_cmp(&ka, &kb)), sign(name_cmp(a.wire, b.wire)));
	}
}

static void name_key_descend_gives_the_key_of_a_child_of_any_ancestor(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (unsigned i = 0; i < 20000; i++) {
		struct name name, label, child;
		struct name_key key, expected;
		name_draw(&name);
		name_draw(&label);
		name_key_make(&key, name.wire);
		size_t labels = rand_below((uint32_t)name_labels(name.wire) + 1);
		const uint8_t *ancestor = name_skip(name.wire, name_labels(name.wire) - labels);
		if (name_is_root(label.wire) ||
		    name_prepend(&child, span_of(label.wire + 1, label.wire[0]), ancestor) != OK)
			continue;
		name_key_descend(&key, labels, child.wire);
		name_key_make(&expected, child.wire);
		assert_int_equal(key.len, expected.len);
		assert_int_equal(key.labels, expected.labels);
		assert_memory_equal(key.symbols, expected.symbols, expected.len + 1u);
		assert_memory_equal(key.ends, expected.ends, (labels + 2) * sizeof(key.ends[0]));
	}
}

static void name_key_of_every_octet_is_distinct_and_in_order(void **state)
{
	(void)state;
	struct name_key last = {0}, key;
	for (unsigned c = 0; c < 256; c++) {
		const uint8_t name[] = {1, (uint8_t)c, 0};
		name_key_make(&key, name);
		for (size_t i = 0; i < key.len; i++)
			assert_in_range(key.symbols[i], 1, NAME_KEY_SYMBOLS - 1);
		if (c >= 'A' && c <= 'Z')
			continue;
		if (c > 0)
			assert_true(key_cmp(&last, &key) < 0);
		last = key;
	}
}

static void name_key_of_an_ancestor_is_a_prefix(void **state)
{
	(void)state;
	struct name_key key, parent;
	const uint8_t name[] = "\3WwW\7example\3com";
	name_key_make(&key, name);
	name_key_make(&parent, name_parent(name));
	assert_int_equal(name_key_common(&key, &parent), parent.len);
	assert_int_equal(key.labels, 3);
	assert_int_equal(key.ends[3], key.len);
	assert_int_equal(key.ends[2], parent.len);
	assert_int_equal(key.ends[0], 0);
	assert_int_equal(parent.symbols[parent.len - 1], NAME_KEY_SEP);
	name_key_make(&key, name_root);
	assert_int_equal(key.len, 0);
}

static void name_key_fits_the_longest_name(void **state)
{
	(void)state;
	struct name n = {0};
	struct name_key key;
	size_t at = 0;
	for (unsigned i = 0; i < 4; i++) {
		uint8_t len = i < 3 ? 63 : 61;
		n.wire[at] = len;
		memset(n.wire + at + 1, 0xff, len);
		at += len + 1u;
	}
	name_key_make(&key, n.wire);
	assert_int_equal(key.len, 2 * 250 + 4);
	assert_true(key.len < NAME_KEY_MAX);
	assert_int_equal(key.symbols[key.len], NAME_KEY_END);
}

static void name_key_word_orders_as_the_symbols(void **state)
{
	(void)state;
	struct name_key a, b;
	name_key_make(&a, (const uint8_t *)"\1a");
	name_key_make(&b, (const uint8_t *)"\2ab");
	assert_true(name_key_word(&a, 0) < name_key_word(&b, 0));
	assert_int_equal(name_key_word(&a, 2), 0);
}

static void name_key_read_copies_folds_and_keys_any_name(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (unsigned i = 0; i < 50000; i++) {
		struct name name, lower, copy, folded;
		struct name_key expected, key;
		name_draw(&name);
		lower = name;
		name_lower(lower.wire, lower.len);
		name_key_make(&expected, name.wire);
		/* An exact buffer: what reads behind it is found by the sanitizer. */
		size_t more = rand_below(20);
		uint8_t *wire = mem_zalloc(name.len + more);
		memcpy(wire, name.wire, name.len);
		size_t len = name_key_read(&key, copy.wire, folded.wire, wire, name.len + more);
		assert_int_equal(len, name.len);
		assert_memory_equal(copy.wire, name.wire, len);
		assert_memory_equal(folded.wire, lower.wire, len);
		assert_int_equal(key.len, expected.len);
		assert_int_equal(key.labels, expected.labels);
		assert_memory_equal(key.symbols, expected.symbols, key.len + 1u);
		assert_memory_equal(key.ends, expected.ends,
		                    (key.labels + 1u) * sizeof(key.ends[0]));
		assert_int_equal(name_key_read(&key, copy.wire, copy.wire, wire, name.len), len);
		assert_memory_equal(copy.wire, lower.wire, len);
		for (size_t cut = 0; cut < MIN_OF(len, (size_t)40); cut++)
			assert_int_equal(name_key_read(&key, copy.wire, folded.wire, wire, cut), 0);
		mem_free(wire);
	}
}

static void name_key_read_refuses_what_is_no_plain_name(void **state)
{
	(void)state;
	uint8_t wire[300], copy[NAME_READ_ROOM], lower[NAME_READ_ROOM];
	struct name_key key;
	assert_int_equal(name_key_read(&key, copy, lower, (const uint8_t *)"\1a\xc0\0", 4), 0);
	memset(wire, 1, sizeof(wire)); /* labels of one octet, until it is too long */
	assert_int_equal(name_key_read(&key, copy, lower, wire, sizeof(wire)), 0);
	wire[254] = 0;
	assert_int_equal(name_key_read(&key, copy, lower, wire, sizeof(wire)), 255);
	wire[254] = 1;
	wire[256] = 0;
	assert_int_equal(name_key_read(&key, copy, lower, wire, sizeof(wire)), 0);
}

static void name_key_base32hex_is_the_key_of_the_text(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (unsigned i = 0; i < 10000; i++) {
		uint8_t hash[NAME_HASH_LEN], symbols[NAME_HASH_LABEL], text[NAME_HASH_LABEL];
		struct name_key key;
		char expected[NAME_HASH_LABEL + 2] = {NAME_HASH_LABEL};
		struct text t;
		rand_octets(hash, sizeof(hash));
		text_init_fixed(&t, expected + 1, NAME_HASH_LABEL + 1);
		base32hex_print(&t, span_of(hash, sizeof(hash)), false);
		name_key_base32hex(symbols, text, hash, 1);
		name_key_base32hex(symbols + 8, text + 8, hash + NAME_HASH_GROUP, 3);
		assert_memory_equal(text, expected + 1, sizeof(text));
		name_key_make(&key, (const uint8_t *)expected);
		assert_memory_equal(symbols, key.symbols, sizeof(symbols));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(name_key_read_copies_folds_and_keys_any_name),
		cmocka_unit_test(name_key_read_refuses_what_is_no_plain_name),
		cmocka_unit_test(name_key_base32hex_is_the_key_of_the_text),
		cmocka_unit_test(name_key_descend_gives_the_key_of_a_child_of_any_ancestor),
		cmocka_unit_test(name_key_order_is_canonical_order),
		cmocka_unit_test(name_key_of_every_octet_is_distinct_and_in_order),
		cmocka_unit_test(name_key_of_an_ancestor_is_a_prefix),
		cmocka_unit_test(name_key_fits_the_longest_name),
		cmocka_unit_test(name_key_word_orders_as_the_symbols),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
