/* SPDX-License-Identifier: BSD-2-Clause */
/* Native functions of `net`: listening, interfaces, sizes. */

#include "resolver/script/inner.h"

#include "base/rand.h"
#include "net/socket.h"
#include "report/group_log.h"

#include <unistd.h>

enum { SECRET_LEAST = 32 }; /* octets, of session tickets */

static void log_bind(const char *text, const struct addr *at, enum err e,
                     const struct socket_fault *fault)
{
	group_log(SEV_ERROR, "system", "bind to '%s@%d' %s", text, (int)addr_port(at),
	          fault->errnum != 0 ? strerror(fault->errnum) : err_text(e));
}

/* listen(address, port, tls, freebind) -> true | false (logged) | nil, message */
static int net_listen(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct socket_fault fault = {0};
	struct addr at;
	const char *text = luaL_checkstring(lua, 1);
	lua_Number port = luaL_checknumber(lua, 2);
	if (!(port >= 0 && port <= UINT16_MAX))
		return script_refuse(lua, "port %f is out of range", port);
	if (addr_parse(&at, span_str(text), (uint16_t)port) != OK || addr_family(&at) == AF_UNIX)
		return script_refuse(lua, "'%s' is neither an address nor an interface", text);
	enum serve_kind kind = lua_toboolean(lua, 3) ? SERVE_TLS : SERVE_DNS;
	enum err e = serve_listen(s->env.serve, &at, kind, lua_toboolean(lua, 4), &fault);
	if (e == OK || e == E_EXISTS) {
		lua_pushboolean(lua, true);
		return 1;
	}
	log_bind(text, &at, e, &fault);
	lua_pushboolean(lua, false);
	return 1;
}

/* address(text, port) -> the same as it is printed | nil, message */
static int net_address(lua_State *lua)
{
	struct addr at;
	struct text t;
	char buf[128];
	const char *text = luaL_checkstring(lua, 1);
	lua_Number port = luaL_checknumber(lua, 2);
	if (!(port >= 0 && port <= UINT16_MAX))
		return script_refuse(lua, "port %f is out of range", port);
	if (addr_parse(&at, span_str(text), (uint16_t)port) != OK || addr_family(&at) == AF_UNIX)
		return script_refuse(lua, "'%s' is neither an address nor an interface", text);
	text_init_fixed(&t, buf, sizeof(buf));
	addr_print(&t, &at, false);
	lua_pushlstring(lua, t.buf, t.len);
	return 1;
}

/* open_stream(address, port, freebind) -> descriptor of a socket that listens, its port | false
 * (logged) */
static int net_open_stream(lua_State *lua)
{
	const struct socket_options how = {
		.reuse_port = true, .free_bind = lua_toboolean(lua, 3), .backlog = 511};
	struct socket_fault fault = {0};
	struct addr at;
	int fd;
	const char *text = luaL_checkstring(lua, 1);
	lua_Integer port = luaL_checkinteger(lua, 2);
	luaL_argcheck(lua, addr_parse(&at, span_str(text), (uint16_t)port) == OK, 1, "no address");
	enum err e = socket_listen(&fd, &at, &how, &fault);
	if (e != OK) {
		log_bind(text, &at, e, &fault);
		lua_pushboolean(lua, false);
		return 1;
	}
	struct addr bound = socket_local(fd);
	lua_pushinteger(lua, fd);
	lua_pushinteger(lua, addr_port(&bound));
	return 2;
}

/* close_socket(descriptor) of open_stream */
static int net_close_socket(lua_State *lua)
{
	(void)close((int)luaL_checkinteger(lua, 1));
	return 0;
}

/* unlisten(address, port | nil) -> how many | nil, message */
static int net_unlisten(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct addr at;
	const char *text = luaL_checkstring(lua, 1);
	lua_Number port = luaL_optnumber(lua, 2, 0);
	if (!(port >= 0 && port <= UINT16_MAX))
		return script_refuse(lua, "port %f is out of range", port);
	if (addr_parse(&at, span_str(text), (uint16_t)port) != OK)
		return script_refuse(lua, "'%s' is not an address", text);
	lua_pushinteger(lua,
	                (lua_Integer)serve_unlisten(s->env.serve, &at, lua_isnoneornil(lua, 2)));
	return 1;
}

static void set_bool(lua_State *lua, const char *key, bool value)
{
	lua_pushboolean(lua, value);
	lua_setfield(lua, -2, key);
}

/* listeners() -> list of { address =, port =, udp =, tcp =, tls = } */
static int net_listeners(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct serve_place place;
	char buf[128];
	struct text t;
	lua_newtable(lua);
	for (size_t i = 0; serve_listener(s->env.serve, i, &place); i++) {
		text_init_fixed(&t, buf, sizeof(buf));
		addr_print(&t, &place.at, false);
		lua_createtable(lua, 0, 5);
		lua_pushlstring(lua, t.buf, t.len);
		lua_setfield(lua, -2, "address");
		lua_pushinteger(lua, addr_port(&place.at));
		lua_setfield(lua, -2, "port");
		set_bool(lua, "udp", place.udp);
		set_bool(lua, "tcp", place.tcp);
		set_bool(lua, "tls", place.tls);
		lua_rawseti(lua, -2, (int)i + 1);
	}
	return 1;
}

static void push_interface(lua_State *lua, const uv_interface_address_t *a)
{
	const unsigned char *m = (const unsigned char *)a->phys_addr;
	char mac[32];
	lua_getfield(lua, -1, a->name);
	if (lua_isnil(lua, -1)) {
		lua_pop(lua, 1);
		lua_newtable(lua);
		lua_newtable(lua);
		lua_setfield(lua, -2, "addr");
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3],
		         m[4], m[5]);
		lua_pushstring(lua, mac);
		lua_setfield(lua, -2, "mac");
		lua_pushvalue(lua, -1);
		lua_setfield(lua, -3, a->name);
	}
	char ip[INET6_ADDRSTRLEN + 32];
	if (a->address.address4.sin_family == AF_INET6) {
		uv_ip6_name(&a->address.address6, ip, INET6_ADDRSTRLEN);
		/* A link-local address means nothing without its link. */
		if (a->address.address6.sin6_scope_id != 0)
			snprintf(ip + strlen(ip), 32, "%%%s", a->name);
	} else {
		uv_ip4_name(&a->address.address4, ip, INET6_ADDRSTRLEN);
	}
	lua_getfield(lua, -1, "addr");
	lua_pushstring(lua, ip);
	lua_rawseti(lua, -2, (int)lua_objlen(lua, -2) + 1);
	lua_pop(lua, 2);
}

/* interfaces() -> { name = { addr = { ... }, mac = '..' } } */
static int net_interfaces(lua_State *lua)
{
	uv_interface_address_t *list = NULL;
	int count = 0;
	lua_newtable(lua);
	if (uv_interface_addresses(&list, &count) != 0)
		return 1;
	for (int i = 0; i < count; i++)
		push_interface(lua, &list[i]);
	uv_free_interface_addresses(list, count);
	return 1;
}

/* A number that may be set within bounds; returns whether it was given. */
static bool take_number_at(lua_State *lua, int index, const char *what, lua_Number least,
                           lua_Number most, lua_Number *out)
{
	if (lua_gettop(lua) < index)
		return false;
	if (!lua_isnumber(lua, index))
		(void)script_raise(lua, "%s must be a number", what);
	*out = lua_tonumber(lua, index);
	if (!(*out >= least && *out <= most))
		(void)script_raise(lua, "%s must be within <%d, %d>", what, (int)least, (int)most);
	return true;
}

static bool take_number(lua_State *lua, const char *what, lua_Number least, lua_Number most,
                        lua_Number *out)
{
	return take_number_at(lua, 1, what, least, most, out);
}

/* bufsize([of clients[, of servers]]) -> both */
static int net_bufsize(lua_State *lua)
{
	struct serve_settings *set = serve_settings(script_of(lua)->env.serve);
	lua_Number down, up;
	if (take_number(lua, "bufsize", MSG_UDP_MIN, MSG_MAX_LEN, &down)) {
		up = down;
		(void)take_number_at(lua, 2, "bufsize", MSG_UDP_MIN, MSG_MAX_LEN, &up);
		set->edns_size = (uint16_t)down;
		set->request.edns_size = (uint16_t)up;
	}
	lua_pushinteger(lua, set->edns_size);
	lua_pushinteger(lua, set->request.edns_size);
	return 2;
}

static int net_tcp_pipeline(lua_State *lua)
{
	struct serve *serve = script_of(lua)->env.serve;
	lua_Number n;
	if (take_number(lua, "tcp_pipeline", 0, UINT16_MAX, &n)) {
		serve_settings(serve)->tcp_pipeline = (uint16_t)n;
		serve_apply(serve);
	}
	lua_pushinteger(lua, serve_settings(serve)->tcp_pipeline);
	return 1;
}

static int net_tcp_in_idle(lua_State *lua)
{
	struct serve *serve = script_of(lua)->env.serve;
	lua_Number n;
	if (take_number(lua, "tcp_in_idle", 1, 86400000, &n)) {
		serve_settings(serve)->tcp_idle_ms = (uint32_t)n;
		serve_apply(serve);
	}
	lua_pushinteger(lua, (lua_Integer)serve_settings(serve)->tcp_idle_ms);
	return 1;
}

/*
 * For laboratories without privileges.  They are made of the very names and addresses that are
 * reserved for examples, so these are asked for like any others.
 */
static int net_lab_port(lua_State *lua)
{
	struct serve_settings *set = serve_settings(script_of(lua)->env.serve);
	lua_Number n;
	if (take_number(lua, "lab_port", 0, UINT16_MAX, &n)) {
		set->lab_port = (uint16_t)n;
		set->request.no_special = n != 0;
	}
	lua_pushinteger(lua, set->lab_port);
	return 1;
}

/* family(4 or 6[, bool]) -> may servers be asked over it? */
static int net_family(lua_State *lua)
{
	struct serve_settings *set = serve_settings(script_of(lua)->env.serve);
	bool *on = luaL_checkinteger(lua, 1) == 4 ? &set->request.ip4 : &set->request.ip6;
	if (!lua_isnoneornil(lua, 2))
		*on = lua_toboolean(lua, 2);
	lua_pushboolean(lua, *on);
	return 1;
}

/* outgoing(4 or 6[, address or false]) -> address that servers are asked from, or nil | nil,
 * message */
static int net_outgoing(lua_State *lua)
{
	struct serve_settings *set = serve_settings(script_of(lua)->env.serve);
	int family = luaL_checkinteger(lua, 1) == 4 ? AF_INET : AF_INET6;
	struct addr *from = family == AF_INET ? &set->from4 : &set->from6, given = {0};
	struct text t;
	char buf[64];
	if (lua_isstring(lua, 2)) {
		const char *word = lua_tostring(lua, 2);
		if (addr_parse(&given, span_str(word), 0) != OK || addr_family(&given) != family ||
		    addr_port(&given) != 0)
			return script_raise(lua, "'%s' is not an IPv%d address", word,
			                    family == AF_INET ? 4 : 6);
	}
	if (lua_gettop(lua) > 1)
		*from = given;
	if (addr_family(from) == AF_UNSPEC) {
		lua_pushnil(lua);
		return 1;
	}
	text_init_fixed(&t, buf, sizeof(buf));
	addr_print(&t, from, false);
	lua_pushlstring(lua, buf, t.len);
	return 1;
}

static void log_pin(void *ctx UNUSED, const char *pin)
{
	group_log(SEV_NOTICE, "tls", "RFC 7858 OOB key-pin: pin-sha256=\"%s\"", pin);
}

/* tls(certificate, key): paths -> true | nil, message */
static int net_tls(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct tls_creds *creds;
	struct text why;
	text_init(&why);
	enum err e = tls_creds_load(&creds, luaL_checkstring(lua, 1), luaL_checkstring(lua, 2),
	                            &why);
	if (e != OK) {
		char buf[256];
		snprintf(buf, sizeof(buf), "%s", why.len > 0 ? why.buf : err_text(e));
		text_deinit(&why);
		return script_refuse(lua, "%s", buf);
	}
	text_deinit(&why);
	if (tls_creds_until_s(creds) < clock_wall().s)
		group_log(SEV_WARNING, "tls", "the certificate '%s' has expired",
		          lua_tostring(lua, 1));
	tls_creds_pins(creds, log_pin, NULL);
	serve_set_tls(s->env.serve, creds);
	tls_creds_unref(creds);
	lua_pushboolean(lua, true);
	return 1;
}

/* tls_padding([octets]) -> octets; 0: none */
static int net_tls_padding(lua_State *lua)
{
	struct serve_settings *set = serve_settings(script_of(lua)->env.serve);
	lua_Number n;
	if (take_number(lua, "tls_padding", 0, EDNS_PAD_BLOCK_MAX, &n))
		set->tls_padding = n < 2 ? 0 : (uint16_t)n;
	lua_pushinteger(lua, set->tls_padding);
	return 1;
}

/* tls_handshake_timeout([ms]) -> ms */
static int net_tls_handshake_timeout(lua_State *lua)
{
	struct serve *serve = script_of(lua)->env.serve;
	lua_Number n;
	if (take_number(lua, "tls_handshake_timeout", 1, 86400000, &n)) {
		serve_settings(serve)->tls_handshake_ms = (uint32_t)n;
		serve_apply(serve);
	}
	lua_pushinteger(lua, (lua_Integer)serve_settings(serve)->tls_handshake_ms);
	return 1;
}

/* tls_secret(octets | nil: random ones) */
static int net_tls_secret(lua_State *lua)
{
	uint8_t random[SECRET_LEAST];
	struct span secret = span_of(random, sizeof(random));
	if (lua_isnoneornil(lua, 1))
		rand_octets(random, sizeof(random));
	else
		secret.data = (const uint8_t *)luaL_checklstring(lua, 1, &secret.len);
	serve_set_ticket_secret(script_of(lua)->env.serve, secret);
	mem_wipe(random, sizeof(random));
	return 0;
}

/* filter(descriptor | nil: none) -> true | nil, message */
static int net_filter(lua_State *lua)
{
	int fd = lua_isnoneornil(lua, 1) ? -1 : (int)luaL_checkinteger(lua, 1);
	enum err e = serve_set_filter(script_of(lua)->env.serve, fd);
	if (e != OK)
		return script_refuse(lua, "failed to attach the filter: %s", err_text(e));
	lua_pushboolean(lua, true);
	return 1;
}

/* proxies(list of addresses and ranges) -> true | nil, message */
static int net_proxies(lua_State *lua)
{
	VEC(struct addr_range) ranges = {0};
	size_t count = lua_objlen(lua, 1);
	luaL_checktype(lua, 1, LUA_TTABLE);
	for (size_t i = 1; i <= count; i++) {
		struct addr_range range;
		lua_rawgeti(lua, 1, (int)i);
		const char *text = lua_tostring(lua, -1);
		if (text == NULL || addr_range_parse(&range, span_str(text)) != OK ||
		    range.family == AF_UNIX) {
			VEC_FREE(&ranges);
			return script_refuse(lua, "'%s' is no address or subnet",
			                     text != NULL ? text : luaL_typename(lua, -1));
		}
		lua_pop(lua, 1);
		VEC_PUSH(&ranges, range);
	}
	serve_set_proxies(script_of(lua)->env.serve, ranges.items, ranges.count);
	VEC_FREE(&ranges);
	lua_pushboolean(lua, true);
	return 1;
}

void script_add_net(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"listen", net_listen},
		{"address", net_address},
		{"open_stream", net_open_stream},
		{"close_socket", net_close_socket},
		{"unlisten", net_unlisten},
		{"listeners", net_listeners},
		{"interfaces", net_interfaces},
		{"bufsize", net_bufsize},
		{"tcp_pipeline", net_tcp_pipeline},
		{"tcp_in_idle", net_tcp_in_idle},
		{"lab_port", net_lab_port},
		{"family", net_family},
		{"tls", net_tls},
		{"tls_padding", net_tls_padding},
		{"tls_handshake_timeout", net_tls_handshake_timeout},
		{"tls_secret", net_tls_secret},
		{"filter", net_filter},
		{"outgoing", net_outgoing},
		{"proxies", net_proxies},
		{NULL, NULL},
	};
	script_set_functions(s, functions);
}
