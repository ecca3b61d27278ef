/* SPDX-License-Identifier: BSD-2-Clause */
/* Listings, and records for the parent. */

#include "tools/keymgr/show.h"

#include "base/base64.h"
#include "base/hex.h"
#include "sec/ds.h"
#include "tools/cli/say.h"
#include "tools/keymgr/key_spec.h"

enum { RDATA_MAX = DNSKEY_HEAD_LEN + KEY_PUBLIC_MAX };

bool keymgr_list(struct keymgr *k, char **args, int count)
{
	struct list_options options = {.form = k->options->list,
	                               .colour = k->options->colour,
	                               .now = k->now,
	                               .zone = k->zone_text,
	                               .keystore = &k->keystore};
	struct kasp_zone zone;
	struct text t;
	if (count > 0 && strcasecmp(args[0], "human") == 0) {
		options.times = TIMESTAMP_HUMAN;
	} else if (count > 0 && strcasecmp(args[0], "iso") == 0) {
		options.times = TIMESTAMP_ISO;
	} else if (count > 0 && strcasecmp(args[0], "unix") != 0) {
		say_error("invalid time format '%s', human or iso expected", args[0]);
		return false;
	}
	if (!keymgr_read(k, &zone))
		return false;
	text_init(&t);
	list_print(&t, &zone.keys, &options);
	fwrite(t.buf, 1, t.len, stdout);
	text_deinit(&t);
	kasp_zone_deinit(&zone);
	return true;
}

static void print_ds(struct text *t, const struct keymgr *k, const struct zone_key *key)
{
	static const uint8_t types[] = {DS_SHA256, DS_SHA384};
	uint8_t dnskey[RDATA_MAX], rdata[DS_MAX_LEN];
	struct wire_writer w = wire_writer_of(dnskey, sizeof(dnskey));
	key_dnskey_write(&w, key, false);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct wire_writer d = wire_writer_of(rdata, sizeof(rdata));
		if (ds_write(&d, k->zone.wire, wire_written(&w), types[i]) != OK)
			continue;
		text_printf(t, "%s DS %u %u %u ", k->zone_text, key->tag, key->algorithm, types[i]);
		hex_print(t, span_skip(wire_written(&d), DS_HEAD_LEN), false);
		text_put_char(t, '\n');
	}
}

static void print_dnskey(struct text *t, const struct keymgr *k, const struct zone_key *key)
{
	text_printf(t, "%s DNSKEY %u %d %u ", k->zone_text, key_flags(key, false), DNSKEY_PROTOCOL,
	            key->algorithm);
	base64_print(t, span_of(key->public_key, key->public_len));
	text_put_char(t, '\n');
}

/* Of one key, or of all KSKs. */
static bool print_records(struct keymgr *k, char **args, int count,
                          void (*print)(struct text *t, const struct keymgr *k,
                                        const struct zone_key *key))
{
	struct kasp_zone zone;
	struct zone_key *one = NULL;
	struct text t;
	bool good = true;
	if (!keymgr_read(k, &zone))
		return false;
	text_init(&t);
	if (count > 0)
		good = key_spec_find(&one, &zone.keys, span_str(args[0]), &t) == OK;
	if (!good)
		say_error("%s", t.buf);
	if (one != NULL)
		print(&t, k, one);
	for (size_t i = 0; count == 0 && i < zone.keys.count; i++) {
		if (zone.keys.items[i].is_ksk)
			print(&t, k, &zone.keys.items[i]);
	}
	if (good)
		fwrite(t.buf, 1, t.len, stdout);
	text_deinit(&t);
	kasp_zone_deinit(&zone);
	return good;
}

bool keymgr_ds(struct keymgr *k, char **args, int count)
{
	return print_records(k, args, count, print_ds);
}

bool keymgr_dnskey(struct keymgr *k, char **args, int count)
{
	return print_records(k, args, count, print_dnskey);
}
