/* SPDX-License-Identifier: BSD-2-Clause */
/* The few forms of rules that public scripts have, without a Lua state. */

#include "policy.h"

#include "base/mem.h"
#include "resolver/rules/image_build.h"

/* The next text in single quotes; false: there is none. */
static bool next_quoted(const char **at, char *out, size_t cap)
{
	const char *begin = strchr(*at, '\''),
		   *end = begin != NULL ? strchr(begin + 1, '\'') : NULL;
	if (end == NULL || (size_t)(end - begin) > cap)
		return false;
	memcpy(out, begin + 1, (size_t)(end - begin) - 1);
	out[end - begin - 1] = '\0';
	*at = end + 1;
	return true;
}

/* "policy.ACTION" or "policy.ACTION('address')" at *at, which is moved behind it. */
static struct action *read_action(const char **at)
{
	static const struct {
		const char *word;
		enum action_kind kind;
	} words[] = {
		{"policy.PASS", ACTION_PASS},     {"policy.DENY", ACTION_DENY},
		{"policy.TC", ACTION_TRUNCATE},   {"policy.DROP", ACTION_DROP},
		{"policy.REFUSE", ACTION_REFUSE}, {"policy.FORWARD(", ACTION_FORWARD},
		{"policy.STUB(", ACTION_FORWARD},
	};
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		char address[100];
		if (strncmp(*at, words[i].word, strlen(words[i].word)) != 0)
			continue;
		*at += strlen(words[i].word);
		struct action *a = action_new(words[i].kind);
		a->ede = EDE_BLOCKED; /* as policy.DENY has it */
		a->forward.stub = strcmp(words[i].word, "policy.STUB(") == 0;
		if (words[i].kind == ACTION_FORWARD &&
		    (!next_quoted(at, address, sizeof(address)) ||
		     addr_parse(&a->forward.to[a->forward.count++], span_str(address), 53) != OK)) {
			action_unref(a);
			return NULL;
		}
		return a;
	}
	return NULL;
}

/* The names in what is left, at and below which the rule holds. */
static struct filter *read_names(const char *at)
{
	static const uint64_t source[IMAGE_SOURCE_WORDS];
	struct image_builder *b = image_builder_new(1);
	char text[300];
	uint8_t *octets = NULL;
	size_t len, count = 0;
	/* What is behind the table is a suffix common to all: it only makes it faster. */
	const char *end = strchr(at, '}');
	while ((end == NULL || at < end) && next_quoted(&at, text, sizeof(text))) {
		struct name name;
		if (name_parse_str(&name, text) == OK &&
		    image_add(b, name.wire, IMAGE_EXACT | IMAGE_BELOW, IMAGE_DEFAULT) == OK)
			count++;
	}
	enum err err = count > 0 ? image_build(b, source, &octets, &len) : E_MALFORMED;
	image_builder_free(b);
	return err == OK ? filter_names(octets, len) : NULL;
}

static bool add_rule(struct policy *p, const char *text)
{
	static const char *const filters[] = {"policy.suffix(", "policy.suffix_common(",
	                                      "policy.all("};
	for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
		const char *at = strstr(text, filters[i]);
		if (at == NULL)
			continue;
		at += strlen(filters[i]);
		struct action *action = read_action(&at);
		struct filter *filter = i == 2 ? filter_all() : read_names(at);
		if (action == NULL || filter == NULL) {
			action_unref(action);
			filter_unref(filter);
			return false;
		}
		rule_unref(rules_add(p->rules, RULES_QUERY, filter, action));
		return true;
	}
	return false;
}

const char *scenario_policy_add(struct policy *p, const struct rpl *rpl)
{
	/* "test." is looked up like any other name, behind all rules (Deckard's README). */
	static const char test[] = "policy.suffix(policy.PASS, {todname('test')})";
	for (const struct rpl_setting *s = rpl->settings; s != NULL; s = s->next) {
		if (strcmp(s->key, "feature-list") != 0)
			continue;
		const char *at = strstr(s->value, "policy=policy");
		if (at == NULL || !add_rule(p, at))
			return s->value;
	}
	return add_rule(p, test) ? NULL : test;
}
