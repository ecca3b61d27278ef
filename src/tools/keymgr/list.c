/* SPDX-License-Identifier: BSD-2-Clause */
/* Three forms of a listing. */

#include "tools/keymgr/list.h"

#include "server/keys/use.h"
#include "tools/cli/json.h"

#define BOLD      "\x1b[1m"
#define DIM       "\x1b[2m"
#define UNDERLINE "\x1b[4m"
#define RED       "\x1b[31m"
#define GREEN     "\x1b[32m"
#define MAGENTA   "\x1b[35m"
#define PLAIN     "\x1b[0m"

static bool is_missing(const struct zone_key *key, const struct list_options *o)
{
	return !key->public_only && !keystore_has(o->keystore, key->id);
}

static void paint(struct text *t, const struct list_options *o, const char *colour)
{
	if (o->colour)
		text_put(t, colour);
}

static const char *role_colour(const struct zone_key *key)
{
	if (key->is_ksk && key->is_zsk)
		return BOLD MAGENTA;
	return key->is_ksk ? BOLD RED : BOLD GREEN;
}

static void print_algorithm(struct text *t, const struct zone_key *key,
                            const struct list_options *o)
{
	const char *name = key_algorithm_name(key->algorithm);
	if (name == NULL)
		text_printf(t, "%u", key->algorithm);
	else
		text_put(t, name);
	/* The size of other keys follows from their algorithm. */
	if (key->algorithm <= CRYPTO_RSASHA512) {
		paint(t, o, DIM);
		text_printf(t, "/%u", key_bits(key));
		paint(t, o, PLAIN);
	}
}

/* The moment that made the present state: the last in the order of states that has come. */
static int current_timer(const struct zone_key *key, int64_t now)
{
	for (int i = KEY_REMOVE; i > KEY_CREATED; i--) {
		if (key_reached(key, (enum key_timer)i, now))
			return i;
	}
	return -1;
}

static void print_timers(struct text *t, const struct zone_key *key, const struct list_options *o)
{
	int current = current_timer(key, o->now);
	for (int i = KEY_PRE_ACTIVE; i < KEY_TIMERS; i++) {
		if (key->timers[i] == 0)
			continue;
		text_put_char(t, ' ');
		if (i == current)
			paint(t, o, UNDERLINE);
		text_put(t, key_timer_name((enum key_timer)i));
		paint(t, o, PLAIN);
		text_put_char(t, '=');
		if (key->timers[i] > o->now)
			paint(t, o, BOLD);
		timestamp_print(t, key->timers[i], o->times, o->now);
		paint(t, o, PLAIN);
	}
}

static void print_normal(struct text *t, const struct zone_key *key, const struct list_options *o)
{
	char id[KEY_ID_TEXT_LEN + 1];
	key_id_print(id, key->id);
	text_printf(t, "%s ", id);
	paint(t, o, BOLD);
	text_printf(t, "%5u", key->tag);
	paint(t, o, PLAIN);
	text_put_char(t, ' ');
	paint(t, o, role_colour(key));
	text_put(t, key_role_name(key));
	paint(t, o, PLAIN);
	text_put_char(t, ' ');
	print_algorithm(t, key, o);
	if (key->public_only)
		text_put(t, " public-only");
	if (key->for_later)
		text_put(t, " for-later");
	if (is_missing(key, o))
		text_put(t, " missing");
	print_timers(t, key, o);
	text_put_char(t, '\n');
}

static const char *yes_no(bool b)
{
	return b ? "yes" : "no ";
}

static void print_extended(struct text *t, const struct zone_key *key, const struct list_options *o)
{
	char id[KEY_ID_TEXT_LEN + 1];
	key_id_print(id, key->id);
	text_printf(t, "%s ksk=%s zsk=%s tag=%05u algorithm=%-2u size=%-4u public-only=%s ", id,
	            yes_no(key->is_ksk), yes_no(key->is_zsk), key->tag, key->algorithm,
	            key_bits(key), yes_no(key->public_only));
	text_printf(t, "for-later=%s missing=%s", yes_no(key->for_later),
	            yes_no(is_missing(key, o)));
	for (int i = 0; i < KEY_TIMERS; i++) {
		text_printf(t, " %s=", key_timer_name((enum key_timer)i));
		timestamp_print(t, key->timers[i], o->times, o->now);
	}
	text_put_char(t, '\n');
}

static void print_json(struct json *j, const struct zone_key *key, const struct list_options *o)
{
	char id[KEY_ID_TEXT_LEN + 1];
	key_id_print(id, key->id);
	json_object_begin(j, NULL);
	json_string(j, "zone", span_str(o->zone));
	json_string(j, "id", span_str(id));
	json_bool(j, "ksk", key->is_ksk);
	json_bool(j, "zsk", key->is_zsk);
	json_number(j, "tag", key->tag);
	json_number(j, "algorithm", key->algorithm);
	json_number(j, "size", key_bits(key));
	json_bool(j, "public-only", key->public_only);
	json_bool(j, "for-later", key->for_later);
	json_bool(j, "missing", is_missing(key, o));
	for (int i = 0; i < KEY_TIMERS; i++) {
		const char *name = key_timer_name((enum key_timer)i);
		struct text value;
		if (o->times == TIMESTAMP_UNIX) {
			json_number(j, name, (uint64_t)key->timers[i]);
			continue;
		}
		text_init(&value);
		timestamp_print(&value, key->timers[i], o->times, o->now);
		json_string(j, name, text_span(&value));
		text_deinit(&value);
	}
	json_object_end(j);
}

static void print_all_json(struct text *t, const struct key_list *keys,
                           const struct list_options *o)
{
	struct json j;
	json_init(&j, t);
	json_array_begin(&j, NULL);
	for (size_t i = 0; i < keys->count; i++)
		print_json(&j, &keys->items[i], o);
	json_array_end(&j);
	text_put_char(t, '\n');
}

void list_print(struct text *t, const struct key_list *keys, const struct list_options *options)
{
	if (options->form == LIST_JSON) {
		print_all_json(t, keys, options);
		return;
	}
	size_t *order = mem_calloc(keys->count + 1, sizeof(*order));
	key_order(keys, order);
	for (size_t i = 0; i < keys->count; i++) {
		if (options->form == LIST_EXTENDED)
			print_extended(t, &keys->items[i], options);
		else
			print_normal(t, &keys->items[order[i]], options);
	}
	mem_free(order);
}
