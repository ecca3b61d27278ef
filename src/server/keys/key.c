/* SPDX-License-Identifier: BSD-2-Clause */
/* Names, states and records of one key. No clock is read: now is an argument. */

#include "server/keys/key.h"

#include "base/hex.h"

static const char *const timer_names[KEY_TIMERS] = {
	"created",       "pre-active", "publish",     "ready",  "active",
	"retire-active", "retire",     "post-active", "revoke", "remove",
};

static const char *const state_names[] = {
	"waiting",       "pre-active", "published",   "ready",   "active",
	"retire-active", "retired",    "post-active", "revoked", "removed",
};

static const struct {
	uint8_t number;
	const char *name;
} algorithms[] = {
	{CRYPTO_RSASHA1, "RSASHA1"},           {CRYPTO_RSASHA1_NSEC3, "RSASHA1NSEC3SHA1"},
	{CRYPTO_RSASHA256, "RSASHA256"},       {CRYPTO_RSASHA512, "RSASHA512"},
	{CRYPTO_ECDSAP256, "ECDSAP256SHA256"}, {CRYPTO_ECDSAP384, "ECDSAP384SHA384"},
	{CRYPTO_ED25519, "ED25519"},           {CRYPTO_ED448, "ED448"},
};

enum key_state key_state_at(const struct zone_key *key, int64_t now)
{
	static const struct {
		enum key_timer timer;
		enum key_state state;
	} order[] = {
		{KEY_REMOVE, KEY_IS_REMOVED},
		{KEY_REVOKE, KEY_IS_REVOKED},
		{KEY_POST_ACTIVE, KEY_IS_POST_ACTIVE},
		{KEY_RETIRE, KEY_IS_RETIRED},
		{KEY_RETIRE_ACTIVE, KEY_IS_RETIRE_ACTIVE},
		{KEY_ACTIVE, KEY_IS_ACTIVE},
		{KEY_READY, KEY_IS_READY},
		{KEY_PUBLISH, KEY_IS_PUBLISHED},
		{KEY_PRE_ACTIVE, KEY_IS_PRE_ACTIVE},
	};
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		/* A key that has a moment of retirement goes that way. */
		if (order[i].timer == KEY_POST_ACTIVE && key->timers[KEY_RETIRE] != 0)
			continue;
		if (key_reached(key, order[i].timer, now))
			return order[i].state;
	}
	return KEY_IS_WAITING;
}

const char *key_role_name(const struct zone_key *key)
{
	if (key->is_ksk)
		return key->is_zsk ? "CSK" : "KSK";
	return "ZSK";
}

const char *key_timer_name(enum key_timer t)
{
	return timer_names[t];
}

const char *key_state_name(enum key_state s)
{
	return state_names[s];
}

const char *key_algorithm_name(uint8_t algorithm)
{
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		if (algorithms[i].number == algorithm)
			return algorithms[i].name;
	}
	return NULL;
}

uint8_t key_algorithm_parse(struct span text)
{
	unsigned number = 0;
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		if (span_is_word(text, algorithms[i].name))
			return algorithms[i].number;
	}
	if (span_is_word(text, "RSASHA1-NSEC3-SHA1") || span_is_word(text, "NSEC3RSASHA1"))
		return CRYPTO_RSASHA1_NSEC3;
	for (size_t i = 0; i < text.len && number <= UINT8_MAX; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return 0;
		number = number * 10 + (unsigned)(text.data[i] - '0');
	}
	return number <= UINT8_MAX && crypto_alg_is_supported((uint8_t)number) ? (uint8_t)number
	                                                                       : 0;
}

uint16_t key_flags(const struct zone_key *key, bool revoked)
{
	return (uint16_t)(DNSKEY_ZONE | (key->sep ? DNSKEY_SEP : 0) |
	                  (revoked ? DNSKEY_REVOKE : 0));
}

void key_dnskey_write(struct wire_writer *w, const struct zone_key *key, bool revoked)
{
	dnskey_rdata_write(w, key_flags(key, revoked), key->algorithm,
	                   span_of(key->public_key, key->public_len));
}

uint16_t key_tag(const struct zone_key *key, bool revoked)
{
	uint8_t rdata[DNSKEY_HEAD_LEN + KEY_PUBLIC_MAX];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	if (!revoked)
		return key->tag;
	key_dnskey_write(&w, key, true);
	return dnskey_tag(wire_written(&w));
}

unsigned key_bits(const struct zone_key *key)
{
	struct crypto_key *k;
	if (crypto_key_from_dnskey(&k, key->algorithm, span_of(key->public_key, key->public_len)) !=
	    OK)
		return 0;
	unsigned bits = crypto_key_bits(k);
	crypto_key_unref(k);
	return bits;
}

enum err key_set_material(struct zone_key *out, const struct crypto_key *material)
{
	struct span octets = crypto_key_public(material);
	uint8_t rdata[DNSKEY_HEAD_LEN + KEY_PUBLIC_MAX];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	if (octets.len > KEY_PUBLIC_MAX)
		return E_RANGE;
	crypto_key_id(out->id, material);
	out->algorithm = crypto_key_alg(material);
	out->public_len = (uint16_t)octets.len;
	memcpy(out->public_key, octets.data, octets.len);
	key_dnskey_write(&w, out, false);
	out->tag = dnskey_tag(wire_written(&w));
	return OK;
}

bool key_check_order(const struct zone_key *key, struct key_order_fault *fault)
{
	static const struct key_order_fault rules[] = {
		{KEY_PRE_ACTIVE, KEY_PUBLISH},   {KEY_PUBLISH, KEY_ACTIVE},
		{KEY_ACTIVE, KEY_RETIRE_ACTIVE}, {KEY_ACTIVE, KEY_RETIRE},
		{KEY_ACTIVE, KEY_POST_ACTIVE},   {KEY_RETIRE, KEY_REMOVE},
	};
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		int64_t before = key->timers[rules[i].before];
		int64_t after = key->timers[rules[i].after];
		if (before != 0 && after != 0 && before > after) {
			*fault = rules[i];
			return false;
		}
	}
	return true;
}

int64_t key_next_timer(const struct zone_key *key, int64_t now)
{
	int64_t next = 0;
	for (int t = KEY_PRE_ACTIVE; t < KEY_TIMERS; t++) {
		int64_t at = key->timers[t];
		if (at > now && (next == 0 || at < next))
			next = at;
	}
	return next;
}

void key_list_deinit(struct key_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		crypto_key_unref(list->items[i].pair);
	VEC_FREE(list);
}

struct zone_key *key_list_find(const struct key_list *list, const uint8_t id[KEY_ID_LEN])
{
	for (size_t i = 0; i < list->count; i++) {
		if (memcmp(list->items[i].id, id, KEY_ID_LEN) == 0)
			return &list->items[i];
	}
	return NULL;
}

void key_list_remove(struct key_list *list, size_t i)
{
	crypto_key_unref(list->items[i].pair);
	memmove(&list->items[i], &list->items[i + 1], (list->count - i - 1) * sizeof(*list->items));
	list->count--;
}
