/* SPDX-License-Identifier: BSD-2-Clause */
/* Words to attributes. */

#include "tools/keymgr/attributes.h"

#include "tools/keymgr/timestamp.h"

enum { NAME_LIMIT = 32, BITS_DIGITS = 5 };

static bool parse_bool(bool *out, struct span value)
{
	static const char *const yes[] = {"", "yes", "y", "1", "true", "t", "on"};
	static const char *const no[] = {"no", "n", "0", "false", "f", "off"};
	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		if (span_is_word(value, yes[i])) {
			*out = true;
			return true;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(no); i++) {
		if (span_is_word(value, no[i])) {
			*out = false;
			return true;
		}
	}
	return false;
}

static bool parse_bits(unsigned *out, struct span value)
{
	*out = 0;
	for (size_t i = 0; i < value.len; i++) {
		if (value.data[i] < '0' || value.data[i] > '9' || i >= BITS_DIGITS)
			return false;
		*out = *out * 10 + (unsigned)(value.data[i] - '0');
	}
	return *out > 0;
}

/* Names are the same with "-" and "_". */
static bool is_name(struct span name, const char *want)
{
	char buf[NAME_LIMIT];
	if (name.len >= sizeof(buf))
		return false;
	for (size_t i = 0; i < name.len; i++)
		buf[i] = name.data[i] == '_' ? '-' : (char)name.data[i];
	return span_is_word(span_of(buf, name.len), want);
}

static enum err parse_timer(struct attributes *out, struct span name, struct span value,
                            int64_t now, struct text *error)
{
	for (int t = 0; t < KEY_TIMERS; t++) {
		if (!is_name(name, key_timer_name((enum key_timer)t)))
			continue;
		if (timestamp_parse(&out->timers[t], value, now) != OK) {
			text_put(error, "invalid timestamp: ");
			text_put_escaped(error, value);
			return E_INVALID;
		}
		out->has_timer[t] = true;
		return OK;
	}
	return E_NOTFOUND;
}

struct flag {
	const char *name;
	bool *value, *has;
};

static enum err parse_one(struct attributes *out, struct span word, int64_t now, struct text *error)
{
	const uint8_t *equal = memchr(word.data, '=', word.len);
	const struct span name = span_of(word.data,
	                                 equal != NULL ? (size_t)(equal - word.data) : word.len);
	const struct span value = equal != NULL ? span_skip(word, name.len + 1) : span_of("", 0);
	const struct flag flags[] = {
		{"ksk", &out->ksk, &out->has_ksk},
		{"zsk", &out->zsk, &out->has_zsk},
		{"sep", &out->sep, &out->has_sep},
		{"for-later", &out->for_later, &out->has_for_later},
	};
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		if (is_name(name, flags[i].name)) {
			*flags[i].has = true;
			if (parse_bool(flags[i].value, value))
				return OK;
			text_printf(error, "invalid value of '%s', yes or no expected",
			            flags[i].name);
			return E_INVALID;
		}
	}
	if (is_name(name, "algorithm")) {
		out->algorithm = key_algorithm_parse(value);
		out->has_algorithm = out->algorithm != 0;
		if (out->has_algorithm)
			return OK;
		text_put(error, "unknown algorithm: ");
		text_put_escaped(error, value);
		return E_INVALID;
	}
	if (is_name(name, "size")) {
		if (parse_bits(&out->bits, value))
			return OK;
		text_put(error, "invalid key size: ");
		text_put_escaped(error, value);
		return E_INVALID;
	}
	if (is_name(name, "addtopolicy") && value.len > 0) {
		out->policy = (const char *)value.data; /* the end of a word */
		return OK;
	}
	enum err e = parse_timer(out, name, value, now, error);
	if (e == E_NOTFOUND) {
		text_put(error, "invalid parameter: ");
		text_put_escaped(error, word);
		return E_INVALID;
	}
	return e;
}

enum err attributes_parse(struct attributes *out, const char *const *words, size_t count,
                          int64_t now, struct text *error)
{
	*out = (struct attributes){.bits = 0};
	for (size_t i = 0; i < count; i++)
		TRY(parse_one(out, span_str(words[i]), now, error));
	return OK;
}

enum err attributes_apply(const struct attributes *a, struct zone_key *key, struct text *error)
{
	struct key_order_fault fault;
	if (a->has_ksk)
		key->is_ksk = a->ksk;
	if (a->has_zsk)
		key->is_zsk = a->zsk;
	/* The flag follows the role unless it was said. */
	if (a->has_sep || a->has_ksk)
		key->sep = a->has_sep ? a->sep : key->is_ksk;
	if (a->has_for_later)
		key->for_later = a->for_later;
	for (int t = 0; t < KEY_TIMERS; t++) {
		if (a->has_timer[t])
			key->timers[t] = a->timers[t];
	}
	if (!key->is_ksk && !key->is_zsk) {
		text_put(error, "a key must be KSK, ZSK, or both");
		return E_INVALID;
	}
	if (!key_check_order(key, &fault)) {
		text_printf(error, "timestamp '%s' must be before '%s'",
		            key_timer_name(fault.before), key_timer_name(fault.after));
		return E_INVALID;
	}
	return OK;
}
