/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading replay scripts line by line.  Stops at the first error. */

#include "rpl.h"

#include "sign.h"

#include "dns/rdata.h"
#include "dns/rrtype.h"
#include "dns/ttl.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINE_MAX_LEN = 65536, WORDS_MAX = 40 };

struct parser {
	struct rpl *rpl;
	FILE *file;
	unsigned line;
	struct rpl_sign *sign; /* how the records that come are signed */
	char text[LINE_MAX_LEN];
};

static bool fail(struct parser *p, const char *what, const char *word)
{
	snprintf(p->rpl->error, sizeof(p->rpl->error), "line %u: %s%s%s", p->line, what,
	         word ? " " : "", word ? word : "");
	return false;
}

static char *copy(struct rpl *r, const char *s)
{
	return arena_dup(&r->arena, s, strlen(s) + 1);
}

static char *trim(char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	char *end = s + strlen(s);
	while (end > s && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return s;
}

/* Cut a comment that is not inside quotes. */
static void cut_comment(char *s)
{
	bool quoted = false;
	for (; *s != '\0'; s++) {
		if (*s == '\\' && s[1] != '\0')
			s++;
		else if (*s == '"')
			quoted = !quoted;
		else if (*s == ';' && !quoted) {
			*s = '\0';
			return;
		}
	}
}

/* Next line with something on it, trimmed; NULL at the end. */
static char *next_line(struct parser *p)
{
	while (fgets(p->text, sizeof(p->text), p->file) != NULL) {
		p->line++;
		cut_comment(p->text);
		char *s = trim(p->text);
		if (*s != '\0')
			return s;
	}
	return NULL;
}

static size_t split(char *s, char *words[WORDS_MAX])
{
	size_t count = 0;
	char *save = NULL;
	for (char *w = strtok_r(s, " \t", &save); w != NULL && count < WORDS_MAX;
	     w = strtok_r(NULL, " \t", &save))
		words[count++] = w;
	return count;
}

/* First word of s, ended; *rest gets what follows. */
static char *take_word(char *s, char **rest)
{
	char *end = s + strcspn(s, " \t");
	*rest = *end != '\0' ? end + 1 + strspn(end + 1, " \t") : end;
	*end = '\0';
	return s;
}

/* Features that need the whole program are refused, like what is not known at all. */
static bool knows_features(const char *value)
{
	while (*value != '\0') {
		value += strspn(value, " \t;");
		size_t len = strcspn(value, " \t=;");
		bool known = len == strlen("min_ttl") && (strncmp(value, "min_ttl", len) == 0 ||
		                                          strncmp(value, "max_ttl", len) == 0);
		if (len > 0 && !known)
			return false;
		value += strcspn(value, ";");
	}
	return true;
}

static bool knows_setting(struct parser *p, const char *key, const char *value)
{
	static const char *const keys[] = {
		"stub-addr",    "stub-name",          "trust-anchor", "domain-insecure",
		"do-ip4",       "val-override-date",  "do-ip6",       "val-override-timestamp",
		"harden-glue",  "query-minimization", "forward-addr", "do-not-query-localhost",
		"features",     "feature-list",       "force-ipv6",   "signed-zone",
		"mode",         "random-case",        "max-queries",  "forward-below",
		"forward-stub", "stale-after",        "module",       "patient-client",
	};
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (strcmp(key, keys[i]) == 0)
			return strcmp(key, "features") != 0 || knows_features(value) ||
			       fail(p, "feature that only the whole program has:", value);
	}
	return fail(p, "unknown setting", key);
}

static bool read_settings(struct parser *p)
{
	while (fgets(p->text, sizeof(p->text), p->file) != NULL) {
		p->line++;
		char *s = trim(p->text), *hash = strchr(s, '#'), *colon = strchr(s, ':');
		if (strcmp(s, "CONFIG_END") == 0)
			return true;
		if (*s == ';' || *s == '\0' || *s == '#' || colon == NULL)
			continue;
		if (hash != NULL)
			*hash = '\0';
		*colon = '\0';
		char *value = trim(colon + 1);
		size_t len = strlen(value);
		if (len >= 2 && value[0] == '"' && value[len - 1] == '"') {
			value[len - 1] = '\0';
			value = trim(value + 1);
		}
		struct rpl_setting *set = arena_zalloc(&p->rpl->arena, sizeof(*set));
		set->key = copy(p->rpl, trim(s));
		set->value = copy(p->rpl, value);
		set->next = p->rpl->settings;
		p->rpl->settings = set;
		if (!knows_setting(p, set->key, set->value))
			return false;
		if (strcmp(set->key, "signed-zone") == 0 && !sign_add_zone(p->rpl, set->value))
			return fail(p, "bad signed-zone", set->value);
	}
	return fail(p, "no CONFIG_END", NULL);
}

struct word {
	const char *word;
	unsigned bits;
};

static const struct word match_words[] = {
	{"opcode", MATCH_OPCODE},
	{"rcode", MATCH_RCODE},
	{"flags", MATCH_FLAGS},
	{"qname", MATCH_QNAME},
	{"qtype", MATCH_QTYPE},
	{"question", MATCH_QNAME | MATCH_QTYPE},
	{"qcase", MATCH_QCASE},
	{"subdomain", MATCH_SUBDOMAIN},
	{"answer", MATCH_ANSWER},
	{"authority", MATCH_AUTHORITY},
	{"additional", MATCH_ADDITIONAL},
	{"edns", MATCH_EDNS},
	{"all", MATCH_OPCODE | MATCH_QTYPE | MATCH_QNAME | MATCH_FLAGS | MATCH_RCODE |
                        MATCH_ANSWER | MATCH_AUTHORITY | MATCH_ADDITIONAL},
	{"udp", MATCH_UDP},
	{"tcp", MATCH_TCP},
	{"no_edns", MATCH_NO_EDNS},
	{"has_edns", MATCH_HAS_EDNS},
	{"ttl", MATCH_TTL},
	{"ede", MATCH_EDE},
	{"rd", MATCH_RD},
	{"no_rd", MATCH_NO_RD},
	{"cd", MATCH_CD},
	{"no_cd", MATCH_NO_CD},
	{"do", MATCH_DO},
	{"no_do", MATCH_NO_DO},
	{NULL, 0},
};

static const struct word adjust_words[] = {
	{"copy_id", ADJUST_COPY_ID},       {"copy_query", ADJUST_COPY_QUERY},
	{"raw_id", ADJUST_RAW_ID},         {"do_not_answer", ADJUST_SILENT},
	{"lower_case", ADJUST_LOWER_CASE}, {"no_opt", ADJUST_NO_OPT},
	{"close", ADJUST_CLOSE},           {NULL, 0},
};

static const struct word flag_words[] = {
	{"QR", MSG_QR}, {"AA", MSG_AA}, {"TC", MSG_TC}, {"RD", MSG_RD},
	{"RA", MSG_RA}, {"AD", MSG_AD}, {"CD", MSG_CD}, {NULL, 0},
};

static bool find_word(const struct word *list, const char *word, unsigned *bits)
{
	for (; list->word != NULL; list++) {
		if (strcasecmp(list->word, word) == 0) {
			*bits |= list->bits;
			return true;
		}
	}
	return false;
}

static bool read_words(struct parser *p, const struct word *list, char *rest, unsigned *bits)
{
	char *words[WORDS_MAX];
	size_t count = split(rest, words);
	for (size_t i = 0; i < count; i++) {
		if (!find_word(list, words[i], bits))
			return fail(p, "unknown word", words[i]);
	}
	return true;
}

static bool read_flags(struct parser *p, struct rpl_entry *e, char *rest)
{
	char *words[WORDS_MAX];
	size_t count = split(rest, words);
	for (size_t i = 0; i < count; i++) {
		unsigned bits = 0, code;
		if (find_word(flag_words, words[i], &bits)) {
			e->flags |= (uint16_t)bits;
		} else if (strcasecmp(words[i], "DO") == 0) {
			e->dnssec_ok = true;
		} else if (strcasecmp(words[i], "EDE") == 0 && i + 1 < count) {
			e->ede = atoi(words[++i]);
		} else if (msg_rcode_parse(&code, span_str(words[i])) == OK) {
			e->rcode = code;
		} else if (strcasecmp(words[i], "QUERY") == 0) {
			e->flags &= (uint16_t) ~(15 << 11);
		} else if (strcasecmp(words[i], "IQUERY") == 0) {
			e->flags |= OPCODE_IQUERY << 11;
		} else if (strcasecmp(words[i], "STATUS") == 0) {
			e->flags |= OPCODE_STATUS << 11;
		} else if (strcasecmp(words[i], "NOTIFY") == 0) {
			e->flags |= OPCODE_NOTIFY << 11;
		} else if (strcasecmp(words[i], "UPDATE") == 0) {
			e->flags |= OPCODE_UPDATE << 11;
		} else {
			return fail(p, "unknown flag", words[i]);
		}
	}
	return true;
}

static bool read_question(struct parser *p, struct rpl_entry *e, char *s)
{
	char *words[WORDS_MAX];
	size_t count = split(s, words);
	e->qclass = CLASS_IN;
	if (count < 2 || name_parse_str(&e->qname, words[0]) != OK)
		return fail(p, "bad question", words[0]);
	if (count > 2 && rrclass_parse(&e->qclass, span_str(words[1])) != OK)
		return fail(p, "bad class", words[1]);
	if (rrtype_parse(&e->qtype, span_str(words[count - 1])) != OK)
		return fail(p, "bad type", words[count - 1]);
	e->has_question = true;
	return true;
}

/*
 * Keys and signatures of public scripts are cut anywhere, which zone files here may not be: join
 * what stands behind the fields before them.
 */
static enum err parse_cut_base64(struct wire_writer *w, uint16_t type, const char *s)
{
	char joined[8192];
	size_t len = 0;
	unsigned fields = type == RR_DNSKEY ? 3 : 8, seen = 0;
	bool in_word = false;
	for (; *s != '\0' && len + 2 < sizeof(joined); s++) {
		bool blank = isspace((unsigned char)*s) || *s == '(' || *s == ')';
		if (blank && in_word && ++seen <= fields)
			joined[len++] = ' ';
		in_word = !blank;
		if (!blank)
			joined[len++] = *s;
	}
	joined[len] = '\0';
	return rdata_parse_line(w, type, span_str(joined), name_root);
}

/* "@": the key, or the digest of it, that the owner's zone signs with ("@4": digest type 4). */
static bool put_own_key(struct parser *p, const struct rpl_record *r, const char *s,
                        struct wire_writer *w)
{
	const struct sign_zone *z = sign_find(p->rpl, r->owner.wire);
	if (z == NULL)
		return fail(p, "no signed-zone", s);
	if (r->type == RR_DNSKEY)
		wire_write_span(w, sign_dnskey(z));
	else if (!sign_put_ds(w, z, s[1] != '\0' ? (uint8_t)atoi(s + 1) : 2))
		return fail(p, "bad digest", s);
	return true;
}

static bool read_record(struct parser *p, struct rpl_entry *e, enum msg_section section, char *s)
{
	static uint8_t rdata[RDATA_MAX_LEN];
	struct rpl_record *r = arena_zalloc(&p->rpl->arena, sizeof(*r));
	char *word = take_word(s, &s);
	if (name_parse_str(&r->owner, word) != OK)
		return fail(p, "bad owner", word);
	r->ttl = 3600;
	r->class_ = CLASS_IN;
	for (word = take_word(s, &s);; word = take_word(s, &s)) {
		if (isdigit((unsigned char)word[0]) && ttl_parse(&r->ttl, span_str(word)) == OK)
			continue;
		if (rrclass_parse(&r->class_, span_str(word)) == OK)
			continue;
		if (rrtype_parse(&r->type, span_str(word)) == OK)
			break;
		return fail(p, "bad type", word);
	}
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	enum err err = OK;
	r->sign = p->sign;
	if (s[0] == '@' && !put_own_key(p, r, s, &w))
		return false;
	if (s[0] != '@')
		err = rdata_parse_line(&w, r->type, span_str(s), name_root);
	if (err == E_BASE64 && (r->type == RR_DNSKEY || r->type == RR_RRSIG)) {
		w = wire_writer_of(rdata, sizeof(rdata));
		err = parse_cut_base64(&w, r->type, s);
	}
	if (err != OK)
		return fail(p, err_text(err), s);
	r->rdata = span_of(arena_dup(&p->rpl->arena, rdata, w.pos), w.pos);
	struct rpl_record **at = &e->section[section];
	while (*at != NULL)
		at = &(*at)->next;
	*at = r;
	return true;
}

static bool read_section_word(struct parser *p, char *rest, enum msg_section *section)
{
	static const char *const words[] = {"QUESTION", "ANSWER", "AUTHORITY", "ADDITIONAL"};
	for (int i = 0; i < 4; i++) {
		if (strcasecmp(words[i], trim(rest)) == 0) {
			*section = (enum msg_section)i;
			return true;
		}
	}
	return fail(p, "unknown section", rest);
}

static bool read_raw(struct parser *p, struct rpl_entry *e)
{
	char *s = next_line(p);
	uint8_t *raw = arena_alloc(&p->rpl->arena, s != NULL ? strlen(s) / 2 + 1 : 1);
	size_t len = 0;
	for (unsigned byte; s != NULL && sscanf(s, "%2x", &byte) == 1; s += 2)
		raw[len++] = (uint8_t)byte;
	e->is_raw = true;
	e->raw = span_of(raw, len);
	return true;
}

static bool read_entry(struct parser *p, struct rpl_entry **out)
{
	struct rpl_entry *e = arena_zalloc(&p->rpl->arena, sizeof(*e));
	enum msg_section section = SECTION_QUESTION;
	bool in_section = false;
	char *s, *rest;
	e->line = p->line;
	e->ede = -1;
	p->sign = NULL;
	*out = e;
	while ((s = next_line(p)) != NULL) {
		char *whole = copy(p->rpl, s);
		char *word = take_word(s, &rest);
		bool ok = true;
		if (strcmp(word, "ENTRY_END") == 0) {
			sign_entry(p->rpl, e, rpl_date(p->rpl));
			return true;
		}
		if (strcmp(word, "MATCH") == 0)
			ok = read_words(p, match_words, rest, &e->match);
		else if (strcmp(word, "ADJUST") == 0)
			ok = read_words(p, adjust_words, rest, &e->adjust);
		else if (strcmp(word, "REPLY") == 0 || strcmp(word, "FLAGS") == 0)
			ok = read_flags(p, e, rest);
		else if (strcmp(word, "MANDATORY") == 0)
			e->mandatory = true;
		else if (strcmp(word, "SECTION") == 0)
			in_section = ok = read_section_word(p, rest, &section);
		else if (strcmp(word, "RAW") == 0)
			ok = read_raw(p, e);
		else if (strcmp(word, "SIGN") == 0)
			ok = sign_read(p->rpl, rest, &p->sign) || fail(p, "bad SIGN", whole);
		else if (!in_section)
			return fail(p, "unknown keyword", word);
		else if (section == SECTION_QUESTION)
			ok = read_question(p, e, whole);
		else
			ok = read_record(p, e, section, whole);
		if (!ok)
			return false;
	}
	return fail(p, "no ENTRY_END", NULL);
}

static bool add_address(struct parser *p, struct rpl_range *r, const char *word)
{
	if (r->addr_count == ARRAY_LEN(r->addrs) ||
	    addr_parse(&r->addrs[r->addr_count], span_str(word), 53) != OK)
		return fail(p, "bad address", word);
	r->addr_count++;
	return true;
}

static bool read_range(struct parser *p, char *rest)
{
	struct rpl_range *r = arena_zalloc(&p->rpl->arena, sizeof(*r)), **at = &p->rpl->ranges;
	struct rpl_entry **tail = &r->entries;
	char *words[WORDS_MAX], *s;
	size_t count = split(rest, words);
	if (count < 2)
		return fail(p, "RANGE_BEGIN needs two numbers", NULL);
	r->from = (unsigned)atoi(words[0]);
	r->to = (unsigned)atoi(words[1]);
	if (count > 2 && !add_address(p, r, words[2]))
		return false;
	while (*at != NULL)
		at = &(*at)->next;
	*at = r;
	while ((s = next_line(p)) != NULL) {
		char *word = take_word(s, &rest);
		if (strcmp(word, "RANGE_END") == 0)
			return true;
		if (strcmp(word, "ADDRESS") == 0) {
			if (!add_address(p, r, trim(rest)))
				return false;
		} else if (strcmp(word, "ENTRY_BEGIN") == 0) {
			if (!read_entry(p, tail))
				return false;
			tail = &(*tail)->next;
		} else {
			return fail(p, "unknown keyword in range", word);
		}
	}
	return fail(p, "no RANGE_END", NULL);
}

static bool read_step(struct parser *p, char *rest)
{
	static const char *const types[] = {"QUERY", "CHECK_ANSWER", "TIME_PASSES", "REPLY",
	                                    "CHECK_OUT_QUERY"};
	struct rpl_step *step = arena_zalloc(&p->rpl->arena, sizeof(*step)), **at = &p->rpl->steps;
	char *words[WORDS_MAX];
	size_t count = split(rest, words), type = 0;
	if (count < 2)
		return fail(p, "STEP needs a number and a type", NULL);
	while (type < ARRAY_LEN(types) && strcmp(words[1], types[type]) != 0)
		type++;
	if (type == ARRAY_LEN(types))
		return fail(p, "unknown step", words[1]);
	step->id = (unsigned)atoi(words[0]);
	step->line = p->line;
	step->type = (enum rpl_step_type)type;
	if (count > 2)
		step->seconds = (unsigned)atoi(words[count - 1]);
	while (*at != NULL)
		at = &(*at)->next;
	*at = step;
	return true;
}

static bool read_scenario(struct parser *p)
{
	char *s, *rest;
	struct rpl_step *last = NULL;
	while ((s = next_line(p)) != NULL) {
		char *word = take_word(s, &rest);
		bool ok = true;
		if (strcmp(word, "SCENARIO_END") == 0)
			return true;
		if (strcmp(word, "SCENARIO_BEGIN") == 0)
			continue;
		if (strcmp(word, "RANGE_BEGIN") == 0)
			ok = read_range(p, rest);
		else if (strcmp(word, "STEP") == 0)
			ok = read_step(p, rest);
		else if (strcmp(word, "ENTRY_BEGIN") == 0 && p->rpl->steps != NULL) {
			for (last = p->rpl->steps; last->next != NULL; last = last->next)
				;
			ok = read_entry(p, &last->entry);
		} else if (p->rpl->ranges != NULL || p->rpl->steps != NULL)
			return fail(p, "unknown keyword", word);
		if (!ok)
			return false;
	}
	return fail(p, "no SCENARIO_END", NULL);
}

bool rpl_read(struct rpl *r, const char *path)
{
	static struct parser p;
	memset(r, 0, sizeof(*r));
	memset(&p, 0, sizeof(p));
	arena_init(&r->arena, 0);
	p.rpl = r;
	p.line = 0;
	p.file = fopen(path, "r");
	if (p.file == NULL)
		return fail(&p, "cannot open", path);
	bool ok = read_settings(&p) && read_scenario(&p);
	fclose(p.file);
	return ok;
}

void rpl_free(struct rpl *r)
{
	sign_free(r);
	arena_deinit(&r->arena);
}

const char *rpl_setting(const struct rpl *r, const char *key)
{
	for (const struct rpl_setting *s = r->settings; s != NULL; s = s->next) {
		if (strcmp(s->key, key) == 0)
			return s->value;
	}
	return NULL;
}

bool rpl_is_on(const struct rpl *r, const char *key, bool otherwise)
{
	const char *v = rpl_setting(r, key);
	if (v == NULL)
		return otherwise;
	return strcasecmp(v, "yes") == 0 || strcasecmp(v, "true") == 0 || strcmp(v, "on") == 0 ||
	       strcmp(v, "1") == 0;
}

int64_t rpl_date(const struct rpl *r)
{
	const char *date = rpl_setting(r, "val-override-date");
	const char *stamp = rpl_setting(r, "val-override-timestamp");
	struct tm tm = {0};
	if (stamp != NULL)
		return strtoll(stamp, NULL, 10);
	if (date != NULL && strptime(date, "%Y%m%d%H%M%S", &tm) != NULL)
		return timegm(&tm);
	return 1700000000;
}
