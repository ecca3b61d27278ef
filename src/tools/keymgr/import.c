/* SPDX-License-Identifier: BSD-2-Clause */
/* New keys in the database. */

#include "tools/keymgr/import.h"

#include "tools/cli/say.h"
#include "tools/keymgr/attributes.h"
#include "tools/keymgr/bind_key.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { ATTEMPTS = 40 };

struct addition {
	const struct keymgr *k;
	struct zone_key key; /* pair: owned until it is added */
	bool again; /* who keeps keys elsewhere brings them once more when their plan changes */
	int64_t said[KEY_TIMERS]; /* with `again`: moments that the file names */
	const char *policy;       /* NULL: not to be shared */
	struct text error;
};

static void renew(struct zone_key *known, const struct addition *a)
{
	for (size_t i = 0; i < KEY_TIMERS; i++) {
		if (i != KEY_CREATED && a->said[i] != 0)
			known->timers[i] = a->said[i];
	}
}

static enum err add(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	struct addition *a = ctx;
	struct zone_key *known = key_list_find(&zone->keys, a->key.id);
	if (known != NULL && a->again && !known->public_only) {
		renew(known, a);
		return OK;
	}
	if (known != NULL) {
		text_put(&a->error, "key already exists");
		return E_EXISTS;
	}
	if (zone->keys.count >= KEY_SET_MAX) {
		text_put(&a->error, "too many keys");
		return E_LIMIT;
	}
	if (a->policy != NULL)
		TRY(kasp_turn_set_last(turn, a->policy, a->k->zone.wire, a->key.id));
	VEC_PUSH(&zone->keys, a->key);
	a->key.pair = NULL;
	return OK;
}

static bool finish(struct keymgr *k, struct addition *a, bool say_ok)
{
	char id[KEY_ID_TEXT_LEN + 1];
	bool good = keymgr_edit(k, add, a, &a->error);
	if (good) {
		key_id_print(id, a->key.id);
		printf("%s\n%s", id, say_ok ? "OK\n" : "");
	}
	crypto_key_unref(a->key.pair);
	text_deinit(&a->error);
	return good;
}

static bool fail(struct addition *a, enum err e)
{
	say_error("%s", a->error.len > 0 ? a->error.buf : err_text(e));
	crypto_key_unref(a->key.pair);
	text_deinit(&a->error);
	return false;
}

static struct addition begin(struct keymgr *k)
{
	struct addition a = {.k = k};
	text_init(&a.error);
	return a;
}

/* What was not said: in use from now on. */
static void set_defaults(struct zone_key *key, const struct attributes *said, int64_t now,
                         bool ready)
{
	if (!said->has_timer[KEY_CREATED])
		key->timers[KEY_CREATED] = now;
	if (key->for_later)
		return;
	if (!said->has_timer[KEY_PUBLISH])
		key->timers[KEY_PUBLISH] = now;
	int64_t active = said->has_timer[KEY_ACTIVE] ? said->timers[KEY_ACTIVE] : now;
	key->timers[KEY_ACTIVE] = active;
	if (ready && key->is_ksk && !said->has_timer[KEY_READY])
		key->timers[KEY_READY] = active;
}

/* Roles and moments; the material's tag depends on them. */
static enum err shape(struct addition *a, struct attributes *said, bool ready)
{
	a->key.is_ksk = said->has_ksk && said->ksk;
	a->key.is_zsk = said->has_zsk ? said->zsk : !a->key.is_ksk;
	a->key.sep = a->key.is_ksk;
	a->key.for_later = said->has_for_later && said->for_later;
	a->policy = said->policy;
	set_defaults(&a->key, said, a->k->now, ready);
	return attributes_apply(said, &a->key, &a->error);
}

static bool tag_is_good(const struct keymgr *k, const struct kasp_zone *zone, uint16_t tag)
{
	const struct modulo *m = &k->policy->keys.tag_modulo;
	if (m->modulus > 1 && tag % m->modulus != m->remainder)
		return false;
	for (size_t i = 0; i < zone->keys.count; i++) {
		if (zone->keys.items[i].tag == tag)
			return false;
	}
	return true;
}

static enum err make_pair(struct addition *a, uint8_t algorithm, unsigned bits,
                          const struct kasp_zone *zone)
{
	for (unsigned attempt = 0;; attempt++) {
		crypto_key_unref(a->key.pair);
		a->key.pair = NULL;
		TRY(crypto_key_generate(&a->key.pair, algorithm, bits));
		TRY(key_set_material(&a->key, a->key.pair));
		if (tag_is_good(a->k, zone, a->key.tag))
			return OK;
		if (attempt + 1 == ATTEMPTS) {
			say_notice("no key tag as wanted was found");
			return OK;
		}
	}
}

bool keymgr_generate(struct keymgr *k, char **args, int count)
{
	const struct policy_keys *policy = &k->policy->keys;
	struct addition a = begin(k);
	struct attributes said;
	struct kasp_zone zone;
	enum err e = attributes_parse(&said, (const char *const *)args, (size_t)count, k->now,
	                              &a.error);
	if (e == OK)
		e = shape(&a, &said, true);
	if (e != OK)
		return fail(&a, e);
	uint8_t algorithm = said.has_algorithm ? said.algorithm : policy->algorithm;
	unsigned bits = said.bits;
	if (algorithm != policy->algorithm)
		say_warning("creating key with different algorithm than configured in the policy");
	else if (bits == 0)
		bits = a.key.is_ksk ? policy->ksk_bits : policy->zsk_bits;
	if (!keymgr_read(k, &zone))
		return fail(&a, E_FAILED);
	e = make_pair(&a, algorithm, bits, &zone);
	kasp_zone_deinit(&zone);
	if (e == E_RANGE)
		text_put(&a.error, "invalid key size");
	return e == OK ? finish(k, &a, false) : fail(&a, e);
}

/* Up to `cap` octets of a file. */
static enum err read_file(const char *path, char *buf, size_t cap, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	*len = 0;
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = OK;
	for (ssize_t n = 1; e == OK && n != 0 && *len < cap;) {
		n = read(fd, buf + *len, cap - *len);
		if (n < 0 && errno != EINTR)
			e = err_from_errno(errno);
		*len += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	return e;
}

/* "K.key", "K.private" and "K" name the same pair. */
static char *pair_path(const char *path, const char *suffix)
{
	static const char *const known[] = {".key", ".private"};
	size_t len = strlen(path);
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		size_t tail = strlen(known[i]);
		if (len > tail && strcmp(path + len - tail, known[i]) == 0)
			len -= tail;
	}
	return mem_printf("%.*s%s", (int)len, path, suffix);
}

static enum err read_public(struct addition *a, const char *path, struct bind_public *out)
{
	AUTO_FREE char *buf = mem_alloc(BIND_FILE_MAX);
	AUTO_FREE char *name = pair_path(path, ".key");
	size_t len;
	enum err e = read_file(name, buf, BIND_FILE_MAX, &len);
	if (e == OK)
		e = bind_public_parse(out, span_of(buf, len));
	if (e != OK) {
		text_printf(&a->error, "failed to read '%s' (%s)", name, err_text(e));
		return e;
	}
	if (!name_equal(out->owner.wire, a->k->zone.wire)) {
		text_printf(&a->error, "key in '%s' is not of zone %s", name, a->k->zone_text);
		return E_INVALID;
	}
	a->key.is_ksk = (out->flags & DNSKEY_SEP) != 0;
	a->key.is_zsk = !a->key.is_ksk;
	a->key.sep = a->key.is_ksk;
	a->key.timers[KEY_CREATED] = a->k->now;
	return OK;
}

static enum err read_private(struct addition *a, const char *path, const struct bind_public *public)
{
	AUTO_FREE char *buf = mem_alloc(BIND_FILE_MAX);
	AUTO_FREE char *name = pair_path(path, ".private");
	int64_t timers[KEY_TIMERS];
	size_t len;
	enum err e = read_file(name, buf, BIND_FILE_MAX, &len);
	if (e == OK)
		e = bind_private_parse(&a->key.pair, timers, span_of(buf, len));
	mem_wipe(buf, BIND_FILE_MAX);
	if (e != OK) {
		text_printf(&a->error, "failed to read '%s' (%s)", name, err_text(e));
		return e;
	}
	if (crypto_key_alg(a->key.pair) != public->algorithm ||
	    !span_equal(crypto_key_public(a->key.pair), span_of(public->key, public->key_len))) {
		text_printf(&a->error, "'%s' is not the private key of its public key", name);
		return E_KEY;
	}
	a->again = true;
	memcpy(a->said, timers, sizeof(timers));
	timers[KEY_CREATED] = a->k->now;
	memcpy(a->key.timers, timers, sizeof(timers));
	if (timers[KEY_PUBLISH] == 0)
		a->key.timers[KEY_PUBLISH] = a->k->now;
	if (timers[KEY_ACTIVE] == 0)
		a->key.timers[KEY_ACTIVE] = a->k->now;
	return key_set_material(&a->key, a->key.pair);
}

bool keymgr_import_bind(struct keymgr *k, char **args, int count)
{
	struct addition a = begin(k);
	struct bind_public public;
	(void)count;
	enum err e = read_public(&a, args[0], &public);
	if (e == OK)
		e = read_private(&a, args[0], &public);
	return e == OK ? finish(k, &a, true) : fail(&a, e);
}

bool keymgr_import_pub(struct keymgr *k, char **args, int count)
{
	struct addition a = begin(k);
	struct bind_public public;
	struct crypto_key *key = NULL;
	(void)count;
	enum err e = read_public(&a, args[0], &public);
	if (e == OK)
		e = crypto_key_from_dnskey(&key, public.algorithm,
		                           span_of(public.key, public.key_len));
	if (e == OK) {
		a.key.public_only = true;
		a.key.timers[KEY_PUBLISH] = k->now;
		e = key_set_material(&a.key, key);
	}
	crypto_key_unref(key);
	return e == OK ? finish(k, &a, true) : fail(&a, e);
}

bool keymgr_import_pem(struct keymgr *k, char **args, int count)
{
	struct addition a = begin(k);
	struct attributes said;
	char buf[CRYPTO_PEM_MAX_LEN];
	size_t len;
	enum err e = attributes_parse(&said, (const char *const *)args + 1, (size_t)count - 1,
	                              k->now, &a.error);
	if (e == OK)
		e = shape(&a, &said, false);
	if (e != OK)
		return fail(&a, e);
	uint8_t algorithm = said.has_algorithm ? said.algorithm : k->policy->keys.algorithm;
	e = read_file(args[0], buf, sizeof(buf), &len);
	if (e == OK)
		e = crypto_key_parse_pem(&a.key.pair, algorithm, span_of(buf, len));
	mem_wipe(buf, sizeof(buf));
	if (e == OK)
		e = key_set_material(&a.key, a.key.pair);
	if (e != OK) {
		text_printf(&a.error, "failed to read '%s' (%s)", args[0], err_text(e));
		return fail(&a, e);
	}
	return finish(k, &a, true);
}
