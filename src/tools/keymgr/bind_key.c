/* SPDX-License-Identifier: BSD-2-Clause */
/* Line by line; secrets are wiped. */

#include "tools/keymgr/bind_key.h"

#include "base/base64.h"
#include "tools/cli/moment.h"

enum { NUMBER_MAX = CRYPTO_RSA_MAX_BITS / 8 + 8 };

static struct span next_line(struct span *rest)
{
	const uint8_t *end = rest->len > 0 ? memchr(rest->data, '\n', rest->len) : NULL;
	size_t len = end != NULL ? (size_t)(end - rest->data) : rest->len;
	struct span line = span_of(rest->data, len);
	*rest = span_skip(*rest, end != NULL ? len + 1 : len);
	return line;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '(' || c == ')';
}

static struct span next_word(struct span *rest)
{
	while (rest->len > 0 && is_blank(rest->data[0]))
		*rest = span_skip(*rest, 1);
	size_t len = 0;
	while (len < rest->len && !is_blank(rest->data[len]))
		len++;
	struct span word = span_of(rest->data, len);
	*rest = span_skip(*rest, len);
	return word;
}

static bool parse_u16(uint16_t *out, struct span word)
{
	unsigned value = 0;
	for (size_t i = 0; i < word.len; i++) {
		if (word.data[i] < '0' || word.data[i] > '9')
			return false;
		value = value * 10 + (unsigned)(word.data[i] - '0');
		if (value > UINT16_MAX)
			return false;
	}
	*out = (uint16_t)value;
	return word.len > 0;
}

/* The base64 of a key, in pieces. */
static enum err parse_pieces(struct bind_public *out, struct span rest)
{
	uint8_t joined[KEY_PUBLIC_MAX / 3 * 4 + 4], octets[sizeof(joined)];
	size_t len = 0;
	for (struct span word; (word = next_word(&rest)).len > 0;) {
		if (word.data[0] == ';')
			break;
		if (word.len > sizeof(joined) - len)
			return E_RANGE;
		memcpy(joined + len, word.data, word.len);
		len += word.len;
	}
	TRY(base64_parse(octets, &out->key_len, span_of(joined, len)));
	if (out->key_len == 0 || out->key_len > sizeof(out->key))
		return E_RANGE;
	memcpy(out->key, octets, out->key_len);
	return OK;
}

enum err bind_public_parse(struct bind_public *out, struct span text)
{
	while (text.len > 0) {
		struct span rest = next_line(&text), word;
		uint16_t protocol, algorithm;
		struct span owner = next_word(&rest);
		if (owner.len == 0 || owner.data[0] == ';')
			continue;
		/* Between owner and type stand TTL and class, or not. */
		while ((word = next_word(&rest)).len > 0 && !span_is_word(word, "DNSKEY"))
			;
		if (word.len == 0)
			continue;
		TRY(name_parse(&out->owner, owner, name_root));
		if (!parse_u16(&out->flags, next_word(&rest)) ||
		    !parse_u16(&protocol, next_word(&rest)) || protocol != DNSKEY_PROTOCOL ||
		    !parse_u16(&algorithm, next_word(&rest)))
			return E_PARSE;
		if (algorithm > UINT8_MAX || !crypto_alg_is_supported((uint8_t)algorithm))
			return E_KEY_ALG;
		out->algorithm = (uint8_t)algorithm;
		return parse_pieces(out, rest);
	}
	return E_PARSE;
}

enum field {
	MODULUS,
	PUBLIC_EXPONENT,
	PRIVATE_EXPONENT,
	PRIME1,
	PRIME2,
	EXPONENT1,
	EXPONENT2,
	COEFFICIENT,
	SECRET,
	FIELDS,
};

static const char *const fields[FIELDS] = {
	"Modulus",   "PublicExponent", "PrivateExponent", "Prime1",     "Prime2",
	"Exponent1", "Exponent2",      "Coefficient",     "PrivateKey",
};

static const struct {
	const char *name;
	enum key_timer timer;
} moments[] = {
	{"Publish", KEY_PUBLISH},
	{"Activate", KEY_ACTIVE},
	{"Inactive", KEY_RETIRE},
	{"Delete", KEY_REMOVE},
};

struct private_file {
	bool has_format;
	uint8_t algorithm;
	uint8_t octets[FIELDS][NUMBER_MAX];
	size_t len[FIELDS];
};

static enum err take_number(struct private_file *f, struct span name, struct span value)
{
	for (int i = 0; i < FIELDS; i++) {
		if (!span_is_word(name, fields[i]))
			continue;
		if (value.len / 4 * 3 > NUMBER_MAX)
			return E_RANGE;
		return base64_parse(f->octets[i], &f->len[i], value);
	}
	return OK; /* later versions say more */
}

static enum err take_line(struct private_file *f, int64_t *timers, struct span name,
                          struct span value)
{
	uint16_t number;
	uint64_t at;
	if (span_is_word(name, "Private-key-format")) {
		f->has_format = value.len > 1 && value.data[0] == 'v' && value.data[1] == '1';
		return OK;
	}
	if (span_is_word(name, "Algorithm")) {
		if (!parse_u16(&number, value) || number > UINT8_MAX)
			return E_PARSE;
		f->algorithm = (uint8_t)number;
		return OK;
	}
	for (size_t i = 0; i < ARRAY_LEN(moments); i++) {
		if (!span_is_word(name, moments[i].name))
			continue;
		TRY(moment_parse(&at, value, 0));
		timers[moments[i].timer] = (int64_t)at;
		return OK;
	}
	return take_number(f, name, value);
}

static enum err parse_lines(struct private_file *f, int64_t *timers, struct span text)
{
	while (text.len > 0) {
		struct span line = next_line(&text);
		const uint8_t *colon = line.len > 0 ? memchr(line.data, ':', line.len) : NULL;
		if (colon == NULL)
			continue;
		struct span name = span_of(line.data, (size_t)(colon - line.data));
		struct span rest = span_skip(line, name.len + 1);
		TRY(take_line(f, timers, name, next_word(&rest)));
	}
	return f->has_format ? OK : E_PARSE;
}

static struct span number_of(const struct private_file *f, enum field i)
{
	return span_of(f->octets[i], f->len[i]);
}

enum err bind_private_parse(struct crypto_key **pair, int64_t timers[KEY_TIMERS], struct span text)
{
	struct private_file f = {.has_format = false};
	memset(timers, 0, KEY_TIMERS * sizeof(*timers));
	enum err e = parse_lines(&f, timers, text);
	if (e == OK) {
		const struct crypto_private numbers = {
			.modulus = number_of(&f, MODULUS),
			.public_exponent = number_of(&f, PUBLIC_EXPONENT),
			.private_exponent = number_of(&f, PRIVATE_EXPONENT),
			.prime1 = number_of(&f, PRIME1),
			.prime2 = number_of(&f, PRIME2),
			.exponent1 = number_of(&f, EXPONENT1),
			.exponent2 = number_of(&f, EXPONENT2),
			.coefficient = number_of(&f, COEFFICIENT),
			.secret = number_of(&f, SECRET),
		};
		e = crypto_key_from_private(pair, f.algorithm, &numbers);
	}
	mem_wipe(&f, sizeof(f));
	return e;
}
