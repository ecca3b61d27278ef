/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts that hold for every type of the table, tried on random data made from the types' rows. */
#include "support.h"

#include "base/mem.h"
#include "base/rand.h"
#include "dns/rdata.h"
#include "dns/rdata_field.h"

enum { ROUNDS = 300, CAP = 4096 };

static void octets(struct wire_writer *w, size_t len)
{
	uint8_t *to = wire_reserve(w, len);
	assert_non_null(to);
	rand_octets(to, len);
}

static void name(struct wire_writer *w)
{
	for (size_t labels = rand_below(4); labels > 0; labels--) {
		uint8_t len = (uint8_t)(1 + rand_below(12));
		wire_write_u8(w, len);
		octets(w, len);
	}
	wire_write_u8(w, 0);
}

static void string(struct wire_writer *w)
{
	uint8_t len = (uint8_t)(rand_below(10) == 0 ? 255 : rand_below(20));
	wire_write_u8(w, len);
	octets(w, len);
}

static void bitmap(struct wire_writer *w)
{
	for (unsigned window = (unsigned)rand_below(3); window < 256;
	     window += 1 + rand_below(100)) {
		uint8_t len = (uint8_t)(1 + rand_below(32));
		wire_write_u8(w, (uint8_t)window);
		wire_write_u8(w, len);
		octets(w, len);
		w->data[w->pos - 1] |= 1;
	}
}

static void gateway(struct wire_writer *w, unsigned type)
{
	if (type == 1)
		octets(w, 4);
	else if (type == 2)
		octets(w, 16);
	else if (type == 3)
		name(w);
	else if (type > 3)
		octets(w, rand_below(9));
}

static void apl(struct wire_writer *w)
{
	for (size_t n = rand_below(4); n > 0; n--) {
		uint16_t family = (uint16_t)(1 + rand_below(3));
		size_t len = rand_below(family == 1 ? 5 : 17);
		wire_write_u16(w, family);
		wire_write_u8(w, (uint8_t)rand_below(33));
		wire_write_u8(w, (uint8_t)(len | (rand_below(2) * 0x80)));
		octets(w, len);
		if (len > 0)
			w->data[w->pos - 1] |= 1;
	}
}

static void strings_list(struct wire_writer *w)
{
	for (size_t n = 1 + rand_below(4); n > 0; n--) {
		uint8_t len = (uint8_t)(1 + rand_below(9));
		wire_write_u8(w, len);
		octets(w, len);
		for (size_t i = 1; i <= len; i++) /* make commas and backslashes common */
			if (rand_below(4) == 0)
				w->data[w->pos - i] = ",\\\"; "[rand_below(5)];
	}
}

static void svcb_value(struct wire_writer *w, unsigned key)
{
	size_t n = 1 + rand_below(3);
	switch (key) {
	case 1:
	case 10:
		strings_list(w);
		break;
	case 2:
	case 8:
	case 11:
		break;
	case 3:
		octets(w, 2);
		break;
	case 4:
		octets(w, 4 * n);
		break;
	case 6:
		octets(w, 16 * n);
		break;
	case 9:
		octets(w, 2 * n);
		break;
	case 5:
		octets(w, n);
		break;
	default:
		octets(w, rand_below(12));
	}
}

static void svcb(struct wire_writer *w)
{
	unsigned keys[40], count = 0;
	for (unsigned key = 1 + (unsigned)rand_below(3); key < 65536;
	     key += key < 12 ? 1 + (unsigned)rand_below(2) : 1 + (unsigned)rand_below(20000))
		keys[count++] = key;
	if (rand_below(2) == 0 && count > 1) {
		wire_write_u16(w, 0);
		wire_write_u16(w, 4);
		wire_write_u16(w, (uint16_t)keys[0]);
		wire_write_u16(w, (uint16_t)keys[count - 1]);
	}
	for (unsigned i = 0; i < count; i++) {
		wire_write_u16(w, (uint16_t)keys[i]);
		wire_write_u16(w, 0);
		size_t start = w->pos;
		svcb_value(w, keys[i]);
		wire_set_u16(w->data + start - 2, (uint16_t)(w->pos - start));
	}
}

static void a6_address(struct wire_writer *w)
{
	uint8_t prefix = (uint8_t)rand_below(129);
	size_t len = 16u - prefix / 8;
	wire_write_u8(w, prefix);
	size_t start = w->pos;
	octets(w, len);
	if (len > 0)
		w->data[start] &= (uint8_t)(0xff >> prefix % 8);
}

static void counted(struct wire_writer *w, size_t len)
{
	wire_write_u8(w, (uint8_t)len);
	octets(w, len);
}

static void tag(struct wire_writer *w)
{
	uint8_t len = (uint8_t)(1 + rand_below(15));
	wire_write_u8(w, len);
	for (; len > 0; len--)
		wire_write_u8(w, (uint8_t) "abcXYZ019-"[rand_below(10)]);
}

static void hip(struct wire_writer *w)
{
	size_t hit = 1 + rand_below(20), key = 1 + rand_below(300);
	wire_write_u8(w, (uint8_t)hit);
	wire_write_u8(w, (uint8_t)rand_u64());
	wire_write_u16(w, (uint16_t)key);
	octets(w, hit + key);
}

/* Append a random valid field. */
static void field(struct wire_writer *w, enum rdata_kind_id kind)
{
	size_t n = rand_below(6);
	switch (kind) {
	case RDATA_NAME:
	case RDATA_NAME_LOWER:
	case RDATA_NAME_OLD:
	case RDATA_NAME_COMPRESSED:
		name(w);
		break;
	case RDATA_NAMES:
		for (; n > 0; n--)
			name(w);
		break;
	case RDATA_STRING:
		string(w);
		break;
	case RDATA_STRING_OPTIONAL:
		if (n > 2)
			string(w);
		break;
	case RDATA_STRINGS:
		for (n++; n > 0; n--)
			string(w);
		break;
	case RDATA_TAG:
		tag(w);
		break;
	case RDATA_ATMA:
		wire_write_u8(w, (uint8_t)rand_below(3));
		octets(w, 1 + n);
		break;
	case RDATA_NSAP:
		octets(w, 1 + n * 4);
		break;
	case RDATA_BASE64_COUNTED:
		wire_write_u16(w, (uint16_t)(n * 50));
		octets(w, n * 50);
		break;
	case RDATA_SALT:
		counted(w, n * 51);
		break;
	case RDATA_HASH:
		counted(w, 1 + rand_below(255));
		break;
	case RDATA_BITMAP:
		bitmap(w);
		break;
	case RDATA_NXT_BITMAP:
		octets(w, 1 + n * 3);
		w->data[w->pos - 1] |= 1;
		w->data[w->pos - 1 - n * 3] &= 0x7f;
		break;
	case RDATA_APL:
		apl(w);
		break;
	case RDATA_A6_ADDRESS:
		a6_address(w);
		break;
	case RDATA_A6_NAME:
		if (w->data[0] != 0)
			name(w);
		break;
	case RDATA_GATEWAY:
		gateway(w, w->data[1] %= 5);
		break;
	case RDATA_RELAY:
		gateway(w, (w->data[1] &= 0x83) & 0x7f);
		break;
	case RDATA_HIP:
		hip(w);
		break;
	case RDATA_SVCB:
		svcb(w);
		break;
	default: /* fixed sizes, and kinds that take any octets */
		octets(w, rdata_kinds[kind].size > 0 ? rdata_kinds[kind].size : rand_below(100));
	}
}

static struct span random_rdata(uint8_t buf[CAP], const struct rrtype *row)
{
	struct wire_writer w = wire_writer_of(buf, CAP);
	for (size_t i = 0; i < row->field_count; i++)
		field(&w, row->fields[i].kind);
	assert_ok(w.err);
	return wire_written(&w);
}

static void assert_parses_back(uint16_t type, struct span rdata, const struct rdata_style *style)
{
	uint8_t back[CAP];
	struct text t;
	struct wire_writer w = wire_writer_of(back, sizeof(back));
	text_init(&t);
	rdata_print(&t, type, rdata, style);
	enum err err = rdata_parse_line(&w, type, text_span(&t), NULL);
	if (err != OK || !span_equal(wire_written(&w), rdata))
		fail_msg("%s: %s: %s", rrtype_get(type)->word, err_name(err), t.buf);
	text_deinit(&t);
}

static void text_of_every_type_parses_back(void **state)
{
	(void)state;
	static const struct rdata_style lines = {.multiline = true}, generic = {.generic = true};
	uint8_t buf[CAP];
	rand_replay(test_seed(rand_u64()));
	for (size_t i = 0; rrtype_at(i) != NULL; i++) {
		const struct rrtype *row = rrtype_at(i);
		for (int round = 0; round < ROUNDS; round++) {
			struct span rdata = random_rdata(buf, row);
			enum err err = rdata_check(row->number, rdata);
			if (err != OK)
				fail_msg("%s: %s", row->word, err_name(err));
			assert_parses_back(row->number, rdata, NULL);
			if (round % 10 == 0) {
				assert_parses_back(row->number, rdata, &generic);
				/* Comments inside parentheses need a scanner of files. */
				if (row->number != RR_SOA)
					assert_parses_back(row->number, rdata, &lines);
			}
		}
	}
	rand_replay(0);
}

/* Cut or extended data is refused, or is good data of another length; nothing is read beyond it. */
static void wrong_lengths_are_safe(void **state)
{
	(void)state;
	uint8_t buf[CAP];
	rand_replay(test_seed(rand_u64()));
	for (size_t i = 0; rrtype_at(i) != NULL; i++) {
		const struct rrtype *row = rrtype_at(i);
		for (int round = 0; round < 10; round++) {
			struct span rdata = random_rdata(buf, row);
			size_t longest = MIN_OF(rdata.len + 3, (size_t)CAP);
			for (size_t len = 0; len <= longest; len++) {
				uint8_t *exact = mem_dup(buf, len > 0 ? len : 1);
				struct span cut = span_of(exact, len);
				struct rdata_name names[RDATA_MAX_NAMES];
				if (rdata_check(row->number, cut) == OK) {
					assert_parses_back(row->number, cut, NULL);
					rdata_lower(row->number, exact, len);
					assert_ok(rdata_check(row->number, cut));
				}
				assert_true(rdata_names(names, row->number, cut) <=
				            RDATA_MAX_NAMES);
				mem_free(exact);
			}
		}
	}
	rand_replay(0);
}

static void uncompressed_data_reads_as_it_is(void **state)
{
	(void)state;
	uint8_t buf[CAP], out[CAP];
	rand_replay(test_seed(rand_u64()));
	for (size_t i = 0; rrtype_at(i) != NULL; i++) {
		const struct rrtype *row = rrtype_at(i);
		struct span rdata = random_rdata(buf, row);
		struct wire_writer w = wire_writer_of(out, sizeof(out));
		assert_ok(rdata_read(&w, row->number, rdata, 0, rdata.len));
		assert_true(span_equal(wire_written(&w), rdata));
	}
	rand_replay(0);
}

static void rdata_read_expands_old_types_only(void **state)
{
	(void)state;
	static const uint8_t msg[] = "\3org\0\0\12\1a\300\0";
	uint8_t out[64];
	struct span whole = span_of(msg, sizeof(msg) - 1);
	static const uint16_t expanding[] = {RR_MX, RR_AFSDB, RR_RT, RR_KX};
	for (size_t i = 0; i < ARRAY_LEN(expanding); i++) {
		struct wire_writer w = wire_writer_of(out, sizeof(out));
		assert_ok(rdata_read(&w, expanding[i], whole, 5, 6));
		assert_int_equal(w.pos, 9);
		assert_memory_equal(out, "\0\12\1a\3org\0", 9);
	}
	struct wire_writer w = wire_writer_of(out, sizeof(out));
	assert_int_equal(rdata_read(&w, RR_LP, whole, 5, 6), E_LABEL_TYPE);
	assert_int_equal(w.pos, 0);
	/* A name may not end outside its data, though the message goes on. */
	assert_int_equal(rdata_read(&w, RR_MX, whole, 5, 5), E_EOF);
	assert_int_equal(rdata_read(&w, RR_MX, whole, 5, 100), E_EOF);
	assert_int_equal(rdata_read(&w, RR_MX, whole, 5, 3), E_EOF);
}

static void rdata_names_have_the_right_flags(void **state)
{
	(void)state;
	static const struct {
		uint16_t type;
		const char *text;
		size_t count;
		bool compress, lower;
	} cases[] = {
		{RR_SOA, "A. B. 1 2 3 4 5", 2, true, true},
		{RR_MX, "1 A.", 1, true, true},
		{RR_SRV, "1 2 3 A.", 1, false, true},
		{RR_NAPTR, "1 2 a b c A.", 1, false, true},
		{RR_RRSIG, "A 8 1 2 3 4 5 A. AAAA", 1, false, true},
		{RR_DNAME, "A.", 1, false, true},
		{RR_A6, "64 ::1 A.", 1, false, true},
		{RR_A6, "0 ::1", 0, false, false},
		{RR_NSEC, "A. A", 0, false, false},
		{RR_SVCB, "1 A.", 0, false, false},
		{RR_HINFO, "A B", 0, false, false},
		{RR_LP, "1 A.", 0, false, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint8_t buf[256];
		struct rdata_name names[RDATA_MAX_NAMES];
		struct wire_writer w = wire_writer_of(buf, sizeof(buf));
		assert_ok(rdata_parse_line(&w, cases[i].type, span_str(cases[i].text), NULL));
		size_t count = rdata_names(names, cases[i].type, wire_written(&w));
		assert_int_equal(count, cases[i].count);
		for (size_t k = 0; k < count; k++) {
			assert_int_equal(names[k].compress, cases[i].compress);
			assert_int_equal(names[k].lower, cases[i].lower);
			assert_int_equal(names[k].len, 3);
		}
		if (count > 0)
			assert_true(rdata_type_has_names(cases[i].type));
	}
	assert_false(rdata_type_has_names(RR_A));
	assert_false(rdata_type_has_names(RR_SVCB));
	assert_false(rdata_type_has_names(12345));
}

static void rdata_lower_folds_names_only(void **state)
{
	(void)state;
	uint8_t buf[64];
	struct wire_writer w = wire_writer_of(buf, sizeof(buf));
	assert_ok(rdata_parse_line(&w, RR_NAPTR, span_str("1 2 U E2U !X! EXAMPLE."), NULL));
	rdata_lower(RR_NAPTR, buf, w.pos);
	assert_memory_equal(buf + 4, "\1U\3E2U\3!X!\7example", w.pos - 4);
	struct span lower = wire_written(&w);
	assert_int_equal(rdata_cmp(lower, lower), 0);
	assert_true(rdata_cmp(span_of(buf, 3), lower) < 0);
	assert_true(rdata_cmp(span_str("b"), span_str("aa")) > 0);
}

static void rdata_parse_says_where_it_failed(void **state)
{
	(void)state;
	uint8_t buf[64];
	static const struct rdata_token mx[] = {{(const uint8_t *)"70000", 5, false},
	                                        {(const uint8_t *)"a.", 2, false}};
	struct wire_writer w = wire_writer_of(buf, sizeof(buf));
	struct rdata_text in = {.at = mx, .end = mx + 2};
	assert_int_equal(rdata_parse(&w, RR_MX, &in), E_NUMBER_RANGE);
	assert_string_equal(in.fault_field, "preference");
	assert_ptr_equal(in.fault_token, &mx[0]);
	in = (struct rdata_text){.at = mx + 1, .end = mx + 2};
	assert_int_equal(rdata_parse(&w, RR_SRV, &in), E_NUMBER);
	in = (struct rdata_text){.at = mx, .end = mx};
	assert_int_equal(rdata_parse(&w, RR_MX, &in), E_FIELD_MISSING);
	assert_ptr_equal(in.fault_token, &mx[0]);
	assert_int_equal(w.pos, 0);
}

static void rdata_parse_stays_in_its_buffer(void **state)
{
	(void)state;
	uint8_t buf[CAP];
	rand_replay(test_seed(rand_u64()));
	for (size_t i = 0; rrtype_at(i) != NULL; i++) {
		struct span rdata = random_rdata(buf, rrtype_at(i));
		struct text t;
		text_init(&t);
		rdata_print(&t, rrtype_at(i)->number, rdata, NULL);
		for (size_t cap = 0; cap < MIN_OF(rdata.len, (size_t)60); cap++) {
			uint8_t *room = mem_alloc(cap + 1);
			struct wire_writer w = wire_writer_of(room, cap);
			assert_int_equal(
				rdata_parse_line(&w, rrtype_at(i)->number, text_span(&t), NULL),
				E_SPACE);
			assert_int_equal(w.pos, 0);
			mem_free(room);
		}
		text_deinit(&t);
	}
	rand_replay(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_every_type_parses_back),
		cmocka_unit_test(wrong_lengths_are_safe),
		cmocka_unit_test(uncompressed_data_reads_as_it_is),
		cmocka_unit_test(rdata_read_expands_old_types_only),
		cmocka_unit_test(rdata_names_have_the_right_flags),
		cmocka_unit_test(rdata_lower_folds_names_only),
		cmocka_unit_test(rdata_parse_says_where_it_failed),
		cmocka_unit_test(rdata_parse_stays_in_its_buffer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
