/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A descent ends at the leaf that shares most with the name; what they share tells how far the
 * path was the name's own.  Ancestors of a key are its prefixes, so each stands at a branch of
 * that path as the twig for NAME_KEY_END, or is the leaf itself.  Names that are there and not
 * below a cut never need them.
 */

#include "server/zone/find.h"

#include "dns/rrtype.h"
#include "sec/nsec3_hash.h"

#include <string.h>

/*
 * Names without NSEC that are passed on the way to one.  In a whole chain these are the empty
 * non-terminals above one name; a broken chain must not cost a walk through the zone per query.
 */
enum { NSEC_STEPS_MAX = 2 * NAME_MAX_LABELS };

void zone_name_make(struct zone_name *out, const uint8_t *name)
{
	out->name.len = (uint8_t)name_key_read(&out->key, out->name.wire, out->name.wire, name,
	                                       name_len(name));
}

bool zone_name_within(struct zone_name *out, const struct zone_version *v,
                      const struct zone_name *other, const uint8_t *name)
{
	uint8_t labels[NAME_MAX_LABELS];
	size_t len = name_len(name), apex_len = v->apex->name_len, count = 0, at = 0;
	while (len - at > apex_len) {
		labels[count++] = (uint8_t)at;
		at += name[at] + 1u;
	}
	if (len - at != apex_len || memcmp(name + at, v->apex->name, apex_len) != 0)
		return false;
	memcpy(out->name.wire, name, len);
	out->name.len = (uint8_t)len;
	struct name_key *key = &out->key;
	memcpy(key->symbols, other->key.symbols, v->apex_key_len + 1u);
	memcpy(key->ends, other->key.ends, (v->apex_labels + 1u) * sizeof(key->ends[0]));
	key->len = v->apex_key_len;
	key->labels = v->apex_labels;
	key->symbols[key->len] = NAME_KEY_END;
	while (count > 0)
		name_key_descend(key, key->labels, name + labels[--count]);
	return true;
}

/* Take an ancestor into account; true when nothing below it matters. */
static bool ancestor_take(struct zone_found *out, const struct qp_twig *leaf)
{
	uint64_t flags = qp_value(leaf);
	out->encloser = leaf->ptr;
	if ((flags & NODE_CUT) != 0)
		out->cut = leaf->ptr;
	else if ((flags & NODE_DNAME) != 0)
		out->dname = leaf->ptr;
	else
		return false;
	return true;
}

/*
 * Labels that a name shares with that of a leaf, counted from the root.  Suffixes are compared as
 * octets, longest first; most leaves are an ancestor or a sibling, and then it is one or two.
 */
static size_t labels_shared(const struct zone_name *name, const struct zone_node *n)
{
	const uint8_t *leaf = n->name, *at = name->name.wire;
	size_t leaf_len = n->name_len, len = name->name.len, labels = name->key.labels;
	for (;;) {
		while (leaf_len > len) {
			leaf_len -= leaf[0] + 1u;
			leaf += leaf[0] + 1u;
		}
		while (len > leaf_len) {
			len -= at[0] + 1u;
			at += at[0] + 1u;
			labels--;
		}
		if (len == leaf_len) {
			if (memcmp(at, leaf, len) == 0)
				return labels;
			leaf_len -= leaf[0] + 1u;
			leaf += leaf[0] + 1u;
		}
	}
}

/* The branches again, for a path that was too long to be kept. */
static bool ancestors_descend(struct zone_found *out, const struct zone_version *v,
                              const struct name_key *key, size_t common)
{
	const struct qp_twig *t = &v->names;
	while (!qp_is_leaf(t) && qp_place(t) <= common) {
		if ((t->word & 1) != 0 && qp_place(t) < key->len && ancestor_take(out, qp_twigs(t)))
			return true;
		t = qp_step(t, key->symbols, key->len);
	}
	return false;
}

/* Find the ancestors on the path down to a leaf that shares `shared` labels with the name. */
static ALWAYS_INLINE void ancestors_find(struct zone_found *out, const struct zone_version *v,
                                         const struct zone_name *name, const struct qp_twig *leaf,
                                         size_t shared, const struct zone_path *path)
{
	const struct name_key *key = &name->key;
	size_t common = key->ends[shared];
	if (UNLIKELY(path->count > ZONE_PATH_MAX)) {
		if (ancestors_descend(out, v, key, common))
			return;
	} else {
		for (unsigned i = 0; i < path->count; i++) {
			const struct qp_twig *t = path->branches[i];
			/* At the key's own end it is the name itself. */
			if (qp_place(t) > common || qp_place(t) >= key->len)
				break;
			if (ancestor_take(out, qp_twigs(t)))
				return;
		}
	}
	/* Only the leaf is left; it is an ancestor if all of its name is shared. */
	const struct zone_node *n = leaf->ptr;
	if (out->node == NULL &&
	    n->name_len == name_len(name_skip(name->name.wire, key->labels - shared)))
		ancestor_take(out, leaf);
}

void zone_found_make(struct zone_found *out, const struct zone_version *v,
                     const struct zone_name *name, const struct qp_twig *leaf,
                     const struct zone_path *path)
{
	const struct zone_node *n = leaf->ptr;
	size_t shared = name->key.labels;
	*out = (struct zone_found){0};
	if (n->name_len == name->name.len && memcmp(name->name.wire, n->name, n->name_len) == 0) {
		out->node = n;
		if ((n->flags & NODE_BELOW) == 0) {
			out->encloser = n;
			if ((n->flags & NODE_CUT) != 0)
				out->cut = n;
			return;
		}
	} else {
		shared = labels_shared(name, n);
	}
	ancestors_find(out, v, name, leaf, shared, path);
}

void zone_look_up(struct zone_found *out, const struct zone_version *v,
                  const struct zone_name *name)
{
	struct zone_path path;
	const struct qp_twig *t = &v->names;
	path.count = 0;
	while (!qp_is_leaf(t))
		t = zone_path_step(&path, t, &name->key);
	zone_found_make(out, v, name, t, &path);
}

/* Last leaf before a key that a trie does not have; NULL when none is. */
static const struct qp_twig *leaf_before(const struct qp_twig *root, const struct name_key *key)
{
	const struct qp_twig *leaf = qp_nearest(root, key->symbols, key->len);
	if (leaf == NULL)
		return NULL;
	struct name_key leaf_key;
	name_key_make(&leaf_key, ((const struct zone_node *)leaf->ptr)->name);
	size_t common = name_key_common(&leaf_key, key);
	if (common == key->len && common == leaf_key.len) /* the key itself: step back from it */
		return qp_before(root, key->symbols, key->len, common, false);
	bool is_past = name_key_at(key, common) > name_key_at(&leaf_key, common);
	return qp_before(root, key->symbols, key->len, common, is_past);
}

const struct zone_node *zone_find_nsec(const struct zone_version *v, const struct zone_name *name)
{
	struct zone_name at;
	const struct name_key *key = &name->key;
	for (unsigned step = 0; step < NSEC_STEPS_MAX; step++) {
		const struct qp_twig *leaf = leaf_before(&v->names, key);
		if (leaf == NULL)
			return NULL;
		const struct zone_node *n = leaf->ptr;
		if ((qp_value(leaf) & NODE_BELOW) != 0) {
			/* Names below a cut have no NSEC; the cut sorts before all of them. */
			struct zone_found found;
			zone_name_make(&at, n->name);
			zone_look_up(&found, v, &at);
			const struct zone_node *top = found.cut != NULL ? found.cut : found.dname;
			if (top != NULL)
				n = top;
		}
		if (zone_node_find(n, RR_NSEC) != NULL)
			return n;
		zone_name_make(&at, n->name);
		key = &at.key;
	}
	return NULL;
}

enum { HASH_GROUPS = 4, HASH_GROUP = NAME_HASH_LABEL / HASH_GROUPS };

/* Is a node of the chain named as hashes are? */
static ALWAYS_INLINE bool is_hash_name(const struct zone_version *v, const struct zone_node *n)
{
	return n->name_len == 1 + NAME_HASH_LABEL + v->apex->name_len &&
	       n->name[0] == NAME_HASH_LABEL;
}

/* What follows the first group of a hash. */
static void hash_key_complete(struct name_key *key, uint8_t *label, uint8_t *text,
                              const uint8_t *hash)
{
	name_key_base32hex(label + HASH_GROUP, text + HASH_GROUP, hash + NAME_HASH_GROUP,
	                   HASH_GROUPS - 1);
	label[NAME_HASH_LABEL] = NAME_KEY_SEP;
	key->symbols[key->len] = NAME_KEY_END;
}

/*
 * The node before a hash that the chain does not have.
 *
 * key   symbols of the hash's owner;  text  its label; as far as it shares them with the leaf
 * leaf  nearest to it
 */
static const struct zone_node *nsec3_before(const struct zone_version *v,
                                            const struct name_key *key, const uint8_t *text,
                                            const struct qp_twig *leaf)
{
	const struct zone_node *n = leaf->ptr;
	size_t i = 0;
	const struct qp_twig *before;
	if (LIKELY(is_hash_name(v, n))) {
		while (text[i] == n->name[1 + i])
			i++;
		before = qp_before(&v->nsec3, key->symbols, key->len, v->apex_key_len + i,
		                   text[i] > n->name[1 + i]);
	} else { /* an owner that is no hash */
		struct zone_name owner;
		uint8_t name[1 + NAME_HASH_LABEL + NAME_MAX_LEN] = {NAME_HASH_LABEL};
		memcpy(name + 1, text, NAME_HASH_LABEL);
		memcpy(name + 1 + NAME_HASH_LABEL, v->apex->name, v->apex->name_len);
		name_key_make(&owner.key, name);
		before = leaf_before(&v->nsec3, &owner.key);
	}
	return (before != NULL ? before : qp_last(&v->nsec3))->ptr;
}

const struct zone_node *zone_find_nsec3(const struct zone_version *v,
                                        const uint8_t hash[ZONE_HASH_LEN],
                                        const struct zone_node **covers)
{
	/*
	 * No branch decides within the symbols that all have in common: they need not be there.
	 * Of the hash's own, the first eight tell 2^40 hashes apart; the others are made when a
	 * branch or a name asks for them.
	 */
	struct name_key key;
	uint8_t text[NAME_HASH_LABEL];
	uint8_t *label = key.symbols + v->apex_key_len;
	bool is_whole = false;
	name_key_base32hex(label, text, hash, 1);
	key.len = (uint16_t)(v->apex_key_len + NAME_HASH_LABEL + 1);
	*covers = NULL;
	if (v->nsec3.word == 0)
		return NULL;
	const struct qp_twig *leaf = &v->nsec3;
	while (!qp_is_leaf(leaf)) {
		if (UNLIKELY(qp_place(leaf) >= v->apex_key_len + (size_t)HASH_GROUP) && !is_whole) {
			hash_key_complete(&key, label, text, hash);
			is_whole = true;
		}
		leaf = qp_step(leaf, key.symbols, key.len);
	}
	const struct zone_node *n = leaf->ptr;
	bool is_hash = is_hash_name(v, n);
	if (LIKELY(is_hash) && memcmp(n->name + 1, text, HASH_GROUP) != 0) {
		*covers = nsec3_before(v, &key, text, leaf);
		return NULL;
	}
	if (!is_whole)
		hash_key_complete(&key, label, text, hash);
	if (is_hash && memcmp(n->name + 1, text, NAME_HASH_LABEL) == 0)
		return n;
	*covers = nsec3_before(v, &key, text, leaf);
	return NULL;
}

void zone_hash_name(const struct zone_version *v, const uint8_t *name, uint8_t hash[ZONE_HASH_LEN])
{
	const struct zone_nsec3_param *p = v->nsec3_param;
	nsec3_hash_lower(hash, span_of(name, name_len(name)), span_of(p->salt, p->salt_len),
	                 p->iterations);
}
