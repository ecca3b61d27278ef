/* SPDX-License-Identifier: BSD-2-Clause */
/* Snapshots of keys, remotes and access rules; groups of remotes end here. */

#include "server/conf/make.h"

static enum err make_keys(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "key", &n);
	struct conf_key *keys = make_array(m, n, sizeof(*keys));
	/* Set before they are complete, so that conf_free wipes what is there. */
	m->c->keys = keys;
	m->c->key_count = n;
	for (size_t i = 0; i < n; i++) {
		const struct conf_value *secret = value_of(blocks[i], "secret");
		struct tsig_key *key = &keys[i].key;
		if (secret == NULL || secret->octets.len == 0)
			return fail_block(m, blocks[i], "no key secret defined");
		if (secret->octets.len > sizeof(key->secret))
			return fail_block(m, blocks[i], "key secret too long");
		keys[i].id = blocks[i]->id;
		TRY(name_parse_str(&key->name, blocks[i]->id));
		key->alg = (enum digest_alg)number_or(blocks[i], "algorithm", DIGEST_SHA256);
		memcpy(key->secret, secret->octets.data, secret->octets.len);
		key->secret_len = secret->octets.len;
	}
	return OK;
}

static const struct conf_key *key_by_text(struct maker *m, const char *text)
{
	struct name name;
	if (name_parse_str(&name, text) != OK)
		return NULL;
	name_lower(name.wire, name.len);
	return conf_key_find(m->c, name.wire);
}

static enum err make_remote(struct maker *m, struct conf_remote *out, const struct conf_block *b)
{
	bool secure = number_or(b, "quic", 0) != 0 || number_or(b, "tls", 0) != 0;
	const struct conf_value *key = value_of(b, "key");
	out->id = b->id;
	if (number_or(b, "quic", 0) != 0 && number_or(b, "tls", 0) != 0)
		return fail_block(m, b, "both 'quic' and 'tls' set");
	TRY(make_addresses(m, conf_entry_find(b, "address"), secure ? 853 : 53, &out->addresses,
	                   &out->address_count));
	if (out->address_count == 0)
		return fail_block(m, b, "no remote address defined");
	TRY(make_addresses(m, conf_entry_find(b, "via"), 0, &out->via, &out->via_count));
	if (key != NULL) {
		out->key = key_by_text(m, key->text);
		if (out->key == NULL)
			return fail_entry(m, conf_entry_find(b, "key"), key->text,
			                  "invalid reference");
	}
	out->block_notify_after_transfer = number_or(b, "block-notify-after-transfer", 0) != 0;
	out->no_edns = number_or(b, "no-edns", 0) != 0;
	out->automatic_acl = number_or(b, "automatic-acl", 1) != 0;
	return OK;
}

static enum err make_remotes(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "remote", &n);
	struct conf_remote *remotes = make_array(m, n, sizeof(*remotes));
	for (size_t i = 0; i < n; i++)
		TRY(make_remote(m, &remotes[i], blocks[i]));
	m->c->remotes = remotes;
	m->c->remote_count = n;
	blocks = blocks_of(m, "remotes", &n);
	for (size_t i = 0; i < n; i++) {
		const struct conf_remote *const *members;
		size_t count;
		TRY(make_remote_list(m, conf_entry_find(blocks[i], "remote"), &members, &count));
		if (count == 0)
			return fail_block(m, blocks[i], "no remote defined");
	}
	return OK;
}

const struct conf_remote *remote_by_id(const struct conf *c, const char *id)
{
	for (size_t i = 0; i < c->remote_count; i++) {
		if (strcmp(c->remotes[i].id, id) == 0)
			return &c->remotes[i];
	}
	return NULL;
}

const struct addr *remote_via(const struct conf_remote *remote, size_t n)
{
	const struct addr *found = NULL;
	for (size_t i = 0; i <= n && i < remote->via_count; i++) {
		if (addr_family(&remote->via[i]) == addr_family(&remote->addresses[n]))
			found = &remote->via[i];
	}
	return found;
}

/* Most remotes a list can come to when all its groups are resolved. */
static size_t count_remotes(struct maker *m, const struct conf_entry *entry)
{
	size_t n = 0;
	for (size_t i = 0; i < count_of(entry); i++) {
		const struct conf_block *group = conf_block_find(m->tree, "remotes",
		                                                 entry->values.items[i].text);
		n += 1 + count_of(conf_entry_find(group, "remote"));
	}
	return n;
}

enum err make_remote_list(struct maker *m, const struct conf_entry *entry,
                          const struct conf_remote *const **out, size_t *count)
{
	const struct conf_remote **list = make_list(m, count_remotes(m, entry), sizeof(*list));
	size_t n = 0;
	for (size_t i = 0; i < count_of(entry); i++) {
		const char *id = entry->values.items[i].text;
		const struct conf_remote *one = remote_by_id(m->c, id);
		const struct conf_block *group = conf_block_find(m->tree, "remotes", id);
		if (id[0] == '\0')
			continue;
		if (one == NULL && group == NULL)
			return fail_entry(m, entry, id, "invalid reference");
		if (one != NULL)
			list[n++] = one;
		const struct conf_entry *members = one == NULL ? conf_entry_find(group, "remote")
		                                               : NULL;
		for (size_t k = 0; k < count_of(members); k++) {
			const char *member = members->values.items[k].text;
			list[n] = remote_by_id(m->c, member);
			if (list[n++] == NULL)
				return fail_entry(m, members, member, "invalid reference");
		}
	}
	*out = list;
	*count = n;
	return OK;
}

static enum err make_update_rules(struct maker *m, struct conf_acl *out, const struct conf_block *b)
{
	const struct conf_entry *types = conf_entry_find(b, "update-type");
	const struct conf_entry *names = conf_entry_find(b, "update-owner-name");
	uint16_t *numbers = make_array(m, count_of(types), sizeof(*numbers));
	struct conf_owner_name *owners = make_array(m, count_of(names), sizeof(*owners));
	for (size_t i = 0; i < count_of(types); i++)
		numbers[i] = (uint16_t)types->values.items[i].number;
	for (size_t i = 0; i < count_of(names); i++) {
		const char *text = names->values.items[i].text;
		TRY(name_parse_str(&owners[i].name, text));
		owners[i].relative = text[0] == '\0' || text[strlen(text) - 1] != '.';
	}
	out->update_types = numbers;
	out->update_type_count = count_of(types);
	out->update_owners = owners;
	out->update_owner_count = count_of(names);
	out->update_owner = (enum conf_update_owner)number_or(b, "update-owner", OWNER_ANY);
	out->update_owner_match = (enum conf_owner_match)number_or(b, "update-owner-match",
	                                                           MATCH_SUB_OR_EQUAL);
	return OK;
}

static enum err make_acl(struct maker *m, struct conf_acl *out, const struct conf_block *b)
{
	const struct conf_entry *addresses = conf_entry_find(b, "address");
	const struct conf_entry *keys = conf_entry_find(b, "key");
	*out = (struct conf_acl){
		.id = b->id,
		.range_count = count_of(addresses),
		.key_count = count_of(keys),
		.actions = set_of(b, "action"),
		.protocols = set_of(b, "protocol"),
		.deny = number_or(b, "deny", 0) != 0,
		.needs_pin = has_value(conf_entry_find(b, "cert-key")),
	};
	struct addr_range *ranges = make_array(m, out->range_count, sizeof(*ranges));
	for (size_t i = 0; i < out->range_count; i++)
		TRY(addr_range_parse(&ranges[i], span_str(addresses->values.items[i].text)));
	const struct conf_key **found = make_array(m, out->key_count, sizeof(*found));
	for (size_t i = 0; i < out->key_count; i++) {
		found[i] = key_by_text(m, keys->values.items[i].text);
		if (found[i] == NULL)
			return fail_entry(m, keys, keys->values.items[i].text, "invalid reference");
	}
	out->ranges = ranges;
	out->keys = found;
	TRY(make_remote_list(m, conf_entry_find(b, "remote"), &out->remotes, &out->remote_count));
	if (out->remote_count > 0 &&
	    (out->range_count > 0 || out->key_count > 0 || out->protocols != 0))
		return fail_block(m, b,
		                  "specified ACL/remote does not allow address, key, "
		                  "or protocol");
	return make_update_rules(m, out, b);
}

static enum err make_acls(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "acl", &n);
	struct conf_acl *acls = make_array(m, n, sizeof(*acls));
	for (size_t i = 0; i < n; i++)
		TRY(make_acl(m, &acls[i], blocks[i]));
	m->c->acls = acls;
	m->c->acl_count = n;
	return OK;
}

const struct conf_acl *acl_by_id(const struct conf *c, const char *id)
{
	for (size_t i = 0; i < c->acl_count; i++) {
		if (strcmp(c->acls[i].id, id) == 0)
			return &c->acls[i];
	}
	return NULL;
}

enum err make_access(struct maker *m)
{
	TRY(make_keys(m));
	TRY(make_remotes(m));
	return make_acls(m);
}
