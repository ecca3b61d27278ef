/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lua's patterns.  A pattern becomes a list of items, each with the set of octets it stands for;
 * matching walks the list and keeps, for each repeated item that it has passed, how often it was
 * taken: at most one for each item, so that no recursion is needed.
 */

#include "resolver/rules/pattern.h"

#include "base/mem.h"

#include <ctype.h>

enum { CAPTURES_MAX = 32, OPEN = UINT32_MAX, POSITION = UINT32_MAX - 1 };

enum item_kind {
	ITEM_ONE,
	ITEM_MANY, /* "*": as often as it can, then less; "+": at least once */
	ITEM_FEW,  /* "-": as seldom as it can, then more */
	ITEM_MAYBE,
	ITEM_BALANCED, /* %bxy */
	ITEM_FRONTIER, /* %f[set] */
	ITEM_OPEN,
	ITEM_CLOSE,
	ITEM_HERE, /* "()" */
	ITEM_BACK, /* %1 */
	ITEM_END,  /* "$" */
};

struct item {
	enum item_kind kind;
	uint8_t least;   /* ITEM_MANY: 0 or 1 */
	uint8_t capture; /* OPEN, CLOSE, HERE, BACK */
	uint8_t from, to;
	uint64_t set[4];
};

struct pattern {
	bool anchored;
	bool has_first;  /* a match begins with an octet of the first item */
	int first_octet; /* the only one; -1: there are several */
	unsigned count;
	struct item items[PATTERN_ITEMS_MAX];
};

/* ---- compiling ---- */

static void set_add(uint64_t set[4], uint8_t c)
{
	set[c / 64] |= 1ULL << c % 64;
}

static bool set_has(const uint64_t set[4], uint8_t c)
{
	return set[c / 64] >> c % 64 & 1;
}

static bool in_class(uint8_t c, int class_)
{
	switch (class_) {
	case 'a':
		return isalpha(c);
	case 'c':
		return iscntrl(c);
	case 'd':
		return isdigit(c);
	case 'g':
		return isgraph(c);
	case 'l':
		return islower(c);
	case 'p':
		return ispunct(c);
	case 's':
		return isspace(c);
	case 'u':
		return isupper(c);
	case 'w':
		return isalnum(c);
	case 'x':
		return isxdigit(c);
	case 'z':
		return c == 0;
	default:
		return false;
	}
}

/* What stands behind a "%". */
static void add_escaped(uint64_t set[4], uint8_t c)
{
	int class_ = tolower(c);
	if (strchr("acdglpsuwxz", class_) == NULL || class_ == 0) {
		set_add(set, c);
		return;
	}
	for (unsigned i = 0; i < 256; i++) {
		if (in_class((uint8_t)i, class_) == (islower(c) != 0))
			set_add(set, (uint8_t)i);
	}
}

struct compiling {
	const uint8_t *at, *end;
	const char *fault;
	unsigned captures;
	uint8_t open[CAPTURES_MAX]; /* those that are not closed yet */
	unsigned open_count;
};

static bool wrong(struct compiling *c, const char *fault)
{
	c->fault = fault;
	return false;
}

/* "[set]", behind its bracket. */
static bool read_set(struct compiling *c, uint64_t set[4])
{
	bool inverted = c->at < c->end && *c->at == '^';
	c->at += inverted;
	for (bool first = true; first || c->at >= c->end || *c->at != ']'; first = false) {
		if (c->at >= c->end)
			return wrong(c, "malformed pattern (missing ']')");
		uint8_t from = *c->at++;
		if (from == '%') {
			if (c->at >= c->end)
				return wrong(c, "malformed pattern (missing ']')");
			add_escaped(set, *c->at++);
		} else if (c->end - c->at >= 2 && c->at[0] == '-' && c->at[1] != ']') {
			for (unsigned i = from; i <= c->at[1]; i++)
				set_add(set, (uint8_t)i);
			c->at += 2;
		} else {
			set_add(set, from);
		}
	}
	c->at++;
	for (unsigned i = 0; inverted && i < 4; i++)
		set[i] = ~set[i];
	return true;
}

/* One octet's worth: a set, a class, an octet; the first one is at c->at. */
static bool read_single(struct compiling *c, struct item *item)
{
	uint8_t first = *c->at++;
	item->kind = ITEM_ONE;
	if (first == '[')
		return read_set(c, item->set);
	if (first == '.') {
		memset(item->set, 0xff, sizeof(item->set));
	} else if (first == '%') {
		if (c->at >= c->end)
			return wrong(c, "malformed pattern (ends with '%')");
		add_escaped(item->set, *c->at++);
	} else {
		set_add(item->set, first);
	}
	return true;
}

static void read_repetition(struct compiling *c, struct item *item)
{
	static const char signs[] = "*+-?";
	const char *sign = c->at < c->end && *c->at != 0 ? strchr(signs, *c->at) : NULL;
	if (sign == NULL)
		return;
	c->at++;
	item->least = *sign == '+';
	item->kind = *sign == '-' ? ITEM_FEW : *sign == '?' ? ITEM_MAYBE : ITEM_MANY;
}

static bool read_capture(struct compiling *c, struct item *item)
{
	if (*c->at++ == ')') {
		if (c->open_count == 0)
			return wrong(c, "invalid pattern capture");
		item->kind = ITEM_CLOSE;
		item->capture = c->open[--c->open_count];
		return true;
	}
	if (c->captures == CAPTURES_MAX)
		return wrong(c, "too many captures");
	item->capture = (uint8_t)c->captures++;
	item->kind = ITEM_OPEN;
	if (c->at < c->end && *c->at == ')') {
		c->at++;
		item->kind = ITEM_HERE;
	} else {
		c->open[c->open_count++] = item->capture;
	}
	return true;
}

static bool is_open(const struct compiling *c, unsigned capture)
{
	for (unsigned i = 0; i < c->open_count; i++) {
		if (c->open[i] == capture)
			return true;
	}
	return false;
}

/* "%b", "%f" and "%1", behind the "%". */
static bool read_special(struct compiling *c, struct item *item)
{
	uint8_t what = *c->at++;
	if (what == 'b') {
		if (c->end - c->at < 2)
			return wrong(c, "missing arguments to '%b'");
		item->kind = ITEM_BALANCED;
		item->from = *c->at++;
		item->to = *c->at++;
		return true;
	}
	if (what == 'f') {
		if (c->at >= c->end || *c->at++ != '[')
			return wrong(c, "missing '[' after '%f' in pattern");
		item->kind = ITEM_FRONTIER;
		return read_set(c, item->set);
	}
	unsigned capture = what - (unsigned)'1';
	if (what == '0' || capture >= c->captures || is_open(c, capture))
		return wrong(c, "invalid capture index");
	item->kind = ITEM_BACK;
	item->capture = (uint8_t)capture;
	return true;
}

static bool read_item(struct compiling *c, struct item *item)
{
	if (*c->at == '(' || *c->at == ')')
		return read_capture(c, item);
	if (*c->at == '$' && c->at + 1 == c->end) {
		c->at++;
		item->kind = ITEM_END;
		return true;
	}
	if (*c->at == '%' && c->end - c->at >= 2 &&
	    (c->at[1] == 'b' || c->at[1] == 'f' || isdigit(c->at[1]))) {
		c->at++;
		return read_special(c, item);
	}
	if (!read_single(c, item))
		return false;
	read_repetition(c, item);
	return true;
}

/* Most places in a subject can be passed over by a look at one octet. */
static void note_first(struct pattern *p)
{
	const struct item *first = &p->items[0];
	unsigned members = 0;
	p->first_octet = -1;
	p->has_first = p->count > 0 &&
	               (first->kind == ITEM_ONE || (first->kind == ITEM_MANY && first->least > 0));
	for (unsigned i = 0; p->has_first && i < 256; i++) {
		if (set_has(first->set, (uint8_t)i) && members++ == 0)
			p->first_octet = (int)i;
	}
	if (members != 1)
		p->first_octet = -1;
}

enum err pattern_new(struct pattern **out, struct span text, const char **fault)
{
	struct compiling c = {.at = text.data, .end = text.data + text.len};
	struct pattern *p = mem_zalloc(sizeof(*p));
	enum err err = OK;
	if (c.at < c.end && *c.at == '^') {
		p->anchored = true;
		c.at++;
	}
	while (err == OK && c.at < c.end) {
		if (p->count == PATTERN_ITEMS_MAX) {
			c.fault = "pattern too complex";
			err = E_LIMIT;
		} else if (!read_item(&c, &p->items[p->count++])) {
			err = E_MALFORMED;
		}
	}
	if (err == OK && c.open_count > 0) {
		c.fault = "unfinished capture";
		err = E_MALFORMED;
	}
	if (err != OK) {
		*fault = c.fault;
		mem_free(p);
		return err;
	}
	note_first(p);
	*out = mem_realloc(p, sizeof(*p) - sizeof(p->items) + p->count * sizeof(p->items[0]));
	return OK;
}

void pattern_free(struct pattern *p)
{
	mem_free(p);
}

/* ---- matching ---- */

struct capture {
	uint32_t at, len; /* len OPEN, POSITION */
};

/* A repeated item that was passed. */
struct choice {
	uint16_t item;
	uint32_t at;
	uint32_t taken;
};

struct matching {
	const struct pattern *p;
	struct span s;
	unsigned steps; /* left */
	unsigned choice_count;
	struct choice choices[PATTERN_ITEMS_MAX];
	struct capture captures[CAPTURES_MAX];
};

static bool takes(const struct matching *m, const struct item *item, uint32_t at)
{
	return at < m->s.len && set_has(item->set, m->s.data[at]);
}

static bool pass_balanced(const struct matching *m, const struct item *item, uint32_t *at)
{
	unsigned depth = 1;
	uint32_t i = *at;
	if (i >= m->s.len || m->s.data[i] != item->from)
		return false;
	while (++i < m->s.len) {
		if (m->s.data[i] == item->to) {
			if (--depth == 0) {
				*at = i + 1;
				return true;
			}
		} else if (m->s.data[i] == item->from) {
			depth++;
		}
	}
	return false;
}

static bool pass_back(const struct matching *m, const struct item *item, uint32_t *at)
{
	const struct capture *c = &m->captures[item->capture];
	if (c->len == POSITION || m->s.len - *at < c->len ||
	    memcmp(m->s.data + *at, m->s.data + c->at, c->len) != 0)
		return false;
	*at += c->len;
	return true;
}

/* A place with one kind of octet before and the other behind; \0 stands at both ends. */
static bool is_frontier(const struct matching *m, const struct item *item, uint32_t at)
{
	uint8_t before = at > 0 ? m->s.data[at - 1] : 0, behind = at < m->s.len ? m->s.data[at] : 0;
	return !set_has(item->set, before) && set_has(item->set, behind);
}

static void choose(struct matching *m, unsigned item, uint32_t at, uint32_t taken)
{
	m->choices[m->choice_count++] = (struct choice){(uint16_t)item, at, taken};
}

/* Go past one item; false: not this way. */
static bool pass(struct matching *m, unsigned i, uint32_t *at)
{
	const struct item *item = &m->p->items[i];
	struct capture *c = &m->captures[item->capture];
	uint32_t n = 0;
	switch (item->kind) {
	case ITEM_ONE:
		return takes(m, item, (*at)++);
	case ITEM_MANY:
		while (takes(m, item, *at + n))
			n++;
		if (n < item->least)
			return false;
		choose(m, i, *at, n);
		*at += n;
		return true;
	case ITEM_FEW:
		choose(m, i, *at, 0);
		return true;
	case ITEM_MAYBE:
		n = takes(m, item, *at);
		choose(m, i, *at, n);
		*at += n;
		return true;
	case ITEM_BALANCED:
		return pass_balanced(m, item, at);
	case ITEM_FRONTIER:
		return is_frontier(m, item, *at);
	case ITEM_OPEN:
		*c = (struct capture){*at, OPEN};
		return true;
	case ITEM_CLOSE:
		c->len = *at - c->at;
		return true;
	case ITEM_HERE:
		*c = (struct capture){*at, POSITION};
		return true;
	case ITEM_BACK:
		return pass_back(m, item, at);
	case ITEM_END:
		return *at == m->s.len;
	}
	return false;
}

/* Take the last repeated item once less, or more; false: no way is left. */
static bool go_back(struct matching *m, unsigned *i, uint32_t *at)
{
	while (m->choice_count > 0) {
		struct choice *c = &m->choices[m->choice_count - 1];
		const struct item *item = &m->p->items[c->item];
		bool more = false;
		if (item->kind == ITEM_FEW) {
			more = takes(m, item, c->at + c->taken);
			c->taken += more;
		} else if (c->taken > item->least) {
			more = true;
			c->taken--;
		}
		if (more) {
			*i = c->item + 1u;
			*at = c->at + c->taken;
			return true;
		}
		m->choice_count--;
	}
	return false;
}

/*
 * Captures need not be put back on the way: what is behind the place gone back to is set again
 * before it is referred to.
 */
static bool match_at(struct matching *m, uint32_t at)
{
	unsigned i = 0;
	m->choice_count = 0;
	while (i < m->p->count) {
		if (m->steps-- == 0)
			return false;
		if (pass(m, i, &at))
			i++;
		else if (!go_back(m, &i, &at))
			return false;
	}
	return true;
}

/* The next place at or behind `at` where a match may begin; one past the end: none. */
static uint32_t next_start(const struct pattern *p, struct span s, uint32_t at)
{
	if (!p->has_first || at >= s.len)
		return p->has_first ? (uint32_t)s.len + 1 : at;
	if (p->first_octet >= 0) {
		const uint8_t *found = memchr(s.data + at, p->first_octet, s.len - at);
		return found != NULL ? (uint32_t)(found - s.data) : (uint32_t)s.len + 1;
	}
	while (at < s.len && !set_has(p->items[0].set, s.data[at]))
		at++;
	return at < s.len ? at : (uint32_t)s.len + 1;
}

bool pattern_find(const struct pattern *p, struct span subject)
{
	struct matching m;
	if (subject.len > UINT16_MAX)
		return false;
	m.p = p;
	m.s = subject;
	m.steps = PATTERN_STEPS_MAX;
	if (p->anchored)
		return match_at(&m, 0);
	for (uint32_t at = next_start(p, subject, 0);
	     at <= subject.len && m.steps > 0 && m.steps <= PATTERN_STEPS_MAX;
	     at = next_start(p, subject, at + 1)) {
		if (match_at(&m, at))
			return true;
	}
	return false;
}
