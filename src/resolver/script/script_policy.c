/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules as scripts make them: filters, actions and rules are values that the garbage collector
 * releases.  What users see of them is made in policy.lua and view.lua.
 */

#include "resolver/script/request.h"

#include "base/mem.h"
#include "base/hash.h"
#include "dns/edns.h"
#include "dns/rdata.h"
#include "resolver/modules/policy/policy_mirror.h"
#include "resolver/modules/renumber/renumber.h"
#include "resolver/modules/policy/rpz_feed.h"
#include "resolver/rules/image_build.h"

#include <string.h>

static const char filter_type_name[] = "kresd filter", action_type_name[] = "kresd action",
		  rule_type_name[] = "kresd rule", builder_type_name[] = "kresd names";

/* ---- values ---- */

/* Push a value that is nothing yet; the pointer is to be filled. */
static void **push_value(lua_State *lua, const char *type)
{
	void **value = lua_newuserdata(lua, sizeof(*value));
	*value = NULL;
	luaL_getmetatable(lua, type);
	lua_setmetatable(lua, -2);
	return value;
}

static void *check_value(lua_State *lua, int index, const char *type)
{
	void **value = luaL_checkudata(lua, index, type);
	return *value;
}

static int filter_gc(lua_State *lua)
{
	filter_unref(*(struct filter **)lua_touserdata(lua, 1));
	return 0;
}

static int action_gc(lua_State *lua)
{
	action_unref(*(struct action **)lua_touserdata(lua, 1));
	return 0;
}

static int rule_gc(lua_State *lua)
{
	rule_unref(*(struct rule **)lua_touserdata(lua, 1));
	return 0;
}

static int builder_gc(lua_State *lua)
{
	image_builder_free(*(struct image_builder **)lua_touserdata(lua, 1));
	return 0;
}

static int push_filter(lua_State *lua, struct filter *f)
{
	*push_value(lua, filter_type_name) = f;
	return 1;
}

/* A name in wire form at an index; its root label may be missing. NULL: it is none. */
static const uint8_t *check_wire(lua_State *lua, int index, struct name *out)
{
	size_t len = 0, used = 0;
	uint8_t wire[NAME_MAX_LEN + 1];
	const char *text = lua_type(lua, index) == LUA_TSTRING ? lua_tolstring(lua, index, &len)
	                                                       : NULL;
	if (text == NULL || len > NAME_MAX_LEN)
		return NULL;
	memcpy(wire, text, len);
	wire[len] = 0;
	if (name_check(span_of(wire, len + 1), &used) != OK || used < len)
		return NULL;
	name_copy(out, wire);
	name_lower(out->wire, out->len);
	return out->wire;
}

/* ---- filters ---- */

/* filter_all() -> filter */
static int make_filter_all(lua_State *lua)
{
	return push_filter(lua, filter_all());
}

/* filter_names({ wire, ... }, below) -> filter | nil, message; below: also names below them */
static int make_filter_names(lua_State *lua)
{
	static const uint64_t source[IMAGE_SOURCE_WORDS];
	bool below = lua_toboolean(lua, 2);
	unsigned scopes = below ? IMAGE_EXACT | IMAGE_BELOW : IMAGE_EXACT;
	uint8_t *octets;
	size_t len;
	luaL_checktype(lua, 1, LUA_TTABLE);
	struct image_builder *b = image_builder_new(hash_seed());
	*push_value(lua, builder_type_name) = b;
	for (int i = 1;; i++) {
		struct name name;
		lua_rawgeti(lua, 1, i);
		if (lua_isnil(lua, -1))
			break;
		if (check_wire(lua, -1, &name) == NULL)
			return script_refuse(lua, "name %d is not a domain name in wire format", i);
		if (image_add(b, name.wire, scopes, IMAGE_DEFAULT) != OK)
			return script_refuse(lua, "too many names");
		lua_pop(lua, 1);
	}
	struct filter **f = (struct filter **)push_value(lua, filter_type_name);
	if (image_build(b, source, &octets, &len) != OK)
		return script_refuse(lua, "too many names");
	*f = filter_names(octets, len);
	return 1;
}

/* filter_pattern(text) -> filter | nil, message */
static int make_filter_pattern(lua_State *lua)
{
	size_t len;
	const char *text = luaL_checklstring(lua, 1, &len), *fault = "";
	struct pattern *p;
	struct filter **f = (struct filter **)push_value(lua, filter_type_name);
	if (pattern_new(&p, span_of(text, len), &fault) != OK)
		return script_refuse(lua, "%s", fault);
	*f = filter_pattern(p);
	return 1;
}

/* pattern_finds(pattern, text) -> bool; nil for a wrong pattern */
static int pattern_finds(lua_State *lua)
{
	size_t len, subject_len;
	const char *text = luaL_checklstring(lua, 1, &len), *fault;
	const char *subject = luaL_checklstring(lua, 2, &subject_len);
	struct pattern *p;
	if (pattern_new(&p, span_of(text, len), &fault) != OK)
		return 0;
	lua_pushboolean(lua, pattern_find(p, span_of(subject, subject_len)));
	pattern_free(p);
	return 1;
}

/* filter_type(number) -> filter */
static int make_filter_type(lua_State *lua)
{
	lua_Number type = luaL_checknumber(lua, 1);
	if (!(type >= 0 && type <= UINT16_MAX))
		return script_refuse(lua, "invalid RR type");
	return push_filter(lua, filter_type((uint16_t)type));
}

/* filter_zone(path, watch) -> filter | nil, message */
static int make_filter_zone(lua_State *lua)
{
	struct script *s = script_of(lua);
	const char *path = luaL_checkstring(lua, 1);
	struct text *error = script_new_text(lua);
	struct filter **f = (struct filter **)push_value(lua, filter_type_name);
	struct rules_zone *zone;
	text_put(error, "");
	if (rpz_feed_get(&zone, s->env.policy, path, lua_toboolean(lua, 2), s->in_config, error) !=
	    OK)
		return script_refuse(lua, "%s", error->buf);
	*f = filter_zone(zone);
	return 1;
}

/* filter_network(text, at) -> filter | nil, message; at: of the address that is asked */
static int make_filter_network(lua_State *lua)
{
	const char *text = luaL_checkstring(lua, 1);
	struct addr_range range;
	if (text[0] == '/' || addr_range_parse(&range, span_str(text)) != OK)
		return script_refuse(lua, "failed to parse subnet %s", text);
	return push_filter(lua, filter_network(&range, lua_toboolean(lua, 2)));
}

/* network_has(network, address) -> bool | nil, message */
static int network_has(lua_State *lua)
{
	const char *text = luaL_checkstring(lua, 1), *address = luaL_checkstring(lua, 2);
	struct addr_range range;
	struct addr at;
	if (text[0] == '/' || addr_range_parse(&range, span_str(text)) != OK)
		return script_refuse(lua, "failed to parse subnet %s", text);
	if (addr_parse(&at, span_str(address), 0) != OK)
		return script_refuse(lua, "failed to parse address %s", address);
	lua_pushboolean(lua, addr_range_has(&range, &at));
	return 1;
}

/* filter_key(wire) -> filter | nil, message */
static int make_filter_key(lua_State *lua)
{
	struct name key;
	if (check_wire(lua, 1, &key) == NULL)
		return script_refuse(lua, "the key's name is not a domain name in wire format");
	return push_filter(lua, filter_key(&key));
}

/* filter_both(filter, filter) -> filter; likewise filter_either */
static int make_filter_both(lua_State *lua)
{
	struct filter *a = check_value(lua, 1, filter_type_name);
	struct filter *b = check_value(lua, 2, filter_type_name);
	return push_filter(lua, filter_both(filter_ref(a), filter_ref(b)));
}

static int make_filter_either(lua_State *lua)
{
	struct filter *a = check_value(lua, 1, filter_type_name);
	struct filter *b = check_value(lua, 2, filter_type_name);
	return push_filter(lua, filter_either(filter_ref(a), filter_ref(b)));
}

/* ---- actions ---- */

static struct action *push_action(lua_State *lua, enum action_kind kind)
{
	void **value = push_value(lua, action_type_name);
	*value = action_new(kind);
	return *value;
}

/* action(word) -> action */
static int make_action(lua_State *lua)
{
	static const char *const words[] = {"pass", "drop", "refuse", "silent", "truncate", NULL};
	static const enum action_kind kinds[] = {ACTION_PASS, ACTION_DROP, ACTION_REFUSE,
	                                         ACTION_SILENCE, ACTION_TRUNCATE};
	push_action(lua, kinds[luaL_checkoption(lua, 1, NULL, words)]);
	return 1;
}

/* action_deny(message | nil, ede) -> action | nil, message */
static int make_action_deny(lua_State *lua)
{
	enum { MESSAGE_MAX = 254 };
	size_t len = 0;
	const char *message = luaL_optlstring(lua, 1, NULL, &len);
	lua_Number ede = luaL_optnumber(lua, 2, EDE_BLOCKED);
	if (len > MESSAGE_MAX || (message != NULL && strlen(message) != len))
		return script_refuse(lua, "the message must be shorter than 255 octets");
	if (!(ede >= EDE_NONE && ede <= INT16_MAX))
		return script_refuse(lua, "invalid extended error code");
	struct action *a = push_action(lua, ACTION_DENY);
	a->message = message != NULL ? mem_strdup(message) : NULL;
	a->ede = (int16_t)ede;
	return 1;
}

/* action_answer({ { type, ttl, rdata }, ... }, nodata) -> action | nil, message */
static int make_action_answer(lua_State *lua)
{
	luaL_checktype(lua, 1, LUA_TTABLE);
	struct action *a = push_action(lua, ACTION_ANSWER);
	a->nodata = lua_toboolean(lua, 2);
	for (int i = 1;; i++) {
		size_t len = 0;
		lua_rawgeti(lua, 1, i);
		if (lua_isnil(lua, -1))
			break;
		for (int k = 1; k <= 3; k++)
			lua_rawgeti(lua, -k, k);
		lua_Number type = lua_tonumber(lua, -3), ttl = lua_tonumber(lua, -2);
		const char *rdata = lua_tolstring(lua, -1, &len);
		if (!(type > 0 && type <= UINT16_MAX) || !(ttl >= 0 && ttl <= INT32_MAX) ||
		    rdata == NULL)
			return script_refuse(lua,
			                     "expected { [type] = { rdata = ..., ttl = ... } }");
		struct span octets = span_of(rdata, len);
		if (rdata_check((uint16_t)type, octets) != OK)
			return script_refuse(lua, "the data are not those of their type");
		if (action_add_record(a, (uint16_t)type, (uint32_t)ttl, octets) != OK)
			return script_refuse(lua, "too many records");
		lua_pop(lua, 4);
	}
	lua_pop(lua, 1);
	return 1;
}

/* action_forward({ address, ... }, stub) -> action | nil, message */
static int make_action_forward(lua_State *lua)
{
	enum { DNS_PORT = 53 };
	luaL_checktype(lua, 1, LUA_TTABLE);
	struct action *a = push_action(lua, ACTION_FORWARD);
	struct req_forward *f = &a->forward;
	f->stub = lua_toboolean(lua, 2);
	for (int i = 1;; i++) {
		lua_rawgeti(lua, 1, i);
		if (lua_isnil(lua, -1))
			break;
		const char *text = lua_tostring(lua, -1);
		if (f->count == REQ_FORWARD_MAX)
			return script_refuse(lua, "at most %d %s targets are supported",
			                     REQ_FORWARD_MAX, f->stub ? "STUB" : "FORWARD");
		if (text == NULL || text[0] == '/' ||
		    addr_parse(&f->to[f->count], span_str(text), DNS_PORT) != OK)
			return script_refuse(lua, "'%s' is not an address (IP, IP@port)",
			                     text != NULL ? text : luaL_typename(lua, -1));
		f->count++;
		lua_pop(lua, 1);
	}
	lua_pop(lua, 1);
	if (f->count == 0)
		return script_refuse(lua, "expected an address or a list of addresses");
	return 1;
}

/* action_mirror(address) -> action | nil, message */
static int make_action_mirror(lua_State *lua)
{
	enum { DNS_PORT = 53 };
	const char *text = luaL_checkstring(lua, 1);
	struct addr to;
	struct policy_mirror *m;
	if (text[0] == '/' || addr_parse(&to, span_str(text), DNS_PORT) != OK)
		return script_refuse(lua, "'%s' is not an address (IP, IP@port)", text);
	struct action *a = push_action(lua, ACTION_MIRROR);
	enum err err = policy_mirror_new(&m, &to);
	if (err != OK)
		return script_refuse(lua, "mirror '%s': %s", text, err_text(err));
	a->own = m;
	a->free_own = policy_mirror_free;
	return 1;
}

/* Flags named in the list at an index; the message of what is wrong, or NULL. */
static const char *add_flags(lua_State *lua, int index, bool on, struct action *a)
{
	for (int i = 1; lua_istable(lua, index); i++) {
		lua_rawgeti(lua, index, i);
		if (lua_isnil(lua, -1))
			break;
		const char *name = lua_tostring(lua, -1);
		const struct req_flag *flag = name != NULL ? req_flag_find(name) : NULL;
		if (flag == NULL)
			return lua_pushfstring(lua, "invalid flag name: %s",
			                       name != NULL ? name : luaL_typename(lua, -1));
		if (!flag->settable)
			return lua_pushfstring(lua, "flag '%s' cannot be set by users", name);
		action_add_flag(a, flag, on);
		lua_pop(lua, 1);
	}
	return NULL;
}

/* action_flags({ set, ... } | nil, { clear, ... } | nil) -> action | nil, message */
static int make_action_flags(lua_State *lua)
{
	lua_settop(lua, 2);
	struct action *a = push_action(lua, ACTION_FLAGS);
	const char *wrong = add_flags(lua, 1, true, a);
	if (wrong == NULL) {
		lua_settop(lua, 3);
		wrong = add_flags(lua, 2, false, a);
	}
	if (wrong != NULL)
		return script_refuse(lua, "%s", wrong);
	lua_settop(lua, 3);
	return 1;
}

/* action_reroute({ { from, to }, ... }, names) -> action | nil, message */
static int make_action_reroute(lua_State *lua)
{
	luaL_checktype(lua, 1, LUA_TTABLE);
	bool names = lua_toboolean(lua, 2);
	struct action *a = push_action(lua, ACTION_REROUTE);
	struct renumber *rules = a->own = renumber_new();
	a->free_own = renumber_free;
	for (int i = 1;; i++) {
		lua_rawgeti(lua, 1, i);
		if (lua_isnil(lua, -1))
			break;
		lua_rawgeti(lua, -1, 1);
		lua_rawgeti(lua, -2, 2);
		const char *from = lua_tostring(lua, -2), *to = lua_tostring(lua, -1);
		bool good = from != NULL && to != NULL &&
		            (names ? renumber_add_name(rules, from, to)
		                   : renumber_add_subnet(rules, from, to));
		if (!good)
			return script_refuse(lua, "expected { %s = 'address', ... }",
			                     names ? "['name']" : "['subnet']");
		lua_pop(lua, 3);
	}
	lua_pop(lua, 1);
	return 1;
}

/* ---- functions as rules and actions ---- */

/* What outlives the state: requests may know rules until the end of the program. */
struct policy_functions {
	lua_State *lua; /* NULL: it is closed */
	unsigned refs;
};

struct kept_function {
	struct policy_functions *of;
	int number;
};

static void functions_unref(struct policy_functions *f)
{
	if (--f->refs == 0)
		mem_free(f);
}

static void kept_free(void *own)
{
	struct kept_function *k = own;
	if (k->of->lua != NULL)
		luaL_unref(k->of->lua, LUA_REGISTRYINDEX, k->number);
	functions_unref(k->of);
	mem_free(k);
}

static int make_call(lua_State *lua, enum action_kind kind)
{
	struct policy_functions *of = script_of(lua)->policy_functions;
	luaL_checktype(lua, 1, LUA_TFUNCTION);
	struct action *a = push_action(lua, kind);
	a->number = script_keep(lua, 1);
	struct kept_function *k = a->own = mem_alloc(sizeof(*k));
	*k = (struct kept_function){of, a->number};
	a->free_own = kept_free;
	of->refs++;
	return 1;
}

/* action_call(function(state, req)) -> action */
static int make_action_call(lua_State *lua)
{
	return make_call(lua, ACTION_CALL);
}

/* action_rule_call(function(req, query)) -> action, for a rule about everything */
static int make_action_rule_call(lua_State *lua)
{
	return make_call(lua, ACTION_RULE_CALL);
}

static unsigned state_of(const struct request *r)
{
	return r->stage < REQ_FINISH ? SCRIPT_CONSUME : SCRIPT_DONE;
}

static enum policy_said said_of(unsigned state)
{
	return state == 0            ? POLICY_CHAIN
	       : state & SCRIPT_FAIL ? POLICY_FAILED
	       : state & SCRIPT_DONE ? POLICY_DONE
	                             : POLICY_STOP;
}

static enum policy_said call_rule(void *ctx, int number, struct request *r,
                                  struct action **out UNUSED)
{
	unsigned result = 0;
	enum script_rule rule = script_call_rule(ctx, number, r, state_of(r), &result);
	return rule == SCRIPT_RULE_NONE ? POLICY_NOTHING : said_of(result);
}

static enum policy_said call_action(void *ctx, int number, struct request *r)
{
	return said_of(script_call_action(ctx, number, r, state_of(r)));
}

/* The request of a handle: its slot and generation at two indices. */
static struct script_request *check_request(lua_State *lua, int index)
{
	const struct kres_handle h = {
		.slot = (uint32_t)luaL_checknumber(lua, index),
		.generation = (uint32_t)luaL_checknumber(lua, index + 1),
	};
	struct script_request *sr = script_request_find(script_of(lua), &h);
	if (sr == NULL)
		luaL_error(lua, "the request is over");
	return sr;
}

/* filter_test(filter, slot, generation) -> bool */
static int filter_test(lua_State *lua)
{
	struct script *s = script_of(lua);
	const struct filter *f = check_value(lua, 1, filter_type_name);
	lua_pushboolean(lua, policy_matches(s->env.policy, f, check_request(lua, 2)->r));
	return 1;
}

/* What an action gives to Lua: nil when the next rule is to be looked at, else a state. */
static int push_end(lua_State *lua, struct script_request *sr, enum policy_end end, int state)
{
	if (end == POLICY_END_CHAIN)
		return 0;
	lua_pushvalue(lua, state);
	if (end == POLICY_END_ANSWERED) {
		sr->answered = true;
		lua_pushinteger(lua, SCRIPT_DONE);
	}
	return 1;
}

/* action_do(action, state, slot, generation) -> state | nil */
static int action_do(lua_State *lua)
{
	struct policy *p = script_of(lua)->env.policy;
	const struct action *a = check_value(lua, 1, action_type_name);
	struct script_request *sr = check_request(lua, 3);
	return push_end(lua, sr, policy_do(p, a, sr->r), 2);
}

/* rule_do(filter, action, state, slot, generation) -> state | nil; a zone says what is done */
static int rule_do(lua_State *lua)
{
	struct policy *p = script_of(lua)->env.policy;
	const struct filter *f = check_value(lua, 1, filter_type_name);
	const struct action *a = check_value(lua, 2, action_type_name);
	struct script_request *sr = check_request(lua, 4);
	return push_end(lua, sr, policy_do_rule(p, f, a, sr->r), 3);
}

void script_policy_close(struct script *s)
{
	struct policy_functions *f = s->policy_functions;
	if (s->env.policy != NULL)
		rules_clear(s->env.policy->rules, (1 << RULES_CHAINS) - 1);
	if (s->env.policy != NULL)
		s->env.policy->calls.special = NULL;
	f->lua = NULL;
	functions_unref(f);
	s->policy_functions = NULL;
}

/* ---- rules ---- */

static void changed(const struct script *s)
{
	s->env.policy->changed(s->env.policy->changed_ctx);
}

/* rule_add(chain, filter, action) -> rule, id */
static int rule_add(lua_State *lua)
{
	static const char *const words[] = {
		[RULES_QUERY] = "query",       [RULES_ANSWER] = "answer",
		[RULES_VIEW_KEY] = "view key", [RULES_VIEW_FROM] = "view from",
		[RULES_VIEW_AT] = "view at",   [RULES_SPECIAL] = NULL, /* special_set */
	};
	struct script *s = script_of(lua);
	enum rules_chain chain = (enum rules_chain)luaL_checkoption(lua, 1, NULL, words);
	struct filter *filter = check_value(lua, 2, filter_type_name);
	struct action *action = check_value(lua, 3, action_type_name);
	if (chain == RULES_ANSWER &&
	    (action->kind == ACTION_FORWARD || action->kind == ACTION_FLAGS))
		return script_refuse(lua,
		                     "the question has been resolved when a postrule is evaluated: "
		                     "this action can do nothing there");
	void **value = push_value(lua, rule_type_name);
	struct rule *rule = rules_add(s->env.policy->rules, chain, filter_ref(filter),
	                              action_ref(action));
	*value = rule;
	lua_pushinteger(lua, (lua_Integer)rule->id);
	changed(s);
	return 2;
}

/* rule_delete(id) -> bool */
static int rule_delete(lua_State *lua)
{
	struct script *s = script_of(lua);
	lua_Number id = luaL_checknumber(lua, 1);
	bool gone = id >= 0 && id <= UINT32_MAX && rules_delete(s->env.policy->rules, (uint32_t)id);
	if (gone)
		changed(s);
	lua_pushboolean(lua, gone);
	return 1;
}

/* rule_count(rule) -> number */
static int rule_count(lua_State *lua)
{
	const struct rule *rule = check_value(lua, 1, rule_type_name);
	rules_fold(script_of(lua)->env.policy->rules);
	lua_pushnumber(lua, (lua_Number)rule->count);
	return 1;
}

/* rule_suspended(rule[, bool]) -> bool */
static int rule_suspended(lua_State *lua)
{
	struct rule *rule = check_value(lua, 1, rule_type_name);
	if (lua_gettop(lua) > 1) {
		rule->suspended = lua_toboolean(lua, 2);
		changed(script_of(lua));
	}
	lua_pushboolean(lua, rule->suspended);
	return 1;
}

/* ---- rules for special names ---- */

/* special_rules() -> { { rule, filter, action }, ... } */
static int special_rules(lua_State *lua)
{
	struct policy *p = script_of(lua)->env.policy;
	struct rules_list *l = rules_list_ref(p->rules, RULES_SPECIAL);
	lua_createtable(lua, (int)l->count, 0);
	for (size_t i = 0; i < l->count; i++) {
		lua_createtable(lua, 3, 0);
		*push_value(lua, rule_type_name) = rule_ref(l->items[i]);
		lua_rawseti(lua, -2, 1);
		push_filter(lua, filter_ref(l->items[i]->filter));
		lua_rawseti(lua, -2, 2);
		*push_value(lua, action_type_name) = action_ref(l->items[i]->action);
		lua_rawseti(lua, -2, 3);
		lua_rawseti(lua, -2, (int)i + 1);
	}
	rules_list_unref(l);
	return 1;
}

/* special_rule(filter, action) -> rule, which is in no list */
static int special_rule(lua_State *lua)
{
	struct filter *filter = check_value(lua, 1, filter_type_name);
	struct action *action = check_value(lua, 2, action_type_name);
	*push_value(lua, rule_type_name) = rule_new(RULES_SPECIAL, filter_ref(filter),
	                                            action_ref(action));
	return 1;
}

/* special_set({ rule, ... }): these are the list */
static int special_set(lua_State *lua)
{
	struct script *s = script_of(lua);
	luaL_checktype(lua, 1, LUA_TTABLE);
	size_t count = lua_objlen(lua, 1);
	struct rule **list = lua_newuserdata(lua, MAX_OF(count, (size_t)1) * sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(lua, 1, (int)i + 1);
		list[i] = check_value(lua, -1, rule_type_name);
		lua_pop(lua, 1);
	}
	rules_set(s->env.policy->rules, RULES_SPECIAL, list, count);
	changed(s);
	return 0;
}

static void call_special(void *ctx)
{
	struct script *s = ctx;
	lua_rawgeti(s->stack, LUA_REGISTRYINDEX, s->special_function);
	(void)script_call(s, s->stack, 0, 0);
}

/* special_watch(function() | nil): it is called before the list is walked over */
static int special_watch(lua_State *lua)
{
	struct script *s = script_of(lua);
	void (**now)(void *) = &s->env.policy->calls.special;
	if (*now != NULL)
		script_release(s, s->special_function);
	*now = NULL;
	if (!lua_isnoneornil(lua, 1)) {
		luaL_checktype(lua, 1, LUA_TFUNCTION);
		s->special_function = script_keep(lua, 1);
		*now = call_special;
	}
	changed(s);
	return 0;
}

static void add_type(lua_State *lua, const char *name, lua_CFunction gc)
{
	luaL_newmetatable(lua, name);
	lua_pushcfunction(lua, gc);
	lua_setfield(lua, -2, "__gc");
	lua_pushliteral(lua, "hidden");
	lua_setfield(lua, -2, "__metatable");
	lua_pop(lua, 1);
}

void script_add_policy(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"filter_all", make_filter_all},
		{"filter_names", make_filter_names},
		{"filter_pattern", make_filter_pattern},
		{"filter_type", make_filter_type},
		{"pattern_finds", pattern_finds},
		{"filter_zone", make_filter_zone},
		{"filter_network", make_filter_network},
		{"network_has", network_has},
		{"filter_key", make_filter_key},
		{"filter_both", make_filter_both},
		{"filter_either", make_filter_either},
		{"action", make_action},
		{"action_deny", make_action_deny},
		{"action_answer", make_action_answer},
		{"action_forward", make_action_forward},
		{"action_mirror", make_action_mirror},
		{"action_flags", make_action_flags},
		{"action_reroute", make_action_reroute},
		{"action_call", make_action_call},
		{"action_rule_call", make_action_rule_call},
		{"action_do", action_do},
		{"rule_do", rule_do},
		{"filter_test", filter_test},
		{"rule_add", rule_add},
		{"rule_delete", rule_delete},
		{"rule_count", rule_count},
		{"rule_suspended", rule_suspended},
		{"special_rules", special_rules},
		{"special_rule", special_rule},
		{"special_set", special_set},
		{"special_watch", special_watch},
		{NULL, NULL},
	};
	s->policy_functions = mem_alloc(sizeof(*s->policy_functions));
	*s->policy_functions = (struct policy_functions){.lua = s->lua, .refs = 1};
	if (s->env.policy != NULL)
		s->env.policy->calls = (struct policy_calls){
			.ctx = s, .rule = call_rule, .act = call_action};
	add_type(s->lua, filter_type_name, filter_gc);
	add_type(s->lua, action_type_name, action_gc);
	add_type(s->lua, rule_type_name, rule_gc);
	add_type(s->lua, builder_type_name, builder_gc);
	script_set_functions(s, functions);
}
