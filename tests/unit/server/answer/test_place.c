/* SPDX-License-Identifier: BSD-2-Clause */
/* The two ways to make a message, side by side, over random zones and questions. */
#include "../answer_text.h"
#include "base/rand.h"
#include "base/vec.h"

static void label_draw(char *out, size_t cap)
{
	static const char *const words[] = {"a", "b", "c", "ns", "*", "aa"};
	snprintf(out, cap, "%s", words[rand_below(ARRAY_LEN(words))]);
}

static void owner_draw(char *out, size_t cap)
{
	char label[8];
	size_t len = 0;
	unsigned labels = rand_below(4);
	if (labels == 0) {
		snprintf(out, cap, "@");
		return;
	}
	for (; labels > 0; labels--) {
		label_draw(label, sizeof(label));
		len += (size_t)snprintf(out + len, cap - len, "%s%s", len > 0 ? "." : "", label);
	}
}

static void target_draw(char *out, size_t cap)
{
	owner_draw(out, cap);
	if (rand_below(5) == 0)
		snprintf(out, cap, "a.b.test.");
}

static void line_draw(char *out, size_t cap)
{
	char owner[64], target[64];
	owner_draw(owner, sizeof(owner));
	target_draw(target, sizeof(target));
	unsigned n = rand_below(200);
	switch (rand_below(14)) {
	case 0:
	case 1:
		snprintf(out, cap, "%s 60 NS %s", owner, target);
		break;
	case 2:
		snprintf(out, cap, "%s 60 CNAME %s", owner, target);
		break;
	case 3:
		snprintf(out, cap, "%s 60 MX %u %s", owner, n, target);
		break;
	case 4:
		snprintf(out, cap, "%s 60 SRV 1 1 %u %s", owner, n, target);
		break;
	case 5:
		if (rand_below(4) == 0)
			snprintf(out, cap, "%s 60 DNAME %s", owner, target);
		else
			snprintf(out, cap, "%s 60 AAAA 2001:db8::%u", owner, n);
		break;
	case 6:
		snprintf(out, cap, "%s 60 TXT \"%0200u\"", owner, n);
		break;
	case 7:
		snprintf(out, cap, "%s 60 DS %u 8 2 %064u", owner, n, n);
		break;
	case 8:
	case 9:
		snprintf(out, cap, "%s 60 NSEC %s A NS", owner, target);
		break;
	case 10:
		snprintf(out, cap,
		         "%s 60 RRSIG NSEC 8 1 60 20300101000000 20200101000000 %u example. AAAA",
		         owner, n);
		break;
	case 11:
		snprintf(out, cap,
		         "%s 60 RRSIG A 8 1 60 20300101000000 20200101000000 %u example. AAAA",
		         owner, n);
		break;
	default:
		snprintf(out, cap, "%s 60 A 192.0.2.%u", owner, n);
	}
}

static int line_cmp(const void *a, const void *b)
{
	return strcasecmp(*(char *const *)a, *(char *const *)b);
}

/* First line, then the others sorted: order within a section is not compared. */
static char *sorted(const char *text)
{
	char *copy = mem_strdup(text);
	VEC(char *) lines = {0};
	struct text out;
	text_init(&out);
	for (char *at = copy, *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
		*end = '\0';
		VEC_PUSH(&lines, at);
	}
	qsort(lines.items + 1, lines.count - 1, sizeof(char *), line_cmp);
	for (size_t i = 0; i < lines.count; i++)
		text_printf(&out, "%s\n", lines.items[i]);
	VEC_FREE(&lines);
	mem_free(copy);
	return out.buf;
}

static void placed_and_composed_answers_agree(void **state)
{
	(void)state;
	static const char *const types[] = {"A",    "NS",    "MX",  "TXT",   "ANY", "DS",
	                                    "NSEC", "CNAME", "SRV", "RRSIG", "SOA", "DNAME"};
	rand_replay(test_seed(rand_u64()));
	unsigned compared = 0;
	for (unsigned round = 0; round < 150; round++) {
		VEC(const char *) lines = {0};
		VEC_PUSH(&lines, mem_strdup("@ 3600 SOA ns h 7 7200 900 1209600 300"));
		if (rand_below(2))
			VEC_PUSH(&lines, mem_strdup("@ 60 NSEC a SOA"));
		for (unsigned n = rand_below(60); n > 0; n--) {
			char line[512];
			line_draw(line, sizeof(line));
			VEC_PUSH(&lines, mem_strdup(line));
		}
		VEC_PUSH(&lines, NULL);
		struct served *s = served_new(rand_below(3) ? "example." : ".", lines.items);
		s->options.rotate = rand_below(4) == 0;
		for (unsigned k = 0; k < 60; k++) {
			char owner[64], words[160];
			owner_draw(owner, sizeof(owner));
			bool root = s->slot->name.len == 1, apex = strcmp(owner, "@") == 0;
			snprintf(words, sizeof(words), "%s%s%s %s %s", apex ? "" : owner,
			         apex ? (root ? "." : "") : ".", root ? "" : "Example.",
			         types[rand_below(ARRAY_LEN(types))],
			         rand_below(2) ? "do 4096" : "");
			s->options.udp_max = 4096;
			answer_scratch_set_general(s->scratch, false);
			char *placed = sorted(ask(s, words));
			answer_scratch_set_general(s->scratch, true);
			char *composed = sorted(ask(s, words));
			/* Sizes differ by compression, so what is cut off may differ. */
			if (strstr(placed, " tc") == NULL && strstr(composed, " tc") == NULL) {
				if (strcasecmp(placed, composed) != 0) {
					for (size_t i = 0; lines.items[i] != NULL; i++)
						print_error("%s\n", lines.items[i]);
					print_error("? %s\n", words);
					assert_string_equal(placed, composed);
				}
				compared++;
			}
			mem_free(placed);
			mem_free(composed);
		}
		served_free(s);
		for (size_t i = 0; i < lines.count; i++)
			mem_free((void *)(uintptr_t)lines.items[i]);
		VEC_FREE(&lines);
	}
	assert_true(compared > 1000);
}

static void answer_too_large_is_truncated(void **state)
{
	(void)state;
	struct zone_builder *b = zone_text_builder(
		"example.", (const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300", NULL});
	zone_builder_free(b);
	struct served *s = served_new(
		"example.",
		(const char *[]){
			"@ 3600 SOA ns h 7 7200 900 1209600 300",
			"t 60 TXT 0123456789012345678901234567890123456789 "
			"0123456789012345678901234567890123456789012345678901234567890123456789"
			"0123456789012345678901234567890123456789012345678901234567890123456789"
			"0123456789012345678901234567890123456789012345678901234567890123456789",
			"t 60 TXT 1123456789012345678901234567890123456789 "
			"0123456789012345678901234567890123456789012345678901234567890123456789"
			"0123456789012345678901234567890123456789012345678901234567890123456789"
			"0123456789012345678901234567890123456789012345678901234567890123456789",
			NULL});
	assert_answer(s, "t.example. TXT", "NOERROR aa tc\n");
	assert_null(strstr(ask(s, "t.example. TXT edns 1232"), " tc"));
	assert_non_null(strstr(ask(s, "t.example. TXT edns 300"), " tc"));
	s->options.is_stream = true;
	assert_null(strstr(ask(s, "t.example. TXT"), " tc"));
	served_free(s);
}

/* RFC 9471 section 3: without its in-domain glue a referral is truncated */
static void referral_without_room_for_glue_is_truncated(void **state)
{
	(void)state;
	char lines[26][64];
	const char *all[40] = {"@ 3600 SOA ns h 7 7200 900 1209600 300"};
	unsigned n = 0;
	for (unsigned i = 0; i < 13; i++) {
		snprintf(lines[n], sizeof(lines[n]), "sub 60 NS ns%u.sub", i);
		all[n + 1] = lines[n];
		n++;
		snprintf(lines[n], sizeof(lines[n]), "ns%u.sub 60 AAAA 2001:db8::%u", i, i);
		all[n + 1] = lines[n];
		n++;
	}
	struct served *s = served_new("example.", all);
	assert_non_null(strstr(ask(s, "www.sub.example. A"), "NOERROR tc\n"));
	assert_null(strstr(ask(s, "www.sub.example. A edns"), " tc"));
	served_free(s);
}

static void large_sets_are_answered_over_streams(void **state)
{
	(void)state;
	struct served *s;
	const char *lines[1502] = {"@ 3600 SOA ns h 7 7200 900 1209600 300"};
	static char text[1500][40];
	for (unsigned i = 0; i < 1500; i++) {
		snprintf(text[i], sizeof(text[i]), "big 60 A 10.0.%u.%u", i >> 8, i & 255);
		lines[i + 1] = text[i];
	}
	s = served_new("example.", lines);
	assert_answer(s, "big.example. A", "NOERROR aa tc\n");
	s->options.is_stream = true;
	const char *all = ask(s, "big.example. A");
	unsigned count = 0;
	for (const char *p = all; (p = strstr(p, "an big.example. 60 A 10.")) != NULL; p++)
		count++;
	assert_int_equal(count, 1500);
	served_free(s);
}

static void rotation_moves_whole_records(void **state)
{
	(void)state;
	struct served *s = served_new(
		"example.", (const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300", "a 60 TXT a",
	                                     "a 60 TXT bbbb", "a 60 TXT ccc", "m 60 MX 1 a",
	                                     "m 60 MX 2 b.m", NULL});
	s->options.rotate = true;
	/* The id is 0x1234: 1 of 3, 0 of 2. */
	assert_answer(s, "a.example. TXT",
	              "NOERROR aa\nan a.example. 60 TXT \"ccc\"\n"
	              "an a.example. 60 TXT \"bbbb\"\nan a.example. 60 TXT \"a\"\n");
	served_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(placed_and_composed_answers_agree),
		cmocka_unit_test(answer_too_large_is_truncated),
		cmocka_unit_test(referral_without_room_for_glue_is_truncated),
		cmocka_unit_test(large_sets_are_answered_over_streams),
		cmocka_unit_test(rotation_moves_whole_records),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
