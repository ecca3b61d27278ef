/* SPDX-License-Identifier: BSD-2-Clause */
/* Edits of the database. */

#include "tools/keymgr/change.h"

#include "base/hex.h"
#include "tools/cli/say.h"
#include "tools/keymgr/attributes.h"
#include "tools/keymgr/key_spec.h"

struct change {
	const struct keymgr *k;
	const char *spec;
	struct attributes said;
	struct name from; /* share: the other zone */
	uint8_t salt[KASP_SALT_MAX];
	size_t salt_len;
	uint32_t serial;
	bool local; /* the serial is the one last signed */
	struct text error;
};

static struct change begin(const struct keymgr *k, const char *spec)
{
	struct change c = {.k = k, .spec = spec};
	text_init(&c.error);
	return c;
}

static bool finish(struct keymgr *k, struct change *c, kasp_edit_fn edit)
{
	bool good = keymgr_edit(k, edit, c, &c->error);
	if (good)
		puts("OK");
	text_deinit(&c->error);
	return good;
}

static bool fail(struct change *c)
{
	say_error("%s", c->error.buf);
	text_deinit(&c->error);
	return false;
}

static enum err edit_set(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	struct change *c = ctx;
	struct zone_key *key;
	(void)turn;
	TRY(key_spec_find(&key, &zone->keys, span_str(c->spec), &c->error));
	return attributes_apply(&c->said, key, &c->error);
}

bool keymgr_set(struct keymgr *k, char **args, int count)
{
	struct change c = begin(k, args[0]);
	if (attributes_parse(&c.said, (const char *const *)args + 1, (size_t)count - 1, k->now,
	                     &c.error) != OK)
		return fail(&c);
	if (c.said.has_algorithm || c.said.bits != 0) {
		text_put(&c.error, "algorithm and size of a key cannot be changed");
		return fail(&c);
	}
	if (c.said.policy != NULL) {
		text_put(&c.error, "'addtopolicy' is for new keys");
		return fail(&c);
	}
	return finish(k, &c, edit_set);
}

static enum err edit_delete(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	struct change *c = ctx;
	struct zone_key *key;
	(void)turn;
	TRY(key_spec_find(&key, &zone->keys, span_str(c->spec), &c->error));
	key_list_remove(&zone->keys, (size_t)(key - zone->keys.items));
	return OK;
}

bool keymgr_delete(struct keymgr *k, char **args, int count)
{
	struct change c = begin(k, args[0]);
	(void)count;
	return finish(k, &c, edit_delete);
}

static enum err edit_delete_old(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	const struct change *c = ctx;
	(void)turn;
	for (size_t i = zone->keys.count; i > 0; i--) {
		int64_t gone = zone->keys.items[i - 1].timers[KEY_REMOVE];
		if (gone != 0 && gone < c->k->now)
			key_list_remove(&zone->keys, i - 1);
	}
	return OK;
}

bool keymgr_delete_old(struct keymgr *k, char **args, int count)
{
	struct change c = begin(k, NULL);
	(void)args;
	(void)count;
	return finish(k, &c, edit_delete_old);
}

static enum err edit_share(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	struct change *c = ctx;
	uint8_t id[KEY_ID_LEN];
	struct zone_key key;
	size_t len = 0;
	if (strlen(c->spec) != KEY_ID_TEXT_LEN || hex_parse(id, &len, span_str(c->spec)) != OK) {
		text_put(&c->error, "invalid key ID, all of it is needed");
		return E_INVALID;
	}
	enum err e = kasp_turn_key(turn, c->from.wire, id, &key);
	if (e == E_NOTFOUND)
		text_put(&c->error, "key not found");
	TRY(e);
	if (!key.is_ksk) {
		text_put(&c->error, "only a KSK can be shared");
		return E_INVALID;
	}
	if (key_list_find(&zone->keys, id) != NULL) {
		text_put(&c->error, "key already exists");
		return E_EXISTS;
	}
	VEC_PUSH(&zone->keys, key);
	return OK;
}

bool keymgr_share(struct keymgr *k, char **args, int count)
{
	struct change c = begin(k, args[0]);
	(void)count;
	if (name_parse_str(&c.from, args[1]) != OK) {
		text_printf(&c.error, "invalid zone name '%s'", args[1]);
		return fail(&c);
	}
	return finish(k, &c, edit_share);
}

static enum err edit_salt(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	const struct change *c = ctx;
	(void)turn;
	zone->facts.has_salt = true;
	zone->facts.salt_created_s = c->k->now;
	zone->facts.salt_len = (uint8_t)c->salt_len;
	memcpy(zone->facts.salt, c->salt, c->salt_len);
	return OK;
}

static bool show_salt(struct keymgr *k)
{
	struct kasp_zone zone;
	struct text t;
	if (!keymgr_read(k, &zone))
		return false;
	text_init(&t);
	if (zone.facts.salt_len > 0)
		hex_print(&t, span_of(zone.facts.salt, zone.facts.salt_len), true);
	else
		text_put_char(&t, '-');
	if (zone.facts.has_salt)
		printf("Current salt: %s\n", t.buf);
	else
		puts("-- no salt --");
	text_deinit(&t);
	kasp_zone_deinit(&zone);
	return true;
}

bool keymgr_salt(struct keymgr *k, char **args, int count)
{
	struct change c = begin(k, NULL);
	if (count == 0) {
		text_deinit(&c.error);
		return show_salt(k);
	}
	bool good = strcmp(args[0], "-") == 0 ||
	            (strlen(args[0]) <= 2 * sizeof(c.salt) &&
	             hex_parse(c.salt, &c.salt_len, span_str(args[0])) == OK);
	if (!good) {
		text_put(&c.error, "invalid salt, up to 255 octets as hexadecimal digits, or '-'");
		return fail(&c);
	}
	if (c.salt_len != k->policy->nsec3.salt_len)
		say_warning("specified salt doesn't match configured salt length (%u)",
		            k->policy->nsec3.salt_len);
	return finish(k, &c, edit_salt);
}

static enum err edit_serial(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	const struct change *c = ctx;
	(void)turn;
	if (c->local) {
		zone->facts.has_last_signed = true;
		zone->facts.last_signed.value = c->serial;
	} else {
		zone->facts.has_master_serial = true;
		zone->facts.master_serial.value = c->serial;
	}
	return OK;
}

static bool show_serial(struct keymgr *k, bool local)
{
	struct kasp_zone zone;
	if (!keymgr_read(k, &zone))
		return false;
	const struct zone_facts *f = &zone.facts;
	if (local ? f->has_last_signed : f->has_master_serial)
		printf("Current serial: %u\n",
		       local ? f->last_signed.value : f->master_serial.value);
	else
		puts("-- no serial --");
	kasp_zone_deinit(&zone);
	return true;
}

static bool parse_serial(uint32_t *out, const char *text)
{
	uint64_t value = 0;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (uint64_t)(*text - '0');
		if (value > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)value;
	return true;
}

static bool serial(struct keymgr *k, char **args, int count, bool local)
{
	struct change c = begin(k, NULL);
	c.local = local;
	if (count == 0) {
		text_deinit(&c.error);
		return show_serial(k, local);
	}
	if (!parse_serial(&c.serial, args[0])) {
		text_printf(&c.error, "invalid serial '%s'", args[0]);
		return fail(&c);
	}
	return finish(k, &c, edit_serial);
}

bool keymgr_master_serial(struct keymgr *k, char **args, int count)
{
	return serial(k, args, count, false);
}

bool keymgr_local_serial(struct keymgr *k, char **args, int count)
{
	say_warning("local-serial is deprecated");
	return serial(k, args, count, true);
}
