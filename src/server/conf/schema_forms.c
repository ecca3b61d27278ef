/* SPDX-License-Identifier: BSD-2-Clause */
/* Forms of values that the general types do not know. */

#include "base/base64.h"
#include "dns/name.h"
#include "dns/rrtype.h"
#include "server/conf/modulo.h"
#include "server/conf/schema_rows.h"

static enum err keep(struct span text, struct text *out)
{
	text_put_octets(out, text.data, text.len);
	return OK;
}

enum err form_rr_type(struct span text, struct text *out, int64_t *number)
{
	uint16_t type;
	TRY(rrtype_parse(&type, text));
	rrtype_print(out, type);
	*number = type;
	return OK;
}

/* A name may be relative: its final dot, or that there is none, is kept. */
enum err form_owner(struct span text, struct text *out, int64_t *number)
{
	struct name name;
	size_t start = out->len;
	bool absolute = text.len > 0 && text.data[text.len - 1] == '.';
	(void)number;
	TRY(name_parse(&name, text, name_root));
	name_lower(name.wire, name.len);
	name_print(out, name.wire);
	if (!absolute && out->len > start + 1)
		text_truncate(out, out->len - 1);
	return OK;
}

enum err form_keytag_modulo(struct span text, struct text *out, int64_t *number)
{
	struct modulo m;
	(void)number;
	TRY(modulo_parse(&m, text, false));
	return keep(text, out);
}

enum err form_serial_modulo(struct span text, struct text *out, int64_t *number)
{
	struct modulo m;
	(void)number;
	TRY(modulo_parse(&m, text, true));
	return keep(text, out);
}

enum err form_group(struct span text, struct text *out, int64_t *number)
{
	enum { GROUP_MAX = 255 };
	(void)number;
	return text.len <= GROUP_MAX ? keep(text, out) : E_RANGE;
}

/* SHA-256 of a public key. */
enum err form_pin(struct span text, struct text *out, int64_t *number)
{
	enum { PIN_LEN = 32, PIN_TEXT = 44 };
	uint8_t octets[PIN_TEXT / 4 * 3];
	size_t len;
	(void)number;
	if (text.len != PIN_TEXT)
		return E_BASE64;
	TRY(base64_parse(octets, &len, text));
	return len == PIN_LEN ? keep(text, out) : E_RANGE;
}

enum err form_user(struct span text, struct text *out, int64_t *number)
{
	const uint8_t *colon = memchr(text.data, ':', text.len);
	(void)number;
	if (text.len == 0 || colon == text.data || text.data[text.len - 1] == ':')
		return E_INVALID;
	return keep(text, out);
}
