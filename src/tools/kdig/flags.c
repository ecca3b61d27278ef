/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of flags.  A row is either one bool of the query, or a function that reads a value.
 * Nothing here knows what the settings are used for.
 */

#include "tools/kdig/flags.h"

#include "base/hex.h"
#include "base/rand.h"
#include "tools/cli/notice.h"

#include <stddef.h>
#include <stdio.h>

typedef enum err flag_fn(struct kdig_query *q, const char *value, bool on);

struct flag {
	const char *name;
	size_t offset; /* of a bool in struct kdig_query, when there is no function */
	uint16_t bit;  /* of lookup.flags instead, when not 0 */
	flag_fn *apply;
	bool only_off; /* exists as "+noname" only */
};

/* ---- values ---- */

static bool parse_number(const char *text, unsigned long least, unsigned long most,
                         unsigned long *out)
{
	char *end = NULL;
	if (text == NULL || *text < '0' || *text > '9')
		return false;
	*out = strtoul(text, &end, 10);
	return *end == '\0' && *out >= least && *out <= most;
}

/* A number into an int that LOOKUP_UNSET clears. */
static enum err set_number(int *out, const char *value, bool on, int without, unsigned long most)
{
	unsigned long n = 0;
	if (!on)
		*out = LOOKUP_UNSET;
	else if (value == NULL && without != LOOKUP_UNSET)
		*out = without;
	else if (parse_number(value, 0, most, &n))
		*out = (int)n;
	else
		return E_NUMBER;
	return OK;
}

static enum err apply_all(struct kdig_query *q, const char *value, bool on)
{
	struct message_style *s = &q->style;
	(void)value;
	s->header = s->comments = s->opt = s->question = s->answer = on;
	s->authority = s->additional = s->tsig = q->stats = on;
	return OK;
}

static enum err apply_crypto(struct kdig_query *q, const char *value, bool on)
{
	(void)value;
	q->style.rdata.omit_crypto = !on;
	return OK;
}

static enum err apply_tcp(struct kdig_query *q, const char *value, bool on)
{
	(void)value;
	q->tcp = on;
	q->tcp_chosen = true;
	return OK;
}

static enum err apply_noidn(struct kdig_query *q, const char *value, bool on)
{
	(void)value;
	q->style.idn = on;
	return OK;
}

static enum err apply_timeout(struct kdig_query *q, const char *value, bool on)
{
	unsigned long s = 0;
	if (on && !parse_number(value, 0, UINT32_MAX / 1000, &s))
		return E_NUMBER;
	q->timeout_ms = (unsigned)s * 1000;
	return OK;
}

static enum err apply_retry(struct kdig_query *q, const char *value, bool on)
{
	unsigned long n = 0;
	if (on && !parse_number(value, 0, UINT16_MAX, &n))
		return E_NUMBER;
	q->retries = (unsigned)n;
	return OK;
}

/* ---- EDNS ---- */

static enum err apply_edns(struct kdig_query *q, const char *value, bool on)
{
	q->lookup.edns.off = !on;
	return set_number(&q->lookup.edns.version, value, on, 0, UINT8_MAX);
}

static enum err apply_bufsize(struct kdig_query *q, const char *value, bool on)
{
	return set_number(&q->lookup.edns.bufsize, value, on, LOOKUP_UNSET, UINT16_MAX);
}

static enum err apply_padding(struct kdig_query *q, const char *value, bool on)
{
	/* Without a size it is left to the block size, as privacy wants it (RFC 8467 section 4.1).
	 */
	enum { BLOCK = 128 };
	if (on && value == NULL) {
		q->lookup.edns.alignment = BLOCK;
		return OK;
	}
	return set_number(&q->lookup.edns.padding, value, on, LOOKUP_UNSET, UINT16_MAX - 1024);
}

static enum err apply_alignment(struct kdig_query *q, const char *value, bool on)
{
	enum { BLOCK = 128, BLOCK_LEAST = 2, BLOCK_MOST = 512 };
	TRY(set_number(&q->lookup.edns.alignment, value, on, BLOCK, BLOCK_MOST));
	return !on || q->lookup.edns.alignment >= BLOCK_LEAST ? OK : E_NUMBER;
}

static enum err apply_subnet(struct kdig_query *q, const char *value, bool on)
{
	struct edns_subnet *s = &q->lookup.edns.subnet;
	unsigned long len = 0;
	struct addr a;
	q->lookup.edns.has_subnet = on;
	if (!on)
		return OK;
	if (value == NULL)
		return E_FIELD_MISSING;
	const char *slash = strchr(value, '/');
	struct span host = slash != NULL ? span_of(value, (size_t)(slash - value))
	                                 : span_str(value);
	if (addr_parse(&a, host, 0) != OK || addr_octets(&a).len == 0)
		return E_ADDR;
	struct span octets = addr_octets(&a);
	*s = (struct edns_subnet){.family = octets.len == 4 ? 1 : 2};
	len = octets.len * 8;
	if (slash != NULL && !parse_number(slash + 1, 0, octets.len * 8, &len))
		return E_RANGE;
	s->source_len = (uint8_t)len;
	/* Bits behind the prefix are zero (RFC 7871 section 6). */
	for (size_t i = 0; i * 8 < len; i++) {
		unsigned left = (unsigned)(len - i * 8);
		s->address[i] = octets.data[i] & (left >= 8 ? 0xff : (uint8_t)(0xff00 >> left));
	}
	return OK;
}

static enum err apply_cookie(struct kdig_query *q, const char *value, bool on)
{
	enum { CLIENT_PART = 8 };
	struct lookup_edns *e = &q->lookup.edns;
	uint8_t octets[256];
	size_t len = 0;
	e->cookie_len = 0;
	if (!on)
		return OK;
	if (value == NULL) {
		rand_octets(e->cookie, CLIENT_PART);
		e->cookie_len = CLIENT_PART;
		return OK;
	}
	struct span text = span_str(value);
	if (text.len / 2 > sizeof(octets) || hex_parse(octets, &len, text) != OK)
		return E_HEX;
	if (len < CLIENT_PART) {
		notice_error("too short client +cookie=%s", value);
		return E_INVALID;
	}
	if (len > LOOKUP_COOKIE_MAX) {
		notice_error("too long +cookie=%s", value);
		return E_INVALID;
	}
	memcpy(e->cookie, octets, len);
	e->cookie_len = (uint8_t)len;
	return OK;
}

static enum err apply_ednsopt(struct kdig_query *q, const char *value, bool on)
{
	struct lookup_edns *e = &q->lookup.edns;
	char code[6] = "";
	unsigned long number = 0;
	size_t len = 0;
	if (!on) {
		e->option_count = 0;
		return OK;
	}
	if (value == NULL || e->option_count == LOOKUP_OPTIONS_MAX)
		return value == NULL ? E_FIELD_MISSING : E_LIMIT;
	size_t digits = strcspn(value, ":");
	if (digits >= sizeof(code))
		return E_NUMBER;
	memcpy(code, value, digits);
	if (!parse_number(code, 0, UINT16_MAX, &number))
		return E_NUMBER;
	struct lookup_option *o = &e->options[e->option_count];
	struct span hex = span_str(value[digits] == ':' ? value + digits + 1 : "");
	if (hex.len / 2 > sizeof(o->value) || hex_parse(o->value, &len, hex) != OK)
		return E_HEX;
	o->code = (uint16_t)number;
	o->len = (uint16_t)len;
	e->option_count++;
	return OK;
}

/* ---- what this build lacks ---- */

static enum err refuse(struct kdig_query *q, const char *value, bool on)
{
	(void)q;
	(void)value;
	/* Asking for its absence is granted. */
	return on ? E_NOTSUP : OK;
}

/* ---- the table ---- */

#define AT(member) offsetof(struct kdig_query, member)

static const struct flag flags[] = {
	{.name = "multiline", .offset = AT(style.rdata.multiline)},
	{.name = "short", .offset = AT(short_)},
	{.name = "generic", .offset = AT(style.rdata.generic)},
	{.name = "crypto", .apply = apply_crypto},
	{.name = "aaflag", .bit = MSG_AA},
	{.name = "tcflag", .bit = MSG_TC},
	{.name = "rdflag", .bit = MSG_RD},
	{.name = "recurse", .bit = MSG_RD},
	{.name = "raflag", .bit = MSG_RA},
	{.name = "zflag", .bit = MSG_Z},
	{.name = "adflag", .bit = MSG_AD},
	{.name = "cdflag", .bit = MSG_CD},
	{.name = "dnssec", .offset = AT(lookup.do_)},
	{.name = "doflag", .offset = AT(lookup.do_)},
	{.name = "all", .apply = apply_all},
	{.name = "qr", .offset = AT(qr)},
	{.name = "header", .offset = AT(style.header)},
	{.name = "comments", .offset = AT(style.comments)},
	{.name = "opt", .offset = AT(style.opt)},
	{.name = "opttext", .offset = AT(style.opttext)},
	{.name = "optpresent", .apply = refuse},
	{.name = "question", .offset = AT(style.question)},
	{.name = "answer", .offset = AT(style.answer)},
	{.name = "authority", .offset = AT(style.authority)},
	{.name = "additional", .offset = AT(style.additional)},
	{.name = "tsig", .offset = AT(style.tsig)},
	{.name = "stats", .offset = AT(stats)},
	{.name = "class", .offset = AT(style.class_)},
	{.name = "ttl", .offset = AT(style.ttl)},
	{.name = "json", .offset = AT(json)},
	{.name = "tcp", .apply = apply_tcp},
	{.name = "fastopen", .offset = AT(fast_open)},
	{.name = "ignore", .offset = AT(keep_truncated)},
	{.name = "keepopen", .offset = AT(keep_open)},
	{.name = "tls", .apply = refuse},
	{.name = "tls-ca", .apply = refuse},
	{.name = "tls-pin", .apply = refuse},
	{.name = "tls-hostname", .apply = refuse},
	{.name = "tls-sni", .apply = refuse},
	{.name = "tls-keyfile", .apply = refuse},
	{.name = "tls-certfile", .apply = refuse},
	{.name = "tls-ocsp-stapling", .apply = refuse},
	{.name = "https", .apply = refuse},
	{.name = "https-get", .apply = refuse},
	{.name = "quic", .apply = refuse},
	{.name = "proxy", .apply = refuse},
	{.name = "msgdelay", .apply = refuse},
	{.name = "nsid", .offset = AT(lookup.edns.nsid)},
	{.name = "zoneversion", .offset = AT(lookup.edns.zoneversion)},
	{.name = "expire", .offset = AT(lookup.edns.expire)},
	{.name = "bufsize", .apply = apply_bufsize},
	{.name = "padding", .apply = apply_padding},
	{.name = "alignment", .apply = apply_alignment},
	{.name = "subnet", .apply = apply_subnet},
	{.name = "edns", .apply = apply_edns},
	{.name = "cookie", .apply = apply_cookie},
	{.name = "badcookie", .offset = AT(badcookie)},
	{.name = "ednsopt", .apply = apply_ednsopt},
	{.name = "timeout", .apply = apply_timeout},
	{.name = "retry", .apply = apply_retry},
	{.name = "idn", .apply = apply_noidn, .only_off = true},
};

/* Does the word name the flag, whole or cut short? 0 no, 1 cut short, 2 whole. */
static int fits(const char *flag, bool off, struct span word)
{
	char name[32];
	int len = snprintf(name, sizeof(name), "%s%s", off ? "no" : "", flag);
	if (len < 0 || word.len > (size_t)len ||
	    strncasecmp(name, (const char *)word.data, word.len) != 0)
		return 0;
	return word.len == (size_t)len ? 2 : 1;
}

/* The only flag the word can mean; NULL, and *many when there are several. */
static const struct flag *find(struct span word, bool *on, bool *many)
{
	const struct flag *found = NULL;
	unsigned hits = 0;
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		for (int off = flags[i].only_off; off <= 1; off++) {
			int fit = fits(flags[i].name, off, word);
			if (fit == 0)
				continue;
			found = &flags[i];
			*on = !off;
			if (fit == 2)
				return found;
			hits++;
		}
	}
	*many = hits > 1;
	return hits == 1 ? found : NULL;
}

static enum err apply(const struct flag *f, struct kdig_query *q, const char *value, bool on)
{
	if (f->apply != NULL)
		return f->apply(q, value, on);
	if (value != NULL)
		return E_FIELD_EXTRA;
	if (f->bit != 0)
		q->lookup.flags = (uint16_t)(on ? q->lookup.flags | f->bit
		                                : q->lookup.flags & ~f->bit);
	else
		*(bool *)(void *)((char *)q + f->offset) = on;
	return OK;
}

enum err kdig_flag_apply(struct kdig_query *q, const char *text)
{
	const char *equals = strchr(text, '=');
	const char *value = equals != NULL ? equals + 1 : NULL;
	struct span word = equals != NULL ? span_of(text, (size_t)(equals - text)) : span_str(text);
	bool on = false, many = false;
	const struct flag *f = word.len > 0 ? find(word, &on, &many) : NULL;
	if (f == NULL) {
		notice_error("%s option: +%s", many ? "ambiguous" : "invalid", text);
		return E_NOTFOUND;
	}
	enum err e = apply(f, q, value, on);
	switch (e) {
	case OK:
		return OK;
	case E_INVALID: /* told already */
		return e;
	case E_NOTSUP:
		notice_error("+%s is not available in this build", f->name);
		return E_INVALID;
	case E_FIELD_MISSING:
		notice_error("missing argument for +%s", f->name);
		return E_INVALID;
	case E_RANGE:
		notice_error("invalid network mask +%s", text);
		return E_INVALID;
	default:
		notice_error("invalid +%s", text);
		return E_INVALID;
	}
}
