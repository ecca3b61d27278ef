/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Domain names in wire form.  Invariant of every name that leaves this file: labels of 1-63 octets,
 * one root label at the end, at most 255 octets in all (RFC 1035 section 2.3.4).
 */

#include "dns/name.h"

#include "base/hash.h"

const uint8_t name_root[1] = {0};

/* Lower case by table: letters only, so that length octets (0-63) pass unchanged. */
#define ROW(b)                                                                                     \
	b, b + 1, b + 2, b + 3, b + 4, b + 5, b + 6, b + 7, b + 8, b + 9, b + 10, b + 11, b + 12,  \
		b + 13, b + 14, b + 15
static const uint8_t lower[256] = {
	ROW(0),   ROW(16),  ROW(32),  ROW(48),  '@',      'a',      'b',      'c',
	'd',      'e',      'f',      'g',      'h',      'i',      'j',      'k',
	'l',      'm',      'n',      'o',      'p',      'q',      'r',      's',
	't',      'u',      'v',      'w',      'x',      'y',      'z',      '[',
	'\\',     ']',      '^',      '_',      ROW(96),  ROW(112), ROW(128), ROW(144),
	ROW(160), ROW(176), ROW(192), ROW(208), ROW(224), ROW(240),
};

uint8_t name_lower_octet(uint8_t c)
{
	return lower[c];
}

size_t name_len(const uint8_t *name)
{
	const uint8_t *p = name;
	while (*p != 0)
		p += *p + 1;
	return (size_t)(p - name) + 1;
}

size_t name_labels(const uint8_t *name)
{
	size_t n = 0;
	for (; *name != 0; name += *name + 1)
		n++;
	return n;
}

const uint8_t *name_skip(const uint8_t *name, size_t n)
{
	while (n > 0 && *name != 0) {
		name += *name + 1;
		n--;
	}
	return name;
}

void name_copy(struct name *out, const uint8_t *name)
{
	out->len = (uint8_t)name_len(name);
	memcpy(out->wire, name, out->len);
}

void name_lower(uint8_t *name, size_t len)
{
	size_t i = 0;
	for (; i + 8 <= len; i += 8) {
		/* Eight at once: bit 7 of each octet of `upper` says it is in 'A' to 'Z'. */
		uint64_t x;
		memcpy(&x, name + i, 8);
		uint64_t low = x & UINT64_C(0x7f7f7f7f7f7f7f7f);
		uint64_t upper = (low + UINT64_C(0x3f3f3f3f3f3f3f3f)) &
		                 ~(low + UINT64_C(0x2525252525252525)) & ~x &
		                 UINT64_C(0x8080808080808080);
		x |= upper >> 2;
		memcpy(name + i, &x, 8);
	}
	for (; i < len; i++)
		name[i] = lower[name[i]];
}

static bool octets_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (lower[a[i]] != lower[b[i]])
			return false;
	}
	return true;
}

bool name_equal(const uint8_t *a, const uint8_t *b)
{
	while (*a == *b) {
		if (*a == 0)
			return true;
		if (!octets_equal(a + 1, b + 1, *a))
			return false;
		a += *a + 1;
		b += *b + 1;
	}
	return false;
}

/* Offsets of labels from the first; returns their number, the root not counted. */
static size_t label_offsets(uint8_t offsets[NAME_MAX_LABELS], const uint8_t *name)
{
	size_t n = 0, at = 0;
	while (name[at] != 0) {
		offsets[n++] = (uint8_t)at;
		at += name[at] + 1u;
	}
	return n;
}

static int label_cmp(const uint8_t *a, const uint8_t *b)
{
	size_t len = MIN_OF(a[0], b[0]);
	for (size_t i = 1; i <= len; i++) {
		int d = lower[a[i]] - lower[b[i]];
		if (d != 0)
			return d;
	}
	return a[0] - b[0];
}

int name_cmp(const uint8_t *a, const uint8_t *b)
{
	uint8_t at_a[NAME_MAX_LABELS], at_b[NAME_MAX_LABELS];
	size_t na = label_offsets(at_a, a), nb = label_offsets(at_b, b);
	while (na > 0 && nb > 0) {
		int d = label_cmp(a + at_a[--na], b + at_b[--nb]);
		if (d != 0)
			return d;
	}
	return (int)na - (int)nb;
}

size_t name_common(const uint8_t *a, const uint8_t *b)
{
	uint8_t at_a[NAME_MAX_LABELS], at_b[NAME_MAX_LABELS];
	size_t na = label_offsets(at_a, a), nb = label_offsets(at_b, b);
	size_t n = 0;
	while (na > 0 && nb > 0 && label_cmp(a + at_a[--na], b + at_b[--nb]) == 0)
		n++;
	return n;
}

bool name_is_under(const uint8_t *name, const uint8_t *zone)
{
	size_t labels = name_labels(name), zone_labels = name_labels(zone);
	return labels >= zone_labels && name_equal(name_skip(name, labels - zone_labels), zone);
}

uint64_t name_hash(const uint8_t *name, uint64_t seed)
{
	uint8_t folded[NAME_MAX_LEN];
	size_t len = name_len(name);
	for (size_t i = 0; i < len; i++)
		folded[i] = lower[name[i]];
	return hash_octets(folded, len, seed);
}

enum err name_check(struct span s, size_t *len)
{
	size_t at = 0;
	for (;;) {
		if (at >= s.len)
			return E_EOF;
		uint8_t c = s.data[at];
		if (c > LABEL_MAX_LEN)
			return E_LABEL_TYPE;
		at += c + 1u;
		if (at > NAME_MAX_LEN)
			return E_NAME_LONG;
		if (c == 0)
			break;
	}
	*len = at;
	return OK;
}

/*
 * Copy the label at `at`, with its length.  A fixed size is cheaper to copy where there is room;
 * the next label overwrites what was too much.
 */
static void copy_label(struct name *out, size_t len, struct span msg, size_t at)
{
	enum { CHUNK = 16 }; /* octets; most labels are no longer */
	size_t octets = msg.data[at] + 1u;
	if (octets <= CHUNK && msg.len - at >= CHUNK && len + CHUNK <= sizeof(out->wire))
		memcpy(out->wire + len, msg.data + at, CHUNK);
	else
		memcpy(out->wire + len, msg.data + at, octets);
}

enum err name_read(struct name *out, struct span msg, size_t *pos)
{
	size_t at = *pos, end = 0, len = 0;
	size_t barrier = at; /* pointers must lead before here: each hop strictly backwards */
	unsigned hops = 0;
	for (;;) {
		if (at >= msg.len)
			return E_EOF;
		uint8_t c = msg.data[at];
		if (c >= 0xc0) {
			if (msg.len - at < 2)
				return E_EOF;
			size_t target = (size_t)(c & 0x3f) << 8 | msg.data[at + 1];
			if (end == 0)
				end = at + 2;
			if (target >= barrier || ++hops > NAME_MAX_POINTERS)
				return E_POINTER;
			at = barrier = target;
			continue;
		}
		if (c > LABEL_MAX_LEN)
			return E_LABEL_TYPE;
		if (msg.len - at < c + 1u)
			return E_EOF;
		if (len + c + 1u > NAME_MAX_LEN)
			return E_NAME_LONG;
		copy_label(out, len, msg, at);
		len += c + 1u;
		at += c + 1u;
		if (c == 0)
			break;
	}
	out->len = (uint8_t)len;
	*pos = end != 0 ? end : at;
	return OK;
}

enum err name_skip_wire(struct span msg, size_t *pos)
{
	size_t at = *pos;
	for (;;) {
		if (at >= msg.len)
			return E_EOF;
		uint8_t c = msg.data[at];
		if (c >= 0xc0) {
			if (msg.len - at < 2)
				return E_EOF;
			*pos = at + 2;
			return OK;
		}
		if (c > LABEL_MAX_LEN)
			return E_LABEL_TYPE;
		at += c + 1u;
		if (at - *pos > NAME_MAX_LEN)
			return E_NAME_LONG;
		if (c == 0)
			break;
	}
	*pos = at;
	return OK;
}

/* The octet that an escape at text[*i] == '\\' stands for; *i moves to its last character. */
static enum err unescape(uint8_t *out, struct span text, size_t *i)
{
	if (*i + 1 >= text.len)
		return E_ESCAPE;
	uint8_t c = text.data[*i + 1];
	if (c < '0' || c > '9') {
		*out = c;
		*i += 1;
		return OK;
	}
	if (*i + 3 >= text.len)
		return E_ESCAPE;
	unsigned v = 0;
	for (size_t k = 1; k <= 3; k++) {
		uint8_t d = text.data[*i + k];
		if (d < '0' || d > '9')
			return E_ESCAPE;
		v = v * 10 + (d - '0');
	}
	if (v > 255)
		return E_ESCAPE;
	*out = (uint8_t)v;
	*i += 3;
	return OK;
}

static enum err append_origin(struct name *out, size_t len, const uint8_t *origin)
{
	if (origin == NULL)
		return E_NO_ORIGIN;
	size_t more = name_len(origin);
	if (len + more > NAME_MAX_LEN)
		return E_NAME_LONG;
	memcpy(out->wire + len, origin, more);
	out->len = (uint8_t)(len + more);
	return OK;
}

enum err name_parse(struct name *out, struct span text, const uint8_t *origin)
{
	if (text.len == 0)
		return E_LABEL_EMPTY;
	if (text.len == 1 && text.data[0] == '@')
		return append_origin(out, 0, origin);
	if (text.len == 1 && text.data[0] == '.') {
		name_copy(out, name_root);
		return OK;
	}
	size_t label = 0, len = 1; /* place of the open label's length octet; octets so far */
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];
		if (c == '.') {
			if (len - label - 1 == 0)
				return E_LABEL_EMPTY;
			out->wire[label] = (uint8_t)(len - label - 1);
			if (len >= NAME_MAX_LEN)
				return E_NAME_LONG;
			label = len++;
			continue;
		}
		if (c == '\\')
			TRY(unescape(&c, text, &i));
		if (len - label - 1 == LABEL_MAX_LEN)
			return E_LABEL_LONG;
		if (len >= NAME_MAX_LEN)
			return E_NAME_LONG;
		out->wire[len++] = c;
	}
	out->wire[label] = (uint8_t)(len - label - 1);
	if (len - label - 1 == 0) { /* the text ended with a dot: this is the root label */
		out->len = (uint8_t)len;
		return OK;
	}
	return append_origin(out, len, origin);
}

enum err name_parse_str(struct name *out, const char *text)
{
	return name_parse(out, span_str(text), name_root);
}

/* What stands for itself in the names of zone files; dots part labels. */
static bool is_plain(uint8_t c)
{
	uint8_t folded = lower[c];
	return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
	       c == '*' || c == '/';
}

bool name_is_zone_text(struct span text)
{
	if (text.len == 1 && text.data[0] == '@')
		return true;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];
		if (c == '\\')
			i++;
		else if (!is_plain(c) && c != '.')
			return false;
	}
	return true;
}

static size_t octet_print(char *to, uint8_t c)
{
	size_t len = 0;
	if (!is_plain(c))
		to[len++] = '\\';
	/* "\\#" opens generic record data (RFC 3597 section 5): not even a name may look like it.
	 */
	if (c > ' ' && c < 0x7f && c != '#') {
		to[len++] = (char)c;
		return len;
	}
	to[len++] = (char)('0' + c / 100);
	to[len++] = (char)('0' + c / 10 % 10);
	to[len++] = (char)('0' + c % 10);
	return len;
}

void name_print(struct text *t, const uint8_t *name)
{
	char buf[NAME_MAX_LEN * 4];
	size_t len = 0;
	if (*name == 0)
		buf[len++] = '.';
	for (; *name != 0; name += *name + 1) {
		for (size_t i = 1; i <= *name; i++)
			len += octet_print(buf + len, name[i]);
		buf[len++] = '.';
	}
	text_put_octets(t, buf, len);
}

enum err name_prepend(struct name *out, struct span label, const uint8_t *parent)
{
	size_t parent_len = name_len(parent);
	if (label.len == 0)
		return E_LABEL_EMPTY;
	if (label.len > LABEL_MAX_LEN)
		return E_LABEL_LONG;
	if (label.len + 1 + parent_len > NAME_MAX_LEN)
		return E_NAME_LONG;
	memmove(out->wire + label.len + 1, parent, parent_len);
	out->wire[0] = (uint8_t)label.len;
	memcpy(out->wire + 1, label.data, label.len);
	out->len = (uint8_t)(label.len + 1 + parent_len);
	return OK;
}

enum err name_resuffix(struct name *out, const uint8_t *name, const uint8_t *from,
                       const uint8_t *to)
{
	size_t keep = name_len(name) - name_len(from), to_len = name_len(to);
	if (keep + to_len > NAME_MAX_LEN)
		return E_NAME_LONG;
	memmove(out->wire, name, keep);
	memcpy(out->wire + keep, to, to_len);
	out->len = (uint8_t)(keep + to_len);
	return OK;
}
