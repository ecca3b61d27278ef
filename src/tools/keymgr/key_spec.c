/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys by what users type. */

#include "tools/keymgr/key_spec.h"

#include "base/hex.h"
#include "server/keys/keystore.h"

enum { TAG_DIGITS = 5 };

static bool take_prefix(struct span *s, const char *prefix)
{
	size_t len = strlen(prefix);
	if (s->len < len || !span_is_word(span_of(s->data, len), prefix))
		return false;
	*s = span_skip(*s, len);
	return true;
}

static bool is_tag(struct span s, uint16_t tag)
{
	unsigned value = 0;
	if (s.len == 0 || s.len > TAG_DIGITS)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
		value = value * 10 + (unsigned)(s.data[i] - '0');
	}
	return value == tag;
}

static bool is_hex(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (hex_digit(s.data[i]) < 0)
			return false;
	}
	return s.len > 0 && s.len <= KEY_ID_TEXT_LEN;
}

static bool begins_id(struct span s, const struct zone_key *key)
{
	char digits[KEY_ID_TEXT_LEN + 1];
	key_id_print(digits, key->id);
	return strncasecmp((const char *)s.data, digits, s.len) == 0;
}

enum err key_spec_find(struct zone_key **out, const struct key_list *keys, struct span spec,
                       struct text *error)
{
	bool by_tag = take_prefix(&spec, "keytag="), by_id = !by_tag && take_prefix(&spec, "id=");
	*out = NULL;
	if (!is_hex(spec)) {
		text_put(error, "invalid key specification");
		return E_INVALID;
	}
	for (size_t i = 0; i < keys->count; i++) {
		struct zone_key *key = &keys->items[i];
		if (!(!by_id && is_tag(spec, key->tag)) && !(!by_tag && begins_id(spec, key)))
			continue;
		if (*out != NULL) {
			text_put(error, "key is not specified uniquely, give its full ID");
			return E_EXISTS;
		}
		*out = key;
	}
	if (*out == NULL) {
		text_put(error, "key not found");
		return E_NOTFOUND;
	}
	return OK;
}
