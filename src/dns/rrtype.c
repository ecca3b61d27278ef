/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of types, expanded from rrtypes.def, and its two indexes: by number (a compile-time
 * array) and by word (a small hash filled before main and never changed after).
 *
 * Invariant: rows[0] is the generic row, and slots[] never leads to a row of another number without
 * the number being compared.
 */

#include "dns/rrtype.h"

#include "dns/rdata_kind.h"

#define F(kind, field)                                                                             \
	{                                                                                          \
		RDATA_##kind, false, field                                                         \
	}
#define B(kind, field)                                                                             \
	{                                                                                          \
		RDATA_##kind, true, field                                                          \
	}
#define RRTYPE(name, word, number, flags, source, ...)                                             \
	static const struct rdata_field fields_##name[] = {__VA_ARGS__};
#include "dns/rrtypes.def"
#undef RRTYPE

static const struct rdata_field fields_generic[] = {F(GENERIC, "data")};

static const struct rrtype rows[] = {
	{0, RRTYPE_NO_TEXT, NULL, "RFC 3597", fields_generic, 1},
#define RRTYPE(name, word, number, flags, source, ...)                                             \
	{number, flags, word, source, fields_##name, ARRAY_LEN(fields_##name)},
#include "dns/rrtypes.def"
#undef RRTYPE
};

enum row_number {
	ROW_GENERIC,
#define RRTYPE(name, word, number, flags, source, ...) ROW_##name,
#include "dns/rrtypes.def"
#undef RRTYPE
	ROWS,
};

/* Numbers below 448 keep their place; the few registered from 32768 on land behind them. */
enum { SLOTS = 512 };
#define SLOT(number) (((number) % SLOTS) ^ ((number) / 32768 * 448))

static const uint8_t slots[SLOTS] = {
#define RRTYPE(name, word, number, flags, source, ...) [SLOT(number)] = ROW_##name,
#include "dns/rrtypes.def"
#undef RRTYPE
};
_Static_assert(ROWS < 256, "row numbers are octets");

const struct rrtype *rrtype_get(uint16_t type)
{
	const struct rrtype *row = &rows[slots[SLOT(type)]];
	return LIKELY(row->number == type) ? row : &rows[ROW_GENERIC];
}

const struct rrtype *rrtype_at(size_t i)
{
	return i + 1 < ROWS ? &rows[i + 1] : NULL;
}

enum { WORD_SLOTS = 256, WORD_MAX = 10 };

static uint8_t word_slots[WORD_SLOTS]; /* row numbers, open addressing; 0 = free */

/* Fold to lower case what is a letter: mnemonics are letters, digits and dashes. */
static uint8_t fold(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static size_t word_hash(struct span word)
{
	uint32_t h = (uint32_t)word.len;
	for (size_t i = 0; i < word.len; i++)
		h = h * 31 + fold(word.data[i]);
	return (h ^ h >> 8) % WORD_SLOTS;
}

__attribute__((constructor)) static void word_slots_fill(void)
{
	for (size_t row = 1; row < ROWS; row++) {
		size_t at = word_hash(span_str(rows[row].word));
		while (word_slots[at] != 0)
			at = (at + 1) % WORD_SLOTS;
		word_slots[at] = (uint8_t)row;
	}
}

static bool word_equal(struct span word, const char *row_word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (row_word[i] == '\0' || fold(word.data[i]) != fold((uint8_t)row_word[i]))
			return false;
	}
	return row_word[word.len] == '\0';
}

/* Decimal 0-65535 behind a prefix such as TYPE; false for anything else. */
static bool suffix_number(uint16_t *out, struct span text, const char *prefix)
{
	size_t skip = strlen(prefix);
	if (text.len <= skip || !span_is_word(span_of(text.data, skip), prefix))
		return false;
	uint32_t value = 0;
	for (size_t i = skip; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		value = value * 10 + (text.data[i] - '0');
		if (value > UINT16_MAX)
			return false;
	}
	*out = (uint16_t)value;
	return true;
}

enum err rrtype_parse(uint16_t *out, struct span text)
{
	if (text.len <= WORD_MAX) {
		size_t at = word_hash(text);
		for (; word_slots[at] != 0; at = (at + 1) % WORD_SLOTS) {
			const struct rrtype *row = &rows[word_slots[at]];
			if (word_equal(text, row->word)) {
				*out = row->number;
				return OK;
			}
		}
	}
	return suffix_number(out, text, "TYPE") ? OK : E_TYPE; /* RFC 3597 section 5 */
}

void rrtype_print(struct text *t, uint16_t type)
{
	const struct rrtype *row = rrtype_get(type);
	if (row->word != NULL) {
		text_put(t, row->word);
		return;
	}
	text_put(t, "TYPE");
	text_put_u32(t, type);
}

static const struct {
	const char *word;
	uint16_t number;
} classes[] = {
	{"IN", CLASS_IN},     {"CH", CLASS_CH},   {"HS", CLASS_HS},
	{"NONE", CLASS_NONE}, {"ANY", CLASS_ANY},
};

enum err rrclass_parse(uint16_t *out, struct span text)
{
	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		if (span_is_word(text, classes[i].word)) {
			*out = classes[i].number;
			return OK;
		}
	}
	return suffix_number(out, text, "CLASS") ? OK : E_CLASS; /* RFC 3597 section 5 */
}

void rrclass_print(struct text *t, uint16_t class_)
{
	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		if (classes[i].number == class_) {
			text_put(t, classes[i].word);
			return;
		}
	}
	text_put(t, "CLASS");
	text_put_u32(t, class_);
}
