/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TSIG.  One routine, digest_message, feeds the digest components of RFC 8945 section 4.3 for both
 * signing and verifying, so that the two cannot drift apart.  `running` always holds the digest of
 * everything since the last MAC; prior MACs are fed when it begins.
 */

#include "sec/tsig.h"

#include "base/base64.h"
#include "base/mem.h"

static const struct {
	const char *word;
	enum digest_alg alg;
} algs[] = {
	{"hmac-md5", DIGEST_MD5},       {"hmac-sha1", DIGEST_SHA1},
	{"hmac-sha224", DIGEST_SHA224}, {"hmac-sha256", DIGEST_SHA256},
	{"hmac-sha384", DIGEST_SHA384}, {"hmac-sha512", DIGEST_SHA512},
};

/* RFC 8945 section 6: the one algorithm whose name on the wire is not its word. */
static const char md5_wire_name[] = "hmac-md5.sig-alg.reg.int.";

enum err tsig_alg_parse(enum digest_alg *out, struct span word)
{
	if (span_is_word(word, md5_wire_name) || span_is_word(word, "hmac-md5.sig-alg.reg.int")) {
		*out = DIGEST_MD5;
		return OK;
	}
	if (word.len > 0 && word.data[word.len - 1] == '.')
		word.len--;
	for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
		if (span_is_word(word, algs[i].word)) {
			*out = algs[i].alg;
			return OK;
		}
	}
	return E_TSIG_ALG;
}

const char *tsig_alg_word(enum digest_alg alg)
{
	for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
		if (algs[i].alg == alg)
			return algs[i].word;
	}
	return "unknown";
}

static struct name alg_name(enum digest_alg alg)
{
	struct name n;
	enum err e = name_parse_str(&n, alg == DIGEST_MD5 ? md5_wire_name : tsig_alg_word(alg));
	if (e != OK)
		name_copy(&n, name_root);
	return n;
}

enum err tsig_key_set(struct tsig_key *out, const uint8_t *name, enum digest_alg alg,
                      struct span base64)
{
	name_copy(&out->name, name);
	name_lower(out->name.wire, out->name.len);
	out->alg = alg;
	if (base64.len / 4 * 3 > sizeof(out->secret))
		return E_SPACE;
	return base64_parse(out->secret, &out->secret_len, base64);
}

static struct span part_before(struct span *text, uint8_t separator)
{
	const uint8_t *at = memchr(text->data, separator, text->len);
	struct span head = span_of(text->data, at != NULL ? (size_t)(at - text->data) : text->len);
	*text = span_skip(*text, head.len + 1);
	return head;
}

enum err tsig_key_parse(struct tsig_key *out, struct span text)
{
	struct span first = part_before(&text, ':');
	struct span second = part_before(&text, ':');
	enum digest_alg alg = DIGEST_SHA256;
	struct name name;
	if (first.len == 0 || second.len == 0)
		return E_MALFORMED;
	if (text.len > 0) {
		TRY(tsig_alg_parse(&alg, first));
		first = second;
		second = text;
	}
	TRY(name_parse(&name, first, name_root));
	return tsig_key_set(out, name.wire, alg, second);
}

void tsig_key_wipe(struct tsig_key *key)
{
	mem_wipe(key, sizeof(*key));
}

/* RFC 8945 section 4.2. */
enum err tsig_read(struct tsig_record *out, const struct msg *m)
{
	struct wire_reader r = wire_reader_of(m->wire);
	size_t pos = m->tsig_at, len;
	if (pos == 0 || name_read(&out->key_name, m->wire, &pos) != OK)
		return E_MALFORMED;
	r.pos = pos;
	uint16_t type = wire_read_u16(&r), class_ = wire_read_u16(&r);
	uint32_t ttl = wire_read_u32(&r);
	struct span rdata = wire_read_span(&r, wire_read_u16(&r));
	if (wire_finish(&r) != OK || type != RR_TSIG || class_ != CLASS_ANY || ttl != 0)
		return E_MALFORMED;
	if (name_check(rdata, &len) != OK)
		return E_MALFORMED;
	name_copy(&out->alg_name, rdata.data);
	r = wire_reader_of(span_skip(rdata, len));
	out->time_signed = wire_read_u48(&r);
	out->fudge = wire_read_u16(&r);
	out->mac = wire_read_span(&r, wire_read_u16(&r));
	out->original_id = wire_read_u16(&r);
	out->error = wire_read_u16(&r);
	out->other = wire_read_span(&r, wire_read_u16(&r));
	return wire_finish(&r) == OK ? OK : E_MALFORMED;
}

void tsig_init(struct tsig_state *s, const struct tsig_key *key)
{
	*s = (struct tsig_state){.key = key};
	s->running = mac_new(key->alg, span_of(key->secret, key->secret_len));
}

void tsig_deinit(struct tsig_state *s)
{
	mac_free(s->running);
	s->running = NULL;
}

/* Prior MAC with its length, at the beginning of every digest but a request's (section 4.3.1). */
static void digest_prior(struct tsig_state *s)
{
	uint8_t len[2];
	if (s->mac_len == 0)
		return;
	wire_set_u16(len, (uint16_t)s->mac_len);
	mac_update(s->running, span_of(len, 2));
	mac_update(s->running, span_of(s->mac, s->mac_len));
	s->mac_len = 0;
}

/* Section 4.3.3, or only the timers for later messages of a stream (section 5.3.1). */
static void digest_variables(struct tsig_state *s, const struct tsig_record *t)
{
	uint8_t buf[NAME_MAX_LEN * 2 + 32];
	struct wire_writer w = wire_writer_of(buf, sizeof(buf));
	if (!s->continuing) {
		size_t start = w.pos;
		wire_write_octets(&w, t->key_name.wire, t->key_name.len);
		name_lower(buf + start, t->key_name.len);
		wire_write_u16(&w, CLASS_ANY);
		wire_write_u32(&w, 0);
		start = w.pos;
		wire_write_octets(&w, t->alg_name.wire, t->alg_name.len);
		name_lower(buf + start, t->alg_name.len);
	}
	wire_write_u48(&w, t->time_signed);
	wire_write_u16(&w, t->fudge);
	if (!s->continuing) {
		wire_write_u16(&w, t->error);
		wire_write_u16(&w, (uint16_t)t->other.len);
	}
	mac_update(s->running, wire_written(&w));
	if (!s->continuing)
		mac_update(s->running, t->other);
}

/* The message as it was before the TSIG record was added (section 4.3.2). */
static void digest_message(struct tsig_state *s, struct span body, uint16_t id, uint16_t arcount)
{
	uint8_t header[MSG_HEADER_LEN];
	memcpy(header, body.data, sizeof(header));
	wire_set_u16(header, id);
	wire_set_u16(header + 10, arcount);
	digest_prior(s);
	mac_update(s->running, span_of(header, sizeof(header)));
	mac_update(s->running, span_skip(body, sizeof(header)));
}

size_t tsig_room(const struct tsig_key *key)
{
	/* owner, fixed part, algorithm name (at most that of MD5), fields, MAC, our time */
	return key->name.len + 10u + 26 + 16 + digest_len(key->alg) + 6;
}

static enum err write_record(uint8_t *msg, size_t *len, size_t cap, const struct tsig_record *t)
{
	struct wire_writer w = wire_writer_of(msg, cap);
	w.pos = *len;
	wire_write_octets(&w, t->key_name.wire, t->key_name.len);
	wire_write_u16(&w, RR_TSIG);
	wire_write_u16(&w, CLASS_ANY);
	wire_write_u32(&w, 0);
	wire_write_u16(&w, (uint16_t)(t->alg_name.len + 16 + t->mac.len + t->other.len));
	wire_write_octets(&w, t->alg_name.wire, t->alg_name.len);
	wire_write_u48(&w, t->time_signed);
	wire_write_u16(&w, t->fudge);
	wire_write_u16(&w, (uint16_t)t->mac.len);
	wire_write_span(&w, t->mac);
	wire_write_u16(&w, t->original_id);
	wire_write_u16(&w, t->error);
	wire_write_u16(&w, (uint16_t)t->other.len);
	wire_write_span(&w, t->other);
	TRY(w.err);
	*len = w.pos;
	wire_set_u16(msg + 10, (uint16_t)(wire_get_u16(msg + 10) + 1));
	return OK;
}

enum err tsig_sign(struct tsig_state *s, uint8_t *msg, size_t *len, size_t cap, struct wall now,
                   uint16_t error)
{
	uint8_t mac[DIGEST_MAX_LEN] = {0}, our_time[6];
	struct tsig_record t = {
		.key_name = s->key->name,
		.alg_name = alg_name(s->key->alg),
		.time_signed = (uint64_t)now.s,
		.fudge = TSIG_FUDGE_S,
		.original_id = wire_get_u16(msg),
		.error = error,
	};
	if (error == RCODE_BADTIME) {
		/* Section 5.2.3: the reply carries the request's time, and ours in other data. */
		t.time_signed = s->peer_time;
		wire_set_u48(our_time, (uint64_t)now.s);
		t.other = span_of(our_time, sizeof(our_time));
	}
	/* Section 5.3.2: with BADKEY and BADSIG there is nothing to sign with. */
	if (error != RCODE_BADKEY && error != RCODE_BADSIG) {
		if (cap - *len < tsig_room(s->key))
			return E_SPACE;
		digest_message(s, span_of(msg, *len), t.original_id, wire_get_u16(msg + 10));
		digest_variables(s, &t);
		mac_finish(s->running, mac);
		t.mac = span_of(mac, digest_len(s->key->alg));
	}
	bool is_answer = (wire_get_u16(msg + 2) & MSG_QR) != 0;
	TRY(write_record(msg, len, cap, &t));
	memcpy(s->mac, mac, t.mac.len);
	s->mac_len = t.mac.len;
	s->continuing = is_answer;
	s->unsigned_count = 0;
	return OK;
}

/* A message of a stream that carries no TSIG of its own. */
static enum err take_unsigned(struct tsig_state *s, const struct msg *m, uint16_t *error)
{
	if (!s->continuing) {
		*error = 0;
		return E_TSIG_KEY;
	}
	if (++s->unsigned_count > TSIG_MAX_UNSIGNED) {
		*error = RCODE_BADSIG;
		return E_TSIG_SIG;
	}
	digest_message(s, m->wire, m->id, m->count[SECTION_ADDITIONAL]);
	return OK;
}

/* Section 5.2.2: compare as many octets as were sent, within what section 5.2.2.1 allows. */
static enum err check_mac(struct tsig_state *s, const struct tsig_record *t, uint16_t *error)
{
	uint8_t mac[DIGEST_MAX_LEN];
	size_t full = digest_len(s->key->alg), least = MAX_OF((size_t)10, full / 2);
	mac_finish(s->running, mac);
	if (t->mac.len > full)
		return E_MALFORMED;
	if (t->mac.len == 0 || !crypto_equal(mac, t->mac.data, t->mac.len)) {
		*error = RCODE_BADSIG;
		return E_TSIG_SIG;
	}
	if (t->mac.len < least) {
		*error = RCODE_BADTRUNC;
		return E_TSIG_TRUNC;
	}
	memcpy(s->mac, t->mac.data, t->mac.len);
	s->mac_len = t->mac.len;
	return OK;
}

enum err tsig_verify(struct tsig_state *s, const struct msg *m, struct wall now, uint16_t *error)
{
	struct tsig_record t;
	enum digest_alg alg;
	*error = 0;
	if (m->tsig_at == 0)
		return take_unsigned(s, m, error);
	TRY(tsig_read(&t, m));
	struct text word;
	char buf[64];
	text_init_fixed(&word, buf, sizeof(buf));
	name_print(&word, t.alg_name.wire);
	/* Section 5.2.1: name and algorithm must be those of the key. */
	if (!name_equal(t.key_name.wire, s->key->name.wire) ||
	    tsig_alg_parse(&alg, text_span(&word)) != OK || alg != s->key->alg) {
		*error = RCODE_BADKEY;
		return E_TSIG_KEY;
	}
	digest_message(s, span_of(m->wire.data, m->tsig_at), t.original_id,
	               (uint16_t)(m->count[SECTION_ADDITIONAL] - 1));
	digest_variables(s, &t);
	TRY(check_mac(s, &t, error));
	s->peer_time = t.time_signed;
	s->continuing = (m->flags & MSG_QR) != 0;
	s->unsigned_count = 0;
	/* Section 5.2.3: only after the MAC, so that the reply may be signed. */
	int64_t apart = now.s - (int64_t)t.time_signed;
	if (apart > t.fudge || -apart > t.fudge) {
		*error = RCODE_BADTIME;
		return E_TSIG_TIME;
	}
	return OK;
}
