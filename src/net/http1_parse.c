/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading requests (RFC 9112 section 3 and 5).  Of the fields only what would change the meaning of
 * the message is looked at: a body is refused, Host has to be there.
 */
#include "net/http1.h"

#include <string.h>
#include <strings.h>

/* Cut what stands before the first blank; false when there is none. */
static bool word_take(struct span *line, struct span *word)
{
	const uint8_t *blank = memchr(line->data, ' ', line->len);
	if (blank == NULL)
		return false;
	*word = span_of(line->data, (size_t)(blank - line->data));
	*line = span_of(blank + 1, line->len - word->len - 1);
	return true;
}

static unsigned line_parse(struct http1_request *out, struct span line)
{
	struct span method, target;
	if (!word_take(&line, &method) || !word_take(&line, &target))
		return 400;
	if (line.len != 8 || memcmp(line.data, "HTTP/1.", 7) != 0 ||
	    (line.data[7] != '0' && line.data[7] != '1'))
		return line.len == 8 && memcmp(line.data, "HTTP/", 5) == 0 ? 505 : 400;
	for (size_t i = 0; i < target.len; i++) {
		if (target.data[i] <= 0x20 || target.data[i] >= 0x7f)
			return 400;
	}
	out->is_head = span_is_word(method, "HEAD");
	if (!out->is_head && !span_is_word(method, "GET"))
		return 501;
	if (target.len == 0 || target.data[0] != '/')
		return 400;
	const uint8_t *query = memchr(target.data, '?', target.len);
	out->path = span_of(target.data,
	                    query != NULL ? (size_t)(query - target.data) : target.len);
	return 0;
}

static bool is_named(struct span field, const char *name)
{
	size_t len = strlen(name);
	return field.len > len && field.data[len] == ':' &&
	       strncasecmp((const char *)field.data, name, len) == 0;
}

static unsigned field_parse(struct span field, unsigned *hosts)
{
	const uint8_t *colon = memchr(field.data, ':', field.len);
	/* RFC 9112 section 5.1 and 5.2: no blank before the colon, no folded lines. */
	if (colon == NULL || colon == field.data || colon[-1] == ' ' || colon[-1] == '\t' ||
	    field.data[0] == ' ' || field.data[0] == '\t')
		return 400;
	*hosts += is_named(field, "host");
	if (is_named(field, "transfer-encoding"))
		return 501;
	if (is_named(field, "content-length")) {
		for (const uint8_t *p = colon + 1; p < field.data + field.len; p++) {
			if (*p != ' ' && *p != '\t' && *p != '0')
				return 413;
		}
	}
	return 0;
}

enum http1_parsed http1_parse(struct http1_request *out, unsigned *status, struct span octets)
{
	const uint8_t *at = octets.data, *end = octets.data + octets.len, *newline;
	unsigned hosts = 0, wrong = 0;
	bool is_first = true;
	while (wrong == 0 && at < end && (newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		struct span line = span_of(at, (size_t)(newline - at));
		at = newline + 1;
		if (line.len > 0 && line.data[line.len - 1] == '\r')
			line.len--;
		if (memchr(line.data, '\0', line.len) != NULL) {
			wrong = 400;
		} else if (is_first) {
			wrong = line_parse(out, line);
			is_first = false;
		} else if (line.len > 0) {
			wrong = field_parse(line, &hosts);
		} else if (hosts <= 1) { /* HTTP/1.0 has none */
			return HTTP1_GOOD;
		} else {
			wrong = 400;
		}
	}
	if (wrong == 0 && octets.len >= HTTP1_REQUEST_MAX)
		wrong = is_first ? 414 : 431;
	*status = wrong;
	return wrong != 0 ? HTTP1_WRONG : HTTP1_MORE;
}
