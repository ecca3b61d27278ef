/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Geographical location (RFC 1876):
 *
 *   version 0, size, horizontal and vertical precision (1 each), latitude, longitude, altitude (4)
 *
 * Angles are thousandths of a second of arc around 2^31, the altitude centimetres above -100 km;
 * sizes are a digit and a power of ten, in centimetres.
 */

#include "dns/rdata_field.h"

enum { LOC_LEN = 16, MIDDLE_DEGREES_LAT = 90, MIDDLE_DEGREES_LON = 180, DEGREE_MS = 3600000 };

#define MIDDLE        UINT32_C(0x80000000)
#define ALTITUDE_ZERO INT64_C(10000000)

/* "12.34" with at most `places` decimals, in units of the last of them. */
static enum err decimal_parse(uint64_t *out, struct span text, unsigned places)
{
	const uint8_t *dot = text.len > 0 ? memchr(text.data, '.', text.len) : NULL;
	size_t whole_len = dot != NULL ? (size_t)(dot - text.data) : text.len;
	uint64_t whole = 0, part = 0;
	if (rdata_digits_parse(&whole, span_of(text.data, whole_len), UINT32_MAX) != OK)
		return E_LOC;
	if (dot != NULL) {
		struct span decimals = span_skip(text, whole_len + 1);
		if (decimals.len > places || rdata_digits_parse(&part, decimals, UINT32_MAX) != OK)
			return E_LOC;
		places -= (unsigned)decimals.len;
	}
	/* Scale: the decimals that were not written are zero. */
	uint64_t scale = 1;
	for (unsigned i = 0; i < places; i++) {
		part *= 10;
		scale *= 10;
	}
	for (size_t i = dot != NULL ? text.len - whole_len - 1 : 0; i > 0; i--)
		scale *= 10;
	*out = whole * scale + part;
	return OK;
}

/* A letter that ends an angle: 1 for plus, -1 for minus, 0 for none of them. */
static int direction_of(struct span word, char plus, char minus)
{
	if (word.len != 1)
		return 0;
	uint8_t c = word.data[0] & (uint8_t)~0x20;
	return c == (uint8_t)plus ? 1 : c == (uint8_t)minus ? -1 : 0;
}

/* "d [m [s]] N|S", in thousandths of a second around the middle. */
static enum err angle_take(struct rdata_parser *p, uint32_t *out, uint32_t max_degrees, char plus,
                           char minus)
{
	static const uint32_t unit_ms[3] = {DEGREE_MS, 60000, 1};
	uint64_t ms = 0;
	for (size_t i = 0; i < 4; i++) {
		struct span word;
		uint64_t value;
		TRY(rdata_word(p, &word));
		int direction = direction_of(word, plus, minus);
		if (direction != 0) {
			if (i == 0 || ms > (uint64_t)max_degrees * DEGREE_MS)
				return E_LOC;
			*out = direction > 0 ? MIDDLE + (uint32_t)ms : MIDDLE - (uint32_t)ms;
			rdata_token_take(p);
			return OK;
		}
		if (i == 3)
			return E_LOC;
		TRY(decimal_parse(&value, word, i == 2 ? 3 : 0));
		if (value > (i == 0 ? max_degrees : i == 1 ? 59u : 59999u))
			return E_LOC;
		ms += value * unit_ms[i];
		rdata_token_take(p);
	}
	return E_LOC;
}

/* Metres with an optional "m", in centimetres. */
static enum err metres_parse(uint64_t *out, struct span word)
{
	if (word.len > 0 && (word.data[word.len - 1] | 0x20) == 'm')
		word.len--;
	return decimal_parse(out, word, 2);
}

static enum err altitude_take(struct rdata_parser *p, uint32_t *out)
{
	struct span word;
	uint64_t cm;
	TRY(rdata_word(p, &word));
	bool below = word.len > 0 && word.data[0] == '-';
	TRY(metres_parse(&cm, below ? span_skip(word, 1) : word));
	int64_t value = ALTITUDE_ZERO + (below ? -(int64_t)cm : (int64_t)cm);
	if (value < 0 || value > UINT32_MAX)
		return E_LOC;
	*out = (uint32_t)value;
	rdata_token_take(p);
	return OK;
}

/* A size or precision if there is a token for it: digit and exponent, rounded down. */
static enum err size_take(struct rdata_parser *p, uint8_t *out)
{
	struct span word;
	uint64_t cm;
	if (rdata_token_find(p) == NULL)
		return OK;
	TRY(rdata_word(p, &word));
	TRY(metres_parse(&cm, word));
	uint8_t exponent = 0;
	for (; cm >= 10; cm /= 10)
		exponent++;
	if (exponent > 9)
		return E_LOC;
	*out = (uint8_t)(cm << 4 | exponent);
	rdata_token_take(p);
	return OK;
}

enum err rdata_loc_parse(struct rdata_parser *p)
{
	/* Defaults of RFC 1876 section 3: 1 m, 10 km, 10 m. */
	uint8_t sizes[3] = {0x12, 0x16, 0x13};
	uint32_t latitude, longitude, altitude;
	TRY(angle_take(p, &latitude, MIDDLE_DEGREES_LAT, 'N', 'S'));
	TRY(angle_take(p, &longitude, MIDDLE_DEGREES_LON, 'E', 'W'));
	TRY(altitude_take(p, &altitude));
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		TRY(size_take(p, &sizes[i]));
	wire_write_u8(p->out, 0);
	wire_write_octets(p->out, sizes, sizeof(sizes));
	wire_write_u32(p->out, latitude);
	wire_write_u32(p->out, longitude);
	wire_write_u32(p->out, altitude);
	return OK;
}

static bool angle_print(struct text *t, uint32_t value, uint32_t max_degrees, char plus, char minus)
{
	uint32_t ms = value >= MIDDLE ? value - MIDDLE : MIDDLE - value;
	text_printf(t, "%u %u %u", ms / DEGREE_MS, ms / 60000 % 60, ms / 1000 % 60);
	if (ms % 1000 != 0)
		text_printf(t, ".%03u", ms % 1000);
	text_printf(t, " %c  ", value >= MIDDLE ? plus : minus);
	return ms <= max_degrees * DEGREE_MS;
}

static void metres_print(struct text *t, uint64_t cm)
{
	text_put_u32(t, (uint32_t)(cm / 100));
	if (cm % 100 != 0)
		text_printf(t, ".%02u", (unsigned)(cm % 100));
	text_put_char(t, 'm');
}

static bool size_print(struct text *t, uint8_t size)
{
	unsigned digit = size >> 4, exponent = size & 15;
	uint64_t cm = digit;
	for (unsigned i = 0; i < exponent && i < 10; i++)
		cm *= 10;
	text_put_char(t, ' ');
	metres_print(t, cm);
	return digit <= 9 && exponent <= 9 && (digit > 0 || exponent == 0);
}

/* Only version 0 with values in range has text. */
bool rdata_loc_print(struct rdata_printer *p)
{
	const uint8_t *loc = wire_read_octets(&p->r, LOC_LEN);
	if (loc == NULL)
		return false;
	int64_t altitude = (int64_t)wire_get_u32(loc + 12) - ALTITUDE_ZERO;
	bool good = loc[0] == 0;
	good &= angle_print(p->t, wire_get_u32(loc + 4), MIDDLE_DEGREES_LAT, 'N', 'S');
	good &= angle_print(p->t, wire_get_u32(loc + 8), MIDDLE_DEGREES_LON, 'E', 'W');
	if (altitude < 0)
		text_put_char(p->t, '-');
	metres_print(p->t, (uint64_t)(altitude < 0 ? -altitude : altitude));
	text_put_char(p->t, ' ');
	for (size_t i = 1; i <= 3; i++)
		good &= size_print(p->t, loc[i]);
	return good;
}
